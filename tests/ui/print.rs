//! The print dialog in the window: preview, choices, moving the map, export.

use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use shuijie::carto::sheet::Paper;
use shuijie::state::Dialog;
use shuijie::state::print::PrintDialog;

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
    let mut window = Window::with_sample();
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
