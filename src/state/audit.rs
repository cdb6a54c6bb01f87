//! The audit panel's state: the report, how it is listed, what is selected in it. Knows no toolkit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

pub use crate::services::audit::{AuditReport, AuditResult};
pub use crate::services::audit_changes::{AuditChange, AuditChanges, AuditRun, ChangeKind};
pub use crate::state::audit_index::{
    AuditColumn, AuditFilter, AuditIndex, GroupKey, Grouping, Line, Sorting,
};

use crate::domain::Finding;
use crate::jobs::JobId;
use crate::state::audit_index::words;

/// An audit as the worker hands it over.
#[derive(Debug)]
pub struct Audited {
    /// The answer.
    pub report: Arc<AuditReport>,
    /// The answer made ready to be looked at.
    pub index: AuditIndex,
    /// What changed since the audit that was kept; `None` when none was kept.
    pub changes: Option<Arc<AuditChanges>>,
    /// Titles of the packs by id.
    pub pack_titles: BTreeMap<String, String>,
}

/// What the panel lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuditTab {
    /// Every feature.
    #[default]
    Results,
    /// What changed since the kept audit.
    Changes,
}

/// How a click or key changes the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// This line alone.
    Only,
    /// All lines from the one picked last.
    Range,
    /// This line as well, or not any more.
    Toggle,
}

/// Everything that the panel asks for.
#[derive(Clone, Debug)]
pub enum AuditCommand {
    /// The decision date as typed.
    EditDate(String),
    /// List what this lets through.
    Filter(AuditFilter),
    /// Sort by this column; again: the other way round.
    Sort(AuditColumn),
    /// Group by this.
    Group(Grouping),
    /// Show the results or the changes.
    Tab(AuditTab),
    /// Open or close the group at this line.
    ToggleGroup(usize),
    /// Pick this line.
    Pick(usize, Pick),
    /// Move the picked line by this many lines; with `true`, select on the way.
    Step(isize, bool),
    /// Open the group or show the feature at the picked line.
    Enter,
    /// Highlight and show the evidence of this finding of the selected feature; with a second index,
    /// only that piece.
    ShowEvidence(usize, Option<usize>),
    /// Put the selected rows on the clipboard.
    Copy,
    /// Show the findings of the selected feature in the right panel.
    ShowDetail,
}

/// The panel.
#[derive(Debug)]
pub struct AuditState {
    /// Whether the panel is on show.
    pub shown: bool,
    /// The decision date as typed.
    pub as_of: String,
    /// The audit under way.
    pub running: Option<JobId>,
    /// Keeping or writing under way.
    pub saving: Option<JobId>,
    /// The last answer.
    pub answer: Option<Audited>,
    /// Why the audit started last gave no answer.
    pub failure: Option<String>,
    /// Whether the data changed since the answer.
    pub outdated: bool,
    /// Results or changes.
    pub tab: AuditTab,
    /// Whether the changes are shown when the audit under way is done.
    pub(super) wants_changes: bool,
    /// What is listed.
    pub filter: AuditFilter,
    /// In which order.
    pub sorting: Sorting,
    /// In which groups.
    pub grouping: Grouping,
    /// The groups that are open.
    open: BTreeSet<GroupKey>,
    /// The list of results; made again whenever answer, filter, order or groups change.
    pub lines: Vec<Line>,
    /// The list of changes: indexes into [`AuditChanges::changes`].
    pub change_lines: Vec<usize>,
    /// Number of features that the filter lets through.
    pub listed: usize,
    /// The line picked last, in the list on show.
    pub cursor: Option<usize>,
    /// Where a range of lines begins.
    anchor: usize,
    /// The lines selected, in the list on show.
    pub selected: BTreeSet<usize>,
    /// The feature whose findings are shown: index into [`AuditReport::results`].
    pub detail: Option<usize>,
    /// The finding of it that is highlighted.
    pub finding: Option<usize>,
    /// Counts up whenever the list should scroll to [`Self::cursor`].
    pub scroll: u64,
}

/// Worst first: that is what a planner works through.
const FIRST_SORTING: Sorting = (AuditColumn::Verdict, true);

