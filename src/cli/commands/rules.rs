//! `rules list`, `explain`, `validate`, `facts`, `off`, `on`.

use std::path::Path;

use anyhow::bail;
use jiff::civil::Date;

use crate::cli::Ending;
use crate::cli::args::RulesCommand;
use crate::cli::commands::Run;
use crate::cli::commands::check::decision_date;
use crate::cli::output;
use crate::rules::{PackSet, explain, fact_list};
use crate::services::Clock;
use crate::services::packs::{
    PackFolders, PackLine, Shelf, packs_text, read_pack_text, switch, user_folder,
};
use crate::store::{Access, Project};

pub(super) fn run(run: Run, command: &RulesCommand) -> anyhow::Result<Ending> {
    match command {
        RulesCommand::List { project, as_of } => {
            let day = decision_date(as_of.as_deref())?;
            list(&run, &shelf(project.as_deref())?, day)?;
        }
        RulesCommand::Explain { id, project } => {
            explain(&run, &shelf(project.as_deref())?.readable()?, id)?;
        }
        RulesCommand::Validate { file } => validate(&run, file)?,
        RulesCommand::Facts if run.json => output::json(&fact_list::fact_entries())?,
        RulesCommand::Facts => output::result(&fact_list::fact_list())?,
        RulesCommand::Off { id, project } => turn(&run, project, (id, false))?,
        RulesCommand::On { id, project } => turn(&run, project, (id, true))?,
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

/// The packs that a check in `project` would find; without a project, the user's and the program's own.
fn shelf(project: Option<&Path>) -> anyhow::Result<Shelf> {
    Ok(match project {
        Some(path) => Shelf::of(&Project::open(path, Access::ReadOnly)?, user_folder())?,
        None => Shelf::read(PackFolders::beside(None, user_folder()), Vec::new())?,
    })
}

#[derive(serde::Serialize)]
struct Listing {
    as_of: Date,
    packs: Vec<PackLine>,
    rules: Vec<explain::RuleLine>,
}

fn list(run: &Run, shelf: &Shelf, day: Date) -> anyhow::Result<()> {
    let set = shelf.readable()?;
    let packs = shelf.lines(day);
    if run.json {
        return output::json(&Listing {
            as_of: day,
            packs,
            rules: explain::list(&set, day),
        });
    }
    let text = format!(
        "{}\n{}",
        packs_text(&packs, day),
        explain::list_text(&set, day)
    );
    Ok(output::result(&text)?)
}

fn explain(run: &Run, packs: &PackSet, id: &str) -> anyhow::Result<()> {
    let Some(text) = explain::explain_text(packs, id) else {
        bail!("没有规则「{id}」，用 rules list 查看全部规则");
    };
    if run.json {
        output::json(&explain::explain(packs, id))
    } else {
        Ok(output::result(&text)?)
    }
}

/// Everything that is wrong, one line each; the last of them is the error that ends the command.
fn validate(run: &Run, file: &Path) -> anyhow::Result<()> {
    let text = read_pack_text(file)?;
    let validated = match explain::validate(&file.display().to_string(), &text) {
        Ok(validated) => validated,
        Err(errors) => {
            let mut errors = errors.into_iter().peekable();
            while let Some(error) = errors.next() {
                if errors.peek().is_none() {
                    return Err(error.into());
                }
                output::message(&format!("错误：{error}"));
            }
            bail!("规则包不能用");
        }
    };
    if run.json {
        output::json(&validated)
    } else {
        Ok(output::result(&validated.text())?)
    }
}

fn turn(run: &Run, project: &Path, (id, on): (&str, bool)) -> anyhow::Result<()> {
    let mut project = Project::open(project, Access::ReadWrite)?;
    let changed = switch(&mut project, user_folder(), (id, on), Clock::System)?;
    if run.json {
        return output::json(&serde_json::json!({ "pack": id, "on": on, "changed": changed }));
    }
    let text = match (on, changed) {
        (true, true) => format!("已在本项目启用规则包 {id}\n"),
        (false, true) => format!("已在本项目停用规则包 {id}；核查结果会注明\n"),
        (true, false) => format!("规则包 {id} 在本项目本来就是启用的\n"),
        (false, false) => format!("规则包 {id} 在本项目本来就是停用的\n"),
    };
    Ok(output::result(&text)?)
}
