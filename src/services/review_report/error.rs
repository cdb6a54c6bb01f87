//! Why there is no document, or no answer about one, as sentences for the user.

use std::path::PathBuf;

use crate::carto::paint::PaintError;
use crate::domain::Cancelled;
use crate::report::docx::DocxError;
use crate::services::cases::CaseError;
use crate::services::map::MapError;
use crate::services::placeholders::TokenError;
use crate::services::result_file::ResultFileError;
use crate::services::scene::SceneError;
use crate::store::StoreError;

/// Why there is no document, or no answer about one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The project file, or no such case.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The case, or whether it still holds.
    #[error(transparent)]
    Case(#[from] CaseError),
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
    /// Only PDF has a form for archives.
    #[error("{} 不能按 PDF/A 输出，只有 .pdf 可以；请改用 .pdf，或不要求 PDF/A", path.display())]
    ArchivalKind {
        /// As given.
        path: PathBuf,
    },
    /// Several cases, and one file.
    #[error(
        "{} 只能放一个案卷；多个案卷请在文件名中写 {{编码}}，例如 审查-{{编码}}.pdf",
        path.display()
    )]
    OneFileEach {
        /// As given.
        path: PathBuf,
    },
    /// Nothing to write.
    #[error("没有可以出具的案卷：撤回的和已重新核查的不算在内")]
    NoCases,
    /// One of several cases has no document; nothing was written.
    #[error("案卷「{number}」不能出具，没有写出任何文件")]
    OfCase {
        /// Its number.
        number: String,
        /// Why.
        #[source]
        source: Box<Self>,
    },
    /// Something in braces that is no placeholder.
    #[error(transparent)]
    Token(#[from] TokenError),
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
    /// The file to be verified is several files, or one that was worked on.
    #[error(
        "{} 中有互不相同的案卷标记（{marks}）：文件由几份合并而成或被改动过，不能核对；请核对各份原文件，或重新出具",
        path.display()
    )]
    ManyMarks {
        /// As given.
        path: PathBuf,
        /// Every one of them, as people read it.
        marks: String,
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
