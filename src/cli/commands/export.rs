//! `export`.

use std::fmt::Write as _;

use crate::cli::Ending;
use crate::cli::args::ExportArgs;
use crate::cli::commands::{self, Run};
use crate::domain::Progress;
use crate::exchange::{ExportOptions, ExportReport};
use crate::services::{Clock, export};
use crate::store::{Access, Project};

/// Notes that the text form lists; the JSON form lists all.
const SHOWN_NOTES: usize = 50;

pub(super) fn run(mut run: Run, args: &ExportArgs) -> anyhow::Result<Ending> {
    let layer = commands::layer(&args.layer)?;
    let options = ExportOptions {
        crs: args.crs.clone(),
        encoding: args.encoding.clone(),
        is_lossy: args.lossy,
        may_overwrite: args.overwrite,
        has_labels: args.labels,
        ids: None,
    };
    let project = Project::open(&args.project, Access::ReadOnly)?;
    run.clock.opened();
    let report = export::export_file(
        &project,
        layer,
        &args.out,
        &options,
        Clock::System,
        &Progress::silent(),
    )?;
    run.clock.worked();
    run.answer(&report, || text(&report))?;
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

fn text(report: &ExportReport) -> Result<String, std::fmt::Error> {
    let mut text = format!(
        "图层 {} 已导出为 {}:写入 {}，略过 {}\n坐标系 EPSG:{}\n编码 {}\n",
        report.layer, report.format, report.written, report.skipped, report.epsg, report.encoding
    );
    for file in &report.files {
        writeln!(text, "文件 {}", file.display())?;
    }
    for note in report.notes.iter().take(SHOWN_NOTES) {
        writeln!(text, "  {} {}:{}", note.feature, note.column, note.message)?;
    }
    if report.notes.len() > SHOWN_NOTES {
        let more = report.notes.len() - SHOWN_NOTES;
        writeln!(text, "  ……另有 {more} 条，用 --json 查看全部")?;
    }
    Ok(text)
}
