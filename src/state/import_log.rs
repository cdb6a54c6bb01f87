//! Imports on file: which there were, their reports, taking the last one of a layer back. And the
//! commands of the import window that are more than a changed choice.

use crate::domain::{Label, Layer};
use crate::jobs::JobId;
use crate::state::project::OpenProject;

/// A choice of fields that was kept for the next county.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ImportTemplate {
    /// Its name: that of the file that it was made for.
    pub name: String,
    /// Canonical name of the layer.
    pub layer: String,
    /// Column to field; an empty field leaves the column out.
    pub fields: Vec<(String, String)>,
}

/// What lies below the choices of the import window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportPage {
    /// What was noticed, row by row.
    #[default]
    Issues,
    /// Which column goes into which field.
    Columns,
    /// The first rows of the file.
    Rows,
    /// The beginning of the file under each encoding.
    Encodings,
}

impl ImportPage {
    /// Every page.
    pub const ALL: [Self; 4] = [Self::Issues, Self::Columns, Self::Rows, Self::Encodings];

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::Issues => Label::new("问题", "Issues"),
            Self::Columns => Label::new("列与字段", "Columns"),
            Self::Rows => Label::new("数据", "Rows"),
            Self::Encodings => Label::new("编码预览", "Encodings"),
        }
    }
}

/// One import on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportEntry {
    /// Its number in the project.
    pub id: i64,
    /// When, in UTC.
    pub at: String,
    /// By whom.
    pub who: String,
    /// Where its rows went; `None` for a layer that this version does not know.
    pub layer: Option<Layer>,
    /// The file.
    pub file: String,
    /// When it was taken back; `None` while it stands.
    pub undone_at: Option<String>,
    /// Whether it is the last one of its layer and stands.
    pub can_undo: bool,
}

/// The window of imports on file.
#[derive(Debug, Default)]
pub struct ImportLog {
    /// The last first; `None` before they are read.
    pub entries: Option<Vec<ImportEntry>>,
    /// The report on show: its import and its text.
    pub report: Option<(i64, String)>,
    /// The run under way.
    pub running: Option<JobId>,
    /// Why the last run failed.
    pub failure: Option<String>,
}

/// What is done in the two windows.
#[derive(Clone, Copy, Debug)]
pub enum ImportCommand {
    /// Look at the place of this issue.
    ShowIssue(usize),
    /// Look at everything that would be imported.
    ShowAll,
    /// Turn to a page.
    Page(ImportPage),
    /// Keep the fields as chosen for the next file of this layer.
    KeepTemplate,
    /// Choose the fields as this template has them.
    UseTemplate(usize),
    /// Forget a template.
    ForgetTemplate(usize),
    /// Take this import back.
    Undo(i64),
    /// Show the report of this import.
    ShowReport(i64),
    /// Put the report on show on the clipboard.
    CopyReport,
}

/// What the worker must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportEffect {
    /// Read which imports there were.
    List,
    /// Read the report of one.
    Report(i64),
    /// Take this one back.
    Undo(i64),
}

/// What the worker answers.
#[derive(Debug)]
pub enum ImportAnswer {
    /// The imports on file.
    Listed(Vec<ImportEntry>),
    /// A report as text.
    Report(i64, String),
    /// An import was taken back: its file, what is left on file, the project as it is now.
    Undone(String, Vec<ImportEntry>, Box<OpenProject>),
}
