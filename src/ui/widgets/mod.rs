//! Small pieces that know no domain beyond names and colours.

mod action_button;
mod badge;
mod busy;
mod fields;
mod focus_ring;
mod job_bar;
mod name_list;
mod segmented;
mod swatch;

pub use action_button::{copy_entry_ui, keys_text, menu_action_ui, shortcut_of, tool_button_ui};
pub use badge::{badge_ui, heading_ui};
pub use busy::{busy_ui, look_again};
pub use fields::{field_grid_ui, field_problem_ui, problem_ui, text_field_ui, wide_field_grid_ui};
pub use focus_ring::focus_ring_ui;
pub use job_bar::job_bar_ui;
pub use name_list::NameList;
pub use segmented::segmented_ui;
pub use swatch::{swatch_button_ui, swatch_ui};
