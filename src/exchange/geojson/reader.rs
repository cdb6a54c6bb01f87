//! GeoJSON: feature collections, single features, bare geometries. Features are cut out of the text
//! first and parsed one by one on all cores, so that one bad feature is one issue and not the end.

use std::io::{BufRead as _, Read as _};
use std::path::{Path, PathBuf};

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use geojson::{GeometryValue, Position};
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue as RawJson;

use crate::exchange::crs::StatedCrs;
use crate::exchange::error::ExchangeError;
use crate::exchange::geojson::cutter::{Cutter, Frame, Place, Stop};
use crate::exchange::input::Watch;
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::exchange::spool::Sink;
use crate::exchange::table::GeometryColumns;
use crate::exchange::text::Text;

/// Features that are parsed at once, and bytes of them.
const BATCH: usize = 4096;
const BATCH_BYTES: usize = 4 << 20;
/// Bytes of one line.
const MOST_LINE: u64 = 256 << 20;

/// All but the features, which were cut out.
#[derive(Deserialize)]
struct Document {
    #[serde(rename = "type")]
    kind: Option<String>,
    features: Option<Vec<IgnoredAny>>,
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
    sink: Sink,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    let (mut text, encoding) = Text::open(path, asked_encoding, watch)?;
    let mut features = Features::new(sink, path);
    let whole = document(&mut text, &mut features, path);
    let crs = match whole {
        Ok(crs) => crs,
        // A second value after the first: one feature per line under the ending of the whole.
        Err(error @ ExchangeError::Malformed { .. }) if is_lines(&mut text, path)? => {
            tracing::debug!(%error, "one feature per line");
            features.restart();
            lines(&mut text, &mut features, path)?;
            StatedCrs::DegreesByFormat
        }
        Err(error) => return Err(error),
    };
    features.source(crs, encoding)
}

/// Reads a text as one document and gives what it says of its system.
fn document(
    text: &mut Text,
    features: &mut Features,
    path: &Path,
) -> Result<StatedCrs, ExchangeError> {
    let malformed = ExchangeError::malformed("GeoJSON", path);
    let reader = text.reader().map_err(|source| unread(source, path))?;
    let cut = Cutter::new(reader).cut(|feature, place| features.take(feature, place));
    // What is wrong in a feature before comes first.
    if !matches!(cut, Err(Stop::Taker(_))) {
        features.flush()?;
    }
    let frame = cut.map_err(|stop| stopped(stop, features.count(), path))?;
    if frame.text.trim_ascii().is_empty() {
        return Err(malformed("文件是空的".to_owned()));
    }
    let document: Document = serde_json::from_slice(&frame.text)
        .map_err(|error| malformed(frame_reason(&frame, &error)))?;
    if let Some(place) = frame.behind {
        return Err(malformed(format!("{}语法错误：其后还有内容", shown(place))));
    }
    match (document.kind.as_deref(), document.features) {
        (Some("Topology"), _) => {
            return Err(malformed("这是 TopoJSON，请先转换为 GeoJSON".to_owned()));
        }
        (Some("FeatureCollection"), Some(_)) => {}
        (
            Some(
                "Feature" | "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon"
                | "MultiPolygon" | "GeometryCollection",
            ),
            _,
        ) => {
            features.restart();
            features.take(&frame.text, Place::START)?;
            features.flush()?;
        }
        _ => {
            return Err(malformed(
                "缺少 type 或 features，不是 FeatureCollection、Feature 或几何".to_owned(),
            ));
        }
    }
    Ok(stated_crs(document.crs.as_ref()))
}

fn unread(source: std::io::Error, path: &Path) -> ExchangeError {
    ExchangeError::Read {
        source,
        path: path.to_owned(),
    }
}

