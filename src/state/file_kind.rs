//! What a dropped or chosen file is, by the ending of its name. Looks at no file.

use std::path::{Path, PathBuf};

/// What a file is to this program, by its ending.
pub(super) enum FileKind {
    Project,
    Data,
    /// A raster to lie beneath the layers.
    Base,
    Unknown,
}

/// By the ending, whatever its case.
pub(super) fn kind_of(path: &Path) -> FileKind {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("sqlite" | "db" | "sjx") => FileKind::Project,
        Some(
            "geojson" | "json" | "geojsonl" | "ndjson" | "shp" | "zip" | "csv" | "tsv" | "txt"
            | "xlsx" | "xls" | "ods" | "gpkg" | "kml" | "kmz" | "gpx" | "dxf",
        ) => FileKind::Data,
        Some("mbtiles" | "png" | "jpg" | "jpeg") => FileKind::Base,
        _ => FileKind::Unknown,
    }
}

/// The path of a new project: with the usual ending, if it has none.
pub(super) fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_some() {
        path
    } else {
        path.with_extension("sqlite")
    }
}
