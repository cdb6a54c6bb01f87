//! The year of one function zone: its rows of the sample register judged against its target.

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::Feature;
use crate::rules::quality::rating::{Exceeded, MonthRating, Rules, Sample, Target, Verdict};
use crate::rules::quality::year::rate;
use crate::rules::standard::WaterKind;

/// The readable rows of a zone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// Rows with a day.
    pub dated: Vec<Sample>,
    /// How many rows have no readable day. They may belong to any year, and may fail.
    pub undated: usize,
}

impl Samples {
    /// Reads rows of the sample register.
    pub fn read<'a>(rows: impl IntoIterator<Item = &'a Feature>) -> Self {
        let mut samples = Self::default();
        for row in rows {
            let day = row
                .text("sampled_on")
                .and_then(|text| text.trim().get(..10)?.parse().ok());
            let Some(day) = day else {
                samples.undated += 1;
                continue;
            };
            let text = |field| row.text(field).unwrap_or_default().trim().to_owned();
            samples.dated.push(Sample {
                day,
                station: text("station_code"),
                item: text("item"),
                value: row.number("value"),
            });
        }
        samples
    }

    /// The latest year with a sample up to `last_day`.
    pub fn latest_year(&self, last_day: Date) -> Option<i16> {
        let days = self.dated.iter().map(|sample| sample.day);
        days.filter(|day| *day <= last_day).max().map(Date::year)
    }

    /// The samples of `year` up to `last_day`.
    pub fn of_year(&self, year: i16, last_day: Date) -> Vec<Sample> {
        let wanted = |sample: &&Sample| sample.day.year() == year && sample.day <= last_day;
        self.dated.iter().filter(wanted).cloned().collect()
    }
}

/// Which rows of the standard apply to a zone: areas are lakes and reservoirs, lines are rivers.
/// `None` without a geometry that tells: the rows of lakes are far stricter, so nobody may guess.
pub fn water_of(zone: &Feature) -> Option<WaterKind> {
    match &zone.geometry {
        Some(geo::Geometry::Polygon(_) | geo::Geometry::MultiPolygon(_)) => Some(WaterKind::Lake),
        Some(geo::Geometry::LineString(_) | geo::Geometry::MultiLineString(_)) => {
            Some(WaterKind::River)
        }
        _ => None,
    }
}

/// One line of the yearly form.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneYear {
    /// Code of the zone.
    pub code: String,
    /// Its name; empty when it has none.
    pub name: String,
    /// Level-1 type in Chinese; `None` when not stated.
    pub level1: Option<String>,
    /// Level-2 type in Chinese; `None` when not stated.
    pub level2: Option<String>,
    /// Water-resource region as stated.
    pub basin: Option<String>,
    /// Code of the county as stated.
    pub admin_code: Option<String>,
    /// Class that it must meet.
    pub target: Option<String>,
    /// `河流` or `湖库`; `None` when the geometry does not tell.
    pub water: Option<&'static str>,
    /// Stations that were sampled.
    pub stations: Vec<String>,
    /// Class of the yearly means.
    pub class: Option<String>,
    /// Items that decide the class.
    pub class_by: Vec<String>,
    /// 年评价次数: months judged.
    pub evaluated: usize,
    /// 年达标次数.
    pub passing: usize,
    /// Months that the data cannot tell.
    pub open: usize,
    /// 年度达标率, 0 to 1; `None` without a judged month.
    pub share: Option<f64>,
    /// What the year comes to.
    pub verdict: Verdict,
    /// 主要超标项目.
    pub exceeded: Vec<Exceeded>,
    /// The months.
    pub months: Vec<MonthRating>,
    /// The method with its figures.
    pub method: String,
    /// What keeps the data from telling.
    pub missing: Vec<String>,
    /// Length of a river zone as registered, km; `None` when not stated.
    pub length_km: Option<f64>,
    /// Area of a lake zone as registered, km²; `None` when not stated.
    pub area_km2: Option<f64>,
}

impl ZoneYear {
    /// Level-1 and level-2 type in Chinese; `None` when no level-1 type is stated.
    pub fn kind_text(&self) -> Option<String> {
        match (&self.level1, &self.level2) {
            (Some(one), Some(two)) => Some(format!("{one}/{two}")),
            (one, _) => one.clone(),
        }
    }

    /// The items over their limit as the form has them; empty when there are none.
    pub fn exceeded_text(&self) -> String {
        let items: Vec<_> = self.exceeded.iter().map(Exceeded::form_text).collect();
        items.join("、")
    }
}

/// Rates `zone` in `year`, up to `last_day`.
pub fn rate_zone(
    zone: &Feature,
    samples: &Samples,
    (year, last_day): (i16, Date),
    rules: Rules<'_>,
) -> ZoneYear {
    let mut line = blank(zone, rules);
    let drinking = zone.text("level2") == Some("drinking");
    let class = zone.known_choice("target_class");
    let water = water_of(zone);
    line.water = water.map(WaterKind::label);
    let picked = samples.of_year(year, last_day);
    let (Some(class), Some(water)) = (class, water) else {
        if class.is_none() {
            line.missing.push("没有填写水质目标".to_owned());
        }
        if water.is_none() {
            line.missing
                .push("没有线或面的几何，不能确定按河流还是湖库评价".to_owned());
        }
        return line;
    };
    line.stations = picked.iter().map(|sample| sample.station.clone()).collect();
    line.stations.sort();
    line.stations.dedup();
    line.stations.retain(|station| !station.is_empty());
    let target = Target {
        class,
        water,
        drinking,
    };
    let mut rating = rate(&picked, target, rules);
    if samples.undated > 0 && rating.verdict != Verdict::Dry {
        rating.doubt(format!(
            "有 {} 条监测数据没有可读的采样日期",
            samples.undated
        ));
    }
    line.evaluated = rating.months.len();
    line.passing = rating.count(Verdict::Pass);
    line.open = rating.count(Verdict::Undecided);
    line.share = (line.evaluated > 0).then(|| line.passing as f64 / line.evaluated as f64);
    line.verdict = rating.verdict;
    if let Some(classed) = rating.class {
        line.class = Some(classed.grade.to_string());
        line.class_by = classed.by;
    }
    line.exceeded = rating.exceeded;
    line.months = rating.months;
    line.method = rating.method;
    line.missing = rating.missing;
    line
}

fn blank(zone: &Feature, rules: Rules<'_>) -> ZoneYear {
    let text = |field| zone.text(field).map(str::to_owned);
    // A code of another program stays as it is.
    let choice = |field: &str| {
        let typed = zone.text(field)?;
        let index = zone.layer.field_index(field)?;
        let known = zone.layer.fields()[index].choice(typed);
        Some(known.map_or_else(|| typed.to_owned(), |known| known.label.zh.to_owned()))
    };
    let measure = |field| {
        zone.number(field)
            .filter(|value| value.is_finite() && *value > 0.0)
    };
    ZoneYear {
        code: zone.code.clone(),
        name: zone.name().to_owned(),
        level1: choice("level1"),
        level2: choice("level2"),
        basin: text("basin"),
        admin_code: text("admin_code"),
        target: choice("target_class"),
        water: None,
        stations: Vec::new(),
        class: None,
        class_by: Vec::new(),
        evaluated: 0,
        passing: 0,
        open: 0,
        share: None,
        verdict: Verdict::Undecided,
        exceeded: Vec::new(),
        months: Vec::new(),
        method: rules.method.text(),
        missing: Vec::new(),
        length_km: measure("length_km"),
        area_km2: measure("area_km2"),
    }
}
