//! Menu bar and tool bar.

use eframe::egui::{Align, Button, Label, Layout, MenuBar, Ui};

use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::text;
use crate::ui::theme::strong;
use crate::ui::widgets::{badge_ui, menu_action_ui, tool_button_ui};

/// The menu bar, with the project's name on the right.
pub fn menu_bar_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    MenuBar::new().ui(ui, |ui| {
        ui.menu_button(text::MENU_FILE.get(language), |ui| {
            for action in [Action::OpenProject, Action::NewProject, Action::OpenSample] {
                menu_action_ui(ui, state, commands, action);
            }
            recent_menu_ui(ui, state, commands);
            ui.separator();
            menu_action_ui(ui, state, commands, Action::ImportFile);
            menu_action_ui(ui, state, commands, Action::ExportMap);
            ui.separator();
            menu_action_ui(ui, state, commands, Action::CloseProject);
            menu_action_ui(ui, state, commands, Action::Quit);
        });
        ui.menu_button(text::MENU_VIEW.get(language), |ui| {
            for action in [
                Action::ZoomAll,
                Action::ZoomSelection,
                Action::ZoomIn,
                Action::ZoomOut,
            ] {
                menu_action_ui(ui, state, commands, action);
            }
            ui.separator();
            for action in [
                Action::ToggleLayers,
                Action::ToggleInspector,
                Action::ToggleAudit,
                Action::SwitchTheme,
                Action::SwitchLanguage,
            ] {
                menu_action_ui(ui, state, commands, action);
            }
        });
        ui.menu_button(text::MENU_TOOLS.get(language), |ui| {
            tools_menu_ui(ui, state, commands);
        });
        ui.menu_button(text::MENU_HELP.get(language), |ui| {
            menu_action_ui(ui, state, commands, Action::About);
        });
        if let Some(project) = &state.project {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if project.sample {
                    let color = ui.visuals().warn_fg_color;
                    badge_ui(ui, color, text::SAMPLE_BADGE.get(language))
                        .on_hover_text(text::SAMPLE_HINT.get(language));
                }
                ui.add(Label::new(strong(project.title())).truncate())
                    .on_hover_text(project.path.display().to_string());
            });
        }
    });
}

fn tools_menu_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    for action in [
        Action::PanTool,
        Action::IdentifyTool,
        Action::OutfallTool,
        Action::WellTool,
    ] {
        menu_action_ui(ui, state, commands, action);
    }
    ui.separator();
    for action in [
        Action::RunCheck,
        Action::ShadeView,
        Action::CopyFindings,
        Action::SaveCase,
        Action::ClearResults,
    ] {
        menu_action_ui(ui, state, commands, action);
    }
    ui.separator();
    for action in [
        Action::RunAudit,
        Action::CompareAudit,
        Action::KeepAudit,
        Action::ExportAudit,
    ] {
        menu_action_ui(ui, state, commands, action);
    }
    ui.separator();
    for action in [
        Action::Cases,
        Action::Quality,
        Action::Calculators,
        Action::Rules,
    ] {
        menu_action_ui(ui, state, commands, action);
    }
}

fn recent_menu_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    ui.add_enabled_ui(!state.settings.recent.is_empty(), |ui| {
        ui.menu_button(text::MENU_RECENT.get(state.language()), |ui| {
            for path in &state.settings.recent {
                let name = path.display().to_string();
                if ui.add(Button::new(&name).truncate()).clicked() {
                    commands.send(Command::Open(path.clone()));
                    ui.close();
                }
            }
        });
    });
}

/// The tool bar: file, tools, zoom, and language and theme on the right.
pub fn tool_bar_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        tool_button_ui(ui, state, commands, Action::OpenProject, true);
        tool_button_ui(ui, state, commands, Action::ImportFile, true);
        tool_button_ui(ui, state, commands, Action::ExportMap, true);
        ui.separator();
        for action in [
            Action::PanTool,
            Action::IdentifyTool,
            Action::OutfallTool,
            Action::WellTool,
            Action::ShadeView,
        ] {
            tool_button_ui(ui, state, commands, action, false);
        }
        ui.separator();
        tool_button_ui(ui, state, commands, Action::RunAudit, false);
        ui.separator();
        for action in [
            Action::ZoomAll,
            Action::ZoomSelection,
            Action::ZoomIn,
            Action::ZoomOut,
        ] {
            tool_button_ui(ui, state, commands, action, true);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            tool_button_ui(ui, state, commands, Action::SwitchLanguage, false);
            tool_button_ui(ui, state, commands, Action::SwitchTheme, false);
        });
    });
}
