//! Which features a category takes: everything, stored values, ranges of a number, or rules.

use std::borrow::Cow;

use crate::domain::{Feature, FieldKind, Layer, Value};

/// The category of features that no rule takes: they are not drawn.
pub const NOT_DRAWN: u16 = u16::MAX;

/// How a layer chooses the category of a feature.
#[derive(Clone, Debug, PartialEq)]
pub enum Renderer {
    /// One symbol for all.
    Single,
    /// By the stored value of a field.
    Categorised {
        /// The first of these with a value decides.
        fields: Vec<&'static str>,
    },
    /// By a number that falls into ranges.
    Graduated {
        /// The field with the number.
        field: &'static str,
        /// How the ranges were made; the ranges themselves are in the categories.
        method: Method,
    },
    /// By rules in order; the first that holds decides.
    Rules,
}

/// How ranges are made from the numbers of a layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The same number of features in each.
    #[default]
    Quantile,
    /// The same length each.
    EqualInterval,
    /// Least spread within each (Fisher and Jenks).
    NaturalBreaks,
    /// Bounds that are easy to say: 1, 2 or 5 times a power of ten apart.
    Pretty,
    /// Bounds set by hand.
    Manual,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] = [
        Self::Quantile,
        Self::EqualInterval,
        Self::NaturalBreaks,
        Self::Pretty,
        Self::Manual,
    ];
}

/// What belongs to a category.
#[derive(Clone, Debug, PartialEq)]
pub enum Takes {
    /// Stored codes or texts. Numbers and flags are written as they are shown.
    Values(Vec<String>),
    /// Numbers above `low` up to and including `high`. The first range of a layer also takes what is
    /// below, the last one what is above: data that came later are never lost.
    Range {
        /// Lower bound, excluded.
        low: f64,
        /// Upper bound, included.
        high: f64,
    },
    /// What a condition holds for.
    When(Condition),
    /// What has no value in any of the fields.
    Empty,
    /// Everything that no other category takes.
    Rest,
}

/// A test of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The field.
    pub field: &'static str,
    /// What must hold.
    pub test: Test,
}

/// What a field is asked. Nothing but [`Test::Filled`] holds for a field without a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// One of these values.
    Is(Vec<String>),
    /// None of these values.
    IsNot(Vec<String>),
    /// Less than.
    Below(Bound),
    /// Less than or equal.
    AtMost(Bound),
    /// Greater than.
    Above(Bound),
    /// Greater than or equal.
    AtLeast(Bound),
    /// Both bounds included.
    Between(Bound, Bound),
    /// Has this text in it.
    Contains(String),
    /// Has a value, or has none.
    Filled(bool),
}

/// What is compared with: a number, or a text such as a date, in the order of its characters.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(untagged)]
pub enum Bound {
    /// A number in the unit of the field.
    Number(f64),
    /// A date (`2026-08-15`) or another text.
    Text(String),
}

/// Scales at which something is shown, as denominators. `None` = no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScaleRange {
    /// The largest scale: not shown at 1 : less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The smallest scale: not shown at 1 : more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

impl ScaleRange {
    /// Whether there is no limit.
    pub const fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    /// Whether 1 : `denominator` is within.
    pub fn holds(&self, denominator: f64) -> bool {
        self.min.is_none_or(|min| denominator >= min)
            && self.max.is_none_or(|max| denominator <= max)
    }
}

/// What a field says: its stored code or text; `None` without a value.
pub fn code_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::Text(text) if text.is_empty() => None,
        Value::Text(text) => Some(Cow::Borrowed(text)),
        Value::Integer(_) | Value::Real(_) => Some(Cow::Owned(value.to_string())),
    }
}

/// Whether features can be sorted into ranges by a field of this kind.
pub const fn is_number(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Integer | FieldKind::Real { .. })
}

impl Bound {
    /// How `value` compares with it; `None` where that has no meaning.
    fn of(&self, value: &Value) -> Option<std::cmp::Ordering> {
        match self {
            Self::Number(bound) => value.as_f64()?.partial_cmp(bound),
            Self::Text(bound) => code_of(value).map(|text| text.as_ref().cmp(bound)),
        }
    }
}

impl Condition {
    /// Whether `feature` fulfils it.
    pub fn holds(&self, feature: &Feature) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let value = feature.value(self.field);
        let code = code_of(value);
        match &self.test {
            Test::Filled(filled) => code.is_some() == *filled,
            Test::Is(values) => code.is_some_and(|code| values.iter().any(|own| *own == code)),
            Test::IsNot(values) => code.is_some_and(|code| values.iter().all(|own| *own != code)),
            Test::Contains(part) => code.is_some_and(|code| code.contains(part.as_str())),
            Test::Below(bound) => bound.of(value) == Some(Less),
            Test::AtMost(bound) => matches!(bound.of(value), Some(Less | Equal)),
            Test::Above(bound) => bound.of(value) == Some(Greater),
            Test::AtLeast(bound) => matches!(bound.of(value), Some(Greater | Equal)),
            Test::Between(low, high) => {
                matches!(low.of(value), Some(Greater | Equal))
                    && matches!(high.of(value), Some(Less | Equal))
            }
        }
    }
}

impl Renderer {
    /// The fields that it reads, none twice.
    pub fn fields<'a>(&'a self, takes: impl Iterator<Item = &'a Takes>) -> Vec<&'static str> {
        match self {
            Self::Single => Vec::new(),
            Self::Categorised { fields } => fields.clone(),
            Self::Graduated { field, .. } => vec![field],
            Self::Rules => {
                let mut fields: Vec<&'static str> = takes
                    .filter_map(|takes| match takes {
                        Takes::When(condition) => Some(condition.field),
                        _ => None,
                    })
                    .collect();
                fields.sort_unstable();
                fields.dedup();
                fields
            }
        }
    }

