//! The values of one layer in memory, column by column. A column takes nothing when it is empty, four
//! bytes a row for texts (each text is kept once), eight for numbers.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::domain::expression::{Expression, Row};
use crate::domain::{Cancelled, Layer, Progress, ValueRef};
use crate::geodesy::ellipsoid;
use crate::services::table::shown::{Measure, Source, column_count, source};
use crate::services::table::sorting;
use crate::store::{Project, StoreError};

/// Rows between two looks at whether the user cancelled.
const STEP: usize = 2048;
/// No text.
const NO_TEXT: u32 = u32::MAX;
/// Up to here every whole number is a floating one as well.
const LARGEST_EXACT: i64 = 1 << 53;

/// Why a table cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The project file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The rows of one layer, by key.
#[derive(Debug)]
pub struct TableData {
    layer: Layer,
    ids: Vec<i64>,
    columns: Vec<Column>,
    texts: Vec<Box<str>>,
    /// Measures of the geometries; read when somebody asks for them.
    measures: OnceLock<Measures>,
    /// Where each row comes when a column is sorted, column by column; made when it is first asked for.
    ranks: Vec<OnceLock<Vec<u32>>>,
}

/// Metres and square metres on the ellipsoid, row by row; NaN without geometry.
#[derive(Debug)]
pub struct Measures {
    length_m: Vec<f64>,
    area_m2: Vec<f64>,
}

#[derive(Debug)]
enum Column {
    Empty,
    Text(Vec<u32>),
    /// NaN where nothing is known: the file has no NaN.
    Number(Vec<f64>),
    Mixed(Vec<Cell>),
}

#[derive(Clone, Copy, Debug)]
enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(u32),
}

impl TableData {
    /// Reads `layer` of `project`. Progress counts rows.
    pub fn read(project: &Project, layer: Layer, progress: &Progress) -> Result<Self, TableError> {
        let total = project.count(layer)? as usize;
        let mut reader = Reader {
            ids: Vec::with_capacity(total),
            columns: vec![Vec::with_capacity(total); layer.fields().len() + 1],
            texts: Vec::new(),
            places: HashMap::new(),
        };
        project.visit_rows(layer, &mut |id, values| {
            if reader.ids.len().is_multiple_of(STEP) {
                progress.step(reader.ids.len(), total)?;
            }
            reader.row(id, values);
            Ok::<(), TableError>(())
        })?;
        progress.step(total, total)?;
        Ok(Self {
            layer,
            ids: reader.ids,
            columns: reader.columns.into_iter().map(Column::packed).collect(),
            texts: reader.texts,
            measures: OnceLock::new(),
            ranks: (0..column_count(layer)).map(|_| OnceLock::new()).collect(),
        })
    }

    /// The layer.
    pub const fn layer(&self) -> Layer {
        self.layer
    }

    /// Number of rows.
    pub const fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no row.
    pub const fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Primary keys, ascending, row by row.
    pub fn ids(&self) -> &[i64] {
        &self.ids
    }

