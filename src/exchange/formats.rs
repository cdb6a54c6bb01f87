//! Which reader takes a file: by its ending. A file of several tables is read one at a time, by name.

use std::path::Path;

use crate::domain::Progress;
use crate::exchange::archive::Archive;
use crate::exchange::error::ExchangeError;
use crate::exchange::input::Watch;
use crate::exchange::source::Source;
use crate::exchange::spool::Sink;
use crate::exchange::watchdog::{self, PATIENCE};
use crate::exchange::{database, dxf, geojson, gpx, kml, shapefile, table, workbook};

/// Reads `path`; `part` names the sheet, the table or the shapefile in an archive.
pub(super) fn read(
    path: &Path,
    encoding: Option<&str>,
    part: Option<&str>,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    let sink = Sink::new(path, watch);
    // Reading a pipe would wait for somebody to write into it. What is not there is the reader's news.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return Err(ExchangeError::Read {
            source: std::io::Error::other("不是普通文件"),
            path: path.to_owned(),
        });
    }
    match extension(path).as_str() {
        "geojson" | "json" | "topojson" => geojson::read(path, encoding, sink, watch),
        "geojsonl" | "geojsons" | "ndjson" | "jsonl" => {
            geojson::read_lines(path, encoding, sink, watch)
        }
        "shp" => shapefile::read(shapefile::Set::beside(path, watch)?, encoding, sink),
        "zip" => shapefile::read(
            shapefile::Set::in_archive(path, part, watch)?,
            encoding,
            sink,
        ),
        "csv" | "tsv" | "txt" => table::read(path, encoding, sink, watch),
        "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => workbook::read(path, part, sink, watch),
        "gpkg" | "sqlite" | "db" => database::read(path, part, sink),
        "kml" => kml::read(path, (encoding, part), sink, watch),
        "kmz" => kml::read_archive(path, (encoding, part), sink, watch),
        "gpx" => gpx::read(path, encoding, sink, watch),
        "dxf" => dxf::read(path, (encoding, part), sink, watch),
        other => Err(ExchangeError::UnknownFormat {
            extension: other.to_owned(),
            path: path.to_owned(),
        }),
    }
}

/// What a file of several parts comes in as when none is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unnamed {
    /// All of it.
    #[default]
    Whole,
    /// The part that looks like a register, when only one does.
    Found,
    /// Nothing: one has to be named.
    Refused,
}

/// The parts among which the user can choose; empty for files that are one table. Given up like reading when
/// it does not come on.
pub fn parts(path: &Path) -> Result<(Vec<String>, Unnamed), ExchangeError> {
    let file = path.to_owned();
    watchdog::guarded(path, (&Progress::silent(), PATIENCE), move |watch| {
        parts_of(&file, watch)
    })
}

fn parts_of(path: &Path, watch: &Watch) -> Result<(Vec<String>, Unnamed), ExchangeError> {
    Ok(match extension(path).as_str() {
        "zip" => (
            shapefile::Set::names(&mut Archive::open(path)?),
            Unnamed::Refused,
        ),
        "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => {
            (workbook::sheets(path, watch)?, Unnamed::Found)
        }
        "gpkg" | "sqlite" | "db" => (database::tables(path)?, Unnamed::Refused),
        "kml" => (kml::folders(path, watch)?, Unnamed::Whole),
        "kmz" => (kml::folders_in_archive(path, watch)?, Unnamed::Whole),
        "dxf" => (dxf::layers(path, watch)?, Unnamed::Whole),
        _ => (Vec::new(), Unnamed::Whole),
    })
}

fn extension(path: &Path) -> String {
    path.extension()
        .map(|extension| extension.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default()
}

/// The one of `names` that is meant: the one asked for, or the only one there is.
pub(super) fn choose(
    names: &[String],
    asked: Option<&str>,
    path: &Path,
) -> Result<usize, ExchangeError> {
    match (asked, names) {
        (Some(asked), _) => names
            .iter()
            .position(|name| name == asked)
            .or_else(|| {
                names
                    .iter()
                    .position(|name| name.eq_ignore_ascii_case(asked))
            })
            .ok_or_else(|| ExchangeError::NoSuchPart {
                part: asked.to_owned(),
                names: names.join("、"),
                path: path.to_owned(),
            }),
        (None, [_]) => Ok(0),
        (None, []) => Err(ExchangeError::NothingInside {
            path: path.to_owned(),
        }),
        (None, _) => Err(ExchangeError::ChoosePart {
            names: names.join("、"),
            path: path.to_owned(),
        }),
    }
}
