//! Why a pack is refused: file, line and reason.

/// A pack that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// Something in the text is wrong.
    #[error("{file} 第 {line} 行：{reason}")]
    Invalid {
        /// File as given.
        file: String,
        /// 1-based line.
        line: usize,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// Two packs have the same id.
    #[error("规则包编号 {id} 重复（{file}）")]
    DuplicatePack {
        /// The id.
        id: String,
        /// File of the second one.
        file: String,
    },
}

/// A fault at a place in the text, before it is known as file and line.
#[derive(Debug)]
pub(super) struct Fault {
    /// Byte offset.
    pub(super) at: usize,
    pub(super) reason: String,
}

impl Fault {
    pub(super) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self {
            at,
            reason: reason.into(),
        }
    }

    pub(super) fn locate(self, file: &str, text: &str) -> PackError {
        PackError::Invalid {
            file: file.to_owned(),
            line: line_of(text, self.at),
            reason: self.reason,
        }
    }
}

/// The 1-based line of a byte offset.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}
