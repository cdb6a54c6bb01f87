//! Groundwater areas, public supply, and the county's use against its control target.

use crate::domain::layer::Layer;
use crate::domain::subject::WellAction;
use crate::geodesy::Place;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::load::{missing_text, ratio};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{Placed, empty_layer, in_force};
use crate::store::facts::well::{volume, volume_text};
use crate::store::facts::{ProjectFacts, ReadError};

/// Registered groundwater use of a county.
#[derive(Debug, Default)]
pub(super) struct CountyUse {
    cubic_metres: f64,
    wells: usize,
    /// Codes of wells without a volume.
    blank: Vec<String>,
}

/// What is read of the wells of a county: it may have thousands.
const COUNTED: &[&str] = &["valid_from", "valid_to", "volume_m3a", "status", "role"];

/// The control target of a county.
pub(super) struct Cap {
    pub(super) year: i64,
    pub(super) cubic_metres: f64,
}

/// Which control target.
#[derive(Clone, Copy)]
pub(super) struct Indicator {
    code: &'static str,
    label: &'static str,
}

impl Indicator {
    pub(super) const GROUNDWATER: Self = Self {
        code: "groundwater_use_m3",
        label: "地下水取用量",
    };
    pub(super) const TOTAL_USE: Self = Self {
        code: "total_use_m3",
        label: "用水总量",
    };
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn groundwater_area_kind(&mut self) -> Result<Answer, ReadError> {
        self.observe_covering(Layer::GroundwaterArea, |area| {
            Some(area.noted(area.coded("kind"), &["aquifer", "approval_doc"]))
        })
    }

    pub(super) fn supply_area_covers(&mut self) -> Result<Answer, ReadError> {
        let answer = self.observe_covering(Layer::SupplyArea, |area| {
            Some(area.noted(area.observation(FactValue::Flag(true)), &["operator"]))
        })?;
        Ok(if answer.0.is_empty() {
            Answer::stated(FactValue::Flag(false))
        } else {
            answer
        })
    }

    pub(super) fn region_groundwater_ratio(&mut self) -> Result<Answer, ReadError> {
        self.observe_county(Self::county_ratio)
    }

    /// One observation per county that covers the site; unknown when none does.
    pub(super) fn observe_county(
        &mut self,
        observe: impl Fn(&Self, &Placed) -> Result<Observation, ReadError>,
    ) -> Result<Answer, ReadError> {
        if self.register.is_empty(Layer::AdminArea)? {
            return Ok(Answer::missing(empty_layer(Layer::AdminArea)));
        }
        let areas = self.around(Layer::AdminArea)?;
        let mut observations = Vec::new();
        for area in &areas.covering {
            match area.feature.known_choice("level") {
                Some("county") => observations.push(observe(self, area)?),
                Some(_) => {}
                None => observations.push(area.unfilled("level")),
            }
        }
        if observations.is_empty() {
            return Ok(Answer::missing("井位不在任何县级行政区(admin_area)内"));
        }
        Ok(Answer(observations))
    }

    fn county_ratio(&self, county: &Placed) -> Result<Observation, ReadError> {
        let cap = match self.cap(county, Indicator::GROUNDWATER)? {
            Ok(cap) => cap,
            Err(missing) => {
                return Ok(Observation::unknown(missing).with_evidence(county.evidence.clone()));
            }
        };
        let county_use = self
            .register
            .shared()
            .county_use
            .get(county.feature.id, || self.county_use(&county.feature))?;
        let CountyUse {
            cubic_metres: existing,
            wells,
            ref blank,
        } = *county_use;
        let applied = self.applied_volume();
        let mut missing = Vec::new();
        missing.extend(applied.as_ref().err().cloned());
        missing.extend(missing_text(blank, "水井", "年取水量"));
        // Wells that are not on the map may lie in this county.
        if self.register.is_empty(Layer::Well)? {
            missing.push(empty_layer(Layer::Well));
        }
        missing.extend(self.unplaced(Layer::Well)?);
        let ratio = ratio(
            existing + applied.as_ref().unwrap_or(&0.0),
            cap.cubic_metres,
        );
        // An unknown change of a renewal may also be less than nothing.
        let value = match (missing.is_empty(), &applied, self.action()) {
            (true, ..) => FactValue::Number(ratio),
            (false, Err(_), Some(WellAction::Renew)) => FactValue::Unknown,
            (false, ..) => FactValue::AtLeast(ratio),
        };
        let mut observation = county
            .observation(value)
            .with_note(
                "existing",
                format!("{}({wells} 口井)", volume_text(existing)),
            )
            .with_note(
                "applied",
                applied.map_or_else(|_| "未填".to_owned(), volume_text),
            )
            .with_note("limit", volume_text(cap.cubic_metres))
            .with_note("year", cap.year.to_string())
            .with_note("wells", wells.to_string())
            .with_note("headroom", volume_text(cap.cubic_metres - existing));
        observation.missing = missing;
        Ok(observation)
    }

