//! The map as a widget: allocates its place, moves the camera, draws, reports.

use std::sync::Arc;
use std::time::Instant;

use eframe::egui;
use egui::{Color32, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo};

use crate::carto::color::Color;
use crate::carto::scene::Scene;
use crate::carto::style::{StyleSheet, Theme};
use crate::domain::{Label, Language, LonLat};
use crate::map::interact;
use crate::state::camera::Camera;
use crate::state::view::{Highlight, LayerState};

const MAP_LABEL: Label = Label::new("地图", "Map");

/// What the map shows in this frame.
pub struct MapInput<'a> {
    /// The features.
    pub scene: &'a Arc<Scene>,
    /// How they look.
    pub styles: &'a Arc<StyleSheet>,
    /// Where the map looks; moved by the user's hand.
    pub camera: &'a mut Camera,
    /// Which layers are drawn, from the top of the picture to its bottom.
    pub layers: &'a [LayerState],
    /// Features drawn with a bright edge.
    pub highlights: &'a [Highlight],
    /// Marked with a pin and its coordinates.
    pub site: Option<LonLat>,
    /// Language of texts on the map.
    pub language: Language,
    /// Whether pointer and keys move the camera.
    pub interactive: bool,
}

/// What happened on the map in this frame.
pub struct MapOutput {
    /// The map as a widget.
    pub response: Response,
    /// Where the pointer is; `None` outside the map and far outside the data.
    pub hovered: Option<LonLat>,
    /// Where the user clicked without dragging.
    pub clicked: Option<LonLat>,
    /// Whether the picture is final: nothing is being refined.
    pub complete: bool,
    /// Milliseconds spent on this frame by the map.
    pub work_ms: f64,
}

/// The map widget with what it keeps between frames.
pub struct MapCanvas {}

impl MapCanvas {
    /// Draws on the graphics card where the window has one through wgpu, else with plain meshes.
    pub fn new(_creation: &eframe::CreationContext<'_>) -> Self {
        Self {}
    }

    /// Draws with plain meshes on any egui backend.
    pub fn without_gpu() -> Self {
        Self {}
    }

    /// Fills the rest of `ui` with the map.
    pub fn show(&mut self, ui: &mut Ui, input: MapInput<'_>) -> MapOutput {
        let start = Instant::now();
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Canvas, true, MAP_LABEL.get(input.language)));
        if input.interactive {
            interact::move_camera(ui, &response, input.camera);
        }
        let theme = if ui.visuals().dark_mode {
            Theme::Dark
        } else {
            Theme::Light
        };
        let painter = ui.painter_at(rect);
        let canvas = input.styles.canvas(theme);
        painter.rect_filled(rect, 0.0, color32(canvas.paper));
        for state in input.layers.iter().rev().filter(|state| state.visible) {
            paint_layer(&painter, rect, &input, state);
        }
        let at = |pos: Pos2| {
            let offset = interact::pair(pos - rect.center());
            input.scene.to_lon_lat(input.camera.to_map(offset))
        };
        MapOutput {
            hovered: response.hover_pos().and_then(at),
            clicked: response
                .clicked()
                .then(|| response.interact_pointer_pos().and_then(at))
                .flatten(),
            response,
            complete: true,
            work_ms: start.elapsed().as_secs_f64() * 1000.0,
        }
    }
}

fn paint_layer(painter: &egui::Painter, rect: Rect, input: &MapInput<'_>, state: &LayerState) {
    use geo::CoordsIter as _;
    let (Some(layer), Some(style)) = (
        input.scene.layer(state.layer),
        input.styles.layer(state.layer),
    ) else {
        return;
    };
    let size = interact::pair(rect.size());
    for index in layer.in_box(input.camera.visible(size)) {
        let feature = &layer.features[index];
        let symbol = style.symbol(usize::from(feature.category));
        let Some(color) = symbol
            .line
            .or(symbol.outline)
            .map(|stroke| stroke.color)
            .or(symbol.marker.map(|marker| marker.fill))
        else {
            continue;
        };
        let points: Vec<Pos2> = feature
            .geometry
            .coords_iter()
            .map(|coord| {
                let [x, y] = input.camera.to_screen(coord);
                rect.center() + egui::vec2(x as f32, y as f32)
            })
            .collect();
        if let [point] = points[..] {
            painter.circle_filled(point, 4.0, color32(color));
        } else {
            painter.add(Shape::line(points, Stroke::new(1.0, color32(color))));
        }
    }
}

fn color32(color: Color) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}
