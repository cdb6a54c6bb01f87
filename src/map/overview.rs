//! The small map of everything in a corner: where the view lies in the whole, and a way to go elsewhere.

use std::sync::Arc;

use eframe::egui;
use egui::{Painter, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use crate::carto::scene::Scene;
use crate::carto::style::{Canvas, Theme};
use crate::domain::{GeometryKind, Label, Layer};
use crate::map::canvas::{MapInput, color32};
use crate::map::interact::pair;
use crate::map::overlay::{self, to_pos};
use crate::map::picture::PicturePainter;
use crate::state::camera::Camera;
use crate::state::furniture::Furniture;
use crate::state::view::LayerState;

/// Largest width and height.
const LARGEST: Vec2 = vec2(190.0, 160.0);
/// A map smaller than this many times the overview has no room for one.
const LEAST_MAP: f32 = 2.2;
/// A view smaller than this is marked by a frame of this size.
const LEAST_FRAME: f32 = 7.0;
const NAME: Label = Label::new("鹰眼图", "Overview map");
/// What shows the lie of the land; other layers only where none of these has anything.
const GROUND: [Layer; 3] = [Layer::River, Layer::Lake, Layer::AdminArea];

/// The overview and what it keeps.
pub(super) struct Overview {
    picture: PicturePainter,
    layers: Option<(Arc<Scene>, Vec<LayerState>)>,
    /// From the pointer to the middle of the view's frame while it is dragged.
    grab: Option<Vec2>,
}

impl Default for Overview {
    fn default() -> Self {
        Self {
            picture: PicturePainter::plain(),
            layers: None,
            grab: None,
        }
    }
}

/// Where it stands: above the scale bar. `None` when it is off or has no room.
pub(super) fn place(rect: Rect, scene: &Scene, furniture: Furniture) -> Option<Rect> {
    let inner = overlay::inner(rect, furniture);
    let roomy = rect.width() > LARGEST.x * LEAST_MAP && rect.height() > LARGEST.y * LEAST_MAP;
    if !furniture.overview || !roomy {
        return None;
    }
    let bounds = scene.bounds;
    let ratio = (bounds.width() / bounds.height().max(1.0)).clamp(0.5, 2.0) as f32;
    let size = vec2(
        LARGEST.x.min(LARGEST.y * ratio),
        LARGEST.y.min(LARGEST.x / ratio),
    )
    .round();
    let corner = inner.left_bottom() + vec2(overlay::INSET, -overlay::ABOVE_SCALE_BAR);
    Some(Rect::from_min_size(corner - vec2(0.0, size.y), size))
}

impl Overview {
    /// Moves the map when the overview is clicked or its frame dragged. Before the map is drawn.
    pub(super) fn read(
        &mut self,
        ui: &Ui,
        rect: Rect,
        input: &mut MapInput<'_>,
    ) -> Option<Response> {
        let place = place(rect, input.scene, input.furniture)?;
        let sense = if input.interactive {
            Sense::click_and_drag()
        } else {
            Sense::hover()
        };
        let response = ui.interact(place, ui.scope_id().with("overview"), sense);
        let name = NAME.get(input.language);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Canvas, true, name));
        let small = camera_of(input.scene, place);
        let to_map = |pos: Pos2| small.to_map(pair(pos - place.center()));
        if let Some(pointer) = response.interact_pointer_pos() {
            if response.drag_started() {
                let frame = frame(place, &small, input.camera, rect);
                let pressed = pointer - response.drag_delta();
                let inside = frame.expand(4.0).contains(pressed);
                self.grab = inside.then(|| frame.center() - pressed);
            }
            let grab = self.grab.unwrap_or_default();
            if response.clicked() {
                input.camera.set_center(to_map(pointer));
            } else if response.dragged() {
                input.camera.set_center(to_map(pointer + grab));
            }
        }
        if !response.dragged() {
            self.grab = None;
        }
        Some(response.on_hover_cursor(egui::CursorIcon::PointingHand))
    }

    /// Draws it; whether its picture is final.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        theme: Theme,
    ) -> bool {
        let Some(place) = place(rect, input.scene, input.furniture) else {
            return true;
        };
        let canvas = input.styles.canvas(theme);
        let current = self
            .layers
            .as_ref()
            .is_some_and(|(scene, _)| Arc::ptr_eq(scene, input.scene));
        if !current {
            self.layers = Some((Arc::clone(input.scene), ground(input.scene)));
        }
        let layers = self
            .layers
            .as_ref()
            .map_or(&[] as &[_], |(_, layers)| layers);
        let small = camera_of(input.scene, place);
        let complete = self.picture.paint_thin(
            &painter.with_clip_rect(place),
            place,
            &MapInput {
                layers,
                ..input.again(&mut small.clone())
            },
            theme,
        );
        edge(
            painter,
            place,
            frame(place, &small, input.camera, rect),
            canvas,
        );
        complete
    }
}

fn camera_of(scene: &Scene, place: Rect) -> Camera {
    Camera::fitting(scene.bounds, pair(place.size()))
}

/// The view on the small map, never so small that it cannot be seen, never wholly outside.
fn frame(place: Rect, small: &Camera, camera: &Camera, rect: Rect) -> Rect {
    let seen = camera.visible(pair(rect.size()));
    let frame = Rect::from_two_pos(
        to_pos(place, small, seen.min()),
        to_pos(place, small, seen.max()),
    );
    let size = frame.size().max(Vec2::splat(LEAST_FRAME));
    let middle = place.clamp(frame.center());
    Rect::from_center_size(middle, size)
}

fn edge(painter: &Painter, place: Rect, frame: Rect, canvas: &Canvas) {
    let inside = painter.with_clip_rect(place);
    let color = color32(canvas.site);
    inside.rect(
        frame,
        0.0,
        color.gamma_multiply(0.07),
        Stroke::new(1.6, color),
        StrokeKind::Inside,
    );
    let pen = Stroke::new(1.0, color32(canvas.ink.faded(0.55)));
    painter.rect_stroke(place, 2.0, pen, StrokeKind::Outside);
}

/// The layers of the overview, from the top.
fn ground(scene: &Scene) -> Vec<LayerState> {
    let has = |layer: Layer| {
        let features = scene.layer(layer).map(|layer| layer.features.len());
        features.unwrap_or(0) > 0
    };
    let known: Vec<Layer> = GROUND.into_iter().filter(|layer| has(*layer)).collect();
    LayerState::default_order()
        .into_iter()
        .filter(|state| {
            if known.is_empty() {
                state.layer.geometry() != Some(GeometryKind::Point)
            } else {
                known.contains(&state.layer)
            }
        })
        .collect()
}
