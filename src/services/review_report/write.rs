//! From a case to the file of its document.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::carto::paint;
use crate::carto::paint::pdf::{self, PdfKind, PdfPage};
use crate::carto::style::StyleSheet;
use crate::domain::Progress;
use crate::domain::case::{CaseKey, CaseStatus, ReviewCase, Stale};
use crate::report::docx;
use crate::report::mark::Mark;
use crate::report::pages::lay_out;
use crate::rules::PackSet;
use crate::services::cases;
use crate::services::clock::Clock;
use crate::services::map::MapTools;
use crate::services::result_file::{Destination, write_result};
use crate::services::review_report::standing::Standing;
use crate::services::review_report::{ReportError, compose};
use crate::store::Project;

/// Kinds of files that a review document can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// For the file: fixed, searchable, with a vector map.
    Pdf,
    /// For further editing.
    Docx,
}

impl ReportFormat {
    /// By the ending of a file's name; `None` for any other.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        [(Self::Pdf, "pdf"), (Self::Docx, "docx")]
            .into_iter()
            .find(|(_, own)| ending.eq_ignore_ascii_case(own))
            .map(|(format, _)| format)
    }
}

/// What a document is made from, and what its case is held against.
#[derive(Clone, Copy, Debug)]
pub struct ReportSource<'a> {
    /// The project with the case and the data of today.
    pub project: &'a Project,
    /// The rules of today.
    pub packs: &'a PackSet,
    /// The day on which the case must hold.
    pub clock: Clock,
}

/// A document to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRequest {
    /// Case number.
    pub number: String,
    /// Which revision; `None` = the latest.
    pub revision: Option<u32>,
    /// Day of the document; `None` = the day of the opinion, else the day on which the case was stored.
    pub date: Option<Date>,
    /// Whether a map of the site is added.
    pub map: bool,
    /// A PDF is written as PDF/A-2b.
    pub archival: bool,
}

/// A document that was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReportWritten {
    /// The file.
    pub path: PathBuf,
    /// The case that it shows.
    pub key: CaseKey,
    /// SHA-256 of the case's content.
    pub content_hash: String,
    /// Size of the file in bytes.
    pub bytes: usize,
    /// Whether the case can still be relied on; else the document says why not.
    pub holds: bool,
    /// How far the case has come.
    pub status: CaseStatus,
    /// Why it should be checked again; the document says so too.
    pub stale: Vec<Stale>,
}

/// Writes the document of a case, whole or not at all. The document of a case that does not hold any
/// more says so.
pub fn write(
    source: ReportSource<'_>,
    drawn: (&StyleSheet, &MapTools),
    request: &ReportRequest,
    to: &Destination,
    progress: &Progress,
) -> Result<ReportWritten, ReportError> {
    to.check()?;
    let (bytes, written) = made(source, drawn, (request, &to.path), progress)?;
    progress.step(1, 1)?;
    write_result(to, &bytes)?;
    Ok(written)
}

/// The format that `path` asks for.
pub(super) fn checked_format(path: &Path, archival: bool) -> Result<ReportFormat, ReportError> {
    let path = || path.to_owned();
    match ReportFormat::of(&path()) {
        None => Err(ReportError::Ending { path: path() }),
        Some(ReportFormat::Docx) if archival => Err(ReportError::ArchivalKind { path: path() }),
        Some(format) => Ok(format),
    }
}

/// The bytes of a document for the file `path`, and what will have been written.
pub(super) fn made(
    source: ReportSource<'_>,
    (styles, tools): (&StyleSheet, &MapTools),
    (request, path): (&ReportRequest, &Path),
    progress: &Progress,
) -> Result<(Vec<u8>, ReportWritten), ReportError> {
    let format = checked_format(path, request.archival)?;
    let listed = cases::load(
        source.project,
        source.packs,
        &request.number,
        request.revision,
        source.clock,
    )?;
    if !listed.case.intact {
        return Err(ReportError::Tampered {
            number: listed.case.summary.key.number,
        });
    }
    let mark = mark(&listed.case)?;
    let standing = Standing::of(source.project, &listed)?;
    let document = compose::document(
        source.project,
        (styles, tools),
        &compose::Told {
            case: &listed.case,
            standing: &standing,
            mark: &mark,
            today: source.clock.today(),
        },
        request,
        progress,
    )?;
    let faces = tools.faces();
    let bytes = match format {
        ReportFormat::Pdf => {
            let about = paint::Document {
                title: document.title.clone(),
                description: document.footer.clone(),
                author: document.author.clone(),
                date: document.date,
            };
            let pages = lay_out(&document, faces);
            let pages = pages.iter().map(|page| PdfPage {
                layered: page.is_sheet,
                ..PdfPage::plain(&page.display)
            });
            let kind = PdfKind {
                archival: request.archival,
                keywords: vec![document.mark.clone()],
            };
            pdf::write(pages, faces, (&about, &kind), progress)?
        }
        ReportFormat::Docx => docx::write(&document, faces, progress)?,
    };
    let written = ReportWritten {
        path: path.to_owned(),
        holds: standing.holds(),
        status: listed.case.summary.status,
        stale: listed.stale,
        key: listed.case.summary.key,
        content_hash: mark.hash,
        bytes: bytes.len(),
    };
    Ok((bytes, written))
}

/// Number, revision and content hash of a case.
pub(super) fn mark(case: &ReviewCase) -> Result<Mark, ReportError> {
    let summary = &case.summary;
    // Everything that a document shows. How far the case has come is not content: it changes when a
    // later revision is stored, and the document of this one still says what this one says.
    let mut content = serde_json::json!({
        "number": summary.key.number,
        "revision": summary.key.revision,
        "details": summary.details,
        "verdict": summary.verdict,
        "inputs": summary.inputs,
        "packs": summary.packs,
        "data": summary.data,
        "created_at": summary.created_at,
        "valid_days": summary.valid_days,
        "decision": summary.decision,
        "findings": case.findings,
    });
    // Cases from before the program was kept have the mark that their documents bear.
    if let (Some(program), Some(content)) = (&summary.program, content.as_object_mut()) {
        content.insert("program".to_owned(), program.as_str().into());
    }
    let digest = Sha256::digest(serde_json::to_vec(&content)?);
    let digits: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Mark {
        number: summary.key.number.clone(),
        revision: summary.key.revision,
        hash: digits.concat(),
    })
}
