//! Dialogs over the window. Escape and a click beside them close them.

mod about;
mod bookmarks;
mod calculator;
mod case_export;
mod case_inputs;
mod case_rerun;
mod case_view;
mod cases;
mod export;
mod import;
mod import_log;
mod import_pages;
mod palette;
mod path;
mod print;
mod print_fields;
mod print_preview;
mod print_series;
mod quality;
mod rules;
mod save_case;
mod select;
mod shortcuts;

pub use about::Environment;
pub use print_preview::PrintPreview;

use eframe::egui::{Context, Frame, Id, Margin, Modal, ScrollArea, Ui, Vec2};

use crate::state::{AppState, Command, CommandSender, Dialog};

/// Edge and margins of a dialog, together with the room around it.
const AROUND: f32 = 56.0;

/// Shows the dialog of the state, if there is one.
pub fn dialog_ui(
    ctx: &Context,
    state: &AppState,
    (environment, preview): (&Environment, &mut PrintPreview),
    commands: &CommandSender,
) {
    if !matches!(state.dialog, Some(Dialog::Print(_))) {
        preview.forget();
    }
    let Some(dialog) = &state.dialog else {
        return;
    };
    if let Dialog::Palette(shown) = dialog {
        palette::palette_ui(ctx, state, shown, commands);
        return;
    }
    if let Dialog::Import(shown) = dialog {
        import::import_window_ui(ctx, state, shown, commands);
        return;
    }
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(18));
    let window = ctx.content_rect().size() - Vec2::splat(AROUND);
    let modal = Modal::new(Id::unique("dialog"))
        .frame(frame)
        .show(ctx, |ui: &mut Ui| {
            // A dialog that is larger than the window, as it may be when everything is drawn at twice
            // its size, is scrolled and never cut off.
            ScrollArea::both()
                .max_width(window.x)
                .max_height(window.y)
                // Areas are small until they have grown: what fits the window must not be scrolled.
                .min_scrolled_width(window.x)
                .min_scrolled_height(window.y)
                .show(ui, |ui| {
                    content_ui(ui, dialog, (state, environment, preview), commands);
                });
        });
    if modal.should_close() {
        commands.send(Command::CloseDialog);
    }
}

fn content_ui(
    ui: &mut Ui,
    dialog: &Dialog,
    (state, environment, preview): (&AppState, &Environment, &mut PrintPreview),
    commands: &CommandSender,
) {
    match dialog {
        Dialog::About => about::about_ui(ui, state, environment, commands),
        Dialog::Path {
            purpose,
            text,
            failure,
        } => path::path_ui(ui, state, (*purpose, text, failure.as_deref()), commands),
        Dialog::Calculator(dialog) => {
            calculator::calculator_ui(ui, state, dialog, commands);
        }
        Dialog::Quality(quality) => quality::quality_ui(ui, state, quality, commands),
        Dialog::Rules(rules) => rules::rules_ui(ui, state, rules, commands),
        Dialog::Cases(cases) => cases::cases_ui(ui, state, cases, commands),
        Dialog::Print(print) => print::print_ui(ui, state, (print, preview), commands),
        Dialog::Export(export) => export::export_ui(ui, state, export, commands),
        Dialog::SaveCase(save) => save_case::save_case_ui(ui, state, save, commands),
        Dialog::ImportLog(log) => import_log::import_log_ui(ui, state, log, commands),
        Dialog::SelectByLocation(dialog) => {
            select::location_ui(ui, state, dialog, commands);
        }
        Dialog::SelectByExpression(dialog) => {
            select::expression_ui(ui, state, dialog, commands);
        }
        Dialog::Bookmarks(dialog) => {
            bookmarks::bookmarks_ui(ui, state, dialog, commands);
        }
        Dialog::Shortcuts(word) => {
            shortcuts::shortcuts_ui(ui, state, word, commands);
        }
        // Windows of their own.
        Dialog::Palette(_) | Dialog::Import(_) => {}
    }
}
