//! What the audit panel asks for and what its jobs bring: steps of [`AppState::apply`].

use std::fmt::Write as _;
use std::sync::Arc;

use geo::Rect;

use crate::domain::{GeometryKind, Label, Language, Layer};
use crate::geodesy::bounds::union;
use crate::report::csv::harmless;
use crate::services::audit_table::{change_label, said_text};
use crate::services::result_file::Destination;
use crate::state::action::Action;
use crate::state::app_state::{AppState, Inspector};
use crate::state::audit::{
    AuditColumn, AuditCommand, AuditResult, AuditRun, AuditTab, Audited, Line,
};
use crate::state::command::{Effect, FilePurpose};
use crate::state::notice::Weight;
use crate::state::typed_path::to_known_ending;
use crate::state::view::{Highlight, HighlightTarget};

const WRONG_DATE: Label = Label::new(
    "决定日期无法识别，请按 2026-08-15 的格式填写",
    "The decision date cannot be read: write it as 2026-08-15",
);
const COPIED: Label = Label::new("所选行已复制", "Selected rows copied");
const KEPT: Label = Label::new("本次核查结论已保留", "Verdicts of this audit kept");
const WRITTEN: Label = Label::new("核查结果已写入", "Audit written to");
const ZONES_CHANGED: Label = Label::new(
    "分区数据已变更，可看哪些登记对象的结论因此改变",
    "Zones changed: see which registered features have another verdict now",
);

impl AuditColumn {
    /// The title of the column.
    pub const fn label(self) -> Label {
        match self {
            Self::Layer => Label::new("图层", "Layer"),
            Self::Code => Label::new("编号", "Code"),
            Self::Name => Label::new("名称", "Name"),
            Self::County => Label::new("行政区", "County"),
            Self::Zone => Label::new("所属分区", "Zone"),
            Self::Verdict => Label::new("结论", "Verdict"),
            Self::Findings => Label::new("条数", "Findings"),
            Self::Rule => Label::new("最严规则", "Strictest rule"),
        }
    }

    /// What stands in the column for `result`; empty where nothing is known.
    pub fn text(self, result: &AuditResult, language: Language) -> String {
        match self {
            Self::Layer => layer_label(result.layer, language).to_owned(),
            Self::Code => result.code.clone(),
            Self::Name => result.name.clone(),
            Self::County => result.county.clone().unwrap_or_default(),
            Self::Zone => result.zone.clone().unwrap_or_default(),
            Self::Verdict => result.verdict.label().get(language).to_owned(),
            Self::Findings => result.findings.len().to_string(),
            Self::Rule => {
                let first = result.findings.first();
                first
                    .map(|finding| finding.rule.clone())
                    .unwrap_or_default()
            }
        }
    }
}

/// The name of a layer as people read it.
pub fn layer_label(name: &str, language: Language) -> &str {
    Layer::from_name(name).map_or(name, |layer| layer.label().get(language))
}

impl AppState {
    /// Starts an audit; with `compare`, the changes are shown when it is done.
    pub(super) fn run_audit(&mut self, compare: bool) -> Option<Effect> {
        self.audit.shown = true;
        self.tables.front = None;
        let Some(as_of) = self.audit.date() else {
            let text = WRONG_DATE.get(self.language());
            self.notices.add(Weight::Warning, text);
            return None;
        };
        self.audit.wants_changes = compare;
        Some(Effect::Audit(as_of))
    }

    pub(super) fn keep_audit(&self) -> Option<Effect> {
        Some(Effect::KeepAudit(Arc::clone(self.audit.report()?)))
    }

    pub(super) fn export_audit(&self, to: Destination) -> Option<Effect> {
        let answer = self.audit.answer.as_ref()?;
        let to = to_known_ending(to, &["csv", "xlsx"], "xlsx");
        Some(Effect::ExportAudit {
            report: Arc::clone(&answer.report),
            changes: answer.changes.clone(),
            to,
        })
    }

