//! What becomes of the review document: how far it is, where it is, or why there is none.

use eframe::egui::{Label, RichText, Ui};

use crate::state::case_report::written_text;
use crate::state::cases::CaseCommand;
use crate::state::notice::Weight;
use crate::state::{AppState, Command, CommandSender};
use crate::ui::theme::Palette;
use crate::ui::widgets::job_bar_ui;
use crate::ui::{case_text, text};

/// One line, beside the button that closes the register.
pub(super) fn export_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let report = &state.case_report;
    if let Some(job) = report.running {
        ui.label(case_text::EXPORTING.get(language));
        job_bar_ui(ui, state, job, 160.0, commands);
        return;
    }
    match &report.came_of_it {
        None => {}
        Some(Ok(paths)) => {
            let send = || commands.send(Command::Cases(CaseCommand::OpenFolder));
            if ui.button(text::OPEN_FOLDER.get(language)).clicked() {
                send();
            }
            let name = match paths.as_slice() {
                [one] => one.file_name().unwrap_or_default().to_string_lossy().into(),
                all => written_text(all, language),
            };
            let line = format!("{} {name}", case_text::EXPORTED.get(language));
            let color = Palette::of(ui).weight(Weight::Done);
            ui.add(Label::new(RichText::new(line).color(color)).truncate())
                .on_hover_text(
                    paths
                        .first()
                        .map_or_else(String::new, |path| path.display().to_string()),
                );
        }
        Some(Err(why)) => {
            let color = ui.visuals().error_fg_color;
            ui.add(Label::new(RichText::new(why).color(color)).truncate())
                .on_hover_text(why);
        }
    }
}
