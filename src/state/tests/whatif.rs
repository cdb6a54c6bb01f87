//! A site in the user's hand, and the shaded view.

use geo::Coord;

use super::{here, job_ids, open_state, report};
use crate::domain::{LonLat, Outcome};
use crate::jobs::{JobError, JobId};
use crate::state::app_state::AppState;
use crate::state::check::CheckRequest;
use crate::state::command::{Answer, Command, Effect, Purpose};
use crate::state::whatif::{Cell, ShadeRequest, Sources, VerdictGrid};
use crate::state::{Action, Inspector};
use std::sync::Arc;

fn at(lon: f64) -> LonLat {
    LonLat::try_new(lon, 24.95).unwrap()
}

fn tried(effect: Option<Effect>) -> CheckRequest {
    match effect {
        Some(Effect::TrySite(path, request)) => {
            assert_eq!(path.to_str(), Some("/data/kunming.sqlite"));
            request
        }
        other => panic!("the moved site is tried: {other:?}"),
    }
}

fn answer(
    state: &mut AppState,
    job: JobId,
    request: &CheckRequest,
    verdict: Outcome,
) -> Option<Effect> {
    let report = report(request.subject.clone(), verdict);
    let checked = Answer::Checked {
        request: Box::new(request.clone()),
        report: Box::new(report),
        pack_titles: std::collections::BTreeMap::default(),
    };
    state.apply(Command::Finished(job, Ok(Box::new(checked))))
}

/// A site that was clicked and checked.
fn checked_state(next: &mut impl FnMut() -> JobId) -> AppState {
    let mut state = open_state(next);
    state.apply(Command::Run(Action::OutfallTool));
    let Some(Effect::Check(request)) = state.apply(Command::MapClicked(here())) else {
        panic!("a click checks");
    };
    let job = next();
    state.apply(Command::Started(Purpose::Check, job));
    answer(&mut state, job, &request, Outcome::Restrict);
    state
}

#[test]
fn a_dragged_site_asks_once_at_a_time_and_the_latest_place_wins() {
    let mut next = job_ids();
    let mut state = checked_state(&mut next);
    let first = tried(state.apply(Command::DragSite(at(102.61))));
    let job = next();
    assert_eq!(state.apply(Command::Started(Purpose::Try, job)), None);
    for lon in [102.62, 102.63, 102.64] {
        assert_eq!(state.apply(Command::DragSite(at(lon))), None, "no queue");
    }
    assert!(
        state.answer_follows(),
        "the answer is a frame behind, not outdated"
    );
    let latest = tried(answer(&mut state, job, &first, Outcome::Pass));
    assert_eq!(latest.subject.position(), Some(at(102.64)));
    let job = next();
    state.apply(Command::Started(Purpose::Try, job));
    assert_eq!(answer(&mut state, job, &latest, Outcome::Prohibit), None);
    assert!(state.check.is_current());
    assert_eq!(state.highlights.len(), 1, "the evidence follows");

    let Some(Effect::Check(last)) = state.apply(Command::DropSite) else {
        panic!("what was let go is checked from the file");
    };
    assert_eq!(last, latest);
    assert_eq!(state.apply(Command::DropSite), None, "let go once");
}

#[test]
fn a_late_answer_about_a_place_that_was_left_is_never_shown() {
    let mut next = job_ids();
    let mut state = checked_state(&mut next);
    let dragged = tried(state.apply(Command::DragSite(at(102.61))));
    let slow = next();
    state.apply(Command::Started(Purpose::Try, slow));
    state.apply(Command::DropSite);
    let Some(Effect::Check(clicked)) = state.apply(Command::MapClicked(at(102.7))) else {
        panic!("a click checks");
    };
    let job = next();
    state.apply(Command::Started(Purpose::Check, job));
    answer(&mut state, job, &clicked, Outcome::Prohibit);
    assert_eq!(answer(&mut state, slow, &dragged, Outcome::Pass), None);
    let (request, report) = state.check.answer.as_ref().unwrap();
    assert_eq!((request, report.verdict), (&clicked, Outcome::Prohibit));
}

#[test]
fn escape_puts_the_site_and_its_text_back_and_only_what_the_hand_moved() {
    let mut next = job_ids();
    let mut state = checked_state(&mut next);
    assert!(!state.can_put_back());
    let text = state.check.coordinates.clone();
    state.apply(Command::DragSite(at(102.61)));
    state.apply(Command::DragSite(at(102.62)));
    assert_ne!(state.check.coordinates, text);
    let Some(Effect::Check(back)) = state.apply(Command::PutSiteBack) else {
        panic!("the old place is checked");
    };
    assert_eq!(back.subject.position(), Some(here()));
    assert_eq!(state.check.coordinates, text);
    assert_eq!(
        state.apply(Command::DropSite),
        None,
        "nothing is in the hand"
    );
    assert_eq!(state.apply(Command::PutSiteBack), None);

    state.apply(Command::NudgeSite([5.0, 0.0]));
    assert!(state.can_put_back());
    state.apply(Command::EditCoordinates("102.8°, 25.1°".to_owned()));
    assert!(!state.can_put_back(), "a typed site is not taken back");
}

