//! The print dialog in the window: preview, choices, moving the map, export.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use shuijie::carto::sheet::Paper;
use shuijie::domain::Layer;
use shuijie::state::print::{PrintCommand, PrintDialog};
use shuijie::state::selection::{ExpressionForm, SelectCommand, SelectMode};
use shuijie::state::{Action, Command, Dialog};

use crate::support::Window;

fn dialog(window: &Window) -> Option<&PrintDialog> {
    match &window.app().state().dialog {
        Some(Dialog::Print(dialog)) => Some(dialog),
        _ => None,
    }
}

fn rests(window: &Window) -> bool {
    dialog(window).is_some_and(|dialog| dialog.previewing.is_none() && dialog.is_current())
}

fn opened() -> Window {
    with_dialog(Window::with_sample())
}

fn with_dialog(mut window: Window) -> Window {
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::E);
    window.until("the preview is drawn", rests);
    window
}

#[test]
fn the_preview_follows_the_choices_and_they_are_remembered() {
    let mut window = opened();
    window.click("A3");
    window.click("竖版");
    window.until("the preview is drawn anew", rests);
    let preview = dialog(&window).unwrap().preview.as_ref().unwrap();
    assert_eq!(preview.request.options.paper, Paper::A3);
    assert!(preview.picture.height > preview.picture.width);
    window.click("关闭");
    assert!(dialog(&window).is_none());
    let print = &window.app().state().settings.print;
    assert_eq!((print.paper, print.landscape), (Paper::A3, false));
}

#[test]
fn dragging_the_preview_moves_the_map() {
    let mut window = opened();
    let before = dialog(&window).unwrap().form.center;
    let middle = window.harness.get_by_label("地图预览").rect().center();
    window.harness.hover_at(middle);
    window.harness.step();
    window.harness.drag_at(middle);
    window.harness.step();
    window.harness.hover_at(middle + vec2(60.0, 0.0));
    window.harness.step();
    window.harness.drop_at(middle + vec2(60.0, 0.0));
    // The map goes with the hand, so its centre goes the other way.
    window.until("the preview has followed", |window| {
        rests(window)
            && dialog(window).is_some_and(|dialog| dialog.form.center.x < before.x - 100.0)
    });
    let dialog = dialog(&window).unwrap();
    assert!((dialog.form.center.y - before.y).abs() < 1.0);
    let shown = dialog.preview.as_ref().unwrap().frame.center;
    assert_eq!(shown, dialog.form.center);
}

#[test]
fn a_map_is_exported_and_a_bad_scale_is_not() {
    let mut window = opened();
    window.click("导出");
    window.until("the map is written", |window| {
        dialog(window).is_some_and(|dialog| dialog.written.is_some())
    });
    let path = dialog(&window)
        .unwrap()
        .written
        .as_ref()
        .unwrap()
        .path
        .clone();
    assert_eq!(path, window.folder.path().join("昆明示意.pdf"));
    assert!(std::fs::read(path).unwrap().starts_with(b"%PDF-"));
    assert!(window.shows("打开所在文件夹"));
    window.type_into("比例尺 1 :", "十万");
    assert!(window.shows("比例尺应为分母"));
    window.click("导出");
    assert!(dialog(&window).unwrap().exporting.is_none());
}

/// The dialog over the selected zones.
fn opened_with_zones() -> Window {
    let mut window = Window::with_sample();
    window.app().send(Command::Run(Action::SelectByExpression));
    window.harness.step();
    let form = ExpressionForm {
        layer: Layer::FunctionZone,
        text: "level1 = '保留区'".to_owned(),
        mode: SelectMode::New,
    };
    for command in [
        SelectCommand::EditExpression(Box::new(form)),
        SelectCommand::Run,
    ] {
        window.app().send(Command::Select(command));
        window.harness.step();
    }
    window.until("the zones are selected", |window| {
        !window.app().state().selection.is_empty()
    });
    window.app().send(Command::CloseDialog);
    window.harness.step();
    with_dialog(window)
}

