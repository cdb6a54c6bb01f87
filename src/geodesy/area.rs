//! Point in area, with the edge told apart, exactly.
//!
//! Edges are straight in longitude/latitude. A point counts as on the edge only when the robust
//! orientation predicate says that it lies on a segment, so the answer agrees with GEOS.

use geo::{
    Coord, Geometry,
    kernels::{Kernel as _, Orientation, RobustKernel},
};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use crate::geodesy::chunk::{self, Chunk};

/// How a point lies to an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the exterior or in a hole.
    Outside,
    /// Exactly on a ring.
    Edge,
    /// In the interior.
    Inside,
}

/// An area made ready for many point tests. Rings of valid areas do not cross, so that one even-odd
/// count over all of them decides shells, holes and islands alike.
#[derive(Clone, Debug)]
pub struct PreparedArea {
    coords: Vec<Coord<f64>>,
    chunks: Vec<Chunk>,
}

impl PreparedArea {
    /// `None` when the geometry is no area.
    pub fn new(geometry: &Geometry<f64>) -> Option<Self> {
        let polygons = match geometry {
            Geometry::Polygon(polygon) => std::slice::from_ref(polygon),
            Geometry::MultiPolygon(areas) => areas.0.as_slice(),
            _ => return None,
        };
        let (mut coords, mut chunks) = (Vec::new(), Vec::new());
        for ring in polygons
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        {
            chunk::push_line(ring.coords().copied(), &mut coords, &mut chunks);
        }
        Some(Self { coords, chunks })
    }

    /// Lower and upper corner; `None` for an empty area.
    pub fn bounds(&self) -> Option<(Coord<f64>, Coord<f64>)> {
        self.chunks
            .iter()
            .map(|chunk| (chunk.min, chunk.max))
            .reduce(|a, b| {
                (
                    Coord {
                        x: a.0.x.min(b.0.x),
                        y: a.0.y.min(b.0.y),
                    },
                    Coord {
                        x: a.1.x.max(b.1.x),
                        y: a.1.y.max(b.1.y),
                    },
                )
            })
    }

    /// Where `point` lies.
    pub fn locate(&self, point: Coord<f64>) -> Place {
        let mut inside = false;
        for chunk in &self.chunks {
            if point.y < chunk.min.y || point.y > chunk.max.y || point.x > chunk.max.x {
                continue;
            }
            if point.x < chunk.min.x {
                // The whole run lies to the right: only where it starts and ends matters.
                let (start, end) = (
                    self.coords[chunk.first as usize],
                    self.coords[chunk.last as usize],
                );
                inside ^= (start.y > point.y) != (end.y > point.y);
                continue;
            }
            for segment in self.coords[chunk.first as usize..=chunk.last as usize].windows(2) {
                match ray_crosses(segment[0], segment[1], point) {
                    None => return Place::Edge,
                    Some(crosses) => inside ^= crosses,
                }
            }
        }
        if inside {
            Place::Inside
        } else {
            Place::Outside
        }
    }
}

/// Whether the ray from `point` towards larger x crosses the segment; `None` when the point is on it.
fn ray_crosses(a: Coord<f64>, b: Coord<f64>, point: Coord<f64>) -> Option<bool> {
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    if point.y < low.y || point.y > high.y {
        return Some(false);
    }
    let (left, right) = (a.x.min(b.x), a.x.max(b.x));
    if point.x > right {
        return Some(false);
    }
    let straddles = low.y <= point.y && point.y < high.y;
    if point.x < left {
        return Some(straddles);
    }
    match RobustKernel::orient2d(low, high, point) {
        Orientation::Collinear => None,
        Orientation::CounterClockwise => Some(straddles),
        Orientation::Clockwise => Some(false),
    }
}

/// The areas of one layer under an R*-tree. Entries keep the caller's index.
#[derive(Debug)]
pub struct AreaIndex {
    areas: Vec<(usize, PreparedArea)>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl AreaIndex {
    /// Indexes `areas`, each with the caller's index; others than areas are skipped.
    pub fn new<'a>(geometries: impl IntoIterator<Item = (usize, &'a Geometry<f64>)>) -> Self {
        let areas: Vec<_> = geometries
            .into_iter()
            .filter_map(|(index, geometry)| PreparedArea::new(geometry).map(|area| (index, area)))
            .collect();
        let boxes = areas
            .iter()
            .enumerate()
            .filter_map(|(slot, (_, area))| {
                let (min, max) = area.bounds()?;
                Some(GeomWithData::new(
                    Rectangle::from_corners([min.x, min.y], [max.x, max.y]),
                    slot,
                ))
            })
            .collect();
        Self {
            areas,
            tree: RTree::bulk_load(boxes),
        }
    }

    /// The caller's indexes of all areas that cover `point`, sorted, each with inside or edge.
    pub fn covering(&self, point: Coord<f64>) -> Vec<(usize, Place)> {
        let mut found: Vec<_> = self
            .tree
            .locate_in_envelope_intersecting(&AABB::from_point([point.x, point.y]))
            .filter_map(|entry| {
                let (index, area) = &self.areas[entry.data];
                let place = area.locate(point);
                (place != Place::Outside).then_some((*index, place))
            })
            .collect();
        found.sort_unstable_by_key(|(index, _)| *index);
        found
    }
}

#[cfg(test)]
mod tests {
    use geo::{CoordinatePosition as _, coordinate_position::CoordPos, wkt};
    use proptest::prelude::*;

    use super::*;

    fn place(geometry: impl Into<Geometry<f64>>, x: f64, y: f64) -> Place {
        PreparedArea::new(&geometry.into())
            .unwrap()
            .locate(Coord { x, y })
    }

    #[test]
    fn holes_are_outside_and_their_ring_is_edge() {
        let ring = wkt!(POLYGON((0. 0., 10. 0., 10. 10., 0. 10., 0. 0.), (4. 4., 6. 4., 6. 6., 4. 6., 4. 4.)));
        assert_eq!(place(ring.clone(), 5.0, 5.0), Place::Outside);
        assert_eq!(place(ring.clone(), 4.0, 5.0), Place::Edge);
        assert_eq!(place(ring.clone(), 10.0, 10.0), Place::Edge);
        assert_eq!(place(ring.clone(), 5.0, 10.0), Place::Edge);
        assert_eq!(place(ring, 1.0, 4.0), Place::Inside);
    }

    proptest! {
        #[test]
        fn agrees_with_geo_on_integer_stars(
            radii in prop::collection::vec(1_i32..40, 5..80),
            points in prop::collection::vec((-40_i32..40, -40_i32..40), 1..60),
        ) {
            let count = radii.len() as f64;
            let shell = radii.iter().enumerate().map(|(i, radius)| {
                let (sin, cos) = (std::f64::consts::TAU * i as f64 / count).sin_cos();
                Coord { x: (f64::from(*radius) * cos).round(), y: (f64::from(*radius) * sin).round() }
            });
            let polygon = geo::Polygon::new(shell.collect(), vec![]);
            prop_assume!(geo::Validation::is_valid(&polygon));
            let prepared = PreparedArea::new(&polygon.clone().into()).unwrap();
            for (x, y) in points {
                let point = Coord { x: f64::from(x), y: f64::from(y) };
                let expected = match polygon.coordinate_position(&point) {
                    CoordPos::Inside => Place::Inside,
                    CoordPos::OnBoundary => Place::Edge,
                    CoordPos::Outside => Place::Outside,
                };
                prop_assert_eq!(prepared.locate(point), expected, "{:?} in {:?}", point, polygon);
            }
        }
    }
}
