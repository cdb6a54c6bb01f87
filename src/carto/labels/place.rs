//! Who gets which place: what was there stays, then the others in the order of importance, each at the
//! first of its places that is free.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use crate::carto::labels::area::Block;
use crate::carto::labels::built::{block_box, block_label, shifted};
use crate::carto::labels::point::{self, Way};
use crate::carto::labels::shapes::{Shape, Shapes};
use crate::carto::labels::{
    EDGE_PX, Label, LabelOf, Measure, Occupied, PixelBox, Placement, TurnedBox, View,
};
use crate::carto::scene::{Scene, SceneFeature, SceneLayer};
use crate::carto::style::{LabelStyle, StyleSheet};
use crate::domain::Layer;

/// Names are placed this many times the view's size beyond it on each side, so that they are there
/// when the map is moved.
const SPARE_VIEW: f64 = 0.35;
/// Candidates of one layer at most; the largest features come first.
const MAX_PER_LAYER: usize = 140;
/// An area or line is named when it is at least this share of its name's width.
pub(super) const LEAST_SHARE: f32 = 0.55;
/// Half the side of a symbol that no point's name may cover, in pixels.
const SYMBOL: f32 = 4.0;
/// Symbols looked at, at most: beyond that the map is full anyway.
const MAX_SYMBOLS: usize = 3_000;
/// With more points in view than this, leaders would only make a thicket.
const MAX_FOR_LEADERS: usize = 120;

/// What is to be named.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The features.
    pub scene: &'a Scene,
    /// How layers are named.
    pub styles: &'a StyleSheet,
    /// The layers that are drawn, from the top of the picture to its bottom.
    pub layers: &'a [Layer],
    /// What is seen.
    pub view: View,
    /// Where nothing may stand, in pixels from the middle of the view.
    pub reserved: &'a [PixelBox],
    /// What was placed last for the same scene. At the same scale it stays; at another one each name
    /// asks for the place that it had.
    pub previous: Option<&'a Placement>,
}

/// Names what `ask` shows. `shapes` belongs to the scene and makes the next call faster.
pub fn place(ask: &Ask<'_>, measure: &dyn Measure, shapes: &mut Shapes) -> Placement {
    let mut placing = Placing::new(ask, measure, shapes);
    placing.keep();
    for wanted in placing.wanted() {
        placing.feature(&wanted);
    }
    Placement {
        view: ask.view,
        labels: placing.labels,
    }
}

/// A feature that wants a name.
pub(super) struct Wanted<'a> {
    pub(super) style: LabelStyle,
    pub(super) layer: &'a SceneLayer,
    /// Layer and feature in the scene.
    key: (usize, usize),
    /// Its size in pixels; 0 for points.
    pub(super) extent: f32,
}

impl<'a> Wanted<'a> {
    pub(super) fn feature(&self) -> &'a SceneFeature {
        &self.layer.features[self.key.1]
    }

    pub(super) fn of(&self, part: u32, repeat: i32) -> LabelOf {
        LabelOf {
            layer: self.layer.layer,
            id: self.feature().id,
            part,
            repeat,
        }
    }
}

pub(super) struct Placing<'a> {
    pub(super) ask: &'a Ask<'a>,
    pub(super) measure: &'a dyn Measure,
    shapes: &'a mut Shapes,
    /// Where a name shows, in pixels from the middle of the view.
    seen: PixelBox,
    /// Half of the view with the room around it, in pixels.
    pub(super) half: Coord<f64>,
    pub(super) before: BTreeMap<LabelOf, &'a Label>,
    pub(super) same_scale: bool,
    pub(super) taken: Occupied,
    symbols: Occupied,
    leaders: bool,
    pub(super) kept: BTreeSet<LabelOf>,
    pub(super) texts: BTreeMap<Layer, BTreeMap<Box<str>, Vec<[f32; 2]>>>,
    labels: Vec<Label>,
}

impl<'a> Placing<'a> {
    fn new(ask: &'a Ask<'a>, measure: &'a dyn Measure, shapes: &'a mut Shapes) -> Self {
        let [half_x, half_y] = ask.view.size_px.map(|side| side / 2.0);
        let edge = |half: f64| half as f32 - EDGE_PX;
        let previous = ask.previous.map(|previous| previous.labels.as_slice());
        let mut placing = Self {
            ask,
            measure,
            shapes,
            seen: [-edge(half_x), -edge(half_y), edge(half_x), edge(half_y)],
            half: Coord {
                x: half_x * (1.0 + 2.0 * SPARE_VIEW),
                y: half_y * (1.0 + 2.0 * SPARE_VIEW),
            },
            before: previous
                .unwrap_or_default()
                .iter()
                .map(|label| (label.of, label))
                .collect(),
            same_scale: ask
                .previous
                .is_some_and(|previous| previous.view.m_per_px == ask.view.m_per_px),
            taken: Occupied::default(),
            symbols: Occupied::default(),
            leaders: true,
            kept: BTreeSet::new(),
            texts: BTreeMap::new(),
            labels: Vec::new(),
        };
        placing.mark_symbols();
        placing
    }

