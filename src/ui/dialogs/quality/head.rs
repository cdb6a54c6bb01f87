//! The frame of the dialog: choices above, the parts below, buttons at the end.

use eframe::egui::{Align, Button, ComboBox, Label, Layout, RichText, ScrollArea, Ui, Vec2, vec2};

use crate::domain::Language;
use crate::services::quality::{MethodLine, QualityReport};
use crate::state::quality::{QualityDialog, QualityEdit, QualityView};
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::dialogs::quality::{rates, table, words, zone};
use crate::ui::text;
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{badge_ui, busy_ui, problem_ui};

/// The dialog is as large as the window allows, up to this.
const LARGEST: [f32; 2] = [1320.0, 860.0];
/// Room around the dialog.
const AROUND: [f32; 2] = [80.0, 110.0];
const TABLE_SHARE: f32 = 0.52;
const RATES_SHARE: f32 = 0.60;

pub(in crate::ui::dialogs) fn quality_ui(
    ui: &mut Ui,
    state: &AppState,
    dialog: &QualityDialog,
    commands: &CommandSender,
) {
    let language = state.language();
    let window = ui.ctx().content_rect().size();
    let size = vec2(
        (window.x - AROUND[0]).min(LARGEST[0]),
        (window.y - AROUND[1]).min(LARGEST[1]),
    );
    ui.set_width(size.x);
    ui.horizontal(|ui| {
        ui.label(strong(words::TITLE.get(language)).size(16.0));
        if dialog.running.is_some() {
            busy_ui(ui);
        }
    });
    ui.add_space(4.0);
    if let Some(view) = &dialog.view {
        choices_ui(ui, (dialog, view), commands, language);
    }
    if let Some(report) = dialog.report() {
        source_ui(ui, report, language);
    }
    let problem = dialog.view.as_ref().and_then(|view| view.problem.as_ref());
    for text in dialog.failure.iter().chain(problem) {
        problem_ui(ui, text);
    }
    ui.add_space(6.0);
    let buttons = ui.spacing().interact_size.y + 14.0;
    let body = vec2(
        size.x,
        (size.y - ui.min_rect().height() - buttons).max(120.0),
    );
    ui.allocate_ui_with_layout(body, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(body);
        match (dialog.report(), &dialog.view) {
            (Some(report), _) => parts_ui(ui, (dialog, report), body, commands, language),
            (None, Some(view)) if view.problem.is_none() => {
                empty_ui(ui, state, view, commands);
            }
            _ => {}
        }
    });
    buttons_ui(ui, dialog, commands, language);
}

fn choices_ui(
    ui: &mut Ui,
    (dialog, view): (&QualityDialog, &QualityView),
    commands: &CommandSender,
    language: Language,
) {
    let year = dialog.report().map(|report| report.year).or(dialog.year);
    let method = dialog.method_line();
    ui.add_enabled_ui(dialog.running.is_none(), |ui| {
        ui.horizontal_wrapped(|ui| {
            let label = ui.label(words::YEAR.get(language));
            ComboBox::from_id_salt("quality-year")
                .width(84.0)
                .selected_text(year.map_or_else(|| "—".to_owned(), |year| year.to_string()))
                .show_ui(ui, |ui| {
                    for known in &view.choices.years {
                        let on = year == Some(*known);
                        if ui.selectable_label(on, known.to_string()).clicked() {
                            commands.send(Command::EditQuality(QualityEdit::Year(*known)));
                        }
                    }
                })
                .response
                .labelled_by(label.id);
            ui.add_space(8.0);
            let label = ui.label(words::METHOD.get(language));
            let shown = method.map_or_else(
                || dialog.method_id().unwrap_or_default().to_owned(),
                |method| method.title.clone(),
            );
            ComboBox::from_id_salt("quality-method")
                .width(380.0)
                .height(440.0)
                .truncate()
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    ui.set_min_width(520.0);
                    for known in &view.choices.methods {
                        let on = method.is_some_and(|method| method.id == known.id);
                        method_ui(ui, (known, on), commands, language);
                    }
                })
                .response
                .labelled_by(label.id);
            if method.is_some_and(|method| !method.verified) {
                unverified_ui(ui, language);
            }
            ui.label(weak(standing(dialog, view).get(language)));
            let hint = if dialog.can_set() {
                words::SET_HINT
            } else {
                words::SET_ALREADY
            };
            if ui
                .add_enabled(dialog.can_set(), Button::new(words::SET.get(language)))
                .on_hover_text(hint.get(language))
                .on_disabled_hover_text(hint.get(language))
                .clicked()
            {
                commands.send(Command::SetQualityMethod);
            }
        });
    });
}

/// Whose method the one on show is.
fn standing(dialog: &QualityDialog, view: &QualityView) -> crate::domain::Label {
    let stored = view.choices.project_method.as_deref();
    match stored.map(str::trim).filter(|id| !id.is_empty()) {
        Some(stored) if dialog.method_id() == Some(stored) => words::OF_PROJECT,
        None if dialog.method_id() == Some(view.choices.default_method.as_str()) => {
            words::OF_PROGRAM
        }
        _ => words::ONLY_LOOKED,
    }
}

