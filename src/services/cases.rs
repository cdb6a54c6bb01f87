//! Review cases: putting a check on file, listing what is on file and whether it still holds, the
//! reviewer's opinion, and asking the same question again.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::domain::case::{
    CaseComparison, CaseDetails, CaseInputs, CaseKey, CaseStatus, CaseSummary, DEFAULT_VALID_DAYS,
    Decision, Opinion, PackUsed, ReviewCase, RuleChange, RuleComparison, Stale,
};
use crate::domain::finding::{CheckReport, DataVersion, Finding};
use crate::domain::layer::Layer;
use crate::domain::outcome::Outcome;
use crate::domain::subject::Subject;
use crate::rules::facts::SubjectKind;
use crate::rules::pack::{Pack, PackSet, Rule};
use crate::services::check::{self, CheckError, CheckOptions};
use crate::services::clock::Clock;
use crate::store::{NewCase, Project, StoreError};

/// The longest number, name or note that is taken, in characters.
const LONGEST: usize = 2000;
/// The longest case number.
const LONGEST_NUMBER: usize = 64;
/// The longest time for which a case may be good.
const LONGEST_DAYS: u32 = 3660;

/// Why something could not be done with a case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The check of a re-run.
    #[error("案卷「{number}」不能重新核查")]
    Check {
        /// Its number.
        number: String,
        /// The cause.
        #[source]
        source: CheckError,
    },
    /// A check that cannot become a case.
    #[error("只有拟设排污口和拟建取水井的核查可以存为案卷")]
    NotAnApplication,
    /// A number that cannot be one.
    #[error("案卷号「{number}」不可用：应为 1 至 64 个字，不含空白、换行和控制字符")]
    BadNumber {
        /// As given.
        number: String,
    },
    /// A text that is too long.
    #[error("{what}超过 2000 字，请缩短")]
    TooLong {
        /// Which one.
        what: &'static str,
    },
    /// A number of days that makes no sense.
    #[error("有效天数应为 1 至 3660，而不是 {days}")]
    BadDays {
        /// As given.
        days: u32,
    },
    /// The program has no text of a pack that the report names.
    #[error("规则包 {pack} 已不是核查时的版本，没有存为案卷；请重新核查后再存")]
    PackMoved {
        /// Pack id.
        pack: String,
    },
    /// Conditions are missing.
    #[error("意见为有条件同意时，须写明条件")]
    NoConditions,
    /// Consent against the verdict without a word of reason.
    #[error("审查结论为「{verdict}」，同意时须写明理由或条件")]
    NoReason {
        /// The verdict in Chinese.
        verdict: &'static str,
    },
    /// Withdrawn without a reason.
    #[error("撤回案卷须写明原因")]
    NoWhy,
    /// The case that the user saw is not the latest any more.
    #[error("案卷「{number}」已有第 {revision} 次核查，请先查看新的一次")]
    Overtaken {
        /// Its number.
        number: String,
        /// The latest revision.
        revision: u32,
    },
    /// What is stored was changed by another program.
    #[error("案卷「{number}」的存档内容与其校验值不符，可能被其他程序改动；请重新核查并另存新案卷")]
    Tampered {
        /// Its number.
        number: String,
    },
}

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

/// A re-run: both answers, and the new one ready to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Rerun {
    /// Side by side.
    pub comparison: CaseComparison,
    /// The new answer.
    pub report: CheckReport,
    case: NewCase,
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

