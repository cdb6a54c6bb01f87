//! Hatches as lines: where a family of parallel lines runs inside closed runs, by the even-odd rule.
//! The lines lie as on the screen: fixed to one anchor for the whole map, whatever the area.

use crate::carto::display::{MM_PER_PX, Mm, Pen, Runs};
use crate::carto::style::{Hatch, HatchPattern};

/// The lines or dots of `hatch` inside `area`, fixed to `anchor`.
pub fn lines(area: &Runs, hatch: &Hatch, anchor: [f64; 2]) -> Runs {
    let spacing = f64::from(hatch.spacing * MM_PER_PX);
    let mut out = Runs::default();
    for angle in hatch.pattern.angles() {
        // Angles turn counter-clockwise, the page's y runs down.
        let (across_x, across_y) = f64::from(*angle).to_radians().sin_cos();
        let family = Family {
            normal: [across_x, across_y],
            spacing,
            anchor,
        };
        for (number, from, to) in family.inside(area) {
            out.push([from, to].map(|at| family.place(number, at)), false);
        }
    }
    if hatch.pattern == HatchPattern::Dotted {
        // Rows half a spacing apart, every other one shifted by half a spacing.
        let rows = Family {
            normal: [0.0, 1.0],
            spacing: spacing / 2.0,
            anchor,
        };
        for (number, from, to) in rows.inside(area) {
            let shift = if number % 2 == 0 { 0.0 } else { 0.5 };
            let mut dot = ((from / spacing - shift).ceil() + shift) * spacing;
            while dot < to {
                out.push([rows.place(number, dot)], true);
                dot += spacing;
            }
        }
    }
    out
}

/// How hatch lines are drawn; dots are round ends of lines without length.
pub fn pen(hatch: &Hatch) -> Pen {
    Pen {
        round: hatch.pattern == HatchPattern::Dotted,
        ..Pen::solid(hatch.color, hatch.width * MM_PER_PX)
    }
}

/// Parallel lines.
struct Family {
    /// Unit vector across them.
    normal: [f64; 2],
    /// From line to line in millimetres.
    spacing: f64,
    /// On line number 0, in millimetres on the page.
    anchor: [f64; 2],
}

impl Family {
    const fn along(&self) -> [f64; 2] {
        [-self.normal[1], self.normal[0]]
    }

    /// The place on the page `at` millimetres along a line.
    fn place(&self, number: i64, at: f64) -> Mm {
        let across = number as f64 * self.spacing;
        let along = self.along();
        [0, 1]
            .map(|axis| (self.anchor[axis] + self.normal[axis] * across + along[axis] * at) as f32)
    }

    /// Where the lines are inside `area`: number, and from where to where in millimetres along it.
    fn inside(&self, area: &Runs) -> Vec<(i64, f64, f64)> {
        let mut crossings = self.crossings(area);
        crossings.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut inside = Vec::with_capacity(crossings.len() / 2);
        let mut rest = crossings.as_slice();
        while let [(number, from), (same, to), others @ ..] = rest {
            if number != same {
                // A crossing without a partner can only come from a run with a broken corner.
                rest = &rest[1..];
                continue;
            }
            if to > from {
                inside.push((*number, *from, *to));
            }
            rest = others;
        }
        inside
    }

    /// Every place where a line meets the edge of `area`.
    fn crossings(&self, area: &Runs) -> Vec<(i64, f64)> {
        let ([ax, ay], normal, along) = (self.anchor, self.normal, self.along());
        // Number of the line and place along it.
        let polar = |[x, y]: Mm| {
            let (x, y) = (f64::from(x) - ax, f64::from(y) - ay);
            (
                (x * normal[0] + y * normal[1]) / self.spacing,
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
        crossings
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

    #[test]
    fn dots_stand_in_shifted_rows_and_keep_their_places_whatever_the_area() {
        let dotted = hatch(HatchPattern::Dotted);
        let spacing = 10.0 * MM_PER_PX;
        let area = Runs::of_box([0.0, 0.0, 20.0 * spacing, 10.0 * spacing]);
        let dots = lines(&area, &dotted, [0.1, 0.1]);
        // Two dots for every square of the spacing.
        assert_eq!(dots.ends.len(), 400);
        let row_of = |at: Mm| ((at[1] - 0.1) / (spacing / 2.0)).round() as i64;
        for (run, closed) in dots.iter() {
            assert!(closed && run.len() == 1);
            let shift = if row_of(run[0]) % 2 == 0 { 0.0 } else { 0.5 };
            let place = (run[0][0] - 0.1) / spacing - shift;
            assert!((place - place.round()).abs() < 1e-3, "{run:?}");
        }
        let half = Runs::of_box([0.0, 0.0, 7.3 * spacing, 10.0 * spacing]);
        let few = lines(&half, &dotted, [0.1, 0.1]);
        assert!(few.corners.iter().all(|dot| dots.corners.contains(dot)));
    }
}
