//! The parts of the window around the map.

mod application;
pub mod audit;
mod audit_changes;
mod audit_detail;
mod audit_list;
mod bases;
pub mod check_form;
pub mod dock;
pub mod empty_map;
pub mod findings;
pub mod identify;
pub mod inspector;
pub mod layers;
pub mod map_menu;
pub mod measure;
pub mod search;
pub mod select_bar;
pub mod start;
pub mod status;
pub mod style;
pub mod table;
mod table_rows;
mod table_side;
pub mod top;
pub mod whatif;
