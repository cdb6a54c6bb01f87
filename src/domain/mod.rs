//! The things the bureau works with, as plain data: layers and their fields, features, applications,
//! findings and outcomes. Knows nothing of files, databases, projections or windows.

pub mod bookmark;
pub mod case;
pub mod catalog;
pub mod date;
pub mod error_text;
pub mod expression;
pub mod feature;
pub mod field;
pub mod finding;
pub mod label;
pub mod layer;
pub mod outcome;
pub mod pinyin;
pub mod position;
pub mod progress;
mod row_text;
pub mod subject;
pub mod value;

pub use bookmark::{Bookmark, BookmarkEdit, BookmarkError};
pub use case::{
    CaseComparison, CaseDetails, CaseInputs, CaseKey, CaseStatus, CaseSummary, Decision, Opinion,
    PackUsed, ReviewCase, RuleChange, RuleComparison, Stale,
};
pub use date::parse_day;
pub use error_text::sentence;
pub use feature::Feature;
pub use field::{Choice, Field, FieldKind};
pub use finding::{Basis, CheckReport, DataVersion, Evidence, Finding, PackVersion, Relation};
pub use label::{Label, Language};
pub use layer::{GeometryKind, Layer};
pub use outcome::Outcome;
pub use position::{InvalidPosition, LonLat};
pub use progress::{Cancelled, Progress};
pub use row_text::row_text;
pub use subject::{
    Assessment, OutfallAction, OutfallApplication, Record, Subject, WellAction, WellApplication,
};
pub use value::{Value, ValueRef};
