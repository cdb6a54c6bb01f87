//! Water quality of all assessed zones in one year, with the rates.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use serde::Serialize;

use crate::domain::{Feature, Layer};
use crate::rules::quality::method::{MethodError, SETTING};
use crate::rules::quality::{MethodBook, Rates, Rules, Samples, ZoneYear, rate_zone, rates};
use crate::rules::standard::{Standard, StandardError};
use crate::services::Clock;
use crate::store::facts::in_force;
use crate::store::{Project, StoreError};

/// Why quality could not be rated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QualityError {
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The limits.
    #[error(transparent)]
    Standard(#[from] StandardError),
    /// The method.
    #[error(transparent)]
    Method(#[from] MethodError),
    /// The year is none.
    #[error("年度 {0} 不可用，应为四位年份，如 2025")]
    Year(i16),
    /// No edition of the standard was in force.
    #[error("{0} 没有在用的地表水环境质量标准版本，无法评价")]
    NoStandard(Date),
    /// There is not one sample.
    #[error("项目中没有水质监测数据(quality_sample)，请先导入，或指定年度")]
    NoSamples,
}

/// What may be chosen.
#[derive(Clone, Debug)]
pub struct QualityOptions {
    /// The year; `None` for the latest one with samples.
    pub year: Option<i16>,
    /// Id of the method; `None` for the project's.
    pub method: Option<String>,
    /// No sample after this day counts.
    pub as_of: Date,
}

/// The quality of all assessed zones in one year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QualityReport {
    /// The year.
    pub year: i16,
    /// The last day whose samples count.
    pub until: Date,
    /// Id of the method.
    pub method: String,
    /// The method as printed.
    pub method_text: String,
    /// Where the method comes from.
    pub method_source: String,
    /// Where the choice comes from: asked for, the project's setting or the program's default.
    pub method_chosen_by: &'static str,
    /// The standard.
    pub standard: String,
    /// The zones, by code.
    pub zones: Vec<ZoneYear>,
    /// Codes of zones that are not assessed by their register.
    pub not_assessed: Vec<String>,
    /// Codes of discharge control zones without a target: they have none by nature and are not rated.
    pub without_target: Vec<String>,
    /// Codes of zones that do not say whether they are assessed; they are rated.
    pub assessed_unknown: Vec<String>,
    /// Codes of samples whose zone the register does not have, or that name none.
    pub stray_samples: Vec<String>,
    /// Names of counties by code, as far as the layer of counties has them.
    pub counties: BTreeMap<String, String>,
    /// The rates.
    pub rates: Rates,
}

/// A method that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodLine {
    /// Id, as in the project setting.
    pub id: String,
    /// What a person reads.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// Whether it was compared with it.
    pub verified: bool,
}

/// What a person can choose from in one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Years with samples, the latest first.
    pub years: Vec<i16>,
    /// The methods, the order of the data.
    pub methods: Vec<MethodLine>,
    /// Id of the method without a choice.
    pub default_method: String,
    /// Id of the project's method as stored, known or not; `None` without such a setting.
    pub project_method: Option<String>,
    /// Rows of the sample register, with a readable day or without.
    pub samples: usize,
}

/// What may be chosen in `project`; samples after `as_of` do not count.
pub fn choices(project: &Project, as_of: Date) -> Result<Choices, QualityError> {
    let book = MethodBook::shipped()?;
    let rows = project.features(Layer::QualitySample)?;
    let years: BTreeSet<i16> = Samples::read(&rows)
        .dated
        .iter()
        .filter(|sample| sample.day <= as_of && sample.day.year() >= 1000)
        .map(|sample| sample.day.year())
        .collect();
    let methods = book
        .ids()
        .into_iter()
        .map(|id| {
            let method = book.find(Some(id))?;
            Ok(MethodLine {
                id: method.id.clone(),
                title: method.title.clone(),
                source: method.source.clone(),
                verified: method.verified,
            })
        })
        .collect::<Result<_, MethodError>>()?;
    Ok(Choices {
        years: years.into_iter().rev().collect(),
        methods,
        default_method: book.find(None)?.id.clone(),
        project_method: project.setting(SETTING)?,
        samples: rows.len(),
    })
}

