//! What the commands and answers of the case register do to the state.

use crate::domain::case::CaseKey;
use crate::domain::{Label, Outcome};
use crate::jobs::JobError;
use crate::services::cases_text::{case_text, comparison_text};
use crate::state::app_state::{AppState, Dialog, Inspector};
use crate::state::cases::{
    CaseAnswer, CaseCommand, CaseDone, CaseEffect, CasePage, CasesDialog, SaveCaseDialog,
};
use crate::state::check::{Site, SubjectKind};
use crate::state::command::Effect;
use crate::state::notice::Weight;
use crate::state::view::Highlight;

const COPIED: Label = Label::new("案卷已复制", "Case copied");
const COMPARISON_COPIED: Label = Label::new("对比结果已复制", "Comparison copied");
const CHOOSE_OPINION: Label = Label::new("请先选择意见", "Choose an opinion first");
const NOT_A_DATE: Label = Label::new(
    "决定日期应为日期，如 2026-08-15",
    "The decision date must be a date such as 2026-08-15",
);
const NO_POSITION: Label = Label::new("该案卷没有位置", "This case has no position");

impl AppState {
    pub(super) fn open_save_case(&mut self) -> Option<Effect> {
        let (request, report) = self.check.answer.clone()?;
        let subject = Box::new(report.subject.clone());
        self.dialog = Some(Dialog::SaveCase(Box::new(SaveCaseDialog::new(
            request, report,
        ))));
        Some(Effect::Cases(CaseEffect::Propose(subject)))
    }

    pub(super) fn open_cases(&mut self) -> Effect {
        self.dialog = Some(Dialog::Cases(Box::default()));
        Effect::Cases(CaseEffect::List(None))
    }

    pub(super) fn case_command(&mut self, command: CaseCommand) -> Option<Effect> {
        let effect = match (&mut self.dialog, command) {
            (Some(Dialog::SaveCase(dialog)), command) if !dialog.writing => {
                save_command(dialog, command, self.settings.language)
            }
            (Some(Dialog::Cases(dialog)), CaseCommand::Search(word)) => {
                dialog.search = word;
                dialog.arrange();
                None
            }
            (Some(Dialog::Cases(dialog)), CaseCommand::Sort(column)) => {
                let (now, turned) = dialog.sort;
                dialog.sort = (column, now == column && !turned);
                dialog.arrange();
                None
            }
            (Some(Dialog::Cases(_)), CaseCommand::Copy) => return self.copy_case(),
            (Some(Dialog::Cases(_)), CaseCommand::Export) => return self.ask_case_report(),
            (Some(Dialog::Cases(_)), CaseCommand::ExportAll) => return self.ask_case_reports(),
            (Some(Dialog::Cases(_)), CaseCommand::OpenFolder) => return self.open_report_folder(),
            (Some(Dialog::Cases(_)), CaseCommand::ShowOnMap) => {
                return self.show_case_on_map();
            }
            (Some(Dialog::Cases(dialog)), command) if !dialog.writing => {
                register_command(dialog, command, self.settings.language)
            }
            _ => None,
        }?;
        if let (true, Some(writing)) = (effect.writes(), self.case_writing()) {
            *writing = true;
        }
        Some(Effect::Cases(effect))
    }

    fn case_writing(&mut self) -> Option<&mut bool> {
        match &mut self.dialog {
            Some(Dialog::Cases(dialog)) => Some(&mut dialog.writing),
            Some(Dialog::SaveCase(dialog)) => Some(&mut dialog.writing),
            _ => None,
        }
    }

    /// The job of the dialog on show has ended, one way or the other.
    pub(super) fn case_job_ended(&mut self) {
        if let Some(writing) = self.case_writing() {
            *writing = false;
        }
    }

