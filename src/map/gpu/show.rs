//! Puts the finished picture into the window with a pipeline of its own: one texel per pixel, nothing
//! else. The window's general one filters, dithers and blends, which without a graphics card costs more
//! than drawing the map.

use eframe::egui::PaintCallbackInfo;
use eframe::egui_wgpu::{CallbackResources, CallbackTrait, wgpu};

const SHADER: &str = include_str!("show.wgsl");

/// How pictures get into the window.
pub(super) struct Show {
    /// Over what is beneath, and instead of it.
    pipelines: [wgpu::RenderPipeline; 2],
    layout: wgpu::BindGroupLayout,
}

/// A picture on its way into the window.
#[derive(Clone)]
pub(in crate::map) struct Shown {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
    /// Of the picture, in pixels.
    size: [u32; 2],
}

impl Show {
    /// For a window whose pixels have `format`.
    pub(super) fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("map in the window"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("map in the window"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::FRAGMENT,
                ty: wgpu::BindingType::Texture {
                    sample_type: wgpu::TextureSampleType::Float { filterable: false },
                    view_dimension: wgpu::TextureViewDimension::D2,
                    multisampled: false,
                },
                count: None,
            }],
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("map in the window"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let blends = [Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING), None];
        let pipelines = blends.map(|blend| {
            device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some("map in the window"),
                layout: Some(&pipeline_layout),
                vertex: wgpu::VertexState {
                    module: &shader,
                    entry_point: Some("vertex"),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers: &[],
                },
                primitive: wgpu::PrimitiveState::default(),
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &shader,
                    // Where the window's pixels are linear, the card encodes them when it writes.
                    entry_point: Some(if format.is_srgb() {
                        "linear_fragment"
                    } else {
                        "gamma_fragment"
                    }),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    targets: &[Some(wgpu::ColorTargetState {
                        format,
                        blend,
                        write_mask: wgpu::ColorWrites::ALL,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
        });
        Self { pipelines, layout }
    }

    /// The texture `view` for the window.
    pub(super) fn group(&self, device: &wgpu::Device, view: &wgpu::TextureView) -> wgpu::BindGroup {
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("map in the window"),
            layout: &self.layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(view),
            }],
        })
    }

    /// What draws `group`, a picture of `size` pixels; `opaque` when nothing beneath it shows.
    pub(super) fn shown(&self, group: &wgpu::BindGroup, (size, opaque): ([u32; 2], bool)) -> Shown {
        Shown {
            pipeline: self.pipelines[usize::from(opaque)].clone(),
            group: group.clone(),
            size,
        }
    }
}

impl CallbackTrait for Shown {
    fn paint(
        &self,
        info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &CallbackResources,
    ) {
        // The viewport that is set already was rounded and cut to the window, and would squeeze the
        // picture; what is cut off is the business of the clip.
        let [left, top] = [info.viewport.min.x, info.viewport.min.y]
            .map(|side| (side * info.pixels_per_point).round());
        let [width, height] = self.size.map(|side| side as f32);
        pass.set_viewport(left, top, width, height, 0.0, 1.0);
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        pass.draw(0..3, 0..1);
    }
}
