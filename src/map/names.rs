//! Names of features on the map. They are placed beside the frame, on a thread of their own, for more
//! than the view; what was placed moves with the map until new places arrive, so that no frame waits
//! and no name jumps. Where they stand is decided by [`crate::carto::labels`].

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;
use egui::{Context, FontId, Painter, Rect, Vec2, vec2};

use crate::carto::labels::{self, Ask, EDGE_PX, Measure, PixelBox, Placement, Shapes, View};
use crate::carto::scene::Scene;
use crate::carto::style::{Canvas, StyleSheet};
use crate::domain::{Label, Layer};
use crate::jobs::Worker;
use crate::map::canvas::MapInput;
use crate::map::interact::pair;
use crate::map::names_mesh::{NamesMesh, Where};
use crate::map::overlay;

/// A moved map asks for new places when it moved this share of its size, or when it rests.
const RENEW_SHARE: f64 = 0.12;
/// A map that has not moved for so long rests.
const REST: Duration = Duration::from_millis(60);
const PLACING: Label = Label::new("注记", "Names");

/// What the thread keeps between placements.
#[derive(Default)]
struct Kept {
    /// Shapes of one scene.
    shapes: Option<(Arc<Scene>, Shapes)>,
    /// Widths of characters that were asked for before, per pixel of text height.
    advances: BTreeMap<char, f32>,
}

/// The names as they were last placed.
pub(super) struct Names {
    worker: Option<Worker<Kept, Placed>>,
    asked: Option<Question>,
    placed: Option<Placed>,
    mesh: NamesMesh,
    last_view: Option<View>,
}

/// Everything that names depend on.
#[derive(Clone)]
struct Question {
    scene: Arc<Scene>,
    styles: Arc<StyleSheet>,
    layers: Vec<Layer>,
    view: View,
    reserved: Vec<PixelBox>,
}

#[derive(Clone)]
struct Placed {
    question: Question,
    placement: Arc<Placement>,
}

impl Names {
    /// Names that wake the window of `context` when they have found their places.
    pub(super) fn new(context: &Context) -> Self {
        let wake = context.clone();
        let worker = Worker::start("shuijie-names", move || wake.request_repaint());
        if let Err(error) = &worker {
            tracing::warn!(%error, "the map has no names");
        }
        Self {
            worker: worker.ok(),
            asked: None,
            placed: None,
            mesh: NamesMesh::default(),
            last_view: None,
        }
    }

    /// Draws the names of the visible layers; says whether they are those of this view.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        canvas: &Canvas,
    ) -> bool {
        let question = question(rect, input);
        let settled = self.look(painter.ctx(), question, rect);
        let Some(placed) = &self.placed else {
            return settled;
        };
        if !Arc::ptr_eq(&placed.question.scene, input.scene) {
            return settled;
        }
        let reserved = overlay::reserved(rect, input);
        let place = Where {
            rect,
            camera: input.camera,
            view: rect.shrink(EDGE_PX),
            reserved: &reserved,
            layers: input.layers,
        };
        self.mesh.paint(painter, &placed.placement, &place, canvas);
        settled
    }

    /// Takes in what was placed and asks again when the view moved on; whether nothing is under way.
    fn look(&mut self, context: &Context, question: Question, rect: Rect) -> bool {
        let Some(worker) = &mut self.worker else {
            return true;
        };
        for (_, answer) in worker.finished() {
            match answer {
                Ok(placed) => self.placed = Some(placed),
                Err(error) => tracing::error!(%error, "names could not be placed"),
            }
        }
        let moving = self.last_view.is_some_and(|last| last != question.view);
        self.last_view = Some(question.view);
        let busy = !worker.running().is_empty();
        let asked = self.asked.as_ref();
        if asked.is_some_and(|asked| asked.is_same(&question)) {
            return !busy;
        }
        // While it moves a little, the places beyond the view's edge serve.
        let serves = asked.is_some_and(|asked| asked.still_serves(&question));
        if serves && moving {
            context.request_repaint_after(REST);
        }
        if serves && moving {
            return true;
        }
        if busy || !rect.is_positive() {
            return false;
        }
        let previous = self.placed.clone();
        let context = context.clone();
        self.asked = Some(question.clone());
        worker.submit(PLACING, move |kept, _| {
            let same = kept
                .shapes
                .as_ref()
                .is_some_and(|(scene, _)| Arc::ptr_eq(scene, &question.scene));
            if !same {
                kept.shapes = None;
            }
            let scene = Arc::clone(&question.scene);
            let shapes = &mut kept.shapes;
            let (_, shapes) = shapes.get_or_insert_with(|| (scene, Shapes::default()));
            let previous = previous.filter(|previous| previous.question.is_of(&question));
            let ask = Ask {
                scene: &question.scene,
                styles: &question.styles,
                layers: &question.layers,
                view: question.view,
                reserved: &question.reserved,
                previous: previous.as_ref().map(|previous| &*previous.placement),
            };
            let fonts = Fonts {
                context: &context,
                advances: RefCell::new(&mut kept.advances),
            };
            let start = Instant::now();
            let placement = Arc::new(labels::place(&ask, &fonts, shapes));
            let ms = start.elapsed().as_secs_f64() * 1000.0;
            tracing::debug!(labels = placement.labels.len(), ms, "names placed");
            Ok(Placed {
                question,
                placement,
            })
        });
        false
    }
}

