//! Drawing on the graphics card: chunks stay in its memory, a move of the camera rewrites one small
//! buffer, and the picture is kept as a texture until something in it changes.

mod blocks;
mod mesh;
mod pipelines;
mod show;
mod tables;

use std::sync::Arc;

use eframe::egui_wgpu::{RenderState, wgpu};
use geo::{Coord, Rect};

use crate::carto::color::Color;
use crate::carto::mesh::ChunkMesh;
use crate::carto::style::{LayerStyle, Stroke, Symbol};
use crate::map::gpu::mesh::Strokes;
use crate::map::gpu::pipelines::{Pipelines, Placement};
use crate::map::rows::{Row, Slots};

pub(super) use mesh::GpuMesh;
pub(super) use show::Shown;

use show::Show;

/// The picture is a texture in gamma space.
const PICTURE_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

/// Everything that decides what the picture looks like, apart from the meshes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PictureSettings {
    /// Physical pixels.
    pub(super) size: [u32; 2],
    /// Physical pixels per logical pixel.
    pub(super) pixels_per_point: f32,
    /// Metric position at the middle of the picture.
    pub(super) center: Coord<f64>,
    /// Metres per physical pixel.
    pub(super) m_per_px: f64,
    /// Hatches are fixed to this metric position.
    pub(super) anchor: Coord<f64>,
    /// Size factor of point symbols.
    pub(super) marker_scale: f32,
    /// Beneath everything.
    pub(super) paper: Color,
    /// The styles.
    pub(super) table: Vec<Row>,
    /// Which of them each feature has.
    pub(super) slots: Arc<Slots>,
}

impl PictureSettings {
    /// What the picture shows in metres, with room for the widest line and the largest symbol that lie
    /// beside it.
    pub(super) fn view(&self) -> Rect<f64> {
        let reach = self.table.iter().map(Row::reach).fold(0.0, f32::max);
        let room = f64::from(reach * self.pixels_per_point) + 2.0;
        let half = self
            .size
            .map(|side| (f64::from(side) / 2.0 + room) * self.m_per_px);
        let half = Coord {
            x: half[0],
            y: half[1],
        };
        Rect::new(self.center - half, self.center + half)
    }
}

/// The chunks of one layer and how they are drawn.
pub(super) struct LayerDraw<'a> {
    /// Where the layer starts in the slots.
    base: u32,
    /// Whether any of its areas is hatched.
    hatched: bool,
    /// Whether any of its lines, or of what lies beneath them, is dashed.
    dashed: bool,
    /// Beneath which of its strokes something lies.
    casing: Strokes,
    /// Whether arrows lie on its lines.
    arrows: bool,
    meshes: Vec<&'a GpuMesh>,
}

impl<'a> LayerDraw<'a> {
    pub(super) fn new(base: u32, style: Option<&LayerStyle>, meshes: Vec<&'a GpuMesh>) -> Self {
        let symbols = || {
            let categories = style.iter().flat_map(|style| &style.categories);
            categories.map(|category| &category.symbol)
        };
        let any = |has: fn(&Stroke) -> bool| symbols().flat_map(Symbol::strokes).any(has);
        let cased = |stroke: Option<Stroke>| stroke.is_some_and(|stroke| stroke.casing.is_some());
        Self {
            base,
            hatched: symbols().any(|symbol| symbol.hatch.is_some()),
            dashed: any(|stroke| {
                let under = stroke.casing.and_then(|casing| casing.dash);
                stroke.dash.or(under).is_some()
            }),
            casing: Strokes {
                outlines: symbols().any(|symbol| cased(symbol.outline)),
                lines: symbols().any(|symbol| cased(symbol.line)),
            },
            arrows: any(|stroke| stroke.arrows.is_some()),
            meshes,
        }
    }
}

/// Pipelines, and the picture last drawn.
pub(super) struct GpuPainter {
    state: RenderState,
    pipelines: Pipelines,
    show: Show,
    picture: Option<Picture>,
}

