//! What every format is read into: columns and rows, geometry in the file's own CRS.

use std::collections::BTreeMap;
use std::path::Path;

use geo::Geometry;

use crate::exchange::crs::StatedCrs;
use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;
use crate::exchange::table::GeometryColumns;

/// A file, read.
#[derive(Debug)]
pub(super) struct Source {
    /// Column names in file order.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<SourceRow>,
    /// Columns that became the geometry and need no field.
    pub(super) place: GeometryColumns,
    pub(super) crs: StatedCrs,
    pub(super) encoding: EncodingUsed,
}

impl Source {
    /// Names of the columns that became the geometry.
    pub(super) fn place_columns(&self) -> Vec<String> {
        self.place.names(&self.columns)
    }
}

/// One row of a file.
#[derive(Debug, Default)]
pub(super) struct SourceRow {
    /// 1-based as the user counts.
    pub(super) row: u32,
    /// Parallel to [`Source::columns`]; shorter rows are padded with `Null` by the reader.
    pub(super) values: Vec<RawValue>,
    pub(super) geometry: RawGeometry,
    /// What the reader mended or could not decode: code, column, message.
    pub(super) notes: Vec<(&'static str, String, String)>,
}

/// A value as the file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum RawValue {
    #[default]
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
}

/// The geometry as the file has it.
#[derive(Debug, Default)]
pub(super) enum RawGeometry {
    /// The file has none for this row.
    #[default]
    Null,
    /// Read, not yet checked.
    Some(Geometry<f64>),
    /// Unreadable: code and message.
    Bad(&'static str, String),
}

/// A row whose values bear their own names, as in XML and in drawings.
#[derive(Debug, Default)]
pub(super) struct NamedRow {
    pub(super) values: Vec<(String, String)>,
    pub(super) geometry: RawGeometry,
}

impl NamedRow {
    /// Stands for what could not be read any more, and says why.
    pub(super) fn broken_off(reason: &str) -> Self {
        let reason = format!("{reason}，其后的内容未读入");
        Self {
            values: Vec::new(),
            geometry: RawGeometry::Bad("bad_geometry", reason),
        }
    }
}

/// Columns of one table.
pub(super) const MAX_COLUMNS: usize = 4096;
/// Cells of one table: every row holds all columns.
const MAX_CELLS: usize = 100_000_000;

/// Refuses a table that would not fit into memory, before it is laid out.
pub(super) fn bounded(columns: usize, rows: usize, path: &Path) -> Result<(), ExchangeError> {
    let too_large = |what: String| ExchangeError::TooLarge {
        what,
        path: path.to_owned(),
    };
    if columns > MAX_COLUMNS {
        return Err(too_large(format!("有 {columns} 列，上限 {MAX_COLUMNS} 列")));
    }
    if columns.saturating_mul(rows) > MAX_CELLS {
        return Err(too_large(format!(
            "{rows} 行 {columns} 列，上限 {MAX_CELLS} 个单元格"
        )));
    }
    Ok(())
}

/// The columns, `first` ones before those that only rows name, and the rows, counted from 1. Empty texts
/// are no values.
pub(super) fn gather(
    first: &[&str],
    named: Vec<NamedRow>,
    path: &Path,
) -> Result<(Vec<String>, Vec<SourceRow>), ExchangeError> {
    let mut columns: Vec<String> = first.iter().map(|name| (*name).to_owned()).collect();
    let mut index: BTreeMap<String, usize> = columns.iter().cloned().zip(0..).collect();
    for (name, _) in named.iter().flat_map(|row| &row.values) {
        if !index.contains_key(name) {
            index.insert(name.clone(), columns.len());
            columns.push(name.clone());
        }
    }
    bounded(columns.len(), named.len(), path)?;
    let rows = (1..)
        .zip(named)
        .map(|(row, own)| {
            let mut values = vec![RawValue::Null; columns.len()];
            for (name, text) in own.values {
                if let Some(at) = index.get(&name).filter(|_| !text.is_empty()) {
                    values[*at] = RawValue::Text(text);
                }
            }
            SourceRow {
                row,
                values,
                geometry: own.geometry,
                notes: Vec::new(),
            }
        })
        .collect();
    Ok((columns, rows))
}

/// The bytes of a file.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, ExchangeError> {
    std::fs::read(path).map_err(|source| ExchangeError::Read {
        source,
        path: path.to_owned(),
    })
}
