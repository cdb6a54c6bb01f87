//! Groundwater levels against their targets, at the well itself or at the wells that watch over it.

use std::sync::Arc;

use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::domain::subject::WellAction;
use crate::geodesy::{Place, bounds};
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{Placed, empty_layer, evidence, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// How far a well with a level target speaks for its surroundings outside of any groundwater area.
const REACH_M: f64 = 2000.0;

/// What is read of the wells around.
const FIELDS: &[&str] = &[
    "name",
    "valid_from",
    "valid_to",
    "aquifer",
    "status",
    "level_m",
    "level_target_m",
];

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn level_below_target(&mut self) -> Result<Answer, ReadError> {
        match self.action() {
            None => return Ok(Answer::absent()),
            Some(WellAction::Registered) => {
                // Most wells have no target of their own, and none is wanted.
                return Ok(self
                    .own_well()
                    .filter(|own| own.feature.number("level_target_m").is_some())
                    .map_or_else(Answer::absent, |own| Answer(vec![compared(&own)])));
            }
            Some(WellAction::New | WellAction::Renew) => {}
        }
        if self.register.is_empty(Layer::Well)? {
            return Ok(Answer::missing(empty_layer(Layer::Well)));
        }
        let mut watching = self.watching_in_areas()?;
        if watching.is_empty() {
            watching = self.watching_within_reach()?;
        }
        if watching.is_empty() {
            return Ok(Answer::missing(format!(
                "井位所在地下水管控区内和 {REACH_M} 米以内没有设水位控制目标(level_target_m)的水井，不知道水位是否低于控制目标"
            )));
        }
        let mut answer: Answer = watching.iter().map(compared).collect();
        let unplaced = self.unplaced(Layer::Well)?;
        answer.0.extend(unplaced.map(Observation::unknown));
        Ok(answer)
    }

    /// Wells with a target in the groundwater areas that cover the site.
    fn watching_in_areas(&mut self) -> Result<Vec<Placed>, ReadError> {
        let areas = self.around(Layer::GroundwaterArea)?;
        let mut watching = Vec::new();
        for area in &areas.covering {
            let own = area.feature.geometry.as_ref();
            let Some(bounds) = own.and_then(geo::BoundingRect::bounding_rect) else {
                continue;
            };
            for well in self.register.near_with(Layer::Well, bounds, FIELDS)? {
                let inside = || {
                    well.point()
                        .and_then(|at| area.feature.locate(at))
                        .is_some_and(|place| place != Place::Outside)
                };
                if self.watches(&well) && inside() {
                    watching.push(well);
                }
            }
        }
        watching.sort_by_key(|well| well.id);
        watching.dedup_by_key(|well| well.id);
        self.measured(watching, f64::INFINITY)
    }

    fn watching_within_reach(&self) -> Result<Vec<Placed>, ReadError> {
        let bounds = bounds::around(self.site, REACH_M);
        let mut watching = self.register.near_with(Layer::Well, bounds, FIELDS)?;
        watching.retain(|well| self.watches(well));
        self.measured(watching, REACH_M)
    }

    /// With their distances, up to `reach` metres.
    fn measured(&self, wells: Vec<Arc<Item>>, reach: f64) -> Result<Vec<Placed>, ReadError> {
        let grid = self.grid()?;
        Ok(wells
            .into_iter()
            .filter_map(|feature| {
                let distance = feature.distance_m(&grid, self.site)?;
                (distance <= reach).then(|| Placed {
                    evidence: evidence(&feature, Relation::Within, Some(distance)),
                    feature,
                })
            })
            .collect())
    }

    /// Whether the well has a target and may stand in the aquifer that is applied for. One that does
    /// not say its aquifer may.
    fn watches(&self, well: &Item) -> bool {
        let wanted = self.well().and_then(|well| well.aquifer.as_deref());
        let stated = |text: Option<&str>| {
            text.map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let same = match (stated(wanted), stated(well.text("aquifer"))) {
            (Some(wanted), Some(own)) => own.contains(&wanted) || wanted.contains(&own),
            _ => true,
        };
        same && well.number("level_target_m").is_some()
            && in_force(well, self.as_of)
            && !matches!(well.known_choice("status"), Some("sealed" | "scrapped"))
    }
}

/// Level and target are heights above sea: lower is less.
fn compared(well: &Placed) -> Observation {
    let number = |field: &str| {
        well.feature
            .number(field)
            .filter(|metres| metres.is_finite())
    };
    match (number("level_m"), number("level_target_m")) {
        (Some(level), Some(target)) => well
            .observation(FactValue::Flag(level < target))
            .with_note("level", format!("{} m", plain_number(level)))
            .with_note("target", format!("{} m", plain_number(target))),
        (None, _) => well.unfilled("level_m"),
        (_, None) => well.unfilled("level_target_m"),
    }
}
