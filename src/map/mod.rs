//! The live map: draws the scene of [`crate::carto`] through retained graphics buffers, and turns
//! pointer and keys into camera moves and clicks. Knows no database, no rules and no panels.

mod canvas;
mod gpu;
mod highlight;
mod interact;
mod levels;
mod names;
mod overlay;
mod picture;
mod plain;
mod rows;
mod shade;
mod site_grab;
mod swatch;

pub use canvas::{MapCanvas, MapInput, MapOutput};
pub use shade::{Shading, paint_shade_swatch};
pub use site_grab::SiteMove;
pub use swatch::paint_swatch;

#[cfg(test)]
mod paper_tests;
#[cfg(test)]
mod tests;
