//! A row of choices of which one is on.

use eframe::egui::{Button, CornerRadius, Frame, Margin, Stroke, Ui};

use crate::ui::theme::{Palette, strong};

/// Shows `choices` side by side over the whole width and returns the one that was clicked.
pub fn segmented_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    current: T,
    choices: &[(T, &str)],
) -> Option<T> {
    let palette = Palette::of(ui);
    let mut clicked = None;
    Frame::new()
        .fill(palette.window)
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::same(2))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            // Long words need the room, and must not make the panel wider.
            ui.spacing_mut().button_padding.x = 3.0;
            let width =
                (ui.available_width() - 2.0 * (choices.len() as f32 - 1.0)) / choices.len() as f32;
            ui.horizontal(|ui| {
                for (choice, text) in choices {
                    let on = *choice == current;
                    let color = if on { palette.accent } else { palette.weak };
                    let button = Button::selectable(on, strong(*text).color(color))
                        .fill(if on { palette.raised } else { palette.window })
                        .stroke(if on {
                            Stroke::new(1.0, palette.line)
                        } else {
                            Stroke::NONE
                        })
                        .min_size(eframe::egui::vec2(width, 26.0))
                        .truncate();
                    if ui.add_sized([width, 26.0], button).clicked() {
                        clicked = Some(*choice);
                    }
                }
            });
        });
    clicked
}
