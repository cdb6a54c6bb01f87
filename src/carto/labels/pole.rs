//! The pole of inaccessibility: the place inside an area that is farthest from its edge, where a name
//! has the most room. Found by halving squares, the most promising first (the method of polylabel).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use geo::{Coord, Rect};

use crate::geodesy::bounds::{corners, union};
use crate::geodesy::chunk::segment_distance_2;

/// Squares looked at before the best so far is taken: enough for any real lake.
const MAX_SQUARES: usize = 600;

/// An area as rings of vertices, without the closing ones; the first ring is not special: a place is
/// inside when it is inside an odd number of rings.
pub type Rings = Vec<Vec<Coord<f64>>>;

/// Where there is the most room, and how much: the distance to the nearest edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pole {
    /// The place.
    pub at: Coord<f64>,
    /// Its distance from the edge, in the unit of the coordinates.
    pub radius: f64,
}

struct Square {
    middle: Coord<f64>,
    half: f64,
    /// Signed distance of the middle from the edge, positive inside.
    inside: f64,
}

impl Square {
    fn new(middle: Coord<f64>, half: f64, rings: &Rings) -> Self {
        Self {
            inside: signed_distance(middle, rings),
            middle,
            half,
        }
    }

    fn quarters(&self, rings: &Rings) -> [Self; 4] {
        let half = self.half / 2.0;
        [(-half, -half), (half, -half), (-half, half), (half, half)]
            .map(|(x, y)| Self::new(self.middle + Coord { x, y }, half, rings))
    }

