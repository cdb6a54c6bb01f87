//! 空间核查报告, section by section. Every figure is the case's own; what it does not hold is said to be
//! missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::case::ReviewCase;
use crate::domain::catalog::{INDUSTRIES, OUTFALL_CLASSES, RECEIVERS, WELL_PURPOSES};
use crate::domain::{
    Finding, Language, Layer, Outcome, OutfallApplication, Progress, Subject, WellApplication,
};
use crate::geodesy::angle::{Axis, format_dms};
use crate::report::document::{Block, Cell, Row, Table};
use crate::report::mark::Mark;
use crate::services::cases::PROGRAM_VERSION;
use crate::services::findings_text::citation;
use crate::services::map::crs_name;
use crate::services::review_report::ReportError;
use crate::services::review_report::gaps::Gaps;
use crate::services::review_report::words::{
    STATEMENT, UNSAID, UNVERIFIED, about_amounts, action, amount, articles, distance, feature,
    kind, layer, load_name, named, or_unsaid, plane, position, relation, relations, site_name,
    yes_no,
};
use crate::store::Project;

/// Sections 1 to 9.
pub(super) fn blocks(
    project: &Project,
    case: &ReviewCase,
    progress: &Progress,
) -> Result<Vec<Block>, ReportError> {
    let mut blocks = Vec::new();
    application(case, &mut blocks);
    basis(case, &mut blocks);
    data(project, case, &mut blocks)?;
    coordinates(case, &mut blocks);
    space(case, &mut blocks);
    progress.step(0, 0)?;
    results(case, &mut blocks);
    amounts(case, &mut blocks);
    undecided(case, &mut blocks);
    conclusion(case, &mut blocks);
    Ok(blocks)
}

fn heading(text: &str) -> Block {
    Block::Heading(text.to_owned())
}

fn say(text: impl Into<String>) -> Block {
    Block::Paragraph(text.into())
}

fn table(widths: &[f32], header: Vec<&'static str>, rows: Vec<Row>) -> Block {
    Block::Table(Table {
        widths: widths.to_vec(),
        header,
        rows,
        one_page: false,
    })
}

/// Names and values beside each other.
fn pairs(rows: Vec<(&str, String)>) -> Block {
    let rows = rows
        .into_iter()
        .map(|(label, text)| Row::new(vec![Cell::label(label), Cell::new(text)]))
        .collect();
    table(&[0.24, 0.76], Vec::new(), rows)
}

fn application(case: &ReviewCase, blocks: &mut Vec<Block>) {
    let summary = &case.summary;
    let (details, subject) = (&summary.details, &summary.inputs.subject);
    let mut rows = vec![
        ("项目名称", or_unsaid(&details.project_name)),
        ("申请单位", or_unsaid(&details.applicant)),
        ("审查人", or_unsaid(&details.reviewer)),
        ("申请", format!("{}（{}）", kind(subject), action(subject))),
        (
            "位置",
            subject
                .position()
                .map_or_else(|| UNSAID.to_owned(), position),
        ),
    ];
    match subject {
        Subject::Outfall(outfall) => rows.extend(outfall_rows(outfall)),
        Subject::Well(well) => rows.extend(well_rows(well)),
        Subject::Record(_) => {}
    }
    rows.push(("备注", or_unsaid(&details.note)));
    blocks.push(heading("1　项目与申请"));
    blocks.push(pairs(rows));
}

fn outfall_rows(outfall: &OutfallApplication) -> Vec<(&'static str, String)> {
    vec![
        (
            "受纳水体",
            or_unsaid(outfall.water_body.as_deref().unwrap_or("")),
        ),
        (
            "排污口类型",
            named(OUTFALL_CLASSES, outfall.class.as_deref()),
        ),
        ("排入何处", named(RECEIVERS, outfall.receiver.as_deref())),
        ("行业", named(INDUSTRIES, outfall.industry.as_deref())),
        ("设计排放量", amount(outfall.flow_m3d, "m³/d")),
        ("混合段长度", amount(outfall.mixing_length_m, "m")),
    ]
}

fn well_rows(well: &WellApplication) -> Vec<(&'static str, String)> {
    let assessment = well.assessment.map_or(UNSAID, |one| one.label().zh);
    vec![
        ("取水用途", named(WELL_PURPOSES, well.purpose.as_deref())),
        ("年取水量", amount(well.volume_m3a, "m³/a")),
        ("原许可年取水量", amount(well.previous_volume_m3a, "m³/a")),
        ("含水层", or_unsaid(well.aquifer.as_deref().unwrap_or(""))),
        ("水资源论证", assessment.to_owned()),
        ("家庭生活等少量取水", yes_no(well.small_use)),
        ("公共供水工程", yes_no(well.public_supply)),
        (
            "退水所在水功能区",
            or_unsaid(well.return_zone.as_deref().unwrap_or("")),
        ),
    ]
}

