//! The live map: draws the scene of [`crate::carto`] through retained graphics buffers, and turns
//! pointer and keys into camera moves and clicks. Knows no database, no rules and no panels.

mod base;
mod canvas;
mod gpu;
mod grids;
mod highlight;
mod interact;
mod levels;
mod names;
mod names_mesh;
mod overlay;
mod overview;
mod picture;
mod plain;
mod rows;
mod select_tool;
mod selected;
mod shade;
mod site_grab;
mod sketch;
mod swatch;

pub use canvas::{Hand, MapCanvas, MapInput, MapOutput};
pub use select_tool::{SelectMove, SelectTool, mode_of};
pub use selected::SelectedInput;
pub use shade::{Shading, paint_shade_swatch};
pub use site_grab::SiteMove;
pub use sketch::{Sketch, SketchNext};
pub use swatch::paint_swatch;

#[cfg(test)]
mod tests;
