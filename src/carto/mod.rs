//! How data becomes a picture: styles, legend, scene, levels of detail, meshes, label placement, and for
//! paper the display list, sheets and painters. One style for screen and paper. Knows no window and no
//! toolkit.

pub mod arrows;
pub mod chunk;
pub mod color;
pub mod display;
pub mod fonts;
pub mod graticule;
pub mod grid_lines;
pub mod labels;
pub mod legend;
pub mod lod;
pub mod mesh;
pub mod miter;
pub mod order;
pub mod packed;
pub mod paint;
pub mod pick;
pub mod plane_grid;
pub mod scale_bar;
pub mod scene;
pub mod sheet;
pub mod snap;
pub mod style;
pub mod typeface;
pub mod warp;
