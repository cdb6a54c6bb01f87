//! `check outfall` and `check well`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use jiff::civil::Date;

use crate::cli::Ending;
use crate::cli::args::{CheckCommand, CheckOutfallArgs, CheckWellArgs, SiteArgs, YesNo};
use crate::cli::commands::{Run, cases};
use crate::cli::output;
use crate::domain::catalog::{INDUSTRIES, LOAD_ITEMS, OUTFALL_CLASSES, RECEIVERS, WELL_PURPOSES};
use crate::domain::field::find_choice;
use crate::domain::{
    Choice, Language, LonLat, Outcome, OutfallApplication, Subject, WellAction, WellApplication,
    parse_day,
};
use crate::exchange::{self, ExchangeError};
use crate::geodesy::{STORAGE_EPSG, Transform};
use crate::services::Clock;
use crate::services::check::{self, CheckOptions};
use crate::services::findings_text::findings_text;
use crate::services::packs::{Shelf, user_folder};
use crate::store::Project;

pub(super) fn run(mut run: Run, command: &CheckCommand) -> anyhow::Result<Ending> {
    let (site, save, subject) = match command {
        CheckCommand::Outfall(args) => (&args.site, &args.save, Subject::Outfall(outfall(args)?)),
        CheckCommand::Well(args) => (&args.site, &args.save, Subject::Well(well(args)?)),
    };
    let options = CheckOptions {
        as_of: decision_date(site.as_of.as_deref())?,
        packs: site.packs.clone(),
    };
    let mut project = Project::open(&site.project, cases::access(save))?;
    run.clock.opened();
    let packs = Shelf::of(&project, user_folder())?.set()?;
    run.clock.loaded();
    let report = check::check(&project, &packs, subject, &options)?;
    let case = cases::save(&mut project, &packs, &report, &options, save)?;
    run.clock.worked();
    if run.json {
        output::json(&cases::WithCase {
            report: &report,
            case: case.as_ref(),
        })?;
    } else {
        let mut text = findings_text(&report, options.as_of, Language::Zh);
        if let Some(case) = &case {
            writeln!(text, "已存为案卷 {}", case.number)?;
        }
        output::result(&text)?;
    }
    run.clock.written(run.timings);
    Ok(if report.verdict >= Outcome::Undecided {
        Ending::Findings
    } else {
        Ending::Clean
    })
}

/// The decision date as typed, or today.
pub(super) fn decision_date(text: Option<&str>) -> anyhow::Result<Date> {
    text.map_or_else(
        || Ok(Clock::System.today()),
        |text| {
            parse_day(text).with_context(|| {
                format!("决定日期应写作 YYYY-MM-DD（例如 2026-08-15）的真实日期，而不是「{text}」")
            })
        },
    )
}

fn outfall(args: &CheckOutfallArgs) -> anyhow::Result<OutfallApplication> {
    let code = |choices, what, text: &Option<String>| {
        text.as_deref()
            .map(|text| choice(choices, what, text))
            .transpose()
    };
    Ok(OutfallApplication {
        position: position(&args.site)?,
        action: args.action.into(),
        class: code(OUTFALL_CLASSES, "排污口类型", &args.class)?,
        water_body: args.water_body.clone(),
        flow_m3d: optional_amount("排放量 --flow", args.flow)?,
        loads_t_a: loads("排放量", &args.loads)?,
        cuts_t_a: loads("削减量", &args.cuts)?,
        receiver: code(RECEIVERS, "受纳水体类型", &args.receiver)?,
        industry: code(INDUSTRIES, "行业", &args.industry)?,
        mixing_length_m: optional_amount("混合区长度 --mixing-length", args.mixing_length)?,
    })
}