#[test]
fn a_nudge_moves_the_site_by_pixels_of_the_view() {
    let mut next = job_ids();
    let mut state = checked_state(&mut next);
    let metric = |state: &AppState, at| {
        let scene = &state.project.as_ref().unwrap().scene;
        scene.to_metric(at).unwrap()
    };
    let before = metric(&state, here());
    let request = tried(state.apply(Command::NudgeSite([5.0, -2.0])));
    let after = metric(&state, request.subject.position().unwrap());
    let pixel = state.camera.m_per_px();
    assert!((after.x - before.x - 5.0 * pixel).abs() < 1e-3);
    assert!((after.y - before.y - 2.0 * pixel).abs() < 1e-3);
    assert_eq!(state.inspector, Inspector::Check);
}

#[test]
fn a_failed_try_shows_no_old_verdict_and_is_not_repeated_by_itself() {
    let mut next = job_ids();
    let mut state = checked_state(&mut next);
    state.apply(Command::DragSite(at(102.61)));
    let job = next();
    state.apply(Command::Started(Purpose::Try, job));
    state.apply(Command::DragSite(at(102.62)));
    let failure = Err(JobError::Failed("磁盘".to_owned()));
    assert_eq!(state.apply(Command::Finished(job, failure)), None);
    assert!(state.check.answer.is_none());
    assert!(!state.answer_follows());
}

fn grid() -> Arc<VerdictGrid> {
    let cell = Cell {
        outcome: Outcome::Pass,
        rule: None,
        step: 1,
    };
    Arc::new(VerdictGrid {
        corner: Coord { x: 0.0, y: 9.0 },
        cell_m: 1.0,
        columns: 9,
        rows: 9,
        cells: vec![Some(cell); 81],
        rules: Vec::new(),
        as_of: jiff::civil::date(2026, 8, 15),
        sources: Sources::default(),
        step: Some(1),
    })
}

fn shaded(effect: Option<Effect>) -> ShadeRequest {
    match effect {
        Some(Effect::Shade(_, request)) => request,
        other => panic!("the view is shaded: {other:?}"),
    }
}

#[test]
fn a_view_is_shaded_once_and_again_when_it_or_the_form_changed() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    assert_eq!(state.apply(Command::ShadeView), None, "off by default");
    let first = shaded(state.apply(Command::Run(Action::ShadeView)));
    assert!(state.is_on(Action::ShadeView));
    let job = next();
    assert_eq!(state.apply(Command::Started(Purpose::Shade, job)), None);
    assert_eq!(state.apply(Command::ShadeView), None, "asked already");
    let part = Command::Shaded(Box::new(first.clone()), grid());
    state.apply(part);
    assert!(state.shown_shade().is_some(), "parts show at once");

    state.camera.pan([40.0, 0.0]);
    assert!(state.shown_shade().is_some(), "it lies on the map");
    let second = shaded(state.apply(Command::ShadeView));
    assert_ne!(first.frame, second.frame);
    let newer = next();
    let replaced = state.apply(Command::Started(Purpose::Shade, newer));
    assert_eq!(replaced, Some(Effect::Cancel(job)));
    state.apply(Command::Finished(job, Err(JobError::Cancelled)));
    assert!(state.notices.list().is_empty());

    let mut form = state.check.form.clone();
    form.flow = "1200".to_owned();
    state.apply(Command::EditForm(Box::new(form)));
    assert!(
        state.shown_shade().is_none(),
        "never the picture of another application"
    );
    state.apply(Command::Shaded(Box::new(second), grid()));
    assert!(state.shown_shade().is_none());
    shaded(state.apply(Command::ShadeView));
}

#[test]
fn a_form_with_errors_stops_the_shading_and_a_user_who_stops_it_is_obeyed() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    let request = shaded(state.apply(Command::Run(Action::ShadeView)));
    let job = next();
    state.apply(Command::Started(Purpose::Shade, job));
    assert_eq!(state.apply(Command::Cancel(job)), Some(Effect::Cancel(job)));
    state.apply(Command::Finished(job, Err(JobError::Cancelled)));
    assert_eq!(state.apply(Command::ShadeView), None, "not by itself again");
    state.apply(Command::Shaded(Box::new(request), grid()));
    assert!(state.shown_shade().is_none(), "a part that comes late");

    let mut form = state.check.form.clone();
    form.flow = "viel".to_owned();
    state.apply(Command::EditForm(Box::new(form)));
    assert_eq!(state.wanted_shade(), None);
    assert_eq!(state.apply(Command::ShadeView), None);
    let off = state.apply(Command::Run(Action::ShadeView));
    assert_eq!(off, None);
    assert!(!state.is_on(Action::ShadeView));
}
