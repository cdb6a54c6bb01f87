//! The longer steps of [`AppState::apply`]: files and dialogs, the check, and what finished jobs
//! bring.

use std::path::Path;

use crate::domain::{Label, Layer, LonLat, Outcome};
use crate::jobs::{JobError, JobId};
use crate::services::findings_text::findings_text;
use crate::services::result_file::Destination;
use crate::state::app_state::{AppState, Dialog, IdentifyState, Inspector, Tool};
use crate::state::audit::AuditState;
use crate::state::check::{CheckState, Site};
use crate::state::command::{Answer, Effect, FilePurpose, Purpose};
use crate::state::file_kind::with_ending;
use crate::state::import::{ImportDialog, ImportRequest, ImportSummary};
use crate::state::notice::Weight;
use crate::state::print::PrintAnswer;
use crate::state::project::OpenProject;
use crate::state::tools::ToolPurpose;
use crate::state::typed_path::typed_path;
use crate::state::view::Highlight;
use crate::state::whatif::WhatIfState;

/// How far from a click a feature is still meant, in pixels: the radius of a point symbol.
const CLICK_TOLERANCE_PX: f64 = 4.0;
/// The same in metres: no less when everything is large, and never kilometres when all is small.
const CLICK_TOLERANCE_M: std::ops::RangeInclusive<f64> = 2.0..=800.0;

const COPIED: Label = Label::new("审查结果已复制", "Findings copied");
const REPORT_COPIED: Label = Label::new("导入报告已复制", "Import report copied");
const FIT_FIRST: Label = Label::new("请先试运行", "Try the import first");
const IMPORTED: Label = Label::new("导入完成", "Import finished");
const TYPE_THE_PATH: Label = Label::new(
    "本机没有文件对话框，请直接填写文件路径",
    "This machine has no file dialog; type the path",
);
const CANCELLED: Label = Label::new("已取消", "Cancelled");

impl AppState {
    /// The file for `purpose` is known; where it is to be written, also whether an older one may go.
    pub(super) fn chosen(&mut self, purpose: FilePurpose, to: Destination) -> Option<Effect> {
        let path = to.path.clone();
        match purpose {
            FilePurpose::Open => Some(Effect::Open(path)),
            FilePurpose::Create => Some(Effect::Create(with_ending(path))),
            FilePurpose::SaveAudit => {
                self.dialog = None;
                self.export_audit(to)
            }
            FilePurpose::OpenStyle | FilePurpose::SaveStyle => {
                self.dialog = None;
                self.style_file_chosen(purpose, to)
            }
            FilePurpose::Base => self.add_base(path),
            FilePurpose::SaveBackup(_) => Some(self.backup_file(path)),
            FilePurpose::SavePicture => Some(self.save_picture(to)),
            FilePurpose::SaveMap => {
                self.map_file_chosen(path);
                None
            }
            FilePurpose::SaveReport(asked) => self.case_report_file(asked, to),
            FilePurpose::SaveLayer(..) => {
                self.layer_file_chosen(path);
                None
            }
            FilePurpose::Import => {
                let import = ImportDialog::new(path.clone());
                self.dialog = Some(Dialog::Import(Box::new(import)));
                Some(Effect::LookForFile(path))
            }
        }
    }

    pub(super) fn ask_path(&mut self, purpose: FilePurpose) {
        if matches!(purpose, FilePurpose::SaveMap | FilePurpose::SaveLayer(..)) {
            // Their dialogs have a field for the path.
            let text = TYPE_THE_PATH.get(self.language());
            self.notices.add(Weight::Warning, text);
            return;
        }
        if matches!(purpose, FilePurpose::SaveReport(asked) if !self.case_report.awaits(asked)) {
            return;
        }
        self.dialog = Some(Dialog::Path {
            purpose,
            text: String::new(),
            failure: None,
        });
    }

    pub(super) fn edit_path(&mut self, edited: String) {
        if let Some(Dialog::Path { text, failure, .. }) = &mut self.dialog {
            *text = edited;
            *failure = None;
        }
    }

