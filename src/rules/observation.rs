//! What a fact answers: observations, each with the feature that proves it or with what is missing.

use crate::domain::finding::{Evidence, Relation};
use crate::rules::facts::Fact;

/// The value of one observation.
#[derive(Clone, Debug, PartialEq)]
pub enum FactValue {
    /// Code of a choice, or free text.
    Text(String),
    /// A number in the unit of the fact.
    Number(f64),
    /// The true number is this or more: a sum whose parts are not all known.
    AtLeast(f64),
    /// Yes or no.
    Flag(bool),
    /// Not known; [`Observation::missing`] says what is missing.
    Unknown,
}

/// One thing seen at the site: one zone that covers it, one figure computed for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// What was seen.
    pub value: FactValue,
    /// The feature that proves it; `None` where the application itself does, or nothing.
    pub evidence: Option<Evidence>,
    /// Figures for messages, by placeholder name (see [`Fact::notes`]), already formatted with unit.
    pub notes: Vec<(&'static str, String)>,
    /// What is missing to know the value, in Chinese, one sentence each.
    pub missing: Vec<String>,
}

/// All observations of one fact at one site. Empty means decided: there is nothing of the kind here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer(pub Vec<Observation>);

impl Answer {
    /// There is nothing of the kind at the site.
    pub const fn absent() -> Self {
        Self(Vec::new())
    }

    /// One value that the application states.
    pub fn stated(value: FactValue) -> Self {
        Self(vec![Observation::new(value)])
    }

    /// Nothing can be said, because `what` is missing.
    pub fn missing(what: impl Into<String>) -> Self {
        Self(vec![Observation::unknown(what)])
    }
}

impl FromIterator<Observation> for Answer {
    fn from_iter<I: IntoIterator<Item = Observation>>(observations: I) -> Self {
        Self(observations.into_iter().collect())
    }
}

impl Observation {
    /// A known value without a feature.
    pub const fn new(value: FactValue) -> Self {
        Self {
            value,
            evidence: None,
            notes: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// An unknown value, because `what` is missing.
    pub fn unknown(what: impl Into<String>) -> Self {
        Self {
            missing: vec![what.into()],
            ..Self::new(FactValue::Unknown)
        }
    }

    /// The same, proved by a feature.
    pub fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = Some(evidence);
        self
    }

    /// The same with a figure for messages.
    pub fn with_note(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.notes.push((name, text.into()));
        self
    }

    /// Whether its feature covers the site, edge included. `None` when there is no feature.
    pub fn covers(&self) -> Option<bool> {
        self.evidence
            .as_ref()
            .map(|evidence| matches!(evidence.relation, Relation::Inside | Relation::Edge))
    }

    /// The value as a person reads it: labels for codes, the unit behind a number.
    pub fn value_text(&self, fact: &Fact) -> String {
        match &self.value {
            FactValue::Text(code) => fact.choice_label(code).unwrap_or(code).to_owned(),
            FactValue::Number(number) => fact.number_text(*number),
            FactValue::AtLeast(number) => format!("不少于 {}", fact.number_text(*number)),
            FactValue::Flag(true) => "是".to_owned(),
            FactValue::Flag(false) => "否".to_owned(),
            FactValue::Unknown => "未知".to_owned(),
        }
    }
}
