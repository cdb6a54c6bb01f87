//! The reviewer's word on a case: an opinion, or taking it back.

use crate::domain::case::{CaseKey, CaseSummary, Decision, Opinion};
use crate::domain::outcome::Outcome;
use crate::services::cases::CaseError;
use crate::services::cases::save::text;
use crate::services::clock::Clock;
use crate::store::Project;

/// Records the opinion, today. Conditional consent needs its conditions; consent to what a rule
/// forbids, or could not decide, needs a word of reason.
pub fn decide(
    project: &mut Project,
    number: &str,
    opinion: Opinion,
    conditions: &str,
    reviewer: &str,
    clock: Clock,
) -> Result<CaseSummary, CaseError> {
    let case = project.case(number.trim(), None)?;
    if !case.intact {
        return Err(CaseError::Tampered {
            number: case.summary.key.number,
        });
    }
    let conditions = text("条件", conditions)?;
    if conditions.is_empty() {
        match opinion {
            Opinion::Conditional => return Err(CaseError::NoConditions),
            Opinion::Agree
                if matches!(case.summary.verdict, Outcome::Prohibit | Outcome::Undecided) =>
            {
                return Err(CaseError::NoReason {
                    verdict: case.summary.verdict.label().zh,
                });
            }
            Opinion::Agree | Opinion::Refuse | Opinion::Supplement => {}
        }
    }
    let decision = Decision {
        opinion,
        conditions,
        decided_on: clock.today(),
    };
    let change = clock.change("记录审查意见");
    let reviewer = text("审查人", reviewer)?;
    Ok(project.decide_case(&case.summary.key, &decision, &reviewer, &change)?)
}

/// Takes a case back, for a reason that goes into the journal.
pub fn withdraw(
    project: &mut Project,
    number: &str,
    why: &str,
    clock: Clock,
) -> Result<CaseSummary, CaseError> {
    let why = text("原因", why)?;
    if why.is_empty() {
        return Err(CaseError::NoWhy);
    }
    let key = latest(project, number)?;
    Ok(project.withdraw_case(&key, &clock.change(why))?)
}

/// Refuses when a later revision took the place of the case that the user has seen.
pub fn refuse_overtaken(project: &Project, seen: &CaseKey) -> Result<(), CaseError> {
    let now = latest(project, &seen.number)?;
    if now == *seen {
        return Ok(());
    }
    Err(CaseError::Overtaken {
        number: now.number,
        revision: now.revision,
    })
}

fn latest(project: &Project, number: &str) -> Result<CaseKey, CaseError> {
    Ok(project.case(number.trim(), None)?.summary.key)
}
