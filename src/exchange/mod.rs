//! Import: files of counties into layers, with a report for every row. One file per format, one
//! pipeline for all. Knows files, fields and geometry; decides nothing about law or windows.

mod angles;
mod crs;
mod delimited;
mod encoding;
mod error;
mod geojson;
mod import;
mod mapping;
mod normalise;
mod original;
mod prepare;
mod preview;
pub mod report;
mod shape;
mod shapefile;
mod shift;
mod source;
pub mod world_file;

pub use angles::AngleForm;
pub use crs::{DatumParams, codes, definition, is_old_datum, parse_epsg};
pub use error::ExchangeError;
pub use import::{ImportOptions, OnInvalid, import, preview as trial};
pub use preview::{EncodingPreview, Preview, ShownShape, encoding_previews};
pub use report::{ImportReport, RowIssue};
pub use world_file::{WorldFile, WorldFileError};