    /// Names must not cover the symbols of points that are named themselves.
    fn mark_symbols(&mut self) {
        let reach = self.ask.view.reach(SPARE_VIEW);
        let mut count = 0;
        for (_, layer, _) in named_layers(self.ask) {
            for index in layer.in_box(reach) {
                if layer.features[index].geometry.vertices() != 1 {
                    continue;
                }
                count += 1;
                if count > MAX_SYMBOLS {
                    return;
                }
                self.leaders = count <= MAX_FOR_LEADERS;
                let at = self.ask.view.to_px(layer.feature_bounds(index).center());
                self.symbols.insert(TurnedBox {
                    middle: [at.x as f32, at.y as f32],
                    half: [SYMBOL; 2],
                    angle: 0.0,
                });
            }
        }
    }

    /// What was placed for this scale and shows stays. What does not show may find a better place.
    fn keep(&mut self) {
        if !self.same_scale {
            return;
        }
        let Some(previous) = self.ask.previous else {
            return;
        };
        for label in &previous.labels {
            let at = self.px(label.anchor);
            let style = self.ask.styles.layer(label.of.layer);
            let visible = self.ask.layers.contains(&label.of.layer)
                && style.is_some_and(|style| style.label.is_some());
            if visible && self.shows(shifted(label.bounds(), at)) {
                self.kept.insert(label.of);
                self.take(label.clone(), at);
            }
        }
    }

