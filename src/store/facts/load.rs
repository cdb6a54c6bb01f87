//! Registered and applied load against the limit of the receiving zone, item by item.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::catalog::LOAD_ITEMS;
use crate::domain::layer::Layer;
use crate::domain::subject::OutfallAction;
use crate::geodesy::{Place, bounds};
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::rules::standard::WaterKind;
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{Placed, empty_layer, in_force};
use crate::store::facts::zones::{SNAP_TOLERANCE_M, water_kind};
use crate::store::facts::{ProjectFacts, ReadError};

/// The limit of one item: the year that it is set for and tonnes per year; `None` where the newest row
/// has no usable figure.
pub(super) type Limits = BTreeMap<String, (i64, Option<f64>)>;

/// Registered load of one zone, by item code.
pub(super) type Loads = BTreeMap<&'static str, Sum>;

/// A sum over a register whose rows may lack a value.
#[derive(Debug, Default)]
pub(super) struct Sum {
    known: f64,
    rows: usize,
    /// Codes of rows without a value.
    blank: Vec<String>,
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn zone_load_ratio(&mut self) -> Result<Answer, ReadError> {
        let receiving = self.receiving()?;
        let mut observations = Vec::new();
        for zone in &receiving.zones {
            observations.extend(self.zone_loads(zone)?);
        }
        // Open questions about which zone it is come behind the figures.
        observations.extend(self.observe_zones(|_| None)?.0);
        Ok(Answer(observations))
    }

    /// One observation per item with a limit, and one for the items that lack one.
    pub(super) fn zone_loads(&self, zone: &Placed) -> Result<Vec<Observation>, ReadError> {
        let mut observations = Vec::new();
        let limits = self.limits(zone)?;
        if let Some(items) = self.items_without_limit(zone, &limits) {
            let missing = format!(
                "水功能区“{}”({})没有{items}的限制排污总量(zone_limit)",
                zone.feature.name(),
                zone.feature.code
            );
            observations.push(Observation::unknown(missing).with_evidence(zone.evidence.clone()));
        }
        if limits.is_empty() {
            return Ok(observations);
        }
        let registered = self.loads(zone)?;
        for (item, (year, limit)) in limits.iter() {
            if let (Some(limit), Some(existing)) = (limit, registered.get(item.as_str())) {
                observations.push(self.ratio(zone, item, (*year, *limit), existing)?);
            }
        }
        Ok(observations)
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
            .filter(|item| limits.get(*item).is_none_or(|(_, limit)| limit.is_none()))
            .map(item_label)
            .collect();
        (!items.is_empty()).then(|| items.join("、"))
    }

    /// Limits for the latest year up to that of the check.
    fn limits(&self, zone: &Placed) -> Result<Arc<Limits>, ReadError> {
        self.register
            .shared()
            .limits
            .get(zone.feature.id, || self.read_limits(&zone.feature.code))
    }

    fn read_limits(&self, zone: &str) -> Result<Limits, ReadError> {
        let now = i64::from(self.as_of.year());
        let mut limits = Limits::new();
        for row in self
            .register
            .rows_where(Layer::ZoneLimit, "zone_code", zone)?
        {
            let (Some(item), Some(year)) = (row.text("item"), row.number("year")) else {
                continue;
            };
            let year = year as i64;
            if year > now || !in_force(&row, self.as_of) {
                continue;
            }
            let limit = row
                .number("limit_t_a")
                .filter(|limit| *limit >= 0.0 && limit.is_finite());
            let kept = limits.entry(item.to_owned()).or_insert((year, limit));
            // Of two limits for the same year the tighter one counts; one without a figure comes
            // before both, so that an older figure never stands in for it.
            if year > kept.0 || (year == kept.0 && limit < kept.1) {
                *kept = (year, limit);
            }
        }
        Ok(limits)
    }