    pub(super) fn accept_path(&mut self) -> Option<Effect> {
        let Some(Dialog::Path { purpose, text, .. }) = &self.dialog else {
            return None;
        };
        let (purpose, path) = (*purpose, typed_path(text)?);
        // The dialog stays until the project is open, so that a wrong path can be mended.
        self.chosen(purpose, Destination::unasked(path))
    }

    /// Closing a dialog also stops what was started from it.
    pub(super) fn close_dialog(&mut self) -> Option<Effect> {
        match self.dialog.take() {
            Some(Dialog::Import(import)) => match import.running {
                Some(job) => {
                    // Who stops one import is not asked about the next.
                    self.waiting.clear();
                    Some(Effect::Cancel(job))
                }
                None => None,
            },
            Some(Dialog::ImportLog(log)) => log.running.map(Effect::Cancel),
            Some(Dialog::Path { .. }) => self.opening.map(Effect::Cancel),
            Some(Dialog::Rules(rules)) => rules.running.map(Effect::Cancel),
            Some(Dialog::Quality(quality)) => {
                self.keep_quality(quality);
                None
            }
            Some(Dialog::SelectByLocation(_) | Dialog::SelectByExpression(_)) => {
                self.selection.running.map(Effect::Cancel)
            }
            Some(Dialog::Export(export)) => export.running.map(Effect::Cancel),
            Some(Dialog::Print(print)) => print.close(),
            // What is being stored is stored to the end.
            Some(Dialog::Cases(cases)) if !cases.writing => cases.running.map(Effect::Cancel),
            Some(Dialog::SaveCase(save)) if !save.writing => save.running.map(Effect::Cancel),
            Some(
                Dialog::About
                | Dialog::Calculator(_)
                | Dialog::Cases(_)
                | Dialog::SaveCase(_)
                | Dialog::Palette(_)
                | Dialog::Bookmarks(_)
                | Dialog::Shortcuts(_),
            )
            | None => None,
        }
    }

    pub(super) fn close_project(&mut self) -> Effect {
        self.forget_project();
        Effect::CloseProject
    }

    /// Everything that belonged to the project goes with it.
    fn forget_project(&mut self) {
        self.project = None;
        self.forget_bases();
        self.check = CheckState::new(self.today);
        self.what_if = WhatIfState::default();
        self.audit = AuditState::new(self.today);
        self.case_report.forget();
        self.style.editor = None;
        self.identify = IdentifyState::default();
        self.highlights.clear();
        self.forget_tables();
        self.dialog = None;
        self.waiting.clear();
        self.kept_quality = None;
        self.layers = self.settings.layer_list();
        self.tool = Tool::default();
        self.inspector = self.settings.layout.tab.into();
        self.audit.shown = self.settings.layout.audit_shown;
        self.tools.forget_project();
    }

    pub(super) fn map_clicked(&mut self, at: LonLat) -> Option<Effect> {
        match self.tool {
            Tool::Pan | Tool::ZoomBox | Tool::Select | Tool::SelectPolygon => None,
            Tool::Measure => self.done(|state| state.measure_click(at)),
            Tool::Identify => {
                self.show_inspector(Inspector::Identify);
                Some(Effect::Identify {
                    at,
                    tolerance_m: (CLICK_TOLERANCE_PX * self.camera.m_per_px())
                        .clamp(*CLICK_TOLERANCE_M.start(), *CLICK_TOLERANCE_M.end()),
                    layers: self.visible_layers(),
                })
            }
            Tool::Check => {
                self.show_inspector(Inspector::Check);
                self.place_site(at);
                self.run_check()
            }
        }
    }

    fn visible_layers(&self) -> Vec<Layer> {
        self.layers
            .iter()
            .filter(|entry| entry.visible)
            .map(|entry| entry.layer)
            .collect()
    }

    pub(super) fn choose_reading(&mut self, index: usize) -> Option<Effect> {
        if let Site::Ask(readings) = &self.check.site
            && let Some(reading) = readings.get(index).copied()
        {
            self.check.site = Site::chosen(reading);
            self.look_at_site();
        }
        None
    }

