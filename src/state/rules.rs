//! The rules dialog: which packs there are and in what state, their rules, the one that is explained.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::jobs::JobId;
use crate::rules::explain::RuleLine;
use crate::services::packs::PackLine;
use crate::state::app_state::{AppState, Dialog};
use crate::state::command::Effect;

/// One rule of one pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    /// Id, title, outcomes, and whether it is in force.
    pub line: RuleLine,
    /// What `rules explain` prints of it.
    pub explanation: String,
}

/// The packs and rules as they stand on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesView {
    /// The decision date that states and marks speak of.
    pub as_of: Date,
    /// Every pack that was found, good or bad.
    pub packs: Vec<PackLine>,
    /// The rules of the packs that can be read and are not replaced, by rule id and pack.
    pub rules: Vec<RuleRow>,
    /// The user's folder of packs; `None` on a machine without a home.
    pub folder: Option<PathBuf>,
    /// Whether this follows a switch or a change of files, so that answers given before are old.
    pub changed: bool,
}

/// The dialog.
#[derive(Debug, Default)]
pub struct RulesDialog {
    /// What is there; `None` until it was read.
    pub view: Option<RulesView>,
    /// The word that rules are looked for with.
    pub search: String,
    /// Pack and rule that are explained.
    pub selected: Option<(String, String)>,
    /// The reading under way.
    pub running: Option<JobId>,
    /// Why packs could not be read or switched.
    pub failure: Option<String>,
}

impl RulesDialog {
    /// The row that is explained.
    pub fn explained(&self) -> Option<&RuleRow> {
        let (pack, rule) = self.selected.as_ref()?;
        self.view
            .as_ref()?
            .rules
            .iter()
            .find(|row| row.line.pack == *pack && row.line.rule == *rule)
    }

    /// The rules of `pack` that have the searched word in id, title or explanation.
    pub fn rules_of(&self, pack: &str) -> Vec<&RuleRow> {
        let word = self.search.trim().to_lowercase();
        self.view
            .iter()
            .flat_map(|view| &view.rules)
            .filter(|row| row.line.pack == pack)
            .filter(|row| {
                [&row.line.rule, &row.line.title, &row.explanation]
                    .iter()
                    .any(|text| text.to_lowercase().contains(&word))
            })
            .collect()
    }
}

impl AppState {
    /// The day that the dialog speaks of: that of the check form where it is one, else today.
    fn rules_day(&self) -> Date {
        crate::domain::parse_day(self.check.form.as_of.trim()).unwrap_or(self.today)
    }

    pub(super) fn open_rules(&mut self) -> Effect {
        self.dialog = Some(Dialog::Rules(Box::default()));
        Effect::ListRules(self.rules_day())
    }

    pub(super) fn reload_rules(&self) -> Option<Effect> {
        matches!(self.dialog, Some(Dialog::Rules(_))).then(|| Effect::ListRules(self.rules_day()))
    }

    pub(super) fn switch_pack(&self, id: String, on: bool) -> Option<Effect> {
        self.project.as_ref().map(|_| Effect::SwitchPack {
            id,
            on,
            as_of: self.rules_day(),
        })
    }

    pub(super) fn edit_rules(&mut self, edit: impl FnOnce(&mut RulesDialog)) {
        if let Some(Dialog::Rules(rules)) = &mut self.dialog {
            edit(rules);
        }
    }

    pub(super) fn open_rules_folder(&self) -> Option<Effect> {
        let Some(Dialog::Rules(rules)) = &self.dialog else {
            return None;
        };
        let folder = rules.view.as_ref()?.folder.clone()?;
        Some(Effect::OpenFolder(folder))
    }

    /// The packs as they are now. What was answered by other packs is no answer any more.
    pub(super) fn rules_listed(&mut self, view: RulesView) {
        if view.changed {
            self.check.packs_changed = self.check.answer.is_some();
            self.forget_shade();
            self.audit.outdated = true;
        }
        self.edit_rules(|rules| {
            rules.failure = None;
            rules.view = Some(view);
            if rules.explained().is_none() {
                rules.selected = None;
            }
        });
    }
}
