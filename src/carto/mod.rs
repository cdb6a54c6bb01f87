//! How data becomes a picture: styles, legend, scene, levels of detail, meshes, label placement.
//! One style for screen and paper. Knows no window and no toolkit.

pub mod color;
pub mod scene;
pub mod style;
