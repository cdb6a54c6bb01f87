//! Gives memory that reading and drawing have freed back to the system, once all is at rest. The heap of
//! glibc keeps it otherwise: with a hundred thousand features, a fifth of all that the program holds. On
//! Windows the heap gives large blocks back by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Who has just stopped moving the map may begin again; giving back in between would be for nothing.
const SETTLED: Duration = Duration::from_millis(800);

/// Looks once per frame whether there is work.
#[derive(Default)]
pub(super) struct MemoryWatch {
    /// Whether there was work since memory was given back last.
    worked: bool,
    giving: Arc<AtomicBool>,
}

impl MemoryWatch {
    /// To be told whether nothing moves and no job runs. Costs nothing while that does not change.
    pub(super) fn look(&mut self, at_rest: bool) {
        if !at_rest {
            self.worked = true;
        } else if self.worked && !self.giving.swap(true, Ordering::AcqRel) {
            self.worked = false;
            let giving = Arc::clone(&self.giving);
            // Not on the window's own thread: it takes some milliseconds.
            let thread = std::thread::Builder::new().name("shuijie-memory".to_owned());
            let started = thread.spawn(move || {
                std::thread::sleep(SETTLED);
                give_back();
                giving.store(false, Ordering::Release);
            });
            if started.is_err() {
                self.giving.store(false, Ordering::Release);
            }
        }
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the interface is C")]
fn give_back() {
    // SAFETY: takes no pointer and may be called at any time from any thread.
    unsafe { libc::malloc_trim(0) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_back() {}
