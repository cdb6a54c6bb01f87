//! Tables of other databases: GeoPackage and SpatiaLite. The SQL is the store's.

mod reader;

pub(super) use reader::{read, tables};
