//! What stands in the middle of the map while a project has no features: what to do next.

use eframe::egui::{Align, Area, Button, Context, Frame, Id, Layout, Margin, Rect, RichText, vec2};

use crate::state::project::OpenProject;
use crate::state::{Action, AppState, CommandSender};
use crate::ui::text;
use crate::ui::theme::strong;

const SIZE: eframe::egui::Vec2 = vec2(360.0, 120.0);

/// Shows the hint over `map` if the project is empty.
pub fn empty_map_ui(context: &Context, state: &AppState, map: Rect, commands: &CommandSender) {
    let empty = state.project.as_ref().is_some_and(OpenProject::is_empty);
    if !empty || state.dialog.is_some() {
        return;
    }
    let language = state.language();
    Area::new(Id::unique("empty_map"))
        .fixed_pos(map.center() - SIZE / 2.0)
        .show(context, |ui| {
            Frame::popup(ui.style())
                .inner_margin(Margin::same(18))
                .show(ui, |ui| {
                    ui.set_width(SIZE.x);
                    ui.with_layout(Layout::top_down(Align::Center), |ui| {
                        ui.label(strong(text::EMPTY_PROJECT.get(language)).size(15.0));
                        ui.label(RichText::new(text::EMPTY_PROJECT_HINT.get(language)).weak());
                        ui.add_space(6.0);
                        let action = Action::ImportFile;
                        if ui.add(Button::new(action.text().get(language))).clicked() {
                            commands.run(action);
                        }
                    });
                });
        });
}
