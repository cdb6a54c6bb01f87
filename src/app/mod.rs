//! The program's window: the eframe application and what it owns. The only user of eframe's run loop,
//! of file dialogs and of the settings file.

mod base_jobs;
mod capture;
mod case_jobs;
mod copy_jobs;
pub mod crash;
mod early;
mod effects;
mod export_jobs;
mod import_jobs;
mod keyboard;
pub mod launch;
pub mod log_file;
mod memory;
mod print_jobs;
mod report_jobs;
mod select_hand;
mod session;
mod settings_file;
mod shuijie_app;
mod style_jobs;
mod table_jobs;
mod tools;
pub mod tour;
mod whatif;

pub use early::Early;
pub use settings_file::SettingsFile;
pub use shuijie_app::{ShuijieApp, Start};
