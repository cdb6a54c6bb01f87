//! The water function zone that receives the sewage: by cover, by the stated water's name, then by
//! distance. Names decide before distance, and a stated name that is not there is never replaced.

use std::rc::Rc;

use crate::domain::feature::Feature;
use crate::domain::field::find_choice;
use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::geodesy::Place;
use crate::geodesy::bounds;
use crate::geodesy::ruler::Ruler;
use crate::rules::facts::FactId;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::rules::standard::WaterKind;
use crate::store::facts::register::Register;
use crate::store::facts::site::{Placed, empty_layer, evidence, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// How far a mouth may lie from the line or shore of its zone. An outfall stands on the bank, and zone
/// lines follow the middle of the river on maps of 1:50 000 or smaller.
pub(super) const SNAP_TOLERANCE_M: f64 = 200.0;

/// Zones that are this little farther than the nearest count as well: where two zones meet, the maps
/// do not tell on which side of the joint the mouth is.
const JOINT_TOLERANCE_M: f64 = 20.0;

/// The receiving zones, and why there may be others.
#[derive(Debug, Default)]
pub(super) struct Receiving {
    pub(super) zones: Vec<Placed>,
    open: Vec<Observation>,
    /// Where on the line of each zone the mouth is, in words; `None` for areas and broken lines.
    chainages: Vec<Option<String>>,
}

impl<R: Register> ProjectFacts<'_, R> {
    /// Found once per check.
    pub(super) fn receiving(&mut self) -> Result<Rc<Receiving>, ReadError> {
        if let Some(found) = &self.receiving {
            return Ok(Rc::clone(found));
        }
        let mut found = self.find_receiving()?;
        if let Some(missing) = self.unplaced(Layer::FunctionZone)? {
            found.open.push(Observation::unknown(missing));
        }
        found.chainages = found
            .zones
            .iter()
            .map(|zone| self.chainage(zone))
            .collect::<Result<_, _>>()?;
        let found = Rc::new(found);
        self.receiving = Some(Rc::clone(&found));
        Ok(found)
    }

    /// The way along the zone's line from its start to the point nearest to the site.
    fn chainage(&self, zone: &Placed) -> Result<Option<String>, ReadError> {
        let line = match &zone.feature.geometry {
            Some(geo::Geometry::LineString(line)) => line,
            Some(geo::Geometry::MultiLineString(lines)) if lines.0.len() == 1 => &lines.0[0],
            _ => return Ok(None),
        };
        let grid = self.grid()?;
        let Some(ruler) = Ruler::new(line.coords().map(|at| grid.project(*at))) else {
            return Ok(None);
        };
        let mark = ruler.mark(grid.project(self.site));
        let at = grid.unproject(mark.at);
        // To a centimetre first: projecting there and back must not tip a digit that is printed.
        let [lon, lat] = [at.x, at.y].map(|degrees| (degrees * 1e7).round() / 1e7);
        Ok(Some(format!(
            "距功能区线起点 {:.0} 米(投影点 {lon:.6},{lat:.6})",
            mark.along_m
        )))
    }

    fn find_receiving(&mut self) -> Result<Receiving, ReadError> {
        let (covering, near) = self.zones_around()?;
        let stated = self
            .outfall()
            .and_then(|outfall| outfall.water_body.as_deref())
            .map(str::trim)
            .filter(|name| !name.is_empty());
        if covering.is_empty() && near.is_empty() {
            return self.nothing_near(stated);
        }
        let Some(name) = stated else {
            let zones = if covering.is_empty() {
                nearest(near)
            } else {
                // The line of a river that is as good as here counts beside the area that covers.
                let beside = near.into_iter().filter(|zone| {
                    distance(zone) <= JOINT_TOLERANCE_M && water_kind(zone) == WaterKind::River
                });
                covering.into_iter().chain(beside).collect()
            };
            return Ok(Receiving {
                zones,
                ..Receiving::default()
            });
        };
        Ok(by_name(name, covering, near))
    }

    /// Zones that cover the site, and others within the tolerance by distance.
    fn zones_around(&mut self) -> Result<(Vec<Placed>, Vec<Placed>), ReadError> {
        let bounds = bounds::around(self.site, SNAP_TOLERANCE_M);
        let (mut covering, mut near) = (Vec::new(), Vec::new());
        let grid = self.grid()?;
        for feature in self.register.near(Layer::FunctionZone, bounds)? {
            if !in_force(&feature, self.as_of) {
                continue;
            }
            let Some(distance) = feature.distance_m(&grid, self.site) else {
                continue;
            };
            let (relation, distance) = match feature.locate(self.site) {
                Some(Place::Inside) => (Relation::Inside, distance),
                Some(Place::Edge) => (Relation::Edge, 0.0),
                Some(Place::Outside) | None => (Relation::Within, distance),
            };
            let evidence = evidence(&feature, relation, Some(distance));
            let placed = Placed { feature, evidence };
            if relation != Relation::Within {
                covering.push(placed);
            } else if distance <= SNAP_TOLERANCE_M {
                near.push(placed);
            }
        }
        near.sort_by(|a, b| {
            distance(a)
                .total_cmp(&distance(b))
                .then_with(|| a.feature.code.cmp(&b.feature.code))
        });
        Ok((covering, near))
    }

    fn nothing_near(&self, stated: Option<&str>) -> Result<Receiving, ReadError> {
        let missing = if self.register.is_empty(Layer::FunctionZone)? {
            empty_layer(Layer::FunctionZone)
        } else {
            match stated {
                Some(name) if self.has_zone_on(name)? => format!(
                    "“{name}”有水功能区，但都在地点 {SNAP_TOLERANCE_M} 米以外：请核对坐标或水体名称"
                ),
                // A name that no register knows may be a known water misspelt: that is no answer.
                Some(name) if !self.is_known_water(name)? => {
                    format!("受纳水体“{name}”不在水功能区、河流和湖库图层中：请核对名称")
                }
                _ => return Ok(Receiving::default()),
            }
        };
        Ok(Receiving {
            open: vec![Observation::unknown(missing)],
            ..Receiving::default()
        })
    }

    /// Whether any function zone lies on the water called exactly `name`.
    fn has_zone_on(&self, name: &str) -> Result<bool, ReadError> {
        let zones = self
            .register
            .rows_where(Layer::FunctionZone, "water_body", name)?;
        Ok(!zones.is_empty())
    }

    fn is_known_water(&self, name: &str) -> Result<bool, ReadError> {
        for layer in [Layer::River, Layer::Lake] {
            if !self.register.rows_where(layer, "name", name)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// One observation per receiving zone, and what is open.
    pub(super) fn observe_zones(
        &mut self,
        mut observe: impl FnMut(&Placed) -> Option<Observation>,
    ) -> Result<Answer, ReadError> {
        let receiving = self.receiving()?;
        let mut observations: Vec<_> = receiving
            .zones
            .iter()
            .zip(&receiving.chainages)
            .filter_map(|(zone, chainage)| {
                let seen = zone.noted(observe(zone)?, &["water_body"]);
                Some(match chainage {
                    Some(chainage) => seen.with_note("chainage", chainage.clone()),
                    None => seen,
                })
            })
            .collect();
        observations.extend(receiving.open.iter().cloned());
        Ok(Answer(observations))
    }

    pub(super) fn function_zone_code(&mut self) -> Result<Answer, ReadError> {
        self.observe_zones(|zone| {
            Some(zone.observation(FactValue::Text(zone.feature.code.clone())))
        })
    }

    pub(super) fn function_zone_level1(&mut self) -> Result<Answer, ReadError> {
        self.observe_zones(|zone| Some(zone.coded("level1")))
    }

    /// Level 2 exists in development zones only, so elsewhere an empty field says nothing is missing.
    pub(super) fn function_zone_level2(&mut self) -> Result<Answer, ReadError> {
        self.observe_zones(|zone| {
            let elsewhere = matches!(
                zone.feature.known_choice("level1"),
                Some("protection" | "reserve" | "buffer")
            );
            match zone.feature.text("level2") {
                None if elsewhere => None,
                _ => Some(zone.coded("level2")),
            }
        })
    }

    pub(super) fn function_zone_target_class(&mut self) -> Result<Answer, ReadError> {
        self.observe_zones(|zone| match target_class(zone) {
            Target::None => None,
            Target::Unknown => Some(zone.unfilled("target_class")),
            Target::Class(class) => Some(zone.observation(FactValue::Text(class.to_owned()))),
        })
    }

    pub(super) fn function_zone_basin(&mut self) -> Result<Answer, ReadError> {
        let choices = FactId::FunctionZoneBasin
            .fact()
            .choices()
            .unwrap_or_default();
        self.observe_zones(|zone| {
            let Some(text) = zone.feature.text("basin") else {
                return Some(zone.unfilled("basin"));
            };
            Some(match find_choice(choices, text) {
                Some(choice) => zone.observation(FactValue::Text(choice.code.to_owned())),
                None => Observation::unknown(format!(
                    "水功能区“{}”({})的流域“{text}”认不出是哪个水资源一级区",
                    zone.feature.name(),
                    zone.feature.code
                ))
                .with_evidence(zone.evidence.clone()),
            })
        })
    }
}

/// The quality target of a zone.
pub(super) enum Target<'a> {
    /// A discharge control zone without one: it has none by its nature.
    None,
    /// Not filled in.
    Unknown,
    /// The class.
    Class(&'a str),
}

pub(super) fn target_class(zone: &Placed) -> Target<'_> {
    match zone.feature.text("target_class") {
        Some(class) => Target::Class(class),
        None if zone.feature.known_choice("level2") == Some("discharge_control") => Target::None,
        None => Target::Unknown,
    }
}

/// Which rows of the quality standard apply: areas are lakes and reservoirs, lines are rivers.
pub(super) fn water_kind(zone: &Placed) -> WaterKind {
    match &zone.feature.geometry {
        Some(geo::Geometry::Polygon(_) | geo::Geometry::MultiPolygon(_)) => WaterKind::Lake,
        _ => WaterKind::River,
    }
}

fn distance(zone: &Placed) -> f64 {
    zone.evidence.distance_m.unwrap_or(f64::INFINITY)
}

/// The nearest of zones sorted by distance, with those as good as equally near.
fn nearest(near: Vec<Placed>) -> Vec<Placed> {
    let Some(limit) = near.first().map(|zone| distance(zone) + JOINT_TOLERANCE_M) else {
        return Vec::new();
    };
    near.into_iter()
        .take_while(|zone| distance(zone) <= limit)
        .collect()
}

/// Covering zones always count; of the others those on the stated water. When none bears the name,
/// that is said, not replaced.
fn by_name(name: &str, covering: Vec<Placed>, near: Vec<Placed>) -> Receiving {
    let (mut named, others): (Vec<_>, Vec<_>) = near
        .into_iter()
        .partition(|zone| is_on(&zone.feature, name) == Some(true));
    let found = !named.is_empty()
        || covering
            .iter()
            .any(|zone| is_on(&zone.feature, name) == Some(true));
    let mut open = Vec::new();
    if !found {
        let unnamed: Vec<_> = others
            .iter()
            .chain(&covering)
            .filter(|zone| is_on(&zone.feature, name).is_none())
            .collect();
        open.extend(unnamed.iter().map(|zone| zone.unfilled("water_body")));
        if unnamed.is_empty() {
            let mut around: Vec<_> = covering
                .iter()
                .chain(&others)
                .filter_map(|zone| zone.feature.text("water_body"))
                .collect();
            around.dedup();
            open.push(Observation::unknown(format!(
                "申请的受纳水体“{name}”在地点 {SNAP_TOLERANCE_M} 米内没有水功能区(附近的是{})：请核对水体名称或坐标",
                around.join("、")
            )));
        }
    }
    let mut zones = covering;
    zones.append(&mut nearest(std::mem::take(&mut named)));
    Receiving {
        zones,
        open,
        ..Receiving::default()
    }
}

/// Whether the zone lies on the water called `name`; `None` when the zone does not say. Names must be
/// equal but for spaces and an addition in brackets: 老宝象河 is not 宝象河.
fn is_on(zone: &Feature, name: &str) -> Option<bool> {
    let plain = |text: &str| -> String {
        let text = text.split(['(', '\u{ff08}']).next().unwrap_or_default();
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    let name = plain(name);
    let water = zone.text("water_body")?;
    Some(
        water
            .split(['、', ',', '\u{ff0c}', ';', '\u{ff1b}', '/'])
            .any(|part| plain(part) == name),
    )
}
