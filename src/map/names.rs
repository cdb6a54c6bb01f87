//! Names of features on the map. They are placed for a scale and for more than the view, so that
//! they stand still while the map is moved, and placed anew only when the scale or the layers change.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui;
use egui::{Align2, FontId, Painter, Pos2, Rect, Vec2, pos2, vec2};
use geo::Coord;

use crate::carto::color::Color;
use crate::carto::labels::{self, Candidate, PixelBox};
use crate::carto::scene::{Scene, SceneLayer};
use crate::carto::style::{Canvas, LabelStyle, LayerStyle, StyleSheet};
use crate::map::canvas::{MapInput, color32};
use crate::map::interact::pair;
use crate::map::overlay::{self, halo_text, to_pos};
use crate::state::camera::Camera;
use crate::state::view::LayerState;

/// Names are placed this many times the view's size beyond it, on each side.
const SPARE_VIEW: f64 = 0.35;
/// Candidates of one layer at most; the largest features come first.
const MAX_PER_LAYER: usize = 160;
/// An area or line is named when it is at least this share of its name's width.
const LEAST_SHARE: f32 = 0.55;
/// Text needs more light on dark paper than areas do.
const TEXT_LIFT: f32 = 2.2;
/// Free pixels around each name.
const AIR: f32 = 3.0;
/// Names keep this far from the edge of the view.
const EDGE: f32 = 3.0;
/// From a point symbol to its name.
const POINT_GAP: f32 = 7.0;

/// The names as they were last placed.
#[derive(Default)]
pub(super) struct Names {
    key: Option<Key>,
    placed: Vec<Placed>,
    anchors: BTreeMap<(usize, u32), Option<Coord<f64>>>,
}

struct Key {
    scene: Arc<Scene>,
    styles: Arc<StyleSheet>,
    m_per_px: f64,
    /// Metric position for which the names were placed, and the view's size.
    center: Coord<f64>,
    size: Vec2,
    layers: Vec<LayerState>,
}

struct Placed {
    text: Arc<str>,
    /// Metric position, and how the text lies to it in pixels.
    at: Coord<f64>,
    shift: Vec2,
    /// Width and height in pixels.
    extent: Vec2,
    size: f32,
    color: Color,
}

/// A name on its way to a place.
struct Wanted {
    text: Arc<str>,
    at: Coord<f64>,
    shifts: Vec<Vec2>,
    extent: Vec2,
    style: LabelStyle,
}

/// Where a name may show: wholly inside the view and beside what is reserved.
struct Free {
    view: Rect,
    reserved: Vec<Rect>,
}

impl Names {
    /// Draws the names of the visible layers.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        canvas: &Canvas,
    ) {
        let key = Key {
            scene: Arc::clone(input.scene),
            styles: Arc::clone(input.styles),
            m_per_px: input.camera.m_per_px(),
            center: input.camera.center(),
            size: rect.size(),
            layers: input.layers.to_vec(),
        };
        if !self.key.as_ref().is_some_and(|old| old.still_serves(&key)) {
            let old_scene = self.key.as_ref().map(|old| &old.scene);
            if old_scene.is_some_and(|old| !Arc::ptr_eq(old, &key.scene)) {
                self.anchors.clear();
            }
            self.place(painter, rect, input);
            self.key = Some(key);
        }
        let halo = color32(canvas.halo);
        let free = Free {
            view: rect.shrink(EDGE),
            reserved: overlay::reserved(rect, input),
        };
        for name in &self.placed {
            let at = to_pos(rect, input.camera, name.at) + name.shift;
            if free.has(Rect::from_min_size(at, name.extent)) {
                let white = Color::rgb(255, 255, 255);
                let ink = color32(name.color.mixed(white, canvas.lift * TEXT_LIFT));
                halo_text(
                    painter,
                    at,
                    Align2::LEFT_TOP,
                    &name.text,
                    name.size,
                    (ink, halo),
                );
            }
        }
    }

    fn place(&mut self, painter: &Painter, rect: Rect, input: &MapInput<'_>) {
        let size = pair(rect.size()).map(|side| side * (1.0 + 2.0 * SPARE_VIEW));
        let middle = rect.center().to_vec2();
        let reserved = overlay::reserved(rect, input);
        let mut placing = Placing {
            painter,
            free: Free {
                view: rect.translate(-middle).shrink(EDGE),
                reserved: reserved
                    .into_iter()
                    .map(|place| place.translate(-middle))
                    .collect(),
            },
            camera: input.camera,
            view: input.camera.visible(size),
            anchors: &mut self.anchors,
            names: Vec::new(),
            candidates: Vec::new(),
        };
        for state in input.layers.iter().filter(|state| state.visible) {
            let found = input.scene.layers.iter().enumerate();
            let found = found
                .into_iter()
                .find(|(_, entry)| entry.layer == state.layer);
            let whole = input.styles.layer(state.layer);
            let style = whole.and_then(|style| style.label);
            if let (Some((slot, layer)), Some(whole), Some(style)) = (found, whole, style)
                && input.camera.scale_denominator() <= style.max_denominator
            {
                placing.layer(slot, layer, (style, whole));
            }
        }
        let Placing {
            names, candidates, ..
        } = placing;
        self.placed = names
            .into_iter()
            .zip(labels::place(&candidates, &[]))
            .filter_map(|(name, slot)| {
                Some(Placed {
                    shift: *name.shifts.get(slot?)?,
                    text: name.text,
                    at: name.at,
                    extent: name.extent,
                    size: name.style.size,
                    color: name.style.color,
                })
            })
            .collect();
    }
}

