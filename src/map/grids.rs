//! Graticule and kilometre grid over the map, with their figures in a band along the map's edge. The
//! lines come from [`crate::carto`]; those of the graticule are computed on a thread of their own,
//! because they ask PROJ.

use eframe::egui;
use egui::{
    Align2, Color32, Context, FontId, Painter, Pos2, Rect, Shape, Stroke, TextStyle, pos2, vec2,
};

use crate::carto::graticule::{self, Planes};
use crate::carto::grid_lines::{GridKind, GridLine, Side, clipped, ticks};
use crate::carto::labels::View;
use crate::carto::plane_grid;
use crate::carto::style::Canvas;
use crate::domain::Label;
use crate::jobs::{JobError, Worker};
use crate::map::canvas::{MapInput, color32};
use crate::map::interact::pair;
use crate::map::overlay::{self, BAND, to_pos};
use crate::state::camera::Camera;

/// The graticule is computed for so much more than the view on each side.
const SPARE_VIEW: f64 = 0.4;
/// Text height of the figures.
const TEXT_SIZE: f32 = 10.5;
const LINE_WIDTH: f32 = 0.8;
const LINE_STRENGTH: f32 = 0.55;
const BAND_STRENGTH: f32 = 0.86;
/// A tick in the band.
const TICK: f32 = 4.0;
/// Figures keep this far from each other along the edge.
const APART: f32 = 10.0;
const DRAWING: Label = Label::new("经纬网", "Graticule");

/// The grids as they were last computed.
pub(super) struct Grids {
    worker: Option<Worker<Option<(u32, Planes)>, Net>>,
    asked: Option<(u32, View)>,
    net: Option<Net>,
}

struct Net {
    epsg: u32,
    lines: Vec<GridLine>,
}

impl Grids {
    pub(super) fn new(context: &Context) -> Self {
        let wake = context.clone();
        let worker = Worker::start("shuijie-grid", move || wake.request_repaint());
        if let Err(error) = &worker {
            tracing::warn!(%error, "the map has no graticule");
        }
        Self {
            worker: worker.ok(),
            asked: None,
            net: None,
        }
    }

    /// Draws the grids that are on; says whether they are those of this view.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        canvas: &Canvas,
    ) -> bool {
        let furniture = input.furniture;
        if !furniture.graticule && !furniture.plane_grid {
            return true;
        }
        let view = View {
            center: input.camera.center(),
            m_per_px: input.camera.m_per_px(),
            size_px: pair(rect.size()),
        };
        let epsg = input.scene.metric_epsg;
        let settled = !furniture.graticule || self.look(epsg, view);
        let inner = overlay::inner(rect, furniture);
        let place = Place {
            rect,
            inner,
            camera: input.camera,
        };
        let degrees = self.net.as_ref().filter(|net| net.epsg == epsg);
        let degrees = degrees.map_or(&[] as &[GridLine], |net| &net.lines);
        let plane = if furniture.plane_grid {
            plane_grid::plane_grid(epsg, view.reach(0.0), view.m_per_px)
        } else {
            Vec::new()
        };
        let mut drawn = Vec::new();
        if furniture.graticule {
            drawn.push((degrees, color32(canvas.graticule), [Side::Top, Side::Left]));
        }
        if furniture.plane_grid {
            let sides = [Side::Bottom, Side::Right];
            drawn.push((&plane, color32(canvas.plane_grid), sides));
        }
        for (lines, color, _) in &drawn {
            place.lines(painter, lines, color.gamma_multiply(LINE_STRENGTH));
        }
        place.band(painter, canvas);
        for (lines, color, sides) in &drawn {
            place.figures(painter, lines, *color, *sides);
        }
        settled
    }

    fn look(&mut self, epsg: u32, view: View) -> bool {
        let Some(worker) = &mut self.worker else {
            return true;
        };
        for (_, answer) in worker.finished() {
            match answer {
                Ok(net) => self.net = Some(net),
                Err(error) => tracing::warn!(%error, "no graticule"),
            }
        }
        if self.asked.is_some_and(|asked| serves(asked, epsg, view)) {
            return worker.running().is_empty();
        }
        if worker.running().is_empty() {
            self.asked = Some((epsg, view));
            worker.submit(DRAWING, move |kept, _| {
                if kept.as_ref().is_none_or(|(own, _)| *own != epsg) {
                    let planes = Planes::new(epsg).map_err(|error| JobError::failed(&error))?;
                    *kept = Some((epsg, planes));
                }
                let lines = kept.as_ref().map_or_else(Vec::new, |(_, planes)| {
                    let reach = view.reach(SPARE_VIEW);
                    graticule::graticule(planes, reach, view.m_per_px)
                });
                Ok(Net { epsg, lines })
            });
        }
        false
    }
}

/// Whether what was computed for `asked` still covers `view`.
fn serves((epsg, asked): (u32, View), now: u32, view: View) -> bool {
    let (have, need) = (asked.reach(SPARE_VIEW), view.reach(0.0));
    epsg == now
        && asked.m_per_px == view.m_per_px
        && have.min().x <= need.min().x
        && have.min().y <= need.min().y
        && have.max().x >= need.max().x
        && have.max().y >= need.max().y
}

/// Where the grids are drawn.
struct Place<'a> {
    rect: Rect,
    /// Without the band.
    inner: Rect,
    camera: &'a Camera,
}

