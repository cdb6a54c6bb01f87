//! What the worker thread keeps between jobs, and what each job does with it. Runs on the worker
//! thread only; a frame never waits for it.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use crate::carto::style::StyleSheet;
use crate::domain::{BookmarkEdit, Layer, LonLat, Progress, sentence};
use crate::jobs::JobError;
use crate::rules::capacity::Calculation;
use crate::rules::{PackSet, explain};
use crate::services::audit::{AuditOptions, audit};
use crate::services::audit_changes::{changes_since_kept, keep_in_file};
use crate::services::audit_table::AuditFormat;
use crate::services::base;
use crate::services::bookmarks;
use crate::services::calculate;
use crate::services::check::{CheckOptions, check};
use crate::services::folders::data_folder;
use crate::services::identify::identify;
use crate::services::location::{is_on_network, is_writable};
use crate::services::map::MapTools;
use crate::services::packs::{PackFolders, Shelf, switch, switched_off};
use crate::services::quality::{self, QualityError, QualityOptions};
use crate::services::result_file::{Destination, write_result};
use crate::services::sample::{create_sample, holds_sample};
use crate::services::styles::{ProjectSheet, create_project, sheet_of};
use crate::services::{Clock, scene};
use crate::state::audit::{AuditChanges, AuditIndex, AuditReport, Audited};
use crate::state::check::CheckRequest;
use crate::state::project::{OpenProject, Whereabouts};
use crate::state::quality::{QualityRequest, QualityView};
use crate::state::rules::{RuleRow, RulesView};
use crate::state::style::ProjectLook;
use crate::state::tools::ToolAnswer;
use crate::state::{Answer, Hit};
use crate::store::{Access, Project, spatialite_version};

/// The worker's own things.
#[derive(Default)]
pub(super) struct Session {
    /// Open for reading only: a project may come from anyone, and looking must not change it.
    pub(super) project: Option<Project>,
    /// The packs of the last check, with what they were read from.
    packs: Option<(Shelf, PackSet)>,
    /// Fonts and template for maps.
    pub(super) map_tools: Option<MapTools>,
}

const NOTHING_OPEN: &str = "没有打开的项目";

/// The project, or that there is none.
pub(super) fn opened(project: Option<&Project>) -> Result<&Project, JobError> {
    project.ok_or_else(|| JobError::Failed(NOTHING_OPEN.to_owned()))
}

pub(super) fn failed(error: impl Error + 'static) -> JobError {
    JobError::failed(&error)
}

impl Session {
    pub(super) fn open(
        &mut self,
        path: &Path,
        styles: &Arc<StyleSheet>,
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let (project, shown) = Self::read(path, styles, progress)?;
        Ok(self.take(project, shown))
    }

    /// Opens a project and reads what the window shows of it.
    pub(super) fn read(
        path: &Path,
        styles: &Arc<StyleSheet>,
        progress: &Progress,
    ) -> Result<(Project, OpenProject), JobError> {
        let path = absolute(path);
        let project = Project::open(&path, Access::ReadOnly).map_err(failed)?;
        let shown = shown(&project, styles, progress)?;
        project.shrink();
        Ok((project, shown))
    }

    /// What was read is the open project from now on.
    pub(super) fn take(&mut self, project: Project, shown: OpenProject) -> Answer {
        self.project = Some(project);
        Answer::Opened(shown)
    }

    pub(super) fn create(
        &mut self,
        path: &Path,
        (styles, clock): (&Arc<StyleSheet>, Clock),
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        drop(create_project(&absolute(path), clock).map_err(failed)?);
        self.open(path, styles, progress)
    }

    pub(super) fn open_sample(
        &mut self,
        styles: &Arc<StyleSheet>,
        clock: Clock,
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let path = sample_path()
            .ok_or_else(|| JobError::Failed("找不到用户数据文件夹，无法存放示例项目".to_owned()))?;
        if !path.exists() {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            drop(create_sample(&path, clock, progress).map_err(failed)?);
        }
        self.open(&path, styles, progress)
    }

    pub(super) fn close(&mut self) {
        self.project = None;
    }

