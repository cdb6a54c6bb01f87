//! What an import did, row by row: nothing is dropped in silence, and the row number is the user's.

use std::collections::BTreeMap;

use serde::Serialize;

/// The result of one import; serialises to the JSON of the command-line contract.
#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// Canonical layer name.
    pub layer: String,
    /// Rows in the file.
    pub read: u64,
    /// Rows stored, new ones and changed ones.
    pub imported: u64,
    /// Of the rows stored, those that changed a feature that was there; left out of the JSON when none.
    #[serde(skip_serializing_if = "is_zero")]
    pub updated: u64,
    /// Features that were deleted to make room; left out of the JSON when none.
    #[serde(skip_serializing_if = "is_zero")]
    pub replaced: u64,
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
    /// The number of the import in the project; `None` when nothing was changed. Not in the JSON, which
    /// is kept under that number.
    #[serde(skip)]
    pub run: Option<i64>,
    /// How many issues there were of each code, those that are not listed among them. Not in the JSON.
    #[serde(skip)]
    pub counts: BTreeMap<&'static str, u64>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Issues with one code that are listed; more are only counted.
const MOST_OF_A_CODE: u64 = 20_000;

impl ImportReport {
    /// Takes issues, of each kind so many as a person can look at.
    pub(super) fn note(&mut self, issues: impl IntoIterator<Item = RowIssue>) {
        for issue in issues {
            let count = self.counts.entry(issue.code).or_default();
            *count += 1;
            if *count <= MOST_OF_A_CODE {
                self.issues.push(issue);
            }
        }
    }

    /// Says of each kind how many issues are not listed.
    pub(super) fn close(&mut self) {
        for (code, count) in &self.counts {
            if let Some(more) = count.checked_sub(MOST_OF_A_CODE).filter(|more| *more > 0) {
                self.issues.push(RowIssue::new(
                    0,
                    "",
                    "issues_cut",
                    format!("{code} 类问题共 {count} 条，另有 {more} 条未列出"),
                ));
            }
        }
    }

    /// The report as it is kept in the project: JSON, with so many issues as a person reads.
    pub(super) fn kept(&self) -> Result<String, serde_json::Error> {
        const MOST_ISSUES: usize = 20_000;
        if self.issues.len() <= MOST_ISSUES {
            return serde_json::to_string(self);
        }
        let mut cut = self.clone();
        cut.issues.truncate(MOST_ISSUES);
        let all: u64 = self.counts.values().sum();
        let more = all.saturating_sub(MOST_ISSUES as u64);
        cut.issues.push(RowIssue::new(
            0,
            "",
            "issues_cut",
            format!("另有 {more} 条问题未保存"),
        ));
        serde_json::to_string(&cut)
    }
}

/// The CRS of the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrsUsed {
    /// EPSG code; `None` for a definition without a known code, and for tables without geometry.
    pub epsg: Option<u32>,
    /// How it was decided, in Chinese.
    pub how: String,
    /// The datum that no parameters led to CGCS2000 from, and the system; `None` where positions are
    /// what they say. Left out of the JSON then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_unresolved: Option<String>,
    /// How far the control points of the user's parameters stay off; empty where none were fitted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub residuals: Vec<Residual>,
}

/// How far one control point stays off.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Residual {
    /// Its name, or its place in the list.
    pub point: String,
    /// Metres in the plane.
    pub residual_m: f64,
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
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowIssue {
    /// 1-based as the user counts: features of a map file, lines of a table including its header. 0 = the
    /// layer as a whole.
    pub row: u32,
    /// Column or field; `geometry` for shapes.
    pub column: String,
    /// Stable English code, for scripts.
    pub code: &'static str,
    /// What is wrong and what was done, in Chinese.
    pub message: String,
    /// Where, EPSG:4490 longitude and latitude; `None` where the row has no place. Left out then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
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
            at: None,
        }
    }

    /// The same, at a place (EPSG:4490).
    pub(super) fn at(self, at: Option<geo::Coord<f64>>) -> Self {
        Self {
            at: at.map(|at| [at.x, at.y]),
            ..self
        }
    }
}
