//! 审查意见表: the one page that the reviewer signs.

use crate::domain::case::{Opinion, ReviewCase};
use crate::domain::catalog::{OUTFALL_CLASSES, WELL_PURPOSES};
use crate::domain::{Finding, Outcome, Subject};
use crate::report::code::Code;
use crate::report::document::{Block, Cell, Row, Table};
use crate::services::review_report::gaps::{Gaps, titles};
use crate::services::review_report::standing::Standing;
use crate::services::review_report::words::{
    STATEMENT, UNSAID, action, amount, articles, cut, kind, loads, met, named, or_unsaid, plane,
    position,
};

/// Findings that the form lists by title; the rest is counted.
const LISTED: usize = 5;
/// Characters of a field of the form.
const FIELD: usize = 120;
/// Characters of the features that are met: half a dozen of them.
const MET: usize = 220;
/// Characters of a name in a narrow field.
const NAME: usize = 40;
/// Characters of why the case does not hold.
const WARNING: usize = 200;
const FULL: &str = "全文见核查报告第 1 节";

pub(super) fn blocks(case: &ReviewCase, standing: &Standing, code: Code) -> Vec<Block> {
    let summary = &case.summary;
    let subject = &summary.inputs.subject;
    let mut rows = head(case);
    rows.extend(about(case, subject));
    rows.extend(findings(case));
    rows.extend(opinion(case));
    let mut blocks = vec![Block::Title {
        text: format!("{}审查意见表", kind(subject)),
        below: format!(
            "案卷编号 {}　第 {} 次核查　案卷状态 {}",
            summary.key.number, summary.key.revision, standing.word
        ),
        code,
    }];
    let warning = standing.warning();
    blocks.extend(warning.map(|text| Block::Warning(cut(&text, WARNING, "全文见核查报告"))));
    blocks.push(Block::Table(Table {
        widths: vec![0.16, 0.34, 0.16, 0.34],
        header: Vec::new(),
        rows,
        one_page: true,
    }));
    blocks.push(Block::Paragraph(STATEMENT.to_owned()));
    blocks
}

fn pair(left: (&str, String), right: (&str, String)) -> Row {
    Row::new(vec![
        Cell::label(left.0),
        Cell::new(left.1),
        Cell::label(right.0),
        Cell::new(right.1),
    ])
}

fn wide(label: &str, text: impl Into<String>) -> Row {
    Row::new(vec![Cell::label(label), Cell::new(text).over(3)])
}

fn head(case: &ReviewCase) -> Vec<Row> {
    let summary = &case.summary;
    let details = &summary.details;
    let place = summary.inputs.subject.position().map_or_else(
        || UNSAID.to_owned(),
        |at| {
            let degrees = position(at);
            let epsg = summary.inputs.metric_epsg;
            let metres = plane(case).map_or_else(String::new, |(east, north)| {
                format!("\nX（纵）{north:.3} m，Y（横）{east:.3} m，EPSG:{epsg}")
            });
            format!("{degrees}，CGCS2000{metres}")
        },
    );
    vec![
        wide(
            "项目名称",
            cut(&or_unsaid(&details.project_name), FIELD, FULL),
        ),
        pair(
            ("申请单位", cut(&or_unsaid(&details.applicant), NAME, FULL)),
            ("申请类型", action(&summary.inputs.subject).to_owned()),
        ),
        wide("位置", place),
    ]
}

