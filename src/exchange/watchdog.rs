//! Reading with an end: a file that a reader does not come through is given up, and whoever cancels does not
//! wait for a reader that does not listen. Readers of other hands are behind this, and files of anybody.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, bounded};

use crate::domain::Progress;
use crate::exchange::error::ExchangeError;
use crate::exchange::input::Watch;

/// So long a reader may work without reading on or finding a row.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);
/// Between two looks at it.
const LOOK: Duration = Duration::from_millis(100);

/// Does `work` on a thread of its own. One that is given up ends by itself as soon as it asks `watch`.
pub(super) fn guarded<T: Send + 'static>(
    path: &Path,
    (progress, patience): (&Progress, Duration),
    work: impl FnOnce(&Watch) -> Result<T, ExchangeError> + Send + 'static,
) -> Result<T, ExchangeError> {
    let watch = Watch::new(progress);
    let own = watch.clone();
    let (done, answer) = bounded(1);
    thread::Builder::new()
        .name("shuijie-read".to_owned())
        .spawn(move || {
            // Nobody waits any more when it was given up.
            drop(done.send(work(&own)));
        })
        .map_err(|source| ExchangeError::Read {
            source,
            path: path.to_owned(),
        })?;
    let (mut seen, mut since) = (watch.steps(), Instant::now());
    loop {
        match answer.recv_timeout(LOOK.min(patience)) {
            Ok(answer) => {
                // A reader that was stopped calls it an error of its own kind.
                progress.check()?;
                return answer;
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(ExchangeError::Panicked {
                    path: path.to_owned(),
                });
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Err(cancelled) = progress.check() {
            watch.give_up();
            return Err(cancelled.into());
        }
        let steps = watch.steps();
        if steps != seen {
            (seen, since) = (steps, Instant::now());
        } else if since.elapsed() >= patience {
            watch.give_up();
            return Err(ExchangeError::Stuck {
                seconds: patience.as_secs(),
                path: path.to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(1);

    #[test]
    fn a_reader_that_does_not_come_on_is_given_up_and_told_so() {
        let progress = Progress::silent();
        let path = Path::new("a.csv");
        let (release, released) = bounded::<()>(1);
        let (tell, told) = bounded(1);
        let error = guarded(path, (&progress, SHORT), move |watch| {
            released.recv().unwrap_or_default();
            tell.send(watch.check().is_err()).unwrap();
            Ok(())
        })
        .unwrap_err();
        drop(release);
        assert!(matches!(error, ExchangeError::Stuck { .. }), "{error}");
        assert!(error.to_string().contains("a.csv"), "{error}");
        assert!(told.recv().unwrap(), "it stops at its next step");
        assert!(progress.check().is_ok(), "the work of others goes on");
    }

    #[test]
    fn who_cancels_does_not_wait_for_a_reader_that_does_not_listen() {
        let progress = Progress::silent();
        let (release, released) = bounded::<()>(1);
        let inside = progress.clone();
        let result = guarded(Path::new("a.csv"), (&progress, PATIENCE), move |_| {
            inside.cancel();
            released.recv().unwrap_or_default();
            Ok(())
        });
        assert!(matches!(result, Err(ExchangeError::Cancelled(_))));
        drop(release);
    }

    #[test]
    fn what_a_reader_answers_is_handed_on_and_a_panic_is_a_broken_file() {
        let progress = Progress::silent();
        let with = (&progress, PATIENCE);
        assert_eq!(guarded(Path::new("a"), with, |_| Ok(5)).unwrap(), 5);
        let fails = |_: &Watch| -> Result<(), ExchangeError> { panic!("a bug of a reader") };
        let error = guarded(Path::new("a.xls"), with, fails).unwrap_err();
        assert!(matches!(error, ExchangeError::Panicked { .. }), "{error}");
    }
}
