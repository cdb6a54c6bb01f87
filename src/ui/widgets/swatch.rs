//! A sample of a map symbol for the layer list and the legend, in the size of a line of text.

use eframe::egui::{Sense, Ui, vec2};

use crate::carto::style::{StyleSheet, Symbol, Theme};
use crate::domain::GeometryKind;
use crate::map::paint_swatch;

/// Draws `symbol` as features of `kind` look on the map beside it.
pub fn swatch_ui(ui: &mut Ui, symbol: &Symbol, kind: GeometryKind, styles: &StyleSheet) {
    let (rect, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
    let theme = if ui.visuals().dark_mode {
        Theme::Dark
    } else {
        Theme::Light
    };
    paint_swatch(ui.painter(), rect, symbol, kind, styles.canvas(theme));
}
