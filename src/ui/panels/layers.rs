//! The layer list with legend: what is drawn, in which order, how strongly, and what it means.

use std::collections::BTreeSet;

use eframe::egui::{
    Align, Button, Checkbox, Frame, Label, Layout, Margin, RichText, ScrollArea, Sense, Slider,
    Stroke, Ui, UiBuilder, Vec2, vec2,
};

use crate::carto::style::{StyleSheet, Symbol};
use crate::domain::{GeometryKind, Layer};
use crate::state::project::OpenProject;
use crate::state::tables::TableCommand;
use crate::state::view::LayerState;
use crate::state::{AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::panels::table_side::open_table_ui;
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, ROW_HEIGHT, SCROLL_MARGIN, weak};
use crate::ui::widgets::{heading_ui, swatch_ui};

/// What the layer list itself remembers.
#[derive(Debug)]
pub struct LayersPanel {
    open: BTreeSet<Layer>,
}

impl Default for LayersPanel {
    /// The legend that a reviewer needs first is open.
    fn default() -> Self {
        Self {
            open: BTreeSet::from([Layer::FunctionZone, Layer::ProtectionZone]),
        }
    }
}

impl LayersPanel {
    /// Fills its panel.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        state: &AppState,
        styles: &StyleSheet,
        commands: &CommandSender,
    ) {
        let Some(project) = &state.project else {
            return;
        };
        let language = state.language();
        heading_ui(ui, text::LAYERS.get(language));
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                for (place, entry) in state.layers.iter().enumerate() {
                    ui.push_id(entry.layer.name(), |ui| {
                        self.layer_ui(ui, state, styles, (place, *entry), commands);
                    });
                }
                ui.add_space(10.0);
                tables_ui(ui, state, project, commands);
            });
    }

    fn layer_ui(
        &mut self,
        ui: &mut Ui,
        state: &AppState,
        styles: &StyleSheet,
        (place, entry): (usize, LayerState),
        commands: &CommandSender,
    ) {
        let language = state.language();
        let layer = entry.layer;
        let row = ui
            .allocate_ui_with_layout(
                vec2(ui.available_width(), ROW_HEIGHT),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.spacing_mut().item_spacing.x = 4.0;
                    handle_ui(ui, layer, text::DRAG_LAYER.get(language));
                    let mut visible = entry.visible;
                    let name = layer.label().get(language);
                    let tip = format!("{}: {name}", text::VISIBLE.get(language));
                    let shown = ui.add(Checkbox::without_text(&mut visible));
                    shown.widget_info(|| {
                        eframe::egui::WidgetInfo::selected(
                            eframe::egui::Role::CheckBox,
                            true,
                            visible,
                            name,
                        )
                    });
                    if shown.on_hover_text(tip).changed() {
                        commands.send(Command::ShowLayer(layer, visible));
                    }
                    if let (Some(style), Some(kind)) = (styles.layer(layer), layer.geometry()) {
                        swatch_ui(ui, style.symbol(0), kind, styles);
                    }
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let open = self.open.contains(&layer);
                        let legend = format!("{}: {name}", text::LEGEND.get(language));
                        if icon_button_ui(ui, Icon::Chevron { open }, &legend).clicked() {
                            if open {
                                self.open.remove(&layer);
                            } else {
                                self.open.insert(layer);
                            }
                        }
                        let count = state
                            .project
                            .as_ref()
                            .map_or(0, |project| project.count(layer));
                        ui.label(weak(thousands(count)))
                            .on_hover_text(text::FEATURES.get(language));
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            let mut text = RichText::new(name);
                            if count == 0 || !entry.visible {
                                text = text.weak();
                            }
                            ui.add(Label::new(text).truncate().selectable(false));
                        });
                    });
                },
            )
            .response;
        row_interaction_ui(ui, state, &row, (place, layer), commands);
        if self.open.contains(&layer) {
            legend_ui(ui, state, styles, entry, commands);
        }
    }
}

/// The row as a target of drag and drop, and its menu.
fn row_interaction_ui(
    ui: &Ui,
    state: &AppState,
    row: &eframe::egui::Response,
    (place, layer): (usize, Layer),
    commands: &CommandSender,
) {
    let area = ui.interact(row.rect, ui.scope_id().with("row"), Sense::hover());
    if let Some(dragged) = area.dnd_hover_payload::<Layer>() {
        // The layer takes this row's place: the line is where the gap will be.
        let from_above = state.layers[..place]
            .iter()
            .any(|entry| entry.layer == *dragged);
        let y = if from_above {
            row.rect.bottom()
        } else {
            row.rect.top()
        };
        let pen = Stroke::new(2.0, Palette::of(ui).accent);
        ui.painter().hline(row.rect.x_range(), y, pen);
    }
    if let Some(dragged) = area.dnd_release_payload::<Layer>() {
        commands.send(Command::MoveLayer(*dragged, place));
    }
    row.container_context_menu(|ui| layer_menu_ui(ui, state, (place, layer), commands));
}

