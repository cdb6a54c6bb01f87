//! Export: a layer into the files that others read. One writer per format, in the format's folder; what
//! all share is here: options, report, coordinate systems, and files that appear whole or not at all.

mod error;
mod format;
mod place;
mod run;
mod sheet;
mod systems;
mod text;

pub use error::ExportError;
pub use format::Format;
pub use run::{ExportOptions, ExportReport, export};
pub use sheet::ExportNote;

pub(super) use sheet::{Sheet, XmlText, cell_text, rings, write_file};
pub(super) use systems::{is_geographic, prj};
pub(super) use text::push;
