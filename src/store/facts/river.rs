//! What lies up and down the river: intakes and other outfalls by river distance, and how far the
//! river itself is. Straight distance is a lower bound of river distance, so what is too far as the crow
//! flies needs no network; what is near enough and cannot be placed on it is unknown, never absent.

use std::sync::Arc;

use geo::{Coord, Rect};

use crate::domain::feature::Feature;
use crate::domain::field::find_choice;
use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::geodesy::network::{
    Direction, Issue, IssueKind, LakeArea, RiverLine, RiverNetwork, Spot, Tolerances, Walk,
};
use crate::geodesy::{MetricGrid, Place, bounds};
use crate::rules::facts::{FactId, plain_number};
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{empty_layer, evidence, in_force};
use crate::store::facts::zones::SNAP_TOLERANCE_M;
use crate::store::facts::{ProjectFacts, ReadError};

/// How far the longest rule looks for intakes, in metres.
const INTAKE_DOWNSTREAM_M: f64 = 3000.0;
/// How far upstream of the site an intake counts as at it, in metres.
const INTAKE_UPSTREAM_M: f64 = 100.0;
/// How far another outfall counts as a neighbour, in metres.
const NEIGHBOUR_M: f64 = 500.0;
/// Length of the mixing zone when the application does not state it, in metres.
const PLUME_FALLBACK_M: f64 = 1000.0;
/// How far the rule about shores looks, in metres.
const SHORE_M: f64 = 3000.0;
/// Distances from shores at which the law changes, in metres.
const SHORE_LIMITS_M: [f64; 2] = [1000.0, 3000.0];

/// How much farther than the longest search rivers may matter: the mouth may be off its line, ends are
/// joined across gaps and gaps are reported, in metres.
const REACH_MARGIN_M: f64 = 1000.0;

type Items = Vec<Arc<Item>>;

/// The network of a project with the grid that it is measured in.
#[derive(Debug)]
pub(super) struct Rivers {
    pub(super) grid: MetricGrid,
    pub(super) network: RiverNetwork,
}

/// The site on the network.
pub(super) struct RiverSite {
    pub(super) rivers: Arc<Rivers>,
    pub(super) spots: Vec<Spot>,
    /// Why it is not on it; `None` when it is.
    pub(super) lost: Option<String>,
}

/// What is looked for.
pub(super) struct Search {
    pub(super) layer: Layer,
    pub(super) directions: &'static [Direction],
    pub(super) max_m: f64,
}

