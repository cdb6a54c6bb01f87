//! KML, and KMZ, which is KML in an archive.

mod reader;
mod writer;

pub(super) use reader::{read, read_archive};
pub(super) use writer::write;
