//! Names as triangles: the glyphs are looked up once per placement, and a frame only moves them. All
//! names move by the same whole pixels, so that the map does not shiver while it is dragged.

use std::sync::Arc;

use eframe::egui;
use egui::emath::{GuiRounding as _, Rot2};
use egui::epaint::Vertex;
use egui::{
    Color32, Context, FontId, Galley, Mesh, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2,
};

use crate::carto::labels::{self, PixelBox, Placement, TextRun};
use crate::carto::style::{Canvas, Theme};
use crate::map::canvas::color32;
use crate::map::names::size_of;
use crate::map::overlay::{HALO, to_pos};
use crate::state::camera::Camera;
use crate::state::view::LayerState;

/// Set by itself whenever the fonts' picture is made anew, which invalidates all glyphs in it.
const SENTINEL: &str = "水";
const LEADER_WIDTH: f32 = 1.0;
const LEADER_STRENGTH: f32 = 0.75;

/// What a frame shows of the names.
pub(super) struct Where<'a> {
    pub(super) rect: Rect,
    pub(super) camera: &'a Camera,
    /// A name shows when it is wholly in here and meets nothing that is reserved.
    pub(super) view: Rect,
    pub(super) reserved: &'a [Rect],
    pub(super) layers: &'a [LayerState],
}

impl Where<'_> {
    fn shows(&self, place: Rect) -> bool {
        self.view.contains_rect(place) && !self.reserved.iter().any(|taken| taken.intersects(place))
    }
}

/// Glyphs of one placement.
#[derive(Default)]
pub(super) struct NamesMesh {
    made_for: Option<MadeFor>,
    names: Vec<NameMesh>,
    /// The meshes of the last frame, and for what they were.
    last: Option<(Frame, Vec<Shape>)>,
}

struct MadeFor {
    placement: Arc<Placement>,
    theme: Theme,
    fonts: Arc<Galley>,
    per_texel: Vec2,
}

#[derive(PartialEq)]
struct Frame {
    rect: Rect,
    camera: Camera,
    reserved: Vec<Rect>,
    visible: Vec<bool>,
}

/// One name, relative to its anchor in pixels.
struct NameMesh {
    vertices: Vec<Vertex>,
    indices: Vec<u32>,
    bounds: PixelBox,
    leader: Option<([Vec2; 2], Color32)>,
}

impl NamesMesh {
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        placement: &Arc<Placement>,
        place: &Where<'_>,
        canvas: &Canvas,
    ) {
        self.make(painter.ctx(), placement, canvas);
        let visible = |label: &labels::Label| {
            let mut states = place.layers.iter();
            states.any(|state| state.layer == label.of.layer && state.visible)
        };
        let frame = Frame {
            rect: place.rect,
            camera: *place.camera,
            reserved: place.reserved.to_vec(),
            visible: placement.labels.iter().map(visible).collect(),
        };
        if self.last.as_ref().is_none_or(|(last, _)| *last != frame) {
            let ppp = painter.pixels_per_point();
            let shapes = self.shapes(placement, place, &frame.visible, ppp);
            self.last = Some((frame, shapes));
        }
        if let Some((_, shapes)) = &self.last {
            painter.extend(shapes.iter().cloned());
        }
    }

    /// Looks the glyphs up again when there are new names, colours or fonts.
    fn make(&mut self, context: &Context, placement: &Arc<Placement>, canvas: &Canvas) {
        // In every frame, or the sentinel would be forgotten.
        let fonts = galley(context, SENTINEL, 12.0);
        let per_texel = texel(context);
        let current = self.made_for.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.placement, placement)
                && made.theme == canvas.theme
                && Arc::ptr_eq(&made.fonts, &fonts)
                && made.per_texel == per_texel
        });
        if current {
            return;
        }
        let galleys = galleys(context, placement);
        // Glyphs that were looked up for the first time may have made the picture larger.
        let per_texel = texel(context);
        let ppp = context.pixels_per_point();
        let halo = color32(canvas.halo);
        self.names = placement
            .labels
            .iter()
            .zip(galleys)
            .map(|(label, galleys)| {
                let ink = color32(labels::ink(label.color, canvas));
                let anchor = placement.view.to_px(label.anchor);
                let anchor = vec2(anchor.x as f32, anchor.y as f32);
                let mut name = NameMesh {
                    vertices: Vec::new(),
                    indices: Vec::new(),
                    bounds: label.bounds(),
                    leader: label.leader.map(|ends| {
                        let ends = ends.map(Vec2::from);
                        (ends, ink.gamma_multiply(LEADER_STRENGTH))
                    }),
                };
                let glyphs: Vec<Glyph> = label
                    .runs
                    .iter()
                    .zip(&galleys)
                    .flat_map(|(run, galley)| glyphs(run, galley, (anchor, ppp), per_texel))
                    .collect();
                for (shift, color) in HALO
                    .map(|shift| (shift, halo))
                    .into_iter()
                    .chain([(Vec2::ZERO, ink)])
                {
                    for glyph in &glyphs {
                        name.add(glyph, shift, color);
                    }
                }
                name
            })
            .collect();
        self.made_for = Some(MadeFor {
            placement: Arc::clone(placement),
            theme: canvas.theme,
            fonts,
            per_texel,
        });
        self.last = None;
    }

    fn shapes(
        &self,
        placement: &Placement,
        place: &Where<'_>,
        visible: &[bool],
        ppp: f32,
    ) -> Vec<Shape> {
        let camera = place.camera;
        let same_scale = camera.m_per_px() == placement.view.m_per_px;
        let home = to_pos(place.rect, camera, placement.view.center).round_to_pixels(ppp);
        let mut leaders = Vec::new();
        let mut mesh = Mesh::default();
        for ((name, label), visible) in self.names.iter().zip(&placement.labels).zip(visible) {
            if !visible {
                continue;
            }
            let at = if same_scale {
                let at = placement.view.to_px(label.anchor);
                home + vec2(at.x as f32, at.y as f32)
            } else {
                to_pos(place.rect, camera, label.anchor)
            };
            let corner = at + vec2(name.bounds[0], name.bounds[1]);
            if !place.shows(Rect::from_min_size(corner, size_of(name.bounds))) {
                continue;
            }
            if let Some((ends, color)) = name.leader {
                let pen = Stroke::new(LEADER_WIDTH, color);
                leaders.push(Shape::line_segment(ends.map(|end| at + end), pen));
            }
            let first = mesh.vertices.len() as u32;
            let by = at.to_vec2();
            mesh.vertices
                .extend(name.vertices.iter().map(|vertex| Vertex {
                    pos: vertex.pos + by,
                    ..*vertex
                }));
            mesh.indices
                .extend(name.indices.iter().map(|index| first + index));
        }
        if !mesh.is_empty() {
            leaders.push(Shape::mesh(mesh));
        }
        leaders
    }
}

