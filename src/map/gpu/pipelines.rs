//! The pipelines (fills, what lies beneath strokes, strokes, arrows, point symbols), their shared
//! tables, and the draw calls.

use eframe::egui_wgpu::wgpu;
use geo::Rect;

use std::sync::Arc;

use crate::map::gpu::blocks;
use crate::map::gpu::mesh::LAYOUTS;
use crate::map::gpu::tables::{Tables, texture_entry};
use crate::map::gpu::{LayerDraw, PictureSettings, pixel_position};
use crate::map::rows::Slots;

/// Every graphics card accepts offsets of uniform buffers at multiples of this.
const ALIGNMENT: u64 = 256;
const SHADER: &str = include_str!("shader.wgsl");
/// What is drawn one after the other: entry points and the part of [`crate::map::gpu::GpuMesh`].
const KINDS: [(&str, &str, usize); 8] = [
    ("plain_vertex", "plain_fragment", 0),
    ("fill_vertex", "fill_fragment", 0),
    ("casing_vertex", "solid_fragment", STROKES),
    ("casing_vertex", "stroke_fragment", STROKES),
    ("stroke_vertex", "solid_fragment", STROKES),
    ("stroke_vertex", "stroke_fragment", STROKES),
    ("arrow_vertex", "arrow_fragment", 2),
    ("marker_vertex", "marker_fragment", 3),
];
/// Which part the strokes are.
const STROKES: usize = 1;
/// Kinds that a layer may do without.
const PLAIN: usize = 0;
const HATCHED: usize = 1;
const SOLID_CASING: usize = 2;
const DASHED_CASING: usize = 3;
const SOLID: usize = 4;
const DASHED: usize = 5;
const ARROWS: usize = 6;

#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct Globals {
    size_ppp_marker: [f32; 4],
    anchor: [f32; 4],
}

/// Where a chunk lies in the picture; padded to [`ALIGNMENT`].
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Placement {
    shift_scale: [f32; 4],
    padding: [[f32; 4]; 15],
}

impl Placement {
    /// `base`: where the layer starts in the slots; whole numbers up to 16 million are exact.
    pub(super) fn new(shift: [f32; 2], px_per_m: f32, base: u32) -> Self {
        Self {
            shift_scale: [shift[0], shift[1], px_per_m, base as f32],
            padding: [[0.0; 4]; 15],
        }
    }
}

pub(super) struct Pipelines {
    kinds: [wgpu::RenderPipeline; KINDS.len()],
    globals: wgpu::Buffer,
    shared_layout: wgpu::BindGroupLayout,
    tables: Option<(Tables, wgpu::BindGroup)>,
    placement_layout: wgpu::BindGroupLayout,
    placements: Option<(wgpu::Buffer, wgpu::BindGroup)>,
}

