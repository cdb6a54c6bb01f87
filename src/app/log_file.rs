//! The log in the user's folder: one file that grows to a limit, and the two before it. Also to standard
//! error, which a program without a console does not have. Knows nothing of what is logged.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A file of this many bytes is full.
const LIMIT_BYTES: u64 = 1024 * 1024;
/// The newest first: a full file takes the name after its own, the last one goes.
const NAMES: [&str; 3] = ["shuijie.log", "shuijie.1.log", "shuijie.2.log"];

/// Sends the program's log to standard error and, where `folder` can be written to, to a file in it.
/// A read-only folder is no reason not to start.
pub fn start(folder: Option<&Path>) {
    let file = folder.and_then(|folder| RotatingFile::open(folder, LIMIT_BYTES).ok());
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_ansi(false)
        .with_writer(Mutex::new(Both { file }))
        .init();
}

struct Both {
    file: Option<RotatingFile>,
}

impl Write for Both {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Neither a closed console nor a full disk may stop the program.
        io::stderr().write_all(bytes).unwrap_or_default();
        if let Some(file) = &mut self.file
            && file.write_all(bytes).is_err()
        {
            self.file = None;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that makes room before it grows past its limit.
struct RotatingFile {
    folder: PathBuf,
    limit: u64,
    length: u64,
    file: File,
}

impl RotatingFile {
    fn open(folder: &Path, limit: u64) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = append(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            limit,
            length: file.metadata()?.len(),
            file,
        })
    }

    /// Another window of the program may hold a file open, which Windows does not rename: then the log
    /// goes on in the file that it is in.
    fn rotate(&mut self) -> io::Result<()> {
        for pair in NAMES.windows(2).rev() {
            if let [newer, older] = pair {
                let renamed = std::fs::rename(self.folder.join(newer), self.folder.join(older));
                match renamed {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(_held) => break,
                }
            }
        }
        self.file = append(&self.folder)?;
        self.length = 0;
        Ok(())
    }
}

impl Write for RotatingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let more = bytes.len() as u64;
        if self.length > 0 && self.length + more > self.limit {
            self.rotate()?;
        }
        self.file.write_all(bytes)?;
        self.length += more;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn append(folder: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join(NAMES[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_makes_room_and_keeps_two_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("日志");
        let mut log = RotatingFile::open(&place, 10).unwrap();
        for line in ["first\n", "second\n", "third\n", "fourth\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        let texts = NAMES.map(|name| std::fs::read_to_string(place.join(name)).unwrap());
        assert_eq!(texts, ["fourth\n", "third\n", "second\n"]);
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), NAMES.len());
    }

    #[test]
    fn the_next_start_writes_on_where_the_last_one_stopped() {
        let folder = tempfile::tempdir().unwrap();
        for line in ["one\n", "two\n"] {
            let mut log = RotatingFile::open(folder.path(), 100).unwrap();
            log.write_all(line.as_bytes()).unwrap();
        }
        let text = std::fs::read_to_string(folder.path().join(NAMES[0])).unwrap();
        assert_eq!(text, "one\ntwo\n");
    }
}
