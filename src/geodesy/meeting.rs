//! Which geometries lie inside others, meet them, or come near: one layer against another, exactly.
//!
//! Inside and meeting are judged in degrees, with the edge counted as inside; nearness in metres of the
//! projected plane. Points, which are most, go through the indexes made for them.

use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::{
    BoundingRect as _, CoordsIter as _, Distance as _, Euclidean, Geometry, MapCoords as _,
    PreparedGeometry, Rect, Relate as _,
};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use crate::geodesy::{AreaIndex, BoundaryIndex, MetricGrid};

/// How a geometry must lie to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meeting {
    /// No part of it is outside of the other; on the edge is inside.
    Inside,
    /// They share a point at least.
    Touching,
    /// No farther than this many metres.
    Within(f64),
}

type OwnerBox = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// The geometries that others are compared with, made ready for one kind of meeting.
pub struct Neighbours<'a> {
    grid: &'a MetricGrid,
    meeting: Meeting,
    shapes: Vec<Shape<'a>>,
    /// Boxes in degrees, or in metres where metres count.
    tree: RTree<OwnerBox>,
    areas: AreaIndex,
    boundaries: Option<BoundaryIndex>,
}

struct Shape<'a> {
    exact: &'a Geometry<f64>,
    /// In metres; only where metres count.
    metric: Option<Geometry<f64>>,
}

impl<'a> Neighbours<'a> {
    /// Prepares `geometries`, which are numbered in the order given.
    pub fn new(grid: &'a MetricGrid, geometries: &[&'a Geometry<f64>], meeting: Meeting) -> Self {
        let near = matches!(meeting, Meeting::Within(_));
        let shapes: Vec<Shape<'a>> = geometries
            .iter()
            .map(|geometry| Shape {
                exact: geometry,
                metric: near.then(|| projected(grid, geometry)),
            })
            .collect();
        let boxes = shapes
            .iter()
            .zip(geometries)
            .enumerate()
            .filter_map(|(owner, (shape, exact))| {
                let bounds = match &shape.metric {
                    Some(metric) => metric.bounding_rect(),
                    None => exact.bounding_rect(),
                }?;
                let corners = Rectangle::from_corners(bounds.min().into(), bounds.max().into());
                Some(GeomWithData::new(corners, owner))
            })
            .collect();
        let owners: Vec<Option<&Geometry<f64>>> = geometries.iter().copied().map(Some).collect();
        Self {
            grid,
            meeting,
            tree: RTree::bulk_load(boxes),
            areas: AreaIndex::new(geometries.iter().copied().enumerate()),
            boundaries: near.then(|| BoundaryIndex::new(grid, &owners)),
            shapes,
        }
    }

    /// Whether `geometry` meets one of the geometries as asked; `own` is its number where it is one of
    /// them, which does not count.
    pub fn meets(&self, geometry: &Geometry<f64>, own: Option<usize>) -> bool {
        if let Geometry::Point(point) = geometry {
            let others = |owner: usize| Some(owner) != own;
            if self
                .areas
                .covering(point.0)
                .iter()
                .any(|(owner, _)| others(*owner))
            {
                return true;
            }
            if let (Meeting::Within(metres), Some(boundaries), None) =
                (self.meeting, &self.boundaries, own)
            {
                let nearest = boundaries.nearest(self.grid.project(point.0), None);
                return nearest.is_some_and(|(_, distance_m)| distance_m <= metres);
            }
        }
        match self.meeting {
            Meeting::Within(metres) => self.is_near(geometry, metres, own),
            Meeting::Inside | Meeting::Touching => self.is_related(geometry, own),
        }
    }

    fn owners(&self, bounds: Rect<f64>, own: Option<usize>) -> impl Iterator<Item = usize> {
        let envelope = AABB::from_corners(bounds.min().into(), bounds.max().into());
        self.tree
            .locate_in_envelope_intersecting(&envelope)
            .map(|entry| entry.data)
            .filter(move |owner| Some(*owner) != own)
    }

    fn is_related(&self, geometry: &Geometry<f64>, own: Option<usize>) -> bool {
        let Some(bounds) = geometry.bounding_rect() else {
            return false;
        };
        let Some(first) = geometry.coords_iter().next() else {
            return false;
        };
        // Where one vertex lies settles most pairs, and the areas are indexed for it.
        let around_first: Vec<usize> = self
            .areas
            .covering(first)
            .into_iter()
            .map(|(owner, _)| owner)
            .collect();
        if self.meeting == Meeting::Touching && around_first.iter().any(|owner| Some(*owner) != own)
        {
            return true;
        }
        let prepared = PreparedGeometry::from(geometry);
        self.owners(bounds, own).any(|owner| {
            let shape = self.shapes[owner].exact;
            let is_area = matches!(shape, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
            if self.meeting == Meeting::Inside && is_area && !around_first.contains(&owner) {
                return false;
            }
            let matrix = prepared.relate(shape);
            match self.meeting {
                // On the boundary alone is inside as well: only what is in the exterior counts.
                Meeting::Inside => {
                    matrix.get(CoordPos::Inside, CoordPos::Outside) == Dimensions::Empty
                        && matrix.get(CoordPos::OnBoundary, CoordPos::Outside) == Dimensions::Empty
                        && matrix.is_intersects()
                }
                Meeting::Touching | Meeting::Within(_) => matrix.is_intersects(),
            }
        })
    }

    fn is_near(&self, geometry: &Geometry<f64>, metres: f64, own: Option<usize>) -> bool {
        let metric = projected(self.grid, geometry);
        let Some(bounds) = metric.bounding_rect() else {
            return false;
        };
        let reach = geo::Coord {
            x: metres,
            y: metres,
        };
        let around = Rect::new(bounds.min() - reach, bounds.max() + reach);
        self.owners(around, own).any(|owner| {
            let other = self.shapes[owner].metric.as_ref();
            other.is_some_and(|other| Euclidean.distance(&metric, other) <= metres)
        })
    }
}