    pub(super) fn run_check(&mut self) -> Option<Effect> {
        let position = self.check.site.position()?;
        if let Ok(request) = self.check.form.request(position) {
            self.check.show_problems = false;
            self.check.asked = Some(request.clone());
            Some(Effect::Check(request))
        } else {
            self.check.show_problems = true;
            self.show_inspector(Inspector::Check);
            None
        }
    }

    pub(super) fn copy_findings(&mut self) -> Option<Effect> {
        let (request, report) = self.check.answer.as_ref()?;
        let text = findings_text(report, request.as_of, self.language());
        let done = COPIED.get(self.language());
        self.notices.add(Weight::Done, done);
        Some(Effect::Copy(text))
    }

    pub(super) fn clear_results(&mut self) {
        self.highlight(Vec::new());
        self.identify = IdentifyState::default();
        self.check.answer = None;
        self.check.failure = None;
        self.check.selected = None;
        self.check.coordinates.clear();
        self.check.site = Site::None;
        self.check.show_problems = false;
        self.tools.measure.clear();
        self.tools.search.place = None;
    }

    pub(super) fn show_evidence(&mut self, finding: usize, piece: Option<usize>) {
        if !self.check.is_current() {
            return;
        }
        let Some((_, report)) = &self.check.answer else {
            return;
        };
        let Some(shown) = report.findings.get(finding) else {
            return;
        };
        let highlights: Vec<Highlight> = shown
            .evidence
            .iter()
            .enumerate()
            .filter(|(index, _)| piece.is_none_or(|piece| piece == *index))
            .filter_map(|(_, evidence)| Highlight::of_evidence(evidence))
            .collect();
        self.check.selected = Some(finding);
        let hidden: Vec<Layer> = highlights.iter().map(|one| one.layer).collect();
        for entry in &mut self.layers {
            // Evidence on a hidden layer could not be seen.
            entry.visible |= hidden.contains(&entry.layer);
        }
        let any = !highlights.is_empty();
        self.highlight(highlights);
        self.check.marked = true;
        if any {
            self.zoom_to_selection();
        }
    }

    pub(super) fn edit_import(&mut self, request: ImportRequest) {
        if let Some(Dialog::Import(import)) = &mut self.dialog {
            if (import.request.layer, &import.request.part) != (request.layer, &request.part) {
                // The fields of one layer, or of one sheet, say nothing about another.
                import.summary = None;
            }
            import.request = request;
            import.failure = None;
        }
    }

    pub(super) fn import_file_lost(&mut self, path: &Path, reason: String) {
        if let Some(Dialog::Import(import)) = &mut self.dialog
            && import.request.path == path
        {
            import.failure = Some(reason);
        }
    }

    pub(super) fn copy_import(&mut self) -> Option<Effect> {
        let language = self.language();
        let Some(Dialog::Import(import)) = &self.dialog else {
            return None;
        };
        let text = import.summary.as_ref()?.text(language);
        self.notices.add(Weight::Done, REPORT_COPIED.get(language));
        Some(Effect::Copy(text))
    }

    pub(super) fn import(&mut self, dry_run: bool) -> Option<Effect> {
        let language = self.language();
        let Some(Dialog::Import(import)) = &mut self.dialog else {
            return None;
        };
        if import.running.is_some() || import.request.layer.is_none() || import.lacks_part() {
            return None;
        }
        if !dry_run && !import.is_tried() {
            self.notices.add(Weight::Warning, FIT_FIRST.get(language));
            return None;
        }
        Some(Effect::Import {
            request: import.request.clone(),
            dry_run,
        })
    }

