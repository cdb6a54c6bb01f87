//! GPX: waypoints, routes and tracks of handheld receivers.

mod reader;
mod writer;

pub(super) use reader::read;
pub(super) use writer::write;
