//! The case register, told in commands.

use std::collections::BTreeMap;

use super::{here, job_ids, open_state, report};
use crate::domain::case::{
    CaseDetails, CaseInputs, CaseKey, CaseStatus, CaseSummary, Opinion, ReviewCase, Stale,
};
use crate::domain::{Outcome, OutfallApplication, Subject};
use crate::jobs::{JobError, JobId};
use crate::services::cases::Listed;
use crate::services::result_file::Destination;
use crate::state::Action;
use crate::state::app_state::{AppState, Dialog};
use crate::state::cases::{
    CaseAnswer, CaseColumn, CaseCommand, CaseDone, CaseEffect, CasePage, CasesDialog,
};
use crate::state::command::{Answer, Command, Effect, FilePurpose, Purpose};
use crate::state::notice::Weight;

fn summary(number: &str, applicant: &str, verdict: Outcome, day: u8) -> CaseSummary {
    CaseSummary {
        key: CaseKey {
            number: number.to_owned(),
            revision: 1,
        },
        status: CaseStatus::Draft,
        details: CaseDetails {
            applicant: applicant.to_owned(),
            ..CaseDetails::default()
        },
        verdict,
        inputs: CaseInputs {
            subject: Subject::Outfall(OutfallApplication::at(here())),
            as_of: jiff::civil::date(2026, 8, 15),
            packs: Vec::new(),
            packs_off: Vec::new(),
            metric_epsg: 4543,
        },
        packs: Vec::new(),
        data: Vec::new(),
        created_at: format!("2026-08-{day:02}T00:00:00Z"),
        valid_days: 90,
        decision: None,
        hash: String::new(),
        program: None,
    }
}

fn listed<T>(case: T) -> Listed<T> {
    Listed {
        case,
        valid_until: None,
        stale: Vec::new(),
    }
}

fn loaded(case: &CaseSummary) -> Box<Listed<ReviewCase>> {
    Box::new(listed(ReviewCase {
        summary: case.clone(),
        findings: Vec::new(),
        intact: true,
    }))
}

fn register(state: &AppState) -> &CasesDialog {
    match &state.dialog {
        Some(Dialog::Cases(dialog)) => dialog,
        other => panic!("the register is open: {other:?}"),
    }
}

fn tell(state: &mut AppState, command: CaseCommand) -> Option<Effect> {
    state.apply(Command::Cases(command))
}

fn start(state: &mut AppState, next: &mut impl FnMut() -> JobId) -> JobId {
    let job = next();
    state.apply(Command::Started(Purpose::Cases, job));
    job
}

fn finish(state: &mut AppState, job: JobId, answer: CaseAnswer) -> Option<Effect> {
    let answer = Ok(Box::new(Answer::Cases(answer)));
    state.apply(Command::Finished(job, answer))
}

/// The register with these cases, the first one chosen and read.
fn open_register(next: &mut impl FnMut() -> JobId, cases: &[CaseSummary]) -> AppState {
    let mut state = open_state(next);
    assert_eq!(
        state.apply(Command::Run(Action::Cases)),
        Some(Effect::Cases(CaseEffect::List(None)))
    );
    let job = start(&mut state, next);
    let list = cases.iter().cloned().map(listed).collect();
    finish(&mut state, job, CaseAnswer::Listed(list, None));
    let key = cases[0].key.clone();
    assert_eq!(
        tell(&mut state, CaseCommand::Select(key.clone())),
        Some(Effect::Cases(CaseEffect::Load(key)))
    );
    let job = start(&mut state, next);
    finish(&mut state, job, CaseAnswer::Loaded(loaded(&cases[0])));
    state
}

fn numbers(state: &AppState) -> Vec<&str> {
    let dialog = register(state);
    let cases = dialog.cases.as_deref().unwrap();
    let order = dialog.order.iter();
    order
        .map(|index| cases[*index].case.key.number.as_str())
        .collect()
}

#[test]
fn a_check_is_saved_as_it_was_on_show_and_only_while_it_answers_the_form() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    assert!(!state.can(Action::SaveCase));
    state.apply(Command::Run(Action::OutfallTool));
    let Some(Effect::Check(request)) = state.apply(Command::MapClicked(here())) else {
        panic!("a click with the check tool starts a check");
    };
    let job = next();
    state.apply(Command::Started(Purpose::Check, job));
    let answer = Answer::Checked {
        report: Box::new(report(request.subject.clone(), Outcome::Prohibit)),
        request: Box::new(request.clone()),
        pack_titles: BTreeMap::new(),
    };
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    let proposal = state.apply(Command::Run(Action::SaveCase));
    let subject = Box::new(request.subject.clone());
    assert_eq!(proposal, Some(Effect::Cases(CaseEffect::Propose(subject))));
    let Some(Effect::Cases(CaseEffect::Save { request: kept, .. })) =
        tell(&mut state, CaseCommand::Save)
    else {
        panic!("the check is saved");
    };
    assert_eq!(*kept, request);
    // Once is enough, and closing does not stop it.
    assert_eq!(tell(&mut state, CaseCommand::Save), None);
    let job = start(&mut state, &mut next);
    assert_eq!(state.apply(Command::CloseDialog), None);
    let key = summary("PK-1", "", Outcome::Pass, 1).key;
    finish(&mut state, job, CaseAnswer::Done(CaseDone::Saved, key));
    assert_eq!(state.notices.list()[0].text, "已存为案卷 PK-1");

    state.apply(Command::EditCoordinates("102.8°, 25.1°".to_owned()));
    assert!(!state.can(Action::SaveCase));
    assert_eq!(state.apply(Command::Run(Action::SaveCase)), None);
    assert!(state.dialog.is_none());
}

