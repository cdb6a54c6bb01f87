//! The pin of the proposed site in the user's hand: dragged with the pointer, nudged with keys.

use eframe::egui;
use egui::{CursorIcon, Key, PointerButton, Pos2, Response, Ui, Vec2, vec2};

use crate::domain::LonLat;

/// From the middle of the pin to where the pointer still takes it, in points.
const REACH: f32 = 14.0;
/// One key press, in points; with Shift one point.
const NUDGE: f32 = 5.0;

/// What the user does to the site in this frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SiteMove {
    /// It is in the hand, here.
    Drag(LonLat),
    /// It was let go.
    Drop,
    /// By keys: this many points right and down.
    Nudge([f64; 2]),
}

/// The pin between frames.
#[derive(Default)]
pub(super) struct SiteGrab {
    /// From the pointer to the middle of the pin, while it is held.
    held: Option<Vec2>,
    /// Whether the pointer is over it.
    over: bool,
}

impl SiteGrab {
    /// Whether the pin is held, so that dragging moves it and not the map.
    pub(super) const fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Whether the pointer holds the pin or could take it.
    pub(super) const fn is_at_hand(&self) -> bool {
        self.over || self.is_held()
    }

    /// Reads pointer and keys; `pin` is the middle of the pin, `at` tells the place of a position.
    pub(super) fn read(
        &mut self,
        ui: &Ui,
        response: &Response,
        pin: Option<Pos2>,
        at: impl Fn(Pos2) -> Option<LonLat>,
    ) -> Option<SiteMove> {
        let Some(pin) = pin.filter(|pin| response.rect.contains(*pin) || self.is_held()) else {
            *self = Self::default();
            return None;
        };
        self.over = is_over(ui, response, pin);
        if response.drag_started_by(PointerButton::Primary)
            && let Some(pressed) = ui.input(|input| input.pointer.press_origin())
            && pressed.distance(pin) <= REACH
        {
            self.held = Some(pin - pressed);
        }
        if let Some(offset) = self.held {
            ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
            if !response.dragged_by(PointerButton::Primary) {
                self.held = None;
                return Some(SiteMove::Drop);
            }
            let pointer = response.interact_pointer_pos()?;
            // Not out of the map: a site that nobody sees is no question.
            let place = (pointer + offset).clamp(response.rect.min, response.rect.max);
            let moved = response.drag_delta() != Vec2::ZERO || place.distance(pin) > 1.0;
            return moved.then(|| at(place)).flatten().map(SiteMove::Drag);
        }
        if self.over {
            ui.ctx().set_cursor_icon(CursorIcon::Grab);
        }
        nudge(ui, response)
    }
}

/// Whether the pointer is over the pin.
fn is_over(ui: &Ui, response: &Response, pin: Pos2) -> bool {
    response.contains_pointer()
        && ui
            .input(|input| input.pointer.hover_pos())
            .is_some_and(|pointer| pointer.distance(pin) <= REACH)
}

fn nudge(ui: &Ui, response: &Response) -> Option<SiteMove> {
    if !response.has_focus() {
        return None;
    }
    ui.input(|input| {
        if !input.modifiers.command {
            return None;
        }
        let pressed = |key| f32::from(input.num_presses(key) as u16);
        let step = if input.modifiers.shift { 1.0 } else { NUDGE };
        let offset = step
            * vec2(
                pressed(Key::ArrowRight) - pressed(Key::ArrowLeft),
                pressed(Key::ArrowDown) - pressed(Key::ArrowUp),
            );
        (offset != Vec2::ZERO).then(|| SiteMove::Nudge([f64::from(offset.x), f64::from(offset.y)]))
    })
}
