//! Who gets which place: what was there stays, then the others in the order of importance, each at the
//! first of its places that is free.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use crate::carto::labels::along::{self, Glyphs, Path};
use crate::carto::labels::area::{Block, part_in};
use crate::carto::labels::point::{self, Way};
use crate::carto::labels::pole::{self, Pole, Rings};
use crate::carto::labels::shapes::{Shape, Shapes};
use crate::carto::labels::wrap::is_wide;
use crate::carto::labels::{
    EDGE_PX, Label, LabelOf, Measure, Occupied, PixelBox, Placement, TextRun, TurnedBox, View,
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
const LEAST_SHARE: f32 = 0.55;
/// Free pixels around each name, and around each glyph of one that follows a line.
const AIR: f32 = 2.5;
const GLYPH_AIR: f32 = 1.0;
/// Height of a glyph over its text height.
const GLYPH_HEIGHT: f32 = 1.12;
/// Along a line its name comes again after this many pixels.
const REPEAT_PX: f64 = 520.0;
/// The same name of another piece of the same river keeps this far, in pixels.
const SAME_NAME_PX: f32 = 240.0;
/// Steps along a line in search of a place, in text heights.
const STEP: f64 = 1.5;
/// Chinese text along a line is set a little apart, in text heights.
const SPREAD: f32 = 0.14;
/// Room between a line and the text above it, in pixels.
const ABOVE_LINE: f64 = 1.5;
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
struct Wanted<'a> {
    style: LabelStyle,
    layer: &'a SceneLayer,
    /// Layer and feature in the scene.
    key: (usize, usize),
    /// Its size in pixels; 0 for points.
    extent: f32,
}

impl<'a> Wanted<'a> {
    fn feature(&self) -> &'a SceneFeature {
        &self.layer.features[self.key.1]
    }

    fn of(&self, part: u32, repeat: i32) -> LabelOf {
        LabelOf {
            layer: self.layer.layer,
            id: self.feature().id,
            part,
            repeat,
        }
    }
}

