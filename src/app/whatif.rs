//! Jobs about other places: the dragged site and the shaded view, each on a thread of its own, so that
//! neither waits for the other nor for imports and checks. Both share one copy of the registers.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::Context;
use jiff::civil::Date;

use crate::domain::{Label, Progress};
use crate::jobs::{JobError, JobId, JobView, Worker};
use crate::services::packs::{PackFolders, Shelf, switched_off};
use crate::services::verdict_grid::VerdictGrid;
use crate::services::whatif::WhatIf;
use crate::state::check::CheckRequest;
use crate::state::whatif::ShadeRequest;
use crate::state::{Answer, AppState, Command, CommandSender};
use crate::store::{Access, Project};

const TRYING: Label = Label::new("试算位置", "Trying the site");
const SHADING: Label = Label::new("试算可设区域", "Shading the view");
const FORGETTING: Label = Label::new("关闭项目", "Closing");
/// Pictures kept, so that going back to a view shows it at once.
const PICTURES: usize = 6;
/// The view rests when it has not changed for this long, in seconds.
const REST_S: f64 = 0.25;

type Outcome = Result<Box<Answer>, JobError>;

/// The registers of one project for one date, with what was drawn from them.
struct Prepared {
    path: PathBuf,
    /// The connection that they were read through; it tells when the file changes.
    project: Project,
    /// The rule packs as they were read.
    shelf: Shelf,
    what_if: Arc<WhatIf>,
    pictures: VecDeque<(ShadeRequest, Arc<VerdictGrid>)>,
}

type Shared = Arc<Mutex<Option<Prepared>>>;

/// The two workers.
pub(super) struct WhatIfJobs {
    tries: Worker<(), Box<Answer>>,
    shades: Worker<(), Box<Answer>>,
    prepared: Shared,
    /// The user's folder of rule packs.
    rules_folder: Option<PathBuf>,
    commands: CommandSender,
    context: Context,
}

impl WhatIfJobs {
    pub(super) fn start(
        context: &Context,
        commands: CommandSender,
        rules_folder: Option<PathBuf>,
    ) -> Result<Self, std::io::Error> {
        let worker = |name| {
            let wake = context.clone();
            Worker::start(name, move || wake.request_repaint())
        };
        Ok(Self {
            tries: worker("shuijie-try")?,
            shades: worker("shuijie-shade")?,
            prepared: Arc::default(),
            rules_folder,
            commands,
            context: context.clone(),
        })
    }

    /// Checks a site that is being moved, in the project at `path`.
    pub(super) fn try_site(&mut self, path: PathBuf, request: CheckRequest) -> JobId {
        let prepared = Arc::clone(&self.prepared);
        let user = self.rules_folder.clone();
        self.tries.submit(TRYING, move |(), progress| {
            let what_if = prepare(&prepared, (&path, user), request.as_of, progress)?;
            let report = what_if
                .check(request.subject.clone())
                .map_err(|error| JobError::failed(&error))?;
            Ok(Box::new(Answer::Checked {
                request: Box::new(request),
                report: Box::new(report),
                pack_titles: what_if.pack_titles(),
            }))
        })
    }

    /// Shades a view of the project at `path`.
    pub(super) fn shade(&mut self, path: PathBuf, request: ShadeRequest) -> JobId {
        let prepared = Arc::clone(&self.prepared);
        let (commands, context) = (self.commands.clone(), self.context.clone());
        let user = self.rules_folder.clone();
        self.shades.submit(SHADING, move |(), progress| {
            let as_of = request.template.as_of;
            let what_if = prepare(&prepared, (&path, user), as_of, progress)?;
            if let Some(kept) = kept(&prepared, &what_if, &request) {
                return Ok(Box::new(Answer::Shaded(Box::new(request), kept)));
            }
            let part = |grid: &VerdictGrid| {
                let part = Arc::new(grid.clone());
                commands.send(Command::Shaded(Box::new(request.clone()), part));
                context.request_repaint();
            };
            let grid = what_if
                .verdict_grid(&request.template.subject, request.frame, progress, part)
                .map_err(|error| JobError::failed(&error))?;
            let grid = Arc::new(grid);
            keep(&prepared, &what_if, &request, &grid);
            Ok(Box::new(Answer::Shaded(Box::new(request), grid)))
        })
    }

