//! Reads one layer of a GeoPackage or of somebody's SpatiaLite file.

use std::path::Path;

use crate::domain::Value;
use crate::exchange::crs::StatedCrs;
use crate::exchange::error::ExchangeError;
use crate::exchange::formats::choose;
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::exchange::table::GeometryColumns;
use crate::store::foreign::{ForeignFile, ForeignTable};

/// Names of the layers.
pub(in crate::exchange) fn tables(path: &Path) -> Result<Vec<String>, ExchangeError> {
    let file = ForeignFile::open(path)?;
    Ok(file
        .tables()
        .iter()
        .map(|table| table.name.clone())
        .collect())
}

/// Reads the layer `part`, or the only one there is.
pub(in crate::exchange) fn read(path: &Path, part: Option<&str>) -> Result<Source, ExchangeError> {
    let file = ForeignFile::open(path)?;
    let names: Vec<String> = file
        .tables()
        .iter()
        .map(|table| table.name.clone())
        .collect();
    let table = &file.tables()[choose(&names, part, path)?];
    let columns = file.columns(table)?;
    let mut rows: Vec<SourceRow> = Vec::new();
    let mut place: Option<GeometryColumns> = None;
    file.visit(table, &mut |row| {
        let values: Vec<RawValue> = row.values.into_iter().map(raw).collect();
        let geometry = match row.geometry {
            Ok(Some(geometry)) => RawGeometry::Some(geometry),
            // A table of attributes may still have columns of coordinates.
            Ok(None) if table.has_geometry() => RawGeometry::Null,
            Ok(None) => place
                .get_or_insert_with(|| GeometryColumns::find(&columns, Some(&values)))
                .geometry(&columns, &values),
            Err(reason) => RawGeometry::Bad("bad_geometry", reason),
        };
        rows.push(SourceRow {
            row: u32::try_from(rows.len() + 1).unwrap_or(u32::MAX),
            values,
            geometry,
            notes: Vec::new(),
        });
    })?;
    Ok(Source {
        crs: stated(table),
        columns,
        rows,
        geometry_columns: Vec::new(),
        encoding: EncodingUsed {
            name: "UTF-8".to_owned(),
            how: format!("数据库自带编码；图层「{}」", table.name),
        },
    })
}

fn stated(table: &ForeignTable) -> StatedCrs {
    match (table.epsg, &table.wkt) {
        (Some(epsg), _) => StatedCrs::Epsg(epsg, "由数据库的坐标系登记确定"),
        (None, Some(wkt)) => StatedCrs::Wkt(wkt.clone()),
        (None, None) => StatedCrs::Silent,
    }
}

fn raw(value: Value) -> RawValue {
    match value {
        Value::Null => RawValue::Null,
        Value::Integer(number) => RawValue::Number(number as f64),
        Value::Real(number) => RawValue::Number(number),
        Value::Text(text) => RawValue::Text(text),
    }
}
