//! Series of map sheets: one for each of several features or cases, as one PDF with bookmarks or as single
//! files. All are written or none. The window and the command line call the same.

mod items;
mod told;
mod write;

pub use items::{
    ChosenCases, ItemSubject, Series, SeriesItem, of_cases, of_features, undrawn, without_shape,
};
pub use told::left_out_text;
pub use write::{SeriesReport, SeriesSheet, export};
