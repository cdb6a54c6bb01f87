//! Tables and selection told in commands.

use std::sync::Arc;

use geo::{Coord, Rect};

use super::{job_ids, open_state, project};
use crate::domain::Layer;
use crate::jobs::JobError;
use crate::state::command::{Answer, Command, Effect, Purpose};
use crate::state::selection::{SelectCommand, SelectMode, SelectTarget, SelectionArea};
use crate::state::tables::{TableAnswer, TableCommand, TableEffect, TableJob};
use crate::state::{Action, AppState, Tool};

fn select(state: &mut AppState, command: SelectCommand) -> Option<Effect> {
    state.apply(Command::Select(command))
}

/// Where the first intake of the test project lies.
fn first() -> Coord<f64> {
    Coord {
        x: 560_000.0,
        y: 2_760_000.0,
    }
}

#[test]
fn a_click_selects_the_feature_and_a_click_beside_it_lets_go() {
    let mut state = open_state(&mut job_ids());
    assert!(!state.can(Action::ClearSelection));
    select(&mut state, SelectCommand::At(first(), SelectMode::New));
    assert_eq!(state.selection.of(Layer::Intake), [1]);
    assert!(state.highlights.is_empty());
    assert!(state.can(Action::ZoomSelection) && state.can(Action::ClearSelection));
    let beside = first() + Coord { x: 5e4, y: 0.0 };
    select(&mut state, SelectCommand::At(beside, SelectMode::Add));
    assert_eq!(state.selection.count(), 1);
    state.apply(Command::Run(Action::ZoomSelection));
    assert_eq!(state.camera.center(), first());
    select(&mut state, SelectCommand::At(beside, SelectMode::New));
    assert!(state.selection.is_empty());
}

#[test]
fn a_box_is_searched_by_the_worker_in_the_layers_meant() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    let area = SelectionArea::Box(Rect::new((0.0, 0.0), (1e6, 4e6)));
    select(
        &mut state,
        SelectCommand::Target(SelectTarget::Only(Layer::Intake)),
    );
    let effect = select(&mut state, SelectCommand::Area(area, SelectMode::New));
    let Some(Effect::Table(TableEffect::Area { layers, .. })) = effect else {
        panic!("a search is asked for");
    };
    assert_eq!(layers, [Layer::Intake]);
    state.selection.set(Layer::Well, vec![9]);
    let job = next();
    state.apply(Command::Started(Purpose::Table(TableJob::Select), job));
    let answer = TableAnswer::Found {
        found: vec![(Layer::Intake, vec![1, 2])],
        warnings: vec!["基准待定".to_owned()],
        everywhere: true,
        mode: SelectMode::New,
    };
    state.apply(Command::Finished(job, Ok(Box::new(Answer::Table(answer)))));
    assert_eq!(state.selection.of(Layer::Intake), [1, 2]);
    let said = state
        .notices
        .list()
        .iter()
        .any(|notice| notice.text == "基准待定");
    assert!(said, "what is to be known about the answer is said");
    assert_eq!(
        state.selection.of(Layer::Well),
        [0_i64; 0],
        "a new selection"
    );
    select(&mut state, SelectCommand::Invert(Layer::Intake));
    assert!(state.selection.is_empty());
    select(&mut state, SelectCommand::All(Layer::Intake));
    assert_eq!(state.selection.count(), 2);
}

#[test]
fn a_polygon_is_drawn_corner_by_corner() {
    let mut state = open_state(&mut job_ids());
    state.apply(Command::Run(Action::SelectPolygonTool));
    assert_eq!(state.tool, Tool::SelectPolygon);
    for x in [0.0, 10.0, 10.0] {
        select(&mut state, SelectCommand::Corner(Coord { x, y: x * x }));
    }
    assert_eq!(
        select(&mut state, SelectCommand::Finish(SelectMode::New)),
        None
    );
    assert_eq!(state.notices.list().len(), 1, "two corners are too few");
    select(&mut state, SelectCommand::Undo);
    select(&mut state, SelectCommand::Corner(Coord { x: 20.0, y: 0.0 }));
    let effect = select(&mut state, SelectCommand::Finish(SelectMode::Add));
    assert!(matches!(
        effect,
        Some(Effect::Table(TableEffect::Area {
            mode: SelectMode::Add,
            ..
        }))
    ));
    assert!(state.selection.sketch.is_empty());
    select(&mut state, SelectCommand::Corner(first()));
    select(&mut state, SelectCommand::Abandon);
    assert!(state.selection.sketch.is_empty());
}

#[test]
fn rows_are_asked_for_once_and_again_when_the_wish_or_the_data_change() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    assert_eq!(state.table_due(), None);
    state.apply(Command::Table(TableCommand::Open(Layer::Intake)));
    let effect = state.apply(Command::Table(TableCommand::Refresh));
    assert!(matches!(
        effect,
        Some(Effect::Table(TableEffect::View { data: None, .. }))
    ));
    assert_eq!(
        state.apply(Command::Table(TableCommand::Refresh)),
        None,
        "asked once"
    );
    let job = next();
    state.apply(Command::Started(Purpose::Table(TableJob::View), job));
    state.apply(Command::Table(TableCommand::Sort(0, false)));
    assert_eq!(state.table_due(), None, "one question at a time");
    let failed = Err(JobError::Failed("文件被占用".to_owned()));
    state.apply(Command::Finished(job, failed));
    let failure = state.tables.front().unwrap().failure.as_deref();
    assert_eq!(failure, Some("文件被占用"));
    assert!(state.table_due().is_some(), "the new order");
    state.apply(Command::Table(TableCommand::Refresh));
    assert!(state.tables.front().unwrap().failure.is_none());
    assert_eq!(state.table_due(), None);
    // Other data, as after an import: another scene.
    state.project.as_mut().unwrap().scene = project().scene;
    state.apply(Command::CloseNotices);
    assert!(state.table_due().is_some());
    state.apply(Command::Table(TableCommand::Close(Layer::Intake)));
    assert_eq!(state.table_due(), None);
}

#[test]
fn features_that_an_import_took_away_are_not_selected_any_more() {
    let mut state = open_state(&mut job_ids());
    state.selection.set(Layer::Intake, vec![1, 7]);
    let scene = Arc::clone(&project().scene);
    state.project.as_mut().unwrap().scene = scene;
    state.apply(Command::CloseNotices);
    assert_eq!(state.selection.of(Layer::Intake), [1]);
    state.apply(Command::Run(Action::CloseProject));
    assert!(state.selection.is_empty());
}

#[test]
fn columns_are_remembered_and_one_always_stays() {
    let mut state = open_state(&mut job_ids());
    state.apply(Command::Table(TableCommand::Open(Layer::Intake)));
    let all = state.shown_columns(Layer::Intake);
    state.apply(Command::Table(TableCommand::MoveColumn(1, 0)));
    state.apply(Command::Table(TableCommand::Widths(vec![(1, 333.3)])));
    let own = state.shown_columns(Layer::Intake);
    assert_eq!((own[0].column, own[0].width), (1, 333.0));
    for column in &all {
        state.apply(Command::Table(TableCommand::ShowColumn(
            column.column,
            false,
        )));
    }
    assert_eq!(state.shown_columns(Layer::Intake).len(), 1);
    let kept = serde_json::to_string(&state.settings).unwrap();
    let settings: crate::state::Settings = serde_json::from_str(&kept).unwrap();
    assert_eq!(settings.tables, state.settings.tables);
    state.apply(Command::Table(TableCommand::ResetColumns));
    assert_eq!(state.shown_columns(Layer::Intake), all);
}
