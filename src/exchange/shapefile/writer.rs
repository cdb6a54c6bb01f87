//! Writes shapefiles: shapes with their index, attributes, `.prj` and `.cpg` always, and a table of the
//! full field names, because a name holds ten bytes.

use std::path::Path;

use geo::orient::{Direction, Orient as _};
use geo::{BoundingRect, Coord, Geometry, Polygon, Rect};

use crate::domain::{Feature, GeometryKind};
use crate::exchange::export::{ExportError, ExportNote, Sheet, prj, rings, write_file};
use crate::exchange::shapefile::dbf;
use crate::exchange::shapefile::set::ALIASES;
use crate::geodesy::bounds;

/// Bytes before the first record.
const HEADER: usize = 100;

/// What one file of shapes holds, by the format's number. The crate that reads shapefiles writes no null
/// shapes, so the few bytes are made here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point = 1,
    Line = 3,
    Area = 5,
}

/// Writes the files. A layer of lines and areas becomes two shapefiles, because one holds one kind.
pub(in crate::exchange) fn write(
    sheet: &Sheet<'_>,
    path: &Path,
    notes: &mut Vec<ExportNote>,
) -> Result<(), ExportError> {
    let projection = prj(sheet.epsg).ok_or(ExportError::NoProjectionText { epsg: sheet.epsg })?;
    let is_area = |feature: &&Feature| {
        matches!(
            feature.geometry,
            Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_))
        )
    };
    let all: Vec<&Feature> = sheet.features.iter().collect();
    let (areas, others): (Vec<&Feature>, Vec<&Feature>) = all.iter().copied().partition(is_area);
    let parts: Vec<(Kind, &str, Vec<&Feature>)> = match sheet.layer.geometry() {
        None => Vec::new(),
        Some(GeometryKind::Point) => vec![(Kind::Point, "", all)],
        Some(GeometryKind::Line) => vec![(Kind::Line, "", all)],
        Some(GeometryKind::Area) => vec![(Kind::Area, "", all)],
        Some(GeometryKind::LineOrArea) if others.is_empty() => vec![(Kind::Area, "", areas)],
        Some(GeometryKind::LineOrArea) if areas.is_empty() => vec![(Kind::Line, "", others)],
        Some(GeometryKind::LineOrArea) => {
            notes.push(ExportNote {
                feature: String::new(),
                column: "geometry".to_owned(),
                code: "split_by_kind",
                message: "一个 Shapefile 只能存一种几何，已分为「_line」和「_area」两个".to_owned(),
            });
            vec![(Kind::Area, "_area", areas), (Kind::Line, "_line", others)]
        }
    };
    for (kind, suffix, features) in parts {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let file = path.with_file_name(format!("{stem}{suffix}.shp"));
        shapes(kind, &features, &file, sheet)?;
        let table = dbf::table(sheet, &features, notes)?;
        write_file(&file.with_extension("dbf"), &table.bytes)?;
        write_file(&file.with_extension(ALIASES), &table.aliases)?;
        write_file(&file.with_extension("prj"), projection.as_bytes())?;
        write_file(&file.with_extension("cpg"), code_page(sheet).as_bytes())?;
    }
    Ok(())
}

