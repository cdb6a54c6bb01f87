//! The picture of the layers: keeps it while nothing changes, and hands it to the painter that the
//! window has.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui;
use eframe::egui_wgpu::Callback;
use egui::{Painter, Pos2, Rect};

use crate::carto::display::symbols::marker_scale;
use crate::carto::lod;
use crate::carto::mesh::ChunkMesh;
use crate::carto::scene::Scene;
use crate::carto::style::{StyleSheet, Theme};
use crate::domain::Layer;
use crate::map::canvas::{MapInput, color32};
use crate::map::gpu::{GpuMesh, GpuPainter, LayerDraw, PictureSettings};
use crate::map::levels::{Key, LevelCache, Prepared, Urgency};
use crate::map::plain;
use crate::map::rows::{self, Slots};

/// While chunks arrive in numbers the picture is renewed this often.
const ARRIVAL_INTERVAL: Duration = Duration::from_millis(60);
/// Largest side of a picture in pixels that every graphics card draws.
const MAX_SIDE: f32 = 8192.0;

/// What the layers are drawn on.
#[derive(Clone, Copy)]
pub(super) struct Ground {
    /// Light or dark.
    pub(super) theme: Theme,
    /// Whether something lies beneath that must show: then there is no paper.
    pub(super) see_through: bool,
}

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
        /// Where it was drawn.
        at: Pos2,
        /// Patterns for hatches.
        hatches: plain::Hatches,
    },
}

/// Chunks of each visible layer, bottom to top, with the layer's place in the scene.
type Order = Vec<(usize, Layer, Vec<Key>)>;

/// What is kept from frame to frame.
pub(super) struct Kept<T> {
    cache: Option<LevelCache<T>>,
    /// The selected features, drawn over everything.
    selected: Option<LevelCache<T>>,
    slots: Option<SlotsFor>,
    last: Option<(PictureSettings, Order, Vec<Key>, [u64; 2])>,
}

/// The slots of a scene and a sheet.
struct SlotsFor {
    scene: Arc<Scene>,
    styles: Arc<StyleSheet>,
    slots: Arc<Slots>,
}

impl SlotsFor {
    fn new(input: &MapInput<'_>) -> Self {
        Self {
            scene: Arc::clone(input.scene),
            styles: Arc::clone(input.styles),
            slots: Arc::new(Slots::new(input.scene, input.styles)),
        }
    }

