//! What one rule says, still tied to the rule: an audit keeps tens of thousands of these and prints
//! title and basis once.

use jiff::civil::Date;

use crate::domain::finding::{Basis, Evidence, Finding};
use crate::domain::outcome::Outcome;
use crate::rules::pack::{Pack, Rule};

/// Pack id of what the program itself says.
pub const OWN_PACK: &str = "program";

/// Who says it.
#[derive(Clone, Copy, Debug)]
pub enum Speaker<'a> {
    /// The program.
    Program {
        /// For example `DATA-01`.
        id: &'static str,
        /// Title in Chinese.
        title: &'static str,
    },
    /// A rule of a pack.
    Rule(&'a Pack, &'a Rule),
}

/// See [`Finding`].
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// Who says it.
    pub speaker: Speaker<'a>,
    /// What it means for the subject.
    pub outcome: Outcome,
    /// One sentence with its figures.
    pub message: String,
    /// The features that prove it.
    pub evidence: Vec<Evidence>,
    /// What is missing to decide.
    pub missing: Vec<String>,
}

impl<'a> Speaker<'a> {
    /// Rule id.
    pub fn rule(&self) -> &'a str {
        match self {
            Self::Program { id, .. } => id,
            Self::Rule(_, rule) => &rule.id,
        }
    }

    /// Pack id.
    pub fn pack(&self) -> &'a str {
        match self {
            Self::Program { .. } => OWN_PACK,
            Self::Rule(pack, _) => &pack.id,
        }
    }

    /// Title in Chinese.
    pub fn title(&self) -> &'a str {
        match self {
            Self::Program { title, .. } => title,
            Self::Rule(_, rule) => &rule.title,
        }
    }

    /// The articles in force on `day`.
    pub fn basis(&self, day: Date) -> Vec<Basis> {
        match self {
            Self::Program { .. } => Vec::new(),
            Self::Rule(_, rule) => rule
                .basis_on(day)
                .map(|basis| Basis {
                    document: basis.document.clone(),
                    article: basis.article.clone(),
                    verified: basis.verified,
                })
                .collect(),
        }
    }
}

impl<'a> Said<'a> {
    /// Rule id.
    pub fn rule(&self) -> &'a str {
        self.speaker.rule()
    }

    /// Pack id.
    pub fn pack(&self) -> &'a str {
        self.speaker.pack()
    }

    /// The whole finding, with title and the articles in force on `day`.
    pub fn into_finding(self, day: Date) -> Finding {
        Finding {
            rule: self.rule().to_owned(),
            pack: self.pack().to_owned(),
            title: self.speaker.title().to_owned(),
            outcome: self.outcome,
            basis: self.speaker.basis(day),
            message: self.message,
            evidence: self.evidence,
            missing: self.missing,
        }
    }
}
