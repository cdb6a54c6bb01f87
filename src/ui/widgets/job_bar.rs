//! How far a job is, with the button that stops it.

use eframe::egui::{ProgressBar, Ui};

use crate::jobs::JobId;
use crate::state::{AppState, Command, CommandSender};
use crate::ui::text;

/// A bar of `width` and the button, one after the other in the layout of `ui`.
pub fn job_bar_ui(ui: &mut Ui, state: &AppState, job: JobId, width: f32, commands: &CommandSender) {
    let running = state.jobs.iter().find(|running| running.id == job);
    let share = running.and_then(|running| running.share).unwrap_or(0.0);
    ui.add(ProgressBar::new(share).desired_width(width));
    if ui.button(text::CANCEL.get(state.language())).clicked() {
        commands.send(Command::Cancel(job));
    }
}