    pub(super) fn audit_command(&mut self, command: AuditCommand) -> Option<Effect> {
        let audit = &mut self.audit;
        match command {
            AuditCommand::EditDate(text) => audit.as_of = text,
            AuditCommand::Filter(filter) => audit.set_filter(filter),
            AuditCommand::Sort(column) => audit.sort(column),
            AuditCommand::Group(grouping) => audit.set_grouping(grouping),
            AuditCommand::Tab(tab) => audit.set_tab(tab),
            AuditCommand::ToggleGroup(line) => audit.toggle_group(line),
            AuditCommand::Pick(line, pick) => {
                let shown = audit.pick(line, pick);
                self.show_audited(shown);
            }
            AuditCommand::Step(by, range) => {
                let shown = audit.step(by, range);
                self.show_audited(shown);
            }
            AuditCommand::Enter => self.enter_audited(),
            AuditCommand::ShowEvidence(finding, piece) => self.show_audit_evidence(finding, piece),
            AuditCommand::Copy => return self.copy_audit(),
            AuditCommand::ShowDetail => self.show_inspector(Inspector::Audit),
        }
        None
    }

    fn enter_audited(&mut self) {
        let Some(line) = self.audit.cursor else {
            return;
        };
        if self.audit.tab == AuditTab::Results
            && matches!(self.audit.lines.get(line), Some(Line::Group { .. }))
        {
            self.audit.toggle_group(line);
        } else {
            let shown = self.audit.feature_at(line);
            self.show_audited(shown);
        }
    }

    /// Highlights the feature, goes there and shows its findings.
    fn show_audited(&mut self, shown: Option<(String, String)>) {
        let Some((layer, code)) = shown else { return };
        let layer = Layer::from_name(&layer);
        let highlights = layer.map(|layer| Highlight::by_code(layer, code));
        self.show_highlights(highlights.into_iter().collect());
        if self.audit.detail.is_some() {
            self.show_inspector(Inspector::Audit);
        }
    }

    fn show_audit_evidence(&mut self, finding: usize, piece: Option<usize>) {
        let Some(shown) = self
            .audit
            .detail()
            .and_then(|result| result.findings.get(finding))
        else {
            return;
        };
        let highlights = shown
            .evidence
            .iter()
            .enumerate()
            .filter(|(index, _)| piece.is_none_or(|piece| piece == *index))
            .filter_map(|(_, evidence)| {
                let layer = Layer::from_name(&evidence.layer)?;
                Some(Highlight::by_code(layer, evidence.code.clone()))
            })
            .collect();
        self.audit.finding = Some(finding);
        self.show_highlights(highlights);
    }

    /// Emphasises features, shows their layers and goes there.
    fn show_highlights(&mut self, highlights: Vec<Highlight>) {
        for entry in &mut self.layers {
            // What is selected on a hidden layer could not be seen.
            entry.visible |= highlights.iter().any(|own| own.layer == entry.layer);
        }
        self.highlight(highlights);
        if let Some(bounds) = self.highlight_bounds() {
            self.camera.fit(bounds, self.map_size);
        }
    }

    /// Box in metres of the highlighted features; `None` when none has a geometry.
    pub(super) fn highlight_bounds(&self) -> Option<Rect<f64>> {
        let scene = &self.project.as_ref()?.scene;
        let features = self.highlights.iter().filter_map(|highlight| {
            let layer = scene.layer(highlight.layer)?;
            let feature = match &highlight.target {
                HighlightTarget::Id(id) => layer.by_id(*id)?,
                HighlightTarget::Code(code) => layer.by_code(code)?,
            };
            feature.geometry.bounds()
        });
        features.reduce(union)
    }

    fn copy_audit(&mut self) -> Option<Effect> {
        let language = self.language();
        let text = match self.audit.tab {
            AuditTab::Results => self.audited_rows(language),
            AuditTab::Changes => self.changed_rows(language),
        };
        if text.is_empty() {
            return None;
        }
        self.notices.add(Weight::Done, COPIED.get(language));
        Some(Effect::Copy(text))
    }

