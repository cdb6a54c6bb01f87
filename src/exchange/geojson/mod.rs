//! GeoJSON, whole files and one feature per line. Knows JSON, no layers.

mod cutter;
mod reader;
mod writer;

pub(super) use reader::{read, read_lines};
pub(super) use writer::write;
