//! GeoJSON: feature collections, single features, bare geometries. Features are cut out of the text
//! first and parsed one by one on all cores, so that one bad feature is one issue and not the end.

use std::collections::BTreeSet;
use std::path::Path;

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use geojson::{GeometryValue, Position};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue as RawJson;

use crate::exchange::crs::StatedCrs;
use crate::exchange::encoding;
use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow, bounded};
use crate::exchange::table::GeometryColumns;

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(borrow)]
    features: Option<Vec<&'a RawJson>>,
    crs: Option<serde_json::Value>,
}

/// One feature; both members may be anything, so that each is judged for itself.
#[derive(Deserialize)]
struct RawFeature<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(borrow)]
    geometry: Option<&'a RawJson>,
    properties: Option<serde_json::Value>,
}

/// Reads a whole file.
pub(in crate::exchange) fn read(
    path: &Path,
    asked_encoding: Option<&str>,
) -> Result<Source, ExchangeError> {
    let (text, encoding) = encoding::read_file(path, asked_encoding)?;
    let malformed = ExchangeError::malformed("GeoJSON", path);
    if text.trim().is_empty() {
        return Err(malformed("文件是空的".to_owned()));
    }
    let document: Document<'_> = match serde_json::from_str(&text) {
        Ok(document) => document,
        // A second value after the first: one feature per line under the ending of the whole.
        Err(error) if is_lines(&text) => {
            tracing::debug!(%error, "one feature per line");
            return from_lines(&text, encoding, path);
        }
        Err(error) => return Err(malformed(json_reason(&error))),
    };
    let whole: &RawJson;
    let features = match (document.kind.as_deref(), document.features) {
        (Some("Topology"), _) => {
            return Err(malformed("这是 TopoJSON，请先转换为 GeoJSON".to_owned()));
        }
        (Some("FeatureCollection"), Some(features)) => features,
        (
            Some(
                "Feature" | "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon"
                | "MultiPolygon" | "GeometryCollection",
            ),
            _,
        ) => {
            whole = serde_json::from_str(&text).map_err(|error| malformed(json_reason(&error)))?;
            vec![whole]
        }
        _ => {
            return Err(malformed(
                "缺少 type 或 features，不是 FeatureCollection、Feature 或几何".to_owned(),
            ));
        }
    };
    let parsed: Vec<ParsedFeature> = features
        .par_iter()
        .map(|feature| parse_feature(feature.get()))
        .collect();
    source(
        (1..).zip(parsed).collect(),
        stated_crs(document.crs.as_ref()),
        encoding,
        path,
    )
}

/// Features with their row numbers as a source; columns are all their properties.
fn source(
    parsed: Vec<(u32, ParsedFeature)>,
    crs: StatedCrs,
    encoding: EncodingUsed,
    path: &Path,
) -> Result<Source, ExchangeError> {
    let names: BTreeSet<&String> = parsed
        .iter()
        .flat_map(|(_, feature)| feature.properties.iter().map(|(name, _)| name))
        .collect();
    bounded(names.len(), parsed.len(), path)?;
    let columns: Vec<String> = names.into_iter().cloned().collect();
    let rows = parsed
        .into_iter()
        .map(|(row, feature)| feature.into_row(row, &columns))
        .collect();
    Ok(Source {
        rows,
        place: GeometryColumns::None,
        crs,
        encoding,
        columns,
    })
}

/// Reads a file of one feature per line, also with record separators (RFC 8142). Rows are lines.
pub(in crate::exchange) fn read_lines(
    path: &Path,
    asked_encoding: Option<&str>,
) -> Result<Source, ExchangeError> {
    let (text, encoding) = encoding::read_file(path, asked_encoding)?;
    if is_lines(&text) {
        return from_lines(&text, encoding, path);
    }
    Err(ExchangeError::Malformed {
        format: "GeoJSON",
        reason: "第一行不是要素，应为每行一个要素".to_owned(),
        path: path.to_owned(),
    })
}

/// The lines that hold something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1..)
        .zip(text.lines())
        .map(|(row, line)| (row, line.trim_start_matches('\u{1e}').trim()))
        .filter(|(_, line)| !line.is_empty())
}

/// Whether the first line is a whole feature or geometry.
fn is_lines(text: &str) -> bool {
    let first = lines(text).next();
    first.is_some_and(|(_, line)| {
        serde_json::from_str::<Document<'_>>(line).is_ok_and(|first| {
            first
                .kind
                .is_some_and(|kind| kind != "FeatureCollection" && kind != "Topology")
        })
    })
}

fn from_lines(text: &str, encoding: EncodingUsed, path: &Path) -> Result<Source, ExchangeError> {
    let lines: Vec<(u32, &str)> = lines(text).collect();
    let parsed = lines
        .par_iter()
        .map(|(row, line)| (*row, parse_feature(line)))
        .collect();
    source(parsed, StatedCrs::DegreesByFormat, encoding, path)
}

/// A JSON error as a place and a reason.
fn json_reason(error: &serde_json::Error) -> String {
    let what = if error.is_eof() {
        "内容不完整"
    } else {
        "语法错误"
    };
    format!(
        "第 {} 行第 {} 列{what}({error})",
        error.line(),
        error.column()
    )
}

/// The old `crs` member: a name, or the code of the very first drafts. What it says otherwise is kept.
fn stated_crs(crs: Option<&serde_json::Value>) -> StatedCrs {
    const HOW: &str = "由文件的 crs 成员确定";
    let Some(crs) = crs.filter(|crs| !crs.is_null()) else {
        return StatedCrs::DegreesByFormat;
    };
    let text = |at: &str| match crs.pointer(at)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let name = text("/properties/name")
        .or_else(|| text("/properties/code"))
        .or_else(|| crs.as_str().map(str::to_owned))
        .filter(|name| !name.trim().is_empty());
    match name {
        Some(name) => StatedCrs::named(&name, HOW),
        None => StatedCrs::Unreadable(crs.to_string()),
    }
}

