//! Archives of others, read into memory and never unpacked: a path inside can point nowhere. Bounded
//! in entries and bytes, whatever the archive says about itself.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::exchange::error::ExchangeError;

/// Entries of one archive.
const MAX_ENTRIES: usize = 10_000;
/// Bytes of one archive when unpacked.
const MAX_BYTES: u64 = 2 << 30;

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

    /// The content of one file.
    pub(super) fn read(&mut self, index: usize) -> Result<Vec<u8>, ExchangeError> {
        let path = self.path.clone();
        let entry = self
            .zip
            .by_index(index)
            .map_err(|error| malformed(&path, &error))?;
        let mut bytes = Vec::new();
        entry
            .take(self.left + 1)
            .read_to_end(&mut bytes)
            .map_err(|source| ExchangeError::Read {
                source,
                path: path.clone(),
            })?;
        self.left =
            self.left
                .checked_sub(bytes.len() as u64)
                .ok_or_else(|| ExchangeError::TooLarge {
                    what: format!("压缩包解开后超过 {} GB", MAX_BYTES >> 30),
                    path,
                })?;
        Ok(bytes)
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
