//! The selection tools in the user's hand: a click, a box, a polygon corner by corner.

use eframe::egui;
use egui::{Color32, Modifiers, Painter, PointerButton, Pos2, Rect, Response, Shape, Stroke, Ui};
use geo::Coord;

use crate::map::canvas::MapInput;
use crate::map::interact::pair;
use crate::map::overlay::to_pos;
use crate::state::selection::SelectMode;

const FILL_STRENGTH: f32 = 0.16;
const CORNER: f32 = 3.5;

/// Which tool is in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectTool {
    /// Click or drag a box.
    Box,
    /// Click corners.
    Polygon,
}

/// What the user did with the tool in this frame; positions in metres of the scene.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SelectMove {
    /// Clicked here.
    At(Coord<f64>, SelectMode),
    /// Dragged from corner to corner.
    Box([Coord<f64>; 2], SelectMode),
    /// One more corner of the polygon.
    Corner(Coord<f64>),
    /// The polygon is whole.
    Finish(SelectMode),
}

/// The mode for the keys that are held.
pub fn mode_of(modifiers: Modifiers) -> SelectMode {
    SelectMode::of_keys([modifiers.shift, modifiers.command])
}

/// The tool between frames.
#[derive(Default)]
pub(super) struct SelectHand {
    /// Where a box was begun.
    from: Option<Pos2>,
}

impl SelectHand {
    /// Whether dragging draws a box and does not move the map.
    pub(super) const fn is_drawing(&self) -> bool {
        self.from.is_some()
    }

    /// Reads the pointer.
    pub(super) fn read(
        &mut self,
        ui: &Ui,
        response: &Response,
        input: &MapInput<'_>,
    ) -> Option<SelectMove> {
        let Some(tool) = input.select_tool else {
            self.from = None;
            return None;
        };
        let mode = mode_of(ui.input(|own| own.modifiers));
        let center = response.rect.center();
        let at = |pos: Pos2| input.camera.to_map(pair(pos - center));
        if tool == SelectTool::Polygon {
            self.from = None;
            // A double click comes with a click of its own: its corner is there already.
            if response.double_clicked() {
                return Some(SelectMove::Finish(mode));
            }
            let clicked = response.clicked().then(|| response.interact_pointer_pos());
            return clicked.flatten().map(|pos| SelectMove::Corner(at(pos)));
        }
        if response.drag_started_by(PointerButton::Primary) {
            self.from = ui.input(|own| own.pointer.press_origin());
        }
        if let Some(from) = self.from {
            let to = response
                .interact_pointer_pos()
                .or_else(|| response.hover_pos());
            if response.dragged_by(PointerButton::Primary) {
                return None;
            }
            self.from = None;
            let to = to.or_else(|| ui.input(|own| own.pointer.latest_pos()))?;
            let to = to.clamp(response.rect.min, response.rect.max);
            return Some(SelectMove::Box([at(from), at(to)], mode));
        }
        let clicked = response.clicked().then(|| response.interact_pointer_pos());
        clicked.flatten().map(|pos| SelectMove::At(at(pos), mode))
    }

    /// Draws the box or the polygon so far.
    pub(super) fn paint(
        &self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        (color, halo): (Color32, Color32),
    ) {
        let fill = color.gamma_multiply(FILL_STRENGTH);
        let pointer = painter.ctx().pointer_latest_pos();
        if let (Some(from), Some(to)) = (self.from, pointer) {
            let drawn = Rect::from_two_pos(from, to.clamp(rect.min, rect.max));
            painter.rect_filled(drawn, 0.0, fill);
            for stroke in [Stroke::new(3.0, halo), Stroke::new(1.4, color)] {
                painter.rect_stroke(drawn, 0.0, stroke, egui::StrokeKind::Middle);
            }
        }
        if input.select_tool != Some(SelectTool::Polygon) || input.outline.is_empty() {
            return;
        }
        let corners: Vec<Pos2> = input
            .outline
            .iter()
            .map(|at| to_pos(rect, input.camera, *at))
            .collect();
        let mut line = corners.clone();
        line.extend(pointer.filter(|pointer| rect.contains(*pointer)));
        for stroke in [Stroke::new(4.0, halo), Stroke::new(1.8, color)] {
            painter.add(Shape::line(line.clone(), stroke));
        }
        if let (Some(first), Some(last)) = (line.first(), line.last()) {
            let dashes = Shape::dashed_line(&[*last, *first], Stroke::new(1.4, color), 5.0, 4.0);
            painter.extend(dashes);
        }
        for corner in corners {
            painter.circle(corner, CORNER, color, Stroke::new(1.2, halo));
        }
    }
}
