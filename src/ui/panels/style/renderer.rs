//! How the category of a feature is chosen: renderer, field, method, ramp.

use eframe::egui::{ComboBox, DragValue, Rect, Response, Role, Sense, Ui, pos2, vec2};

use crate::carto::style::classify::MAX_CLASSES;
use crate::carto::style::make::Recipe;
use crate::carto::style::{Method, Ramp, RampKind, Renderer, is_number};
use crate::domain::{Field, FieldKind, Language, Layer};
use crate::state::style::{StyleCommand, StyleEditor};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::panels::style::inputs::{named, row_ui};
use crate::ui::style_text as words;
use crate::ui::theme::color_of;
use crate::ui::widgets::segmented_ui;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Single,
    Categorised,
    Graduated,
    Rules,
}

pub(super) fn renderer_ui(
    ui: &mut Ui,
    state: &AppState,
    editor: &StyleEditor,
    commands: &CommandSender,
) {
    let language = state.language();
    let make = |recipe| commands.send(Command::Style(StyleCommand::Make(recipe)));
    let kind = match editor.draft.renderer {
        Renderer::Single => Kind::Single,
        Renderer::Categorised { .. } => Kind::Categorised,
        Renderer::Graduated { .. } => Kind::Graduated,
        Renderer::Rules => Kind::Rules,
    };
    let mut kinds = vec![
        (Kind::Single, words::SINGLE.get(language)),
        (Kind::Categorised, words::CATEGORISED.get(language)),
        (Kind::Graduated, words::GRADUATED.get(language)),
        (Kind::Rules, words::RULES.get(language)),
    ];
    let number = numbers(editor.layer).next();
    if number.is_none() {
        // A layer without numbers cannot be sorted into ranges.
        kinds.retain(|(kind, _)| *kind != Kind::Graduated);
    }
    match segmented_ui(ui, kind, &kinds) {
        Some(chosen) if chosen == kind => {}
        Some(Kind::Single) => make(Recipe::Single),
        Some(Kind::Rules) => make(Recipe::Rules),
        Some(Kind::Categorised) => make(Recipe::Categorised {
            field: usual_field(editor, state),
        }),
        Some(Kind::Graduated) => {
            if let Some(field) = number {
                make(Recipe::Graduated {
                    field: field.name,
                    method: Method::default(),
                    classes: editor.classes,
                });
            }
        }
        None => {}
    }
    ui.add_space(6.0);
    match &editor.draft.renderer {
        Renderer::Single | Renderer::Rules => {}
        Renderer::Categorised { fields } => {
            let shown = fields.first().copied().unwrap_or_default();
            let kinds = editor.layer.fields().iter().filter(|field| is_kind(field));
            if let Some(field) = field_ui(ui, (shown, fields.len()), kinds, language) {
                make(Recipe::Categorised { field });
            }
            ramp_ui(ui, editor, commands, language);
            row_ui(ui, "", |ui, _| {
                let button = ui.button(words::GENERATE.get(language));
                if button.clicked() {
                    make(Recipe::Categorised { field: shown });
                }
            });
        }
        Renderer::Graduated { field, method } => {
            graduated_ui(ui, (editor, field, *method), commands, language);
        }
    }
}

fn graduated_ui(
    ui: &mut Ui,
    (editor, field, method): (&StyleEditor, &'static str, Method),
    commands: &CommandSender,
    language: Language,
) {
    let send = |command| commands.send(Command::Style(command));
    let make = |field, method| {
        send(StyleCommand::Make(Recipe::Graduated {
            field,
            method,
            classes: editor.classes,
        }));
    };
    if let Some(field) = field_ui(ui, (field, 1), numbers(editor.layer), language) {
        make(field, method);
    }
    row_ui(ui, words::METHOD.get(language), |ui, label| {
        ComboBox::from_id_salt("style-method")
            .width(170.0)
            .selected_text(words::method(method).get(language))
            .show_ui(ui, |ui| {
                for choice in Method::ALL {
                    if choice == Method::Manual {
                        // Bounds are set by hand below; there is nothing to make.
                        continue;
                    }
                    let on = choice == method;
                    let text = words::method(choice).get(language);
                    if ui.selectable_label(on, text).clicked() {
                        make(field, choice);
                    }
                }
            })
            .response
            .labelled_by(label);
        let mut classes = editor.classes;
        let name = words::CLASSES.get(language);
        let drag = DragValue::new(&mut classes)
            .range(2..=MAX_CLASSES)
            .speed(0.05);
        let response = ui.add(drag).on_hover_text(name);
        named(&response, Role::SpinButton, name);
        ui.label(name);
        if response.changed() && classes != editor.classes {
            send(StyleCommand::Classes(classes));
        }
    });
    ramp_ui(ui, editor, commands, language);
}

fn numbers(layer: Layer) -> impl Iterator<Item = &'static Field> {
    layer.fields().iter().filter(|field| is_number(field.kind))
}

