//! The command line: arguments in, text or JSON out, exit code 0, 1 or 2. Uses services and below;
//! knows nothing of windows.

mod args;
mod commands;
mod output;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::domain::sentence;

/// How a command ended that could be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Nothing worse than a notice: exit code 0.
    Clean,
    /// A finding of `undecided` or worse, or rejected rows: exit code 1.
    Findings,
}

/// Runs one command line and reports errors on standard error as one sentence with its cause.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match args::Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        // Help and version are no errors.
        Err(error) if !error.use_stderr() => {
            return error
                .print()
                .map_or_else(|_closed| ExitCode::from(2), |()| ExitCode::SUCCESS);
        }
        Err(error) => {
            output::message(&format!("错误：{}", usage::sentence(&error)));
            return ExitCode::from(2);
        }
    };
    match commands::run(&arguments) {
        Ok(Ending::Clean) => ExitCode::SUCCESS,
        Ok(Ending::Findings) => ExitCode::from(1),
        Err(error) => {
            output::message(&format!("错误：{}", sentence(error.as_ref())));
            ExitCode::from(2)
        }
    }
}
