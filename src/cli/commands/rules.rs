//! `rules list`, `rules explain`, `rules validate`.

use std::path::Path;

use anyhow::{Context as _, bail};

use crate::cli::Ending;
use crate::cli::args::RulesCommand;
use crate::cli::commands::Run;
use crate::cli::output;
use crate::rules::{PackSet, explain};

pub(super) fn run(run: Run, command: &RulesCommand) -> anyhow::Result<Ending> {
    match command {
        RulesCommand::List => {
            let packs = PackSet::shipped()?;
            if run.json {
                output::json(&explain::list(&packs))?;
            } else {
                output::result(&explain::list_text(&packs))?;
            }
        }
        RulesCommand::Explain { id } => {
            let packs = PackSet::shipped()?;
            let Some(text) = explain::explain_text(&packs, id) else {
                bail!("没有规则「{id}」，用 rules list 查看全部规则");
            };
            if run.json {
                output::json(&explain::explain(&packs, id))?;
            } else {
                output::result(&text)?;
            }
        }
        RulesCommand::Validate { file } => validate(&run, file)?,
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

fn validate(run: &Run, file: &Path) -> anyhow::Result<()> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("无法读取 {}", file.display()))?;
    let validated = explain::validate(&file.display().to_string(), &text)?;
    if run.json {
        output::json(&validated)
    } else {
        Ok(output::result(&format!(
            "规则包 {}「{}」版本 {} 有效，共 {} 条规则，其中 {} 条依据待核\n",
            validated.pack,
            validated.title,
            validated.version,
            validated.rules,
            validated.unverified.len()
        ))?)
    }
}