    /// The selected results as a spreadsheet takes them; empty when none is selected.
    fn audited_rows(&self, language: Language) -> String {
        let Some(report) = self.audit.report() else {
            return String::new();
        };
        let rows = self.audit.selected.iter().filter_map(|line| {
            let Line::Feature(index) = self.audit.lines.get(*line)? else {
                return None;
            };
            let result = report.results.get(*index)?;
            Some(AuditColumn::ALL.map(|column| column.text(result, language)))
        });
        table(
            AuditColumn::ALL.map(|column| column.label().get(language)),
            rows,
        )
    }

    fn changed_rows(&self, language: Language) -> String {
        let Some(changes) = self.audit.changes() else {
            return String::new();
        };
        let verdict = |verdict: Option<crate::domain::Outcome>| {
            verdict.map_or(String::new(), |own| own.label().get(language).to_owned())
        };
        let rows = self.audit.selected.iter().filter_map(|line| {
            let change = changes.changes.get(*self.audit.change_lines.get(*line)?)?;
            Some([
                change_label(change.kind).get(language).to_owned(),
                layer_label(&change.layer, language).to_owned(),
                change.code.clone(),
                change.name.clone(),
                verdict(change.before),
                verdict(change.after),
                said_text(&change.came, language),
                said_text(&change.went, language),
            ])
        });
        let titles = CHANGE_TITLES.map(|title| title.get(language));
        table(titles, rows)
    }

    pub(super) fn audited(&mut self, answer: Audited) {
        self.audit.answered(answer);
    }

    pub(super) fn audit_kept(&mut self, run: AuditRun) {
        self.notices.add(Weight::Done, KEPT.get(self.language()));
        if let Some(project) = &mut self.project {
            project.kept_audit = Some(run);
        }
    }

    pub(super) fn audit_written(&mut self, path: &std::path::Path) {
        let text = format!("{}: {}", WRITTEN.get(self.language()), path.display());
        self.notices.add(Weight::Done, text);
    }

    /// After an import into `layer`: verdicts may have changed, and if some were kept, the change can
    /// be seen.
    pub(super) fn offer_comparison(&mut self, layer: Option<Layer>) {
        self.audit.outdated = true;
        let kept = self
            .project
            .as_ref()
            .is_some_and(|project| project.kept_audit.is_some());
        let zones = layer
            .and_then(Layer::geometry)
            .is_some_and(|kind| matches!(kind, GeometryKind::Area | GeometryKind::LineOrArea));
        if kept && zones {
            let text = ZONES_CHANGED.get(self.language());
            self.notices.offer(text, Action::CompareAudit);
        }
    }

    /// Asks for the file that the audit is written to.
    pub(super) fn ask_audit_file(&self) -> Option<Effect> {
        self.audit.report()?;
        Some(Effect::ChooseFile(FilePurpose::SaveAudit))
    }
}

/// Titles of the list of changes.
pub const CHANGE_TITLES: [Label; 8] = [
    Label::new("变化", "Change"),
    Label::new("图层", "Layer"),
    Label::new("编号", "Code"),
    Label::new("名称", "Name"),
    Label::new("上次结论", "Before"),
    Label::new("本次结论", "Now"),
    Label::new("新出现的规则结果", "Rules that came"),
    Label::new("不再出现的规则结果", "Rules that went"),
];

/// Rows with tabs between cells; empty without rows.
fn table<const N: usize>(titles: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut text = String::new();
    for row in rows {
        // A tab or line break within a cell would make two of it.
        let cells = row.map(|cell| harmless(&cell.replace(['\t', '\r', '\n'], " ")));
        // Writing to a String cannot fail.
        let _written = writeln!(text, "{}", cells.join("\t"));
    }
    if text.is_empty() {
        text
    } else {
        format!("{}\n{text}", titles.join("\t"))
    }
}
