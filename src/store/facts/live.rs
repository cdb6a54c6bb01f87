//! Facts straight from the project file: reads what lies around one site, through the R*-trees.

use std::sync::Arc;

use geo::{Coord, Rect};
use jiff::civil::Date;

use crate::domain::feature::Feature;
use crate::domain::layer::Layer;
use crate::geodesy::{CrsError, MetricGrid};
use crate::store::error::StoreError;
use crate::store::facts::grid;
use crate::store::facts::register::{Item, Register};
use crate::store::facts::shared::Shared;
use crate::store::project::Project;

/// The project file, read on demand. For one check or a few; see [`crate::store::Snapshot`] for many.
#[derive(Debug)]
pub struct Live<'a> {
    project: &'a Project,
    as_of: Date,
    shared: Shared,
}

impl<'a> Live<'a> {
    /// Nothing is read yet.
    pub fn new(project: &'a Project, as_of: Date) -> Self {
        Self {
            project,
            as_of,
            shared: Shared::default(),
        }
    }
}

fn items(features: Vec<Feature>) -> Vec<Arc<Item>> {
    features.into_iter().map(Item::new).map(Arc::new).collect()
}

impl Register for Live<'_> {
    fn as_of(&self) -> Date {
        self.as_of
    }

    fn is_whole(&self) -> bool {
        false
    }

    fn shared(&self) -> &Shared {
        &self.shared
    }

    fn metric_epsg(&self) -> u32 {
        self.project.metric_epsg()
    }

    fn grid(&self, site: Coord<f64>) -> Result<Arc<MetricGrid>, CrsError> {
        grid::around(self.project.metric_epsg(), site)
    }

    fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.project.setting(key)
    }

    fn is_empty(&self, layer: Layer) -> Result<bool, StoreError> {
        self.project.is_empty(layer)
    }

    fn unplaced(&self, layer: Layer) -> Result<u64, StoreError> {
        self.project.unplaced(layer)
    }

    fn has_strays(&self, layer: Layer) -> Result<bool, StoreError> {
        self.project.has_strays(layer)
    }

    fn near(&self, layer: Layer, bounds: Rect<f64>) -> Result<Vec<Arc<Item>>, StoreError> {
        self.project.features_near(layer, bounds).map(items)
    }

    fn rows_where(
        &self,
        layer: Layer,
        field: &'static str,
        value: &str,
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        self.project.rows_where(layer, field, value).map(items)
    }

    fn near_with(
        &self,
        layer: Layer,
        bounds: Rect<f64>,
        fields: &[&str],
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        self.project.fields_near(layer, bounds, fields).map(items)
    }

    fn rows_where_with(
        &self,
        layer: Layer,
        field: &'static str,
        value: &str,
        fields: &[&str],
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        self.project
            .fields_where(layer, field, value, fields)
            .map(items)
    }

    fn rows_without(
        &self,
        layer: Layer,
        field: &'static str,
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        self.project.rows_without(layer, field).map(items)
    }

    fn distinct(
        &self,
        layer: Layer,
        field: &'static str,
    ) -> Result<Vec<Option<String>>, StoreError> {
        self.project.distinct(layer, field)
    }

    fn all(&self, layer: Layer) -> Result<Vec<Arc<Item>>, StoreError> {
        self.project.features(layer).map(items)
    }

    fn extent_covers(&self, at: Coord<f64>) -> Result<Option<bool>, StoreError> {
        self.project.extent_covers(at)
    }
}
