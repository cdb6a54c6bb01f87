//! How a case stands on the day of its document: whether it can still be relied on, and why not. The
//! document, its foot and the verification say the same.

use crate::domain::Layer;
use crate::domain::case::{CaseStatus, ReviewCase, Stale};
use crate::services::cases::Listed;
use crate::services::review_report::ReportError;
use crate::store::Project;

/// How a case stands.
pub(super) struct Standing {
    /// In a word or two: 待定, 已撤回, 待定，已过时.
    pub(super) word: String,
    /// Why it cannot be relied on, one sentence each; empty while it holds.
    pub(super) reasons: Vec<String>,
    /// The revision that took its place.
    pub(super) superseded_by: Option<u32>,
    /// Names of the layers that changed since the check.
    pub(super) changed: Vec<String>,
}

impl Standing {
    pub(super) fn of(project: &Project, listed: &Listed<ReviewCase>) -> Result<Self, ReportError> {
        let summary = &listed.case.summary;
        let status = summary.status.label().zh;
        let mut reasons = Vec::new();
        let mut superseded_by = None;
        match summary.status {
            CaseStatus::Draft | CaseStatus::Decided => {}
            CaseStatus::Withdrawn => reasons.push("该案卷已撤回".to_owned()),
            CaseStatus::Superseded => {
                let latest = project
                    .case(&summary.key.number, None)?
                    .summary
                    .key
                    .revision;
                superseded_by = Some(latest);
                reasons.push(format!("该次核查已被第 {latest} 次核查取代"));
            }
        }
        reasons.extend(grouped(&listed.stale));
        let word = if listed.stale.is_empty() {
            status.to_owned()
        } else {
            format!("{status}，已过时")
        };
        Ok(Self {
            word,
            reasons,
            superseded_by,
            changed: changed(project, &listed.case)?,
        })
    }

    /// Whether nothing speaks against relying on the case.
    pub(super) const fn holds(&self) -> bool {
        self.reasons.is_empty()
    }

    /// What follows the title of a sheet; empty while the case holds.
    pub(super) fn mark(&self) -> String {
        if self.holds() {
            String::new()
        } else {
            format!("（{}）", self.word)
        }
    }

    /// The sentence at the top of the document; `None` while the case holds.
    pub(super) fn warning(&self) -> Option<String> {
        (!self.holds()).then(|| {
            format!(
                "本案卷不能再作为依据（{}）：{}。本文件只说明核查当时的情况，须重新核查后另行出具。",
                self.word,
                self.reasons.join("；")
            )
        })
    }
}

/// One sentence for each kind of reason, so that a dozen layers do not fill a page.
fn grouped(stale: &[Stale]) -> Vec<String> {
    let (mut layers, mut rules, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for reason in stale {
        match reason {
            Stale::DataChanged { layer } => layers.push(label(layer)),
            Stale::BasisChanged { rule, pack, .. } => rules.push(format!("{rule}({pack})")),
            other => rest.push(other.text()),
        }
    }
    let mut reasons = Vec::new();
    if !layers.is_empty() {
        reasons.push(format!("图层{}在核查后有改动", layers.join("、")));
    }
    if !rules.is_empty() {
        reasons.push(format!("规则 {} 适用的依据与核查时不同", rules.join("、")));
    }
    reasons.extend(rest);
    reasons
}

/// The layers of the case that are others today, also of cases that are closed.
fn changed(project: &Project, case: &ReviewCase) -> Result<Vec<String>, ReportError> {
    let mut changed = Vec::new();
    for used in &case.summary.data {
        let now = Layer::from_name(&used.layer)
            .map(|layer| project.data_version(layer))
            .transpose()?;
        if now.as_ref() != Some(used) {
            changed.push(used.layer.clone());
        }
    }
    Ok(changed)
}

fn label(layer: &str) -> String {
    Layer::from_name(layer).map_or_else(|| layer.to_owned(), |layer| layer.label().zh.to_owned())
}
