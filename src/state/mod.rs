//! Application state without any toolkit: commands in, effects out; camera, layer list, highlights,
//! the check form. Knows no egui, no files, no database.

pub mod action;
pub mod app_state;
pub mod audit;
pub mod audit_index;
pub mod audit_steps;
pub mod calculator;
pub mod camera;
pub mod case_report;
mod case_steps;
pub mod cases;
pub mod check;
pub mod command;
mod copies;
mod dialog_jobs;
pub mod export;
mod export_steps;
mod file_kind;
pub mod find;
pub mod furniture;
mod furniture_steps;
pub mod history;
pub mod import;
pub mod import_log;
mod import_steps;
pub mod layout;
pub mod measure;
pub mod notice;
pub mod palette;
pub mod print;
pub mod print_series;
mod print_steps;
pub mod project;
pub mod quality;
pub mod rules;
mod select_steps;
pub mod selection;
pub mod settings;
mod steps;
pub mod style;
mod style_steps;
pub mod table_layout;
mod table_steps;
pub mod tables;
#[cfg(test)]
mod tests;
mod tool_steps;
pub mod tools;
pub mod typed_path;
pub mod view;
pub mod whatif;
mod why_not;

pub use action::Action;
pub use app_state::{AppState, Dialog, Inspector, Tool};
pub use command::{Answer, Command, CommandSender, Effect, FilePurpose, Hit, Purpose};
pub use settings::Settings;
