//! Shapefiles: shapes, and the text of the `.dbf` in an encoding that is found, not assumed.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use dbase::encoding::EncodingRs;
use dbase::{FieldError, FieldIterator, FieldValue, ReadableRecord, ReaderBuilder};
use encoding_rs::Encoding as TextEncoding;
use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, Point};
use shapefile::{Shape, ShapeReader, record::traits::HasXY};

use crate::exchange::crs::StatedCrs;
use crate::exchange::encoding;
use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::geodesy::rings::assemble;

/// Reads `path` (the `.shp`) with the files beside it.
pub(super) fn read(path: &Path, asked_encoding: Option<&str>) -> Result<Source, ExchangeError> {
    let shapes = read_shapes(path)?;
    let table = read_table(path, asked_encoding, shapes.len())?;
    let rows = (1..)
        .zip(shapes)
        .zip(table.rows)
        .map(|((row, geometry), (values, notes))| SourceRow {
            row,
            values,
            geometry,
            notes,
        })
        .collect();
    let crs = match sibling(path, "prj") {
        Some(prj) => {
            let bytes =
                std::fs::read(&prj).map_err(|source| ExchangeError::Read { source, path: prj })?;
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim_start_matches('\u{feff}').trim();
            if text.is_empty() {
                StatedCrs::Silent
            } else {
                StatedCrs::Wkt(text.to_owned())
            }
        }
        None => StatedCrs::Silent,
    };
    Ok(Source {
        columns: table.columns,
        rows,
        geometry_columns: Vec::new(),
        crs,
        encoding: table.encoding,
    })
}

/// The file beside `path` with another ending, in any case.
fn sibling(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_owned(), extension.to_ascii_uppercase()]
        .into_iter()
        .map(|extension| path.with_extension(extension))
        .find(|path| path.is_file())
}

fn read_shapes(path: &Path) -> Result<Vec<RawGeometry>, ExchangeError> {
    let malformed = |error: &shapefile::Error| ExchangeError::Malformed {
        format: "Shapefile",
        reason: error.to_string(),
        path: path.to_owned(),
    };
    let bytes = std::fs::read(path).map_err(|source| ExchangeError::Read {
        source,
        path: path.to_owned(),
    })?;
    let mut reader = ShapeReader::new(Cursor::new(bytes)).map_err(|error| malformed(&error))?;
    let mut shapes = Vec::new();
    for shape in reader.iter_shapes() {
        match shape {
            Ok(shape) => shapes.push(geometry(shape)),
            // Without its record the next one cannot be found: what came before would be half a file.
            Err(error) => return Err(malformed(&error)),
        }
    }
    Ok(shapes)
}

fn geometry(shape: Shape) -> RawGeometry {
    let geometry = match shape {
        Shape::NullShape => return RawGeometry::Null,
        Shape::Point(point) => Geometry::Point(Point(coord(&point))),
        Shape::PointM(point) => Geometry::Point(Point(coord(&point))),
        Shape::PointZ(point) => Geometry::Point(Point(coord(&point))),
        Shape::Multipoint(points) => many(points.points()),
        Shape::MultipointM(points) => many(points.points()),
        Shape::MultipointZ(points) => many(points.points()),
        Shape::Polyline(lines) => parts(lines.parts()),
        Shape::PolylineM(lines) => parts(lines.parts()),
        Shape::PolylineZ(lines) => parts(lines.parts()),
        Shape::Polygon(area) => assemble(
            area.rings()
                .iter()
                .map(|ring| line(ring.points()))
                .collect(),
        )
        .into(),
        Shape::PolygonM(area) => assemble(
            area.rings()
                .iter()
                .map(|ring| line(ring.points()))
                .collect(),
        )
        .into(),
        Shape::PolygonZ(area) => assemble(
            area.rings()
                .iter()
                .map(|ring| line(ring.points()))
                .collect(),
        )
        .into(),
        Shape::Multipatch(_) => {
            return RawGeometry::Bad(
                "wrong_geometry_kind",
                "三维多面体(MultiPatch)不能导入".to_owned(),
            );
        }
    };
    let finite = geo::CoordsIter::coords_iter(&geometry)
        .all(|coord| coord.x.is_finite() && coord.y.is_finite());
    if finite {
        RawGeometry::Some(geometry)
    } else {
        RawGeometry::Bad("bad_geometry", "坐标不是有限的数值".to_owned())
    }
}

