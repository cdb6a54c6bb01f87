//! Which chunks are drawn at which level, and their preparation on the worker pool.
//!
//! A picture never waits: a chunk whose level is not ready is drawn at the nearest level that is,
//! and the window is woken when the right one arrives. What was not used for long is dropped.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender};
use geo::Rect;

use crate::carto::chunk::Chunk;
use crate::carto::lod::Level;
use crate::carto::mesh::ChunkMesh;
use crate::carto::scene::Scene;
use crate::geodesy::bounds::overlap;

/// Bytes of prepared meshes that may lie unused beside those on screen.
const SPARE_BYTES: usize = 24 << 20;

/// The coarsest mesh of a chunk is never dropped when it is smaller than this: zooming out must not
/// show holes while it is prepared again.
const KEPT_BYTES: usize = 128 << 10;

/// A chunk at a level.
pub(super) type Key = (u32, Level);

/// What a painter keeps of a mesh.
pub(super) trait Prepared {
    /// Memory that it takes, on the graphics card or beside it.
    fn bytes(&self) -> usize;
}

impl Prepared for ChunkMesh {
    fn bytes(&self) -> usize {
        Self::bytes(self)
    }
}

/// Prepared meshes of one scene, each turned into a `T` that the painter keeps.
pub(super) struct LevelCache<T> {
    scene: Arc<Scene>,
    chunks: Arc<Vec<Chunk>>,
    ready: BTreeMap<Key, Entry<T>>,
    jobs: Arc<Mutex<Jobs>>,
    arrivals: Receiver<(Key, ChunkMesh)>,
    sender: Sender<(Key, ChunkMesh)>,
    wake: Arc<dyn Fn(Urgency) + Send + Sync>,
    frame: u64,
    revision: u64,
}

struct Entry<T> {
    drawn: T,
    bytes: usize,
    last_frame: u64,
}

/// What is waiting for a worker and what is under way.
#[derive(Default)]
struct Jobs {
    waiting: VecDeque<Key>,
    running: Vec<Key>,
}

/// How soon an arrival should be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// More is on its way.
    Soon,
    /// The last one that was asked for.
    Now,
}

/// Chunks to be drawn, per layer of the scene.
pub(super) struct Plan {
    /// Keys of ready meshes in drawing order; index = layer of the scene.
    pub(super) layers: Vec<Vec<Key>>,
    /// Whether every visible chunk is there at its level.
    pub(super) complete: bool,
    /// Changes whenever a mesh came or went.
    pub(super) revision: u64,
}

impl<T: Prepared> LevelCache<T> {
    /// Nothing is prepared before it is asked for. `wake` is called from workers when a mesh is there.
    pub(super) fn new(scene: &Arc<Scene>, wake: impl Fn(Urgency) + Send + Sync + 'static) -> Self {
        let (sender, arrivals) = crossbeam_channel::unbounded();
        Self {
            scene: Arc::clone(scene),
            chunks: Arc::clone(&scene.chunks),
            ready: BTreeMap::new(),
            jobs: Arc::default(),
            arrivals,
            sender,
            wake: Arc::new(wake),
            frame: 0,
            revision: 0,
        }
    }

    /// Takes `scene` for its own if it holds the same shapes, and keeps what was made of them: features
    /// in other categories are the same triangles. `false`: a new cache is needed.
    pub(super) fn adopt(&mut self, scene: &Arc<Scene>) -> bool {
        if Arc::ptr_eq(&self.scene, scene) {
            return true;
        }
        let pairs = || self.scene.layers.iter().zip(&scene.layers);
        if self.scene.layers.len() != scene.layers.len()
            || pairs().any(|(old, new)| !old.has_shapes_of(new))
        {
            return false;
        }
        let thinned: Vec<bool> = pairs()
            .map(|(old, new)| (old.thinned_apart || new.thinned_apart) && !Arc::ptr_eq(old, new))
            .collect();
        self.scene = Arc::clone(scene);
        if thinned.contains(&true) {
            // Which points stand for a crowd depends on their categories.
            let chunks = Arc::clone(&self.chunks);
            self.ready
                .retain(|(chunk, _), _| !thinned[chunks[*chunk as usize].layer]);
            self.revision += 1;
        }
        // Workers that still prepare the old scene find nobody to hand it to.
        self.jobs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .waiting
            .clear();
        self.jobs = Arc::default();
        (self.sender, self.arrivals) = crossbeam_channel::unbounded();
        true
    }

    /// The prepared mesh and its chunk; `None` for keys that no plan named.
    pub(super) fn get(&self, key: Key) -> Option<&T> {
        self.ready.get(&key).map(|entry| &entry.drawn)
    }

