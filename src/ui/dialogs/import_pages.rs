//! What lies below the choices of the import window: issues, columns, rows, encodings.

use eframe::egui::{
    Button, ComboBox, CornerRadius, Frame, Grid, Label, Margin, RichText, ScrollArea, Stroke, Ui,
};

use crate::domain::{Language, row_text};
use crate::state::import::{ImportDialog, ImportIssue, ImportRequest, ImportSummary};
use crate::state::import_log::{ImportCommand, ImportPage, ImportTemplate};
use crate::state::{Command, CommandSender};
use crate::ui::dialogs::import::{ENCODINGS, combo};
use crate::ui::import_text as words;
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{field_grid_ui, heading_ui, segmented_ui};

/// More rows than this are counted, not listed.
const MAX_LISTED: usize = 500;
const ROW_LABEL_WIDTH: f32 = 118.0;
const HEIGHT: f32 = 170.0;

/// The pages with their switch.
pub(super) fn pages_ui(
    ui: &mut Ui,
    import: &ImportDialog,
    templates: &[ImportTemplate],
    commands: &CommandSender,
    language: Language,
) {
    let Some(summary) = &import.summary else {
        return;
    };
    ui.add_space(6.0);
    let labels = ImportPage::ALL.map(|page| {
        let count = if page == ImportPage::Issues && !summary.issues.is_empty() {
            format!(" {}", thousands(summary.issues.len() as u64))
        } else {
            String::new()
        };
        (page, format!("{}{count}", page.label().get(language)))
    });
    let choices: Vec<(ImportPage, &str)> = labels
        .iter()
        .map(|(page, label)| (*page, label.as_str()))
        .collect();
    if let Some(page) = segmented_ui(ui, import.page, &choices) {
        commands.send(Command::Importing(ImportCommand::Page(page)));
    }
    ui.add_space(4.0);
    match import.page {
        ImportPage::Issues => issues_ui(ui, summary, commands, language),
        ImportPage::Columns => {
            columns_ui(
                ui,
                (&import.request, summary),
                templates,
                commands,
                language,
            );
        }
        ImportPage::Rows => rows_ui(ui, summary),
        ImportPage::Encodings => encodings_ui(ui, &import.request, summary, commands, language),
    }
}

fn boxed(ui: &mut Ui, id: &str, content: impl FnOnce(&mut Ui)) {
    let palette = Palette::of(ui);
    Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(4))
        .inner_margin(Margin::same(6))
        .show(ui, |ui| {
            ScrollArea::both()
                .id_salt(id)
                .max_height(HEIGHT)
                .auto_shrink([false, true])
                .show(ui, content);
        });
}

fn issues_ui(ui: &mut Ui, summary: &ImportSummary, commands: &CommandSender, language: Language) {
    if summary.issues.is_empty() {
        ui.label(text::NO_ISSUES.get(language));
        return;
    }
    boxed(ui, "issues", |ui| {
        ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
        for (index, issue) in summary.issues.iter().take(MAX_LISTED).enumerate() {
            ui.push_id(index, |ui| {
                if issue_ui(ui, summary, issue, language) {
                    commands.send(Command::Importing(ImportCommand::ShowIssue(index)));
                }
            });
        }
        if summary.issues.len() > MAX_LISTED {
            ui.add(Label::new(weak(text::MORE_ISSUES.get(language))).wrap());
        }
    });
}

/// One row of the report, as long as it is; whether its place is to be shown.
fn issue_ui(ui: &mut Ui, summary: &ImportSummary, issue: &ImportIssue, language: Language) -> bool {
    let mut clicked = false;
    ui.horizontal_top(|ui| {
        let column = summary.column_label(&issue.column, language);
        let place = format!("{} {column}", row_text(issue.row, language));
        ui.scope(|ui| {
            ui.set_width(ROW_LABEL_WIDTH);
            if issue.at.is_some() {
                let link = ui
                    .link(RichText::new(place).size(12.0))
                    .on_hover_text(words::SHOW_PLACE.get(language));
                clicked = link.clicked();
            } else {
                ui.add(Label::new(weak(place)).wrap());
            }
        });
        ui.vertical(|ui| {
            ui.add(Label::new(RichText::new(&issue.message).size(12.0)).wrap());
        });
    });
    clicked
}

