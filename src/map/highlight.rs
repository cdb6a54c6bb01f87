//! Bright edges around features that a finding or a selection names. The shapes are kept until the
//! camera, the scene or the highlights change.

use std::sync::Arc;

use eframe::egui;
use egui::{Painter, Pos2, Rect, Shape, Stroke};
use geo::{Coord, CoordsIter as _, Geometry, LineString};

use crate::carto::lod;
use crate::carto::scene::Scene;
use crate::carto::style::Canvas;
use crate::map::canvas::{MapInput, color32};
use crate::map::overlay::to_pos;
use crate::state::camera::Camera;
use crate::state::view::{Highlight, HighlightTarget};

const CORE_WIDTH: f32 = 2.6;
const GLOW_WIDTH: f32 = 8.0;
const GLOW_STRENGTH: f32 = 0.38;
const POINT_RING: f32 = 11.0;
/// Lines are cut this far outside the view, so that no cut shows.
const BEYOND: f32 = 30.0;

/// The highlights as they were last drawn.
#[derive(Default)]
pub(super) struct Highlights {
    named: Option<Named>,
    key: Option<Key>,
    lines: Vec<Vec<Pos2>>,
    points: Vec<Pos2>,
}

/// Highlights looked up in a scene: layer and feature of each that is there.
struct Named {
    scene: Arc<Scene>,
    highlights: Vec<Highlight>,
    found: Vec<(usize, usize)>,
}

#[derive(PartialEq)]
struct Key {
    camera: Camera,
    rect: Rect,
}

impl Highlights {
    /// Draws the highlighted features of `input`.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        canvas: &Canvas,
    ) {
        self.look_up(input);
        let key = Key {
            camera: *input.camera,
            rect,
        };
        if self.key.as_ref() != Some(&key) {
            let found = self.named.as_ref().map(|named| named.found.as_slice());
            let mut trace = Trace {
                rect,
                camera: input.camera,
                lines: Vec::new(),
                points: Vec::new(),
            };
            for (layer, feature) in found.unwrap_or_default() {
                trace.geometry(
                    &input.scene.layers[*layer].features[*feature]
                        .geometry
                        .unpack(),
                );
            }
            (self.lines, self.points) = (trace.lines, trace.points);
            self.key = Some(key);
        }
        let color = color32(canvas.highlight);
        let glow = color.gamma_multiply(GLOW_STRENGTH);
        for stroke in [
            Stroke::new(GLOW_WIDTH, glow),
            Stroke::new(CORE_WIDTH, color),
        ] {
            for line in &self.lines {
                painter.add(Shape::line(line.clone(), stroke));
            }
            for point in &self.points {
                painter.circle_stroke(*point, POINT_RING, stroke);
            }
        }
    }

    /// Looks the highlights up again when they or the scene changed.
    fn look_up(&mut self, input: &MapInput<'_>) {
        let current = self.named.as_ref().is_some_and(|named| {
            Arc::ptr_eq(&named.scene, input.scene) && named.highlights == input.highlights
        });
        if current {
            return;
        }
        self.named = Some(Named {
            scene: Arc::clone(input.scene),
            highlights: input.highlights.to_vec(),
            found: input
                .highlights
                .iter()
                .filter_map(|highlight| find(input.scene, highlight))
                .collect(),
        });
        self.key = None;
    }
}

/// Layer and feature that a highlight names; `None` when the scene does not have it.
fn find(scene: &Scene, highlight: &Highlight) -> Option<(usize, usize)> {
    let mut layers = scene.layers.iter();
    let slot = layers.position(|entry| entry.layer == highlight.layer)?;
    let mut features = scene.layers[slot].features.iter();
    let index = match &highlight.target {
        HighlightTarget::Id(id) => features.position(|feature| feature.id == *id),
        HighlightTarget::Code(code) => features.position(|feature| *feature.code == **code),
    };
    Some((slot, index?))
}

struct Trace<'a> {
    rect: Rect,
    camera: &'a Camera,
    lines: Vec<Vec<Pos2>>,
    points: Vec<Pos2>,
}

impl Trace<'_> {
    fn geometry(&mut self, geometry: &Geometry<f64>) {
        match geometry {
            Geometry::Polygon(polygon) => {
                self.line(polygon.exterior());
                polygon.interiors().iter().for_each(|ring| self.line(ring));
            }
            Geometry::MultiPolygon(areas) => {
                for area in areas {
                    self.geometry(&Geometry::Polygon(area.clone()));
                }
            }
            Geometry::LineString(line) => self.line(line),
            Geometry::MultiLineString(lines) => lines.iter().for_each(|line| self.line(line)),
            Geometry::GeometryCollection(parts) => {
                parts.iter().for_each(|part| self.geometry(part));
            }
            _ => {
                let places = geometry
                    .coords_iter()
                    .map(|at| to_pos(self.rect, self.camera, at));
                self.points.extend(places);
            }
        }
    }

    /// The parts of a line that are in view, at the detail that shows.
    fn line(&mut self, line: &LineString<f64>) {
        let mut coords: Vec<Coord<f64>> = Vec::new();
        lod::simplify_line(line, self.camera.m_per_px() * 0.5, &mut coords);
        if coords.len() < 2 {
            coords.extend(line.coords().take(1));
        }
        let view = self.rect.expand(BEYOND);
        let mut run: Vec<Pos2> = Vec::new();
        for pair in coords.windows(2) {
            let [a, b] = [pair[0], pair[1]].map(|at| to_pos(self.rect, self.camera, at));
            if !view.intersects(Rect::from_two_pos(a, b)) {
                self.end_run(&mut run);
                continue;
            }
            if run.is_empty() {
                run.push(a);
            }
            run.push(b);
        }
        self.end_run(&mut run);
    }

    fn end_run(&mut self, run: &mut Vec<Pos2>) {
        if run.len() > 1 {
            self.lines.push(std::mem::take(run));
        } else {
            run.clear();
        }
    }
}
