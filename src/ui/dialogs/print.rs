//! Printing a map: choices on the left, the page as it will be on the right.

use eframe::egui::{
    Align, Button, Checkbox, ComboBox, Label, Layout, Rect, RichText, ScrollArea, TextEdit, Ui,
    vec2,
};

use crate::carto::paint::{Format, PdfLevel};
use crate::carto::sheet::SheetField;
use crate::carto::sheet::{Paper, Ticks};
use crate::domain::Language;
use crate::state::print::{DPI_CHOICES, PrintCommand, PrintDialog, PrintForm};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::dialogs::print_preview::PrintPreview;
use crate::ui::dialogs::print_series;
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{
    heading_ui, job_bar_ui, problem_ui, segmented_ui, text_field_ui, wide_field_grid_ui,
};
use crate::ui::{print_text as words, text};

/// The dialog is as large as the window allows, up to this.
const LARGEST: [f32; 2] = [1500.0, 940.0];
/// Room around the dialog.
const AROUND: [f32; 2] = [70.0, 90.0];
const FORM_WIDTH: f32 = 348.0;
const LABEL_WIDTH: f32 = 84.0;
const GAP: f32 = 16.0;

pub(super) fn print_ui(
    ui: &mut Ui,
    state: &AppState,
    (dialog, preview): (&PrintDialog, &mut PrintPreview),
    commands: &CommandSender,
) {
    let language = state.language();
    let window = ui.ctx().content_rect().size();
    let size = vec2(
        (window.x - AROUND[0]).min(LARGEST[0]),
        (window.y - AROUND[1]).min(LARGEST[1]),
    );
    ui.set_width(size.x);
    ui.label(strong(words::TITLE.get(language)).size(16.0));
    ui.add_space(4.0);
    let mut form = dialog.form.clone();
    let body = vec2(size.x, (size.y - ui.min_rect().height() - 8.0).max(200.0));
    ui.allocate_ui_with_layout(body, Layout::left_to_right(Align::Min), |ui| {
        ui.set_min_size(body);
        ui.spacing_mut().item_spacing.x = GAP;
        let left = vec2(FORM_WIDTH, body.y);
        ui.allocate_ui_with_layout(left, Layout::bottom_up(Align::Min), |ui| {
            ui.set_width(FORM_WIDTH);
            ui.spacing_mut().item_spacing.x = 8.0;
            buttons_ui(ui, state, dialog, commands);
            ui.add_space(4.0);
            let rest = ui.available_size();
            ui.allocate_ui_with_layout(rest, Layout::top_down(Align::Min), |ui| {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    ui.set_max_width(FORM_WIDTH - SCROLL_MARGIN);
                    page_ui(ui, &mut form, dialog, commands, language);
                    words_ui(ui, &mut form, language);
                    file_ui(ui, &mut form, commands, language);
                });
            });
        });
        let right = ui.available_size();
        ui.allocate_ui_with_layout(right, Layout::top_down(Align::Center), |ui| {
            preview_ui(ui, (dialog, preview), &mut form, language);
        });
    });
    if form != dialog.form {
        commands.send(Command::Print(PrintCommand::Edit(Box::new(form))));
    }
}

