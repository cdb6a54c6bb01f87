//! The sample project: an illustrative Kunming, not official, built through the ordinary import.

use std::path::Path;

use crate::domain::{Layer, Progress};
use crate::exchange::{ExchangeError, ImportOptions};
use crate::services::clock::Clock;
use crate::services::import::import_file;
use crate::services::styles::{StylesError, create_project};
use crate::store::draft::draft_beside;
use crate::store::{Project, StoreError};

/// Why the sample could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The project file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The styles failed; the tests keep this from happening.
    #[error(transparent)]
    Styles(#[from] StylesError),
    /// A sample file failed; the tests keep this from happening.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// A file could not be written.
    #[error("无法写入示例数据")]
    File(#[from] std::io::Error),
}

macro_rules! sample_files {
    ($($layer:ident $file:literal),* $(,)?) => {
        &[$((Layer::$layer, $file, include_bytes!(concat!("../../sample-data/", $file)))),*]
    };
}

/// The files of `sample-data/`, carried inside the program.
const FILES: &[(Layer, &str, &[u8])] = sample_files![
    AdminArea "admin_area.geojson",
    River "river.geojson",
    Lake "lake.geojson",
    FunctionZone "function_zone.geojson",
    DrinkingSource "drinking_source.geojson",
    ProtectionZone "protection_zone.geojson",
    Intake "intake.geojson",
    Outfall "outfall.geojson",
    Well "well.geojson",
    GroundwaterArea "groundwater_area.geojson",
    SupplyArea "supply_area.geojson",
    SpecialArea "special_area.geojson",
    BoundaryMarker "boundary_marker.geojson",
    MonitoringStation "monitoring_station.geojson",
    ZoneLimit "zone_limit.csv",
    QualitySample "quality_sample.csv",
    ControlTarget "control_target.csv",
    Permit "permit.csv",
    AccessItem "access_item.csv",
];

/// What every feature of the sample gives as its source.
pub const SAMPLE_SOURCE: &str = "示例数据·非官方";

/// Whether any feature of `project` comes from the sample, also in a copy or mixed with other data.
pub fn holds_sample(project: &Project) -> Result<bool, StoreError> {
    for layer in Layer::ALL {
        if layer.field_index("source").is_some()
            && !project
                .rows_where(layer, "source", SAMPLE_SOURCE)?
                .is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Creates `path` with the sample data. Refuses to overwrite; a failure leaves nothing behind.
pub fn create_sample(
    path: &Path,
    clock: Clock,
    progress: &Progress,
) -> Result<Project, SampleError> {
    if path.exists() {
        return Err(StoreError::AlreadyExists {
            path: path.to_owned(),
        }
        .into());
    }
    // Files are read by their names, so they are laid out in a folder of their own first.
    let folder = tempfile::tempdir()?;
    let built = folder.path().join("sample.sqlite");
    let mut project = create_project(&built, clock)?;
    for (done, (layer, name, bytes)) in FILES.iter().enumerate() {
        progress.step(done, FILES.len()).map_err(StoreError::from)?;
        let file = folder.path().join(name);
        std::fs::write(&file, bytes)?;
        import_file(
            &mut project,
            &file,
            *layer,
            &ImportOptions::default(),
            clock,
            &Progress::silent(),
        )?;
    }
    drop(project);
    let mut draft = draft_beside(path)?;
    std::io::copy(&mut std::fs::File::open(&built)?, &mut draft)?;
    draft.as_file().sync_all()?;
    draft.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(Project::open(path, crate::store::Access::ReadWrite)?)
}
