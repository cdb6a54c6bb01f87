//! Application state without any toolkit: camera, layer list, highlights. Knows no egui, no files.

pub mod camera;
pub mod view;