fn page_ui(
    ui: &mut Ui,
    form: &mut PrintForm,
    dialog: &PrintDialog,
    commands: &CommandSender,
    language: Language,
) {
    heading_ui(ui, words::PAGE.get(language));
    print_series::mode_ui(ui, form, dialog, language);
    let is_fitted = form.series.on && form.series.fit;
    let settings = &mut form.settings;
    let papers = Paper::ALL.map(|paper| (paper, paper.name()));
    if let Some(paper) = segmented_ui(ui, settings.paper, &papers) {
        settings.paper = paper;
    }
    let ways = [(true, words::LANDSCAPE), (false, words::PORTRAIT)]
        .map(|(way, label)| (way, label.get(language)));
    if let Some(landscape) = segmented_ui(ui, settings.landscape, &ways) {
        settings.landscape = landscape;
    }
    if !is_fitted {
        wide_field_grid_ui(ui, LABEL_WIDTH, words::SCALE.get(language), |ui| {
            text_field_ui(ui, &mut form.scale, "50000", "")
        });
    }
    if let Some(problem) = dialog.form.problem() {
        problem_ui(ui, problem.get(language));
    }
    if !form.series.on {
        fit_ui(ui, commands, language);
    }
    let settings = &mut form.settings;
    let ticks = [
        (Ticks::Graticule, words::GRATICULE),
        (Ticks::Grid, words::GRID),
        (Ticks::None, words::NO_TICKS),
    ];
    let name = |wanted: Ticks| {
        ticks
            .iter()
            .find(|(ticks, _)| *ticks == wanted)
            .map_or("", |(_, label)| label.get(language))
    };
    wide_field_grid_ui(ui, LABEL_WIDTH, words::TICKS.get(language), |ui| {
        ComboBox::from_id_salt("print-ticks")
            .width(ui.available_width())
            .selected_text(name(settings.ticks))
            .show_ui(ui, |ui| {
                for (ticks, label) in ticks {
                    ui.selectable_value(&mut settings.ticks, ticks, label.get(language));
                }
            })
            .response
    });
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut settings.names, words::NAMES.get(language));
        ui.checkbox(&mut settings.inset, words::INSET.get(language));
        if dialog.site.is_some() && !form.series.on {
            ui.add(Checkbox::new(
                &mut form.with_site,
                words::SITE.get(language),
            ));
        }
    });
    ui.add_space(6.0);
}

fn fit_ui(ui: &mut Ui, commands: &CommandSender, language: Language) {
    ui.horizontal(|ui| {
        ui.add_space(LABEL_WIDTH + ui.spacing().item_spacing.x);
        for (label, command) in [
            (words::FIT_WINDOW, PrintCommand::FitWindow),
            (words::FIT_ALL, PrintCommand::FitAll),
        ] {
            if ui.button(label.get(language)).clicked() {
                commands.send(Command::Print(command));
            }
        }
    });
}

fn words_ui(ui: &mut Ui, form: &mut PrintForm, language: Language) {
    heading_ui(ui, words::WORDS.get(language));
    let settings = &mut form.settings;
    for (label, value, hint) in [
        (SheetField::Title.label(), &mut form.title, ""),
        (SheetField::Number.label(), &mut form.number, ""),
        (SheetField::Drafter.label(), &mut settings.drafter, ""),
        (SheetField::Reviewer.label(), &mut settings.reviewer, ""),
        (SheetField::Date.label(), &mut form.date, "2026-01-31"),
        (
            SheetField::Approval.label(),
            &mut form.approval,
            words::APPROVAL_HINT.get(language),
        ),
        (words::DATUM, &mut settings.height_datum, ""),
    ] {
        wide_field_grid_ui(ui, LABEL_WIDTH, label.get(language), |ui| {
            text_field_ui(ui, value, hint, "")
        });
    }
    wide_field_grid_ui(
        ui,
        LABEL_WIDTH,
        SheetField::Notes.label().get(language),
        |ui| {
            ui.add(
                TextEdit::multiline(&mut form.notes)
                    .desired_rows(2)
                    .margin(vec2(6.0, 4.0))
                    .desired_width(ui.available_width()),
            )
        },
    );
    ui.add_space(6.0);
}

fn file_ui(ui: &mut Ui, form: &mut PrintForm, commands: &CommandSender, language: Language) {
    heading_ui(ui, words::FILE.get(language));
    let formats = [
        (Format::Pdf, "PDF"),
        (Format::Png, "PNG"),
        (Format::Svg, "SVG"),
    ];
    if let Some(format) = segmented_ui(ui, form.settings.format, &formats) {
        form.settings.format = format;
    }
    if form.settings.format == Format::Pdf {
        ui.horizontal(|ui| {
            ui.add_space(LABEL_WIDTH + ui.spacing().item_spacing.x);
            let mut archival = form.settings.is_archival();
            let label = words::ARCHIVAL.get(language);
            if ui.checkbox(&mut archival, label).changed() {
                form.settings.level = if archival {
                    PdfLevel::Archive
                } else {
                    PdfLevel::Usual
                };
            }
        });
    }
    if form.settings.format == Format::Png {
        let dpi = &mut form.settings.dpi;
        wide_field_grid_ui(ui, LABEL_WIDTH, words::DPI.get(language), |ui| {
            ComboBox::from_id_salt("print-dpi")
                .width(ui.available_width())
                .selected_text(format!("{dpi} dpi"))
                .show_ui(ui, |ui| {
                    for choice in DPI_CHOICES {
                        ui.selectable_value(dpi, choice, format!("{choice} dpi"));
                    }
                })
                .response
        });
    }
    print_series::split_ui(ui, form, language);
    wide_field_grid_ui(ui, LABEL_WIDTH, words::PATH.get(language), |ui| {
        text_field_ui(ui, &mut form.path, "", "")
    });
    ui.horizontal(|ui| {
        ui.add_space(LABEL_WIDTH + ui.spacing().item_spacing.x);
        if ui.button(text::BROWSE.get(language)).clicked() {
            commands.send(Command::Print(PrintCommand::ChooseFile));
        }
    });
}

