//! Registered and applied load against the limit of the receiving zone, item by item.

use std::collections::{BTreeMap, BTreeSet};

use geo::BoundingRect as _;

use crate::domain::catalog::LOAD_ITEMS;
use crate::domain::feature::Feature;
use crate::domain::layer::Layer;
use crate::geodesy::{Place, PreparedArea, boundary_distance_m};
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::rules::standard::WaterKind;
use crate::store::facts::site::{Placed, in_force};
use crate::store::facts::zones::{SNAP_TOLERANCE_M, water_kind};
use crate::store::facts::{ProjectFacts, ReadError};

/// The limit of one item: the year that it is set for and tonnes per year.
type Limits = BTreeMap<String, (i64, f64)>;

/// A sum over a register whose rows may lack a value.
#[derive(Debug, Default)]
struct Sum {
    known: f64,
    rows: usize,
    /// Codes of rows without a value.
    blank: Vec<String>,
}

impl ProjectFacts<'_> {
    pub(super) fn zone_load_ratio(&mut self) -> Result<Answer, ReadError> {
        let receiving = self.receiving()?;
        let mut observations = Vec::new();
        for zone in &receiving.zones {
            let limits = self.limits(zone)?;
            if let Some(items) = self.items_without_limit(zone, &limits) {
                let missing = format!(
                    "水功能区“{}”({})没有{items}的限制排污总量(zone_limit)",
                    zone.feature.name(),
                    zone.feature.code
                );
                observations
                    .push(Observation::unknown(missing).with_evidence(zone.evidence.clone()));
            }
            if limits.is_empty() {
                continue;
            }
            let registered = self.outfalls_of(zone)?;
            for (item, limit) in &limits {
                observations.push(self.ratio(zone, item, *limit, &registered));
            }
        }
        // Open questions about which zone it is come behind the figures.
        observations.extend(self.observe_zones(|_| None)?.0);
        Ok(Answer(observations))
    }

    pub(super) fn zone_limit_gap(&mut self) -> Result<Answer, ReadError> {
        let receiving = self.receiving()?;
        let mut gaps = Vec::new();
        for zone in &receiving.zones {
            let limits = self.limits(zone)?;
            gaps.push(self.items_without_limit(zone, &limits).map(|items| {
                let mut gap = zone
                    .observation(FactValue::Text(items.clone()))
                    .with_note("item", items.clone());
                gap.missing.push(format!(
                    "水功能区“{}”({})没有{items}的限制排污总量(zone_limit)",
                    zone.feature.name(),
                    zone.feature.code
                ));
                gap
            }));
        }
        let mut gaps = gaps.into_iter();
        self.observe_zones(|_| gaps.next().flatten())
    }

    /// The labels of required items that `limits` lacks, joined; `None` when it has all.
    fn items_without_limit(&self, zone: &Placed, limits: &Limits) -> Option<String> {
        let items: Vec<_> = self
            .required_items(zone)
            .into_iter()
            .filter(|item| !limits.contains_key(*item))
            .map(item_label)
            .collect();
        (!items.is_empty()).then(|| items.join("、"))
    }

    /// Limits for the latest year up to that of the check.
    fn limits(&self, zone: &Placed) -> Result<Limits, ReadError> {
        let now = i64::from(self.as_of.year());
        let mut limits = Limits::new();
        for row in self
            .project
            .rows_where(Layer::ZoneLimit, "zone_code", &zone.feature.code)?
        {
            let (Some(item), Some(year), Some(limit)) = (
                row.text("item"),
                row.number("year"),
                row.number("limit_t_a"),
            ) else {
                continue;
            };
            let year = year as i64;
            if year > now || limit < 0.0 || !limit.is_finite() || !in_force(&row, self.as_of) {
                continue;
            }
            let kept = limits.entry(item.to_owned()).or_insert((year, limit));
            // Of two limits for the same year the tighter one counts.
            if year > kept.0 || (year == kept.0 && limit < kept.1) {
                *kept = (year, limit);
            }
        }
        Ok(limits)
    }

    /// Items that must have a limit: COD and ammonia nitrogen, in lakes also phosphorus and nitrogen,
    /// and whatever the application states a load for.
    fn required_items(&self, zone: &Placed) -> Vec<&'static str> {
        let stated = |item: &str| {
            self.outfall()
                .is_some_and(|outfall| load_of(&outfall.loads_t_a, item).is_some())
        };
        LOAD_ITEMS
            .iter()
            .map(|(item, _)| *item)
            .filter(|item| {
                matches!(*item, "COD" | "NH3N")
                    || water_kind(zone) == WaterKind::Lake
                    || stated(item)
            })
            .collect()
    }

    /// Outfalls that discharge into the zone: by its code, and those without a code that lie in it or
    /// within the tolerance. Closed and planned ones carry no load yet or any more.
    fn outfalls_of(&mut self, zone: &Placed) -> Result<Vec<Feature>, ReadError> {
        let mut outfalls =
            self.project
                .rows_where(Layer::Outfall, "zone_code", &zone.feature.code)?;
        if let Some(geometry) = &zone.feature.geometry
            && let Some(bounds) = geometry.bounding_rect()
        {
            let grid = self.grid()?;
            let area = PreparedArea::new(geometry);
            let margin = crate::geodesy::bounds::around(self.site, SNAP_TOLERANCE_M);
            let reach = geo::Coord {
                x: margin.width() / 2.0,
                y: margin.height() / 2.0,
            };
            let bounds = geo::Rect::new(bounds.min() - reach, bounds.max() + reach);
            let near = self.project.features_near(Layer::Outfall, bounds)?;
            outfalls.extend(near.into_iter().filter(|outfall| {
                let Some(geo::Geometry::Point(point)) = outfall.geometry else {
                    return false;
                };
                let in_area = || {
                    area.as_ref()
                        .is_some_and(|area| area.locate(point.0) != Place::Outside)
                };
                let close = || {
                    boundary_distance_m(&grid, geometry, point.0)
                        .is_some_and(|distance| distance <= SNAP_TOLERANCE_M)
                };
                in_area() || close()
            }));
            self.drop_those_of_other_zones(zone, &mut outfalls)?;
        }
        outfalls.retain(|outfall| {
            in_force(outfall, self.as_of)
                && !matches!(outfall.text("status"), Some("closed" | "planned"))
        });
        Ok(outfalls)
    }

    /// An outfall that names another zone of the register belongs there. One that names no zone, or
    /// one that the register does not know, counts where it lies: its load must not get lost.
    fn drop_those_of_other_zones(
        &self,
        zone: &Placed,
        outfalls: &mut Vec<Feature>,
    ) -> Result<(), ReadError> {
        let mut kept = Vec::with_capacity(outfalls.len());
        let mut seen = BTreeSet::new();
        for outfall in outfalls.drain(..) {
            let declared = outfall.text("zone_code").map(str::trim).unwrap_or_default();
            let elsewhere = !declared.is_empty()
                && declared != zone.feature.code
                && self
                    .project
                    .by_code(Layer::FunctionZone, declared)?
                    .is_some();
            if !elsewhere && seen.insert(outfall.id) {
                kept.push(outfall);
            }
        }
        *outfalls = kept;
        Ok(())
    }

    fn ratio(
        &self,
        zone: &Placed,
        item: &str,
        (year, limit): (i64, f64),
        registered: &[Feature],
    ) -> Observation {
        let field = format!("load_{}_t_a", item.to_ascii_lowercase());
        let existing = Sum::of(registered, &field);
        let applied = self
            .outfall()
            .and_then(|outfall| load_of(&outfall.loads_t_a, item));
        let label = item_label(item);
        let mut missing = Vec::new();
        if applied.is_none() {
            missing.push(format!("申请未填写{label}的负荷"));
        }
        missing.extend(existing.missing("排污口", &format!("{label}排放量")));
        let total = existing.known + applied.unwrap_or(0.0);
        let ratio = ratio(total, limit);
        let value = if missing.is_empty() {
            FactValue::Number(ratio)
        } else {
            FactValue::AtLeast(ratio)
        };
        let mut observation = zone
            .observation(value)
            .with_note("item", label)
            .with_note("existing", existing.text("t/a", "个排污口"))
            .with_note(
                "applied",
                applied.map_or_else(
                    || "未填".to_owned(),
                    |load| format!("{} t/a", plain_number(load)),
                ),
            )
            .with_note("limit", format!("{} t/a", plain_number(limit)))
            .with_note("year", year.to_string())
            .with_note("outfalls", existing.rows.to_string())
            .with_note(
                "headroom",
                format!("{} t/a", plain_number(limit - existing.known)),
            );
        observation.missing = missing;
        observation
    }
}

