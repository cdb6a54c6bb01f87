//! `report`.

use std::fmt::Write as _;

use anyhow::Context as _;

use crate::carto::style::StyleSheet;
use crate::cli::Ending;
use crate::cli::args::ReportArgs;
use crate::cli::commands::Run;
use crate::cli::output;
use crate::domain::case::CaseStatus;
use crate::domain::{Progress, parse_day};
use crate::services::map::MapTools;
use crate::services::review_report::{
    self, ReportError, ReportFormat, ReportRequest, Verification,
};
use crate::store::{Access, Project};

pub(super) fn run(mut run: Run, args: &ReportArgs) -> anyhow::Result<Ending> {
    if let Some(file) = &args.verify {
        let project = Project::open(&args.project, Access::ReadOnly)?;
        run.clock.opened();
        let found = review_report::verify(&project, file)?;
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
    let styles = StyleSheet::shipped()?;
    run.clock.loaded();
    let request = ReportRequest {
        number: number.clone(),
        revision: args.revision,
        date,
        map: !args.no_map,
    };
    let written = review_report::write(
        &project,
        (&styles, &tools),
        &request,
        out,
        &Progress::silent(),
    )?;
    run.clock.worked();
    if run.json {
        output::json(&serde_json::json!({
            "file": written.path, "number": written.key.number, "revision": written.key.revision,
            "content_hash": written.content_hash, "bytes": written.bytes,
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

/// A document is good when the case still says what it says, and was not taken back or overtaken.
fn tell(run: &Run, found: &Verification) -> anyhow::Result<Ending> {
    let key = &found.key;
    let of = format!("案卷 {} 第 {} 次核查", key.number, key.revision);
    let holds = matches!(found.status, CaseStatus::Draft | CaseStatus::Decided);
    if run.json {
        output::json(found)?;
    } else {
        let mut text = match (found.same, found.intact) {
            (true, _) => format!("一致：文件所载内容校验值与{of}相同\n"),
            (false, true) => format!("不一致：{of}的内容在出具文件后有改动\n"),
            (false, false) => format!("不一致：{of}的存档可能被其他程序改动\n"),
        };
        if !holds {
            writeln!(text, "注意：该案卷{}", found.status.label().zh)?;
        }
        writeln!(text, "文件 {}", found.hash_in_file)?;
        writeln!(text, "案卷 {}", found.hash_of_case)?;
        output::result(&text)?;
    }
    Ok(if found.same && holds {
        Ending::Clean
    } else {
        Ending::Findings
    })
}
