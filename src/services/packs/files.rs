//! Reading pack files: `*.toml` of a folder, sorted by name, as UTF-8, of a bounded size.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::services::packs::PackFolders;

/// Packs are written by people: the shipped ones are a hundredth of this.
pub const MAX_PACK_BYTES: u64 = 4 * 1024 * 1024;
/// More files than this in a folder are a mistake.
pub const MAX_FILES: usize = 200;

/// Why a pack file cannot be read as text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackFileError {
    /// The system refuses.
    #[error("无法读取规则包 {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Not a file: a folder or something stranger.
    #[error("{} 不是文件，不能作规则包", path.display())]
    NotAFile {
        /// As found.
        path: PathBuf,
    },
    /// Larger than any pack.
    #[error("{} 超过 {} MiB，不是规则包", path.display(), MAX_PACK_BYTES / 1024 / 1024)]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// Not UTF-8.
    #[error("{} 第 {line} 行：不是 UTF-8 编码的文字，请用编辑器另存为 UTF-8", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// 1-based line of the first byte that is not.
        line: usize,
    },
    /// A folder with too many files.
    #[error("{} 里的 .toml 文件超过 {MAX_FILES} 个，请移走无关的文件", path.display())]
    TooMany {
        /// The folder.
        path: PathBuf,
    },
}

/// One file of a folder.
pub(super) struct Found {
    /// The whole path, as shown.
    pub(super) file: String,
    /// The file's name.
    pub(super) name: String,
    pub(super) content: Result<String, PackFileError>,
}

/// The packs of `folder`, by file name; a folder that cannot be read is one of them, with its reason, so
/// that nothing is lost in silence. A folder that is not there has none.
pub(super) fn packs_in(folder: &Path) -> Vec<Found> {
    let found = |path: &Path, content| Found {
        file: path.display().to_string(),
        name: name_of(path),
        content,
    };
    match toml_files(folder) {
        Ok(files) if files.len() > MAX_FILES => {
            let path = folder.to_owned();
            vec![found(folder, Err(PackFileError::TooMany { path }))]
        }
        Ok(files) => files
            .iter()
            .map(|path| found(path, read_pack_text(path)))
            .collect(),
        Err(source) => {
            let path = folder.to_owned();
            vec![found(folder, Err(PackFileError::Read { path, source }))]
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The paths that end in `.toml`, sorted.
fn toml_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let is_toml = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        if is_toml {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a pack file, without the mark that some editors put before it.
pub fn read_pack_text(path: &Path) -> Result<String, PackFileError> {
    let failed = |source| PackFileError::Read {
        path: path.to_owned(),
        source,
    };
    // Opening a pipe would wait for its writer.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(PackFileError::NotAFile {
            path: path.to_owned(),
        });
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_PACK_BYTES + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    if bytes.len() as u64 > MAX_PACK_BYTES {
        return Err(PackFileError::TooLarge {
            path: path.to_owned(),
        });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        PackFileError::NotUtf8 {
            path: path.to_owned(),
            line: good.split(|byte| *byte == b'\n').count(),
        }
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// What the folders held when they were read: names, sizes and times of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp(Vec<(PathBuf, u64, Option<SystemTime>)>);

impl Stamp {
    pub(super) fn take(folders: &PackFolders) -> Self {
        let files = [&folders.user, &folders.project]
            .into_iter()
            .flatten()
            .flat_map(|folder| toml_files(folder).unwrap_or_default());
        Self(
            files
                .map(|path| {
                    let seen = std::fs::metadata(&path).ok();
                    let size = seen.as_ref().map_or(0, std::fs::Metadata::len);
                    let changed = seen.and_then(|seen| seen.modified().ok());
                    (path, size, changed)
                })
                .collect(),
        )
    }
}
