//! Grids, overview and raster bases by commands.

use std::path::PathBuf;

use super::job_ids;
use crate::services::result_file::Destination;
use crate::state::furniture::{BaseProblem, BaseStatus, FurnitureCommand, FurnitureEffect};
use crate::state::{Action, AppState, Command, Effect, FilePurpose};

fn open_state() -> AppState {
    super::open_state(&mut job_ids())
}

fn apply(state: &mut AppState, command: Command) -> Option<Effect> {
    state.apply(command)
}

fn furniture(state: &mut AppState, command: FurnitureCommand) -> Option<Effect> {
    apply(state, Command::Furniture(command))
}

/// As a dialog gives it: with a drive, where there are drives.
fn whole(path: &str) -> PathBuf {
    PathBuf::from(format!("{}{path}", if cfg!(windows) { "C:" } else { "" }))
}

fn add(state: &mut AppState, path: &str) -> Option<Effect> {
    apply(
        state,
        Command::FileChosen(FilePurpose::Base, Some(whole(path))),
    )
}

#[test]
fn grids_and_overview_are_switched_and_remembered() {
    let mut state = open_state();
    for action in [
        Action::ToggleGraticule,
        Action::TogglePlaneGrid,
        Action::ToggleOverview,
    ] {
        assert!(!state.is_on(action));
        apply(&mut state, Command::Run(action));
        assert!(state.is_on(action));
    }
    let text = serde_json::to_string(&state.settings).unwrap();
    let back: crate::state::Settings = serde_json::from_str(&text).unwrap();
    assert_eq!(back.furniture, state.settings.furniture);
    assert!(back.furniture.overview);
}

#[test]
fn a_chosen_base_is_opened_and_then_kept_whatever_came_of_it() {
    let mut state = open_state();
    let Some(Effect::Furniture(FurnitureEffect::OpenBases(requests))) =
        add(&mut state, "/x/影像.mbtiles")
    else {
        panic!("it is opened");
    };
    assert_eq!(requests[0].path, whole("/x/影像.mbtiles"));
    let id = requests[0].id;
    let answer = FurnitureCommand::BaseOpened(id, Err(BaseProblem::Missing));
    let Some(Effect::Furniture(FurnitureEffect::KeepBases(kept))) = furniture(&mut state, answer)
    else {
        panic!("it is kept");
    };
    assert_eq!(kept.len(), 1);
    assert!(matches!(
        state.bases.layers[0].status,
        BaseStatus::Failed(BaseProblem::Missing)
    ));
    // Its remedy: another file for the same base.
    assert_eq!(
        furniture(&mut state, FurnitureCommand::ReplaceBase(id)),
        Some(Effect::ChooseFile(FilePurpose::Base))
    );
    add(&mut state, "/y/影像.mbtiles");
    assert_eq!(state.bases.layers.len(), 1);
    assert_eq!(state.bases.layers[0].path, whole("/y/影像.mbtiles"));
}

#[test]
fn a_picture_without_system_asks_for_it_and_is_opened_again() {
    let mut state = open_state();
    add(&mut state, "/x/地形.png");
    let id = state.bases.layers[0].id;
    furniture(
        &mut state,
        FurnitureCommand::BaseOpened(id, Err(BaseProblem::NoCrs)),
    );
    let Some(Effect::Furniture(FurnitureEffect::OpenBases(requests))) =
        furniture(&mut state, FurnitureCommand::SetBaseCrs(id, 4543))
    else {
        panic!("it is opened again");
    };
    assert_eq!(requests[0].epsg, Some(4543));
}

#[test]
fn bases_are_ordered_faded_and_removed_and_each_is_there_once() {
    let mut state = open_state();
    add(&mut state, "/x/甲.mbtiles");
    add(&mut state, "/x/乙.mbtiles");
    assert!(add(&mut state, "/x/乙.mbtiles").is_none());
    let titles = |state: &AppState| -> Vec<String> {
        let layers = state.bases.layers.iter();
        layers.map(|base| base.entry.title().to_owned()).collect()
    };
    assert_eq!(titles(&state), ["乙.mbtiles", "甲.mbtiles"]);
    let lower = state.bases.layers[1].id;
    furniture(&mut state, FurnitureCommand::RaiseBase(lower));
    assert_eq!(titles(&state), ["甲.mbtiles", "乙.mbtiles"]);
    furniture(&mut state, FurnitureCommand::RaiseBase(lower));
    furniture(&mut state, FurnitureCommand::SetBaseOpacity(lower, 7.0));
    assert_eq!(state.bases.layers[0].entry.opacity, 1.0);
    let effect = furniture(&mut state, FurnitureCommand::RemoveBase(lower));
    assert!(
        matches!(effect, Some(Effect::Furniture(FurnitureEffect::KeepBases(kept))) if kept.len() == 1)
    );
}

#[test]
fn bases_go_with_their_project_and_late_answers_are_dropped() {
    let mut state = open_state();
    add(&mut state, "/x/甲.mbtiles");
    let id = state.bases.layers[0].id;
    apply(&mut state, Command::Run(Action::CloseProject));
    assert!(state.bases.layers.is_empty());
    let late = FurnitureCommand::BaseOpened(id, Err(BaseProblem::Missing));
    assert_eq!(furniture(&mut state, late), None);
    assert!(add(&mut state, "/x/甲.mbtiles").is_none(), "no project");
}

#[test]
fn the_picture_of_the_map_goes_to_the_clipboard_or_to_a_png_file() {
    let mut state = open_state();
    assert_eq!(
        apply(&mut state, Command::Run(Action::CopyMap)),
        Some(Effect::Furniture(FurnitureEffect::CopyPicture))
    );
    assert_eq!(
        apply(&mut state, Command::Run(Action::SaveMap)),
        Some(Effect::ChooseFile(FilePurpose::SavePicture))
    );
    let chosen = Command::FileChosen(FilePurpose::SavePicture, Some(PathBuf::from("/x/图")));
    assert_eq!(
        apply(&mut state, chosen),
        Some(Effect::Furniture(FurnitureEffect::SavePicture(
            Destination::unasked("/x/图.png")
        )))
    );
    // What the system's dialog gave whole, it has asked about.
    let chosen = Command::FileChosen(FilePurpose::SavePicture, Some(PathBuf::from("/x/图.png")));
    assert_eq!(
        apply(&mut state, chosen),
        Some(Effect::Furniture(FurnitureEffect::SavePicture(
            Destination::confirmed("/x/图.png")
        )))
    );
}
