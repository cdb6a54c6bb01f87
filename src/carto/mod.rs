//! How data becomes a picture: styles, legend, scene, levels of detail, meshes, label placement.
//! One style for screen and paper. Knows no window and no toolkit.

pub mod chunk;
pub mod color;
#[cfg(feature = "gui")]
pub mod fonts;
pub mod graticule;
pub mod grid_lines;
pub mod labels;
pub mod legend;
pub mod lod;
pub mod mesh;
pub mod packed;
pub mod pick;
pub mod plane_grid;
pub mod scale_bar;
pub mod scene;
pub mod snap;
pub mod style;
pub mod warp;
