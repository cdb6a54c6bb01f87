//! Where the name of an area may stand: in the widest part of the area, or of what is seen of it, in
//! as many lines as fit there best.

use geo::{Coord, Rect};

use crate::carto::labels::pole::{self, Rings};
use crate::carto::labels::wrap::wrap;
use crate::carto::labels::{Measure, View};

/// A name is not broken into lines of fewer text heights than this.
const SHORTEST_LINE: f32 = 3.5;
/// A name of so many text heights stays in one line.
const ALWAYS_ONE_LINE: f32 = 6.5;
/// Lines of a name at most.
const MAX_LINES: usize = 3;

/// A name in lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    pub(super) lines: Vec<(String, f32)>,
    /// Width and height.
    pub(super) size: [f32; 2],
}

impl Block {
    pub(super) fn new(text: &str, lines: usize, size: f32, measure: &dyn Measure) -> Self {
        let lines: Vec<(String, f32)> = wrap(text, lines, size, measure)
            .into_iter()
            .map(|line| {
                let width = measure.width(&line, size);
                (line, width)
            })
            .collect();
        let width = lines.iter().map(|(_, width)| *width).fold(0.0, f32::max);
        let height = measure.line_height(size) * lines.len() as f32;
        Self {
            lines,
            size: [width, height],
        }
    }

    /// `text` in the fewest lines that fit into a circle of `room` pixels, else in the most compact
    /// block.
    pub(super) fn fitting(text: &str, room: f32, size: f32, measure: &dyn Measure) -> Self {
        let one = Self::new(text, 1, size, measure);
        if one.size[0] <= ALWAYS_ONE_LINE * size {
            return one;
        }
        let mut best = one.clone();
        for lines in 1..=MAX_LINES {
            if lines > 1 && one.size[0] / lines as f32 * 1.05 < SHORTEST_LINE * size {
                break;
            }
            let block = Self::new(text, lines, size, measure);
            if block.reach() <= room {
                return block;
            }
            if block.reach() < best.reach() {
                best = block;
            }
        }
        best
    }

    /// Half of its diagonal.
    fn reach(&self) -> f32 {
        self.size[0].hypot(self.size[1]) / 2.0
    }
}

/// Metric middle of the widest part of an area that lies within `window` (pixels from the middle of
/// the view: half width and half height); `None` when nothing of it does.
pub(super) fn part_in(rings: &Rings, view: &View, half: [f64; 2]) -> Option<pole::Pole> {
    if half[0] <= 0.0 || half[1] <= 0.0 {
        return None;
    }
    let half = Coord {
        x: half[0] * view.m_per_px,
        y: half[1] * view.m_per_px,
    };
    let window = Rect::new(view.center - half, view.center + half);
    let part = pole::clipped(rings, window);
    pole::pole(&part, 2.0 * view.m_per_px)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::labels::tests::Monospaced;

    #[test]
    fn a_long_name_takes_as_many_lines_as_the_room_asks_for() {
        let lines = |text: &str, room| Block::fitting(text, room, 10.0, &Monospaced).lines.len();
        let long = "滇池草海西岸饮用水水源二级保护区";
        assert_eq!(lines(long, 200.0), 1);
        assert_eq!(lines(long, 45.0), 2);
        assert_eq!(lines(long, 35.0), 3);
        assert_eq!(lines("阳宗海", 2.0), 1, "short names stay in one piece");
    }

    #[test]
    fn only_the_part_within_the_window_bears_the_name() {
        let view = View {
            center: Coord { x: 0.0, y: 0.0 },
            m_per_px: 10.0,
            size_px: [200.0, 100.0],
        };
        let far = |x: f64, y: f64| Coord { x, y };
        let rings = vec![vec![
            far(500.0, -4000.0),
            far(90_000.0, -4000.0),
            far(90_000.0, 4000.0),
            far(500.0, 4000.0),
        ]];
        let found = part_in(&rings, &view, [100.0, 50.0]).unwrap();
        assert!((500.0..1000.0).contains(&found.at.x) && found.at.y.abs() < 260.0);
        assert!(part_in(&rings, &view, [40.0, 50.0]).is_none());
    }
}
