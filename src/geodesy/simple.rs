//! A quick proof that an area is valid. Counties send thousands of good polygons and a few bad ones:
//! the full check is for the few. Anything unusual (touching rings, repeated vertices) is not proved
//! here and goes to the full check, so this one may only err towards doubt.

use geo::{
    Coord, Geometry, LineString, Polygon,
    kernels::{Kernel as _, Orientation, RobustKernel},
};

use crate::geodesy::area::{Place, PreparedArea};
use crate::geodesy::chunk::{self, Chunk};

/// Whether the area is certainly valid: rings closed, of at least three corners, nowhere crossing or
/// touching themselves or each other, holes directly inside their shell, parts apart.
pub(super) fn is_certainly_valid(geometry: &Geometry<f64>) -> bool {
    let polygons = match geometry {
        Geometry::Polygon(polygon) => std::slice::from_ref(polygon),
        Geometry::MultiPolygon(areas) => areas.0.as_slice(),
        _ => return false,
    };
    !polygons.is_empty() && rings_are_apart(polygons) && rings_are_nested_once(polygons)
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// All segments of all rings, in chunks, with the ring that each chunk belongs to.
#[derive(Default)]
struct Segments {
    coords: Vec<Coord<f64>>,
    chunks: Vec<Chunk>,
    /// First and last segment of the ring, per chunk.
    ring_of: Vec<(u32, u32)>,
}

fn rings_are_apart(polygons: &[Polygon<f64>]) -> bool {
    let mut all = Segments::default();
    for ring in polygons.iter().flat_map(rings) {
        if ring.0.len() < 4 || ring.0.first() != ring.0.last() {
            return false;
        }
        let first = all.coords.len() as u32;
        chunk::push_line(ring.coords().copied(), &mut all.coords, &mut all.chunks);
        let last = all.coords.len() as u32 - 2;
        all.ring_of.resize(all.chunks.len(), (first, last));
    }
    let mut order: Vec<usize> = (0..all.chunks.len()).collect();
    order.sort_by(|a, b| all.chunks[*a].min.x.total_cmp(&all.chunks[*b].min.x));
    for (place, a) in order.iter().enumerate() {
        if !all.chunks_are_apart(*a, *a) {
            return false;
        }
        let right = all.chunks[*a].max.x;
        for b in order[place + 1..]
            .iter()
            .take_while(|b| all.chunks[**b].min.x <= right)
        {
            let (one, other) = (&all.chunks[*a], &all.chunks[*b]);
            if one.min.y <= other.max.y && other.min.y <= one.max.y && !all.chunks_are_apart(*a, *b)
            {
                return false;
            }
        }
    }
    true
}

impl Segments {
    fn segment(&self, index: u32) -> (Coord<f64>, Coord<f64>) {
        (self.coords[index as usize], self.coords[index as usize + 1])
    }

    /// Whether the run keeps going one way in x or in y: such a run cannot meet itself.
    fn is_monotone(&self, chunk: &Chunk) -> bool {
        let run = &self.coords[chunk.first as usize..=chunk.last as usize];
        run.is_sorted_by(|a, b| a.x < b.x)
            || run.is_sorted_by(|a, b| a.x > b.x)
            || run.is_sorted_by(|a, b| a.y < b.y)
            || run.is_sorted_by(|a, b| a.y > b.y)
    }

    /// Whether no two segments of the chunks touch, but for neighbours at their common vertex.
    fn chunks_are_apart(&self, a: usize, b: usize) -> bool {
        let (one, other) = (&self.chunks[a], &self.chunks[b]);
        if a == b {
            return self.is_monotone(one)
                || (one.first..one.last).all(|i| {
                    let (p, q) = self.segment(i);
                    p != q && (i + 1..one.last).all(|j| self.segments_are_apart(a, i, b, j))
                });
        }
        (one.first..one.last).all(|i| {
            let (p, q) = self.segment(i);
            let beyond = p.x.max(q.x) < other.min.x
                || p.x.min(q.x) > other.max.x
                || p.y.max(q.y) < other.min.y
                || p.y.min(q.y) > other.max.y;
            beyond || (other.first..other.last).all(|j| self.segments_are_apart(a, i, b, j))
        })
    }

    /// Segment `i` of chunk `a` against segment `j` of chunk `b`.
    fn segments_are_apart(&self, a: usize, i: u32, b: usize, j: u32) -> bool {
        let ((p, q), (r, s)) = (self.segment(i), self.segment(j));
        let ring @ (first, last) = self.ring_of[a];
        let follows = |earlier: u32, later: u32| {
            self.ring_of[b] == ring && (later == earlier + 1 || (earlier == last && later == first))
        };
        if follows(i, j) {
            !turns_back(p, q, s)
        } else if follows(j, i) {
            !turns_back(r, p, q)
        } else {
            !touch(p, q, r, s)
        }
    }
}

/// Whether the way `a`–`b`–`c` runs back over itself.
fn turns_back(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> bool {
    RobustKernel::orient2d(a, b, c) == Orientation::Collinear
        && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) <= 0.0
}

/// Whether two segments have a point in common.
fn touch(p: Coord<f64>, q: Coord<f64>, r: Coord<f64>, s: Coord<f64>) -> bool {
    if p.x.max(q.x) < r.x.min(s.x)
        || r.x.max(s.x) < p.x.min(q.x)
        || p.y.max(q.y) < r.y.min(s.y)
        || r.y.max(s.y) < p.y.min(q.y)
    {
        return false;
    }
    let one_side = |a, b, c, d| {
        let (c, d) = (
            RobustKernel::orient2d(a, b, c),
            RobustKernel::orient2d(a, b, d),
        );
        c == d && c != Orientation::Collinear
    };
    !one_side(p, q, r, s) && !one_side(r, s, p, q)
}

/// For rings that nowhere touch, one vertex tells where the whole ring lies.
fn rings_are_nested_once(polygons: &[Polygon<f64>]) -> bool {
    if let [polygon] = polygons
        && polygon.interiors().is_empty()
    {
        return true;
    }
    let whole: Vec<Option<PreparedArea>> = polygons
        .iter()
        .map(|polygon| PreparedArea::new(&polygon.clone().into()))
        .collect();
    polygons.iter().enumerate().all(|(index, polygon)| {
        let outside_the_others = || {
            let corner = polygon.exterior().0[0];
            whole.iter().enumerate().all(|(other, area)| {
                other == index
                    || area
                        .as_ref()
                        .is_some_and(|area| area.locate(corner) == Place::Outside)
            })
        };
        outside_the_others() && holes_are_directly_inside(polygon)
    })
}

fn holes_are_directly_inside(polygon: &Polygon<f64>) -> bool {
    let ring_area =
        |ring: &LineString<f64>| PreparedArea::new(&Polygon::new(ring.clone(), Vec::new()).into());
    let Some(shell) = ring_area(polygon.exterior()) else {
        return false;
    };
    let holes: Vec<_> = polygon.interiors().iter().filter_map(ring_area).collect();
    polygon.interiors().iter().enumerate().all(|(index, hole)| {
        let corner = hole.0[0];
        shell.locate(corner) == Place::Inside
            && holes
                .iter()
                .enumerate()
                .all(|(other, area)| other == index || area.locate(corner) == Place::Outside)
    })
}

#[cfg(test)]
mod tests {
    use geo::{Validation as _, wkt};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_areas_are_proved_and_doubtful_ones_are_not() {
        let proved = |geometry: Geometry<f64>| is_certainly_valid(&geometry);
        assert!(proved(
            wkt!(POLYGON((0. 0., 9. 0., 9. 9., 0. 9., 0. 0.), (1. 1., 2. 1., 2. 2., 1. 1.))).into()
        ));
        assert!(
            !proved(wkt!(POLYGON((0. 0., 2. 2., 2. 0., 0. 2., 0. 0.))).into()),
            "bow tie"
        );
        assert!(!proved(
            wkt!(POLYGON((0. 0., 9. 0., 9. 9., 0. 9., 0. 0.), (11. 1., 12. 1., 12. 2., 11. 1.)))
                .into()
        ));
        assert!(
            !proved(wkt!(POLYGON((0. 0., 9. 0., 5. 0., 5. 5., 0. 0.))).into()),
            "spike"
        );
        assert!(!proved(
            wkt!(POLYGON((0. 0., 9. 0., 9. 9., 0. 9., 0. 0.), (1. 1., 8. 1., 8. 8., 1. 8., 1. 1.), (2. 2., 3. 2., 3. 3., 2. 2.)))
                .into()
        ));
        assert!(!proved(
            wkt!(MULTIPOLYGON(((0. 0., 9. 0., 9. 9., 0. 9., 0. 0.)), ((1. 1., 2. 1., 2. 2., 1. 1.)))).into()
        ));
    }

    proptest! {
        #[test]
        fn what_is_proved_is_valid(
            shell in prop::collection::vec((0_i32..12, 0_i32..12), 3..9),
            hole in prop::collection::vec((0_i32..12, 0_i32..12), 3..6),
        ) {
            let ring = |points: &[(i32, i32)]| points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect::<LineString<f64>>();
            for holes in [vec![], vec![ring(&hole)]] {
                let polygon = Polygon::new(ring(&shell), holes);
                if is_certainly_valid(&polygon.clone().into()) {
                    prop_assert!(polygon.is_valid(), "{polygon:?}");
                }
            }
        }
    }
}
