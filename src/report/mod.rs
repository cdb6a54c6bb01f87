//! Documents for offices: register tables as CSV and XLSX, review documents as PDF and DOCX. Knows
//! tables, cells and paragraphs, not what they mean.

pub mod code;
pub mod csv;
pub mod document;
pub mod docx;
pub mod mark;
pub mod pages;
pub mod table;
pub mod xlsx;

pub use table::{Cell, Column, Sheet, TableError};
