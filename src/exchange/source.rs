//! What every format is read into: columns and rows, geometry in the file's own CRS.

use std::path::Path;

use geo::Geometry;

use crate::domain::Progress;
use crate::exchange::angles::Angles;
use crate::exchange::crs::StatedCrs;
use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;
use crate::exchange::spool::{Packed, Rows};
use crate::exchange::table::{CommonSystem, GeometryColumns};

/// A file, read.
#[derive(Debug)]
pub(super) struct Source {
    /// Column names in file order.
    pub(super) columns: Vec<String>,
    pub(super) rows: Rows,
    /// Columns that became the geometry and need no field.
    pub(super) place: GeometryColumns,
    pub(super) crs: StatedCrs,
    pub(super) encoding: EncodingUsed,
    /// The system that the rows of a table state, each for itself.
    pub(super) common: Option<CommonSystem>,
    /// How the coordinate columns of a table are read, once that is settled.
    pub(super) angles: Option<Angles>,
}

impl Source {
    /// Names of the columns that became the geometry.
    pub(super) fn place_columns(&self) -> Vec<String> {
        self.place.names(&self.columns)
    }

    /// A row as it is meant: what can be said of it only when all rows are known is done here.
    pub(super) fn row(&self, packed: Packed<'_>) -> Result<SourceRow, ExchangeError> {
        let mut row = packed.unpack()?;
        if let Some(common) = &self.common {
            common.mark(&mut row);
        }
        if let Some(angles) = &self.angles {
            angles.apply(&mut row);
        }
        Ok(row)
    }

    /// Hands over every `step`th row; stops when the work was cancelled.
    pub(super) fn each(
        &self,
        step: usize,
        progress: &Progress,
        mut take: impl FnMut(SourceRow),
    ) -> Result<(), ExchangeError> {
        self.rows.batches(self.columns.len(), |before, rows| {
            progress.check()?;
            for (index, packed) in (before..).zip(rows) {
                if index % step == 0 {
                    take(self.row(*packed)?);
                }
            }
            Ok(())
        })
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
    /// See [`SourceRow::notes`].
    pub(super) notes: Vec<(&'static str, String, String)>,
}

impl NamedRow {
    /// Stands for what could not be read any more, and says why.
    pub(super) fn broken_off(reason: &str) -> Self {
        let reason = format!("{reason}，其后的内容未读入");
        Self {
            values: Vec::new(),
            geometry: RawGeometry::Bad("bad_geometry", reason),
            notes: Vec::new(),
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
