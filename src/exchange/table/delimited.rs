//! Tables as text: CSV, TSV, TXT, with any delimiter. Places come from coordinate columns or from a
//! column of well-known text; lists of corner points go to their own reader.

use std::path::Path;

use crate::exchange::error::ExchangeError;
use crate::exchange::input::Watch;
use crate::exchange::source::{MAX_COLUMNS, RawValue, Source, SourceRow};
use crate::exchange::spool::Sink;
use crate::exchange::table::columns::{self, GeometryColumns};
use crate::exchange::table::records::{Record, Records};
use crate::exchange::table::srid::Statements;
use crate::exchange::text::Text;
use crate::exchange::vertices;

/// Bytes at the beginning by which a table is told from a list of corner points, and its delimiter.
const HEAD: u64 = 4 << 20;
/// Records among which the header is looked for.
const HEAD_RECORDS: usize = 20;

/// Reads a whole table. Rows count as a spreadsheet shows them: from 1, header, titles and blank lines
/// included.
pub(in crate::exchange) fn read(
    path: &Path,
    asked_encoding: Option<&str>,
    mut sink: Sink,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    let (mut text, encoding) = Text::open(path, asked_encoding, watch)?;
    let malformed = ExchangeError::malformed("分隔文本", path);
    let failed = |source| ExchangeError::Read {
        source,
        path: path.to_owned(),
    };
    let head = text.head(HEAD).map_err(failed)?;
    if vertices::is_list(&head) {
        let text = text.whole(path)?;
        return vertices::read(&text, encoding, sink, path);
    }
    let mark = delimiter(&head);
    let mut records = Records::new(text.reader().map_err(failed)?, mark);
    let mut first = Vec::new();
    while first.len() < HEAD_RECORDS
        && let Some(record) = records.next(path)?
    {
        first.push(record);
    }
    let cells: Vec<Vec<String>> = first.iter().map(|record| record.cells.clone()).collect();
    let header = columns::header_row(&cells);
    if first
        .get(header)
        .is_none_or(|record| record.cells.iter().all(|cell| cell.trim().is_empty()))
    {
        return Err(malformed("文件是空的，没有表头".to_owned()));
    }
    let columns = columns::names(&first[header].cells);
    if columns.len() > MAX_COLUMNS {
        return Err(ExchangeError::TooLarge {
            what: format!("有 {} 列，上限 {MAX_COLUMNS} 列", columns.len()),
            path: path.to_owned(),
        });
    }
    let mut body = first.split_off(header + 1).into_iter();
    let sample: Option<Vec<RawValue>> = body
        .as_slice()
        .first()
        .map(|record| record.cells.iter().map(|cell| raw_value(cell)).collect());
    let place = GeometryColumns::find(&columns, sample.as_deref());
    let mut statements = Statements::new(&place, &columns);
    loop {
        let record = match body.next() {
            Some(record) => record,
            None => match records.next(path)? {
                Some(record) => record,
                None => break,
            },
        };
        let row = source_row(&record, &columns, &place);
        statements.hear(&row);
        sink.row(&row)?;
    }
    let (crs, common) = statements.end(&columns);
    let (_, rows) = sink.finish()?;
    Ok(Source {
        crs,
        place,
        columns,
        rows,
        encoding,
        common,
        angles: None,
    })
}

fn source_row(record: &Record, columns: &[String], place: &GeometryColumns) -> SourceRow {
    let mut notes = Vec::new();
    if record.cells.len() != columns.len() {
        let message = format!("有 {} 列，表头有 {} 列", record.cells.len(), columns.len());
        notes.push(("column_count", "行".to_owned(), message));
    }
    let mut values: Vec<RawValue> = record
        .cells
        .iter()
        .take(columns.len())
        .map(|cell| raw_value(cell))
        .collect();
    values.resize(columns.len(), RawValue::Null);
    SourceRow {
        row: record.row,
        geometry: place.geometry(columns, &values),
        values,
        notes,
    }
}

/// The one of the usual delimiters that parts the first lines alike and most often.
fn delimiter(text: &str) -> u8 {
    let count = |line: &str, mark: u8| {
        let mut quoted = false;
        line.bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                *byte == mark && !quoted
            })
            .count()
    };
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(10);
    [b',', b'\t', b';', b'|', b'^', b'~']
        .into_iter()
        .rev()
        .max_by_key(|mark| {
            let counts: Vec<usize> = lines().map(|line| count(line, *mark)).collect();
            let alike = counts
                .windows(2)
                .filter(|pair| pair[0] == pair[1] && pair[0] > 0)
                .count();
            (alike, counts.iter().sum::<usize>())
        })
        .unwrap_or(b',')
}

/// An apostrophe before a mark of a formula is not text: it keeps spreadsheets from running it.
fn raw_value(text: &str) -> RawValue {
    let text = text.trim();
    let text = text
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(text);
    if text.is_empty() {
        RawValue::Null
    } else {
        RawValue::Text(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_told_by_all_first_lines() {
        assert_eq!(delimiter("a;b;c\n1,5;2,5;3\n"), b';');
        assert_eq!(delimiter("a\tb\n\"x,y,z,w\"\t2\n"), b'\t');
        assert_eq!(delimiter("标题\na|b\n1|2\n3|4"), b'|');
    }
}