struct Placing<'a> {
    ask: &'a Ask<'a>,
    measure: &'a dyn Measure,
    shapes: &'a mut Shapes,
    /// Where a name shows, in pixels from the middle of the view.
    seen: PixelBox,
    /// Half of the view with the room around it, in pixels.
    half: Coord<f64>,
    before: BTreeMap<LabelOf, &'a Label>,
    same_scale: bool,
    taken: Occupied,
    symbols: Occupied,
    leaders: bool,
    kept: BTreeSet<LabelOf>,
    texts: BTreeMap<(Layer, Box<str>), Vec<[f32; 2]>>,
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
            let mut found: Vec<Wanted<'a>> = layer
                .in_box(reach)
                .filter(|index| !layer.features[*index].name.is_empty())
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
        if let Some(before) = self.before.get(&of) {
            ways.sort_by_key(|(number, _)| *number != before.way);
        }
        let free = |placing: &Self, (number, way): &(u8, Way)| {
            let label = block_label((of, anchor, name), &block, *way, *number, wanted.style);
            placing.point_is_free(&label, at).then_some(label)
        };
        // A place that shows is better than a better place that does not.
        let found = ways
            .iter()
            .filter(|(_, way)| self.shows(block_box(&block, way.corner, at)))
            .find_map(|way| free(self, way))
            .or_else(|| ways.iter().find_map(|way| free(self, way)));
        if let Some(label) = found {
            self.take(label, at);
        }
    }

    fn point_is_free(&self, label: &Label, at: [f32; 2]) -> bool {
        let free = |own: &TurnedBox| {
            let own = own.moved(at);
            self.taken.is_free(&own) && self.symbols.is_free(&own)
        };
        let leader_is_free = label.leader.is_none_or(|[from, to]| {
            let (x, y) = (to[0] - from[0], to[1] - from[1]);
            let leader = TurnedBox {
                middle: [f32::midpoint(from[0], to[0]), f32::midpoint(from[1], to[1])],
                half: [(x.hypot(y) / 2.0 - 1.0).max(0.5), 0.6],
                angle: y.atan2(x),
            };
            self.taken.is_free(&leader.moved(at))
        });
        label.boxes.iter().all(free) && leader_is_free
    }

    fn line(&mut self, wanted: &Wanted<'a>, part: u32, line: &[Coord<f64>]) {
        let view = &self.ask.view;
        let Some(path) = Path::new(line.iter().map(|at| view.to_px(*at)).collect()) else {
            return;
        };
        let stretches = path.within(self.half);
        if stretches.is_empty() {
            return;
        }
        let name: &str = &wanted.feature().name;
        let advances = self.advances(name, wanted.style.size);
        let glyphs = Glyphs {
            advances: &advances,
            size: wanted.style.size,
        };
        let length = glyphs.length();
        if path.length() < length {
            if path.length() >= length * f64::from(LEAST_SHARE) {
                self.beside_short_line(wanted, part, &path);
            }
            return;
        }
        let (middle, most) = (path.length() / 2.0, path.length() - length / 2.0);
        let last = (middle / REPEAT_PX) as i32;
        for repeat in -last..=last {
            let slot = middle + f64::from(repeat) * REPEAT_PX;
            let low = (slot - REPEAT_PX / 2.0).max(length / 2.0);
            let high = (slot + REPEAT_PX / 2.0).min(most);
            let in_reach = stretches
                .iter()
                .any(|stretch| stretch[0] <= high && stretch[1] >= low);
            let of = wanted.of(part, repeat);
            if low <= high && in_reach && !self.kept.contains(&of) {
                let slot = slot.clamp(low, high);
                self.along(wanted, of, &path, glyphs, [low, slot, high]);
            }
        }
    }

    /// One name along `path`, as near to the middle of the three ways as it can stand.
    fn along(
        &mut self,
        wanted: &Wanted<'a>,
        of: LabelOf,
        path: &Path,
        glyphs: Glyphs<'_>,
        [low, slot, high]: [f64; 3],
    ) {
        let view = self.ask.view;
        let size = f64::from(glyphs.size);
        let name: &str = &wanted.feature().name;
        let before = self.before.get(&of).map(|label| (label.anchor, label.way));
        let start = before.map_or(slot, |(anchor, _)| {
            path.nearest(view.to_px(anchor)).clamp(low, high)
        });
        let lift = size * f64::from(GLYPH_HEIGHT) / 2.0
            + ABOVE_LINE
            + f64::from(line_width(self.ask.styles, wanted)) / 2.0;
        let mut lifts = [(0_u8, lift), (1, -lift), (2, 0.0)];
        if let Some((_, way)) = before {
            lifts.sort_by_key(|(number, _)| *number != way);
        }
        let mut hidden: Option<(Label, [f32; 2])> = None;
        for way in outwards(start, low, high, size * STEP) {
            let at = path.at(way);
            if at.x.abs() > self.half.x
                || at.y.abs() > self.half.y
                || self.is_near_same(of, name, at)
            {
                continue;
            }
            if along::along(path, way, glyphs, 0.0).is_none() {
                continue;
            }
            for (number, lift) in lifts {
                let Some(runs) = along::along(path, way, glyphs, lift) else {
                    continue;
                };
                let label =
                    curved_label((of, view.to_map(at), name), runs, at, number, wanted.style);
                let at = [at.x as f32, at.y as f32];
                if !label
                    .boxes
                    .iter()
                    .all(|own| self.taken.is_free(&own.moved(at)))
                {
                    continue;
                }
                if self.shows(shifted(label.bounds(), at)) {
                    self.take(label, at);
                    return;
                }
                hidden.get_or_insert((label, at));
            }
        }
        if let Some((label, at)) = hidden {
            self.take(label, at);
        }
    }

    /// The name of a line that is too short to bear it stands level above, below or on its middle.
    fn beside_short_line(&mut self, wanted: &Wanted<'a>, part: u32, path: &Path) {
        let of = wanted.of(part, 0);
        let name: &str = &wanted.feature().name;
        let at = path.at(path.length() / 2.0);
        if self.kept.contains(&of) || self.is_near_same(of, name, at) {
            return;
        }
        let anchor = self.ask.view.to_map(at);
        let block = Block::new(name, 1, wanted.style.size, self.measure);
        let [width, height] = block.size;
        let tops = [-height - 4.0, 4.0, -height / 2.0];
        self.first_free(
            (of, anchor, name),
            &block,
            &tops.map(|top| [-width / 2.0, top]),
            wanted.style,
        );
    }

    fn area(&mut self, wanted: &Wanted<'a>, rings: &Rings, pole: Option<Pole>) {
        let of = wanted.of(0, 0);
        if self.kept.contains(&of) {
            return;
        }
        let Some(pole) = pole else { return };
        let (view, style) = (self.ask.view, wanted.style);
        let name: &str = &wanted.feature().name;
        let room = (pole.radius / view.m_per_px) as f32;
        let block = Block::fitting(name, room, style.size, self.measure);
        if wanted.extent < block.size[0] * LEAST_SHARE {
            return;
        }
        let mut anchors = Vec::new();
        // Where it stood at the scale before, while that place shows.
        if let Some(before) = self.before.get(&of)
            && !self.same_scale
            && is_inside(before.anchor, rings)
        {
            anchors.push(before.anchor);
        }
        anchors.push(pole.at);
        let corner = [-block.size[0] / 2.0, -block.size[1] / 2.0];
        let shown = anchors
            .iter()
            .any(|at| self.shows(block_box(&block, corner, self.px(*at))));
        if !shown {
            // The name stands in the part that is seen, wholly within the view.
            let half = [0, 1].map(|axis| {
                view.size_px[axis] / 2.0 - f64::from(block.size[axis] / 2.0 + EDGE_PX + AIR) - 1.0
            });
            let spare = [self.half.x, self.half.y];
            let part = part_in(rings, &view, half).or_else(|| part_in(rings, &view, spare));
            anchors.splice(.., part.map(|part| part.at));
        }
        for anchor in anchors {
            if self.area_at(wanted, (anchor, name), &block, rings) {
                return;
            }
        }
    }

    /// Tries the places around one anchor that still lie in the area.
    fn area_at(
        &mut self,
        wanted: &Wanted<'a>,
        (anchor, name): (Coord<f64>, &str),
        block: &Block,
        rings: &Rings,
    ) -> bool {
        let [width, height] = block.size.map(f64::from);
        let steps = [
            (0.0, 0.0),
            (0.0, -1.2),
            (0.0, 1.2),
            (-0.6, 0.0),
            (0.6, 0.0),
            (0.0, -2.4),
            (0.0, 2.4),
        ];
        let corner = [-block.size[0] / 2.0, -block.size[1] / 2.0];
        let mut hidden = None;
        for (x, y) in steps {
            let shift = Coord {
                x: x * width,
                y: y * height,
            };
            let at = anchor
                + Coord {
                    x: shift.x,
                    y: -shift.y,
                } * self.ask.view.m_per_px;
            if (x, y) != (0.0, 0.0) && !is_inside(at, rings) {
                continue;
            }
            if self.shows(block_box(block, corner, self.px(at))) {
                let of = (wanted.of(0, 0), at, name);
                if self.first_free(of, block, &[corner], wanted.style) {
                    return true;
                }
            } else {
                hidden.get_or_insert(at);
            }
        }
        hidden.is_some_and(|at| {
            let of = (wanted.of(0, 0), at, name);
            self.first_free(of, block, &[corner], wanted.style)
        })
    }

    /// Takes the first free of `corners`; whether there was one.
    fn first_free(
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
            let label = block_label((of, anchor, name), block, way, number, style);
            if label
                .boxes
                .iter()
                .all(|own| self.taken.is_free(&own.moved(at)))
            {
                self.take(label, at);
                return true;
            }
        }
        false
    }

    /// Whether the same name stands near on another piece of the same river.
    fn is_near_same(&self, of: LabelOf, name: &str, at: Coord<f64>) -> bool {
        self.texts
            .get(&(of.layer, name.into()))
            .is_some_and(|places| {
                places
                    .iter()
                    .any(|[x, y]| (x - at.x as f32).hypot(y - at.y as f32) < SAME_NAME_PX)
            })
    }

    fn take(&mut self, label: Label, at: [f32; 2]) {
        for own in &label.boxes {
            self.taken.insert(own.moved(at));
        }
        let texts = self.texts.entry((label.of.layer, label.name.clone()));
        texts.or_default().push(at);
        self.labels.push(label);
    }

    /// Each glyph with its advance.
    fn advances(&self, name: &str, size: f32) -> Vec<(char, f32)> {
        let spread = |char: char| if is_wide(char) { SPREAD * size } else { 0.0 };
        let advance = |char| self.measure.advance(char, size) + spread(char);
        name.chars().map(|char| (char, advance(char))).collect()
    }

    fn px(&self, at: Coord<f64>) -> [f32; 2] {
        let at = self.ask.view.to_px(at);
        [at.x as f32, at.y as f32]
    }

    /// Whether a box is wholly in view and beside what is reserved.
    fn shows(&self, place: PixelBox) -> bool {
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
            &ask.scene.layers[slot],
            style,
        ))
    })
}

