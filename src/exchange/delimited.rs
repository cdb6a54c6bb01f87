//! Tables as text: CSV, TSV, TXT. Points come from two coordinate columns found by their names.

use std::path::Path;

use geo::Point;

use crate::exchange::crs::StatedCrs;
use crate::exchange::encoding;
use crate::exchange::error::ExchangeError;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};

/// Column names for x and for y, compared without case.
const X_NAMES: [&str; 10] = [
    "经度",
    "lon",
    "lng",
    "long",
    "longitude",
    "东坐标",
    "横坐标",
    "easting",
    "e",
    "x",
];
const Y_NAMES: [&str; 8] = [
    "纬度",
    "lat",
    "latitude",
    "北坐标",
    "纵坐标",
    "northing",
    "n",
    "y",
];

/// Reads a whole table. Rows count from the header, which is row 1.
pub(super) fn read(path: &Path, asked_encoding: Option<&str>) -> Result<Source, ExchangeError> {
    let bytes = std::fs::read(path).map_err(|source| ExchangeError::Read {
        source,
        path: path.to_owned(),
    })?;
    let (text, encoding) = encoding::decode_file(&bytes, asked_encoding, path)?;
    let malformed = |reason: String| ExchangeError::Malformed {
        format: "分隔文本",
        reason,
        path: path.to_owned(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns: Vec<String> = reader
        .headers()
        .map_err(|error| malformed(error.to_string()))?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    if columns.iter().all(String::is_empty) {
        return Err(malformed("文件是空的，没有表头".to_owned()));
    }
    let position = coordinate_columns(&columns);
    let mut rows = Vec::new();
    for (row, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|error| malformed(format!("第 {row} 行：{error}")))?;
        let mut notes = Vec::new();
        if record.len() != columns.len() {
            let message = format!("有 {} 列，表头有 {} 列", record.len(), columns.len());
            notes.push(("column_count", "行".to_owned(), message));
        }
        let mut values: Vec<RawValue> = record.iter().take(columns.len()).map(raw_value).collect();
        values.resize(columns.len(), RawValue::Null);
        let geometry = position.map_or(RawGeometry::Null, |(x, y)| point(&columns, &values, x, y));
        rows.push(SourceRow {
            row,
            values,
            geometry,
            notes,
        });
    }
    let geometry_columns = position
        .map(|(x, y)| vec![columns[x].clone(), columns[y].clone()])
        .unwrap_or_default();
    Ok(Source {
        columns,
        rows,
        geometry_columns,
        crs: StatedCrs::Silent,
        encoding,
    })
}

/// The most frequent of the usual delimiters in the header.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    [b',', b'\t', b';', b'|']
        .into_iter()
        .max_by_key(|mark| header.bytes().filter(|byte| byte == mark).count())
        .unwrap_or(b',')
}

fn coordinate_columns(columns: &[String]) -> Option<(usize, usize)> {
    let find = |names: &[&str]| {
        names.iter().find_map(|name| {
            columns
                .iter()
                .position(|column| column.eq_ignore_ascii_case(name))
        })
    };
    Some((find(&X_NAMES)?, find(&Y_NAMES)?))
}

fn raw_value(text: &str) -> RawValue {
    let text = text.trim();
    if text.is_empty() {
        RawValue::Null
    } else {
        RawValue::Text(text.to_owned())
    }
}

fn point(columns: &[String], values: &[RawValue], x: usize, y: usize) -> RawGeometry {
    let number = |index: usize| match &values[index] {
        RawValue::Text(text) => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .ok_or_else(|| {
                RawGeometry::Bad(
                    "not_a_number",
                    format!("{}「{text}」不是数值", columns[index]),
                )
            }),
        _ => Err(RawGeometry::Bad(
            "missing_coordinate",
            format!("缺少{}", columns[index]),
        )),
    };
    match (number(x), number(y)) {
        (Ok(x), Ok(y)) => RawGeometry::Some(Point::new(x, y).into()),
        (Err(bad), _) | (_, Err(bad)) => bad,
    }
}
