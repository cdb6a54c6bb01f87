//! The picture as plain egui meshes, for windows without wgpu and for tests: the same chunks, styles
//! and widths as on the graphics card, computed on the processor once per picture.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui;
use egui::epaint::Vertex;
use egui::{
    Color32, ColorImage, Mesh, Pos2, Rect, TextureHandle, TextureOptions, Vec2, emath, vec2,
};

use crate::carto::mesh::{ArrowPoint, ChunkMesh, StrokePoint};
use crate::map::gpu::{PictureSettings, pixel_position};
use crate::map::rows::{Row, shape_of};

/// More dashes than this in one segment are drawn as a solid line.
const MAX_DASHES: f32 = 400.0;
/// Half of the soft edge of strokes, in logical pixels.
const FEATHER: f32 = 0.5;
/// Half the width of an arrow's head, in lengths.
const ARROW_HALF_WIDTH: f32 = 0.42;

/// Hatch patterns as repeating textures.
#[derive(Default)]
pub(super) struct Hatches {
    textures: BTreeMap<[u32; 4], TextureHandle>,
}

/// A picture under construction.
pub(super) struct Drawing<'a> {
    context: &'a egui::Context,
    rect: Rect,
    settings: &'a PictureSettings,
    hatches: &'a mut Hatches,
    meshes: Vec<Mesh>,
}

/// From local metres to screen points.
#[derive(Clone, Copy)]
struct Place {
    shift: Pos2,
    points_per_m: f32,
}

impl Place {
    fn at(self, local: [f32; 2]) -> Pos2 {
        self.shift + vec2(local[0], -local[1]) * self.points_per_m
    }
}

impl<'a> Drawing<'a> {
    pub(super) fn new(
        context: &'a egui::Context,
        rect: Rect,
        settings: &'a PictureSettings,
        hatches: &'a mut Hatches,
    ) -> Self {
        Self {
            context,
            rect,
            settings,
            hatches,
            meshes: Vec::new(),
        }
    }

    /// Draws the chunks of one layer, whose features start at `base` of the slots.
    pub(super) fn layer(&mut self, base: u32, chunks: &[&ChunkMesh]) {
        for chunk in chunks {
            self.fills(base, chunk);
        }
        for casing in [true, false] {
            let mut strokes = Mesh::default();
            for chunk in chunks {
                let place = self.place(chunk);
                for pair in chunk.strokes.windows(2).filter(|pair| !pair[1].starts) {
                    self.segment(&mut strokes, place, (base, casing), [&pair[0], &pair[1]]);
                }
            }
            self.push(strokes);
        }
        let mut symbols = Mesh::default();
        for chunk in chunks {
            let place = self.place(chunk);
            for arrow in &chunk.arrows {
                let row = self.row(base, arrow.feature);
                self.arrow(&mut symbols, place, row, arrow);
            }
        }
        for chunk in chunks {
            let place = self.place(chunk);
            for (at, feature) in &chunk.markers {
                let row = self.row(base, *feature);
                let at = place.at(*at);
                if row.symbols[0] > 0.0 && self.rect.expand(row.symbols[0]).contains(at) {
                    marker(&mut symbols, row, at, self.settings.marker_scale);
                }
            }
        }
        self.push(symbols);
    }

    pub(super) fn finish(self) -> Vec<Arc<Mesh>> {
        self.meshes.into_iter().map(Arc::new).collect()
    }

    fn push(&mut self, mesh: Mesh) {
        if !mesh.is_empty() {
            self.meshes.push(mesh);
        }
    }

