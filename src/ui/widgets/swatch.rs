//! A sample of a map symbol for the layer list and the legend, in the size of a line of text.

use eframe::egui::{
    CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use crate::carto::style::{StyleSheet, Symbol, Theme};
use crate::domain::GeometryKind;
use crate::map::paint_swatch;
use crate::ui::theme::Palette;

const SIZE: Vec2 = vec2(26.0, 16.0);

/// Draws `symbol` as features of `kind` look on the map beside it.
pub fn swatch_ui(ui: &mut Ui, symbol: &Symbol, kind: GeometryKind, styles: &StyleSheet) {
    let (rect, _) = ui.allocate_exact_size(SIZE, Sense::hover());
    paint(ui, rect, symbol, kind, styles);
}

/// The same as a button; `name` is its accessible name and tooltip.
pub fn swatch_button_ui(
    ui: &mut Ui,
    (symbol, kind): (&Symbol, GeometryKind),
    styles: &StyleSheet,
    name: &str,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(SIZE, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        let edge = Stroke::new(1.0, Palette::of(ui).accent);
        ui.painter().rect_stroke(
            rect.expand(2.0),
            CornerRadius::same(3),
            edge,
            StrokeKind::Outside,
        );
    }
    paint(ui, rect, symbol, kind, styles);
    response.on_hover_text(name)
}

fn paint(ui: &Ui, rect: Rect, symbol: &Symbol, kind: GeometryKind, styles: &StyleSheet) {
    let theme = if ui.visuals().dark_mode {
        Theme::Dark
    } else {
        Theme::Light
    };
    paint_swatch(ui.painter(), rect, symbol, kind, styles.canvas(theme));
}
