//! `cases`, and what `check … --save` does.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};

use crate::cli::Ending;
use crate::cli::args::{CasesArgs, CasesCommand, SaveArgs};
use crate::cli::commands::Run;
use crate::cli::commands::check::decision_date;
use crate::cli::output;
use crate::domain::case::{CaseDetails, CaseSummary, Opinion, Stale};
use crate::domain::{CheckReport, Language, Outcome};
use crate::rules::PackSet;
use crate::services::Clock;
use crate::services::cases::{self, CaseRequest, Listed};
use crate::services::cases_text::{case_text, comparison_text};
use crate::services::check::CheckOptions;
use crate::services::packs::{Shelf, user_folder};
use crate::store::{Access, Project};

/// A check only writes when it is to be saved.
pub(super) const fn access(save: &SaveArgs) -> Access {
    match (save.save, save.trust) {
        (false, _) => Access::ReadOnly,
        (true, false) => Access::ReadWrite,
        (true, true) => Access::ReadWriteTrusted,
    }
}

/// Number and hash of the case that a check became.
#[derive(serde::Serialize)]
pub(super) struct Saved {
    pub(super) number: String,
    hash: String,
}

/// The JSON of a check, with its case if it became one.
#[derive(serde::Serialize)]
pub(super) struct WithCase<'a> {
    #[serde(flatten)]
    pub(super) report: &'a CheckReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) case: Option<&'a Saved>,
}

/// Puts the report on file if that was asked for.
pub(super) fn save(
    project: &mut Project,
    packs: &PackSet,
    report: &CheckReport,
    options: &CheckOptions,
    args: &SaveArgs,
) -> anyhow::Result<Option<Saved>> {
    if !args.save {
        return Ok(None);
    }
    let request = CaseRequest {
        number: args.number.clone(),
        details: CaseDetails {
            applicant: args.applicant.clone(),
            project_name: args.project_name.clone(),
            reviewer: args.reviewer.clone(),
            note: args.note.clone(),
        },
        valid_days: args.valid_days,
    };
    let case = cases::save(project, packs, report, options, &request, Clock::System)?;
    Ok(Some(Saved {
        number: case.key.number,
        hash: case.hash,
    }))
}

pub(super) fn run(run: Run, args: &CasesArgs) -> anyhow::Result<Ending> {
    let command = args.command.as_ref().unwrap_or(&CasesCommand::List);
    let writes = match command {
        CasesCommand::List | CasesCommand::Show { .. } => false,
        CasesCommand::Rerun { save, .. } => *save,
        CasesCommand::Decide { .. } | CasesCommand::Withdraw { .. } => true,
    };
    let access = if writes {
        Access::ReadWrite
    } else {
        Access::ReadOnly
    };
    let mut work = Work {
        project: Project::open(&args.project, access)?,
        run,
        clock: Clock::System,
    };
    work.run.clock.opened();
    let ending = match command {
        CasesCommand::List => work.list(),
        CasesCommand::Show { number, revision } => work.show(number, *revision),
        CasesCommand::Rerun {
            number,
            as_of,
            save,
        } => work.rerun(number, as_of.as_deref(), *save),
        CasesCommand::Decide {
            number,
            opinion,
            conditions,
            reviewer,
        } => work.decide(number, opinion, conditions, reviewer),
        CasesCommand::Withdraw { number, why } => {
            let case = cases::withdraw(&mut work.project, number, why, work.clock)?;
            work.done(&case, &format!("已撤回案卷 {}\n", case.key.number))
        }
    }?;
    work.run.clock.written(work.run.timings);
    Ok(ending)
}

struct Work {
    project: Project,
    run: Run,
    clock: Clock,
}

impl Work {
    fn packs(&self) -> anyhow::Result<PackSet> {
        Ok(Shelf::of(&self.project, user_folder())?.set()?)
    }

