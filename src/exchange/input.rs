//! The bytes of a file, or of a file in an archive, read as often as wanted and never held as a whole.
//! Every read tells how far the reading has come, and fails once the work is cancelled.

use std::fs::File;
#[cfg(test)]
use std::io::Cursor;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tempfile::SpooledTempFile;

use crate::domain::{Cancelled, Progress};
use crate::exchange::error::ExchangeError;

/// Bytes that are asked of the system at once.
const BUFFER: usize = 256 * 1024;
/// Bytes between two reports.
const REPORTED: u64 = 1 << 20;

/// How far reading has come: the first half of an import.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    progress: Progress,
    done: Arc<AtomicU64>,
    /// Bytes that will be read, as far as they are known.
    total: Arc<AtomicU64>,
    /// Grows whenever the reader comes on.
    steps: Arc<AtomicU64>,
    is_given_up: Arc<AtomicBool>,
}

impl Watch {
    pub(super) fn new(progress: &Progress) -> Self {
        Self {
            progress: progress.clone(),
            ..Self::default()
        }
    }

    /// Stops the reader when the work was cancelled, or when it is given up. To be asked at every step.
    pub(super) fn check(&self) -> Result<(), Cancelled> {
        self.steps.fetch_add(1, Ordering::Relaxed);
        if self.is_given_up.load(Ordering::Relaxed) {
            return Err(Cancelled);
        }
        self.progress.check()
    }

    /// Steps that the reader has done.
    pub(super) fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    /// Stops the reader at its next step; the work goes on without it.
    pub(super) fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
    }

    fn expect(&self, bytes: u64) {
        self.total.fetch_add(bytes, Ordering::Relaxed);
    }

    fn took(&self, bytes: u64) -> Result<(), Cancelled> {
        let before = self.done.fetch_add(bytes, Ordering::Relaxed);
        let total = self.total.load(Ordering::Relaxed);
        // Some bytes are read more than once.
        let done = (before + bytes).min(total);
        self.check()?;
        if before / REPORTED == (before + bytes) / REPORTED {
            return Ok(());
        }
        let count = |bytes| usize::try_from(bytes).unwrap_or(usize::MAX / 2);
        self.progress.step(count(done), count(total) * 2)
    }
}

enum Bytes {
    File(File),
    /// Unpacked from an archive.
    Unpacked(SpooledTempFile),
    #[cfg(test)]
    Memory(Cursor<Vec<u8>>),
}

/// A source of bytes, buffered.
pub(super) struct Input {
    bytes: BufReader<Watched>,
    at: u64,
    len: u64,
}

struct Watched {
    bytes: Bytes,
    watch: Watch,
}

impl Input {
    /// The file at `path`.
    pub(super) fn open(path: &Path, watch: &Watch) -> Result<Self, ExchangeError> {
        let read = |source| ExchangeError::Read {
            source,
            path: path.to_owned(),
        };
        let file = File::open(path).map_err(read)?;
        let found = file.metadata().map_err(read)?;
        if found.is_dir() {
            return Err(read(std::io::ErrorKind::IsADirectory.into()));
        }
        Ok(Self::new(Bytes::File(file), found.len(), watch))
    }

    /// Bytes of a test.
    #[cfg(test)]
    pub(super) fn memory(bytes: Vec<u8>, watch: &Watch) -> Self {
        let len = bytes.len() as u64;
        Self::new(Bytes::Memory(Cursor::new(bytes)), len, watch)
    }

    /// `len` bytes unpacked from an archive.
    pub(super) fn unpacked(bytes: SpooledTempFile, len: u64, watch: &Watch) -> Self {
        let mut input = Self::new(Bytes::Unpacked(bytes), len, watch);
        // It stands where writing ended.
        input.at = len;
        input
    }

    fn new(bytes: Bytes, len: u64, watch: &Watch) -> Self {
        watch.expect(len);
        let watch = watch.clone();
        Self {
            bytes: BufReader::with_capacity(BUFFER, Watched { bytes, watch }),
            at: 0,
            len,
        }
    }

    /// Bytes in all.
    pub(super) const fn len(&self) -> u64 {
        self.len
    }
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = match &mut self.bytes {
            Bytes::File(file) => file.read(into),
            Bytes::Unpacked(file) => file.read(into),
            #[cfg(test)]
            Bytes::Memory(bytes) => bytes.read(into),
        }?;
        self.watch
            .took(count as u64)
            .map_err(std::io::Error::other)?;
        Ok(count)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match &mut self.bytes {
            Bytes::File(file) => file.seek(to),
            Bytes::Unpacked(file) => file.seek(to),
            #[cfg(test)]
            Bytes::Memory(bytes) => bytes.seek(to),
        }
    }
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.bytes.read(into)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// A short way stays within the buffer: tables are read record by record.
impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let wanted = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
        };
        let wanted = wanted.ok_or(std::io::ErrorKind::InvalidInput)?;
        let by = i64::try_from(i128::from(wanted) - i128::from(self.at))
            .map_err(std::io::Error::other)?;
        self.bytes.seek_relative(by)?;
        self.at = wanted;
        Ok(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_reads_where_it_was_told_to_and_stops_when_cancelled() {
        let progress = Progress::silent();
        let watch = Watch::new(&progress);
        let bytes: Vec<u8> = (0..=255).cycle().take(3 * BUFFER).collect();
        let mut input = Input::memory(bytes, &watch);
        let mut read = |at: u64| {
            let mut byte = [0];
            input.seek(SeekFrom::Start(at)).unwrap();
            input.read_exact(&mut byte).unwrap();
            byte[0]
        };
        for at in [5, 700, 3, 2 * BUFFER as u64 + 9, 0, 1] {
            assert_eq!(read(at), (at % 256) as u8, "{at}");
        }
        progress.cancel();
        let mut rest = Vec::new();
        assert!(input.read_to_end(&mut rest).is_err());
    }
}
