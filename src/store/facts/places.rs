//! Protection zones and special areas that cover the site.

use crate::domain::layer::Layer;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::register::Register;
use crate::store::facts::{ProjectFacts, ReadError};

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn protection_zone_grade(&mut self) -> Result<Answer, ReadError> {
        self.observe_covering(Layer::ProtectionZone, |zone| {
            Some(zone.noted(zone.coded("grade"), &["approval_doc"]))
        })
    }

    /// Through the source code of each covering zone; a source that cannot be found stays unknown.
    pub(super) fn protection_zone_source_kind(&mut self) -> Result<Answer, ReadError> {
        let zones = self.around(Layer::ProtectionZone)?;
        if zones.covering.is_empty() {
            return self.observe_covering(Layer::ProtectionZone, |_| None);
        }
        let mut observations: Vec<Observation> = Vec::new();
        for zone in &zones.covering {
            let Some(code) = zone.feature.text("source_code") else {
                observations.push(zone.unfilled("source_code"));
                continue;
            };
            let source = self.register.by_code(Layer::DrinkingSource, code)?;
            let kind = source
                .as_ref()
                .and_then(|source| source.known_choice("kind"));
            observations.push(match kind {
                Some(kind) => zone.observation(FactValue::Text(kind.to_owned())),
                None => {
                    Observation::unknown(format!("水源地 {code} 不在水源地图层中，或未填水源类型"))
                        .with_evidence(zone.evidence.clone())
                }
            });
        }
        Ok(Answer(observations))
    }

    pub(super) fn special_area_kind(&mut self) -> Result<Answer, ReadError> {
        self.observe_covering(Layer::SpecialArea, |area| {
            Some(area.noted(area.coded("kind"), &["approval_doc"]))
        })
    }

    /// Only reserves and parks count; an area of unknown kind might be one.
    pub(super) fn nature_reserve_grade(&mut self) -> Result<Answer, ReadError> {
        self.observe_covering(Layer::SpecialArea, |area| {
            match area.feature.known_choice("kind") {
                Some("nature_reserve" | "national_park") => {
                    Some(area.noted(area.coded("grade"), &["approval_doc"]))
                }
                Some(_) => None,
                None => Some(area.unfilled("kind")),
            }
        })
    }
}
