//! The calculators: models on the left, the form of the chosen one and its result on the right.

use eframe::egui::{Align, Button, Label, Layout, RichText, ScrollArea, Ui, vec2};

use crate::domain::Language;
use crate::rules::capacity::{ALL, Calculation, Input};
use crate::state::calculator::{CalculatorDialog, CalculatorEdit, Outcome};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::text;
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{
    badge_ui, busy_ui, heading_ui, problem_ui, text_field_ui, wide_field_grid_ui,
};

const SIZE: [f32; 2] = [960.0, 560.0];
const LIST_WIDTH: f32 = 270.0;
/// The longest names of inputs are whole in it.
const INPUT_LABEL_WIDTH: f32 = 210.0;

pub(super) fn calculator_ui(
    ui: &mut Ui,
    state: &AppState,
    dialog: &CalculatorDialog,
    commands: &CommandSender,
) {
    let language = state.language();
    let window = ui.ctx().content_rect().size();
    let size = vec2(
        SIZE[0].min(window.x - 80.0),
        SIZE[1].min(window.y - 180.0).max(160.0),
    );
    ui.set_width(size.x);
    ui.label(strong(text::CALCULATORS.get(language)).size(16.0));
    ui.add_space(6.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
        ui.set_min_height(size.y);
        let list = vec2(LIST_WIDTH, size.y);
        column_ui(ui, "models", list, |ui| {
            models_ui(ui, dialog, commands, language);
        });
        ui.separator();
        let right = vec2(ui.available_width(), size.y);
        column_ui(ui, dialog.model.id, right, |ui| {
            form_ui(ui, dialog, commands, language);
            ui.add_space(6.0);
            outcome_ui(ui, dialog, language);
        });
    });
    ui.add_space(6.0);
    buttons_ui(ui, state, dialog, commands);
}

fn column_ui(ui: &mut Ui, id: &str, size: eframe::egui::Vec2, show: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ScrollArea::vertical()
            .id_salt(("calculator", id))
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                show(ui);
            });
    });
}

fn models_ui(ui: &mut Ui, dialog: &CalculatorDialog, commands: &CommandSender, language: Language) {
    for model in ALL {
        let on = model.id == dialog.model.id;
        let row = Button::selectable(on, model.title.get(language)).truncate();
        let row = row.min_size(vec2(ui.available_width(), 0.0));
        if ui.add(row).clicked() {
            commands.send(Command::EditCalculator(CalculatorEdit::Model(model.id)));
        }
    }
}

fn form_ui(ui: &mut Ui, dialog: &CalculatorDialog, commands: &CommandSender, language: Language) {
    let model = dialog.model;
    ui.label(strong(model.title.get(language)).size(15.0));
    if language == Language::En {
        ui.add(Label::new(weak(text::CHINESE_CALCULATORS.get(language))).wrap());
    }
    ui.add(Label::new(weak(model.applies)).wrap());
    ui.add(Label::new(RichText::new(model.formula)).wrap());
    source_ui(ui, model.source.document, model.source.verified, language);
    ui.add_space(6.0);
    for input in model.inputs {
        input_ui(ui, dialog, input, commands, language);
    }
}

fn source_ui(ui: &mut Ui, document: &str, verified: bool, language: Language) {
    ui.horizontal_wrapped(|ui| {
        ui.label(weak(format!(
            "{} {document}",
            text::FORMULA_SOURCE.get(language)
        )));
        if !verified {
            let color = ui.visuals().warn_fg_color;
            badge_ui(ui, color, text::UNVERIFIED.get(language))
                .on_hover_text(text::FORMULA_UNVERIFIED_HINT.get(language));
        }
    });
}

