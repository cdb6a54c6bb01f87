//! How two layers lie to each other: which features cover which, and how far the nearest boundary is.

use std::collections::HashMap;
use std::time::Instant;

use geo::{BoundingRect as _, Geometry, Rect};
use rayon::prelude::*;

use crate::domain::{Feature, Layer, Progress, Relation};
use crate::geodesy::bounds::union;
use crate::geodesy::{AreaIndex, BoundaryIndex, CrsError, MetricGrid, Place};
use crate::store::{Project, StoreError};

/// Why two layers could not be related.
#[derive(Debug, thiserror::Error)]
pub enum RelateError {
    /// Only points can be related so far.
    #[error("relate 的 --layer 目前只接受点图层，{layer} 不是点图层")]
    NotPoints {
        /// The layer asked for.
        layer: &'static str,
    },
    /// The second layer has no geometry.
    #[error("{layer} 没有几何，无法比较位置")]
    NoGeometry {
        /// The layer asked for.
        layer: &'static str,
    },
    /// The project file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The coordinates cannot be projected.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The caller cancelled.
    #[error(transparent)]
    Cancelled(#[from] crate::domain::Cancelled),
}

/// Why a feature of the second layer is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It covers the point: inside or edge.
    Covering(Relation),
    /// Its boundary is the nearest of the layer.
    Nearest,
    /// It is the object that the boundary marker belongs to.
    Own,
}

impl Kind {
    /// The name used in CSV and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Covering(relation) => relation.code(),
            Self::Nearest => "nearest",
            Self::Own => "own",
        }
    }
}

/// One line of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Code of the feature of the first layer.
    pub code: String,
    /// Code of the feature of the second layer.
    pub with_code: String,
    /// Why it is listed.
    pub kind: Kind,
    /// Metres to that feature's boundary in the project's Gauss-Kruger zone.
    pub distance_m: f64,
}

/// The answer, and where the time went.
#[derive(Clone, Debug)]
pub struct Relations {
    /// Sorted by code of the first layer; covering features in order of their ids, then,
    /// if asked for, the nearest, and for a boundary marker the object that it belongs to.
    pub rows: Vec<Row>,
    /// What is to be known about the layers themselves: datums that are unresolved.
    pub warnings: Vec<String>,
    /// Milliseconds for reading and indexing.
    pub load_ms: f64,
    /// Milliseconds for answering.
    pub work_ms: f64,
}

/// Relates every point of `layer` to the features of `with`.
pub fn relate(
    project: &Project,
    layer: Layer,
    with: Layer,
    nearest: bool,
    progress: &Progress,
) -> Result<Relations, RelateError> {
    if layer.geometry() != Some(crate::domain::GeometryKind::Point) {
        return Err(RelateError::NotPoints {
            layer: layer.name(),
        });
    }
    if with.geometry().is_none() {
        return Err(RelateError::NoGeometry { layer: with.name() });
    }
    let started = Instant::now();
    let warnings = project.unresolved_warnings(&[layer, with])?;
    let points = project.features(layer)?;
    progress.step(1, 4)?;
    let others = project.features(with)?;
    progress.step(2, 4)?;
    let shapes: Vec<Option<&Geometry<f64>>> = others
        .iter()
        .map(|feature| feature.geometry.as_ref())
        .collect();
    let bounds = bounds(points.iter().chain(&others))
        .unwrap_or_else(|| Rect::new((102.0, 24.0), (104.0, 27.0)));
    let grid = MetricGrid::new(project.metric_epsg(), bounds)?;
    let areas = AreaIndex::new(
        shapes
            .iter()
            .enumerate()
            .filter_map(|(index, shape)| Some((index, (*shape)?))),
    );
    let boundaries = BoundaryIndex::new(&grid, &shapes);
    progress.step(3, 4)?;
    let side = OtherSide {
        by_code: others
            .iter()
            .enumerate()
            .map(|(index, other)| (other.code.as_str(), index))
            .collect(),
        features: &others,
        grid,
        areas,
        boundaries,
    };
    let loaded = Instant::now();
    let mut rows: Vec<Row> = points
        .par_iter()
        .map(|point| side.rows_of(point, nearest))
        .flatten_iter()
        .collect();
    rows.par_sort_by(|a, b| a.code.cmp(&b.code));
    progress.step(4, 4)?;
    Ok(Relations {
        rows,
        warnings,
        load_ms: (loaded - started).as_secs_f64() * 1e3,
        work_ms: loaded.elapsed().as_secs_f64() * 1e3,
    })
}

/// The second layer, ready to be asked.
struct OtherSide<'a> {
    features: &'a [Feature],
    by_code: HashMap<&'a str, usize>,
    grid: MetricGrid,
    areas: AreaIndex,
    boundaries: BoundaryIndex,
}

impl OtherSide<'_> {
    fn rows_of(&self, point: &Feature, nearest: bool) -> Vec<Row> {
        let Some(Geometry::Point(at)) = point.geometry else {
            return Vec::new();
        };
        let covering = self.areas.covering(at.0);
        if covering.is_empty() && !nearest {
            return Vec::new();
        }
        let metric = self.grid.project(at.0);
        let row = |index: usize, kind, distance_m| Row {
            code: point.code.clone(),
            with_code: self.features[index].code.clone(),
            kind,
            distance_m,
        };
        let mut rows: Vec<Row> = covering
            .into_iter()
            .map(|(index, place)| match place {
                // On the edge the distance is zero by definition, not by rounding.
                Place::Edge => row(index, Kind::Covering(Relation::Edge), 0.0),
                Place::Inside | Place::Outside => {
                    let distance_m = self.boundaries.distance(index, metric).unwrap_or_default();
                    row(index, Kind::Covering(Relation::Inside), distance_m)
                }
            })
            .collect();
        if nearest {
            // Of boundaries equally near, the one that a marker stands for is the one meant.
            let own = point
                .text("object_code")
                .and_then(|code| self.by_code.get(code).copied());
            let found = self.boundaries.nearest(metric, own);
            rows.extend(found.map(|(index, distance_m)| row(index, Kind::Nearest, distance_m)));
            let own = own.and_then(|index| Some((index, self.boundaries.distance(index, metric)?)));
            rows.extend(own.map(|(index, distance_m)| row(index, Kind::Own, distance_m)));
        }
        rows
    }
}

fn bounds<'a>(features: impl Iterator<Item = &'a Feature>) -> Option<Rect<f64>> {
    features
        .filter_map(|feature| feature.geometry.as_ref()?.bounding_rect())
        .reduce(union)
}
