//! Text that follows a line: each glyph stands on the line, turned as the line runs there. Sharp bends
//! bear no text, and the text is never upside down.

use geo::Coord;

use crate::carto::labels::TextRun;

/// Greatest turn from one glyph to the next, in radians.
const MAX_BEND: f64 = 0.4;
/// Greatest turn of a glyph from the direction of the whole text, in radians.
const MAX_SWING: f64 = 1.0;
/// The straight way across a glyph is at least this share of the way along the line.
const STRAIGHTEST: f64 = 0.72;
/// Directions are taken across so many text heights.
const ACROSS: f64 = 1.3;
/// The line is smoothed before it bears text: samples so many text heights apart, each drawn so often
/// towards its neighbours. Otherwise a jagged line would make the text dance.
const SAMPLE: f64 = 0.4;
const SMOOTHINGS: usize = 12;
/// Room beyond the ends of the text that takes part in the smoothing, in text heights.
const MARGIN: f64 = 2.0;
/// A smoothed line has at least this share of the text's length.
const SHORTEST: f64 = 0.97;
/// The smoothed line leaves the true one by no more than this, in text heights.
const MAX_OFF: f64 = 0.6;

/// A line in pixels, y down, with the way along it.
#[derive(Clone, Debug)]
pub struct Path {
    coords: Vec<Coord<f64>>,
    ways: Vec<f64>,
}

impl Path {
    /// `None` for a line without length.
    pub fn new(coords: Vec<Coord<f64>>) -> Option<Self> {
        let mut way = 0.0;
        let mut ways = Vec::with_capacity(coords.len());
        for (index, at) in coords.iter().enumerate() {
            if index > 0 {
                let step = *at - coords[index - 1];
                way += step.x.hypot(step.y);
            }
            ways.push(way);
        }
        (way > 0.0 && way.is_finite()).then_some(Self { coords, ways })
    }

    /// Its length in pixels.
    pub fn length(&self) -> f64 {
        self.ways.last().copied().unwrap_or_default()
    }

    /// The place `way` pixels from its start; its ends beyond them.
    pub fn at(&self, way: f64) -> Coord<f64> {
        let next = self
            .ways
            .partition_point(|own| *own < way)
            .clamp(1, self.ways.len() - 1);
        let (from, to) = (self.ways[next - 1], self.ways[next]);
        let share = if to > from {
            ((way - from) / (to - from)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let (a, b) = (self.coords[next - 1], self.coords[next]);
        a + (b - a) * share
    }

    /// The way to the place of the line that is nearest to `at`.
    pub fn nearest(&self, at: Coord<f64>) -> f64 {
        let (mut best, mut best_2) = (0.0, f64::INFINITY);
        for (index, pair) in self.coords.windows(2).enumerate() {
            let step = pair[1] - pair[0];
            let length_2 = step.x * step.x + step.y * step.y;
            let to = at - pair[0];
            let share = if length_2 > 0.0 {
                ((to.x * step.x + to.y * step.y) / length_2).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let miss = to - step * share;
            let miss_2 = miss.x * miss.x + miss.y * miss.y;
            if miss_2 < best_2 {
                best_2 = miss_2;
                best = self.ways[index] + (self.ways[index + 1] - self.ways[index]) * share;
            }
        }
        best
    }

    /// The line from `from` to `to` without its small bends.
    fn smoothed(&self, from: f64, to: f64, step: f64) -> Option<Self> {
        let steps = ((to - from) / step).ceil().clamp(1.0, 4096.0);
        let coords = (0..=steps as usize)
            .map(|number| self.at(from + (to - from) * number as f64 / steps))
            .collect();
        Self::new(smooth(coords, SMOOTHINGS))
    }

    /// The line `by` pixels to the left of its course as it is seen (y down); to the right when
    /// negative.
    fn beside(&self, by: f64) -> Option<Self> {
        let last = self.coords.len() - 1;
        let coords = (0..=last)
            .map(|index| {
                let step = self.coords[(index + 1).min(last)] - self.coords[index.max(1) - 1];
                let length = step.x.hypot(step.y).max(f64::MIN_POSITIVE);
                let left = Coord {
                    x: step.y / length,
                    y: -step.x / length,
                };
                self.coords[index] + left * by
            })
            .collect();
        // On the inner side of a bend the places crowd, and may even run backwards.
        Self::new(smooth(coords, SMOOTHINGS / 4))
    }

    /// From where to where along the line it runs within half-size `half` around the middle of the
    /// view; neighbouring stretches are joined.
    pub fn within(&self, half: Coord<f64>) -> Vec<[f64; 2]> {
        let mut found: Vec<[f64; 2]> = Vec::new();
        for (index, pair) in self.coords.windows(2).enumerate() {
            let apart = |a: f64, b: f64, half: f64| a.min(b) > half || a.max(b) < -half;
            if apart(pair[0].x, pair[1].x, half.x) || apart(pair[0].y, pair[1].y, half.y) {
                continue;
            }
            let Some([from, to]) = clip(pair[0], pair[1], half) else {
                continue;
            };
            let (start, end) = (self.ways[index], self.ways[index + 1]);
            let stretch = [from, to].map(|share| start + (end - start) * share);
            match found.last_mut() {
                Some(last) if stretch[0] - last[1] < 1e-6 => last[1] = stretch[1],
                _ => found.push(stretch),
            }
        }
        found
    }
}

/// The shares of the segment from `a` to `b` that lie within `half` around the origin.
fn clip(a: Coord<f64>, b: Coord<f64>, half: Coord<f64>) -> Option<[f64; 2]> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (start, step, half) in [(a.x, b.x - a.x, half.x), (a.y, b.y - a.y, half.y)] {
        if step == 0.0 {
            if start.abs() > half {
                return None;
            }
            continue;
        }
        let (one, other) = ((-half - start) / step, (half - start) / step);
        from = from.max(one.min(other));
        to = to.min(one.max(other));
    }
    (from <= to).then_some([from, to])
}

/// Glyphs with their advances in pixels, and the text height.
#[derive(Clone, Copy, Debug)]
pub struct Glyphs<'a> {
    /// Each glyph and its advance, the air behind it included.
    pub advances: &'a [(char, f32)],
    /// Text height in pixels.
    pub size: f32,
}

impl Glyphs<'_> {
    /// Length of the text.
    pub fn length(&self) -> f64 {
        self.advances
            .iter()
            .map(|(_, advance)| f64::from(*advance))
            .sum()
    }
}