fn input_ui(
    ui: &mut Ui,
    dialog: &CalculatorDialog,
    input: &'static Input,
    commands: &CommandSender,
    language: Language,
) {
    let mut typed = dialog.texts.get(input.symbol).cloned().unwrap_or_default();
    let hint = match input.default {
        Some(value) => format!("{} {value}", text::DEFAULT_VALUE.get(language)),
        None if input.optional => text::OPTIONAL.get(language).to_owned(),
        None => String::new(),
    };
    let label = input.label.get(language);
    let response = wide_field_grid_ui(ui, INPUT_LABEL_WIDTH, label, |ui| {
        text_field_ui(ui, &mut typed, &hint, input.unit)
    });
    let mut advice = format!("{label}: {}", input.range.text());
    if let Some(source) = input.source {
        for part in [input.hint, source.document] {
            if !part.is_empty() {
                advice.push('\n');
                advice.push_str(part);
            }
        }
        if !source.verified {
            advice.push('\n');
            advice.push_str(text::UNVERIFIED.get(language));
        }
    }
    if response.on_hover_text(advice).changed() {
        let edit = CalculatorEdit::Input(input.symbol, typed);
        commands.send(Command::EditCalculator(edit));
    }
}

fn outcome_ui(ui: &mut Ui, dialog: &CalculatorDialog, language: Language) {
    heading_ui(ui, text::RESULT.get(language));
    match &dialog.outcome {
        Outcome::Waiting(inputs) => {
            let names: Vec<_> = inputs
                .iter()
                .map(|input| input.label.get(language))
                .collect();
            let line = format!(
                "{} {}",
                text::STILL_NEEDED.get(language),
                names.join(text::LIST_COMMA.get(language))
            );
            ui.add(Label::new(weak(line)).wrap());
        }
        Outcome::Refused(error) => {
            problem_ui(ui, &error.to_string());
        }
        Outcome::Done(calculation) => results_ui(ui, calculation),
    }
}

fn results_ui(ui: &mut Ui, calculation: &Calculation) {
    for (place, result) in calculation.results.iter().enumerate() {
        let line = format!("{} = {}", result.label, result.text());
        let line = if place == 0 {
            strong(line).size(15.0)
        } else {
            RichText::new(line)
        };
        ui.add(Label::new(line).wrap().selectable(true));
    }
    let color = ui.visuals().warn_fg_color;
    for caution in &calculation.cautions {
        ui.add(Label::new(RichText::new(caution).color(color)).wrap());
    }
}

fn buttons_ui(ui: &mut Ui, state: &AppState, dialog: &CalculatorDialog, commands: &CommandSender) {
    let language = state.language();
    let palette = Palette::of(ui);
    if let Some(failure) = &dialog.failure {
        problem_ui(ui, failure);
    }
    ui.horizontal(|ui| {
        let done = dialog.calculation().is_some();
        if ui
            .add_enabled(done, Button::new(text::COPY_CALCULATION.get(language)))
            .clicked()
        {
            commands.send(Command::CopyCalculation);
        }
        let label = ui.label(text::CALCULATION_NOTE.get(language));
        let mut note = dialog.note.clone();
        let field = eframe::egui::TextEdit::singleline(&mut note).desired_width(240.0);
        if ui.add(field).labelled_by(label.id).changed() {
            commands.send(Command::EditCalculator(CalculatorEdit::Note(note)));
        }
        let ready =
            done && state.project.is_some() && dialog.running.is_none() && dialog.saved.is_none();
        let save = text::SAVE_CALCULATION.get(language);
        let button = Button::new(strong(save).color(palette.on_accent)).fill(palette.accent);
        if ui
            .add_enabled(ready, button)
            .on_disabled_hover_text(text::SAVE_CALCULATION_HINT.get(language))
            .clicked()
        {
            commands.send(Command::SaveCalculation);
        }
        if let Some(id) = dialog.saved {
            ui.label(format!("{} {id}", text::CALCULATION_SAVED.get(language)));
        }
        if dialog.running.is_some() {
            busy_ui(ui);
        }
        if ui.button(text::CLOSE.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
    });
}