#[test]
fn every_selected_feature_gets_a_sheet_in_one_pdf_or_a_file_of_its_own() {
    let mut window = opened_with_zones();
    let count = window.app().state().selection.count();
    assert!(count > 1);
    let each = format!("每个选中要素一张（{count}）");
    window.click(&each);
    window.until("the first sheet is drawn", rests);
    let title = |window: &Window| {
        let preview = dialog(window).unwrap().preview.as_ref().unwrap();
        preview.request.options.title.clone()
    };
    let first = title(&window);
    assert!(window.shows(&format!("1 / {count}")));
    window.click("下一张");
    window.until("the second sheet is drawn", rests);
    assert!(window.shows(&format!("2 / {count}")));
    assert_ne!(title(&window), first);
    window.click("导出");
    window.until("the series is written", |window| {
        dialog(window).is_some_and(|dialog| dialog.series_written.is_some())
    });
    let written = dialog(&window).unwrap().series_written.clone().unwrap();
    assert_eq!(written.sheets.len(), count);
    assert_eq!(written.files, [window.folder.path().join("昆明示意.pdf")]);
    assert!(window.shows(&format!("{count} 幅图")));
    window
        .harness
        .get_by_label("各存一个文件")
        .click_accesskit();
    window.harness.run_steps(3);
    window.harness.step();
    let form = &dialog(&window).unwrap().form;
    assert!(form.path.contains("-{编码}.pdf"), "{form:?}");
    window.click("导出");
    window.until("the files are written", |window| {
        let written = dialog(window).and_then(|dialog| dialog.series_written.as_ref());
        written.is_some_and(|written| written.files.len() == count)
    });
    let files = &dialog(&window)
        .unwrap()
        .series_written
        .as_ref()
        .unwrap()
        .files;
    assert!(files.iter().all(|file| file.exists()), "{files:?}");
    window.click("一张图");
    window.harness.step();
    assert!(!dialog(&window).unwrap().form.path.contains('{'));
}

#[test]
fn a_series_at_a_scale_that_cuts_its_features_says_so_below_the_sheet() {
    let mut window = opened_with_zones();
    let count = window.app().state().selection.count();
    window.click(&format!("每个选中要素一张（{count}）"));
    window.until("the first sheet is drawn", rests);
    assert!(!window.shows("要素超出图幅"));
    window.click("每张按要素大小取比例尺");
    let mut form = dialog(&window).unwrap().form.clone();
    assert!(!form.series.fit);
    form.scale = "2000".to_owned();
    let edit = PrintCommand::Edit(Box::new(form));
    window.app().send(Command::Print(edit));
    window.until("the sheet is drawn at its scale", |window| {
        let drawn = dialog(window).and_then(|dialog| dialog.preview.as_ref());
        rests(window) && drawn.is_some_and(|drawn| drawn.frame.denominator == 2_000.0)
    });
    window.harness.step();
    assert!(window.shows("要素超出图幅"));
}

#[test]
fn braces_that_mean_nothing_are_said_before_anything_is_drawn() {
    let mut window = opened_with_zones();
    let count = window.app().state().selection.count();
    window.click(&format!("每个选中要素一张（{count}）"));
    window.until("the first sheet is drawn", rests);
    window.type_into("图名", "{代码}");
    window.harness.step();
    assert!(window.shows("花括号中只能写"));
    window.click("导出");
    assert!(dialog(&window).unwrap().exporting.is_none());
}

#[test]
fn a_text_is_typed_where_it_stands_on_the_sheet() {
    let mut window = opened();
    for (place, label, text) in [
        ("在图上修改图名", "图名", "盘龙江图"),
        ("在图上修改制图", "制图", "张三"),
        ("在图上修改日期", "日期", "2026-02-03"),
    ] {
        window.click(place);
        window.harness.step();
        window.harness.step();
        window
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.harness.step();
        let typed = window.harness.get_by_role_and_label(Role::TextInput, place);
        typed.type_text(text);
        window.harness.step();
        window.harness.key_press(Key::Escape);
        window.harness.step();
        let form = &dialog(&window)
            .expect("Escape ends the typing, not the dialog")
            .form;
        let value = match label {
            "图名" => &form.title,
            "制图" => &form.settings.drafter,
            _ => &form.date,
        };
        assert_eq!(value, text);
    }
    window.until("the preview shows them", rests);
    let dialog = dialog(&window).unwrap();
    let options = &dialog.preview.as_ref().unwrap().request.options;
    assert_eq!(options.title, "盘龙江图");
    assert_eq!(options.date.to_string(), "2026-02-03");
}

#[test]
fn a_file_for_the_archive_is_asked_for_by_a_tick_and_remembered() {
    let mut window = opened();
    window.click("按 PDF/A-2b 存档");
    window.until("the preview follows", rests);
    window.click("导出");
    window.until("the map is written", |window| {
        dialog(window).is_some_and(|dialog| dialog.written.is_some())
    });
    let file = window.folder.path().join("昆明示意.pdf");
    let bytes = std::fs::read(file).unwrap();
    let mark = b"<pdfaid:part>2</pdfaid:part>";
    assert!(bytes.windows(mark.len()).any(|window| window == mark));
    let print = &window.app().state().settings.print;
    assert!(print.is_archival());
    window.click("PNG");
    window.harness.step();
    assert!(!window.shows("按 PDF/A-2b 存档"));
}
