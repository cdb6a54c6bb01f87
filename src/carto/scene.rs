//! The features of a project made ready for drawing: metric coordinates, category, bounding boxes.
//! Holds the only copy of the geometry that the map needs, to the millimetre. Knows no database.

use std::sync::Arc;

use geo::{Coord, Rect};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use crate::carto::chunk::{self, Chunk};
use crate::carto::packed::PackedGeometry;
use crate::carto::style::{LayerStyle, NOT_DRAWN};
use crate::domain::{Feature, GeometryKind, Layer, LonLat};
use crate::geodesy::bounds::{overlap, union};
use crate::geodesy::{CrsError, MetricGrid};

/// Degrees around the data in which positions can still be converted.
const GRID_MARGIN_DEG: f64 = 2.0;
/// Greater Kunming in EPSG:4490 degrees: what an empty project shows.
const HOME: [(f64, f64); 2] = [(102.1, 24.3), (103.8, 26.7)];

/// The box of a feature with its place in [`SceneLayer::features`].
type FeatureBox = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Everything that the map draws.
#[derive(Debug)]
pub struct Scene {
    /// The projected CRS of all coordinates.
    pub metric_epsg: u32,
    /// Converts between EPSG:4490 degrees and the metric plane.
    pub grid: MetricGrid,
    /// One entry per layer with geometry, in the order of [`Layer::spatial`].
    pub layers: Vec<Arc<SceneLayer>>,
    /// Box of all features in metres; greater Kunming when there are none.
    pub bounds: Rect<f64>,
    /// All features in the groups that pictures are made of.
    pub chunks: Arc<Vec<Chunk>>,
    grid_bounds: Rect<f64>,
}

/// The drawable features of one layer.
#[derive(Debug)]
pub struct SceneLayer {
    /// The layer.
    pub layer: Layer,
    /// Features that have geometry.
    pub features: Vec<SceneFeature>,
    /// Box of all features in metres; `None` when there are none.
    pub bounds: Option<Rect<f64>>,
    /// Features per category of the layer's style.
    pub category_counts: Vec<usize>,
    /// Features that no rule of the style takes.
    pub undrawn: usize,
    /// Whether a crowd of point symbols is thinned category by category.
    pub thinned_apart: bool,
    tree: Arc<RTree<FeatureBox>>,
}

/// One drawable feature.
#[derive(Clone, Debug)]
pub struct SceneFeature {
    /// Primary key in the project.
    pub id: i64,
    /// Unique code within the layer.
    pub code: Arc<str>,
    /// What it is called; empty when it has no name.
    pub name: Arc<str>,
    /// Index into the categories of the layer's style; [`NOT_DRAWN`] for none.
    pub category: u16,
    /// Geometry in metres of the project CRS.
    pub geometry: PackedGeometry,
}

impl Scene {
    /// The grid for a project: over `extent` (EPSG:4490 degrees; `None` = no features) with room
    /// around it, and the bounds in which it converts.
    pub fn grid(
        metric_epsg: u32,
        extent: Option<Rect<f64>>,
    ) -> Result<(MetricGrid, Rect<f64>), CrsError> {
        let extent = extent.unwrap_or_else(|| Rect::new(HOME[0], HOME[1]));
        let margin = Coord {
            x: GRID_MARGIN_DEG,
            y: GRID_MARGIN_DEG,
        };
        let bounds = Rect::new(extent.min() - margin, extent.max() + margin);
        Ok((MetricGrid::new(metric_epsg, bounds)?, bounds))
    }

    /// A scene of finished layers; `grid_bounds` are the degrees for which `grid` was made.
    pub fn new(grid: MetricGrid, grid_bounds: Rect<f64>, layers: Vec<SceneLayer>) -> Self {
        let bounds = layers
            .iter()
            .filter_map(|layer| layer.bounds)
            .reduce(union)
            .unwrap_or_else(|| {
                let [low, high] = HOME.map(|(x, y)| grid.project(Coord { x, y }));
                Rect::new(low, high)
            });
        Self {
            metric_epsg: grid.epsg(),
            grid,
            chunks: Arc::new(chunk::chunks(&layers)),
            layers: layers.into_iter().map(Arc::new).collect(),
            bounds,
            grid_bounds,
        }
    }

