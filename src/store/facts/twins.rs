//! Rows that seem to be registered twice: the same name, or the same owner on the same spot.

use std::collections::BTreeSet;

use crate::domain::finding::{Evidence, Relation};
use crate::domain::layer::Layer;
use crate::geodesy::bounds;
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::record::{filled, named};
use crate::store::facts::register::Register;
use crate::store::facts::site::{evidence, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// Two mouths of one owner that are nearer than this are taken for one.
const SPOT_M: f64 = 20.0;

/// More than the message names; a register in which a thousand rows bear one name must not cost a
/// million comparisons.
const ENOUGH: usize = 8;

/// The rows of one name.
#[derive(Debug, Default)]
pub(super) struct SameName {
    /// The first few codes, by id.
    codes: Vec<String>,
    count: usize,
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn twin(&self) -> Result<Answer, ReadError> {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        if !in_force(&own, self.as_of) {
            return Ok(Answer::absent());
        }
        let mut observations = Vec::new();
        if let Some(name) = filled(&own, "name") {
            let same = self.same_name(own.layer, own.text("name").unwrap_or(name))?;
            let others: BTreeSet<&str> = same
                .codes
                .iter()
                .map(String::as_str)
                .filter(|code| *code != own.code)
                .collect();
            if let Some(first) = others.first() {
                let text = if same.count > ENOUGH {
                    format!("{} 等 {} 个", first, same.count - 1)
                } else {
                    named(&others)
                };
                observations.push(
                    Observation::new(FactValue::Text(text))
                        .with_note("why", format!("名称都是“{name}”"))
                        .with_evidence(Evidence {
                            layer: own.layer.name().to_owned(),
                            code: (*first).to_owned(),
                            name: name.to_owned(),
                            relation: Relation::Within,
                            distance_m: None,
                        }),
                );
            }
        }
        observations.extend(self.on_the_same_spot(&own)?);
        Ok(Answer(observations))
    }

    fn same_name(&self, layer: Layer, name: &str) -> Result<std::sync::Arc<SameName>, ReadError> {
        let find = || {
            let mut same = SameName::default();
            for row in self.register.rows_where(layer, "name", name)? {
                if in_force(&row, self.as_of) {
                    same.count += 1;
                    if same.codes.len() <= ENOUGH {
                        same.codes.push(row.code.clone());
                    }
                }
            }
            Ok(same)
        };
        self.register
            .shared()
            .same_names
            .get((layer, name.to_owned()), find)
    }

    fn on_the_same_spot(
        &self,
        own: &crate::store::facts::register::Item,
    ) -> Result<Option<Observation>, ReadError> {
        let field = match own.layer {
            Layer::Outfall => "discharger",
            Layer::Well => "owner",
            _ => return Ok(None),
        };
        let (Some(owner), Some(at)) = (filled(own, field), own.point()) else {
            return Ok(None);
        };
        let Ok(grid) = self.grid_at(at) else {
            return Ok(None);
        };
        let mut nearest: Option<(f64, Observation)> = None;
        for other in self.register.near(own.layer, bounds::around(at, SPOT_M))? {
            if other.id == own.id
                || filled(&other, field) != Some(owner)
                || !in_force(&other, self.as_of)
            {
                continue;
            }
            let Some(metres) = other
                .distance_m(&grid, at)
                .filter(|metres| *metres <= SPOT_M)
            else {
                continue;
            };
            if nearest.as_ref().is_some_and(|(best, _)| *best <= metres) {
                continue;
            }
            let why = format!(
                "同属“{owner}”，相距 {} 米",
                plain_number((metres * 10.0).round() / 10.0)
            );
            let seen = Observation::new(FactValue::Text(other.code.clone()))
                .with_note("why", why)
                .with_evidence(evidence(&other, Relation::Within, Some(metres)));
            nearest = Some((metres, seen));
        }
        Ok(nearest.map(|(_, seen)| seen))
    }
}