fn basis(case: &ReviewCase, blocks: &mut Vec<Block>) {
    let inputs = &case.summary.inputs;
    blocks.push(heading("2　依据与规则包版本"));
    blocks.push(say(format!(
        "依据按决定日期 {} 当日有效的版本选取。",
        inputs.as_of
    )));
    let rows = case
        .summary
        .packs
        .iter()
        .map(|pack| Row::of([&pack.id, &pack.version, &pack.sha256]))
        .collect();
    blocks.push(table(
        &[0.2, 0.26, 0.54],
        vec!["规则包", "版本", "内容校验值 SHA-256"],
        rows,
    ));
    if !inputs.packs_off.is_empty() {
        blocks.push(say(format!(
            "项目未启用的规则包：{}。",
            inputs.packs_off.join("、")
        )));
    }
    let mut cited: BTreeMap<(String, bool), BTreeSet<&str>> = BTreeMap::new();
    for finding in &case.findings {
        for basis in &finding.basis {
            let text = citation(&basis.document, &basis.article, Language::Zh);
            cited
                .entry((text, basis.verified))
                .or_default()
                .insert(&finding.rule);
        }
    }
    let rows = cited
        .into_iter()
        .map(|((text, verified), rules)| {
            let mark = if verified { "已核" } else { UNVERIFIED };
            let rules: Vec<&str> = rules.into_iter().collect();
            Row::of([text, mark.to_owned(), rules.join("、")])
        })
        .collect();
    blocks.push(table(
        &[0.5, 0.17, 0.33],
        vec!["所引依据", "核对", "引用的规则"],
        rows,
    ));
}

fn data(project: &Project, case: &ReviewCase, blocks: &mut Vec<Block>) -> Result<(), ReportError> {
    let mut rows = Vec::new();
    for used in &case.summary.data {
        let known = Layer::from_name(&used.layer);
        let now = known.map(|layer| project.data_version(layer)).transpose()?;
        let sources = known.map(|layer| project.sources(layer)).transpose()?;
        let (names, changed) = sources.map_or_else(Default::default, |sources| {
            (sources.names.join("；"), sources.changed)
        });
        let source = if names.is_empty() {
            "来源未注明".to_owned()
        } else {
            names
        };
        let day = changed.unwrap_or_else(|| "未记录".to_owned());
        let state = if now.as_ref() == Some(used) {
            day
        } else {
            format!("{day}\n核查后有改动")
        };
        rows.push(Row::of([
            layer(&used.layer).to_owned(),
            used.features.to_string(),
            used.version.clone(),
            source,
            state,
        ]));
    }
    blocks.push(heading("3　数据来源与时效"));
    blocks.push(say(
        "要素数和数据版本为案卷所存；来源和入库日期取自出具时的项目。数据统一为 CGCS2000（EPSG:4490）。\
         批准文号、比例尺见各要素登记，案卷未单列。",
    ));
    blocks.push(table(
        &[0.18, 0.09, 0.29, 0.28, 0.16],
        vec!["图层", "要素数", "数据版本", "来源", "最近入库"],
        rows,
    ));
    Ok(())
}

fn coordinates(case: &ReviewCase, blocks: &mut Vec<Block>) {
    let inputs = &case.summary.inputs;
    let plane_text = plane(case).map_or_else(
        || "换算失败：位置不在该投影坐标系的适用范围内".to_owned(),
        |(east, north)| format!("X（纵）{north:.3} m，Y（横）{east:.3} m"),
    );
    blocks.push(heading("4　坐标核查"));
    blocks.push(pairs(vec![
        (
            "输入形式与原坐标系",
            format!("{UNSAID}：案卷保存的是换算后的经纬度"),
        ),
        (
            "案卷保存的位置",
            inputs
                .subject
                .position()
                .map_or_else(|| UNSAID.to_owned(), position),
        ),
        ("坐标系", "2000国家大地坐标系（EPSG:4490）".to_owned()),
        ("量算坐标系", crs_name(inputs.metric_epsg, Language::Zh)),
        ("换算结果", plane_text),
        (
            "换算方法与误差",
            format!(
                "PROJ 由 EPSG:4490 换算到 EPSG:{}；原始点位误差案卷未载明",
                inputs.metric_epsg
            ),
        ),
    ]));
}