/// Title, source and mark of one method to choose.
fn method_ui(
    ui: &mut Ui,
    (method, on): (&MethodLine, bool),
    commands: &CommandSender,
    language: Language,
) {
    ui.horizontal(|ui| {
        if ui.selectable_label(on, &method.title).clicked() {
            let edit = QualityEdit::Method(method.id.clone());
            commands.send(Command::EditQuality(edit));
            ui.close();
        }
        if !method.verified {
            unverified_ui(ui, language);
        }
    });
    ui.horizontal(|ui| {
        ui.add_space(10.0);
        ui.add(Label::new(weak(&method.source)).wrap());
    });
}

fn unverified_ui(ui: &mut Ui, language: Language) {
    let color = ui.visuals().warn_fg_color;
    badge_ui(ui, color, text::UNVERIFIED.get(language))
        .on_hover_text(words::UNVERIFIED_HINT.get(language));
}

/// What the figures come from.
fn source_ui(ui: &mut Ui, report: &QualityReport, language: Language) {
    let parts = [
        format!("{}: {}", words::METHOD.get(language), report.method_text),
        format!("{}: {}", words::SOURCE.get(language), report.method_source),
        format!("{}: {}", words::STANDARD.get(language), report.standard),
        format!("{}: {}", words::UNTIL.get(language), report.until),
    ];
    ui.add(Label::new(weak(parts.join("  ·  "))).wrap());
    if language == Language::En {
        ui.add(Label::new(weak(words::CHINESE.get(language))).wrap());
    }
}

fn parts_ui(
    ui: &mut Ui,
    (dialog, report): (&QualityDialog, &QualityReport),
    size: Vec2,
    commands: &CommandSender,
    language: Language,
) {
    if report.zones.is_empty() {
        ui.add(Label::new(RichText::new(words::NO_ZONES.get(language)).weak()).wrap());
        rates::left_out_ui(ui, report, language);
        return;
    }
    let above = vec2(size.x, size.y * TABLE_SHARE);
    ui.allocate_ui(above, |ui| {
        ui.set_min_size(above);
        table::table_ui(ui, (dialog, report), commands, language);
    });
    ui.separator();
    let below = vec2(size.x, ui.available_height().max(80.0));
    ui.allocate_ui_with_layout(below, Layout::left_to_right(Align::Min), |ui| {
        column_ui(
            ui,
            ("quality-rates", [true, true]),
            vec2(below.x * RATES_SHARE, below.y),
            |ui| {
                rates::rates_ui(ui, report, language);
            },
        );
        ui.separator();
        let right = vec2(ui.available_width(), below.y);
        let id = format!("quality-zone {:?}", dialog.selected);
        column_ui(ui, (&id, [false, true]), right, |ui| {
            if let Some(line) = dialog.zone() {
                zone::zone_ui(ui, line, language);
            } else {
                let hint = RichText::new(words::CHOOSE_ZONE.get(language)).weak();
                ui.add(Label::new(hint).wrap());
            }
        });
    });
}

/// `scrolled`: sidewards and downwards.
fn column_ui(
    ui: &mut Ui,
    (id, scrolled): (&str, [bool; 2]),
    size: Vec2,
    show: impl FnOnce(&mut Ui),
) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ScrollArea::new(scrolled)
            .id_salt(id)
            .max_height(size.y)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_max_width(size.x - SCROLL_MARGIN);
                show(ui);
            });
    });
}

/// What to do where nothing can be rated.
fn empty_ui(ui: &mut Ui, state: &AppState, view: &QualityView, commands: &CommandSender) {
    let language = state.language();
    let samples = view.choices.samples;
    let line = if samples == 0 {
        words::NO_SAMPLES.get(language).to_owned()
    } else {
        format!("{samples} {}", words::NO_DAYS.get(language))
    };
    ui.add_space(24.0);
    ui.vertical_centered(|ui| {
        ui.label(strong(line).size(15.0));
        ui.add(Label::new(words::IMPORT_HINT.get(language)).wrap());
        ui.add_space(8.0);
        if ui.button(Action::ImportFile.text().get(language)).clicked() {
            commands.run(Action::ImportFile);
        }
    });
}

fn buttons_ui(ui: &mut Ui, dialog: &QualityDialog, commands: &CommandSender, language: Language) {
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let palette = Palette::of(ui);
        let show = strong(words::SHOW_ON_MAP.get(language)).color(palette.on_accent);
        if ui
            .add_enabled(
                dialog.zone().is_some(),
                Button::new(show).fill(palette.accent),
            )
            .on_hover_text(words::SHOW_HINT.get(language))
            .on_disabled_hover_text(words::CHOOSE_ZONE.get(language))
            .clicked()
        {
            commands.send(Command::EditQuality(QualityEdit::ShowOnMap));
        }
        let copy = Button::new(words::COPY.get(language));
        if ui
            .add_enabled(dialog.report().is_some(), copy)
            .on_hover_text(words::COPY_HINT.get(language))
            .clicked()
        {
            commands.send(Command::CopyQuality);
        }
        if ui.button(text::CLOSE.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
    });
}