struct Picture {
    view: wgpu::TextureView,
    group: wgpu::BindGroup,
    size: [u32; 2],
    /// Whether nothing beneath the picture shows.
    opaque: bool,
}

impl GpuPainter {
    pub(super) fn new(state: &RenderState) -> Self {
        Self {
            state: state.clone(),
            pipelines: Pipelines::new(&state.device, PICTURE_FORMAT),
            show: Show::new(&state.device, state.target_format),
            picture: None,
        }
    }

    /// Puts a chunk into graphics memory.
    pub(super) fn upload(&self, mesh: &ChunkMesh) -> GpuMesh {
        GpuMesh::upload(&self.state.device, mesh)
    }

    /// The picture last drawn.
    pub(super) fn picture(&self) -> Option<Shown> {
        let picture = self.picture.as_ref()?;
        Some(
            self.show
                .shown(&picture.group, (picture.size, picture.opaque)),
        )
    }

    /// Draws `layers` (bottom to top, each a list of chunks) into the picture. With `wait` it comes
    /// back only when the card has finished, so that the time can be measured.
    pub(super) fn draw(
        &mut self,
        settings: &PictureSettings,
        layers: &[LayerDraw<'_>],
        wait: bool,
    ) -> Shown {
        let opaque = settings.paper.a == 255;
        let (view, group) = self.target(settings.size, opaque);
        let (device, queue) = (&self.state.device, &self.state.queue);
        let placements: Vec<Placement> = layers
            .iter()
            .flat_map(|layer| layer.meshes.iter().map(|mesh| (layer.base, *mesh)))
            .map(|(base, mesh)| placement(settings, base, mesh))
            .collect();
        self.pipelines.write(device, queue, settings, &placements);
        let mut encoder =
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("map") });
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("map"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(clear_color(settings.paper)),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                depth_stencil_attachment: None,
                timestamp_writes: None,
                occlusion_query_set: None,
                multiview_mask: None,
            });
            self.pipelines.draw(&mut pass, layers, settings.view());
        }
        queue.submit([encoder.finish()]);
        if wait {
            self.finish();
        }
        self.show.shown(&group, (settings.size, opaque))
    }

    /// Waits until the graphics card has nothing left to do.
    pub(super) fn finish(&self) {
        if let Err(error) = self.state.device.poll(wgpu::PollType::wait_indefinitely()) {
            tracing::warn!(%error, "the graphics card did not report the end of a frame");
        }
    }

    /// The texture to draw into, made anew when the size changed.
    fn target(&mut self, size: [u32; 2], opaque: bool) -> (wgpu::TextureView, wgpu::BindGroup) {
        if let Some(picture) = &mut self.picture
            && picture.size == size
        {
            picture.opaque = opaque;
            return (picture.view.clone(), picture.group.clone());
        }
        let device = &self.state.device;
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("map picture"),
            size: wgpu::Extent3d {
                width: size[0],
                height: size[1],
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: PICTURE_FORMAT,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let group = self.show.group(device, &view);
        self.picture = Some(Picture {
            view: view.clone(),
            group: group.clone(),
            size,
            opaque,
        });
        (view, group)
    }
}

fn placement(settings: &PictureSettings, base: u32, mesh: &GpuMesh) -> Placement {
    let [x, y] = pixel_position(settings, mesh.origin);
    Placement::new([x, y], (1.0 / settings.m_per_px) as f32, base)
}

/// Physical pixel, from the upper left corner, of a metric position.
pub(super) fn pixel_position(settings: &PictureSettings, at: Coord<f64>) -> [f32; 2] {
    let offset = at - settings.center;
    [
        (f64::from(settings.size[0]) / 2.0 + offset.x / settings.m_per_px) as f32,
        (f64::from(settings.size[1]) / 2.0 - offset.y / settings.m_per_px) as f32,
    ]
}

fn clear_color(color: Color) -> wgpu::Color {
    let alpha = f64::from(color.a) / 255.0;
    let part = |value: u8| f64::from(value) / 255.0 * alpha;
    wgpu::Color {
        r: part(color.r),
        g: part(color.g),
        b: part(color.b),
        a: alpha,
    }
}