/// The dots by which a layer is dragged to another place.
fn handle_ui(ui: &mut Ui, layer: Layer, tip: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(12.0, 16.0), Sense::drag());
    response.dnd_set_drag_payload(layer);
    let color = if response.hovered() {
        ui.visuals().text_color()
    } else {
        ui.visuals().weak_text_color().gamma_multiply(0.6)
    };
    Icon::Handle.paint(ui.painter(), rect.shrink2(Vec2::new(0.0, 2.0)), color);
    response
        .on_hover_text(tip)
        .on_hover_cursor(eframe::egui::CursorIcon::Grab);
}

fn layer_menu_ui(
    ui: &mut Ui,
    state: &AppState,
    (place, layer): (usize, Layer),
    commands: &CommandSender,
) {
    let language = state.language();
    open_table_ui(ui, state, layer, commands);
    let last = state.layers.len().saturating_sub(1);
    let has_features = state
        .project
        .as_ref()
        .is_some_and(|project| project.count(layer) > 0);
    let entries = [
        (
            text::ZOOM_TO_LAYER,
            has_features,
            Command::ZoomToLayer(layer),
        ),
        (text::SHOW_ONLY, true, Command::ShowOnly(Some(layer))),
        (text::SHOW_ALL, true, Command::ShowOnly(None)),
        (text::MOVE_TOP, place > 0, Command::MoveLayer(layer, 0)),
        (
            text::MOVE_UP,
            place > 0,
            Command::MoveLayer(layer, place.saturating_sub(1)),
        ),
        (
            text::MOVE_DOWN,
            place < last,
            Command::MoveLayer(layer, place + 1),
        ),
    ];
    for (label, enabled, command) in entries {
        if ui
            .add_enabled(enabled, Button::new(label.get(language)))
            .clicked()
        {
            commands.send(command);
            ui.close();
        }
    }
}

/// Categories with their symbols and counts, and the opacity of the layer.
fn legend_ui(
    ui: &mut Ui,
    state: &AppState,
    styles: &StyleSheet,
    entry: LayerState,
    commands: &CommandSender,
) {
    let language = state.language();
    let layer = entry.layer;
    let (Some(style), Some(kind)) = (styles.layer(layer), layer.geometry()) else {
        return;
    };
    let counts = state
        .project
        .as_ref()
        .and_then(|project| project.scene.layer(layer))
        .map(|layer| layer.category_counts.as_slice())
        .unwrap_or_default();
    Frame::new()
        .inner_margin(Margin {
            left: 38,
            right: 4,
            top: 0,
            bottom: 4,
        })
        .show(ui, |ui| {
            if counts.iter().sum::<usize>() == 0 {
                ui.label(weak(text::EMPTY_LAYER.get(language)));
                return;
            }
            if style.categories.len() > 1 {
                for (category, count) in style.categories.iter().zip(counts) {
                    if *count > 0 {
                        let line = (category.label(language), &category.symbol, kind);
                        category_ui(ui, line, styles, *count);
                    }
                }
            }
            opacity_ui(ui, state, entry, commands);
        });
}

fn category_ui(
    ui: &mut Ui,
    (label, symbol, kind): (&str, &Symbol, GeometryKind),
    styles: &StyleSheet,
    count: usize,
) {
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), 19.0),
        Layout::left_to_right(Align::Center),
        |ui| {
            swatch_ui(ui, symbol, kind, styles);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(weak(thousands(count as u64)));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(RichText::new(label).size(12.0)).truncate());
                });
            });
        },
    );
}

fn opacity_ui(ui: &mut Ui, state: &AppState, entry: LayerState, commands: &CommandSender) {
    ui.scope_builder(UiBuilder::new().id_salt("opacity"), |ui| {
        ui.spacing_mut().slider_width = 96.0;
        ui.spacing_mut().interact_size.y = 18.0;
        ui.horizontal(|ui| {
            let label = ui.label(weak(text::OPACITY.get(state.language())));
            let mut percent = entry.opacity * 100.0;
            let slider = Slider::new(&mut percent, 10.0..=100.0)
                .step_by(5.0)
                .show_value(false);
            let response = ui.add(slider).labelled_by(label.id);
            ui.label(weak(format!("{percent:.0}%")));
            if response.changed() {
                commands.send(Command::SetOpacity(entry.layer, percent / 100.0));
            }
        });
    });
}

/// The tables that have no place on the map, with their counts.
fn tables_ui(ui: &mut Ui, state: &AppState, project: &OpenProject, commands: &CommandSender) {
    let language = state.language();
    heading_ui(ui, text::TABLES.get(language));
    for layer in Layer::ALL {
        if layer.geometry().is_some() {
            continue;
        }
        ui.allocate_ui_with_layout(
            vec2(ui.available_width(), 20.0),
            Layout::right_to_left(Align::Center),
            |ui| {
                ui.add_space(28.0);
                ui.label(weak(thousands(project.count(layer))));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add_space(18.0);
                    let name = RichText::new(layer.label().get(language)).weak();
                    // A double click opens it, as on a file.
                    let name = Label::new(name).truncate().selectable(false);
                    let name = ui.add(name.sense(Sense::click()));
                    if name.double_clicked() {
                        commands.send(Command::Table(TableCommand::Open(layer)));
                    }
                    name.context_menu(|ui| open_table_ui(ui, state, layer, commands));
                });
            },
        );
    }
}
