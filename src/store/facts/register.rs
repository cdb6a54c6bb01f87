//! Where facts read features from: the project file for one check, a copy in memory for very many.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use geo::{Coord, Rect};
use jiff::civil::Date;

use crate::domain::feature::Feature;
use crate::domain::layer::Layer;
use crate::geodesy::{CrsError, MetricGrid, Place, PreparedArea, PreparedBoundary};
use crate::store::error::StoreError;
use crate::store::facts::shared::Shared;

/// A feature with what is prepared from its geometry when it is first asked for.
#[derive(Debug)]
pub struct Item {
    feature: Feature,
    area: OnceLock<Option<PreparedArea>>,
    boundary: OnceLock<Option<PreparedBoundary>>,
}

impl Item {
    /// Nothing is prepared yet.
    pub const fn new(feature: Feature) -> Self {
        Self {
            feature,
            area: OnceLock::new(),
            boundary: OnceLock::new(),
        }
    }

    /// How `at` (EPSG:4490 degrees) lies to it; `None` when it is no area.
    pub fn locate(&self, at: Coord<f64>) -> Option<Place> {
        let prepare = || PreparedArea::new(self.feature.geometry.as_ref()?);
        let area = self.area.get_or_init(prepare).as_ref()?;
        Some(area.locate(at))
    }

    /// Metres from `at` (EPSG:4490 degrees) to its boundary, line or point; `None` without geometry.
    /// All calls for one item must use the same projected CRS.
    pub fn distance_m(&self, grid: &MetricGrid, at: Coord<f64>) -> Option<f64> {
        let prepare = || Some(PreparedBoundary::new(grid, self.feature.geometry.as_ref()?));
        let boundary = self.boundary.get_or_init(prepare).as_ref()?;
        boundary.distance(grid.project(at))
    }

    /// Its position when it is a point.
    pub const fn point(&self) -> Option<Coord<f64>> {
        match &self.feature.geometry {
            Some(geo::Geometry::Point(point)) => Some(point.0),
            _ => None,
        }
    }
}

impl Deref for Item {
    type Target = Feature;

    fn deref(&self) -> &Feature {
        &self.feature
    }
}

/// Reads features for facts. What is found comes sorted by id.
pub trait Register {
    /// The decision date of every check that uses it.
    fn as_of(&self) -> Date;

    /// Whether everything is in memory, so that looking at all of it costs next to nothing.
    fn is_whole(&self) -> bool;

    /// Answers that the checks of one run share.
    fn shared(&self) -> &Shared;

    /// The projected CRS in which distances are measured.
    fn metric_epsg(&self) -> u32;

    /// The grid of the projected CRS around `site` (EPSG:4490 degrees).
    fn grid(&self, site: Coord<f64>) -> Result<Arc<MetricGrid>, CrsError>;

    /// A setting of the project; `None` when it was never set.
    fn setting(&self, key: &str) -> Result<Option<String>, StoreError>;

    /// Whether the layer has no feature; also when the file has no table for it.
    fn is_empty(&self, layer: Layer) -> Result<bool, StoreError>;

    /// How many features no box query finds: without geometry, or missing from the R*-tree.
    fn unplaced(&self, layer: Layer) -> Result<u64, StoreError>;

    /// Whether any feature lies where no feature can: its coordinates are swapped or foreign.
    fn has_strays(&self, layer: Layer) -> Result<bool, StoreError>;

    /// The features whose box meets `bounds` (EPSG:4490 degrees).
    fn near(&self, layer: Layer, bounds: Rect<f64>) -> Result<Vec<Arc<Item>>, StoreError>;

    /// The features whose text field `field` (or `code`) equals `value`.
    fn rows_where(
        &self,
        layer: Layer,
        field: &'static str,
        value: &str,
    ) -> Result<Vec<Arc<Item>>, StoreError>;

    /// As [`Register::near`], for many features of which only `fields` are wanted: others may be unknown.
    fn near_with(
        &self,
        layer: Layer,
        bounds: Rect<f64>,
        fields: &[&str],
    ) -> Result<Vec<Arc<Item>>, StoreError>;

    /// As [`Register::rows_where`], for many rows of which only `fields` are wanted.
    fn rows_where_with(
        &self,
        layer: Layer,
        field: &'static str,
        value: &str,
        fields: &[&str],
    ) -> Result<Vec<Arc<Item>>, StoreError>;

    /// The rows whose text field `field` is not filled in.
    fn rows_without(&self, layer: Layer, field: &'static str)
    -> Result<Vec<Arc<Item>>, StoreError>;

    /// Every value of the text field `field`, sorted; `None` first when a row has none.
    fn distinct(
        &self,
        layer: Layer,
        field: &'static str,
    ) -> Result<Vec<Option<String>>, StoreError>;

    /// Every feature of the layer. For facts about whole registers, kept in [`Shared`].
    fn all(&self, layer: Layer) -> Result<Vec<Arc<Item>>, StoreError>;

    /// Whether `at` lies in the box around all features of all layers; `None` for an empty project.
    fn extent_covers(&self, at: Coord<f64>) -> Result<Option<bool>, StoreError>;

    /// The feature with `code`.
    fn by_code(&self, layer: Layer, code: &str) -> Result<Option<Arc<Item>>, StoreError> {
        Ok(self.rows_where(layer, "code", code)?.into_iter().next())
    }
}

/// Answers by key, each found out once. Two threads that ask at the same time may both find out.
#[derive(Debug)]
pub struct Memo<K, V>(Mutex<BTreeMap<K, Arc<V>>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<K: Ord, V> Memo<K, V> {
    /// The answer under `key`, from `find` when it was not asked before. Failures are not kept.
    pub fn get<E>(&self, key: K, find: impl FnOnce() -> Result<V, E>) -> Result<Arc<V>, E> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = kept.get(&key) {
            return Ok(Arc::clone(value));
        }
        drop(kept);
        let value = Arc::new(find()?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(kept.entry(key).or_insert(value)))
    }
}
