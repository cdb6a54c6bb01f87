//! The water function zone that the application names for its return water.

use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::domain::subject::WellAction;
use crate::rules::observation::{Answer, Observation};
use crate::store::facts::register::Register;
use crate::store::facts::site::{Placed, empty_layer, evidence, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// What an applicant writes when there is no return water.
const NO_RETURN: [&str; 3] = ["无", "none", "没有"];

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn return_zone_load_ratio(&mut self) -> Result<Answer, ReadError> {
        let zones = match self.return_zones()? {
            Ok(zones) => zones,
            Err(answer) => return Ok(answer),
        };
        let mut observations = Vec::new();
        for zone in &zones {
            observations.extend(self.zone_loads(zone)?);
        }
        Ok(Answer(observations))
    }

    pub(super) fn return_zone_quality_verdict(&mut self) -> Result<Answer, ReadError> {
        let zones = match self.return_zones()? {
            Ok(zones) => zones,
            Err(answer) => return Ok(answer),
        };
        let mut observations: Vec<Observation> = Vec::new();
        for zone in &zones {
            observations.extend(self.zone_quality(zone)?);
        }
        Ok(Answer(observations))
    }

    /// The zones by code, else by name; the inner error is the answer when there is nothing to look at.
    fn return_zones(&self) -> Result<Result<Vec<Placed>, Answer>, ReadError> {
        let Some(well) = self
            .well()
            .filter(|well| well.action != WellAction::Registered)
        else {
            return Ok(Err(Answer::absent()));
        };
        let stated = well.return_zone.as_deref().map(str::trim);
        let Some(stated) = stated.filter(|text| !text.is_empty()) else {
            return Ok(Err(Answer::missing(
                "申请未填写退水的水功能区(没有退水的填“无”)",
            )));
        };
        if NO_RETURN.contains(&stated.to_lowercase().as_str()) {
            return Ok(Err(Answer::absent()));
        }
        for field in ["code", "name"] {
            let zones: Vec<_> = self
                .register
                .rows_where(Layer::FunctionZone, field, stated)?
                .into_iter()
                .filter(|zone| in_force(zone, self.as_of))
                .map(|feature| Placed {
                    evidence: evidence(&feature, Relation::Within, None),
                    feature,
                })
                .collect();
            if !zones.is_empty() {
                return Ok(Ok(zones));
            }
        }
        let missing = if self.register.is_empty(Layer::FunctionZone)? {
            empty_layer(Layer::FunctionZone)
        } else {
            format!("退水的水功能区“{stated}”不在水功能区图层中，请核对编码")
        };
        Ok(Err(Answer::missing(missing)))
    }
}
