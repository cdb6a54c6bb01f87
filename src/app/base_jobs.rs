//! Opening raster bases: on a thread of its own, because a large picture takes seconds, and neither
//! checks nor frames may wait for it.

use std::sync::Arc;

use eframe::egui::Context;

use crate::app::session::{Session, failed};
use crate::domain::{Label, sentence};
use crate::jobs::{JobError, JobView, Worker};
use crate::services::Clock;
use crate::services::base::{self, BaseEntry, BaseError, BaseSource};
use crate::state::furniture::{BaseProblem, BaseRequest, FurnitureCommand};
use crate::state::{Answer, Command, CommandSender};
use crate::store::{Access, Project};

const OPENING: Label = Label::new("准备底图", "Preparing the base map");

type Opened = (u64, Result<Arc<BaseSource>, BaseProblem>);

/// The thread that opens bases.
pub(super) struct BaseJobs {
    worker: Worker<(), Opened>,
}

impl BaseJobs {
    pub(super) fn start(context: &Context) -> Result<Self, std::io::Error> {
        let wake = context.clone();
        Ok(Self {
            worker: Worker::start("shuijie-open-base", move || wake.request_repaint())?,
        })
    }

    /// Opens each base of `requests`.
    pub(super) fn open(&mut self, requests: Vec<BaseRequest>) {
        for request in requests {
            self.worker.submit(OPENING, move |(), progress| {
                let path = std::path::absolute(&request.path).unwrap_or(request.path);
                let opened = BaseSource::open(&path, request.epsg, request.metric_epsg, progress);
                match opened {
                    Err(BaseError::Cancelled(_)) => {
                        let text = JobError::Cancelled.to_string();
                        Ok((request.id, Err(BaseProblem::Other(text))))
                    }
                    other => Ok((request.id, other.map(Arc::new).map_err(problem))),
                }
            });
        }
    }

    /// Tells the window what was opened since the last call.
    pub(super) fn deliver(&mut self, commands: &CommandSender) {
        for (_, answer) in self.worker.finished() {
            match answer {
                Ok((id, result)) => {
                    let opened = FurnitureCommand::BaseOpened(id, result);
                    commands.send(Command::Furniture(opened));
                }
                Err(error) => tracing::error!(%error, "a base could not be opened"),
            }
        }
    }

    pub(super) fn running(&self) -> Vec<JobView> {
        self.worker.running()
    }

    pub(super) fn cancel(&self, job: crate::jobs::JobId) {
        self.worker.cancel(job);
    }
}

fn problem(error: BaseError) -> BaseProblem {
    match error {
        BaseError::Missing { .. } => BaseProblem::Missing,
        BaseError::NoCrs => BaseProblem::NoCrs,
        other => BaseProblem::Other(sentence(&other)),
    }
}

impl Session {
    /// Puts the bases into the open project's settings.
    pub(super) fn keep_bases(&self, bases: &[BaseEntry], clock: Clock) -> Result<Answer, JobError> {
        let path = self.project()?.path().to_owned();
        let mut writing = Project::open(&path, Access::ReadWrite).map_err(failed)?;
        base::keep(&mut writing, bases, clock).map_err(failed)?;
        Ok(Answer::BasesKept)
    }
}