fn new_case(
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

fn text(what: &'static str, text: &str) -> Result<String, CaseError> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(CaseError::TooLong { what });
    }
    Ok(text.to_owned())
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

/// Asks the question of a case again, on the day that the case asked about or on `as_of`.
pub fn rerun(
    project: &Project,
    packs: &PackSet,
    number: &str,
    as_of: Option<Date>,
    clock: Clock,
) -> Result<Rerun, CaseError> {
    let old = project.case(number.trim(), None)?;
    let inputs = &old.summary.inputs;
    let options = CheckOptions {
        as_of: as_of.unwrap_or(inputs.as_of),
        packs: inputs.packs.clone(),
    };
    let report =
        check::check(project, packs, inputs.subject.clone(), &options).map_err(|source| {
            CaseError::Check {
                number: old.summary.key.number.clone(),
                source,
            }
        })?;
    let request = CaseRequest {
        number: None,
        details: old.summary.details.clone(),
        valid_days: old.summary.valid_days,
    };
    let case = new_case(project, packs, &report, &options, &request, clock)?;
    Ok(Rerun {
        comparison: CaseComparison {
            old_as_of: inputs.as_of,
            new_as_of: options.as_of,
            old_verdict: old.summary.verdict,
            new_verdict: report.verdict,
            identical: old.intact && case.hash()? == old.summary.hash,
            rules: compare(&old.findings, &report.findings),
            key: old.summary.key,
        },
        report,
        case,
    })
}

/// Stores a re-run as the next revision; the one before it is closed.
pub fn save_rerun(
    project: &mut Project,
    rerun: &Rerun,
    clock: Clock,
) -> Result<CaseSummary, CaseError> {
    let change = clock.change("重新核查存档");
    Ok(project.save_case(&rerun.case, Some(&rerun.comparison.key), &change)?)
}

/// Old and new findings of every rule, by rule id and pack. Of several findings of one rule the first
/// is held against the first, and so on.
fn compare(old: &[Finding], new: &[Finding]) -> Vec<RuleComparison> {
    type Pair<'a> = (Option<&'a Finding>, Option<&'a Finding>);
    let mut pairs: BTreeMap<(&str, &str, usize), Pair<'_>> = BTreeMap::new();
    let keyed = |findings: &mut dyn Iterator<Item = &'_ Finding>| {
        let mut seen = BTreeMap::new();
        findings
            .map(|finding| {
                let count = seen
                    .entry((finding.rule.clone(), finding.pack.clone()))
                    .or_insert(0);
                *count += 1;
                *count
            })
            .collect::<Vec<usize>>()
    };
    for (finding, count) in old.iter().zip(keyed(&mut old.iter())) {
        pairs
            .entry((&finding.rule, &finding.pack, count))
            .or_default()
            .0 = Some(finding);
    }
    for (finding, count) in new.iter().zip(keyed(&mut new.iter())) {
        pairs
            .entry((&finding.rule, &finding.pack, count))
            .or_default()
            .1 = Some(finding);
    }
    pairs
        .into_iter()
        .map(|((rule, pack, _), (old, new))| RuleComparison {
            rule: rule.to_owned(),
            pack: pack.to_owned(),
            change: match (old, new) {
                (Some(old), Some(new)) if old == new => RuleChange::Same,
                (Some(old), Some(new)) if old.outcome == new.outcome => RuleChange::Content,
                (Some(_), Some(_)) => RuleChange::Outcome,
                (None, _) => RuleChange::New,
                (_, None) => RuleChange::Gone,
            },
            old: old.cloned(),
            new: new.cloned(),
        })
        .collect()
}

/// The last day on which a case is good, counted from the day of its making where the machine stands.
fn valid_until(case: &CaseSummary) -> Option<Date> {
    let made: Timestamp = case.created_at.parse().ok()?;
    made.to_zoned(TimeZone::system())
        .date()
        .checked_add(i64::from(case.valid_days).days())
        .ok()
}

/// The edition and version of `pack` on `day`, as a report names it; `None` when it does not apply.
fn version_on(pack: &Pack, day: Date) -> Option<String> {
    Some(pack.version_of(Some(pack.edition(day)?)).version)
}

/// What is true now, read once for all cases.
struct Now<'a> {
    project: &'a Project,
    packs: &'a PackSet,
    today: Date,
    data: BTreeMap<Layer, DataVersion>,
}

impl<'a> Now<'a> {
    fn new(project: &'a Project, packs: &'a PackSet, clock: Clock) -> Self {
        Self {
            project,
            packs,
            today: clock.today(),
            data: BTreeMap::new(),
        }
    }

    /// What has overtaken `case`.
    fn stale(&mut self, case: &CaseSummary) -> Result<Vec<Stale>, CaseError> {
        if matches!(case.status, CaseStatus::Withdrawn | CaseStatus::Superseded) {
            return Ok(Vec::new());
        }
        let mut reasons = Vec::new();
        // A date that cannot be read is not a date that still holds.
        let until = valid_until(case).unwrap_or(Date::MIN);
        if self.today > until {
            reasons.push(Stale::Expired { valid_until: until });
        }
        for used in &case.data {
            let now = match Layer::from_name(&used.layer) {
                Some(layer) => Some(self.data_version(layer)?),
                None => None,
            };
            if now.as_ref() != Some(used) {
                reasons.push(Stale::DataChanged {
                    layer: used.layer.clone(),
                });
            }
        }
        let epsg = self.project.metric_epsg();
        if case.inputs.metric_epsg != epsg {
            reasons.push(Stale::MetricCrsChanged {
                used: case.inputs.metric_epsg,
                now: epsg,
            });
        }
        self.packs_stale(case, &mut reasons);
        Ok(reasons)
    }

