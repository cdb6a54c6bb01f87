//! Tests of the whole without the window: the project file, import, the command line, the layering.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail on the spot"
)]

mod architecture;
mod cli;
mod import;
mod sample;
mod store;
