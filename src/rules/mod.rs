//! The law as data: rule packs, typed conditions over named facts, three-valued logic, the engine.
//!
//! A pack says *what follows from which facts*, a [`Facts`] implementation says *what the facts are*
//! at one site, and the [`engine`] brings both together. This layer knows neither files nor SQL;
//! tests answer facts from a table.

pub mod capacity;
pub mod condition;
pub mod engine;
pub mod explain;
pub mod fact_list;
pub mod facts;
pub mod message;
pub mod observation;
pub mod pack;
pub mod quality;
pub mod standard;
pub mod truth;

pub use condition::{Comparison, Condition, Test};
pub use engine::{Checked, EngineError, OWN_PACK, Question};
pub use facts::{Fact, FactError, FactId, FactKind, Facts, SubjectKind};
pub use observation::{Answer, FactValue, Observation};
pub use pack::{PackError, PackSet};
pub use truth::Truth;