    fn list(&mut self) -> anyhow::Result<Ending> {
        let listed = cases::list(&self.project, &self.packs()?, self.clock)?;
        self.run.clock.worked();
        if self.run.json {
            output::json(&serde_json::json!({ "cases": listed }))?;
        } else {
            let mut text = String::new();
            for row in &listed {
                line(&mut text, row)?;
            }
            if listed.is_empty() {
                text.push_str("还没有案卷；用 check … --save 存一个\n");
            }
            output::result(&text)?;
        }
        Ok(Ending::Clean)
    }

    fn show(&mut self, number: &str, revision: Option<u32>) -> anyhow::Result<Ending> {
        let case = cases::load(&self.project, &self.packs()?, number, revision, self.clock)?;
        self.run.clock.worked();
        if self.run.json {
            output::json(&case)?;
        } else {
            output::result(&case_text(&case, Language::Zh))?;
        }
        Ok(Ending::Clean)
    }

    fn rerun(&mut self, number: &str, as_of: Option<&str>, save: bool) -> anyhow::Result<Ending> {
        let as_of = as_of.map(|day| decision_date(Some(day))).transpose()?;
        let packs = self.packs()?;
        let rerun = cases::rerun(&self.project, &packs, number, as_of, self.clock)?;
        let saved = save
            .then(|| cases::save_rerun(&mut self.project, &rerun, self.clock))
            .transpose()?;
        self.run.clock.worked();
        if self.run.json {
            let mut value = serde_json::to_value(&rerun.comparison)?;
            if let (Some(saved), Some(object)) = (&saved, value.as_object_mut()) {
                let case = serde_json::json!({
                    "number": saved.key.number, "revision": saved.key.revision, "hash": saved.hash,
                });
                object.insert("case".to_owned(), case);
            }
            output::json(&value)?;
        } else {
            let mut text = comparison_text(&rerun.comparison, Language::Zh);
            if let Some(saved) = &saved {
                writeln!(
                    text,
                    "已存为案卷 {} 的第 {} 次核查",
                    saved.key.number, saved.key.revision
                )?;
            }
            output::result(&text)?;
        }
        Ok(if rerun.report.verdict >= Outcome::Undecided {
            Ending::Findings
        } else {
            Ending::Clean
        })
    }

    fn decide(
        &mut self,
        number: &str,
        opinion: &str,
        conditions: &str,
        reviewer: &str,
    ) -> anyhow::Result<Ending> {
        let Some(opinion) = Opinion::from_text(opinion) else {
            let known: Vec<_> = Opinion::ALL.into_iter().map(Opinion::code).collect();
            bail!("未知的意见「{opinion}」，可用：{}", known.join("、"));
        };
        let packs = self.packs()?;
        let stale = cases::load(&self.project, &packs, number, None, self.clock)?.stale;
        let case = cases::decide(
            &mut self.project,
            number,
            opinion,
            conditions,
            reviewer,
            self.clock,
        )?;
        if !stale.is_empty() {
            output::message(&format!("注意：案卷已过时，{}", reasons(&stale)));
        }
        let said = format!(
            "已记录案卷 {} 的意见：{}\n",
            case.key.number,
            opinion.label().zh
        );
        self.done(&case, &said)
    }

    fn done(&mut self, case: &CaseSummary, said: &str) -> anyhow::Result<Ending> {
        self.run.clock.worked();
        if self.run.json {
            output::json(case)?;
        } else {
            output::result(said)?;
        }
        Ok(Ending::Clean)
    }
}

fn reasons(stale: &[Stale]) -> String {
    let texts: Vec<_> = stale.iter().map(Stale::text).collect();
    texts.join("；")
}

fn line(out: &mut String, row: &Listed<CaseSummary>) -> anyhow::Result<()> {
    let case = &row.case;
    let stale = if row.stale.is_empty() {
        String::new()
    } else {
        format!("  [已过时：{}]", reasons(&row.stale))
    };
    writeln!(
        out,
        "{} 第{}次  {}  {}  {}  {}  {}{stale}",
        case.key.number,
        case.key.revision,
        case.created_at.get(..10).unwrap_or_default(),
        case.verdict.label().zh,
        case.status.label().zh,
        case.details.applicant,
        case.details.project_name,
    )
    .context("无法写出案卷")
}