impl Pipelines {
    pub(super) fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("map"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let float = wgpu::TextureSampleType::Float { filterable: false };
        let entries = [
            uniform_entry(0, false),
            texture_entry(1, float),
            texture_entry(2, wgpu::TextureSampleType::Uint),
        ];
        let shared_layout = layout(device, &entries);
        let placement_layout = layout(device, &[uniform_entry(0, true)]);
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("map"),
            bind_group_layouts: &[Some(&shared_layout), Some(&placement_layout)],
            immediate_size: 0,
        });
        let globals = uniform(device, size_of::<Globals>() as u64);
        let kinds =
            std::array::from_fn(|kind| pipeline(device, &shader, &pipeline_layout, kind, format));
        Self {
            kinds,
            globals,
            shared_layout,
            tables: None,
            placement_layout,
            placements: None,
        }
    }

    /// The tables with room for what is in `settings`, made anew when they are too small.
    fn tables(&mut self, device: &wgpu::Device, rows: usize, slots: &Arc<Slots>) -> &mut Tables {
        let tables = match self.tables.take() {
            Some((tables, group)) if tables.hold(rows, slots.rows.len()) => (tables, group),
            _ => {
                let tables = Tables::new(device, rows, slots.rows.len());
                let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some("map styles"),
                    layout: &self.shared_layout,
                    entries: &[
                        wgpu::BindGroupEntry {
                            binding: 0,
                            resource: self.globals.as_entire_binding(),
                        },
                        wgpu::BindGroupEntry {
                            binding: 1,
                            resource: wgpu::BindingResource::TextureView(&tables.rows_view()),
                        },
                        wgpu::BindGroupEntry {
                            binding: 2,
                            resource: wgpu::BindingResource::TextureView(&tables.slots_view()),
                        },
                    ],
                });
                (tables, group)
            }
        };
        &mut self.tables.insert(tables).0
    }

    /// Fills the tables for one picture.
    pub(super) fn write(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        settings: &PictureSettings,
        placements: &[Placement],
    ) {
        let anchor = pixel_position(settings, settings.anchor);
        let globals = Globals {
            size_ppp_marker: [
                settings.size[0] as f32,
                settings.size[1] as f32,
                settings.pixels_per_point,
                settings.marker_scale,
            ],
            anchor: [anchor[0], anchor[1], 0.0, 0.0],
        };
        queue.write_buffer(&self.globals, 0, bytemuck::bytes_of(&globals));
        self.tables(device, settings.table.len(), &settings.slots)
            .write(queue, &settings.table, &settings.slots);
        let bytes: &[u8] = bytemuck::cast_slice(placements);
        if bytes.is_empty() {
            return;
        }
        let fits = self
            .placements
            .as_ref()
            .is_some_and(|(buffer, _)| buffer.size() >= bytes.len() as u64);
        if !fits {
            let buffer = uniform(device, (bytes.len() as u64).next_power_of_two());
            let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("map placements"),
                layout: &self.placement_layout,
                entries: &[wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                        buffer: &buffer,
                        offset: 0,
                        size: wgpu::BufferSize::new(ALIGNMENT),
                    }),
                }],
            });
            self.placements = Some((buffer, group));
        }
        if let Some((buffer, _)) = &self.placements {
            queue.write_buffer(buffer, 0, bytes);
        }
    }

    /// Draws the layers bottom to top; within a layer first all fills, then strokes, then symbols.
    /// Only what may be seen in `view`, in metres, is drawn.
    pub(super) fn draw(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        layers: &[LayerDraw<'_>],
        view: Rect<f64>,
    ) {
        let (Some((_, placements)), Some((_, shared))) = (&self.placements, &self.tables) else {
            return;
        };
        pass.set_bind_group(0, shared, &[]);
        let mut first = 0;
        for layer in layers {
            for (kind, pipeline) in self.kinds.iter().enumerate() {
                let idle = match kind {
                    PLAIN => layer.hatched,
                    HATCHED => !layer.hatched,
                    SOLID_CASING | SOLID if layer.dashed => true,
                    DASHED_CASING | DASHED if !layer.dashed => true,
                    ARROWS => !layer.arrows,
                    _ => false,
                };
                let part = KINDS[kind].2;
                if idle || layer.meshes.iter().all(|mesh| mesh.parts[part].is_none()) {
                    continue;
                }
                pass.set_pipeline(pipeline);
                let casing = matches!(kind, SOLID_CASING | DASHED_CASING);
                for (number, mesh) in (first..).zip(&layer.meshes) {
                    if casing && !mesh.has.meets(layer.casing) {
                        continue;
                    }
                    let Some(part) = &mesh.parts[part] else {
                        continue;
                    };
                    pass.set_bind_group(1, placements, &[number * ALIGNMENT as u32]);
                    pass.set_vertex_buffer(0, part.vertices.slice(..));
                    pass.set_index_buffer(part.indices.slice(..), wgpu::IndexFormat::Uint32);
                    for indices in blocks::seen(&part.blocks, mesh.local(view)) {
                        pass.draw_indexed(indices, 0, 0..1);
                    }
                }
            }
            first += layer.meshes.len() as u32;
        }
    }
}

fn layout(device: &wgpu::Device, entries: &[wgpu::BindGroupLayoutEntry]) -> wgpu::BindGroupLayout {
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("map"),
        entries,
    })
}

const fn uniform_entry(binding: u32, has_dynamic_offset: bool) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset,
            min_binding_size: None,
        },
        count: None,
    }
}

fn uniform(device: &wgpu::Device, size: u64) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("map"),
        size,
        usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

/// Strokes come as strips, the rest as separate triangles.
fn topology(part: usize) -> wgpu::PrimitiveState {
    if part == STROKES {
        wgpu::PrimitiveState {
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            strip_index_format: Some(wgpu::IndexFormat::Uint32),
            ..wgpu::PrimitiveState::default()
        }
    } else {
        wgpu::PrimitiveState::default()
    }
}

fn pipeline(
    device: &wgpu::Device,
    shader: &wgpu::ShaderModule,
    layout: &wgpu::PipelineLayout,
    kind: usize,
    format: wgpu::TextureFormat,
) -> wgpu::RenderPipeline {
    let (vertex, fragment, part) = KINDS[kind];
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(vertex),
        layout: Some(layout),
        vertex: wgpu::VertexState {
            module: shader,
            entry_point: Some(vertex),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[Some(LAYOUTS[part].clone())],
        },
        primitive: topology(part),
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        fragment: Some(wgpu::FragmentState {
            module: shader,
            entry_point: Some(fragment),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format,
                blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        multiview_mask: None,
        cache: None,
    })
}