/// Fields whose values are kinds of things.
fn is_kind(field: &Field) -> bool {
    !matches!(field.kind, FieldKind::Real { .. } | FieldKind::Date)
}

/// The field that a layer is usually sorted by: that of the shipped style, else its first choice.
fn usual_field(editor: &StyleEditor, state: &AppState) -> &'static str {
    let shipped = state.project.as_ref().and_then(|project| {
        let style = project.look.shipped.layer(editor.layer)?;
        style.fields().first().copied()
    });
    let fields = editor.layer.fields();
    let choice = fields
        .iter()
        .find(|field| matches!(field.kind, FieldKind::Choice(_)));
    shipped
        .or_else(|| choice.map(|field| field.name))
        .unwrap_or("name")
}

/// The field that was chosen anew. `count`: how many fields decide together.
fn field_ui(
    ui: &mut Ui,
    (shown, count): (&str, usize),
    fields: impl Iterator<Item = &'static Field>,
    language: Language,
) -> Option<&'static str> {
    let fields: Vec<&Field> = fields.collect();
    let label_of = |name: &str| {
        let field = fields.iter().find(|field| field.name == name);
        field.map_or_else(
            || name.to_owned(),
            |field| field.label.get(language).to_owned(),
        )
    };
    let mut text = label_of(shown);
    if count > 1 {
        text.push_str(" +");
    }
    row_ui(ui, words::FIELD.get(language), |ui, label| {
        let mut chosen = None;
        ComboBox::from_id_salt("style-field")
            .width(220.0)
            .height(360.0)
            .selected_text(text)
            .show_ui(ui, |ui| {
                for field in &fields {
                    let on = field.name == shown;
                    let text = label_of(field.name);
                    if ui.selectable_label(on, text).clicked() {
                        chosen = Some(field.name);
                    }
                }
            })
            .response
            .labelled_by(label);
        chosen
    })
}

fn ramp_ui(ui: &mut Ui, editor: &StyleEditor, commands: &CommandSender, language: Language) {
    let graduated = matches!(editor.draft.renderer, Renderer::Graduated { .. });
    let id = if graduated {
        &editor.ordered_ramp
    } else {
        &editor.kinds_ramp
    };
    let fitting = |ramp: &&Ramp| (ramp.kind == RampKind::Qualitative) != graduated;
    let shown = editor.ramps.iter().find(|ramp| ramp.id == *id);
    row_ui(ui, words::RAMP.get(language), |ui, label| {
        ComboBox::from_id_salt("style-ramp")
            .width(170.0)
            .height(360.0)
            .selected_text(shown.map_or("", |ramp| ramp.label(language)))
            .show_ui(ui, |ui| {
                for ramp in editor.ramps.iter().filter(fitting) {
                    ui.horizontal(|ui| {
                        strip_ui(ui, ramp);
                        let text = ramp.label(language);
                        if ui.selectable_label(ramp.id == *id, text).clicked() {
                            let command = StyleCommand::Ramp(ramp.id.clone());
                            commands.send(Command::Style(command));
                        }
                    });
                }
            })
            .response
            .labelled_by(label);
        if let Some(ramp) = shown {
            strip_ui(ui, ramp);
        }
    });
}

/// The colours of a ramp side by side.
fn strip_ui(ui: &mut Ui, ramp: &Ramp) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(72.0, 14.0), Sense::hover());
    let count = if ramp.kind == RampKind::Qualitative {
        ramp.colors.len()
    } else {
        9
    };
    let width = rect.width() / count as f32;
    for index in 0..count {
        let left = rect.left() + width * index as f32;
        let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(left + width, rect.bottom()));
        ui.painter()
            .rect_filled(cell, 0.0, color_of(ramp.class(index, count)));
    }
    response
}
