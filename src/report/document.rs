//! A document as it is read: titles, paragraphs, tables, a map sheet. Pure data; knows neither PDF nor
//! DOCX, nor what a case is.

use std::sync::Arc;

use jiff::civil::Date;

use crate::carto::display::Display;
use crate::report::code::Code;

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Title in the file's properties.
    pub title: String,
    /// Who made it; empty = not said.
    pub author: String,
    /// Day of creation in the file's properties.
    pub date: Date,
    /// The mark by which the file is recognised, kept in the keywords.
    pub mark: String,
    /// At the foot of every page, before the page number.
    pub footer: String,
    /// Top to bottom.
    pub blocks: Vec<Block>,
}

/// One piece of a document.
#[derive(Clone, Debug)]
pub enum Block {
    /// The title of a part, with a line below it and the code to its right.
    Title {
        /// The title.
        text: String,
        /// A smaller line below.
        below: String,
        /// To the right.
        code: Code,
    },
    /// The heading of a section.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// A sentence that must not be overlooked.
    Warning(String),
    /// A table.
    Table(Table),
    /// A sheet that fills a page of its own.
    Sheet {
        /// Heading of the sheet.
        heading: String,
        /// The sheet, A4 upright.
        page: Arc<Display>,
    },
    /// What follows begins on a new page.
    PageBreak,
}

/// A table; rows may run over several pages, and then the header is repeated.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Widths of the columns as shares of the whole width; they add up to 1.
    pub widths: Vec<f32>,
    /// Titles of the columns; empty for a form.
    pub header: Vec<&'static str>,
    /// Top to bottom.
    pub rows: Vec<Row>,
    /// Set smaller rather than parted between pages, where pages are laid out.
    pub one_page: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Left to right; the spans add up to the number of columns.
    pub cells: Vec<Cell>,
    /// Room for handwriting: least height in millimetres.
    pub least_mm: f32,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says; `\n` begins a new line.
    pub text: String,
    /// Columns that it covers.
    pub span: usize,
    /// Whether it names what stands beside it.
    pub label: bool,
}

impl Cell {
    /// A cell of one column.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            span: 1,
            label: false,
        }
    }

    /// A cell that names its neighbour.
    pub fn label(text: impl Into<String>) -> Self {
        Self {
            label: true,
            ..Self::new(text)
        }
    }

    /// The same over several columns.
    #[must_use]
    pub fn over(self, span: usize) -> Self {
        Self { span, ..self }
    }
}

impl Row {
    /// A row that is as high as its text.
    pub const fn new(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            least_mm: 0.0,
        }
    }

    /// A row of plain cells.
    pub fn of<T: Into<String>>(cells: impl IntoIterator<Item = T>) -> Self {
        Self::new(cells.into_iter().map(Cell::new).collect())
    }

    /// The same with room for handwriting.
    #[must_use]
    pub fn at_least(self, least_mm: f32) -> Self {
        Self { least_mm, ..self }
    }
}
