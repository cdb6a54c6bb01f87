//! An audit as tables: a summary, one row per feature, one row per finding.

use std::fmt::Write as _;
use std::path::Path;

use crate::domain::{Label, Language, Layer, Outcome};
use crate::report::csv::to_csv;
use crate::report::xlsx::to_xlsx;
use crate::report::{Cell, Column, Sheet, TableError};
use crate::services::audit::{AuditFinding, AuditReport, AuditResult};
use crate::services::audit_changes::{AuditChanges, ChangeKind, RuleSaid};

const fn column(title: &'static str, width: f64) -> Column {
    Column { title, width }
}

/// What the workbook is called.
const TITLE: &str = "登记库全面核查";

const SUMMARY: [Column; 2] = [column("项目", 24.0), column("内容", 60.0)];
const FEATURES: [Column; 9] = [
    column("图层", 16.0),
    column("编号", 18.0),
    column("名称", 28.0),
    column("行政区代码", 12.0),
    column("所属分区", 18.0),
    column("经度(CGCS2000)", 14.0),
    column("纬度(CGCS2000)", 14.0),
    column("结论", 10.0),
    column("结论条数", 9.0),
];
const FINDINGS: [Column; 13] = [
    column("图层", 16.0),
    column("编号", 18.0),
    column("名称", 28.0),
    column("行政区代码", 12.0),
    column("结果", 10.0),
    column("规则", 9.0),
    column("规则包", 14.0),
    column("标题", 30.0),
    column("说明", 50.0),
    column("证据", 32.0),
    column("缺少的数据", 24.0),
    column("依据", 36.0),
    column("项目结论", 10.0),
];

const CHANGES: [Column; 8] = [
    column("图层", 16.0),
    column("编号", 18.0),
    column("名称", 28.0),
    column("变化", 12.0),
    column("上次结论", 10.0),
    column("本次结论", 10.0),
    column("新出现的规则结果", 36.0),
    column("不再出现的规则结果", 36.0),
];

/// The findings as CSV.
pub fn audit_csv(report: &AuditReport) -> Result<Vec<u8>, TableError> {
    to_csv(findings(report))
}

/// Summary, features and findings as a workbook; with `changes`, a sheet of what changed.
pub fn audit_xlsx(
    report: &AuditReport,
    changes: Option<&AuditChanges>,
) -> Result<Vec<u8>, TableError> {
    let mut sheets = vec![summary(report, changes), features(report), findings(report)];
    sheets.extend(changes.map(changed));
    to_xlsx(TITLE, sheets, report.as_of)
}

/// How an audit is written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditFormat {
    /// The findings as CSV.
    Csv,
    /// A workbook with several sheets.
    Xlsx,
}

impl AuditFormat {
    /// By the ending of `path`; `None` for other endings.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "xlsx" => Some(Self::Xlsx),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The bytes of the file.
    pub fn bytes(
        self,
        report: &AuditReport,
        changes: Option<&AuditChanges>,
    ) -> Result<Vec<u8>, TableError> {
        match self {
            Self::Csv => audit_csv(report),
            Self::Xlsx => audit_xlsx(report, changes),
        }
    }
}

fn summary<'a>(report: &'a AuditReport, changes: Option<&AuditChanges>) -> Sheet<'a> {
    let mut rows = vec![
        vec!["核查内容".into(), "登记库全面核查".into()],
        vec!["决定日期".into(), Cell::Date(report.as_of)],
        vec![
            "核查对象数".into(),
            Cell::Count(report.results.len() as u64),
        ],
    ];
    for outcome in Outcome::STRICTEST_FIRST {
        let count = report.counts.get(outcome.code()).copied().unwrap_or(0);
        rows.push(vec![outcome.label().zh.into(), Cell::Count(count as u64)]);
    }
    for pack in &report.packs {
        let version = format!("{} {}", pack.id, pack.version);
        rows.push(vec!["规则包".into(), version.into()]);
    }
    for data in &report.data {
        let text = format!(
            "{}：{} 个要素，版本 {}",
            layer_label(&data.layer),
            data.features,
            data.version
        );
        rows.push(vec!["数据".into(), text.into()]);
    }
    if let Some(changes) = changes {
        let kept = &changes.kept;
        let text = format!("{}，{}，决定日期 {}", kept.at, kept.who, kept.as_of);
        rows.push(vec!["与上次核查比较".into(), text.into()]);
        for note in &changes.notes {
            rows.push(vec!["比较说明".into(), note.as_str().into()]);
        }
    }
    rows.push(vec![
        "说明".into(),
        "本结果是计算机筛查，不是行政决定。".into(),
    ]);
    Sheet {
        name: "汇总",
        columns: &SUMMARY,
        rows: Box::new(rows.into_iter()),
    }
}

