//! What keeps the verdict of a case from being whole: rules that could not be decided, exceptions that are
//! open, citations that nobody has read, packs that were not asked. Each is counted and named.

use crate::domain::case::ReviewCase;
use crate::domain::{Finding, Outcome};

/// What is open in a case.
pub(super) struct Gaps<'a> {
    /// Rules without an answer.
    pub(super) undecided: Vec<&'a Finding>,
    /// Rules with an answer that may change with what is missing: an exception may apply.
    pub(super) lacking: Vec<&'a Finding>,
    /// Rules whose basis is not verified.
    pub(super) unverified: Vec<&'a Finding>,
    /// Packs that the project has switched off.
    pub(super) off: &'a [String],
    /// The only packs that were asked; empty when all in force were.
    pub(super) only: &'a [String],
}

impl<'a> Gaps<'a> {
    pub(super) fn of(case: &'a ReviewCase) -> Self {
        let of = |wanted: fn(&Finding) -> bool| -> Vec<&'a Finding> {
            case.findings.iter().filter(|one| wanted(one)).collect()
        };
        Self {
            undecided: of(|finding| finding.outcome == Outcome::Undecided),
            lacking: of(|finding| {
                finding.outcome != Outcome::Undecided && !finding.missing.is_empty()
            }),
            unverified: of(|finding| finding.basis.iter().any(|basis| !basis.verified)),
            off: &case.summary.inputs.packs_off,
            only: &case.summary.inputs.packs,
        }
    }

    /// What is open beside the rules without an answer, one line each.
    pub(super) fn others(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.lacking.is_empty() {
            lines.push(format!(
                "结论已出但缺少资料（例外等待定）{} 条：{}",
                self.lacking.len(),
                titles(&self.lacking)
            ));
        }
        if !self.unverified.is_empty() {
            lines.push(format!(
                "所引依据待核 {} 条：{}",
                self.unverified.len(),
                titles(&self.unverified)
            ));
        }
        if !self.off.is_empty() {
            lines.push(format!(
                "项目停用而未核查的规则包 {} 个：{}",
                self.off.len(),
                self.off.join("、")
            ));
        }
        if !self.only.is_empty() {
            lines.push(format!(
                "只按指定的规则包核查，其余未核查：{}",
                self.only.join("、")
            ));
        }
        lines
    }
}

/// The titles, each once: two packs may have the same rule.
pub(super) fn titles(findings: &[&Finding]) -> String {
    let mut titles: Vec<&str> = Vec::new();
    for finding in findings {
        if !titles.contains(&finding.title.as_str()) {
            titles.push(&finding.title);
        }
    }
    titles.join("、")
}
