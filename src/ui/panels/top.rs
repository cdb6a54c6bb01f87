//! Menu bar and tool bar.

use eframe::egui::{Align, Button, Id, Label, Layout, MenuBar, ScrollArea, Ui};

use crate::domain::Language;
use crate::state::layout::UI_SCALES;
use crate::state::tools::{BookmarkCommand, ToolCommand};
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::panels::search::SearchBox;
use crate::ui::text;
use crate::ui::theme::strong;
use crate::ui::tool_text;
use crate::ui::widgets::{badge_ui, menu_action_ui, tool_button_ui};

/// The menu bar, with the project's name on the right; the first menu, for the keyboard.
#[expect(
    clippy::too_many_lines,
    reason = "the menus in their order, best read in one piece"
)]
pub fn menu_bar_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) -> Id {
    let language = state.language();
    MenuBar::new()
        .ui(ui, |ui| {
            let file = ui.menu_button(text::MENU_FILE.get(language), |ui| {
                for action in [Action::OpenProject, Action::NewProject, Action::OpenSample] {
                    menu_action_ui(ui, state, commands, action);
                }
                recent_menu_ui(ui, state, commands);
                ui.separator();
                menu_action_ui(ui, state, commands, Action::ImportFile);
                menu_action_ui(ui, state, commands, Action::ImportLog);
                menu_action_ui(ui, state, commands, Action::ExportLayer);
                menu_action_ui(ui, state, commands, Action::ExportMap);
                ui.separator();
                menu_action_ui(ui, state, commands, Action::BackupProject);
                if state.can(Action::OpenLocalCopy) {
                    menu_action_ui(ui, state, commands, Action::OpenLocalCopy);
                }
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
                    Action::ZoomBox,
                    Action::ViewBack,
                    Action::ViewForward,
                ] {
                    menu_action_ui(ui, state, commands, action);
                }
                bookmarks_menu_ui(ui, state, commands);
                ui.separator();
                for action in [
                    Action::ToggleGraticule,
                    Action::TogglePlaneGrid,
                    Action::ToggleOverview,
                ] {
                    menu_action_ui(ui, state, commands, action);
                }
                ui.separator();
                for action in [Action::AddBase, Action::CopyMap, Action::SaveMap] {
                    menu_action_ui(ui, state, commands, action);
                }
                ui.separator();
                for action in [
                    Action::ToggleLayers,
                    Action::ToggleInspector,
                    Action::ToggleAudit,
                    Action::ToggleTables,
                    Action::SwitchTheme,
                    Action::SwitchLanguage,
                ] {
                    menu_action_ui(ui, state, commands, action);
                }
                ui_scale_menu_ui(ui, state, commands);
                menu_action_ui(ui, state, commands, Action::ResetLayout);
            });
            ui.menu_button(text::MENU_TOOLS.get(language), |ui| {
                tools_menu_ui(ui, state, commands);
            });
            ui.menu_button(text::MENU_HELP.get(language), |ui| {
                for action in [
                    Action::Palette,
                    Action::Shortcuts,
                    Action::FocusMenu,
                    Action::NextPane,
                ] {
                    menu_action_ui(ui, state, commands, action);
                }
                ui.separator();
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
            file.response.id
        })
        .inner
}

/// Adding, managing, and the bookmarks themselves.
fn bookmarks_menu_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    ui.add_enabled_ui(state.project.is_some(), |ui| {
        ui.menu_button(tool_text::BOOKMARKS.get(state.language()), |ui| {
            menu_action_ui(ui, state, commands, Action::AddBookmark);
            menu_action_ui(ui, state, commands, Action::Bookmarks);
            let list = state.project.as_ref().map(|project| &project.bookmarks);
            if let Some(Ok(list)) = list
                && !list.is_empty()
            {
                ui.separator();
                ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                    for bookmark in list {
                        if ui.button(&bookmark.name).clicked() {
                            let command = BookmarkCommand::GoTo(bookmark.name.clone());
                            commands.send(Command::Tools(ToolCommand::Bookmark(command)));
                            ui.close();
                        }
                    }
                });
            }
        });
    });
}