    fn data_version(&mut self, layer: Layer) -> Result<DataVersion, StoreError> {
        if let Some(known) = self.data.get(&layer) {
            return Ok(known.clone());
        }
        let version = self.project.data_version(layer)?;
        self.data.insert(layer, version.clone());
        Ok(version)
    }

    /// DQ-12 and changed packs, on the day of the decision or, while there is none, today.
    fn packs_stale(&self, case: &CaseSummary, reasons: &mut Vec<Stale>) {
        let day = case
            .decision
            .as_ref()
            .map_or(self.today, |decision| decision.decided_on);
        let subject = SubjectKind::from(&case.inputs.subject);
        for used in &case.packs {
            let pack = self.packs.pack(&used.id);
            let now = pack.and_then(|pack| Some((pack, version_on(pack, day)?)));
            let Some((pack, now)) = now else {
                reasons.push(Stale::PackGone {
                    pack: used.id.clone(),
                });
                continue;
            };
            if now != used.version {
                reasons.push(Stale::PackChanged {
                    pack: used.id.clone(),
                    used: used.version.clone(),
                    now,
                });
            } else if pack.sha256 != used.sha256 {
                reasons.push(Stale::PackTextChanged {
                    pack: used.id.clone(),
                });
            }
            let about = pack
                .rules
                .iter()
                .filter(|rule| rule.subjects.contains(&subject));
            reasons.extend(
                about
                    .filter(|rule| differs(rule, case.inputs.as_of, day))
                    .map(|rule| Stale::BasisChanged {
                        rule: rule.id.clone(),
                        pack: pack.id.clone(),
                        on: day,
                    }),
            );
        }
        if case.inputs.packs.is_empty() {
            let new = self.packs.packs().iter().filter(|pack| {
                pack.edition(day).is_some() && !case.packs.iter().any(|used| used.id == pack.id)
            });
            reasons.extend(new.map(|pack| Stale::PackNew {
                pack: pack.id.clone(),
            }));
        }
    }
}

/// Whether a rule says another thing, or on another basis, on `then` than on `now`.
fn differs(rule: &Rule, then: Date, now: Date) -> bool {
    let in_force = |day| {
        let windows = std::iter::once(&rule.window)
            .chain(rule.basis.iter().map(|basis| &basis.window))
            .chain(rule.cases.iter().map(|case| &case.window))
            .chain(rule.exceptions.iter().map(|exception| &exception.window));
        windows
            .map(|window| window.contains(day))
            .collect::<Vec<_>>()
    };
    (rule.in_force(then) || rule.in_force(now)) && in_force(then) != in_force(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, outcome: Outcome, message: &str) -> Finding {
        Finding {
            rule: rule.to_owned(),
            pack: "p".to_owned(),
            title: String::new(),
            outcome,
            basis: Vec::new(),
            message: message.to_owned(),
            evidence: Vec::new(),
            missing: Vec::new(),
        }
    }

    #[test]
    fn every_kind_of_change_is_told_apart() {
        let old = [
            finding("A", Outcome::Pass, "a"),
            finding("B", Outcome::Pass, "b"),
            finding("C", Outcome::Pass, "c"),
            finding("D", Outcome::Pass, "d"),
        ];
        let new = [
            finding("C", Outcome::Prohibit, "c"),
            finding("A", Outcome::Pass, "a"),
            finding("B", Outcome::Pass, "b2"),
            finding("E", Outcome::Pass, "e"),
        ];
        let changes: Vec<_> = compare(&old, &new)
            .into_iter()
            .map(|rule| (rule.rule, rule.change))
            .collect();
        let expected = [
            ("A", RuleChange::Same),
            ("B", RuleChange::Content),
            ("C", RuleChange::Outcome),
            ("D", RuleChange::Gone),
            ("E", RuleChange::New),
        ];
        assert_eq!(
            changes,
            expected.map(|(rule, change)| (rule.to_owned(), change))
        );
    }

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