/// Width in pixels of the line that is named.
fn line_width(styles: &StyleSheet, wanted: &Wanted<'_>) -> f32 {
    styles
        .layer(wanted.layer.layer)
        .and_then(|style| {
            let category = usize::from(wanted.feature().category);
            style.symbol(category).line
        })
        .map_or(1.0, |line| line.width)
}

/// `start`, then places alternately before and after it, ever farther off, from `low` to `high`.
fn outwards(start: f64, low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let most = ((high - low) / step).ceil().clamp(0.0, 64.0) as i32;
    std::iter::once(start)
        .chain((1..=most).flat_map(move |count| {
            let off = f64::from(count) * step;
            [start - off, start + off]
        }))
        .filter(move |way| (low..=high).contains(way))
}

fn is_inside(at: Coord<f64>, rings: &Rings) -> bool {
    pole::signed_distance(at, rings) > 0.0
}

fn shifted(own: PixelBox, by: [f32; 2]) -> PixelBox {
    [
        own[0] + by[0],
        own[1] + by[1],
        own[2] + by[0],
        own[3] + by[1],
    ]
}

/// What a block covers with its upper left `corner` from `at`.
fn block_box(block: &Block, corner: [f32; 2], at: [f32; 2]) -> PixelBox {
    let [left, top] = [at[0] + corner[0], at[1] + corner[1]];
    [
        left - AIR,
        top - AIR,
        left + block.size[0] + AIR,
        top + block.size[1] + AIR,
    ]
}