    /// A new sheet with as many rows for every layer leaves each feature its row.
    fn serves(&mut self, input: &MapInput<'_>) -> bool {
        if !Arc::ptr_eq(&self.scene, input.scene) {
            return false;
        }
        if Arc::ptr_eq(&self.styles, input.styles) {
            return true;
        }
        let sizes = |sheet: &StyleSheet| -> Vec<(Layer, usize)> {
            let styles = sheet.layers().iter();
            styles
                .map(|style| (style.layer, style.categories.len()))
                .collect()
        };
        let same = sizes(&self.styles) == sizes(input.styles);
        if same {
            self.styles = Arc::clone(input.styles);
        }
        same
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            cache: None,
            selected: None,
            slots: None,
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
            at: Pos2::ZERO,
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
        (input, selected): (&MapInput<'_>, Option<&Arc<Scene>>),
        ground: Ground,
        measuring: bool,
    ) -> bool {
        let mut settings = self.settings(painter, rect, input, ground.theme);
        if ground.see_through {
            settings.paper = settings.paper.faded(0.0);
        }
        self.paint_with(painter, rect, (input, selected), (&settings, measuring))
    }

    /// The same with thin lines and without hatches, for a small picture.
    pub(super) fn paint_thin(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        theme: Theme,
    ) -> bool {
        let mut settings = self.settings(painter, rect, input, theme);
        rows::make_thin(&mut settings.table);
        self.paint_with(painter, rect, (input, None), (&settings, false))
    }

    fn settings(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        theme: Theme,
    ) -> PictureSettings {
        let slots = match self {
            Self::Gpu { kept, .. } => kept.slots(input),
            Self::Plain { kept, .. } => kept.slots(input),
        };
        settings(painter, rect, input, (theme, slots))
    }

    fn paint_with(
        &mut self,
        painter: &Painter,
        rect: Rect,
        what: (&MapInput<'_>, Option<&Arc<Scene>>),
        (settings, measuring): (&PictureSettings, bool),
    ) -> bool {
        let styles = what.0.styles;
        match self {
            Self::Gpu { painter: gpu, kept } => {
                let Some(planned) =
                    kept.plan(painter.ctx(), settings, what, |mesh| gpu.upload(&mesh))
                else {
                    return false;
                };
                let shown = match gpu.picture() {
                    Some(shown) if !planned.changed && !measuring => shown,
                    _ => {
                        let layers: Vec<LayerDraw<'_>> = planned
                            .chunks()
                            .map(|(place, meshes)| {
                                let style = place.and_then(|(_, layer)| styles.layer(layer));
                                LayerDraw::new(settings.slots.base_of(place), style, meshes)
                            })
                            .collect();
                        gpu.draw(settings, &layers, measuring)
                    }
                };
                let size = egui::vec2(settings.size[0] as f32, settings.size[1] as f32)
                    / settings.pixels_per_point;
                let place = Rect::from_min_size(rect.min, size);
                painter.add(Callback::new_paint_callback(place, shown));
                planned.complete
            }
            Self::Plain {
                kept,
                meshes,
                at,
                hatches,
            } => {
                painter.rect_filled(rect, 0.0, color32(settings.paper));
                let Some(planned) = kept.plan(painter.ctx(), settings, what, |mesh| mesh) else {
                    return false;
                };
                if planned.changed || measuring || *at != rect.min {
                    *at = rect.min;
                    let mut drawing = plain::Drawing::new(painter.ctx(), rect, settings, hatches);
                    for (place, chunks) in planned.chunks() {
                        drawing.layer(settings.slots.base_of(place), &chunks);
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
    selected: Option<(&'a LevelCache<T>, &'a [Key])>,
    complete: bool,
    changed: bool,
}

impl<T: Prepared> Planned<'_, T> {
    /// The chunks of each visible layer, bottom to top, with its place in the scene; at last, without a
    /// place, what is selected.
    fn chunks(&self) -> impl Iterator<Item = (Option<(usize, Layer)>, Vec<&T>)> {
        let layers = self.order.iter().map(|(index, layer, keys)| {
            let chunks = keys.iter().filter_map(|key| self.cache.get(*key)).collect();
            (Some((*index, *layer)), chunks)
        });
        let selected = self.selected.map(|(cache, keys)| {
            let chunks = keys.iter().filter_map(|key| cache.get(*key)).collect();
            (None, chunks)
        });
        layers.chain(selected)
    }
}

impl<T: Prepared> Kept<T> {
    /// The row of every feature, kept until the scene or the sheet changes it.
    fn slots(&mut self, input: &MapInput<'_>) -> Arc<Slots> {
        if !self.slots.as_mut().is_some_and(|kept| kept.serves(input)) {
            self.slots = None;
        }
        let kept = self.slots.get_or_insert_with(|| SlotsFor::new(input));
        Arc::clone(&kept.slots)
    }

    /// Plans the picture; says whether it differs from the last one.
    fn plan(
        &mut self,
        context: &egui::Context,
        settings: &PictureSettings,
        (input, selected): (&MapInput<'_>, Option<&Arc<Scene>>),
        mut prepare: impl FnMut(ChunkMesh) -> T,
    ) -> Option<Planned<'_, T>> {
        let same_shapes = self
            .cache
            .as_mut()
            .is_some_and(|cache| cache.adopt(input.scene));
        if !same_shapes {
            self.cache = Some(LevelCache::new(input.scene, waker(context)));
            self.last = None;
        }
        let drawn = |cache: &mut LevelCache<T>| selected.is_some_and(|scene| cache.adopt(scene));
        if !self.selected.as_mut().is_some_and(drawn) {
            self.selected = selected.map(|scene| LevelCache::new(scene, waker(context)));
        }
        let cache = self.cache.as_mut()?;
        let view = settings.view();
        let level = lod::level_for(settings.m_per_px);
        let layers = &input.scene.layers;
        let is_visible = |layer| {
            let state = input.layers.iter().find(|state| state.layer == layer);
            state.is_some_and(|state| state.visible)
        };
        let shown: Vec<bool> = layers.iter().map(|entry| is_visible(entry.layer)).collect();
        let mut plan = cache.plan(view, level, &shown, &mut prepare);
        let bottom_to_top = input.layers.iter().rev();
        let order: Order = bottom_to_top
            .filter_map(|state| {
                let index = layers.iter().position(|entry| entry.layer == state.layer)?;
                let keys = std::mem::take(&mut plan.layers[index]);
                (!keys.is_empty()).then_some((index, state.layer, keys))
            })
            .collect();
        let mut top = (Vec::new(), 0, true);
        if let (Some(cache), Some(scene)) = (&mut self.selected, selected) {
            let layers = scene.layers.iter();
            let shown: Vec<bool> = layers.map(|entry| is_visible(entry.layer)).collect();
            let plan = cache.plan(view, level, &shown, prepare);
            top = (plan.layers.concat(), plan.revision, plan.complete);
        }
        let (keys, revision, complete) = top;
        let current = (settings.clone(), order, keys, [plan.revision, revision]);
        let changed = self.last.as_ref() != Some(&current);
        let (_, order, keys, _) = self.last.insert(current);
        let selected = self.selected.as_ref().map(|cache| (cache, keys.as_slice()));
        Some(Planned {
            cache,
            order,
            selected,
            complete: plan.complete && complete,
            changed,
        })
    }
}

fn settings(
    painter: &Painter,
    rect: Rect,
    input: &MapInput<'_>,
    (theme, slots): (Theme, Arc<Slots>),
) -> PictureSettings {
    let ppp = painter.pixels_per_point();
    let side = |length: f32| (length * ppp).round().clamp(1.0, MAX_SIDE) as u32;
    let denominator = input.camera.scale_denominator();
    PictureSettings {
        size: [side(rect.width()), side(rect.height())],
        pixels_per_point: ppp,
        center: input.camera.center(),
        m_per_px: input.camera.m_per_px() / f64::from(ppp),
        anchor: input.scene.bounds.center(),
        marker_scale: marker_scale(input.camera.scale_denominator()),
        paper: input.styles.canvas(theme).paper,
        table: rows::table(input.styles, theme, input.layers, denominator),
        slots,
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
