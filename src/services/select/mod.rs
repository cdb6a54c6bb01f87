//! Which features are meant: by a box or polygon drawn on the map, by where they lie to others, by a
//! condition on their fields.

mod area;
mod location;

pub use area::{SelectionArea, in_area};
pub use location::{Located, LocationError, LocationRequest, Reference, by_location};

pub use crate::geodesy::Meeting;

use crate::domain::expression::Expression;
use crate::domain::{Cancelled, Progress};
use crate::services::table::TableData;

/// Rows between two looks at whether the user cancelled.
const STEP: usize = 4096;

/// Primary keys, ascending, of the rows that meet `expression`. Geometry must have been measured where
/// it asks for it.
pub fn by_expression(
    data: &TableData,
    expression: &Expression,
    progress: &Progress,
) -> Result<Vec<i64>, Cancelled> {
    let mut found = Vec::new();
    for (row, id) in data.ids().iter().enumerate() {
        if row % STEP == 0 {
            progress.step(row, data.len())?;
        }
        if data.holds(expression, row) == Some(true) {
            found.push(*id);
        }
    }
    Ok(found)
}
