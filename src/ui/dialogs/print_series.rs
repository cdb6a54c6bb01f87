//! The print dialog for several sheets: one map or one for each selected feature, which sheet is on show, and
//! whether they go to one file.

use eframe::egui::{Button, Label, RichText, Ui};

use crate::carto::paint::Format;
use crate::domain::Language;
use crate::state::notice::Weight;
use crate::state::print::{PrintDialog, PrintForm};
use crate::state::print_series::SeriesReport;
use crate::ui::print_text as words;
use crate::ui::theme::{Palette, weak};
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
        undrawn_ui(ui, dialog.undrawn_count(), language);
    }
}

/// How many selected features get no sheet.
fn undrawn_ui(ui: &mut Ui, count: usize, language: Language) {
    if count == 0 {
        return;
    }
    let text = match language {
        Language::Zh => format!("另有 {count} 个选中要素没有图形，不出图"),
        Language::En => format!("{count} selected features have no shape and get no sheet"),
    };
    let text = RichText::new(text)
        .small()
        .color(ui.visuals().warn_fg_color);
    ui.add(Label::new(text).wrap());
}

/// What was written, and what the user should know of it.
pub(super) fn written_ui(ui: &mut Ui, written: &SeriesReport, language: Language) {
    let line = format!(
        "{} {}  {} {}  {:.0} KB",
        written.sheets.len(),
        words::SHEETS.get(language),
        written.files.len(),
        words::FILES.get(language),
        written.bytes as f64 / 1000.0
    );
    let told = written.told(language);
    if !told.is_empty() {
        let text = RichText::new(told.join("  ")).color(ui.visuals().warn_fg_color);
        ui.add(Label::new(text).truncate())
            .on_hover_text(told.join("\n"));
    }
    let color = Palette::of(ui).weight(Weight::Done);
    ui.add(Label::new(RichText::new(line).color(color)).truncate());
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
