//! Pointer, wheel, touchpad and keys on the map.

use eframe::egui;
use egui::{EventFilter, Key, PointerButton, Response, Ui, Vec2};

use crate::state::camera::Camera;

/// Scroll distance in points that zooms by a factor of e.
const SCROLL_PER_E: f32 = 240.0;
/// Zoom by one key press, button or double click.
const ZOOM_STEP: f64 = 2.0;
/// Share of the view that one arrow key moves.
const ARROW_SHARE: f32 = 0.15;

/// Moves `camera` as the user asks; `response` is the map's own. With `held`, dragging moves something
/// else; with `own_clicks`, a double click means something else.
pub(super) fn move_camera(
    ui: &Ui,
    response: &Response,
    camera: &mut Camera,
    (held, own_clicks): (bool, bool),
) {
    let dragged =
        response.dragged_by(PointerButton::Primary) || response.dragged_by(PointerButton::Middle);
    if dragged && !held {
        camera.pan(pair(response.drag_delta()));
    }
    let center = response.rect.center();
    if response.contains_pointer()
        && let Some(pointer) = ui.input(|input| input.pointer.hover_pos())
    {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
        let factor = f64::from((scroll.y / SCROLL_PER_E).exp() * pinch);
        if factor != 1.0 {
            camera.zoom_at(pair(pointer - center), factor);
        }
    }
    if response.double_clicked()
        && !own_clicks
        && let Some(pointer) = response.interact_pointer_pos()
    {
        camera.zoom_at(pair(pointer - center), ZOOM_STEP);
    }
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.has_focus() {
        keys(ui, response, camera);
    }
}

fn keys(ui: &Ui, response: &Response, camera: &mut Camera) {
    ui.memory_mut(|memory| {
        memory.set_focus_lock_filter(
            response.id,
            EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            },
        );
    });
    let step = response.rect.size() * ARROW_SHARE;
    ui.input(|input| {
        let pressed = |key| f32::from(input.num_presses(key) as u16);
        if input.modifiers.alt {
            // These keys nudge the site.
            return;
        }
        let pan = Vec2::new(
            (pressed(Key::ArrowLeft) - pressed(Key::ArrowRight)) * step.x,
            (pressed(Key::ArrowUp) - pressed(Key::ArrowDown)) * step.y,
        );
        if pan != Vec2::ZERO {
            camera.pan(pair(pan));
        }
        let zoom = pressed(Key::Plus) + pressed(Key::Equals) - pressed(Key::Minus);
        if zoom != 0.0 && input.modifiers.is_none() || input.modifiers.shift_only() && zoom > 0.0 {
            camera.zoom_at([0.0, 0.0], ZOOM_STEP.powf(f64::from(zoom)));
        }
    });
}

/// Points as the camera counts them.
pub(super) fn pair(delta: Vec2) -> [f64; 2] {
    [f64::from(delta.x), f64::from(delta.y)]
}
