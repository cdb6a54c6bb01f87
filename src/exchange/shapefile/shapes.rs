//! Reads the shapes of a `.shp`, all at once where the file is sound, else record by record, so that one
//! broken record is one bad row.

use std::io::Cursor;

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, Point};
use shapefile::{Shape, ShapeReader, record::traits::HasXY};

use crate::exchange::source::RawGeometry;
use crate::geodesy::rings::assemble;

/// Bytes before the first record.
const HEADER: usize = 100;
/// Bytes before the content of a record: its number and its length.
const RECORD_HEADER: usize = 8;

/// The shapes in file order. `Err` says why the bytes are no shapefile at all.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<RawGeometry>, String> {
    let mut reader = ShapeReader::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut shapes = Vec::new();
    for shape in reader.iter_shapes() {
        match shape {
            Ok(shape) => shapes.push(geometry(shape)),
            Err(_) => return Ok(read_each(bytes)),
        }
    }
    Ok(shapes)
}

/// Follows the lengths of the records and reads each as a file of its own.
fn read_each(bytes: &[u8]) -> Vec<RawGeometry> {
    let mut shapes = Vec::new();
    let mut rest = &bytes[HEADER.min(bytes.len())..];
    while let Some((head, after)) = rest.split_at_checked(RECORD_HEADER) {
        let words = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let length = words.saturating_mul(2);
        let Some((content, next)) = after.split_at_checked(length) else {
            let reason = "图形记录不完整，文件在此处中断，其后的图形未读入".to_owned();
            shapes.push(RawGeometry::Bad("bad_record", reason));
            break;
        };
        shapes.push(read_one(&bytes[..HEADER], head, content));
        rest = next;
    }
    shapes
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
