//! Turns effects of the state into jobs, file dialogs and clipboard texts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use eframe::egui::{Context, ViewportCommand};

use crate::app::base_jobs::BaseJobs;
use crate::app::capture::Target;
use crate::app::copy_jobs::copies_folder;
use crate::app::early::Early;
use crate::app::export_jobs::ask_layer_file;
use crate::app::import_jobs::import_parts;
use crate::app::launch::WINDOW_SIZE;
use crate::app::session::{Session, describe, export_audit};
use crate::app::table_jobs::TableJobs;
use crate::app::tools::SearchJobs;
use crate::app::whatif::WhatIfJobs;
use crate::carto::style::StyleSheet;
use crate::domain::{Label, Progress, sentence};
use crate::jobs::{JobError, JobId, JobView, Worker};
use crate::services::Clock;
use crate::state::furniture::FurnitureEffect;
use crate::state::notice::Weight;
use crate::state::print::PrintEffect;
use crate::state::tools::{ToolEffect, ToolPurpose};
use crate::state::{Answer, Command, CommandSender, Effect, FilePurpose, Purpose};

/// The window showed another project when the job was asked for.
const ANOTHER_PROJECT: &str = "已打开另一个项目，该操作未执行";
const OPENING: Label = Label::new("打开项目", "Opening");
const CREATING: Label = Label::new("新建项目", "Creating");
const SAMPLE: Label = Label::new("准备示例项目", "Preparing the sample");
const CLOSING: Label = Label::new("关闭项目", "Closing");
const IDENTIFYING: Label = Label::new("查找要素", "Identifying");
const CHECKING: Label = Label::new("合规审查", "Checking");
const AUDITING: Label = Label::new("全面核查", "Auditing");
const KEEPING: Label = Label::new("保留核查结论", "Keeping the audit");
const EXPORTING: Label = Label::new("导出核查结果", "Writing the audit");
const IMPORTING: Label = Label::new("导入数据", "Importing");
const SAVING_CALCULATION: Label = Label::new("保存计算", "Saving the calculation");
const LISTING_RULES: Label = Label::new("读取规则包", "Reading rule packs");
const RATING: Label = Label::new("评价水质", "Rating water quality");
const BOOKMARKING: Label = Label::new("保存书签", "Saving bookmarks");
const REPORTING: Label = Label::new("导出审查文件", "Writing the review document");
const BACKING_UP: Label = Label::new("备份项目", "Backing up");
const COPYING_HERE: Label = Label::new("复制到本机", "Copying to this machine");
const CASES: Label = Label::new("案卷", "Cases");
const STYLES: Label = Label::new("样式", "Style");
const KEEPING_BASES: Label = Label::new("保存底图设置", "Keeping the base maps");
const PRINTING: Label = Label::new("绘制地图", "Drawing the map");
const EXPORTING_LAYER: Label = Label::new("导出图层", "Exporting the layer");
const DESCRIBING: Label = Label::new("检查运行环境", "Looking at the environment");
const STYLE_FILE: &str = "水界样式 Shuijie style";
const LATEST_ANSWER_OF_NO_DIALOG: Duration = Duration::from_millis(120);

type Work = Box<dyn FnOnce(&mut Session, &Progress) -> Result<Answer, JobError> + Send>;

/// Carries out effects.
pub(super) struct Effects {
    worker: Worker<Session, Box<Answer>>,
    what_if: WhatIfJobs,
    /// The sheet that ships with the program; projects have their own over it.
    bases: BaseJobs,
    /// A picture of the map that was asked for.
    picture: Option<Target>,
    search: SearchJobs,
    tables: TableJobs,
    styles: Arc<StyleSheet>,
    clock: Clock,
    /// The user's folder of rule packs.
    rules_folder: Option<PathBuf>,
    commands: CommandSender,
    context: Context,
    /// The project that is open on the worker. A job that panics takes the worker's session with it;
    /// the next one opens the project again.
    open: Arc<Mutex<Option<PathBuf>>>,
    /// The project that was named at the start.
    early: Option<Early>,
}

