//! Hatches as lines: where a family of parallel lines runs inside closed runs, by the even-odd rule.
//! The lines lie as on the screen: fixed to one anchor for the whole map, whatever the area.

use crate::carto::display::{MM_PER_PX, Mm, Pen, Runs};
use crate::carto::style::{Hatch, HatchPattern};

/// The lines of `hatch` inside `area`, fixed to `anchor`.
pub fn lines(area: &Runs, hatch: &Hatch, anchor: [f64; 2]) -> Runs {
    const SLANT: f64 = std::f64::consts::FRAC_1_SQRT_2;
    let families: &[[f64; 2]] = match hatch.pattern {
        HatchPattern::Rising => &[[SLANT, SLANT]],
        HatchPattern::Falling => &[[SLANT, -SLANT]],
        HatchPattern::Crossed => &[[SLANT, SLANT], [SLANT, -SLANT]],
        HatchPattern::Horizontal | HatchPattern::Dotted => &[[0.0, 1.0]],
        HatchPattern::Vertical => &[[1.0, 0.0]],
        HatchPattern::Grid => &[[1.0, 0.0], [0.0, 1.0]],
    };
    let spacing = f64::from(hatch.spacing * MM_PER_PX);
    let mut out = Runs::default();
    for normal in families {
        family(area, *normal, (spacing, anchor), &mut out);
    }
    out
}

/// How hatch lines are drawn; dots are lines of dashes as long as they are wide.
pub fn pen(hatch: &Hatch) -> Pen {
    let (width_mm, spacing_mm) = (hatch.width * MM_PER_PX, hatch.spacing * MM_PER_PX);
    let dotted = hatch.pattern == HatchPattern::Dotted;
    let gap_mm = (spacing_mm - width_mm).max(0.01);
    Pen {
        dash_mm: dotted.then_some([width_mm, gap_mm, width_mm, gap_mm]),
        ..Pen::solid(hatch.color, width_mm)
    }
}

/// Adds the lines across `normal`.
fn family(area: &Runs, normal: [f64; 2], (spacing, anchor): (f64, [f64; 2]), out: &mut Runs) {
    let along = [-normal[1], normal[0]];
    let [ax, ay] = anchor;
    // Number of the line and place along it.
    let polar = |[x, y]: Mm| {
        let (x, y) = (f64::from(x) - ax, f64::from(y) - ay);
        (
            (x * normal[0] + y * normal[1]) / spacing,
            x * along[0] + y * along[1],
        )
    };
    let mut crossings: Vec<(i64, f64)> = Vec::new();
    for (run, _) in area.iter() {
        let Some(last) = run.last() else { continue };
        let mut from = polar(*last);
        for corner in run {
            let to = polar(*corner);
            // Half open, so that a line through a corner is met once.
            let (low, high) = (from.0.min(to.0), from.0.max(to.0));
            let mut number = low.ceil();
            while number < high {
                let share = (number - from.0) / (to.0 - from.0);
                crossings.push((number as i64, from.1 + (to.1 - from.1) * share));
                number += 1.0;
            }
            from = to;
        }
    }
    crossings.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut rest = crossings.as_slice();
    while let [(number, start), (same, end), others @ ..] = rest {
        if number != same {
            // A crossing without a partner can only come from a run with a broken corner.
            rest = &rest[1..];
            continue;
        }
        let place = |at: f64| -> Mm {
            let across = *number as f64 * spacing;
            [
                (ax + normal[0] * across + along[0] * at) as f32,
                (ay + normal[1] * across + along[1] * at) as f32,
            ]
        };
        if end > start {
            out.push([place(*start), place(*end)], false);
        }
        rest = others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::color::Color;

    fn hatch(pattern: HatchPattern) -> Hatch {
        Hatch {
            color: Color::rgb(1, 2, 3),
            width: 1.0,
            spacing: 10.0,
            pattern,
        }
    }

    #[test]
    fn level_lines_leave_a_hole_free() {
        let mut area = Runs::of_box([0.0, 0.0, 40.0, 40.0]);
        area.push(
            [[10.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]],
            true,
        );
        let lines = lines(&area, &hatch(HatchPattern::Horizontal), [0.0, 1.0]);
        let length = |run: &[Mm]| (run[1][0] - run[0][0]).abs();
        let mut total = 0.0;
        for (run, _) in lines.iter() {
            assert_eq!(run[0][1], run[1][1]);
            let in_hole = (10.0..30.0).contains(&run[0][1]);
            let wanted = if in_hole { 10.0 } else { 40.0 };
            assert!((length(run) - wanted).abs() < 1e-4, "{run:?}");
            total += length(run);
        }
        let spacing = 10.0 * MM_PER_PX;
        let area_mm2 = 40.0 * 40.0 - 20.0 * 20.0;
        assert!((total * spacing / area_mm2 - 1.0).abs() < 0.1);
    }

    #[test]
    fn neighbours_share_their_lines() {
        let anchor = [3.0, 5.0];
        let rising = hatch(HatchPattern::Rising);
        let whole = lines(&Runs::of_box([0.0, 0.0, 60.0, 30.0]), &rising, anchor);
        let left = lines(&Runs::of_box([0.0, 0.0, 30.0, 30.0]), &rising, anchor);
        let right = lines(&Runs::of_box([30.0, 0.0, 60.0, 30.0]), &rising, anchor);
        let length = |runs: &Runs| -> f32 {
            runs.iter()
                .map(|(run, _)| (run[1][0] - run[0][0]).hypot(run[1][1] - run[0][1]))
                .sum()
        };
        assert!((length(&whole) - length(&left) - length(&right)).abs() < 1e-2);
    }

    #[test]
    fn crossed_lines_run_both_ways() {
        let area = Runs::of_box([0.0, 0.0, 20.0, 20.0]);
        let crossed = lines(&area, &hatch(HatchPattern::Crossed), [0.0, 0.0]);
        let slopes: Vec<bool> = crossed
            .iter()
            .map(|(run, _)| (run[1][0] - run[0][0]) * (run[1][1] - run[0][1]) > 0.0)
            .collect();
        assert!(slopes.contains(&true) && slopes.contains(&false));
    }
}
