//! The quality of zones as text, for the terminal and for the clipboard.

use std::fmt::Write as _;

use crate::rules::quality::{Group, Rate, ZoneYear};
use crate::services::quality::QualityReport;

/// The form with its rates: columns parted by tabs, so that a spreadsheet takes it as it is.
pub fn quality_text(report: &QualityReport) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(
        out,
        "{}年水功能区水质评价(数据截至 {})",
        report.year, report.until
    )?;
    writeln!(
        out,
        "方法：{}；来源：{}；选用：{}；标准：{}",
        report.method_text, report.method_source, report.method_chosen_by, report.standard
    )?;
    let columns = [
        "编码",
        "名称",
        "一级区/二级区",
        "水资源一级区",
        "目标",
        "监测断面",
        "年度类别",
        "年评价次数",
        "年达标次数",
        "年度达标率",
        "结论",
        "主要超标项目",
    ];
    writeln!(out, "{}", columns.join("\t"))?;
    for zone in &report.zones {
        writeln!(out, "{}", row(zone).join("\t"))?;
    }
    for zone in &report.zones {
        for missing in &zone.missing {
            writeln!(out, "{} {}：{missing}", zone.code, zone.name)?;
        }
    }
    group(&mut out, "全部", &report.rates.all)?;
    for basin in &report.rates.by_basin {
        group(&mut out, &format!("流域 {}", named(&basin.name)), basin)?;
    }
    for county in &report.rates.by_county {
        let name = report.counties.get(&county.name).unwrap_or(&county.name);
        group(&mut out, &format!("行政区 {}", named(name)), county)?;
    }
    for (what, codes) in [
        ("不考核、未评价", &report.not_assessed),
        ("排污控制区没有水质目标、未评价", &report.without_target),
        ("未填是否考核、已按考核评价", &report.assessed_unknown),
        ("监测数据找不到所属水功能区、未采用", &report.stray_samples),
    ] {
        if !codes.is_empty() {
            writeln!(out, "{what} {} 个：{}", codes.len(), shortened(codes))?;
        }
    }
    Ok(out)
}

fn row(zone: &ZoneYear) -> [String; 12] {
    let or_blank = |text: &Option<String>| text.clone().unwrap_or_else(|| "未填".to_owned());
    [
        zone.code.clone(),
        zone.name.clone(),
        or_blank(&zone.kind_text()),
        or_blank(&zone.basin),
        or_blank(&zone.target),
        zone.stations.join("、"),
        zone.class.clone().unwrap_or_else(|| "—".to_owned()),
        zone.evaluated.to_string(),
        zone.passing.to_string(),
        zone.share.map_or_else(|| "—".to_owned(), percent),
        zone.verdict.label().to_owned(),
        zone.exceeded_text(),
    ]
    .map(|cell| one_line(&cell))
}

/// A tab or a line break in a name would move what follows into other cells.
fn one_line(cell: &str) -> String {
    cell.replace(char::is_control, " ")
}

fn group(out: &mut String, name: &str, group: &Group) -> std::fmt::Result {
    for (what, unit, rate) in [
        ("按个数", "个", &group.by_count),
        ("按河长", "km", &group.by_length_km),
        ("按湖库面积", "km²", &group.by_area_km2),
    ] {
        if rate.total > 0.0 || !rate.unmeasured.is_empty() {
            writeln!(out, "{name} {what}：{}", rate_text(rate, unit))?;
        }
    }
    Ok(())
}

fn rate_text(rate: &Rate, unit: &str) -> String {
    let mut text = format!(
        "达标率 {}(达标 {}、不达标 {}、无法判定 {}、干涸不评 {}，共 {} {unit})",
        rate.rate.map_or_else(|| "—".to_owned(), percent),
        figure(rate.passing),
        figure(rate.failing),
        figure(rate.undecided),
        figure(rate.dry),
        figure(rate.total)
    );
    if rate.undecided > 0.0
        && let Some(most) = rate.rate_at_most
    {
        let more = format!("，无法判定的若全部达标则为 {}", percent(most));
        text.push_str(&more);
    }
    if !rate.unmeasured.is_empty() {
        let more = format!("；未填长度或面积而未计入：{}", shortened(&rate.unmeasured));
        text.push_str(&more);
    }
    text
}

/// Zones, km or km² with two decimals at most.
pub fn figure(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share of 0 to 1 as a percentage; what is not all never reads 100%, what is not nothing never 0%.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let percent = if share > 0.0 && share < 1.0 {
        percent.clamp(0.1, 99.9)
    } else {
        percent
    };
    format!("{percent:.1}%")
}

fn named(name: &str) -> &str {
    if name.is_empty() { "未填" } else { name }
}

fn shortened(codes: &[String]) -> String {
    const NAMED: usize = 5;
    let named = codes[..codes.len().min(NAMED)].join("、");
    if codes.len() > NAMED {
        format!("{named} 等")
    } else {
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_in_a_name_moves_no_cell_and_figures_have_no_empty_decimals() {
        assert_eq!(one_line("盘龙江\t上段\n"), "盘龙江 上段 ");
        assert_eq!(
            [figure(29.0), figure(53.274), figure(0.0)],
            ["29", "53.27", "0"]
        );
        assert_eq!(percent(0.8966), "89.7%");
        assert_eq!([percent(0.9999), percent(1.0)], ["99.9%", "100.0%"]);
        assert_eq!([percent(0.0001), percent(0.0)], ["0.1%", "0.0%"]);
    }
}
