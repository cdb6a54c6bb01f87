//! The quick filter of one column: what a person types above it. A part of a text or of a label, `>100`,
//! `10..20`, `=5`, `空`.

use crate::domain::{Language, Layer, ValueRef};
use crate::services::table::shown::{ColumnKind, column_kind};

const EMPTY: [&str; 3] = ["空", "为空", "null"];
const FILLED: [&str; 3] = ["非空", "不为空", "!null"];

/// The filter of a number column cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("数字列可写 100、>100、<=5、10..20、空、非空")]
pub struct FilterError;

/// What a column's rows must be like.
#[derive(Clone, Debug, PartialEq)]
pub struct QuickFilter {
    kind: ColumnKindOf,
    test: Test,
}

/// The column, for the labels of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ColumnKindOf {
    layer: Layer,
    column: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Empty,
    Filled,
    /// Contains this, in small letters.
    Part(String),
    /// From … to …, each with whether it counts itself.
    Range((f64, bool), (f64, bool)),
}

impl QuickFilter {
    /// Reads what was typed above a column; `None` when that is nothing.
    pub fn parse(text: &str, layer: Layer, column: usize) -> Result<Option<Self>, FilterError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let lower = text.to_lowercase();
        let test = if EMPTY.contains(&lower.as_str()) {
            Test::Empty
        } else if FILLED.contains(&lower.as_str()) {
            Test::Filled
        } else if column_kind(layer, column).is_number() {
            range(text).ok_or(FilterError)?
        } else {
            Test::Part(lower)
        };
        let kind = ColumnKindOf { layer, column };
        Ok(Some(Self { kind, test }))
    }

    /// The column that it is about.
    pub const fn column(&self) -> usize {
        self.kind.column
    }

    /// Whether a row with `value` is listed.
    pub fn passes(&self, value: ValueRef<'_>) -> bool {
        match &self.test {
            Test::Empty => value == ValueRef::Null,
            Test::Filled => value != ValueRef::Null,
            Test::Range((low, low_counts), (high, high_counts)) => {
                let number = match value {
                    ValueRef::Integer(number) => number as f64,
                    ValueRef::Real(number) => number,
                    ValueRef::Null | ValueRef::Text(_) => return false,
                };
                (number > *low || *low_counts && number == *low)
                    && (number < *high || *high_counts && number == *high)
            }
            Test::Part(part) => self.has_part(value, part),
        }
    }

    /// The value as stored, or as it reads in either language.
    fn has_part(&self, value: ValueRef<'_>, part: &str) -> bool {
        if let ValueRef::Text(text) = value
            && text.to_lowercase().contains(part)
        {
            return true;
        }
        let kind = column_kind(self.kind.layer, self.kind.column);
        if !matches!(kind, ColumnKind::Choice(_) | ColumnKind::Flag)
            && matches!(value, ValueRef::Text(_))
        {
            return false;
        }
        value != ValueRef::Null
            && [Language::Zh, Language::En]
                .into_iter()
                .any(|language| kind.shown(value, language).to_lowercase().contains(part))
    }
}

fn range(text: &str) -> Option<Test> {
    const ALL: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
    let text: String = text
        .chars()
        .map(|char| match char {
            '＞' => '>',
            '＜' => '<',
            '＝' => '=',
            '～' => '~',
            other => other,
        })
        .filter(|char| !matches!(char, ' ' | ',' | '，'))
        .collect();
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    for (sign, counts) in [(">=", true), ("≥", true), (">", false)] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Some(Test::Range((number(rest)?, counts), (ALL.1, true)));
        }
    }
    for (sign, counts) in [("<=", true), ("≤", true), ("<", false)] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Some(Test::Range((ALL.0, true), (number(rest)?, counts)));
        }
    }
    if let Some((low, high)) = text.split_once("..").or_else(|| text.split_once('~')) {
        let low = if low.is_empty() { ALL.0 } else { number(low)? };
        let high = if high.is_empty() {
            ALL.1
        } else {
            number(high)?
        };
        return Some(Test::Range((low, true), (high, true)));
    }
    let exact = number(text.strip_prefix('=').unwrap_or(&text))?;
    Some(Test::Range((exact, true), (exact, true)))
}
