//! KML, and KMZ, which is KML in an archive.

mod reader;
mod writer;

pub(super) use reader::{folders, folders_in_archive, read, read_archive};
pub(super) use writer::write;