/// A stretch of a line that may bear a text: smoothed, long enough, and not upside down.
#[derive(Clone, Debug)]
pub struct Stretch {
    path: Path,
    /// Way to the middle of the text.
    way: f64,
    /// Whether the text runs against the line, so that it is not upside down.
    backward: bool,
}

impl Stretch {
    /// The stretch of `path` for `glyphs` with their middle `way` pixels along it; `None` where the
    /// line is too short or too jagged.
    pub fn new(path: &Path, way: f64, glyphs: Glyphs<'_>) -> Option<Self> {
        let (length, size) = (glyphs.length(), f64::from(glyphs.size));
        if way < length / 2.0 || way + length / 2.0 > path.length() {
            return None;
        }
        let reach = length / 2.0 + MARGIN * size;
        let (low, high) = ((way - reach).max(0.0), (way + reach).min(path.length()));
        let place = path.at(way);
        let path = path.smoothed(low, high, size * SAMPLE)?;
        let way = path.nearest(place);
        let off = path.at(way) - place;
        if off.x.hypot(off.y) > MAX_OFF * size {
            return None;
        }
        let across = path.at(way + length / 2.0) - path.at(way - length / 2.0);
        Some(Self {
            path,
            way,
            backward: across.x < 0.0,
        })
    }

    /// The glyphs `lift` pixels above the line, below when negative, evenly spaced there. Places are in
    /// the pixels of the path. `None` where the line bends too sharply.
    pub fn set(&self, glyphs: Glyphs<'_>, lift: f64) -> Option<Vec<TextRun>> {
        if lift == 0.0 {
            return laid(&self.path, (self.way, self.backward), glyphs);
        }
        let left = if self.backward { -lift } else { lift };
        let beside = self.path.beside(left)?;
        let step = self.path.at(self.way + 1.0) - self.path.at(self.way - 1.0);
        let length = step.x.hypot(step.y).max(f64::MIN_POSITIVE);
        let up = Coord {
            x: step.y / length,
            y: -step.x / length,
        };
        let way = beside.nearest(self.path.at(self.way) + up * left);
        laid(&beside, (way, self.backward), glyphs)
    }
}

/// The glyphs along a smooth path with their middle at `way`.
fn laid(path: &Path, (way, backward): (f64, bool), glyphs: Glyphs<'_>) -> Option<Vec<TextRun>> {
    let (length, size) = (glyphs.length(), f64::from(glyphs.size));
    // A smoothed line is shorter; text that no longer fits may hang over its ends a little.
    if path.length() < length * SHORTEST {
        return None;
    }
    let start = (way - length / 2.0).min(path.length() - length).max(0.0);
    let whole = direction(path.at(start + length) - path.at(start), backward)?;
    let mut runs = Vec::with_capacity(glyphs.advances.len());
    let (mut done, mut before) = (0.0, None);
    for (char, advance) in glyphs.advances {
        let advance = f64::from(*advance);
        let middle = done + advance / 2.0;
        done += advance;
        let middle = if backward {
            start + length - middle
        } else {
            start + middle
        };
        let half = advance.max(size * ACROSS) / 2.0;
        let ends = [path.at(middle - half), path.at(middle + half)];
        let chord = ends[1] - ends[0];
        let angle = direction(chord, backward)?;
        if chord.x.hypot(chord.y) < 2.0 * half * STRAIGHTEST
            && middle - half >= 0.0
            && middle + half <= path.length()
            || turn(angle, whole) > MAX_SWING
            || before.is_some_and(|before| turn(angle, before) > MAX_BEND)
        {
            return None;
        }
        before = Some(angle);
        let on = path.at(middle);
        runs.push(TextRun {
            text: char.to_string().into(),
            middle: [on.x as f32, on.y as f32],
            width: advance as f32,
            angle: angle as f32,
        });
    }
    Some(runs)
}