    fn loads(&self, zone: &Placed) -> Result<Arc<Loads>, ReadError> {
        self.register.shared().loads.get(zone.feature.id, || {
            let outfalls = self.outfalls_of(zone)?;
            Ok(LOAD_ITEMS
                .iter()
                .map(|(item, _)| {
                    let field = format!("load_{}_t_a", item.to_ascii_lowercase());
                    (*item, Sum::of(&outfalls, &field))
                })
                .collect())
        })
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
    fn outfalls_of(&self, zone: &Placed) -> Result<Vec<Arc<Item>>, ReadError> {
        let zone = &zone.feature;
        let mut outfalls = self
            .register
            .rows_where(Layer::Outfall, "zone_code", &zone.code)?;
        if let Some(own) = zone
            .geometry
            .as_ref()
            .and_then(geo::BoundingRect::bounding_rect)
        {
            let grid = self.register.grid(own.center())?;
            let margin = bounds::around(own.max(), SNAP_TOLERANCE_M);
            let reach = geo::Coord {
                x: margin.width() / 2.0,
                y: margin.height() / 2.0,
            };
            let box_around = geo::Rect::new(own.min() - reach, own.max() + reach);
            let near = self.register.near(Layer::Outfall, box_around)?;
            outfalls.extend(near.into_iter().filter(|outfall| {
                let Some(at) = outfall.point() else {
                    return false;
                };
                let in_area = zone.locate(at).is_some_and(|place| place != Place::Outside);
                let close = || {
                    zone.distance_m(&grid, at)
                        .is_some_and(|m| m <= SNAP_TOLERANCE_M)
                };
                in_area || close()
            }));
        }
        let mut kept = Vec::with_capacity(outfalls.len());
        let mut seen = BTreeSet::new();
        for outfall in outfalls {
            let counts = in_force(&outfall, self.as_of)
                && !matches!(outfall.text("status"), Some("closed" | "planned"));
            if counts && !self.is_of_another_zone(&outfall, zone)? && seen.insert(outfall.id) {
                kept.push(outfall);
            }
        }
        Ok(kept)
    }

    /// An outfall that names another zone of the register belongs there. One that names no zone, or
    /// one that the register does not know, counts where it lies: its load must not get lost.
    fn is_of_another_zone(&self, outfall: &Item, zone: &Item) -> Result<bool, ReadError> {
        let declared = outfall.text("zone_code").map(str::trim).unwrap_or_default();
        Ok(!declared.is_empty()
            && declared != zone.code
            && self
                .register
                .by_code(Layer::FunctionZone, declared)?
                .is_some())
    }

    fn ratio(
        &self,
        zone: &Placed,
        item: &str,
        (year, limit): (i64, f64),
        existing: &Sum,
    ) -> Result<Observation, ReadError> {
        // What is registered already is counted there and applies for nothing more.
        let applied = match self.outfall() {
            Some(outfall) if outfall.action == OutfallAction::Registered => Some(0.0),
            Some(outfall) => load_of(&outfall.loads_t_a, item),
            // A well states no load of its return water: what is there already is looked at.
            None => self.well().map(|_| 0.0),
        };
        let cut = self
            .outfall()
            .and_then(|outfall| load_of(&outfall.cuts_t_a, item))
            .unwrap_or(0.0);
        let label = item_label(item);
        let mut missing = Vec::new();
        if applied.is_none() {
            missing.push(format!("申请未填写{label}的负荷"));
        }
        missing.extend(existing.missing("排污口", &format!("{label}排放量")));
        missing.extend(self.unknown_outfalls()?);
        // A cut takes away from what is there, never from what is new.
        let remaining = (existing.known - cut).max(0.0);
        let total = remaining + applied.unwrap_or(0.0);
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
            .with_note("cut", format!("{} t/a", plain_number(cut)))
            .with_note("outfalls", existing.rows.to_string())
            .with_note(
                "headroom",
                format!("{} t/a", plain_number(limit - remaining)),
            );
        observation.missing = missing;
        Ok(observation)
    }

    /// Loads that the register may lack: nobody has registered any outfall, or some have no place and
    /// might belong here.
    fn unknown_outfalls(&self) -> Result<Option<String>, ReadError> {
        if self.register.is_empty(Layer::Outfall)? {
            return Ok(Some(empty_layer(Layer::Outfall)));
        }
        self.unplaced(Layer::Outfall)
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
    fn of(rows: &[Arc<Item>], field: &str) -> Self {
        let mut sum = Self::default();
        for row in rows {
            sum.add(row, field);
        }
        sum
    }

    fn add(&mut self, row: &Item, field: &str) {
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