/// Which column goes into which field. A change is tried again before anything is imported.
fn columns_ui(
    ui: &mut Ui,
    (request, summary): (&ImportRequest, &ImportSummary),
    templates: &[ImportTemplate],
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
    heading_ui(ui, text::COLUMNS.get(language));
    templates_ui(ui, layer.name(), templates, commands, language);
    boxed(ui, "columns", |ui| {
        ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
        for (column, found) in &summary.columns {
            let field = request
                .assigned(column)
                .unwrap_or_else(|| found.as_deref().unwrap_or_default());
            let name = |field: &str| match field {
                "" => text::NOT_IMPORTED.get(language).to_owned(),
                field => summary.column_label(field, language).to_owned(),
            };
            field_grid_ui(ui, column, |ui| {
                combo(ui, column, &name(field), |ui| {
                    let fields = layer.fields().iter().map(|field| field.name);
                    for other in ["", "code"].into_iter().chain(fields) {
                        if ui.selectable_label(other == field, name(other)).clicked() {
                            edited.assign(column, other);
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

fn templates_ui(
    ui: &mut Ui,
    layer: &str,
    templates: &[ImportTemplate],
    commands: &CommandSender,
    language: Language,
) {
    ui.horizontal(|ui| {
        if ui.button(words::KEEP_TEMPLATE.get(language)).clicked() {
            commands.send(Command::Importing(ImportCommand::KeepTemplate));
        }
        if !templates.iter().any(|template| template.layer == layer) {
            return;
        }
        ComboBox::from_id_salt("templates")
            .selected_text(words::TEMPLATE.get(language))
            .show_ui(ui, |ui| {
                for (index, template) in templates.iter().enumerate() {
                    if template.layer != layer {
                        continue;
                    }
                    ui.horizontal(|ui| {
                        if ui.selectable_label(false, &template.name).clicked() {
                            commands.send(Command::Importing(ImportCommand::UseTemplate(index)));
                        }
                        let forget = ui
                            .small_button("×")
                            .on_hover_text(words::FORGET.get(language));
                        if forget.clicked() {
                            commands.send(Command::Importing(ImportCommand::ForgetTemplate(index)));
                        }
                    });
                }
            });
    });
}

fn rows_ui(ui: &mut Ui, summary: &ImportSummary) {
    let Some(preview) = &summary.preview else {
        return;
    };
    boxed(ui, "rows", |ui| {
        Grid::new("first rows").striped(true).show(ui, |ui| {
            ui.label("");
            for column in &preview.columns {
                ui.label(strong(column));
            }
            ui.end_row();
            for (row, cells) in &preview.rows {
                ui.label(weak(row.to_string()));
                for cell in cells {
                    ui.label(RichText::new(cell).size(12.0));
                }
                ui.end_row();
            }
        });
    });
}

fn encodings_ui(
    ui: &mut Ui,
    request: &ImportRequest,
    summary: &ImportSummary,
    commands: &CommandSender,
    language: Language,
) {
    if summary.encodings.is_empty() {
        ui.label(words::NO_ENCODINGS.get(language));
        return;
    }
    boxed(ui, "encodings", |ui| {
        ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
        for sample in &summary.encodings {
            ui.horizontal(|ui| {
                ui.label(strong(sample.name));
                if sample.failures > 0 {
                    let count = thousands(sample.failures as u64);
                    ui.label(weak(format!("{count} {}", words::FAILURES.get(language))));
                }
                let known = ENCODINGS
                    .into_iter()
                    .find(|name| name.eq_ignore_ascii_case(sample.name));
                if let Some(name) = known.filter(|name| request.encoding != Some(*name))
                    && ui
                        .add(Button::new(words::USE_ENCODING.get(language)).small())
                        .clicked()
                {
                    let mut edited = request.clone();
                    edited.encoding = Some(name);
                    commands.send(Command::EditImport(edited));
                }
            });
            for row in &sample.rows {
                ui.add(Label::new(RichText::new(row).size(12.0)).truncate());
            }
            ui.add_space(6.0);
        }
    });
}
