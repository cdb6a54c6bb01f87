//! `audit`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::bail;

use crate::cli::Ending;
use crate::cli::args::AuditArgs;
use crate::cli::commands::check::decision_date;
use crate::cli::commands::{self, Run};
use crate::cli::output;
use crate::domain::{Layer, Outcome, Progress};
use crate::report::TableError;
use crate::services::audit::{self, AuditOptions, AuditReport};
use crate::services::audit_table::{audit_csv, audit_xlsx};
use crate::services::packs::{Shelf, user_folder};
use crate::store::{Access, Project};

type Writer = fn(&AuditReport) -> Result<Vec<u8>, TableError>;

pub(super) fn run(mut run: Run, args: &AuditArgs) -> anyhow::Result<Ending> {
    let out = args
        .out
        .as_deref()
        .map(|path| Ok::<_, anyhow::Error>((path, writer(path)?)))
        .transpose()?;
    let options = AuditOptions {
        as_of: decision_date(args.as_of.as_deref())?,
        packs: args.packs.clone(),
        layers: args
            .layers
            .iter()
            .map(|name| commands::layer(name))
            .collect::<Result<_, _>>()?,
    };
    let project = Project::open(&args.project, Access::ReadOnly)?;
    run.clock.opened();
    let packs = Shelf::of(&project, user_folder())?.set()?;
    let (report, times) = audit::audit(&project, &packs, &options, &Progress::silent())?;
    run.clock.set_load_and_work(times.load_ms, times.work_ms);
    if let Some((path, write)) = out {
        output::file(path, &write(&report)?)?;
    }
    if run.json {
        output::compact_json(&report)?;
    } else {
        output::result(&summary(&report)?)?;
    }
    run.clock.written(run.timings);
    Ok(if report.verdict() >= Outcome::Undecided {
        Ending::Findings
    } else {
        Ending::Clean
    })
}

/// By extension, before any work is done.
fn writer(path: &Path) -> anyhow::Result<Writer> {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("xlsx") => Ok(audit_xlsx),
        Some("csv") => Ok(audit_csv),
        _ => bail!("--out 应以 .xlsx 或 .csv 结尾，而不是 {}", path.display()),
    }
}

/// Counts by verdict and by rule; the single findings are in the JSON and in the tables.
fn summary(report: &AuditReport) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(text, "决定日期: {}", report.as_of)?;
    writeln!(text, "核查对象: {} 个", report.results.len())?;
    for outcome in Outcome::STRICTEST_FIRST {
        let count = report.counts.get(outcome.code()).copied().unwrap_or(0);
        if count > 0 {
            writeln!(text, "  {}: {count}", outcome.label().zh)?;
        }
    }
    let mut heard = vec![0_usize; report.rules.len()];
    for finding in report.results.iter().flat_map(|result| &result.findings) {
        heard[finding.speaker] += 1;
    }
    writeln!(text, "\n按规则:")?;
    for (rule, count) in report.rules.iter().zip(heard) {
        writeln!(
            text,
            "  {} {} ({}): {count} 条",
            rule.rule, rule.title, rule.pack
        )?;
    }
    let mut layers: Vec<_> = report.results.iter().map(|result| result.layer).collect();
    layers.dedup();
    let labels: Vec<_> = layers
        .into_iter()
        .map(|name| Layer::from_name(name).map_or(name, |layer| layer.label().zh))
        .collect();
    writeln!(text, "\n核查的图层: {}", labels.join("、"))?;
    let packs: Vec<_> = report
        .packs
        .iter()
        .map(|pack| format!("{} {}", pack.id, pack.version))
        .collect();
    writeln!(text, "规则包: {}", packs.join("; "))?;
    if !report.packs_off.is_empty() {
        writeln!(text, "未启用的规则包: {}", report.packs_off.join("; "))?;
    }
    writeln!(
        text,
        "逐条结果用 --json 或 --out 文件.xlsx 取得。本结果是计算机筛查，不是行政决定。"
    )?;
    Ok(text)
}
