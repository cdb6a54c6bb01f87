//! Series of map sheets: one for each of several features or cases, as one PDF with bookmarks or as single
//! files. All are written or none. The window and the command line call the same.

mod items;
mod write;

pub use items::{ItemSubject, Series, SeriesItem, of_cases, of_features};
pub use write::{SeriesReport, SeriesSheet, export};
