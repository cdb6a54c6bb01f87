//! What an import did, row by row: nothing is dropped in silence, and the row number is the user's.

use serde::Serialize;

/// The result of one import; serialises to the JSON of the command-line contract.
#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// Canonical layer name.
    pub layer: String,
    /// Rows in the file.
    pub read: u64,
    /// Rows stored.
    pub imported: u64,
    /// Rows not stored; each has an issue.
    pub rejected: u64,
    /// Rows stored with a changed geometry; each has an issue.
    pub repaired: u64,
    /// Everything that was noticed, by row.
    pub issues: Vec<RowIssue>,
    /// How coordinates were understood.
    pub crs: CrsUsed,
    /// How text was understood.
    pub encoding: EncodingUsed,
    /// Columns of the file that went into a field: (column, field).
    pub mapped: Vec<(String, String)>,
    /// Columns of the file that no field took.
    pub unmapped: Vec<String>,
    /// Whether nothing was written because only a trial was asked for.
    pub dry_run: bool,
}

/// The CRS of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CrsUsed {
    /// EPSG code; `None` for a definition without a known code, and for tables without geometry.
    pub epsg: Option<u32>,
    /// How it was decided, in Chinese.
    pub how: String,
}

/// The encoding of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EncodingUsed {
    /// WHATWG name.
    pub name: String,
    /// How it was decided, in Chinese.
    pub how: String,
}

/// One thing that was noticed in one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowIssue {
    /// 1-based as the user counts: features of a map file, lines of a table including its header.
    pub row: u32,
    /// Column or field; `geometry` for shapes.
    pub column: String,
    /// Stable English code, for scripts.
    pub code: &'static str,
    /// What is wrong and what was done, in Chinese.
    pub message: String,
}

impl RowIssue {
    /// An issue of `column` in `row`.
    pub(super) fn new(
        row: u32,
        column: &str,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            row,
            column: column.to_owned(),
            code,
            message: message.into(),
        }
    }
}
