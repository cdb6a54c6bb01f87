//! Import of a data file: choices, a trial that shows everything on the map and row by row, then the
//! import itself.

use eframe::egui::{
    Align2, Button, CollapsingHeader, ComboBox, Context, Frame, Id, Key, Label, Margin, Popup,
    Response, RichText, ScrollArea, Ui, Window, vec2,
};

use crate::domain::{Language, Layer};
use crate::geodesy::shifted::Shift;
use crate::state::import::{
    Angles, ImportDialog, ImportRequest, ImportSummary, ImportWay, InvalidShape, UnnamedPart,
};
use crate::state::import_log::ImportCommand;
use crate::state::{AppState, Command, CommandSender};
use crate::ui::dialogs::import_pages::pages_ui;
use crate::ui::import_text as words;
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{busy_ui, field_grid_ui, field_problem_ui, problem_ui, text_field_ui};

const WIDTH: f32 = 430.0;
/// From the edges of the window.
const AROUND: f32 = 12.0;
/// Menu and tool bar stay free.
const BELOW_BARS: f32 = 84.0;
/// Buttons below the part that scrolls, with the margins of the window.
const BUTTONS: f32 = 68.0;

/// Systems that files around Kunming come in.
const SYSTEMS: [(u32, &str); 19] = [
    (4490, "CGCS2000"),
    (4326, "WGS 84"),
    (4543, "CGCS2000 / 3° GK CM 102E"),
    (4522, "CGCS2000 / 3° GK zone 34"),
    (4544, "CGCS2000 / 3° GK CM 105E"),
    (4523, "CGCS2000 / 3° GK zone 35"),
    (4496, "CGCS2000 / 6° GK zone 18"),
    (32648, "WGS 84 / UTM 48N"),
    (3857, "WGS 84 / Pseudo-Mercator"),
    (4507, "CGCS2000 / 6° GK CM 105E"),
    (4610, "Xian 1980"),
    (2379, "Xian 1980 / 3° GK CM 102E"),
    (2358, "Xian 1980 / 3° GK zone 34"),
    (2380, "Xian 1980 / 3° GK CM 105E"),
    (2332, "Xian 1980 / 6° GK zone 18"),
    (4214, "Beijing 1954"),
    (2431, "Beijing 1954 / 3° GK CM 102E"),
    (2410, "Beijing 1954 / 3° GK zone 34"),
    (21418, "Beijing 1954 / 6° GK zone 18"),
];

pub(super) const ENCODINGS: [&str; 4] = ["UTF-8", "GBK", "GB18030", "Big5"];

/// The window at the right of the map, so that the map shows what would be imported.
pub(super) fn import_window_ui(
    context: &Context,
    state: &AppState,
    import: &ImportDialog,
    commands: &CommandSender,
) {
    let frame = Frame::popup(&context.global_style()).inner_margin(Margin::same(14));
    let room = context.content_rect().height() - BELOW_BARS - 2.0 * AROUND - BUTTONS;
    Window::new("import")
        .id(Id::unique("import"))
        .title_bar(false)
        .resizable(false)
        .frame(frame)
        .anchor(Align2::RIGHT_TOP, vec2(-AROUND, BELOW_BARS))
        .show(context, |ui| {
            ui.set_width(WIDTH);
            ScrollArea::vertical()
                .max_height(room)
                // Areas are small until they have grown: what fits the window must not be scrolled.
                .min_scrolled_height(room)
                .show(ui, |ui| {
                    ui.set_width(WIDTH - SCROLL_MARGIN);
                    import_ui(ui, state, import, commands);
                });
            // Never scrolled out of sight.
            ui.add_space(8.0);
            buttons_ui(ui, import, commands, state.language());
        });
    // A list that is open closes first.
    let free = !Popup::is_any_open(context);
    if free && context.input(|input| input.key_pressed(Key::Escape)) {
        commands.send(Command::CloseDialog);
    }
}

fn import_ui(ui: &mut Ui, state: &AppState, import: &ImportDialog, commands: &CommandSender) {
    let language = state.language();
    ui.horizontal(|ui| {
        ui.label(strong(text::IMPORT.get(language)).size(16.0));
        let waiting = state.waiting_files();
        if waiting > 0 {
            ui.label(weak(words::waiting_files(waiting, language)));
        }
    });
    ui.add_space(6.0);
    ui.add_enabled_ui(import.running.is_none(), |ui| {
        choices_ui(ui, import, commands, language);
    });
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
        pages_ui(
            ui,
            import,
            &state.settings.import_templates,
            commands,
            language,
        );
    } else {
        ui.label(RichText::new(text::TRY_HINT.get(language)).weak());
    }
}

