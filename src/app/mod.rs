//! The program's window: the eframe application and what it owns.

pub mod tour;
