//! A path to be typed, where the machine has no file dialog.

use eframe::egui::{Button, Key, Label, TextEdit, Ui};

use crate::state::{AppState, Command, CommandSender};
use crate::ui::text;

pub(super) fn path_ui(ui: &mut Ui, state: &AppState, typed: &str, commands: &CommandSender) {
    let language = state.language();
    ui.set_width(520.0);
    let hint = ui.add(Label::new(text::PATH_HINT.get(language)).wrap());
    ui.add_space(6.0);
    let mut path = typed.to_owned();
    let response = ui
        .add(TextEdit::singleline(&mut path).desired_width(f32::INFINITY))
        .labelled_by(hint.id);
    if response.changed() {
        commands.send(Command::EditPath(path.clone()));
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        let ready = !path.trim().is_empty();
        let ok = ui.add_enabled(ready, Button::new(text::OK.get(language)));
        if ok.clicked() || (entered && ready) {
            commands.send(Command::AcceptPath);
        }
        if ui.button(text::CANCEL.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
    });
    if !response.has_focus() && typed.is_empty() {
        response.request_focus();
    }
}