    fn row(&self, base: u32, feature: u32) -> &'a Row {
        let table = &self.settings.table;
        let index = self.settings.slots.row(base, feature);
        &table[index.min(table.len() - 1)]
    }

    fn place(&self, chunk: &ChunkMesh) -> Place {
        let ppp = self.settings.pixels_per_point;
        let [x, y] = pixel_position(self.settings, chunk.origin);
        Place {
            shift: self.rect.min + vec2(x, y) / ppp,
            points_per_m: 1.0 / (self.settings.m_per_px as f32 * ppp),
        }
    }

    fn fills(&mut self, base: u32, chunk: &ChunkMesh) {
        if chunk.fill_indices.is_empty() {
            return;
        }
        let place = self.place(chunk);
        let corners: Vec<Pos2> = chunk
            .fill_vertices
            .iter()
            .map(|(at, _)| place.at(*at))
            .collect();
        let mut fills = Mesh::default();
        for (pos, (_, feature)) in corners.iter().zip(&chunk.fill_vertices) {
            fills.colored_vertex(*pos, color(self.row(base, *feature).fill));
        }
        fills.indices.clone_from(&chunk.fill_indices);
        self.push(fills);
        let mut hatched: BTreeMap<[u32; 4], Mesh> = BTreeMap::new();
        for triangle in chunk.fill_indices.chunks_exact(3) {
            let feature = chunk.fill_vertices[triangle[0] as usize].1;
            let row = self.row(base, feature);
            if row.hatch_shape[0] == 0.0 {
                continue;
            }
            let (texture, side) = self.hatches.get(self.context, self.settings, row);
            let mesh = hatched
                .entry(hatch_key(self.settings, row))
                .or_insert_with(|| Mesh::with_texture(texture));
            let anchor = self.rect.min
                + Vec2::from(pixel_position(self.settings, self.settings.anchor))
                    / self.settings.pixels_per_point;
            for corner in triangle {
                let pos = corners[*corner as usize];
                mesh.indices.push(mesh.vertices.len() as u32);
                mesh.vertices.push(Vertex {
                    pos,
                    uv: ((pos - anchor) / side).to_pos2(),
                    color: color(row.hatch),
                });
            }
        }
        self.meshes.extend(hatched.into_values());
    }

    fn segment(
        &self,
        mesh: &mut Mesh,
        place: Place,
        (base, casing): (u32, bool),
        ends: [&StrokePoint; 2],
    ) {
        let row = self.row(base, ends[0].feature);
        let outline = ends[0].outline;
        let (paint, width, dash) = if casing {
            row.casing(outline)
        } else {
            row.stroke(outline)
        };
        if paint[3] == 0.0 || width <= 0.0 {
            return;
        }
        let offset = if outline { 0.0 } else { row.widths[2] };
        let [side_a, side_b] = ends.map(|end| vec2(end.normal[0], -end.normal[1]));
        let [a, b] = ends.map(|end| place.at(end.at));
        let (a, b) = (a + side_a * offset, b + side_b * offset);
        let reach = 2.0 * width + 2.0;
        if !self.rect.expand(reach).intersects(Rect::from_two_pos(a, b)) {
            return;
        }
        let total: f32 = dash.iter().sum();
        let [from, to] = ends.map(|end| end.along * place.points_per_m);
        if total <= 0.0 || (to - from) / total > MAX_DASHES || to <= from {
            stroke_quad(mesh, [a, b], [side_a, side_b], width, color(paint));
            return;
        }
        let across = (b - a).normalized().rot90();
        let mut start = (from / total).floor() * total;
        while start < to {
            for (offset, length) in [(0.0, dash[0]), (dash[0] + dash[1], dash[2])] {
                let (low, high) = (
                    (start + offset).max(from),
                    (start + offset + length).min(to),
                );
                if low < high {
                    let ends = [low, high].map(|at| a + (b - a) * ((at - from) / (to - from)));
                    stroke_quad(mesh, ends, [across, across], width, color(paint));
                }
            }
            start += total;
        }
    }
}

impl Drawing<'_> {
    fn arrow(&self, mesh: &mut Mesh, place: Place, row: &Row, arrow: &ArrowPoint) {
        let [_, _, size, step] = row.symbols;
        // As on the graphics card: places are close to each other in physical pixels.
        let step = step * self.settings.pixels_per_point.round().max(1.0);
        if size <= 0.0 || row.line[3] == 0.0 || f32::from(1_u16 << arrow.rank) < step {
            return;
        }
        let along = vec2(arrow.along[0], -arrow.along[1]);
        // To the left of the way, with y downwards.
        let left = vec2(-arrow.along[1], -arrow.along[0]);
        let at = place.at(arrow.at) + left * row.widths[2];
        if !self.rect.expand(size).contains(at) {
            return;
        }
        let (half, side) = (along * size * 0.5, left * size * ARROW_HALF_WIDTH);
        let first = mesh.vertices.len() as u32;
        for corner in [at + half, at - half + side, at - half - side] {
            mesh.colored_vertex(corner, color(row.line));
        }
        mesh.add_triangle(first, first + 1, first + 2);
    }
}

/// A piece of a stroke with soft edges.
fn stroke_quad(mesh: &mut Mesh, ends: [Pos2; 2], sides: [Vec2; 2], width: f32, paint: Color32) {
    let core = paint.gamma_multiply(width.min(1.0));
    let (inner, outer) = ((width / 2.0 - FEATHER).max(0.0), width / 2.0 + FEATHER);
    let base = mesh.vertices.len() as u32;
    for (end, side) in ends.into_iter().zip(sides) {
        for (offset, color) in [
            (-outer, Color32::TRANSPARENT),
            (-inner, core),
            (inner, core),
            (outer, Color32::TRANSPARENT),
        ] {
            mesh.colored_vertex(end + side * offset, color);
        }
    }
    for lane in 0..3 {
        let at = base + lane;
        mesh.add_triangle(at, at + 1, at + 4);
        mesh.add_triangle(at + 4, at + 1, at + 5);
    }
}

