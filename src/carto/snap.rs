//! The vertex or edge that a hand means when it points near it. Looks only at features around the
//! pointer, and needs no index beyond the scene's own.

use geo::{Coord, CoordsIter as _, Geometry, LineString, Rect};

use crate::carto::scene::Scene;
use crate::domain::Layer;
use crate::geodesy::chunk::segment_distance_2;

/// Where the hand was drawn to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// Metres of the project CRS.
    pub at: Coord<f64>,
    /// Whether it is a vertex; else a place on an edge.
    pub vertex: bool,
    /// The layer of the feature.
    pub layer: Layer,
}

/// The nearest vertex of `layers` within `reach_m` of `at`; without one, the nearest place on an edge.
pub fn snap(
    scene: &Scene,
    layers: impl IntoIterator<Item = Layer>,
    at: Coord<f64>,
    reach_m: f64,
) -> Option<Snap> {
    let reach = Coord {
        x: reach_m,
        y: reach_m,
    };
    let area = Rect::new(at - reach, at + reach);
    let (mut vertex, mut edge) = (Nearest::within(reach_m), Nearest::within(reach_m));
    for layer in layers {
        let Some(entry) = scene.layer(layer) else {
            continue;
        };
        for index in entry.in_box(area) {
            let geometry = entry.features[index].geometry.unpack();
            for corner in geometry.coords_iter() {
                let away = corner - at;
                vertex.offer(away.x.hypot(away.y), corner, layer);
            }
            each_line(&geometry, &mut |line| {
                for segment in line.lines() {
                    let away = segment_distance_2(segment.start, segment.end, at).sqrt();
                    if away < edge.distance_m {
                        edge.offer(away, foot(segment.start, segment.end, at), layer);
                    }
                }
            });
        }
    }
    let found = |nearest: &Nearest, vertex| {
        let (at, layer) = nearest.found?;
        Some(Snap { at, vertex, layer })
    };
    found(&vertex, true).or_else(|| found(&edge, false))
}

struct Nearest {
    distance_m: f64,
    found: Option<(Coord<f64>, Layer)>,
}

impl Nearest {
    const fn within(reach_m: f64) -> Self {
        Self {
            distance_m: reach_m,
            found: None,
        }
    }

    fn offer(&mut self, distance_m: f64, at: Coord<f64>, layer: Layer) {
        // The first of equals stays: layers come from the top of the picture.
        if distance_m < self.distance_m {
            self.distance_m = distance_m;
            self.found = Some((at, layer));
        }
    }
}

/// The point of the segment that is nearest to `at`.
fn foot(start: Coord<f64>, end: Coord<f64>, at: Coord<f64>) -> Coord<f64> {
    let step = end - start;
    let length_2 = step.x * step.x + step.y * step.y;
    if length_2 <= 0.0 {
        return start;
    }
    let to = at - start;
    let share = ((to.x * step.x + to.y * step.y) / length_2).clamp(0.0, 1.0);
    start + step * share
}

fn each_line(geometry: &Geometry<f64>, see: &mut impl FnMut(&LineString<f64>)) {
    match geometry {
        Geometry::LineString(line) => see(line),
        Geometry::MultiLineString(lines) => lines.iter().for_each(see),
        Geometry::Polygon(area) => {
            see(area.exterior());
            area.interiors().iter().for_each(see);
        }
        Geometry::MultiPolygon(areas) => {
            for area in areas {
                see(area.exterior());
                area.interiors().iter().for_each(&mut *see);
            }
        }
        Geometry::GeometryCollection(parts) => {
            for part in parts {
                each_part(part, see);
            }
        }
        _ => {}
    }
}

/// Parts of a collection; a function of its own, because a closure cannot name its own type.
fn each_part(geometry: &Geometry<f64>, see: &mut dyn FnMut(&LineString<f64>)) {
    each_line(geometry, &mut |line| see(line));
}

#[cfg(test)]
mod tests {
    use geo::{Translate as _, wkt};

    use super::*;
    use crate::carto::scene::{SceneFeature, SceneLayer};

    fn snapped(layers: &[Layer], x: f64, y: f64, reach_m: f64) -> Option<(f64, f64, bool)> {
        let (grid, bounds) = Scene::grid(4543, None).unwrap();
        let origin = grid.project(Coord { x: 102.7, y: 25.0 });
        let feature = |id, geometry: Geometry<f64>| SceneFeature {
            id,
            code: "c".into(),
            name: "".into(),
            category: 0,
            geometry: geometry.translate(origin.x, origin.y).into(),
        };
        let lake = wkt!(POLYGON((0. 0., 100. 0., 100. 100., 0. 100., 0. 0.)));
        let river = wkt!(LINESTRING(-50. 50., 150. 50.));
        let scene = Scene::new(
            grid,
            bounds,
            vec![
                SceneLayer::new(Layer::Lake, vec![feature(1, lake.into())], 1),
                SceneLayer::new(Layer::River, vec![feature(2, river.into())], 1),
            ],
        );
        let at = Coord { x, y } + origin;
        let snap = snap(&scene, layers.iter().copied(), at, reach_m)?;
        let place = snap.at - origin;
        Some((place.x.round(), place.y.round(), snap.vertex))
    }

    #[test]
    fn a_vertex_goes_before_an_edge_and_both_only_within_reach() {
        let both = [Layer::River, Layer::Lake];
        assert_eq!(snapped(&both, 97.0, 96.0, 10.0), Some((100.0, 100.0, true)));
        assert_eq!(snapped(&both, 60.0, 97.0, 10.0), Some((60.0, 100.0, false)));
        assert_eq!(snapped(&both, 60.0, 80.0, 10.0), None);
        assert_eq!(snapped(&both, 60.0, 47.0, 10.0), Some((60.0, 50.0, false)));
    }

    #[test]
    fn a_layer_that_is_not_shown_does_not_draw_the_hand() {
        assert_eq!(snapped(&[Layer::River], 97.0, 96.0, 10.0), None);
    }
}
