//! Messages of findings: a sentence with placeholders that are filled from what was observed.
//!
//! The *lead* fact of a condition is its first test whose observations may have features or figures;
//! `{name}`, `{code}`, `{distance_m}`, … speak of the lead's observation, `{fact.name}` of the value of
//! any fact. Unknown placeholders are refused when the pack is loaded.

use std::collections::BTreeSet;

use crate::domain::finding::Relation;
use crate::rules::condition::{Answers, Condition};
use crate::rules::facts::{Fact, FactId, SubjectKind};
use crate::rules::observation::Observation;

/// Placeholders that every observation with a feature fills.
pub const COMMON: [&str; 6] = ["where", "name", "code", "distance_m", "relation", "value"];

/// A parsed message.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
    lead: Option<FactId>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Literal(String),
    /// A common placeholder or a note of the lead.
    Own(String),
    /// The value of a fact.
    Value(FactId),
}

impl Template {
    /// Parses `text` for a case with the condition `when`. The error is a sentence in Chinese.
    pub fn parse(text: &str, subjects: &[SubjectKind], when: &Condition) -> Result<Self, String> {
        let lead = lead(when);
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (literal, after) = rest.split_at(open);
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            let close = after
                .find('}')
                .ok_or_else(|| format!("message 里的 {{ 没有配对的 }}:{after}"))?;
            parts.push(placeholder(&after[1..close], subjects, lead)?);
            rest = &after[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Ok(Self { parts, lead })
    }

    /// The facts whose values it prints.
    pub fn facts(&self) -> BTreeSet<FactId> {
        self.parts
            .iter()
            .filter_map(|part| match part {
                Part::Value(fact) => Some(*fact),
                Part::Literal(_) | Part::Own(_) => None,
            })
            .collect()
    }

    /// One sentence per observation of the lead among `proof`, joined; one sentence when there is none.
    /// Distances are in the projected CRS `epsg`.
    pub fn fill(&self, proof: &[(FactId, &Observation)], answers: &Answers, epsg: u32) -> String {
        let mut leads: Vec<_> = proof
            .iter()
            .filter(|(fact, _)| Some(*fact) == self.lead)
            .map(|(_, observation)| Some(*observation))
            .collect();
        if leads.is_empty() {
            leads.push(None);
        }
        let mut sentences = Vec::new();
        for lead in leads {
            let sentence = self.sentence(lead, answers, epsg);
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        sentences.join(";")
    }

    fn sentence(&self, lead: Option<&Observation>, answers: &Answers, epsg: u32) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Own(name) => {
                    text.push_str(&lead.map_or_else(
                        || "(未知)".to_owned(),
                        |observation| own(observation, name, self.lead, epsg),
                    ));
                }
                Part::Value(fact) => text.push_str(&value(*fact, answers)),
            }
        }
        text
    }
}

/// The first test that may have features or figures, else the first test.
fn lead(when: &Condition) -> Option<FactId> {
    let speaks = |fact: &&Fact| !fact.reads.is_empty();
    let facts: Vec<_> = when.tests().map(|test| test.fact.fact()).collect();
    facts
        .iter()
        .copied()
        .find(|fact| speaks(fact))
        .or_else(|| facts.first().copied())
        .map(|fact| fact.id)
}

fn placeholder(name: &str, subjects: &[SubjectKind], lead: Option<FactId>) -> Result<Part, String> {
    if let Some(fact) = Fact::named(name).filter(|fact| fact.is_about(subjects)) {
        return Ok(Part::Value(fact.id));
    }
    let notes = lead.map_or(&[] as &[&str], |fact| fact.fact().notes);
    if COMMON.contains(&name) || notes.contains(&name) {
        return Ok(Part::Own(name.to_owned()));
    }
    let usable: Vec<_> = COMMON.iter().chain(notes).copied().collect();
    Err(format!(
        "message 里不认识 {{{name}}}，可用的：{}、以及事实的名字(如 outfall.class)",
        usable.join("、")
    ))
}

fn own(observation: &Observation, name: &str, lead: Option<FactId>, epsg: u32) -> String {
    if let Some((_, text)) = observation.notes.iter().find(|(note, _)| *note == name) {
        return text.clone();
    }
    let unknown = || "(未知)".to_owned();
    let evidence = observation.evidence.as_ref();
    match name {
        "where" => evidence.map_or_else(unknown, |_| {
            let mut place = place_text(observation, epsg);
            if let Some((_, chainage)) = observation
                .notes
                .iter()
                .find(|(name, _)| *name == "chainage")
            {
                place.push('，');
                place.push_str(chainage);
            }
            place
        }),
        "name" => evidence.map_or_else(unknown, |evidence| {
            if evidence.name.is_empty() {
                evidence.code.clone()
            } else {
                evidence.name.clone()
            }
        }),
        "code" => evidence.map_or_else(unknown, |evidence| evidence.code.clone()),
        "distance_m" => evidence
            .and_then(|evidence| evidence.distance_m)
            .map_or_else(unknown, |distance| format!("{distance:.1}")),
        "relation" => evidence.map_or_else(unknown, |evidence| {
            relation_text(evidence.relation).to_owned()
        }),
        "value" => lead.map_or_else(unknown, |fact| observation.value_text(fact.fact())),
        _ => unknown(),
    }
}

/// Where the site lies to the feature, with the figure and how it was measured.
fn place_text(observation: &Observation, epsg: u32) -> String {
    let Some(evidence) = &observation.evidence else {
        return String::new();
    };
    let name = if evidence.name.is_empty() {
        evidence.code.clone()
    } else {
        format!("{}({})", evidence.name, evidence.code)
    };
    let metres = |distance: f64| format!("{distance:.1} 米(EPSG:{epsg} 平面距离)");
    match (evidence.relation, evidence.distance_m) {
        (Relation::Edge, _) => format!("位于{name}边界上(边界视为区内)"),
        (Relation::Inside, Some(distance)) => {
            format!("位于{name}内，距边界 {}", metres(distance))
        }
        (Relation::Inside, None) => format!("位于{name}内"),
        (relation, Some(distance)) => {
            format!(
                "{}{name}，相距 {}",
                relation_text(relation),
                metres(distance)
            )
        }
        (relation, None) => format!("{}{name}", relation_text(relation)),
    }
}

fn relation_text(relation: Relation) -> &'static str {
    match relation {
        Relation::Inside => "位于区内",
        Relation::Edge => "位于边界上",
        Relation::Within => "邻近",
        Relation::Upstream => "上游有",
        Relation::Downstream => "下游有",
    }
}

fn value(fact: FactId, answers: &Answers) -> String {
    let texts: Vec<_> = answers
        .get(&fact)
        .map(|answer| answer.0.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|observation| observation.value_text(fact.fact()))
        .collect();
    if texts.is_empty() {
        "无".to_owned()
    } else {
        texts.join("、")
    }
}
