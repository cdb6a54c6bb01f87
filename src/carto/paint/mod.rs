//! Painters: a display list as PNG, PDF or SVG. All draw the same list, so that the three files show
//! the same map. The same list gives the same bytes.

use std::path::Path;

pub mod pdf;
mod pdf_bind;
pub mod pdf_ground;
pub mod png;
mod stamp;
pub mod svg;

/// What a file says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Title of the map.
    pub title: String,
    /// What the map is about, in a sentence.
    pub description: String,
    /// Who drew it; empty = not said.
    pub author: String,
    /// The day of the map.
    pub date: jiff::civil::Date,
}

/// Kinds of files that a map can be written to.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Vectors with text as text; the file for the permit.
    #[default]
    Pdf,
    /// Pixels, with a world file.
    Png,
    /// Vectors for further drawing.
    Svg,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Png, Self::Svg];

    /// The ending of its files, without a dot.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }

    /// By the ending of a file's name; `None` for any other.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        Self::ALL
            .into_iter()
            .find(|format| ending.eq_ignore_ascii_case(format.ending()))
    }
}

/// What a PDF must hold out for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PdfLevel {
    /// Reading and printing.
    #[default]
    Usual,
    /// Archives: PDF/A-2b.
    Archive,
}

/// Why a page could not be painted.
#[derive(Debug, thiserror::Error)]
pub enum PaintError {
    /// The picture would take more memory than a machine has to spare.
    #[error("图片太大：{width}×{height} 像素，上限 {limit} 百万像素；请降低 --dpi 或缩小纸张")]
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// Millions of pixels.
        limit: u32,
    },
    /// The picture could not be compressed.
    #[error("无法生成 PNG")]
    Png(#[from] ::png::EncodingError),
    /// The document could not be put together; the text is the library's.
    #[error("无法生成 PDF：{0}")]
    Pdf(String),
    /// An archive takes no file in which a character is drawn as an empty box.
    #[error("PDF/A 不允许缺字，而字体中没有这些文字的字形：{text}；请改写，或不按 PDF/A 输出")]
    NoGlyph {
        /// The characters.
        text: String,
    },
    /// An archive takes no file whose font must not be embedded.
    #[error(
        "本机中文字体的许可不允许嵌入存档文件，请换一种字体(doctor 列出所用字体)，或不按 PDF/A 输出"
    )]
    FontLicence,
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] crate::domain::Cancelled),
}