/// Share of the fonts' picture that one texel is; changes when the picture grows.
fn texel(context: &Context) -> Vec2 {
    context.fonts(|fonts| {
        let [width, height] = fonts.font_image_size();
        vec2(1.0 / width as f32, 1.0 / height as f32)
    })
}

/// The galleys of every run of every name.
fn galleys(context: &Context, placement: &Placement) -> Vec<Vec<Arc<Galley>>> {
    let labels = placement.labels.iter();
    labels
        .map(|label| {
            let runs = label.runs.iter();
            runs.map(|run| galley(context, &run.text, label.size))
                .collect()
        })
        .collect()
}

fn galley(context: &Context, text: &str, size: f32) -> Arc<Galley> {
    context.fonts_mut(|fonts| {
        fonts.layout_no_wrap(
            text.to_owned(),
            FontId::proportional(size),
            Color32::PLACEHOLDER,
        )
    })
}

/// Four corners with their places in the fonts' picture.
type Glyph = [(Pos2, Pos2); 4];

/// The glyphs of a run, relative to the name's anchor. Level text starts on a whole pixel, so that it
/// is sharp; turned text stands where it stands.
fn glyphs(
    run: &TextRun,
    galley: &Galley,
    (anchor, ppp): (Vec2, f32),
    per_texel: Vec2,
) -> Vec<Glyph> {
    let middle = Vec2::from(run.middle);
    let half = galley.size() / 2.0;
    let turn = Rot2::from_angle(run.angle);
    let mut found = Vec::new();
    for row in &galley.rows {
        let visuals = &row.visuals;
        for corners in visuals.mesh.vertices[visuals.glyph_vertex_range.clone()].chunks_exact(4) {
            let mut glyph = [(Pos2::ZERO, Pos2::ZERO); 4];
            for (slot, corner) in glyph.iter_mut().zip(corners) {
                let local = row.pos.to_vec2() + corner.pos.to_vec2();
                let pos = if run.angle == 0.0 {
                    let start = (anchor + middle - half).round_to_pixels(ppp);
                    start - anchor + local
                } else {
                    middle + turn * (local - half)
                };
                let uv = corner.uv.to_vec2() * per_texel;
                *slot = (pos.to_pos2(), pos2(uv.x, uv.y));
            }
            found.push(glyph);
        }
    }
    found
}

impl NameMesh {
    fn add(&mut self, glyph: &Glyph, shift: Vec2, color: Color32) {
        let first = self.vertices.len() as u32;
        self.vertices.extend(glyph.iter().map(|(pos, uv)| Vertex {
            pos: *pos + shift,
            uv: *uv,
            color,
        }));
        // Corners come as upper left, upper right, lower left, lower right.
        self.indices
            .extend([0, 1, 2, 2, 1, 3].map(|corner| first + corner));
    }
}