impl<R: Register> ProjectFacts<'_, R> {
    /// The network of the whole register, or of what lies within reach of the site.
    fn rivers(&self) -> Result<Arc<Rivers>, ReadError> {
        let epsg = self.register.metric_epsg();
        let reach = (!self.register.is_whole()).then(|| {
            let stated = self.outfall().and_then(|outfall| outfall.mixing_length_m);
            let longest = stated.unwrap_or(0.0).max(INTAKE_DOWNSTREAM_M);
            bounds::around(self.site, longest + REACH_MARGIN_M)
        });
        let key = reach.map(|reach| {
            [reach.min().x, reach.min().y, reach.max().x, reach.max().y].map(f64::to_bits)
        });
        self.register.shared().rivers.get(key, || {
            let (rivers, lakes) = match reach {
                None => (
                    self.register.all(Layer::River)?,
                    self.register.all(Layer::Lake)?,
                ),
                Some(reach) => self.waters_within(reach)?,
            };
            let (rivers, lakes) = (self.current(&rivers), self.current(&lakes));
            let extent = rivers
                .iter()
                .chain(&lakes)
                .filter_map(|item| {
                    geo::BoundingRect::bounding_rect(item.geometry.as_ref()?)
                        .map(|own| Rect::new(own.min(), own.max()))
                })
                .reduce(bounds::union);
            let here = bounds::around(self.site, SNAP_TOLERANCE_M);
            let grid = MetricGrid::new(epsg, extent.unwrap_or(here))?;
            let lines: Vec<RiverLine<'_>> = rivers
                .iter()
                .map(|item| RiverLine {
                    code: &item.code,
                    name: item.text("name"),
                    geometry: item.geometry.as_ref(),
                })
                .collect();
            let areas: Vec<LakeArea<'_>> = lakes
                .iter()
                .map(|item| LakeArea {
                    code: &item.code,
                    name: item.text("name"),
                    geometry: item.geometry.as_ref(),
                })
                .collect();
            let network = RiverNetwork::build(&grid, &lines, &areas, Tolerances::default());
            Ok(Rivers { grid, network })
        })
    }

    /// Rivers and lakes whose box meets `reach`, and every river that may flow into or out of such a
    /// lake: a lake must not seem to end there because its outlet is far away.
    fn waters_within(&self, reach: Rect<f64>) -> Result<(Items, Items), ReadError> {
        let lakes = self.register.near(Layer::Lake, reach)?;
        let mut rivers = self.register.near(Layer::River, reach)?;
        for lake in &lakes {
            let own = lake
                .geometry
                .as_ref()
                .and_then(geo::BoundingRect::bounding_rect);
            let Some(own) = own else { continue };
            let margin = bounds::around(own.max(), REACH_MARGIN_M);
            let margin = Coord {
                x: margin.width() / 2.0,
                y: margin.height() / 2.0,
            };
            let shore = Rect::new(own.min() - margin, own.max() + margin);
            rivers.extend(self.register.near(Layer::River, shore)?);
        }
        rivers.sort_by_key(|river| river.id);
        rivers.dedup_by_key(|river| river.id);
        Ok((rivers, lakes))
    }

    fn current<'i>(&self, items: &'i [Arc<Item>]) -> Vec<&'i Item> {
        items
            .iter()
            .map(AsRef::as_ref)
            .filter(|item: &&Item| in_force(item, self.as_of))
            .collect()
    }

    /// The site on the network, by the name of the stated water first.
    pub(super) fn river_site(&self) -> Result<RiverSite, ReadError> {
        let rivers = self.rivers()?;
        let stated = self
            .outfall()
            .and_then(|outfall| outfall.water_body.as_deref());
        let nothing =
            self.register.is_empty(Layer::River)? && self.register.is_empty(Layer::Lake)?;
        let (spots, lost) = if nothing {
            let empty = empty_layer(Layer::River);
            (Vec::new(), Some(format!("{empty}，无法沿河量算")))
        } else {
            match rivers.place("地点", self.site, stated) {
                Ok(spots) => (spots, None),
                Err(lost) => (Vec::new(), Some(lost)),
            }
        };
        Ok(RiverSite {
            rivers,
            spots,
            lost,
        })
    }

    /// Points of a layer along the river, nearest first, and those of which that is not known.
    pub(super) fn points_along(
        &self,
        search: &Search,
        mut keep: impl FnMut(&Item) -> Result<bool, ReadError>,
    ) -> Result<Vec<Observation>, ReadError> {
        let reach_m = search.max_m + 2.0 * SNAP_TOLERANCE_M;
        let grid = self.grid()?;
        let mut near = Vec::new();
        for item in (self.register).near(search.layer, bounds::around(self.site, reach_m))? {
            let own =
                (self.own.as_ref()).is_some_and(|own| own.layer == item.layer && own.id == item.id);
            if own || !in_force(&item, self.as_of) {
                continue;
            }
            let Some(straight_m) = item.distance_m(&grid, self.site) else {
                continue;
            };
            if straight_m <= reach_m && keep(&item)? {
                near.push((item, straight_m));
            }
        }
        let mut seen: Vec<Observation> = self
            .unplaced(search.layer)?
            .map(Observation::unknown)
            .into_iter()
            .collect();
        if near.is_empty() {
            return Ok(seen);
        }
        let site = self.river_site()?;
        let walks: Vec<Walk<'_>> = (search.directions.iter())
            .map(|way| site.rivers.network.walk(&site.spots, *way, search.max_m))
            .collect();
        for (item, straight_m) in near {
            seen.extend(site.observe(search, &walks, &item, straight_m));
        }
        seen.sort_by(|a, b| low(&a.value).total_cmp(&low(&b.value)));
        Ok(seen)
    }

    /// Length of the mixing zone, and where it comes from.
    pub(super) fn plume(&self) -> (f64, String) {
        let stated = self
            .outfall()
            .and_then(|outfall| outfall.mixing_length_m)
            .filter(|metres| metres.is_finite() && *metres >= 0.0);
        match stated {
            Some(metres) => (
                metres,
                format!("混合区长度 {} 米(申请填报)", plain_number(metres)),
            ),
            None => (
                PLUME_FALLBACK_M,
                format!(
                    "混合区长度 {} 米(申请未填，按默认值)",
                    plain_number(PLUME_FALLBACK_M)
                ),
            ),
        }
    }

    fn intakes(
        &self,
        directions: &'static [Direction],
        max_m: f64,
        keep: impl FnMut(&Item) -> Result<bool, ReadError>,
    ) -> Result<Answer, ReadError> {
        if self.register.is_empty(Layer::Intake)? {
            return Ok(Answer::missing(empty_layer(Layer::Intake)));
        }
        let search = Search {
            layer: Layer::Intake,
            directions,
            max_m,
        };
        Ok(Answer(self.points_along(&search, keep)?))
    }

    /// Whether no protection zone is delineated for the intake: none of its source, none around it.
    fn is_unzoned(&self, intake: &Item) -> Result<bool, ReadError> {
        if let Some(source) = intake.text("source_code").filter(|code| !code.is_empty()) {
            let zones = (self.register).rows_where(Layer::ProtectionZone, "source_code", source)?;
            if zones.iter().any(|zone| in_force(zone, self.as_of)) {
                return Ok(false);
            }
        }
        let Some(at) = intake.point() else {
            return Ok(true);
        };
        let zones = self
            .register
            .near(Layer::ProtectionZone, Rect::new(at, at))?;
        Ok(!zones.iter().any(|zone| {
            in_force(zone, self.as_of)
                && matches!(zone.locate(at), Some(Place::Inside | Place::Edge))
        }))
    }

    pub(super) fn intake_unzoned_downstream(&self) -> Result<Answer, ReadError> {
        self.intakes(&[Direction::Downstream], INTAKE_DOWNSTREAM_M, |intake| {
            self.is_unzoned(intake)
        })
    }

    pub(super) fn intake_unzoned_upstream(&self) -> Result<Answer, ReadError> {
        self.intakes(&[Direction::Upstream], INTAKE_UPSTREAM_M, |intake| {
            self.is_unzoned(intake)
        })
    }

    pub(super) fn intake_downstream(&self) -> Result<Answer, ReadError> {
        self.intakes(&[Direction::Downstream], INTAKE_DOWNSTREAM_M, |_| Ok(true))
    }

    pub(super) fn intake_in_plume(&self) -> Result<Answer, ReadError> {
        let (max_m, plume) = self.plume();
        let mut answer = self.intakes(&[Direction::Downstream], max_m, |_| Ok(true))?;
        // A lower bound beyond the plume decides; a smaller one says nothing.
        (answer.0).retain(|seen| !matches!(seen.value, FactValue::AtLeast(low) if low > max_m));
        for seen in &mut answer.0 {
            if matches!(seen.value, FactValue::AtLeast(_)) {
                seen.value = FactValue::Unknown;
            }
            seen.notes.push(("plume", plume.clone()));
        }
        Ok(answer)
    }

    pub(super) fn outfall_neighbour(&self) -> Result<Answer, ReadError> {
        let search = Search {
            layer: Layer::Outfall,
            directions: &[Direction::Upstream, Direction::Downstream],
            max_m: NEIGHBOUR_M,
        };
        Ok(Answer(self.points_along(&search, |_| Ok(true))?))
    }

    /// Rivers of the Yangtze region by distance. Their lines follow the middle of the water, so a shore
    /// may be nearer than its line by as much as an outfall may be off it.
    pub(super) fn shore_distance(&self) -> Result<Answer, ReadError> {
        if self.register.is_empty(Layer::River)? {
            return Ok(Answer::missing(empty_layer(Layer::River)));
        }
        let choices = FactId::FunctionZoneBasin
            .fact()
            .choices()
            .unwrap_or_default();
        let reach_m = SHORE_M + SNAP_TOLERANCE_M;
        let grid = self.grid()?;
        let mut seen = Vec::new();
        for river in (self.register).near(Layer::River, bounds::around(self.site, reach_m))? {
            let Some(line_m) = river
                .distance_m(&grid, self.site)
                .filter(|metres| *metres <= reach_m && in_force(&river, self.as_of))
            else {
                continue;
            };
            let proof = evidence(&river, Relation::Within, Some(line_m));
            let at_least = FactValue::AtLeast((line_m - SNAP_TOLERANCE_M).max(0.0));
            let basin = river
                .text("basin")
                .and_then(|text| find_choice(choices, text));
            let open = match basin.map(|basin| basin.code) {
                Some("F") => SHORE_LIMITS_M
                    .into_iter()
                    .any(|limit| line_m > limit && line_m <= limit + SNAP_TOLERANCE_M)
                    .then(|| {
                        format!(
                            "{}的中线距 {} 米，岸线比中线近多少不明，须实测到岸线的距离",
                            label(&river),
                            plain_number(line_m.round())
                        )
                    }),
                Some(_) => continue,
                None => Some(format!(
                    "{}未填流域或认不出是哪个水资源一级区",
                    label(&river)
                )),
            };
            seen.push(match open {
                Some(missing) => Observation {
                    missing: vec![missing],
                    ..Observation::new(at_least).with_evidence(proof)
                },
                None => Observation::new(FactValue::Number(line_m)).with_evidence(proof),
            });
        }
        seen.sort_by(|a, b| low(&a.value).total_cmp(&low(&b.value)));
        seen.extend(self.unplaced(Layer::River)?.map(Observation::unknown));
        Ok(Answer(seen))
    }
}

