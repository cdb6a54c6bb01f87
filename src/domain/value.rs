//! One attribute value as it is stored.

/// A stored attribute. `Null` means unknown, never zero and never an empty text.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Not known.
    #[default]
    Null,
    /// Whole number, also flags (0 and 1).
    Integer(i64),
    /// Finite number in the unit of its field.
    Real(f64),
    /// Text, also ISO dates (`2026-08-15`) and the codes of choices.
    Text(String),
}

impl Value {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Integer(_) | Self::Real(_) => None,
        }
    }

    /// The number, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match *self {
            Self::Integer(number) => Some(number as f64),
            Self::Real(number) => Some(number),
            Self::Null | Self::Text(_) => None,
        }
    }

    /// The flag: `Some(true)` for any number but zero, `None` when unknown.
    pub fn as_flag(&self) -> Option<bool> {
        self.as_f64().map(|number| number != 0.0)
    }

    /// Whether nothing is known.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl std::fmt::Display for Value {
    /// As a person writes it; `Null` is an empty text.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Integer(number) => write!(formatter, "{number}"),
            Self::Real(number) => write!(formatter, "{number}"),
            Self::Text(text) => formatter.write_str(text),
        }
    }
}

/// One attribute value where it lies, without a copy of its text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'a> {
    /// Not known.
    Null,
    /// Whole number.
    Integer(i64),
    /// Finite number.
    Real(f64),
    /// Text.
    Text(&'a str),
}

impl<'a> From<&'a Value> for ValueRef<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(*number),
            Value::Real(number) => Self::Real(*number),
            Value::Text(text) => Self::Text(text),
        }
    }
}