fn layer_label(name: &str) -> &str {
    Layer::from_name(name).map_or(name, |layer| layer.label().zh)
}

fn identity(result: &AuditResult) -> [Cell; 4] {
    [
        layer_label(result.layer).into(),
        result.code.as_str().into(),
        result.name.as_str().into(),
        result.county.as_deref().unwrap_or_default().into(),
    ]
}

fn features(report: &AuditReport) -> Sheet<'_> {
    let rows = report.results.iter().map(|result| {
        let degrees = |pick: fn(&crate::domain::LonLat) -> f64| {
            result
                .position
                .as_ref()
                .map_or(Cell::Empty, |at| Cell::Number(pick(at)))
        };
        let mut row = Vec::from(identity(result));
        row.extend([
            result.zone.as_deref().unwrap_or_default().into(),
            degrees(|at| at.lon),
            degrees(|at| at.lat),
            result.verdict.label().zh.into(),
            Cell::Count(result.findings.len() as u64),
        ]);
        row
    });
    Sheet {
        name: "对象",
        columns: &FEATURES,
        rows: Box::new(rows),
    }
}

/// What a person reads for the kind of a change.
pub const fn change_label(kind: ChangeKind) -> Label {
    match kind {
        ChangeKind::Verdict => Label::new("结论改变", "verdict changed"),
        ChangeKind::Rules => Label::new("规则改变", "rules changed"),
        ChangeKind::New => Label::new("新增对象", "new feature"),
        ChangeKind::Gone => Label::new("对象不再存在", "feature gone"),
    }
}

/// Rules with what they say, in one line.
pub fn said_text(said: &[RuleSaid], language: Language) -> String {
    let texts: Vec<_> = said
        .iter()
        .map(|said| {
            let outcome = Outcome::STRICTEST_FIRST
                .into_iter()
                .find(|outcome| outcome.code() == said.outcome);
            let outcome = outcome.map_or(said.outcome.as_str(), |outcome| {
                outcome.label().get(language)
            });
            format!("{} {outcome}", said.rule)
        })
        .collect();
    texts.join(match language {
        Language::Zh => "；",
        Language::En => "; ",
    })
}

fn changed(changes: &AuditChanges) -> Sheet<'_> {
    let verdict =
        |verdict: Option<Outcome>| verdict.map_or(Cell::Empty, |own| own.label().zh.into());
    let rows = changes.changes.iter().map(move |change| {
        vec![
            layer_label(&change.layer).into(),
            change.code.as_str().into(),
            change.name.as_str().into(),
            change_label(change.kind).zh.into(),
            verdict(change.before),
            verdict(change.after),
            said_text(&change.came, Language::Zh).into(),
            said_text(&change.went, Language::Zh).into(),
        ]
    });
    Sheet {
        name: "变化",
        columns: &CHANGES,
        rows: Box::new(rows),
    }
}

fn findings(report: &AuditReport) -> Sheet<'_> {
    let bases: std::rc::Rc<[(String, String)]> = report
        .rules
        .iter()
        .map(|rule| {
            let mut text = String::new();
            for basis in &rule.basis {
                let mark = if basis.verified { "" } else { "[依据待核]" };
                let separator = if text.is_empty() { "" } else { "；" };
                // Writing to a String cannot fail.
                let _written = write!(
                    text,
                    "{separator}《{}》{}{mark}",
                    basis.document, basis.article
                );
            }
            (rule.title.clone(), text)
        })
        .collect();
    let rows = report.results.iter().flat_map(move |result| {
        let bases = std::rc::Rc::clone(&bases);
        result.findings.iter().map(move |finding| {
            let (title, basis) = bases
                .get(finding.speaker)
                .map_or(("", ""), |(title, basis)| (title.as_str(), basis.as_str()));
            let mut row = Vec::from(identity(result));
            row.extend([
                finding.outcome.label().zh.into(),
                finding.rule.as_str().into(),
                finding.pack.as_str().into(),
                title.into(),
                finding.message.as_str().into(),
                evidence(finding).into(),
                finding.missing.join("；").into(),
                basis.into(),
                result.verdict.label().zh.into(),
            ]);
            row
        })
    });
    Sheet {
        name: "结论",
        columns: &FINDINGS,
        rows: Box::new(rows),
    }
}

fn evidence(finding: &AuditFinding) -> String {
    let seen: Vec<_> = finding
        .evidence
        .iter()
        .map(|evidence| {
            let mut text = format!("{} {}", layer_label(&evidence.layer), evidence.code);
            if let Some(metres) = evidence.distance_m {
                let _written = write!(text, " {} {metres:.1} 米", evidence.relation.code());
            }
            text
        })
        .collect();
    seen.join("；")
}
