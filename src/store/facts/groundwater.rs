//! Groundwater areas, public supply, and the county's use against its control target.

use geo::BoundingRect as _;

use crate::domain::feature::Feature;
use crate::domain::layer::Layer;
use crate::geodesy::{Place, PreparedArea};
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::load::{missing_text, ratio};
use crate::store::facts::site::{Placed, empty_layer, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// The control target of a county.
struct Cap {
    year: i64,
    cubic_metres: f64,
}

impl ProjectFacts<'_> {
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
        if self.project.is_empty(Layer::AdminArea)? {
            return Ok(Answer::missing(empty_layer(Layer::AdminArea)));
        }
        let areas = self.covering(Layer::AdminArea)?;
        let mut observations = Vec::new();
        for area in areas.iter() {
            match area.feature.known_choice("level") {
                Some("county") => observations.push(self.county_ratio(area)?),
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
        let cap = match self.cap(county)? {
            Ok(cap) => cap,
            Err(missing) => {
                return Ok(Observation::unknown(missing).with_evidence(county.evidence.clone()));
            }
        };
        let (mut existing, mut wells, mut blank) = (0.0, 0_usize, Vec::new());
        self.for_each_well_in(county, |code, volume| {
            wells += 1;
            match volume {
                Some(volume) if volume.is_finite() && volume >= 0.0 => existing += volume,
                _ => blank.push(code),
            }
        })?;
        let applied = self.well().and_then(|well| well.volume_m3a);
        let mut missing = Vec::new();
        if applied.is_none() {
            missing.push("申请未填写年取水量".to_owned());
        }
        missing.extend(missing_text(&blank, "水井", "年取水量"));
        // Wells that are not on the map may lie in this county.
        if self.project.is_empty(Layer::Well)? {
            missing.push(empty_layer(Layer::Well));
        }
        missing.extend(self.unplaced(Layer::Well)?);
        let ratio = ratio(existing + applied.unwrap_or(0.0), cap.cubic_metres);
        let value = if missing.is_empty() {
            FactValue::Number(ratio)
        } else {
            FactValue::AtLeast(ratio)
        };
        let volume = |cubic_metres: f64| format!("{} m³/a", plain_number(cubic_metres));
        let mut observation = county
            .observation(value)
            .with_note("existing", format!("{}({wells} 口井)", volume(existing)))
            .with_note("applied", applied.map_or_else(|| "未填".to_owned(), volume))
            .with_note("limit", volume(cap.cubic_metres))
            .with_note("year", cap.year.to_string())
            .with_note("wells", wells.to_string())
            .with_note("headroom", volume(cap.cubic_metres - existing));
        observation.missing = missing;
        Ok(observation)
    }

    /// The target of the latest year up to that of the check; the inner error says what is missing.
    fn cap(&self, county: &Placed) -> Result<Result<Cap, String>, ReadError> {
        let now = i64::from(self.as_of.year());
        let latest = self
            .project
            .rows_where(Layer::ControlTarget, "area_code", &county.feature.code)?
            .into_iter()
            .filter(|row| row.text("indicator") == Some("groundwater_use_m3"))
            .filter_map(|row| Some((row.number("year")? as i64, row)))
            .filter(|(year, row)| *year <= now && in_force(row, self.as_of))
            .max_by(|(a_year, a), (b_year, b)| {
                // Of two targets for one year the tighter one counts; one without a figure comes
                // before both, so that it is not passed over.
                let figure = |row: &Feature| row.number("value").unwrap_or(f64::NEG_INFINITY);
                a_year.cmp(b_year).then(figure(b).total_cmp(&figure(a)))
            });
        let place = format!("{}({})", county.feature.name(), county.feature.code);
        let Some((year, row)) = latest else {
            return Ok(Err(format!(
                "{place}没有 {now} 年及以前的地下水取用量控制指标(control_target)"
            )));
        };
        let unit = row.text("unit").map(str::trim).unwrap_or_default();
        let factor = match unit {
            // Without a unit the indicator's own: its code is groundwater_use_m3.
            "" | "m³" | "m3" | "m³/a" | "m3/a" | "立方米" | "立方米/年" => 1.0,
            "万m³" | "万m3" | "万m³/a" | "万m3/a" | "万立方米" | "万立方米/年" => {
                1e4
            }
            "亿m³" | "亿m3" | "亿m³/a" | "亿m3/a" | "亿立方米" | "亿立方米/年" => {
                1e8
            }
            other => {
                return Ok(Err(format!(
                    "{place} {year} 年地下水取用量控制指标的单位“{other}”认不出"
                )));
            }
        };
        Ok(match row.number("value") {
            Some(value) if value.is_finite() && value >= 0.0 => Ok(Cap {
                year,
                cubic_metres: value * factor,
            }),
            _ => Err(format!("{place} {year} 年地下水取用量控制指标没有数值")),
        })
    }

    /// Visits code and yearly volume of the wells in the county that take water: not sealed, not
    /// scrapped, neither for monitoring nor for recharge unless a volume is registered all the same.
    fn for_each_well_in(
        &self,
        county: &Placed,
        mut visit: impl FnMut(String, Option<f64>),
    ) -> Result<(), ReadError> {
        let Some(geometry) = &county.feature.geometry else {
            return Ok(());
        };
        let (Some(area), Some(bounds)) = (PreparedArea::new(geometry), geometry.bounding_rect())
        else {
            return Ok(());
        };
        for well in self.project.features_near(Layer::Well, bounds)? {
            let Some(geo::Geometry::Point(point)) = well.geometry else {
                continue;
            };
            let takes = in_force(&well, self.as_of)
                && !matches!(well.text("status"), Some("sealed" | "scrapped"))
                && (!matches!(well.text("role"), Some("monitoring" | "recharge"))
                    || well.number("volume_m3a").is_some_and(|volume| volume > 0.0));
            if takes && area.locate(point.0) != Place::Outside {
                let volume = well.number("volume_m3a");
                visit(well.code, volume);
            }
        }
        Ok(())
    }
}
