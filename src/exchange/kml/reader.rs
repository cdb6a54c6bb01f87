//! Reads placemarks. Folders only group, and one of them can be read alone; what a network link points at is never fetched.

use std::path::Path;

use geo::{Coord, Geometry, LineString, Point, Polygon};

use crate::exchange::archive::Archive;
use crate::exchange::crs::StatedCrs;
use crate::exchange::error::ExchangeError;
use crate::exchange::geometry;
use crate::exchange::input::{Input, Watch};
use crate::exchange::source::{NamedRow, RawGeometry, Source};
use crate::exchange::spool::Sink;
use crate::exchange::table::GeometryColumns;
use crate::exchange::xml::{self, Piece};

/// Folders that can be chosen.
const MOST_FOLDERS: usize = 1000;

/// Reads a `.kml`: all of it, or what lies in the folders called as the second of `asked` says.
pub(in crate::exchange) fn read(
    path: &Path,
    asked: (Option<&str>, Option<&str>),
    sink: Sink,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    parse(Input::open(path, watch)?, asked, path, sink)
}

/// Reads the document of a `.kmz`.
pub(in crate::exchange) fn read_archive(
    path: &Path,
    asked: (Option<&str>, Option<&str>),
    sink: Sink,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    parse(document(path, watch)?, asked, path, sink)
}

/// Names of the folders that hold placemarks, in the order of the file.
pub(in crate::exchange) fn folders(
    path: &Path,
    watch: &Watch,
) -> Result<Vec<String>, ExchangeError> {
    folders_of(Input::open(path, watch)?, path)
}

/// The same of a `.kmz`.
pub(in crate::exchange) fn folders_in_archive(
    path: &Path,
    watch: &Watch,
) -> Result<Vec<String>, ExchangeError> {
    folders_of(document(path, watch)?, path)
}

fn folders_of(input: Input, path: &Path) -> Result<Vec<String>, ExchangeError> {
    let (mut text, _) = xml::open(input, None, path)?;
    let mut placemarks = Placemarks::default();
    // What is broken is said when the file is read.
    xml::walk(&mut text, path, |piece| {
        placemarks.take(&piece);
        placemarks.done = None;
        Ok(())
    })?;
    Ok(placemarks.folders.named)
}

/// The main document of an archive: it stands at the top, as doc.kml by custom.
fn document(path: &Path, watch: &Watch) -> Result<Input, ExchangeError> {
    let mut archive = Archive::open(path)?;
    let mut documents: Vec<(usize, String)> = archive
        .names()
        .into_iter()
        .filter(|(_, name)| name.to_ascii_lowercase().ends_with(".kml"))
        .collect();
    documents.sort_by_key(|(index, name)| {
        (
            name.matches('/').count(),
            !name.eq_ignore_ascii_case("doc.kml"),
            *index,
        )
    });
    let Some((index, _)) = documents.first() else {
        return Err(malformed(path, "压缩包中没有 .kml".to_owned()));
    };
    archive.unpack(*index, watch)
}

fn malformed(path: &Path, reason: String) -> ExchangeError {
    ExchangeError::malformed("KML", path)(reason)
}

fn parse(
    input: Input,
    (asked, part): (Option<&str>, Option<&str>),
    path: &Path,
    mut sink: Sink,
) -> Result<Source, ExchangeError> {
    let (mut text, encoding) = xml::open(input, asked, path)?;
    for column in ["name", "description"] {
        sink.column(column)?;
    }
    let mut placemarks = Placemarks::default();
    placemarks.folders.wanted = part.map(str::to_owned);
    let broken = xml::walk(&mut text, path, |piece| {
        placemarks.take(&piece);
        placemarks
            .done
            .take()
            .map_or(Ok(()), |placemark| sink.next(placemark.row()))
    })?;
    if !placemarks.is_kml {
        let reason = broken.unwrap_or_else(|| "没有 kml 元素".to_owned());
        return Err(malformed(path, reason));
    }
    if let (Some(part), 0) = (part, sink.len()) {
        return Err(ExchangeError::NoSuchPart {
            part: part.to_owned(),
            names: placemarks.folders.named.join("、"),
            path: path.to_owned(),
        });
    }
    if let Some(reason) = broken {
        if sink.len() == 0 {
            return Err(malformed(path, reason));
        }
        sink.next(NamedRow::broken_off(&reason))?;
    }
    let (columns, rows) = sink.finish()?;
    Ok(Source {
        columns,
        rows,
        place: GeometryColumns::None,
        crs: StatedCrs::Epsg(4326, "KML 标准规定为 WGS 84 经纬度"),
        encoding,
        common: None,
        angles: None,
    })
}

/// The folders that are open, and which of them are wanted.
#[derive(Default)]
struct Folders {
    /// Elements that are open.
    depth: usize,
    /// Depth and name of each that is open.
    open: Vec<(usize, Option<String>)>,
    /// `None` when all of the document is wanted.
    wanted: Option<String>,
    /// Those that held a placemark so far.
    named: Vec<String>,
}

impl Folders {
    fn start(&mut self, element: &str) {
        self.depth += 1;
        if element == "Folder" {
            self.open.push((self.depth, None));
        }
    }

    fn end(&mut self, element: &str, text: &str) {
        self.depth = self.depth.saturating_sub(1);
        match (element, self.open.last_mut()) {
            ("Folder", _) => drop(self.open.pop()),
            // What lies in a folder has a name too.
            ("name", Some((depth, name))) if *depth == self.depth && !text.is_empty() => {
                name.get_or_insert_with(|| text.to_owned());
            }
            _ => {}
        }
    }