fn choices_ui(ui: &mut Ui, import: &ImportDialog, commands: &CommandSender, language: Language) {
    let request = &import.request;
    let mut edited = request.clone();
    let path = request.path.display().to_string();
    field_grid_ui(ui, text::FILE.get(language), |ui| {
        ui.add(Label::new(&path).truncate()).on_hover_text(&path)
    });
    if !import.parts.names.is_empty() {
        part_ui(ui, import, &mut edited, language);
    }
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
    field_grid_ui(ui, words::WAY.get(language), |ui| {
        combo(ui, "way", request.way.label().get(language), |ui| {
            for way in ImportWay::ALL {
                ui.selectable_value(&mut edited.way, way, way.label().get(language));
            }
        })
    });
    CollapsingHeader::new(words::MORE.get(language))
        .id_salt("more")
        .default_open(has_more(request))
        .show(ui, |ui| more_ui(ui, request, &mut edited, language));
    if (edited.layer, &edited.part) != (request.layer, &request.part) {
        edited.fields.clear();
    }
    if edited != *request {
        commands.send(Command::EditImport(edited));
    }
}

/// Which sheet, layer or folder of the file.
fn part_ui(ui: &mut Ui, import: &ImportDialog, edited: &mut ImportRequest, language: Language) {
    let none = match import.parts.unnamed {
        UnnamedPart::Whole => words::WHOLE,
        UnnamedPart::Found => text::AUTOMATIC,
        UnnamedPart::Refused => words::CHOOSE_PART,
    };
    let none = none.get(language);
    field_grid_ui(ui, words::PART.get(language), |ui| {
        let chosen = import.request.part.as_deref().unwrap_or(none);
        combo(ui, "part", chosen, |ui| {
            if import.parts.unnamed != UnnamedPart::Refused {
                ui.selectable_value(&mut edited.part, None, none);
            }
            for name in &import.parts.names {
                ui.selectable_value(&mut edited.part, Some(name.clone()), name);
            }
        })
    });
    if import.lacks_part() {
        field_problem_ui(ui, words::PART_NEEDED.get(language));
    }
}

/// Whether a rarer choice is made, which must be seen.
fn has_more(request: &ImportRequest) -> bool {
    request.shift.is_some() || request.angles.is_some() || !request.params.is_empty()
}

fn more_ui(ui: &mut Ui, request: &ImportRequest, edited: &mut ImportRequest, language: Language) {
    let automatic = text::AUTOMATIC.get(language);
    field_grid_ui(ui, words::ANGLES.get(language), |ui| {
        let chosen = request
            .angles
            .map_or(automatic, |angles| angles.label().get(language));
        combo(ui, "angles", chosen, |ui| {
            ui.selectable_value(&mut edited.angles, None, automatic);
            for angles in Angles::ALL {
                let label = angles.label().get(language);
                ui.selectable_value(&mut edited.angles, Some(angles), label);
            }
        })
    });
    let shift = |shift: Option<Shift>| match shift {
        None => words::NO_SHIFT.get(language).to_owned(),
        Some(shift) => format!("{} {}", words::UNDO_SHIFT.get(language), shift.label()),
    };
    field_grid_ui(ui, words::SHIFT.get(language), |ui| {
        combo(ui, "shift", &shift(request.shift), |ui| {
            for one in std::iter::once(None).chain(Shift::ALL.map(Some)) {
                ui.selectable_value(&mut edited.shift, one, shift(one));
            }
        })
    });
    field_grid_ui(ui, words::PARAMS.get(language), |ui| {
        let hint = words::PARAMS_HINT.get(language);
        text_field_ui(ui, &mut edited.params, hint, "")
            .on_hover_text(words::PARAMS_HELP.get(language))
    });
}

pub(super) fn combo(ui: &mut Ui, id: &str, selected: &str, list: impl FnOnce(&mut Ui)) -> Response {
    ComboBox::from_id_salt(id)
        .width(ui.available_width())
        .truncate()
        .selected_text(selected)
        .show_ui(ui, list)
        .response
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
    if let Some(system) = &summary.unresolved {
        problem_ui(ui, &format!("{} {system}", words::UNRESOLVED.get(language)));
    }
    let Some(preview) = &summary.preview else {
        return;
    };
    ui.horizontal(|ui| {
        let button = Button::new(words::SHOW_ALL.get(language)).small();
        if !preview.shapes.is_empty() && ui.add(button).clicked() {
            commands.send(Command::Importing(ImportCommand::ShowAll));
        }
        if preview.left_out > 0 {
            let count = thousands(preview.left_out as u64);
            ui.label(weak(format!("{count} {}", words::LEFT_OUT.get(language))));
        }
    });
}

fn buttons_ui(ui: &mut Ui, import: &ImportDialog, commands: &CommandSender, language: Language) {
    let palette = Palette::of(ui);
    let idle = import.running.is_none();
    let missing = if import.lacks_part() {
        Some(words::PART_NEEDED)
    } else {
        import.request.layer.is_none().then_some(text::CHOOSE_LAYER)
    };
    ui.horizontal(|ui| {
        let can_try = idle && missing.is_none();
        if ui
            .add_enabled(can_try, Button::new(text::TRY.get(language)))
            .on_disabled_hover_text(missing.unwrap_or(text::READING_FILE).get(language))
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
        let done = import.summary.as_ref().filter(|summary| !summary.dry_run);
        if let Some(id) = done.and_then(|summary| summary.run)
            && idle
            && ui.button(words::UNDO.get(language)).clicked()
        {
            commands.send(Command::Importing(ImportCommand::Undo(id)));
        }
        let close = if idle { text::CLOSE } else { words::CANCEL };
        if ui.button(close.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
    });
}
