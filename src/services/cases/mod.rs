//! Review cases: putting a check on file, listing what is on file and whether it still holds, the
//! reviewer's opinion, and asking the same question again.

mod error;
mod opinion;
mod register;
mod rerun;
mod save;
mod stale;

pub use error::CaseError;
pub use opinion::{decide, refuse_overtaken, withdraw};
pub use register::{Listed, list, load};
pub use rerun::{Rerun, rerun, save_rerun};
pub use save::{CaseRequest, PROGRAM_VERSION, proposed_number, save};
