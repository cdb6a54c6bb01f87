//! `import`.

use std::fmt::Write as _;

use crate::cli::Ending;
use crate::cli::args::{AnglesArg, ImportArgs, ModeArg, OnInvalidArg, ShiftArg};
use crate::cli::commands::{self, Run};
use crate::domain::{Language, Progress, row_text};
use crate::exchange::{AngleForm, DatumParams, ImportOptions, ImportReport, OnInvalid};
use crate::geodesy::shifted::Shift;
use crate::services::{Clock, import};
use crate::store::{Access, ImportMode, Project};

/// Issues that the text form lists; the JSON form lists all.
const SHOWN_ISSUES: usize = 50;

pub(super) fn run(mut run: Run, args: &ImportArgs) -> anyhow::Result<Ending> {
    let layer = commands::layer(&args.layer)?;
    let options = ImportOptions {
        crs: args.crs.clone(),
        encoding: args.encoding.clone(),
        part: args.part.clone(),
        fields: args.fields.clone(),
        on_invalid: match args.on_invalid {
            OnInvalidArg::Repair => OnInvalid::Repair,
            OnInvalidArg::Keep => OnInvalid::Keep,
            OnInvalidArg::Reject => OnInvalid::Reject,
        },
        angles: args.angles.map(|form| match form {
            AnglesArg::Decimal => AngleForm::Decimal,
            AnglesArg::Dms => AngleForm::Dotted,
        }),
        datum: args
            .datum_params
            .as_deref()
            .map(DatumParams::read)
            .transpose()?,
        undo_shift: args.undo_shift.map(|shift| match shift {
            ShiftArg::Gcj02 => Shift::Gcj02,
            ShiftArg::Bd09 => Shift::Bd09,
        }),
        mode: match args.mode {
            ModeArg::Append => ImportMode::Append,
            ModeArg::Update => ImportMode::Update,
            ModeArg::Replace => ImportMode::Replace,
        },
        dry_run: args.dry_run,
    };
    let access = if args.trust {
        Access::ReadWriteTrusted
    } else {
        Access::ReadWrite
    };
    let mut project = Project::open(&args.project, access)?;
    run.clock.opened();
    let report = import::import_file(
        &mut project,
        &args.file,
        layer,
        &options,
        Clock::System,
        &Progress::silent(),
    )?;
    run.clock.worked();
    run.answer(&report, || text(&report))?;
    run.clock.written(run.timings);
    Ok(
        if report.rejected > 0 || report.crs.datum_unresolved.is_some() {
            Ending::Findings
        } else {
            Ending::Clean
        },
    )
}

fn text(report: &ImportReport) -> Result<String, std::fmt::Error> {
    let mut text = format!(
        "{}图层 {}:读取 {} 行，导入 {}，拒绝 {}，修复 {}\n坐标系 {}({})\n编码 {}({})\n",
        if report.dry_run {
            "试导入(未写入),"
        } else {
            ""
        },
        report.layer,
        report.read,
        report.imported,
        report.rejected,
        report.repaired,
        report
            .crs
            .epsg
            .map_or_else(|| "未编号".to_owned(), |epsg| format!("EPSG:{epsg}")),
        report.crs.how,
        report.encoding.name,
        report.encoding.how,
    );
    if !report.unmapped.is_empty() {
        writeln!(
            text,
            "没有对应字段、未导入的列：{}",
            report.unmapped.join("、")
        )?;
    }
    for issue in report.issues.iter().take(SHOWN_ISSUES) {
        writeln!(
            text,
            "  {} {}:{}",
            row_text(issue.row, Language::Zh),
            issue.column,
            issue.message
        )?;
    }
    if report.issues.len() > SHOWN_ISSUES {
        writeln!(
            text,
            "  ……另有 {} 条，用 --json 查看全部",
            report.issues.len() - SHOWN_ISSUES
        )?;
    }
    Ok(text)
}