impl Key {
    /// Whether names placed for this key still serve `now`.
    fn still_serves(&self, now: &Self) -> bool {
        let moved = now.center - self.center;
        let reach = pair(self.size).map(|side| side * self.m_per_px * SPARE_VIEW);
        Arc::ptr_eq(&self.scene, &now.scene)
            && Arc::ptr_eq(&self.styles, &now.styles)
            && self.m_per_px == now.m_per_px
            && self.size == now.size
            && self.layers == now.layers
            && moved.x.abs() <= reach[0]
            && moved.y.abs() <= reach[1]
    }
}

/// Gathers what wants a name.
struct Placing<'a> {
    painter: &'a Painter,
    /// In pixels from the middle of the view.
    free: Free,
    camera: &'a Camera,
    view: geo::Rect<f64>,
    anchors: &'a mut BTreeMap<(usize, u32), Option<Coord<f64>>>,
    names: Vec<Wanted>,
    candidates: Vec<Candidate>,
}

impl Placing<'_> {
    fn layer(
        &mut self,
        slot: usize,
        layer: &SceneLayer,
        (style, whole): (LabelStyle, &LayerStyle),
    ) {
        let denominator = self.camera.scale_denominator();
        let mut found: Vec<(f32, usize)> = layer
            .in_box(self.view)
            .filter(|index| {
                let feature = &layer.features[*index];
                // What is not drawn has no name on the map.
                !feature.name.is_empty() && whole.is_drawn(feature.category, denominator)
            })
            .map(|index| {
                let bounds = layer.feature_bounds(index);
                let extent = bounds.width().max(bounds.height()) / self.camera.m_per_px();
                (extent as f32, index)
            })
            // The shortest names have two characters; smaller features cannot bear one.
            .filter(|(extent, _)| *extent == 0.0 || *extent >= style.size * 2.0 * LEAST_SHARE)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(MAX_PER_LAYER);
        for (extent, index) in found {
            self.feature(slot, layer, (extent, index), style);
        }
    }

    fn feature(
        &mut self,
        slot: usize,
        layer: &SceneLayer,
        (extent, index): (f32, usize),
        style: LabelStyle,
    ) {
        let feature = &layer.features[index];
        let font = FontId::proportional(style.size);
        let color = color32(style.color);
        let text = feature.name.to_string();
        let size = self.painter.layout_no_wrap(text, font, color).size();
        let is_point = feature.geometry.vertices() == 1;
        if !is_point && extent < size.x * LEAST_SHARE {
            return;
        }
        let anchor = self
            .anchors
            .entry((slot, index as u32))
            .or_insert_with(|| labels::anchor(&feature.geometry.unpack()));
        let Some(at) = *anchor else { return };
        let shifts = if is_point {
            point_shifts(size)
        } else {
            middle_shifts(size)
        };
        let [x, y] = self.camera.to_screen(at).map(|part| part as f32);
        let shifts = self.free.best_first(pos2(x, y), shifts, size, !is_point);
        let places = shifts
            .iter()
            .map(|shift| -> PixelBox {
                let (left, top) = (x + shift.x, y + shift.y);
                [
                    left - AIR,
                    top - AIR,
                    left + size.x + AIR,
                    top + size.y + AIR,
                ]
            })
            .collect();
        self.candidates.push(Candidate {
            priority: style.priority,
            weight: extent,
            places,
        });
        self.names.push(Wanted {
            text: feature.name.clone(),
            at,
            shifts,
            extent: size,
            style,
        });
    }
}