impl Effects {
    /// Starts the worker thread; it wakes the window of `context`.
    pub(super) fn start(
        context: &Context,
        styles: Arc<StyleSheet>,
        (clock, rules_folder): (Clock, Option<PathBuf>),
        commands: CommandSender,
    ) -> Result<Self, std::io::Error> {
        let wake = context.clone();
        Ok(Self {
            worker: Worker::start("shuijie-worker", move || wake.request_repaint())?,
            what_if: WhatIfJobs::start(context, commands.clone(), rules_folder.clone())?,
            bases: BaseJobs::start(context)?,
            picture: None,
            search: SearchJobs::start(context)?,
            tables: TableJobs::start(context)?,
            styles,
            clock,
            rules_folder,
            commands,
            context: context.clone(),
            open: Arc::default(),
            early: None,
        })
    }

    /// A project that is being read already.
    pub(super) fn expect(&mut self, early: Option<Early>) {
        self.early = early;
    }

    /// What has finished since the last call.
    pub(super) fn finished(&mut self) -> Vec<(JobId, Result<Box<Answer>, JobError>)> {
        let mut finished = self.worker.finished();
        finished.extend(self.what_if.finished());
        self.bases.deliver(&self.commands);
        finished.extend(self.search.finished());
        finished.extend(self.tables.finished());
        finished
    }

    /// Jobs under way, those of the open project first.
    pub(super) fn running(&self) -> Vec<JobView> {
        let mut running = self.worker.running();
        running.extend(self.what_if.running());
        running.extend(self.bases.running());
        running.extend(self.search.running());
        running.extend(self.tables.running());
        running
    }

