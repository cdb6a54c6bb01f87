//! Documents for offices: register tables as CSV and XLSX. Knows tables and cells, not what they mean.

pub mod csv;
pub mod table;
pub mod xlsx;

pub use table::{Cell, Column, Sheet, TableError};
