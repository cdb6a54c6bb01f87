//! The water that a row names: every river, lake and function zone by the name of its water.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{BoundingRect as _, Coord, Rect};

use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::geodesy::{MetricGrid, Place, bounds};
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::record::{filled, millimetres};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{empty_layer, evidence, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// The layers that are water.
pub(super) const WATERS: [Layer; 3] = [Layer::River, Layer::Lake, Layer::FunctionZone];

/// Where most mouths lie: looked at first, so that a long river is rarely measured as a whole.
const FIRST_LOOK_M: f64 = 250.0;

/// Features by the plain name of their water, each list by layer and id.
pub(super) type ByName = BTreeMap<String, Vec<Arc<Item>>>;

/// A water's name without spaces and without an addition in brackets.
pub(super) fn plain_name(text: &str) -> String {
    let text = text.split(['(', '\u{ff08}']).next().unwrap_or_default();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The plain names of the water that a feature is, or lies on.
pub(super) fn water_names(item: &Item) -> Vec<String> {
    let field = match item.layer {
        Layer::FunctionZone => "water_body",
        _ => "name",
    };
    item.text(field)
        .unwrap_or_default()
        .split(['、', ',', '\u{ff0c}', ';', '\u{ff1b}', '/'])
        .map(plain_name)
        .filter(|name| !name.is_empty())
        .collect()
}

/// Metres from `at` to a water; 0 in a lake. `None` without geometry.
pub(super) fn water_distance_m(item: &Item, grid: &MetricGrid, at: Coord<f64>) -> Option<f64> {
    match item.locate(at) {
        Some(Place::Inside | Place::Edge) => Some(0.0),
        Some(Place::Outside) | None => item.distance_m(grid, at),
    }
}

impl<R: Register> ProjectFacts<'_, R> {
    /// Every water in force by name; read once per run.
    pub(super) fn waters(&self) -> Result<Arc<ByName>, ReadError> {
        self.register.shared().waters.get((), || {
            let mut found = ByName::new();
            for layer in WATERS {
                for item in self.register.all(layer)? {
                    if !in_force(&item, self.as_of) {
                        continue;
                    }
                    for name in water_names(&item) {
                        found.entry(name).or_default().push(Arc::clone(&item));
                    }
                }
            }
            Ok(found)
        })
    }

    /// The sentence for a project without any water; `None` when it has some.
    pub(super) fn no_water(&self) -> Result<Option<String>, ReadError> {
        for layer in WATERS {
            if !self.register.is_empty(layer)? {
                return Ok(None);
            }
        }
        let sentences = WATERS.map(empty_layer);
        Ok(Some(sentences.join(";")))
    }

    pub(super) fn water_distance(&self) -> Result<Answer, ReadError> {
        let (own, at) = match self.own_point() {
            Ok(found) => found,
            Err(answer) => return Ok(answer),
        };
        let Some(stated) = filled(&own, "water_body") else {
            return Ok(Answer::absent());
        };
        if let Some(missing) = self.no_water()? {
            return Ok(Answer::missing(missing));
        }
        let name = plain_name(stated);
        let waters = self.waters()?;
        let Some(items) = waters.get(&name) else {
            return Ok(Answer::missing(format!(
                "登记的水体“{stated}”不在河流、湖库、水功能区图层中：请核对名称"
            )));
        };
        let grid = match self.grid_at(at) {
            Ok(grid) => grid,
            Err(answer) => return Ok(answer),
        };
        let mut best: Option<(f64, Arc<Item>)> = None;
        for layer in WATERS {
            for item in self
                .register
                .near(layer, bounds::around(at, FIRST_LOOK_M))?
            {
                if in_force(&item, self.as_of) && water_names(&item).contains(&name) {
                    consider(&mut best, &item, &grid, at);
                }
            }
        }
        if best
            .as_ref()
            .is_none_or(|(metres, _)| *metres > FIRST_LOOK_M)
        {
            best = None;
            // Far off the map metres mean nothing, and the box says already what is wrong.
            if !self.in_area(at)?.0 {
                return Ok(Answer::missing("点位在数据范围之外，到水体的距离没有意义"));
            }
            let mut by_box: Vec<_> = items
                .iter()
                .filter_map(|item| {
                    let reach = item.geometry.as_ref()?.bounding_rect()?;
                    Some((box_distance_m(reach, at), item))
                })
                .collect();
            by_box.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (least, item) in by_box {
                if best.as_ref().is_some_and(|(metres, _)| least > *metres) {
                    break;
                }
                consider(&mut best, item, &grid, at);
            }
        }
        Ok(best.map_or_else(
            || Answer::missing(format!("登记的水体“{stated}”没有几何，无法量距离")),
            |(metres, item)| {
                Answer(vec![
                    Observation::new(FactValue::Number(millimetres(metres)))
                        .with_evidence(evidence(&item, Relation::Within, Some(metres)))
                        .with_note("water_body", stated),
                ])
            },
        ))
    }
}

fn consider(
    best: &mut Option<(f64, Arc<Item>)>,
    item: &Arc<Item>,
    grid: &MetricGrid,
    at: Coord<f64>,
) {
    if let Some(metres) = water_distance_m(item, grid, at)
        && best.as_ref().is_none_or(|(least, _)| metres < *least)
    {
        *best = Some((metres, Arc::clone(item)));
    }
}

/// At most the metres from `at` to anything in the box (EPSG:4490 degrees), for an early end.
fn box_distance_m(reach: Rect<f64>, at: Coord<f64>) -> f64 {
    let dx = (reach.min().x - at.x).max(at.x - reach.max().x).max(0.0);
    let dy = (reach.min().y - at.y).max(at.y - reach.max().y).max(0.0);
    // A degree at its smallest, with one per cent to spare for the projection.
    let metres = 109_000.0;
    (dx * metres * at.y.to_radians().cos().abs()).hypot(dy * metres) * 0.97
}