#[test]
fn the_register_is_searched_and_sorted_and_the_latest_case_comes_first() {
    let cases = [
        summary("A-1", "乙厂", Outcome::Notice, 1),
        summary("B-1", "甲厂", Outcome::Prohibit, 3),
        summary("C-1", "甲厂", Outcome::Pass, 2),
    ];
    let mut state = open_register(&mut job_ids(), &cases);
    assert_eq!(numbers(&state), ["B-1", "C-1", "A-1"]);
    tell(&mut state, CaseCommand::Sort(CaseColumn::Verdict));
    assert_eq!(numbers(&state), ["B-1", "A-1", "C-1"]);
    tell(&mut state, CaseCommand::Sort(CaseColumn::Verdict));
    assert_eq!(numbers(&state), ["C-1", "A-1", "B-1"]);
    tell(&mut state, CaseCommand::Sort(CaseColumn::Number));
    tell(&mut state, CaseCommand::Search("甲".to_owned()));
    assert_eq!(numbers(&state), ["B-1", "C-1"]);
    tell(&mut state, CaseCommand::Search("prohib".to_owned()));
    assert_eq!(numbers(&state), ["B-1"]);
}

#[test]
fn no_opinion_is_recorded_before_one_is_chosen_and_nothing_else_starts_meanwhile() {
    let mut next = job_ids();
    let cases = [summary("A-1", "", Outcome::Pass, 1)];
    let mut state = open_register(&mut next, &cases);
    tell(&mut state, CaseCommand::Turn(CasePage::Decide));
    assert_eq!(tell(&mut state, CaseCommand::Decide), None);
    assert!(register(&state).failure.is_some());
    let mut form = register(&state).form.clone();
    form.opinion = Some(Opinion::Agree);
    tell(&mut state, CaseCommand::EditForm(Box::new(form)));
    assert_eq!(register(&state).failure, None);
    let decide = tell(&mut state, CaseCommand::Decide);
    assert!(matches!(
        decide,
        Some(Effect::Cases(CaseEffect::Decide { .. }))
    ));
    assert_eq!(tell(&mut state, CaseCommand::Decide), None);
    let key = cases[0].key.clone();
    assert_eq!(tell(&mut state, CaseCommand::Select(key.clone())), None);
    let job = start(&mut state, &mut next);
    let refused = JobError::Failed("项目文件只读".to_owned());
    state.apply(Command::Finished(job, Err(refused)));
    assert_eq!(register(&state).failure.as_deref(), Some("项目文件只读"));
    assert_eq!(
        register(&state).page,
        CasePage::Decide,
        "nothing typed is lost"
    );

    assert!(tell(&mut state, CaseCommand::Decide).is_some());
    let job = start(&mut state, &mut next);
    let done = CaseAnswer::Done(CaseDone::Decided, key.clone());
    assert_eq!(
        finish(&mut state, job, done),
        Some(Effect::Cases(CaseEffect::List(Some(key))))
    );
    assert_eq!(state.notices.list()[0].weight, Weight::Done);
}

#[test]
fn a_withdrawn_case_is_read_but_not_changed() {
    let mut case = summary("A-1", "", Outcome::Pass, 1);
    case.status = CaseStatus::Withdrawn;
    let mut state = open_register(&mut job_ids(), &[case]);
    for command in [
        CaseCommand::Rerun,
        CaseCommand::SaveRerun,
        CaseCommand::Withdraw,
    ] {
        assert_eq!(tell(&mut state, command.clone()), None, "{command:?}");
    }
    assert!(matches!(
        tell(&mut state, CaseCommand::Copy),
        Some(Effect::Copy(_))
    ));
}

#[test]
fn what_is_read_of_another_case_than_the_chosen_one_is_not_shown() {
    let mut next = job_ids();
    let cases = [
        summary("A-1", "", Outcome::Pass, 1),
        summary("B-1", "", Outcome::Pass, 2),
    ];
    let mut state = open_register(&mut next, &cases);
    tell(&mut state, CaseCommand::Select(cases[1].key.clone()));
    let job = start(&mut state, &mut next);
    assert!(register(&state).case().is_none());
    finish(&mut state, job, CaseAnswer::Loaded(loaded(&cases[0])));
    assert!(register(&state).case().is_none());
}

