//! One category: its names, what it takes, at which scales it is drawn.

use eframe::egui::{ComboBox, DragValue, Role, TextEdit, Ui};

use crate::carto::style::{Bound, Condition, LayerStyle, Renderer, ScaleRange, Takes, Test};
use crate::domain::{Field, FieldKind, Language, Layer};
use crate::state::AppState;
use crate::ui::panels::style::inputs::{named, row_ui};
use crate::ui::style_text as words;
use crate::ui::theme::weak;
use crate::ui::widgets::{heading_ui, text_field_ui};

/// Where a new limit of scale begins.
const USUAL_SCALE: f64 = 100_000.0;

/// Names and what the category at `at` takes; whether `draft` changed.
pub(super) fn takes_ui(ui: &mut Ui, state: &AppState, draft: &mut LayerStyle, at: usize) -> bool {
    let language = state.language();
    let category = &mut draft.categories[at];
    let mut changed = false;
    for (name, text) in [
        (words::LABEL_ZH, &mut category.zh),
        (words::LABEL_EN, &mut category.en),
    ] {
        changed |= row_ui(ui, name.get(language), |ui, label| {
            text_field_ui(ui, text, "", "").labelled_by(label).changed()
        });
    }
    let layer = draft.layer;
    let graduated = matches!(draft.renderer, Renderer::Graduated { .. });
    match &mut draft.categories[at].takes {
        Takes::Rest if matches!(draft.renderer, Renderer::Single) => {}
        Takes::Rest if graduated => note_ui(ui, words::EMPTY_VALUES.get(language), language),
        Takes::Rest => note_ui(ui, words::REST.get(language), language),
        Takes::Empty => note_ui(ui, words::EMPTY_VALUES.get(language), language),
        Takes::Values(values) => {
            let Renderer::Categorised { fields } = &draft.renderer else {
                return changed;
            };
            let fields: Vec<&Field> = fields
                .iter()
                .filter_map(|name| layer.fields().get(layer.field_index(name)?))
                .collect();
            changed |= values_ui(ui, &fields, values, language);
        }
        Takes::When(condition) => changed |= condition_ui(ui, layer, condition, language),
        Takes::Range { high, .. } => {
            let mut bound = *high;
            let moved = row_ui(ui, words::UPPER.get(language), |ui, label| {
                let speed = (bound.abs() / 200.0).max(0.01);
                let drag = DragValue::new(&mut bound).speed(speed).max_decimals(4);
                ui.add(drag).labelled_by(label).changed()
            });
            if moved {
                draft.set_upper(at, bound);
                changed = true;
            }
        }
    }
    changed
}

fn note_ui(ui: &mut Ui, text: &str, language: Language) {
    row_ui(ui, words::VALUES.get(language), |ui, _| {
        ui.label(weak(text))
    });
}

/// The choices of the fields, if they are all closed lists.
fn choices_of(fields: &[&Field]) -> Option<Vec<(String, crate::domain::Label)>> {
    let mut choices = Vec::new();
    for field in fields {
        match field.kind {
            FieldKind::Choice(known) => {
                choices.extend(known.iter().map(|own| (own.code.to_owned(), own.label)));
            }
            FieldKind::Flag => {
                choices.push(("1".to_owned(), crate::domain::Label::new("是", "Yes")));
                choices.push(("0".to_owned(), crate::domain::Label::new("否", "No")));
            }
            _ => return None,
        }
    }
    (!choices.is_empty()).then_some(choices)
}

/// Values to be ticked where they are known, else to be typed.
fn values_ui(ui: &mut Ui, fields: &[&Field], values: &mut Vec<String>, language: Language) -> bool {
    let name = words::VALUES.get(language);
    let Some(choices) = choices_of(fields) else {
        return typed_values_ui(ui, name, values, language);
    };
    let shown: Vec<&str> = choices
        .iter()
        .filter(|(code, _)| values.contains(code))
        .map(|(_, label)| label.get(language))
        .collect();
    let shown = if shown.is_empty() {
        words::NONE.get(language).to_owned()
    } else {
        shown.join("、")
    };
    row_ui(ui, name, |ui, label| {
        let before = values.clone();
        ComboBox::from_id_salt("style-values")
            .width(ui.available_width() - 8.0)
            .height(320.0)
            .truncate()
            .close_behavior(eframe::egui::PopupCloseBehavior::CloseOnClickOutside)
            .selected_text(shown)
            .show_ui(ui, |ui| {
                for (code, label) in &choices {
                    let mut on = values.contains(code);
                    if ui.checkbox(&mut on, label.get(language)).changed() {
                        if on {
                            values.push(code.clone());
                        } else {
                            values.retain(|own| own != code);
                        }
                    }
                }
            })
            .response
            .labelled_by(label);
        before != *values
    })
}

fn typed_values_ui(ui: &mut Ui, name: &str, values: &mut Vec<String>, language: Language) -> bool {
    let test = Test::Is(values.clone());
    match kept_text_ui(
        ui,
        (name, "values"),
        &test.text(),
        words::SEVERAL.get(language),
    ) {
        Some(text) => {
            if let Test::Is(read) = test.with_text(&text) {
                *values = read;
            }
            true
        }
        None => false,
    }
}

