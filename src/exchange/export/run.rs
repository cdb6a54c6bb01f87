//! One export: read, transform, write into a draft folder, move into place.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8};
use geo::{Coord, MapCoords as _};
use serde::Serialize;

use crate::domain::{Feature, Layer, Progress};
use crate::exchange::crs::{is_old_datum, parse_epsg};
use crate::exchange::error::ExchangeError;
use crate::exchange::export::error::ExportError;
use crate::exchange::export::format::Format;
use crate::exchange::export::place;
use crate::exchange::export::sheet::{ExportNote, Sheet};
use crate::exchange::{dxf, encoding, geojson, gpx, kml, shapefile, table, workbook};
use crate::geodesy::{CrsError, STORAGE_EPSG, Transform};
use crate::store::geopackage::{GeopackageCrs, write_geopackage};
use crate::store::{Project, unresolved_sentence};

/// WGS 84, the same as CGCS2000 within decimetres.
const WGS84: u32 = 4326;

/// How to export.
#[derive(Clone, Debug, Default)]
pub struct ExportOptions {
    /// `EPSG:n`; without it EPSG:4490, for DXF the project's metric system, for KML and GPX WGS 84.
    pub crs: Option<String>,
    /// Encoding of Shapefile and CSV; UTF-8 without it.
    pub encoding: Option<String>,
    /// Whether characters that the encoding lacks may be lost.
    pub is_lossy: bool,
    /// Whether older files may be replaced.
    pub may_overwrite: bool,
    /// Whether columns bear the Chinese labels also where programs read them.
    pub has_labels: bool,
    /// Primary keys of the features; `None` for all.
    pub ids: Option<Vec<i64>>,
}

/// What an export did.
#[derive(Clone, Debug, Serialize)]
pub struct ExportReport {
    /// Canonical layer name.
    pub layer: String,
    /// Name of the format.
    pub format: &'static str,
    /// Features written.
    pub written: u64,
    /// Features left out; each has a note.
    pub skipped: u64,
    /// EPSG code of the coordinates.
    pub epsg: u32,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// The files, as they lie.
    pub files: Vec<PathBuf>,
    /// What is different in the file.
    pub notes: Vec<ExportNote>,
}

/// Writes `layer` to `path`. Cancelled or failed, nothing is there that was not there before.
pub fn export(
    project: &Project,
    layer: Layer,
    path: &Path,
    options: &ExportOptions,
    moment: jiff::Timestamp,
    progress: &Progress,
) -> Result<ExportReport, ExportError> {
    let format = Format::of(path)?;
    if let Some(reason) = format.unfit(layer) {
        return Err(ExportError::Unfit {
            format: format.name(),
            layer: layer.label().zh,
            reason: reason.zh,
        });
    }
    let same = |a: &Path, b: &Path| {
        std::fs::canonicalize(a)
            .ok()
            .is_some_and(|a| std::fs::canonicalize(b).ok() == Some(a))
    };
    if same(path, project.path()) {
        return Err(ExportError::IsProject {
            path: path.to_owned(),
        });
    }
    if path.exists() && !options.may_overwrite {
        return Err(ExportError::AlreadyExists {
            path: path.to_owned(),
        });
    }
    if let Some(system) = project.unresolved_datums()?.get(&layer) {
        let sentence = unresolved_sentence(layer, system);
        return Err(ExportError::DatumUnresolved { sentence });
    }
    let epsg = target(format, options, project)?;
    let encoding = text_encoding(format, options)?;
    let mut features = project.features(layer)?;
    if let Some(ids) = &options.ids {
        let ids: HashSet<i64> = ids.iter().copied().collect();
        features.retain(|feature| ids.contains(&feature.id));
    }
    let total = features.len();
    transform(&mut features, epsg, progress)?;
    let mut notes = Vec::new();
    let is_drawing = matches!(format, Format::Gpx | Format::Dxf);
    features.retain(|feature| {
        let is_kept = !is_drawing || feature.geometry.is_some();
        if !is_kept {
            notes.push(ExportNote {
                feature: feature.code.clone(),
                column: "geometry".to_owned(),
                code: "null_geometry",
                message: format!("没有几何，{} 中不写", format.name()),
            });
        }
        is_kept
    });
    let sheet = Sheet {
        layer,
        features,
        epsg,
        is_crs_asked: options.crs.is_some(),
        encoding,
        is_lossy: options.is_lossy,
        has_labels: options.has_labels,
        moment,
        progress,
    };
    let files = write(format, &sheet, path, options.may_overwrite, &mut notes)?;
    // Whoever cancels now comes too late: the files are there.
    progress.done(total);
    Ok(ExportReport {
        layer: layer.name().to_owned(),
        format: format.name(),
        written: sheet.features.len() as u64,
        skipped: (total - sheet.features.len()) as u64,
        epsg,
        encoding: encoding.name(),
        files,
        notes,
    })
}

