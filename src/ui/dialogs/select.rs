//! The dialogs that select: by where features lie, and by a condition on their fields.

use eframe::egui::{
    Button, ComboBox, Label, ProgressBar, RichText, ScrollArea, TextEdit, Ui, vec2,
};

use crate::domain::expression::written;
use crate::domain::{Label as Text, Layer};
use crate::state::selection::{
    ExpressionForm, LocationForm, MeetingChoice, ReferenceChoice, SelectCommand, SelectDialog,
    SelectMode,
};
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::table_text as text;
use crate::ui::text::thousands;
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{field_grid_ui, field_problem_ui, heading_ui, problem_ui, text_field_ui};

const WIDTH: f32 = 460.0;
const FIELD_WIDTH: f32 = 300.0;

fn send(commands: &CommandSender, command: SelectCommand) {
    commands.send(Command::Select(command));
}

/// Selects by where features lie.
pub(super) fn location_ui(
    ui: &mut Ui,
    state: &AppState,
    dialog: &SelectDialog<LocationForm>,
    commands: &CommandSender,
) {
    let language = state.language();
    let mut form = dialog.form.clone();
    ui.set_width(WIDTH);
    ui.label(strong(text::LOCATION_TITLE.get(language)).size(16.0));
    ui.add_space(6.0);
    let label = |text: Text| text.get(language);
    layer_ui(ui, state, label(text::FROM_LAYER), &mut form.layer, true);
    let meeting = |choice| {
        label(match choice {
            MeetingChoice::Inside => text::INSIDE,
            MeetingChoice::Touching => text::TOUCHING,
            MeetingChoice::Within => text::WITHIN,
        })
    };
    field_grid_ui(ui, label(text::RELATION), |ui| {
        ComboBox::from_id_salt("meeting")
            .selected_text(meeting(form.meeting))
            .width(FIELD_WIDTH)
            .show_ui(ui, |ui| {
                for choice in [
                    MeetingChoice::Inside,
                    MeetingChoice::Touching,
                    MeetingChoice::Within,
                ] {
                    ui.selectable_value(&mut form.meeting, choice, meeting(choice));
                }
            })
            .response
    });
    if form.meeting == MeetingChoice::Within {
        field_grid_ui(ui, label(text::DISTANCE), |ui| {
            text_field_ui(ui, &mut form.metres, "", "m")
        });
    }
    let reference = |choice| match choice {
        ReferenceChoice::Selected => label(text::SELECTED_FEATURES),
        ReferenceChoice::All(layer) => layer.label().get(language),
    };
    field_grid_ui(ui, label(text::REFERENCE), |ui| {
        ComboBox::from_id_salt("reference")
            .selected_text(reference(form.reference))
            .width(FIELD_WIDTH)
            .show_ui(ui, |ui| {
                let choices = Layer::spatial().map(ReferenceChoice::All);
                for choice in std::iter::once(ReferenceChoice::Selected).chain(choices) {
                    ui.selectable_value(&mut form.reference, choice, reference(choice));
                }
            })
            .response
    });
    mode_ui(ui, state, &mut form.mode);
    ui.add_space(4.0);
    ui.add(Label::new(weak(label(text::LOCATION_HINT))).wrap());
    if form != dialog.form {
        send(commands, SelectCommand::EditLocation(Box::new(form)));
    }
    end_ui(
        ui,
        state,
        (dialog.found, dialog.failure.as_deref(), true),
        commands,
    );
}

