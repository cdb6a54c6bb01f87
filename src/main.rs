//! Starts the window.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use shuijie::app::launch::{LaunchOptions, RendererChoice, launch, show_failure};
use shuijie::app::{crash, log_file};
use shuijie::services::Clock;
use shuijie::services::folders::log_folder;

/// 水界：水功能区、排污口与地下水合规审查
#[derive(Debug, Parser)]
#[command(name = "shuijie", version, about)]
struct Arguments {
    /// 要打开的项目文件；不给则显示开始页
    project: Option<PathBuf>,
    /// 播放漫游脚本(JSON),用于测量地图绘制
    #[arg(long, requires = "frame_log", requires = "project")]
    tour: Option<PathBuf>,
    /// 漫游逐帧日志(CSV)
    #[arg(long, requires = "tour")]
    frame_log: Option<PathBuf>,
    /// 只用这种渲染方式
    #[arg(long, value_enum)]
    renderer: Option<RendererChoice>,
}

fn main() -> ExitCode {
    let logs = log_folder();
    log_file::start(logs.as_deref());
    if let Some(folder) = logs {
        crash::install(folder, Clock::System);
    }
    let arguments = Arguments::parse();
    let measuring = arguments.tour.is_some();
    let options = LaunchOptions {
        project: arguments.project,
        tour: arguments.tour.zip(arguments.frame_log),
        renderer: arguments.renderer,
    };
    match launch(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            writeln!(std::io::stderr(), "{error}").unwrap_or_default();
            if !measuring {
                show_failure(&error);
            }
            ExitCode::from(2)
        }
    }
}