    /// Takes in what workers finished, decides what to draw of `view` (metres), and asks for what
    /// is missing. `shown` tells which layers of the scene are visible.
    pub(super) fn plan(
        &mut self,
        view: Rect<f64>,
        level: Level,
        shown: &[bool],
        mut prepare: impl FnMut(ChunkMesh) -> T,
    ) -> Plan {
        self.frame += 1;
        while let Ok((key, mesh)) = self.arrivals.try_recv() {
            let drawn = prepare(mesh);
            let entry = Entry {
                bytes: drawn.bytes(),
                drawn,
                last_frame: self.frame,
            };
            self.ready.insert(key, entry);
            self.revision += 1;
        }
        let chunks = Arc::clone(&self.chunks);
        let mut layers = vec![Vec::new(); self.scene.layers.len()];
        let mut missing = VecDeque::new();
        for (index, chunk) in chunks.iter().enumerate() {
            if !shown.get(chunk.layer).copied().unwrap_or(false) || !overlap(chunk.bounds, view) {
                continue;
            }
            let wanted = (index as u32, level);
            if !self.ready.contains_key(&wanted) {
                missing.push_back(wanted);
            }
            if let Some(key) = self.nearest(wanted) {
                if let Some(entry) = self.ready.get_mut(&key) {
                    entry.last_frame = self.frame;
                }
                layers[chunk.layer].push(key);
            }
        }
        let complete = missing.is_empty();
        self.evict();
        self.request(missing);
        Plan {
            layers,
            complete,
            revision: self.revision,
        }
    }

    /// The ready level of the chunk that is nearest to the wanted one.
    fn nearest(&self, (chunk, level): Key) -> Option<Key> {
        self.ready
            .range((chunk, Level::MIN)..=(chunk, Level::MAX))
            .map(|(key, _)| *key)
            .min_by_key(|(_, ready)| (ready - level).abs())
    }

    /// Drops the longest unused meshes beyond the budget; nothing that this frame draws.
    fn evict(&mut self) {
        let frame = self.frame;
        let mut unused: Vec<(u64, Key, usize)> = self
            .ready
            .iter()
            .filter(|(key, entry)| entry.last_frame < frame && !self.is_kept(**key, entry))
            .map(|(key, entry)| (entry.last_frame, *key, entry.bytes))
            .collect();
        let mut bytes: usize = unused.iter().map(|(.., bytes)| bytes).sum();
        if bytes <= SPARE_BYTES {
            return;
        }
        unused.sort_unstable();
        for (_, key, freed) in unused {
            if bytes <= SPARE_BYTES {
                break;
            }
            self.ready.remove(&key);
            self.revision += 1;
            bytes -= freed;
        }
    }

    fn is_kept(&self, key: Key, entry: &Entry<T>) -> bool {
        let levels = (key.0, Level::MIN)..=(key.0, Level::MAX);
        let coarsest = self.ready.range(levels).next_back();
        entry.bytes <= KEPT_BYTES && coarsest.is_some_and(|(coarsest, _)| *coarsest == key)
    }

    /// Replaces what waits for a worker by `missing`.
    fn request(&mut self, missing: VecDeque<Key>) {
        let workers = rayon::current_num_threads();
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.waiting = missing;
        let Jobs { waiting, running } = &mut *jobs;
        waiting.retain(|key| !running.contains(key));
        let idle = workers
            .saturating_sub(jobs.running.len())
            .min(jobs.waiting.len());
        drop(jobs);
        for _ in 0..idle {
            let worker = Worker {
                scene: Arc::clone(&self.scene),
                chunks: Arc::clone(&self.chunks),
                jobs: Arc::clone(&self.jobs),
                sender: self.sender.clone(),
                wake: Arc::clone(&self.wake),
            };
            rayon::spawn(move || worker.run());
        }
    }
}

impl<T> Drop for LevelCache<T> {
    fn drop(&mut self) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.waiting.clear();
    }
}

/// Takes waiting keys until there are none.
struct Worker {
    scene: Arc<Scene>,
    chunks: Arc<Vec<Chunk>>,
    jobs: Arc<Mutex<Jobs>>,
    sender: Sender<(Key, ChunkMesh)>,
    wake: Arc<dyn Fn(Urgency) + Send + Sync>,
}

impl Worker {
    fn run(&self) {
        while let Some(key) = self.take() {
            let mesh = self.build(key);
            // The receiver is gone when the scene was replaced meanwhile; then nobody misses this.
            let delivered = self.sender.send((key, mesh)).is_ok();
            let urgency = {
                let mut jobs = self.jobs();
                jobs.running.retain(|running| *running != key);
                if jobs.running.is_empty() && jobs.waiting.is_empty() {
                    Urgency::Now
                } else {
                    Urgency::Soon
                }
            };
            if !delivered {
                return;
            }
            (self.wake)(urgency);
        }
    }

