//! A strip over the map while a selection tool is in hand: where it selects, what the keys do, how much
//! is selected.

use eframe::egui::{Area, ComboBox, Context, Frame, Id, Margin, Order, Rect, Ui, vec2};

use crate::state::selection::{SelectCommand, SelectTarget};
use crate::state::{Action, AppState, Command, CommandSender, Tool};
use crate::ui::table_text as text;
use crate::ui::text::thousands;
use crate::ui::theme::weak;

const INSET: f32 = 10.0;

/// Shows the strip at the upper left of the map.
pub fn select_bar_ui(ctx: &Context, state: &AppState, map: Rect, commands: &CommandSender) {
    let hint = match state.tool {
        Tool::Select => text::BOX_HINT,
        Tool::SelectPolygon => text::POLYGON_HINT,
        Tool::Pan | Tool::Identify | Tool::Check | Tool::Measure | Tool::ZoomBox => return,
    };
    if state.project.is_none() || !map.is_positive() {
        return;
    }
    Area::new(Id::unique("selection"))
        .order(Order::Middle)
        .fixed_pos(map.left_top() + vec2(INSET, INSET))
        .constrain_to(map)
        .show(ctx, |ui| {
            Frame::popup(ui.style())
                .inner_margin(Margin::symmetric(8, 5))
                .show(ui, |ui| {
                    ui.set_max_width(map.width() - 90.0);
                    ui.horizontal(|ui| {
                        target_ui(ui, state, commands);
                        let count = state.selection.count();
                        let label = text::SELECTED.get(state.language());
                        ui.label(format!("{label} {}", thousands(count as u64)));
                        let clear = Action::ClearSelection.text().get(state.language());
                        let usable = state.can(Action::ClearSelection);
                        if ui
                            .add_enabled(usable, eframe::egui::Button::new(clear))
                            .clicked()
                        {
                            commands.run(Action::ClearSelection);
                        }
                    });
                    ui.label(weak(hint.get(state.language())));
                });
        });
}

fn target_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let name = |target: SelectTarget| match target {
        SelectTarget::Visible => text::VISIBLE_LAYERS.get(language),
        SelectTarget::Only(layer) => layer.label().get(language),
    };
    let now = state.selection.target;
    let mut chosen = now;
    ComboBox::from_id_salt("selection target")
        .selected_text(format!("{}: {}", text::TARGET.get(language), name(now)))
        .width(170.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(
                &mut chosen,
                SelectTarget::Visible,
                name(SelectTarget::Visible),
            );
            for entry in &state.layers {
                let target = SelectTarget::Only(entry.layer);
                ui.selectable_value(&mut chosen, target, name(target));
            }
        });
    if chosen != now {
        commands.send(Command::Select(SelectCommand::Target(chosen)));
    }
}