    /// The row with this primary key.
    pub fn row_of(&self, id: i64) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// The stored or measured value; `Null` beyond the table.
    pub fn value(&self, row: usize, column: usize) -> ValueRef<'_> {
        match source(self.layer, column) {
            Some(Source::Stored(stored)) => self.stored(row, stored),
            Some(Source::Measured(measure)) => self
                .measure(row, measure)
                .map_or(ValueRef::Null, ValueRef::Real),
            None => ValueRef::Null,
        }
    }

    fn stored(&self, row: usize, column: usize) -> ValueRef<'_> {
        let text = |place: u32| {
            let text = self.texts.get(place as usize);
            text.map_or(ValueRef::Null, |text| ValueRef::Text(text))
        };
        match self.columns.get(column) {
            Some(Column::Text(texts)) => {
                texts.get(row).map_or(ValueRef::Null, |place| text(*place))
            }
            Some(Column::Number(numbers)) => match numbers.get(row) {
                Some(number) if !number.is_nan() => whole(*number),
                _ => ValueRef::Null,
            },
            Some(Column::Mixed(cells)) => match cells.get(row) {
                Some(Cell::Integer(number)) => ValueRef::Integer(*number),
                Some(Cell::Real(number)) => ValueRef::Real(*number),
                Some(Cell::Text(place)) => text(*place),
                Some(Cell::Null) | None => ValueRef::Null,
            },
            Some(Column::Empty) | None => ValueRef::Null,
        }
    }

    /// The measure of a row; `None` before [`Self::measured`] and without geometry.
    pub(super) fn measure(&self, row: usize, measure: Measure) -> Option<f64> {
        let measures = self.measures.get()?;
        let figures = match measure {
            Measure::Length => &measures.length_m,
            Measure::Area => &measures.area_m2,
        };
        figures.get(row).copied().filter(|figure| !figure.is_nan())
    }

    /// Whether lengths and areas are there.
    pub fn is_measured(&self) -> bool {
        self.measures.get().is_some()
    }

    /// Measures the geometries, unless that was done before.
    pub fn measured(&self, project: &Project, progress: &Progress) -> Result<(), TableError> {
        if self.is_measured() || self.layer.geometry().is_none() {
            return Ok(());
        }
        let mut measures = Measures {
            length_m: vec![f64::NAN; self.len()],
            area_m2: vec![f64::NAN; self.len()],
        };
        let (mut cancelled, mut done) = (None, 0);
        project.visit_features(self.layer, &[], &mut |feature| {
            done += 1;
            if cancelled.is_some() {
                return;
            }
            if done % STEP == 1 {
                cancelled = progress.step(done, self.len()).err();
            }
            if let (Some(row), Some(geometry)) = (self.row_of(feature.id), &feature.geometry) {
                measures.length_m[row] = ellipsoid::length_m(geometry);
                measures.area_m2[row] = ellipsoid::area_m2(geometry);
            }
        })?;
        if let Some(cancelled) = cancelled {
            return Err(cancelled.into());
        }
        // Another thread may have measured meanwhile; the figures are the same.
        self.measures.get_or_init(|| measures);
        Ok(())
    }

    /// Where each row comes when `column` is sorted; equal rows have the same place, rows without a
    /// value the last one.
    pub(super) fn ranks(&self, column: usize) -> &[u32] {
        match self.ranks.get(column) {
            Some(ranks) => ranks.get_or_init(|| sorting::ranks(self, column)),
            None => &[],
        }
    }

    /// The different texts of the table and which of them a text column holds; `None` for other
    /// columns. [`NO_TEXT`] stands for none.
    pub(super) fn text_places(&self, column: usize) -> Option<(&[u32], &[Box<str>])> {
        let Some(Source::Stored(stored)) = source(self.layer, column) else {
            return None;
        };
        match self.columns.get(stored) {
            Some(Column::Text(places)) => Some((places, &self.texts)),
            _ => None,
        }
    }

    /// Whether a row meets `expression`; `None` when that is not known.
    pub fn holds(&self, expression: &Expression, row: usize) -> Option<bool> {
        expression.holds(&TableRow { data: self, row })
    }

    /// Bytes that the values take, about.
    pub fn bytes(&self) -> usize {
        let columns: usize = self
            .columns
            .iter()
            .map(|column| match column {
                Column::Empty => 0,
                Column::Text(texts) => size_of_val(texts.as_slice()),
                Column::Number(numbers) => size_of_val(numbers.as_slice()),
                Column::Mixed(cells) => size_of_val(cells.as_slice()),
            })
            .sum();
        let texts: usize = self
            .texts
            .iter()
            .map(|text| text.len() + size_of::<Box<str>>())
            .sum();
        columns + texts + size_of_val(self.ids.as_slice())
    }
}

/// What was stored as a whole number is shown as one.
const fn whole(number: f64) -> ValueRef<'static> {
    if number == number.trunc() && number.abs() <= LARGEST_EXACT as f64 {
        ValueRef::Integer(number as i64)
    } else {
        ValueRef::Real(number)
    }
}

/// One row of a table.
struct TableRow<'a> {
    data: &'a TableData,
    row: usize,
}

impl Row for TableRow<'_> {
    fn value(&self, column: usize) -> ValueRef<'_> {
        self.data.stored(self.row, column)
    }

    fn length_m(&self) -> Option<f64> {
        self.data.measure(self.row, Measure::Length)
    }

    fn area_m2(&self) -> Option<f64> {
        self.data.measure(self.row, Measure::Area)
    }
}

struct Reader {
    ids: Vec<i64>,
    columns: Vec<Vec<Cell>>,
    texts: Vec<Box<str>>,
    places: HashMap<Box<str>, u32>,
}

impl Reader {
    fn row(&mut self, id: i64, values: &[ValueRef<'_>]) {
        self.ids.push(id);
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(match *value {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Integer(number),
                ValueRef::Real(number) => Cell::Real(number),
                ValueRef::Text(text) => {
                    let place = if let Some(place) = self.places.get(text) {
                        *place
                    } else {
                        let place = self.texts.len() as u32;
                        self.texts.push(text.into());
                        self.places.insert(text.into(), place);
                        place
                    };
                    Cell::Text(place)
                }
            });
        }
    }
}

impl Column {
    /// In the smallest form that holds everything.
    fn packed(cells: Vec<Cell>) -> Self {
        let exact = |cell: &Cell| match cell {
            Cell::Null | Cell::Real(_) => true,
            Cell::Integer(number) => (-LARGEST_EXACT..=LARGEST_EXACT).contains(number),
            Cell::Text(_) => false,
        };
        if cells.iter().all(|cell| matches!(cell, Cell::Null)) {
            Self::Empty
        } else if cells.iter().all(exact) {
            let number = |cell: &Cell| match cell {
                Cell::Integer(number) => *number as f64,
                Cell::Real(number) => *number,
                Cell::Null | Cell::Text(_) => f64::NAN,
            };
            Self::Number(cells.iter().map(number).collect())
        } else if cells
            .iter()
            .all(|cell| matches!(cell, Cell::Null | Cell::Text(_)))
        {
            let place = |cell: &Cell| match cell {
                Cell::Text(place) => *place,
                _ => NO_TEXT,
            };
            Self::Text(cells.iter().map(place).collect())
        } else {
            Self::Mixed(cells)
        }
    }
}
