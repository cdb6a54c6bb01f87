//! The quality dialog: year and method, the zones as the yearly form has them, the rates.

mod head;
mod rates;
mod table;
mod words;
mod zone;

pub(super) use head::quality_ui;
