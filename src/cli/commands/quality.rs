//! `quality`: the zones of a year and the rates.

use anyhow::bail;

use crate::cli::Ending;
use crate::cli::args::QualityArgs;
use crate::cli::commands::Run;
use crate::rules::quality::Verdict;
use crate::services::Clock;
use crate::services::quality::{QualityOptions, quality, set_method};
use crate::services::quality_text::quality_text;
use crate::store::{Access, Project};

pub(super) fn run(mut run: Run, args: &QualityArgs) -> anyhow::Result<Ending> {
    let access = if args.set {
        Access::ReadWrite
    } else {
        Access::ReadOnly
    };
    let mut project = Project::open(&args.project, access)?;
    run.clock.opened();
    if args.set {
        let Some(method) = &args.method else {
            bail!("--set 需要 --method");
        };
        set_method(&mut project, method, Clock::System)?;
    }
    let options = QualityOptions {
        year: args.year,
        method: args.method.clone(),
        as_of: Clock::System.today(),
    };
    let report = quality(&project, &options)?;
    run.clock.worked();
    run.answer(&report, || quality_text(&report))?;
    run.clock.written(run.timings);
    let clean = report
        .zones
        .iter()
        .all(|zone| matches!(zone.verdict, Verdict::Pass | Verdict::Dry));
    Ok(if clean {
        Ending::Clean
    } else {
        Ending::Findings
    })
}
