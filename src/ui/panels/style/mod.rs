//! The style editor beside the map: which symbol the features of a layer get. The map shows every
//! change at once; the project keeps it when it is applied.

mod category;
mod classes;
mod inputs;
mod panel;
mod renderer;
mod symbol;

pub use panel::style_panel_ui;
