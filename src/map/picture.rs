//! The picture of the layers: keeps it while nothing changes, and hands it to the painter that the
//! window has.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui;
use egui::{Color32, Painter, Pos2, Rect};
use geo::Coord;

use crate::carto::display::symbols::marker_scale;
use crate::carto::lod;
use crate::carto::mesh::ChunkMesh;
use crate::carto::style::{StyleSheet, Theme};
use crate::domain::Layer;
use crate::map::canvas::{MapInput, color32};
use crate::map::gpu::{GpuMesh, GpuPainter, PictureSettings};
use crate::map::levels::{Key, LevelCache, Prepared, Urgency};
use crate::map::plain;
use crate::map::rows;

/// While chunks arrive in numbers the picture is renewed this often.
const ARRIVAL_INTERVAL: Duration = Duration::from_millis(60);
/// Largest side of a picture in pixels that every graphics card draws.
const MAX_SIDE: f32 = 8192.0;

/// Draws the layers by the means that the window has.
pub(super) enum PicturePainter {
    /// On the graphics card.
    Gpu {
        /// Pipelines and picture.
        painter: Box<GpuPainter>,
        /// Chunks in graphics memory.
        kept: Kept<GpuMesh>,
    },
    /// As plain egui meshes.
    Plain {
        /// Chunks in main memory.
        kept: Kept<ChunkMesh>,
        /// The meshes of the picture last drawn.
        meshes: Vec<Arc<egui::Mesh>>,
        /// Patterns for hatches.
        hatches: plain::Hatches,
    },
}

/// Chunks of each visible layer, bottom to top.
type Order = Vec<(Layer, Vec<Key>)>;

/// What is kept from frame to frame.
pub(super) struct Kept<T> {
    cache: Option<LevelCache<T>>,
    styles: Option<Arc<StyleSheet>>,
    last: Option<(PictureSettings, Order, u64)>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            cache: None,
            styles: None,
            last: None,
        }
    }
}

impl PicturePainter {
    pub(super) fn gpu(state: &eframe::egui_wgpu::RenderState) -> Self {
        Self::Gpu {
            painter: Box::new(GpuPainter::new(state)),
            kept: Kept::default(),
        }
    }

    pub(super) fn plain() -> Self {
        Self::Plain {
            kept: Kept::default(),
            meshes: Vec::new(),
            hatches: plain::Hatches::default(),
        }
    }

    /// Lets the graphics card finish what it still has to do, so that it is not taken for our work.
    pub(super) fn settle(&self) {
        if let Self::Gpu { painter, .. } = self {
            painter.finish();
        }
    }

    /// Draws the layers of `input` into `rect`; says whether the picture is final. With `measuring`
    /// every frame is drawn anew, and the graphics card has finished when this returns.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        theme: Theme,
        measuring: bool,
    ) -> bool {
        let settings = settings(painter, rect, input, theme);
        match self {
            Self::Gpu { painter: gpu, kept } => {
                let styles = Arc::clone(input.styles);
                let Some(planned) = kept.plan(painter.ctx(), &settings, input, |layer, mesh| {
                    gpu.upload(&mesh, rows::first_row(&styles, layer))
                }) else {
                    return false;
                };
                let id = match gpu.picture() {
                    Some(id) if !planned.changed && !measuring => id,
                    _ => {
                        let layers: Vec<Vec<&GpuMesh>> = planned.chunks().map(|(_, c)| c).collect();
                        gpu.draw(&settings, &layers, measuring)
                    }
                };
                let size = egui::vec2(settings.size[0] as f32, settings.size[1] as f32)
                    / settings.pixels_per_point;
                let uv = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
                painter.image(id, Rect::from_min_size(rect.min, size), uv, Color32::WHITE);
                planned.complete
            }
            Self::Plain {
                kept,
                meshes,
                hatches,
            } => {
                painter.rect_filled(rect, 0.0, color32(settings.paper));
                let Some(planned) = kept.plan(painter.ctx(), &settings, input, |_, mesh| mesh)
                else {
                    return false;
                };
                if planned.changed || measuring {
                    let mut drawing = plain::Drawing::new(painter.ctx(), rect, &settings, hatches);
                    for (layer, chunks) in planned.chunks() {
                        drawing.layer(rows::first_row(input.styles, layer), &chunks);
                    }
                    *meshes = drawing.finish();
                }
                for mesh in meshes.iter() {
                    painter.add(egui::Shape::Mesh(Arc::clone(mesh)));
                }
                planned.complete
            }
        }
    }
}