#[test]
fn a_tampered_case_is_marked_in_the_list_once_it_was_read() {
    let mut next = job_ids();
    let cases = [summary("A-1", "", Outcome::Pass, 1)];
    let mut state = open_register(&mut next, &cases);
    tell(&mut state, CaseCommand::Select(cases[0].key.clone()));
    let job = start(&mut state, &mut next);
    let mut bad = loaded(&cases[0]);
    bad.stale.push(Stale::Tampered);
    finish(&mut state, job, CaseAnswer::Loaded(bad));
    let row = &register(&state).cases.as_ref().unwrap()[0];
    assert_eq!(row.stale, [Stale::Tampered]);
}

#[test]
fn a_case_is_shown_on_the_map_as_the_site_and_the_earlier_answer_is_an_old_one() {
    let cases = [summary("A-1", "", Outcome::Pass, 1)];
    let mut state = open_register(&mut job_ids(), &cases);
    tell(&mut state, CaseCommand::ShowOnMap);
    assert!(state.dialog.is_none());
    assert_eq!(state.check.site.position(), Some(here()));
    assert!(!state.check.is_current());
    let site = state.selection_bounds().unwrap();
    let seen = state.camera.visible(state.map_size);
    assert!(seen.min().x < site.min().x && site.max().x < seen.max().x);
}

#[test]
fn the_document_of_the_case_on_show_is_written_also_when_the_path_must_be_typed() {
    let mut next = job_ids();
    let cases = [summary("PK-2026-0001", "甲", Outcome::Prohibit, 15)];
    let mut state = open_register(&mut next, &cases);
    let ask = |question| Some(Effect::ChooseFile(FilePurpose::SaveReport(question)));
    let written = |path: &str| {
        // Nobody was asked about a name that was typed, or to which the ending was added.
        Some(Effect::CaseReport {
            key: cases[0].key.clone(),
            to: Destination::unasked(path),
        })
    };
    assert_eq!(tell(&mut state, CaseCommand::Export), ask(0));
    let chosen = || Command::FileChosen(FilePurpose::SaveReport(0), Some("/x/意见".into()));
    assert_eq!(state.apply(chosen()), written("/x/意见.pdf"));
    assert_eq!(state.apply(chosen()), None, "a question has one answer");
    let job = next();
    state.apply(Command::Started(Purpose::CaseReport, job));
    assert_eq!(state.case_report.running, Some(job));
    let failure = Err(JobError::Failed("无法写入".to_owned()));
    state.apply(Command::Finished(job, failure));
    assert_eq!(state.case_report.running, None);
    assert!(matches!(&state.case_report.came_of_it, Some(Err(why)) if why.contains("无法写入")));
    // No file dialog on this machine: the register makes room for a field.
    assert_eq!(tell(&mut state, CaseCommand::Export), ask(1));
    state.apply(Command::AskPath(FilePurpose::SaveReport(1)));
    state.apply(Command::EditPath("/x/意见.docx".to_owned()));
    assert_eq!(state.apply(Command::AcceptPath), written("/x/意见.docx"));
    assert!(state.dialog.is_none());
    let job = next();
    state.apply(Command::Started(Purpose::CaseReport, job));
    let done = Answer::CaseReportsWritten(vec!["/x/意见.docx".into()]);
    state.apply(Command::Finished(job, Ok(Box::new(done))));
    let said = state
        .notices
        .list()
        .iter()
        .any(|notice| notice.text.contains("意见.docx"));
    assert!(said, "the register is closed, so a notice says it");
}

#[test]
fn the_documents_of_all_good_cases_on_show_go_to_files_named_by_their_numbers() {
    let mut next = job_ids();
    let mut cases = [
        summary("PK-2026-0001", "甲", Outcome::Prohibit, 15),
        summary("PK-2026-0002", "乙", Outcome::Pass, 16),
        summary("PK-2026-0003", "丙", Outcome::Pass, 17),
    ];
    cases[1].status = CaseStatus::Withdrawn;
    let mut state = open_register(&mut next, &cases);
    let question = tell(&mut state, CaseCommand::ExportAll);
    assert_eq!(
        question,
        Some(Effect::ChooseFile(FilePurpose::SaveReport(0)))
    );
    let chosen = Command::FileChosen(FilePurpose::SaveReport(0), Some("/x/审查.docx".into()));
    let Some(Effect::CaseReports { keys, to }) = state.apply(chosen) else {
        panic!("several documents are written");
    };
    let numbers: Vec<&str> = keys.iter().map(|key| key.number.as_str()).collect();
    assert_eq!(numbers.len(), 2);
    assert!(numbers.contains(&"PK-2026-0001") && numbers.contains(&"PK-2026-0003"));
    // The system's dialog asked about another name than those that are written.
    assert_eq!(to, Destination::unasked("/x/审查-{编码}.docx"));
    // What is not on show is not written.
    tell(&mut state, CaseCommand::Search("甲".to_owned()));
    tell(&mut state, CaseCommand::ExportAll);
    let chosen = Command::FileChosen(FilePurpose::SaveReport(1), Some("/x/审查.pdf".into()));
    assert!(
        matches!(state.apply(chosen), Some(Effect::CaseReport { key, .. }) if key.number == "PK-2026-0001")
    );
}
