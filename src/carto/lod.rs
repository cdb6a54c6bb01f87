//! Levels of detail: fewer vertices where the eye could not tell them apart.
//!
//! Level `n` deviates from the exact line by at most 2ⁿ metres. A picture uses the level whose
//! deviation is between 0.35 and 0.7 of a pixel: less is not seen, and triangles are what a picture
//! costs where there is no graphics card.

use geo::{Coord, LineString};

use crate::geodesy::bounds::corners;
use crate::geodesy::chunk::segment_distance_2;

/// A level of detail; see the module.
pub type Level = i32;

/// Finer than any survey: 2⁻⁵ m = 3 cm.
const FINEST: Level = -5;
/// 2¹³ m = 8 km, for pictures of the whole country.
const COARSEST: Level = 13;
/// Greatest deviation in pixels.
const GREATEST_PX: f64 = 0.7;
/// Share of the deviation spent on skipping close vertices before the slower, better method.
const RADIAL_SHARE: f64 = 0.15;

/// The level for a picture with `m_per_px` metres per physical pixel.
pub fn level_for(m_per_px: f64) -> Level {
    let exponent = (GREATEST_PX * m_per_px).log2().floor();
    if exponent.is_nan() {
        return COARSEST;
    }
    exponent.clamp(f64::from(FINEST), f64::from(COARSEST)) as Level
}

/// Greatest deviation of `level` in metres.
pub fn tolerance_m(level: Level) -> f64 {
    2_f64.powi(level)
}

/// Keeps vertices of a line so that it deviates by at most `tolerance`; the ends stay. Into `out`,
/// which is cleared first.
pub fn simplify_line(line: &LineString<f64>, tolerance: f64, out: &mut Vec<Coord<f64>>) {
    out.clear();
    let coords = &line.0;
    let (Some(first), Some(last)) = (coords.first(), coords.last()) else {
        return;
    };
    let (radial, rest) = (tolerance * RADIAL_SHARE, tolerance * (1.0 - RADIAL_SHARE));
    let mut kept = *first;
    out.push(kept);
    for coord in &coords[1..coords.len() - 1 + usize::from(coords.len() == 1)] {
        let (dx, dy) = (coord.x - kept.x, coord.y - kept.y);
        if dx * dx + dy * dy > radial * radial {
            kept = *coord;
            out.push(kept);
        }
    }
    if coords.len() > 1 {
        out.push(*last);
    }
    douglas_peucker(out, rest);
}

/// Like [`simplify_line`] for a ring, without the closing vertex. A ring smaller than the tolerance
/// becomes its box when `keep_small`, so that small areas stay visible, and else nothing.
pub fn simplify_ring(
    ring: &LineString<f64>,
    tolerance: f64,
    keep_small: bool,
    out: &mut Vec<Coord<f64>>,
) {
    simplify_line(ring, tolerance, out);
    if out.len() > 1 && out.first() == out.last() {
        out.pop();
    }
    if out.len() >= 3 {
        return;
    }
    out.clear();
    if keep_small && ring.0.len() > 2 {
        let (min, max) = corners(&ring.0);
        out.extend([
            min,
            Coord { x: max.x, y: min.y },
            max,
            Coord { x: min.x, y: max.y },
        ]);
    }
}

/// Drops vertices that lie within `tolerance` of the line without them.
fn douglas_peucker(coords: &mut Vec<Coord<f64>>, tolerance: f64) {
    if coords.len() < 3 {
        return;
    }
    let limit_2 = tolerance * tolerance;
    let mut keep = vec![false; coords.len()];
    keep[0] = true;
    keep[coords.len() - 1] = true;
    let mut open = vec![(0, coords.len() - 1)];
    while let Some((start, end)) = open.pop() {
        let (mut worst, mut worst_2) = (start, limit_2);
        for at in start + 1..end {
            let distance_2 = segment_distance_2(coords[start], coords[end], coords[at]);
            if distance_2 > worst_2 {
                (worst, worst_2) = (at, distance_2);
            }
        }
        if worst != start {
            keep[worst] = true;
            open.push((start, worst));
            open.push((worst, end));
        }
    }
    let mut flags = keep.into_iter();
    coords.retain(|_| flags.next().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wavy(count: usize) -> LineString<f64> {
        (0..count)
            .map(|i| {
                let t = i as f64 / 10.0;
                Coord {
                    x: i as f64,
                    y: 30.0 * t.sin() + 4.0 * (7.0 * t).cos(),
                }
            })
            .collect()
    }

    proptest! {
        #[test]
        fn no_vertex_is_further_from_the_simplified_line_than_the_tolerance(count in 2_usize..400, exponent in -2..6) {
            let (line, tolerance) = (wavy(count), 2_f64.powi(exponent));
            let mut out = Vec::new();
            simplify_line(&line, tolerance, &mut out);
            prop_assert_eq!(out.first(), line.0.first());
            prop_assert_eq!(out.last(), line.0.last());
            for vertex in &line.0 {
                let nearest = out.windows(2)
                    .map(|pair| segment_distance_2(pair[0], pair[1], *vertex))
                    .fold(f64::INFINITY, f64::min);
                prop_assert!(nearest.sqrt() <= tolerance * 1.0001, "{} is {} away", vertex.x, nearest.sqrt());
            }
        }
    }

    #[test]
    fn coarser_levels_have_fewer_vertices() {
        let (line, mut out, mut last) = (wavy(5_000), Vec::new(), usize::MAX);
        for level in [-2, 1, 4, 7] {
            simplify_line(&line, tolerance_m(level), &mut out);
            assert!(out.len() < last, "level {level}: {} of {last}", out.len());
            last = out.len();
        }
    }

    #[test]
    fn a_ring_too_small_to_see_stays_as_its_box_or_vanishes() {
        let ring: LineString<f64> =
            vec![(0.0, 0.0), (1.0, 0.0), (1.0, 2.0), (0.0, 2.0), (0.0, 0.0)].into();
        let mut out = Vec::new();
        simplify_ring(&ring, 100.0, true, &mut out);
        assert_eq!(out.len(), 4);
        assert!(out.contains(&Coord { x: 1.0, y: 2.0 }));
        simplify_ring(&ring, 100.0, false, &mut out);
        assert!(out.is_empty());
    }

    #[test]
    fn the_deviation_stays_below_a_pixel() {
        for m_per_px in [0.07, 0.1, 1.0, 3.7, 290.0] {
            let share = tolerance_m(level_for(m_per_px)) / m_per_px;
            assert!((0.35..=0.7).contains(&share), "{m_per_px}: {share}");
        }
        assert_eq!(level_for(f64::NAN), COARSEST);
        assert_eq!(level_for(1e-9), FINEST);
    }

    #[test]
    fn lines_of_one_or_no_vertex_are_left_as_they_are() {
        let mut out = Vec::new();
        simplify_line(&LineString(vec![]), 1.0, &mut out);
        assert!(out.is_empty());
        simplify_line(&LineString(vec![Coord { x: 1.0, y: 2.0 }]), 1.0, &mut out);
        assert_eq!(out.len(), 1);
    }
}
