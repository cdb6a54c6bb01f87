//! Use cases: what the window and the command line do with a project. Know no window.

pub mod scene;
