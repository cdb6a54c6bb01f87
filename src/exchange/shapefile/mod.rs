//! Shapefiles: the set of files that belong together, beside each other or in an archive.

mod attributes;
mod dbf;
mod reader;
mod set;
mod shapes;
mod writer;

pub(super) use reader::read;
pub(super) use set::Set;
pub(super) use writer::write;