    /// Features in reach that want a name, the most important first.
    fn wanted(&self) -> Vec<Wanted<'a>> {
        let ask = self.ask;
        let reach = ask.view.reach(SPARE_VIEW);
        let mut all = Vec::new();
        for (slot, layer, style) in named_layers(ask) {
            let whole = ask.styles.layer(layer.layer);
            let mut found: Vec<Wanted<'a>> = layer
                .in_box(reach)
                .filter(|index| {
                    let feature = &layer.features[*index];
                    // What is not drawn has no name on the map.
                    !feature.name.is_empty()
                        && whole.is_some_and(|whole| {
                            whole.is_drawn(feature.category, ask.view.denominator())
                        })
                })
                .map(|index| {
                    let bounds = layer.feature_bounds(index);
                    let extent = bounds.width().max(bounds.height()) / ask.view.m_per_px;
                    Wanted {
                        style,
                        layer,
                        key: (slot, index),
                        extent: extent as f32,
                    }
                })
                // The shortest names have two characters; smaller features cannot bear one.
                .filter(|wanted| {
                    wanted.extent == 0.0 || wanted.extent >= style.size * 2.0 * LEAST_SHARE
                })
                .collect();
            let middle = |wanted: &Wanted<'_>| {
                // Of points, those in the middle of the view come first.
                let at = ask.view.to_px(layer.feature_bounds(wanted.key.1).center());
                (wanted.extent == 0.0).then(|| (at.x.hypot(at.y) / 64.0) as i64)
            };
            found.sort_by(|a, b| {
                let by_size = b.extent.total_cmp(&a.extent);
                by_size
                    .then_with(|| middle(a).cmp(&middle(b)))
                    .then(a.key.cmp(&b.key))
            });
            found.truncate(MAX_PER_LAYER);
            all.extend(found);
        }
        all.sort_by(|a, b| {
            let by_priority = b.style.priority.cmp(&a.style.priority);
            by_priority.then(b.extent.total_cmp(&a.extent))
        });
        all
    }

    fn feature(&mut self, wanted: &Wanted<'a>) {
        let feature = wanted.feature();
        let shape = self.shapes.get(wanted.key, feature, self.ask.view.m_per_px);
        match shape.as_deref() {
            Some(Shape::Point(at)) => self.point(wanted, *at),
            Some(Shape::Lines(lines)) => {
                for (part, line) in (0..).zip(lines) {
                    self.line(wanted, part, line);
                }
            }
            Some(Shape::Area { rings, pole }) => self.area(wanted, rings, *pole),
            None => {}
        }
    }

    fn point(&mut self, wanted: &Wanted<'a>, anchor: Coord<f64>) {
        let of = wanted.of(0, 0);
        if self.kept.contains(&of) {
            return;
        }
        let at = self.px(anchor);
        let name: &str = &wanted.feature().name;
        let size = wanted.style.size;
        let block = Block::fitting(name, size * 5.0, size, self.measure);
        let mut ways: Vec<(u8, Way)> = (0..).zip(point::ways(block.size, size)).collect();
        if !self.leaders {
            ways.truncate(point::CLOSE);
        }
        // Nobody insists on a leader once there is room.
        let before = self.before.get(&of);
        let before =
            before.filter(|before| self.same_scale || usize::from(before.way) < point::CLOSE);
        if let Some(before) = before {
            ways.sort_by_key(|(number, _)| *number != before.way);
        }
        let free = |(_, way): &&(u8, Way)| self.point_is_free(&block, *way, at);
        // A place that shows is better than a better place that does not.
        let shown = ways
            .iter()
            .filter(|(_, way)| self.shows(block_box(&block, way.corner, at)));
        let found = shown.into_iter().find(free);
        if let Some((number, way)) = found.or_else(|| ways.iter().find(free)).copied() {
            let label = block_label((of, anchor, name), &block, way, number, wanted.style);
            self.take(label, at);
        }
    }

    fn point_is_free(&self, block: &Block, way: Way, at: [f32; 2]) -> bool {
        let place = TurnedBox::upright(block_box(block, way.corner, at));
        let leader_is_free = |[from, to]: [[f32; 2]; 2]| {
            let (x, y) = (to[0] - from[0], to[1] - from[1]);
            let leader = TurnedBox {
                middle: [f32::midpoint(from[0], to[0]), f32::midpoint(from[1], to[1])],
                half: [(x.hypot(y) / 2.0 - 1.0).max(0.5), 0.6],
                angle: y.atan2(x),
            };
            self.taken.is_free(&leader.moved(at))
        };
        self.taken.is_free(&place)
            && self.symbols.is_free(&place)
            && way.leader.is_none_or(leader_is_free)
    }

    /// Takes the first free of `corners`; whether there was one.
    pub(super) fn first_free(
        &mut self,
        (of, anchor, name): (LabelOf, Coord<f64>, &str),
        block: &Block,
        corners: &[[f32; 2]],
        style: LabelStyle,
    ) -> bool {
        let at = self.px(anchor);
        for (number, corner) in (0..).zip(corners) {
            let way = Way {
                corner: *corner,
                align: 0.5,
                leader: None,
            };
            let wanted = TurnedBox::upright(block_box(block, *corner, at));
            if self.taken.is_free(&wanted) {
                let label = block_label((of, anchor, name), block, way, number, style);
                self.take(label, at);
                return true;
            }
        }
        false
    }

    pub(super) fn take(&mut self, label: Label, at: [f32; 2]) {
        for own in &label.boxes {
            self.taken.insert(own.moved(at));
        }
        let texts = self.texts.entry(label.of.layer).or_default();
        texts.entry(label.name.clone()).or_default().push(at);
        self.labels.push(label);
    }

    pub(super) fn px(&self, at: Coord<f64>) -> [f32; 2] {
        let at = self.ask.view.to_px(at);
        [at.x as f32, at.y as f32]
    }

    /// Whether a box is wholly in view and beside what is reserved.
    pub(super) fn shows(&self, place: PixelBox) -> bool {
        let seen = self.seen;
        place[0] >= seen[0]
            && place[1] >= seen[1]
            && place[2] <= seen[2]
            && place[3] <= seen[3]
            && !self.ask.reserved.iter().any(|other| {
                place[0] < other[2]
                    && other[0] < place[2]
                    && place[1] < other[3]
                    && other[1] < place[3]
            })
    }
}

/// The layers that are drawn and named at this scale, with their place in the scene.
fn named_layers<'a>(ask: &'a Ask<'a>) -> impl Iterator<Item = (usize, &'a SceneLayer, LabelStyle)> {
    ask.layers.iter().filter_map(|layer| {
        let mut layers = ask.scene.layers.iter();
        let slot = layers.position(|entry| entry.layer == *layer)?;
        let style = ask.styles.layer(*layer)?.label?;
        (ask.view.denominator() <= style.max_denominator).then_some((
            slot,
            &*ask.scene.layers[slot],
            style,
        ))
    })
}
