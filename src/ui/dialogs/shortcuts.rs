//! The list of shortcuts, made from the actions themselves, so that it says what the keys do.

use eframe::egui::{
    Button, Grid, Label, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::state::tools::ToolCommand;
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::tool_text as text;
use crate::ui::widgets::{heading_ui, keys_text};

const WIDTH: f32 = 660.0;
const KEYS_WIDTH: f32 = 150.0;
const NAME_WIDTH: f32 = 170.0;

pub(super) fn shortcuts_ui(ui: &mut Ui, state: &AppState, word: &str, commands: &CommandSender) {
    let language = state.language();
    let window = ui.ctx().content_rect().size();
    ui.set_width(WIDTH.min(window.x - 80.0));
    ui.label(strong(text::SHORTCUTS.get(language)).size(16.0));
    ui.add_space(6.0);
    let label = text::SEARCH_SHORTCUTS.get(language);
    let mut typed = word.to_owned();
    let field = ui.add(
        TextEdit::singleline(&mut typed)
            .hint_text(RichText::new(label).color(Palette::of(ui).weak))
            .margin(vec2(7.0, 5.0))
            .desired_width(f32::INFINITY),
    );
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
    if field.changed() {
        commands.send(Command::Tools(ToolCommand::SearchShortcuts(typed)));
    }
    if word.is_empty() && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    ui.add_space(6.0);
    let word = word.trim().to_lowercase();
    ScrollArea::vertical()
        .max_height((window.y - 220.0).clamp(120.0, 520.0))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            let rest = (ui.available_width() - KEYS_WIDTH - NAME_WIDTH - 24.0).max(120.0);
            Grid::new("shortcuts")
                .num_columns(3)
                .spacing(vec2(12.0, 6.0))
                .show(ui, |ui| {
                    for action in Action::ALL {
                        let keys = action.shortcut().map(|keys| keys_text(ui.ctx(), keys));
                        if fits(action, keys.as_deref().unwrap_or_default(), &word) {
                            let keys =
                                keys.unwrap_or_else(|| text::NO_KEYS.get(language).to_owned());
                            let named = action.shortcut().is_some();
                            let name = action.text().get(language).trim_end_matches('…');
                            let hint = action.tooltip().get(language);
                            row_ui(ui, (&keys, named), name, (hint, rest));
                        }
                    }
                });
            if word.is_empty() {
                ui.add_space(8.0);
                heading_ui(ui, text::ON_THE_MAP.get(language));
                Grid::new("map_keys")
                    .num_columns(2)
                    .spacing(vec2(12.0, 6.0))
                    .show(ui, |ui| {
                        for (keys, what) in text::MAP_KEYS {
                            cell_ui(ui, KEYS_WIDTH, strong(keys.get(language)));
                            ui.label(what.get(language));
                            ui.end_row();
                        }
                    });
            }
        });
    ui.add_space(8.0);
    if ui.add(Button::new(text::CLOSE.get(language))).clicked() {
        commands.send(Command::CloseDialog);
    }
}

fn fits(action: Action, keys: &str, word: &str) -> bool {
    let label = action.text();
    let tooltip = action.tooltip();
    let bare: String = keys.to_lowercase().split_whitespace().collect();
    [label.zh, label.en, tooltip.zh, tooltip.en]
        .iter()
        .any(|text| text.to_lowercase().contains(word))
        || bare.contains(&word.split_whitespace().collect::<String>())
}

fn row_ui(ui: &mut Ui, (keys, named): (&str, bool), name: &str, (hint, rest): (&str, f32)) {
    let keys = if named { strong(keys) } else { weak(keys) };
    cell_ui(ui, KEYS_WIDTH, keys);
    cell_ui(ui, NAME_WIDTH, RichText::new(name));
    cell_ui(ui, rest, weak(hint));
    ui.end_row();
}

fn cell_ui(ui: &mut Ui, width: f32, text: RichText) {
    ui.scope(|ui| {
        ui.set_width(width);
        ui.add(Label::new(text).wrap());
    });
}
