//! The worker thread and the handle to it.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender};

use crate::domain::sentence;
use crate::domain::{Label, Progress};

/// Names one job for as long as the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(u64);

/// Why a job has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// The user stopped it, or a newer job of its kind replaced it.
    #[error("已取消")]
    Cancelled,
    /// It failed; the sentence with its chain of causes.
    #[error("{0}")]
    Failed(String),
    /// It stopped by a fault in the program; the worker goes on with a fresh context.
    #[error("程序内部错误：{0}")]
    Panicked(String),
}

impl JobError {
    /// A failure with everything that led to it.
    pub fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::Failed(sentence(error))
    }
}

/// A job under way, as the status bar shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct JobView {
    /// Which one.
    pub id: JobId,
    /// What it does.
    pub label: Label,
    /// Share done, 0 to 1; `None` until the job tells.
    pub share: Option<f32>,
}

type Work<C, R> = Box<dyn FnOnce(&mut C, &Progress) -> Result<R, JobError> + Send>;
type Wake = Box<dyn Fn() + Send + Sync>;

struct Request<C, R> {
    id: JobId,
    progress: Progress,
    cancelled: Arc<AtomicBool>,
    work: Work<C, R>,
}

struct Running {
    label: Label,
    progress: Progress,
    cancelled: Arc<AtomicBool>,
    counts: Arc<[AtomicU64; 2]>,
}

/// Handle to the worker thread. `C` is the context that stays on the thread between jobs (an open
/// project), `R` what jobs answer. Dropping the handle cancels everything and waits for nothing.
pub struct Worker<C, R> {
    requests: Sender<Request<C, R>>,
    finished: Receiver<(JobId, Result<R, JobError>)>,
    running: BTreeMap<JobId, Running>,
}

/// Ids are of one kind for all workers, so that an answer never finds another one's question.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl<C: Default + 'static, R: Send + 'static> Worker<C, R> {
    /// Starts the thread called `name`; `wake` is called from it when a job has ended. Progress wakes
    /// nobody: whoever shows it looks now and then.
    pub fn start(
        name: &str,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, std::io::Error> {
        let wake: Wake = Box::new(wake);
        let (requests, inbox) = crossbeam_channel::unbounded();
        let (outbox, finished) = crossbeam_channel::unbounded();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(&inbox, &outbox, &wake))?;
        Ok(Self {
            requests,
            finished,
            running: BTreeMap::new(),
        })
    }

    /// Queues `work` under `label`.
    pub fn submit(
        &mut self,
        label: Label,
        work: impl FnOnce(&mut C, &Progress) -> Result<R, JobError> + Send + 'static,
    ) -> JobId {
        let id = JobId(NEXT.fetch_add(1, Ordering::Relaxed));
        let counts = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
        let progress = reporting(Arc::clone(&counts));
        let cancelled = Arc::new(AtomicBool::new(false));
        let request = Request {
            id,
            progress: progress.clone(),
            cancelled: Arc::clone(&cancelled),
            work: Box::new(work),
        };
        // The thread only ends when this handle is dropped, so the channel is open.
        if self.requests.send(request).is_ok() {
            let running = Running {
                label,
                progress,
                cancelled,
                counts,
            };
            self.running.insert(id, running);
        }
        id
    }

    /// Asks the job to stop; its answer will be [`JobError::Cancelled`].
    pub fn cancel(&self, id: JobId) {
        if let Some(running) = self.running.get(&id) {
            running.cancelled.store(true, Ordering::Relaxed);
            running.progress.cancel();
        }
    }

    /// What has finished since the last call, in order.
    pub fn finished(&mut self) -> Vec<(JobId, Result<R, JobError>)> {
        let finished: Vec<_> = self.finished.try_iter().collect();
        for (id, _) in &finished {
            self.running.remove(id);
        }
        finished
    }

    /// The jobs queued and under way, oldest first.
    pub fn running(&self) -> Vec<JobView> {
        self.running
            .iter()
            .map(|(id, running)| JobView {
                id: *id,
                label: running.label,
                share: share(&running.counts),
            })
            .collect()
    }
}

impl<C, R> Drop for Worker<C, R> {
    fn drop(&mut self) {
        for running in self.running.values() {
            running.cancelled.store(true, Ordering::Relaxed);
            running.progress.cancel();
        }
    }
}

fn share(counts: &[AtomicU64; 2]) -> Option<f32> {
    let [done, total] = counts.each_ref().map(|count| count.load(Ordering::Relaxed));
    (total > 0).then(|| (done as f32 / total as f32).clamp(0.0, 1.0))
}

