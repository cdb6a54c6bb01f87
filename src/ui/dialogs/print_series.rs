//! The print dialog for several sheets: one map or one for each selected feature, which sheet is on show, and
//! whether they go to one file.

use eframe::egui::{Button, Label, Ui};

use crate::carto::paint::Format;
use crate::domain::Language;
use crate::state::print::{PrintDialog, PrintForm};
use crate::ui::print_text as words;
use crate::ui::theme::weak;
use crate::ui::widgets::segmented_ui;

/// One map, or a sheet for each selected feature; nothing while nothing is selected.
pub(super) fn mode_ui(ui: &mut Ui, form: &mut PrintForm, dialog: &PrintDialog, language: Language) {
    if dialog.items.is_empty() {
        return;
    }
    let each = match language {
        Language::Zh => format!("每个选中要素一张（{}）", dialog.items.len()),
        Language::En => format!("One per selected feature ({})", dialog.items.len()),
    };
    let choices = [(false, words::ONE_MAP.get(language)), (true, each.as_str())];
    if let Some(on) = segmented_ui(ui, form.series.on, &choices) {
        form.series.on = on;
    }
    if form.series.on {
        ui.checkbox(&mut form.series.fit, words::FIT_EACH.get(language));
    }
}

/// One file for all sheets, where the format can hold them, or one each.
pub(super) fn split_ui(ui: &mut Ui, form: &mut PrintForm, language: Language) {
    if !form.series.on {
        return;
    }
    if form.settings.format == Format::Pdf {
        let choices = [(false, words::ONE_FILE), (true, words::MANY_FILES)]
            .map(|(split, label)| (split, label.get(language)));
        if let Some(split) = segmented_ui(ui, form.series.split, &choices) {
            form.series.split = split;
        }
    }
    if form.is_split() {
        ui.add(Label::new(weak(words::TOKENS.get(language)).small()).wrap());
    }
}

/// Which sheet is on show, with buttons to the one before and after.
pub(super) fn pager_ui(
    ui: &mut Ui,
    form: &mut PrintForm,
    dialog: &PrintDialog,
    language: Language,
) {
    let Some((number, total, item)) = dialog.shown_item() else {
        return;
    };
    let step =
        |ui: &mut Ui, label: &str, may: bool| ui.add_enabled(may, Button::new(label)).clicked();
    if step(ui, words::SHEET_BEFORE.get(language), number > 1) {
        form.series.shown = number - 2;
    }
    if step(ui, words::SHEET_AFTER.get(language), number < total) {
        form.series.shown = number;
    }
    let text = format!("{number} / {total}　{}", item.called());
    ui.add(Label::new(weak(text)).truncate());
}
