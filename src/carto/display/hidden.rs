//! Leaves out point symbols that cannot be seen because symbols drawn later cover them wholly: on a
//! page with a hundred thousand points these are many, and the picture is the same without them.
//!
//! The page is divided into cells of a twentieth of a millimetre. A symbol covers the cells that lie
//! wholly inside its outermost outline, and needs every cell that its extent touches; both err towards
//! keeping it.

use crate::carto::display::{Item, Mm, MmBox, SymbolArt};

const CELLS_PER_MM: f32 = 20.0;

/// What a symbol covers and needs, in cells from the cell of its centre; wherever in that cell the
/// centre is.
struct Stamp {
    /// Row, first and last column.
    covers: Vec<(i32, i32, i32)>,
    /// Rows and columns.
    needs: [i32; 4],
}

/// Takes out of `items`, bottom to top, the markers inside `area` that later ones hide.
pub(super) fn leave_out_hidden(items: &mut [Vec<Item>], symbols: &[SymbolArt], area: MmBox) {
    let stamps: Vec<Stamp> = symbols.iter().map(stamp).collect();
    let mut cells = Cells::new(area);
    for group in items.iter_mut().rev() {
        let mut kept = vec![true; group.len()];
        for (index, item) in group.iter().enumerate().rev() {
            if let Item::Marker { symbol, at } = item
                && let Some(stamp) = stamps.get(usize::from(*symbol))
            {
                kept[index] = cells.add(stamp, *at);
            }
        }
        let mut kept = kept.into_iter();
        group.retain(|_| kept.next().unwrap_or(true));
    }
}

fn stamp(art: &SymbolArt) -> Stamp {
    let reach = (art.reach_mm * CELLS_PER_MM).ceil() as i32 + 1;
    let needs = [-reach, -reach, reach + 1, reach + 1];
    let mut covers = Vec::new();
    // The rim is the outermost part and must be opaque to hide anything.
    let opaque = |art: &&(Vec<Mm>, crate::carto::color::Color)| art.1.a == 255;
    if let Some((outline, _)) = art.parts.first().filter(opaque) {
        for row in -reach..=reach {
            covers.extend(covered(outline, row).map(|(from, to)| (row, from, to)));
        }
    }
    Stamp { covers, needs }
}

/// The cells of `row` that are inside `outline` wherever in its cell the centre lies: the widest run
/// that is inside on both of the lines that bound all those places.
fn covered(outline: &[Mm], row: i32) -> Option<(i32, i32)> {
    // A cell spans one unit and the centre moves by less than one: two units in all.
    let lines = [-1.0, -0.5, 0.0, 0.5, 1.0].map(|step| row as f32 + step);
    let mut inside = [f32::NEG_INFINITY, f32::INFINITY];
    for line in lines {
        let [from, to] = crossing(outline, line / CELLS_PER_MM)?;
        inside = [
            inside[0].max(from * CELLS_PER_MM),
            inside[1].min(to * CELLS_PER_MM),
        ];
    }
    // One cell to spare on each side for the centre's place in its own cell.
    let (from, to) = (
        (inside[0] + 1.0).ceil() as i32,
        (inside[1] - 1.0).floor() as i32 - 1,
    );
    (from <= to).then_some((from, to))
}

/// Where a level line is inside the outline around its middle; `None` where it is not.
fn crossing(outline: &[Mm], y: f32) -> Option<[f32; 2]> {
    let mut at: Vec<f32> = Vec::new();
    let mut from = *outline.last()?;
    for to in outline.iter().copied() {
        if (from[1] <= y) != (to[1] <= y) {
            at.push(from[0] + (to[0] - from[0]) * (y - from[1]) / (to[1] - from[1]));
        }
        from = to;
    }
    at.sort_unstable_by(f32::total_cmp);
    // All shapes are seen whole from their centre line, so that the middle pair is the one.
    match at.as_slice() {
        [from, to] => Some([*from, *to]),
        _ => None,
    }
}

/// Bits of the covered cells.
struct Cells {
    origin: Mm,
    columns: i32,
    rows: i32,
    words: usize,
    bits: Vec<u64>,
}