/// The sizes to choose from, and the steps.
fn ui_scale_menu_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    ui.menu_button(tool_text::UI_SCALE.get(state.language()), |ui| {
        for percent in UI_SCALES {
            let on = state.settings.ui_scale == percent;
            let entry = Button::new(format!("{percent}%")).selected(on);
            if ui.add(entry).clicked() {
                commands.send(Command::Tools(ToolCommand::SetUiScale(percent)));
                ui.close();
            }
        }
        ui.separator();
        for action in [Action::UiLarger, Action::UiSmaller, Action::UiUsual] {
            menu_action_ui(ui, state, commands, action);
        }
    });
}

fn tools_menu_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    for action in [
        Action::PanTool,
        Action::IdentifyTool,
        Action::SelectTool,
        Action::SelectPolygonTool,
        Action::OutfallTool,
        Action::WellTool,
        Action::MeasureLength,
        Action::MeasureArea,
        Action::Search,
    ] {
        menu_action_ui(ui, state, commands, action);
    }
    ui.separator();
    for action in [
        Action::SelectByExpression,
        Action::SelectByLocation,
        Action::ClearSelection,
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

/// From this width of the window on, there is room for everything.
const ROOMY: f32 = 1400.0;
/// From this width of the window on, the tools have their names beside their icons; English ones are longer.
const WIDE: f32 = 1100.0;
const WIDE_EN: f32 = 1440.0;
/// Below this width what the menus have too is left to them.
const NARROW: f32 = 820.0;
const SEARCH_WIDTH: f32 = 230.0;

/// The tool bar: file, tools, zoom, and on the right the search box, language and theme.
pub fn tool_bar_ui(
    ui: &mut Ui,
    state: &AppState,
    search: &mut SearchBox,
    commands: &CommandSender,
) {
    let width = ui.ctx().content_rect().width();
    let wide = match state.language() {
        Language::Zh => WIDE,
        Language::En => WIDE_EN,
    };
    let (short, narrow) = (width < wide, width < NARROW);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        let icons = |ui: &mut Ui, actions: &[Action], only: bool| {
            for action in actions {
                tool_button_ui(ui, state, commands, *action, only);
            }
        };
        if !narrow {
            icons(
                ui,
                &[Action::OpenProject, Action::ImportFile, Action::ExportMap],
                true,
            );
            ui.separator();
        }
        icons(
            ui,
            &[
                Action::PanTool,
                Action::IdentifyTool,
                Action::OutfallTool,
                Action::WellTool,
                Action::ShadeView,
                Action::RunAudit,
            ],
            short,
        );
        ui.separator();
        icons(ui, &[Action::MeasureLength, Action::MeasureArea], true);
        icons(
            ui,
            &[
                Action::SelectTool,
                Action::SelectPolygonTool,
                Action::ToggleTables,
            ],
            true,
        );
        ui.separator();
        if !narrow {
            icons(
                ui,
                &[
                    Action::ViewBack,
                    Action::ViewForward,
                    Action::ZoomAll,
                    Action::ZoomSelection,
                ],
                true,
            );
            // The wheel, the keyboard and Shift with the mouse zoom as well; the search box needs the room more.
            if width >= ROOMY {
                icons(
                    ui,
                    &[
                        Action::ZoomBox,
                        Action::ZoomIn,
                        Action::ZoomOut,
                        Action::Bookmarks,
                    ],
                    true,
                );
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !narrow {
                tool_button_ui(ui, state, commands, Action::SwitchLanguage, false);
                tool_button_ui(ui, state, commands, Action::SwitchTheme, true);
            }
            let room = (ui.available_width() - 20.0).clamp(90.0, SEARCH_WIDTH);
            search.ui(ui, state, room, commands);
        });
    });
}
