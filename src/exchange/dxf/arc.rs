//! Arcs of polylines as chords. A drawing says how far an arc bulges; a register holds straight edges.

use geo::Coord;

/// Chords of a full turn: off the arc by 0.03 % of its radius.
const CHORDS: f64 = 128.0;

/// The points between `from` and `to` on the arc whose quarter angle has the tangent `bulge`
/// (positive: counter-clockwise), without its ends.
pub(super) fn between(from: Coord<f64>, to: Coord<f64>, bulge: f64) -> Vec<Coord<f64>> {
    let angle = 4.0 * bulge.atan();
    let chord = (to.x - from.x).hypot(to.y - from.y);
    if !angle.is_finite() || angle.abs() < 1e-9 || chord == 0.0 {
        return Vec::new();
    }
    // The centre lies on the chord's normal, left of it for a counter-clockwise arc below half a turn.
    let offset = (1.0 - bulge * bulge) / (4.0 * bulge);
    let centre = Coord {
        x: f64::midpoint(from.x, to.x) - offset * (to.y - from.y),
        y: f64::midpoint(from.y, to.y) + offset * (to.x - from.x),
    };
    let radius = (from.x - centre.x).hypot(from.y - centre.y);
    let start = (from.y - centre.y).atan2(from.x - centre.x);
    let count = (angle.abs() / std::f64::consts::TAU * CHORDS)
        .ceil()
        .max(1.0);
    (1..count as u32)
        .map(|step| {
            let at = start + angle * f64::from(step) / count;
            Coord {
                x: centre.x + radius * at.cos(),
                y: centre.y + radius * at.sin(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_turn_goes_round_to_the_right_side() {
        let (from, to) = (Coord { x: 0.0, y: 0.0 }, Coord { x: 2.0, y: 0.0 });
        for (bulge, y) in [(1.0, -1.0), (-1.0, 1.0)] {
            let points = between(from, to, bulge);
            let middle = points[points.len() / 2];
            assert!(
                (middle.x - 1.0).abs() < 1e-9 && (middle.y - y).abs() < 1e-9,
                "{middle:?}"
            );
        }
    }
}