    /// The open project's file.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.project
            .as_ref()
            .map(|project| project.path().to_owned())
    }

    /// Opens `path` again if it was open and is not any more. If that fails, the job that comes next
    /// says so.
    pub(super) fn resume(&mut self, path: Option<&Path>) {
        if let (None, Some(path)) = (&self.project, path) {
            self.project = Project::open(path, Access::ReadOnly).ok();
        }
    }

    pub(super) fn project(&self) -> Result<&Project, JobError> {
        opened(self.project.as_ref())
    }

    pub(super) fn identify(
        &self,
        at: LonLat,
        tolerance_m: f64,
        layers: &[Layer],
    ) -> Result<Answer, JobError> {
        let hits = identify(self.project()?, layers, at, tolerance_m)
            .map_err(failed)?
            .into_iter()
            .map(|hit| Hit {
                feature: hit.feature,
                distance_m: hit.distance_m,
                inside: hit.inside,
            })
            .collect();
        Ok(Answer::Identified { at, hits })
    }

    /// Changes the bookmarks in the project file.
    pub(super) fn bookmark(&self, edit: BookmarkEdit, clock: Clock) -> Result<Answer, JobError> {
        let path = self.project()?.path();
        let mut writing = Project::open(path, Access::ReadWrite).map_err(failed)?;
        let list = bookmarks::change(&mut writing, edit, clock).map_err(failed)?;
        Ok(Answer::Tools(ToolAnswer::Bookmarks(list)))
    }

    /// The packs that a check asks, read again only when a file or a switch has changed.
    pub(super) fn packs(
        &mut self,
        user: Option<PathBuf>,
    ) -> Result<(&Project, &PackSet), JobError> {
        let project = self
            .project
            .as_ref()
            .ok_or_else(|| JobError::Failed(NOTHING_OPEN.to_owned()))?;
        let folders = PackFolders::beside(Some(project.path()), user);
        let off = switched_off(project).map_err(failed)?;
        let (_, set) = match self.packs.take() {
            Some(kept) if kept.0.is_current(&folders, &off) => self.packs.insert(kept),
            _ => {
                let shelf = Shelf::read(folders, off).map_err(failed)?;
                let set = shelf.set().map_err(failed)?;
                self.packs.insert((shelf, set))
            }
        };
        Ok((project, set))
    }

    /// Stores a calculation. An older file gets the table that it lacks.
    pub(super) fn save_calculation(
        &mut self,
        calculation: Box<Calculation>,
        note: &str,
        clock: Clock,
    ) -> Result<Answer, JobError> {
        let path = self.project()?.path().to_owned();
        let mut writing = Project::open(&path, Access::ReadWrite).map_err(failed)?;
        let id = calculate::save(&mut writing, &calculation, note, clock).map_err(failed)?;
        drop(writing);
        self.project = Some(Project::open(&path, Access::ReadOnly).map_err(failed)?);
        Ok(Answer::CalculationSaved { id, calculation })
    }

    /// The packs and rules as they stand on `day`; without a project, the user's and the program's own.
    pub(super) fn list_rules(
        &self,
        user: Option<PathBuf>,
        day: Date,
        switched: bool,
    ) -> Result<Answer, JobError> {
        let path = self.project.as_ref().map(Project::path);
        let folders = PackFolders::beside(path, user.clone());
        let off = match &self.project {
            Some(project) => switched_off(project).map_err(failed)?,
            None => Vec::new(),
        };
        let is_old = |(shelf, _): &(Shelf, PackSet)| !shelf.is_current(&folders, &off);
        let changed = switched || self.packs.as_ref().is_some_and(is_old);
        let shelf = Shelf::read(folders, off).map_err(failed)?;
        let set = shelf.readable().map_err(failed)?;
        let mut rules: Vec<RuleRow> = set
            .packs()
            .iter()
            .flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
            .map(|(pack, rule)| RuleRow {
                line: explain::rule_line(pack, rule, day),
                explanation: explain::explanation(&set, pack, rule).text(),
            })
            .collect();
        rules.sort_by(|a, b| (&a.line.rule, &a.line.pack).cmp(&(&b.line.rule, &b.line.pack)));
        Ok(Answer::RulesListed(RulesView {
            as_of: day,
            packs: shelf.lines(day),
            rules,
            folder: user,
            changed,
        }))
    }

    /// Switches a pack in the project file, then lists.
    pub(super) fn switch_pack(
        &mut self,
        user: Option<PathBuf>,
        (id, on): (&str, bool),
        day: Date,
        clock: Clock,
    ) -> Result<Answer, JobError> {
        let path = self.project()?.path().to_owned();
        let mut writing = Project::open(&path, Access::ReadWrite).map_err(failed)?;
        let changed = switch(&mut writing, user.clone(), (id, on), clock).map_err(failed)?;
        drop(writing);
        self.list_rules(user, day, changed)
    }

    /// Rates the zones; what keeps them from being rated is part of the answer, so that another method
    /// or year can be chosen. `changed`: the project's method is another now.
    pub(super) fn rate_quality(
        &self,
        request: &QualityRequest,
        changed: bool,
    ) -> Result<Answer, JobError> {
        let project = self.project()?;
        let choices = quality::choices(project, request.as_of).map_err(failed)?;
        let options = QualityOptions {
            year: request.year,
            method: request.method.clone(),
            as_of: request.as_of,
        };
        let (report, problem) = match quality::quality(project, &options) {
            Ok(report) => (Some(report), None),
            Err(QualityError::NoSamples) => (None, None),
            Err(error) => (None, Some(sentence(&error))),
        };
        Ok(Answer::QualityRated(Box::new(QualityView {
            choices,
            report,
            problem,
            changed,
        })))
    }

    /// Stores the method of `request` as the project's, then rates by it.
    pub(super) fn set_quality_method(
        &mut self,
        request: &QualityRequest,
        clock: Clock,
    ) -> Result<Answer, JobError> {
        let path = self.project()?.path().to_owned();
        if let Some(method) = &request.method {
            let mut writing = Project::open(&path, Access::ReadWrite).map_err(failed)?;
            quality::set_method(&mut writing, method, clock).map_err(failed)?;
        }
        self.rate_quality(
            &QualityRequest {
                method: None,
                ..request.clone()
            },
            true,
        )
    }

    pub(super) fn check(
        &mut self,
        request: CheckRequest,
        user: Option<PathBuf>,
    ) -> Result<Answer, JobError> {
        let (project, packs) = self.packs(user)?;
        let options = CheckOptions {
            as_of: request.as_of,
            packs: Vec::new(),
        };
        let report = check(project, packs, request.subject.clone(), &options).map_err(failed)?;
        let pack_titles = packs
            .packs()
            .iter()
            .map(|pack| (pack.id.clone(), pack.title.clone()))
            .collect();
        Ok(Answer::Checked {
            request: Box::new(request),
            report: Box::new(report),
            pack_titles,
        })
    }

    /// Audits everything registered and compares it with the audit that was kept.
    pub(super) fn audit(
        &mut self,
        as_of: Date,
        user: Option<PathBuf>,
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let (project, packs) = self.packs(user)?;
        let options = AuditOptions {
            as_of,
            packs: Vec::new(),
            layers: Vec::new(),
        };
        let (report, _) = audit(project, packs, &options, progress).map_err(failed)?;
        let changes = changes_since_kept(project, &report).map_err(failed)?;
        Ok(Answer::Audited(Audited {
            index: AuditIndex::new(&report),
            report: Arc::new(report),
            changes: changes.map(Arc::new),
            pack_titles: packs
                .packs()
                .iter()
                .map(|pack| (pack.id.clone(), pack.title.clone()))
                .collect(),
        }))
    }

    pub(super) fn keep_audit(
        &self,
        report: &AuditReport,
        clock: Clock,
    ) -> Result<Answer, JobError> {
        let path = self.project()?.path();
        let run = keep_in_file(path, report, clock).map_err(failed)?;
        Ok(Answer::AuditKept(run))
    }
}

