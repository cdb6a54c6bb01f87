//! Facts that the application itself states.

use crate::domain::catalog::{INDUSTRIES, OUTFALL_CLASSES, RECEIVERS, WELL_PURPOSES};
use crate::domain::field::{Choice, find_choice};
use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::domain::subject::OutfallAction;
use crate::geodesy::{Place, bounds};
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::rules::standard::WaterKind;
use crate::store::facts::register::Register;
use crate::store::facts::site::evidence;
use crate::store::facts::zones::{SNAP_TOLERANCE_M, water_kind};
use crate::store::facts::{ProjectFacts, ReadError};

/// The code that `text` means, or an unknown value that says what could not be recognised.
fn stated(what: &str, text: Option<&str>, choices: &'static [Choice]) -> Answer {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Answer::missing(format!("申请未填写{what}"));
    };
    match find_choice(choices, text) {
        Some(choice) => Answer::stated(FactValue::Text(choice.code.to_owned())),
        None => Answer::missing(format!("申请填写的{what}“{text}”认不出")),
    }
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn outfall_action(&self) -> Answer {
        self.outfall().map_or_else(Answer::absent, |outfall| {
            Answer::stated(FactValue::Text(outfall.action.code().to_owned()))
        })
    }

    pub(super) fn outfall_class(&self) -> Answer {
        self.outfall().map_or_else(Answer::absent, |outfall| {
            stated("排污口类型", outfall.class.as_deref(), OUTFALL_CLASSES)
        })
    }

    pub(super) fn outfall_adds_load(&self) -> Answer {
        let Some(outfall) = self.outfall() else {
            return Answer::absent();
        };
        match outfall.action {
            OutfallAction::Registered => Answer::stated(FactValue::Flag(false)),
            OutfallAction::New | OutfallAction::Expand => Answer::stated(FactValue::Flag(true)),
            OutfallAction::Relocate if outfall.loads_t_a.is_empty() => {
                Answer::missing("改设的申请未填写新增负荷")
            }
            OutfallAction::Relocate => Answer::stated(FactValue::Flag(
                outfall.loads_t_a.values().any(|load| *load > 0.0),
            )),
        }
    }

    /// Only works that treat or discharge industrial waste need it stated.
    pub(super) fn outfall_industry(&self) -> Answer {
        let Some(outfall) = self.outfall() else {
            return Answer::absent();
        };
        let class = outfall
            .class
            .as_deref()
            .and_then(|text| find_choice(OUTFALL_CLASSES, text))
            .map(|choice| choice.code);
        match (outfall.industry.as_deref(), class) {
            (None, Some(class))
                if !matches!(class, "industrial" | "park_wwtp" | "mixed" | "other") =>
            {
                Answer::stated(FactValue::Text("other".to_owned()))
            }
            (industry, _) => stated("行业", industry, INDUSTRIES),
        }
    }

    /// As stated, else what water there is within reach.
    pub(super) fn outfall_receiver(&mut self) -> Result<Answer, ReadError> {
        let stated_receiver = self.outfall().and_then(|outfall| outfall.receiver.clone());
        if let Some(receiver) = stated_receiver {
            return Ok(stated("受纳水体类型", Some(&receiver), RECEIVERS));
        }
        let text = |code: &str| FactValue::Text(code.to_owned());
        let receiving = self.receiving()?;
        let zones: Answer = receiving
            .zones
            .iter()
            .map(|zone| match water_kind(zone) {
                WaterKind::Lake => zone.observation(text("lake")),
                WaterKind::River => zone.observation(text("river")),
            })
            .collect();
        if !zones.0.is_empty() {
            return Ok(zones);
        }
        let bounds = bounds::around(self.site, SNAP_TOLERANCE_M);
        let grid = self.grid()?;
        for (layer, code) in [(Layer::River, "river"), (Layer::Lake, "lake")] {
            for water in self.register.near(layer, bounds)? {
                let inside = water
                    .locate(self.site)
                    .is_some_and(|place| place != Place::Outside);
                let distance = water.distance_m(&grid, self.site);
                if inside || distance.is_some_and(|metres| metres <= SNAP_TOLERANCE_M) {
                    let relation = if inside {
                        Relation::Inside
                    } else {
                        Relation::Within
                    };
                    let evidence = evidence(&water, relation, distance);
                    let seen = Observation::new(text(code)).with_evidence(evidence);
                    return Ok(Answer(vec![seen]));
                }
            }
        }
        Ok(Answer::missing(format!(
            "申请未填写受纳水体类型，地点 {SNAP_TOLERANCE_M} 米内也没有水功能区、河流和湖库"
        )))
    }

    pub(super) fn well_purpose(&self) -> Answer {
        let own = self.own_well();
        match (self.well(), &own) {
            (Some(well), _) => stated("取水用途", well.purpose.as_deref(), WELL_PURPOSES),
            // A registered well without a point.
            (None, Some(own)) => stated("取水用途", own.feature.text("purpose"), WELL_PURPOSES),
            (None, None) => Answer::absent(),
        }
    }

    pub(super) fn well_volume(&self) -> Answer {
        self.well().map_or_else(Answer::absent, |well| {
            well.volume_m3a.map_or_else(
                || Answer::missing("申请未填写年取水量"),
                |volume| Answer::stated(FactValue::Number(volume)),
            )
        })
    }
}