/// Rates every assessed zone of `project`.
pub fn quality(project: &Project, options: &QualityOptions) -> Result<QualityReport, QualityError> {
    let book = MethodBook::shipped()?;
    let setting = project.setting(SETTING)?;
    let chosen = options.method.as_deref().or(setting.as_deref());
    let method = book.find(chosen)?;
    let rows = project.features(Layer::QualitySample)?;
    let year = match options.year {
        Some(year) => year,
        None => Samples::read(&rows)
            .latest_year(options.as_of)
            .ok_or(QualityError::NoSamples)?,
    };
    if !(1000..=9999).contains(&year) {
        return Err(QualityError::Year(year));
    }
    let until = date(year, 12, 31).min(options.as_of);
    let standard = Standard::in_force_on(until)?.ok_or(QualityError::NoStandard(until))?;
    let rules = Rules {
        standard: &standard,
        book: &book,
        method,
    };
    let mut by_zone: BTreeMap<&str, Vec<&Feature>> = BTreeMap::new();
    for row in &rows {
        let zone = row.text("zone_code").unwrap_or_default().trim();
        by_zone.entry(zone).or_default().push(row);
    }
    let mut report = QualityReport {
        year,
        until,
        method: method.id.clone(),
        method_text: method.text(),
        method_source: method.source.clone(),
        method_chosen_by: match (&options.method, &setting) {
            (Some(_), _) => "本次指定",
            (None, Some(_)) => "项目设置",
            (None, None) => "程序缺省",
        },
        standard: format!("{} {}", standard.document, standard.title),
        zones: Vec::new(),
        not_assessed: Vec::new(),
        without_target: Vec::new(),
        assessed_unknown: Vec::new(),
        stray_samples: Vec::new(),
        counties: counties(project)?,
        rates: rates(&[]),
    };
    let mut zones = project.features(Layer::FunctionZone)?;
    zones.sort_by(|a, b| a.code.cmp(&b.code));
    for zone in &zones {
        let rows = by_zone.remove(zone.code.as_str()).unwrap_or_default();
        if !in_force(zone, until) {
            continue;
        }
        let assessed = zone.value("assessed").as_flag();
        let no_target = zone.text("target_class").is_none()
            && zone.known_choice("level2") == Some("discharge_control");
        match assessed {
            Some(false) => {
                report.not_assessed.push(zone.code.clone());
                continue;
            }
            _ if no_target => {
                report.without_target.push(zone.code.clone());
                continue;
            }
            Some(true) => {}
            None => report.assessed_unknown.push(zone.code.clone()),
        }
        let samples = Samples::read(rows);
        report
            .zones
            .push(rate_zone(zone, &samples, (year, until), rules));
    }
    let stray = by_zone.into_values().flatten().map(|row| row.code.clone());
    report.stray_samples = stray.collect();
    report.stray_samples.sort();
    report.rates = rates(&report.zones);
    Ok(report)
}

/// Makes the method called `id` the project's; nothing is written when there is none.
pub fn set_method(project: &mut Project, id: &str, clock: Clock) -> Result<(), QualityError> {
    let book = MethodBook::shipped()?;
    let method = book.find(Some(id))?;
    let change = clock.change(format!("水质评价方法改为{}", method.title));
    Ok(project.set_setting(SETTING, Some(&method.id), &change)?)
}

fn counties(project: &Project) -> Result<BTreeMap<String, String>, StoreError> {
    Ok(project
        .features(Layer::AdminArea)?
        .into_iter()
        .filter(|area| !area.name().is_empty())
        .map(|area| (area.code.clone(), area.name().to_owned()))
        .collect())
}
