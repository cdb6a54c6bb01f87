//! Raster bases beneath the picture: a thread of its own decodes the pieces that the view wants, a few
//! at a time; a frame only draws those that are there, each as a mesh that bends it to the plane.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use eframe::egui;
use egui::epaint::Vertex;
use egui::{
    Color32, ColorImage, Context, Mesh, Painter, Pos2, Rect, TextureHandle, TextureOptions, pos2,
    vec2,
};

use crate::carto::labels::View;
use crate::carto::warp::WarpMesh;
use crate::domain::{Label, Progress};
use crate::geodesy::bounds::overlap;
use crate::jobs::{JobError, Worker};
use crate::map::canvas::MapInput;
use crate::map::interact::pair;
use crate::map::overlay::to_pos;
use crate::services::base::{BasePlanes, BaseSource, PieceKey};
use crate::state::camera::Camera;
use crate::state::furniture::BaseStatus;

/// Pieces that are decoded before the window looks again: what a frame uploads is bounded.
const AT_ONCE: usize = 4;
/// Bytes of pieces that are kept; those in view stay in any case.
const MAX_BYTES: usize = 96 << 20;
/// Transforms that the thread keeps.
const MAX_PLANES: usize = 8;
const READING: Label = Label::new("读取底图", "Reading the base");

/// What the thread keeps: transforms of the bases that it was asked for.
type Kept = Vec<(Arc<BaseSource>, BasePlanes)>;

/// The pieces that are there.
pub(super) struct BasePainter {
    worker: Option<Worker<Kept, Arrived>>,
    bases: BTreeMap<u64, Drawn>,
    frame: u64,
}

/// One base as it is drawn.
struct Drawn {
    source: Arc<BaseSource>,
    /// The view that was asked for last, and what it wants.
    view: Option<View>,
    wanted: BTreeSet<PieceKey>,
    complete: bool,
    pieces: BTreeMap<PieceKey, Shown>,
}

/// A piece; without texture where the base has nothing.
struct Shown {
    texture: Option<(TextureHandle, WarpMesh)>,
    bytes: usize,
    last_frame: u64,
}

/// What the thread brings.
struct Arrived {
    id: u64,
    source: Arc<BaseSource>,
    view: View,
    wanted: Vec<PieceKey>,
    pieces: Vec<(PieceKey, Option<(ColorImage, WarpMesh)>)>,
}

impl BasePainter {
    /// Wakes the window of `context` when pieces are there.
    pub(super) fn new(context: &Context) -> Self {
        let wake = context.clone();
        let worker = Worker::start("shuijie-base", move || wake.request_repaint());
        if let Err(error) = &worker {
            tracing::warn!(%error, "bases are not drawn");
        }
        Self {
            worker: worker.ok(),
            bases: BTreeMap::new(),
            frame: 0,
        }
    }

    /// Draws the visible bases, the lowest first; says whether every piece of the view is there.
    pub(super) fn paint(&mut self, painter: &Painter, rect: Rect, input: &MapInput<'_>) -> bool {
        self.frame += 1;
        self.arrivals(painter.ctx());
        let ppp = f64::from(painter.pixels_per_point());
        let camera = &*input.camera;
        let view = View {
            center: camera.center(),
            // Physical pixels: a piece is as fine as the screen.
            m_per_px: camera.m_per_px() / ppp,
            size_px: pair(rect.size()).map(|side| side * ppp),
        };
        let area = view.reach(0.0);
        let mut settled = true;
        let ready = input.bases.iter().rev().filter_map(|base| {
            let BaseStatus::Ready(source) = &base.status else {
                return None;
            };
            let seen = base.entry.visible && overlap(source.bounds(), area);
            seen.then_some((base.id, source, base.entry.opacity))
        });
        let ready: Vec<_> = ready.collect();
        self.bases
            .retain(|id, _| input.bases.iter().any(|base| base.id == *id));
        for (id, source, opacity) in ready {
            settled &= self.ask(id, source, view);
            if let Some(drawn) = self.bases.get_mut(&id) {
                drawn.paint(painter, (rect, camera, area), opacity, self.frame);
            }
        }
        self.evict();
        settled
    }

    /// Asks for what the view lacks; whether nothing does.
    fn ask(&mut self, id: u64, source: &Arc<BaseSource>, view: View) -> bool {
        let fresh = || Drawn {
            source: Arc::clone(source),
            view: None,
            wanted: BTreeSet::new(),
            complete: false,
            pieces: BTreeMap::new(),
        };
        let drawn = self.bases.entry(id).or_insert_with(fresh);
        if !Arc::ptr_eq(&drawn.source, source) {
            *drawn = fresh();
        }
        if drawn.view == Some(view) && drawn.complete {
            return true;
        }
        let Some(worker) = &mut self.worker else {
            return true;
        };
        if !worker.running().is_empty() {
            return false;
        }
        let have: BTreeSet<PieceKey> = drawn.pieces.keys().copied().collect();
        let source = Arc::clone(source);
        worker.submit(READING, move |kept, progress| {
            read(kept, (id, source, view), &have, progress)
        });
        false
    }

    fn arrivals(&mut self, context: &Context) {
        let Some(worker) = &mut self.worker else {
            return;
        };
        for (_, answer) in worker.finished() {
            let arrived = match answer {
                Ok(arrived) => arrived,
                Err(error) => {
                    tracing::warn!(%error, "a base could not be read");
                    continue;
                }
            };
            let Some(drawn) = self.bases.get_mut(&arrived.id) else {
                continue;
            };
            if Arc::ptr_eq(&drawn.source, &arrived.source) {
                drawn.take(context, arrived, self.frame);
            }
        }
    }