    /// Notes the job; a newer question replaces the one before it.
    pub(super) fn started(&mut self, purpose: Purpose, job: JobId) -> Option<Effect> {
        let slot = match purpose {
            Purpose::Table(purpose) => return self.table_started(purpose, job),
            Purpose::Open => &mut self.opening,
            Purpose::Identify => &mut self.identify.running,
            Purpose::Check => {
                self.check.failure = None;
                &mut self.check.running
            }
            Purpose::Try => {
                self.check.failure = None;
                &mut self.what_if.running
            }
            Purpose::Shade => match &mut self.what_if.shade {
                Some(shade) => &mut shade.running,
                None => return Some(Effect::Cancel(job)),
            },
            Purpose::Audit => {
                self.audit.failure = None;
                &mut self.audit.running
            }
            Purpose::SaveAudit => {
                // Two files may be written one after the other; none stops the other.
                self.audit.saving = Some(job);
                return None;
            }
            Purpose::CaseReport => return self.case_report_started(job),
            Purpose::Backup => {
                self.backups.push(job);
                return None;
            }
            Purpose::Styles => match &mut self.style.editor {
                Some(editor) => &mut editor.running,
                None => return None,
            },
            Purpose::Import
            | Purpose::Rules
            | Purpose::Quality
            | Purpose::Cases
            | Purpose::ExportLayer
            | Purpose::Calculation => self.dialog.as_mut()?.waits_for(purpose)?,
            Purpose::Tools(ToolPurpose::Index) => &mut self.tools.search.indexing,
            Purpose::Tools(ToolPurpose::Find) => &mut self.tools.search.running,
            // One change after the other; none stops the other.
            Purpose::Tools(ToolPurpose::Bookmark) => {
                self.tools.bookmarking.push(job);
                return None;
            }
            Purpose::PreviewMap | Purpose::ExportMap => return self.print_started(purpose, job),
            Purpose::Describe => return None,
        };
        slot.replace(job).map(Effect::Cancel)
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one list of answers, best read in one piece"
    )]
    pub(super) fn finished(
        &mut self,
        job: JobId,
        result: Result<Box<Answer>, JobError>,
    ) -> Option<Effect> {
        if let Some(purpose) = self.end_table_job(job) {
            return self.table_finished(purpose, result);
        }
        let purpose = self.end(job);
        if purpose == Some(Purpose::Cases) {
            self.case_job_ended();
        }
        if purpose == Some(Purpose::Styles) {
            self.style_job_ended();
        }
        match (result.map(|answer| *answer), purpose) {
            (Ok(Answer::Opened(project)), Some(_)) => {
                self.opened(project);
                return self.open_kept_bases();
            }
            (Ok(Answer::Identified { at, hits }), Some(_)) => {
                self.identify.at = Some(at);
                self.identify.hits = hits;
                self.identify.selected = 0;
                let first = self.identify.hits.first();
                let first = first.map(|hit| Highlight::by_id(hit.feature.layer, hit.feature.id));
                self.highlight(first.into_iter().collect());
            }
            (
                Ok(Answer::Checked {
                    request,
                    report,
                    pack_titles,
                }),
                Some(purpose),
            ) if purpose != Purpose::Try || self.wants_try(&request) => {
                self.check.pack_titles = pack_titles;
                self.check.answer = Some((*request, *report));
                self.check.selected = None;
                self.check.packs_changed = false;
                self.check.failure = None;
                let evidence = self.evidence_of_verdict();
                self.highlight(evidence);
                self.check.marked = true;
            }
            (Ok(Answer::Shaded(request, grid)), Some(_)) => self.shaded(*request, grid),
            (Ok(Answer::Imported { summary, project }), _) => {
                let read = project.is_some();
                if let Some(project) = project {
                    self.replace_scene(project);
                }
                self.imported(summary);
                if read {
                    return self.restyle_after_reading();
                }
            }
            (Ok(Answer::Importing(answer)), purpose) => {
                return self.import_answered(answer, purpose.is_some());
            }
            (Ok(Answer::Audited(answer)), Some(_)) => self.audited(answer),
            (Ok(Answer::AuditKept(run)), _) => self.audit_kept(run),
            (Ok(Answer::AuditWritten(path)), _) => self.audit_written(&path),
            (Ok(Answer::CalculationSaved { id, calculation }), _) => {
                self.calculation_saved(id, &calculation);
            }
            (Ok(Answer::RulesListed(view)), _) => self.rules_listed(view),
            (Ok(Answer::QualityRated(view)), purpose) => {
                self.quality_rated(*view, purpose.is_some());
            }
            (Ok(Answer::Cases(answer)), purpose) => {
                return self.case_answered(answer, purpose == Some(Purpose::Cases));
            }
            (Ok(Answer::BackedUp(path)), _) => self.backed_up(&path),
            (Ok(Answer::CaseReportsWritten(paths)), _) => self.case_report_written(paths),
            (Ok(Answer::Styles(answer)), purpose) => {
                return self.style_answered(answer, purpose == Some(Purpose::Styles));
            }
            (Ok(Answer::Tools(answer)), Some(_)) => return self.tool_answered(answer),
            (Ok(Answer::Print(answer)), purpose)
                if purpose.is_some() || matches!(answer, PrintAnswer::Written(_)) =>
            {
                return self.print_answered(answer);
            }
            (Ok(Answer::LayerExported(report)), _) => self.layer_exported(*report),
            (Ok(Answer::Described(text)), _) => self.spatialite = Some(text),
            // An answer that nobody waits for any more.
            (Ok(_), _) | (Err(JobError::Cancelled), None | Some(Purpose::Tools(_))) => {}
            (Err(error), Some(Purpose::Shade)) => self.shade_failed(&error),
            (Err(error), Some(Purpose::Tools(purpose))) => self.tool_failed(purpose, &error),
            (Err(JobError::Cancelled), Some(_)) => {
                self.what_if.end_tries();
                let text = CANCELLED.get(self.language());
                self.notices.add(Weight::Done, text);
            }
            (Err(error), purpose) => self.failed(purpose, &error),
        }
        if purpose == Some(Purpose::Try) {
            return self.tried();
        }
        None
    }

    /// Frees the slot of `job`; `None` when nobody waits for it any more.
    fn end(&mut self, job: JobId) -> Option<Purpose> {
        // Of these, several may wait, one after the other.
        for (purpose, waiting) in [
            (
                Purpose::Tools(ToolPurpose::Bookmark),
                &mut self.tools.bookmarking,
            ),
            (Purpose::Backup, &mut self.backups),
        ] {
            if let Some(place) = waiting.iter().position(|other| *other == job) {
                waiting.remove(place);
                return Some(purpose);
            }
        }
        if let Some(purpose) = self.print_ended(job) {
            return Some(purpose);
        }
        let dialog = match &mut self.dialog {
            Some(Dialog::Import(import)) => Some((Purpose::Import, &mut import.running)),
            Some(Dialog::ImportLog(log)) => Some((Purpose::Import, &mut log.running)),
            Some(Dialog::Rules(rules)) => Some((Purpose::Rules, &mut rules.running)),
            Some(Dialog::Quality(quality)) => Some((Purpose::Quality, &mut quality.running)),
            Some(Dialog::Cases(cases)) => Some((Purpose::Cases, &mut cases.running)),
            Some(Dialog::SaveCase(save)) => Some((Purpose::Cases, &mut save.running)),
            Some(Dialog::Calculator(dialog)) => Some((Purpose::Calculation, &mut dialog.running)),
            Some(Dialog::Export(export)) => Some((Purpose::ExportLayer, &mut export.running)),
            _ => None,
        };
        let style = self.style.editor.as_mut();
        let style = style.map(|editor| (Purpose::Styles, &mut editor.running));
        let shade = self.what_if.shade.as_mut();
        let shade = shade.map(|shade| (Purpose::Shade, &mut shade.running));
        let slots = [
            (Purpose::Open, &mut self.opening),
            (Purpose::Identify, &mut self.identify.running),
            (Purpose::Check, &mut self.check.running),
            (Purpose::Try, &mut self.what_if.running),
            (Purpose::Audit, &mut self.audit.running),
            (Purpose::SaveAudit, &mut self.audit.saving),
            (Purpose::CaseReport, &mut self.case_report.running),
            (
                Purpose::Tools(ToolPurpose::Index),
                &mut self.tools.search.indexing,
            ),
            (
                Purpose::Tools(ToolPurpose::Find),
                &mut self.tools.search.running,
            ),
        ];
        for (purpose, slot) in slots.into_iter().chain(dialog).chain(shade).chain(style) {
            if *slot == Some(job) {
                *slot = None;
                return Some(purpose);
            }
        }
        None
    }

    fn opened(&mut self, project: OpenProject) {
        self.settings.remember(&project.path);
        self.notices.close_opening_failures();
        self.forget_project();
        for problem in &project.look.problems {
            self.notices.add(Weight::Warning, problem);
        }
        self.project = Some(project);
        self.tell_whereabouts();
        self.fit_pending = true;
        self.zoom_to_all();
    }

    /// After an import: the data changed, so answers about the old data go.
    /// A project that was closed or left meanwhile does not come back.
    pub(super) fn replace_scene(&mut self, project: OpenProject) {
        let Some(own) = (self.project.as_mut()).filter(|own| own.path == project.path) else {
            return;
        };
        let was_empty = own.is_empty();
        *own = project;
        self.audit.outdated = true;
        self.check.answer = None;
        self.forget_shade();
        self.identify = IdentifyState::default();
        self.highlight(Vec::new());
        if was_empty {
            self.zoom_to_all();
        }
    }

    fn imported(&mut self, summary: ImportSummary) {
        let text = IMPORTED.get(self.language());
        if !summary.dry_run {
            let language = self.language();
            let layer = summary.request.layer;
            let layer = layer.map_or("", |layer| layer.label().get(language));
            let line = format!("{text}: {layer} {}/{}", summary.imported, summary.read);
            self.notices.add(Weight::Done, line);
            self.offer_comparison(summary.request.layer);
        }
        if let Some(Dialog::Import(import)) = &mut self.dialog
            // The answer about one file says nothing about another.
            && import.request.path == summary.request.path
        {
            let trial = summary.dry_run;
            import.summary = Some(summary);
            import.place = None;
            if trial {
                self.look_at_import();
            }
        }
    }

    fn failed(&mut self, purpose: Option<Purpose>, error: &JobError) {
        self.what_if.end_tries();
        let text = error.to_string();
        match (purpose, &mut self.dialog) {
            (Some(Purpose::Import), Some(Dialog::ImportLog(log))) => log.failure = Some(text),
            (Some(Purpose::Import), Some(Dialog::Import(import))) => {
                import.summary = None;
                import.failure = Some(text);
            }
            (Some(Purpose::Calculation), Some(Dialog::Calculator(dialog))) => {
                dialog.failure = Some(text);
            }
            (Some(Purpose::ExportLayer), Some(Dialog::Export(export))) => {
                export.failure = Some(text);
            }
            (Some(Purpose::Rules), Some(Dialog::Rules(rules))) => rules.failure = Some(text),
            (Some(Purpose::Quality), Some(Dialog::Quality(quality))) => {
                quality.failure = Some(text);
            }
            (Some(Purpose::Cases), _) => self.case_failed(error),
            (Some(Purpose::CaseReport), _) => self.case_report_failed(text),
            (Some(Purpose::Styles), _) => self.style_failed(error),
            (Some(Purpose::PreviewMap), Some(Dialog::Print(print))) => {
                print.preview_failure = Some(text);
            }
            (Some(Purpose::ExportMap), Some(Dialog::Print(print))) => print.failure = Some(text),
            (Some(Purpose::Open), Some(Dialog::Path { failure, .. })) => *failure = Some(text),
            (Some(Purpose::Check | Purpose::Try), _) => {
                // An old verdict beside a failed new check would be taken for its answer.
                self.check.answer = None;
                self.check.failure = Some(text);
            }
            (Some(Purpose::Audit), _) => {
                // As with a check: the old verdicts are not the answer to the new question.
                self.audit.answer = None;
                self.audit.detail = None;
                self.audit.failure = Some(text);
            }
            (Some(Purpose::Open), _) => self.notices.add_opening_failure(text),
            _ => self.notices.add(Weight::Failure, text),
        }
    }

    /// The evidence of the findings that make the verdict.
    fn evidence_of_verdict(&self) -> Vec<Highlight> {
        let Some((_, report)) = &self.check.answer else {
            return Vec::new();
        };
        if matches!(report.verdict, Outcome::Pass | Outcome::Notice) {
            return Vec::new();
        }
        report
            .findings
            .iter()
            .filter(|finding| finding.outcome == report.verdict)
            .flat_map(|finding| &finding.evidence)
            .filter_map(Highlight::of_evidence)
            .collect()
    }
}
