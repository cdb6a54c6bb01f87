//! `audit`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::cli::Ending;
use crate::cli::args::AuditArgs;
use crate::cli::commands::check::decision_date;
use crate::cli::commands::{self, Run};
use crate::cli::output;
use crate::domain::{Layer, Outcome, Progress};
use crate::services::Clock;
use crate::services::audit::{self, AuditOptions, AuditReport};
use crate::services::audit_changes::{AuditChanges, ChangeKind, changes_since_kept, keep};
use crate::services::audit_table::{AuditFormat, change_label};
use crate::services::packs::{Shelf, user_folder};
use crate::store::{Access, Project};

/// The report with what changed, where that was asked.
#[derive(serde::Serialize)]
struct Compared<'a> {
    #[serde(flatten)]
    report: &'a AuditReport,
    changes: &'a AuditChanges,
}

pub(super) fn run(mut run: Run, args: &AuditArgs) -> anyhow::Result<Ending> {
    let out = args
        .out
        .as_deref()
        .map(|path| Ok::<_, anyhow::Error>((path, format(path)?)))
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
    let access = if args.keep {
        Access::ReadWrite
    } else {
        Access::ReadOnly
    };
    let mut project = Project::open(&args.project, access)?;
    if args.compare && project.kept_audit()?.is_none() {
        bail!("项目里没有保留的核查，无法比较；请先用 audit --keep 保留一次");
    }
    run.clock.opened();
    let packs = Shelf::of(&project, user_folder())?.set()?;
    let (report, times) = audit::audit(&project, &packs, &options, &Progress::silent())?;
    let changes = if args.compare {
        changes_since_kept(&project, &report)?
    } else {
        None
    };
    run.clock.set_load_and_work(times.load_ms, times.work_ms);
    if let Some((path, format)) = out {
        output::file(path, &format.bytes(&report, changes.as_ref())?)?;
    }
    if args.keep {
        let kept = keep(&mut project, &report, Clock::System)?;
        output::message(&format!(
            "已保留第 {} 次核查的结论({} 个对象)",
            kept.run, kept.features
        ));
    }
    match (run.json, &changes) {
        (true, Some(changes)) => output::compact_json(&Compared {
            report: &report,
            changes,
        })?,
        (true, None) => output::compact_json(&report)?,
        (false, changes) => {
            let mut text = summary(&report)?;
            if let Some(changes) = changes {
                summarise_changes(&mut text, changes)?;
            }
            output::result(&text)?;
        }
    }
    run.clock.written(run.timings);
    Ok(if report.verdict() >= Outcome::Undecided {
        Ending::Findings
    } else {
        Ending::Clean
    })
}

/// By ending, before any work is done.
fn format(path: &Path) -> anyhow::Result<AuditFormat> {
    AuditFormat::of(path)
        .with_context(|| format!("--out 应以 .xlsx 或 .csv 结尾，而不是 {}", path.display()))
}

/// Changes of verdict in the terminal; the rest is in the JSON and in the workbook.
const LISTED_CHANGES: usize = 20;

fn summarise_changes(text: &mut String, changes: &AuditChanges) -> std::fmt::Result {
    let kept = &changes.kept;
    writeln!(
        text,
        "\n与上次核查比较: 第 {} 次，{}，决定日期 {}；两次都有的对象 {} 个",
        kept.run, kept.at, kept.as_of, changes.compared
    )?;
    for note in &changes.notes {
        writeln!(text, "  注意: {note}")?;
    }
    for kind in ChangeKind::ALL {
        writeln!(text, "  {}: {}", change_label(kind).zh, changes.count(kind))?;
    }
    let changed: Vec<_> = changes
        .changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Verdict)
        .collect();
    for change in changed.iter().take(LISTED_CHANGES) {
        let verdict =
            |verdict: Option<Outcome>| verdict.map_or("无", |verdict| verdict.label().zh);
        writeln!(
            text,
            "  {} {} {}: {} → {}",
            change.layer,
            change.code,
            change.name,
            verdict(change.before),
            verdict(change.after)
        )?;
    }
    if changed.len() > LISTED_CHANGES {
        let more = changed.len() - LISTED_CHANGES;
        writeln!(text, "  另有 {more} 个，用 --json 或 --out 文件.xlsx 取得")?;
    }
    Ok(())
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
