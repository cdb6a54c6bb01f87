//! A copy of the registers in memory, for very many checks: an audit, a site that is dragged, a map of
//! verdicts. Shareable among threads. Answers exactly as the file would.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use geo::{BoundingRect as _, Coord, Rect};
use jiff::civil::Date;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::domain::layer::Layer;
use crate::domain::progress::{Cancelled, Progress};
use crate::geodesy::{CrsError, MetricGrid, bounds};
use crate::store::error::StoreError;
use crate::store::facts::register::{Item, Memo, Register};
use crate::store::facts::shared::Shared;
use crate::store::project::Project;

type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;
type ByText = HashMap<String, Vec<usize>>;

/// One layer with its indexes. Items are sorted by id.
#[derive(Debug, Default)]
struct Copied {
    items: Vec<Arc<Item>>,
    boxes: RTree<Boxed>,
    unplaced: u64,
    strays: bool,
    by_text: Memo<&'static str, ByText>,
}

/// Why a snapshot could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The projected CRS.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The caller cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The registers of a project at one moment, as seen on one decision date.
#[derive(Debug)]
pub struct Snapshot {
    as_of: Date,
    epsg: u32,
    grid: Arc<MetricGrid>,
    extent: Option<Rect<f64>>,
    settings: HashMap<String, String>,
    layers: Vec<Copied>,
    shared: Shared,
}

/// Yunnan and what is around it, EPSG:4490 degrees: one point with swapped axes must not stretch the
/// grid over half the earth, where the projected CRS has no coordinates.
const REGION: [f64; 4] = [97.0, 20.0, 107.0, 30.0];

/// Around everything, so that a site a little outside can still be measured.
const MARGIN_DEG: f64 = 0.5;

impl Snapshot {
    /// Reads every layer of `project` into memory.
    pub fn load(
        project: &Project,
        as_of: Date,
        progress: &Progress,
    ) -> Result<Self, SnapshotError> {
        let mut layers = Vec::with_capacity(Layer::ALL.len());
        let mut extent: Option<Rect<f64>> = None;
        for (done, layer) in Layer::ALL.into_iter().enumerate() {
            progress.step(done, Layer::ALL.len())?;
            let items: Vec<_> = project
                .features(layer)?
                .into_iter()
                .map(Item::new)
                .map(Arc::new)
                .collect();
            let copied = Copied::new(items, project.unplaced(layer)?, project.has_strays(layer)?);
            if let Some(own) = project.layer_extent(layer)? {
                extent = Some(extent.map_or(own, |all| bounds::union(all, own)));
            }
            layers.push(copied);
        }
        let around = extent.map_or_else(|| Rect::new((102.0, 24.0), (104.0, 27.0)), measured);
        let margin = Coord {
            x: MARGIN_DEG,
            y: MARGIN_DEG,
        };
        let around = Rect::new(around.min() - margin, around.max() + margin);
        Ok(Self {
            as_of,
            epsg: project.metric_epsg(),
            grid: Arc::new(MetricGrid::new(project.metric_epsg(), around)?),
            extent,
            settings: project.settings()?.into_iter().collect(),
            layers,
            shared: Shared::default(),
        })
    }

    /// Every feature of the layer, by id.
    pub fn items(&self, layer: Layer) -> &[Arc<Item>] {
        &self.layer(layer).items
    }

    fn layer(&self, layer: Layer) -> &Copied {
        // One entry per layer, in the order of `Layer::ALL`, which is that of the enum.
        &self.layers[layer as usize]
    }
}

/// The part of `extent` that is measured in.
fn measured(extent: Rect<f64>) -> Rect<f64> {
    let [west, south, east, north] = REGION;
    let region = Rect::new((west, south), (east, north));
    if !bounds::overlap(extent, region) {
        return extent;
    }
    let clamp = |at: Coord<f64>| Coord {
        x: at.x.clamp(west, east),
        y: at.y.clamp(south, north),
    };
    Rect::new(clamp(extent.min()), clamp(extent.max()))
}

