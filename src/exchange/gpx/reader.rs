//! Reads waypoints, routes and tracks, each as one row.

use std::path::Path;

use geo::{Coord, Geometry, LineString, MultiLineString, Point};

use crate::exchange::crs::StatedCrs;
use crate::exchange::error::ExchangeError;
use crate::exchange::input::{Input, Watch};
use crate::exchange::source::{NamedRow, RawGeometry, Source};
use crate::exchange::spool::Sink;
use crate::exchange::table::GeometryColumns;
use crate::exchange::xml::{self, Piece};

/// Reads a `.gpx`.
pub(in crate::exchange) fn read(
    path: &Path,
    asked: Option<&str>,
    mut sink: Sink,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    let malformed = ExchangeError::malformed("GPX", path);
    let (mut text, encoding) = xml::open(Input::open(path, watch)?, asked, path)?;
    let mut document = Document::default();
    let broken = xml::walk(&mut text, path, |piece| {
        match piece {
            Piece::Start(name, start) => {
                let at = |name| {
                    xml::attribute(start, name).and_then(|text| text.trim().parse::<f64>().ok())
                };
                document.start(name, || {
                    Some(Coord {
                        x: at("lon")?,
                        y: at("lat")?,
                    })
                });
            }
            Piece::End(name, text) => document.end(name, text),
        }
        document
            .done
            .take()
            .map_or(Ok(()), |entry| sink.next(entry.row()))
    })?;
    if !document.is_gpx {
        return Err(malformed(
            broken.unwrap_or_else(|| "没有 gpx 元素".to_owned()),
        ));
    }
    if let Some(reason) = broken {
        if sink.len() == 0 {
            return Err(malformed(reason));
        }
        sink.next(NamedRow::broken_off(&reason))?;
    }
    let (columns, rows) = sink.finish()?;
    Ok(Source {
        columns,
        rows,
        place: GeometryColumns::None,
        crs: StatedCrs::Epsg(4326, "GPX 标准规定为 WGS 84 经纬度"),
        encoding,
        common: None,
        angles: None,
    })
}

#[derive(Default)]
struct Entry {
    kind: String,
    values: Vec<(String, String)>,
    segments: Vec<Vec<Coord<f64>>>,
    problem: Option<String>,
}

impl Entry {
    fn row(self) -> NamedRow {
        let values = self.values;
        let mut segments: Vec<_> = self
            .segments
            .into_iter()
            .filter(|segment| !segment.is_empty())
            .collect();
        let geometry = match (self.kind.as_str(), segments.len()) {
            _ if self.problem.is_some() => {
                RawGeometry::Bad("bad_geometry", self.problem.unwrap_or_default())
            }
            (_, 0) => RawGeometry::Null,
            ("wpt", _) => RawGeometry::Some(Point(segments[0][0]).into()),
            (_, 1) => RawGeometry::Some(LineString(segments.remove(0)).into()),
            _ => RawGeometry::Some(Geometry::MultiLineString(MultiLineString(
                segments.into_iter().map(LineString).collect(),
            ))),
        };
        NamedRow {
            values,
            geometry,
            notes: Vec::new(),
        }
    }
}

#[derive(Default)]
struct Document {
    is_gpx: bool,
    /// The one that ended just now.
    done: Option<Entry>,
    open: Option<Entry>,
    /// Elements since the entry began; values stand right below it or among its extensions.
    path: Vec<String>,
}

impl Document {
    fn start(&mut self, element: &str, place: impl FnOnce() -> Option<Coord<f64>>) {
        match element {
            "gpx" => self.is_gpx = true,
            "wpt" | "rte" | "trk" if self.open.is_none() => {
                let mut entry = Entry {
                    kind: element.to_owned(),
                    ..Entry::default()
                };
                if element == "wpt" {
                    entry.add(place(), "wpt");
                }
                self.open = Some(entry);
                self.path.clear();
                return;
            }
            "trkseg" => {
                if let Some(open) = &mut self.open {
                    open.segments.push(Vec::new());
                }
            }
            "rtept" | "trkpt" => {
                if let Some(open) = &mut self.open {
                    open.add(place(), element);
                }
            }
            _ => {}
        }
        if self.open.is_some() {
            self.path.push(element.to_owned());
        }
    }

    fn end(&mut self, element: &str, text: &str) {
        if self.path.is_empty() && matches!(element, "wpt" | "rte" | "trk") {
            self.done = self.open.take();
            return;
        }
        let Some(open) = &mut self.open else { return };
        let is_own =
            self.path.len() == 1 && !matches!(element, "trkseg" | "rtept" | "extensions" | "link");
        let is_extension = self.path.len() >= 2 && self.path[0] == "extensions" && !text.is_empty();
        if is_own || is_extension {
            open.values.push((element.to_owned(), text.to_owned()));
        }
        self.path.pop();
    }
}

impl Entry {
    fn add(&mut self, place: Option<Coord<f64>>, element: &str) {
        let Some(at) = place.filter(|at| at.x.is_finite() && at.y.is_finite()) else {
            let problem = format!("{element} 的 lat、lon 缺失或不是数值");
            self.problem = self.problem.take().or(Some(problem));
            return;
        };
        match self.segments.last_mut() {
            Some(last) => last.push(at),
            None => self.segments.push(vec![at]),
        }
    }
}
