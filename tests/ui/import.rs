//! A data file dropped on an open project.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::Layer;
use shuijie::state::import_log::ImportCommand;
use shuijie::state::{Action, Command, Dialog};

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
    assert!(window.shows("不存在的用途"), "the bad value is named");
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
    window.click("列与字段");
    window.until("the columns are shown", |window| {
        window.shows("列与字段对应")
    });
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

/// The import window with a tried file.
fn tried(window: &mut Window, name: &str, text: &str) {
    let file = window.folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    window
        .harness
        .state_mut()
        .send(Command::Dropped(vec![file]));
    window.harness.run_steps(4);
    window.click("试运行（不写入）");
    window.until("the trial is reported", |window| {
        import_state(window).summary.is_some()
    });
}

#[test]
fn a_trial_shows_its_shapes_on_the_map_and_an_issue_leads_to_its_place() {
    let mut window = Window::with_sample();
    tried(&mut window, "新_well.geojson", TWO_WELLS);
    let summary = import_state(&window).summary.as_ref().unwrap();
    let preview = summary.preview.as_ref().unwrap();
    assert_eq!((preview.shapes.len(), preview.left_out), (2, 0));
    let issue = summary
        .issues
        .iter()
        .position(|issue| issue.message.contains("不存在的用途"))
        .unwrap();
    let at = summary.issues[issue].at.unwrap();
    assert!((at.lon - 102.8).abs() < 1e-9 && (at.lat - 25.1).abs() < 1e-9);
    let before = window.app().state().camera.m_per_px();
    window.click("第 2 行 用途");
    window.harness.run_steps(3);
    assert_eq!(import_state(&window).place, Some(at));
    let near = window.app().state().camera.m_per_px();
    assert!(near < before, "{near} is nearer than {before}");
}

#[test]
fn rows_and_encodings_are_looked_at_before_anything_is_written() {
    let mut window = Window::with_sample();
    tried(
        &mut window,
        "新_well.csv",
        "编号,名称,经度,纬度\nW-1,试验井,102.7,25.0\n",
    );
    window.click("数据");
    window.until("the rows are shown", |window| window.shows("试验井"));
    window.click("编码预览");
    window.until("the candidates are shown", |window| window.shows("gb18030"));
    assert!(window.shows("使用该编码"));
}

#[test]
fn an_import_is_taken_back_as_one_step_and_its_report_stays() {
    let mut window = Window::with_sample();
    let count = |window: &Window| {
        let project = window.app().state().project.as_ref();
        project.unwrap().count(Layer::Well)
    };
    let before = count(&window);
    tried(&mut window, "新_well.geojson", TWO_WELLS);
    window.click("导入");
    window.until("the import is done", |window| count(window) == before + 2);
    window.click("撤销导入");
    window.until("it is taken back", |window| count(window) == before);

    window.harness.state_mut().send(Command::CloseDialog);
    window
        .harness
        .state_mut()
        .send(Command::Run(Action::ImportLog));
    window.until("the import is on file", |window| {
        window.shows("新_well.geojson") && window.shows("已撤销")
    });
    // The sample came in by imports of its own; the last is first.
    window
        .harness
        .get_all_by_label("查看报告")
        .next()
        .unwrap()
        .click();
    window.until("its report is read", |window| {
        matches!(&window.app().state().dialog, Some(Dialog::ImportLog(log))
            if log.report.as_ref().is_some_and(|(_, text)| text.contains("不存在的用途")))
    });
}

#[test]
fn the_fields_of_one_county_are_a_template_for_the_next() {
    let mut window = Window::with_sample();
    tried(
        &mut window,
        "甲县_well.geojson",
        &TWO_WELLS.replace("\"name\"", "\"甲乙丙\""),
    );
    let mut request = import_state(&window).request.clone();
    request.assign("甲乙丙", "name");
    let send = |window: &mut Window, command| {
        window.harness.state_mut().send(command);
        window.harness.run_steps(3);
    };
    send(&mut window, Command::EditImport(request));
    send(&mut window, Command::Importing(ImportCommand::KeepTemplate));
    assert_eq!(window.app().state().settings.import_templates.len(), 1);
    send(&mut window, Command::CloseDialog);
    tried(
        &mut window,
        "乙县_well.geojson",
        &TWO_WELLS.replace("\"name\"", "\"甲乙丙\""),
    );
    assert_eq!(import_state(&window).request.assigned("甲乙丙"), None);
    send(
        &mut window,
        Command::Importing(ImportCommand::UseTemplate(0)),
    );
    assert_eq!(
        import_state(&window).request.assigned("甲乙丙"),
        Some("name")
    );
}

