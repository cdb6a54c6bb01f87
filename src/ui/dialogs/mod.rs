//! Dialogs over the window. Escape and a click beside them close them.

mod about;
mod calculator;
mod case_inputs;
mod case_rerun;
mod case_view;
mod cases;
mod import;
mod path;
mod print;
mod print_preview;
mod quality;
mod rules;
mod save_case;

pub use about::Environment;
pub use print_preview::PrintPreview;

use eframe::egui::{Context, Frame, Id, Margin, Modal, Ui};

use crate::state::{AppState, Command, CommandSender, Dialog};

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
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(18));
    let modal =
        Modal::new(Id::unique("dialog"))
            .frame(frame)
            .show(ctx, |ui: &mut Ui| match dialog {
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
                Dialog::SaveCase(save) => save_case::save_case_ui(ui, state, save, commands),
                Dialog::Import(import) => import::import_ui(ui, state, import, commands),
            });
    if modal.should_close() {
        commands.send(Command::CloseDialog);
    }
}