    /// Drops what was not drawn for the longest time.
    fn evict(&mut self) {
        let frame = self.frame;
        let all = self.bases.iter();
        let mut old: Vec<(u64, u64, PieceKey, usize)> = all
            .flat_map(|(id, drawn)| {
                let pieces = drawn.pieces.iter();
                pieces.map(|(key, shown)| (shown.last_frame, *id, *key, shown.bytes))
            })
            .collect();
        let mut bytes: usize = old.iter().map(|(.., bytes)| bytes).sum();
        if bytes <= MAX_BYTES {
            return;
        }
        old.sort_unstable();
        for (last_frame, id, key, freed) in old {
            if bytes <= MAX_BYTES || last_frame + 1 >= frame {
                break;
            }
            if let Some(drawn) = self.bases.get_mut(&id) {
                drawn.pieces.remove(&key);
                bytes -= freed;
            }
        }
    }
}

/// On the thread: what the view wants, and the first few pieces that are not there.
fn read(
    kept: &mut Kept,
    (id, source, view): (u64, Arc<BaseSource>, View),
    have: &BTreeSet<PieceKey>,
    progress: &Progress,
) -> Result<Arrived, JobError> {
    let known = kept.iter().position(|(own, _)| Arc::ptr_eq(own, &source));
    let place = if let Some(place) = known {
        place
    } else {
        if kept.len() >= MAX_PLANES {
            kept.remove(0);
        }
        let planes = source.planes().map_err(|error| JobError::failed(&error))?;
        kept.push((Arc::clone(&source), planes));
        kept.len() - 1
    };
    let planes = &kept[place].1;
    let wanted = source
        .wanted(planes, view.reach(0.0), view.m_per_px)
        .map_err(|error| JobError::failed(&error))?;
    let mut pieces = Vec::new();
    for key in wanted
        .iter()
        .filter(|key| !have.contains(key))
        .take(AT_ONCE)
    {
        progress
            .step(pieces.len(), AT_ONCE)
            .map_err(|_cancelled| JobError::Cancelled)?;
        // A broken tile is a hole, not the end of the base.
        let piece = source.piece(planes, *key).unwrap_or_else(|error| {
            tracing::warn!(%error, ?key, "a piece of a base is broken");
            None
        });
        let piece = piece.map(|piece| {
            let image = ColorImage::from_rgba_unmultiplied(piece.size, &piece.rgba);
            (image, piece.mesh)
        });
        pieces.push((*key, piece));
    }
    Ok(Arrived {
        id,
        source,
        view,
        wanted,
        pieces,
    })
}

impl Drawn {
    fn take(&mut self, context: &Context, arrived: Arrived, frame: u64) {
        for (key, piece) in arrived.pieces {
            let bytes = piece
                .as_ref()
                .map_or(0, |(image, _)| image.pixels.len() * size_of::<Color32>());
            let texture = piece.map(|(image, mesh)| {
                let name = format!("base {key:?}");
                let texture = context.load_texture(name, image, TextureOptions::LINEAR);
                (texture, mesh)
            });
            let shown = Shown {
                texture,
                bytes,
                last_frame: frame,
            };
            self.pieces.insert(key, shown);
        }
        self.view = Some(arrived.view);
        self.wanted = arrived.wanted.into_iter().collect();
        self.complete = self.wanted.iter().all(|key| self.pieces.contains_key(key));
    }

    /// Draws what the view wants; while some of that is missing, whatever else is there beneath it.
    fn paint(
        &mut self,
        painter: &Painter,
        (rect, camera, area): (Rect, &Camera, geo::Rect<f64>),
        opacity: f32,
        frame: u64,
    ) {
        let tint = Color32::WHITE.gamma_multiply(opacity);
        // Keys are sorted by level: coarse pieces lie under fine ones.
        for (key, shown) in &mut self.pieces {
            let wanted = self.wanted.contains(key);
            if !wanted && self.complete {
                continue;
            }
            if wanted {
                shown.last_frame = frame;
            }
            let Some((texture, mesh)) = &shown.texture else {
                continue;
            };
            if overlap(mesh.bounds(), area) {
                painter.add(bent(mesh, texture, (rect, camera), tint));
            }
        }
    }
}

/// A piece on the screen.
fn bent(
    net: &WarpMesh,
    texture: &TextureHandle,
    (rect, camera): (Rect, &Camera),
    tint: Color32,
) -> Mesh {
    let origin = to_pos(rect, camera, net.origin);
    let per_m = (1.0 / camera.m_per_px()) as f32;
    let side = net.cells + 1;
    let mut mesh = Mesh::with_texture(texture.id());
    for (index, [x, y]) in net.points.iter().enumerate() {
        let share = |step: usize| step as f32 / net.cells as f32;
        let uv: Pos2 = pos2(share(index % side), share(index / side));
        mesh.vertices.push(Vertex {
            pos: origin + vec2(x * per_m, -y * per_m),
            uv,
            color: tint,
        });
    }
    for row in 0..net.cells {
        for column in 0..net.cells {
            let first = (row * side + column) as u32;
            let below = first + side as u32;
            mesh.add_triangle(first, first + 1, below);
            mesh.add_triangle(first + 1, below, below + 1);
        }
    }
    mesh
}