fn block_label(
    (of, anchor, name): (LabelOf, Coord<f64>, &str),
    block: &Block,
    way: Way,
    number: u8,
    style: LabelStyle,
) -> Label {
    let height = block.size[1] / block.lines.len().max(1) as f32;
    let [left, top] = way.corner;
    let runs = (0_u8..)
        .zip(&block.lines)
        .map(|(row, (line, width))| TextRun {
            text: line.as_str().into(),
            middle: [
                left + (block.size[0] - width) * way.align + width / 2.0,
                top + height * (f32::from(row) + 0.5),
            ],
            width: *width,
            angle: 0.0,
        })
        .collect();
    Label {
        of,
        name: name.into(),
        anchor,
        runs,
        leader: way.leader,
        size: style.size,
        color: style.color,
        way: number,
        boxes: vec![TurnedBox::upright(block_box(block, way.corner, [0.0; 2]))],
    }
}

fn curved_label(
    (of, anchor, name): (LabelOf, Coord<f64>, &str),
    mut runs: Vec<TextRun>,
    at: Coord<f64>,
    number: u8,
    style: LabelStyle,
) -> Label {
    for run in &mut runs {
        run.middle = [run.middle[0] - at.x as f32, run.middle[1] - at.y as f32];
    }
    let boxes = runs
        .iter()
        .map(|run| TurnedBox {
            middle: run.middle,
            half: [
                run.width / 2.0 + GLYPH_AIR,
                style.size * GLYPH_HEIGHT / 2.0 + GLYPH_AIR,
            ],
            angle: run.angle,
        })
        .collect();
    Label {
        of,
        name: name.into(),
        anchor,
        runs,
        leader: None,
        size: style.size,
        color: style.color,
        way: number,
        boxes,
    }
}
