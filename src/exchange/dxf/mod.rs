//! DXF drawings: points, lines and polylines of the model space.

mod arc;
mod reader;
mod writer;

pub(super) use reader::{layers, read};
pub(super) use writer::write;
