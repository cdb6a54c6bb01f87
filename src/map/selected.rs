//! The selected features as a scene of their own: it is drawn by the same means as the layers, from
//! meshes that are prepared once, so that tens of thousands cost a moving camera nothing. Also the
//! feature that shines up for a moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};
use eframe::egui;
use egui::{Color32, Context, Painter, Rect, Stroke};

use crate::carto::scene::Scene;
use crate::domain::Layer;
use crate::map::canvas::MapInput;
use crate::map::overlay::to_pos;
use crate::state::selection::{Flash, Ids};

/// How long a feature shines up, in seconds.
const FLASH_S: f64 = 0.9;
/// From how far the ring closes in, in points.
const FLASH_REACH: f32 = 46.0;
/// Radius of the ring at its end around small features.
const FLASH_RADIUS: f32 = 9.0;

/// What the map is told of the selection.
#[derive(Clone, Copy)]
pub struct SelectedInput<'a> {
    /// The selected features.
    pub parts: &'a BTreeMap<Layer, Ids>,
    /// Changes whenever they do.
    pub revision: u64,
    /// What shines up.
    pub flash: Option<Flash>,
}

/// Which selection of which scene.
type Key = (usize, u64);

/// The picture of the selection between frames.
pub(super) struct Selected {
    /// The scene drawn now; an older selection stays until the new one is ready.
    shown: Option<Arc<Scene>>,
    asked: Option<Key>,
    arrivals: Receiver<(Key, Arc<Scene>)>,
    sender: Sender<(Key, Arc<Scene>)>,
    flash: Option<(Flash, f64)>,
}

impl Default for Selected {
    fn default() -> Self {
        let (sender, arrivals) = crossbeam_channel::unbounded();
        Self {
            shown: None,
            asked: None,
            arrivals,
            sender,
            flash: None,
        }
    }
}

impl Selected {
    /// The scene to draw over the layers; `None` when nothing is selected.
    pub(super) fn scene(
        &mut self,
        context: &Context,
        scene: &Arc<Scene>,
        selected: &SelectedInput<'_>,
    ) -> Option<Arc<Scene>> {
        if selected.parts.is_empty() {
            self.shown = None;
            self.asked = None;
            return None;
        }
        let key = (Arc::as_ptr(scene) as usize, selected.revision);
        if self.asked != Some(key) {
            self.asked = Some(key);
            let (scene, sender) = (Arc::clone(scene), self.sender.clone());
            let (parts, context) = (selected.parts.clone(), context.clone());
            rayon::spawn(move || {
                let parts = parts.iter().map(|(layer, ids)| (*layer, ids.as_ref()));
                let subset = Arc::new(scene.subset(parts));
                // The receiver is gone with the window; then nobody misses this.
                if sender.send((key, subset)).is_ok() {
                    context.request_repaint();
                }
            });
        }
        for (arrived, subset) in self.arrivals.try_iter() {
            if self.asked == Some(arrived) {
                self.shown = Some(subset);
            }
        }
        self.shown.clone()
    }

    /// Draws the feature that shines up.
    pub(super) fn paint_flash(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        color: Color32,
    ) {
        let now = painter.ctx().input(|own| own.time);
        let Some(flash) = input.selected.flash else {
            self.flash = None;
            return;
        };
        let since = match self.flash {
            Some((own, since)) if own == flash => since,
            _ => {
                self.flash = Some((flash, now));
                now
            }
        };
        let share = ((now - since) / FLASH_S) as f32;
        if share >= 1.0 {
            return;
        }
        painter.ctx().request_repaint();
        let bounds = input.scene.layer(flash.layer).and_then(|layer| {
            let place = layer.features.iter().position(|own| own.id == flash.id)?;
            Some(layer.feature_bounds(place))
        });
        let Some(bounds) = bounds else { return };
        let [low, high] = [bounds.min(), bounds.max()].map(|at| to_pos(rect, input.camera, at));
        let shape = Rect::from_two_pos(low, high);
        if !rect.intersects(shape) {
            return;
        }
        let eased = 1.0 - (1.0 - share).powi(3);
        let gap = FLASH_REACH * (1.0 - eased);
        let stroke = Stroke::new(3.0, color.gamma_multiply(1.0 - share * share));
        if shape.size().max_elem() < 4.0 * FLASH_RADIUS {
            painter.circle_stroke(shape.center(), FLASH_RADIUS + gap, stroke);
        } else {
            let around = shape.expand(4.0 + gap);
            painter.rect_stroke(around, 4.0, stroke, egui::StrokeKind::Middle);
        }
    }
}