    /// Index of the category of `feature` among `categories`; `None` when no rule takes it.
    pub fn choose<'a>(
        &self,
        categories: &(impl Iterator<Item = &'a Takes> + Clone),
        feature: &Feature,
    ) -> Option<usize> {
        let rest = || {
            let mut all = categories.clone();
            all.position(|takes| matches!(takes, Takes::Rest))
        };
        match self {
            Self::Single => Some(0),
            Self::Categorised { fields } => {
                let value = fields
                    .iter()
                    .find_map(|field| code_of(feature.value(field)));
                let mut all = categories.clone();
                match value {
                    Some(code) => all.position(
                        |takes| matches!(takes, Takes::Values(own) if own.iter().any(|own| *own == code)),
                    ),
                    None => all.position(|takes| matches!(takes, Takes::Empty)),
                }
                .or_else(rest)
            }
            Self::Graduated { field, .. } => {
                let number = feature.number(field).filter(|number| number.is_finite());
                let ranges = categories.clone().enumerate();
                let ranges = ranges.filter_map(|(index, takes)| match takes {
                    Takes::Range { high, .. } => Some((index, *high)),
                    _ => None,
                });
                number
                    .and_then(|number| {
                        let mut found = None;
                        for (index, high) in ranges {
                            found = Some(index);
                            if number <= high {
                                break;
                            }
                        }
                        found
                    })
                    .or_else(rest)
            }
            Self::Rules => {
                let mut all = categories.clone();
                all.position(|takes| match takes {
                    Takes::When(condition) => condition.holds(feature),
                    _ => false,
                })
                .or_else(rest)
            }
        }
    }
}

/// The label of a stored code in the field called `name` of `layer`: that of a choice, yes or no.
pub fn code_label(layer: Layer, name: &str, code: &str) -> Option<crate::domain::Label> {
    let field = layer.fields().get(layer.field_index(name)?)?;
    match field.kind {
        FieldKind::Choice(choices) => choices
            .iter()
            .find(|choice| choice.code == code)
            .map(|choice| choice.label),
        FieldKind::Flag => match code {
            "1" => Some(crate::domain::Label::new("是", "Yes")),
            "0" => Some(crate::domain::Label::new("否", "No")),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well(volume: Value, purpose: Value) -> Feature {
        let mut values = vec![Value::Null; Layer::Well.fields().len()];
        values[Layer::Well.field_index("volume_m3a").unwrap()] = volume;
        values[Layer::Well.field_index("purpose").unwrap()] = purpose;
        Feature {
            layer: Layer::Well,
            id: 1,
            code: "W".to_owned(),
            geometry: None,
            values,
        }
    }

    fn when(field: &'static str, test: Test) -> Takes {
        Takes::When(Condition { field, test })
    }

    #[test]
    fn the_first_rule_that_holds_decides_and_what_none_takes_is_not_drawn() {
        let rules = [
            when("volume_m3a", Test::Above(Bound::Number(100.0))),
            when("volume_m3a", Test::AtLeast(Bound::Number(10.0))),
        ];
        let choose = |volume| Renderer::Rules.choose(&rules.iter(), &well(volume, Value::Null));
        assert_eq!(choose(Value::Real(500.0)), Some(0));
        assert_eq!(choose(Value::Real(100.0)), Some(1));
        assert_eq!(choose(Value::Integer(10)), Some(1));
        assert_eq!(choose(Value::Real(1.0)), None);
        assert_eq!(choose(Value::Null), None, "unknown is not small");
    }

    #[test]
    fn ranges_take_what_lies_beyond_them_and_unknown_numbers_have_a_class() {
        let renderer = Renderer::Graduated {
            field: "volume_m3a",
            method: Method::Manual,
        };
        let classes = [
            Takes::Range {
                low: 0.0,
                high: 10.0,
            },
            Takes::Range {
                low: 10.0,
                high: 20.0,
            },
            Takes::Rest,
        ];
        let choose = |volume| renderer.choose(&classes.iter(), &well(volume, Value::Null));
        assert_eq!(choose(Value::Real(-5.0)), Some(0));
        assert_eq!(choose(Value::Real(10.0)), Some(0));
        assert_eq!(choose(Value::Real(10.5)), Some(1));
        assert_eq!(choose(Value::Real(99.0)), Some(1));
        assert_eq!(choose(Value::Null), Some(2));
        assert_eq!(choose(Value::Real(f64::NAN)), Some(2));
    }

    #[test]
    fn what_is_empty_and_what_is_unknown_can_be_told_apart() {
        let renderer = Renderer::Categorised {
            fields: vec!["purpose"],
        };
        let classes = [
            Takes::Values(vec!["industry".to_owned()]),
            Takes::Empty,
            Takes::Rest,
        ];
        let choose = |text: &str| {
            renderer.choose(
                &classes.iter(),
                &well(Value::Null, Value::Text(text.to_owned())),
            )
        };
        assert_eq!(choose("industry"), Some(0));
        assert_eq!(choose(""), Some(1));
        assert_eq!(choose("fun"), Some(2));
    }

    #[test]
    fn dates_compare_by_their_text() {
        let early = Condition {
            field: "purpose",
            test: Test::Below(Bound::Text("2026-08-15".to_owned())),
        };
        let on = |day: &str| early.holds(&well(Value::Null, Value::Text(day.to_owned())));
        assert!(on("2026-08-14") && !on("2026-08-15") && !on(""));
    }
}
