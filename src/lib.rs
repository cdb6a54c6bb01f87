//! Shuijie 水界: a desktop GIS for water function zones, drinking-water sources and groundwater areas.
//!
//! Lowest layer first; a module uses only modules above it in this list.
//!
//! | module | what it is |
//! |---|---|
//! | [`domain`] | layers, fields, features, applications, findings: pure data |
//! | [`geodesy`] | projections, distance, point-in-polygon, spatial indexes |
//! | [`rules`] | rule packs, conditions over facts, the engine |
//! | [`store`] | the SpatiaLite project file, and the facts read from it |
//! | [`exchange`] | import and export, with a row-by-row report |
//! | [`carto`] | styles, symbols, scale bar, legend, level of detail |
//! | [`report`] | register tables as CSV and XLSX |
//! | [`services`] | use cases: open, import, relate, check |
//! | [`jobs`] | background work with progress and cancel |
//! | [`state`] | application state, commands, selection |
//! | `map`, `ui`, `app` | the window (feature `gui`) |
//! | [`cli`] | the command line |

pub mod carto;
pub mod cli;
pub mod domain;
pub mod exchange;
pub mod geodesy;
pub mod jobs;
pub mod report;
pub mod rules;
pub mod services;
pub mod state;
pub mod store;

#[cfg(feature = "gui")]
pub mod app;
#[cfg(feature = "gui")]
pub mod map;
#[cfg(feature = "gui")]
pub mod ui;
