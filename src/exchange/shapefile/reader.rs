//! Reads shapefiles: shapes, and the text of the `.dbf` in an encoding that is found, not assumed.

use std::io::Cursor;

use dbase::encoding::EncodingRs;
use dbase::{FieldError, FieldIterator, FieldValue, ReadableRecord, ReaderBuilder};
use encoding_rs::Encoding as TextEncoding;

use crate::exchange::crs::StatedCrs;
use crate::exchange::encoding;
use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;
use crate::exchange::shapefile::set::Set;
use crate::exchange::shapefile::shapes;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::exchange::table::GeometryColumns;

/// Reads the files of one shapefile.
pub(in crate::exchange) fn read(
    set: &Set,
    asked_encoding: Option<&str>,
) -> Result<Source, ExchangeError> {
    let mut shapes = shapes::read(&set.shapes).map_err(|reason| ExchangeError::Malformed {
        format: "Shapefile",
        reason,
        path: set.path.clone(),
    })?;
    let mut table = read_table(set, asked_encoding, shapes.len())?;
    // A shape file that was cut off: the attributes say how many are gone.
    while shapes.len() < table.rows.len() {
        let reason = "图形文件(.shp)不完整，缺少该图形".to_owned();
        shapes.push(RawGeometry::Bad("missing_shape", reason));
    }
    if let Some(aliases) = &set.aliases {
        rename(&mut table.columns, aliases);
    }
    let rows = (1..)
        .zip(shapes)
        .zip(table.rows)
        .filter_map(|((row, geometry), record)| {
            let (values, notes) = record?;
            Some(SourceRow {
                row,
                values,
                geometry,
                notes,
            })
        })
        .collect();
    let crs = set.projection.as_ref().map_or(StatedCrs::Silent, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            StatedCrs::Silent
        } else {
            StatedCrs::Wkt(text.to_owned())
        }
    });
    Ok(Source {
        columns: table.columns,
        rows,
        place: GeometryColumns::None,
        crs,
        encoding: table.encoding,
    })
}

/// Gives cut names their full form back, by the table that our own export writes.
fn rename(columns: &mut [String], aliases: &[u8]) {
    let text = String::from_utf8_lossy(aliases);
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for record in reader.records().flatten() {
        if let (Some(short), Some(full)) = (record.get(0), record.get(1))
            && let Some(column) = columns.iter_mut().find(|column| *column == short)
        {
            full.clone_into(column);
        }
    }
}

struct Table {
    columns: Vec<String>,
    /// `None` for a record that is marked as deleted.
    rows: Vec<Option<Cells>>,
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

fn read_table(set: &Set, asked: Option<&str>, count: usize) -> Result<Table, ExchangeError> {
    let Some(bytes) = &set.table else {
        let encoding = EncodingUsed {
            name: "UTF-8".to_owned(),
            how: "没有 .dbf，没有属性".to_owned(),
        };
        return Ok(Table {
            columns: Vec::new(),
            rows: vec![Some((Vec::new(), Vec::new())); count],
            encoding,
        });
    };
    let malformed = |reason: String| ExchangeError::Malformed {
        format: "DBF",
        reason,
        path: set.path.with_extension("dbf"),
    };
    let layout = Layout::of(bytes).ok_or_else(|| malformed("文件头不完整".to_owned()))?;
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
    let records = layout.records(bytes, count);
    let mut rows = Vec::with_capacity(count.max(records.len()));
    for index in records {
        let Some(index) = index else {
            rows.push(None);
            continue;
        };
        reader
            .seek(index)
            .map_err(|error| malformed(error.to_string()))?;
        rows.push(Some(reader.iter_records_as::<Record>().next()));
    }
    let texts = || {
        let values = rows
            .iter()
            .flatten()
            .flatten()
            .flatten()
            .flat_map(|record| &record.0);
        values.filter_map(|value| match value {
            FieldValue::Character(Some(text)) | FieldValue::Memo(text) => Some(bytes_of(text)),
            _ => None,
        })
    };
    let (encoding, how) =
        choose_encoding(set, asked, language, &names, &texts().collect::<Vec<_>>())?;
    let mut rows: Vec<Option<Cells>> = rows
        .into_iter()
        .map(|record| Some(cells(record?, names.len(), encoding)))
        .collect();
    while rows.len() < count {
        let message = "属性表(.dbf)没有该图形的记录，属性为空".to_owned();
        let note = ("missing_record", "属性".to_owned(), message);
        rows.push(Some((vec![RawValue::Null; names.len()], vec![note])));
    }
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
    set: &Set,
    asked: Option<&str>,
    language: u8,
    names: &[Vec<u8>],
    texts: &[Vec<u8>],
) -> Result<(&'static TextEncoding, String), ExchangeError> {
    if let Some(name) = asked {
        return Ok((encoding::by_name(name)?, "由用户指定".to_owned()));
    }
    if let Some(bytes) = &set.code_page {
        let name = String::from_utf8_lossy(bytes)
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
            path: set.path.with_extension("dbf"),
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

    /// Indexes of the whole records, parallel to `shapes` shapes. A deleted record has its shape in some
    /// files (then its place is `None`, and the shape goes too) and has lost it in others.
    fn records(&self, bytes: &[u8], shapes: usize) -> Vec<Option<usize>> {
        let whole = ((bytes.len() - self.first) / self.size).min(self.count);
        let is_live = |index: &usize| bytes[self.first + index * self.size] != b'*';
        let live: Vec<_> = (0..whole).filter(is_live).map(Some).collect();
        if whole == shapes && live.len() < whole {
            (0..whole)
                .map(|index| Some(index).filter(is_live))
                .collect()
        } else {
            live
        }
    }
}
