//! What a hand draws over the map: the measured line or area with its figures, the place that was
//! found, the box that is being dragged. Texts come ready from outside.

use std::sync::Arc;

use eframe::egui;
use egui::{Align2, Painter, PointerButton, Pos2, Rect, Response, Shape, Stroke, Ui, Vec2, vec2};

use lyon_tessellation::path::Polygon;
use lyon_tessellation::{BuffersBuilder, FillOptions, FillTessellator, FillVertex, VertexBuffers};

use crate::carto::scene::Scene;
use crate::carto::style::Canvas;
use crate::domain::LonLat;
use crate::map::canvas::color32;
use crate::map::overlay::{halo_text, to_pos};
use crate::state::camera::Camera;
use crate::state::import::ImportPreview;

const LINE_WIDTH: f32 = 2.2;
const HALO_WIDTH: f32 = 5.0;
const VERTEX: f32 = 4.0;
const PREVIEW_WIDTH: f32 = 1.8;
const PREVIEW_HALO: f32 = 4.0;
const SNAP_RING: f32 = 8.0;
const TEXT_SIZE: f32 = 12.5;
const AREA_STRENGTH: f32 = 0.14;
/// A segment shorter than this on the screen has no room for its length.
const LEAST_FOR_TEXT: f32 = 64.0;
/// From the pointer to the figures beside it.
const BESIDE: Vec2 = vec2(18.0, 12.0);
const LINE_HEIGHT: f32 = 17.0;
const PLATE_STRENGTH: f32 = 0.86;

/// What is drawn over the map in this frame.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    /// Vertices of the measured line or area.
    pub vertices: Vec<LonLat>,
    /// Whether the last vertex is joined to the first.
    pub closed: bool,
    /// Whether no vertex will follow: the edge that closes an area is drawn like the others.
    pub finished: bool,
    /// Where the next vertex would be; `None` when none is drawn.
    pub next: Option<SketchNext>,
    /// Lengths, one per segment, also of that to [`Self::next`].
    pub lengths: Vec<String>,
    /// What an import would bring: shapes of lines and rings, points as lines of one place.
    pub preview: Option<Arc<ImportPreview>>,
    /// A place that was found, with a mark of its own.
    pub place: Option<LonLat>,
}

/// Where the pointer would put the next vertex.
#[derive(Clone, Debug)]
pub struct SketchNext {
    /// The place.
    pub at: LonLat,
    /// Whether a vertex (`Some(true)`) or an edge (`Some(false)`) drew it there.
    pub snapped: Option<bool>,
    /// Figures beside the pointer, a line each.
    pub figures: Vec<String>,
}

/// Draws `sketch`.
pub(super) fn paint(
    painter: &Painter,
    rect: Rect,
    (camera, scene): (&Camera, &Scene),
    sketch: &Sketch,
    canvas: &Canvas,
) {
    let pos = |at: LonLat| scene.to_metric(at).map(|at| to_pos(rect, camera, at));
    let (ink, halo) = (color32(canvas.site), color32(canvas.halo));
    if let Some(preview) = &sketch.preview {
        paint_preview(painter, rect, &pos, preview, (ink, halo));
    }
    let next = sketch.next.as_ref();
    let mut points: Vec<Pos2> = sketch.vertices.iter().copied().filter_map(pos).collect();
    let drawn = points.len();
    points.extend(next.and_then(|next| pos(next.at)));
    if sketch.closed && points.len() > 2 {
        fill(painter, &points, ink.gamma_multiply(AREA_STRENGTH));
    }
    for stroke in [Stroke::new(HALO_WIDTH, halo), Stroke::new(LINE_WIDTH, ink)] {
        if drawn > 1 {
            painter.add(Shape::line(points[..drawn].to_vec(), stroke));
        }
        if points.len() > drawn && drawn > 0 {
            // The rubber band is not yet part of the line.
            painter.extend(Shape::dashed_line(&points[drawn - 1..], stroke, 7.0, 4.0));
        }
        if sketch.closed && points.len() > 2 {
            let ends = [points[points.len() - 1], points[0]];
            if sketch.finished {
                painter.line_segment(ends, stroke);
            } else {
                painter.extend(Shape::dashed_line(&ends, stroke, 7.0, 4.0));
            }
        }
    }
    for (pair, length) in points.windows(2).zip(&sketch.lengths) {
        if pair[0].distance(pair[1]) >= LEAST_FOR_TEXT {
            let middle = pair[0].lerp(pair[1], 0.5);
            let colors = (ink, halo);
            halo_text(
                painter,
                middle,
                Align2::CENTER_CENTER,
                length,
                TEXT_SIZE,
                colors,
            );
        }
    }
    for point in &points[..drawn] {
        painter.circle(*point, VERTEX, halo, Stroke::new(2.0, ink));
    }
    if let (Some(next), Some(point)) = (next, points.get(drawn)) {
        let paper = color32(canvas.paper.faded(PLATE_STRENGTH));
        paint_next(painter, (rect, *point), next, (ink, halo, paper));
    }
    if let Some(place) = sketch.place.and_then(pos) {
        paint_place(painter, place, color32(canvas.highlight), halo);
    }
}

/// What an import would bring, over everything that is there.
fn paint_preview(
    painter: &Painter,
    rect: Rect,
    pos: &dyn Fn(LonLat) -> Option<Pos2>,
    preview: &ImportPreview,
    (ink, halo): (egui::Color32, egui::Color32),
) {
    for line in preview.shapes.iter().flatten() {
        let points: Vec<Pos2> = line.iter().copied().filter_map(pos).collect();
        if !Rect::from_points(&points).expand(VERTEX).intersects(rect) {
            continue;
        }
        if let [point] = points[..] {
            painter.circle(point, VERTEX, ink, Stroke::new(1.5, halo));
            continue;
        }
        painter.add(Shape::line(points.clone(), Stroke::new(PREVIEW_HALO, halo)));
        painter.add(Shape::line(points, Stroke::new(PREVIEW_WIDTH, ink)));
    }
}