struct ParsedFeature {
    properties: Vec<(String, RawValue)>,
    geometry: RawGeometry,
    notes: Vec<(&'static str, String, String)>,
}

impl ParsedFeature {
    fn into_row(self, row: u32, columns: &[String]) -> SourceRow {
        let mut values = vec![RawValue::Null; columns.len()];
        for (name, value) in self.properties {
            if let Ok(index) = columns.binary_search(&name) {
                values[index] = value;
            }
        }
        SourceRow {
            row,
            values,
            geometry: self.geometry,
            notes: self.notes,
        }
    }
}

fn parse_feature(text: &str) -> ParsedFeature {
    let mut notes = Vec::new();
    let feature: RawFeature<'_> = match serde_json::from_str(text) {
        Ok(feature) => feature,
        Err(error) => {
            let geometry =
                RawGeometry::Bad("bad_feature", format!("要素不是有效的 Feature:{error}"));
            return ParsedFeature {
                properties: Vec::new(),
                geometry,
                notes,
            };
        }
    };
    let properties = match feature.properties {
        Some(serde_json::Value::Object(map)) => map
            .into_iter()
            .map(|(name, value)| (name, raw_value(value)))
            .collect(),
        None | Some(serde_json::Value::Null) => Vec::new(),
        Some(_) => {
            notes.push((
                "bad_properties",
                "properties".to_owned(),
                "properties 不是对象，属性未读入".to_owned(),
            ));
            Vec::new()
        }
    };
    // A bare geometry stands where a feature would.
    let geometry = if feature.kind.as_deref() == Some("Feature") {
        feature.geometry.map(RawJson::get)
    } else {
        Some(text)
    };
    let geometry =
        geometry
            .filter(|text| text.trim() != "null")
            .map_or(RawGeometry::Null, |text| {
                match serde_json::from_str::<geojson::Geometry>(text) {
                    Ok(geometry) => match convert(&geometry.value, &mut notes) {
                        Ok(geometry) => RawGeometry::Some(geometry),
                        Err(reason) => RawGeometry::Bad("bad_geometry", reason.to_owned()),
                    },
                    Err(error) => {
                        RawGeometry::Bad("bad_geometry", format!("几何无法读取：{error}"))
                    }
                }
            });
    ParsedFeature {
        properties,
        geometry,
        notes,
    }
}

fn raw_value(value: serde_json::Value) -> RawValue {
    match value {
        serde_json::Value::Null => RawValue::Null,
        serde_json::Value::Bool(flag) => RawValue::Flag(flag),
        serde_json::Value::Number(number) => {
            number.as_f64().map_or(RawValue::Null, RawValue::Number)
        }
        serde_json::Value::String(text) => RawValue::Text(text),
        nested @ (serde_json::Value::Array(_) | serde_json::Value::Object(_)) => {
            RawValue::Text(nested.to_string())
        }
    }
}

type Notes = Vec<(&'static str, String, String)>;

/// Z and M are dropped: the register is planar. Rings are closed with a note.
fn convert(value: &GeometryValue, notes: &mut Notes) -> Result<Geometry<f64>, &'static str> {
    Ok(match value {
        GeometryValue::Point { coordinates } => Point(coord(coordinates)?).into(),
        GeometryValue::MultiPoint { coordinates } => MultiPoint(
            coordinates
                .iter()
                .map(|position| coord(position).map(Point))
                .collect::<Result<_, _>>()?,
        )
        .into(),
        GeometryValue::LineString { coordinates } => line(coordinates)?.into(),
        GeometryValue::MultiLineString { coordinates } => MultiLineString(
            coordinates
                .iter()
                .map(|part| line(part))
                .collect::<Result<_, _>>()?,
        )
        .into(),
        GeometryValue::Polygon { coordinates } => polygon(coordinates, notes)?.into(),
        GeometryValue::MultiPolygon { coordinates } => {
            let areas: Result<Vec<_>, _> = coordinates
                .iter()
                .map(|rings| polygon(rings, notes))
                .collect();
            MultiPolygon(areas?).into()
        }
        GeometryValue::GeometryCollection { geometries } => {
            let parts: Result<Vec<_>, _> = geometries
                .iter()
                .map(|part| convert(&part.value, notes))
                .collect();
            Geometry::GeometryCollection(GeometryCollection(parts?))
        }
    })
}

fn coord(position: &Position) -> Result<Coord<f64>, &'static str> {
    match position.as_slice() {
        [x, y, ..] if x.is_finite() && y.is_finite() => Ok(Coord { x: *x, y: *y }),
        [_, _, ..] => Err("坐标不是有限的数值"),
        _ => Err("坐标少于两个数"),
    }
}

fn line(positions: &[Position]) -> Result<LineString<f64>, &'static str> {
    positions
        .iter()
        .map(coord)
        .collect::<Result<Vec<_>, _>>()
        .map(LineString)
}

fn polygon(rings: &[Vec<Position>], notes: &mut Notes) -> Result<Polygon<f64>, &'static str> {
    let mut lines = Vec::with_capacity(rings.len());
    for ring in rings {
        let ring = line(ring)?;
        if ring.0.first() != ring.0.last() {
            notes.push((
                "unclosed_ring",
                "geometry".to_owned(),
                "环没有闭合，已用起点闭合".to_owned(),
            ));
        }
        lines.push(ring);
    }
    let mut lines = lines.into_iter();
    let shell = lines.next().unwrap_or_else(LineString::empty);
    Ok(Polygon::new(shell, lines.collect()))
}