fn space(case: &ReviewCase, blocks: &mut Vec<Block>) {
    let all = relations(case);
    blocks.push(heading("5　空间关系"));
    if all.is_empty() {
        blocks.push(say("核查结果没有列出任何要素。"));
        return;
    }
    blocks.push(say(format!(
        "距离在 EPSG:{} 中量算，河流上下游沿河量算；压在边界上的按在内处理。里程桩号与重叠长度、面积：案卷未载明。",
        case.summary.inputs.metric_epsg
    )));
    let rows = all
        .into_iter()
        .map(|(evidence, rules)| {
            let rules: Vec<&str> = rules.into_iter().collect();
            Row::of([
                layer(&evidence.layer).to_owned(),
                feature(evidence),
                relation(evidence).to_owned(),
                distance(evidence),
                rules.join("、"),
            ])
        })
        .collect();
    blocks.push(table(
        &[0.16, 0.32, 0.15, 0.19, 0.18],
        vec!["图层", "要素（编码）", "关系", "距离", "规则"],
        rows,
    ));
}

fn result_row(finding: &Finding) -> Row {
    let mut said = vec![finding.title.clone(), finding.message.clone()];
    // Most messages already say what is missing.
    let unsaid = finding
        .missing
        .iter()
        .filter(|missing| !finding.message.contains(missing.as_str()));
    said.extend(unsaid.map(|missing| format!("缺少：{missing}")));
    Row::of([
        format!("{}\n{}", finding.rule, finding.pack),
        finding.outcome.label().zh.to_owned(),
        said.join("\n"),
        articles(finding).join("\n"),
    ])
}

fn results(case: &ReviewCase, blocks: &mut Vec<Block>) {
    blocks.push(heading("6　规则结果"));
    blocks.push(say(format!(
        "共 {} 条，结论从严到宽排列。适用了例外的，例外理由写在该条说明中。标有{UNVERIFIED}的依据尚未与原文核对。",
        case.findings.len()
    )));
    blocks.push(table(
        &[0.16, 0.1, 0.45, 0.29],
        vec!["规则", "结果", "事项与说明", "依据条款"],
        case.findings.iter().map(result_row).collect(),
    ));
}

fn amounts(case: &ReviewCase, blocks: &mut Vec<Block>) {
    blocks.push(heading("7　水质与总量"));
    if let Subject::Outfall(outfall) = &case.summary.inputs.subject {
        let items: BTreeSet<&String> = outfall
            .loads_t_a
            .keys()
            .chain(outfall.cuts_t_a.keys())
            .collect();
        let number =
            |value: Option<&f64>| value.map_or_else(|| UNSAID.to_owned(), ToString::to_string);
        if items.is_empty() {
            blocks.push(say(format!("新增负荷与区内削减：{UNSAID}。")));
        } else {
            let rows = items
                .into_iter()
                .map(|item| {
                    Row::of([
                        load_name(item).to_owned(),
                        number(outfall.loads_t_a.get(item)),
                        number(outfall.cuts_t_a.get(item)),
                    ])
                })
                .collect();
            blocks.push(table(
                &[0.34, 0.33, 0.33],
                vec!["项目", "新增（t/a）", "区内削减（t/a）"],
                rows,
            ));
        }
    }
    let about: Vec<&Finding> = case
        .findings
        .iter()
        .filter(|finding| about_amounts(finding))
        .collect();
    if about.is_empty() {
        blocks.push(say("规则结果中没有涉及水质、总量或水量的条目。"));
        return;
    }
    blocks.push(say(
        "规则结果中涉及水质、总量或水量的条目（依据见第 6 节）：",
    ));
    let rows = about
        .into_iter()
        .map(|finding| {
            Row::of([
                format!("{}\n{}", finding.rule, finding.pack),
                finding.outcome.label().zh.to_owned(),
                format!("{}：{}", finding.title, finding.message),
            ])
        })
        .collect();
    blocks.push(table(
        &[0.16, 0.1, 0.74],
        vec!["规则", "结果", "说明"],
        rows,
    ));
}

fn undecided(case: &ReviewCase, blocks: &mut Vec<Block>) {
    blocks.push(heading("8　未能判定项"));
    let open: Vec<&Finding> = case
        .findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Undecided || !finding.missing.is_empty())
        .collect();
    let others = Gaps::of(case).others();
    if !others.is_empty() {
        blocks.push(say("下列事项使结论不完整："));
        blocks.extend(others.into_iter().map(say));
    }
    if open.is_empty() {
        blocks.push(say("没有未能判定的规则。"));
        return;
    }
    blocks.push(say("缺少资料的规则不视为通过；补充下列资料后应重新核查。"));
    let rows = open
        .into_iter()
        .map(|finding| {
            let why = if finding.missing.is_empty() {
                finding.message.clone()
            } else {
                finding.missing.join("\n")
            };
            Row::of([
                format!("{}\n{}", finding.rule, finding.pack),
                finding.title.clone(),
                why,
            ])
        })
        .collect();
    blocks.push(table(
        &[0.16, 0.36, 0.48],
        vec!["规则", "事项", "缺少什么"],
        rows,
    ));
}

