//! The rows of a file once all of them are read, block by block, as often as wanted.

use std::borrow::Cow;

use crate::exchange::error::ExchangeError;
use crate::exchange::source::SourceRow;
use crate::exchange::spool::codec::{self, Codes};
use crate::exchange::spool::storage::Storage;

/// Values that are laid out at once: every row holds all columns.
const MOST_VALUES: usize = 500_000;

/// Rows that wait.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Rows {
    pub(super) storage: Storage,
    pub(super) blocks: Vec<Block>,
    pub(super) codes: Codes,
    /// Which column the number of a value means; `None` where it is the column.
    pub(super) order: Option<Vec<usize>>,
    pub(super) count: usize,
    /// Number of the first row, and the largest.
    pub(super) first: Option<u32>,
    pub(super) last: Option<u32>,
    /// Rows with text that the encoding does not fit.
    pub(super) undecodable: usize,
}

#[derive(Debug)]
pub(super) struct Block {
    pub(super) rows: u32,
}

/// One row, not decoded yet.
#[derive(Clone, Copy)]
pub(in crate::exchange) struct Packed<'a> {
    bytes: &'a [u8],
    columns: usize,
    order: Option<&'a [usize]>,
    codes: &'a Codes,
}

impl Packed<'_> {
    /// The row.
    pub(in crate::exchange) fn unpack(self) -> Result<SourceRow, ExchangeError> {
        codec::decode(self.bytes, self.columns, self.order, self.codes)
            .ok_or_else(|| spoiled(std::io::ErrorKind::InvalidData))
    }
}

fn spoiled(kind: std::io::ErrorKind) -> ExchangeError {
    ExchangeError::Spool {
        source: kind.into(),
    }
}

impl Rows {
    /// How many there are.
    pub(in crate::exchange) const fn len(&self) -> usize {
        self.count
    }

    pub(in crate::exchange) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Number of the first row as the user counts; `None` without rows.
    pub(in crate::exchange) const fn first(&self) -> Option<u32> {
        self.first
    }

    /// The largest number of a row; `None` without rows.
    pub(in crate::exchange) const fn last(&self) -> Option<u32> {
        self.last
    }

    /// Rows with text that does not fit the encoding.
    pub(in crate::exchange) const fn undecodable(&self) -> usize {
        self.undecodable
    }

    /// Hands over all rows in order, some at a time, with the number that came before them. `columns` is
    /// how many columns the file has.
    pub(in crate::exchange) fn batches<E: From<ExchangeError>>(
        &self,
        columns: usize,
        mut take: impl FnMut(usize, &[Packed<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let most = (MOST_VALUES / columns.max(1)).max(1);
        let mut before = 0;
        for number in 0..self.storage.len() {
            let block = self.block(number)?;
            let rows = self.packed(&block, number, columns)?;
            for some in rows.chunks(most) {
                take(before, some)?;
                before += some.len();
            }
        }
        Ok(())
    }

    fn block(&self, number: usize) -> Result<Cow<'_, [u8]>, ExchangeError> {
        let block = self.storage.block(number);
        block.map_err(|source| ExchangeError::Spool { source })
    }

    fn packed<'a>(
        &'a self,
        block: &'a [u8],
        number: usize,
        columns: usize,
    ) -> Result<Vec<Packed<'a>>, ExchangeError> {
        let spoiled = || spoiled(std::io::ErrorKind::UnexpectedEof);
        let count = self.blocks.get(number).map_or(0, |block| block.rows);
        let mut rows = Vec::with_capacity(count as usize);
        let mut rest = block;
        for _ in 0..count {
            let (size, after) = rest.split_first_chunk().ok_or_else(spoiled)?;
            let size = u32::from_le_bytes(*size) as usize;
            let (bytes, after) = after.split_at_checked(size).ok_or_else(spoiled)?;
            rest = after;
            rows.push(Packed {
                bytes,
                columns,
                order: self.order.as_deref(),
                codes: &self.codes,
            });
        }
        Ok(rows)
    }
}
