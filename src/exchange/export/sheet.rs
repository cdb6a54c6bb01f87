//! What a writer gets: the features in the target system, and how to say what did not fit.

use std::borrow::Cow;
use std::path::Path;

use encoding_rs::Encoding;
use geo::{LineString, Polygon};
use serde::Serialize;

use crate::domain::{Feature, Field, FieldKind, Layer, Progress, Value};
use crate::exchange::export::error::ExportError;

/// Something that is different in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportNote {
    /// Code of the feature; empty for the file as a whole.
    pub feature: String,
    /// Field, or `geometry`.
    pub column: String,
    /// Stable English code, for scripts.
    pub code: &'static str,
    /// What is different, in Chinese.
    pub message: String,
}

/// A layer ready to be written.
pub(in crate::exchange) struct Sheet<'a> {
    pub(in crate::exchange) layer: Layer,
    /// By id, geometry in `epsg`.
    pub(in crate::exchange) features: Vec<Feature>,
    pub(in crate::exchange) epsg: u32,
    /// Whether the user named the system.
    pub(in crate::exchange) is_crs_asked: bool,
    pub(in crate::exchange) encoding: &'static Encoding,
    /// Whether characters that the encoding lacks may become `?`.
    pub(in crate::exchange) is_lossy: bool,
    /// Whether columns bear the Chinese labels where the format is free.
    pub(in crate::exchange) has_labels: bool,
    /// When the file is made.
    pub(in crate::exchange) moment: jiff::Timestamp,
    pub(in crate::exchange) progress: &'a Progress,
}

impl Sheet<'_> {
    /// Features with their index, stopping when the user cancels.
    pub(in crate::exchange) fn step(&self, done: usize) -> Result<(), ExportError> {
        if done.is_multiple_of(256) {
            self.progress.step(done, self.features.len())?;
        }
        Ok(())
    }

    /// Name of a field's column.
    pub(in crate::exchange) fn column(&self, field: &Field) -> &'static str {
        if self.has_labels {
            field.label.zh
        } else {
            field.name
        }
    }

    /// Name of the column of codes.
    pub(in crate::exchange) const fn code_column(&self) -> &'static str {
        if self.has_labels { "编码" } else { "code" }
    }

    /// Bytes of `text` in the encoding. What it lacks is an error, or `?` with a note.
    pub(in crate::exchange) fn encode<'t>(
        &self,
        text: &'t str,
        (code, field): (&str, &'static str),
        notes: &mut Vec<ExportNote>,
    ) -> Result<Cow<'t, [u8]>, ExportError> {
        let (bytes, _, is_unmappable) = self.encoding.encode(text);
        if !is_unmappable {
            return Ok(bytes);
        }
        let lacks = |character: &char| self.encoding.encode(character.encode_utf8(&mut [0; 4])).2;
        if !self.is_lossy {
            return Err(ExportError::LossyText {
                code: code.to_owned(),
                field,
                character: text.chars().find(lacks).unwrap_or_default(),
                encoding: self.encoding.name(),
            });
        }
        let plain: String = text
            .chars()
            .map(|c| if lacks(&c) { '?' } else { c })
            .collect();
        notes.push(ExportNote {
            feature: code.to_owned(),
            column: field.to_owned(),
            code: "lossy_text",
            message: format!(
                "「{text}」中有 {} 没有的字符，写作「{plain}」",
                self.encoding.name()
            ),
        });
        Ok(Cow::Owned(self.encoding.encode(&plain).0.into_owned()))
    }
}

/// A value as a person reads it in a table: choices by their Chinese labels, where those lead back.
pub(in crate::exchange) fn cell_text(field: &Field, value: &Value) -> String {
    match (field.kind, value) {
        (FieldKind::Choice(choices), Value::Text(code)) => choices
            .iter()
            .find(|choice| choice.code == code)
            .filter(|choice| {
                field
                    .choice(choice.label.zh)
                    .is_some_and(|found| found.code == code)
            })
            .map_or_else(|| code.clone(), |choice| choice.label.zh.to_owned()),
        (FieldKind::Flag, Value::Integer(flag)) => if *flag == 0 { "否" } else { "是" }.to_owned(),
        _ => value.to_string(),
    }
}

/// Text for XML: escaped, and without the control characters that XML forbids.
pub(in crate::exchange) struct XmlText<'a>(pub(in crate::exchange) &'a str);

impl std::fmt::Display for XmlText<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let allowed = |c: &char| *c >= ' ' || matches!(c, '\t' | '\n' | '\r');
        let kept: String = self.0.chars().filter(allowed).collect();
        formatter.write_str(&quick_xml::escape::escape(kept.as_str()))
    }
}

/// The rings of an area, shell first, none empty.
pub(in crate::exchange) fn rings(area: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(area.exterior())
        .chain(area.interiors())
        .filter(|ring| !ring.0.is_empty())
}

/// Writes a whole file of a draft folder.
pub(in crate::exchange) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    std::fs::write(path, bytes).map_err(|source| ExportError::Io {
        source,
        path: path.to_owned(),
    })
}
