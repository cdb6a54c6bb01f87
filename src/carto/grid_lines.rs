//! Lines of a grid over the map as plain data, and where they meet the edge of a view: what the window
//! and every print painter need to draw and label a graticule or a kilometre grid.

use geo::{Coord, Rect};

/// What a line has the same value of along its whole course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridKind {
    /// Longitude; labelled at the upper and lower edge.
    Meridian,
    /// Latitude; labelled at the left and right edge.
    Parallel,
    /// Easting; labelled at the upper and lower edge.
    Easting,
    /// Northing; labelled at the left and right edge.
    Northing,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct GridLine {
    /// What is the same along it.
    pub kind: GridKind,
    /// Degrees or metres.
    pub value: f64,
    /// The value as it stands at the edge of the map.
    pub label: String,
    /// Its course in metres of the project CRS, so dense that it looks curved where it is.
    pub path: Vec<Coord<f64>>,
}

/// An edge of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// West.
    Left,
    /// North.
    Top,
    /// East.
    Right,
    /// South.
    Bottom,
}

/// Where a line leaves the view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// Index of the line.
    pub line: usize,
    /// Which edge.
    pub side: Side,
    /// The place on the edge, in metres.
    pub at: Coord<f64>,
}

impl GridKind {
    /// The two edges at which such lines are labelled.
    pub const fn sides(self) -> [Side; 2] {
        match self {
            Self::Meridian | Self::Easting => [Side::Top, Side::Bottom],
            Self::Parallel | Self::Northing => [Side::Left, Side::Right],
        }
    }
}

/// Where `lines` cross the edges of `view` (metres) at which they are labelled.
pub fn ticks(lines: &[GridLine], view: Rect<f64>) -> Vec<Tick> {
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        for side in line.kind.sides() {
            let crossing = line
                .path
                .windows(2)
                .find_map(|pair| crossing(pair[0], pair[1], view, side));
            if let Some(at) = crossing {
                found.push(Tick {
                    line: index,
                    side,
                    at,
                });
            }
        }
    }
    found
}

fn crossing(a: Coord<f64>, b: Coord<f64>, view: Rect<f64>, side: Side) -> Option<Coord<f64>> {
    let (low, high) = (view.min(), view.max());
    let step = b - a;
    let share = match side {
        Side::Top => (high.y - a.y) / step.y,
        Side::Bottom => (low.y - a.y) / step.y,
        Side::Left => (low.x - a.x) / step.x,
        Side::Right => (high.x - a.x) / step.x,
    };
    if !(0.0..=1.0).contains(&share) {
        return None;
    }
    let at = a + step * share;
    let inside = match side {
        Side::Top | Side::Bottom => (low.x..=high.x).contains(&at.x),
        Side::Left | Side::Right => (low.y..=high.y).contains(&at.y),
    };
    inside.then_some(at)
}

/// The part of the segment from `a` to `b` within `view`; `None` when it is outside.
pub fn clipped(a: Coord<f64>, b: Coord<f64>, view: Rect<f64>) -> Option<[Coord<f64>; 2]> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    let (low, high) = (view.min(), view.max());
    for (start, step, low, high) in [
        (a.x, b.x - a.x, low.x, high.x),
        (a.y, b.y - a.y, low.y, high.y),
    ] {
        if step == 0.0 {
            if start < low || start > high {
                return None;
            }
            continue;
        }
        let (one, other) = ((low - start) / step, (high - start) / step);
        from = from.max(one.min(other));
        to = to.min(one.max(other));
    }
    let step = b - a;
    (from <= to).then(|| [a + step * from, a + step * to])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_labelled_where_it_leaves_the_view() {
        let line = GridLine {
            kind: GridKind::Meridian,
            value: 102.0,
            label: String::new(),
            path: vec![Coord { x: 4.0, y: -9.0 }, Coord { x: 6.0, y: 11.0 }],
        };
        let view = Rect::new((0.0, 0.0), (10.0, 10.0));
        let found = ticks(&[line], view);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].side, Side::Top);
        assert!((found[0].at.x - 5.9).abs() < 1e-9);
        assert!((found[1].at.x - 4.9).abs() < 1e-9);
    }

    #[test]
    fn a_segment_is_cut_at_the_edge_of_the_view() {
        let view = Rect::new((0.0, 0.0), (10.0, 10.0));
        let at = |x, y| Coord { x, y };
        assert_eq!(
            clipped(at(-10.0, 5.0), at(30.0, 5.0), view),
            Some([at(0.0, 5.0), at(10.0, 5.0)])
        );
        assert_eq!(clipped(at(-10.0, 11.0), at(30.0, 11.0), view), None);
    }
}
