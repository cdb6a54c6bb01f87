//! Buttons and menu entries of [`Action`]s: label, tooltip, shortcut and greyness come from there.

use eframe::egui::{
    Atom, AtomExt as _, Button, Color32, Context, Key, KeyboardShortcut, Modifiers, Response, Ui,
    Vec2,
};

use crate::state::{Action, AppState, CommandSender};
use crate::ui::icons::Icon;
use crate::ui::theme::Palette;

/// The keys of `action` as egui knows them; `None` when it has none.
pub fn shortcut_of(action: Action) -> Option<KeyboardShortcut> {
    parse(action.shortcut()?)
}

/// A shortcut as [`Action::shortcut`] writes it, in the words of this machine: `⌘ O` on a Mac.
pub fn keys_text(ctx: &Context, shortcut: &str) -> String {
    parse(shortcut).map_or_else(|| shortcut.to_owned(), |keys| ctx.format_shortcut(&keys))
}

fn parse(shortcut: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut key = None;
    for part in shortcut.split('+') {
        match part {
            "Ctrl" => modifiers = modifiers.plus(Modifiers::COMMAND),
            "Alt" => modifiers = modifiers.plus(Modifiers::ALT),
            "Shift" => modifiers = modifiers.plus(Modifiers::SHIFT),
            name => key = Key::from_name(name),
        }
    }
    Some(KeyboardShortcut::new(modifiers, key?))
}

/// Label, tooltip and keys in one sentence.
fn hover_text(ui: &Ui, state: &AppState, action: Action) -> String {
    let tooltip = action.tooltip().get(state.language());
    match shortcut_of(action) {
        Some(keys) => format!("{tooltip} ({})", ui.ctx().format_shortcut(&keys)),
        None => tooltip.to_owned(),
    }
}

/// A line of a menu; closes the menu when it is chosen.
pub fn menu_action_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender, action: Action) {
    let mut button = Button::new(action.text().get(state.language()));
    if let Some(keys) = shortcut_of(action) {
        button = button.shortcut_text(ui.ctx().format_shortcut(&keys));
    }
    let marked = state.is_on(action);
    let response = ui
        .add_enabled(state.can(action), button.selected(marked))
        .on_hover_text(action.tooltip().get(state.language()));
    let response = match state.why_not(action) {
        Some(reason) => response.on_disabled_hover_text(reason.get(state.language())),
        None => response,
    };
    if response.clicked() {
        commands.run(action);
        ui.close();
    }
}

/// A line of a menu that puts a text on the clipboard; `text` is made when it is chosen.
pub fn copy_entry_ui(ui: &mut Ui, label: &str, text: impl FnOnce() -> String) {
    if ui.add(Button::new(label)).clicked() {
        ui.ctx().copy_text(text());
        ui.close();
    }
}

/// A button of the tool bar: icon and, unless `icon_only`, the label.
pub fn tool_button_ui(
    ui: &mut Ui,
    state: &AppState,
    commands: &CommandSender,
    action: Action,
    icon_only: bool,
) -> Response {
    const ICON: f32 = 15.0;
    let palette = Palette::of(ui);
    let on = state.is_on(action);
    let enabled = state.can(action);
    let label = action.text().get(state.language());
    let color = if on { palette.accent } else { palette.text };
    let mut button = match Icon::of(action) {
        Some(icon) => {
            let picture = Atom::paint(Vec2::splat(ICON), move |ui: &Ui, args| {
                let color = if ui.is_enabled() { color } else { faded(color) };
                icon.paint(ui.painter(), args.rect, color);
            });
            if icon_only {
                Button::new(picture)
            } else {
                Button::new((picture, label.atom_shrink(false)))
            }
        }
        None => Button::new(label),
    };
    button = button
        .selected(on)
        .frame_when_inactive(on)
        .min_size(Vec2::new(0.0, 28.0));
    let hover = hover_text(ui, state, action);
    let reason = state.why_not(action).map_or_else(
        || hover.clone(),
        |reason| format!("{hover}\n{}", reason.get(state.language())),
    );
    let response = ui
        .add_enabled(enabled, button)
        .on_hover_text(&hover)
        .on_disabled_hover_text(reason);
    if icon_only {
        response.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, enabled, label)
        });
    }
    if response.clicked() {
        commands.run(action);
    }
    response
}

fn faded(color: Color32) -> Color32 {
    color.gamma_multiply(0.45)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_shortcut_is_known_to_the_window_and_none_is_taken_twice() {
        let mut taken = BTreeMap::new();
        for action in Action::ALL {
            if let Some(text) = action.shortcut() {
                let keys = shortcut_of(action);
                assert!(keys.is_some(), "{text} of {action:?} is not a shortcut");
                let other = taken.insert(format!("{keys:?}"), action);
                assert_eq!(other, None, "{text} of {action:?}");
            }
        }
    }
}
