//! The tools' share of the window: the worker that makes the search index and asks it, and the watch
//! that notices when the view rests and when panels have changed.

use std::sync::Arc;

use eframe::egui::Context;

use crate::carto::scene::Scene;
use crate::domain::Label;
use crate::jobs::{JobError, JobId, JobView, Worker};
use crate::services::search::SearchIndex;
use crate::state::camera::Camera;
use crate::state::layout::Layout;
use crate::state::tools::{ToolAnswer, ToolCommand, ToolEffect, ToolPurpose};
use crate::state::{Answer, AppState, Command, CommandSender, Inspector};

const INDEXING: Label = Label::new("建立查找索引", "Indexing names");
const FINDING: Label = Label::new("查找", "Finding");
/// The view rests when it has not changed for this long, in seconds.
const REST_S: f64 = 0.4;

type Outcome = Result<Box<Answer>, JobError>;

/// The worker of the search box, apart from the one with the project: a long import holds up nobody
/// who looks for a name.
pub(super) struct SearchJobs {
    worker: Worker<(), Box<Answer>>,
    /// Questions are over within a frame and not worth a line in the status bar.
    indexing: Option<JobId>,
}

impl SearchJobs {
    pub(super) fn start(context: &Context) -> Result<Self, std::io::Error> {
        let wake = context.clone();
        Ok(Self {
            worker: Worker::start("shuijie-search", move || wake.request_repaint())?,
            indexing: None,
        })
    }

    /// Starts the job of `effect`; `None` for effects that are no jobs of this worker.
    pub(super) fn run(&mut self, effect: ToolEffect) -> Option<Command> {
        let (purpose, job) = match effect {
            ToolEffect::Index(scene) => {
                let job = self.index(scene.0);
                self.indexing = Some(job);
                (ToolPurpose::Index, job)
            }
            ToolEffect::Find { index, text, from } => {
                let job = self.worker.submit(FINDING, move |(), _| {
                    let groups = index.0.find(&text, from);
                    Ok(answer(ToolAnswer::Found { text, groups }))
                });
                (ToolPurpose::Find, job)
            }
            ToolEffect::Bookmark(_) | ToolEffect::ResetWindow => return None,
        };
        Some(Command::Started(crate::state::Purpose::Tools(purpose), job))
    }

    fn index(&mut self, scene: Arc<Scene>) -> JobId {
        self.worker.submit(INDEXING, move |(), progress| {
            SearchIndex::build(&scene, progress)
                .map(|index| answer(ToolAnswer::Indexed(Arc::new(index))))
                .map_err(|_cancelled| JobError::Cancelled)
        })
    }

    pub(super) fn cancel(&self, job: JobId) {
        self.worker.cancel(job);
    }

    pub(super) fn finished(&mut self) -> Vec<(JobId, Outcome)> {
        self.worker.finished()
    }

    pub(super) fn running(&self) -> Vec<JobView> {
        let mut running = self.worker.running();
        running.retain(|job| Some(job.id) == self.indexing);
        running
    }
}

fn answer(answer: ToolAnswer) -> Box<Answer> {
    Box::new(Answer::Tools(answer))
}

/// Looks once per frame at what changes under the user's hand and is noted when the hand rests.
#[derive(Default)]
pub(super) struct ToolWatch {
    camera: Option<Camera>,
    since: f64,
    noted: bool,
}

impl ToolWatch {
    /// Whether the map has not moved for a while.
    pub(super) fn map_rests(&self) -> bool {
        self.noted
    }

    /// Sends what is to be noted; `sizes` are those of the panels as they were drawn last.
    pub(super) fn look(
        &mut self,
        context: &Context,
        (state, sizes): (&AppState, PanelSizes),
        commands: &CommandSender,
    ) {
        let Some(project) = &state.project else {
            self.camera = None;
            return;
        };
        let send = |command| commands.send(Command::Tools(command));
        if state.tools.search.is_outdated(&project.scene) {
            send(ToolCommand::ForgetIndex);
        }
        let (now, held) = context.input(|input| (input.time, input.pointer.any_down()));
        if self.camera != Some(state.camera) {
            self.camera = Some(state.camera);
            self.since = now;
            self.noted = false;
        }
        if !self.noted {
            if held || now - self.since < REST_S {
                context.request_repaint_after(std::time::Duration::from_secs_f64(REST_S));
            } else {
                self.noted = true;
                send(ToolCommand::ViewRests);
            }
        }
        if !held {
            let layout = sizes.layout(state);
            if layout != state.settings.layout {
                send(ToolCommand::SetLayout(layout));
            }
        }
    }
}

/// Sizes of the panels in logical pixels, of those that are shown, each with the largest that it may
/// have now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PanelSizes {
    pub(super) layers: Option<[f32; 2]>,
    pub(super) inspector: Option<[f32; 2]>,
    pub(super) audit: Option<[f32; 2]>,
}

impl PanelSizes {
    /// The layout to be remembered: what is hidden keeps its size, and so does what is smaller only
    /// because the window has no room for more.
    fn layout(self, state: &AppState) -> Layout {
        let known = state.settings.layout;
        // Whole pixels: less is no change that anybody made.
        let size = |now: Option<[f32; 2]>, known: f32| match now {
            Some([now, most]) if now >= most - 1.0 && known >= now => known,
            Some([now, _]) if (now - known).abs() >= 1.0 => now.round(),
            _ => known,
        };
        let tab = match state.inspector {
            // What the audit says of a feature is gone with the audit.
            Inspector::Audit => known.tab,
            other => other.into(),
        };
        Layout {
            layers_width: size(self.layers, known.layers_width),
            inspector_width: size(self.inspector, known.inspector_width),
            audit_height: size(self.audit, known.audit_height),
            audit_shown: state.audit.shown,
            tab,
        }
        .sane()
    }
}
