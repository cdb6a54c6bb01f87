//! Takes the rows of a file as its reader finds them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::exchange::error::ExchangeError;
use crate::exchange::input::Watch;
use crate::exchange::source::{MAX_COLUMNS, NamedRow, RawValue, SourceRow};
use crate::exchange::spool::codec;
use crate::exchange::spool::rows::{Block, Rows};

/// Rows of a block, at most: enough to keep all cores busy, few enough to cancel quickly.
const BLOCK_ROWS: u32 = 4096;
/// Bytes of a block; a row that is larger has one of its own.
const BLOCK_BYTES: usize = 4 << 20;

/// Takes rows.
pub(in crate::exchange) struct Sink {
    path: PathBuf,
    watch: Watch,
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    filling: Vec<u8>,
    filled: u32,
    rows: Rows,
}

impl Sink {
    /// For the rows of the file at `path`.
    pub(in crate::exchange) fn new(path: &Path, watch: &Watch) -> Self {
        Self {
            path: path.to_owned(),
            watch: watch.clone(),
            names: Vec::new(),
            numbers: HashMap::new(),
            filling: Vec::new(),
            filled: 0,
            rows: Rows::default(),
        }
    }

    /// Forgets every row: they are read anew in another way.
    pub(in crate::exchange) fn restart(&mut self) {
        *self = Self::new(&self.path, &self.watch);
    }

    /// Rows that were taken.
    pub(in crate::exchange) const fn len(&self) -> usize {
        self.rows.count
    }

    /// Takes a row whose values are parallel to the columns.
    pub(in crate::exchange) fn row(&mut self, row: &SourceRow) -> Result<(), ExchangeError> {
        let start = self.begin();
        let values = row.values.iter().enumerate();
        codec::encode(&mut self.filling, row, values, &mut self.rows.codes);
        self.end(row, start)
    }

    /// Takes a row whose values bear their own names. Of two values with one name the last one counts.
    pub(in crate::exchange) fn named(
        &mut self,
        row: &SourceRow,
        values: &[(String, RawValue)],
    ) -> Result<(), ExchangeError> {
        let numbers = values
            .iter()
            .map(|(name, _)| self.column(name))
            .collect::<Result<Vec<_>, _>>()?;
        let start = self.begin();
        let values = numbers
            .into_iter()
            .zip(values.iter().map(|(_, value)| value));
        codec::encode(&mut self.filling, row, values, &mut self.rows.codes);
        self.end(row, start)
    }

    /// Takes the next row of a format whose rows have no numbers of their own. Empty texts are no values.
    pub(in crate::exchange) fn next(&mut self, own: NamedRow) -> Result<(), ExchangeError> {
        let row = SourceRow {
            row: u32::try_from(self.len() + 1).unwrap_or(u32::MAX),
            geometry: own.geometry,
            notes: own.notes,
            values: Vec::new(),
        };
        let values: Vec<_> = own
            .values
            .into_iter()
            .map(|(name, text)| {
                let value = if text.is_empty() {
                    RawValue::Null
                } else {
                    RawValue::Text(text)
                };
                (name, value)
            })
            .collect();
        self.named(&row, &values)
    }

    /// The number of a column, a new one for a name that is new.
    pub(in crate::exchange) fn column(&mut self, name: &str) -> Result<usize, ExchangeError> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let number = self.names.len();
        if number == MAX_COLUMNS {
            return Err(ExchangeError::TooLarge {
                what: format!("超过 {MAX_COLUMNS} 列，上限 {MAX_COLUMNS} 列"),
                path: self.path.clone(),
            });
        }
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        Ok(number)
    }

    /// Everything that was taken, with the names of the columns in the order in which they came.
    pub(in crate::exchange) fn finish(mut self) -> Result<(Vec<String>, Rows), ExchangeError> {
        self.put_down()?;
        Ok((self.names, self.rows))
    }

    /// The same with the columns sorted by name.
    pub(in crate::exchange) fn finish_sorted(self) -> Result<(Vec<String>, Rows), ExchangeError> {
        let (mut names, mut rows) = self.finish()?;
        let mut sorted: Vec<usize> = (0..names.len()).collect();
        sorted.sort_by(|a, b| names[*a].cmp(&names[*b]));
        let mut order = vec![0; names.len()];
        for (place, number) in sorted.into_iter().enumerate() {
            order[number] = place;
        }
        names.sort();
        rows.order = Some(order);
        Ok((names, rows))
    }

    fn begin(&mut self) -> usize {
        let start = self.filling.len();
        // Its length, known at its end.
        self.filling.extend([0; 4]);
        start
    }

    fn end(&mut self, row: &SourceRow, start: usize) -> Result<(), ExchangeError> {
        let size = self.filling.len() - start - 4;
        let size = u32::try_from(size).map_err(|_large| ExchangeError::TooLarge {
            what: format!("第 {} 行有 {} MB，上限 4096 MB", row.row, size >> 20),
            path: self.path.clone(),
        })?;
        self.filling[start..start + 4].copy_from_slice(&size.to_le_bytes());
        self.rows.first.get_or_insert(row.row);
        self.rows.last = self.rows.last.max(Some(row.row));
        self.rows.count += 1;
        let is_broken = row
            .notes
            .iter()
            .any(|(code, ..)| *code == "undecodable_text");
        self.rows.undecodable += usize::from(is_broken);
        self.filled += 1;
        self.watch.check()?;
        if self.filled >= BLOCK_ROWS || self.filling.len() >= BLOCK_BYTES {
            self.put_down()?;
        }
        Ok(())
    }

    fn put_down(&mut self) -> Result<(), ExchangeError> {
        if self.filled == 0 {
            return Ok(());
        }
        let block = std::mem::take(&mut self.filling);
        self.rows.blocks.push(Block {
            rows: std::mem::take(&mut self.filled),
        });
        self.rows
            .storage
            .push(block)
            .map_err(|source| ExchangeError::Spool { source })
    }
}
