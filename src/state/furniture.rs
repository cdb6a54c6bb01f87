//! What lies over and under the layers of the map: grids, the overview, raster bases. Knows no window.

use std::path::PathBuf;
use std::sync::Arc;

use crate::services::result_file::Destination;

pub use crate::services::base::{BaseEntry, BaseSource};

/// What is shown over the map; remembered between runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Furniture {
    /// Meridians and parallels.
    pub graticule: bool,
    /// Lines of equal easting and northing.
    pub plane_grid: bool,
    /// The small map of everything.
    pub overview: bool,
}

/// How far a base has come.
#[derive(Clone, Debug)]
pub enum BaseStatus {
    /// It is being opened.
    Opening,
    /// It is drawn.
    Ready(Arc<BaseSource>),
    /// It is not drawn, and why.
    Failed(BaseProblem),
}

/// Why a base is not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseProblem {
    /// The file is not there.
    Missing,
    /// A picture that does not say its system: the user must.
    NoCrs,
    /// Anything else, as one sentence.
    Other(String),
}

/// A raster beneath all layers.
#[derive(Clone, Debug)]
pub struct BaseLayer {
    /// Names it for as long as the program runs.
    pub id: u64,
    /// As the project keeps it.
    pub entry: BaseEntry,
    /// Where its file should be.
    pub path: PathBuf,
    /// How far it has come.
    pub status: BaseStatus,
}

/// The bases of the open project.
#[derive(Debug, Default)]
pub struct Bases {
    /// The uppermost first.
    pub layers: Vec<BaseLayer>,
    /// The one whose file is being chosen anew.
    pub(super) replacing: Option<u64>,
    /// Whether they must be put into the project once the one under way is open.
    pub(super) keep_pending: bool,
    pub(super) last_id: u64,
}

/// What can happen to furniture and bases.
#[derive(Debug)]
pub enum FurnitureCommand {
    /// Take a base off the project; its file stays.
    RemoveBase(u64),
    /// Show or hide a base.
    ShowBase(u64, bool),
    /// See-throughness of a base, 0 to 1.
    SetBaseOpacity(u64, f32),
    /// Put the bases as they stand into the project: a slider was let go.
    KeepBases,
    /// The EPSG code of a picture.
    SetBaseCrs(u64, u32),
    /// Choose another file for a base whose file is gone.
    ReplaceBase(u64),
    /// Put a base one place higher.
    RaiseBase(u64),
    /// Show the extent of a base.
    ZoomToBase(u64),
    /// A base was opened, or cannot be.
    BaseOpened(u64, Result<Arc<BaseSource>, BaseProblem>),
}

/// A base to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseRequest {
    /// Whose answer it will be.
    pub id: u64,
    /// The file.
    pub path: PathBuf,
    /// The user's word on its system.
    pub epsg: Option<u32>,
    /// The project's plane.
    pub metric_epsg: u32,
}

/// What the window must do.
#[derive(Clone, Debug, PartialEq)]
pub enum FurnitureEffect {
    /// Open bases.
    OpenBases(Vec<BaseRequest>),
    /// Put the bases into the project.
    KeepBases(Vec<BaseEntry>),
    /// Put the map as it is seen on the clipboard.
    CopyPicture,
    /// Write the map as it is seen to a PNG file.
    SavePicture(Destination),
}