impl Rivers {
    /// Where `what` at a position (EPSG:4490 degrees) is on the network, or why it is not.
    pub(super) fn place(
        &self,
        what: &str,
        at: Coord<f64>,
        name: Option<&str>,
    ) -> Result<Vec<Spot>, String> {
        let metric = self.grid.project(at);
        let found = self.network.locate(metric, name, SNAP_TOLERANCE_M);
        if !found.spots.is_empty() {
            return Ok(found.spots);
        }
        Err(match name.filter(|_| !found.others.is_empty()) {
            Some(name) => format!(
                "{what}的水体“{name}”在 {SNAP_TOLERANCE_M} 米内的河流、湖库中找不到(附近的是{})，无法沿河量算：请核对水体名称或坐标",
                found.others.join("、")
            ),
            None => format!(
                "{what} {SNAP_TOLERANCE_M} 米内没有河流线或湖库，无法沿河量算：请补充河流图层"
            ),
        })
    }

    /// What keeps an answer from being complete, one sentence each.
    pub(super) fn doubts(&self, walk: &Walk<'_>) -> Vec<String> {
        walk.doubts().map(|issue| self.doubt(issue)).collect()
    }

    fn doubt(&self, issue: &Issue) -> String {
        // To a centimetre first: projecting there and back must not tip a digit that is printed.
        let at = self.grid.unproject(issue.at);
        let [lon, lat] = [at.x, at.y].map(|degrees| (degrees * 1e7).round() / 1e7);
        let place = format!("(东经 {lon:.5}°、北纬 {lat:.5}°)");
        let rivers = issue.codes.join("、");
        match issue.kind {
            IssueKind::Gap => format!(
                "河网在 {rivers} 之间断开 {:.0} 米{place}，无法沿河量算：请接好河流线",
                issue.distance_m.unwrap_or_default()
            ),
            IssueKind::Reversed => {
                format!("河流线 {rivers} 的方向可疑{place}，分不清上下游：请核对河流线的方向")
            }
            IssueKind::Loop => {
                format!("河流线 {rivers} 首尾成环{place}，分不清上下游：请核对河流线的方向")
            }
            _ => format!(
                "{rivers} 的下端没有接任何河流、湖库{place}，不知道流向哪里：请补充河流图层"
            ),
        }
    }
}

