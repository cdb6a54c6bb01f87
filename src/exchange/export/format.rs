//! The formats that are written, and what each of them can hold.

use std::path::Path;

use crate::domain::GeometryKind::{Area, LineOrArea};
use crate::domain::{Label, Layer};
use crate::exchange::export::error::ExportError;

const NO_GEOMETRY: Label = Label::new(
    "该表没有几何，请导出为 .csv、.xlsx 或 .gpkg",
    "The table has no geometry; export it as .csv, .xlsx or .gpkg",
);
const NO_AREAS: Label = Label::new(
    "GPX 只有航点和航迹，没有面，请导出为 .kml 或 .geojson",
    "GPX has points and tracks but no areas; export as .kml or .geojson",
);

/// A format that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `.shp` with the files that belong to it.
    Shapefile,
    /// `.geojson`.
    GeoJson,
    /// `.csv`.
    Csv,
    /// `.xlsx`.
    Xlsx,
    /// `.gpkg`.
    GeoPackage,
    /// `.kml`.
    Kml,
    /// `.gpx`.
    Gpx,
    /// `.dxf`.
    Dxf,
}

impl Format {
    /// All of them, those asked for most first.
    pub const ALL: [Self; 8] = [
        Self::Shapefile,
        Self::GeoJson,
        Self::Xlsx,
        Self::Csv,
        Self::GeoPackage,
        Self::Kml,
        Self::Gpx,
        Self::Dxf,
    ];

    /// The format of `path`, by its ending.
    pub fn of(path: &Path) -> Result<Self, ExportError> {
        let extension = path
            .extension()
            .map(|extension| extension.to_string_lossy().to_ascii_lowercase())
            .unwrap_or_default();
        match extension.as_str() {
            "shp" => Ok(Self::Shapefile),
            "geojson" | "json" => Ok(Self::GeoJson),
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            "gpkg" => Ok(Self::GeoPackage),
            "kml" => Ok(Self::Kml),
            "gpx" => Ok(Self::Gpx),
            "dxf" => Ok(Self::Dxf),
            _ => Err(ExportError::UnknownFormat {
                extension,
                path: path.to_owned(),
            }),
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shapefile => "Shapefile",
            Self::GeoJson => "GeoJSON",
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
            Self::GeoPackage => "GeoPackage",
            Self::Kml => "KML",
            Self::Gpx => "GPX",
            Self::Dxf => "DXF",
        }
    }

    /// The usual ending, without a dot.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Shapefile => "shp",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::GeoPackage => "gpkg",
            Self::Kml => "kml",
            Self::Gpx => "gpx",
            Self::Dxf => "dxf",
        }
    }

    /// Why it cannot hold `layer`, and what to do; `None` when it can.
    pub fn unfit(self, layer: Layer) -> Option<Label> {
        match (self, layer.geometry()) {
            (Self::Shapefile | Self::GeoJson | Self::Kml | Self::Gpx | Self::Dxf, None) => {
                Some(NO_GEOMETRY)
            }
            (Self::Gpx, Some(Area | LineOrArea)) => Some(NO_AREAS),
            _ => None,
        }
    }

    /// Whether the standard knows WGS 84 longitude and latitude only.
    pub const fn is_wgs84(self) -> bool {
        matches!(self, Self::Kml | Self::Gpx)
    }

    /// Whether other encodings than UTF-8 are possible.
    pub const fn takes_encoding(self) -> bool {
        matches!(self, Self::Shapefile | Self::Csv)
    }

    /// Whether columns have English names unless Chinese ones are asked for; in the others the names
    /// are fixed.
    pub const fn takes_labels(self) -> bool {
        matches!(self, Self::Shapefile | Self::GeoJson)
    }
}
