//! Where arrows stand along a line. Their places belong to the level of detail at which the line is
//! drawn, so that they do not swim while the map is dragged, and are the same on paper.

use geo::Coord;

/// A place for an arrow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArrowPlace {
    /// On the line, in metres of the project CRS.
    pub at: Coord<f64>,
    /// Unit vector along the line.
    pub along: Coord<f64>,
    /// Stays when only every 2ⁿ-th place is taken, up to this n.
    pub rank: u8,
}

/// The highest rank of an arrow's place.
pub const RANKS: u8 = 3;
/// From place to place in tolerances of the level: 40 pixels at the middle of its range of scales.
const GAP: f64 = 80.8;
/// Shorter lines, in gaps, bear no arrow.
const LEAST: f64 = 0.4;

/// Places along `line` as it was simplified to `tolerance_m`, the closest that any style can ask for.
pub fn places(line: &[Coord<f64>], tolerance_m: f64) -> Vec<ArrowPlace> {
    let gap = GAP * tolerance_m;
    let lengths = line.windows(2).map(|leg| {
        let step = leg[1] - leg[0];
        step.x.hypot(step.y)
    });
    let whole: f64 = lengths.clone().sum();
    let mut places = Vec::new();
    if whole < LEAST * gap || whole == 0.0 {
        return places;
    }
    let mut next = whole.min(gap) / 2.0;
    let mut start = 0.0;
    for (leg, length) in line.windows(2).zip(lengths) {
        let end = start + length;
        while next <= end && length > 0.0 {
            let step = leg[1] - leg[0];
            let rank = if places.is_empty() {
                RANKS
            } else {
                (places.len().trailing_zeros() as u8).min(RANKS)
            };
            places.push(ArrowPlace {
                at: leg[0] + step * ((next - start) / length),
                along: step / length,
                rank,
            });
            next += gap;
        }
        start = end;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_stand_at_even_gaps_and_point_along_the_line() {
        let line = [Coord { x: 0.0, y: 0.0 }, Coord { x: 0.0, y: 5000.0 }];
        let places = places(&line, 4.0);
        let gap = GAP * 4.0;
        assert_eq!(places.len(), (5000.0 / gap).round() as usize);
        for pair in places.windows(2) {
            assert!((pair[1].at.y - pair[0].at.y - gap).abs() < 1e-6);
        }
        assert!(
            places
                .iter()
                .all(|place| place.along == Coord { x: 0.0, y: 1.0 })
        );
        let ranks: Vec<u8> = places.iter().take(5).map(|place| place.rank).collect();
        assert_eq!(ranks, [3, 0, 1, 0, 2]);
    }

    #[test]
    fn a_line_too_short_for_an_arrow_has_none_and_broken_ones_do_no_harm() {
        let short = [Coord { x: 0.0, y: 0.0 }, Coord { x: 3.0, y: 0.0 }];
        assert!(places(&short, 1.0).is_empty());
        assert!(places(&[short[0], short[0]], 0.0).is_empty());
        assert!(places(&[], 1.0).is_empty());
    }
}
