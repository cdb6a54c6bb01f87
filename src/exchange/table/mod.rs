//! Tables: delimited text, and what every kind of table shares: which row is the header, which columns
//! hold the place.

mod columns;
mod delimited;
mod place;
mod records;
mod srid;
mod writer;

pub(super) use columns::{GeometryColumns, header_row, names};
pub(super) use delimited::read;
pub(super) use place::PlaceCells;
pub(super) use srid::{CommonSystem, OTHER_SYSTEM, Statements};
pub(super) use writer::write;
