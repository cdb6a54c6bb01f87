//! Tests of the whole without the window: the project file, import, the command line, the layering.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail on the spot"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the judge of our files must not be our own connection"
)]

mod architecture;
mod audit;
mod cases;
mod cli;
mod exchange_bounds;
mod formats;
mod formats_broken;
mod ground;
mod import;
mod import_large;
mod import_modes;
mod import_places;
mod import_seams;
mod import_shapes;
mod import_stated;
mod law_cases;
mod map;
mod map_pdf;
mod map_series;
mod packs_cli;
mod quality;
mod registers;
mod report;
mod sample;
mod sample_bans;
mod selection;
mod sites;
mod store;
mod styles;
mod tampered;
mod whatif;
mod workbooks;