fn conclusion(case: &ReviewCase, blocks: &mut Vec<Block>) {
    let summary = &case.summary;
    let counts: Vec<String> = Outcome::STRICTEST_FIRST
        .into_iter()
        .filter_map(|outcome| {
            let of = |finding: &&Finding| finding.outcome == outcome;
            let count = case.findings.iter().filter(of).count();
            (count > 0).then(|| format!("{} {count} 条", outcome.label().zh))
        })
        .collect();
    let (opinion, conditions, day) = summary.decision.as_ref().map_or_else(
        || ("尚未出具".to_owned(), String::new(), "—".to_owned()),
        |decision| {
            (
                decision.opinion.label().zh.to_owned(),
                decision.conditions.clone(),
                decision.decided_on.to_string(),
            )
        },
    );
    let conditions = if conditions.trim().is_empty() {
        "无".to_owned()
    } else {
        conditions
    };
    blocks.push(heading("9　结论与条件"));
    blocks.push(pairs(vec![
        (
            "核查结论",
            format!(
                "{}（取各条中最严者；{}）",
                summary.verdict.label().zh,
                counts.join("、")
            ),
        ),
        ("审查意见", opinion),
        ("附加条件或理由", conditions),
        ("意见日期", day),
        (
            "核查有效期",
            format!("自存档之日起 {} 天", summary.valid_days),
        ),
    ]));
    blocks.push(Block::Warning(STATEMENT.to_owned()));
}

/// The coordinate table and the run record.
pub(super) fn annexes(case: &ReviewCase, mark: &Mark) -> Vec<Block> {
    let mut blocks = vec![heading("附件 2　坐标表")];
    match case.summary.inputs.subject.position() {
        None => blocks.push(say(UNSAID)),
        Some(at) => {
            let (north, east) = plane(case).map_or_else(
                || (UNSAID.to_owned(), UNSAID.to_owned()),
                |(east, north)| (format!("{north:.3}"), format!("{east:.3}")),
            );
            let row = Row::of([
                "1".to_owned(),
                site_name(&case.summary.inputs.subject).to_owned(),
                north,
                east,
                format!("{}\n{:.7}°", format_dms(at.lon, Axis::Longitude), at.lon),
                format!("{}\n{:.7}°", format_dms(at.lat, Axis::Latitude), at.lat),
            ]);
            blocks.push(table(
                &[0.07, 0.21, 0.17, 0.17, 0.19, 0.19],
                vec!["序号", "点名", "X（纵，m）", "Y（横，m）", "经度", "纬度"],
                vec![row],
            ));
            let epsg = case.summary.inputs.metric_epsg;
            blocks.push(say(format!(
                "平面坐标系：{}；经纬度：2000国家大地坐标系（EPSG:4490）。",
                crs_name(epsg, Language::Zh)
            )));
        }
    }
    blocks.push(heading("附件 3　运行记录"));
    blocks.push(run_record(case, mark));
    blocks
}

fn run_record(case: &ReviewCase, mark: &Mark) -> Block {
    let summary = &case.summary;
    let packs = if summary.inputs.packs.is_empty() {
        "当日有效的全部规则包".to_owned()
    } else {
        summary.inputs.packs.join("、")
    };
    pairs(vec![
        (
            "案卷",
            format!("{}，第 {} 次核查", summary.key.number, summary.key.revision),
        ),
        ("存档时间", format!("{}（UTC）", summary.created_at)),
        ("决定日期", summary.inputs.as_of.to_string()),
        ("指定的规则包", packs),
        (
            "核查所用程序",
            summary
                .program
                .as_ref()
                .map_or_else(|| UNSAID.to_owned(), |version| format!("水界 {version}")),
        ),
        ("出具所用程序", format!("水界 {PROGRAM_VERSION}")),
        ("核查校验值", summary.hash.clone()),
        ("文件内容校验值", mark.hash.clone()),
        (
            "如何核对",
            "shuijie-cli report 项目 --verify 本文件：比对文件所载案卷号和内容校验值与项目中的案卷，\
             并核对案卷是否仍有效；\
             不核对正文是否另经编辑。二维码载有相同内容。"
                .to_owned(),
        ),
    ])
}
