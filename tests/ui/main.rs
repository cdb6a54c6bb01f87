//! The window driven through its accessibility tree: what a screen reader sees is what is clicked.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod access;
mod audit;
mod calculator;
mod cases;
mod check;
mod desk;
mod export;
mod furniture;
mod import;
mod print;
mod quality;
mod rules;
mod start;
mod style;
mod support;
mod table;
mod tools;
mod whatif;