impl AuditState {
    /// Nothing audited yet.
    pub fn new(today: Date) -> Self {
        Self {
            shown: false,
            as_of: today.to_string(),
            running: None,
            saving: None,
            answer: None,
            failure: None,
            outdated: false,
            tab: AuditTab::default(),
            wants_changes: false,
            filter: AuditFilter::default(),
            sorting: FIRST_SORTING,
            grouping: Grouping::default(),
            open: BTreeSet::new(),
            lines: Vec::new(),
            change_lines: Vec::new(),
            listed: 0,
            cursor: None,
            anchor: 0,
            selected: BTreeSet::new(),
            detail: None,
            finding: None,
            scroll: 0,
        }
    }

    /// The decision date, if what is typed is one.
    pub fn date(&self) -> Option<Date> {
        self.as_of.trim().parse().ok()
    }

    /// Whether the answer on show is about the data and the date as they are now.
    pub fn is_current(&self) -> bool {
        let answer = self.answer.as_ref();
        !self.outdated && answer.is_some_and(|answer| self.date() == Some(answer.report.as_of))
    }

    /// The report on show.
    pub fn report(&self) -> Option<&Arc<AuditReport>> {
        self.answer.as_ref().map(|answer| &answer.report)
    }

    /// The changes on show.
    pub fn changes(&self) -> Option<&AuditChanges> {
        self.answer.as_ref()?.changes.as_deref()
    }

    /// The feature whose findings are shown.
    pub fn detail(&self) -> Option<&AuditResult> {
        self.report()?.results.get(self.detail?)
    }

    /// The findings of the feature on show, each with title and basis.
    pub fn detail_findings(&self) -> Vec<Finding> {
        let (Some(report), Some(result)) = (self.report(), self.detail()) else {
            return Vec::new();
        };
        let whole = result.findings.iter().map(|finding| {
            let rule = report.rules.get(finding.speaker);
            Finding {
                rule: finding.rule.clone(),
                pack: finding.pack.clone(),
                title: rule.map(|rule| rule.title.clone()).unwrap_or_default(),
                outcome: finding.outcome,
                basis: rule.map(|rule| rule.basis.clone()).unwrap_or_default(),
                message: finding.message.clone(),
                evidence: finding.evidence.clone(),
                missing: finding.missing.clone(),
            }
        });
        whole.collect()
    }

    /// Title of the pack with this id; the id itself where the title is not known.
    pub fn pack_title<'a>(&'a self, id: &'a str) -> &'a str {
        let titles = self.answer.as_ref().map(|answer| &answer.pack_titles);
        titles
            .and_then(|titles| titles.get(id))
            .map_or(id, String::as_str)
    }

    /// Takes over an answer; what was filtered by rule and selected belonged to the old one.
    pub(super) fn answered(&mut self, answer: Audited) {
        self.answer = Some(answer);
        self.failure = None;
        self.outdated = false;
        self.filter.rule = None;
        self.open.clear();
        self.detail = None;
        if std::mem::take(&mut self.wants_changes) {
            self.tab = AuditTab::Changes;
        }
        self.list();
    }

    /// Number of lines on show.
    pub fn line_count(&self) -> usize {
        match self.tab {
            AuditTab::Results => self.lines.len(),
            AuditTab::Changes => self.change_lines.len(),
        }
    }

    pub(super) fn set_filter(&mut self, filter: AuditFilter) {
        self.filter = filter;
        self.list();
    }

    pub(super) fn set_tab(&mut self, tab: AuditTab) {
        self.tab = tab;
        self.list();
    }

    pub(super) fn set_grouping(&mut self, grouping: Grouping) {
        self.grouping = grouping;
        self.open.clear();
        self.list();
    }

    pub(super) fn sort(&mut self, column: AuditColumn) {
        let (by, descending) = self.sorting;
        // Verdicts and counts are looked at from the top.
        let large_first = matches!(column, AuditColumn::Verdict | AuditColumn::Findings);
        self.sorting = (
            column,
            if by == column {
                !descending
            } else {
                large_first
            },
        );
        self.list();
    }