fn question(rect: Rect, input: &MapInput<'_>) -> Question {
    let middle = rect.center().to_vec2();
    let reserved = overlay::reserved(rect, input).into_iter().map(|place| {
        let place = place.translate(-middle);
        [place.left(), place.top(), place.right(), place.bottom()]
    });
    let visible = input.layers.iter().filter(|state| state.visible);
    Question {
        scene: Arc::clone(input.scene),
        styles: Arc::clone(input.styles),
        layers: visible.map(|state| state.layer).collect(),
        view: View {
            center: input.camera.center(),
            m_per_px: input.camera.m_per_px(),
            size_px: pair(rect.size()),
        },
        reserved: reserved.collect(),
    }
}

impl Question {
    /// Whether what was placed for it may be kept for `other`.
    fn is_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.scene, &other.scene) && Arc::ptr_eq(&self.styles, &other.styles)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.is_of(other)
            && self.layers == other.layers
            && self.view == other.view
            && self.reserved == other.reserved
    }

    fn still_serves(&self, other: &Self) -> bool {
        let moved = other.view.center - self.view.center;
        let reach = self
            .view
            .size_px
            .map(|side| side * self.view.m_per_px * RENEW_SHARE);
        self.is_of(other)
            && self.layers == other.layers
            && self.view.m_per_px == other.view.m_per_px
            && self.view.size_px == other.view.size_px
            && moved.x.abs() <= reach[0]
            && moved.y.abs() <= reach[1]
    }
}

/// The window's fonts, asked from beside the frame.
struct Fonts<'a> {
    context: &'a Context,
    advances: RefCell<&'a mut BTreeMap<char, f32>>,
}

/// Widths are measured at this text height, where rounding is far below a pixel.
const MEASURED_AT: f32 = 64.0;
/// From line to line, in text heights; fonts for Chinese leave more air than a map has.
const LINE_HEIGHT: f32 = 1.28;

impl Measure for Fonts<'_> {
    fn advance(&self, char: char, size: f32) -> f32 {
        let mut known = self.advances.borrow_mut();
        let width = known.entry(char).or_insert_with(|| {
            let font = FontId::proportional(MEASURED_AT);
            self.context
                .fonts_mut(|fonts| fonts.glyph_width(&font, char))
                / MEASURED_AT
        });
        *width * size
    }

    fn line_height(&self, size: f32) -> f32 {
        size * LINE_HEIGHT
    }
}

/// The size of a box given by its corners.
pub(super) fn size_of([left, top, right, bottom]: PixelBox) -> Vec2 {
    vec2(right - left, bottom - top)
}
