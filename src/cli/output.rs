//! Writing results and messages. Results go to standard output, everything else to standard error.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::services::result_file::{Destination, write_result};

/// One line on standard error.
pub(super) fn message(text: &str) {
    // Nobody is left to tell when standard error is closed.
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Text on standard output. A closed pipe is not our error.
pub(super) fn result(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// A long value as one JSON document without spaces.
pub(super) fn compact_json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let written = serde_json::to_writer(&mut out, value)
        .map_err(std::io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// A value as one JSON document on standard output.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(result(&text)?)
}

/// A file of results, whole or not at all. Takes the place of an older one, never of a project.
pub(super) fn file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    Ok(write_result(&Destination::confirmed(path), bytes)?)
}

/// Where the time went: opening, loading, working, writing.
#[derive(Debug)]
pub(super) struct Timings {
    last: Instant,
    open: Duration,
    load: Duration,
    work: Duration,
    write: Duration,
}

impl Timings {
    /// Starts now.
    pub(super) fn start() -> Self {
        let zero = Duration::ZERO;
        Self {
            last: Instant::now(),
            open: zero,
            load: zero,
            work: zero,
            write: zero,
        }
    }

    fn lap(&mut self) -> Duration {
        let now = Instant::now();
        let lap = now - self.last;
        self.last = now;
        lap
    }

    /// The project is open.
    pub(super) fn opened(&mut self) {
        self.open = self.lap();
    }

    /// The data is read.
    pub(super) fn loaded(&mut self) {
        self.load = self.lap();
    }

    /// The answer is there.
    pub(super) fn worked(&mut self) {
        self.work = self.lap();
    }

    /// Working was measured elsewhere; the rest since the last lap is writing.
    pub(super) fn set_work(&mut self, work_ms: f64) {
        self.work = Duration::from_secs_f64(work_ms / 1e3);
        self.last += self.work;
    }

    /// Loading and working were measured elsewhere.
    pub(super) fn set_load_and_work(&mut self, load_ms: f64, work_ms: f64) {
        self.lap();
        self.load = Duration::from_secs_f64(load_ms / 1e3);
        self.work = Duration::from_secs_f64(work_ms / 1e3);
    }

    /// The answer is written. Prints the line when `wanted`.
    pub(super) fn written(mut self, wanted: bool) {
        self.write = self.lap();
        if wanted {
            let ms = |duration: Duration| (duration.as_secs_f64() * 1e5).round() / 1e2;
            let line = serde_json::json!({
                "open_ms": ms(self.open), "load_ms": ms(self.load),
                "work_ms": ms(self.work), "write_ms": ms(self.write),
            });
            message(&line.to_string());
        }
    }
}
