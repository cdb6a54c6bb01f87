//! Reads sheets of workbooks. Bounded before it is read: a few bytes can promise billions of cells.

use std::io::BufReader;
use std::path::Path;

use calamine::{DataType, ExcelDateTime, Reader as _, Sheets};

use crate::exchange::archive::Archive;
use crate::exchange::error::ExchangeError;
use crate::exchange::export::push;
use crate::exchange::formats::choose;
use crate::exchange::input::Watch;
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::{MAX_COLUMNS, RawValue, Source, SourceRow, bounded};
use crate::exchange::spool::Sink;
use crate::exchange::table::{GeometryColumns, Statements, header_row, names};

/// Cells of a sheet that are read.
const MAX_CELLS: usize = 50_000_000;
/// Rows of the preview in which the header is looked for.
const HEAD: usize = 20;

type Workbook = Sheets<BufReader<std::fs::File>>;

/// A row with its number as the sheet shows it.
type Row = (u32, Vec<RawValue>);

/// Names of the sheets that hold anything.
pub(in crate::exchange) fn sheets(
    path: &Path,
    watch: &Watch,
) -> Result<Vec<String>, ExchangeError> {
    guarded(path, |path| {
        let mut workbook = open(path)?;
        let mut filled = Vec::new();
        for name in workbook.sheet_names() {
            if rows(&mut workbook, &name, path, watch).is_ok_and(|rows| rows.len() > 1) {
                filled.push(name);
            }
        }
        Ok(filled)
    })
}

/// Reads the sheet `part`, or the only one that looks like a table.
pub(in crate::exchange) fn read(
    path: &Path,
    part: Option<&str>,
    sink: Sink,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    guarded(path, |path| {
        let mut workbook = open(path)?;
        let all = workbook.sheet_names();
        if part.is_some() {
            let sheet = choose(&all, part, path)?;
            let rows = rows(&mut workbook, &all[sheet], path, watch)?;
            return table(rows, &all[sheet], path, sink);
        }
        let mut candidates = Vec::new();
        for name in all {
            let rows = rows(&mut workbook, &name, path, watch)?;
            if rows.len() > 1 {
                candidates.push((name, rows));
            }
        }
        // Notes and lists of codes beside the register have no place and no code.
        if candidates.len() > 1
            && candidates
                .iter()
                .filter(|(_, rows)| is_register(rows))
                .count()
                == 1
        {
            candidates.retain(|(_, rows)| is_register(rows));
        }
        let filled: Vec<String> = candidates.iter().map(|(name, _)| name.clone()).collect();
        if filled.is_empty() {
            return Err(malformed(path, "所有工作表都是空的，或只有表头"));
        }
        let index = choose(&filled, None, path)?;
        let (name, rows) = candidates.swap_remove(index);
        table(rows, &name, path, sink)
    })
}

/// Whether a sheet's header names a place.
fn is_register(rows: &[Row]) -> bool {
    let header = &rows[header_of(rows)].1;
    let names = names(&header.iter().map(shown).collect::<Vec<_>>());
    GeometryColumns::find(&names, None) != GeometryColumns::None
}

/// The reader of foreign workbooks has been known to panic on broken ones; that is a broken file too.
fn guarded<T>(
    path: &Path,
    read: impl FnOnce(&Path) -> Result<T, ExchangeError>,
) -> Result<T, ExchangeError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(path)))
        .unwrap_or_else(|_panic| Err(malformed(path, "文件内部结构损坏")))
}

fn malformed(path: &Path, reason: &str) -> ExchangeError {
    ExchangeError::malformed("工作簿", path)(reason.to_owned())
}

fn open(path: &Path) -> Result<Workbook, ExchangeError> {
    let old = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xls"));
    if !old {
        Archive::open(path)?.check_size()?;
    }
    calamine::open_workbook_auto(path).map_err(|error| malformed(path, &error.to_string()))
}

