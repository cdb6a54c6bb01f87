//! Reading TOML tables with their place in the text, so that every complaint names a line.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::parse_day;
use crate::rules::pack::error::Fault;

/// A table of the pack with the words that name it in complaints.
pub(super) struct Section<'a, 'i> {
    table: &'a DeTable<'i>,
    /// Where it stands.
    pub(super) span: Range<usize>,
    what: &'a str,
}

/// A text with its place.
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a, 'i> Section<'a, 'i> {
    pub(super) fn new(table: &'a DeTable<'i>, span: Range<usize>, what: &'a str) -> Self {
        Self { table, span, what }
    }

    /// `value` as a table called `what`.
    pub(super) fn of(value: &'a Spanned<DeValue<'i>>, what: &'a str) -> Result<Self, Fault> {
        let table = value
            .get_ref()
            .as_table()
            .ok_or_else(|| Fault::new(value.span().start, format!("{what} 应是一个表")))?;
        Ok(Self::new(table, value.span(), what))
    }

    /// Refuses keys other than `known`.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Fault> {
        for key in self.table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                return Err(Fault::new(
                    key.span().start,
                    format!(
                        "{} 不认识键 {}，可用的键：{}",
                        self.what,
                        key.get_ref(),
                        known.join("、")
                    ),
                ));
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.table.get(key)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Spanned<DeValue<'i>>)> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), value))
    }

    pub(super) fn fault(&self, reason: impl std::fmt::Display) -> Fault {
        Fault::new(self.span.start, format!("{} {reason}", self.what))
    }

    /// A text that must be there and not be empty.
    pub(super) fn text(&self, key: &str) -> Result<Text<'a>, Fault> {
        let text = self
            .optional_text(key)?
            .ok_or_else(|| self.fault(format!("缺少 {key}")))?;
        if text.text.trim().is_empty() {
            return Err(Fault::new(
                text.at,
                format!("{} 的 {key} 是空的", self.what),
            ));
        }
        Ok(text)
    }

    pub(super) fn optional_text(&self, key: &str) -> Result<Option<Text<'a>>, Fault> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match value.get_ref().as_str() {
            // Texts are printed on terminals and in reports: nothing that moves the cursor.
            Some(text) if text.chars().any(|char| char.is_control() && char != '\n') => {
                Err(Fault::new(
                    value.span().start,
                    format!("{} 的 {key} 含有控制字符，请删去", self.what),
                ))
            }
            Some(text) => Ok(Some(Text {
                text,
                at: value.span().start,
            })),
            None => Err(Fault::new(
                value.span().start,
                format!("{} 的 {key} 应是文字(加引号)", self.what),
            )),
        }
    }

    /// One text or an array of texts; at least one, none empty.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<Text<'a>>, Fault> {
        let Some(array) = self.get(key).and_then(|value| value.get_ref().as_array()) else {
            return Ok(vec![self.text(key)?]);
        };
        let texts: Option<Vec<_>> = array
            .iter()
            .map(|value| {
                let text = value.get_ref().as_str()?;
                let at = value.span().start;
                (!text.trim().is_empty()).then_some(Text { text, at })
            })
            .collect();
        texts
            .filter(|texts| !texts.is_empty())
            .ok_or_else(|| self.fault(format!("的 {key} 应是文字，或至少有一个文字的数组")))
    }

    pub(super) fn flag(&self, key: &str) -> Result<bool, Fault> {
        let value = self
            .get(key)
            .ok_or_else(|| self.fault(format!("缺少 {key}(true 或 false)")))?;
        value.get_ref().as_bool().ok_or_else(|| {
            Fault::new(
                value.span().start,
                format!("{} 的 {key} 应是 true 或 false", self.what),
            )
        })
    }

    pub(super) fn date(&self, key: &str) -> Result<Option<Date>, Fault> {
        let Some(text) = self.optional_text(key)? else {
            return Ok(None);
        };
        parse_day(text.text).map(Some).ok_or_else(|| {
            Fault::new(
                text.at,
                format!(
                    "{} 的 {key} 不是日期：{}（应写成 2026-08-15 这样的年-月-日）",
                    self.what, text.text
                ),
            )
        })
    }

    /// The tables of an array; empty when the key is absent.
    pub(super) fn list(&self, key: &str, what: &'a str) -> Result<Vec<Self>, Fault> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        let array = value.get_ref().as_array().ok_or_else(|| {
            Fault::new(
                value.span().start,
                format!("{} 的 {key} 应是数组", self.what),
            )
        })?;
        array.iter().map(|entry| Section::of(entry, what)).collect()
    }
}