impl Free {
    fn has(&self, place: Rect) -> bool {
        self.view.contains_rect(place) && !self.reserved.iter().any(|taken| taken.intersects(place))
    }

    /// The places that show come first. Where none does and the name may slide, it is moved just
    /// into the view; it still covers the middle of its feature.
    fn best_first(&self, at: Pos2, mut shifts: Vec<Vec2>, size: Vec2, slides: bool) -> Vec<Vec2> {
        let shows = |shift: &Vec2| self.has(Rect::from_min_size(at + *shift, size));
        shifts.sort_by_key(|shift| !shows(shift));
        if slides
            && self.view.contains(at)
            && let Some(first) = shifts.first().filter(|first| !shows(first)).copied()
        {
            let place = Rect::from_min_size(at + first, size);
            let low = (self.view.min - place.min).max(Vec2::ZERO);
            let high = (self.view.max - place.max).min(Vec2::ZERO);
            let moved = first + low + high;
            if shows(&moved) {
                shifts.insert(0, moved);
            }
        }
        shifts
    }
}

/// Beside a point: right, left, above, below.
fn point_shifts(size: Vec2) -> Vec<Vec2> {
    let (middle_x, middle_y) = (-size.x / 2.0, -size.y / 2.0);
    vec![
        vec2(POINT_GAP, middle_y),
        vec2(-POINT_GAP - size.x, middle_y),
        vec2(middle_x, -POINT_GAP - size.y),
        vec2(middle_x, POINT_GAP),
    ]
}

/// On the middle of an area or line, or a little above or below it.
fn middle_shifts(size: Vec2) -> Vec<Vec2> {
    let middle = vec2(-size.x / 2.0, -size.y / 2.0);
    [0.0, -1.0, 1.0]
        .into_iter()
        .map(|step| middle + vec2(0.0, step * size.y))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free() -> Free {
        Free {
            view: Rect::from_min_max(pos2(-100.0, -100.0), pos2(100.0, 100.0)),
            reserved: vec![Rect::from_min_max(pos2(60.0, -100.0), pos2(100.0, -60.0))],
        }
    }

    #[test]
    fn a_name_shows_only_where_it_is_whole_and_nothing_is_reserved() {
        let (free, size) = (free(), vec2(40.0, 10.0));
        let shows = |x, y| free.has(Rect::from_min_size(pos2(x, y), size));
        assert!(shows(0.0, 0.0) && shows(60.0, 0.0));
        assert!(!shows(61.0, 0.0), "its last pixel is outside");
        assert!(!shows(30.0, -80.0), "the north arrow stands there");
    }

    #[test]
    fn a_point_at_the_edge_is_named_on_the_other_side() {
        let size = vec2(40.0, 10.0);
        let shifts = free().best_first(pos2(90.0, 0.0), point_shifts(size), size, false);
        assert_eq!(shifts[0].x, -POINT_GAP - size.x);
        assert_eq!(shifts.len(), 4);
    }

    #[test]
    fn the_name_of_an_area_slides_into_view_while_its_middle_is_there() {
        let size = vec2(40.0, 10.0);
        let first = |x| free().best_first(pos2(x, 0.0), middle_shifts(size), size, true)[0];
        assert_eq!(first(0.0), vec2(-20.0, -5.0));
        assert_eq!(first(90.0), vec2(-30.0, -5.0));
        assert_eq!(first(130.0), vec2(-20.0, -5.0), "out of sight: left alone");
    }
}