    /// `waited`: whether the dialog on show asked for it. What was stored is said in any case.
    pub(super) fn case_answered(&mut self, answer: CaseAnswer, waited: bool) -> Option<Effect> {
        if let CaseAnswer::Done(done, key) = answer {
            return self.case_stored(done, key);
        }
        if !waited {
            return None;
        }
        match (&mut self.dialog, answer) {
            (Some(Dialog::SaveCase(dialog)), CaseAnswer::Proposed(number)) => {
                dialog.proposed = Some(number);
            }
            (Some(Dialog::Cases(dialog)), CaseAnswer::Listed(cases, shown)) => {
                dialog.cases = Some(cases);
                if let Some(shown) = shown {
                    dialog.show(shown);
                }
                dialog.arrange();
            }
            (Some(Dialog::Cases(dialog)), CaseAnswer::Loaded(case)) => dialog.show(case),
            (Some(Dialog::Cases(dialog)), CaseAnswer::Compared(rerun))
                if Some(&rerun.comparison.key) == dialog.selected.as_ref() =>
            {
                dialog.rerun = Some(rerun);
            }
            _ => {}
        }
        None
    }

    fn case_stored(&mut self, done: CaseDone, key: CaseKey) -> Option<Effect> {
        let label = match done {
            CaseDone::Saved => Label::new("已存为案卷", "Saved as case"),
            CaseDone::Rerun => Label::new("已存为新一次核查", "Saved as the next revision"),
            CaseDone::Decided => Label::new("已记录意见", "Opinion recorded"),
            CaseDone::Withdrawn => Label::new("已撤回案卷", "Case withdrawn"),
        };
        let text = format!("{} {}", label.get(self.language()), key.number);
        self.notices.add(Weight::Done, text);
        match &mut self.dialog {
            Some(Dialog::SaveCase(_)) if done == CaseDone::Saved => {
                self.dialog = None;
                None
            }
            Some(Dialog::Cases(dialog)) => {
                dialog.select(key.clone());
                Some(Effect::Cases(CaseEffect::List(Some(key))))
            }
            _ => None,
        }
    }

    pub(super) fn case_failed(&mut self, error: &JobError) {
        match &mut self.dialog {
            Some(Dialog::Cases(dialog)) => dialog.failure = Some(error.to_string()),
            Some(Dialog::SaveCase(dialog)) => dialog.failure = Some(error.to_string()),
            _ => self.notices.add(Weight::Failure, error.to_string()),
        }
    }

    fn copy_case(&mut self) -> Option<Effect> {
        let language = self.language();
        let Some(Dialog::Cases(dialog)) = &self.dialog else {
            return None;
        };
        let (text, said) = match (&dialog.rerun, dialog.page) {
            (Some(rerun), CasePage::Rerun) => (
                comparison_text(&rerun.comparison, language),
                COMPARISON_COPIED,
            ),
            _ => (case_text(dialog.case()?, language), COPIED),
        };
        self.notices.add(Weight::Done, said.get(language));
        Some(Effect::Copy(text))
    }

    /// The site of the case becomes the site of the check panel, so that it is marked and can be checked;
    /// the evidence of its verdict lights up as it is today.
    fn show_case_on_map(&mut self) -> Option<Effect> {
        let Some(Dialog::Cases(dialog)) = &self.dialog else {
            return None;
        };
        let case = &dialog.case()?.case;
        let subject = &case.summary.inputs.subject;
        let Some(position) = subject.position() else {
            let text = NO_POSITION.get(self.language());
            self.notices.add(Weight::Warning, text);
            return None;
        };
        let kind = match subject.kind() {
            "well" => SubjectKind::Well,
            _ => SubjectKind::Outfall,
        };
        let highlights: Vec<Highlight> = if case.summary.verdict <= Outcome::Notice {
            Vec::new()
        } else {
            case.findings
                .iter()
                .filter(|finding| finding.outcome == case.summary.verdict)
                .flat_map(|finding| &finding.evidence)
                .filter_map(Highlight::of_evidence)
                .collect()
        };
        // What is being stored is stored to the end.
        let running = dialog.running.filter(|_| !dialog.writing);
        self.dialog = None;
        self.check.form.kind = kind;
        self.check.coordinates = format!("{:.7}°, {:.7}°", position.lon, position.lat);
        self.check.site = Site::At {
            position,
            form: None,
            north_first: false,
        };
        self.show_inspector(Inspector::Check);
        self.highlight(highlights);
        self.zoom_to_selection();
        running.map(Effect::Cancel)
    }
}

