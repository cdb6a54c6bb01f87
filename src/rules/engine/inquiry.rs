//! One rule of one pack against what is known.

use jiff::civil::Date;

use crate::domain::finding::Evidence;
use crate::domain::outcome::Outcome;
use crate::rules::condition::Answers;
use crate::rules::engine::said::{Said, Speaker};
use crate::rules::facts::FactId;
use crate::rules::observation::Observation;
use crate::rules::pack::{Case, Exception, Pack, Rule};
use crate::rules::truth::Truth;

/// A rule, the day and the answers.
pub(super) struct Inquiry<'a, 'k> {
    pub(super) pack: &'a Pack,
    pub(super) rule: &'a Rule,
    pub(super) day: Date,
    /// The projected CRS in which the facts measure.
    pub(super) epsg: u32,
    pub(super) known: &'k Answers,
}

impl<'a> Inquiry<'a, '_> {
    /// Cases in order: the first that holds decides. Stricter ones before it that are open stay
    /// visible as `undecided`, and so does a rule of which nothing could be decided.
    pub(super) fn say(&self, said: &mut Vec<Said<'a>>) {
        let mut open: Vec<(FactId, &Observation)> = Vec::new();
        for case in &self.rule.cases {
            if !case.window.contains(self.day) {
                continue;
            }
            let verdict = case.when.evaluate(self.known);
            match verdict.truth {
                Truth::False => {}
                Truth::Unknown => open.extend(verdict.open),
                Truth::True => {
                    said.push(self.decided(case, &verdict.proof));
                    break;
                }
            }
        }
        if !open.is_empty() {
            said.push(self.undecided(&open));
        }
    }

    fn decided(&self, case: &Case, proof: &[(FactId, &Observation)]) -> Said<'a> {
        let mut message = case.message.fill(proof, self.known, self.epsg);
        let mut outcome = case.outcome;
        let mut missing = Vec::new();
        let exceptions = self
            .rule
            .exceptions
            .iter()
            .filter(|exception| exception.window.contains(self.day));
        for exception in exceptions {
            if exception.outcome >= outcome {
                continue;
            }
            let verdict = exception.when.evaluate(self.known);
            match verdict.truth {
                Truth::False => {}
                Truth::Unknown => missing.extend(open_exception(exception, &verdict.open)),
                Truth::True => {
                    message.push_str(";适用例外:");
                    message.push_str(&exception.reason);
                    outcome = exception.outcome;
                    break;
                }
            }
        }
        if outcome == Outcome::Undecided {
            missing.extend(proof.iter().flat_map(|(_, seen)| seen.missing.clone()));
            if missing.is_empty() {
                missing.push(message.clone());
            }
        }
        self.said(outcome, message, proof, distinct(missing))
    }

    fn undecided(&self, open: &[(FactId, &Observation)]) -> Said<'a> {
        let missing = distinct(open.iter().flat_map(|(fact, observation)| {
            if observation.missing.is_empty() {
                // Whoever answers should say what is missing; the fact's name is the least.
                vec![format!("事实 {} 的数据", fact.fact().name)]
            } else {
                observation.missing.clone()
            }
        }));
        let first = missing.first().map_or("", String::as_str);
        let message = match missing.len() {
            0 | 1 => format!("无法判定“{}”，缺少：{first}", self.rule.title),
            count => format!("无法判定“{}”，缺少 {count} 项：{first} 等", self.rule.title),
        };
        self.said(Outcome::Undecided, message, open, missing)
    }

    fn said(
        &self,
        outcome: Outcome,
        message: String,
        seen: &[(FactId, &Observation)],
        missing: Vec<String>,
    ) -> Said<'a> {
        let mut evidence: Vec<Evidence> = Vec::new();
        for proof in seen.iter().filter_map(|(_, seen)| seen.evidence.as_ref()) {
            if !evidence.contains(proof) {
                evidence.push(proof.clone());
            }
        }
        Said {
            speaker: Speaker::Rule(self.pack, self.rule),
            outcome,
            message,
            evidence,
            missing,
        }
    }
}

/// An exception that cannot be decided leaves the rule as it is, and says what would be needed.
fn open_exception(exception: &Exception, open: &[(FactId, &Observation)]) -> Option<String> {
    let what = distinct(
        open.iter()
            .flat_map(|(_, observation)| observation.missing.clone()),
    );
    (!what.is_empty()).then(|| {
        format!(
            "是否适用例外({}),缺少：{}",
            exception.reason,
            what.join(";")
        )
    })
}

fn distinct(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}
