//! How a sheet of a workbook prints: paper that its columns fit on, the header on every page, page numbers,
//! what it is called. For every workbook that this program writes. Knows no layer.

use rust_xlsxwriter::{Worksheet, XlsxError};

/// Paper sizes by the numbers of the format.
const A4: u8 = 9;
const A3: u8 = 8;
/// Columns up to this wide in all, in characters, are readable on an upright A4 page.
const UPRIGHT: f64 = 100.0;
/// The same for a lying one; wider ones go on A3.
const LYING: f64 = 190.0;
/// Left, right, top, bottom, header and footer in inches: 1.2 cm, with room for header and footer.
const MARGINS: [f64; 6] = [0.47, 0.47, 0.75, 0.67, 0.35, 0.3];
/// Headers hold 255 characters in all, the codes between them included.
const LONGEST_TITLE: usize = 80;
/// Height of a line of a sheet.
const LINE_PT: f64 = 15.0;
/// Rows are no higher than 409 points.
const MOST_LINES: f64 = 27.0;
/// Columns of a register are no narrower and no wider than this.
const WIDTHS: std::ops::RangeInclusive<f64> = 6.0..=22.0;

/// What is printed.
#[derive(Clone, Copy, Debug)]
pub struct Printed<'a> {
    /// Above every page.
    pub title: &'a str,
    /// Below every page, to the left; empty = nothing.
    pub note: &'a str,
    /// Widths of the columns that are printed, from the first one on, in characters.
    pub widths: &'a [f64],
    /// The last row, from 0 for the header.
    pub last_row: u32,
}

impl Printed<'_> {
    /// Sets `page` up for printing; its first row is the header.
    pub fn set_up(self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let wide: f64 = self.widths.iter().sum();
        if wide > UPRIGHT {
            page.set_landscape();
        } else {
            page.set_portrait();
        }
        page.set_paper_size(if wide > LYING { A3 } else { A4 });
        page.set_print_fit_to_pages(1, 0);
        page.set_print_center_horizontally(true);
        page.set_print_gridlines(true);
        let [left, right, top, bottom, header, footer] = MARGINS;
        page.set_margins(left, right, top, bottom, header, footer);
        page.set_repeat_rows(0, 0)?;
        let last = u16::try_from(self.widths.len().max(1) - 1).unwrap_or(u16::MAX);
        page.set_print_area(0, 0, self.last_row, last)?;
        let title = coded(self.title);
        page.set_header(format!("&C&B&14{title}"));
        page.set_footer(format!("&L{}&C第 &P 页 共 &N 页", coded(self.note)));
        Ok(())
    }
}

/// A text of a header: an ampersand begins a code there.
fn coded(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST_TITLE).collect();
    // A digit behind the size of the type would be read as part of it.
    let guard = if cut.starts_with(|char: char| char.is_ascii_digit()) {
        " "
    } else {
        ""
    };
    format!("{guard}{}", cut.replace('&', "&&"))
}

/// Width of a text in characters of the sheet: one of Chinese takes the room of two.
pub fn width_of(text: &str) -> f64 {
    text.chars()
        .map(|char| if char.is_ascii() { 1.0 } else { 2.0 })
        .sum()
}

/// The width of a column whose widest text has this one.
pub fn column_width(widest: f64) -> f64 {
    // The button of the filter needs room too.
    (widest + 2.5).clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// The height of a row in points whose texts have these widths, each in a column of that one; `None` = the usual
/// one. Said in the file, because not every program finds it out.
pub fn row_height(cells: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    // A line does not break just where it is full.
    let lines = cells.map(|(text, column)| (text * 1.08 / column.max(1.0)).ceil());
    let most = lines.fold(1.0, f64::max).min(MOST_LINES);
    (most > 1.0).then_some(most * LINE_PT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_no_code_and_no_size() {
        assert_eq!(coded("A&B"), "A&&B");
        assert_eq!(coded("2026年台账"), " 2026年台账");
        assert_eq!(coded(&"图".repeat(300)).chars().count(), LONGEST_TITLE);
    }

    #[test]
    fn columns_are_as_wide_as_their_texts_within_reason() {
        assert_eq!(width_of("编码AB"), 6.0);
        assert_eq!(column_width(1.0), 6.0);
        assert_eq!(column_width(10.0), 12.5);
        assert_eq!(column_width(400.0), 22.0);
    }

    #[test]
    fn rows_are_as_high_as_their_longest_text_needs() {
        assert_eq!(row_height([(8.0, 10.0), (10.0, 22.0)].into_iter()), None);
        assert_eq!(
            row_height([(8.0, 10.0), (60.0, 22.0)].into_iter()),
            Some(45.0)
        );
        assert_eq!(row_height([(90_000.0, 10.0)].into_iter()), Some(405.0));
    }
}
