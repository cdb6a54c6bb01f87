//! Whether a file still says what the case says, and whether the case still holds.

use std::path::Path;

use crate::domain::case::{CaseKey, CaseStatus, Stale};
use crate::report::mark::Mark;
use crate::services::cases;
use crate::services::review_report::ReportError;
use crate::services::review_report::standing::Standing;
use crate::services::review_report::write::{ReportSource, mark};

/// Files longer than this are no review documents.
const LONGEST_FILE: u64 = 256 << 20;

/// What a file says about a case, beside the case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Verification {
    /// The case that the file names.
    #[serde(flatten)]
    pub key: CaseKey,
    /// Whether the document may still be relied on: it says what the case says, and nothing has overtaken
    /// the case.
    pub holds: bool,
    /// Whether the case still has the content that the file was made from.
    pub same: bool,
    /// The hash in the file.
    pub hash_in_file: String,
    /// The hash of the case as it is now.
    pub hash_of_case: String,
    /// How far the case has come since.
    pub status: CaseStatus,
    /// The revision that took its place; `None` while it is the latest.
    pub superseded_by: Option<u32>,
    /// What no longer agrees: days, data, rules, program; empty for cases that are withdrawn or superseded.
    pub stale: Vec<Stale>,
    /// Whether the case's record has the hash that was stored with it.
    pub intact: bool,
    /// Every reason why the document does not hold, as a sentence.
    pub reasons: Vec<String>,
}

/// Reads the mark of the file at `path` and compares it with the case that it names, and that case with
/// the data, rules and program of today. Does not read the text of the file: whoever edits a document
/// without touching its mark is not found out by this.
pub fn verify(source: ReportSource<'_>, path: &Path) -> Result<Verification, ReportError> {
    let read = || -> std::io::Result<Vec<u8>> {
        use std::io::Read as _;
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path)?;
        file.take(LONGEST_FILE).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|source| ReportError::Read {
        path: path.to_owned(),
        source,
    })?;
    let found = only_mark(&bytes, path)?;
    let listed = cases::load(
        source.project,
        source.packs,
        &found.number,
        Some(found.revision),
        source.clock,
    )?;
    let now = mark(&listed.case)?;
    let same = listed.case.intact && now.hash == found.hash;
    let standing = Standing::of(source.project, &listed)?;
    let mut reasons = Vec::new();
    if listed.case.intact && !same {
        reasons.push("案卷内容在出具文件后有改动（如补录或更改了审查意见）".to_owned());
    }
    reasons.extend(standing.reasons.iter().cloned());
    Ok(Verification {
        holds: reasons.is_empty(),
        same,
        hash_in_file: found.hash,
        hash_of_case: now.hash,
        status: listed.case.summary.status,
        superseded_by: standing.superseded_by,
        stale: listed.stale,
        intact: listed.case.intact,
        key: listed.case.summary.key,
        reasons,
    })
}

/// The mark of the file; several marks that say the same are one.
fn only_mark(bytes: &[u8], path: &Path) -> Result<Mark, ReportError> {
    let mut marks = Mark::find_all(bytes).into_iter();
    let first = marks.next().ok_or_else(|| ReportError::NoMark {
        path: path.to_owned(),
    })?;
    let others: Vec<Mark> = marks.collect();
    if others.is_empty() {
        return Ok(first);
    }
    let said = std::iter::once(&first).chain(&others).map(|mark| {
        let start: String = mark.hash.chars().take(8).collect();
        format!("{} 第 {} 次 {start}…", mark.number, mark.revision)
    });
    Err(ReportError::ManyMarks {
        path: path.to_owned(),
        marks: said.collect::<Vec<_>>().join("、"),
    })
}
