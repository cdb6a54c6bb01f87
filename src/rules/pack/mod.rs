//! Rule packs: the model, reading them from TOML, and the set that a check asks.

mod conditions;
mod error;
mod load;
mod model;
mod order;
mod reader;
mod set;

pub use error::PackError;
pub use load::{declared_id, parse, parse_all};
pub use model::{BasisEntry, Case, Edition, Exception, Origin, Pack, RULES_FOLDER, Rule, Window};
pub use set::{OffPack, PackSet};
