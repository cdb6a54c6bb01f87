//! A QR code as a grid of dark and light squares. Knows no file format.

use std::sync::Arc;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::carto::color::Color;
use crate::carto::display::{Display, Group, Item, Mm, Runs};

/// Squares that must stay light around the code.
const QUIET: f32 = 4.0;

/// A QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Squares along one side.
    side: usize,
    /// Row by row.
    dark: Vec<bool>,
}

impl Code {
    /// The code that says `text`; `None` when it is too long for any code.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let side = code.size();
        let dark = (0..side)
            .flat_map(|y| (0..side).map(move |x| (x, y)))
            .map(|(x, y)| code.get_module(x, y))
            .collect();
        Some(Self {
            side: usize::try_from(side).ok()?,
            dark,
        })
    }

    /// The dark squares in a box of `size_mm` whose upper left corner is `at`, light rim included.
    pub fn item(&self, at: Mm, size_mm: f32) -> Item {
        let square = size_mm / (self.side as f32 + 2.0 * QUIET);
        let place = |column: usize, row: usize| {
            [
                at[0] + (QUIET + column as f32) * square,
                at[1] + (QUIET + row as f32) * square,
            ]
        };
        let mut runs = Runs::default();
        for (row, squares) in self.dark.chunks(self.side).enumerate() {
            let mut column = 0;
            for run in squares.chunk_by(|a, b| a == b) {
                if run.first() == Some(&true) {
                    let ([left, top], [right, bottom]) =
                        (place(column, row), place(column + run.len(), row + 1));
                    let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
                    runs.push(corners, true);
                }
                column += run.len();
            }
        }
        Item::Fill {
            path: Arc::new(runs),
            color: Color::rgb(0, 0, 0),
        }
    }

    /// A page with nothing but the code.
    pub fn page(&self, size_mm: f32) -> Display {
        let white = Item::filled_box([0.0, 0.0, size_mm, size_mm], Color::rgb(255, 255, 255));
        Display {
            size_mm: [size_mm, size_mm],
            symbols: Vec::new(),
            groups: vec![Group {
                id: "code".to_owned(),
                label: "二维码".to_owned(),
                clip: None,
                items: vec![white, self.item([0.0, 0.0], size_mm)],
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corner_marks_and_too_long_a_text_has_no_code() {
        let code = Code::of("SHUIJIE1:PK-2026-0001:1:00").unwrap();
        let last = code.side - 7;
        for (x, y) in [(0, 0), (last, 0), (0, last)] {
            let top: Vec<bool> = (0..7)
                .map(|step| code.dark[y * code.side + x + step])
                .collect();
            assert_eq!(top, [true; 7]);
        }
        assert_eq!(Code::of(&"x".repeat(5000)), None);
    }
}
