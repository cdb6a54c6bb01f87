//! The reading half of an import, for the fuzz targets in `tests/fuzz`. Built only there.

use std::path::Path;

use crate::domain::Progress;
use crate::exchange::error::ExchangeError;
use crate::exchange::import::{ImportOptions, understand};

/// Reads a file, decides where its coordinates are, and hands every row back; gives how many there were.
pub fn read_all(path: &Path) -> Result<usize, ExchangeError> {
    let (source, _) = understand(path, &ImportOptions::default(), true, &Progress::silent())?;
    let mut count = 0;
    source.each(1, &crate::domain::Progress::silent(), |_| count += 1)?;
    Ok(count)
}
