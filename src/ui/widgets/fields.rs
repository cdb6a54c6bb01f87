//! Labelled fields of forms in two columns.

use eframe::egui::{Align, Layout, Response, RichText, TextEdit, Ui, vec2};

use crate::ui::theme::Palette;

/// Width of the column of labels.
const LABEL_WIDTH: f32 = 118.0;

/// A line with `label` on the left and what `field` adds on the right; the label names the field for
/// screen readers and tests.
pub fn field_grid_ui(
    ui: &mut Ui,
    label: &str,
    field: impl FnOnce(&mut Ui) -> Response,
) -> Response {
    wide_field_grid_ui(ui, LABEL_WIDTH, label, field)
}

/// The same with `width` for the column of labels, where they are long.
pub fn wide_field_grid_ui(
    ui: &mut Ui,
    width: f32,
    label: &str,
    field: impl FnOnce(&mut Ui) -> Response,
) -> Response {
    ui.horizontal(|ui| {
        let name = ui
            .allocate_ui_with_layout(
                vec2(width, ui.spacing().interact_size.y),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_min_width(width);
                    let color = Palette::of(ui).weak;
                    ui.add(eframe::egui::Label::new(RichText::new(label).color(color)).truncate())
                },
            )
            .inner;
        field(ui).labelled_by(name.id)
    })
    .inner
}

/// One line of text that fills the rest of the line up to `unit`, which stands behind it.
pub fn text_field_ui(ui: &mut Ui, text: &mut String, hint: &str, unit: &str) -> Response {
    let color = Palette::of(ui).weak;
    let unit_width = if unit.is_empty() { 0.0 } else { 48.0 };
    let width = ui.available_width() - unit_width;
    let response = ui.add(
        TextEdit::singleline(text)
            .hint_text(RichText::new(hint).color(color))
            .margin(vec2(6.0, 4.0))
            .desired_width(width),
    );
    if !unit.is_empty() {
        ui.label(RichText::new(unit).color(color));
    }
    response
}

/// What is wrong with the field of [`field_grid_ui`] above, below the field itself.
pub fn field_problem_ui(ui: &mut Ui, text: &str) {
    ui.horizontal_top(|ui| {
        ui.add_space(LABEL_WIDTH + ui.spacing().item_spacing.x);
        ui.vertical(|ui| problem_ui(ui, text));
    });
}

/// What is wrong with the field above.
pub fn problem_ui(ui: &mut Ui, text: &str) -> Response {
    let color = ui.visuals().error_fg_color;
    ui.add(eframe::egui::Label::new(RichText::new(text).small().color(color)).wrap())
}
