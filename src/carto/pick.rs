//! Which features lie under a position, as the eye sees the map: top layer first, in it points
//! before lines before areas, nearer before farther, smaller before larger. For pointing only:
//! verdicts come from `geodesy`, which is exact about edges.

use geo::{Contains as _, Coord, Geometry, LineString, Point, Rect};

use crate::carto::scene::Scene;
use crate::domain::Layer;
use crate::geodesy::chunk::segment_distance_2;

/// A feature under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its layer.
    pub layer: Layer,
    /// Its place in [`crate::carto::scene::SceneLayer::features`].
    pub index: usize,
    /// Metres to it; 0 inside an area.
    pub distance_m: f64,
}

/// The features of `layers` (top to bottom) that lie within `reach_m` of `at`, or around it.
pub fn pick(
    scene: &Scene,
    layers: impl IntoIterator<Item = Layer>,
    at: Coord<f64>,
    reach_m: f64,
) -> Vec<Hit> {
    let reach = Coord {
        x: reach_m,
        y: reach_m,
    };
    let area = Rect::new(at - reach, at + reach);
    let mut hits = Vec::new();
    for layer in layers {
        let Some(entry) = scene.layer(layer) else {
            continue;
        };
        let mut found: Vec<(u8, f64, f64, usize)> = entry
            .in_box(area)
            .filter_map(|index| {
                let geometry = &entry.features[index].geometry.unpack();
                let distance_m = distance(geometry, at);
                let bounds = entry.feature_bounds(index);
                let size = bounds.width() * bounds.height();
                (distance_m <= reach_m).then_some((rank(geometry), distance_m, size, index))
            })
            .collect();
        found.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then(a.1.total_cmp(&b.1))
                .then(a.2.total_cmp(&b.2))
                .then(a.3.cmp(&b.3))
        });
        hits.extend(found.into_iter().map(|(_, distance_m, _, index)| Hit {
            layer,
            index,
            distance_m,
        }));
    }
    hits
}

const fn rank(geometry: &Geometry<f64>) -> u8 {
    match geometry {
        Geometry::Point(_) | Geometry::MultiPoint(_) => 0,
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => 1,
        _ => 2,
    }
}

/// Metres from `at` to the geometry; 0 inside areas.
fn distance(geometry: &Geometry<f64>, at: Coord<f64>) -> f64 {
    match geometry {
        Geometry::Point(point) => (point.0.x - at.x).hypot(point.0.y - at.y),
        Geometry::MultiPoint(points) => {
            nearest(points, |point| (point.0.x - at.x).hypot(point.0.y - at.y))
        }
        Geometry::Line(line) => segment_distance_2(line.start, line.end, at).sqrt(),
        Geometry::LineString(line) => line_distance(line, at),
        Geometry::MultiLineString(lines) => nearest(lines, |line| line_distance(line, at)),
        Geometry::Polygon(polygon) => {
            if polygon.contains(&Point(at)) {
                return 0.0;
            }
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            nearest(rings, |ring| line_distance(ring, at))
        }
        Geometry::MultiPolygon(areas) => {
            nearest(areas, |area| distance(&Geometry::Polygon(area.clone()), at))
        }
        Geometry::GeometryCollection(parts) => nearest(parts, |part| distance(part, at)),
        Geometry::Rect(rect) => distance(&rect.to_polygon().into(), at),
        Geometry::Triangle(triangle) => distance(&triangle.to_polygon().into(), at),
    }
}

fn line_distance(line: &LineString<f64>, at: Coord<f64>) -> f64 {
    nearest(line.lines(), |segment| {
        segment_distance_2(segment.start, segment.end, at)
    })
    .sqrt()
}

fn nearest<T>(parts: impl IntoIterator<Item = T>, distance: impl Fn(T) -> f64) -> f64 {
    parts
        .into_iter()
        .map(distance)
        .fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use geo::{Translate as _, wkt};

    use super::*;
    use crate::carto::scene::{SceneFeature, SceneLayer};

    fn feature(id: i64, geometry: impl Into<Geometry<f64>>, origin: Coord<f64>) -> SceneFeature {
        SceneFeature {
            id,
            code: id.to_string().into(),
            name: "".into(),
            category: 0,
            geometry: geometry.into().translate(origin.x, origin.y).into(),
        }
    }

    fn picked(at: (f64, f64), reach_m: f64) -> Vec<(Layer, i64)> {
        let (grid, bounds) = Scene::grid(4543, None).unwrap();
        let origin = grid.project(Coord { x: 102.7, y: 25.0 });
        let ring = wkt!(POLYGON((0. 0., 900. 0., 900. 900., 0. 900., 0. 0.), (400. 400., 500. 400., 500. 500., 400. 500., 400. 400.)));
        let small = wkt!(POLYGON((0. 0., 100. 0., 100. 100., 0. 100., 0. 0.)));
        let lake = SceneLayer::new(
            Layer::Lake,
            vec![feature(1, ring, origin), feature(2, small, origin)],
            1,
        );
        let rivers = vec![feature(3, wkt!(LINESTRING(-50. 50., 950. 50.)), origin)];
        let wells = vec![
            feature(4, wkt!(POINT(50. 60.)), origin),
            feature(5, wkt!(POINT(50. 53.)), origin),
        ];
        let layers = vec![
            SceneLayer::new(Layer::Well, wells, 1),
            SceneLayer::new(Layer::River, rivers, 1),
            lake,
        ];
        let scene = Scene::new(grid, bounds, layers);
        let order = [Layer::Well, Layer::River, Layer::Lake];
        let at = Coord { x: at.0, y: at.1 } + origin;
        pick(&scene, order, at, reach_m)
            .into_iter()
            .map(|hit| {
                (
                    hit.layer,
                    scene.layer(hit.layer).unwrap().features[hit.index].id,
                )
            })
            .collect()
    }

    #[test]
    fn points_come_before_lines_and_small_areas_before_large_ones() {
        assert_eq!(
            picked((50.0, 52.0), 10.0),
            [
                (Layer::Well, 5),
                (Layer::Well, 4),
                (Layer::River, 3),
                (Layer::Lake, 2),
                (Layer::Lake, 1)
            ]
        );
    }

    #[test]
    fn a_hole_is_not_part_of_the_area() {
        assert_eq!(picked((450.0, 450.0), 10.0), []);
        assert_eq!(picked((450.0, 395.0), 1.0), [(Layer::Lake, 1)]);
    }

    #[test]
    fn what_is_out_of_reach_is_not_hit() {
        assert_eq!(picked((-30.0, 70.0), 10.0), []);
        assert_eq!(picked((-30.0, 55.0), 10.0), [(Layer::River, 3)]);
    }
}
