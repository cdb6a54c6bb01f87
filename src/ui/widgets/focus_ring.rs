//! A ring around what has the keyboard, for widgets whose own fill hides it.

use eframe::egui::{CornerRadius, Response, Stroke, StrokeKind, Ui};

use crate::ui::theme::Palette;

/// Draws the ring if `response` has the keyboard.
pub fn focus_ring_ui(ui: &Ui, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, Palette::of(ui).text);
        let rect = response.rect.expand(2.0);
        ui.painter()
            .rect_stroke(rect, CornerRadius::same(6), stroke, StrokeKind::Middle);
    }
}
