//! An import in preparation: the file, the choices, the report of the trial run.

use std::path::PathBuf;

use crate::domain::Layer;
use crate::jobs::JobId;

/// What the user chose for one file. `None` means "find out from the file".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRequest {
    /// The file.
    pub path: PathBuf,
    /// Where its rows go.
    pub layer: Layer,
    /// EPSG code of its coordinates.
    pub epsg: Option<u32>,
    /// Encoding of its texts, for example `GBK`.
    pub encoding: Option<&'static str>,
}

/// One row that was not taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportIssue {
    /// 1-based, as the user counts rows.
    pub row: u32,
    /// The column; empty when the whole row is meant.
    pub column: String,
    /// What is wrong.
    pub message: String,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSummary {
    /// What was asked.
    pub request: ImportRequest,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Rows read.
    pub read: u64,
    /// Rows taken.
    pub imported: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Rows taken with mended geometry.
    pub repaired: u64,
    /// Coordinate system and how it was found.
    pub crs: String,
    /// Encoding and how it was found.
    pub encoding: String,
    /// Columns of the file that no field of the layer took.
    pub unmapped: Vec<String>,
    /// Row by row.
    pub issues: Vec<ImportIssue>,
}

/// The import dialog.
#[derive(Debug)]
pub struct ImportDialog {
    /// The choices.
    pub request: ImportRequest,
    /// The run under way.
    pub running: Option<JobId>,
    /// The last report.
    pub summary: Option<ImportSummary>,
    /// Why the last run gave no report.
    pub failure: Option<String>,
}

impl ImportDialog {
    /// A dialog for `path`, with the layer that its name suggests.
    pub fn new(path: PathBuf) -> Self {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let layer = Layer::ALL
            .into_iter()
            .find(|layer| stem.contains(layer.name()) || stem.contains(layer.label().zh))
            .unwrap_or(Layer::FunctionZone);
        Self {
            request: ImportRequest {
                path,
                layer,
                epsg: None,
                encoding: None,
            },
            running: None,
            summary: None,
            failure: None,
        }
    }

    /// Whether the trial run on show belongs to the choices as they stand, so that importing does
    /// what the report says.
    pub fn is_tried(&self) -> bool {
        self.summary
            .as_ref()
            .is_some_and(|summary| summary.dry_run && summary.request == self.request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_name_suggests_the_layer() {
        let layer = |name: &str| ImportDialog::new(PathBuf::from(name)).request.layer;
        assert_eq!(layer("2024_outfall.shp"), Layer::Outfall);
        assert_eq!(layer("昆明水源保护区.geojson"), Layer::ProtectionZone);
    }
}
