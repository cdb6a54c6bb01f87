//! What changed since an audit that was kept: which features have another verdict, which rules came or
//! went, which features are new or gone.

use std::collections::BTreeSet;

use crate::domain::Outcome;
use crate::services::audit::AuditReport;
use crate::services::clock::Clock;
pub use crate::store::AuditRun;
use crate::store::{Access, KeptVerdict, NewAuditRun, Project, StoreError};

/// How a feature changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Its verdict is another one.
    Verdict,
    /// Its verdict is the same, but other rules speak or a rule says something else.
    Rules,
    /// It was not there.
    New,
    /// It is not there any more.
    Gone,
}

impl ChangeKind {
    /// All kinds, as they are listed.
    pub const ALL: [Self; 4] = [Self::Verdict, Self::New, Self::Gone, Self::Rules];
}

/// What a rule said, without its figures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct RuleSaid {
    /// Rule id.
    pub rule: String,
    /// Pack id.
    pub pack: String,
    /// Name of the outcome.
    pub outcome: String,
}

/// One feature that changed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AuditChange {
    /// Layer name.
    pub layer: String,
    /// The feature's code.
    pub code: String,
    /// The feature's name; empty when it has none.
    pub name: String,
    /// How it changed.
    pub kind: ChangeKind,
    /// The verdict of the kept audit; `None` for a new feature.
    pub before: Option<Outcome>,
    /// The verdict now; `None` for a feature that is gone.
    pub after: Option<Outcome>,
    /// What rules say now and did not say then.
    pub came: Vec<RuleSaid>,
    /// What rules said then and do not say now.
    pub went: Vec<RuleSaid>,
}

/// The comparison of an audit with a kept one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AuditChanges {
    /// The kept audit.
    pub kept: AuditRun,
    /// Why the two are not the same question, each as one sentence: other date, other packs, layers
    /// that only one of them audited.
    pub notes: Vec<String>,
    /// Features compared: in both audits.
    pub compared: usize,
    /// Sorted by layer name, then code.
    pub changes: Vec<AuditChange>,
}

impl AuditChanges {
    /// Number of changes of this kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        let own = self.changes.iter().filter(|change| change.kind == kind);
        own.count()
    }
}

/// Keeps `report` in the project at `path`, instead of the one kept before.
pub fn keep(
    project: &mut Project,
    report: &AuditReport,
    clock: Clock,
) -> Result<AuditRun, StoreError> {
    let run = NewAuditRun {
        as_of: report.as_of.to_string(),
        packs: packs(report),
        layers: report
            .layers
            .iter()
            .map(|&layer| layer.to_owned())
            .collect(),
    };
    project.keep_audit(&run, &condensed(report), &clock.change("保留核查结论"))
}

/// As [`keep`], in a project that is open elsewhere for reading only.
pub fn keep_in_file(
    path: &std::path::Path,
    report: &AuditReport,
    clock: Clock,
) -> Result<AuditRun, StoreError> {
    keep(&mut Project::open(path, Access::ReadWrite)?, report, clock)
}

/// Compares `report` with the audit kept last; `None` when none was kept.
pub fn changes_since_kept(
    project: &Project,
    report: &AuditReport,
) -> Result<Option<AuditChanges>, StoreError> {
    let Some(kept) = project.kept_audit()? else {
        return Ok(None);
    };
    let before = project.kept_verdicts(&kept)?;
    Ok(Some(compare(kept, &before, report)))
}

fn packs(report: &AuditReport) -> String {
    let packs: BTreeSet<_> = report
        .packs
        .iter()
        .map(|pack| format!("{} {}", pack.id, pack.version))
        .collect();
    packs.into_iter().collect::<Vec<_>>().join("; ")
}

/// One verdict per code. Files from elsewhere may hold a code twice: the strictest verdict counts and
/// all rules speak.
fn condensed(report: &AuditReport) -> Vec<KeptVerdict> {
    let mut kept: Vec<KeptVerdict> = Vec::with_capacity(report.results.len());
    let mut said: BTreeSet<String> = BTreeSet::new();
    for result in &report.results {
        let again = kept
            .last()
            .is_some_and(|last| last.layer == result.layer && last.code == result.code);
        if !again {
            said.clear();
            kept.push(KeptVerdict {
                layer: result.layer.to_owned(),
                code: result.code.clone(),
                name: result.name.clone(),
                verdict: result.verdict,
                rules: String::new(),
            });
        }
        said.extend(result.findings.iter().map(|finding| {
            format!(
                "{}/{}={}",
                finding.pack,
                finding.rule,
                finding.outcome.code()
            )
        }));
        if let Some(last) = kept.last_mut() {
            last.verdict = last.verdict.max(result.verdict);
            last.rules = said
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" ");
        }
    }
    kept
}