fn rows(
    workbook: &mut Workbook,
    sheet: &str,
    path: &Path,
    watch: &Watch,
) -> Result<Vec<Row>, ExchangeError> {
    let failed = |error: String| malformed(path, &format!("工作表「{sheet}」：{error}"));
    let too_large = || ExchangeError::TooLarge {
        what: format!("工作表「{sheet}」超过 {MAX_CELLS} 个单元格或 {MAX_COLUMNS} 列"),
        path: path.to_owned(),
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut count = 0;
    let mut put = |row: u32, column: u32, value: RawValue| {
        if value == RawValue::Null {
            return Ok(());
        }
        if column as usize >= MAX_COLUMNS {
            return Err(too_large());
        }
        if rows.last().is_none_or(|(last, _)| *last != row + 1) {
            watch.check()?;
            rows.push((row + 1, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            let column = column as usize;
            if cells.len() <= column {
                count += column + 1 - cells.len();
                cells.resize(column + 1, RawValue::Null);
            }
            cells[column] = value;
        }
        if count > MAX_CELLS {
            Err(too_large())
        } else {
            Ok(())
        }
    };
    if let Sheets::Xlsx(xlsx) = workbook {
        // Cell by cell: a table of this crate is as large as the farthest cell says.
        let mut cells = xlsx
            .worksheet_cells_reader(sheet)
            .map_err(|error| failed(error.to_string()))?;
        while let Some(cell) = cells
            .next_cell()
            .map_err(|error| failed(error.to_string()))?
        {
            let (row, column) = cell.get_position();
            put(row, column, raw(cell.get_value()))?;
        }
    } else if let Sheets::Xlsb(xlsb) = workbook {
        let mut cells = xlsb
            .worksheet_cells_reader(sheet)
            .map_err(|error| failed(error.to_string()))?;
        while let Some(cell) = cells
            .next_cell()
            .map_err(|error| failed(error.to_string()))?
        {
            let (row, column) = cell.get_position();
            put(row, column, raw(cell.get_value()))?;
        }
    } else {
        // The old format has 65 536 rows of 256 columns, and OpenDocument is bounded by its reader.
        let range = workbook
            .worksheet_range(sheet)
            .map_err(|error| failed(error.to_string()))?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            put(top + row as u32, left + column as u32, raw(value))?;
        }
    }
    Ok(rows)
}

/// What a cell holds, whether the crate hands it over or lends it.
fn raw(value: &impl DataType) -> RawValue {
    let text = value
        .get_string()
        .or_else(|| value.get_datetime_iso())
        .or_else(|| value.get_duration_iso());
    if let Some(text) = text {
        raw_text(text)
    } else if let Some(number) = value.get_int() {
        RawValue::Number(number as f64)
    } else if let Some(number) = value.get_float() {
        RawValue::Number(number)
    } else if let Some(flag) = value.get_bool() {
        RawValue::Flag(flag)
    } else if let Some(moment) = value.get_datetime() {
        date(&moment)
    } else if let Some(error) = value.get_error() {
        RawValue::Text(error.to_string())
    } else {
        RawValue::Null
    }
}

fn raw_text(text: &str) -> RawValue {
    let text = text.trim();
    if text.is_empty() {
        RawValue::Null
    } else {
        RawValue::Text(text.to_owned())
    }
}

/// Days as text; the time of day only where there is one.
fn date(moment: &ExcelDateTime) -> RawValue {
    if moment.is_duration() {
        return RawValue::Number(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let mut text = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        push!(text, " {hour:02}:{minute:02}:{second:02}");
    }
    RawValue::Text(text)
}

fn shown(value: &RawValue) -> String {
    match value {
        RawValue::Null => String::new(),
        RawValue::Flag(flag) => flag.to_string(),
        RawValue::Number(number) => number.to_string(),
        RawValue::Text(text) => text.clone(),
    }
}

fn header_of(rows: &[Row]) -> usize {
    let head: Vec<Vec<String>> = rows
        .iter()
        .take(HEAD)
        .map(|(_, cells)| cells.iter().map(shown).collect())
        .collect();
    header_row(&head)
}

fn table(
    mut rows: Vec<Row>,
    sheet: &str,
    path: &Path,
    mut sink: Sink,
) -> Result<Source, ExchangeError> {
    let header = header_of(&rows);
    let body = rows.split_off((header + 1).min(rows.len()));
    let width = body
        .iter()
        .map(|(_, cells)| cells.len())
        .max()
        .unwrap_or_default();
    let mut head: Vec<String> = rows
        .get(header)
        .map(|(_, cells)| cells.iter().map(shown).collect())
        .unwrap_or_default();
    head.resize(head.len().max(width), String::new());
    let columns = names(&head);
    // Every row becomes as wide as the widest.
    bounded(columns.len(), body.len(), path)?;
    let pad = |mut cells: Vec<RawValue>| {
        cells.resize(columns.len(), RawValue::Null);
        cells
    };
    let first = body.first().map(|(_, cells)| pad(cells.clone()));
    let place = GeometryColumns::find(&columns, first.as_deref());
    let mut statements = Statements::new(&place, &columns);
    for (row, cells) in body {
        let values = pad(cells);
        let row = SourceRow {
            row,
            geometry: place.geometry(&columns, &values),
            values,
            notes: Vec::new(),
        };
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
        common,
        angles: None,
        encoding: EncodingUsed {
            name: "UTF-8".to_owned(),
            how: format!("工作簿自带编码；工作表「{sheet}」"),
        },
    })
}