    /// Takes note of a placemark. `false` when it lies in no folder that is wanted.
    fn hold(&mut self) -> bool {
        let names = self.open.iter().filter_map(|(_, name)| name.as_ref());
        for name in names {
            if !self.named.contains(name) && self.named.len() < MOST_FOLDERS {
                self.named.push(name.clone());
            }
        }
        let is_wanted = |name: &Option<String>| *name == self.wanted;
        self.wanted.is_none() || self.open.iter().any(|(_, name)| is_wanted(name))
    }
}

#[derive(Default)]
struct Placemark {
    values: Vec<(String, String)>,
    parts: Vec<Geometry<f64>>,
    problem: Option<String>,
}

impl Placemark {
    fn row(mut self) -> NamedRow {
        let geometry = match (self.problem, self.parts.len()) {
            (Some(problem), _) => RawGeometry::Bad("bad_geometry", problem),
            (None, 0) => RawGeometry::Null,
            (None, 1) => RawGeometry::Some(self.parts.remove(0)),
            (None, _) => RawGeometry::Some(geometry::gather(self.parts)),
        };
        NamedRow {
            values: self.values,
            geometry,
            notes: Vec::new(),
        }
    }
}

#[derive(Default)]
struct Placemarks {
    folders: Folders,
    is_kml: bool,
    /// The one that ended just now.
    done: Option<Placemark>,
    open: Option<Placemark>,
    /// Name of the datum that is being read.
    datum: Option<String>,
    /// Coordinates of the element that is being read.
    coords: Vec<Coord<f64>>,
    shell: Option<LineString<f64>>,
    holes: Vec<LineString<f64>>,
    is_in_hole: bool,
    is_in_polygon: bool,
}

impl Placemarks {
    fn take(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Start(name, start) => {
                self.folders.start(name);
                self.start(name, xml::attribute(start, "name"));
            }
            Piece::End(name, text) => {
                self.folders.end(name, text);
                self.end(name, text);
            }
        }
    }

    fn start(&mut self, element: &str, name: Option<String>) {
        match element {
            "kml" | "Document" => self.is_kml = true,
            "Placemark" => self.open = Some(Placemark::default()),
            "Data" | "SimpleData" => self.datum = name,
            "Point" | "LineString" | "LinearRing" | "Track" => self.coords.clear(),
            "Polygon" => {
                self.is_in_polygon = true;
                self.shell = None;
                self.holes.clear();
            }
            "innerBoundaryIs" => self.is_in_hole = true,
            _ => {}
        }
    }

    fn end(&mut self, element: &str, text: &str) {
        if element == "Placemark" {
            self.done = self.open.take().filter(|_| self.folders.hold());
            return;
        }
        let Some(open) = &mut self.open else { return };
        match element {
            "name" | "description" => open.values.push((element.to_owned(), text.to_owned())),
            "value" => {
                if let Some(name) = &self.datum {
                    open.values.push((name.clone(), text.to_owned()));
                }
            }
            "SimpleData" => {
                if let Some(name) = self.datum.take() {
                    open.values.push((name, text.to_owned()));
                }
            }
            "Data" => self.datum = None,
            "coordinates" => match coordinates(text) {
                Ok(coords) => self.coords = coords,
                Err(problem) => open.problem = open.problem.take().or(Some(problem)),
            },
            "coord" => match coordinates(&text.split_whitespace().collect::<Vec<_>>().join(",")) {
                Ok(coords) => self.coords.extend(coords),
                Err(problem) => open.problem = open.problem.take().or(Some(problem)),
            },
            "Point" => open
                .parts
                .extend(self.coords.first().map(|c| Geometry::Point(Point(*c)))),
            "LineString" | "Track" if !self.coords.is_empty() => {
                open.parts
                    .push(LineString(std::mem::take(&mut self.coords)).into());
            }
            "LinearRing" => {
                let ring = LineString(std::mem::take(&mut self.coords));
                if self.is_in_hole {
                    self.holes.push(ring);
                } else if self.is_in_polygon {
                    self.shell = Some(ring);
                } else {
                    open.parts.push(ring.into());
                }
            }
            "innerBoundaryIs" => self.is_in_hole = false,
            "Polygon" => {
                self.is_in_polygon = false;
                if let Some(shell) = self.shell.take() {
                    open.parts
                        .push(Polygon::new(shell, std::mem::take(&mut self.holes)).into());
                }
            }
            _ => {}
        }
    }
}

/// `lon,lat[,height]`, parted by spaces. Some programs put spaces behind the commas.
fn coordinates(text: &str) -> Result<Vec<Coord<f64>>, String> {
    let mended;
    let text = if text.contains(", ") {
        mended = text.replace(", ", ",");
        &mended
    } else {
        text
    };
    text.split_whitespace()
        .map(|tuple| {
            let mut numbers = tuple
                .split(',')
                .map(|number| number.parse::<f64>().ok().filter(|n| n.is_finite()));
            match (numbers.next().flatten(), numbers.next().flatten()) {
                (Some(x), Some(y)) => Ok(Coord { x, y }),
                _ => Err(format!(
                    "坐标「{}」不是「经度,纬度」",
                    tuple.chars().take(40).collect::<String>()
                )),
            }
        })
        .collect()
}