/// Writes an audit to a file.
pub(super) fn export_audit(
    report: &AuditReport,
    changes: Option<&AuditChanges>,
    to: Destination,
) -> Result<Answer, JobError> {
    let format = AuditFormat::of(&to.path)
        .ok_or_else(|| JobError::Failed("文件名应以 .xlsx 或 .csv 结尾".to_owned()))?;
    let bytes = format.bytes(report, changes).map_err(failed)?;
    write_result(&to, &bytes).map_err(failed)?;
    Ok(Answer::AuditWritten(to.path))
}

/// The version of SpatiaLite, or why there is none.
pub(super) fn describe() -> Answer {
    Answer::Described(match spatialite_version() {
        Ok(version) => version,
        Err(error) => error.to_string(),
    })
}

pub(super) fn shown(
    project: &Project,
    shipped: &Arc<StyleSheet>,
    progress: &Progress,
) -> Result<OpenProject, JobError> {
    let ProjectSheet {
        sheet,
        own,
        problems,
    } = sheet_of(project, shipped).map_err(failed)?;
    let scene = scene::load(project, &sheet, progress).map_err(failed)?;
    let counts = Layer::ALL
        .into_iter()
        .map(|layer| Ok((layer, project.count(layer).map_err(failed)?)))
        .collect::<Result<BTreeMap<_, _>, JobError>>()?;
    let path = project.path();
    let whereabouts = if is_on_network(path) {
        Whereabouts::Network
    } else if is_writable(path) {
        Whereabouts::Here
    } else {
        Whereabouts::ReadOnly
    };
    Ok(OpenProject {
        path: path.to_owned(),
        whereabouts,
        scene: Arc::new(scene),
        counts,
        sample: holds_sample(project).map_err(failed)?,
        kept_audit: project.kept_audit().map_err(failed)?,
        look: ProjectLook {
            styles: Arc::new(sheet),
            shipped: Arc::clone(shipped),
            own,
            problems,
        },
        bases: base::kept(project).map_err(failed)?,
        bookmarks: bookmarks::read(project).map_err(|error| sentence(&error)),
    })
}

/// The same file under one name, so that the list of recent projects has it once.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn sample_path() -> Option<PathBuf> {
    Some(data_folder()?.join("昆明示意数据.sqlite"))
}