    /// The layer to be shared, if the scene has it.
    pub fn shared_layer(&self, layer: Layer) -> Option<&Arc<SceneLayer>> {
        self.layers.iter().find(|entry| entry.layer == layer)
    }

    /// The features of some layers, by their ascending keys; see [`SceneLayer::subset`].
    pub fn subset<'a>(&self, parts: impl IntoIterator<Item = (Layer, &'a [i64])>) -> Self {
        let layers = parts
            .into_iter()
            .filter_map(|(layer, ids)| Some(self.layer(layer)?.subset(ids)))
            .collect();
        Self::new(self.grid.clone(), self.grid_bounds, layers)
    }

    /// The layer, if the scene has it.
    pub fn layer(&self, layer: Layer) -> Option<&SceneLayer> {
        self.layers
            .iter()
            .find(|entry| entry.layer == layer)
            .map(|entry| &**entry)
    }

    /// The same scene with another version of one of its layers; the others are shared.
    pub fn with_layer(&self, layer: impl Into<Arc<SceneLayer>>) -> Self {
        let mut layers = self.layers.clone();
        let layer = layer.into();
        for entry in &mut layers {
            if entry.layer == layer.layer {
                entry.clone_from(&layer);
            }
        }
        Self {
            metric_epsg: self.metric_epsg,
            grid: self.grid.clone(),
            layers,
            bounds: self.bounds,
            chunks: Arc::clone(&self.chunks),
            grid_bounds: self.grid_bounds,
        }
    }

    /// Degrees of a metric position; `None` beyond the area that was prepared.
    pub fn to_lon_lat(&self, metric: Coord<f64>) -> Option<LonLat> {
        let at = self.grid.unproject(metric);
        let (low, high) = (self.grid_bounds.min(), self.grid_bounds.max());
        let inside = (low.x..=high.x).contains(&at.x) && (low.y..=high.y).contains(&at.y);
        inside.then(|| LonLat::try_new(at.x, at.y).ok()).flatten()
    }

    /// Metric position of degrees; `None` beyond the area that was prepared.
    pub fn to_metric(&self, position: LonLat) -> Option<Coord<f64>> {
        let (low, high) = (self.grid_bounds.min(), self.grid_bounds.max());
        let inside =
            (low.x..=high.x).contains(&position.lon) && (low.y..=high.y).contains(&position.lat);
        inside.then(|| {
            self.grid.project(Coord {
                x: position.lon,
                y: position.lat,
            })
        })
    }
}

impl SceneFeature {
    /// A stored feature with its geometry projected and packed.
    pub fn new(feature: Feature, style: Option<&LayerStyle>, geometry: PackedGeometry) -> Self {
        let category = style.map_or(0, |style| style.category_of(&feature));
        Self {
            id: feature.id,
            name: feature.name().into(),
            code: feature.code.into(),
            category: u16::try_from(category).unwrap_or(NOT_DRAWN),
            geometry,
        }
    }
}

/// Features per category, and those that are in none.
fn counts(features: &[SceneFeature], categories: usize) -> (Vec<usize>, usize) {
    let mut counts = vec![0; categories];
    let mut undrawn = 0;
    for feature in features {
        match counts.get_mut(usize::from(feature.category)) {
            Some(count) => *count += 1,
            None => undrawn += 1,
        }
    }
    (counts, undrawn)
}