/// A text that is kept as typed while it has the keyboard: what is read from it may be spelled
/// otherwise. The new text when it changed.
fn kept_text_ui(
    ui: &mut Ui,
    (name, salt): (&str, &str),
    shown: &str,
    hint: &str,
) -> Option<String> {
    let id = ui.scope_id().with(salt);
    let mut typed = ui
        .data(|data| data.get_temp::<String>(id))
        .unwrap_or_else(|| shown.to_owned());
    row_ui(ui, name, |ui, label| {
        let width = ui.available_width() - 4.0;
        let field = TextEdit::singleline(&mut typed)
            .hint_text(hint)
            .desired_width(width);
        let response = ui.add(field).labelled_by(label);
        let focused = response.has_focus();
        ui.data_mut(|data| {
            if focused {
                data.insert_temp(id, typed.clone());
            } else {
                data.remove::<String>(id);
            }
        });
        response.changed().then_some(typed)
    })
}

fn condition_ui(ui: &mut Ui, layer: Layer, condition: &mut Condition, language: Language) -> bool {
    let before = condition.clone();
    let field = layer
        .field_index(condition.field)
        .map(|index| &layer.fields()[index]);
    row_ui(ui, words::CONDITION.get(language), |ui, label| {
        ComboBox::from_id_salt("style-condition-field")
            .width(150.0)
            .height(360.0)
            .truncate()
            .selected_text(field.map_or("", |field| field.label.get(language)))
            .show_ui(ui, |ui| {
                for field in layer.fields() {
                    let text = field.label.get(language);
                    ui.selectable_value(&mut condition.field, field.name, text);
                }
            })
            .response
            .labelled_by(label);
        let tests = tests_for(field.map(|field| field.kind), &condition.test);
        let response = ComboBox::from_id_salt("style-condition-test")
            .width(90.0)
            .height(320.0)
            .selected_text(words::test(&condition.test).get(language))
            .show_ui(ui, |ui| {
                for test in tests {
                    let label = words::test(&test);
                    let on = label == words::test(&condition.test);
                    if ui.selectable_label(on, label.get(language)).clicked() {
                        condition.test = test;
                    }
                }
            })
            .response;
        let name = format!(
            "{} {}",
            words::CONDITION.get(language),
            words::COMPARE_WITH.get(language)
        );
        named(&response, Role::ComboBox, &name);
    });
    match (&mut condition.test, field) {
        (Test::Filled(_), _) => {}
        (Test::Is(values) | Test::IsNot(values), Some(field)) => {
            values_ui(ui, &[field], values, language);
        }
        (test, _) => {
            let hint = if matches!(test, Test::Between(..)) {
                words::SEVERAL.get(language)
            } else {
                ""
            };
            let name = words::COMPARE_WITH.get(language);
            if let Some(text) = kept_text_ui(ui, (name, "bound"), &test.text(), hint) {
                *test = test.with_text(&text);
            }
        }
    }
    before != *condition
}

/// The comparisons that make sense for a field, with what `test` is compared with now.
fn tests_for(kind: Option<FieldKind>, test: &Test) -> Vec<Test> {
    let text = test.text();
    let bound = Bound::Number(0.0);
    let mut tests = vec![Test::Is(Vec::new()), Test::IsNot(Vec::new())];
    if !matches!(kind, Some(FieldKind::Choice(_) | FieldKind::Flag)) {
        if matches!(kind, Some(FieldKind::Text) | None) {
            tests.push(Test::Contains(String::new()));
        } else {
            tests.extend([
                Test::Below(bound.clone()),
                Test::AtMost(bound.clone()),
                Test::Above(bound.clone()),
                Test::AtLeast(bound.clone()),
                Test::Between(bound.clone(), bound),
            ]);
        }
    }
    let mut tests: Vec<Test> = tests
        .into_iter()
        .map(|test| test.with_text(&text))
        .collect();
    tests.extend([Test::Filled(true), Test::Filled(false)]);
    tests
}

/// The scales at which the category is drawn.
pub(super) fn scale_ui(ui: &mut Ui, state: &AppState, draft: &mut LayerStyle, at: usize) -> bool {
    let language = state.language();
    ui.add_space(4.0);
    heading_ui(ui, words::SCALE.get(language));
    let ScaleRange { min, max } = &mut draft.categories[at].scale;
    let mut changed = false;
    for (name, limit) in [(words::SCALE_MIN, min), (words::SCALE_MAX, max)] {
        ui.horizontal(|ui| {
            let mut on = limit.is_some();
            let name = name.get(language);
            if ui.checkbox(&mut on, name).changed() {
                *limit = on.then_some(USUAL_SCALE);
                changed = true;
            }
            if let Some(denominator) = limit {
                let speed = *denominator / 100.0;
                let drag = DragValue::new(denominator)
                    .range(1.0..=1e9)
                    .speed(speed)
                    .prefix("1 : ")
                    .max_decimals(0);
                let response = ui.add(drag);
                named(
                    &response,
                    Role::SpinButton,
                    &format!("{name} {}", words::SCALE.get(language)),
                );
                changed |= response.changed();
            }
        });
    }
    changed
}
