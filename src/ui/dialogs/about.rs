//! What this program is and what it runs on: the first thing that support asks for.

use eframe::egui::{Button, Grid, Label, RichText, Ui};

use crate::state::{AppState, Command, CommandSender};
use crate::ui::text;
use crate::ui::theme::{Palette, strong};

/// What the program found on this machine.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// How the window is drawn.
    pub renderer: String,
    /// Family of the texts.
    pub font: String,
    /// Where settings are kept; empty when nowhere.
    pub settings_file: String,
}

pub(super) fn about_ui(
    ui: &mut Ui,
    state: &AppState,
    environment: &Environment,
    commands: &CommandSender,
) {
    let language = state.language();
    ui.set_width(480.0);
    ui.label(strong(text::APP.get(language)).size(22.0));
    ui.label(RichText::new(text::APP_LINE.get(language)).weak());
    ui.add_space(10.0);
    let color = Palette::of(ui).weak;
    Grid::new("about")
        .num_columns(2)
        .spacing([16.0, 6.0])
        .show(ui, |ui| {
            for (label, value) in [
                (text::VERSION.get(language), env!("CARGO_PKG_VERSION")),
                (text::LICENSE.get(language), env!("CARGO_PKG_LICENSE")),
                (text::RENDERER.get(language), environment.renderer.as_str()),
                (text::FONT.get(language), environment.font.as_str()),
                ("SpatiaLite", state.spatialite.as_deref().unwrap_or("…")),
                (
                    text::SETTINGS_FILE.get(language),
                    environment.settings_file.as_str(),
                ),
            ] {
                ui.label(RichText::new(label).color(color));
                ui.scope(|ui| {
                    ui.set_max_width(340.0);
                    ui.add(Label::new(value).wrap());
                });
                ui.end_row();
            }
        });
    ui.add_space(12.0);
    if ui.add(Button::new(text::CLOSE.get(language))).clicked() {
        commands.send(Command::CloseDialog);
    }
}
