//! Puts the check on show on file: number, names, note, days.

use eframe::egui::{Button, Label, Ui};

use crate::state::cases::{CaseCommand, SaveCaseDialog, kind};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::{badge_ui, busy_ui, field_grid_ui, problem_ui, text_field_ui};
use crate::ui::{case_text, text};

const WIDTH: f32 = 480.0;

pub(super) fn save_case_ui(
    ui: &mut Ui,
    state: &AppState,
    dialog: &SaveCaseDialog,
    commands: &CommandSender,
) {
    let language = state.language();
    let palette = Palette::of(ui);
    ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
    ui.horizontal(|ui| {
        ui.label(strong(case_text::SAVE_TITLE.get(language)).size(16.0));
        ui.label(kind(&dialog.report.subject).get(language));
        let verdict = dialog.report.verdict;
        badge_ui(ui, palette.outcome(verdict), verdict.label().get(language));
        let day = format!("{}: {}", text::AS_OF.get(language), dialog.request.as_of);
        ui.label(weak(day));
    });
    ui.add(Label::new(weak(case_text::SAVE_HINT.get(language))).wrap());
    ui.add_space(6.0);
    let mut form = dialog.form.clone();
    let proposed = dialog.proposed.as_ref().map_or_else(String::new, |number| {
        format!("{number} ({})", case_text::AUTOMATIC.get(language))
    });
    let details = &mut form.details;
    for (label, value, hint, unit) in [
        (case_text::NUMBER, &mut form.number, proposed.as_str(), ""),
        (case_text::APPLICANT, &mut details.applicant, "", ""),
        (case_text::PROJECT_NAME, &mut details.project_name, "", ""),
        (case_text::REVIEWER, &mut details.reviewer, "", ""),
        (case_text::NOTE, &mut details.note, "", ""),
        (
            case_text::VALID_DAYS,
            &mut form.valid_days,
            "",
            case_text::DAYS.get(language),
        ),
    ] {
        field_grid_ui(ui, label.get(language), |ui| {
            text_field_ui(ui, value, hint, unit)
        });
    }
    if form != dialog.form {
        let edit = CaseCommand::EditSave(Box::new(form));
        commands.send(Command::Cases(edit));
    }
    if let Some(failure) = &dialog.failure {
        problem_ui(ui, failure);
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let save = strong(case_text::SAVE.get(language)).color(palette.on_accent);
        let button = Button::new(save).fill(palette.accent);
        if ui.add_enabled(!dialog.writing, button).clicked() {
            commands.send(Command::Cases(CaseCommand::Save));
        }
        if ui.button(text::CANCEL.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
        if dialog.running.is_some() {
            busy_ui(ui);
        }
    });
}