impl SceneLayer {
    /// A layer of features that are metric already; those without any coordinate are left out.
    pub fn new(layer: Layer, features: Vec<SceneFeature>, categories: usize) -> Self {
        let features: Vec<_> = features
            .into_iter()
            .filter(|feature| feature.geometry.bounds().is_some())
            .collect();
        let boxes = || {
            let bounds = |feature: &SceneFeature| feature.geometry.bounds();
            features.iter().filter_map(bounds)
        };
        let (category_counts, undrawn) = counts(&features, categories);
        let entries = (0_u32..)
            .zip(boxes())
            .map(|(index, bounds)| {
                let corners = Rectangle::from_corners(bounds.min().into(), bounds.max().into());
                GeomWithData::new(corners, index)
            })
            .collect();
        Self {
            layer,
            bounds: boxes().reduce(union),
            features,
            category_counts,
            undrawn,
            thinned_apart: false,
            tree: Arc::new(RTree::bulk_load(entries)),
        }
    }

    /// The same, thinned as `style` wants it.
    pub fn thinned_for(mut self, style: Option<&LayerStyle>) -> Self {
        let points = self.layer.geometry() == Some(GeometryKind::Point);
        self.thinned_apart = points && style.is_some_and(LayerStyle::hides_some);
        self
    }

    /// The same features in the categories that `category` names for their primary keys; shapes and
    /// index are shared.
    pub fn recategorised(&self, style: &LayerStyle, category: impl Fn(i64) -> u16) -> Self {
        let features: Vec<SceneFeature> = self
            .features
            .iter()
            .map(|feature| SceneFeature {
                category: category(feature.id),
                ..feature.clone()
            })
            .collect();
        let (category_counts, undrawn) = counts(&features, style.categories.len());
        Self {
            layer: self.layer,
            features,
            bounds: self.bounds,
            category_counts,
            undrawn,
            thinned_apart: false,
            tree: Arc::clone(&self.tree),
        }
        .thinned_for(Some(style))
    }

    /// Whether `other` holds the very same shapes, so that what was made of them serves for both.
    pub fn has_shapes_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.tree, &other.tree)
    }

    /// Features per category whose boxes meet `area` (metres).
    pub fn counts_in(&self, area: Rect<f64>) -> Vec<usize> {
        let mut found = vec![0; self.category_counts.len()];
        for feature in &self.features {
            if let Some(slot) = found.get_mut(usize::from(feature.category))
                && let Some(bounds) = feature.geometry.bounds()
                && overlap(bounds, area)
            {
                *slot += 1;
            }
        }
        found
    }

    /// The features whose keys are among the ascending `ids`, without names and all of one category:
    /// for drawing them once more in another way.
    pub fn subset(&self, ids: &[i64]) -> Self {
        let mut features = Vec::with_capacity(ids.len());
        for feature in &self.features {
            if ids.binary_search(&feature.id).is_ok() {
                features.push(SceneFeature {
                    id: feature.id,
                    code: Arc::default(),
                    name: Arc::default(),
                    category: 0,
                    geometry: feature.geometry.clone(),
                });
            }
        }
        Self::new(self.layer, features, 1)
    }

    /// Box of the feature at `index`, in metres.
    pub fn feature_bounds(&self, index: usize) -> Rect<f64> {
        // Features without one were left out.
        let own = self.features[index].geometry.bounds();
        own.unwrap_or_else(|| Rect::new(Coord::zero(), Coord::zero()))
    }

    /// Indexes of the features whose boxes meet `area` (metres), in no particular order.
    pub fn in_box(&self, area: Rect<f64>) -> impl Iterator<Item = usize> + '_ {
        self.tree
            .locate_in_envelope_intersecting(&AABB::from_corners(
                area.min().into(),
                area.max().into(),
            ))
            .map(|entry| entry.data as usize)
    }

    /// The feature with this primary key.
    pub fn by_id(&self, id: i64) -> Option<&SceneFeature> {
        self.features.iter().find(|feature| feature.id == id)
    }

    /// The feature with this code.
    pub fn by_code(&self, code: &str) -> Option<&SceneFeature> {
        self.features.iter().find(|feature| &*feature.code == code)
    }
}
