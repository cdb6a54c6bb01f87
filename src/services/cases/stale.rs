//! What has overtaken a case: its days, its data, its rules, its program.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::domain::case::{CaseStatus, CaseSummary, Stale};
use crate::domain::finding::DataVersion;
use crate::domain::layer::Layer;
use crate::rules::facts::SubjectKind;
use crate::rules::pack::{Pack, PackSet, Rule};
use crate::services::cases::{CaseError, PROGRAM_VERSION};
use crate::services::clock::Clock;
use crate::store::{Project, StoreError};

/// The last day on which a case is good, counted from the day of its making where the machine stands.
pub(super) fn valid_until(case: &CaseSummary) -> Option<Date> {
    let made: Timestamp = case.created_at.parse().ok()?;
    made.to_zoned(TimeZone::system())
        .date()
        .checked_add(i64::from(case.valid_days).days())
        .ok()
}

/// The edition and version of `pack` on `day`, as a report names it; `None` when it does not apply.
pub(super) fn version_on(pack: &Pack, day: Date) -> Option<String> {
    Some(pack.version_of(Some(pack.edition(day)?)).version)
}

/// What is true now, read once for all cases.
pub(super) struct Now<'a> {
    project: &'a Project,
    packs: &'a PackSet,
    today: Date,
    data: BTreeMap<Layer, DataVersion>,
}

impl<'a> Now<'a> {
    pub(super) fn new(project: &'a Project, packs: &'a PackSet, clock: Clock) -> Self {
        Self {
            project,
            packs,
            today: clock.today(),
            data: BTreeMap::new(),
        }
    }

    /// What has overtaken `case`.
    pub(super) fn stale(&mut self, case: &CaseSummary) -> Result<Vec<Stale>, CaseError> {
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
        // Of older cases nobody knows which program made them.
        if let Some(used) = case
            .program
            .as_deref()
            .filter(|used| *used != PROGRAM_VERSION)
        {
            reasons.push(Stale::ProgramChanged {
                used: used.to_owned(),
                now: PROGRAM_VERSION.to_owned(),
            });
        }
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