fn projected(grid: &MetricGrid, geometry: &Geometry<f64>) -> Geometry<f64> {
    geometry.map_coords(|coord| grid.project(coord))
}

#[cfg(test)]
mod tests {
    use geo::wkt;

    use super::*;

    fn met(meeting: Meeting, geometry: impl Into<Geometry<f64>>) -> bool {
        let grid = MetricGrid::new(4543, Rect::new((102.0, 24.0), (104.0, 27.0))).unwrap();
        let zone: Geometry<f64> =
            wkt!(POLYGON((102.5 25., 102.6 25., 102.6 25.1, 102.5 25.1, 102.5 25.))).into();
        let river: Geometry<f64> = wkt!(LINESTRING(102.8 25., 102.9 25.)).into();
        let all = [&zone, &river];
        Neighbours::new(&grid, &all, meeting).meets(&geometry.into(), None)
    }

    #[test]
    fn the_edge_is_inside_and_touching_is_meeting() {
        assert!(met(Meeting::Inside, wkt!(POINT(102.6 25.05))));
        assert!(met(Meeting::Inside, wkt!(LINESTRING(102.5 25., 102.6 25.))));
        assert!(met(
            Meeting::Inside,
            wkt!(LINESTRING(102.82 25., 102.85 25.))
        ));
        assert!(!met(
            Meeting::Inside,
            wkt!(LINESTRING(102.55 25.05, 102.65 25.05))
        ));
        assert!(met(
            Meeting::Touching,
            wkt!(LINESTRING(102.6 25.05, 102.65 25.05))
        ));
        assert!(met(
            Meeting::Inside,
            wkt!(POLYGON((102.5 25., 102.6 25., 102.6 25.05, 102.5 25.05, 102.5 25.)))
        ));
        assert!(!met(Meeting::Touching, wkt!(POINT(102.7 25.05))));
    }

    #[test]
    fn nearness_is_metres_from_the_nearest_part() {
        // A thousandth of a degree of latitude is 110.8 m here, and the line bulges a metre away.
        let south = wkt!(POINT(102.85 24.999));
        assert!(met(Meeting::Within(112.0), south));
        assert!(!met(Meeting::Within(110.0), south));
        let line = wkt!(LINESTRING(102.82 24.999, 102.85 24.999));
        assert!(met(Meeting::Within(112.0), line.clone()));
        assert!(!met(Meeting::Within(110.0), line));
        assert!(met(Meeting::Within(0.0), wkt!(POINT(102.55 25.05))));
    }

    #[test]
    fn a_geometry_is_no_neighbour_of_itself() {
        let grid = MetricGrid::new(4543, Rect::new((102.0, 24.0), (104.0, 27.0))).unwrap();
        let (a, b): (Geometry<f64>, Geometry<f64>) = (
            wkt!(POINT(102.5 25.)).into(),
            wkt!(POINT(102.5 25.001)).into(),
        );
        let all = [&a, &b];
        let near =
            |metres| Neighbours::new(&grid, &all, Meeting::Within(metres)).meets(&a, Some(0));
        assert!(near(111.0));
        assert!(!near(110.0));
    }
}
