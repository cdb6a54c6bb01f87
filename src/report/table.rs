//! A table as it is written: columns with titles and widths, rows of typed cells.

/// One column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Title, with the unit where there is one.
    pub title: &'static str,
    /// Width in characters of the sheet's font.
    pub width: f64,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A count.
    Count(u64),
    /// A day.
    Date(jiff::civil::Date),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }
}

/// One table with its name. Rows come one by one, so that a long table is never held twice.
pub struct Sheet<'a> {
    /// Name of the sheet, at most 31 characters.
    pub name: &'static str,
    /// Left to right.
    pub columns: &'a [Column],
    /// Top to bottom; every row has one cell per column.
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// More rows than a workbook holds.
    #[error(
        "工作表“{sheet}”超过 Excel 的行数上限({limit} 行)，请改用 CSV，或用 --layer 分图层输出"
    )]
    TooManyRows {
        /// The sheet.
        sheet: &'static str,
        /// Rows that fit.
        limit: u32,
    },
    /// The workbook.
    #[error("生成 XLSX 失败")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The CSV writer.
    #[error("生成 CSV 失败")]
    Csv(#[from] ::csv::Error),
    /// The bytes could not be taken over.
    #[error("生成 CSV 失败")]
    Buffer(#[from] std::io::Error),
}
