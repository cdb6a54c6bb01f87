//! Which areas and sections the water reaches below the site: function zones and assessed sections
//! within the mixing zone, special waters a little farther.

use geo::{BoundingRect as _, Coord, Geometry, Intersects as _, Line};

use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::geodesy::network::{Direction, Walk};
use crate::geodesy::{Place, bounds};
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::river::{RiverSite, Search, label};
use crate::store::facts::site::{evidence, in_force};
use crate::store::facts::zones::SNAP_TOLERANCE_M;
use crate::store::facts::{ProjectFacts, ReadError};

/// How far below the site special waters count, in metres.
const SPECIAL_WATER_M: f64 = 1000.0;
/// Places on the line of a zone that are put onto the network are this far apart, in metres.
const ZONE_STEP_M: f64 = 25.0;
/// Halvings of a segment that enters an area.
const HALVINGS: usize = 20;

impl<R: Register> ProjectFacts<'_, R> {
    /// `special_area.downstream`: areas that the river enters below the site, which they do not cover.
    pub(super) fn special_area_downstream(&mut self) -> Result<Answer, ReadError> {
        let reach_m = SPECIAL_WATER_M + SNAP_TOLERANCE_M;
        let grid = self.grid()?;
        let mut near = Vec::new();
        for area in (self.register).near(Layer::SpecialArea, bounds::around(self.site, reach_m))? {
            let outside = area.locate(self.site) == Some(Place::Outside);
            let straight_m = area.distance_m(&grid, self.site);
            if let Some(straight_m) = straight_m.filter(|metres| *metres <= reach_m)
                && outside
                && in_force(&area, self.as_of)
            {
                near.push((area, straight_m));
            }
        }
        let mut seen = Vec::new();
        if !near.is_empty() {
            let site = self.river_site()?;
            let walk =
                (site.rivers.network).walk(&site.spots, Direction::Downstream, SPECIAL_WATER_M);
            let path = site.path(&walk);
            for (area, straight_m) in near {
                let value = |kind: &str| FactValue::Text(kind.to_owned());
                let kind = area.known_choice("kind").map(value);
                seen.extend(site.observe_area((&walk, &path), &area, straight_m, kind));
            }
        }
        seen.extend(self.unplaced(Layer::SpecialArea)?.map(Observation::unknown));
        Ok(Answer(seen))
    }

    /// `plume.reaches`: what other zones and sections the mixing zone comes to.
    pub(super) fn plume_reaches(&mut self) -> Result<Answer, ReadError> {
        let (max_m, plume) = self.plume();
        let search = Search {
            layer: Layer::MonitoringStation,
            directions: &[Direction::Downstream],
            max_m,
        };
        let mut seen = self.points_along(&search, |station| {
            Ok(matches!(
                station.known_choice("kind"),
                Some("assessed_section") | None
            ))
        })?;
        for station in &mut seen {
            station.value = match station.value {
                FactValue::Number(_) => FactValue::Text("section".to_owned()),
                // Beyond the mixing zone at least: decided.
                FactValue::AtLeast(metres) if metres > max_m => FactValue::Flag(false),
                _ => FactValue::Unknown,
            };
        }
        seen.retain(|station| station.value != FactValue::Flag(false));
        seen.extend(self.plume_zones(max_m)?);
        for observation in &mut seen {
            observation.notes.push(("plume", plume.clone()));
        }
        Ok(Answer(seen))
    }

    fn plume_zones(&mut self, max_m: f64) -> Result<Vec<Observation>, ReadError> {
        let own: Vec<String> = (self.receiving()?.zones.iter())
            .map(|zone| zone.feature.code.clone())
            .collect();
        let reach_m = max_m + 2.0 * SNAP_TOLERANCE_M;
        let grid = self.grid()?;
        let mut near = Vec::new();
        for zone in (self.register).near(Layer::FunctionZone, bounds::around(self.site, reach_m))? {
            if own.contains(&zone.code) || !in_force(&zone, self.as_of) {
                continue;
            }
            if let Some(straight_m) =
                (zone.distance_m(&grid, self.site)).filter(|straight_m| *straight_m <= reach_m)
            {
                near.push((zone, straight_m));
            }
        }
        if near.is_empty() {
            return Ok(Vec::new());
        }
        let site = self.river_site()?;
        let walk = (site.rivers.network).walk(&site.spots, Direction::Downstream, max_m);
        let path = site.path(&walk);
        Ok(near
            .iter()
            .filter_map(|(zone, straight_m)| {
                let protected = zone.known_choice("level1") == Some("protection")
                    || zone.known_choice("level2") == Some("drinking");
                let kind = if protected { "protected_zone" } else { "zone" };
                let value = zone
                    .known_choice("level1")
                    .map(|_| FactValue::Text(kind.to_owned()));
                if is_area(zone) {
                    site.observe_area((&walk, &path), zone, *straight_m, value)
                } else {
                    site.observe_line(&walk, zone, *straight_m, self.site, value)
                }
            })
            .collect())
    }
}

/// A straight part of the way down the river, in EPSG:4490 degrees.
struct Segment {
    /// Metres from the site to its start.
    from_m: f64,
    length_m: f64,
    line: Line<f64>,
}

fn is_area(item: &Item) -> bool {
    matches!(
        item.geometry,
        Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_))
    )
}

