//! Workbooks: XLSX, XLS, XLSB and ODS.

mod reader;
mod writer;

pub(super) use reader::{read, sheets};
pub(super) use writer::write;