    /// What the application adds to what is registered, in m³/a; the error says what is missing. A
    /// registered well adds nothing, a renewal the difference to its old volume.
    pub(super) fn applied_volume(&self) -> Result<f64, String> {
        match self.action() {
            None | Some(WellAction::Registered) => Ok(0.0),
            Some(WellAction::Renew) => self.renewal().map(|(previous, next)| next - previous),
            Some(WellAction::New) => self
                .well()
                .and_then(|well| well.volume_m3a)
                .ok_or_else(|| "申请未填写年取水量".to_owned()),
        }
    }

    /// The target of the latest year up to that of the check; the inner error says what is missing.
    pub(super) fn cap(
        &self,
        county: &Placed,
        indicator: Indicator,
    ) -> Result<Result<Cap, String>, ReadError> {
        let label = indicator.label;
        let now = i64::from(self.as_of.year());
        let latest = self
            .register
            .rows_where(Layer::ControlTarget, "area_code", &county.feature.code)?
            .into_iter()
            .filter(|row| row.text("indicator") == Some(indicator.code))
            .filter_map(|row| Some((row.number("year")? as i64, row)))
            .filter(|(year, row)| *year <= now && in_force(row, self.as_of))
            .max_by(|(a_year, a), (b_year, b)| {
                // Of two targets for one year the tighter one counts; one without a figure comes
                // before both, so that it is not passed over.
                let figure = |row: &Item| row.number("value").unwrap_or(f64::NEG_INFINITY);
                a_year.cmp(b_year).then(figure(b).total_cmp(&figure(a)))
            });
        let place = format!("{}({})", county.feature.name(), county.feature.code);
        let Some((year, row)) = latest else {
            return Ok(Err(format!(
                "{place}没有 {now} 年及以前的{label}控制指标(control_target)"
            )));
        };
        let unit = row.text("unit").map(str::trim).unwrap_or_default();
        let factor = match unit {
            // Without a unit the indicator's own: its code ends in m3.
            "" | "m³" | "m3" | "m³/a" | "m3/a" | "立方米" | "立方米/年" => 1.0,
            "万m³" | "万m3" | "万m³/a" | "万m3/a" | "万立方米" | "万立方米/年" => {
                1e4
            }
            "亿m³" | "亿m3" | "亿m³/a" | "亿m3/a" | "亿立方米" | "亿立方米/年" => {
                1e8
            }
            other => {
                return Ok(Err(format!(
                    "{place} {year} 年{label}控制指标的单位“{other}”认不出"
                )));
            }
        };
        Ok(match row.number("value") {
            Some(value) if value.is_finite() && value >= 0.0 => Ok(Cap {
                year,
                cubic_metres: value * factor,
            }),
            _ => Err(format!("{place} {year} 年{label}控制指标没有数值")),
        })
    }

    /// The wells in the county that take water: not sealed, not scrapped, neither for monitoring nor for
    /// recharge unless a volume is registered all the same.
    fn county_use(&self, county: &Item) -> Result<CountyUse, ReadError> {
        let mut sum = CountyUse::default();
        let bounds = county
            .geometry
            .as_ref()
            .and_then(geo::BoundingRect::bounding_rect);
        let Some(bounds) = bounds else {
            return Ok(sum);
        };
        for well in self.register.near_with(Layer::Well, bounds, COUNTED)? {
            let Some(at) = well.point() else {
                continue;
            };
            let stated = well.number("volume_m3a");
            let takes = in_force(&well, self.as_of)
                && !matches!(well.text("status"), Some("sealed" | "scrapped"))
                && (!matches!(well.text("role"), Some("monitoring" | "recharge"))
                    || stated.is_some_and(|volume| volume > 0.0));
            if !takes
                || !county
                    .locate(at)
                    .is_some_and(|place| place != Place::Outside)
            {
                continue;
            }
            sum.wells += 1;
            match volume(&well, "volume_m3a") {
                Some(volume) => sum.cubic_metres += volume,
                None => sum.blank.push(well.code.clone()),
            }
        }
        Ok(sum)
    }
}
