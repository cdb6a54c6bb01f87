//! Import of a data file: choices, a trial with its row-by-row report, then the import itself.

use eframe::egui::{
    Button, ComboBox, CornerRadius, Frame, Label, Margin, Response, RichText, ScrollArea, Stroke,
    Ui, vec2,
};

use crate::domain::{Language, Layer};
use crate::state::import::{ImportDialog, ImportIssue, ImportRequest, ImportSummary, InvalidShape};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{busy_ui, field_grid_ui, field_problem_ui, heading_ui, problem_ui};

const WIDTH: f32 = 620.0;
/// More rows than this are counted, not listed.
const MAX_LISTED: usize = 500;
const ROW_LABEL_WIDTH: f32 = 150.0;

/// Systems that files around Kunming come in.
const SYSTEMS: [(u32, &str); 9] = [
    (4490, "CGCS2000"),
    (4326, "WGS 84"),
    (4543, "CGCS2000 / 3° GK CM 102E"),
    (4522, "CGCS2000 / 3° GK zone 34"),
    (4544, "CGCS2000 / 3° GK CM 105E"),
    (4523, "CGCS2000 / 3° GK zone 35"),
    (4496, "CGCS2000 / 6° GK zone 18"),
    (32648, "WGS 84 / UTM 48N"),
    (3857, "WGS 84 / Pseudo-Mercator"),
];

const ENCODINGS: [&str; 3] = ["UTF-8", "GBK", "GB18030"];

pub(super) fn import_ui(
    ui: &mut Ui,
    state: &AppState,
    import: &ImportDialog,
    commands: &CommandSender,
) {
    let language = state.language();
    ui.set_width(WIDTH);
    ui.label(strong(text::IMPORT.get(language)).size(16.0));
    ui.add_space(6.0);
    ui.add_enabled_ui(import.running.is_none(), |ui| {
        choices_ui(ui, &import.request, commands, language);
    });
    if let Some(summary) = &import.summary {
        columns_ui(ui, &import.request, summary, commands, language);
    }
    ui.add_space(8.0);
    if import.running.is_some() {
        ui.horizontal(|ui| {
            busy_ui(ui);
            ui.label(text::READING_FILE.get(language));
        });
    } else if let Some(failure) = &import.failure {
        problem_ui(ui, failure);
    } else if let Some(summary) = &import.summary {
        summary_ui(ui, summary, commands, language);
    } else {
        ui.label(RichText::new(text::TRY_HINT.get(language)).weak());
    }
    ui.add_space(10.0);
    buttons_ui(ui, import, commands, language);
}

fn choices_ui(ui: &mut Ui, request: &ImportRequest, commands: &CommandSender, language: Language) {
    let mut edited = request.clone();
    let path = request.path.display().to_string();
    field_grid_ui(ui, text::FILE.get(language), |ui| {
        ui.add(Label::new(&path).truncate()).on_hover_text(&path)
    });
    field_grid_ui(ui, text::LAYER.get(language), |ui| {
        let chosen = request.layer.map_or(text::CHOOSE_LAYER, Layer::label);
        combo(ui, "layer", chosen.get(language), |ui| {
            for layer in Layer::ALL {
                let label = layer.label().get(language);
                ui.selectable_value(&mut edited.layer, Some(layer), label);
            }
        })
    });
    if request.layer.is_none() {
        field_problem_ui(ui, text::LAYER_NEEDED.get(language));
    }
    let automatic = text::AUTOMATIC.get(language);
    let system = |epsg: Option<u32>| {
        epsg.map_or_else(
            || automatic.to_owned(),
            |epsg| {
                let name = SYSTEMS
                    .iter()
                    .find(|(code, _)| *code == epsg)
                    .map_or("", |(_, name)| name);
                format!("EPSG:{epsg} {name}")
            },
        )
    };
    field_grid_ui(ui, text::CRS.get(language), |ui| {
        combo(ui, "crs", &system(request.epsg), |ui| {
            ui.selectable_value(&mut edited.epsg, None, automatic);
            for (epsg, _) in SYSTEMS {
                ui.selectable_value(&mut edited.epsg, Some(epsg), system(Some(epsg)));
            }
        })
    });
    field_grid_ui(ui, text::ENCODING.get(language), |ui| {
        combo(
            ui,
            "encoding",
            request.encoding.unwrap_or(automatic),
            |ui| {
                ui.selectable_value(&mut edited.encoding, None, automatic);
                for name in ENCODINGS {
                    ui.selectable_value(&mut edited.encoding, Some(name), name);
                }
            },
        )
    });
    field_grid_ui(ui, text::INVALID_SHAPES.get(language), |ui| {
        combo(ui, "invalid", request.invalid.label().get(language), |ui| {
            for choice in InvalidShape::ALL {
                ui.selectable_value(&mut edited.invalid, choice, choice.label().get(language));
            }
        })
    });
    if edited.layer != request.layer {
        edited.fields.clear();
    }
    if edited != *request {
        commands.send(Command::EditImport(edited));
    }
}

fn combo(ui: &mut Ui, id: &str, selected: &str, list: impl FnOnce(&mut Ui)) -> Response {
    ComboBox::from_id_salt(id)
        .width(ui.available_width())
        .truncate()
        .selected_text(selected)
        .show_ui(ui, list)
        .response
}

