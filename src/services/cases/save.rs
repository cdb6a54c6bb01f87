//! Putting a check on file.

use crate::domain::case::{CaseDetails, CaseInputs, CaseSummary, DEFAULT_VALID_DAYS, PackUsed};
use crate::domain::finding::CheckReport;
use crate::domain::subject::Subject;
use crate::rules::pack::PackSet;
use crate::services::cases::CaseError;
use crate::services::cases::stale::version_on;
use crate::services::check::CheckOptions;
use crate::services::clock::Clock;
use crate::store::{NewCase, Project};

/// The longest number, name or note that is taken, in characters.
const LONGEST: usize = 2000;
/// The longest case number.
const LONGEST_NUMBER: usize = 64;
/// The longest time for which a case may be good.
const LONGEST_DAYS: u32 = 3660;
/// The version of this program, kept with every case that it makes.
pub const PROGRAM_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the user says when a check is put on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRequest {
    /// The user's own number; `None` lets the program number it.
    pub number: Option<String>,
    /// Who, what, by whom.
    pub details: CaseDetails,
    /// Days for which it is good.
    pub valid_days: u32,
}

impl Default for CaseRequest {
    fn default() -> Self {
        Self {
            number: None,
            details: CaseDetails::default(),
            valid_days: DEFAULT_VALID_DAYS,
        }
    }
}

/// Puts `report` on file. It must come from `packs` and from the project as it is now: a report that
/// something has overtaken is refused.
pub fn save(
    project: &mut Project,
    packs: &PackSet,
    report: &CheckReport,
    options: &CheckOptions,
    request: &CaseRequest,
    clock: Clock,
) -> Result<CaseSummary, CaseError> {
    let case = new_case(project, packs, report, options, request, clock)?;
    let change = clock.change("存为案卷");
    Ok(project.save_case(&case, None, &change)?)
}

/// The number that a case about `subject` would get now; another saver may be faster.
pub fn proposed_number(
    project: &Project,
    subject: &Subject,
    clock: Clock,
) -> Result<String, CaseError> {
    Ok(project.next_case_number(&serial(subject, clock)?)?)
}

/// Kind and year, for example `PK-2026-`.
fn serial(subject: &Subject, clock: Clock) -> Result<String, CaseError> {
    let letters = match subject {
        Subject::Outfall(_) => "PK",
        Subject::Well(_) => "QS",
        Subject::Record(_) => return Err(CaseError::NotAnApplication),
    };
    Ok(format!("{letters}-{:04}-", clock.today().year()))
}

pub(super) fn new_case(
    project: &Project,
    packs: &PackSet,
    report: &CheckReport,
    options: &CheckOptions,
    request: &CaseRequest,
    clock: Clock,
) -> Result<NewCase, CaseError> {
    let serial = serial(&report.subject, clock)?;
    let number = request
        .number
        .as_deref()
        .map(|number| checked_number(number.trim()))
        .transpose()?;
    if !(1..=LONGEST_DAYS).contains(&request.valid_days) {
        return Err(CaseError::BadDays {
            days: request.valid_days,
        });
    }
    let details = &request.details;
    let used = report
        .packs
        .iter()
        .map(|used| {
            packs
                .pack(&used.id)
                .filter(|pack| version_on(pack, options.as_of).as_ref() == Some(&used.version))
                .map(|pack| PackUsed {
                    id: used.id.clone(),
                    version: used.version.clone(),
                    sha256: pack.sha256.clone(),
                })
                .ok_or_else(|| CaseError::PackMoved {
                    pack: used.id.clone(),
                })
        })
        .collect::<Result<_, _>>()?;
    Ok(NewCase {
        number,
        serial,
        details: CaseDetails {
            applicant: text("申请人", &details.applicant)?,
            project_name: text("项目名称", &details.project_name)?,
            reviewer: text("审查人", &details.reviewer)?,
            note: text("备注", &details.note)?,
        },
        inputs: CaseInputs {
            subject: report.subject.clone(),
            as_of: options.as_of,
            packs: options.packs.clone(),
            packs_off: report.packs_off.clone(),
            metric_epsg: project.metric_epsg(),
        },
        packs: used,
        data: report.data.clone(),
        verdict: report.verdict,
        findings: report.findings.clone(),
        valid_days: request.valid_days,
        program: PROGRAM_VERSION.to_owned(),
    })
}

fn checked_number(number: &str) -> Result<String, CaseError> {
    let length = number.chars().count();
    let odd = |char: char| char.is_control() || char.is_whitespace();
    if (1..=LONGEST_NUMBER).contains(&length) && !number.contains(odd) {
        Ok(number.to_owned())
    } else {
        Err(CaseError::BadNumber {
            number: number.to_owned(),
        })
    }
}

pub(super) fn text(what: &'static str, text: &str) -> Result<String, CaseError> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(CaseError::TooLong { what });
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_break_lines_or_columns_are_refused() {
        for number in ["", "A B", "A\nB", &"x".repeat(65)] {
            assert!(checked_number(number).is_err(), "{number:?}");
        }
        assert_eq!(
            checked_number("昆水审〔2026〕12号").unwrap(),
            "昆水审〔2026〕12号"
        );
    }
}