/// EPSG code of the coordinates in the file.
fn target(format: Format, options: &ExportOptions, project: &Project) -> Result<u32, ExportError> {
    let asked = options.crs.as_deref().map(parse_epsg).transpose()?;
    let is_fixed = format.is_wgs84();
    let epsg = match asked {
        Some(epsg) if is_fixed && epsg != WGS84 && epsg != STORAGE_EPSG => {
            return Err(ExportError::FixedCrs {
                format: format.name(),
            });
        }
        _ if is_fixed => WGS84,
        Some(epsg) => epsg,
        // A drawing in degrees is of no use to anybody.
        None if format == Format::Dxf => project.metric_epsg(),
        None => STORAGE_EPSG,
    };
    if is_old_datum(epsg) {
        let name = format!("EPSG:{epsg}");
        return Err(ExchangeError::DatumUnresolved { name }.into());
    }
    Ok(epsg)
}

fn text_encoding(
    format: Format,
    options: &ExportOptions,
) -> Result<&'static Encoding, ExportError> {
    let Some(name) = &options.encoding else {
        return Ok(UTF_8);
    };
    let encoding = encoding::by_name(name)?;
    if format.takes_encoding() || encoding == UTF_8 {
        Ok(encoding)
    } else {
        Err(ExportError::FixedEncoding {
            format: format.name(),
        })
    }
}

fn transform(features: &mut [Feature], epsg: u32, progress: &Progress) -> Result<(), ExportError> {
    if epsg == STORAGE_EPSG || epsg == WGS84 {
        return Ok(());
    }
    let transform = Transform::between(STORAGE_EPSG, epsg)?;
    for feature in features {
        progress.step(0, 1)?;
        if let Some(geometry) = &feature.geometry {
            let there = geometry.try_map_coords(|coord| {
                let (x, y) = transform.convert(coord.x, coord.y)?;
                Ok::<_, CrsError>(Coord { x, y })
            })?;
            feature.geometry = Some(there);
        }
    }
    Ok(())
}

/// Writes into a folder beside the target and moves the files when all are whole.
fn write(
    format: Format,
    sheet: &Sheet<'_>,
    path: &Path,
    may_overwrite: bool,
    notes: &mut Vec<ExportNote>,
) -> Result<Vec<PathBuf>, ExportError> {
    let io = |source| ExportError::Io {
        source,
        path: path.to_owned(),
    };
    let parent = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let parent = parent.unwrap_or_else(|| Path::new("."));
    let folder = tempfile::Builder::new()
        .prefix(".shuijie-")
        .tempdir_in(parent)
        .map_err(io)?;
    let draft = folder.path().join(path.file_name().unwrap_or_default());
    match format {
        Format::Shapefile => shapefile::write(sheet, &draft, notes)?,
        Format::GeoJson => geojson::write(sheet, &draft)?,
        Format::Csv => table::write(sheet, &draft, notes)?,
        Format::Xlsx => workbook::write(sheet, &draft)?,
        Format::Kml => kml::write(sheet, &draft)?,
        Format::Gpx => gpx::write(sheet, &draft)?,
        Format::Dxf => dxf::write(sheet, &draft)?,
        Format::GeoPackage => {
            let wkt = super::systems::prj(sheet.epsg);
            let crs = GeopackageCrs {
                epsg: sheet.epsg,
                name: &super::systems::name(sheet.epsg),
                wkt: wkt.as_deref(),
            };
            let moment = sheet.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
            write_geopackage(
                &draft,
                sheet.layer,
                &sheet.features,
                crs,
                &moment,
                sheet.progress,
            )?;
        }
    }
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .map_err(io)?
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .collect();
    names.sort();
    let asked = path.file_name().unwrap_or_default();
    let outdated = place::outdated(format, &names, asked, parent).map_err(io)?;
    let places: Vec<PathBuf> = names.iter().map(|name| parent.join(name)).collect();
    let taken = places.iter().find(|place| place.exists());
    if !may_overwrite && let Some(taken) = taken.or_else(|| outdated.first()) {
        return Err(ExportError::AlreadyExists {
            path: taken.clone(),
        });
    }
    sheet
        .progress
        .step(sheet.features.len(), sheet.features.len())?;
    let places = place::move_all(folder.path(), &names, parent, &outdated)?;
    let gone: Vec<_> = outdated
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy()))
        .collect();
    if !gone.is_empty() {
        notes.push(ExportNote {
            feature: String::new(),
            column: "file".to_owned(),
            code: "outdated_removed",
            message: format!("已删去被替换的旧文件的附属文件：{}", gone.join("、")),
        });
    }
    Ok(places)
}
