//! `report`.

use std::fmt::Write as _;

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
    self, ReportError, ReportFormat, ReportRequest, ReportSource, Verification,
};
use crate::services::{Clock, styles};
use crate::store::{Access, Project};

pub(super) fn run(mut run: Run, args: &ReportArgs) -> anyhow::Result<Ending> {
    if let Some(file) = &args.verify {
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
        return Ok(ending);
    }
    let (Some(number), Some(out)) = (&args.case, &args.out) else {
        anyhow::bail!("请用 --case 和 --out 写明案卷号与文件，或用 --verify 核对一个文件");
    };
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
    let request = ReportRequest {
        number: number.clone(),
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
    let written = review_report::write(
        source,
        (&styles, &tools),
        &request,
        &Destination::confirmed(out),
        &Progress::silent(),
    )?;
    run.clock.worked();
    if !written.holds {
        output::message("注意：该案卷已不能作为依据，文件首页写明了原因；请重新核查后再出具");
    }
    if run.json {
        output::json(&serde_json::json!({
            "file": written.path, "number": written.key.number, "revision": written.key.revision,
            "content_hash": written.content_hash, "bytes": written.bytes,
            "holds": written.holds, "status": written.status, "stale": written.stale,
        }))?;
    } else {
        output::result(&format!(
            "已写入 {}，案卷 {} 第 {} 次核查，{:.1} KB\n内容校验值 {}\n",
            written.path.display(),
            written.key.number,
            written.key.revision,
            written.bytes as f64 / 1000.0,
            written.content_hash
        ))?;
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
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
