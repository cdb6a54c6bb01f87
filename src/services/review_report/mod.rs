//! The review document of a case: 审查意见表 and 空间核查报告 out of what is on file, as PDF or DOCX, and
//! whether such a file still says what the case says. The window and the command line call the same.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::carto::paint::{self, PaintError, pdf};
use crate::carto::style::StyleSheet;
use crate::domain::case::{CaseKey, CaseStatus, ReviewCase};
use crate::domain::{Cancelled, Progress};
use crate::report::docx::{self, DocxError};
use crate::report::mark::Mark;
use crate::report::pages::lay_out;
use crate::services::map::{MapError, MapTools};
use crate::services::result_file::{ResultFileError, write_result};
use crate::services::scene::SceneError;
use crate::store::{Project, StoreError};

mod compose;
mod form;
mod sections;
mod sheet;
mod words;

/// Files longer than this are no review documents.
const LONGEST_FILE: u64 = 256 << 20;

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
}

/// What a file says about a case, beside the case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Verification {
    /// The case that the file names.
    #[serde(flatten)]
    pub key: CaseKey,
    /// Whether the case still has the content that the file was made from.
    pub same: bool,
    /// The hash in the file.
    pub hash_in_file: String,
    /// The hash of the case as it is now.
    pub hash_of_case: String,
    /// How far the case has come since.
    pub status: CaseStatus,
    /// Whether the case's record has the hash that was stored with it.
    pub intact: bool,
}

/// Why there is no document, or no answer about one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The project file, or no such case.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The case was changed by another program: nothing is certified from it.
    #[error(
        "案卷「{number}」的存档内容与其校验值不符，可能被其他程序改动，不能据此出具文件；请重新核查并另存新案卷"
    )]
    Tampered {
        /// Its number.
        number: String,
    },
    /// No writer has this ending.
    #[error("不能识别的文件类型「{}」，审查文件应以 .pdf 或 .docx 结尾", path.display())]
    Ending {
        /// As given.
        path: PathBuf,
    },
    /// The mark is too long for a QR code.
    #[error("案卷号「{number}」太长，放不进二维码")]
    Code {
        /// The number.
        number: String,
    },
    /// Fonts, templates or the map.
    #[error("无法绘制附图")]
    Map(#[source] MapError),
    /// The layers could not be read for the map.
    #[error("无法绘制附图")]
    Scene(#[source] SceneError),
    /// The case could not be put into words.
    #[error("无法计算案卷的校验值")]
    Json(#[from] serde_json::Error),
    /// The pages could not be painted.
    #[error("无法生成审查文件")]
    Paint(#[source] PaintError),
    /// The DOCX could not be made.
    #[error(transparent)]
    Docx(DocxError),
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] ResultFileError),
    /// The file to be verified cannot be read.
    #[error("无法读取 {}", path.display())]
    Read {
        /// As given.
        path: PathBuf,
        /// The system's words.
        #[source]
        source: std::io::Error,
    },
    /// The file to be verified is none of ours.
    #[error("{} 中没有案卷标记：不是本程序出具的审查文件，或另存时丢失了文件属性", path.display())]
    NoMark {
        /// As given.
        path: PathBuf,
    },
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<PaintError> for ReportError {
    fn from(error: PaintError) -> Self {
        match error {
            PaintError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Paint(other),
        }
    }
}

impl From<MapError> for ReportError {
    fn from(error: MapError) -> Self {
        match error {
            MapError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Map(other),
        }
    }
}

impl From<SceneError> for ReportError {
    fn from(error: SceneError) -> Self {
        match error {
            SceneError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Scene(other),
        }
    }
}

impl From<DocxError> for ReportError {
    fn from(error: DocxError) -> Self {
        match error {
            DocxError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Docx(other),
        }
    }
}

/// Writes the document of a case to `path`, whole or not at all.
pub fn write(
    project: &Project,
    (styles, tools): (&StyleSheet, &MapTools),
    request: &ReportRequest,
    path: &Path,
    progress: &Progress,
) -> Result<ReportWritten, ReportError> {
    let format = ReportFormat::of(path).ok_or_else(|| ReportError::Ending {
        path: path.to_owned(),
    })?;
    let case = project.case(request.number.trim(), request.revision)?;
    if !case.intact {
        return Err(ReportError::Tampered {
            number: case.summary.key.number,
        });
    }
    let mark = mark(&case)?;
    let document = compose::document(project, (styles, tools), (&case, &mark, request), progress)?;
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
            let keywords = [document.mark.clone()];
            pdf::write_pages(&pages, faces, (&about, &keywords), progress)?
        }
        ReportFormat::Docx => docx::write(&document, faces, progress)?,
    };
    progress.step(1, 1)?;
    write_result(path, &bytes)?;
    Ok(ReportWritten {
        path: path.to_owned(),
        key: case.summary.key,
        content_hash: mark.hash,
        bytes: bytes.len(),
    })
}

/// Reads the mark of the file at `path` and compares it with the case that it names. Does not read the
/// text of the file: whoever edits a document without touching its mark is not found out by this.
pub fn verify(project: &Project, path: &Path) -> Result<Verification, ReportError> {
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
    let found = Mark::find(&bytes).ok_or_else(|| ReportError::NoMark {
        path: path.to_owned(),
    })?;
    let case = project.case(&found.number, Some(found.revision))?;
    let now = mark(&case)?;
    Ok(Verification {
        same: case.intact && now.hash == found.hash,
        key: case.summary.key,
        hash_in_file: found.hash,
        hash_of_case: now.hash,
        status: case.summary.status,
        intact: case.intact,
    })
}

/// Number, revision and content hash of a case.
fn mark(case: &ReviewCase) -> Result<Mark, ReportError> {
    let summary = &case.summary;
    // Everything that a document shows. How far the case has come is not content: it changes when a
    // later revision is stored, and the document of this one still says what this one says.
    let content = serde_json::json!({
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
    let digest = Sha256::digest(serde_json::to_vec(&content)?);
    let digits: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Mark {
        number: summary.key.number.clone(),
        revision: summary.key.revision,
        hash: digits.concat(),
    })
}
