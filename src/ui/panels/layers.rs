//! The layer list with legend: what is drawn, in which order, how strongly, and what it means.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use eframe::egui::{
    Align, Button, Checkbox, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Sense,
    Slider, Stroke, Ui, UiBuilder, Vec2, vec2,
};

use geo::Rect;

use crate::carto::legend::{LegendEntry, Listed, legend};
use crate::carto::scene::Scene;
use crate::carto::style::StyleSheet;
use crate::domain::Layer;
use crate::state::export::ExportCommand;
use crate::state::project::OpenProject;
use crate::state::style::StyleCommand;
use crate::state::tables::TableCommand;
use crate::state::view::LayerState;
use crate::state::{AppState, Command, CommandSender};
use crate::ui::export_text;
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::panels::bases::bases_ui;
use crate::ui::panels::table_side::open_table_ui;
use crate::ui::style_text;
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, ROW_HEIGHT, SCROLL_MARGIN, weak};
use crate::ui::tool_text;
use crate::ui::widgets::{heading_ui, swatch_button_ui, swatch_ui};

/// What the layer list itself remembers.
#[derive(Debug)]
pub struct LayersPanel {
    open: BTreeSet<Layer>,
    /// Whether legends list what is not on the map too.
    list_all: bool,
    in_view: InView,
}

/// Features in view per category, for the open legends; counted when the view or the data change.
#[derive(Debug, Default)]
struct InView {
    key: Option<(Arc<Scene>, Rect<f64>, BTreeSet<Layer>)>,
    counts: BTreeMap<Layer, Vec<usize>>,
}

impl Default for LayersPanel {
    /// The legend that a reviewer needs first is open.
    fn default() -> Self {
        Self {
            open: BTreeSet::from([Layer::FunctionZone, Layer::ProtectionZone]),
            list_all: false,
            in_view: InView::default(),
        }
    }
}

impl LayersPanel {
    /// Counts what is in view for the open legends, where that has changed. Called once per frame before
    /// anything is drawn; a layer of 100 000 features takes a fraction of a millisecond.
    pub fn look(&mut self, state: &AppState) {
        let Some(project) = state
            .project
            .as_ref()
            .filter(|_| state.settings.show_layers)
        else {
            self.in_view = InView::default();
            return;
        };
        let view = state.camera.visible(state.map_size);
        let same = |(scene, seen, open): &(Arc<Scene>, Rect<f64>, BTreeSet<Layer>)| {
            Arc::ptr_eq(scene, &project.scene) && *seen == view && *open == self.open
        };
        if self.list_all || self.in_view.key.as_ref().is_some_and(same) {
            return;
        }
        let counts = self.open.iter().filter_map(|layer| {
            let counts = project.scene.layer(*layer)?.counts_in(view);
            Some((*layer, counts))
        });
        self.in_view.counts = counts.collect();
        self.in_view.key = Some((Arc::clone(&project.scene), view, self.open.clone()));
    }

    /// Fills its panel.
    pub fn ui(&mut self, ui: &mut Ui, state: &AppState, commands: &CommandSender) {
        let Some(project) = &state.project else {
            return;
        };
        let language = state.language();
        let styles = &*project.look.styles;
        ui.horizontal(|ui| {
            heading_ui(ui, text::LAYERS.get(language));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let text = RichText::new(style_text::LIST_ALL.get(language)).size(12.0);
                ui.checkbox(&mut self.list_all, text)
                    .on_hover_text(style_text::LIST_ALL_TIP.get(language));
            });
        });
        // Always in sight, however long the list of layers is: a base that was just added must show.
        Panel::bottom("bases")
            .frame(Frame::NONE)
            .show_separator_line(true)
            .show(ui, |ui| bases_ui(ui, state, commands));
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
                        let tip = format!("{}: {name}", style_text::STYLE.get(language));
                        let symbol = (style.symbol(style.example()), kind);
                        if swatch_button_ui(ui, symbol, styles, &tip).clicked() {
                            commands.send(Command::Style(StyleCommand::Open(layer)));
                        }
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
            let counts = self.in_view.counts.get(&layer).map(Vec::as_slice);
            let counts = counts.filter(|_| !self.list_all);
            legend_ui(ui, state, (styles, counts), entry, commands);
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
    let shown = state.layers[place];
    let toggle = if shown.visible {
        tool_text::HIDE_LAYER
    } else {
        tool_text::SHOW_LAYER
    };
    let entries = [
        (toggle, true, Command::ShowLayer(layer, !shown.visible)),
        (
            text::ZOOM_TO_LAYER,
            has_features,
            Command::ZoomToLayer(layer),
        ),
        (
            export_text::OF_LAYER,
            true,
            Command::Export(ExportCommand::Open(layer)),
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
        (
            style_text::EDIT,
            true,
            Command::Style(StyleCommand::Open(layer)),
        ),
        (
            style_text::COPY,
            true,
            Command::Style(StyleCommand::Copy(layer)),
        ),
        (
            style_text::PASTE,
            state.style.copied.is_some(),
            Command::Style(StyleCommand::Paste(layer)),
        ),
        (
            tool_text::MOVE_BOTTOM,
            place < last,
            Command::MoveLayer(layer, last),
        ),
        (
            tool_text::FULL_OPACITY,
            shown.opacity < 1.0,
            Command::SetOpacity(layer, 1.0),
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

/// Categories with their symbols and counts, and the opacity of the layer. `in_view`: features in view
/// per category; `None` lists all.
fn legend_ui(
    ui: &mut Ui,
    state: &AppState,
    (styles, in_view): (&StyleSheet, Option<&[usize]>),
    entry: LayerState,
    commands: &CommandSender,
) {
    let language = state.language();
    let layer = entry.layer;
    let data = state
        .project
        .as_ref()
        .and_then(|project| project.scene.layer(layer));
    let (Some(style), Some(data)) = (styles.layer(layer), data) else {
        return;
    };
    let listed = match in_view {
        Some(counts) => Listed::OnMap {
            counts,
            denominator: state.camera.scale_denominator(),
        },
        None => Listed::All(data),
    };
    Frame::new()
        .inner_margin(Margin {
            left: 38,
            right: 4,
            top: 0,
            bottom: 4,
        })
        .show(ui, |ui| {
            if data.features.is_empty() {
                ui.label(weak(text::EMPTY_LAYER.get(language)));
                return;
            }
            let entries = legend(styles, layer, listed, language);
            if entries.is_empty() {
                ui.label(weak(style_text::NOT_IN_VIEW.get(language)));
            } else if style.categories.len() > 1 {
                for line in &entries {
                    category_ui(ui, line, styles);
                }
            }
            if data.undrawn > 0 {
                let count = thousands(data.undrawn as u64);
                let line = format!("{} {count}", style_text::UNDRAWN.get(language));
                ui.label(weak(line));
            }
            opacity_ui(ui, state, entry, commands);
        });
}

fn category_ui(ui: &mut Ui, line: &LegendEntry, styles: &StyleSheet) {
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), 19.0),
        Layout::left_to_right(Align::Center),
        |ui| {
            swatch_ui(ui, &line.symbol, line.geometry, styles);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(weak(thousands(line.count.unwrap_or(0) as u64)));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(RichText::new(&line.label).size(12.0)).truncate());
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
                    name.context_menu(|ui| {
                        open_table_ui(ui, state, layer, commands);
                        let export = export_text::OF_LAYER.get(language);
                        if ui.button(export).clicked() {
                            commands.send(Command::Export(ExportCommand::Open(layer)));
                            ui.close();
                        }
                    });
                });
            },
        );
    }
}
