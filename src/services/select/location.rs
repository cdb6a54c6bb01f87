//! The features of one layer that lie inside, meet or come near features of others.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use geo::{BoundingRect as _, Geometry, Rect};
use rayon::prelude::*;

use crate::domain::{Cancelled, Feature, Layer, Progress};
use crate::geodesy::bounds::union;
use crate::geodesy::{CrsError, Meeting, MetricGrid, Neighbours};
use crate::store::{Project, StoreError};

/// Why the features could not be found.
#[derive(Debug, thiserror::Error)]
pub enum LocationError {
    /// The project file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The coordinates cannot be projected.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Features that others are compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Their layer.
    pub layer: Layer,
    /// Their primary keys, ascending; `None` for all of the layer.
    pub ids: Option<Arc<[i64]>>,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct LocationRequest {
    /// The layer whose features are looked for.
    pub layer: Layer,
    /// How they must lie.
    pub meeting: Meeting,
    /// To what.
    pub references: Vec<Reference>,
}

/// The features that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// Primary keys, ascending.
    pub ids: Vec<i64>,
    /// What is to be known about the layers themselves: datums that are unresolved.
    pub warnings: Vec<String>,
}

/// The features that lie as asked to at least one of the references. A feature is not compared with itself.
/// Progress counts features.
pub fn by_location(
    project: &Project,
    request: &LocationRequest,
    progress: &Progress,
) -> Result<Located, LocationError> {
    let mut layers = vec![request.layer];
    layers.extend(request.references.iter().map(|reference| reference.layer));
    let warnings = project.unresolved_warnings(&layers)?;
    let features = geometries(project, request.layer, progress)?;
    let mut others: Vec<(Layer, Feature)> = Vec::new();
    for reference in &request.references {
        let wanted = |feature: &Feature| {
            let ids = reference.ids.as_ref();
            ids.is_none_or(|ids| ids.binary_search(&feature.id).is_ok())
        };
        let all = geometries(project, reference.layer, progress)?;
        others.extend(
            all.into_iter()
                .filter(wanted)
                .map(|own| (reference.layer, own)),
        );
    }
    let bounds = features
        .iter()
        .chain(others.iter().map(|(_, feature)| feature))
        .filter_map(|feature| feature.geometry.as_ref()?.bounding_rect())
        .reduce(union);
    let Some(bounds) = bounds else {
        return Ok(Located {
            ids: Vec::new(),
            warnings,
        });
    };
    let margin = geo::Coord { x: 0.1, y: 0.1 };
    let bounds = Rect::new(bounds.min() - margin, bounds.max() + margin);
    let grid = MetricGrid::new(project.metric_epsg(), bounds)?;
    let shapes: Vec<&Geometry<f64>> = others
        .iter()
        .filter_map(|(_, feature)| feature.geometry.as_ref())
        .collect();
    let neighbours = Neighbours::new(&grid, &shapes, request.meeting);
    let same_layer = others.iter().enumerate();
    let itself: HashMap<i64, usize> = same_layer
        .filter(|(_, (layer, _))| *layer == request.layer)
        .map(|(index, (_, other))| (other.id, index))
        .collect();
    let done = AtomicUsize::new(0);
    let mut ids = features
        .par_iter()
        .filter_map(|feature| {
            if let Err(cancelled) =
                progress.step(done.fetch_add(1, Ordering::Relaxed), features.len())
            {
                return Some(Err(cancelled));
            }
            let geometry = feature.geometry.as_ref()?;
            let own = itself.get(&feature.id).copied();
            neighbours.meets(geometry, own).then_some(Ok(feature.id))
        })
        .collect::<Result<Vec<i64>, Cancelled>>()?;
    ids.sort_unstable();
    Ok(Located { ids, warnings })
}

/// The features of `layer` that have a geometry, with nothing else read.
fn geometries(
    project: &Project,
    layer: Layer,
    progress: &Progress,
) -> Result<Vec<Feature>, LocationError> {
    progress.step(0, 1)?;
    let mut features = Vec::new();
    project.visit_features(layer, &[], &mut |feature| {
        if feature.geometry.is_some() {
            features.push(feature);
        }
    })?;
    Ok(features)
}