/// A point symbol: its rim, and its inside over it.
pub(super) fn marker(mesh: &mut Mesh, row: &Row, at: Pos2, scale: f32) {
    let half_size = row.symbols[0] * 0.5 * scale;
    let rim_width = (half_size * 0.25).max(0.5).min(row.hatch_shape[3]);
    let turn = emath::Rot2::from_angle(row.casing_widths[3]);
    let outline: Vec<Vec2> = shape_of(row.symbols[1])
        .corners()
        .into_iter()
        .map(|[x, y]| turn * vec2(x, y))
        .collect();
    fan(
        mesh,
        at,
        &outline,
        half_size + rim_width * 1.3,
        color(row.marker_rim),
    );
    fan(mesh, at, &outline, half_size, color(row.marker_fill));
    if row.symbols[1].round() as u32 == 1 {
        fan(mesh, at, &outline, half_size * 0.33, color(row.marker_rim));
    }
}

/// Fills an outline that is seen whole from its centre.
fn fan(mesh: &mut Mesh, at: Pos2, outline: &[Vec2], size: f32, color: Color32) {
    let center = mesh.vertices.len() as u32;
    mesh.colored_vertex(at, color);
    for corner in outline {
        mesh.colored_vertex(at + *corner * size, color);
    }
    let count = outline.len() as u32;
    for corner in 0..count {
        mesh.add_triangle(
            center,
            center + 1 + corner,
            center + 1 + (corner + 1) % count,
        );
    }
}

impl Hatches {
    /// The texture of a row's pattern and its side in points.
    fn get(
        &mut self,
        context: &egui::Context,
        settings: &PictureSettings,
        row: &Row,
    ) -> (egui::TextureId, f32) {
        let ppp = settings.pixels_per_point;
        let side = hatch_side(row, ppp);
        let texture = self
            .textures
            .entry(hatch_key(settings, row))
            .or_insert_with(|| {
                let options = TextureOptions {
                    wrap_mode: egui::TextureWrapMode::Repeat,
                    ..TextureOptions::LINEAR
                };
                context.load_texture("hatch", hatch_image(row, side, ppp), options)
            });
        (texture.id(), side as f32 / ppp)
    }
}

/// Pattern, spacing, width and pixel density, exactly.
fn hatch_key(settings: &PictureSettings, row: &Row) -> [u32; 4] {
    let [pattern, spacing, width, _] = row.hatch_shape;
    [pattern, spacing, width, settings.pixels_per_point].map(f32::to_bits)
}

/// Pixels after which the pattern repeats. Slanted lines repeat after √2 spacings.
fn hatch_side(row: &Row, ppp: f32) -> usize {
    let [pattern, spacing, ..] = row.hatch_shape;
    let factor = if pattern > 3.5 {
        1.0
    } else {
        std::f32::consts::SQRT_2
    };
    (spacing * ppp * factor).round().max(2.0) as usize
}

fn hatch_image(row: &Row, side: usize, ppp: f32) -> ColorImage {
    let [pattern, _, width, _] = row.hatch_shape;
    let length = side as f32;
    let off = |value: f32| value - (value / length).round() * length;
    // Distance to the nearest of the lines `value` = 0, ±side, …, in pixels.
    let ruled = |value: f32, slant: f32| {
        (width * ppp / 2.0 + 0.5 - off(value).abs() * slant).clamp(0.0, 1.0)
    };
    let dot = |x: f32, y: f32| (width * ppp / 2.0 + 0.5 - off(x).hypot(off(y))).clamp(0.0, 1.0);
    let slant = std::f32::consts::FRAC_1_SQRT_2;
    let half = length / 2.0;
    let pixels = (0..side * side)
        .map(|index| {
            let (x, y) = ((index % side) as f32 + 0.5, (index / side) as f32 + 0.5);
            let coverage = match pattern.round() as u32 {
                1 => ruled(x + y, slant),
                2 => ruled(x - y, slant),
                3 => ruled(x + y, slant).max(ruled(x - y, slant)),
                4 => ruled(y, 1.0),
                5 => ruled(x, 1.0),
                6 => ruled(x, 1.0).max(ruled(y, 1.0)),
                _ => dot(x, y).max(dot(x - half, y - half)),
            };
            Color32::from_white_alpha((coverage * 255.0).round() as u8)
        })
        .collect();
    ColorImage::new([side, side], pixels)
}

fn color(parts: [f32; 4]) -> Color32 {
    let [r, g, b, a] = parts.map(|part| (part * 255.0).round() as u8);
    Color32::from_rgba_unmultiplied(r, g, b, a)
}
