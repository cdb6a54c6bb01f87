//! The start page: what to begin with, and the projects opened last. Which of them still exist is
//! looked up by the window from time to time, never while drawing.

use std::path::Path;

use eframe::egui::{
    Align, Atom, Button, CornerRadius, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke,
    Ui, vec2,
};

use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::text;
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::{busy_ui, focus_ring_ui, heading_ui, shortcut_of};

const WIDTH: f32 = 860.0;
const BUTTON_WIDTH: f32 = 280.0;
const REMOVE_WIDTH: f32 = 40.0;
const MISSING_WIDTH: f32 = 84.0;

/// Fills the window.
pub fn start_page_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let side = ((ui.available_width() - WIDTH) / 2.0).max(24.0);
    let top = (ui.available_height() * 0.12).clamp(24.0, 120.0);
    ui.add_space(top);
    ui.horizontal_top(|ui| {
        ui.add_space(side);
        ui.vertical(|ui| {
            ui.set_width(WIDTH.min(ui.available_width() - 24.0));
            ui.horizontal(|ui| {
                ui.label(strong(text::APP.get(language)).size(30.0));
                if ui
                    .add(Button::new(Action::SwitchLanguage.text().get(language)).frame(false))
                    .clicked()
                {
                    commands.run(Action::SwitchLanguage);
                }
            });
            ui.label(
                RichText::new(text::APP_LINE.get(language))
                    .size(14.0)
                    .weak(),
            );
            ui.add_space(28.0);
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| start_buttons_ui(ui, state, commands));
                ui.add_space(28.0);
                ui.vertical(|ui| recent_ui(ui, state, commands));
            });
        });
    });
}

fn start_buttons_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    ui.set_width(BUTTON_WIDTH);
    heading_ui(ui, text::START.get(language));
    for action in [Action::OpenProject, Action::NewProject, Action::OpenSample] {
        if start_button_ui(ui, state, action) {
            commands.run(action);
        }
    }
    ui.add_space(6.0);
    ui.add(Label::new(weak(text::DRAG_HINT.get(language))).wrap());
    if state.opening.is_some() {
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            busy_ui(ui);
            ui.label(text::OPENING.get(language));
        });
    }
}

/// A wide button with label and explanation.
fn start_button_ui(ui: &mut Ui, state: &AppState, action: Action) -> bool {
    let palette = Palette::of(ui);
    let language = state.language();
    let first = action == Action::OpenProject;
    let (fill, color) = if first {
        (palette.accent, palette.on_accent)
    } else {
        (palette.raised, palette.text)
    };
    let mut button = Button::new(strong(action.text().get(language)).size(14.0).color(color))
        .fill(fill)
        .min_size(vec2(BUTTON_WIDTH, 38.0))
        .corner_radius(CornerRadius::same(5));
    if let Some(keys) = shortcut_of(action) {
        let keys = ui.ctx().format_shortcut(&keys);
        button = button.shortcut_text(
            RichText::new(keys)
                .size(11.5)
                .color(color.gamma_multiply(0.75)),
        );
    }
    let response = ui
        .add_enabled(state.opening.is_none(), button)
        .on_hover_text(action.tooltip().get(language));
    focus_ring_ui(ui, &response);
    response.clicked()
}

fn recent_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let palette = Palette::of(ui);
    heading_ui(ui, text::RECENT.get(language));
    Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::same(8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            if state.settings.recent.is_empty() {
                ui.add(Label::new(RichText::new(text::NO_RECENT.get(language)).weak()).wrap());
                return;
            }
            let height = (ui.available_height() - 40.0).clamp(120.0, 420.0);
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                // Room for the focus ring of the first row.
                ui.add_space(3.0);
                for path in &state.settings.recent {
                    ui.push_id(path, |ui| {
                        recent_row_ui(ui, state, path, state.missing.contains(path), commands);
                    });
                }
            });
        });
}

fn recent_row_ui(
    ui: &mut Ui,
    state: &AppState,
    path: &Path,
    missing: bool,
    commands: &CommandSender,
) {
    let language = state.language();
    let name = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let folder = path
        .parent()
        .map(|folder| folder.display().to_string())
        .unwrap_or_default();
    let warning = missing.then(|| text::MISSING_FILE.get(language));
    ui.horizontal(|ui| {
        // The project before its remove button, for eyes and for the Tab key; the whole row is it.
        let room = if missing { MISSING_WIDTH } else { 0.0 } + REMOVE_WIDTH;
        let button = Button::new((
            strong(name),
            RichText::new(folder).size(11.5).color(Palette::of(ui).weak),
            Atom::grow(),
        ))
        .truncate()
        .frame_when_inactive(false);
        let size = vec2(ui.available_width() - room, 28.0);
        let response = ui
            .add_enabled_ui(!missing && state.opening.is_none(), |ui| {
                ui.add_sized(size, button)
            })
            .inner
            .on_hover_text(path.display().to_string());
        focus_ring_ui(ui, &response);
        if response.clicked() {
            commands.send(Command::Open(path.to_owned()));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let remove = icon_button_ui(ui, Icon::Close, text::FORGET.get(language));
            focus_ring_ui(ui, &remove);
            if remove.clicked() {
                commands.send(Command::Forget(path.to_owned()));
            }
            if let Some(warning) = warning {
                let color = ui.visuals().warn_fg_color;
                ui.label(RichText::new(warning).small().color(color));
            }
        });
    });
}
