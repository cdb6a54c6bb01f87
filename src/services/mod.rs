//! Use cases: one body for button, command line and tests. Progress, cancel and the clock come in as
//! parameters; nothing here prints or draws.

pub mod audit;
pub mod audit_changes;
pub mod audit_table;
pub mod base;
pub mod bookmarks;
pub mod calculate;
pub mod cases;
pub mod cases_text;
pub mod check;
pub mod clock;
pub mod export;
pub mod findings_text;
pub mod folders;
pub mod identify;
pub mod import;
pub mod location;
pub mod map;
pub mod map_series;
pub mod packs;
pub mod placeholders;
pub mod project;
pub mod quality;
pub mod quality_text;
pub mod relate;
pub mod result_file;
pub mod result_set;
pub mod review_report;
pub mod sample;
pub mod scene;
pub mod seams;
pub mod search;
pub mod select;
pub mod styles;
pub mod table;
pub mod verdict_grid;
pub mod whatif;

pub use clock::Clock;
