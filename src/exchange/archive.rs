//! Archives of others, never unpacked under the names that they bear: a path inside can point nowhere.
//! Bounded in entries and bytes, whatever the archive says about itself.

use std::fs::File;
use std::io::{BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;
use zip::ZipArchive;

use crate::exchange::error::ExchangeError;
use crate::exchange::input::{Input, Watch};

/// Entries of one archive.
const MAX_ENTRIES: usize = 10_000;
/// Bytes of one archive when unpacked.
const MAX_BYTES: u64 = 2 << 30;

/// Bytes of one file that stay in memory.
const MOST_MEMORY: usize = 8 << 20;
/// Bytes that are unpacked at once.
const PIECE: usize = 128 * 1024;

/// An open archive.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    path: PathBuf,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl Archive {
    pub(super) fn open(path: &Path) -> Result<Self, ExchangeError> {
        let file = File::open(path).map_err(|source| ExchangeError::Read {
            source,
            path: path.to_owned(),
        })?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|error| malformed(path, &error))?;
        if zip.len() > MAX_ENTRIES {
            return Err(ExchangeError::TooLarge {
                what: format!("压缩包有 {} 个条目，上限 {MAX_ENTRIES} 个", zip.len()),
                path: path.to_owned(),
            });
        }
        Ok(Self {
            zip,
            path: path.to_owned(),
            left: MAX_BYTES,
        })
    }

    /// Index and name of every file, names in UTF-8 or GBK as programs here write them.
    pub(super) fn names(&mut self) -> Vec<(usize, String)> {
        (0..self.zip.len())
            .filter_map(|index| {
                let entry = self.zip.by_index_raw(index).ok()?;
                let raw = entry.name_raw();
                let name = std::str::from_utf8(raw).map_or_else(
                    |_not_utf8| encoding_rs::GBK.decode(raw).0.into_owned(),
                    str::to_owned,
                );
                let shown = !entry.is_dir() && !name.starts_with("__MACOSX/");
                shown.then_some((index, name))
            })
            .collect()
    }

    /// The content of one file, which stays in memory only while it is small.
    pub(super) fn unpack(&mut self, index: usize, watch: &Watch) -> Result<Input, ExchangeError> {
        let path = self.path.clone();
        let entry = self
            .zip
            .by_index(index)
            .map_err(|error| malformed(&path, &error))?;
        let mut unpacked = SpooledTempFile::new(MOST_MEMORY);
        let mut content = entry.take(self.left + 1);
        let mut len = 0;
        let mut piece = vec![0; PIECE];
        loop {
            watch.check()?;
            let count = content
                .read(&mut piece)
                .map_err(|source| ExchangeError::Read {
                    source,
                    path: path.clone(),
                })?;
            if count == 0 {
                break;
            }
            len += count as u64;
            unpacked
                .write_all(&piece[..count])
                .map_err(|source| ExchangeError::Spool { source })?;
        }
        self.left = self
            .left
            .checked_sub(len)
            .ok_or_else(|| ExchangeError::TooLarge {
                what: format!("压缩包解开后超过 {} GB", MAX_BYTES >> 30),
                path,
            })?;
        Ok(Input::unpacked(unpacked, len, watch))
    }

    /// Refuses an archive whose files together are larger than the limit when unpacked, for readers
    /// that unpack it themselves.
    pub(super) fn check_size(mut self) -> Result<(), ExchangeError> {
        for index in 0..self.zip.len() {
            let Ok(entry) = self.zip.by_index(index) else {
                continue;
            };
            let unpacked = std::io::copy(&mut entry.take(self.left + 1), &mut std::io::sink())
                .unwrap_or_default();
            self.left = self
                .left
                .checked_sub(unpacked)
                .ok_or_else(|| ExchangeError::TooLarge {
                    what: format!("文件解压后超过 {} GB", MAX_BYTES >> 30),
                    path: self.path.clone(),
                })?;
        }
        Ok(())
    }
}

fn malformed(path: &Path, error: &zip::result::ZipError) -> ExchangeError {
    ExchangeError::malformed("ZIP", path)(error.to_string())
}
