//! What the access list of the control unit around the site forbids, and whether the county approves
//! anything at all.

use crate::domain::layer::Layer;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::register::Register;
use crate::store::facts::site::{empty_layer, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn access_list_loaded(&self) -> Result<Answer, ReadError> {
        let loaded = !self.register.is_empty(Layer::AccessItem)?;
        Ok(Answer::stated(FactValue::Flag(loaded)))
    }

    pub(super) fn access_list_activity(&mut self) -> Result<Answer, ReadError> {
        if self.register.is_empty(Layer::AccessItem)? {
            return Ok(Answer::absent());
        }
        // Also tells an empty layer of areas from one that has none here.
        let areas = self.observe_covering(Layer::SpecialArea, |_| None)?;
        let mut observations = areas.0;
        let around = self.around(Layer::SpecialArea)?;
        for unit in &around.covering {
            if unit.feature.known_choice("kind") != Some("control_unit") {
                continue;
            }
            let code = &unit.feature.code;
            let mut listed = false;
            for row in self
                .register
                .rows_where(Layer::AccessItem, "unit_code", code)?
            {
                if !in_force(&row, self.as_of) {
                    continue;
                }
                listed = true;
                let value = row
                    .known_choice("activity")
                    .map(|activity| FactValue::Text(activity.to_owned()));
                observations.push(match value {
                    Some(value) => unit
                        .observation(value)
                        .with_note("clause", row.text("clause").unwrap_or("条文未填"))
                        .with_note("approval_doc", row.text("approval_doc").unwrap_or("未填")),
                    None => Observation::unknown(format!(
                        "准入清单“{}”未填禁止活动(activity)",
                        row.code
                    ))
                    .with_evidence(unit.evidence.clone()),
                });
            }
            if !listed {
                observations.push(
                    Observation::unknown(format!("环境管控单元 {code} 没有准入清单(access_item)"))
                        .with_evidence(unit.evidence.clone()),
                );
            }
        }
        Ok(Answer(observations))
    }

    /// A county without an entry for the year says nothing: nobody has looked.
    pub(super) fn region_approval_suspended(&mut self) -> Result<Answer, ReadError> {
        self.county_flag("approval_suspended", "区域限批")
    }

    /// A county without an entry for the year says nothing: nobody has looked.
    pub(super) fn region_emergency(&mut self) -> Result<Answer, ReadError> {
        self.county_flag("supply_emergency", "供水应急状态")
    }

    /// Whether the control target `indicator` of the year is above zero in the county.
    fn county_flag(&mut self, indicator: &str, label: &str) -> Result<Answer, ReadError> {
        if self.register.is_empty(Layer::AdminArea)? {
            return Ok(Answer::missing(empty_layer(Layer::AdminArea)));
        }
        let year = i64::from(self.as_of.year());
        let areas = self.around(Layer::AdminArea)?;
        let mut observations = Vec::new();
        for county in &areas.covering {
            match county.feature.known_choice("level") {
                Some("county") => {}
                Some(_) => continue,
                None => {
                    observations.push(county.unfilled("level"));
                    continue;
                }
            }
            let flags: Vec<Option<f64>> = self
                .register
                .rows_where(Layer::ControlTarget, "area_code", &county.feature.code)?
                .iter()
                .filter(|row| row.text("indicator") == Some(indicator))
                .filter(|row| row.number("year").map(|own| own as i64) == Some(year))
                .filter(|row| in_force(row, self.as_of))
                .map(|row| row.number("value"))
                .collect();
            let value = if flags.iter().flatten().any(|value| *value > 0.0) {
                Some(true)
            } else if flags.is_empty() || flags.contains(&None) {
                None
            } else {
                Some(false)
            };
            observations.push(match value {
                Some(suspended) => county
                    .observation(FactValue::Flag(suspended))
                    .with_note("year", year.to_string()),
                None => Observation::unknown(format!(
                    "{}({})没有 {year} 年{label}的登记(control_target，指标“{label}”，0 为否、1 为是)",
                    county.feature.name(),
                    county.feature.code
                ))
                .with_evidence(county.evidence.clone()),
            });
        }
        if observations.is_empty() {
            return Ok(Answer::missing("地点不在任何县级行政区(admin_area)内"));
        }
        Ok(Answer(observations))
    }
}
