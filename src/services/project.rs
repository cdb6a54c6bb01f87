//! What a project holds: summary, health, backup.

use std::path::Path;

use geo::Rect;
use serde::Serialize;

use crate::domain::{DataVersion, Layer, PackVersion};
use crate::rules::PackSet;
use crate::store::{Health, Project, StoreError};

/// One layer in numbers.
#[derive(Clone, Debug, Serialize)]
pub struct LayerSummary {
    /// Canonical name.
    pub layer: &'static str,
    /// Chinese label.
    pub label: &'static str,
    /// Number of features.
    pub features: u64,
    /// West, south, east, north in EPSG:4490 degrees; `None` when empty or without geometry.
    pub extent: Option<[f64; 4]>,
    /// State of the layer.
    pub version: String,
}

/// A project in numbers; serialises to the JSON of `info`.
#[derive(Clone, Debug, Serialize)]
pub struct ProjectSummary {
    /// The file.
    pub path: String,
    /// Schema version of this program.
    pub schema_version: u32,
    /// CRS in which geometry is stored.
    pub storage_crs: String,
    /// CRS in which distances are measured.
    pub metric_crs: String,
    /// West, south, east, north of everything.
    pub extent: Option<[f64; 4]>,
    /// All layers and tables, in the order of the catalog.
    pub layers: Vec<LayerSummary>,
    /// The rule packs of this program.
    pub packs: Vec<PackVersion>,
    /// The databases' own judgement of the file.
    pub health: Health,
}

/// Counts and extents of all layers, the packs that would be asked, and the file's health.
pub fn summary(project: &Project, packs: &PackSet) -> Result<ProjectSummary, StoreError> {
    let layers = Layer::ALL
        .into_iter()
        .map(|layer| {
            let DataVersion {
                features, version, ..
            } = project.data_version(layer)?;
            Ok(LayerSummary {
                layer: layer.name(),
                label: layer.label().zh,
                features,
                extent: project.layer_extent(layer)?.map(corners),
                version,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(ProjectSummary {
        path: project.path().display().to_string(),
        schema_version: Project::schema_version(),
        storage_crs: format!("EPSG:{}", crate::geodesy::STORAGE_EPSG),
        metric_crs: format!("EPSG:{}", project.metric_epsg()),
        extent: project.extent()?.map(corners),
        layers,
        packs: packs
            .packs()
            .iter()
            .map(|pack| pack.version_of(None))
            .collect(),
        health: project.health()?,
    })
}

/// Seven decimals are a centimetre; the R*-tree's own rounding lies beyond them.
fn corners(extent: Rect<f64>) -> [f64; 4] {
    [
        extent.min().x,
        extent.min().y,
        extent.max().x,
        extent.max().y,
    ]
    .map(|degrees| (degrees * 1e5).round() / 1e5)
}

/// The file's health, by SQLite's and SpatiaLite's own checks.
pub fn health(project: &Project) -> Result<Health, StoreError> {
    project.health()
}

/// A safe copy; refuses to overwrite.
pub fn backup(project: &Project, out: &Path) -> Result<(), StoreError> {
    project.backup(out)
}