/// Which column goes into which field. A change is tried again before anything is imported.
fn columns_ui(
    ui: &mut Ui,
    request: &ImportRequest,
    summary: &ImportSummary,
    commands: &CommandSender,
    language: Language,
) {
    let Some(layer) = request
        .layer
        .filter(|_| request.layer == summary.request.layer)
    else {
        return;
    };
    let mut edited = request.clone();
    ui.add_space(6.0);
    heading_ui(ui, text::COLUMNS.get(language));
    let height = 170.0;
    ScrollArea::vertical()
        .id_salt("columns")
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            for (column, found) in &summary.columns {
                let field = request
                    .assigned(column)
                    .unwrap_or_else(|| found.as_deref().unwrap_or_default());
                let label = match field {
                    "" => text::NOT_IMPORTED.get(language),
                    field => summary.column_label(field, language),
                };
                field_grid_ui(ui, column, |ui| {
                    combo(ui, column, label, |ui| {
                        let fields = layer.fields().iter().map(|field| field.name);
                        for name in ["", "code"].into_iter().chain(fields) {
                            let label = match name {
                                "" => text::NOT_IMPORTED.get(language),
                                name => summary.column_label(name, language),
                            };
                            if ui.selectable_label(name == field, label).clicked() {
                                edited.assign(column, name);
                            }
                        }
                    })
                });
            }
        });
    if edited != *request {
        commands.send(Command::EditImport(edited));
    }
}

/// Counts, how the file was understood, and the issues row by row.
fn summary_ui(ui: &mut Ui, summary: &ImportSummary, commands: &CommandSender, language: Language) {
    let taken = if summary.dry_run {
        text::TAKEN
    } else {
        text::IMPORTED
    };
    ui.horizontal_wrapped(|ui| {
        for (label, count) in [
            (text::READ, summary.read),
            (taken, summary.imported),
            (text::REPAIRED, summary.repaired),
            (text::REJECTED, summary.rejected),
        ] {
            ui.label(RichText::new(label.get(language)).weak());
            ui.label(strong(thousands(count)));
            ui.add_space(8.0);
        }
        let copy = Button::new(text::COPY_REPORT.get(language)).small();
        if ui.add(copy).clicked() {
            commands.send(Command::CopyImport);
        }
    });
    ui.add(
        Label::new(weak(format!(
            "{}: {}",
            text::CRS.get(language),
            summary.crs
        )))
        .wrap(),
    );
    ui.add(
        Label::new(weak(format!(
            "{}: {}",
            text::ENCODING.get(language),
            summary.encoding
        )))
        .wrap(),
    );
    ui.add_space(4.0);
    issues_ui(ui, summary, language);
}

fn issues_ui(ui: &mut Ui, summary: &ImportSummary, language: Language) {
    if summary.issues.is_empty() {
        ui.label(text::NO_ISSUES.get(language));
        return;
    }
    let palette = Palette::of(ui);
    heading_ui(
        ui,
        &format!(
            "{} ({})",
            text::PROBLEM.get(language),
            thousands(summary.issues.len() as u64)
        ),
    );
    Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(4))
        .inner_margin(Margin::same(6))
        .show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("issues")
                .max_height(200.0)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                    for issue in summary.issues.iter().take(MAX_LISTED) {
                        issue_ui(ui, summary, issue, language);
                    }
                    if summary.issues.len() > MAX_LISTED {
                        ui.add(Label::new(weak(text::MORE_ISSUES.get(language))).wrap());
                    }
                });
        });
}

/// One row of the report, as long as it is.
fn issue_ui(ui: &mut Ui, summary: &ImportSummary, issue: &ImportIssue, language: Language) {
    ui.horizontal_top(|ui| {
        let column = summary.column_label(&issue.column, language);
        let row = thousands(u64::from(issue.row));
        let place = format!("{} {row} {column}", text::ROW.get(language));
        ui.scope(|ui| {
            ui.set_width(ROW_LABEL_WIDTH);
            ui.add(Label::new(weak(place)).wrap());
        });
        ui.vertical(|ui| {
            ui.add(Label::new(RichText::new(&issue.message).size(12.0)).wrap());
        });
    });
}

fn buttons_ui(ui: &mut Ui, import: &ImportDialog, commands: &CommandSender, language: Language) {
    let palette = Palette::of(ui);
    let idle = import.running.is_none();
    let chosen = import.request.layer.is_some();
    ui.horizontal(|ui| {
        if ui
            .add_enabled(idle && chosen, Button::new(text::TRY.get(language)))
            .on_disabled_hover_text(text::CHOOSE_LAYER.get(language))
            .clicked()
        {
            commands.send(Command::TryImport);
        }
        let ready = idle && import.is_tried();
        let button = Button::new(strong(text::IMPORT_NOW.get(language)).color(palette.on_accent))
            .fill(palette.accent)
            .min_size(vec2(96.0, 0.0));
        if ui
            .add_enabled(ready, button)
            .on_disabled_hover_text(text::TRY_HINT.get(language))
            .clicked()
        {
            commands.send(Command::RunImport);
        }
        if ui.button(text::CLOSE.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
    });
}