    /// Carries out `effect`; the command that it brings about at once, if any.
    #[expect(
        clippy::too_many_lines,
        reason = "one list of jobs, best read in one piece"
    )]
    pub(super) fn run(&mut self, effect: Effect, shown: Option<&Path>) -> Option<Command> {
        let (styles, clock) = (Arc::clone(&self.styles), self.clock);
        let user = self.rules_folder.clone();
        let (purpose, label, work): (_, _, Work) = match effect {
            Effect::Open(path) => {
                let early = self.early.take().filter(|early| early.is(&path));
                (
                    Purpose::Open,
                    OPENING,
                    Box::new(move |session, progress| {
                        match early.and_then(|early| early.wait(progress)) {
                            Some(opened) => {
                                let (project, shown) = opened?;
                                Ok(session.take(project, shown))
                            }
                            None => session.open(&path, &styles, progress),
                        }
                    }),
                )
            }
            Effect::Create(path) => (
                Purpose::Open,
                CREATING,
                Box::new(move |session, progress| {
                    session.create(&path, (&styles, clock), progress)
                }),
            ),
            Effect::OpenSample => (
                Purpose::Open,
                SAMPLE,
                Box::new(move |session, progress| session.open_sample(&styles, clock, progress)),
            ),
            Effect::Identify {
                at,
                tolerance_m,
                layers,
            } => (
                Purpose::Identify,
                IDENTIFYING,
                Box::new(move |session, _| session.identify(at, tolerance_m, &layers)),
            ),
            Effect::Check(request) => (
                Purpose::Check,
                CHECKING,
                Box::new(move |session, _| session.check(request, user)),
            ),
            Effect::Audit(as_of) => (
                Purpose::Audit,
                AUDITING,
                Box::new(move |session, progress| session.audit(as_of, user, progress)),
            ),
            Effect::KeepAudit(report) => (
                Purpose::SaveAudit,
                KEEPING,
                Box::new(move |session, _| session.keep_audit(&report, clock)),
            ),
            Effect::ExportAudit {
                report,
                changes,
                to,
            } => (
                Purpose::SaveAudit,
                EXPORTING,
                Box::new(move |_, _| export_audit(&report, changes.as_deref(), to)),
            ),
            Effect::Import { request, dry_run } => (
                Purpose::Import,
                IMPORTING,
                Box::new(move |session, progress| {
                    session.import(request, dry_run, (&styles, clock), progress)
                }),
            ),
            Effect::Importing(effect) => (
                Purpose::Import,
                IMPORTING,
                Box::new(move |session, _| session.importing(effect, (&styles, clock))),
            ),
            Effect::SaveCalculation { calculation, note } => (
                Purpose::Calculation,
                SAVING_CALCULATION,
                Box::new(move |session, _| session.save_calculation(calculation, &note, clock)),
            ),
            Effect::ListRules(day) => (
                Purpose::Rules,
                LISTING_RULES,
                Box::new(move |session, _| session.list_rules(user, day, false)),
            ),
            Effect::SwitchPack { id, on, as_of } => (
                Purpose::Rules,
                LISTING_RULES,
                Box::new(move |session, _| session.switch_pack(user, (&id, on), as_of, clock)),
            ),
            Effect::RateQuality(request) => (
                Purpose::Quality,
                RATING,
                Box::new(move |session, _| session.rate_quality(&request, false)),
            ),
            Effect::SetQualityMethod(request) => (
                Purpose::Quality,
                RATING,
                Box::new(move |session, _| session.set_quality_method(&request, clock)),
            ),
            Effect::Cases(effect) => (
                Purpose::Cases,
                CASES,
                Box::new(move |session, _| session.cases(effect, user, clock)),
            ),
            Effect::CaseReport { key, to } => (
                Purpose::CaseReport,
                REPORTING,
                Box::new(move |session, progress| {
                    session.case_reports((vec![key], to), (&styles, user, clock), progress)
                }),
            ),
            Effect::CaseReports { keys, to } => (
                Purpose::CaseReport,
                REPORTING,
                Box::new(move |session, progress| {
                    session.case_reports((keys, to), (&styles, user, clock), progress)
                }),
            ),
            Effect::Backup(path) => (
                Purpose::Backup,
                BACKING_UP,
                Box::new(move |session, _| session.backup(path)),
            ),
            Effect::OpenLocalCopy(path) => (
                Purpose::Open,
                COPYING_HERE,
                Box::new(move |session, progress| {
                    session.open_local_copy((&path, &copies_folder()?), &styles, progress)
                }),
            ),
            Effect::Styles(effect) => (
                Purpose::Styles,
                STYLES,
                Box::new(move |session, _| session.styles(effect, &styles, clock)),
            ),
            Effect::Tools(ToolEffect::Bookmark(edit)) => (
                Purpose::Tools(ToolPurpose::Bookmark),
                BOOKMARKING,
                Box::new(move |session, _| session.bookmark(edit, clock)),
            ),
            Effect::Print(effect) => (
                match &effect {
                    PrintEffect::Preview(_) => Purpose::PreviewMap,
                    PrintEffect::Export(..) | PrintEffect::Series(_) => Purpose::ExportMap,
                },
                PRINTING,
                Box::new(move |session, progress| session.print(effect, progress)),
            ),
            Effect::ExportLayer(export) => (
                Purpose::ExportLayer,
                EXPORTING_LAYER,
                Box::new(move |session, progress| session.export_layer(*export, clock, progress)),
            ),
            Effect::Describe => (
                Purpose::Describe,
                DESCRIBING,
                Box::new(|_, _| Ok(describe())),
            ),
            other => return self.run_here(other),
        };
        let meant = match purpose {
            Purpose::Open | Purpose::Describe => None,
            _ => shown.map(Path::to_owned),
        };
        Some(Command::Started(purpose, self.submit(label, meant, work)))
    }

    /// `meant`: the project that the window shows. Until the answer of an opening is there, that is the
    /// one before, and nothing asked of it may be done to the other.
    fn submit(&mut self, label: Label, meant: Option<PathBuf>, work: Work) -> JobId {
        let open = Arc::clone(&self.open);
        self.worker.submit(label, move |session, progress| {
            session.resume(locked(&open).as_deref());
            if meant.is_some() && session.path() != meant {
                return Err(JobError::Failed(ANOTHER_PROJECT.to_owned()));
            }
            let answer = work(session, progress).map(Box::new);
            *locked(&open) = session.path();
            answer
        })
    }

    /// Effects that are no jobs of the worker with the open project.
    fn run_here(&mut self, effect: Effect) -> Option<Command> {
        match effect {
            Effect::ChooseFile(purpose) => self.choose_file(purpose),
            Effect::LookForFile(path) => self.look_for_file(path),
            Effect::Cancel(job) => self.cancel(job),
            Effect::CancelBoth(jobs) => jobs.into_iter().for_each(|job| self.cancel(job)),
            Effect::Tools(ToolEffect::ResetWindow) => self.reset_window(),
            Effect::Tools(effect) => return self.search.run(effect),
            Effect::TrySite(path, request) => {
                let job = self.what_if.try_site(path, request);
                return Some(Command::Started(Purpose::Try, job));
            }
            Effect::Shade(path, request) => {
                let job = self.what_if.shade(path, request);
                return Some(Command::Started(Purpose::Shade, job));
            }
            Effect::Furniture(effect) => self.furniture(effect),
            Effect::Table(effect) => {
                let path = locked(&self.open).clone()?;
                let purpose = Purpose::Table(effect.job());
                return Some(Command::Started(purpose, self.tables.run(path, effect)));
            }
            Effect::OpenFolder(path) => self.open_folder(path),
            Effect::Copy(text) => self.context.copy_text(text),
            Effect::Quit => self.context.send_viewport_cmd(ViewportCommand::Close),
            Effect::CloseProject => {
                self.what_if.forget();
                self.tables.forget();
                // The answer is of no interest: nobody waits for this job.
                let open = Arc::clone(&self.open);
                self.worker.submit(CLOSING, move |session, _| {
                    session.close();
                    *locked(&open) = None;
                    Err(JobError::Cancelled)
                });
            }
            Effect::Open(_)
            | Effect::Create(_)
            | Effect::OpenSample
            | Effect::Identify { .. }
            | Effect::Check(_)
            | Effect::Audit(_)
            | Effect::KeepAudit(_)
            | Effect::ExportAudit { .. }
            | Effect::Import { .. }
            | Effect::Importing(_)
            | Effect::SaveCalculation { .. }
            | Effect::ListRules(_)
            | Effect::SwitchPack { .. }
            | Effect::RateQuality(_)
            | Effect::SetQualityMethod(_)
            | Effect::Cases(_)
            | Effect::CaseReport { .. }
            | Effect::CaseReports { .. }
            | Effect::Backup(_)
            | Effect::OpenLocalCopy(_)
            | Effect::Styles(_)
            | Effect::Print(_)
            | Effect::ExportLayer(_)
            | Effect::Describe
            | Effect::LookForRecent => {}
        }
        None
    }

    fn cancel(&self, job: JobId) {
        self.worker.cancel(job);
        self.what_if.cancel(job);
        self.bases.cancel(job);
        self.search.cancel(job);
        self.tables.cancel(job);
    }

    fn furniture(&mut self, effect: FurnitureEffect) {
        match effect {
            FurnitureEffect::OpenBases(requests) => self.bases.open(requests),
            FurnitureEffect::KeepBases(bases) => {
                let clock = self.clock;
                // Nobody waits for it; when it fails, that is said.
                self.submit(
                    KEEPING_BASES,
                    None,
                    Box::new(move |session, _| session.keep_bases(&bases, clock)),
                );
            }
            FurnitureEffect::CopyPicture => self.picture = Some(Target::Clipboard),
            FurnitureEffect::SavePicture(to) => self.picture = Some(Target::File(to)),
        }
    }

    /// The picture of the map that was asked for since the last call.
    pub(super) fn wanted_picture(&mut self) -> Option<Target> {
        self.picture.take()
    }

    /// The window in the size that it has at first.
    fn reset_window(&self) {
        for command in [
            ViewportCommand::Fullscreen(false),
            ViewportCommand::Maximized(false),
            ViewportCommand::InnerSize(WINDOW_SIZE.into()),
        ] {
            self.context.send_viewport_cmd(command);
        }
    }

    /// Looks for the files of recent projects; on a lost network drive that takes long.
    pub(super) fn look_for(&self, recent: Vec<PathBuf>) {
        let (commands, context) = (self.commands.clone(), self.context.clone());
        self.on_thread("shuijie-recent", move || {
            let missing: BTreeSet<PathBuf> =
                recent.into_iter().filter(|path| !path.exists()).collect();
            commands.send(Command::RecentMissing(missing));
            context.request_repaint();
        });
    }

    /// A file that is not there is said at once, not after all choices are made; and what it holds several
    /// of is offered.
    fn look_for_file(&self, path: PathBuf) {
        let (commands, context) = (self.commands.clone(), self.context.clone());
        self.on_thread("shuijie-look", move || {
            if let Err(error) = std::fs::File::open(&path) {
                let reason = format!("{}：{}", sentence(&error), path.display());
                commands.send(Command::ImportFileLost(path, reason));
            } else if let Some(parts) = import_parts(&path) {
                commands.send(Command::ImportPartsFound(path, parts));
            } else {
                return;
            }
            context.request_repaint();
        });
    }

    /// Shows a folder in the system's file manager; the machine may take its time, or have none.
    fn open_folder(&self, path: PathBuf) {
        let (commands, context) = (self.commands.clone(), self.context.clone());
        self.on_thread("shuijie-folder", move || {
            let shown = std::fs::create_dir_all(&path).and_then(|()| open::that_detached(&path));
            if let Err(error) = shown {
                let text = format!("无法打开文件夹 {}：{}", path.display(), sentence(&error));
                commands.send(Command::Notify(Weight::Failure, text));
                context.request_repaint();
            }
        });
    }

    /// A file dialog on a thread of its own: on the window's thread it stalls on Windows. Where the
    /// machine has none, the answer comes faster than any hand, and the window asks for the path.
    fn choose_file(&self, purpose: FilePurpose) {
        let (commands, context) = (self.commands.clone(), self.context.clone());
        self.on_thread("shuijie-file-dialog", move || {
            let start = Instant::now();
            let chosen = ask(purpose);
            commands.send(
                if chosen.is_none() && start.elapsed() < LATEST_ANSWER_OF_NO_DIALOG {
                    Command::AskPath(purpose)
                } else {
                    Command::FileChosen(purpose, chosen)
                },
            );
            context.request_repaint();
        });
    }

    fn on_thread(&self, name: &str, work: impl FnOnce() + Send + 'static) {
        let started = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(work);
        if let Err(error) = started {
            self.commands
                .send(Command::Notify(Weight::Failure, error.to_string()));
        }
    }
}

