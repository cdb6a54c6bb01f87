//! Files dropped on the window, one by one and many at once.

use std::path::PathBuf;

use super::job_ids;
use crate::state::app_state::Dialog;
use crate::state::furniture::FurnitureEffect;
use crate::state::{AppState, Command, Effect};

fn open_state() -> AppState {
    super::open_state(&mut job_ids())
}

fn drop_all(state: &mut AppState, paths: &[&str]) -> Option<Effect> {
    state.apply(Command::Dropped(paths.iter().map(PathBuf::from).collect()))
}

fn looked_for(effect: Option<Effect>) -> PathBuf {
    match effect {
        Some(Effect::LookForFile(path)) => path,
        other => panic!("a file is looked at: {other:?}"),
    }
}

#[test]
fn the_parts_of_a_shapefile_are_one_file_whatever_their_order_and_case() {
    let mut state = open_state();
    let parts = [
        "/x/区.dbf",
        "/x/区.PRJ",
        "/x/区.cpg",
        "/x/区.shx",
        "/x/区.shp.xml",
        "/x/区.shp",
    ];
    let effect = drop_all(&mut state, &parts);
    assert_eq!(looked_for(effect), PathBuf::from("/x/区.shp"));
    assert_eq!(state.waiting_files(), 0);
}

#[test]
fn several_data_files_come_one_after_the_other() {
    let mut state = open_state();
    let effect = drop_all(
        &mut state,
        &[
            "/x/甲.shp",
            "/x/甲.dbf",
            "/x/乙.csv",
            "/x/丙.xlsx",
            "/x/说明.docx",
        ],
    );
    assert_eq!(looked_for(effect), PathBuf::from("/x/甲.shp"));
    assert_eq!(state.waiting_files(), 2);
    assert!(state.notices.list()[0].text.contains("说明.docx"));
    let effect = state.apply(Command::CloseDialog);
    assert_eq!(looked_for(effect), PathBuf::from("/x/乙.csv"));
    let effect = state.apply(Command::CloseDialog);
    assert_eq!(looked_for(effect), PathBuf::from("/x/丙.xlsx"));
    assert_eq!(state.apply(Command::CloseDialog), None);
    assert!(state.dialog.is_none());
}

#[test]
fn pictures_are_added_all_and_their_world_files_are_no_files_of_their_own() {
    let mut state = open_state();
    let first = drop_all(
        &mut state,
        &["/x/一.png", "/x/一.pgw", "/x/二.jpg", "/x/三.geojson"],
    );
    assert!(matches!(
        first,
        Some(Effect::Furniture(FurnitureEffect::OpenBases(_)))
    ));
    let second = state.apply(Command::CloseDialog);
    assert!(matches!(
        second,
        Some(Effect::Furniture(FurnitureEffect::OpenBases(_)))
    ));
    assert_eq!(state.bases.layers.len(), 2);
    let third = state.apply(Command::CloseDialog);
    assert_eq!(looked_for(third), PathBuf::from("/x/三.geojson"));
}

#[test]
fn what_cannot_be_opened_is_named_and_a_part_alone_asks_for_its_whole() {
    let mut state = open_state();
    assert_eq!(drop_all(&mut state, &["/x/区.dbf"]), None);
    assert!(state.notices.list()[0].text.contains(".shp"));
    assert_eq!(drop_all(&mut state, &["/x/区.docx"]), None);
    assert!(state.dialog.is_none());
    let effect = drop_all(&mut state, &["/x/甲.csv", "/x/项目.sqlite"]);
    assert_eq!(effect, Some(Effect::Open(PathBuf::from("/x/项目.sqlite"))));
    assert_eq!(state.waiting_files(), 0);
}

#[test]
fn a_stopped_import_takes_the_waiting_files_with_it() {
    let mut next = job_ids();
    let mut state = super::open_state(&mut next);
    drop_all(&mut state, &["/x/甲.csv", "/x/乙.csv"]);
    let job = next();
    let Some(Dialog::Import(import)) = &mut state.dialog else {
        panic!("the import window is open");
    };
    import.running = Some(job);
    assert_eq!(drop_all(&mut state, &["/x/丙.csv"]), None, "not now");
    assert_eq!(state.apply(Command::CloseDialog), Some(Effect::Cancel(job)));
    assert_eq!(state.apply(Command::CloseDialog), None);
    assert!(state.dialog.is_none());
}

#[test]
fn a_base_without_a_project_asks_for_one() {
    let mut state = AppState::new(
        crate::state::Settings::default(),
        jiff::civil::date(2026, 8, 15),
    );
    assert_eq!(drop_all(&mut state, &["/x/影像.mbtiles"]), None);
    assert!(state.notices.list()[0].text.contains("项目"));
    assert_eq!(state.waiting_files(), 0);
}
