//! Words on colour: outcomes, marks, headings.

use eframe::egui::{Color32, CornerRadius, Frame, Margin, Response, RichText, Ui};

use crate::ui::theme::{Palette, strong};

/// A word on a soft ground of its colour: never colour alone.
pub fn badge_ui(ui: &mut Ui, color: Color32, word: &str) -> Response {
    let palette = Palette::of(ui);
    Frame::new()
        .fill(palette.soft(color))
        .corner_radius(CornerRadius::same(3))
        .inner_margin(Margin::symmetric(6, 1))
        .show(ui, |ui| {
            ui.add(
                eframe::egui::Label::new(strong(word).size(11.5).color(color))
                    .wrap_mode(eframe::egui::TextWrapMode::Extend),
            )
        })
        .inner
}

/// The heading of a section within a panel.
pub fn heading_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Palette::of(ui).weak;
    ui.label(RichText::clone(&strong(text).size(12.0)).color(color))
}