fn reporting(counts: Arc<[AtomicU64; 2]>) -> Progress {
    Progress::new(move |done, total| {
        counts[0].store(done as u64, Ordering::Relaxed);
        counts[1].store(total as u64, Ordering::Relaxed);
    })
}

fn serve<C: Default, R>(
    inbox: &Receiver<Request<C, R>>,
    outbox: &Sender<(JobId, Result<R, JobError>)>,
    wake: &Wake,
) {
    let mut context = C::default();
    for request in inbox {
        let Request {
            id,
            progress,
            cancelled,
            work,
        } = request;
        let result = if cancelled.load(Ordering::Relaxed) {
            Err(JobError::Cancelled)
        } else {
            let caught =
                std::panic::catch_unwind(AssertUnwindSafe(|| work(&mut context, &progress)));
            caught.unwrap_or_else(|payload| {
                // A context that was being changed when the fault came is not to be trusted.
                context = C::default();
                Err(JobError::Panicked(panic_text(payload.as_ref())))
            })
        };
        let result = match result {
            Err(JobError::Failed(_)) if cancelled.load(Ordering::Relaxed) => {
                Err(JobError::Cancelled)
            }
            other => other,
        };
        if outbox.send((id, result)).is_err() {
            return;
        }
        wake();
    }
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| {
            payload
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
        })
        .unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LABEL: Label = Label::new("测试", "Test");

    fn worker() -> (Worker<u32, u32>, Receiver<()>) {
        let (woken, wakes) = crossbeam_channel::unbounded();
        let worker =
            Worker::start("test-worker", move || woken.send(()).unwrap_or_default()).unwrap();
        (worker, wakes)
    }

    /// Waits for wakes, never for time.
    fn answers(
        worker: &mut Worker<u32, u32>,
        wakes: &Receiver<()>,
        wanted: usize,
    ) -> Vec<(JobId, Result<u32, JobError>)> {
        let mut all = Vec::new();
        while all.len() < wanted {
            wakes.recv_timeout(Duration::from_secs(20)).unwrap();
            all.extend(worker.finished());
        }
        all
    }

    #[test]
    fn jobs_answer_in_order_and_keep_their_context() {
        let (mut worker, wakes) = worker();
        let count = |context: &mut u32, _: &Progress| {
            *context += 1;
            Ok(*context)
        };
        let first = worker.submit(LABEL, count);
        let second = worker.submit(LABEL, count);
        assert_eq!(
            answers(&mut worker, &wakes, 2),
            [(first, Ok(1)), (second, Ok(2))]
        );
        assert!(worker.running().is_empty());
    }

    #[test]
    fn a_panic_is_reported_and_the_next_job_gets_a_fresh_context() {
        let (mut worker, wakes) = worker();
        worker.submit(LABEL, |context, _| {
            *context = 7;
            panic!("boom {context}");
        });
        worker.submit(LABEL, |context, _| Ok(*context));
        let results: Vec<_> = answers(&mut worker, &wakes, 2)
            .into_iter()
            .map(|(_, result)| result)
            .collect();
        assert_eq!(
            results,
            [Err(JobError::Panicked("boom 7".to_owned())), Ok(0)]
        );
    }

    #[test]
    fn a_cancelled_job_stops_at_its_next_step_and_says_so() {
        let (mut worker, wakes) = worker();
        let (started, has_started) = crossbeam_channel::bounded(0);
        let id = worker.submit(LABEL, move |_, progress| {
            started.send(()).unwrap();
            loop {
                progress
                    .step(1, 2)
                    .map_err(|error| JobError::failed(&error))?;
                std::thread::yield_now();
            }
        });
        has_started.recv().unwrap();
        worker.cancel(id);
        assert_eq!(
            answers(&mut worker, &wakes, 1),
            [(id, Err(JobError::Cancelled))]
        );
    }

    #[test]
    fn progress_is_a_share_between_nothing_and_all() {
        let (mut worker, wakes) = worker();
        let (paused, is_paused) = crossbeam_channel::bounded(0);
        let (go, resume) = crossbeam_channel::bounded::<()>(0);
        worker.submit(LABEL, move |_, progress| {
            progress.step(1, 4).unwrap();
            paused.send(()).unwrap();
            resume.recv().unwrap();
            Ok(0)
        });
        is_paused.recv().unwrap();
        assert_eq!(worker.running()[0].share, Some(0.25));
        go.send(()).unwrap();
        answers(&mut worker, &wakes, 1);
    }
}