impl Place<'_> {
    /// The part of the plane within `area`.
    fn metric(&self, area: Rect) -> geo::Rect<f64> {
        let at = |pos: Pos2| self.camera.to_map(pair(pos - self.rect.center()));
        geo::Rect::new(at(area.left_bottom()), at(area.right_top()))
    }

    fn lines(&self, painter: &Painter, lines: &[GridLine], color: Color32) {
        // Cut in 64 bits: far ends would shake in 32.
        let view = self.metric(self.rect.expand(8.0));
        let pen = Stroke::new(LINE_WIDTH, color);
        for line in lines {
            let mut run: Vec<Pos2> = Vec::new();
            for pair in line.path.windows(2) {
                let Some([a, b]) = clipped(pair[0], pair[1], view) else {
                    flush(painter, &mut run, pen);
                    continue;
                };
                if a != pair[0] {
                    flush(painter, &mut run, pen);
                }
                if run.is_empty() {
                    run.push(to_pos(self.rect, self.camera, a));
                }
                run.push(to_pos(self.rect, self.camera, b));
            }
            flush(painter, &mut run, pen);
        }
    }

    /// Paper along the edges that bear figures.
    fn band(&self, painter: &Painter, canvas: &Canvas) {
        let (rect, inner) = (self.rect, self.inner);
        let paper = color32(canvas.paper.faded(BAND_STRENGTH));
        let pieces = [
            Rect::from_min_max(rect.min, pos2(rect.right(), inner.top())),
            Rect::from_min_max(pos2(rect.left(), inner.bottom()), rect.max),
            Rect::from_min_max(
                pos2(rect.left(), inner.top()),
                pos2(inner.left(), inner.bottom()),
            ),
            Rect::from_min_max(
                pos2(inner.right(), inner.top()),
                pos2(rect.right(), inner.bottom()),
            ),
        ];
        for piece in pieces {
            if piece.is_positive() {
                painter.rect_filled(piece, 0.0, paper);
            }
        }
        let pen = Stroke::new(1.0, color32(canvas.ink.faded(0.6)));
        painter.rect_stroke(inner, 0.0, pen, egui::StrokeKind::Inside);
    }

    /// The value of each line where it meets one of `sides`.
    fn figures(&self, painter: &Painter, lines: &[GridLine], color: Color32, sides: [Side; 2]) {
        let font = FontId::proportional(TEXT_SIZE);
        let mut taken: Vec<Rect> = Vec::new();
        for tick in ticks(lines, self.metric(self.inner)) {
            if !sides.contains(&tick.side) {
                continue;
            }
            let line = &lines[tick.line];
            let at = to_pos(self.rect, self.camera, tick.at);
            let upright = matches!(line.kind, GridKind::Parallel | GridKind::Northing);
            let galley = painter.layout_no_wrap(line.label.clone(), font.clone(), color);
            let size = if upright {
                vec2(galley.size().y, galley.size().x)
            } else {
                galley.size()
            };
            let (middle, inward) = match tick.side {
                Side::Top => (pos2(at.x, self.inner.top() - BAND / 2.0), vec2(0.0, 1.0)),
                Side::Bottom => (
                    pos2(at.x, self.inner.bottom() + BAND / 2.0),
                    vec2(0.0, -1.0),
                ),
                Side::Left => (pos2(self.inner.left() - BAND / 2.0, at.y), vec2(1.0, 0.0)),
                Side::Right => (pos2(self.inner.right() + BAND / 2.0, at.y), vec2(-1.0, 0.0)),
            };
            painter.line_segment([at, at + inward * TICK], Stroke::new(1.6, color));
            let room = Rect::from_center_size(middle, size + vec2(APART, APART));
            let whole = Rect::from_center_size(middle, size);
            let fits = if upright {
                whole.top() >= self.inner.top() && whole.bottom() <= self.inner.bottom()
            } else {
                whole.left() >= self.inner.left() && whole.right() <= self.inner.right()
            };
            if !fits || taken.iter().any(|other| other.intersects(room)) {
                continue;
            }
            taken.push(whole);
            let corner = Align2::CENTER_CENTER.anchor_size(middle, galley.size()).min;
            let mut text = egui::epaint::TextShape::new(corner, galley, color);
            if upright {
                let angle = -std::f32::consts::FRAC_PI_2;
                text = text.with_angle_and_anchor(angle, Align2::CENTER_CENTER);
            }
            painter.add(text);
        }
    }
}

fn flush(painter: &Painter, run: &mut Vec<Pos2>, pen: Stroke) {
    if run.len() > 1 {
        painter.add(Shape::line(std::mem::take(run), pen));
    } else {
        run.clear();
    }
}

/// What the figures of the kilometre grid mean, on a plate whose lower left corner is `at`.
pub(super) fn meaning(painter: &Painter, at: Pos2, input: &MapInput<'_>, canvas: &Canvas) {
    let text = plane_grid::meaning(input.scene.metric_epsg, input.language);
    let size = TextStyle::Small.resolve(&painter.ctx().global_style()).size;
    let color = color32(canvas.plane_grid);
    let galley = painter.layout_no_wrap(text, FontId::proportional(size), color);
    let padding = vec2(7.0, 3.0);
    let place = Align2::LEFT_BOTTOM.anchor_size(at, galley.size() + 2.0 * padding);
    overlay::plate(painter, place, canvas);
    painter.galley(place.min + padding, galley, color);
}