/// Selects by a condition.
pub(super) fn expression_ui(
    ui: &mut Ui,
    state: &AppState,
    dialog: &SelectDialog<ExpressionForm>,
    commands: &CommandSender,
) {
    let language = state.language();
    let mut form = dialog.form.clone();
    ui.set_width(WIDTH);
    ui.label(strong(text::EXPRESSION_TITLE.get(language)).size(16.0));
    ui.add_space(6.0);
    layer_ui(
        ui,
        state,
        text::FROM_LAYER.get(language),
        &mut form.layer,
        false,
    );
    let color = Palette::of(ui).weak;
    let field = TextEdit::multiline(&mut form.text)
        .hint_text(RichText::new(text::CONDITION_HINT.get(language)).color(color))
        .desired_rows(3)
        .desired_width(f32::INFINITY)
        .margin(vec2(6.0, 4.0));
    field_grid_ui(ui, text::CONDITION.get(language), |ui| ui.add(field));
    let problem = form.problem();
    if let Some(problem) = &problem {
        field_problem_ui(ui, &problem.text(language));
    }
    ui.add(Label::new(weak(text::EXPRESSION_HINT.get(language))).wrap());
    heading_ui(ui, text::FIELDS.get(language));
    ScrollArea::vertical()
        .max_height(130.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            ui.horizontal_wrapped(|ui| {
                let fields = form.layer.fields().iter();
                let names = fields.map(|field| (field.label.get(language), field.label.zh));
                let code = ("编号", "编号");
                for (shown, name) in std::iter::once(code).chain(names) {
                    if ui.add(Button::new(shown).small()).clicked() {
                        if !form.text.is_empty() && !form.text.ends_with(' ') {
                            form.text.push(' ');
                        }
                        form.text.push_str(&written(name));
                        form.text.push(' ');
                    }
                }
            });
        });
    mode_ui(ui, state, &mut form.mode);
    let usable = problem.is_none() && !form.text.trim().is_empty();
    if form != dialog.form {
        send(commands, SelectCommand::EditExpression(Box::new(form)));
    }
    end_ui(
        ui,
        state,
        (dialog.found, dialog.failure.as_deref(), usable),
        commands,
    );
}

fn layer_ui(ui: &mut Ui, state: &AppState, label: &str, layer: &mut Layer, spatial: bool) {
    let language = state.language();
    field_grid_ui(ui, label, |ui| {
        ComboBox::from_id_salt("layer")
            .selected_text(layer.label().get(language))
            .width(FIELD_WIDTH)
            .show_ui(ui, |ui| {
                for choice in Layer::ALL {
                    if !spatial || choice.geometry().is_some() {
                        ui.selectable_value(layer, choice, choice.label().get(language));
                    }
                }
            })
            .response
    });
}

fn mode_ui(ui: &mut Ui, state: &AppState, mode: &mut SelectMode) {
    let language = state.language();
    field_grid_ui(ui, text::MODE.get(language), |ui| {
        ComboBox::from_id_salt("mode")
            .selected_text(mode.label().get(language))
            .width(FIELD_WIDTH)
            .show_ui(ui, |ui| {
                for choice in SelectMode::ALL {
                    ui.selectable_value(mode, choice, choice.label().get(language));
                }
            })
            .response
    });
}

/// How the search ended, progress, buttons.
fn end_ui(
    ui: &mut Ui,
    state: &AppState,
    (found, failure, usable): (Option<usize>, Option<&str>, bool),
    commands: &CommandSender,
) {
    let language = state.language();
    ui.add_space(8.0);
    if let Some(failure) = failure {
        problem_ui(ui, failure);
    }
    ui.horizontal(|ui| {
        let palette = Palette::of(ui);
        if let Some(job) = state.selection.running {
            let view = state.jobs.iter().find(|view| view.id == job);
            let share = view.and_then(|view| view.share).unwrap_or(0.0);
            ui.add(
                ProgressBar::new(share)
                    .desired_width(160.0)
                    .desired_height(12.0),
            );
            if ui.button(crate::ui::text::CANCEL.get(language)).clicked() {
                commands.send(Command::Cancel(job));
            }
        } else {
            let title = strong(text::SELECT.get(language)).color(palette.on_accent);
            if ui
                .add_enabled(usable, Button::new(title).fill(palette.accent))
                .clicked()
            {
                send(commands, SelectCommand::Run);
            }
        }
        if ui.button(crate::ui::text::CLOSE.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
        if let Some(found) = found {
            ui.label(format!(
                "{} {}",
                text::FOUND.get(language),
                thousands(found as u64)
            ));
            let zoom = Button::new(Action::ZoomSelection.text().get(language));
            if ui
                .add_enabled(state.can(Action::ZoomSelection), zoom)
                .clicked()
            {
                commands.run(Action::ZoomSelection);
            }
        }
    });
}
