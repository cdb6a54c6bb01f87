//! The review document of a case: 审查意见表 and 空间核查报告 out of what is on file, as PDF or DOCX, and
//! whether such a file still says what the case says. The window and the command line call the same.

mod batch;
mod compose;
mod error;
mod form;
mod gaps;
mod sections;
mod sheet;
mod standing;
mod verify;
mod words;
mod write;

pub use batch::{good_cases, write_all};
pub use error::ReportError;
pub use sheet::{LayerDay, SiteWords, layer_days, map_scale, site_words};
pub use verify::{Verification, verify};
pub use words::site_name;
pub use write::{ReportFormat, ReportRequest, ReportSource, ReportWritten, write};
