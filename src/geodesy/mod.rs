//! Where things are and how far apart: projections through PROJ, point-in-area with the edge told
//! apart, nearest boundaries, spatial indexes. Knows geometry and EPSG codes, no layers and no files.

pub mod angle;
pub mod area;
pub mod bounds;
pub mod chunk;
mod crossing;
pub mod ellipsoid;
pub mod helmert;
mod invalid;
pub mod measure;
pub mod meeting;
pub mod metric;
pub mod nearest;
pub mod network;
pub mod overlay;
pub mod proj;
pub mod rings;
pub mod ruler;
pub mod shifted;
mod simple;
pub mod slivers;
pub mod typed;
pub mod validity;
pub mod walk;

pub use self::proj::{CrsError, STORAGE_EPSG, Transform, epsg_name};
pub use area::{AreaIndex, Place, PreparedArea};
pub use meeting::{Meeting, Neighbours};
pub use metric::{MetricGrid, MetricPoint, Projector};
pub use nearest::{BoundaryIndex, PreparedBoundary, boundary_distance_m};

/// The project CRS unless a project says otherwise: CGCS2000 / 3-degree Gauss-Kruger CM 102E.
pub const DEFAULT_METRIC_EPSG: u32 = 4543;