/// A panic while the path was held left a whole path behind all the same.
fn locked(open: &Mutex<Option<PathBuf>>) -> MutexGuard<'_, Option<PathBuf>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

fn ask(purpose: FilePurpose) -> Option<PathBuf> {
    let dialog = rfd::FileDialog::new();
    match purpose {
        FilePurpose::Open => dialog
            .add_filter("水界项目 Shuijie project", &["sqlite", "db"])
            .pick_file(),
        FilePurpose::Create => dialog
            .add_filter("水界项目 Shuijie project", &["sqlite"])
            .set_file_name("新项目.sqlite")
            .save_file(),
        FilePurpose::SaveAudit => dialog
            .add_filter("Excel", &["xlsx"])
            .add_filter("CSV", &["csv"])
            .set_file_name("全面核查.xlsx")
            .save_file(),
        FilePurpose::OpenStyle => dialog.add_filter(STYLE_FILE, &["toml"]).pick_file(),
        FilePurpose::SaveStyle => dialog
            .add_filter(STYLE_FILE, &["toml"])
            .set_file_name("样式.toml")
            .save_file(),
        FilePurpose::Base => dialog
            .add_filter("MBTiles, PNG, JPG", &["mbtiles", "png", "jpg", "jpeg"])
            .pick_file(),
        FilePurpose::SavePicture => dialog
            .add_filter("PNG", &["png"])
            .set_file_name("地图.png")
            .save_file(),
        FilePurpose::SaveMap => dialog
            .add_filter("PDF, PNG, SVG", &["pdf", "png", "svg"])
            .set_file_name("地图.pdf")
            .save_file(),
        FilePurpose::SaveBackup(day) => dialog
            .add_filter("水界项目 Shuijie project", &["sqlite"])
            .set_file_name(format!("水界项目备份 {day}.sqlite"))
            .save_file(),
        FilePurpose::SaveReport(_) => dialog
            .add_filter("PDF", &["pdf"])
            .add_filter("Word", &["docx"])
            .set_file_name("审查文件.pdf")
            .save_file(),
        FilePurpose::SaveLayer(layer, format) => ask_layer_file(dialog, layer, format),
        FilePurpose::Import => dialog
            .add_filter(
                "Shapefile, GeoJSON, CSV, Excel, GeoPackage, KML, GPX, DXF",
                &[
                    "shp", "zip", "geojson", "json", "geojsonl", "ndjson", "csv", "tsv", "txt",
                    "xlsx", "xls", "ods", "gpkg", "kml", "kmz", "gpx", "dxf",
                ],
            )
            .pick_file(),
    }
}
