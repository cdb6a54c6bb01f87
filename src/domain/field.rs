//! The fields of a layer: name, label, kind, and how a foreign spelling of a value is recognised.

use crate::domain::label::Label;

/// One column of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Column name in the project file and on the command line.
    pub name: &'static str,
    /// What a person reads.
    pub label: Label,
    /// What it may hold.
    pub kind: FieldKind,
    /// Other column names under which imported files carry it, compared without case.
    pub aliases: &'static [&'static str],
}

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// Free text.
    Text,
    /// Whole number.
    Integer,
    /// Number in the named unit.
    Real {
        /// Unit as printed, for example `m³/d`.
        unit: &'static str,
    },
    /// Calendar date, stored as `YYYY-MM-DD`.
    Date,
    /// Yes or no, stored as 1 or 0.
    Flag,
    /// One of a closed list, stored as its code.
    Choice(&'static [Choice]),
}

/// One allowed value of a [`FieldKind::Choice`].
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// What is stored.
    pub code: &'static str,
    /// What a person reads.
    pub label: Label,
    /// Other spellings that mean the same.
    pub aliases: &'static [&'static str],
}

impl Field {
    /// A field without other column names.
    pub const fn new(
        name: &'static str,
        zh: &'static str,
        en: &'static str,
        kind: FieldKind,
    ) -> Self {
        Self {
            name,
            label: Label::new(zh, en),
            kind,
            aliases: &[],
        }
    }

    /// The same field, also recognised under `aliases`.
    pub const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// The choice that `text` means: code, label or alias, without case and surrounding space.
    pub fn choice(&self, text: &str) -> Option<&'static Choice> {
        match self.kind {
            FieldKind::Choice(choices) => find_choice(choices, text),
            FieldKind::Text
            | FieldKind::Integer
            | FieldKind::Real { .. }
            | FieldKind::Date
            | FieldKind::Flag => None,
        }
    }
}

impl Choice {
    /// A choice without other spellings.
    pub const fn new(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self {
            code,
            label: Label::new(zh, en),
            aliases: &[],
        }
    }

    /// The same choice, also recognised under `aliases`.
    pub const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// The choice that `text` means among `choices`, or `None` when it is not one of them.
pub fn find_choice(choices: &'static [Choice], text: &str) -> Option<&'static Choice> {
    let text = text.trim();
    choices.iter().find(|choice| {
        choice.code.eq_ignore_ascii_case(text)
            || choice.label.zh == text
            || choice.label.en.eq_ignore_ascii_case(text)
            || choice
                .aliases
                .iter()
                .any(|alias| alias.eq_ignore_ascii_case(text))
    })
}
