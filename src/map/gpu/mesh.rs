//! A chunk's mesh in graphics memory.

use eframe::egui_wgpu::wgpu;
use wgpu::util::DeviceExt as _;

use crate::carto::mesh::{ArrowPoint, ChunkMesh, StrokePoint};
use crate::map::gpu::blocks::{self, Block, LocalBox};
use crate::map::levels::Prepared;
use geo::{Coord, Rect};

/// The index that ends a strip.
const NEW_STRIP: u32 = u32::MAX;
/// Normals are stored as fractions of this; miters are never longer.
const NORMAL_RANGE: f32 = 4.0;

#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct FillVertex {
    at: [f32; 2],
    feature: u32,
}

#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct StrokeVertex {
    at: [f32; 2],
    normal: [i16; 2],
    along: f32,
    flags: u32,
}

#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct MarkerVertex {
    at: [f32; 2],
    flags: u32,
}

#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct ArrowVertex {
    at: [f32; 2],
    along: [i16; 2],
    flags: u32,
}

/// Features of a layer that the low bits of `flags` can tell apart; more are drawn like the last.
const MOST_FEATURES: u32 = (1 << 28) - 1;

/// Vertex layouts of the four kinds, in the order of [`GpuMesh::parts`].
pub(super) const LAYOUTS: [wgpu::VertexBufferLayout<'static>; 4] = [
    wgpu::VertexBufferLayout {
        array_stride: size_of::<FillVertex>() as u64,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: &wgpu::vertex_attr_array![0 => Float32x2, 1 => Uint32],
    },
    wgpu::VertexBufferLayout {
        array_stride: size_of::<StrokeVertex>() as u64,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: &wgpu::vertex_attr_array![0 => Float32x2, 1 => Snorm16x2, 2 => Float32, 3 => Uint32],
    },
    wgpu::VertexBufferLayout {
        array_stride: size_of::<ArrowVertex>() as u64,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: &wgpu::vertex_attr_array![0 => Float32x2, 1 => Snorm16x2, 2 => Uint32],
    },
    wgpu::VertexBufferLayout {
        array_stride: size_of::<MarkerVertex>() as u64,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: &wgpu::vertex_attr_array![0 => Float32x2, 1 => Uint32],
    },
];

/// Buffers of one kind of drawing.
pub(super) struct Part {
    pub(super) vertices: wgpu::Buffer,
    pub(super) indices: wgpu::Buffer,
    /// Where its indices draw.
    pub(super) blocks: Vec<Block>,
}

/// A chunk at one level.
pub(in crate::map) struct GpuMesh {
    pub(super) origin: Coord<f64>,
    /// Fills, strokes, arrows, point symbols; `None` where there is nothing.
    pub(super) parts: [Option<Part>; 4],
    /// Whether it has boundaries of areas, and lines of their own.
    pub(super) has: Strokes,
}

/// Of boundaries of areas and of lines of their own, which.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Strokes {
    pub(super) outlines: bool,
    pub(super) lines: bool,
}

impl Strokes {
    /// Whether both name one of the two.
    pub(super) const fn meets(self, other: Self) -> bool {
        self.outlines && other.outlines || self.lines && other.lines
    }
}

impl GpuMesh {
    /// Uploads `mesh`.
    pub(super) fn upload(device: &wgpu::Device, mesh: &ChunkMesh) -> Self {
        let fills: Vec<FillVertex> = mesh
            .fill_vertices
            .iter()
            .map(|(at, feature)| FillVertex {
                at: *at,
                feature: (*feature).min(MOST_FEATURES),
            })
            .collect();
        let strokes: Vec<StrokeVertex> = mesh
            .strokes
            .iter()
            .flat_map(|point| [0_u32, 1].map(|side| stroke_vertex(point, side)))
            .collect();
        let arrows: Vec<ArrowVertex> = mesh
            .arrows
            .iter()
            .flat_map(|arrow| [0, 1, 2, 3].map(|corner| arrow_vertex(arrow, corner)))
            .collect();
        let markers: Vec<MarkerVertex> = mesh
            .markers
            .iter()
            .flat_map(|(at, feature)| {
                [0, 1, 2, 3].map(|corner| MarkerVertex {
                    at: *at,
                    flags: (*feature).min(MOST_FEATURES) | corner << 30,
                })
            })
            .collect();
        Self {
            origin: mesh.origin,
            has: Strokes {
                outlines: mesh.strokes.iter().any(|point| point.outline),
                lines: mesh.strokes.iter().any(|point| !point.outline),
            },
            parts: [
                part(device, &fills, &mesh.fill_indices, |indices| {
                    let at = |index| mesh.fill_vertices[index as usize].0;
                    blocks::of_triangles(indices, 3, at)
                }),
                part(
                    device,
                    &strokes,
                    &stroke_indices(&mesh.strokes),
                    |indices| {
                        let at = |index| mesh.strokes[index as usize / 2].at;
                        blocks::of_strips(indices, NEW_STRIP, at)
                    },
                ),
                part(
                    device,
                    &arrows,
                    &quad_indices(mesh.arrows.len()),
                    |indices| {
                        let at = |index| mesh.arrows[index as usize / 4].at;
                        blocks::of_triangles(indices, 6, at)
                    },
                ),
                part(
                    device,
                    &markers,
                    &quad_indices(mesh.markers.len()),
                    |indices| {
                        let at = |index| mesh.markers[index as usize / 4].0;
                        blocks::of_triangles(indices, 6, at)
                    },
                ),
            ],
        }
    }
}

