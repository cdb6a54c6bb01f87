//! Geometry handed over piece by piece, so that what is only passed on is never built.

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};

/// What parts a collection has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// Points only.
    Points,
    /// Lines only.
    Lines,
    /// Areas only.
    Areas,
    /// Any of the three.
    Any,
}

/// Takes one geometry: either a point, a line or an area, or a collection and then its parts.
pub trait Walk {
    /// A collection of `count` parts, which follow.
    fn collection(&mut self, parts: Parts, count: usize);
    /// A point.
    fn point(&mut self, at: Coord<f64>);
    /// A line.
    fn line(&mut self, line: &[Coord<f64>]);
    /// An area of `rings` rings, which follow; the first is the outer one.
    fn area(&mut self, rings: usize);
    /// A ring of the area before, closed.
    fn ring(&mut self, ring: &[Coord<f64>]);
}

/// Builds the geometry that it is handed.
#[derive(Debug, Default)]
pub struct Builder {
    collection: Option<Parts>,
    parts: Vec<Geometry<f64>>,
    /// Rings of the area under way that are still to come.
    rings: usize,
}

impl Walk for Builder {
    fn collection(&mut self, parts: Parts, count: usize) {
        self.collection = Some(parts);
        self.parts.reserve(count);
    }

    fn point(&mut self, at: Coord<f64>) {
        self.parts.push(Point(at).into());
    }

    fn line(&mut self, line: &[Coord<f64>]) {
        self.parts.push(LineString(line.to_vec()).into());
    }

    fn area(&mut self, rings: usize) {
        self.rings = rings;
        let holes = Vec::with_capacity(rings.saturating_sub(1));
        self.parts
            .push(Polygon::new(LineString::empty(), holes).into());
    }

    fn ring(&mut self, ring: &[Coord<f64>]) {
        let Some(Geometry::Polygon(area)) = self.parts.last_mut() else {
            return;
        };
        let ring = LineString(ring.to_vec());
        if area.exterior().0.is_empty() && area.interiors().is_empty() && self.rings > 0 {
            area.exterior_mut(|shell| *shell = ring);
        } else {
            area.interiors_push(ring);
        }
        self.rings = self.rings.saturating_sub(1);
    }
}

impl Builder {
    /// What was built; `None` when nothing was handed over.
    pub fn finish(self) -> Option<Geometry<f64>> {
        let mut parts = self.parts;
        let Some(kind) = self.collection else {
            return parts.pop();
        };
        let parts = parts.into_iter();
        Some(match kind {
            Parts::Points => {
                MultiPoint(parts.filter_map(|own| own.try_into().ok()).collect()).into()
            }
            Parts::Lines => {
                MultiLineString(parts.filter_map(|own| own.try_into().ok()).collect()).into()
            }
            Parts::Areas => {
                MultiPolygon(parts.filter_map(|own| own.try_into().ok()).collect()).into()
            }
            Parts::Any => Geometry::GeometryCollection(GeometryCollection(parts.collect())),
        })
    }
}
