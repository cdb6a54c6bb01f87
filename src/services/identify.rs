//! What lies at a position: features of all layers under a click.

use geo::{Coord, Rect};

use crate::domain::{Feature, Layer, LonLat};
use crate::geodesy::bounds;
use crate::geodesy::{CrsError, MetricGrid, Place, PreparedArea, boundary_distance_m};
use crate::store::{Project, StoreError};

/// A feature under the click.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The feature with all its fields.
    pub feature: Feature,
    /// Metres to the feature's boundary, or to the feature itself for points and lines.
    pub distance_m: f64,
    /// Whether the position is in the feature or on its edge; `false` for points and lines.
    pub inside: bool,
}

/// Why the click could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum IdentifyError {
    /// The project file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The position cannot be measured from.
    #[error(transparent)]
    Crs(#[from] CrsError),
}

/// Features of `layers` that contain `position`, the one with the nearest boundary first, then those
/// within `radius_m` of it, nearest first.
pub fn identify(
    project: &Project,
    layers: &[Layer],
    position: LonLat,
    radius_m: f64,
) -> Result<Vec<Hit>, IdentifyError> {
    let at = Coord {
        x: position.lon,
        y: position.lat,
    };
    let near = bounds::around(at, radius_m);
    let mut hits = Vec::new();
    for layer in layers {
        let features = project.features_near(*layer, near)?;
        for feature in features {
            let Some(geometry) = &feature.geometry else {
                continue;
            };
            let inside =
                PreparedArea::new(geometry).is_some_and(|area| area.locate(at) != Place::Outside);
            let Some(own) = geo::BoundingRect::bounding_rect(geometry) else {
                continue;
            };
            let around = bounds::union(own, Rect::new(at, at));
            let grid = MetricGrid::new(project.metric_epsg(), around)?;
            let Some(distance_m) = boundary_distance_m(&grid, geometry, at) else {
                continue;
            };
            if inside || distance_m <= radius_m {
                hits.push(Hit {
                    feature,
                    distance_m,
                    inside,
                });
            }
        }
    }
    hits.sort_by(|a, b| {
        b.inside
            .cmp(&a.inside)
            .then(a.distance_m.total_cmp(&b.distance_m))
    });
    Ok(hits)
}