impl GpuMesh {
    /// A box in metres of the project CRS as one in metres from the origin.
    pub(super) fn local(&self, view: Rect<f64>) -> LocalBox {
        let (min, max) = (view.min() - self.origin, view.max() - self.origin);
        [min.x as f32, min.y as f32, max.x as f32, max.y as f32]
    }
}

impl Prepared for GpuMesh {
    fn bytes(&self) -> usize {
        let parts = self.parts.iter().flatten();
        parts
            .map(|part| (part.vertices.size() + part.indices.size()) as usize)
            .sum()
    }
}

fn stroke_vertex(point: &StrokePoint, side: u32) -> StrokeVertex {
    StrokeVertex {
        at: point.at,
        normal: point
            .normal
            .map(|part| (part / NORMAL_RANGE * f32::from(i16::MAX)).round() as i16),
        along: point.along,
        flags: point.feature.min(MOST_FEATURES) | u32::from(point.outline) << 30 | side << 31,
    }
}

fn arrow_vertex(arrow: &ArrowPoint, corner: u32) -> ArrowVertex {
    ArrowVertex {
        at: arrow.at,
        along: arrow
            .along
            .map(|part| (part * f32::from(i16::MAX)).round() as i16),
        flags: arrow.feature.min(MOST_FEATURES) | u32::from(arrow.rank) << 28 | corner << 30,
    }
}

/// One strip per run: a third of what separate triangles would take.
fn stroke_indices(strokes: &[StrokePoint]) -> Vec<u32> {
    let runs = strokes.iter().filter(|point| point.starts).count();
    let mut indices = Vec::with_capacity(2 * strokes.len() + runs);
    for (at, point) in (0_u32..).zip(strokes) {
        if point.starts && at > 0 {
            indices.push(NEW_STRIP);
        }
        indices.extend([2 * at, 2 * at + 1]);
    }
    indices
}

fn quad_indices(count: usize) -> Vec<u32> {
    (0..count as u32)
        .flat_map(|at| [0, 1, 2, 2, 1, 3].map(|corner| 4 * at + corner))
        .collect()
}

fn part<V: bytemuck::Pod>(
    device: &wgpu::Device,
    vertices: &[V],
    indices: &[u32],
    blocks: impl FnOnce(&[u32]) -> Vec<Block>,
) -> Option<Part> {
    (!indices.is_empty()).then(|| {
        let buffer = |contents, usage| {
            device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                label: Some("map chunk"),
                contents,
                usage,
            })
        };
        Part {
            vertices: buffer(bytemuck::cast_slice(vertices), wgpu::BufferUsages::VERTEX),
            indices: buffer(bytemuck::cast_slice(indices), wgpu::BufferUsages::INDEX),
            blocks: blocks(indices),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_is_a_strip_of_its_own() {
        let point = |starts| StrokePoint {
            at: [0.0, 0.0],
            normal: [0.0, 1.0],
            along: 0.0,
            feature: 0,
            starts,
            outline: false,
        };
        let runs = [true, false, true, false].map(point);
        let expected = [0, 1, 2, 3, NEW_STRIP, 4, 5, 6, 7];
        assert_eq!(stroke_indices(&runs), expected);
        assert!(stroke_indices(&[]).is_empty());
    }
}
