//! The columns of a table as people see them: the code, the fields, and for lines and areas the measures
//! of the geometry.

use crate::domain::field::Choice;
use crate::domain::{Field, FieldKind, GeometryKind, Label, Language, Layer, ValueRef};

const CODE: Label = Label::new("编号", "Code");
const LENGTH: Label = Label::new("图形长度", "Length of geometry");
const AREA: Label = Label::new("图形面积", "Area of geometry");
const YES: Label = Label::new("是", "Yes");
const NO: Label = Label::new("否", "No");

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub enum ColumnKind {
    /// Free text.
    Text,
    /// Numbers.
    Number,
    /// Dates, as text.
    Date,
    /// Yes or no.
    Flag,
    /// One of a list.
    Choice(&'static [Choice]),
}

/// What is measured on the geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Length,
    Area,
}

/// Where a column comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Code (0) or field (1 …).
    Stored(usize),
    Measured(Measure),
}

/// The measures that make sense for `layer`.
const fn measures(geometry: Option<GeometryKind>) -> &'static [Measure] {
    match geometry {
        Some(GeometryKind::Line) => &[Measure::Length],
        Some(GeometryKind::Area | GeometryKind::LineOrArea) => &[Measure::Length, Measure::Area],
        Some(GeometryKind::Point) | None => &[],
    }
}

/// Number of columns.
pub(super) fn column_count(layer: Layer) -> usize {
    1 + layer.fields().len() + measures(layer.geometry()).len()
}

pub(super) fn source(layer: Layer, column: usize) -> Option<Source> {
    let stored = layer.fields().len() + 1;
    if column < stored {
        return Some(Source::Stored(column));
    }
    let measure = measures(layer.geometry()).get(column - stored);
    measure.map(|measure| Source::Measured(*measure))
}

fn field(layer: Layer, column: usize) -> Option<&'static Field> {
    layer.fields().get(column.checked_sub(1)?)
}

fn measure(layer: Layer, column: usize) -> Option<Measure> {
    match source(layer, column)? {
        Source::Measured(measure) => Some(measure),
        Source::Stored(_) => None,
    }
}

/// The name under which settings and expressions know a column.
pub fn column_name(layer: Layer, column: usize) -> &'static str {
    match (field(layer, column), measure(layer, column)) {
        (Some(field), _) => field.name,
        (None, Some(Measure::Length)) => "$length_m",
        (None, Some(Measure::Area)) => "$area_m2",
        (None, None) => "code",
    }
}

/// The column called `name`.
pub fn column_of(layer: Layer, name: &str) -> Option<usize> {
    (0..column_count(layer)).find(|column| column_name(layer, *column) == name)
}

/// What a person reads above a column.
pub fn column_label(layer: Layer, column: usize) -> Label {
    match (field(layer, column), measure(layer, column)) {
        (Some(field), _) => field.label,
        (None, Some(Measure::Length)) => LENGTH,
        (None, Some(Measure::Area)) => AREA,
        (None, None) => CODE,
    }
}

/// The unit of a column; empty without one.
pub fn column_unit(layer: Layer, column: usize) -> &'static str {
    match (field(layer, column), measure(layer, column)) {
        (Some(field), _) => match field.kind {
            FieldKind::Real { unit } => unit,
            _ => "",
        },
        (None, Some(Measure::Length)) => "m",
        (None, Some(Measure::Area)) => "m²",
        (None, None) => "",
    }
}

/// What a column holds.
pub fn column_kind(layer: Layer, column: usize) -> ColumnKind {
    if measure(layer, column).is_some() {
        return ColumnKind::Number;
    }
    match field(layer, column).map(|field| field.kind) {
        Some(FieldKind::Integer | FieldKind::Real { .. }) => ColumnKind::Number,
        Some(FieldKind::Date) => ColumnKind::Date,
        Some(FieldKind::Flag) => ColumnKind::Flag,
        Some(FieldKind::Choice(choices)) => ColumnKind::Choice(choices),
        Some(FieldKind::Text) | None => ColumnKind::Text,
    }
}

impl ColumnKind {
    /// A value as a person reads it: choices by their label, numbers without their unit; empty when it
    /// is not known.
    pub fn shown(self, value: ValueRef<'_>, language: Language) -> String {
        match (self, value) {
            (_, ValueRef::Null) => String::new(),
            (Self::Choice(choices), ValueRef::Text(code)) => choice(choices, code)
                .map_or(code, |choice| choice.label.get(language))
                .to_owned(),
            (Self::Flag, ValueRef::Integer(number)) => {
                let label = if number == 0 { NO } else { YES };
                label.get(language).to_owned()
            }
            (_, ValueRef::Text(text)) => text.to_owned(),
            (_, ValueRef::Integer(number)) => number.to_string(),
            (_, ValueRef::Real(number)) => shown_number(number),
        }
    }

    /// Whether it reads from the right, as figures do.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Number)
    }
}

/// As many digits as say something: measured figures come with noise behind them.
fn shown_number(number: f64) -> String {
    const DECIMALS: i32 = 6;
    let factor = 10_f64.powi(DECIMALS);
    let rounded = (number * factor).round() / factor;
    if rounded.is_finite() && rounded != 0.0 {
        rounded.to_string()
    } else {
        number.to_string()
    }
}

/// The choice with this code; spelling as stored.
pub(super) fn choice(choices: &'static [Choice], code: &str) -> Option<&'static Choice> {
    choices.iter().find(|choice| choice.code == code)
}