fn save_command(
    dialog: &mut SaveCaseDialog,
    command: CaseCommand,
    language: crate::domain::Language,
) -> Option<CaseEffect> {
    match command {
        CaseCommand::EditSave(form) => {
            dialog.form = *form;
            dialog.failure = None;
            None
        }
        CaseCommand::Save => match dialog.form.request() {
            Ok(case) => Some(CaseEffect::Save {
                request: Box::new(dialog.request.clone()),
                report: Box::new(dialog.report.clone()),
                case,
            }),
            Err(problem) => {
                dialog.failure = Some(problem.get(language).to_owned());
                None
            }
        },
        _ => None,
    }
}

fn register_command(
    dialog: &mut CasesDialog,
    command: CaseCommand,
    language: crate::domain::Language,
) -> Option<CaseEffect> {
    match command {
        CaseCommand::Reload => Some(CaseEffect::List(dialog.selected.clone())),
        CaseCommand::Select(key) => {
            dialog.select(key.clone());
            Some(CaseEffect::Load(key))
        }
        CaseCommand::Turn(page) => {
            turn(dialog, page);
            None
        }
        CaseCommand::EditForm(form) => {
            if form.as_of != dialog.form.as_of {
                // The comparison on show answers for another day.
                dialog.rerun = None;
            }
            dialog.form = *form;
            dialog.failure = None;
            None
        }
        CaseCommand::Rerun if dialog.is_open() => {
            let Some(day) = dialog.as_of() else {
                dialog.failure = Some(NOT_A_DATE.get(language).to_owned());
                return None;
            };
            dialog.rerun = None;
            Some(CaseEffect::Rerun(dialog.selected.clone()?, day))
        }
        CaseCommand::SaveRerun if dialog.is_open() => {
            dialog.rerun.clone().map(CaseEffect::SaveRerun)
        }
        CaseCommand::Decide if dialog.is_open() => {
            let Some(opinion) = dialog.form.opinion else {
                dialog.failure = Some(CHOOSE_OPINION.get(language).to_owned());
                return None;
            };
            Some(CaseEffect::Decide {
                key: dialog.selected.clone()?,
                opinion,
                conditions: dialog.form.conditions.clone(),
                reviewer: dialog.form.reviewer.clone(),
            })
        }
        CaseCommand::Withdraw if dialog.is_open() => Some(CaseEffect::Withdraw(
            dialog.selected.clone()?,
            dialog.form.why.clone(),
        )),
        _ => None,
    }
}

/// Forms begin with what is on file.
fn turn(dialog: &mut CasesDialog, page: CasePage) {
    let Some(case) = dialog.case() else { return };
    let (summary, decision) = (&case.case.summary, &case.case.summary.decision);
    let mut form = dialog.form.clone();
    match page {
        CasePage::Rerun => form.as_of = summary.inputs.as_of.to_string(),
        CasePage::Decide => {
            form.opinion = decision.as_ref().map(|decision| decision.opinion);
            form.conditions = decision
                .as_ref()
                .map(|decision| decision.conditions.clone())
                .unwrap_or_default();
            form.reviewer.clone_from(&summary.details.reviewer);
        }
        CasePage::Withdraw => form.why.clear(),
        CasePage::Stored => {}
    }
    dialog.form = form;
    dialog.rerun = None;
    dialog.failure = None;
    dialog.page = page;
}
