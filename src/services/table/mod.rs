//! The attribute table of a layer: its values kept compactly in memory, in which order and through
//! which filters its rows are listed, figures about a column, rows as text. Knows no window.

mod copy;
mod data;
mod filter;
mod shown;
mod sorting;
mod statistics;
#[cfg(test)]
mod tests;
mod view;

pub use copy::rows_as_text;
pub use data::{Measures, TableData, TableError};
pub use filter::{FilterError, QuickFilter};
pub use shown::{ColumnKind, column_kind, column_label, column_name, column_of, column_unit};
pub use statistics::{ColumnStatistics, NumberStatistics, statistics};
pub use view::{SortKey, ViewError, ViewRequest, view};
