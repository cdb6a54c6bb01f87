//! A chunk's mesh in graphics memory.

use eframe::egui_wgpu::wgpu;
use wgpu::util::DeviceExt as _;

use crate::carto::mesh::{ChunkMesh, StrokePoint};
use crate::map::levels::Prepared;
use geo::Coord;

/// The index that ends a strip.
const NEW_STRIP: u32 = u32::MAX;
/// Normals are stored as fractions of this; miters are never longer.
const NORMAL_RANGE: f32 = 4.0;

#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
struct FillVertex {
    at: [f32; 2],
    row: u32,
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

/// Vertex layouts of the three kinds, in the order of [`GpuMesh::parts`].
pub(super) const LAYOUTS: [wgpu::VertexBufferLayout<'static>; 3] = [
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
        array_stride: size_of::<MarkerVertex>() as u64,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: &wgpu::vertex_attr_array![0 => Float32x2, 1 => Uint32],
    },
];

/// Buffers of one kind of drawing.
pub(super) struct Part {
    pub(super) vertices: wgpu::Buffer,
    pub(super) indices: wgpu::Buffer,
    pub(super) count: u32,
}

/// A chunk at one level.
pub(in crate::map) struct GpuMesh {
    pub(super) origin: Coord<f64>,
    /// Fills, strokes, point symbols; `None` where there is nothing.
    pub(super) parts: [Option<Part>; 3],
}

impl GpuMesh {
    /// Uploads `mesh`, whose categories start at `first_row` of the style table.
    pub(super) fn upload(device: &wgpu::Device, mesh: &ChunkMesh, first_row: u16) -> Self {
        let row = |category: u16| u32::from(first_row) + u32::from(category);
        let fills: Vec<FillVertex> = mesh
            .fill_vertices
            .iter()
            .map(|(at, category)| FillVertex {
                at: *at,
                row: row(*category),
            })
            .collect();
        let strokes: Vec<StrokeVertex> = mesh
            .strokes
            .iter()
            .flat_map(|point| {
                [0_u32, 1].map(|side| stroke_vertex(point, row(point.category), side))
            })
            .collect();
        let markers: Vec<MarkerVertex> = mesh
            .markers
            .iter()
            .flat_map(|(at, category)| {
                [0, 1, 2, 3].map(|corner| MarkerVertex {
                    at: *at,
                    flags: row(*category) | corner << 16,
                })
            })
            .collect();
        Self {
            origin: mesh.origin,
            parts: [
                part(device, &fills, &mesh.fill_indices),
                part(device, &strokes, &stroke_indices(&mesh.strokes)),
                part(device, &markers, &marker_indices(mesh.markers.len())),
            ],
        }
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

fn stroke_vertex(point: &StrokePoint, row: u32, side: u32) -> StrokeVertex {
    StrokeVertex {
        at: point.at,
        normal: point
            .normal
            .map(|part| (part / NORMAL_RANGE * f32::from(i16::MAX)).round() as i16),
        along: point.along,
        flags: row | u32::from(point.outline) << 16 | side << 17,
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

fn marker_indices(count: usize) -> Vec<u32> {
    (0..count as u32)
        .flat_map(|at| [0, 1, 2, 2, 1, 3].map(|corner| 4 * at + corner))
        .collect()
}

fn part<V: bytemuck::Pod>(device: &wgpu::Device, vertices: &[V], indices: &[u32]) -> Option<Part> {
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
            count: indices.len() as u32,
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
            category: 0,
            starts,
            outline: false,
        };
        let runs = [true, false, true, false].map(point);
        let expected = [0, 1, 2, 3, NEW_STRIP, 4, 5, 6, 7];
        assert_eq!(stroke_indices(&runs), expected);
        assert!(stroke_indices(&[]).is_empty());
    }
}
