//! Rule packs: the model, reading them from TOML, and the set that a check asks.

mod conditions;
mod error;
mod load;
mod model;
mod reader;
mod set;

pub use error::PackError;
pub use load::parse;
pub use model::{BasisEntry, Case, Edition, Exception, Pack, Rule, Window};
pub use set::PackSet;
