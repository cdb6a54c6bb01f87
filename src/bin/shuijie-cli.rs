//! The headless program.

use std::process::ExitCode;

fn main() -> ExitCode {
    shuijie::cli::run(std::env::args_os())
}
