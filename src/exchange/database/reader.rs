//! Reads one layer of a GeoPackage or of somebody's SpatiaLite file.

use std::path::Path;

use crate::domain::Value;
use crate::exchange::crs::StatedCrs;
use crate::exchange::error::ExchangeError;
use crate::exchange::formats::choose;
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::exchange::spool::Sink;
use crate::exchange::table::{GeometryColumns, Statements};
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
pub(in crate::exchange) fn read(
    path: &Path,
    part: Option<&str>,
    mut sink: Sink,
) -> Result<Source, ExchangeError> {
    let file = ForeignFile::open(path)?;
    let names: Vec<String> = file
        .tables()
        .iter()
        .map(|table| table.name.clone())
        .collect();
    let layer = &file.tables()[choose(&names, part, path)?];
    let columns = file.columns(layer)?;
    let mut place: Option<GeometryColumns> = None;
    let mut statements: Option<Statements> = None;
    let mut taken = Ok(());
    file.visit(layer, &mut |row| {
        let values: Vec<RawValue> = row.values.into_iter().map(raw).collect();
        let geometry = match row.geometry {
            Ok(Some(geometry)) => RawGeometry::Some(geometry),
            // A table of attributes may still have columns of coordinates.
            Ok(None) if layer.has_geometry() => RawGeometry::Null,
            Ok(None) => place
                .get_or_insert_with(|| GeometryColumns::find(&columns, Some(&values)))
                .geometry(&columns, &values),
            Err(reason) => RawGeometry::Bad("bad_geometry", reason),
        };
        let row = SourceRow {
            row: u32::try_from(sink.len() + 1).unwrap_or(u32::MAX),
            values,
            geometry,
            notes: Vec::new(),
        };
        if let Some(place) = &place {
            statements
                .get_or_insert_with(|| Statements::new(place, &columns))
                .hear(&row);
        }
        taken = sink.row(&row);
        taken.is_ok()
    })?;
    taken?;
    let (crs, common) = match (stated(layer), statements) {
        (StatedCrs::Silent, Some(statements)) => statements.end(&columns),
        (stated, _) => (stated, None),
    };
    let (_, rows) = sink.finish()?;
    Ok(Source {
        crs,
        place: place.unwrap_or_default(),
        columns,
        rows,
        encoding: EncodingUsed {
            name: "UTF-8".to_owned(),
            how: format!("数据库自带编码；图层「{}」", layer.name),
        },
        common,
        angles: None,
    })
}

fn stated(table: &ForeignTable) -> StatedCrs {
    const HOW: &str = "由数据库的坐标系登记确定";
    match (table.epsg, &table.wkt, &table.system) {
        (Some(epsg), ..) => StatedCrs::Epsg(epsg, HOW),
        (None, Some(wkt), _) => StatedCrs::Wkt(wkt.clone()),
        (None, None, Some(system)) => StatedCrs::named(system, HOW),
        (None, None, None) => StatedCrs::Silent,
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
