//! Reading the project that was named at the start while the window is still being made: that takes the
//! graphics a good part of a second, mostly on one processor.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use crate::app::session::{Session, absolute};
use crate::carto::style::StyleSheet;
use crate::domain::Progress;
use crate::jobs::JobError;
use crate::state::project::OpenProject;
use crate::store::Project;

/// How often a waiting job looks whether it was cancelled.
const LOOK: Duration = Duration::from_millis(40);

/// The file, and what the window shows of it.
type Opened = Result<(Project, OpenProject), JobError>;

/// A project on its way.
pub struct Early {
    path: PathBuf,
    progress: Progress,
    opened: Receiver<Opened>,
}

impl std::fmt::Debug for Early {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Early({})", self.path.display())
    }
}

impl Early {
    /// Begins to read `path`; `None` where no thread can be had, and then it is read later.
    pub fn start(path: &Path) -> Option<Self> {
        let path = absolute(path);
        let progress = Progress::silent();
        let (outbox, opened) = bounded(1);
        let (own, own_progress) = (path.clone(), progress.clone());
        let started = std::thread::Builder::new()
            .name("shuijie-early".to_owned())
            .spawn(move || {
                let Ok(styles) = StyleSheet::shipped() else {
                    // The window says what is wrong with them.
                    return;
                };
                let opened = Session::read(&own, &Arc::new(styles), &own_progress);
                // The receiver is gone when another project was opened instead.
                drop(outbox.send(opened));
            });
        match started {
            Ok(_) => Some(Self {
                path,
                progress,
                opened,
            }),
            Err(error) => {
                tracing::warn!("the project is not read early: {error}");
                None
            }
        }
    }

    /// Whether this is the project at `path`.
    pub(super) fn is(&self, path: &Path) -> bool {
        self.path == absolute(path)
    }

    /// Waits for it; `None` when the thread ended without an answer.
    pub(super) fn wait(&self, progress: &Progress) -> Option<Opened> {
        loop {
            match self.opened.recv_timeout(LOOK) {
                Ok(opened) => return Some(opened),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    if progress.step(0, 0).is_err() {
                        self.progress.cancel();
                        return Some(Err(JobError::Cancelled));
                    }
                }
            }
        }
    }
}

impl Drop for Early {
    /// Another project was opened first, or another renderer reads it again.
    fn drop(&mut self) {
        self.progress.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_early_is_what_is_read_later_and_errors_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("项目.sqlite");
        drop(Project::create(&path).unwrap());
        let early = Early::start(&path).unwrap();
        assert!(early.is(&path) && !early.is(&folder.path().join("other.sqlite")));
        let (project, shown) = early.wait(&Progress::silent()).unwrap().unwrap();
        let styles = Arc::new(StyleSheet::shipped().unwrap());
        let (later, again) = Session::read(&path, &styles, &Progress::silent()).unwrap();
        assert_eq!(project.path(), later.path());
        assert_eq!(shown.counts, again.counts);

        let missing = folder.path().join("missing.sqlite");
        let early = Early::start(&missing).unwrap();
        let error = early.wait(&Progress::silent()).unwrap().err();
        let later = Session::read(&missing, &styles, &Progress::silent()).err();
        assert!(error.is_some() && error == later);
    }

    #[test]
    fn a_job_that_waits_can_be_cancelled() {
        let (_keep, opened) = bounded(1);
        let early = Early {
            path: PathBuf::from("x"),
            progress: Progress::silent(),
            opened,
        };
        let progress = Progress::silent();
        progress.cancel();
        assert!(matches!(
            early.wait(&progress),
            Some(Err(JobError::Cancelled))
        ));
        assert!(early.progress.step(0, 0).is_err());
    }
}
