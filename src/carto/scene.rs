//! The features of a project made ready for drawing: metric coordinates, category, bounding boxes.
//! Holds the only copy of the geometry that the map needs, to the millimetre. Knows no database.

use geo::{BoundingRect as _, Coord, MapCoordsInPlace as _, Rect};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use crate::carto::packed::PackedGeometry;
use crate::carto::style::LayerStyle;
use crate::domain::{Feature, Layer, LonLat};
use crate::geodesy::bounds::union;
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
    pub layers: Vec<SceneLayer>,
    /// Box of all features in metres; greater Kunming when there are none.
    pub bounds: Rect<f64>,
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
    boxes: Vec<Rect<f64>>,
    tree: RTree<FeatureBox>,
}

/// One drawable feature.
#[derive(Clone, Debug)]
pub struct SceneFeature {
    /// Primary key in the project.
    pub id: i64,
    /// Unique code within the layer.
    pub code: Box<str>,
    /// What it is called; empty when it has no name.
    pub name: Box<str>,
    /// Index into the categories of the layer's style.
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
            layers,
            bounds,
            grid_bounds,
        }
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
        self.layers.iter().find(|entry| entry.layer == layer)
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
    /// Projects a stored feature with `grid`; `None` without geometry.
    pub fn project(
        feature: Feature,
        style: Option<&LayerStyle>,
        grid: &MetricGrid,
    ) -> Option<Self> {
        let category = style.map_or(0, |style| style.category_of(&feature));
        let name = feature.name().into();
        let mut geometry = feature.geometry?;
        geometry.map_coords_in_place(|coord| grid.project(coord));
        Some(Self {
            id: feature.id,
            code: feature.code.into(),
            name,
            category: category as u16,
            geometry: geometry.into(),
        })
    }
}

impl SceneLayer {
    /// A layer of features that are metric already; those without any coordinate are left out.
    pub fn new(layer: Layer, features: Vec<SceneFeature>, categories: usize) -> Self {
        let (features, boxes): (Vec<_>, Vec<_>) = features
            .into_iter()
            .filter_map(|feature| {
                let bounds = feature.geometry.unpack().bounding_rect()?;
                Some((feature, bounds))
            })
            .unzip();
        Self::with_boxes(layer, features, boxes, categories)
    }

    fn with_boxes(
        layer: Layer,
        features: Vec<SceneFeature>,
        boxes: Vec<Rect<f64>>,
        categories: usize,
    ) -> Self {
        let mut category_counts = vec![0; categories.max(1)];
        for feature in &features {
            let slot = usize::from(feature.category).min(category_counts.len() - 1);
            category_counts[slot] += 1;
        }
        let entries = (0_u32..)
            .zip(&boxes)
            .map(|(index, bounds)| {
                let corners = Rectangle::from_corners(bounds.min().into(), bounds.max().into());
                GeomWithData::new(corners, index)
            })
            .collect();
        Self {
            layer,
            bounds: boxes.iter().copied().reduce(union),
            features,
            category_counts,
            boxes,
            tree: RTree::bulk_load(entries),
        }
    }

    /// The features whose keys are among the ascending `ids`, without names and all of one category:
    /// for drawing them once more in another way.
    pub fn subset(&self, ids: &[i64]) -> Self {
        let mut boxes = Vec::with_capacity(ids.len());
        let mut features = Vec::with_capacity(ids.len());
        for (feature, bounds) in self.features.iter().zip(&self.boxes) {
            if ids.binary_search(&feature.id).is_ok() {
                boxes.push(*bounds);
                features.push(SceneFeature {
                    id: feature.id,
                    code: Box::default(),
                    name: Box::default(),
                    category: 0,
                    geometry: feature.geometry.clone(),
                });
            }
        }
        Self::with_boxes(self.layer, features, boxes, 1)
    }

    /// Box of the feature at `index`, in metres.
    pub fn feature_bounds(&self, index: usize) -> Rect<f64> {
        self.boxes[index]
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