impl Cells {
    fn new([left, top, right, bottom]: MmBox) -> Self {
        const MARGIN_MM: f32 = 10.0;
        let cells = |length: f32| ((length + 2.0 * MARGIN_MM) * CELLS_PER_MM).ceil() as i32;
        let (columns, rows) = (cells(right - left), cells(bottom - top));
        let words = (columns as usize).div_ceil(64);
        Self {
            origin: [left - MARGIN_MM, top - MARGIN_MM],
            columns,
            rows,
            words,
            bits: vec![0; words * rows as usize],
        }
    }

    /// Adds a symbol; whether any of it shows.
    fn add(&mut self, stamp: &Stamp, at: Mm) -> bool {
        let [x, y] = [0, 1].map(|axis| ((at[axis] - self.origin[axis]) * CELLS_PER_MM).floor());
        let (x, y) = (x as i32, y as i32);
        let [left, top, right, bottom] = stamp.needs;
        let hidden = x + left >= 0
            && y + top >= 0
            && x + right < self.columns
            && y + bottom < self.rows
            && (y + top..=y + bottom).all(|row| self.is_full(row, x + left, x + right));
        if hidden {
            return false;
        }
        for (row, from, to) in &stamp.covers {
            self.fill(y + row, x + from, x + to);
        }
        true
    }

    fn spans(&self, row: i32, from: i32, to: i32) -> impl Iterator<Item = (usize, u64)> + use<> {
        let (from, to) = (from.max(0), to.min(self.columns - 1));
        let usable = (0..self.rows).contains(&row) && from <= to;
        let base = row.max(0) as usize * self.words;
        let (first, last) = if usable {
            (from as usize / 64, to as usize / 64)
        } else {
            (1, 0)
        };
        (first..=last).map(move |word| {
            let low = if word == first { from as usize % 64 } else { 0 };
            let high = if word == last { to as usize % 64 } else { 63 };
            (base + word, (u64::MAX << low) & (u64::MAX >> (63 - high)))
        })
    }

    fn is_full(&self, row: i32, from: i32, to: i32) -> bool {
        self.spans(row, from, to)
            .all(|(word, mask)| self.bits[word] & mask == mask)
    }

    fn fill(&mut self, row: i32, from: i32, to: i32) {
        for (word, mask) in self.spans(row, from, to) {
            self.bits[word] |= mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::color::Color;
    use crate::carto::display::symbols::art;
    use crate::carto::style::{Marker, Shape};

    const AREA: MmBox = [0.0, 0.0, 100.0, 100.0];

    fn symbols(alpha: u8) -> Vec<SymbolArt> {
        let marker = |shape, size| Marker {
            shape,
            size,
            fill: Color::rgb(10, 20, 30),
            rim: Color {
                a: alpha,
                ..Color::rgb(255, 255, 255)
            },
            rim_width: 1.2,
            angle: 0.0,
        };
        vec![
            art(&marker(Shape::Circle, 8.0), 1.0),
            art(&marker(Shape::Square, 20.0), 1.0),
        ]
    }

    fn left(markers: &[(u16, Mm)], symbols: &[SymbolArt]) -> usize {
        let mut groups = vec![
            markers
                .iter()
                .map(|(symbol, at)| Item::Marker {
                    symbol: *symbol,
                    at: *at,
                })
                .collect::<Vec<_>>(),
        ];
        leave_out_hidden(&mut groups, symbols, AREA);
        groups[0].len()
    }

    #[test]
    fn a_small_symbol_under_a_large_one_is_left_out() {
        let symbols = symbols(255);
        assert_eq!(left(&[(0, [50.0, 50.0]), (1, [50.3, 49.8])], &symbols), 1);
        assert_eq!(left(&[(1, [50.3, 49.8]), (0, [50.0, 50.0])], &symbols), 2);
    }

    #[test]
    fn a_symbol_that_peeps_out_stays() {
        let symbols = symbols(255);
        for step in 0..40 {
            let shift = 2.0 + step as f32 * 0.05;
            assert_eq!(
                left(&[(0, [50.0, 50.0]), (1, [50.0 + shift, 50.0])], &symbols),
                2,
                "{shift}"
            );
        }
    }

    #[test]
    fn what_can_be_seen_through_hides_nothing() {
        assert_eq!(
            left(&[(0, [50.0, 50.0]), (1, [50.0, 50.0])], &symbols(128)),
            2
        );
    }
}
