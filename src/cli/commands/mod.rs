//! One file per command.

mod audit;
mod calc;
mod cases;
mod check;
mod doctor;
mod export;
mod import;
mod map;
mod map_series;
mod project;
mod quality;
mod relate;
mod report;
mod rules;

use anyhow::Context as _;

use crate::cli::Ending;
use crate::cli::args::{Arguments, Command};
use crate::cli::output::{self, Timings};
use crate::domain::Layer;

/// What every command gets.
struct Run {
    json: bool,
    timings: bool,
    clock: Timings,
}

impl Run {
    /// Writes the result as it was asked for: JSON, or `text` for people.
    fn answer(
        &self,
        result: &impl serde::Serialize,
        text: impl FnOnce() -> Result<String, std::fmt::Error>,
    ) -> anyhow::Result<()> {
        if self.json {
            output::json(result)
        } else {
            Ok(output::result(&text()?)?)
        }
    }
}

/// Carries out one command.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let run = Run {
        json: arguments.json,
        timings: arguments.timings,
        clock: Timings::start(),
    };
    match &arguments.command {
        Command::New { project } => project::new(run, project),
        Command::Info { project } => project::info(run, project),
        Command::Import(args) => import::run(run, args),
        Command::Export(args) => export::run(run, args),
        Command::Relate(args) => relate::run(run, args),
        Command::Map(args) => map::run(run, args),
        Command::Report(args) => report::run(run, args),
        Command::Verify { project } => project::verify(run, project),
        Command::Backup { project, out } => project::backup(run, project, out),
        Command::Doctor => doctor::run(run),
        Command::Sample { project } => project::sample(run, project),
        Command::Audit(args) => audit::run(run, args),
        Command::Cases(args) => cases::run(run, args),
        Command::Calc(args) => calc::run(run, args),
        Command::Quality(args) => quality::run(run, args),
        Command::Check(command) => check::run(run, command),
        Command::Rules(command) => rules::run(run, command),
    }
}

/// The layer called `name`, or a sentence that lists them all.
fn layer(name: &str) -> anyhow::Result<Layer> {
    Layer::from_name(name).with_context(|| {
        let known: Vec<_> = Layer::ALL.into_iter().map(Layer::name).collect();
        format!("没有图层「{name}」，可用：{}", known.join("、"))
    })
}
