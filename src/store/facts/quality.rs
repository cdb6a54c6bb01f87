//! Whether the receiving zone met its quality target in the latest year with samples.

use jiff::civil::Date;

use crate::domain::feature::Feature;
use crate::domain::layer::Layer;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::rules::quality::{Rating, Sample, Target as RatedTarget, rate};
use crate::rules::standard::Standard;
use crate::store::facts::register::Register;
use crate::store::facts::site::Placed;
use crate::store::facts::zones::{Target, target_class, water_kind};
use crate::store::facts::{ProjectFacts, ReadError};

/// The verdict of a zone, whatever the site.
#[derive(Debug)]
pub(super) struct ZoneQuality {
    class: String,
    /// The latest year with samples and its rating, or what is missing.
    rated: Result<(i16, Rating), String>,
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn zone_quality_verdict(&mut self) -> Result<Answer, ReadError> {
        let receiving = self.receiving()?;
        let mut rated: Vec<Option<Observation>> = Vec::new();
        for zone in &receiving.zones {
            rated.push(self.zone_quality(zone)?);
        }
        let mut rated = rated.into_iter();
        self.observe_zones(|_| rated.next().flatten())
    }

    /// The verdict of one zone; `None` when it has no target to meet.
    pub(super) fn zone_quality(&self, zone: &Placed) -> Result<Option<Observation>, ReadError> {
        Ok(match target_class(zone) {
            Target::None => None,
            Target::Unknown => Some(zone.unfilled("target_class")),
            Target::Class(class) => {
                let found = self
                    .register
                    .shared()
                    .quality
                    .get(zone.feature.id, || self.rated(zone, class))?;
                Some(observation(zone, &found))
            }
        })
    }

    fn rated(&self, zone: &Placed, class: &str) -> Result<ZoneQuality, ReadError> {
        let standard = Standard::gb3838()?;
        let code = &zone.feature.code;
        let rows = self
            .register
            .rows_where(Layer::QualitySample, "zone_code", code)?;
        let dated: Vec<(&Feature, Date)> = rows
            .iter()
            .filter_map(|row| Some((&***row, day_of(row)?)))
            .collect();
        let undated = rows.len() - dated.len();
        let last_day = self.as_of;
        let latest = dated
            .iter()
            .map(|(_, day)| *day)
            .filter(|day| *day <= last_day)
            .max()
            .map(Date::year);
        let class = class.to_owned();
        let Some(year) = latest else {
            let missing = format!(
                "水功能区“{}”({code})没有{last_day}以前的水质监测数据(quality_sample)",
                zone.feature.name()
            );
            return Ok(ZoneQuality {
                class,
                rated: Err(missing),
            });
        };
        let samples: Vec<_> = dated
            .iter()
            .filter(|(_, day)| day.year() == year && *day <= last_day)
            .map(|(row, day)| sample(row, &day.to_string()))
            .collect();
        let target = RatedTarget {
            class: &class,
            water: water_kind(zone),
            drinking: zone.feature.text("level2") == Some("drinking"),
        };
        let mut rating = rate(&samples, target, &standard);
        if undated > 0 {
            rating.missing.push(format!(
                "水功能区 {code} 有 {undated} 条监测数据没有可读的采样日期"
            ));
            // They might be newer, and might fail.
            rating.meets = rating.meets.filter(|meets| !meets);
        }
        Ok(ZoneQuality {
            class,
            rated: Ok((year, rating)),
        })
    }
}

fn day_of(row: &Feature) -> Option<Date> {
    let text = row.text("sampled_on")?.trim();
    text.get(..10)?.parse().ok()
}

fn sample(row: &Feature, day: &str) -> Sample {
    let station = row.text("station_code").unwrap_or_default();
    Sample {
        sampling: format!("{day} {station}").trim().to_owned(),
        item: row.text("item").unwrap_or("(未填项目)").to_owned(),
        value: row.number("value"),
    }
}

fn observation(zone: &Placed, quality: &ZoneQuality) -> Observation {
    let (year, rating) = match &quality.rated {
        Ok(rated) => rated,
        Err(missing) => {
            return Observation::unknown(missing.clone()).with_evidence(zone.evidence.clone());
        }
    };
    let value = match rating.meets {
        Some(true) => FactValue::Text("pass".to_owned()),
        Some(false) => FactValue::Text("fail".to_owned()),
        None => FactValue::Unknown,
    };
    let exceeded = if rating.exceeded.is_empty() {
        "无超标项目".to_owned()
    } else {
        format!("超标项目 {}", rating.exceeded.join("、"))
    };
    let mut observation = zone
        .observation(value)
        .with_note("year", year.to_string())
        .with_note("target_class", quality.class.clone())
        .with_note("method", rating.method.clone())
        .with_note("exceeded", exceeded);
    if rating.meets.is_none() {
        observation.missing.clone_from(&rating.missing);
    }
    observation
}