    fn take(&self) -> Option<Key> {
        let mut jobs = self.jobs();
        let key = jobs.waiting.pop_front()?;
        jobs.running.push(key);
        Some(key)
    }

    fn build(&self, (index, level): Key) -> ChunkMesh {
        let chunk = &self.chunks[index as usize];
        let layer = &self.scene.layers[chunk.layer];
        // The triangulator asserts on shapes it does not expect; one such shape must not end the program.
        let built = catch_unwind(AssertUnwindSafe(|| ChunkMesh::build(layer, chunk, level)));
        let mesh = built.unwrap_or_else(|_panic| {
            tracing::error!(
                layer = layer.layer.name(),
                index,
                "a map chunk could not be drawn"
            );
            ChunkMesh {
                unfilled: chunk.features.len(),
                ..ChunkMesh::default()
            }
        });
        if mesh.unfilled > 0 {
            let (layer, features) = (layer.layer.name(), mesh.unfilled);
            tracing::warn!(layer, features, "areas are drawn without their interior");
        }
        mesh
    }

    fn jobs(&self) -> std::sync::MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use geo::{Coord, Geometry, wkt};

    use super::*;
    use crate::carto::scene::{SceneFeature, SceneLayer};
    use crate::domain::Layer;

    fn scene() -> Arc<Scene> {
        let (grid, bounds) = Scene::grid(4543, None).unwrap();
        let at = grid.project(Coord { x: 102.7, y: 25.0 });
        let square: Geometry<f64> =
            wkt!(POLYGON((0. 0., 900. 0., 900. 900., 0. 900., 0. 0.))).into();
        let feature = SceneFeature {
            id: 1,
            code: "L1".into(),
            name: "滇池".into(),
            category: 0,
            geometry: geo::Translate::translate(&square, at.x, at.y).into(),
        };
        let lake = SceneLayer::new(Layer::Lake, vec![feature], 1);
        Arc::new(Scene::new(grid, bounds, vec![lake]))
    }

    #[test]
    fn a_picture_is_complete_once_its_level_arrived_and_stays_drawn_meanwhile() {
        let scene = scene();
        let (sender, woken) = crossbeam_channel::unbounded();
        let mut cache: LevelCache<ChunkMesh> = LevelCache::new(&scene, move |_| {
            sender.send(()).ok();
        });
        let view = scene.bounds;
        assert!(!cache.plan(view, 2, &[true], |mesh| mesh).complete);
        woken.recv_timeout(Duration::from_secs(20)).unwrap();
        let plan = cache.plan(view, 2, &[true], |mesh| mesh);
        assert!(plan.complete);
        assert_eq!(plan.layers, [[(0, 2)]]);
        let finer = cache.plan(view, -1, &[true], |mesh| mesh);
        assert!(!finer.complete);
        assert_eq!(finer.layers, [[(0, 2)]], "the coarser level stands in");
        let start = Instant::now();
        while !cache.plan(view, -1, &[true], |mesh| mesh).complete {
            woken.recv_timeout(Duration::from_secs(20)).unwrap();
            assert!(start.elapsed() < Duration::from_secs(20));
        }
        assert!(cache.get((0, -1)).is_some());
    }

    #[test]
    fn other_categories_keep_every_mesh_and_other_shapes_keep_none() {
        let first = scene();
        let (sender, woken) = crossbeam_channel::unbounded();
        let mut cache: LevelCache<ChunkMesh> = LevelCache::new(&first, move |_| {
            sender.send(()).ok();
        });
        cache.plan(first.bounds, 2, &[true], |mesh| mesh);
        woken.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(cache.plan(first.bounds, 2, &[true], |mesh| mesh).complete);
        let sheet = crate::carto::style::StyleSheet::shipped().unwrap();
        let style = sheet.layer(Layer::Lake).unwrap();
        let layer = first
            .layer(Layer::Lake)
            .unwrap()
            .recategorised(style, |_| 0);
        let second = Arc::new(first.with_layer(layer));
        assert!(cache.adopt(&second));
        let plan = cache.plan(second.bounds, 2, &[true], |_| {
            panic!("nothing is prepared anew")
        });
        assert!(plan.complete);
        assert!(!cache.adopt(&scene()), "another scene has other shapes");
    }

    #[test]
    fn what_is_hidden_or_out_of_sight_is_not_prepared() {
        let scene = scene();
        let mut cache: LevelCache<ChunkMesh> = LevelCache::new(&scene, |_| {});
        assert!(cache.plan(scene.bounds, 2, &[false], |mesh| mesh).complete);
        let elsewhere = Rect::new((0.0, 0.0), (1.0, 1.0));
        assert!(cache.plan(elsewhere, 2, &[true], |mesh| mesh).complete);
        assert!(cache.jobs.lock().unwrap().waiting.is_empty());
    }
}
