//! The lower panel: tabs of the audit and the attribute tables, and the one in front.

use eframe::egui::{Button, Ui};

use crate::domain::Layer;
use crate::state::tables::TableCommand;
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::panels::audit::AuditPanel;
use crate::ui::panels::table::TablePanel;
use crate::ui::table_text as text;
use crate::ui::text::thousands;
use crate::ui::theme::weak;

/// Whether there is anything to show in the lower panel.
pub fn has_dock(state: &AppState) -> bool {
    state.audit.shown || state.tables.front.is_some()
}

/// Fills the lower panel.
pub fn dock_ui(
    ui: &mut Ui,
    state: &AppState,
    (audit, tables): (&mut AuditPanel, &mut TablePanel),
    commands: &CommandSender,
) {
    ui.set_min_size(ui.available_size());
    if !state.tables.open.is_empty() {
        tabs_ui(ui, state, commands);
    }
    match state.tables.front() {
        Some(table) => tables.ui(ui, state, table, commands),
        None => audit.ui(ui, state, commands),
    }
}

fn tabs_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let send = |command| commands.send(Command::Table(command));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if state.audit.shown {
            let on = state.tables.front.is_none();
            if ui
                .add(Button::selectable(on, text::AUDIT.get(language)))
                .clicked()
            {
                send(TableCommand::Front(None));
            }
            ui.add_space(4.0);
        }
        for table in &state.tables.open {
            let on = state.tables.front == Some(table.layer);
            let name = table.layer.label().get(language);
            if ui.add(Button::selectable(on, name)).clicked() {
                send(TableCommand::Front(Some(table.layer)));
            }
            let close = format!("{}: {name}", text::CLOSE_TABLE.get(language));
            if icon_button_ui(ui, Icon::Close, &close).clicked() {
                send(TableCommand::Close(table.layer));
            }
            ui.add_space(4.0);
        }
        let plus = ui.menu_button("+", |ui| others_ui(ui, state, commands));
        plus.response.on_hover_text(text::OTHER_TABLE.get(language));
        if !state.audit.shown {
            let audit = Button::new(weak(Action::ToggleAudit.text().get(language))).frame(false);
            if ui.add(audit).clicked() {
                commands.run(Action::ToggleAudit);
            }
        }
    });
}

/// Layers and tables that are not open yet.
fn others_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let Some(project) = &state.project else {
        return;
    };
    for layer in Layer::ALL {
        if state.tables.table(layer).is_some() {
            continue;
        }
        let name = layer.label().get(state.language());
        let count = thousands(project.count(layer));
        if ui.add(Button::new(name).shortcut_text(count)).clicked() {
            commands.send(Command::Table(TableCommand::Open(layer)));
            ui.close();
        }
    }
}
