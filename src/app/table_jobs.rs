//! The jobs of attribute tables and selections, on a thread of their own: listing rows never waits for an
//! audit or an import. What must be read is read over a connection of the job's own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;

use crate::app::session::failed;
use crate::domain::expression::Expression;
use crate::domain::{Label, Progress};
use crate::jobs::{JobError, JobId, JobView, Worker};
use crate::services::select::{by_expression, by_location, in_area};
use crate::services::table::{TableData, rows_as_text, statistics, view};
use crate::state::Answer;
use crate::state::tables::{TableAnswer, TableEffect};
use crate::store::{Access, Project};

const READING: Label = Label::new("读取属性表", "Reading the table");
const LISTING: Label = Label::new("列出属性表", "Listing the table");
const COUNTING: Label = Label::new("统计", "Statistics");
const COPYING: Label = Label::new("复制行", "Copying rows");
const LOOKING: Label = Label::new("读取要素", "Reading the feature");
const SELECTING: Label = Label::new("选择要素", "Selecting");

type Done = Result<TableAnswer, JobError>;

/// The worker of tables and selections.
pub(super) struct TableJobs {
    worker: Worker<(), Box<Answer>>,
    /// Listings from memory, which take no noticeable time and are not worth a word.
    quiet: BTreeSet<JobId>,
}

impl TableJobs {
    pub(super) fn start(context: &Context) -> Result<Self, std::io::Error> {
        let wake = context.clone();
        Ok(Self {
            worker: Worker::start("shuijie-table", move || wake.request_repaint())?,
            quiet: BTreeSet::new(),
        })
    }

    /// Does what `effect` says with the project at `path`.
    pub(super) fn run(&mut self, path: PathBuf, effect: TableEffect) -> JobId {
        let (label, quiet) = match &effect {
            TableEffect::View { data: None, .. } => (READING, false),
            TableEffect::View { .. } => (LISTING, true),
            TableEffect::Statistics { .. } => (COUNTING, true),
            TableEffect::Text { .. } => (COPYING, false),
            TableEffect::Feature(..) => (LOOKING, true),
            TableEffect::Area { .. }
            | TableEffect::Location(..)
            | TableEffect::Expression { .. } => (SELECTING, false),
        };
        let job = self.worker.submit(label, move |(), progress| {
            let answer = done(&path, effect, progress)?;
            Ok(Box::new(Answer::Table(answer)))
        });
        if quiet {
            self.quiet.insert(job);
        }
        job
    }

    pub(super) fn cancel(&self, job: JobId) {
        self.worker.cancel(job);
    }

    /// The project is closed: nothing more is wanted.
    pub(super) fn forget(&self) {
        for job in self.worker.running() {
            self.worker.cancel(job.id);
        }
    }

    pub(super) fn finished(&mut self) -> Vec<(JobId, Result<Box<Answer>, JobError>)> {
        let finished = self.worker.finished();
        for (job, _) in &finished {
            self.quiet.remove(job);
        }
        finished
    }

    pub(super) fn running(&self) -> Vec<JobView> {
        let mut running = self.worker.running();
        running.retain(|job| !self.quiet.contains(&job.id));
        running
    }
}

fn open(path: &Path) -> Result<Project, JobError> {
    Project::open(path, Access::ReadOnly).map_err(failed)
}

#[expect(
    clippy::too_many_lines,
    reason = "one list of jobs, best read in one piece"
)]
fn done(path: &Path, effect: TableEffect, progress: &Progress) -> Done {
    match effect {
        TableEffect::View {
            layer,
            data,
            scene,
            revision,
            request,
            measured,
        } => {
            let data = match data {
                Some(data) => data.0,
                None => Arc::new(TableData::read(&open(path)?, layer, progress).map_err(failed)?),
            };
            let asks = Expression::parse(&request.expression, layer)
                .is_ok_and(|expression| expression.needs_geometry());
            if (measured || asks) && !data.is_measured() {
                data.measured(&open(path)?, progress).map_err(failed)?;
            }
            let rows = view(&data, Some(&scene.0), &request, progress).map_err(failed)?;
            Ok(TableAnswer::View {
                layer,
                data,
                revision,
                request,
                rows: rows.into(),
            })
        }
        TableEffect::Statistics {
            data,
            rows,
            column,
            language,
        } => {
            let figures = statistics(&data.0, &rows, column, language, progress).map_err(failed)?;
            Ok(TableAnswer::Statistics(data.0.layer(), Box::new(figures)))
        }
        TableEffect::Text {
            data,
            rows,
            columns,
            language,
        } => {
            let text =
                rows_as_text(&data.0, &rows, &columns, language, progress).map_err(failed)?;
            Ok(TableAnswer::Text(text, rows.len()))
        }
        TableEffect::Feature(layer, id) => {
            let feature = open(path)?.by_id(layer, id).map_err(failed)?;
            Ok(TableAnswer::Feature(feature.map(Box::new)))
        }
        TableEffect::Area {
            scene,
            layers,
            area,
            mode,
        } => Ok(TableAnswer::Found {
            found: in_area(&scene.0, &layers, &area, progress).map_err(failed)?,
            warnings: Vec::new(),
            everywhere: true,
            mode,
        }),
        TableEffect::Location(request, mode) => {
            let located = by_location(&open(path)?, &request, progress).map_err(failed)?;
            Ok(TableAnswer::Found {
                found: vec![(request.layer, located.ids)],
                warnings: located.warnings,
                everywhere: false,
                mode,
            })
        }
        TableEffect::Expression { layer, text, mode } => {
            let expression = Expression::parse(&text, layer).map_err(failed)?;
            let project = open(path)?;
            let data = TableData::read(&project, layer, progress).map_err(failed)?;
            if expression.needs_geometry() {
                data.measured(&project, progress).map_err(failed)?;
            }
            let ids = by_expression(&data, &expression, progress).map_err(failed)?;
            Ok(TableAnswer::Found {
                found: vec![(layer, ids)],
                warnings: Vec::new(),
                everywhere: false,
                mode,
            })
        }
    }
}
