//! What a dropped or chosen file is, by the ending of its name. Looks at no file.

use std::path::{Path, PathBuf};

/// What a file is to this program, by its ending.
pub(super) enum FileKind {
    Project,
    Data,
    /// A raster to lie beneath the layers.
    Base,
    /// What lies beside a `.shp` and is nothing without it.
    PartOfShape,
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
        Some(ending) if BESIDE_SHAPE.contains(&ending) => FileKind::PartOfShape,
        _ => FileKind::Unknown,
    }
}

/// Endings of what lies beside a `.shp`.
const BESIDE_SHAPE: [&str; 8] = ["shx", "dbf", "prj", "cpg", "qpj", "qix", "sbn", "sbx"];
/// Endings of what says where a picture lies.
const BESIDE_PICTURE: [&str; 5] = ["pgw", "jgw", "pngw", "jpgw", "wld"];

/// Whether `path` lies beside `whole`, has its name and belongs to it: as `.dbf` to `.shp`.
pub(super) fn is_part_of(path: &Path, whole: &Path) -> bool {
    let ending = |path: &Path| {
        path.extension()
            .map(|ending| ending.to_string_lossy().to_lowercase())
    };
    let (Some(part), Some(of)) = (ending(path), ending(whole)) else {
        return false;
    };
    let named_after_it = match (of.as_str(), part.as_str()) {
        // As ArcGIS writes its notes: 名称.shp.xml.
        (_, "xml") => {
            return path.file_stem() == whole.file_name() && path.parent() == whole.parent();
        }
        ("shp", part) => BESIDE_SHAPE.contains(&part),
        ("png" | "jpg" | "jpeg", part) => BESIDE_PICTURE.contains(&part),
        _ => false,
    };
    named_after_it && path.with_extension("") == whole.with_extension("")
}

/// The path of a new project: with the usual ending, if it has none.
pub(super) fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_some() {
        path
    } else {
        path.with_extension("sqlite")
    }
}
