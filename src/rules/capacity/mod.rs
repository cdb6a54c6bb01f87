//! Calculators for pollutant-carrying capacity (纳污能力) and load: one file per model, each a pure
//! function over typed inputs plus its description as data. Command line and window build their forms
//! from [`registry::ALL`]. Knows neither files nor projects.
//!
//! Where a formula was not compared with the printed standard, the model says so (依据待核).

mod dillon;
mod junction;
mod lake_mass;
mod lake_mixed;
mod lake_uniform;
mod lake_unmixed;
mod load;
mod mid_reach;
mod mix;
mod mixing_length;
pub mod model;
mod plume;
mod ratio;
mod reach;
pub mod registry;
pub mod run;
mod temperature;
mod text;
mod uniform;
pub mod units;
mod velocity;

pub use model::{Input, Model, Range, Source};
pub use registry::{ALL, find};
pub use run::{CalcError, Calculation, Entered, Quantity, calculate};
