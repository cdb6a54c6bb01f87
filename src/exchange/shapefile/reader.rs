//! Reads shapefiles: every shape with its record.

use crate::exchange::crs::StatedCrs;
use crate::exchange::error::ExchangeError;
use crate::exchange::input::Input;
use crate::exchange::report::EncodingUsed;
use crate::exchange::shapefile::attributes::{Notes, Table};
use crate::exchange::shapefile::set::Set;
use crate::exchange::shapefile::shapes::{self, Ended, Stop};
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::exchange::spool::Sink;
use crate::exchange::table::GeometryColumns;

/// Reads the files of one shapefile.
pub(in crate::exchange) fn read(
    mut set: Set,
    asked_encoding: Option<&str>,
    mut sink: Sink,
) -> Result<Source, ExchangeError> {
    let path = set.path.clone();
    let malformed = |stop: Stop| match stop {
        Stop::NoShapes(reason) => ExchangeError::malformed("Shapefile", &path)(reason),
        Stop::Taker(error) => error,
    };
    let mut table = match set.table.take() {
        Some(input) => Some(Table::open(input, &path, &set, asked_encoding)?),
        None => None,
    };
    // Deleted records make it a question which record belongs to which shape.
    let count = match &table {
        Some(table) if table.has_deleted() => count(&mut set.shapes).map_err(malformed)?,
        _ => 0,
    };
    let mut rows = Joined::new(table.as_mut(), count, &mut sink);
    let ended = shapes::visit(&mut set.shapes, |shape| rows.shape(shape)).map_err(malformed)?;
    if ended == Ended::Broken {
        rows.restart();
        shapes::visit_each(&mut set.shapes, |shape| rows.shape(shape)).map_err(malformed)?;
    }
    rows.end()?;
    let (mut columns, encoding) = table.map_or_else(
        || {
            let used = EncodingUsed {
                name: "UTF-8".to_owned(),
                how: "没有 .dbf，没有属性".to_owned(),
            };
            (Vec::new(), used)
        },
        |table| (table.columns, table.used),
    );
    if let Some(aliases) = &set.aliases {
        rename(&mut columns, aliases);
    }
    let (_, rows) = sink.finish()?;
    Ok(Source {
        columns,
        rows,
        place: GeometryColumns::None,
        crs: stated(&set),
        encoding,
        common: None,
        angles: None,
    })
}

fn stated(set: &Set) -> StatedCrs {
    set.projection.as_ref().map_or(StatedCrs::Silent, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            StatedCrs::Silent
        } else {
            StatedCrs::Wkt(text.to_owned())
        }
    })
}

/// How many shapes there are, those that cannot be read among them.
fn count(shapes: &mut Input) -> Result<usize, Stop> {
    let mut count = 0;
    let ended = shapes::visit(shapes, |_| {
        count += 1;
        Ok(())
    })?;
    if ended == Ended::Broken {
        count = 0;
        shapes::visit_each(shapes, |_| {
            count += 1;
            Ok(())
        })?;
    }
    Ok(count)
}

/// Shapes with their records, on the way to the rows.
struct Joined<'a> {
    table: Option<&'a mut Table>,
    by_place: bool,
    sink: &'a mut Sink,
    /// Shapes so far.
    shapes: u32,
    /// The next record.
    next: usize,
}

impl<'a> Joined<'a> {
    /// `count` shapes are in the file, which matters only where records are deleted. A deleted record has
    /// its shape in some files (then both go) and has lost it in others.
    fn new(table: Option<&'a mut Table>, count: usize, sink: &'a mut Sink) -> Self {
        let by_place = table
            .as_ref()
            .is_some_and(|table| table.live.len() == count && table.has_deleted());
        Self {
            table,
            by_place,
            sink,
            shapes: 0,
            next: 0,
        }
    }

    fn restart(&mut self) {
        self.sink.restart();
        self.shapes = 0;
        self.next = 0;
    }

    fn shape(&mut self, geometry: RawGeometry) -> Result<(), ExchangeError> {
        self.shapes += 1;
        let Some(table) = &mut self.table else {
            return self.put(geometry, Vec::new(), Vec::new());
        };
        if !self.by_place {
            while table.live.get(self.next) == Some(&false) {
                self.next += 1;
            }
        }
        let cells = match table.live.get(self.next) {
            Some(true) => Some(table.cells(self.next)?),
            Some(false) => None,
            None => {
                let message = "属性表(.dbf)没有该图形的记录，属性为空".to_owned();
                let note = ("missing_record", "属性".to_owned(), message);
                Some((vec![RawValue::Null; table.columns.len()], vec![note]))
            }
        };
        self.next += 1;
        match cells {
            Some((values, notes)) => self.put(geometry, values, notes),
            None => Ok(()),
        }
    }

    fn put(
        &mut self,
        geometry: RawGeometry,
        values: Vec<RawValue>,
        notes: Notes,
    ) -> Result<(), ExchangeError> {
        self.sink.row(&SourceRow {
            row: self.shapes,
            values,
            geometry,
            notes,
        })
    }

    /// A shape file that was cut off: the attributes say how many are gone.
    fn end(&mut self) -> Result<(), ExchangeError> {
        let records = self.table.as_ref().map_or(0, |table| table.live.len());
        while self.next < records {
            let is_left = self
                .table
                .as_ref()
                .is_some_and(|table| self.by_place || table.live[self.next..].contains(&true));
            if !is_left {
                break;
            }
            let reason = "图形文件(.shp)不完整，缺少该图形".to_owned();
            self.shape(RawGeometry::Bad("missing_shape", reason))?;
        }
        Ok(())
    }
}

/// Gives cut names their full form back, by the table that our own export writes.
fn rename(columns: &mut [String], aliases: &[u8]) {
    let text = String::from_utf8_lossy(aliases);
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for record in reader.records().flatten() {
        if let (Some(short), Some(full)) = (record.get(0), record.get(1))
            && let Some(column) = columns.iter_mut().find(|column| *column == short)
        {
            full.clone_into(column);
        }
    }
}