/// Why the list of features could not be read to its end; `count` of them were.
fn stopped(stop: Stop<ExchangeError>, count: u32, path: &Path) -> ExchangeError {
    let malformed = ExchangeError::malformed("GeoJSON", path);
    match stop {
        Stop::Io(source) => unread(source, path),
        Stop::Taker(error) => error,
        Stop::TooLarge(place) => ExchangeError::TooLarge {
            what: format!("{}起的一个要素或其余部分超过 256 MB", shown(place)),
            path: path.to_owned(),
        },
        Stop::Ended(place) => malformed(format!(
            "{}内容不完整，在第 {} 个要素处中断",
            shown(place),
            count + 1
        )),
        Stop::Cut(feature, place) => {
            let error = serde_json::from_slice::<IgnoredAny>(&feature).err();
            let at = error
                .as_ref()
                .map_or(feature.len(), |error| offset(&feature, error));
            let what = error.as_ref().map_or("内容不完整", what);
            malformed(format!(
                "{}{what}，在第 {} 个要素中",
                shown(place.after(&feature[..at])),
                count + 1
            ))
        }
        Stop::Unexpected(place) => {
            malformed(format!("{}语法错误，在第 {count} 个要素之后", shown(place)))
        }
    }
}

fn shown(place: Place) -> String {
    format!(
        "第 {} 行第 {} 列(第 {} 字节)",
        place.line,
        place.column,
        place.byte + 1
    )
}

/// Features on the way to the rows: gathered, parsed on all cores, taken in order.
struct Features {
    sink: Sink,
    path: PathBuf,
    texts: Vec<u8>,
    /// Row, end within `texts`, and place in the file.
    waiting: Vec<(u32, usize, Place)>,
    next: u32,
    /// Whether a feature that is no JSON is only a bad row: where each has a line of its own, the others
    /// are not touched by it.
    is_apart: bool,
}

impl Features {
    fn new(sink: Sink, path: &Path) -> Self {
        Self {
            sink,
            path: path.to_owned(),
            texts: Vec::new(),
            waiting: Vec::new(),
            next: 1,
            is_apart: false,
        }
    }

    fn restart(&mut self) {
        self.sink.restart();
        self.texts.clear();
        self.waiting.clear();
        self.next = 1;
    }

    /// Features that were taken.
    const fn count(&self) -> u32 {
        self.next - 1
    }

    fn take(&mut self, feature: &[u8], place: Place) -> Result<(), ExchangeError> {
        let row = self.next;
        self.next = row.saturating_add(1);
        self.take_as(row, feature, place)
    }

