//! What was in force on which day: the same positions on four decision dates, with every article that is
//! printed. The dates stand around the change from 水污染防治法 to 生态环境法典, and before its revision.

use std::fmt::Write as _;

use jiff::civil::{Date, date};
use shuijie::rules::SubjectKind;
use shuijie::rules::engine::EngineError;

use super::{Table, ask, assert_kept, try_ask};

const DAYS: [Date; 4] = [
    date(2013, 1, 1),
    date(2026, 8, 14),
    date(2026, 8, 15),
    date(2026, 11, 24),
];

/// A name, the facts that are known there, and the rules that are looked at.
type Position = (
    &'static str,
    SubjectKind,
    &'static str,
    &'static [&'static str],
);

const POSITIONS: [Position; 9] = [
    (
        "一级保护区",
        SubjectKind::Outfall,
        r#""protection_zone.grade" = "1""#,
        &["OS-01"],
    ),
    (
        "二级保护区",
        SubjectKind::Outfall,
        r#""protection_zone.grade" = "2""#,
        &["OS-02"],
    ),
    (
        "准保护区",
        SubjectKind::Outfall,
        r#""protection_zone.grade" = "quasi""#,
        &["OS-03"],
    ),
    (
        "风景名胜区",
        SubjectKind::Outfall,
        r#""special_area.kind" = "scenic""#,
        &["OS-11"],
    ),
    (
        "自然保护区核心保护区",
        SubjectKind::Outfall,
        r#""nature_reserve.grade" = "core"
           "special_area.kind" = "nature_reserve""#,
        &["OS-11", "OS-22"],
    ),
    (
        "长江流域不达标、超总量的保护区",
        SubjectKind::Outfall,
        r#""zone.quality_verdict" = "fail"
           "function_zone.basin" = "F"
           "function_zone.level1" = "protection"
           "zone.load_ratio" = 1.2
           "outfall.class" = "industrial""#,
        &["OS-06", "OS-16", "OS-17", "OS-26"],
    ),
    (
        "禁采区的疏干井",
        SubjectKind::Well,
        r#""groundwater_area.kind" = "prohibited"
           "well.purpose" = "dewatering""#,
        &["GW-01"],
    ),
    (
        "超采区、管网内的工业井",
        SubjectKind::Well,
        r#""groundwater_area.kind" = ["overdraft", "prohibited"]
           "supply_area.covers" = true
           "well.purpose" = "industry""#,
        &["GW-01", "GW-04", "GW-13"],
    ),
    (
        "地下水污染防治重点区、岩溶泉域",
        SubjectKind::Outfall,
        r#""special_area.kind" = ["karst_spring", "groundwater_pollution_control", "red_line"]"#,
        &["OS-23", "OS-29", "OS-34"],
    ),
];

fn facts(text: &str) -> Table {
    super::table(&toml::from_str(text).unwrap())
}

/// One line per finding of the named rules, on every day.
fn printed() -> String {
    let mut out = String::new();
    for (name, subject, known, rules) in POSITIONS {
        writeln!(out, "# {name}").unwrap();
        for day in DAYS {
            let checked = ask(subject, &[], day, &mut facts(known));
            let mut lines: Vec<String> = checked
                .findings
                .iter()
                .filter(|finding| rules.contains(&finding.rule.as_str()))
                .map(|finding| {
                    let basis: Vec<_> = finding
                        .basis
                        .iter()
                        .map(|basis| {
                            let mark = if basis.verified { "" } else { " [待核]" };
                            format!("{} {}{mark}", basis.document, basis.article)
                        })
                        .collect();
                    format!(
                        "{day} {} {} {}：{}",
                        finding.rule,
                        finding.pack,
                        finding.outcome.code(),
                        basis.join("；")
                    )
                })
                .collect();
            lines.sort();
            if lines.is_empty() {
                lines.push(format!("{day} 无"));
            }
            writeln!(out, "{}", lines.join("\n")).unwrap();
        }
    }
    out
}

#[test]
fn each_day_prints_the_articles_that_were_in_force_on_it() {
    assert_kept("tests/integration/law_cases/dates.txt", &printed());
}

/// No citation is printed before its law began or after it ended, whatever the position.
#[test]
fn no_law_is_cited_outside_of_its_days() {
    let spans = [
        ("生态环境法典", date(2026, 8, 15), Date::MAX),
        ("长江保护法", date(2021, 3, 1), Date::MAX),
        ("湿地保护法", date(2022, 6, 1), Date::MAX),
        ("国家公园法", date(2026, 1, 1), Date::MAX),
        (
            "地下水管理条例(国务院令第748号)",
            date(2021, 12, 1),
            Date::MAX,
        ),
        (
            "入河排污口监督管理办法(生态环境部令第35号)",
            date(2025, 1, 1),
            Date::MAX,
        ),
        (
            "入河排污口监督管理办法(水利部令第22号)",
            date(2005, 1, 1),
            Date::MAX,
        ),
        (
            "取水许可和水资源费征收管理条例(国务院令第460号)",
            date(2006, 4, 15),
            Date::MAX,
        ),
        ("水污染防治法", date(2018, 1, 1), date(2026, 8, 14)),
        (
            "水污染防治法(2008年修订)",
            date(2008, 6, 1),
            date(2017, 12, 31),
        ),
        ("自然保护区条例(2017)", date(2017, 10, 7), date(2026, 3, 14)),
        (
            "自然保护区条例(国务院令第830号)",
            date(2026, 3, 15),
            Date::MAX,
        ),
        ("云南省地下水管理办法", date(2024, 2, 1), Date::MAX),
        ("节约用水条例", date(2024, 5, 1), Date::MAX),
        ("水法", date(2002, 10, 1), Date::MAX),
        (
            "昆明市关于落实最严格水资源管理制度的实施方案",
            date(2014, 5, 21),
            Date::MAX,
        ),
    ];
    let mut seen = 0;
    for pack in super::SHIPPED.packs() {
        for rule in &pack.rules {
            for basis in &rule.basis {
                let known = spans
                    .iter()
                    .find(|(document, ..)| *document == basis.document);
                let Some((document, from, to)) = known else {
                    continue;
                };
                seen += 1;
                let of_pack = pack.editions[0].window.from.unwrap();
                let begins = basis.window.from.unwrap_or(Date::MIN).max(of_pack);
                let ends = basis.window.to.unwrap_or(Date::MAX);
                assert!(
                    begins >= *from && ends <= *to,
                    "{} {}: {document} {begins}..{ends}",
                    pack.id,
                    rule.id
                );
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn a_day_before_any_pack_is_an_error() {
    let error = try_ask(
        SubjectKind::Well,
        &[],
        date(2008, 5, 31),
        &mut Table::default(),
    );
    let error = error.unwrap_err();
    assert!(
        matches!(error, EngineError::NothingInForce { .. }),
        "{error}"
    );
    for part in ["2008-05-31", "2008-06-01", "2014-05-21"] {
        assert!(error.to_string().contains(part), "{error}");
    }
}
