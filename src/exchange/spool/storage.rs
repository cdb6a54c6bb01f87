//! Where the blocks of a spool are: in memory while they are few, then in a temporary file that the system
//! deletes when it is closed, whatever happens.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

/// Bytes that stay in memory.
const MOST_MEMORY: usize = 32 << 20;

/// Blocks of bytes, in order.
#[derive(Debug, Default)]
pub(super) struct Storage {
    kept: Vec<Vec<u8>>,
    bytes: usize,
    file: Option<Written>,
}

#[derive(Debug)]
struct Written {
    file: File,
    /// Where each block begins, and where the next one will.
    starts: Vec<u64>,
    end: u64,
}

impl Storage {
    /// Puts a block behind the others.
    pub(super) fn push(&mut self, block: Vec<u8>) -> std::io::Result<()> {
        if self.file.is_none() && self.bytes + block.len() <= MOST_MEMORY {
            self.bytes += block.len();
            self.kept.push(block);
            return Ok(());
        }
        let written = match &mut self.file {
            Some(written) => written,
            None => self.file.insert(Written {
                file: tempfile::tempfile()?,
                starts: Vec::new(),
                end: 0,
            }),
        };
        written.file.write_all(&block)?;
        written.starts.push(written.end);
        written.end += block.len() as u64;
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len() + self.file.as_ref().map_or(0, |written| written.starts.len())
    }

    /// The block with this number. Nothing is pushed any more once blocks are read.
    pub(super) fn block(&self, number: usize) -> std::io::Result<Cow<'_, [u8]>> {
        if let Some(block) = self.kept.get(number) {
            return Ok(Cow::Borrowed(block));
        }
        let missing = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let written = self.file.as_ref().ok_or_else(missing)?;
        let number = number - self.kept.len();
        let start = *written.starts.get(number).ok_or_else(missing)?;
        let end = written
            .starts
            .get(number + 1)
            .copied()
            .unwrap_or(written.end);
        let size = usize::try_from(end - start).map_err(std::io::Error::other)?;
        let mut block = vec![0; size];
        let mut file = &written.file;
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut block)?;
        Ok(Cow::Owned(block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_in_order_from_memory_and_from_the_file() {
        let mut storage = Storage::default();
        let sizes = [MOST_MEMORY - 10, 10, 1, 0, 3, 100];
        for (number, size) in sizes.into_iter().enumerate() {
            storage.push(vec![number as u8; size]).unwrap();
        }
        assert_eq!((storage.kept.len(), storage.len()), (2, sizes.len()));
        for number in (0..sizes.len()).rev() {
            let block = storage.block(number).unwrap();
            assert_eq!(block.len(), sizes[number]);
            assert!(block.iter().all(|byte| usize::from(*byte) == number));
        }
        assert!(storage.block(sizes.len()).is_err());
    }
}
