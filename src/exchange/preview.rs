//! What a person looks at before anything is written: the shapes where they would lie, the first rows
//! as a table, and the beginning of the file under each encoding that it could be in.

use std::io::Read as _;
use std::path::Path;

use geo::{CoordsIter as _, Geometry, LineString};

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

use crate::exchange::encoding;
use crate::exchange::error::ExchangeError;
use crate::exchange::source::{RawValue, SourceRow};

/// Rows of the table.
const TABLE_ROWS: usize = 50;
/// Vertices that are shown; beyond, shapes are left out and counted.
const MOST_VERTICES: usize = 40_000;
/// Vertices of one line; more are thinned out evenly.
const LINE_VERTICES: usize = 400;

/// Shapes and rows of a trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// Shapes in EPSG:4490, thinned out.
    pub shapes: Vec<ShownShape>,
    /// Shapes that there was no room for.
    pub left_out: usize,
    /// Columns of the file.
    pub columns: Vec<String>,
    /// The first rows: number as the user counts, and a text per column.
    pub rows: Vec<(u32, Vec<String>)>,
    vertices: usize,
}

/// One shape of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownShape {
    /// Its row, as the user counts.
    pub row: u32,
    /// Lines and rings, `[longitude, latitude]`; a point is a line of one vertex.
    pub lines: Vec<Vec<[f64; 2]>>,
}

impl Preview {
    pub(super) fn table(&mut self, columns: &[String]) {
        self.columns = columns.to_vec();
    }

    /// The next row; only the first ones are shown.
    pub(super) fn row(&mut self, row: &SourceRow) {
        if self.rows.len() < TABLE_ROWS {
            let cells = row.values.iter().map(cell).collect();
            self.rows.push((row.row, cells));
        }
    }

    /// Whether more rows are wanted for the table.
    pub(super) const fn wants_rows(&self) -> bool {
        self.rows.len() < TABLE_ROWS
    }

    pub(super) fn shape(&mut self, row: u32, geometry: &Geometry<f64>) {
        if self.vertices >= MOST_VERTICES {
            self.left_out += 1;
            return;
        }
        let lines = lines(geometry);
        self.vertices += lines.iter().map(Vec::len).sum::<usize>();
        self.shapes.push(ShownShape { row, lines });
    }
}

fn cell(value: &RawValue) -> String {
    match value {
        RawValue::Null => String::new(),
        RawValue::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
        RawValue::Number(number) => number.to_string(),
        RawValue::Text(text) => text.chars().take(WIDTH).collect(),
    }
}

fn lines(geometry: &Geometry<f64>) -> Vec<Vec<[f64; 2]>> {
    let thin = |line: &LineString<f64>| {
        let step = line.0.len().div_ceil(LINE_VERTICES).max(1);
        let last = line.0.last().filter(|_| step > 1);
        line.0
            .iter()
            .step_by(step)
            .chain(last)
            .map(|at| [at.x, at.y])
            .collect()
    };
    match geometry {
        Geometry::LineString(line) => vec![thin(line)],
        Geometry::MultiLineString(lines) => lines.0.iter().map(thin).collect(),
        Geometry::Polygon(area) => std::iter::once(area.exterior())
            .chain(area.interiors())
            .map(thin)
            .collect(),
        Geometry::MultiPolygon(areas) => areas
            .0
            .iter()
            .flat_map(|area| std::iter::once(area.exterior()).chain(area.interiors()))
            .map(thin)
            .collect(),
        other => other.coords_iter().map(|at| vec![[at.x, at.y]]).collect(),
    }
}

/// So much of a file is looked at.
const HEAD_BYTES: u64 = 64 * 1024;
/// Rows that are shown.
const ROWS: usize = 5;
/// Characters of a row that are shown.
const WIDTH: usize = 120;

/// The beginning of a file under one encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingPreview {
    /// WHATWG name.
    pub name: &'static str,
    /// Places that do not fit it, in the part that was looked at.
    pub failures: usize,
    /// The first rows.
    pub rows: Vec<String>,
}

