//! Asking the question of a case again, and old and new answer side by side.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::case::{CaseComparison, CaseSummary, RuleChange, RuleComparison};
use crate::domain::finding::{CheckReport, Finding};
use crate::rules::pack::PackSet;
use crate::services::cases::CaseError;
use crate::services::cases::save::{CaseRequest, new_case};
use crate::services::check::{self, CheckOptions};
use crate::services::clock::Clock;
use crate::store::{NewCase, Project};

/// A re-run: both answers, and the new one ready to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Rerun {
    /// Side by side.
    pub comparison: CaseComparison,
    /// The new answer.
    pub report: CheckReport,
    case: NewCase,
}

/// Asks the question of a case again, on the day that the case asked about or on `as_of`.
pub fn rerun(
    project: &Project,
    packs: &PackSet,
    number: &str,
    as_of: Option<Date>,
    clock: Clock,
) -> Result<Rerun, CaseError> {
    let old = project.case(number.trim(), None)?;
    let inputs = &old.summary.inputs;
    let options = CheckOptions {
        as_of: as_of.unwrap_or(inputs.as_of),
        packs: inputs.packs.clone(),
    };
    let report =
        check::check(project, packs, inputs.subject.clone(), &options).map_err(|source| {
            CaseError::Check {
                number: old.summary.key.number.clone(),
                source,
            }
        })?;
    let request = CaseRequest {
        number: None,
        details: old.summary.details.clone(),
        valid_days: old.summary.valid_days,
    };
    let case = new_case(project, packs, &report, &options, &request, clock)?;
    Ok(Rerun {
        comparison: CaseComparison {
            old_as_of: inputs.as_of,
            new_as_of: options.as_of,
            old_verdict: old.summary.verdict,
            new_verdict: report.verdict,
            identical: old.intact && case.hash()? == old.summary.hash,
            rules: compare(&old.findings, &report.findings),
            key: old.summary.key,
        },
        report,
        case,
    })
}

/// Stores a re-run as the next revision; the one before it is closed.
pub fn save_rerun(
    project: &mut Project,
    rerun: &Rerun,
    clock: Clock,
) -> Result<CaseSummary, CaseError> {
    let change = clock.change("重新核查存档");
    Ok(project.save_case(&rerun.case, Some(&rerun.comparison.key), &change)?)
}

/// Old and new findings of every rule, by rule id and pack. Of several findings of one rule the first
/// is held against the first, and so on.
fn compare(old: &[Finding], new: &[Finding]) -> Vec<RuleComparison> {
    type Pair<'a> = (Option<&'a Finding>, Option<&'a Finding>);
    let mut pairs: BTreeMap<(&str, &str, usize), Pair<'_>> = BTreeMap::new();
    let keyed = |findings: &mut dyn Iterator<Item = &'_ Finding>| {
        let mut seen = BTreeMap::new();
        findings
            .map(|finding| {
                let count = seen
                    .entry((finding.rule.clone(), finding.pack.clone()))
                    .or_insert(0);
                *count += 1;
                *count
            })
            .collect::<Vec<usize>>()
    };
    for (finding, count) in old.iter().zip(keyed(&mut old.iter())) {
        pairs
            .entry((&finding.rule, &finding.pack, count))
            .or_default()
            .0 = Some(finding);
    }
    for (finding, count) in new.iter().zip(keyed(&mut new.iter())) {
        pairs
            .entry((&finding.rule, &finding.pack, count))
            .or_default()
            .1 = Some(finding);
    }
    pairs
        .into_iter()
        .map(|((rule, pack, _), (old, new))| RuleComparison {
            rule: rule.to_owned(),
            pack: pack.to_owned(),
            change: match (old, new) {
                (Some(old), Some(new)) if old == new => RuleChange::Same,
                (Some(old), Some(new)) if old.outcome == new.outcome => RuleChange::Content,
                (Some(_), Some(_)) => RuleChange::Outcome,
                (None, _) => RuleChange::New,
                (_, None) => RuleChange::Gone,
            },
            old: old.cloned(),
            new: new.cloned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::outcome::Outcome;

    fn finding(rule: &str, outcome: Outcome, message: &str) -> Finding {
        Finding {
            rule: rule.to_owned(),
            pack: "p".to_owned(),
            title: String::new(),
            outcome,
            basis: Vec::new(),
            message: message.to_owned(),
            evidence: Vec::new(),
            missing: Vec::new(),
        }
    }

    #[test]
    fn every_kind_of_change_is_told_apart() {
        let old = [
            finding("A", Outcome::Pass, "a"),
            finding("B", Outcome::Pass, "b"),
            finding("C", Outcome::Pass, "c"),
            finding("D", Outcome::Pass, "d"),
        ];
        let new = [
            finding("C", Outcome::Prohibit, "c"),
            finding("A", Outcome::Pass, "a"),
            finding("B", Outcome::Pass, "b2"),
            finding("E", Outcome::Pass, "e"),
        ];
        let changes: Vec<_> = compare(&old, &new)
            .into_iter()
            .map(|rule| (rule.rule, rule.change))
            .collect();
        let expected = [
            ("A", RuleChange::Same),
            ("B", RuleChange::Content),
            ("C", RuleChange::Outcome),
            ("D", RuleChange::Gone),
            ("E", RuleChange::New),
        ];
        assert_eq!(
            changes,
            expected.map(|(rule, change)| (rule.to_owned(), change))
        );
    }
}