#[test]
fn a_system_that_is_not_understood_is_quoted_until_one_is_chosen() {
    let mut window = Window::with_sample();
    let file = window.folder.path().join("新_well.geojson");
    let crs = r#"{"crs":{"type":"name","properties":{"name":"昆明87坐标系"}},"#;
    std::fs::write(&file, TWO_WELLS.replacen('{', crs, 1)).unwrap();
    window
        .harness
        .state_mut()
        .send(Command::Dropped(vec![file]));
    window.harness.run_steps(4);
    window.harness.state_mut().send(Command::TryImport);
    window.until("the trial is refused", |window| {
        import_state(window).failure.is_some()
    });
    assert!(window.shows("昆明87坐标系") && window.shows("无法识别"));
    assert!(!import_state(&window).is_tried());
    let mut request = import_state(&window).request.clone();
    request.epsg = Some(4490);
    window
        .harness
        .state_mut()
        .send(Command::EditImport(request));
    window.harness.state_mut().send(Command::TryImport);
    window.until("the trial is done", |window| {
        import_state(window).is_tried()
    });
}

#[test]
fn an_unresolved_datum_is_said_in_the_window() {
    let mut window = Window::with_sample();
    let file = window.folder.path().join("旧_well.csv");
    std::fs::write(&file, "编号,经度,纬度\nW-1,102.7,25.0\n").unwrap();
    window
        .harness
        .state_mut()
        .send(Command::Dropped(vec![file]));
    window.harness.run_steps(4);
    let mut request = import_state(&window).request.clone();
    request.epsg = Some(4610);
    window
        .harness
        .state_mut()
        .send(Command::EditImport(request));
    window.harness.run_steps(3);
    window.click("试运行（不写入）");
    window.until("the datum is said", |window| window.shows("基准待定"));
}

/// A workbook of two registers and a page of notes.
fn workbook(path: &std::path::Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in [
        ("甲县", [["编号", "经度", "纬度"], ["J-1", "102.7", "25.0"]]),
        ("乙县", [["编号", "经度", "纬度"], ["Y-1", "102.8", "25.1"]]),
        ("说明", [["填报说明", "", ""], ["第一条", "", ""]]),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    book.save(path).unwrap();
}

#[test]
fn a_sheet_of_a_workbook_is_chosen_in_the_window() {
    let mut window = Window::with_sample();
    let file = window.folder.path().join("新_well.xlsx");
    workbook(&file);
    let send = |window: &mut Window, command| {
        window.harness.state_mut().send(command);
        window.harness.run_steps(3);
    };
    send(&mut window, Command::Dropped(vec![file]));
    window.until("the sheets are offered", |window| {
        import_state(window).parts.names == ["甲县", "乙县", "说明"]
    });
    assert!(window.shows("部分"));
    window.click("试运行（不写入）");
    window.until("the file alone does not tell", |window| {
        import_state(window).failure.is_some()
    });
    assert!(window.shows("选定“部分”"));
    let mut request = import_state(&window).request.clone();
    request.part = Some("乙县".to_owned());
    send(&mut window, Command::EditImport(request));
    window.click("试运行（不写入）");
    window.until("the trial is reported", |window| {
        import_state(window).is_tried()
    });
    let preview = import_state(&window)
        .summary
        .as_ref()
        .unwrap()
        .preview
        .clone();
    assert_eq!(preview.unwrap().rows[0].1[0], "Y-1");
    // Another sheet has other columns.
    let mut request = import_state(&window).request.clone();
    request.part = Some("甲县".to_owned());
    send(&mut window, Command::EditImport(request));
    assert!(import_state(&window).summary.is_none());
}

#[test]
fn of_several_shapefiles_in_an_archive_one_has_to_be_chosen() {
    let mut window = Window::with_sample();
    let file = window.folder.path().join("新_well.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&file).unwrap());
    for name in ["a.shp", "b.shp"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
    }
    zip.finish().unwrap();
    window
        .harness
        .state_mut()
        .send(Command::Dropped(vec![file]));
    window.harness.run_steps(3);
    window.until("the parts are offered", |window| {
        import_state(window).lacks_part()
    });
    window.harness.run_steps(3);
    assert!(window.shows("请选择要导入的一个"));
    let try_button = |window: &Window| {
        let node = window.harness.get_by_label("试运行（不写入）");
        node.accesskit_node().is_disabled()
    };
    assert!(try_button(&window));
    let mut request = import_state(&window).request.clone();
    request.part = Some("b".to_owned());
    window
        .harness
        .state_mut()
        .send(Command::EditImport(request));
    window.harness.run_steps(3);
    assert!(!try_button(&window));
}
