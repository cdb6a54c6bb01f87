//! Writing a file of results: whole or not at all, and never over a project.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::store::draft::draft_beside;

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

/// Writes `bytes` to `path`. Takes the place of an older file of results, never of a database.
pub fn write_result(path: &Path, bytes: &[u8]) -> Result<(), ResultFileError> {
    if is_database(path) {
        return Err(ResultFileError::Database {
            path: path.to_owned(),
        });
    }
    let write = || -> std::io::Result<()> {
        let mut draft = draft_beside(path)?;
        draft.write_all(bytes)?;
        draft.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|source| ResultFileError::Io {
        path: path.to_owned(),
        source,
    })
}

/// Whether a file is there that SQLite would open: a project must never become a table of results.
fn is_database(path: &Path) -> bool {
    let mut start = [0; 16];
    std::fs::File::open(path)
        .and_then(|mut file| file.read_exact(&mut start))
        .is_ok()
        && start == *b"SQLite format 3\0"
}
