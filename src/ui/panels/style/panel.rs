//! The frame of the editor: title above, parts below each other, buttons at the end.

use eframe::egui::{Align, Button, Frame, Layout, Margin, Panel, ScrollArea, Ui};

use crate::state::style::{StyleCommand, StyleEditor};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::panels::style::{category, classes, renderer, symbol};
use crate::ui::style_text as words;
use crate::ui::text;
use crate::ui::theme::{SCROLL_MARGIN, strong};
use crate::ui::widgets::{busy_ui, heading_ui, problem_ui};

/// Fills its panel with the editor of the state; nothing while it is closed.
pub fn style_panel_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let Some(editor) = &state.style.editor else {
        return;
    };
    let language = state.language();
    let send = |command| commands.send(Command::Style(command));
    ui.horizontal(|ui| {
        let layer = editor.layer.label().get(language);
        let title = format!("{} · {layer}", words::STYLE.get(language));
        ui.label(strong(title).size(15.0));
        if editor.running.is_some() {
            busy_ui(ui);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = if editor.is_changed() {
                text::CANCEL
            } else {
                text::CLOSE
            };
            if icon_button_ui(ui, Icon::Close, &close_name(close.get(language), language)).clicked()
            {
                send(StyleCommand::Close);
            }
        });
    });
    ui.add_space(4.0);
    Panel::bottom("style-buttons")
        .frame(Frame::new().inner_margin(Margin {
            top: 6,
            ..Margin::ZERO
        }))
        .show_separator_line(true)
        .show(ui, |ui| buttons_ui(ui, state, editor, commands));
    ScrollArea::vertical()
        .id_salt(editor.layer.name())
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            renderer::renderer_ui(ui, state, editor, commands);
            ui.add_space(8.0);
            let mut draft = editor.draft.clone();
            let mut changed = classes::classes_ui(ui, state, (editor, &mut draft), commands);
            ui.add_space(8.0);
            if let Some(kind) = editor.layer.geometry()
                && editor.selected < draft.categories.len()
            {
                let at = editor.selected;
                changed |= ui
                    .push_id(("category", at), |ui| {
                        let mut changed = category::takes_ui(ui, state, &mut draft, at);
                        heading_ui(ui, words::SYMBOL.get(language));
                        let own = &mut draft.categories[at].symbol;
                        changed |= symbol::symbol_ui(ui, own, kind, language);
                        changed |= category::scale_ui(ui, state, &mut draft, at);
                        changed
                    })
                    .inner;
            }
            if changed && draft != editor.draft {
                send(StyleCommand::Edit(Box::new(draft)));
            }
            ui.add_space(12.0);
        });
}

/// The cross says what it closes: there may be other crosses in the window.
fn close_name(word: &str, language: crate::domain::Language) -> String {
    format!("{word}: {}", words::STYLE.get(language))
}

fn buttons_ui(ui: &mut Ui, state: &AppState, editor: &StyleEditor, commands: &CommandSender) {
    let language = state.language();
    let send = |command| commands.send(Command::Style(command));
    if let Some(failure) = &editor.failure {
        problem_ui(ui, failure);
    }
    ui.horizontal(|ui| {
        let ready = editor.is_changed() && editor.is_sound() && !editor.writing;
        let apply = ui
            .add_enabled(ready, Button::new(strong(words::APPLY.get(language))))
            .on_disabled_hover_text(words::NOTHING_CHANGED.get(language));
        if apply.clicked() {
            send(StyleCommand::Apply);
        }
        let close = if editor.is_changed() {
            text::CANCEL
        } else {
            text::CLOSE
        };
        if ui.button(close.get(language)).clicked() {
            send(StyleCommand::Close);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.menu_button(words::MORE.get(language), |ui| {
                let layer = editor.layer;
                let paste = state.style.copied.is_some();
                let entries = [
                    (words::COPY, true, StyleCommand::Copy(layer)),
                    (words::PASTE, paste, StyleCommand::Paste(layer)),
                    (words::TO_FILE, editor.is_sound(), StyleCommand::ToFile),
                    (words::FROM_FILE, true, StyleCommand::FromFile),
                ];
                for (label, enabled, command) in entries {
                    let entry = ui.add_enabled(enabled, Button::new(label.get(language)));
                    if entry.clicked() {
                        send(command);
                        ui.close();
                    }
                }
            });
            if ui.button(words::RESTORE.get(language)).clicked() {
                send(StyleCommand::Restore);
            }
        });
    });
}
