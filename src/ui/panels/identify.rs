//! The features at the clicked place, and every field of the chosen one.

use eframe::egui::{
    Button, CornerRadius, Frame, Grid, Label, Margin, Response, RichText, Stroke, TextWrapMode, Ui,
    vec2,
};

use crate::domain::{Field, FieldKind, Language, Value};
use crate::geodesy::angle::{Axis, format_dms};
use crate::services::findings_text::distance_text;
use crate::state::{AppState, Command, CommandSender, Hit};
use crate::ui::text;
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::tool_text;
use crate::ui::widgets::{busy_ui, copy_entry_ui, heading_ui};

/// The identify panel.
pub fn identify_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let identify = &state.identify;
    if identify.running.is_some() {
        ui.horizontal(|ui| {
            busy_ui(ui);
            ui.label(text::SEARCHING.get(language));
        });
    }
    let Some(at) = identify.at else {
        ui.add(Label::new(RichText::new(text::IDENTIFY_EMPTY.get(language)).weak()).wrap());
        return;
    };
    ui.label(weak(format!(
        "{} {}",
        format_dms(at.lon, Axis::Longitude),
        format_dms(at.lat, Axis::Latitude)
    )));
    if identify.hits.is_empty() {
        ui.add(Label::new(text::IDENTIFY_NOTHING.get(language)).wrap());
        return;
    }
    for (index, hit) in identify.hits.iter().enumerate() {
        ui.push_id((hit.feature.layer.name(), hit.feature.id), |ui| {
            let row = hit_ui(ui, hit, index == identify.selected, language);
            if row.clicked() {
                commands.send(Command::SelectHit(index));
            }
            row.context_menu(|ui| hit_menu_ui(ui, (hit, index), language, commands));
        });
    }
    ui.add_space(8.0);
    if let Some(hit) = identify.hits.get(identify.selected) {
        let response = ui.add(Button::new(text::ZOOM_HERE.get(language)));
        if response.clicked() {
            commands.send(Command::ZoomToHit(identify.selected));
        }
        fields_ui(ui, hit, language);
    }
}

/// What can be done with a feature in the list.
fn hit_menu_ui(
    ui: &mut Ui,
    (hit, index): (&Hit, usize),
    language: Language,
    commands: &CommandSender,
) {
    if ui.button(text::ZOOM_HERE.get(language)).clicked() {
        commands.send(Command::ZoomToHit(index));
        ui.close();
    }
    let feature = &hit.feature;
    if !feature.name().is_empty() {
        copy_entry_ui(ui, tool_text::COPY_NAME.get(language), || {
            feature.name().to_owned()
        });
    }
    copy_entry_ui(ui, tool_text::COPY_CODE.get(language), || {
        feature.code.clone()
    });
    copy_entry_ui(ui, tool_text::COPY_FIELDS.get(language), || {
        let mut lines = vec![format!("{}\t{}", text::CODE.get(language), feature.code)];
        for (field, value) in feature.layer.fields().iter().zip(&feature.values) {
            let shown = value_text(field, value, language).unwrap_or_default();
            lines.push(format!("{}\t{shown}", field.label.get(language)));
        }
        lines.join("\n")
    });
}

/// One feature in the list.
fn hit_ui(ui: &mut Ui, hit: &Hit, selected: bool, language: Language) -> Response {
    let palette = Palette::of(ui);
    let feature = &hit.feature;
    let name = if feature.name().is_empty() {
        feature.code.as_str()
    } else {
        feature.name()
    };
    let mut rank = feature.layer.label().get(language).to_owned();
    let place = if hit.inside {
        text::INSIDE.get(language).to_owned()
    } else {
        let away = distance_text(hit.distance_m, language);
        format!("{} {away}", text::AWAY.get(language))
    };
    rank = format!("{rank} · {place}");
    let button = Button::selectable(
        selected,
        (
            strong(name),
            RichText::new(rank).size(11.5).color(palette.weak),
        ),
    )
    .wrap_mode(TextWrapMode::Truncate)
    .min_size(vec2(ui.available_width(), 28.0));
    ui.add(button)
}

/// Every field with label, value and unit.
fn fields_ui(ui: &mut Ui, hit: &Hit, language: Language) {
    let palette = Palette::of(ui);
    let feature = &hit.feature;
    ui.add_space(4.0);
    heading_ui(ui, feature.layer.label().get(language));
    Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::same(8))
        .show(ui, |ui| {
            let value_width = ui.available_width() - 146.0;
            Grid::new("fields")
                .num_columns(2)
                .spacing([10.0, 5.0])
                .min_col_width(130.0)
                .striped(false)
                .show(ui, |ui| {
                    row_ui(
                        ui,
                        text::CODE.get(language),
                        Some(&feature.code),
                        value_width,
                        language,
                    );
                    for (field, value) in feature.layer.fields().iter().zip(&feature.values) {
                        let shown = value_text(field, value, language);
                        let label = field.label.get(language);
                        row_ui(ui, label, shown.as_deref(), value_width, language);
                    }
                });
        });
}

fn row_ui(ui: &mut Ui, label: &str, value: Option<&str>, width: f32, language: Language) {
    let weak_color = Palette::of(ui).weak;
    ui.add(Label::new(RichText::new(label).color(weak_color)).truncate());
    ui.scope(|ui| {
        ui.set_width(width);
        match value {
            Some(value) => ui.add(Label::new(value).wrap()),
            None => ui.label(weak(text::UNKNOWN_VALUE.get(language))),
        };
    });
    ui.end_row();
}

/// A stored value as a person reads it: choices by their label, numbers with their unit. `None` when
/// it is not known.
fn value_text(field: &Field, value: &Value, language: Language) -> Option<String> {
    if value.is_null() {
        return None;
    }
    Some(match field.kind {
        FieldKind::Choice(_) => value
            .as_text()
            .and_then(|code| field.choice(code))
            .map_or_else(
                || value.to_string(),
                |choice| choice.label.get(language).to_owned(),
            ),
        FieldKind::Flag => match value.as_flag() {
            Some(true) => text::YES.get(language).to_owned(),
            Some(false) => text::NO.get(language).to_owned(),
            None => value.to_string(),
        },
        FieldKind::Real { unit } if !unit.is_empty() => format!("{value} {unit}"),
        FieldKind::Real { .. } | FieldKind::Text | FieldKind::Integer | FieldKind::Date => {
            value.to_string()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Layer;

    fn shown(field: &str, value: &Value) -> Option<String> {
        let layer = Layer::FunctionZone;
        let field = &layer.fields()[layer.field_index(field).unwrap()];
        value_text(field, value, Language::Zh)
    }

    #[test]
    fn values_are_shown_as_people_read_them() {
        let text = |code: &str| Value::Text(code.to_owned());
        assert_eq!(shown("level1", &text("reserve")).as_deref(), Some("保留区"));
        assert_eq!(shown("target_class", &text("III")).as_deref(), Some("Ⅲ类"));
        assert_eq!(
            shown("length_km", &Value::Real(12.5)).as_deref(),
            Some("12.5 km")
        );
        assert_eq!(shown("assessed", &Value::Integer(1)).as_deref(), Some("是"));
        assert_eq!(shown("level2", &Value::Null), None);
        // A code that the list does not know is shown as it is, never hidden.
        assert_eq!(shown("level1", &text("odd")).as_deref(), Some("odd"));
    }
}