fn preview_ui(
    ui: &mut Ui,
    (dialog, preview): (&PrintDialog, &mut PrintPreview),
    form: &mut PrintForm,
    language: Language,
) {
    let line = ui.spacing().interact_size.y + 4.0;
    let place = ui.available_rect_before_wrap();
    let page = Rect::from_min_max(place.min, place.max - vec2(0.0, line));
    let moved = preview.ui(ui, dialog, page.shrink(2.0), form);
    if let Some(moved) = moved.filter(|_| !form.series.on) {
        form.center = form.center + moved;
    }
    ui.allocate_space(page.size());
    let warnings = dialog.preview.iter().flat_map(|shown| &shown.warnings);
    let warnings: Vec<&str> = warnings.map(String::as_str).collect();
    ui.horizontal(|ui| {
        print_series::pager_ui(ui, form, dialog, language);
        if dialog.previewing.is_some() && dialog.preview.is_none() {
            ui.spinner();
            ui.label(weak(words::DRAWING.get(language)));
        } else if let Some(failure) = &dialog.preview_failure {
            let text = RichText::new(failure).color(ui.visuals().error_fg_color);
            ui.add(Label::new(text).truncate());
        } else if warnings.is_empty() && form.series.on {
            // The pager says enough.
        } else if warnings.is_empty() {
            ui.label(weak(words::DRAG_HINT.get(language)));
        } else {
            let color = ui.visuals().warn_fg_color;
            let text = RichText::new(warnings.join("  ")).color(color);
            ui.add(Label::new(text).truncate());
        }
    });
}

/// From the bottom upwards: buttons, then what came of them.
fn buttons_ui(ui: &mut Ui, state: &AppState, dialog: &PrintDialog, commands: &CommandSender) {
    let language = state.language();
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        let export = strong(words::EXPORT.get(language)).color(palette.on_accent);
        let ready = dialog.exporting.is_none() && dialog.form.problem().is_none();
        let button = Button::new(export).fill(palette.accent);
        if ui.add_enabled(ready, button).clicked() {
            commands.send(Command::Print(PrintCommand::Export));
        }
        if ui.button(text::CLOSE.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
        if dialog.written_file().is_some() && ui.button(text::OPEN_FOLDER.get(language)).clicked() {
            commands.send(Command::Print(PrintCommand::OpenFolder));
        }
    });
    if let Some(job) = dialog.exporting {
        ui.horizontal(|ui| job_bar_ui(ui, state, job, 200.0, commands));
    } else if let Some(failure) = &dialog.failure {
        problem_ui(ui, failure);
    } else if let Some(written) = &dialog.written {
        let name = written.path.file_name().unwrap_or_default();
        let line = format!(
            "{}  1 : {:.0}  {} {}  {:.0} KB",
            name.to_string_lossy(),
            written.denominator,
            written.features,
            words::FEATURES.get(language),
            written.bytes as f64 / 1000.0
        );
        let color = palette.weight(crate::state::notice::Weight::Done);
        ui.add(Label::new(RichText::new(line).color(color)).truncate())
            .on_hover_text(written.path.display().to_string());
    } else if let Some(written) = &dialog.series_written {
        print_series::written_ui(ui, written, language);
    }
}
