//! Exporting a layer: what, how, where to, and what came of it.

use eframe::egui::{Align, Button, ComboBox, Label, Layout, RichText, ScrollArea, Ui, vec2};

use crate::domain::{Language, Layer};
use crate::state::export::{
    ExportCommand, ExportCrs, ExportDialog, ExportForm, ExportReport, Format, TextEncoding,
};
use crate::state::notice::Weight;
use crate::state::{AppState, Command, CommandSender};
use crate::ui::text::thousands;
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{
    field_grid_ui, field_problem_ui, heading_ui, job_bar_ui, problem_ui, segmented_ui,
    text_field_ui,
};
use crate::ui::{export_text as words, text};

const WIDTH: f32 = 560.0;
/// Where fields begin that have no name before them.
const INDENT: f32 = 118.0;
const FIELD_WIDTH: f32 = 430.0;
/// Notes that are listed; a layer may bring one per feature.
const SHOWN_NOTES: usize = 50;
const NOTES_HEIGHT: f32 = 120.0;

pub(super) fn export_ui(
    ui: &mut Ui,
    state: &AppState,
    dialog: &ExportDialog,
    commands: &CommandSender,
) {
    let language = state.language();
    ui.set_width(WIDTH);
    ui.label(strong(words::TITLE.get(language)).size(16.0));
    ui.add_space(6.0);
    let mut form = dialog.form.clone();
    ui.add_enabled_ui(dialog.running.is_none(), |ui| {
        what_ui(ui, state, &mut form);
        how_ui(ui, (language, &dialog.metric_crs), &mut form);
        file_ui(ui, &mut form, commands, language);
    });
    if form != dialog.form {
        commands.send(Command::Export(ExportCommand::Edit(Box::new(form))));
    }
    ui.add_space(8.0);
    result_ui(ui, state, dialog, commands);
    buttons_ui(ui, state, dialog, commands);
}

/// Layer and features.
fn what_ui(ui: &mut Ui, state: &AppState, form: &mut ExportForm) {
    let language = state.language();
    field_grid_ui(ui, words::LAYER.get(language), |ui| {
        ComboBox::from_id_salt("export-layer")
            .selected_text(form.layer.label().get(language))
            .width(FIELD_WIDTH)
            .show_ui(ui, |ui| {
                for layer in Layer::ALL {
                    ui.selectable_value(&mut form.layer, layer, layer.label().get(language));
                }
            })
            .response
    });
    let all = state
        .project
        .as_ref()
        .map_or(0, |project| project.count(form.layer));
    let whole = format!("{} ({})", words::WHOLE.get(language), thousands(all));
    let selected = state.selection.of(form.layer).len();
    field_grid_ui(ui, words::SCOPE.get(language), |ui| {
        if selected == 0 {
            return ui.label(whole);
        }
        let count = thousands(selected as u64);
        let selected = format!("{} ({count})", words::SELECTED.get(language));
        let choices = [(false, whole.as_str()), (true, selected.as_str())];
        let chosen = ui.vertical(|ui| segmented_ui(ui, form.selected_only, &choices));
        if let Some(selected_only) = chosen.inner {
            form.selected_only = selected_only;
        }
        chosen.response
    });
}

/// Format, coordinates, texts.
fn how_ui(ui: &mut Ui, (language, metric_crs): (Language, &str), form: &mut ExportForm) {
    let named = |format: Format| format!("{} (.{})", format.name(), format.ending());
    field_grid_ui(ui, words::FORMAT.get(language), |ui| {
        ComboBox::from_id_salt("export-format")
            .selected_text(named(form.format))
            .width(FIELD_WIDTH)
            .show_ui(ui, |ui| {
                for format in Format::ALL {
                    if format.unfit(form.layer).is_none() {
                        ui.selectable_value(&mut form.format, format, named(format));
                    }
                }
            })
            .response
    });
    if let Some(reason) = form.format.unfit(form.layer) {
        field_problem_ui(ui, reason.get(language));
    } else if form.takes_crs() {
        crs_ui(ui, (language, metric_crs), form);
    } else if form.layer.geometry().is_some() {
        field_grid_ui(ui, words::CRS.get(language), |ui| {
            ui.label(words::WGS84.get(language))
        });
    }
    if form.format.takes_encoding() {
        field_grid_ui(ui, words::ENCODING.get(language), |ui| {
            let combo = ComboBox::from_id_salt("export-encoding")
                .selected_text(form.encoding.name())
                .width(120.0)
                .show_ui(ui, |ui| {
                    for encoding in TextEncoding::ALL {
                        ui.selectable_value(&mut form.encoding, encoding, encoding.name());
                    }
                });
            if form.encoding == TextEncoding::Gbk {
                ui.checkbox(&mut form.lossy, words::LOSSY.get(language))
                    .on_hover_text(words::LOSSY_HELP.get(language));
            }
            combo.response
        });
    }
    if form.format.takes_labels() {
        ui.horizontal(|ui| {
            ui.add_space(INDENT + ui.spacing().item_spacing.x);
            ui.checkbox(&mut form.labels, words::LABELS.get(language))
                .on_hover_text(words::LABELS_HELP.get(language));
        });
    }
}

