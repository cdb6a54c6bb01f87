//! The right panel: the check of a site, or what lies at a clicked place.

use eframe::egui::{ScrollArea, Ui};

use crate::state::audit::AuditCommand;
use crate::state::check::SubjectKind;
use crate::state::{Action, AppState, Command, CommandSender, Inspector};
use crate::ui::panels::audit_detail::audit_detail_ui;
use crate::ui::panels::check_form::CheckPanel;
use crate::ui::panels::identify::identify_ui;
use crate::ui::text;
use crate::ui::theme::SCROLL_MARGIN;
use crate::ui::widgets::segmented_ui;

/// Tabs above, the chosen panel below.
pub fn inspector_ui(
    ui: &mut Ui,
    state: &AppState,
    check: &mut CheckPanel,
    commands: &CommandSender,
) {
    let language = state.language();
    let tabs = [
        (Inspector::Check, text::CHECK_TAB.get(language)),
        (Inspector::Identify, text::IDENTIFY_TAB.get(language)),
        (Inspector::Audit, text::AUDIT_TAB.get(language)),
    ];
    // There is nothing to see of an audit before one was made.
    let any = state.audit.answer.is_some() || state.inspector == Inspector::Audit;
    let tabs = &tabs[..if any { 3 } else { 2 }];
    let tab = ui
        .scope(|ui| {
            // As wide as the fields below, which leave room for the scroll bar.
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            segmented_ui(ui, state.inspector, tabs)
        })
        .inner;
    match tab {
        Some(Inspector::Check) => commands.run(match state.check.form.kind {
            SubjectKind::Outfall => Action::OutfallTool,
            SubjectKind::Well => Action::WellTool,
        }),
        Some(Inspector::Identify) => commands.run(Action::IdentifyTool),
        Some(Inspector::Audit) => commands.send(Command::Audit(AuditCommand::ShowDetail)),
        None => {}
    }
    ui.add_space(4.0);
    ScrollArea::vertical()
        .id_salt(state.inspector as u8)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            match state.inspector {
                Inspector::Check => check.ui(ui, state, commands),
                Inspector::Identify => identify_ui(ui, state, commands),
                Inspector::Audit => audit_detail_ui(ui, state, commands),
            }
        });
}
