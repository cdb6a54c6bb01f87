//! What every format is read into: columns and rows, geometry in the file's own CRS.

use geo::Geometry;

use crate::exchange::crs::StatedCrs;
use crate::exchange::report::EncodingUsed;

/// A file, read.
#[derive(Debug)]
pub(super) struct Source {
    /// Column names in file order.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<SourceRow>,
    /// Columns that became the geometry and need no field.
    pub(super) geometry_columns: Vec<String>,
    pub(super) crs: StatedCrs,
    pub(super) encoding: EncodingUsed,
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