    pub(super) fn toggle_group(&mut self, line: usize) {
        if let Some(Line::Group { key, .. }) = self.lines.get(line) {
            let key = key.clone();
            if !self.open.remove(&key) {
                self.open.insert(key);
            }
            self.list();
            self.cursor = Some(line);
        }
    }

    /// Makes the lists again. Lines have other numbers afterwards, so nothing stays selected.
    fn list(&mut self) {
        self.selected.clear();
        self.cursor = None;
        self.anchor = 0;
        let Some(answer) = &self.answer else {
            self.lines.clear();
            self.change_lines.clear();
            return;
        };
        let groups = (self.grouping, &self.open);
        self.lines = answer
            .index
            .lines(&answer.report, &self.filter, self.sorting, groups);
        self.listed = self.lines.iter().fold(0, |listed, line| match line {
            // A feature under several rules counts under each: the groups say how many lines there are.
            Line::Group { count, .. } => listed + count,
            Line::Feature(_) if self.grouping == Grouping::None => listed + 1,
            Line::Feature(_) => listed,
        });
        self.change_lines = match &answer.changes {
            Some(changes) => change_lines(changes, &self.filter),
            None => Vec::new(),
        };
    }

    /// Selects lines; the feature that is then to be shown, as layer and code.
    pub(super) fn pick(&mut self, line: usize, pick: Pick) -> Option<(String, String)> {
        if line >= self.line_count() {
            return None;
        }
        match pick {
            Pick::Only => {
                self.selected = BTreeSet::from([line]);
                self.anchor = line;
            }
            Pick::Range => {
                let (from, to) = (self.anchor.min(line), self.anchor.max(line));
                self.selected = (from..=to).collect();
            }
            Pick::Toggle => {
                if !self.selected.remove(&line) {
                    self.selected.insert(line);
                }
                self.anchor = line;
            }
        }
        self.cursor = Some(line);
        self.finding = None;
        let shown = self.feature_at(line)?;
        self.detail = self.result_of(&shown);
        Some(shown)
    }

    pub(super) fn step(&mut self, by: isize, range: bool) -> Option<(String, String)> {
        let last = self.line_count().checked_sub(1)?;
        let line = self
            .cursor
            .map_or(0, |line| line.saturating_add_signed(by).min(last));
        self.scroll += 1;
        self.pick(line, if range { Pick::Range } else { Pick::Only })
    }

    /// The feature at `line` of the list on show, as layer and code; `None` for a group.
    pub(super) fn feature_at(&self, line: usize) -> Option<(String, String)> {
        match self.tab {
            AuditTab::Results => {
                let Line::Feature(index) = self.lines.get(line)? else {
                    return None;
                };
                let result = self.report()?.results.get(*index)?;
                Some((result.layer.to_owned(), result.code.clone()))
            }
            AuditTab::Changes => {
                let change = self.changes()?.changes.get(*self.change_lines.get(line)?)?;
                Some((change.layer.clone(), change.code.clone()))
            }
        }
    }

    fn result_of(&self, (layer, code): &(String, String)) -> Option<usize> {
        let results = &self.report()?.results;
        let key = |result: &AuditResult| (result.layer.to_owned(), result.code.clone());
        results
            .binary_search_by(|result| key(result).cmp(&(layer.clone(), code.clone())))
            .ok()
    }
}

fn change_lines(changes: &AuditChanges, filter: &AuditFilter) -> Vec<usize> {
    let words = words(&filter.text);
    let fits = |change: &AuditChange| {
        let text = format!("{}\n{}", change.code, change.name).to_lowercase();
        filter
            .layer
            .as_ref()
            .is_none_or(|layer| change.layer == *layer)
            && filter
                .verdict
                .is_none_or(|verdict| change.after == Some(verdict))
            && words.iter().all(|word| text.contains(word.as_str()))
    };
    let all = changes.changes.iter().enumerate();
    let mut fitting: Vec<(usize, &AuditChange)> = all.filter(|(_, change)| fits(change)).collect();
    // What changed its verdict comes first; the rest stays by layer and code.
    let rank = |kind| ChangeKind::ALL.iter().position(|own| *own == kind);
    fitting.sort_by_key(|(_, change)| rank(change.kind));
    fitting.into_iter().map(|(index, _)| index).collect()
}