fn coord(point: &impl HasXY) -> Coord<f64> {
    Coord {
        x: point.x(),
        y: point.y(),
    }
}

fn line(points: &[impl HasXY]) -> LineString<f64> {
    points.iter().map(coord).collect()
}

fn many(points: &[impl HasXY]) -> Geometry<f64> {
    MultiPoint(points.iter().map(|point| Point(coord(point))).collect()).into()
}

fn parts(parts: &[Vec<impl HasXY>]) -> Geometry<f64> {
    MultiLineString(parts.iter().map(|part| line(part)).collect()).into()
}

struct Table {
    columns: Vec<String>,
    rows: Vec<Cells>,
    encoding: EncodingUsed,
}

type Cells = (Vec<RawValue>, Vec<(&'static str, String, String)>);

/// A record as its values in file order.
struct Record(Vec<FieldValue>);

impl ReadableRecord for Record {
    fn read_using<S, M>(fields: &mut FieldIterator<'_, S, M>) -> Result<Self, FieldError>
    where
        S: std::io::Read + std::io::Seek,
        M: std::io::Read + std::io::Seek,
    {
        fields
            .map(|field| field.map(|field| field.value))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// The bytes behind a text that was read as `x-user-defined`. That encoding hands every byte through
/// (80–FF become U+F780–U+F7FF), so that the true one can be chosen when all text is known; the
/// crate's own choice falls back in silence.
fn bytes_of(text: &str) -> Vec<u8> {
    text.chars()
        .map(|character| (u32::from(character) & 0xFF) as u8)
        .collect()
}

fn read_table(path: &Path, asked: Option<&str>, count: usize) -> Result<Table, ExchangeError> {
    let Some(dbf) = sibling(path, "dbf") else {
        let encoding = EncodingUsed {
            name: "UTF-8".to_owned(),
            how: "没有 .dbf，没有属性".to_owned(),
        };
        return Ok(Table {
            columns: Vec::new(),
            rows: vec![(Vec::new(), Vec::new()); count],
            encoding,
        });
    };
    let bytes = std::fs::read(&dbf).map_err(|source| ExchangeError::Read {
        source,
        path: dbf.clone(),
    })?;
    let malformed = |reason: String| ExchangeError::Malformed {
        format: "DBF",
        reason,
        path: dbf.clone(),
    };
    let layout = Layout::of(&bytes).ok_or_else(|| malformed("文件头不完整".to_owned()))?;
    let language = bytes.get(29).copied().unwrap_or_default();
    let mut reader = ReaderBuilder::new()
        .with_encoding(EncodingRs::from(encoding_rs::X_USER_DEFINED))
        .build(Cursor::new(bytes.as_slice()))
        .map_err(|error| malformed(error.to_string()))?;
    let names: Vec<Vec<u8>> = reader
        .fields()
        .iter()
        .map(|field| bytes_of(field.name()))
        .collect();
    let records = layout.live_records(&bytes);
    if records.len() != count {
        return Err(malformed(format!(
            "属性表有 {} 条记录，图形有 {count} 个，数目不一致",
            records.len()
        )));
    }
    let mut rows = Vec::with_capacity(count);
    for index in records {
        reader
            .seek(index)
            .map_err(|error| malformed(error.to_string()))?;
        rows.push(reader.iter_records_as::<Record>().next());
    }
    let texts = || {
        let values = rows.iter().flatten().flatten().flat_map(|record| &record.0);
        values.filter_map(|value| match value {
            FieldValue::Character(Some(text)) | FieldValue::Memo(text) => Some(bytes_of(text)),
            _ => None,
        })
    };
    let (encoding, how) =
        choose_encoding(path, asked, language, &names, &texts().collect::<Vec<_>>())?;
    let rows = rows
        .into_iter()
        .map(|record| cells(record, names.len(), encoding))
        .collect();
    Ok(Table {
        columns: names
            .iter()
            .map(|name| encoding.decode_without_bom_handling(name).0.into_owned())
            .collect(),
        rows,
        encoding: EncodingUsed {
            name: encoding.name().to_owned(),
            how,
        },
    })
}

/// The user's word, then `.cpg`, then the language byte, then the text itself.
fn choose_encoding(
    path: &Path,
    asked: Option<&str>,
    language: u8,
    names: &[Vec<u8>],
    texts: &[Vec<u8>],
) -> Result<(&'static TextEncoding, String), ExchangeError> {
    if let Some(name) = asked {
        return Ok((encoding::by_name(name)?, "由用户指定".to_owned()));
    }
    if let Some(cpg) = sibling(path, "cpg") {
        let bytes =
            std::fs::read(&cpg).map_err(|source| ExchangeError::Read { source, path: cpg })?;
        let name = String::from_utf8_lossy(&bytes)
            .trim_start_matches('\u{feff}')
            .trim()
            .to_owned();
        if let Ok(encoding) = encoding::by_name(&name) {
            return Ok((encoding, format!("由 .cpg 文件({name})确定")));
        }
    }
    // The byte is wrong now and then, so the text has to agree.
    let stated = encoding::by_language(language).filter(|encoding| {
        texts
            .iter()
            .all(|text| encoding::failures(encoding, text) == 0)
    });
    if let Some(encoding) = stated {
        return Ok((encoding, format!("由 .dbf 的语言标记 {language:02X} 确定")));
    }
    // Names may be cut in the middle of a character, so they only speak when the text is silent.
    let ascii = texts.iter().all(|text| text.is_ascii());
    let samples = if ascii { names } else { texts };
    encoding::detect(&samples.iter().map(Vec::as_slice))
        .map(|(encoding, how)| (encoding, how.to_owned()))
        .ok_or_else(|| ExchangeError::UndecidedEncoding {
            path: path.with_extension("dbf"),
        })
}

fn cells(
    record: Option<Result<Record, dbase::Error>>,
    columns: usize,
    encoding: &'static TextEncoding,
) -> Cells {
    let record = match record {
        Some(Ok(record)) => record.0,
        Some(Err(error)) => {
            let note = (
                "bad_record",
                "属性".to_owned(),
                format!("属性记录无法读取：{error}"),
            );
            return (vec![RawValue::Null; columns], vec![note]);
        }
        None => Vec::new(),
    };
    let mut notes = Vec::new();
    let mut values: Vec<RawValue> = record
        .into_iter()
        .map(|value| match value {
            FieldValue::Character(Some(text)) | FieldValue::Memo(text) => {
                let bytes = bytes_of(&text);
                let (text, malformed) = encoding.decode_without_bom_handling(&bytes);
                if malformed {
                    let message = format!("「{text}」中有字节不符合 {}", encoding.name());
                    notes.push(("undecodable_text", "属性".to_owned(), message));
                }
                RawValue::Text(text.into_owned())
            }
            FieldValue::Character(None)
            | FieldValue::Numeric(None)
            | FieldValue::Float(None)
            | FieldValue::Logical(None)
            | FieldValue::Date(None) => RawValue::Null,
            FieldValue::Numeric(Some(number))
            | FieldValue::Currency(number)
            | FieldValue::Double(number) => RawValue::Number(number),
            FieldValue::Float(Some(number)) => RawValue::Number(f64::from(number)),
            FieldValue::Integer(number) => RawValue::Number(f64::from(number)),
            FieldValue::Logical(Some(flag)) => RawValue::Flag(flag),
            FieldValue::Date(Some(date)) => iso(date),
            FieldValue::DateTime(time) => iso(time.date()),
        })
        .collect();
    values.resize(columns, RawValue::Null);
    (values, notes)
}

fn iso(date: dbase::Date) -> RawValue {
    RawValue::Text(format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        date.month(),
        date.day()
    ))
}

/// Where records lie in a `.dbf`. The crate steps over deleted records, which would shift attributes
/// against shapes, so the marks are read here.
struct Layout {
    first: usize,
    size: usize,
    count: usize,
}

impl Layout {
    fn of(bytes: &[u8]) -> Option<Self> {
        let u16_at = |at: usize| {
            Some(usize::from(u16::from_le_bytes([
                *bytes.get(at)?,
                *bytes.get(at + 1)?,
            ])))
        };
        let count = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
        let (first, size) = (u16_at(8)?, u16_at(10)?);
        (size > 0 && first <= bytes.len()).then_some(Self { first, size, count })
    }

    /// Indexes of the records that are whole and not marked as deleted.
    fn live_records(&self, bytes: &[u8]) -> Vec<usize> {
        let whole = ((bytes.len() - self.first) / self.size).min(self.count);
        (0..whole)
            .filter(|index| bytes[self.first + index * self.size] != b'*')
            .collect()
    }
}
