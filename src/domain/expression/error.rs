//! Why an expression cannot be used, and where in it.

use std::ops::Range;

use crate::domain::Language;

/// What is wrong, with its place in characters of the typed text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第 {} 个字符处：{zh}", at.start + 1)]
pub struct ExpressionError {
    /// The characters that are wrong; empty at the end of the text.
    pub at: Range<usize>,
    zh: String,
    en: String,
}

impl ExpressionError {
    pub(super) fn new(at: Range<usize>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            at,
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The sentence with its place.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::Zh => self.to_string(),
            Language::En => format!("At character {}: {}", self.at.start + 1, self.en),
        }
    }
}
