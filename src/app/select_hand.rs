//! The selection tools between the map and the state: pointer moves and keys become commands.

use eframe::egui::{Context, Key, Modifiers, Ui};
use geo::Rect;

use crate::app::ShuijieApp;
use crate::map::{MapOutput, SelectMove, SelectTool, mode_of};
use crate::state::selection::{SelectCommand, SelectionArea};
use crate::state::{Action, AppState, Command, CommandSender, Tool};

/// The selection tool that `tool` is; `None` for others.
pub(super) const fn select_tool(tool: Tool) -> Option<SelectTool> {
    match tool {
        Tool::Select => Some(SelectTool::Box),
        Tool::SelectPolygon => Some(SelectTool::Polygon),
        Tool::Pan | Tool::Identify | Tool::Check | Tool::Measure | Tool::ZoomBox => None,
    }
}

impl ShuijieApp {
    /// What the hand did on the map.
    pub(super) fn select_ui(&self, ui: &Ui, output: &MapOutput) {
        let Some(moved) = output.select_move else {
            return;
        };
        self.commands.send(Command::Select(match moved {
            SelectMove::At(at, mode) => SelectCommand::At(at, mode),
            SelectMove::Box([a, b], mode) => {
                SelectCommand::Area(SelectionArea::Box(Rect::new(a, b)), mode)
            }
            SelectMove::Corner(at) => SelectCommand::Corner(at),
            SelectMove::Finish(mode) => SelectCommand::Finish(mode),
        }));
        ui.ctx().request_repaint();
    }
}

/// Enter, Backspace and Escape while a polygon is drawn; Escape alone clears the selection while a
/// selection tool is in hand. Not to be called while a field or a menu
/// has the keys.
pub(super) fn read_select_keys(context: &Context, state: &AppState, commands: &CommandSender) {
    if select_tool(state.tool).is_none() {
        return;
    }
    let pressed = |key| {
        [
            Modifiers::NONE,
            Modifiers::SHIFT,
            Modifiers::COMMAND,
            Modifiers::COMMAND | Modifiers::SHIFT,
        ]
        .into_iter()
        .any(|modifiers| context.input_mut(|input| input.consume_key(modifiers, key)))
    };
    let send = |command| commands.send(Command::Select(command));
    if !state.selection.sketch.is_empty() {
        if pressed(Key::Enter) {
            let mode = mode_of(context.input(|input| input.modifiers));
            send(SelectCommand::Finish(mode));
        }
        if pressed(Key::Backspace) {
            send(SelectCommand::Undo);
        }
        if context.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            send(SelectCommand::Abandon);
        }
    } else if !state.selection.is_empty()
        && state.notices.list().is_empty()
        && context.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    {
        commands.run(Action::ClearSelection);
    }
}