    fn take_as(&mut self, row: u32, feature: &[u8], place: Place) -> Result<(), ExchangeError> {
        self.texts.extend(feature);
        self.waiting.push((row, self.texts.len(), place));
        if self.texts.len() >= BATCH_BYTES || self.waiting.len() >= BATCH {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ExchangeError> {
        let starts = std::iter::once(0).chain(self.waiting.iter().map(|(_, end, _)| *end));
        let texts: Vec<&[u8]> = starts
            .zip(&self.waiting)
            .map(|(start, (_, end, _))| &self.texts[start..*end])
            .collect();
        let parsed: Vec<_> = texts.par_iter().map(|text| parse_feature(text)).collect();
        for (((row, _, place), text), parsed) in self.waiting.iter().zip(texts).zip(parsed) {
            let feature = match parsed {
                Ok(feature) => feature,
                Err(error) if self.is_apart => ParsedFeature::bad(&error),
                Err(error) => {
                    let at = place.after(&text[..offset(text, &error)]);
                    let reason = format!(
                        "{}{}，在第 {row} 个要素中({error})",
                        shown(at),
                        what(&error)
                    );
                    return Err(ExchangeError::malformed("GeoJSON", &self.path)(reason));
                }
            };
            let own = SourceRow {
                row: *row,
                values: Vec::new(),
                geometry: feature.geometry,
                notes: feature.notes,
            };
            self.sink.named(&own, &feature.properties)?;
        }
        self.texts.clear();
        self.waiting.clear();
        Ok(())
    }

    /// Everything, as a source; columns are all properties of all features.
    fn source(mut self, crs: StatedCrs, encoding: EncodingUsed) -> Result<Source, ExchangeError> {
        self.flush()?;
        let (columns, rows) = self.sink.finish_sorted()?;
        Ok(Source {
            rows,
            place: GeometryColumns::None,
            crs,
            encoding,
            columns,
            common: None,
            angles: None,
        })
    }
}

/// Reads a file of one feature per line, also with record separators (RFC 8142). Rows are lines.
pub(in crate::exchange) fn read_lines(
    path: &Path,
    asked_encoding: Option<&str>,
    sink: Sink,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    let (mut text, encoding) = Text::open(path, asked_encoding, watch)?;
    if !is_lines(&mut text, path)? {
        let reason = "第一行不是要素，应为每行一个要素".to_owned();
        return Err(ExchangeError::malformed("GeoJSON", path)(reason));
    }
    let mut features = Features::new(sink, path);
    lines(&mut text, &mut features, path)?;
    features.source(StatedCrs::DegreesByFormat, encoding)
}

/// Hands over the lines that hold something, with their numbers, until `take` has enough.
fn each_line(
    text: &mut Text,
    path: &Path,
    mut take: impl FnMut(u32, &[u8]) -> Result<bool, ExchangeError>,
) -> Result<(), ExchangeError> {
    let mut reader = text.reader().map_err(|source| unread(source, path))?;
    let mut line = Vec::new();
    for row in 1_u32.. {
        line.clear();
        let read = reader.by_ref().take(MOST_LINE).read_until(b'\n', &mut line);
        let count = read.map_err(|source| unread(source, path))?;
        if count == 0 {
            break;
        }
        if count as u64 == MOST_LINE {
            return Err(ExchangeError::TooLarge {
                what: format!("第 {row} 行超过 {} MB", MOST_LINE >> 20),
                path: path.to_owned(),
            });
        }
        let mut content = line.as_slice();
        while let Some(rest) = content.strip_prefix(b"\x1e") {
            content = rest;
        }
        let content = content.trim_ascii();
        if !content.is_empty() && !take(row, content)? {
            break;
        }
    }
    Ok(())
}

/// Whether the first line is a whole feature or geometry.
fn is_lines(text: &mut Text, path: &Path) -> Result<bool, ExchangeError> {
    let mut is_feature = false;
    let looked = each_line(text, path, |_, line| {
        let first = serde_json::from_slice::<Document>(line);
        is_feature = first.is_ok_and(|first| {
            first
                .kind
                .is_some_and(|kind| kind != "FeatureCollection" && kind != "Topology")
        });
        Ok(false)
    });
    match looked {
        Ok(()) => Ok(is_feature),
        Err(ExchangeError::TooLarge { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn lines(text: &mut Text, features: &mut Features, path: &Path) -> Result<(), ExchangeError> {
    features.is_apart = true;
    each_line(text, path, |row, line| {
        features.take_as(row, line, Place::START)?;
        Ok(true)
    })
}

/// What is wrong with the text around the features, and where in the file.
fn frame_reason(frame: &Frame, error: &serde_json::Error) -> String {
    let text = &frame.text;
    let at = offset(text, error);
    let place = match frame.gap {
        Some((gap, behind)) if at >= gap => behind.after(&text[gap..at]),
        _ => Place::START.after(&text[..at]),
    };
    format!("{}{}({error})", shown(place), what(error))
}

/// Bytes of `text` before the one that a parser stumbled over.
fn offset(text: &[u8], error: &serde_json::Error) -> usize {
    let line = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text)
            .nth(line - 2)
            .map_or(0, |at| at + 1),
    };
    let at = line + error.column();
    // At the end it has stumbled over nothing.
    (at - usize::from(!error.is_eof() && at > line)).min(text.len())
}

/// A JSON error in words.
fn what(error: &serde_json::Error) -> &'static str {
    if error.is_eof() {
        "内容不完整"
    } else {
        "语法错误"
    }
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
    notes: Notes,
}

impl ParsedFeature {
    fn bad(error: &serde_json::Error) -> Self {
        let reason = format!("要素不是有效的 Feature:{error}");
        Self {
            properties: Vec::new(),
            geometry: RawGeometry::Bad("bad_feature", reason),
            notes: Vec::new(),
        }
    }
}

/// `Err` for what is no JSON at all.
fn parse_feature(bytes: &[u8]) -> Result<ParsedFeature, serde_json::Error> {
    let mut notes = Vec::new();
    let text: &RawJson = serde_json::from_slice(bytes)?;
    let text = text.get();
    let feature: RawFeature<'_> = match serde_json::from_str(text) {
        Ok(feature) => feature,
        Err(error) => return Ok(ParsedFeature::bad(&error)),
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
    Ok(ParsedFeature {
        properties,
        geometry,
        notes,
    })
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
