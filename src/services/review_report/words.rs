//! The words of a review document that several of its parts use: names of layers and choices, amounts,
//! positions, and what is said where a case says nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::case::ReviewCase;
use crate::domain::catalog::LOAD_ITEMS;
use crate::domain::{Choice, Evidence, Finding, Language, Layer, LonLat, Relation, Subject};
use crate::geodesy::angle::{Axis, format_dms};
use crate::geodesy::{STORAGE_EPSG, Transform};
use crate::services::findings_text::{citation, distance_text};

/// Where the case says nothing.
pub(super) const UNSAID: &str = "案卷未载明";
/// Behind a basis whose text nobody has read.
pub(super) const UNVERIFIED: &str = "【依据待核】";
/// The plain statement.
pub(super) const STATEMENT: &str =
    "本文件由计算机按所列规则包和数据筛查生成，不是行政决定，也不替代论证、现场核查和法定程序。";

pub(super) fn or_unsaid(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() { UNSAID } else { text }.to_owned()
}

pub(super) fn layer(name: &str) -> &str {
    Layer::from_name(name).map_or(name, |layer| layer.label().zh)
}

/// A code that the catalogue does not know is shown as it is.
pub(super) fn named(choices: &[Choice], code: Option<&str>) -> String {
    code.map_or(UNSAID, |code| {
        let known = choices.iter().find(|choice| choice.code == code);
        known.map_or(code, |choice| choice.label.zh)
    })
    .to_owned()
}

pub(super) fn amount(value: Option<f64>, unit: &str) -> String {
    value.map_or_else(|| UNSAID.to_owned(), |value| format!("{value} {unit}"))
}

pub(super) fn yes_no(value: Option<bool>) -> String {
    value
        .map_or(UNSAID, |yes| if yes { "是" } else { "否" })
        .to_owned()
}

pub(super) fn load_name(code: &str) -> &str {
    let item = LOAD_ITEMS.iter().find(|(item, _)| *item == code);
    item.map_or(code, |(_, label)| label.zh)
}

pub(super) fn loads(amounts: &BTreeMap<String, f64>) -> String {
    let parts: Vec<String> = amounts
        .iter()
        .map(|(code, amount)| format!("{} {amount} t/a", load_name(code)))
        .collect();
    or_unsaid(&parts.join("、"))
}

pub(super) fn position(at: LonLat) -> String {
    format!(
        "{}，{}（{:.7}°，{:.7}°）",
        format_dms(at.lon, Axis::Longitude),
        format_dms(at.lat, Axis::Latitude),
        at.lon,
        at.lat
    )
}

/// Easting and northing in the case's plane; `None` where the plane does not reach.
pub(super) fn plane(case: &ReviewCase) -> Option<(f64, f64)> {
    let at = case.summary.inputs.subject.position()?;
    let transform = Transform::between(STORAGE_EPSG, case.summary.inputs.metric_epsg);
    transform.ok()?.convert(at.lon, at.lat).ok()
}

pub(super) fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Outfall(_) => "入河排污口设置",
        Subject::Well(_) => "地下水取水",
        Subject::Record(_) => "登记对象",
    }
}

/// What the site of a case is called on its map.
pub fn site_name(subject: &Subject) -> &'static str {
    match subject {
        Subject::Outfall(_) => "拟设入河排污口",
        Subject::Well(_) => "拟建取水井",
        Subject::Record(_) => "登记对象",
    }
}

pub(super) fn action(subject: &Subject) -> &'static str {
    match subject {
        Subject::Outfall(outfall) => outfall.action.label().zh,
        Subject::Well(well) => well.action.label().zh,
        Subject::Record(_) => UNSAID,
    }
}

/// The citations of a finding, with the mark of those that are not verified.
pub(super) fn articles(finding: &Finding) -> Vec<String> {
    finding
        .basis
        .iter()
        .map(|basis| {
            let mark = if basis.verified { "" } else { UNVERIFIED };
            format!(
                "{}{mark}",
                citation(&basis.document, &basis.article, Language::Zh)
            )
        })
        .collect()
}

pub(super) const fn relation(evidence: &Evidence) -> &'static str {
    match evidence.relation {
        Relation::Inside => "位于其内",
        Relation::Edge => "位于边界上（按在内处理）",
        Relation::Within => "邻近",
        Relation::Upstream => "在本点上游",
        Relation::Downstream => "在本点下游",
    }
}

/// How far, and measured to what.
pub(super) fn distance(evidence: &Evidence) -> String {
    let Some(metres) = evidence.distance_m else {
        return "—".to_owned();
    };
    let what = match evidence.relation {
        Relation::Inside | Relation::Edge => "距边界 ",
        Relation::Within => "相距 ",
        Relation::Upstream | Relation::Downstream => "沿河 ",
    };
    format!("{what}{}", distance_text(metres, Language::Zh))
}

/// Every feature and relation that the findings name, once, with the rules that name it.
pub(super) fn relations(case: &ReviewCase) -> Vec<(&Evidence, BTreeSet<&str>)> {
    let mut all: Vec<(&Evidence, BTreeSet<&str>)> = Vec::new();
    for finding in &case.findings {
        for evidence in &finding.evidence {
            let rule = finding.rule.as_str();
            match all.iter_mut().find(|(known, _)| *known == evidence) {
                Some((_, rules)) => drop(rules.insert(rule)),
                None => all.push((evidence, BTreeSet::from([rule]))),
            }
        }
    }
    all.sort_by(|(a, _), (b, _)| {
        (&a.layer, a.relation, &a.code)
            .cmp(&(&b.layer, b.relation, &b.code))
            .then(
                a.distance_m
                    .partial_cmp(&b.distance_m)
                    .unwrap_or(std::cmp::Ordering::Equal),
            )
    });
    all
}

/// What of these layers the site lies in or near, as the findings name it.
pub(super) fn met(case: &ReviewCase, layers: &[&str]) -> String {
    let mut lines: Vec<String> = relations(case)
        .into_iter()
        .filter(|(evidence, _)| layers.contains(&evidence.layer.as_str()))
        .map(|(evidence, _)| {
            let name = feature(evidence);
            match evidence.distance_m {
                Some(_) => format!("{name}：{}，{}", relation(evidence), distance(evidence)),
                None => format!("{name}：{}", relation(evidence)),
            }
        })
        .collect();
    lines.dedup();
    if lines.is_empty() {
        return "核查结果未列出".to_owned();
    }
    lines.join("\n")
}

pub(super) fn feature(evidence: &Evidence) -> String {
    if evidence.name.is_empty() || evidence.name == evidence.code {
        evidence.code.clone()
    } else {
        format!("{}（{}）", evidence.name, evidence.code)
    }
}

/// Whether a finding is about water quality, loads or amounts.
pub(super) fn about_amounts(finding: &Finding) -> bool {
    const WORDS: [&str; 10] = [
        "水质",
        "总量",
        "负荷",
        "纳污",
        "达标",
        "限排",
        "指标",
        "取水量",
        "混合",
        "用水",
    ];
    WORDS
        .iter()
        .any(|word| finding.title.contains(word) || finding.message.contains(word))
}

/// `text` cut at so many characters, with a word about where the rest stands.
pub(super) fn cut(text: &str, most: usize, rest: &str) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most).collect();
    format!("{kept}…（{rest}）")
}
