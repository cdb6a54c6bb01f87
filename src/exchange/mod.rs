//! Import and export: files of counties into layers, with a report for every row, and layers into
//! files. One folder per format, one pipeline for all. Knows files, fields and geometry; decides nothing
//! about law or windows.

mod angles;
mod archive;
mod crs;
mod database;
mod dxf;
mod encoding;
mod error;
pub mod export;
mod formats;
mod geojson;
mod geometry;
mod gpx;
mod import;
mod input;
mod kml;
mod mapping;
mod normalise;
mod original;
mod prepare;
mod preview;
pub mod printed;
pub mod report;
mod seams;
mod shape;
mod shapefile;
mod shift;
mod source;
mod spool;
mod storing;
mod table;
mod text;
mod vertices;
mod watchdog;
mod wkt;
mod workbook;
pub mod world_file;
mod xml;

pub use angles::AngleForm;
pub use crs::{DatumParams, codes, definition, is_old_datum, parse_epsg};
pub use error::ExchangeError;
pub use export::{ExportError, ExportOptions, ExportReport};
pub use formats::{Unnamed, parts};
pub use import::{ImportOptions, OnInvalid, import, preview as trial};
pub use preview::{EncodingPreview, Preview, ShownShape, encoding_previews};
pub use report::{ImportReport, RowIssue};
pub use seams::{adjoin, said as sliver_text};
pub use world_file::{WorldFile, WorldFileError};
