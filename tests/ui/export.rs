//! The dialog that exports a layer, in the window.

use eframe::egui::Role;
use egui_kittest::kittest::Queryable as _;
use shuijie::domain::Layer;
use shuijie::state::export::{ExportCommand, ExportDialog, Format};
use shuijie::state::selection::{ExpressionForm, SelectCommand, SelectMode};
use shuijie::state::{Action, Command, Dialog, FilePurpose};

use crate::support::Window;

fn dialog(window: &Window) -> &ExportDialog {
    match &window.app().state().dialog {
        Some(Dialog::Export(dialog)) => dialog,
        other => panic!("no export dialog but {other:?}"),
    }
}

fn choose(window: &mut Window, field: &str, choice: &str) {
    window
        .harness
        .get_by_role_and_label(Role::ComboBox, field)
        .click();
    window.harness.run_steps(3);
    // The list of choices is drawn last; the layer panel has the same names.
    let entry = window.harness.get_all_by_label(choice).last();
    entry.unwrap().click();
    window.harness.run_steps(3);
}

/// Replaces what is in the field of the path.
fn name_file(window: &mut Window, path: &str) {
    let field = window
        .harness
        .get_by_role_and_label(Role::TextInput, "保存到");
    field.focus();
    window.harness.run_steps(2);
    window
        .harness
        .key_press_modifiers(eframe::egui::Modifiers::COMMAND, eframe::egui::Key::A);
    window.harness.run_steps(2);
    window.type_into("保存到", path);
}

#[test]
fn the_outfalls_are_written_as_geojson_to_the_path_typed() {
    let mut window = Window::with_sample();
    window.click("文件");
    window.click("导出图层…");
    choose(&mut window, "图层", "入河排污口");
    choose(&mut window, "格式", "GeoJSON (.geojson)");
    let path = window.folder.path().join("出.geojson");
    name_file(&mut window, &path.display().to_string());
    window.click("字段名用中文");
    window.click("导出");
    window.until("the layer is written", |window| {
        dialog(window).written.is_some() || dialog(window).failure.is_some()
    });
    assert_eq!(dialog(&window).failure, None);
    assert!(window.shows("打开所在文件夹"));
    let text = std::fs::read_to_string(&path).unwrap();
    let written: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = written["features"].as_array().unwrap();
    let project = window.app().state().project.as_ref().unwrap();
    assert_eq!(features.len() as u64, project.count(Layer::Outfall));
    assert!(features.iter().all(|feature| {
        feature["geometry"]["type"] == "Point" && feature["properties"]["编码"].is_string()
    }));
    // A name that was typed replaces nothing.
    window.click("导出");
    window.until("the file is found there", |window| {
        dialog(window).failure.is_some()
    });
    assert!(window.shows("文件已存在，没有覆盖"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn only_the_selected_features_are_written() {
    let mut window = Window::with_sample();
    let open = || Command::Export(ExportCommand::Open(Layer::Well));
    window.app().send(open());
    window.harness.run_steps(3);
    assert!(!window.shows("所选要素"), "nothing is selected");
    window.click("关闭");
    let scene = &window.app().state().project.as_ref().unwrap().scene;
    let code = scene.layer(Layer::Well).unwrap().features[0]
        .code
        .to_string();
    window.app().send(Command::Run(Action::SelectByExpression));
    let form = ExpressionForm {
        layer: Layer::Well,
        text: format!("编号 = '{code}'"),
        mode: SelectMode::New,
    };
    for command in [
        SelectCommand::EditExpression(Box::new(form)),
        SelectCommand::Run,
    ] {
        window.app().send(Command::Select(command));
    }
    window.until("the well is selected", |window| {
        window.app().state().selection.of(Layer::Well).len() == 1
    });
    window.app().send(open());
    window.harness.run_steps(3);
    window.click("所选要素 (1)");
    let path = window.folder.path().join("一口井.csv");
    name_file(&mut window, &path.display().to_string());
    window.click("导出");
    window.until("the layer is written", |window| {
        dialog(window).written.is_some() || dialog(window).failure.is_some()
    });
    assert_eq!(dialog(&window).failure, None);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 2, "the head and one well");
    assert!(text.contains(&code));
}

#[test]
fn what_lies_beside_a_new_shapefile_is_not_replaced_because_the_dialog_asked_nothing() {
    let mut window = Window::with_sample();
    let beside = window.folder.path().join("甲.dbf");
    std::fs::write(&beside, "别人的表").unwrap();
    window
        .app()
        .send(Command::Export(ExportCommand::Open(Layer::Well)));
    window.harness.run_steps(3);
    let purpose = FilePurpose::SaveLayer(Layer::Well, Format::Shapefile);
    let chosen = beside.with_extension("shp");
    window
        .app()
        .send(Command::FileChosen(purpose, Some(chosen.clone())));
    window.harness.run_steps(3);
    window.click("导出");
    window.until("the other file is found there", |window| {
        dialog(window).failure.is_some() || dialog(window).written.is_some()
    });
    assert!(window.shows("甲.dbf") && window.shows("先移走"));
    assert_eq!(std::fs::read_to_string(&beside).unwrap(), "别人的表");
    assert!(!chosen.exists());
    // Asked about the shapefile that is there, the user said yes to all of it.
    std::fs::write(&chosen, "旧").unwrap();
    window
        .app()
        .send(Command::FileChosen(purpose, Some(chosen.clone())));
    window.harness.run_steps(3);
    window.click("导出");
    window.until("the layer is written", |window| {
        dialog(window).failure.is_some() || dialog(window).written.is_some()
    });
    assert_eq!(dialog(&window).failure, None);
    assert!(std::fs::read(&beside).unwrap() != "别人的表".as_bytes());
}