fn compare(kept: AuditRun, before: &[KeptVerdict], report: &AuditReport) -> AuditChanges {
    let notes = notes(&kept, report);
    let both: BTreeSet<&str> = report
        .layers
        .iter()
        .copied()
        .filter(|layer| kept.layers.iter().any(|own| own == layer))
        .collect();
    let after = condensed(report);
    let of_both = |kept: &&KeptVerdict| both.contains(kept.layer.as_str());
    let mut before = before.iter().filter(of_both).peekable();
    let mut after = after.iter().filter(of_both).peekable();
    let (mut changes, mut compared) = (Vec::new(), 0);
    // Both are sorted by layer and code: walk them side by side.
    while let Some(next) = [before.peek(), after.peek()]
        .into_iter()
        .flatten()
        .map(|one| key(one))
        .min()
    {
        let old = before.next_if(|one| key(one) == next);
        let new = after.next_if(|one| key(one) == next);
        compared += usize::from(old.is_some() && new.is_some());
        changes.extend(change(old, new));
    }
    AuditChanges {
        kept,
        notes,
        compared,
        changes,
    }
}

fn key(one: &KeptVerdict) -> (&str, &str) {
    (&one.layer, &one.code)
}

/// `None` when nothing changed.
fn change(old: Option<&KeptVerdict>, new: Option<&KeptVerdict>) -> Option<AuditChange> {
    let shown = new.or(old)?;
    let kind = match (old, new) {
        (Some(old), Some(new)) if old.verdict != new.verdict => ChangeKind::Verdict,
        (Some(old), Some(new)) if old.rules != new.rules => ChangeKind::Rules,
        (Some(_), Some(_)) | (None, None) => return None,
        (None, Some(_)) => ChangeKind::New,
        (Some(_), None) => ChangeKind::Gone,
    };
    let said = |one: Option<&KeptVerdict>| -> BTreeSet<RuleSaid> {
        one.map(|one| one.rules.split(' ').filter_map(rule_said).collect())
            .unwrap_or_default()
    };
    let (then, now) = (said(old), said(new));
    Some(AuditChange {
        layer: shown.layer.clone(),
        code: shown.code.clone(),
        name: shown.name.clone(),
        kind,
        before: old.map(|old| old.verdict),
        after: new.map(|new| new.verdict),
        came: now.difference(&then).cloned().collect(),
        went: then.difference(&now).cloned().collect(),
    })
}

/// Reads `pack/rule=outcome`.
fn rule_said(text: &str) -> Option<RuleSaid> {
    let (pack, rest) = text.split_once('/')?;
    let (rule, outcome) = rest.split_once('=')?;
    Some(RuleSaid {
        rule: rule.to_owned(),
        pack: pack.to_owned(),
        outcome: outcome.to_owned(),
    })
}

fn notes(kept: &AuditRun, report: &AuditReport) -> Vec<String> {
    let mut notes = Vec::new();
    let as_of = report.as_of.to_string();
    if kept.as_of != as_of {
        notes.push(format!(
            "上次核查的决定日期是 {}，这次是 {as_of}：变化也可能来自适用法规不同",
            kept.as_of
        ));
    }
    let packs = packs(report);
    if kept.packs != packs {
        notes.push(format!(
            "规则包不同，变化也可能来自规则：上次 {}；这次 {packs}",
            kept.packs
        ));
    }
    let once: Vec<&str> = kept
        .layers
        .iter()
        .map(String::as_str)
        .filter(|layer| !report.layers.contains(layer))
        .chain(
            report
                .layers
                .iter()
                .copied()
                .filter(|layer| !kept.layers.iter().any(|own| own == layer)),
        )
        .collect();
    if !once.is_empty() {
        notes.push(format!("只在一次核查中的图层不作比较：{}", once.join("、")));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(code: &str, verdict: Outcome, rules: &str) -> KeptVerdict {
        KeptVerdict {
            layer: "well".to_owned(),
            code: code.to_owned(),
            name: String::new(),
            verdict,
            rules: rules.to_owned(),
        }
    }

    #[test]
    fn a_change_names_the_rules_that_came_and_went() {
        let old = kept("A", Outcome::Prohibit, "n/GW-01=prohibit n/GW-03=notice");
        let new = kept("A", Outcome::Restrict, "n/GW-02=restrict n/GW-03=notice");
        let change = change(Some(&old), Some(&new)).unwrap();
        assert_eq!(change.kind, ChangeKind::Verdict);
        assert_eq!(change.came.len(), 1, "{change:?}");
        assert_eq!(change.came[0].rule, "GW-02");
        assert_eq!(change.went[0].rule, "GW-01");
    }

    #[test]
    fn the_same_verdict_for_another_reason_is_a_change_of_rules() {
        let old = kept("A", Outcome::Undecided, "n/GW-01=undecided");
        let new = kept("A", Outcome::Undecided, "n/GW-02=undecided");
        let change = change(Some(&old), Some(&new)).unwrap();
        assert_eq!(change.kind, ChangeKind::Rules);
    }

    #[test]
    fn what_did_not_change_is_not_listed() {
        let same = kept("A", Outcome::Pass, "");
        assert_eq!(change(Some(&same), Some(&same)), None);
    }
}