/// The snap mark and the figures beside the pointer, which stay within the map.
fn paint_next(
    painter: &Painter,
    (rect, point): (Rect, Pos2),
    next: &SketchNext,
    (ink, halo, paper): (egui::Color32, egui::Color32, egui::Color32),
) {
    for stroke in [Stroke::new(4.0, halo), Stroke::new(1.8, ink)] {
        match next.snapped {
            Some(true) => {
                let square = Rect::from_center_size(point, Vec2::splat(2.0 * SNAP_RING));
                painter.rect_stroke(square, 0.0, stroke, egui::StrokeKind::Middle);
            }
            Some(false) => {
                painter.circle_stroke(point, SNAP_RING, stroke);
            }
            None => {}
        }
    }
    let height = LINE_HEIGHT * next.figures.len() as f32;
    let widest = next
        .figures
        .iter()
        .map(|line| {
            let font = egui::FontId::proportional(TEXT_SIZE);
            painter.layout_no_wrap(line.clone(), font, ink).size().x
        })
        .fold(0.0, f32::max);
    let mut at = point + BESIDE;
    if at.x + widest > rect.right() - 4.0 {
        at.x = point.x - BESIDE.x - widest;
    }
    if at.y + height > rect.bottom() - 4.0 {
        at.y = point.y - BESIDE.y - height;
    }
    if !next.figures.is_empty() {
        let plate = Rect::from_min_size(at, vec2(widest, height)).expand2(vec2(6.0, 3.0));
        painter.rect_filled(plate, 4.0, paper);
    }
    for (row, line) in next.figures.iter().enumerate() {
        let place = at + vec2(0.0, LINE_HEIGHT * row as f32);
        halo_text(
            painter,
            place,
            Align2::LEFT_TOP,
            line,
            TEXT_SIZE,
            (ink, halo),
        );
    }
}

/// The inside of a drawn ring, whatever its shape: a fan would fill the wrong side of a bay.
fn fill(painter: &Painter, points: &[Pos2], color: egui::Color32) {
    let ring: Vec<_> = points
        .iter()
        .map(|point| lyon_tessellation::math::point(point.x, point.y))
        .collect();
    let polygon = Polygon {
        points: &ring,
        closed: true,
    };
    let mut buffers: VertexBuffers<egui::epaint::Vertex, u32> = VertexBuffers::new();
    let vertex = |vertex: FillVertex<'_>| egui::epaint::Vertex {
        pos: egui::pos2(vertex.position().x, vertex.position().y),
        uv: egui::epaint::WHITE_UV,
        color,
    };
    let filled = FillTessellator::new().tessellate_polygon(
        polygon,
        &FillOptions::non_zero(),
        &mut BuffersBuilder::new(&mut buffers, vertex),
    );
    // Numbers that cannot be filled are drawn by their edge alone.
    if filled.is_ok() {
        painter.add(Shape::mesh(egui::Mesh {
            indices: buffers.indices,
            vertices: buffers.vertices,
            ..egui::Mesh::default()
        }));
    }
}

/// Four arms around a found place that leave the place itself to be seen.
fn paint_place(painter: &Painter, at: Pos2, color: egui::Color32, halo: egui::Color32) {
    for stroke in [Stroke::new(5.0, halo), Stroke::new(2.4, color)] {
        painter.circle_stroke(at, 13.0, stroke);
        for arm in [
            vec2(1.0, 0.0),
            vec2(-1.0, 0.0),
            vec2(0.0, 1.0),
            vec2(0.0, -1.0),
        ] {
            painter.line_segment([at + arm * 9.0, at + arm * 22.0], stroke);
        }
    }
}

/// A box in the user's hand.
#[derive(Default)]
pub(super) struct BoxDrag {
    from: Option<Pos2>,
}

impl BoxDrag {
    /// Whether a box is being drawn, so that dragging does not move the map.
    pub(super) const fn is_held(&self) -> bool {
        self.from.is_some()
    }

    /// Reads the pointer: with `always` any drag draws a box, else one with Shift. The box in window
    /// positions once it is let go.
    pub(super) fn read(&mut self, ui: &Ui, response: &Response, always: bool) -> Option<Rect> {
        let shift = ui.input(|input| input.modifiers.shift_only());
        if response.drag_started_by(PointerButton::Primary) && (always || shift) {
            self.from = ui.input(|input| input.pointer.press_origin());
        }
        let from = self.from?;
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.from = None;
            return None;
        }
        let to = response
            .interact_pointer_pos()
            .or_else(|| ui.input(|input| input.pointer.latest_pos()))?
            .clamp(response.rect.min, response.rect.max);
        if response.dragged_by(PointerButton::Primary) {
            return None;
        }
        self.from = None;
        Some(Rect::from_two_pos(from, to))
    }

    /// Draws the box as it is.
    pub(super) fn paint(&self, ui: &Ui, painter: &Painter, rect: Rect, canvas: &Canvas) {
        let to = ui.input(|input| input.pointer.latest_pos());
        if let (Some(from), Some(to)) = (self.from, to) {
            let area = Rect::from_two_pos(from, to.clamp(rect.min, rect.max));
            let color = color32(canvas.site);
            painter.rect(
                area,
                0.0,
                color.gamma_multiply(0.12),
                Stroke::new(1.6, color),
                egui::StrokeKind::Inside,
            );
        }
    }
}