fn about(case: &ReviewCase, subject: &Subject) -> Vec<Row> {
    let short = |text: String| cut(&text, MET, "其余见核查报告第 5 节");
    match subject {
        Subject::Outfall(outfall) => vec![
            pair(
                (
                    "受纳水体",
                    cut(
                        &or_unsaid(outfall.water_body.as_deref().unwrap_or("")),
                        NAME,
                        FULL,
                    ),
                ),
                (
                    "排污口类型",
                    named(OUTFALL_CLASSES, outfall.class.as_deref()),
                ),
            ),
            pair(
                ("设计排放量", amount(outfall.flow_m3d, "m³/d")),
                ("新增负荷", loads(&outfall.loads_t_a)),
            ),
            wide("水功能区", short(met(case, &["function_zone"]))),
            wide(
                "涉及保护区",
                short(met(case, &["protection_zone", "special_area"])),
            ),
        ],
        Subject::Well(well) => vec![
            pair(
                ("取水用途", named(WELL_PURPOSES, well.purpose.as_deref())),
                ("年取水量", amount(well.volume_m3a, "m³/a")),
            ),
            pair(
                (
                    "含水层",
                    cut(
                        &or_unsaid(well.aquifer.as_deref().unwrap_or("")),
                        NAME,
                        FULL,
                    ),
                ),
                ("公网覆盖", short(met(case, &["supply_area"]))),
            ),
            wide("禁限采区", short(met(case, &["groundwater_area"]))),
            wide(
                "涉及保护区",
                short(met(case, &["protection_zone", "special_area"])),
            ),
        ],
        Subject::Record(_) => Vec::new(),
    }
}

fn findings(case: &ReviewCase) -> Vec<Row> {
    let objections: Vec<&Finding> = case
        .findings
        .iter()
        .filter(|finding| finding.outcome > Outcome::Undecided)
        .collect();
    let gaps = Gaps::of(case);
    let mut verdict = vec![case.summary.verdict.label().zh.to_owned()];
    verdict.extend(objections.iter().take(LISTED).map(|finding| {
        format!(
            "[{}] {}（{}）：{}",
            finding.outcome.label().zh,
            finding.title,
            finding.rule,
            first_article(finding)
        )
    }));
    if objections.len() > LISTED {
        let more = objections.len() - LISTED;
        verdict.push(format!("另有 {more} 条，见核查报告第 6 节"));
    }
    let verdict = verdict.join("\n");
    let rest = "全部见核查报告第 8 节";
    let open = if gaps.undecided.is_empty() {
        "无".to_owned()
    } else {
        let all = format!("{} 条：{}", gaps.undecided.len(), titles(&gaps.undecided));
        cut(&all, FIELD, rest)
    };
    let others: Vec<String> = gaps
        .others()
        .iter()
        .map(|line| cut(line, FIELD / 2, rest))
        .collect();
    let others = if others.is_empty() {
        "无".to_owned()
    } else {
        others.join("\n")
    };
    let mut rows = vec![
        wide("空间核查结论", verdict),
        wide("无法判定", open),
        wide("其他未尽事项", others),
    ];
    if let Subject::Outfall(outfall) = &case.summary.inputs.subject {
        rows.push(wide(
            "总量核查",
            format!(
                "新增：{}；区内削减：{}。限值、现状与余量：案卷未单列，见核查报告第 7 节所引规则结果",
                loads(&outfall.loads_t_a),
                loads(&outfall.cuts_t_a)
            ),
        ));
    }
    rows.push(wide("影响第三者", UNSAID));
    rows
}

/// The first article of a finding, and how many more there are.
fn first_article(finding: &Finding) -> String {
    let all = articles(finding);
    match all.split_first() {
        None => "依据未载明".to_owned(),
        Some((first, [])) => first.clone(),
        Some((first, more)) => format!("{first}等 {} 项依据", more.len() + 1),
    }
}

fn opinion(case: &ReviewCase) -> Vec<Row> {
    let decision = case.summary.decision.as_ref();
    let boxes: Vec<String> = Opinion::ALL
        .into_iter()
        .map(|opinion| {
            let chosen = decision.is_some_and(|decision| decision.opinion == opinion);
            format!("{}{}", if chosen { "■" } else { "□" }, opinion.label().zh)
        })
        .collect();
    let conditions = decision.map_or_else(String::new, |decision| {
        cut(&decision.conditions, FIELD, "全文见核查报告第 9 节")
    });
    let day = decision.map_or_else(
        || "　　　年　　月　　日".to_owned(),
        |decision| decision.decided_on.to_string(),
    );
    vec![
        wide("审查意见", boxes.join("　　")),
        wide("附加条件或理由", conditions).at_least(26.0),
        pair(
            ("审查人", cut(&case.summary.details.reviewer, NAME, FULL)),
            ("复核人", String::new()),
        )
        .at_least(10.0),
        pair(("意见日期", day), ("单位（盖章）", String::new())).at_least(30.0),
    ]
}