impl RiverSite {
    /// The way down the river, to be laid over areas.
    fn path(&self, walk: &Walk<'_>) -> Vec<Segment> {
        let mut path = Vec::new();
        for piece in walk.pieces() {
            let mut from_m = piece.from_m;
            let degrees: Vec<Coord<f64>> = (piece.line.iter())
                .map(|at| self.rivers.grid.unproject(*at))
                .collect();
            for (metric, ends) in piece.line.windows(2).zip(degrees.windows(2)) {
                let length_m = (metric[1].x - metric[0].x).hypot(metric[1].y - metric[0].y);
                path.push(Segment {
                    from_m,
                    length_m,
                    line: Line::new(ends[0], ends[1]),
                });
                from_m += length_m;
            }
        }
        path
    }

    /// What is said of an area or line `at_m` metres down the river; `None` when it is not reached.
    fn reached(
        &self,
        walk: &Walk<'_>,
        item: &Item,
        straight_m: f64,
        at_m: Option<f64>,
        value: Option<FactValue>,
    ) -> Option<Observation> {
        let near = || evidence(item, Relation::Within, Some(straight_m));
        if let Some(lost) = &self.lost {
            let missing = format!("{}距地点直线 {straight_m:.0} 米：{lost}", label(item));
            return Some(Observation::unknown(missing).with_evidence(near()));
        }
        let Some(at_m) = at_m else {
            let mut doubts = self.rivers.doubts(walk);
            if doubts.is_empty() {
                return None;
            }
            doubts.insert(0, format!("{}距地点直线 {straight_m:.0} 米", label(item)));
            return Some(Observation::unknown(doubts.join("；")).with_evidence(near()));
        };
        let proof = evidence(item, Relation::Downstream, Some(at_m));
        let along = format!("沿河下游 {at_m:.1} 米");
        Some(match value {
            Some(value) => Observation::new(value)
                .with_evidence(proof)
                .with_note("along", along),
            None => Observation::unknown(format!("{}的类型未填，{along}即到", label(item)))
                .with_evidence(proof),
        })
    }

    fn observe_area(
        &self,
        (walk, path): (&Walk<'_>, &[Segment]),
        area: &Item,
        straight_m: f64,
        value: Option<FactValue>,
    ) -> Option<Observation> {
        let at_m = Self::entry_m(path, area);
        self.reached(walk, area, straight_m, at_m, value)
    }

    /// Metres down the river to where it enters `area`.
    fn entry_m(path: &[Segment], area: &Item) -> Option<f64> {
        let geometry = area.geometry.as_ref()?;
        let box_of = geometry.bounding_rect()?;
        let mut best: Option<f64> = None;
        for segment in path {
            let enters = |share: f64| {
                let Line { start, end } = segment.line;
                let line = Line::new(start, start + (end - start) * share);
                box_of.intersects(&line) && geometry.intersects(&line)
            };
            if best.is_some_and(|best| segment.from_m >= best) || !enters(1.0) {
                continue;
            }
            let (mut out, mut within) = (0.0, 1.0);
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(out, within);
                if enters(middle) {
                    within = middle;
                } else {
                    out = middle;
                }
            }
            let at_m = segment.from_m + segment.length_m * within;
            best = Some(best.map_or(at_m, |best| best.min(at_m)));
        }
        best
    }

    /// A zone that is drawn as a line: where the river first comes to a place of it.
    fn observe_line(
        &self,
        walk: &Walk<'_>,
        zone: &Item,
        straight_m: f64,
        site: Coord<f64>,
        value: Option<FactValue>,
    ) -> Option<Observation> {
        let name = zone.text("water_body");
        let reach_m = straight_m.max(walk.max_m()) + 2.0 * SNAP_TOLERANCE_M;
        let window = bounds::around(site, reach_m);
        let mut best: Option<f64> = None;
        let mut lost = None;
        for line in lines_of(zone.geometry.as_ref()) {
            for pair in line.0.windows(2) {
                let segment = Line::new(pair[0], pair[1]);
                if !window.intersects(&segment) {
                    continue;
                }
                let (a, b) = (
                    self.rivers.grid.project(pair[0]),
                    self.rivers.grid.project(pair[1]),
                );
                let steps = ((b.x - a.x).hypot(b.y - a.y) / ZONE_STEP_M).ceil().max(1.0);
                for step in 0..=steps as u32 {
                    let at = pair[0] + (pair[1] - pair[0]) * (f64::from(step) / steps);
                    match self.rivers.place(&label(zone), at, name) {
                        Ok(spots) => {
                            for reach in spots.iter().filter_map(|spot| walk.reach(spot)) {
                                let nearer = best.is_none_or(|best| reach.distance_m < best);
                                best = if nearer { Some(reach.distance_m) } else { best };
                            }
                        }
                        Err(missing) => lost = lost.or(Some(missing)),
                    }
                }
            }
        }
        match (best, lost) {
            // A part of the zone that is on no river may be just below the site.
            (None, Some(missing)) => Some(Observation::unknown(missing).with_evidence(evidence(
                zone,
                Relation::Within,
                Some(straight_m),
            ))),
            (best, _) => self.reached(walk, zone, straight_m, best, value),
        }
    }
}

fn lines_of(geometry: Option<&Geometry<f64>>) -> Vec<&geo::LineString<f64>> {
    match geometry {
        Some(Geometry::LineString(line)) => vec![line],
        Some(Geometry::MultiLineString(lines)) => lines.0.iter().collect(),
        _ => Vec::new(),
    }
}