    /// Lets go of the project.
    pub(super) fn forget(&mut self) {
        for worker in [&self.tries, &self.shades] {
            for job in worker.running() {
                worker.cancel(job.id);
            }
        }
        // Not here: the copy may be under way, and a frame waits for nothing.
        let prepared = Arc::clone(&self.prepared);
        self.tries.submit(FORGETTING, move |(), _| {
            drop(
                prepared
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take(),
            );
            Err(JobError::Cancelled)
        });
    }

    pub(super) fn cancel(&self, job: JobId) {
        self.tries.cancel(job);
        self.shades.cancel(job);
    }

    pub(super) fn finished(&mut self) -> Vec<(JobId, Outcome)> {
        let mut finished = self.tries.finished();
        finished.extend(self.shades.finished());
        finished
    }

    pub(super) fn running(&self) -> Vec<JobView> {
        let mut running = self.tries.running();
        // They are over within a frame; only the first one, which reads the project, tells a share.
        running.retain(|job| job.share.is_some());
        running.extend(self.shades.running());
        running
    }
}

/// The registers of the project at `path` on `as_of` with the packs of the project and of the folder
/// `user`: those that are there, if neither the file nor the packs did change.
fn prepare(
    shared: &Shared,
    (path, user): (&Path, Option<PathBuf>),
    as_of: Date,
    progress: &Progress,
) -> Result<Arc<WhatIf>, JobError> {
    let folders = PackFolders::beside(Some(path), user);
    let mut slot = shared.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = slot.as_ref()
        && kept.path == path
        && kept.what_if.as_of() == as_of
        && kept.what_if.is_current(&kept.project).unwrap_or(false)
        && switched_off(&kept.project).is_ok_and(|off| kept.shelf.is_current(&folders, &off))
    {
        return Ok(Arc::clone(&kept.what_if));
    }
    // The old copy goes before the new one comes: two would be twice the memory.
    *slot = None;
    let project =
        Project::open(path, Access::ReadOnly).map_err(|error| JobError::failed(&error))?;
    let off = switched_off(&project).map_err(|error| JobError::failed(&error))?;
    let shelf = Shelf::read(folders, off).map_err(|error| JobError::failed(&error))?;
    let packs = shelf.set().map_err(|error| JobError::failed(&error))?;
    let what_if = WhatIf::load(&project, Arc::new(packs), (as_of, Vec::new()), progress)
        .map_err(|error| JobError::failed(&error))?;
    let what_if = Arc::new(what_if);
    *slot = Some(Prepared {
        path: path.to_owned(),
        project,
        shelf,
        what_if: Arc::clone(&what_if),
        pictures: VecDeque::new(),
    });
    Ok(what_if)
}

/// The finished picture that was asked for before, of the same data.
fn kept(shared: &Shared, from: &Arc<WhatIf>, request: &ShadeRequest) -> Option<Arc<VerdictGrid>> {
    let slot = shared.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = slot
        .as_ref()
        .filter(|kept| Arc::ptr_eq(&kept.what_if, from))?;
    let found = kept.pictures.iter().find(|(asked, _)| asked == request);
    found.map(|(_, grid)| Arc::clone(grid))
}

fn keep(shared: &Shared, from: &Arc<WhatIf>, request: &ShadeRequest, grid: &Arc<VerdictGrid>) {
    let mut slot = shared.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = slot.as_mut()
        && Arc::ptr_eq(&kept.what_if, from)
    {
        if kept.pictures.len() >= PICTURES {
            kept.pictures.pop_front();
        }
        kept.pictures.push_back((request.clone(), Arc::clone(grid)));
    }
}

/// Waits until the view rests before it is shaded.
#[derive(Default)]
pub(super) struct ShadeWatch {
    seen: Option<ShadeRequest>,
    since: f64,
}

impl ShadeWatch {
    /// Once per frame: asks for the picture of the view when it has rested.
    pub(super) fn look(&mut self, context: &Context, state: &AppState, commands: &CommandSender) {
        let Some(shade) = &state.what_if.shade else {
            self.seen = None;
            return;
        };
        let wanted = state.wanted_shade();
        let now = context.input(|input| input.time);
        if wanted != self.seen {
            self.seen = wanted;
            self.since = now;
        }
        if shade.asked == self.seen {
            return;
        }
        let left = self.since + REST_S - now;
        if left > 0.0 {
            context.request_repaint_after(std::time::Duration::from_secs_f64(left));
        } else {
            commands.send(Command::ShadeView);
            context.request_repaint();
        }
    }
}