/// What a frame draws.
struct Planned<'a, T> {
    cache: &'a LevelCache<T>,
    order: &'a Order,
    complete: bool,
    changed: bool,
}

impl<T: Prepared> Planned<'_, T> {
    /// The chunks of each visible layer, bottom to top.
    fn chunks(&self) -> impl Iterator<Item = (Layer, Vec<&T>)> {
        self.order.iter().map(|(layer, keys)| {
            let chunks = keys.iter().filter_map(|key| self.cache.get(*key)).collect();
            (*layer, chunks)
        })
    }
}

impl<T: Prepared> Kept<T> {
    /// Plans the picture; says whether it differs from the last one.
    fn plan(
        &mut self,
        context: &egui::Context,
        settings: &PictureSettings,
        input: &MapInput<'_>,
        prepare: impl FnMut(Layer, ChunkMesh) -> T,
    ) -> Option<Planned<'_, T>> {
        let same_styles = self
            .styles
            .as_ref()
            .is_some_and(|styles| Arc::ptr_eq(styles, input.styles));
        let same_scene = self
            .cache
            .as_ref()
            .is_some_and(|cache| cache.belongs_to(input.scene));
        if !(same_styles && same_scene) {
            self.cache = Some(LevelCache::new(input.scene, waker(context)));
            self.styles = Some(Arc::clone(input.styles));
            self.last = None;
        }
        let cache = self.cache.as_mut()?;
        let half = Coord {
            x: f64::from(settings.size[0]) * settings.m_per_px / 2.0,
            y: f64::from(settings.size[1]) * settings.m_per_px / 2.0,
        };
        let view = geo::Rect::new(settings.center - half, settings.center + half);
        let level = lod::level_for(settings.m_per_px);
        let layers = &input.scene.layers;
        let is_visible = |layer| {
            let state = input.layers.iter().find(|state| state.layer == layer);
            state.is_some_and(|state| state.visible)
        };
        let shown: Vec<bool> = layers.iter().map(|entry| is_visible(entry.layer)).collect();
        let mut plan = cache.plan(view, level, &shown, prepare);
        let bottom_to_top = input.layers.iter().rev();
        let order: Order = bottom_to_top
            .filter_map(|state| {
                let index = layers.iter().position(|entry| entry.layer == state.layer)?;
                let keys = std::mem::take(&mut plan.layers[index]);
                (!keys.is_empty()).then_some((state.layer, keys))
            })
            .collect();
        let current = (settings.clone(), order, plan.revision);
        let changed = self.last.as_ref() != Some(&current);
        let (_, order, _) = self.last.insert(current);
        Some(Planned {
            cache,
            order,
            complete: plan.complete,
            changed,
        })
    }
}

fn settings(painter: &Painter, rect: Rect, input: &MapInput<'_>, theme: Theme) -> PictureSettings {
    let ppp = painter.pixels_per_point();
    let side = |length: f32| (length * ppp).round().clamp(1.0, MAX_SIDE) as u32;
    PictureSettings {
        size: [side(rect.width()), side(rect.height())],
        pixels_per_point: ppp,
        center: input.camera.center(),
        m_per_px: input.camera.m_per_px() / f64::from(ppp),
        anchor: input.scene.bounds.center(),
        marker_scale: marker_scale(input.camera.scale_denominator()),
        paper: input.styles.canvas(theme).paper,
        table: rows::table(input.styles, theme, input.layers),
    }
}

/// Wakes the window when a chunk arrived; in a crowd only now and then, for drawing costs too.
fn waker(context: &egui::Context) -> impl Fn(Urgency) + Send + Sync + 'static {
    let context = context.clone();
    move |urgency| match urgency {
        Urgency::Now => context.request_repaint(),
        Urgency::Soon => context.request_repaint_after(ARRIVAL_INTERVAL),
    }
}
