//! Storing what a calculator worked out, and reading it again.

use crate::rules::capacity::Calculation;
use crate::services::Clock;
use crate::store::calculation::StoredCalculation;
use crate::store::{Project, StoreError};

/// Stores `calculation` under `note` (what it is for); its number within the project.
pub fn save(
    project: &mut Project,
    calculation: &Calculation,
    note: &str,
    clock: Clock,
) -> Result<i64, StoreError> {
    project.save_calculation(calculation, &clock.change(note.trim()))
}

/// Every stored calculation, oldest first.
pub fn saved(project: &Project) -> Result<Vec<StoredCalculation>, StoreError> {
    project.calculations()
}