    /// No place in the square is farther from the edge than this.
    fn most(&self) -> f64 {
        self.inside + self.half * std::f64::consts::SQRT_2
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Square {}
impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Square {
    fn cmp(&self, other: &Self) -> Ordering {
        self.most().total_cmp(&other.most())
    }
}

/// The pole of the area within `rings`, to within `precision`; `None` for an area without interior.
pub fn pole(rings: &Rings, precision: f64) -> Option<Pole> {
    let bounds = bounds(rings)?;
    let (width, height) = (bounds.width(), bounds.height());
    let side = width.min(height);
    if side.is_nan() || side <= 0.0 || !width.max(height).is_finite() {
        return None;
    }
    // A ribbon is cut into few squares, not into thousands.
    let half = side.max(width.max(height) / 24.0) / 2.0;
    let mut open = BinaryHeap::new();
    let mut best = Square::new(bounds.center(), 0.0, rings);
    let steps = |length: f64| (length / (2.0 * half)).ceil().max(1.0) as usize;
    for row in 0..steps(height) {
        for column in 0..steps(width) {
            let middle = bounds.min()
                + Coord {
                    x: half * (2 * column + 1) as f64,
                    y: half * (2 * row + 1) as f64,
                };
            open.push(Square::new(middle, half, rings));
        }
    }
    let mut seen = open.len();
    while let Some(square) = open.pop() {
        if square.most() - best.inside <= precision || seen > MAX_SQUARES {
            break;
        }
        open.extend(square.quarters(rings));
        seen += 4;
        if square.inside > best.inside {
            best = square;
        }
    }
    (best.inside > 0.0).then_some(Pole {
        at: best.middle,
        radius: best.inside,
    })
}

/// The box around `rings`; `None` when there are no vertices.
pub fn bounds(rings: &Rings) -> Option<Rect<f64>> {
    rings
        .iter()
        .filter(|ring| !ring.is_empty())
        .map(|ring| {
            let (low, high) = corners(ring);
            Rect::new(low, high)
        })
        .reduce(union)
}

/// Distance from the nearest edge, positive inside.
pub(super) fn signed_distance(at: Coord<f64>, rings: &Rings) -> f64 {
    let (mut inside, mut nearest_2) = (false, f64::INFINITY);
    for ring in rings {
        let mut before = ring.len().wrapping_sub(1);
        for (index, b) in ring.iter().enumerate() {
            let a = ring[before];
            before = index;
            if (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x
            {
                inside = !inside;
            }
            nearest_2 = nearest_2.min(segment_distance_2(a, *b, at));
        }
    }
    let distance = nearest_2.sqrt();
    if inside { distance } else { -distance }
}

/// The part of the area that lies within `window`, by cutting along its four sides. Where the area
/// falls into pieces they stay joined along the window's edge, which has no interior.
pub fn clipped(rings: &Rings, window: Rect<f64>) -> Rings {
    let (low, high) = (window.min(), window.max());
    rings
        .iter()
        .filter_map(|ring| {
            let ring = cut(ring, |at| at.x - low.x);
            let ring = cut(&ring, |at| high.x - at.x);
            let ring = cut(&ring, |at| at.y - low.y);
            let ring = cut(&ring, |at| high.y - at.y);
            (ring.len() >= 3).then_some(ring)
        })
        .collect()
}

/// Keeps what lies where `side` is not negative.
fn cut(ring: &[Coord<f64>], side: impl Fn(Coord<f64>) -> f64) -> Vec<Coord<f64>> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    let Some(mut before) = ring.last().copied() else {
        return kept;
    };
    let mut side_before = side(before);
    for at in ring {
        let side_at = side(*at);
        if (side_before < 0.0) != (side_at < 0.0) {
            let share = side_before / (side_before - side_at);
            kept.push(before + (*at - before) * share);
        }
        if side_at >= 0.0 {
            kept.push(*at);
        }
        (before, side_before) = (*at, side_at);
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<Coord<f64>> {
        corners
            .iter()
            .map(|(x, y)| Coord { x: *x, y: *y })
            .collect()
    }

    #[test]
    fn the_pole_lies_in_the_widest_part_and_not_in_the_middle() {
        // A flask: a long neck to the right of a round belly.
        let flask = vec![ring(&[
            (0.0, 0.0),
            (40.0, 0.0),
            (40.0, 18.0),
            (200.0, 18.0),
            (200.0, 22.0),
            (40.0, 22.0),
            (40.0, 40.0),
            (0.0, 40.0),
        ])];
        let found = pole(&flask, 0.1).unwrap();
        assert!((found.radius - 20.0).abs() < 0.2, "{found:?}");
        assert!((found.at.x - 20.0).abs() < 0.5 && (found.at.y - 20.0).abs() < 0.5);
    }

    #[test]
    fn a_hole_is_not_inside() {
        let island = vec![
            ring(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]),
            ring(&[(20.0, 20.0), (80.0, 20.0), (80.0, 80.0), (20.0, 80.0)]),
        ];
        let found = pole(&island, 0.1).unwrap();
        assert!(found.radius <= 12.0, "{found:?}");
        assert!(signed_distance(found.at, &island) > 9.0);
    }

    #[test]
    fn what_has_no_interior_has_no_pole() {
        assert_eq!(pole(&vec![], 0.1), None);
        assert_eq!(pole(&vec![ring(&[(0.0, 0.0), (5.0, 0.0)])], 0.1), None);
        let nan = vec![ring(&[(f64::NAN, 0.0), (5.0, 0.0), (5.0, 5.0)])];
        assert_eq!(pole(&nan, 0.1), None);
    }

    #[test]
    fn only_the_part_within_the_window_is_left() {
        let square = vec![ring(&[
            (0.0, 0.0),
            (100.0, 0.0),
            (100.0, 100.0),
            (0.0, 100.0),
        ])];
        let part = clipped(&square, Rect::new((90.0, 90.0), (300.0, 300.0)));
        assert_eq!(bounds(&part), Some(Rect::new((90.0, 90.0), (100.0, 100.0))));
        assert!(clipped(&square, Rect::new((101.0, 0.0), (200.0, 9.0))).is_empty());
    }

    proptest! {
        #[test]
        fn no_place_has_much_more_room_than_the_pole(
            radii in prop::collection::vec(20.0_f64..100.0, 5..24),
            x in -60.0_f64..60.0, y in -60.0_f64..60.0,
        ) {
            let star: Vec<Coord<f64>> = radii.iter().enumerate().map(|(index, radius)| {
                let angle = std::f64::consts::TAU * index as f64 / radii.len() as f64;
                Coord { x: radius * angle.cos(), y: radius * angle.sin() }
            }).collect();
            let rings = vec![star];
            let found = pole(&rings, 0.5).unwrap();
            prop_assert!(signed_distance(found.at, &rings) > 0.0);
            let elsewhere = signed_distance(Coord { x, y }, &rings);
            prop_assert!(elsewhere <= found.radius + 0.51);
        }
    }
}