/// Draws every place but the ends towards its neighbours, so many times.
fn smooth(mut coords: Vec<Coord<f64>>, times: usize) -> Vec<Coord<f64>> {
    for _ in 0..times {
        let before = coords.clone();
        for (at, around) in coords.iter_mut().skip(1).zip(before.windows(3)) {
            *at = (around[0] + around[1] * 2.0 + around[2]) / 4.0;
        }
    }
    coords
}

fn direction(step: Coord<f64>, backward: bool) -> Option<f64> {
    let step = if backward { step * -1.0 } else { step };
    (step.x != 0.0 || step.y != 0.0).then(|| step.y.atan2(step.x))
}

/// The smaller angle between two directions.
fn turn(a: f64, b: f64) -> f64 {
    let turn = (a - b).rem_euclid(std::f64::consts::TAU);
    turn.min(std::f64::consts::TAU - turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(corners: &[(f64, f64)]) -> Path {
        Path::new(
            corners
                .iter()
                .map(|(x, y)| Coord { x: *x, y: *y })
                .collect(),
        )
        .unwrap()
    }

    fn along(path: &Path, way: f64, glyphs: Glyphs<'_>) -> Option<Vec<TextRun>> {
        Stretch::new(path, way, glyphs)?.set(glyphs, 0.0)
    }

    const NAME: [(char, f32); 3] = [('盘', 12.0), ('龙', 12.0), ('江', 12.0)];
    const GLYPHS: Glyphs<'_> = Glyphs {
        advances: &NAME,
        size: 12.0,
    };

    #[test]
    fn text_follows_a_curve_and_reads_from_left_to_right_either_way() {
        let arc = |index: i32| {
            let angle = f64::from(index) * 0.05;
            (200.0 * angle.sin(), 200.0 - 200.0 * angle.cos())
        };
        let forth: Vec<(f64, f64)> = (-20..=20).map(arc).collect();
        let back: Vec<(f64, f64)> = forth.iter().rev().copied().collect();
        for corners in [forth, back] {
            let path = path(&corners);
            let runs = along(&path, path.length() / 2.0, GLYPHS).unwrap();
            let text: String = runs.iter().map(|run| &*run.text).collect();
            assert_eq!(text, "盘龙江");
            assert!(runs[0].middle[0] < runs[1].middle[0] && runs[1].middle[0] < runs[2].middle[0]);
            assert!(runs.iter().all(|run| run.angle.abs() < 0.2), "{runs:?}");
            assert!(
                runs[0].angle * runs[2].angle < 0.0,
                "it bends with the line"
            );
        }
    }

    #[test]
    fn a_sharp_bend_and_a_short_line_bear_no_text() {
        let hook = path(&[(0.0, 0.0), (90.0, 0.0), (90.0, 90.0)]);
        assert!(along(&hook, 90.0, GLYPHS).is_none());
        assert!(along(&hook, 40.0, GLYPHS).is_some());
        let short = path(&[(0.0, 0.0), (30.0, 0.0)]);
        assert!(along(&short, 15.0, GLYPHS).is_none());
    }

    #[test]
    fn lifted_text_stands_above_the_line_whichever_way_it_was_digitised() {
        for corners in [[(0.0, 0.0), (90.0, 0.0)], [(90.0, 0.0), (0.0, 0.0)]] {
            let stretch = Stretch::new(&path(&corners), 45.0, GLYPHS).unwrap();
            let runs = stretch.set(GLYPHS, 9.0).unwrap();
            assert!(runs.iter().all(|run| (run.middle[1] + 9.0).abs() < 1e-4));
        }
    }

    #[test]
    fn glyphs_above_and_below_a_bend_are_as_far_apart_as_on_it() {
        let arc: Vec<(f64, f64)> = (-40..=40)
            .map(|index| {
                let angle = f64::from(index) * 0.025;
                (90.0 * angle.sin(), 90.0 - 90.0 * angle.cos())
            })
            .collect();
        let path = path(&arc);
        let stretch = Stretch::new(&path, path.length() / 2.0, GLYPHS).unwrap();
        for lift in [9.0, -9.0] {
            let runs = stretch.set(GLYPHS, lift).unwrap();
            for pair in runs.windows(2) {
                let apart = (pair[1].middle[0] - pair[0].middle[0])
                    .hypot(pair[1].middle[1] - pair[0].middle[1]);
                assert!((apart - 12.0).abs() < 0.4, "{lift}: {apart}");
            }
        }
    }

    #[test]
    fn the_part_of_a_line_in_view_is_told_by_its_way() {
        let line = path(&[(-100.0, 0.0), (100.0, 0.0)]);
        assert_eq!(line.within(Coord { x: 30.0, y: 5.0 }), [[70.0, 130.0]]);
        assert!(line.within(Coord { x: 30.0, y: -1.0 }).is_empty());
        assert!((line.nearest(Coord { x: 12.0, y: 50.0 }) - 112.0).abs() < 1e-9);
    }
}
