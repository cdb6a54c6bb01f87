//! What the application for a well states, and what stands in the register of wells.

use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::catalog::WELL_PURPOSES;
use crate::domain::field::find_choice;
use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::domain::subject::WellAction;
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::permit::{Day, day, is_later, latest};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{Placed, empty_layer, evidence, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// Small use of one household, m³ a year: 30 a month (云南省人民政府令第154号 art 4).
const HOUSEHOLD_M3A: f64 = 360.0;
/// Small use for animals, m³ a year: 60 a month (the same).
const ANIMALS_M3A: f64 = 720.0;

/// Cubic metres per year as they are printed.
pub(super) fn volume_text(cubic_metres: f64) -> String {
    format!("{} m³/a", plain_number(cubic_metres))
}

/// A volume that can be counted.
pub(super) fn volume(item: &Item, field: &str) -> Option<f64> {
    item.number(field)
        .filter(|volume| volume.is_finite() && *volume >= 0.0)
}

fn flag(value: bool) -> Answer {
    Answer::stated(FactValue::Flag(value))
}

impl<R: Register> ProjectFacts<'_, R> {
    /// The registered well that is checked, with or without a point.
    pub(super) fn own_well(&self) -> Option<Placed> {
        self.own_of(Layer::Well)
    }

    /// The checked row, when it is of `layer`.
    pub(super) fn own_of(&self, layer: Layer) -> Option<Placed> {
        let own = self.own.as_ref().filter(|own| own.layer == layer)?;
        Some(Placed {
            feature: Arc::clone(own),
            evidence: evidence(own, Relation::Within, None),
        })
    }

    /// What is done to the well; `None` when the subject is no well.
    pub(super) fn action(&self) -> Option<WellAction> {
        match self.well() {
            Some(well) => Some(well.action),
            None => self.own_well().map(|_| WellAction::Registered),
        }
    }

    /// Code of the purpose, of the application or the register; the error says what is missing.
    fn purpose_code(&self) -> Result<&'static str, String> {
        let own = self.own_well();
        let stated = match self.well() {
            Some(well) => well.purpose.as_deref(),
            None => own.as_ref().and_then(|own| own.feature.text("purpose")),
        };
        match stated.map(str::trim).filter(|text| !text.is_empty()) {
            None => Err("未填写取水用途".to_owned()),
            Some(text) => find_choice(WELL_PURPOSES, text)
                .map(|choice| choice.code)
                .ok_or_else(|| format!("取水用途“{text}”认不出")),
        }
    }

    pub(super) fn well_action(&self) -> Answer {
        self.action().map_or_else(Answer::absent, |action| {
            Answer::stated(FactValue::Text(action.code().to_owned()))
        })
    }

    pub(super) fn well_adds_use(&self) -> Answer {
        match self.action() {
            None => Answer::absent(),
            Some(WellAction::New) => flag(true),
            Some(WellAction::Registered) => flag(false),
            Some(WellAction::Renew) => match self.renewal() {
                Ok((previous, next)) => flag(next > previous),
                Err(missing) => Answer::missing(missing),
            },
        }
    }

    /// Previous and next volume of a renewal in m³/a.
    pub(super) fn renewal(&self) -> Result<(f64, f64), String> {
        let well = self.well();
        let previous = well.and_then(|well| well.previous_volume_m3a);
        let next = well.and_then(|well| well.volume_m3a);
        match (previous, next) {
            (Some(previous), Some(next)) => Ok((previous, next)),
            (None, Some(_)) => Err("延续取水的申请未填写原许可水量".to_owned()),
            (Some(_), None) => Err("申请未填写年取水量".to_owned()),
            (None, None) => Err("延续取水的申请未填写原许可水量和年取水量".to_owned()),
        }
    }

    pub(super) fn well_volume_change(&self) -> Result<Answer, ReadError> {
        match self.action() {
            None | Some(WellAction::New) => Ok(Answer::absent()),
            Some(WellAction::Renew) => Ok(match self.renewal() {
                Ok((previous, next)) => Answer(vec![change(previous, next, Observation::new)]),
                Err(missing) => Answer::missing(missing),
            }),
            Some(WellAction::Registered) => self.registered_change(),
        }
    }

    /// Between the latest two permits of the registered well.
    fn registered_change(&self) -> Result<Answer, ReadError> {
        let Some(own) = self.own_well() else {
            return Ok(Answer::absent());
        };
        let permits = self.groundwater_permits(&own.feature)?;
        if permits.len() < 2 {
            return Ok(Answer::absent());
        }
        let unknown = |what: &str| {
            Answer(vec![
                Observation::unknown(format!(
                    "水井“{}”有 {} 份取水许可，{what}，分不清水量前后的变化",
                    own.feature.code,
                    permits.len()
                ))
                .with_evidence(own.evidence.clone()),
            ])
        };
        let mut dated: Vec<(Date, &Arc<Item>)> = Vec::new();
        for permit in &permits {
            match day(permit, "issued_on") {
                Day::On(day) => dated.push((day, permit)),
                Day::Blank | Day::Unreadable => return Ok(unknown("有的没有可读的发证日期")),
            }
        }
        dated.sort_by(|a, b| (b.0, &b.1.code).cmp(&(a.0, &a.1.code)));
        if dated[0].0 == dated[1].0 {
            return Ok(unknown("最近两份的发证日期相同"));
        }
        Ok(
            match (
                volume(dated[1].1, "volume_m3a"),
                volume(dated[0].1, "volume_m3a"),
            ) {
                (Some(previous), Some(next)) => {
                    Answer(vec![change(previous, next, |value| own.observation(value))])
                }
                _ => unknown("有的未填许可水量"),
            },
        )
    }

    pub(super) fn well_assessment(&self) -> Answer {
        match self.well() {
            Some(well) if well.action != WellAction::Registered => well.assessment.map_or_else(
                || Answer::missing("申请未填写水资源论证(报告书、报告表或没有)"),
                |stated| Answer::stated(FactValue::Text(stated.code().to_owned())),
            ),
            _ => Answer::absent(),
        }
    }

    pub(super) fn well_small_use(&self) -> Answer {
        match self.well() {
            Some(well) if well.action != WellAction::Registered => {
                flag(well.small_use == Some(true))
            }
            _ => Answer::absent(),
        }
    }

    pub(super) fn well_exempt(&self) -> Answer {
        let purpose = match (self.action(), self.purpose_code()) {
            (None, _) => return Answer::absent(),
            (_, Ok(purpose)) => purpose,
            (_, Err(missing)) => return Answer::missing(missing),
        };
        let registered = self.action() == Some(WellAction::Registered);
        let limit = match purpose {
            "domestic" => HOUSEHOLD_M3A,
            // A register does not tell animals from fields.
            "agriculture" if !registered => ANIMALS_M3A,
            _ => return flag(false),
        };
        let own = self.own_well();
        let stated = match (self.well(), &own) {
            (Some(well), _) => well.volume_m3a,
            (None, Some(own)) => volume(&own.feature, "volume_m3a"),
            (None, None) => None,
        };
        let claimed = match self.well() {
            Some(well) if !registered => well.small_use,
            _ => Some(true),
        };
        match (claimed, stated) {
            (Some(false), _) => flag(false),
            (_, Some(volume)) if volume > limit => flag(false),
            (Some(true), Some(_)) => flag(true),
            (Some(true), None) => Answer::missing("未填写年取水量，不知道是否在少量取水的限额内"),
            (None, _) => Answer::missing("申请未说明是否家庭生活、零星散养畜禽饮用等少量取水"),
        }
    }

    pub(super) fn well_public_supply(&self) -> Answer {
        let purpose = match (self.action(), self.purpose_code()) {
            (None, _) => return Answer::absent(),
            (_, purpose) => purpose,
        };
        if let Some(stated) = self.well().and_then(|well| well.public_supply) {
            return flag(stated);
        }
        match (purpose, self.action()) {
            (Ok("domestic"), Some(WellAction::Registered)) => {
                Answer::missing("水井台账没有登记是否公共供水工程的水井，须人工核实")
            }
            (Ok("domestic"), _) => Answer::missing("申请未说明是否公共供水工程的水井"),
            (Ok(_), _) => flag(false),
            (Err(missing), _) => Answer::missing(missing),
        }
    }

    /// A code from the row of the registered well.
    pub(super) fn well_coded(&self, field: &str) -> Answer {
        self.own_well()
            .map_or_else(Answer::absent, |own| Answer(vec![own.coded(field)]))
    }

    /// A row without a status counts as in use.
    pub(super) fn well_status(&self) -> Answer {
        let Some(own) = self.own_well() else {
            return Answer::absent();
        };
        let stated = own.feature.text("status").map(str::trim);
        if stated.is_none_or(str::is_empty) {
            let unstated = FactValue::Text("unstated".to_owned());
            return Answer(vec![own.observation(unstated)]);
        }
        self.well_coded("status")
    }

    pub(super) fn well_metered(&self) -> Answer {
        self.own_well().map_or_else(Answer::absent, |own| {
            let metered = own.feature.value("metered").as_flag();
            Answer(vec![match metered {
                Some(metered) => own.observation(FactValue::Flag(metered)),
                None => own.unfilled("metered"),
            }])
        })
    }

    pub(super) fn well_sealed(&self) -> Answer {
        let Some(own) = self.own_well() else {
            return Answer::absent();
        };
        let by_status = own.feature.known_choice("status") == Some("sealed");
        let seen = |sealed, on: String| {
            own.observation(FactValue::Flag(sealed))
                .with_note("sealed_on", on)
        };
        Answer(vec![match day(&own.feature, "sealed_on") {
            Day::On(on) if on <= self.as_of => seen(true, on.to_string()),
            Day::Unreadable if !by_status => own.unfilled("sealed_on"),
            _ => seen(by_status, "未填".to_owned()),
        }])
    }

    pub(super) fn well_listed(&self) -> Result<Answer, ReadError> {
        let Some(own) = self.own_well() else {
            return Ok(Answer::absent());
        };
        if self.register.is_empty(Layer::Permit)? {
            return Ok(Answer::missing(empty_layer(Layer::Permit)));
        }
        let listed = !self.groundwater_permits(&own.feature)?.is_empty();
        Ok(Answer(vec![own.observation(FactValue::Flag(listed))]))
    }

    /// Permits to take groundwater for this well that were not cancelled, by id: by its code, and by
    /// the permit number that it names.
    fn groundwater_permits(&self, well: &Item) -> Result<Vec<Arc<Item>>, ReadError> {
        let mut permits = self.permits_of(well)?;
        permits.retain(|permit| {
            permit.known_choice("kind") == Some("groundwater_abstraction")
                && in_force(permit, self.as_of)
        });
        Ok(permits)
    }

    /// Every permit that names the object or that the object names, by id.
    pub(super) fn permits_of(&self, object: &Item) -> Result<Vec<Arc<Item>>, ReadError> {
        let mut permits = self
            .register
            .rows_where(Layer::Permit, "object_code", &object.code)?;
        if let Some(number) = object.text("permit_no").filter(|number| !number.is_empty()) {
            permits.extend(
                self.register
                    .rows_where(Layer::Permit, "permit_no", number)?,
            );
        }
        permits.sort_by_key(|permit| permit.id);
        permits.dedup_by_key(|permit| permit.id);
        Ok(permits)
    }

    /// The permit of the object that is valid on the day and was issued last.
    pub(super) fn valid_permit(&self, object: &Item) -> Result<Option<Arc<Item>>, ReadError> {
        let mut permits = self.permits_of(object)?;
        permits.retain(|permit| {
            permit.known_choice("kind") != Some("outfall")
                && in_force(permit, self.as_of)
                && !is_later(permit, "issued_on", self.as_of)
                && !matches!(day(permit, "expires_on"), Day::On(end) if end < self.as_of)
        });
        Ok(latest(permits))
    }
}

fn change(previous: f64, next: f64, observe: impl FnOnce(FactValue) -> Observation) -> Observation {
    observe(FactValue::Number(next - previous))
        .with_note("previous", volume_text(previous))
        .with_note("next", volume_text(next))
}