/// The candidates, the one with the fewest failures first; of equals UTF-8, then GB18030.
pub fn encoding_previews(path: &Path) -> Result<Vec<EncodingPreview>, ExchangeError> {
    let is_shape = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
    let table = is_shape.then(|| {
        [path.with_extension("dbf"), path.with_extension("DBF")]
            .into_iter()
            .find(|dbf| dbf.is_file())
    });
    let (file, is_table) = match table {
        Some(Some(dbf)) => (dbf, true),
        // No text, nothing to choose.
        Some(None) => return Ok(Vec::new()),
        None => (path.to_owned(), false),
    };
    let mut head = Vec::new();
    std::fs::File::open(&file)
        .and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head))
        .map_err(|source| ExchangeError::Read {
            source,
            path: file.clone(),
        })?;
    let rows = if is_table {
        table_rows(&head)
    } else {
        head.split(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect()
    };
    let mut previews: Vec<EncodingPreview> = [UTF_8, GB18030, BIG5]
        .into_iter()
        .map(|encoding| preview(encoding, &rows))
        .collect();
    previews.sort_by_key(|preview| preview.failures);
    Ok(previews)
}

fn preview(encoding: &'static Encoding, rows: &[Vec<u8>]) -> EncodingPreview {
    // The last row may be cut in the middle of a character.
    let whole = rows.len().saturating_sub(1).max(1);
    EncodingPreview {
        name: encoding.name(),
        failures: rows
            .iter()
            .take(whole)
            .map(|row| encoding::failures(encoding, row))
            .sum(),
        rows: rows
            .iter()
            .filter(|row| !row.trim_ascii().is_empty())
            .take(ROWS)
            .map(|row| {
                let (text, _) = encoding.decode_with_bom_removal(row);
                text.trim().chars().take(WIDTH).map(seen).collect()
            })
            .collect(),
    }
}

/// What no font shows (places that do not fit, characters of nobody's script) as a box.
const fn seen(char: char) -> char {
    match char {
        '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => '□',
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => ' ',
        other => other,
    }
}

/// Names and records of a `.dbf`, values apart by spaces.
fn table_rows(head: &[u8]) -> Vec<Vec<u8>> {
    let u16_at = |at: usize| {
        head.get(at..at + 2).map_or(0, |pair| {
            usize::from(u16::from_le_bytes([pair[0], pair[1]]))
        })
    };
    let (first, size) = (u16_at(8), u16_at(10));
    let mut names = Vec::new();
    let mut widths = Vec::new();
    let fields = head.get(32..first.min(head.len())).unwrap_or_default();
    for field in fields.chunks_exact(32).take_while(|field| field[0] != 0x0D) {
        names.extend(field[..11].iter().take_while(|byte| **byte != 0));
        names.push(b' ');
        widths.push(usize::from(field[16]));
    }
    let mut rows = vec![names];
    if size < 2 {
        return rows;
    }
    for record in head.get(first..).unwrap_or_default().chunks_exact(size) {
        let mut row = Vec::new();
        let mut rest = &record[1..];
        for width in &widths {
            let (value, after) = rest.split_at((*width).min(rest.len()));
            row.extend_from_slice(value.trim_ascii());
            row.push(b' ');
            rest = after;
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_encoding_comes_first_and_shows_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let text = "编号,名称\nP1,滇池排口\nP2,螳螂川安宁段\n";
        for encoding in [UTF_8, GB18030] {
            let path = folder.path().join("a.csv");
            std::fs::write(&path, encoding.encode(text).0).unwrap();
            let previews = encoding_previews(&path).unwrap();
            assert_eq!(
                (previews[0].name, previews[0].failures),
                (encoding.name(), 0)
            );
            assert_eq!(
                previews[0].rows,
                ["编号,名称", "P1,滇池排口", "P2,螳螂川安宁段"]
            );
        }
        assert!(encoding_previews(&folder.path().join("none.csv")).is_err());
        let lost = folder.path().join("lost.shp");
        std::fs::write(&lost, "x").unwrap();
        assert_eq!(encoding_previews(&lost).unwrap(), []);
        std::fs::write(folder.path().join("lost.dbf"), [3_u8; 40]).unwrap();
        assert_eq!(
            encoding_previews(&lost).unwrap().len(),
            3,
            "a broken table is no panic"
        );
    }
}
