//! The program's window: the eframe application and what it owns. The only user of eframe's run loop,
//! of file dialogs and of the settings file.

mod case_jobs;
mod effects;
pub mod launch;
mod print_jobs;
mod session;
mod settings_file;
mod shuijie_app;
pub mod tour;
mod whatif;

pub use settings_file::SettingsFile;
pub use shuijie_app::{ShuijieApp, Start};
