//! The quality dialog: years, methods, the form, the map, the clipboard.
use eframe::egui::{Key, Modifiers};
use shuijie::services::quality::QualityReport;
use shuijie::state::Dialog;
use shuijie::state::quality::QualityDialog;

use crate::support::Window;

fn dialog(window: &Window) -> Option<&QualityDialog> {
    match &window.app().state().dialog {
        Some(Dialog::Quality(dialog)) => Some(dialog),
        _ => None,
    }
}

fn report(window: &Window) -> Option<&QualityReport> {
    dialog(window)
        .filter(|dialog| dialog.running.is_none())?
        .report()
}

fn open(window: &mut Window) {
    let keys = Modifiers::COMMAND | Modifiers::SHIFT;
    window.harness.key_press_modifiers(keys, Key::Q);
    window.until("the zones are rated", |window| {
        dialog(window).is_some_and(|dialog| dialog.running.is_none() && dialog.view.is_some())
    });
}