/// `ITEM=T_PER_YEAR` by canonical item code.
fn loads(what: &str, pairs: &[(String, String)]) -> anyhow::Result<BTreeMap<String, f64>> {
    let mut loads_t_a = BTreeMap::new();
    for (item, text) in pairs {
        let known = LOAD_ITEMS
            .iter()
            .find(|(code, label)| code.eq_ignore_ascii_case(item) || label.zh == item);
        let Some((code, _)) = known else {
            let codes: Vec<_> = LOAD_ITEMS.iter().map(|(code, _)| *code).collect();
            bail!("未知的污染物「{item}」，可用：{}", codes.join("、"));
        };
        let load = amount(what, text.parse().ok(), text)?;
        if loads_t_a.insert((*code).to_owned(), load).is_some() {
            bail!("污染物「{code}」的{what}给出了两次");
        }
    }
    Ok(loads_t_a)
}

fn well(args: &CheckWellArgs) -> anyhow::Result<WellApplication> {
    let action = args.action.into();
    if args.previous_volume.is_some() && action != WellAction::Renew {
        bail!("--previous-volume 是原许可的水量，只用于 --action renew");
    }
    Ok(WellApplication {
        position: position(&args.site)?,
        purpose: Some(choice(WELL_PURPOSES, "用途", &args.purpose)?),
        volume_m3a: optional_amount("取水量 --volume", args.volume)?,
        aquifer: args.aquifer.clone(),
        action,
        previous_volume_m3a: optional_amount("原许可水量 --previous-volume", args.previous_volume)?,
        assessment: args.assessment.map(Into::into),
        small_use: args.small_use.map(|answer| answer == YesNo::Yes),
        public_supply: args.public_supply.map(|answer| answer == YesNo::Yes),
        return_zone: args.return_zone.clone(),
    })
}

fn optional_amount(what: &str, number: Option<f64>) -> anyhow::Result<Option<f64>> {
    number
        .map(|number| amount(what, Some(number), &number.to_string()))
        .transpose()
}

/// The code of a choice, or a sentence that lists them all.
fn choice(choices: &'static [Choice], what: &str, text: &str) -> anyhow::Result<String> {
    find_choice(choices, text)
        .map(|choice| choice.code.to_owned())
        .with_context(|| {
            let known: Vec<_> = choices.iter().map(|choice| choice.code).collect();
            format!("未知的{what}「{text}」，可用：{}", known.join("、"))
        })
}

fn amount(what: &str, number: Option<f64>, text: &str) -> anyhow::Result<f64> {
    match number {
        Some(number) if number.is_finite() && number >= 0.0 => Ok(number),
        _ => bail!("{what}应是不小于 0 的数，而不是「{text}」"),
    }
}

/// `--at`, turned to EPSG:4490 and known to lie in China, where the registers and the rules are.
fn position(site: &SiteArgs) -> anyhow::Result<LonLat> {
    let text = &site.at;
    let numbers: Option<Vec<f64>> = text
        .split([',', '，'])
        .map(|part| part.trim().parse().ok())
        .collect();
    let Some([x, y]) = numbers
        .as_deref()
        .filter(|numbers| numbers.iter().all(|number| number.is_finite()))
    else {
        bail!("--at 应写作两个数 X,Y(例如 102.71,25.04),而不是「{text}」");
    };
    let (lon, lat) = match site.crs.as_deref() {
        None => (*x, *y),
        Some(crs) => {
            let epsg = exchange::parse_epsg(crs)?;
            if exchange::is_old_datum(epsg) {
                return Err(ExchangeError::DatumUnresolved {
                    name: format!("EPSG:{epsg}"),
                }
                .into());
            }
            Transform::between(epsg, STORAGE_EPSG)?.convert(*x, *y)?
        }
    };
    in_china(text, lon, lat)
}

/// A position in EPSG:4490 degrees that was typed as `text`.
pub(super) fn in_china(text: &str, lon: f64, lat: f64) -> anyhow::Result<LonLat> {
    let within = |lon: f64, lat: f64| (70.0..=140.0).contains(&lon) && (3.0..=55.0).contains(&lat);
    if !within(lon, lat) {
        let hint = if within(lat, lon) {
            ",疑似经纬度互换"
        } else {
            ";投影坐标请用 --crs EPSG:编号 指明坐标系"
        };
        bail!("坐标 {text} 不在中国范围内{hint}");
    }
    Ok(LonLat::try_new(lon, lat)?)
}