impl Copied {
    fn new(items: Vec<Arc<Item>>, unplaced: u64, strays: bool) -> Self {
        let boxes = items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| {
                let own = item.geometry.as_ref()?.bounding_rect()?;
                let corners = |at: Coord<f64>| [at.x, at.y];
                Some(GeomWithData::new(
                    Rectangle::from_corners(corners(own.min()), corners(own.max())),
                    index,
                ))
            })
            .collect();
        Self {
            boxes: RTree::bulk_load(boxes),
            items,
            unplaced,
            strays,
            by_text: Memo::default(),
        }
    }

    fn by_text(&self, field: &'static str) -> Arc<ByText> {
        let index = || -> Result<ByText, std::convert::Infallible> {
            let mut index = ByText::new();
            for (number, item) in self.items.iter().enumerate() {
                let text = if field == "code" {
                    Some(item.code.as_str())
                } else {
                    item.text(field)
                };
                if let Some(text) = text {
                    index.entry(text.to_owned()).or_default().push(number);
                }
            }
            Ok(index)
        };
        match self.by_text.get(field, index) {
            Ok(index) => index,
            Err(never) => match never {},
        }
    }
}

impl Register for Snapshot {
    fn as_of(&self) -> Date {
        self.as_of
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn shared(&self) -> &Shared {
        &self.shared
    }

    fn metric_epsg(&self) -> u32 {
        self.epsg
    }

    fn grid(&self, _site: Coord<f64>) -> Result<Arc<MetricGrid>, CrsError> {
        Ok(Arc::clone(&self.grid))
    }

    fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.settings.get(key).cloned())
    }

    fn is_empty(&self, layer: Layer) -> Result<bool, StoreError> {
        Ok(self.layer(layer).items.is_empty())
    }

    fn unplaced(&self, layer: Layer) -> Result<u64, StoreError> {
        Ok(self.layer(layer).unplaced)
    }

    fn has_strays(&self, layer: Layer) -> Result<bool, StoreError> {
        Ok(self.layer(layer).strays)
    }

    fn near(&self, layer: Layer, bounds: Rect<f64>) -> Result<Vec<Arc<Item>>, StoreError> {
        let layer = self.layer(layer);
        let envelope = AABB::from_corners(
            [bounds.min().x, bounds.min().y],
            [bounds.max().x, bounds.max().y],
        );
        let mut found: Vec<usize> = layer
            .boxes
            .locate_in_envelope_intersecting(&envelope)
            .map(|entry| entry.data)
            .collect();
        found.sort_unstable();
        Ok(found
            .into_iter()
            .map(|index| Arc::clone(&layer.items[index]))
            .collect())
    }

    fn rows_where(
        &self,
        layer: Layer,
        field: &'static str,
        value: &str,
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        let layer = self.layer(layer);
        let index = layer.by_text(field);
        let found = index.get(value).map(Vec::as_slice).unwrap_or_default();
        Ok(found
            .iter()
            .map(|index| Arc::clone(&layer.items[*index]))
            .collect())
    }

    fn near_with(
        &self,
        layer: Layer,
        bounds: Rect<f64>,
        _fields: &[&str],
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        self.near(layer, bounds)
    }

    fn rows_where_with(
        &self,
        layer: Layer,
        field: &'static str,
        value: &str,
        _fields: &[&str],
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        self.rows_where(layer, field, value)
    }

    fn rows_without(
        &self,
        layer: Layer,
        field: &'static str,
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        let rows = &self.layer(layer).items;
        let without = rows.iter().filter(|row| row.text(field).is_none());
        Ok(without.cloned().collect())
    }

    fn distinct(
        &self,
        layer: Layer,
        field: &'static str,
    ) -> Result<Vec<Option<String>>, StoreError> {
        let rows = &self.layer(layer).items;
        let values: BTreeSet<_> = rows.iter().map(|row| row.text(field)).collect();
        Ok(values
            .into_iter()
            .map(|value| value.map(str::to_owned))
            .collect())
    }

    fn all(&self, layer: Layer) -> Result<Vec<Arc<Item>>, StoreError> {
        Ok(self.layer(layer).items.clone())
    }

    fn extent_covers(&self, at: Coord<f64>) -> Result<Option<bool>, StoreError> {
        Ok(self.extent.map(|extent| {
            (extent.min().x..=extent.max().x).contains(&at.x)
                && (extent.min().y..=extent.max().y).contains(&at.y)
        }))
    }
}
