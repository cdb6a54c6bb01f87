//! `report`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;

use crate::carto::style::StyleSheet;
use crate::cli::Ending;
use crate::cli::args::ReportArgs;
use crate::cli::commands::Run;
use crate::cli::output;
use crate::domain::{Progress, parse_day};
use crate::services::map::MapTools;
use crate::services::packs::{Shelf, user_folder};
use crate::services::result_file::Destination;
use crate::services::review_report::{
    self, ReportError, ReportFormat, ReportRequest, ReportSource, ReportWritten, Verification,
};
use crate::services::{Clock, styles};
use crate::store::{Access, Project};

pub(super) fn run(run: Run, args: &ReportArgs) -> anyhow::Result<Ending> {
    match &args.verify {
        Some(file) => verify(run, args, file),
        None => write(run, args),
    }
}

fn verify(mut run: Run, args: &ReportArgs, file: &Path) -> anyhow::Result<Ending> {
    let project = Project::open(&args.project, Access::ReadOnly)?;
    run.clock.opened();
    let packs = Shelf::of(&project, user_folder())?.set()?;
    let source = ReportSource {
        project: &project,
        packs: &packs,
        clock: Clock::System,
    };
    let found = review_report::verify(source, file)?;
    run.clock.worked();
    let ending = tell(&run, &found)?;
    run.clock.written(run.timings);
    Ok(ending)
}

fn write(mut run: Run, args: &ReportArgs) -> anyhow::Result<Ending> {
    let Some(out) = args
        .out
        .as_ref()
        .filter(|_| args.all || !args.case.is_empty())
    else {
        anyhow::bail!("请用 --case(或 --all)和 --out 写明案卷号与文件，或用 --verify 核对一个文件");
    };
    if args.revision.is_some() && args.case.len() > 1 {
        anyhow::bail!("--revision 只用于一个案卷；多个案卷各取最近一次核查");
    }
    if ReportFormat::of(out).is_none() {
        return Err(ReportError::Ending { path: out.clone() }.into());
    }
    let date = args
        .date
        .as_deref()
        .map(|text| {
            parse_day(text)
                .with_context(|| format!("--date 应写作 YYYY-MM-DD 的真实日期，而不是「{text}」"))
        })
        .transpose()?;
    let project = Project::open(&args.project, Access::ReadOnly)?;
    run.clock.opened();
    let tools = MapTools::load()?;
    let look = styles::sheet_of(&project, &StyleSheet::shipped()?)?;
    for problem in &look.problems {
        output::message(problem);
    }
    let styles = look.sheet;
    run.clock.loaded();
    let cases: Vec<(String, Option<u32>)> = if args.all {
        let good = review_report::good_cases(&project)?.into_iter();
        good.map(|key| (key.number, Some(key.revision))).collect()
    } else {
        numbers(&args.case)
            .map(|number| (number, args.revision))
            .collect()
    };
    let request = ReportRequest {
        number: String::new(),
        revision: args.revision,
        date,
        map: !args.no_map,
        archival: args.pdfa,
    };
    let packs = Shelf::of(&project, user_folder())?.set()?;
    let source = ReportSource {
        project: &project,
        packs: &packs,
        clock: Clock::System,
    };
    let written = review_report::write_all(
        source,
        (&styles, &tools),
        (&cases, &request),
        &Destination::confirmed(out),
        &Progress::silent(),
    )?;
    run.clock.worked();
    for written in written.iter().filter(|written| !written.holds) {
        let which = if cases.len() == 1 {
            "该案卷"
        } else {
            &written.key.number
        };
        output::message(&format!(
            "注意：{which}已不能作为依据，文件首页写明了原因；请重新核查后再出具"
        ));
    }
    tell_written(&run, &written, cases.len() > 1 || args.all)?;
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

/// The numbers that were named, each once, in their order.
fn numbers(typed: &[String]) -> impl Iterator<Item = String> {
    let mut numbers: Vec<String> = Vec::new();
    for number in typed.iter().map(|number| number.trim().to_owned()) {
        if !number.is_empty() && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers.into_iter()
}

/// One document as an object, several as a list.
fn tell_written(run: &Run, all: &[ReportWritten], as_list: bool) -> anyhow::Result<()> {
    let object = |written: &ReportWritten| {
        serde_json::json!({
            "file": written.path, "number": written.key.number, "revision": written.key.revision,
            "content_hash": written.content_hash, "bytes": written.bytes,
            "holds": written.holds, "status": written.status, "stale": written.stale,
        })
    };
    if run.json {
        let list: Vec<_> = all.iter().map(object).collect();
        return match list.as_slice() {
            [one] if !as_list => output::json(one),
            list => output::json(&serde_json::json!({ "documents": list })),
        };
    }
    let mut text = String::new();
    for written in all {
        writeln!(
            text,
            "已写入 {}，案卷 {} 第 {} 次核查，{:.1} KB\n内容校验值 {}",
            written.path.display(),
            written.key.number,
            written.key.revision,
            written.bytes as f64 / 1000.0,
            written.content_hash
        )?;
    }
    output::result(&text)?;
    Ok(())
}

/// A document is good when the case still says what it says, and nothing has overtaken the case.
fn tell(run: &Run, found: &Verification) -> anyhow::Result<Ending> {
    let key = &found.key;
    let of = format!("案卷 {} 第 {} 次核查", key.number, key.revision);
    if run.json {
        output::json(found)?;
    } else {
        let mut text = if found.holds {
            format!("一致：文件所载内容校验值与{of}相同，案卷仍有效\n")
        } else if found.same {
            format!("不再有效：文件所载内容校验值与{of}相同，但案卷已不能作为依据\n")
        } else {
            format!("不一致：文件所载内容校验值与{of}不同\n")
        };
        for reason in &found.reasons {
            writeln!(text, "  {reason}")?;
        }
        writeln!(text, "文件 {}", found.hash_in_file)?;
        writeln!(text, "案卷 {}", found.hash_of_case)?;
        output::result(&text)?;
    }
    Ok(if found.holds {
        Ending::Clean
    } else {
        Ending::Findings
    })
}
