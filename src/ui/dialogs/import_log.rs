//! The imports on file: their reports, and taking the last one of a layer back.

use eframe::egui::{Button, Label, RichText, ScrollArea, TextEdit, Ui};

use crate::domain::Language;
use crate::state::import_log::{ImportCommand, ImportEntry, ImportLog};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::import_text as words;
use crate::ui::text;
use crate::ui::theme::{SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{busy_ui, problem_ui};

const WIDTH: f32 = 720.0;
const LIST_HEIGHT: f32 = 220.0;
const REPORT_HEIGHT: f32 = 240.0;

pub(super) fn import_log_ui(
    ui: &mut Ui,
    state: &AppState,
    log: &ImportLog,
    commands: &CommandSender,
) {
    let language = state.language();
    ui.set_width(WIDTH);
    ui.horizontal(|ui| {
        ui.label(strong(words::LOG.get(language)).size(16.0));
        if log.running.is_some() {
            busy_ui(ui);
        }
    });
    ui.add_space(6.0);
    if let Some(failure) = &log.failure {
        problem_ui(ui, failure);
    }
    match &log.entries {
        Some(entries) if entries.is_empty() => {
            ui.label(RichText::new(words::LOG_EMPTY.get(language)).weak());
        }
        Some(entries) => {
            ScrollArea::vertical()
                .id_salt("imports")
                .max_height(LIST_HEIGHT)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                    for entry in entries {
                        ui.push_id(entry.id, |ui| {
                            entry_ui(ui, entry, log.running.is_none(), commands, language);
                        });
                    }
                });
        }
        None => {}
    }
    if let Some((_, report)) = &log.report {
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            ui.label(strong(words::REPORT.get(language)));
            if ui
                .add(Button::new(text::COPY_REPORT.get(language)).small())
                .clicked()
            {
                commands.send(Command::Importing(ImportCommand::CopyReport));
            }
        });
        ScrollArea::vertical()
            .id_salt("report")
            .max_height(REPORT_HEIGHT)
            .show(ui, |ui| {
                ui.add(
                    TextEdit::multiline(&mut report.as_str())
                        .desired_width(ui.available_width() - SCROLL_MARGIN),
                );
            });
    }
    ui.add_space(10.0);
    if ui.button(text::CLOSE.get(language)).clicked() {
        commands.send(Command::CloseDialog);
    }
}

fn entry_ui(
    ui: &mut Ui,
    entry: &ImportEntry,
    idle: bool,
    commands: &CommandSender,
    language: Language,
) {
    let send = |command| commands.send(Command::Importing(command));
    let layer = entry.layer.map_or("", |layer| layer.label().get(language));
    ui.horizontal(|ui| {
        ui.label(strong(layer));
        ui.add(Label::new(&entry.file).truncate());
    });
    ui.horizontal(|ui| {
        ui.label(weak(format!("{} {}", entry.at, entry.who)));
        if entry.undone_at.is_some() {
            ui.label(weak(words::WAS_UNDONE.get(language)));
        }
        let report = Button::new(words::REPORT.get(language)).small();
        if ui.add_enabled(idle, report).clicked() {
            send(ImportCommand::ShowReport(entry.id));
        }
        if entry.can_undo && entry.layer.is_some() {
            let undo = Button::new(words::UNDO.get(language)).small();
            if ui.add_enabled(idle, undo).clicked() {
                send(ImportCommand::Undo(entry.id));
            }
        }
    });
    ui.add_space(4.0);
}
