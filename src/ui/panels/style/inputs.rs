//! The small inputs of the editor: colours, numbers, dashes, choices. Each has a name for screen
//! readers and says whether it changed its value.

use std::ops::RangeInclusive;

use eframe::egui::{
    Align, Checkbox, ComboBox, DragValue, Id, Layout, Response, RichText, Role, TextEdit, Ui,
    WidgetInfo, vec2,
};

use crate::carto::color::Color;
use crate::carto::style::Dash;
use crate::domain::{Label, Language};
use crate::ui::style_text as words;
use crate::ui::theme::Palette;

/// Width of the column of names.
const NAME_WIDTH: f32 = 78.0;
const HEX_WIDTH: f32 = 88.0;

/// A line with a name on the left.
pub(super) fn row_ui<R>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui, Id) -> R) -> R {
    ui.horizontal(|ui| {
        let label = name_ui(ui, name);
        content(ui, label.id)
    })
    .inner
}

fn name_ui(ui: &mut Ui, name: &str) -> Response {
    let size = vec2(NAME_WIDTH, ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(NAME_WIDTH);
        let color = Palette::of(ui).weak;
        ui.add(eframe::egui::Label::new(RichText::new(name).color(color)).truncate())
    })
    .inner
}

/// A line whose part can be left out: a box with its name, and what follows while it is ticked.
pub(super) fn part_ui<T: Copy>(
    ui: &mut Ui,
    (name, part, fresh): (&str, &mut Option<T>, T),
    content: impl FnOnce(&mut Ui, &mut T) -> bool,
) -> bool {
    ui.horizontal(|ui| {
        let mut on = part.is_some();
        let size = vec2(NAME_WIDTH, ui.spacing().interact_size.y);
        let ticked = ui
            .allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(NAME_WIDTH);
                ui.add(Checkbox::new(&mut on, name)).changed()
            })
            .inner;
        if ticked {
            *part = on.then_some(fresh);
        }
        let changed = part.as_mut().is_some_and(|part| content(ui, part));
        ticked || changed
    })
    .inner
}

/// A number to be dragged or typed.
pub(super) fn number_ui(
    ui: &mut Ui,
    name: &str,
    value: &mut f32,
    (range, unit): (RangeInclusive<f32>, &str),
) -> bool {
    let speed = ((range.end() - range.start()) / 400.0).max(0.02);
    let drag = DragValue::new(value)
        .range(range)
        .speed(speed)
        .max_decimals(2)
        .suffix(unit);
    let response = ui.add(drag).on_hover_text(name);
    named(&response, Role::SpinButton, name);
    response.changed()
}

/// What a screen reader says of it.
pub(super) fn named(response: &Response, role: Role, name: &str) {
    response.widget_info(|| WidgetInfo::labeled(role, true, name));
}

/// A colour: a button with a picker, and its digits.
pub(super) fn color_ui(ui: &mut Ui, name: &str, color: &mut Color) -> bool {
    let mut parts = [color.r, color.g, color.b, color.a];
    let picked = ui.color_edit_button_srgba_unmultiplied(&mut parts);
    named(&picked, Role::ColorWell, name);
    let mut changed = picked.changed();
    if changed {
        let [r, g, b, a] = parts;
        *color = Color { r, g, b, a };
    }
    // Digits are kept as typed until they are a colour.
    let id = ui.scope_id().with((name, "digits"));
    let shown = color.to_string();
    let mut typed = ui
        .data(|data| data.get_temp::<String>(id))
        .unwrap_or_else(|| shown.clone());
    let field = TextEdit::singleline(&mut typed)
        .desired_width(HEX_WIDTH)
        .char_limit(9);
    let response = ui.add(field);
    named(&response, Role::TextInput, &format!("{name} #RRGGBBAA"));
    if response.changed()
        && let Some(read) = Color::parse(typed.trim())
    {
        *color = read;
        changed = true;
    }
    let focused = response.has_focus();
    ui.data_mut(|data| {
        if focused {
            data.insert_temp(id, typed);
        } else {
            data.remove::<String>(id);
        }
    });
    changed
}

/// One of a few.
pub(super) fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    (name, width): (&str, f32),
    value: &mut T,
    (choices, label, language): (&[T], fn(T) -> Label, Language),
) -> bool {
    let before = *value;
    let response = ComboBox::from_id_salt(name)
        .width(width)
        .selected_text(label(before).get(language))
        .show_ui(ui, |ui| {
            for choice in choices {
                ui.selectable_value(value, *choice, label(*choice).get(language));
            }
        })
        .response;
    named(&response, Role::ComboBox, name);
    before != *value
}

/// Kinds of dashes that have a name.
const DASHES: [(Label, Option<Dash>); 6] = [
    (Label::new("实线", "Solid"), None),
    (
        Label::new("虚线", "Dashed"),
        Some(Dash([6.0, 3.0, 6.0, 3.0])),
    ),
    (
        Label::new("长虚线", "Long dashes"),
        Some(Dash([12.0, 4.0, 12.0, 4.0])),
    ),
    (
        Label::new("点线", "Dotted"),
        Some(Dash([2.0, 3.0, 2.0, 3.0])),
    ),
    (
        Label::new("点划线", "Dash-dot"),
        Some(Dash([9.0, 3.0, 1.5, 3.0])),
    ),
    (
        Label::new("刻线", "Ticks"),
        Some(Dash([1.2, 8.0, 1.2, 8.0])),
    ),
];
const OWN_DASH: Label = Label::new("自定", "Custom");

/// Solid or one of the usual dashes; any other can be set by its lengths.
pub(super) fn dash_ui(
    ui: &mut Ui,
    name: &str,
    dash: &mut Option<Dash>,
    language: Language,
) -> bool {
    let before = *dash;
    let known = DASHES.iter().find(|(_, known)| *known == before);
    let shown = known.map_or(OWN_DASH, |(label, _)| *label);
    let response = ComboBox::from_id_salt(name)
        .width(74.0)
        .selected_text(shown.get(language))
        .show_ui(ui, |ui| {
            for (label, choice) in DASHES {
                ui.selectable_value(dash, choice, label.get(language));
            }
        })
        .response;
    named(&response, Role::ComboBox, name);
    before != *dash
}

/// The lengths of dashes and gaps, in a line of their own; nothing for a solid line.
pub(super) fn dash_lengths_ui(
    ui: &mut Ui,
    name: &str,
    dash: &mut Option<Dash>,
    language: Language,
) -> bool {
    let Some(Dash(lengths)) = dash else {
        return false;
    };
    let pair = Dash(*lengths).is_pair();
    let shown = if pair { 2 } else { 4 };
    let what = format!("{name} {}", words::DASH_LENGTHS.get(language));
    row_ui(ui, "", |ui, _| {
        let mut changed = false;
        for (index, length) in lengths[..shown].iter_mut().enumerate() {
            let what = format!("{what} {}", index + 1);
            changed |= number_ui(ui, &what, length, (0.0..=60.0, ""));
        }
        if changed && pair {
            let [on, off, ..] = *lengths;
            *lengths = [on, off, on, off];
        }
        changed
    })
}
