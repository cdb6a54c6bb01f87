//! Tables as text: CSV, TSV, TXT, with any delimiter. Places come from coordinate columns or from a
//! column of well-known text; lists of corner points go to their own reader.

use std::path::Path;

use crate::exchange::encoding;
use crate::exchange::error::ExchangeError;
use crate::exchange::source::{RawValue, Source, SourceRow, bounded};
use crate::exchange::table::columns::{self, GeometryColumns};
use crate::exchange::table::srid::stated;
use crate::exchange::vertices;

/// A record with the row in which a spreadsheet shows it.
struct Record {
    row: u32,
    cells: Vec<String>,
}

/// Reads a whole table. Rows count as a spreadsheet shows them: from 1, header, titles and blank lines
/// included.
pub(in crate::exchange) fn read(
    path: &Path,
    asked_encoding: Option<&str>,
) -> Result<Source, ExchangeError> {
    let (text, encoding) = encoding::read_file(path, asked_encoding)?;
    let malformed = ExchangeError::malformed("分隔文本", path);
    if vertices::is_list(&text) {
        return vertices::read(&text, encoding).map_err(malformed);
    }
    let mut records = records(&text).map_err(malformed)?;
    let head: Vec<Vec<String>> = records
        .iter()
        .take(20)
        .map(|record| record.cells.clone())
        .collect();
    let header = columns::header_row(&head);
    if records
        .get(header)
        .is_none_or(|record| record.cells.iter().all(|cell| cell.trim().is_empty()))
    {
        return Err(malformed("文件是空的，没有表头".to_owned()));
    }
    let body = records.split_off(header + 1);
    let columns = columns::names(&records[header].cells);
    bounded(columns.len(), body.len(), path)?;
    let mut rows = Vec::with_capacity(body.len());
    let first: Option<Vec<RawValue>> = body
        .first()
        .map(|record| record.cells.iter().map(|cell| raw_value(cell)).collect());
    let place = GeometryColumns::find(&columns, first.as_deref());
    for record in body {
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
        rows.push(SourceRow {
            row: record.row,
            geometry: place.geometry(&columns, &values),
            values,
            notes,
        });
    }
    Ok(Source {
        crs: stated(&place, &columns, &mut rows),
        place,
        columns,
        rows,
        encoding,
    })
}

fn records(text: &str) -> Result<Vec<Record>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    // Line breaks inside quotes make a file longer than its table.
    let mut inside = 0;
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            format!("第 {line} 行：{error}")
        })?;
        // The position is where the reader stood: blank lines come first.
        let (line, start) = record
            .position()
            .map_or((0, 0), |at| (at.line(), at.byte() as usize));
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let blank = rest
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .filter(|byte| **byte == b'\n')
            .count();
        let line = line + blank as u64;
        // Spreadsheets leave rows of nothing but delimiters behind a table.
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        records.push(Record {
            row: u32::try_from(line.saturating_sub(inside)).unwrap_or(u32::MAX),
            cells: record.iter().map(str::to_owned).collect(),
        });
        inside += breaks as u64;
    }
    Ok(records)
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
    fn delimiters_are_told_by_all_first_lines_and_rows_count_as_a_spreadsheet_shows_them() {
        assert_eq!(delimiter("a;b;c\n1,5;2,5;3\n"), b';');
        assert_eq!(delimiter("a\tb\n\"x,y,z,w\"\t2\n"), b'\t');
        assert_eq!(delimiter("标题\na|b\n1|2\n3|4"), b'|');
        let rows: Vec<u32> = records("a,b\n\n\"x\ny\",1\nz,2\n")
            .unwrap()
            .iter()
            .map(|r| r.row)
            .collect();
        assert_eq!(rows, [1, 3, 4]);
    }
}
