//! Application state without any toolkit: commands in, effects out; camera, layer list, highlights,
//! the check form. Knows no egui, no files, no database.

pub mod action;
pub mod app_state;
pub mod audit;
pub mod audit_index;
pub mod audit_steps;
pub mod calculator;
pub mod camera;
mod case_steps;
pub mod cases;
pub mod check;
pub mod command;
pub mod import;
pub mod notice;
pub mod print;
mod print_steps;
pub mod project;
pub mod quality;
pub mod rules;
pub mod settings;
mod steps;
#[cfg(test)]
mod tests;
pub mod view;
pub mod whatif;

pub use action::Action;
pub use app_state::{AppState, Dialog, Inspector, Tool};
pub use command::{Answer, Command, CommandSender, Effect, FilePurpose, Hit, Purpose};
pub use settings::Settings;
