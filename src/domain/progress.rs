//! Progress and cancel of long work, passed down into every loop that may take noticeable time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The user asked to stop. Whoever sees it leaves nothing half-written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("已取消")]
pub struct Cancelled;

type Report = dyn Fn(usize, usize) + Send + Sync;

/// Tells how far work has come and whether it should stop. Cheap to clone and to call per item.
#[derive(Clone, Default)]
pub struct Progress {
    cancelled: Arc<AtomicBool>,
    report: Option<Arc<Report>>,
}

impl Progress {
    /// Progress that nobody watches and nobody cancels.
    pub fn silent() -> Self {
        Self::default()
    }

    /// Calls `report` with items done and items in all.
    pub fn new(report: impl Fn(usize, usize) + Send + Sync + 'static) -> Self {
        Self {
            cancelled: Arc::default(),
            report: Some(Arc::new(report)),
        }
    }

    /// For a part of the work that is counted as one step: stops with the whole, reports nothing.
    pub fn quiet(&self) -> Self {
        Self {
            cancelled: Arc::clone(&self.cancelled),
            report: None,
        }
    }

    /// Asks the work to stop at its next step.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Stops the work when it was cancelled, and reports nothing.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(Cancelled);
        }
        Ok(())
    }

    /// Reports that all `total` items are done. Whoever cancels then comes too late.
    pub fn done(&self, total: usize) {
        if let Some(report) = &self.report {
            report(total, total);
        }
    }

    /// Reports `done` of `total` items and stops the work when it was cancelled.
    pub fn step(&self, done: usize, total: usize) -> Result<(), Cancelled> {
        self.check()?;
        if let Some(report) = &self.report {
            report(done, total);
        }
        Ok(())
    }
}

impl std::fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Progress")
            .field("cancelled", &self.cancelled)
            .finish_non_exhaustive()
    }
}
