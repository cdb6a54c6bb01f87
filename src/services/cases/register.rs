//! What is on file, and whether it still holds.

use jiff::civil::Date;

use crate::domain::case::{CaseSummary, ReviewCase, Stale};
use crate::rules::pack::PackSet;
use crate::services::cases::CaseError;
use crate::services::cases::stale::{Now, valid_until};
use crate::services::clock::Clock;
use crate::store::Project;

/// A case and why it should be checked again; nothing when it still holds.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Listed<T> {
    /// The case.
    #[serde(flatten)]
    pub case: T,
    /// The last day on which it is good; `None` when its date cannot be read.
    pub valid_until: Option<Date>,
    /// Sorted as the reasons are declared; empty for cases that are withdrawn or superseded.
    pub stale: Vec<Stale>,
}

/// Every case with what has overtaken it, by number and revision. Does not look at the findings:
/// whether those are untouched is seen when one case is loaded.
pub fn list(
    project: &Project,
    packs: &PackSet,
    clock: Clock,
) -> Result<Vec<Listed<CaseSummary>>, CaseError> {
    let mut now = Now::new(project, packs, clock);
    project
        .cases()?
        .into_iter()
        .map(|case| {
            let stale = now.stale(&case)?;
            Ok(Listed {
                valid_until: valid_until(&case),
                stale,
                case,
            })
        })
        .collect()
}

/// One case with its findings; the latest revision when none is named.
pub fn load(
    project: &Project,
    packs: &PackSet,
    number: &str,
    revision: Option<u32>,
    clock: Clock,
) -> Result<Listed<ReviewCase>, CaseError> {
    let case = project.case(number.trim(), revision)?;
    let mut stale = Now::new(project, packs, clock).stale(&case.summary)?;
    if !case.intact {
        stale.push(Stale::Tampered);
    }
    Ok(Listed {
        valid_until: valid_until(&case.summary),
        stale,
        case,
    })
}