/// The name of the encoding as the programs in use know it.
fn code_page(sheet: &Sheet<'_>) -> &'static str {
    match sheet.encoding.name() {
        // ArcGIS knows the number, QGIS and GDAL know both.
        "GBK" => "936",
        name => name,
    }
}

fn shapes(
    kind: Kind,
    features: &[&Feature],
    path: &Path,
    sheet: &Sheet<'_>,
) -> Result<(), ExportError> {
    let too_large = || ExportError::TooLarge {
        format: "Shapefile",
        limit: "2 GB",
    };
    let mut records: Vec<u8> = Vec::new();
    let mut index: Vec<u8> = Vec::new();
    for (number, feature) in (1_u32..).zip(features) {
        sheet.step(number as usize - 1)?;
        let content = content(kind, feature.geometry.as_ref());
        let start = words(HEADER + records.len()).ok_or_else(too_large)?;
        let length = words(content.len()).ok_or_else(too_large)?;
        index.extend(start);
        index.extend(length);
        records.extend(number.to_be_bytes());
        records.extend(length);
        records.extend(content);
    }
    for (extension, body) in [("shp", &records), ("shx", &index)] {
        let mut file = header(kind, features, body.len()).ok_or_else(too_large)?;
        file.extend(body);
        write_file(&path.with_extension(extension), &file)?;
    }
    Ok(())
}

/// Lengths and places are counted in words of two bytes, as far as all programs can count.
fn words(bytes: usize) -> Option<[u8; 4]> {
    i32::try_from(bytes / 2)
        .ok()
        .filter(|_| i32::try_from(bytes).is_ok())
        .map(i32::to_be_bytes)
}

fn header(kind: Kind, features: &[&Feature], body: usize) -> Option<Vec<u8>> {
    let mut bytes = 9994_i32.to_be_bytes().to_vec();
    bytes.extend([0; 20]);
    bytes.extend(words(HEADER + body)?);
    bytes.extend(1000_i32.to_le_bytes());
    bytes.extend((kind as i32).to_le_bytes());
    let boxes = features
        .iter()
        .filter_map(|feature| feature.geometry.as_ref()?.bounding_rect());
    let all = boxes.reduce(bounds::union);
    let corners = all.map_or([0.0; 4], corners);
    bytes.extend(corners.into_iter().flat_map(f64::to_le_bytes));
    bytes.extend([0; 32]);
    Some(bytes)
}

fn corners(rect: Rect<f64>) -> [f64; 4] {
    [rect.min().x, rect.min().y, rect.max().x, rect.max().y]
}

/// One record without its header; a feature without a place is a null shape.
fn content(kind: Kind, geometry: Option<&Geometry<f64>>) -> Vec<u8> {
    let parts: Vec<Vec<Coord<f64>>> = match (kind, geometry) {
        (Kind::Point, Some(Geometry::Point(at))) => {
            let mut bytes = (kind as i32).to_le_bytes().to_vec();
            put(&mut bytes, at.0);
            return bytes;
        }
        (Kind::Line, Some(Geometry::LineString(line))) => vec![line.0.clone()],
        (Kind::Line, Some(Geometry::MultiLineString(lines))) => {
            lines.iter().map(|line| line.0.clone()).collect()
        }
        (Kind::Area, Some(Geometry::Polygon(area))) => area_parts(area),
        (Kind::Area, Some(Geometry::MultiPolygon(areas))) => {
            areas.iter().flat_map(area_parts).collect()
        }
        _ => return 0_i32.to_le_bytes().to_vec(),
    };
    let Some(rect) = geometry.and_then(BoundingRect::bounding_rect) else {
        return 0_i32.to_le_bytes().to_vec();
    };
    let mut bytes = (kind as i32).to_le_bytes().to_vec();
    bytes.extend(corners(rect).into_iter().flat_map(f64::to_le_bytes));
    let count = |number: usize| (number as u32).to_le_bytes();
    bytes.extend(count(parts.len()));
    bytes.extend(count(parts.iter().map(Vec::len).sum()));
    let mut first = 0;
    for part in &parts {
        bytes.extend(count(first));
        first += part.len();
    }
    parts.iter().flatten().for_each(|at| put(&mut bytes, *at));
    bytes
}

fn put(bytes: &mut Vec<u8>, at: Coord<f64>) {
    bytes.extend(at.x.to_le_bytes());
    bytes.extend(at.y.to_le_bytes());
}

/// Shells run clockwise and holes the other way: that is how the format tells them apart.
fn area_parts(area: &Polygon<f64>) -> Vec<Vec<Coord<f64>>> {
    let area = area.orient(Direction::Reversed);
    rings(&area).map(|ring| ring.0.clone()).collect()
}
