//! Reads the shapes of a `.shp`, one after the other where the file is sound, else record by record, so that one
//! broken record is one bad row.

use std::io::{Cursor, Read as _, Seek as _, SeekFrom};

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, Point};
use shapefile::{Shape, ShapeReader, record::traits::HasXY};

use crate::exchange::error::ExchangeError;
use crate::exchange::input::Input;
use crate::exchange::source::RawGeometry;
use crate::exchange::text;
use crate::geodesy::rings::assemble;

/// Bytes before the first record.
const HEADER: usize = 100;
/// Bytes before the content of a record: its number and its length.
const RECORD_HEADER: usize = 8;

/// Bytes of one record.
const MOST_RECORD: usize = 1 << 30;

/// How the visit of the shapes ended, where nobody stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Every shape was handed over.
    Whole,
    /// One could not be read: the file has to be visited again, record by record.
    Broken,
}

/// Why a visit stopped.
pub(super) enum Stop {
    /// The bytes are no shapefile at all, and why.
    NoShapes(String),
    /// Whoever takes the shapes wanted no more of them.
    Taker(ExchangeError),
}

impl From<ExchangeError> for Stop {
    fn from(error: ExchangeError) -> Self {
        Self::Taker(error)
    }
}

/// Hands over the shapes in file order.
pub(super) fn visit(
    input: &mut Input,
    mut take: impl FnMut(RawGeometry) -> Result<(), ExchangeError>,
) -> Result<Ended, Stop> {
    let no_shapes = |reason: String| Stop::NoShapes(reason);
    input
        .seek(SeekFrom::Start(0))
        .map_err(|error| no_shapes(error.to_string()))?;
    let mut reader = ShapeReader::new(input).map_err(|error| no_shapes(error.to_string()))?;
    for shape in reader.iter_shapes() {
        match shape {
            Ok(shape) => take(geometry(shape))?,
            Err(_) => return Ok(Ended::Broken),
        }
    }
    Ok(Ended::Whole)
}

/// Follows the lengths of the records and reads each as a file of its own.
pub(super) fn visit_each(
    input: &mut Input,
    mut take: impl FnMut(RawGeometry) -> Result<(), ExchangeError>,
) -> Result<(), Stop> {
    let failed = |error: std::io::Error| Stop::NoShapes(error.to_string());
    let header = text::head(input, HEADER as u64).map_err(failed)?;
    loop {
        let head = bytes(input, RECORD_HEADER).map_err(failed)?;
        let [_, _, _, _, a, b, c, d] = head[..] else {
            return Ok(());
        };
        let words = u32::from_be_bytes([a, b, c, d]) as usize;
        let length = words.saturating_mul(2).min(MOST_RECORD);
        let content = bytes(input, length).map_err(failed)?;
        if content.len() < length {
            let reason = "图形记录不完整，文件在此处中断，其后的图形未读入".to_owned();
            take(RawGeometry::Bad("bad_record", reason))?;
            return Ok(());
        }
        take(read_one(&header, &head, &content))?;
    }
}

/// The next bytes, fewer than `count` at the end.
fn bytes(input: &mut Input, count: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.by_ref().take(count as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_one(header: &[u8], head: &[u8], content: &[u8]) -> RawGeometry {
    let mut file = Vec::with_capacity(HEADER + RECORD_HEADER + content.len());
    file.extend(header);
    file.extend(head);
    file.extend(content);
    let words = u32::try_from(file.len() / 2).unwrap_or(u32::MAX);
    file[24..28].copy_from_slice(&words.to_be_bytes());
    let mut reader = match ShapeReader::new(Cursor::new(file)) {
        Ok(reader) => reader,
        Err(error) => return bad_record(&error),
    };
    let shape = reader.iter_shapes().next();
    match shape {
        Some(Ok(shape)) => geometry(shape),
        Some(Err(error)) => bad_record(&error),
        None => RawGeometry::Null,
    }
}

fn bad_record(error: &shapefile::Error) -> RawGeometry {
    RawGeometry::Bad("bad_record", format!("图形记录无法读取：{error}"))
}

fn geometry(shape: Shape) -> RawGeometry {
    let geometry = match shape {
        Shape::NullShape => return RawGeometry::Null,
        Shape::Point(point) => Geometry::Point(Point(coord(&point))),
        Shape::PointM(point) => Geometry::Point(Point(coord(&point))),
        Shape::PointZ(point) => Geometry::Point(Point(coord(&point))),
        Shape::Multipoint(points) => many(points.points()),
        Shape::MultipointM(points) => many(points.points()),
        Shape::MultipointZ(points) => many(points.points()),
        Shape::Polyline(lines) => parts(lines.parts()),
        Shape::PolylineM(lines) => parts(lines.parts()),
        Shape::PolylineZ(lines) => parts(lines.parts()),
        Shape::Polygon(area) => assemble(
            area.rings()
                .iter()
                .map(|ring| line(ring.points()))
                .collect(),
        )
        .into(),
        Shape::PolygonM(area) => assemble(
            area.rings()
                .iter()
                .map(|ring| line(ring.points()))
                .collect(),
        )
        .into(),
        Shape::PolygonZ(area) => assemble(
            area.rings()
                .iter()
                .map(|ring| line(ring.points()))
                .collect(),
        )
        .into(),
        Shape::Multipatch(_) => {
            return RawGeometry::Bad(
                "wrong_geometry_kind",
                "三维多面体(MultiPatch)不能导入".to_owned(),
            );
        }
    };
    let finite = geo::CoordsIter::coords_iter(&geometry)
        .all(|coord| coord.x.is_finite() && coord.y.is_finite());
    if finite {
        RawGeometry::Some(geometry)
    } else {
        RawGeometry::Bad("bad_geometry", "坐标不是有限的数值".to_owned())
    }
}

fn coord(point: &impl HasXY) -> Coord<f64> {
    Coord {
        x: point.x(),
        y: point.y(),
    }
}

fn line(points: &[impl HasXY]) -> LineString<f64> {
    points.iter().map(coord).collect()
}

fn many(points: &[impl HasXY]) -> Geometry<f64> {
    MultiPoint(points.iter().map(|point| Point(coord(point))).collect()).into()
}

fn parts(parts: &[Vec<impl HasXY>]) -> Geometry<f64> {
    MultiLineString(parts.iter().map(|part| line(part)).collect()).into()
}
