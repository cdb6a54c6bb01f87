//! Where a ring meets itself: the validation of `geo` says that it does, not where, and a reviewer wants
//! to look at the place.

use geo::algorithm::line_intersection::{LineIntersection, line_intersection};
use geo::kernels::{Kernel as _, Orientation, RobustKernel};
use geo::{Coord, Line, LineString};

/// How a ring meets itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Crossing {
    /// Two of its sides cross or touch here.
    Sides(Coord<f64>),
    /// It runs out to here and back the same way.
    Spike(Coord<f64>),
}

/// The first place, from the west, where `ring` meets itself; `None` when it does not.
pub(super) fn first(ring: &LineString<f64>) -> Option<Crossing> {
    let sides: Vec<Line<f64>> = ring.lines().filter(|side| side.start != side.end).collect();
    let spike = sides
        .iter()
        .zip(sides.iter().cycle().skip(1))
        .find(|(one, next)| one.end == next.start && turns_back(one, next))
        .map(|(one, _)| Crossing::Spike(one.end));
    spike.or_else(|| crossing(&sides).map(Crossing::Sides))
}

fn turns_back(one: &Line<f64>, next: &Line<f64>) -> bool {
    let (back, on) = (one.start - one.end, next.end - next.start);
    RobustKernel::orient2d(one.start, one.end, next.end) == Orientation::Collinear
        && back.x * on.x + back.y * on.y > 0.0
}

fn crossing(sides: &[Line<f64>]) -> Option<Coord<f64>> {
    let west = |side: &Line<f64>| side.start.x.min(side.end.x);
    let east = |side: &Line<f64>| side.start.x.max(side.end.x);
    let mut order: Vec<usize> = (0..sides.len()).collect();
    order.sort_by(|a, b| west(&sides[*a]).total_cmp(&west(&sides[*b])));
    for (place, a) in order.iter().enumerate() {
        let one = &sides[*a];
        let right = east(one);
        let near = order[place + 1..]
            .iter()
            .take_while(|b| west(&sides[**b]) <= right);
        for b in near {
            if let Some(at) = meeting(sides, *a, *b) {
                return Some(at);
            }
        }
    }
    None
}

/// Where two sides meet otherwise than as neighbours do.
fn meeting(sides: &[Line<f64>], a: usize, b: usize) -> Option<Coord<f64>> {
    let (one, other) = (&sides[a], &sides[b]);
    let apart = a.abs_diff(b);
    let neighbours = apart == 1 || apart == sides.len() - 1;
    match line_intersection(*one, *other)? {
        LineIntersection::SinglePoint { intersection, .. } => (!neighbours).then_some(intersection),
        LineIntersection::Collinear { intersection } => Some(intersection.start),
    }
}

#[cfg(test)]
mod tests {
    use geo::wkt;

    use super::*;

    #[test]
    fn bow_ties_and_spikes_are_found_where_they_are() {
        let tie = wkt!(LINESTRING(0. 0., 2. 2., 2. 0., 0. 2., 0. 0.));
        assert_eq!(first(&tie), Some(Crossing::Sides(Coord { x: 1.0, y: 1.0 })));
        let spike = wkt!(LINESTRING(0. 0., 4. 0., 4. 4., 4. 9., 4. 4., 0. 4., 0. 0.));
        assert_eq!(
            first(&spike),
            Some(Crossing::Spike(Coord { x: 4.0, y: 9.0 }))
        );
        // The spike at the vertex where the ring begins.
        let start = wkt!(LINESTRING(-3. 0., 0. 0., 2. 0., 2. 2., 0. 0., -3. 0.));
        assert_eq!(
            first(&start),
            Some(Crossing::Spike(Coord { x: -3.0, y: 0.0 }))
        );
        let square = wkt!(LINESTRING(0. 0., 1. 0., 1. 1., 0. 1., 0. 0.));
        assert_eq!(first(&square), None);
    }
}
