//! The style table and the rows of all features as textures: every graphics card reads those by place
//! in the vertex shader, and they hold thousands of categories and millions of features.

use std::sync::Arc;

use eframe::egui_wgpu::wgpu;

use crate::map::rows::{Row, Slots, TEXELS};

/// Features per line of their texture.
const WIDTH: u32 = 2048;
/// Lines that every graphics card allows; features beyond 4 million are not drawn.
const MOST_LINES: u32 = 2048;

/// The two textures and what is in them.
pub(super) struct Tables {
    rows: wgpu::Texture,
    slots: wgpu::Texture,
    written: Option<Arc<Slots>>,
}

impl Tables {
    /// With room for as many rows and features.
    pub(super) fn new(device: &wgpu::Device, rows: usize, features: usize) -> Self {
        let height = (rows as u32).next_power_of_two().min(MOST_LINES);
        let texture = |label, [width, height]: [u32; 2], format| {
            device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size: wgpu::Extent3d {
                    width,
                    height,
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            })
        };
        let floats = wgpu::TextureFormat::Rgba32Float;
        Self {
            rows: texture("map styles", [TEXELS as u32, height], floats),
            slots: texture(
                "map rows",
                [WIDTH, lines(features)],
                wgpu::TextureFormat::R16Uint,
            ),
            written: None,
        }
    }

    /// Whether there is room for as many rows and features.
    pub(super) fn hold(&self, rows: usize, features: usize) -> bool {
        let room = self.rows.height().min(MOST_LINES) as usize;
        rows.min(MOST_LINES as usize) <= room && lines(features) <= self.slots.height()
    }

    pub(super) fn rows_view(&self) -> wgpu::TextureView {
        self.rows
            .create_view(&wgpu::TextureViewDescriptor::default())
    }

    pub(super) fn slots_view(&self) -> wgpu::TextureView {
        self.slots
            .create_view(&wgpu::TextureViewDescriptor::default())
    }

    /// Puts the rows in, and the features' row numbers where they are others than last time.
    pub(super) fn write(&mut self, queue: &wgpu::Queue, rows: &[Row], slots: &Arc<Slots>) {
        let count = rows.len().min(self.rows.height() as usize);
        let bytes = bytemuck::cast_slice(&rows[..count]);
        let line = size_of::<Row>() as u32;
        write(
            queue,
            &self.rows,
            bytes,
            ([TEXELS as u32, count as u32], line),
        );
        let same = self
            .written
            .as_ref()
            .is_some_and(|written| Arc::ptr_eq(written, slots));
        if same {
            return;
        }
        let lines = lines(slots.rows.len());
        let mut filled = slots.rows.clone();
        filled.resize((WIDTH * lines) as usize, 0);
        let bytes = bytemuck::cast_slice(&filled);
        write(queue, &self.slots, bytes, ([WIDTH, lines], WIDTH * 2));
        self.written = Some(Arc::clone(slots));
    }
}

fn lines(features: usize) -> u32 {
    (features.div_ceil(WIDTH as usize) as u32).clamp(1, MOST_LINES)
}

fn write(
    queue: &wgpu::Queue,
    texture: &wgpu::Texture,
    bytes: &[u8],
    ([width, height], line): ([u32; 2], u32),
) {
    queue.write_texture(
        texture.as_image_copy(),
        bytes,
        wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(line),
            rows_per_image: None,
        },
        wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
    );
}

/// A texture that shaders read by place.
pub(super) const fn texture_entry(
    binding: u32,
    sample_type: wgpu::TextureSampleType,
) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty: wgpu::BindingType::Texture {
            sample_type,
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        },
        count: None,
    }
}
