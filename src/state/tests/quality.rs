//! The quality dialog told in commands.

use super::*;
use crate::services::quality::{Choices, MethodLine};
use crate::state::app_state::Dialog;
use crate::state::quality::{QualityDialog, QualityEdit, QualityRequest, QualityView};

fn view(stored: Option<&str>, changed: bool) -> QualityView {
    let line = |id: &str| MethodLine {
        id: id.to_owned(),
        title: id.to_owned(),
        source: "GB".to_owned(),
        verified: true,
    };
    QualityView {
        choices: Choices {
            years: vec![2026, 2025],
            methods: vec![line("measured"), line("two")],
            default_method: "measured".to_owned(),
            project_method: stored.map(str::to_owned),
            samples: 3,
        },
        report: None,
        problem: None,
        changed,
    }
}

fn shown(state: &AppState) -> &QualityDialog {
    match &state.dialog {
        Some(Dialog::Quality(dialog)) => dialog,
        other => panic!("{other:?}"),
    }
}

fn request(year: Option<i16>, method: Option<&str>) -> QualityRequest {
    QualityRequest {
        year,
        method: method.map(str::to_owned),
        as_of: jiff::civil::date(2026, 8, 15),
    }
}

fn answered(state: &mut AppState, job: JobId, view: QualityView) {
    state.apply(Command::Started(Purpose::Quality, job));
    let answer = Answer::QualityRated(Box::new(view));
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
}

#[test]
fn quality_needs_a_project_and_is_rated_by_its_method_at_first() {
    let mut next = job_ids();
    let mut empty = AppState::new(Settings::default(), jiff::civil::date(2026, 8, 15));
    assert_eq!(empty.apply(Command::Run(Action::Quality)), None);
    assert!(empty.dialog.is_none());
    let mut state = open_state(&mut next);
    let effect = state.apply(Command::Run(Action::Quality));
    assert_eq!(effect, Some(Effect::RateQuality(request(None, None))));
    answered(&mut state, next(), view(Some("two"), false));
    assert_eq!(shown(&state).method_id(), Some("two"));
    assert!(!shown(&state).can_set(), "it is the project's already");
}

#[test]
fn only_a_known_method_that_is_not_the_projects_can_be_set() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::Quality));
    answered(&mut state, next(), view(Some("lost"), false));
    assert!(shown(&state).method_line().is_none());
    assert_eq!(state.apply(Command::SetQualityMethod), None);
    let edit = QualityEdit::Method("two".to_owned());
    let effect = state.apply(Command::EditQuality(edit));
    assert_eq!(
        effect,
        Some(Effect::RateQuality(request(None, Some("two"))))
    );
    let effect = state.apply(Command::SetQualityMethod);
    let wanted = request(None, Some("two"));
    assert_eq!(effect, Some(Effect::SetQualityMethod(wanted)));
}

#[test]
fn a_method_that_was_stored_makes_answers_old_even_after_the_dialog_was_closed() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::Quality));
    let job = next();
    state.apply(Command::Started(Purpose::Quality, job));
    assert_eq!(
        state.apply(Command::CloseDialog),
        None,
        "what is being stored is stored to the end"
    );
    assert!(!state.audit.outdated);
    let answer = Answer::QualityRated(Box::new(view(Some("two"), true)));
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    assert!(state.audit.outdated);
    assert!(state.dialog.is_none());
}

#[test]
fn year_and_zone_are_kept_until_the_project_is_closed() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::Quality));
    answered(&mut state, next(), view(None, false));
    state.apply(Command::EditQuality(QualityEdit::Year(2025)));
    state.apply(Command::CloseDialog);
    let effect = state.apply(Command::Run(Action::Quality));
    assert_eq!(effect, Some(Effect::RateQuality(request(Some(2025), None))));
    state.apply(Command::CloseDialog);
    state.apply(Command::Run(Action::CloseProject));
    let job = next();
    state.apply(Command::Started(Purpose::Open, job));
    let answer = Ok(Box::new(Answer::Opened(project())));
    state.apply(Command::Finished(job, answer));
    let effect = state.apply(Command::Run(Action::Quality));
    assert_eq!(effect, Some(Effect::RateQuality(request(None, None))));
}
