//! Raster bases at the foot of the layer list: shown or not, how strongly, and what to do about those
//! that cannot be drawn.

use eframe::egui::{
    Align, Button, Checkbox, ComboBox, Label, Layout, RichText, Role, ScrollArea, Slider, Ui,
    WidgetInfo, vec2,
};

use crate::state::furniture::{BaseLayer, BaseProblem, BaseStatus, FurnitureCommand};
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::furniture_text as text;
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::theme::{ROW_HEIGHT, SCROLL_MARGIN, weak};
use crate::ui::widgets::heading_ui;

/// The list of bases scrolls beyond this.
const MAX_HEIGHT: f32 = 190.0;
/// Systems that pictures come in; the project's own stands before them.
const SYSTEMS: [(u32, &str); 7] = [
    (4490, "CGCS2000 经纬度"),
    (4326, "WGS 84 经纬度"),
    (3857, "Web 墨卡托"),
    (4543, "CGCS2000 3° 102°E"),
    (4522, "CGCS2000 3° 34 带"),
    (4544, "CGCS2000 3° 105°E"),
    (4523, "CGCS2000 3° 35 带"),
];

/// The section with its button and one row for each base.
pub(super) fn bases_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        heading_ui(ui, text::BASES.get(language));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let add = Button::new(text::ADD.get(language)).small();
            let tip = Action::AddBase.tooltip().get(language);
            if ui.add(add).on_hover_text(tip).clicked() {
                commands.run(Action::AddBase);
            }
        });
    });
    if state.bases.layers.is_empty() {
        ui.add(Label::new(weak(text::NONE.get(language))).wrap());
    }
    ScrollArea::vertical()
        .id_salt("bases")
        .max_height(MAX_HEIGHT)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            for (place, base) in state.bases.layers.iter().enumerate() {
                ui.push_id(("base", base.id), |ui| {
                    base_ui(ui, state, (place, base), commands);
                });
            }
        });
}

fn base_ui(
    ui: &mut Ui,
    state: &AppState,
    (place, base): (usize, &BaseLayer),
    commands: &CommandSender,
) {
    let language = state.language();
    let send = |command| commands.send(Command::Furniture(command));
    let title = base.entry.title();
    let row = ui
        .allocate_ui_with_layout(
            vec2(ui.available_width(), ROW_HEIGHT),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                ui.add_space(16.0);
                let mut visible = base.entry.visible;
                let shown = ui.add(Checkbox::without_text(&mut visible));
                shown.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, visible, title));
                if shown.changed() {
                    send(FurnitureCommand::ShowBase(base.id, visible));
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let remove = format!("{} {title}", text::REMOVE.get(language));
                    if icon_button_ui(ui, Icon::Close, &remove).clicked() {
                        send(FurnitureCommand::RemoveBase(base.id));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let name = RichText::new(title);
                        ui.add(Label::new(name).truncate().selectable(false))
                            .on_hover_text(base.path.display().to_string());
                    });
                });
            },
        )
        .response;
    row.container_context_menu(|ui| {
        let ready = matches!(base.status, BaseStatus::Ready(_));
        let entries = [
            (text::ZOOM, ready, FurnitureCommand::ZoomToBase(base.id)),
            (text::RAISE, place > 0, FurnitureCommand::RaiseBase(base.id)),
            (text::REMOVE, true, FurnitureCommand::RemoveBase(base.id)),
        ];
        for (label, enabled, command) in entries {
            let button = Button::new(label.get(language));
            if ui.add_enabled(enabled, button).clicked() {
                send(command);
                ui.close();
            }
        }
    });
    ui.horizontal(|ui| {
        ui.add_space(40.0);
        ui.vertical(|ui| status_ui(ui, state, base, commands));
    });
}

fn status_ui(ui: &mut Ui, state: &AppState, base: &BaseLayer, commands: &CommandSender) {
    let language = state.language();
    let send = |command| commands.send(Command::Furniture(command));
    let warn = ui.visuals().warn_fg_color;
    match &base.status {
        BaseStatus::Opening => {
            ui.label(weak(text::OPENING.get(language)));
        }
        BaseStatus::Ready(_) => opacity_ui(ui, state, base, commands),
        BaseStatus::Failed(problem) => {
            let line = match problem {
                BaseProblem::Missing => text::MISSING.get(language).to_owned(),
                BaseProblem::NoCrs => text::NO_CRS.get(language).to_owned(),
                BaseProblem::Other(reason) => reason.clone(),
            };
            let line = RichText::new(line).size(12.0).color(warn);
            ui.add(Label::new(line).wrap())
                .on_hover_text(base.path.display().to_string());
            if *problem == BaseProblem::NoCrs || base.entry.epsg.is_some() {
                crs_ui(ui, state, base, commands);
            }
            let replace = Button::new(text::REPLACE.get(language)).small();
            if *problem != BaseProblem::NoCrs && ui.add(replace).clicked() {
                send(FurnitureCommand::ReplaceBase(base.id));
            }
        }
    }
}

fn opacity_ui(ui: &mut Ui, state: &AppState, base: &BaseLayer, commands: &CommandSender) {
    let send = |command| commands.send(Command::Furniture(command));
    let name = text::OPACITY.get(state.language());
    ui.horizontal(|ui| {
        ui.spacing_mut().slider_width = 96.0;
        ui.spacing_mut().interact_size.y = 18.0;
        let mut percent = base.entry.opacity * 100.0;
        let slider = Slider::new(&mut percent, 10.0..=100.0)
            .step_by(5.0)
            .show_value(false);
        let response = ui.add(slider).on_hover_text(name);
        ui.label(weak(format!("{percent:.0}%")));
        if response.changed() {
            send(FurnitureCommand::SetBaseOpacity(base.id, percent / 100.0));
        }
        // One entry in the project's journal for one stroke of the hand.
        if response.drag_stopped() || response.changed() && !response.dragged() {
            send(FurnitureCommand::KeepBases);
        }
    });
}

fn crs_ui(ui: &mut Ui, state: &AppState, base: &BaseLayer, commands: &CommandSender) {
    let language = state.language();
    let Some(project) = &state.project else {
        return;
    };
    let own = project.scene.metric_epsg;
    let name = |epsg: u32, name: &str| format!("{name} (EPSG:{epsg})");
    let systems: Vec<(u32, String)> =
        std::iter::once((own, name(own, text::PROJECT_CRS.get(language))))
            .chain(
                SYSTEMS
                    .iter()
                    .filter(|(epsg, _)| *epsg != own)
                    .map(|(epsg, title)| (*epsg, name(*epsg, title))),
            )
            .collect();
    let chosen = base.entry.epsg.map(|epsg| format!("EPSG:{epsg}"));
    let shown = chosen.unwrap_or_else(|| text::CRS.get(language).to_owned());
    let combo = ComboBox::from_id_salt("base_crs")
        .selected_text(shown)
        .width(190.0)
        .show_ui(ui, |ui| {
            for (epsg, title) in systems {
                if ui
                    .selectable_label(base.entry.epsg == Some(epsg), title)
                    .clicked()
                {
                    commands.send(Command::Furniture(FurnitureCommand::SetBaseCrs(
                        base.id, epsg,
                    )));
                }
            }
        });
    combo
        .response
        .widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, text::CRS.get(language)));
}
