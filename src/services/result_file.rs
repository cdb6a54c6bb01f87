//! Writing a file of results: whole or not at all, never over a project, and over an older file only where
//! the user said so.

use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::services::result_set::ResultSet;

/// Where a file of results goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The file.
    pub path: PathBuf,
    /// Whether an older file may be replaced.
    pub may_overwrite: bool,
}

impl Destination {
    /// The user knows that an older file goes: the system's dialog asked, or a command line names it.
    pub fn confirmed(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            may_overwrite: true,
        }
    }

    /// A name that was typed or proposed: nobody was asked about an older file.
    pub fn unasked(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            may_overwrite: false,
        }
    }

    /// A file that goes with this one.
    #[must_use]
    pub fn beside(&self, ending: &str) -> Self {
        Self {
            path: self.path.with_extension(ending),
            may_overwrite: self.may_overwrite,
        }
    }

    /// Refuses what [`write_result`] would refuse, before anything is made.
    pub fn check(&self) -> Result<(), ResultFileError> {
        let path = || self.path.clone();
        if is_database(&self.path) {
            Err(ResultFileError::Database { path: path() })
        } else if !self.may_overwrite && self.path.symlink_metadata().is_ok() {
            Err(ResultFileError::Exists { path: path() })
        } else {
            Ok(())
        }
    }

    /// What to say when the system refused.
    pub(super) fn failed(&self, source: std::io::Error) -> ResultFileError {
        let path = self.path.clone();
        match source.kind() {
            ErrorKind::AlreadyExists if !self.may_overwrite => ResultFileError::Exists { path },
            _ => ResultFileError::Io { path, source },
        }
    }
}

/// Why a file of results was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResultFileError {
    /// There is a database under this name: perhaps the project itself.
    #[error("{} 是数据库文件，不会用结果覆盖，请换一个文件名", path.display())]
    Database {
        /// As given.
        path: PathBuf,
    },
    /// There is a file, and nobody was asked whether it may go.
    #[error(
        "文件已存在，没有覆盖：{}。请换一个文件名；确要替换时，在系统的文件对话框中选中它并确认，或先移走旧文件",
        path.display()
    )]
    Exists {
        /// As given.
        path: PathBuf,
    },
    /// The system refused.
    #[error("无法写入 {}", path.display())]
    Io {
        /// As given.
        path: PathBuf,
        /// The system's words.
        #[source]
        source: std::io::Error,
    },
}

/// Writes `bytes`. Takes the place of an older file of results where that was agreed to, never of a
/// database.
pub fn write_result(to: &Destination, bytes: &[u8]) -> Result<(), ResultFileError> {
    let mut set = ResultSet::default();
    set.add(to, bytes)?;
    set.commit()
}

/// Whether a file is there that SQLite would open: a project must never become a table of results.
fn is_database(path: &Path) -> bool {
    let mut start = [0; 16];
    std::fs::File::open(path)
        .and_then(|mut file| file.read_exact(&mut start))
        .is_ok()
        && start == *b"SQLite format 3\0"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_file_goes_only_where_the_user_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("图.pdf");
        let unasked = Destination::unasked(&path);
        write_result(&unasked, b"1").unwrap();
        let message = write_result(&unasked, b"2").unwrap_err().to_string();
        assert!(
            message.contains("图.pdf") && message.contains("换一个文件名"),
            "{message}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), b"1");
        write_result(&Destination::confirmed(&path), b"3").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"3");
        // No draft is left behind.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_database_never_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, b"SQLite format 3\0 and more").unwrap();
        for to in [Destination::confirmed(&path), Destination::unasked(&path)] {
            let refused = write_result(&to, b"x");
            assert!(matches!(refused, Err(ResultFileError::Database { .. })));
        }
    }
}