impl RiverSite {
    fn observe(
        &self,
        search: &Search,
        walks: &[Walk<'_>],
        item: &Item,
        straight_m: f64,
    ) -> Option<Observation> {
        let unknown = |missing: Vec<String>| {
            let at_least = (straight_m - 2.0 * SNAP_TOLERANCE_M).max(0.0);
            let proof = evidence(item, Relation::Within, Some(straight_m));
            Some(Observation {
                missing,
                ..Observation::new(FactValue::AtLeast(at_least)).with_evidence(proof)
            })
        };
        if let Some(lost) = &self.lost {
            return unknown(vec![format!(
                "{}距地点直线 {:.0} 米：{lost}",
                label(item),
                straight_m
            )]);
        }
        let Some(at) = item.point() else {
            return unknown(vec![format!("{}不是单个点，无法沿河量算", label(item))]);
        };
        let placed = (self.rivers).place(&label(item), at, item.text("water_body"));
        let spots = match placed {
            Ok(spots) => spots,
            Err(lost) => return unknown(vec![lost]),
        };
        let best = walks
            .iter()
            .zip(search.directions)
            .flat_map(|(walk, way)| {
                (spots.iter()).filter_map(move |spot| Some((walk.reach(spot)?, *way, spot)))
            })
            .min_by(|a, b| a.0.distance_m.total_cmp(&b.0.distance_m));
        let Some((reach, way, spot)) = best else {
            let mut doubts: Vec<String> = walks
                .iter()
                .flat_map(|walk| self.rivers.doubts(walk))
                .collect();
            // The feature may lie on a line above the site that is cut off: its own way down tells.
            if search.directions.contains(&Direction::Upstream) {
                let down = (self.rivers.network).walk(&spots, Direction::Downstream, search.max_m);
                doubts.extend(self.rivers.doubts(&down));
            }
            doubts.sort();
            doubts.dedup();
            if doubts.is_empty() {
                return None;
            }
            doubts.insert(0, format!("{}距地点直线 {straight_m:.0} 米", label(item)));
            return unknown(vec![doubts.join("；")]);
        };
        let proof = evidence(item, relation(way), Some(reach.distance_m));
        let metres = proof.distance_m.unwrap_or(reach.distance_m);
        Some(
            Observation::new(FactValue::Number(metres))
                .with_evidence(proof)
                .with_note(
                    "along",
                    self.along_text(metres, way, reach.through_lake, spot),
                ),
        )
    }

    /// How the distance was measured, for messages.
    fn along_text(&self, metres: f64, way: Direction, lake: bool, target: &Spot) -> String {
        let side = match way {
            Direction::Downstream => "下游",
            Direction::Upstream => "上游",
        };
        let through = if lake { "，湖库内按直线" } else { "" };
        let site = self.spots.first().map(spot_text).unwrap_or_default();
        format!(
            "沿河{side} {metres:.1} 米{through}(地点在{site}，对方在{})",
            spot_text(target)
        )
    }
}

/// A spot as a person reads it.
fn spot_text(spot: &Spot) -> String {
    let name = spot.name.as_deref().unwrap_or("无名");
    match spot.chainage_m {
        Some(chainage) => format!(
            "“{name}”({})桩号 {chainage:.1} 米、偏距 {:.1} 米",
            spot.code, spot.offset_m
        ),
        None => format!("“{name}”({})偏距 {:.1} 米", spot.code, spot.offset_m),
    }
}

pub(super) const fn relation(way: Direction) -> Relation {
    match way {
        Direction::Downstream => Relation::Downstream,
        Direction::Upstream => Relation::Upstream,
    }
}

/// Layer, name and code of a feature.
pub(super) fn label(feature: &Feature) -> String {
    format!(
        "{}“{}”({})",
        feature.layer.label().zh,
        feature.name(),
        feature.code
    )
}

/// The least that a value can be; not known at all comes last.
fn low(value: &FactValue) -> f64 {
    match value {
        FactValue::Number(metres) | FactValue::AtLeast(metres) => *metres,
        _ => f64::INFINITY,
    }
}
