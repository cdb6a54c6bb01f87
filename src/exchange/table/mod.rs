//! Tables: delimited text, and what every kind of table shares: which row is the header, which columns
//! hold the place.

mod columns;
mod delimited;
mod place;
mod srid;
mod writer;

pub(super) use columns::{GeometryColumns, header_row, names};
pub(super) use delimited::read;
pub(super) use place::PlaceCells;
pub(super) use srid::{OTHER_SYSTEM, stated};
pub(super) use writer::write;
