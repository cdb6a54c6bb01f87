//! The records of delimited text, one after the other, with the rows in which a spreadsheet shows them.

use std::io::Read;
use std::path::Path;

use crate::exchange::error::ExchangeError;

/// Bytes of one record.
const MOST: usize = 64 << 20;
/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// A record with the row in which a spreadsheet shows it.
pub(super) struct Record {
    pub(super) row: u32,
    pub(super) cells: Vec<String>,
}

/// Reads records.
pub(super) struct Records<R> {
    reader: csv::Reader<Seen<R>>,
    record: csv::StringRecord,
    /// Line breaks inside quotes make a file longer than its table.
    inside: u64,
}

impl<R: Read> Records<R> {
    /// Of `from`, whose cells are parted by `delimiter`.
    pub(super) fn new(from: R, delimiter: u8) -> Self {
        let seen = Seen {
            from,
            bytes: Vec::new(),
            first: 0,
            wanted: 0,
        };
        Self {
            reader: csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .flexible(true)
                .has_headers(false)
                .buffer_capacity(PIECE)
                .from_reader(seen),
            record: csv::StringRecord::new(),
            inside: 0,
        }
    }

    /// The next record that holds anything; `path` is what an error names.
    pub(super) fn next(&mut self, path: &Path) -> Result<Option<Record>, ExchangeError> {
        loop {
            let begin = self.reader.position().byte();
            self.reader.get_mut().forget(begin);
            match self.reader.read_record(&mut self.record) {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => {
                    let at = self.reader.position().line();
                    let line = error.position().map_or(at, csv::Position::line);
                    let reason = format!("第 {line} 行：{error}");
                    return Err(ExchangeError::malformed("分隔文本", path)(reason));
                }
            }
            // The position is where the reader stood: blank lines come first.
            let at = self.record.position();
            let (line, start) = at.map_or((0, 0), |at| (at.line(), at.byte()));
            let line = line + self.reader.get_ref().blank_lines(start);
            // Spreadsheets leave rows of nothing but delimiters behind a table.
            if self.record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let breaks: usize = self
                .record
                .iter()
                .map(|cell| cell.matches('\n').count())
                .sum();
            let row = u32::try_from(line.saturating_sub(self.inside)).unwrap_or(u32::MAX);
            self.inside += breaks as u64;
            let cells = self.record.iter().map(str::to_owned).collect();
            return Ok(Some(Record { row, cells }));
        }
    }
}

/// Hands bytes through and remembers them from the beginning of the record that is being read.
struct Seen<R> {
    from: R,
    bytes: Vec<u8>,
    /// How many bytes came before `bytes`, and from which on they are wanted.
    first: u64,
    wanted: u64,
}

impl<R> Seen<R> {
    const fn forget(&mut self, before: u64) {
        self.wanted = before;
    }

    /// Line breaks from `start` on up to anything else.
    fn blank_lines(&self, start: u64) -> u64 {
        let start = usize::try_from(start.saturating_sub(self.first)).unwrap_or(usize::MAX);
        let rest = self.bytes.get(start..).unwrap_or_default();
        rest.iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .filter(|byte| **byte == b'\n')
            .count() as u64
    }
}

impl<R: Read> Read for Seen<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let gone = usize::try_from(self.wanted.saturating_sub(self.first)).unwrap_or(usize::MAX);
        let gone = gone.min(self.bytes.len());
        self.bytes.drain(..gone);
        self.first += gone as u64;
        if self.bytes.len() > MOST {
            let reason = format!(
                "一条记录超过 {} MB，可能有引号没有闭合，请检查引号",
                MOST >> 20
            );
            return Err(std::io::Error::other(reason));
        }
        let count = self.from.read(into)?;
        self.bytes.extend(&into[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Result<Vec<(u32, String)>, ExchangeError> {
        let mut records = Records::new(text, b',');
        let mut rows = Vec::new();
        while let Some(record) = records.next(Path::new("a.csv"))? {
            rows.push((record.row, record.cells.join("|")));
        }
        Ok(rows)
    }

    #[test]
    fn rows_count_as_a_spreadsheet_shows_them() {
        for end in ["\n", "\r\n"] {
            let text = "a,b\n\n\"x\ny\",1\n,\nz,2\n".replace('\n', end);
            let found: Vec<u32> = rows(text.as_bytes())
                .unwrap()
                .iter()
                .map(|row| row.0)
                .collect();
            assert_eq!(found, [1, 3, 5], "{end:?}");
        }
    }

    #[test]
    fn rows_keep_their_numbers_when_the_text_comes_in_many_pieces() {
        let blank = "\n".repeat(PIECE);
        let text = format!("a,b\n{blank}c,d\n\"{blank}\",e\n\nf,g");
        let found = rows(text.as_bytes()).unwrap();
        let first = PIECE as u32 + 2;
        let numbers: Vec<u32> = found.iter().map(|row| row.0).collect();
        assert_eq!(numbers, [1, first, first + 1, first + 3]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_and_does_not_fill_memory() {
        let text = format!("a,b\n\"{}", "x".repeat(MOST + 2 * PIECE));
        let error = rows(text.as_bytes()).unwrap_err().to_string();
        assert!(
            error.contains("第 2 行") && error.contains("引号"),
            "{error}"
        );
    }
}
