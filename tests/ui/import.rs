//! A data file dropped on an open project.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::Layer;
use shuijie::state::{Command, Dialog};

use crate::support::Window;

const TWO_WELLS: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"code":"UI-1","name":"试验井一","purpose":"industry"},
  "geometry":{"type":"Point","coordinates":[102.7,25.0]}},
 {"type":"Feature","properties":{"code":"UI-2","name":"试验井二","purpose":"不存在的用途"},
  "geometry":{"type":"Point","coordinates":[102.8,25.1]}}]}"#;

#[test]
fn a_file_is_tried_first_and_its_rows_are_reported() {
    let mut window = Window::with_sample();
    let file = window.folder.path().join("新_well.geojson");
    std::fs::write(&file, TWO_WELLS).unwrap();
    let before = window
        .app()
        .state()
        .project
        .as_ref()
        .unwrap()
        .count(Layer::Well);
    window
        .harness
        .state_mut()
        .send(Command::Dropped(vec![file]));
    window.harness.run_steps(4);
    let import_button = |window: &Window| {
        window
            .harness
            .get_by_label("导入")
            .accesskit_node()
            .is_disabled()
    };
    assert!(import_button(&window), "nothing is imported untried");
    window.click("试运行（不写入）");
    window.until("the trial is reported", |window| {
        matches!(&window.app().state().dialog, Some(Dialog::Import(import)) if import.summary.is_some())
    });
    assert!(
        window.shows("purpose") || window.shows("取水用途"),
        "the bad value is named"
    );
    assert!(!import_button(&window));
    window.click("导入");
    window.until("the import is done", |window| {
        window
            .app()
            .state()
            .project
            .as_ref()
            .unwrap()
            .count(Layer::Well)
            > before
    });
}

fn import_state(window: &Window) -> &shuijie::state::import::ImportDialog {
    match &window.app().state().dialog {
        Some(Dialog::Import(import)) => import,
        other => panic!("the import dialog is open, not {other:?}"),
    }
}

#[test]
fn no_layer_is_guessed_and_a_lost_file_is_said_at_once() {
    let mut window = Window::with_sample();
    let file = window.folder.path().join("数据.geojson");
    window
        .harness
        .state_mut()
        .send(Command::Dropped(vec![file]));
    window.until("the loss is said", |window| window.shows("不存在"));
    assert!(window.shows("不能从文件名判断图层"));
    let disabled = window
        .harness
        .get_by_label("试运行（不写入）")
        .accesskit_node()
        .is_disabled();
    assert!(disabled, "without a layer nothing is tried");
}

#[test]
fn a_column_is_sent_into_another_field_and_left_out() {
    let mut window = Window::with_sample();
    let file = window.folder.path().join("新_well.geojson");
    std::fs::write(&file, TWO_WELLS.replace("\"name\"", "\"井名\"")).unwrap();
    window
        .harness
        .state_mut()
        .send(Command::Dropped(vec![file]));
    window.harness.run_steps(4);
    window.click("试运行（不写入）");
    window.until("the trial is reported", |window| {
        import_state(window).summary.is_some()
    });
    assert!(window.shows("列与字段对应"));
    let mut request = import_state(&window).request.clone();
    request.assign("井名", "name");
    request.assign("purpose", "");
    window
        .harness
        .state_mut()
        .send(Command::EditImport(request));
    window.harness.run_steps(3);
    assert!(!import_state(&window).is_tried(), "a change is tried again");
    window.click("试运行（不写入）");
    window.until("the second trial is reported", |window| {
        import_state(window).is_tried()
    });
    let summary = import_state(&window).summary.as_ref().unwrap();
    let field = |column: &str| {
        let columns = &summary.columns;
        let found = columns.iter().find(|(name, _)| name == column);
        found.unwrap().1.clone()
    };
    assert_eq!(field("井名").as_deref(), Some("name"));
    assert_eq!(field("purpose"), None);
}
