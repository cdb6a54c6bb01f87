//! Asks every pack about one subject: which rules run on the day, what each says, the strictest
//! verdict. A [`Plan`] is made once and asked for every subject; [`check`] does both for one.

mod inquiry;
mod own;
mod plan;
mod said;

pub use own::{COVERAGE_RULE, EDGE_RULE};
pub use plan::{Checked, EngineError, Plan, Question, check};
pub use said::{OWN_PACK, Said, Speaker};