/// `total / limit`; anything over a limit of zero is over it without bound.
pub(super) fn ratio(total: f64, limit: f64) -> f64 {
    if limit > 0.0 {
        total / limit
    } else if total > 0.0 {
        f64::INFINITY
    } else {
        0.0
    }
}

fn load_of(loads: &BTreeMap<String, f64>, item: &str) -> Option<f64> {
    loads
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(item))
        .map(|(_, load)| *load)
}

fn item_label(item: &str) -> &str {
    LOAD_ITEMS
        .iter()
        .find(|(code, _)| *code == item)
        .map_or(item, |(_, label)| label.zh)
}

impl Sum {
    fn of(rows: &[Feature], field: &str) -> Self {
        let mut sum = Self::default();
        for row in rows {
            sum.add(row, field);
        }
        sum
    }

    fn add(&mut self, row: &Feature, field: &str) {
        self.rows += 1;
        match row.number(field) {
            Some(value) if value.is_finite() && value >= 0.0 => self.known += value,
            _ => self.blank.push(row.code.clone()),
        }
    }

    fn missing(&self, what: &str, field: &str) -> Option<String> {
        missing_text(&self.blank, what, field)
    }

    fn text(&self, unit: &str, counted: &str) -> String {
        format!(
            "{} {unit}({} {counted})",
            plain_number(self.known),
            self.rows
        )
    }
}

/// Names the first few rows that lack a value.
pub(super) fn missing_text(blank: &[String], what: &str, field: &str) -> Option<String> {
    const NAMED: usize = 3;
    if blank.is_empty() {
        return None;
    }
    let named = blank[..blank.len().min(NAMED)].join("、");
    let names = if blank.len() > NAMED {
        format!("{named} 等 {} 个", blank.len())
    } else {
        named
    };
    Some(format!("已登记{what} {names} 未填{field}"))
}
