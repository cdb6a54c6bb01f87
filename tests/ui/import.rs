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
