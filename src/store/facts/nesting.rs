//! How source protection zones lie to each other: level 1 within level 2, same grades apart.

use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::geodesy::overlay;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::record::filled;
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{evidence, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// Below this two edges are the same line with rounded coordinates.
const NOISE_M2: f64 = 1.0;

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn outside_level2(&self) -> Result<Answer, ReadError> {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let Some(grade) = own.known_choice("grade") else {
            return Ok(Answer(vec![Self::own_placed(own).unfilled("grade")]));
        };
        if grade != "1" || !in_force(&own, self.as_of) {
            return Ok(Answer::absent());
        }
        let Some(source) = filled(&own, "source_code") else {
            return Ok(Answer(vec![Self::own_placed(own).unfilled("source_code")]));
        };
        let mut around = self
            .register
            .rows_where(Layer::ProtectionZone, "source_code", source)?;
        around.retain(|zone| zone.known_choice("grade") == Some("2") && in_force(zone, self.as_of));
        if around.is_empty() {
            return Ok(Answer::absent());
        }
        for zone in std::iter::once(&own).chain(&around) {
            if let Some(missing) = self.unusable(zone)? {
                return Ok(Answer::missing(missing));
            }
        }
        let outer: Vec<_> = around
            .iter()
            .filter_map(|zone| zone.geometry.as_ref())
            .collect();
        let outside = own
            .geometry
            .as_ref()
            .and_then(|inner| overlay::outside_m2(inner, &outer));
        let Some(outside) = outside else {
            return Ok(Answer::missing(format!("保护区“{}”的几何不是面", own.code)));
        };
        if outside <= NOISE_M2 {
            return Ok(Answer::absent());
        }
        let names: Vec<_> = around.iter().map(|zone| zone.code.as_str()).collect();
        let mut seen = Observation::new(FactValue::Number(outside.round()))
            .with_note("level2", names.join("、"));
        if let Some(first) = around.first() {
            seen = seen.with_evidence(evidence(first, Relation::Within, None));
        }
        Ok(Answer(vec![seen]))
    }

    pub(super) fn same_grade_overlap(&self) -> Result<Answer, ReadError> {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let Some(grade) = own.known_choice("grade") else {
            return Ok(Answer(vec![Self::own_placed(own).unfilled("grade")]));
        };
        if !in_force(&own, self.as_of) {
            return Ok(Answer::absent());
        }
        if let Some(missing) = self.unusable(&own)? {
            return Ok(Answer::missing(missing));
        }
        let (Some(shape), Some(reach)) = (
            own.geometry.as_ref(),
            own.geometry
                .as_ref()
                .and_then(geo::BoundingRect::bounding_rect),
        ) else {
            return Ok(Answer::absent());
        };
        let mut observations = Vec::new();
        for other in self.register.near(Layer::ProtectionZone, reach)? {
            if other.id == own.id || !in_force(&other, self.as_of) {
                continue;
            }
            // One without a grade says so in its own row.
            if other.known_choice("grade") != Some(grade) {
                continue;
            }
            if let Some(missing) = self.unusable(&other)? {
                observations.push(Observation::unknown(missing));
                continue;
            }
            let shared = other
                .geometry
                .as_ref()
                .and_then(|theirs| overlay::shared_m2(shape, theirs))
                .filter(|shared| *shared > NOISE_M2);
            observations.extend(shared.map(|shared| {
                Observation::new(FactValue::Number(shared.round())).with_evidence(evidence(
                    &other,
                    Relation::Within,
                    None,
                ))
            }));
        }
        Ok(Answer(observations))
    }

    /// Why the zone cannot be laid over another; `None` when it can.
    fn unusable(&self, zone: &Item) -> Result<Option<String>, ReadError> {
        Ok(self.problem(zone)?.as_ref().as_ref().map(|problem| {
            format!(
                "保护区“{}”的有效几何({problem})，无法与其他保护区比较",
                zone.code
            )
        }))
    }
}
