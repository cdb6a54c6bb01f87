//! Whether the receiving zone met its quality target in the latest year with samples.

use crate::domain::layer::Layer;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::rules::quality::method::SETTING;
use crate::rules::quality::{
    Exceeded, MethodBook, Rating, Rules, Samples, Target as RatedTarget, Verdict, rate,
};
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
        let code = &zone.feature.code;
        let missing = |missing: String| ZoneQuality {
            class: class.to_owned(),
            rated: Err(missing),
        };
        let book = MethodBook::shipped()?;
        let setting = self.register.setting(SETTING)?;
        // A setting that names no method must not be answered with another one.
        let method = match book.find(setting.as_deref()) {
            Ok(method) => method,
            Err(unknown) => {
                return Ok(missing(format!("项目设置 {SETTING} 不可用：{unknown}")));
            }
        };
        let Some(standard) = Standard::in_force_on(self.as_of)? else {
            let day = self.as_of;
            return Ok(missing(format!("{day}还没有在用的地表水环境质量标准版本")));
        };
        let rows = self
            .register
            .rows_where(Layer::QualitySample, "zone_code", code)?;
        let samples = Samples::read(rows.iter().map(|row| &***row));
        let last_day = self.as_of;
        let Some(year) = samples.latest_year(last_day) else {
            return Ok(missing(format!(
                "水功能区“{}”({code})没有{last_day}以前的水质监测数据(quality_sample)",
                zone.feature.name()
            )));
        };
        let target = RatedTarget {
            class,
            water: water_kind(zone),
            drinking: zone.feature.text("level2") == Some("drinking"),
        };
        let rules = Rules {
            standard: &standard,
            book: &book,
            method,
        };
        let mut rating = rate(&samples.of_year(year, last_day), target, rules);
        if samples.undated > 0 {
            // They might be newer, and might fail.
            rating.doubt(format!(
                "水功能区 {code} 有 {} 条监测数据没有可读的采样日期",
                samples.undated
            ));
        }
        if rating.verdict == Verdict::Dry {
            rating
                .missing
                .push(format!("水功能区 {code} {year}年长期干涸，没有达标结论"));
        }
        Ok(ZoneQuality {
            class: class.to_owned(),
            rated: Ok((year, rating)),
        })
    }
}

fn observation(zone: &Placed, quality: &ZoneQuality) -> Observation {
    let (year, rating) = match &quality.rated {
        Ok(rated) => rated,
        Err(missing) => {
            return Observation::unknown(missing.clone()).with_evidence(zone.evidence.clone());
        }
    };
    let value = match rating.verdict {
        Verdict::Pass => FactValue::Text("pass".to_owned()),
        Verdict::Fail => FactValue::Text("fail".to_owned()),
        Verdict::Undecided | Verdict::Dry => FactValue::Unknown,
    };
    let value_is_unknown = matches!(value, FactValue::Unknown);
    let exceeded = if rating.exceeded.is_empty() {
        "无超标项目".to_owned()
    } else {
        let items: Vec<_> = rating.exceeded.iter().map(Exceeded::text).collect();
        format!("超标项目 {}", items.join("、"))
    };
    let mut observation = zone
        .observation(value)
        .with_note("year", year.to_string())
        .with_note("target_class", quality.class.clone())
        .with_note("method", rating.method.clone())
        .with_note("exceeded", exceeded);
    if value_is_unknown {
        observation.missing.clone_from(&rating.missing);
    }
    observation
}