fn crs_ui(ui: &mut Ui, (language, metric_crs): (Language, &str), form: &mut ExportForm) {
    let name = |crs| match crs {
        ExportCrs::Stored => words::STORED.get(language),
        ExportCrs::Metric => metric_crs,
        ExportCrs::Typed => words::OTHER_CRS.get(language),
    };
    field_grid_ui(ui, words::CRS.get(language), |ui| {
        ComboBox::from_id_salt("export-crs")
            .selected_text(name(form.crs))
            .width(FIELD_WIDTH)
            .truncate()
            .show_ui(ui, |ui| {
                for crs in [ExportCrs::Stored, ExportCrs::Metric, ExportCrs::Typed] {
                    ui.selectable_value(&mut form.crs, crs, name(crs));
                }
            })
            .response
    });
    if form.crs == ExportCrs::Typed {
        field_grid_ui(ui, words::EPSG.get(language), |ui| {
            text_field_ui(ui, &mut form.epsg, "4544", "")
        });
        if let Some(problem) = form.problem() {
            field_problem_ui(ui, problem.get(language));
        }
    }
}

fn file_ui(ui: &mut Ui, form: &mut ExportForm, commands: &CommandSender, language: Language) {
    field_grid_ui(ui, words::PATH.get(language), |ui| {
        let size = vec2(FIELD_WIDTH, ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            if ui.button(text::BROWSE.get(language)).clicked() {
                commands.send(Command::Export(ExportCommand::ChooseFile));
            }
            text_field_ui(ui, &mut form.path, "", "")
        })
        .inner
    });
}

/// What came of the export, or how far it is.
fn result_ui(ui: &mut Ui, state: &AppState, dialog: &ExportDialog, commands: &CommandSender) {
    let language = state.language();
    if let Some(job) = dialog.running {
        ui.horizontal(|ui| job_bar_ui(ui, state, job, 240.0, commands));
    } else if let Some(failure) = &dialog.failure {
        problem_ui(ui, failure);
    } else if let Some(report) = &dialog.written {
        report_ui(ui, report, language);
    } else {
        return;
    }
    ui.add_space(6.0);
}

fn report_ui(ui: &mut Ui, report: &ExportReport, language: Language) {
    let mut line = format!(
        "{} {}",
        words::WRITTEN.get(language),
        thousands(report.written)
    );
    if report.skipped > 0 {
        let skipped = thousands(report.skipped);
        line = format!("{line}  {} {skipped}", words::SKIPPED.get(language));
    }
    line = format!("{line}  EPSG:{}  {}", report.epsg, report.encoding);
    let color = Palette::of(ui).weight(Weight::Done);
    let files: Vec<String> = report
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    ui.add(Label::new(RichText::new(line).color(color)).wrap())
        .on_hover_text(files.join("\n"));
    if report.notes.is_empty() {
        return;
    }
    heading_ui(ui, words::NOTES.get(language));
    ScrollArea::vertical()
        .id_salt("export-notes")
        .max_height(NOTES_HEIGHT)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            for note in report.notes.iter().take(SHOWN_NOTES) {
                let line = format!("{}  {}  {}", note.feature, note.column, note.message);
                ui.add(Label::new(line.trim()).wrap());
            }
            if report.notes.len() > SHOWN_NOTES {
                let more = thousands((report.notes.len() - SHOWN_NOTES) as u64);
                ui.label(weak(format!("{more} {}", words::MORE.get(language))));
            }
        });
}

fn buttons_ui(ui: &mut Ui, state: &AppState, dialog: &ExportDialog, commands: &CommandSender) {
    let language = state.language();
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        let export = strong(words::EXPORT.get(language)).color(palette.on_accent);
        let ready = dialog.running.is_none() && dialog.form.problem().is_none();
        let button = Button::new(export).fill(palette.accent);
        if ui.add_enabled(ready, button).clicked() {
            commands.send(Command::Export(ExportCommand::Run));
        }
        if ui.button(text::CLOSE.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
        if dialog.written.is_some() && ui.button(text::OPEN_FOLDER.get(language)).clicked() {
            commands.send(Command::Export(ExportCommand::OpenFolder));
        }
    });
}
