//! SpatiaLite geometry blobs, read and written without the extension: this is the hot path of every
//! map and check. Bounded: counts are checked against the bytes that are left, and collections hold
//! simple geometries only, so a hostile blob can neither recurse nor allocate beyond its own size.
//!
//! Layout (SpatiaLite "BLOB-Geometry"): `00`, byte order, SRID, bounding box, `7C`, class, body, `FE`.

use geo::{Coord, CoordsIter as _, Geometry, LineString, Polygon};

use crate::geodesy::walk::{Builder, Parts, Walk};

/// Why a blob is not a geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// Start, middle or end mark is missing.
    #[error("不是 SpatiaLite 几何")]
    NotGeometry,
    /// The blob ends before its counts say.
    #[error("几何数据不完整")]
    Truncated,
    /// The class is not one of SpatiaLite's.
    #[error("未知的几何类别 {0}")]
    UnknownClass(u32),
    /// A coordinate is not a finite number.
    #[error("坐标不是有限的数值")]
    NotFinite,
    /// The geometry kind has no SpatiaLite class.
    #[error("不支持的几何类型")]
    Unsupported,
}

const START: u8 = 0x00;
const MBR_END: u8 = 0x7C;
const ENTITY: u8 = 0x69;
const END: u8 = 0xFE;
/// Bytes before the class: start, order, SRID, four doubles, mark.
const HEADER: usize = 1 + 1 + 4 + 32 + 1;

/// A geometry and its SRID. Z and M are read over: the register is planar.
pub fn decode(blob: &[u8]) -> Result<(Geometry<f64>, i32), BlobError> {
    let mut builder = Builder::default();
    let srid = walk(blob, &mut Vec::new(), &mut builder)?;
    let geometry = builder.finish().ok_or(BlobError::Truncated)?;
    Ok((geometry, srid))
}

/// Hands the geometry to `sink` piece by piece; its SRID. `line` is room for one line, to be used again.
/// After an error what was handed over is worth nothing.
pub fn walk(
    blob: &[u8],
    line: &mut Vec<Coord<f64>>,
    sink: &mut impl Walk,
) -> Result<i32, BlobError> {
    if blob.len() < HEADER + 5
        || blob[0] != START
        || blob[HEADER - 1] != MBR_END
        || blob[blob.len() - 1] != END
    {
        return Err(BlobError::NotGeometry);
    }
    let little = match blob[1] {
        0 => false,
        1 => true,
        _ => return Err(BlobError::NotGeometry),
    };
    let mut reader = Reader {
        bytes: &blob[..blob.len() - 1],
        at: 2,
        little,
        line,
        sink,
    };
    let srid = reader.u32()?.cast_signed();
    reader.at = HEADER;
    reader.geometry()?;
    Ok(srid)
}

struct Reader<'a, S> {
    bytes: &'a [u8],
    at: usize,
    little: bool,
    line: &'a mut Vec<Coord<f64>>,
    sink: &'a mut S,
}

/// Dimensions and compression, as the class number states them.
#[derive(Clone, Copy)]
struct Shape {
    kind: u32,
    doubles: usize,
    has_z: bool,
    has_m: bool,
    compressed: bool,
}

impl Shape {
    fn of(class: u32) -> Result<Self, BlobError> {
        let (compressed, plain) = if class > 1_000_000 {
            (true, class - 1_000_000)
        } else {
            (false, class)
        };
        let (has_z, has_m) = match plain / 1000 {
            0 => (false, false),
            1 => (true, false),
            2 => (false, true),
            3 => (true, true),
            _ => return Err(BlobError::UnknownClass(class)),
        };
        let kind = plain % 1000;
        if !(1..=7).contains(&kind) || (compressed && kind != 2 && kind != 3) {
            return Err(BlobError::UnknownClass(class));
        }
        let doubles = 2 + usize::from(has_z) + usize::from(has_m);
        Ok(Self {
            kind,
            doubles,
            has_z,
            has_m,
            compressed,
        })
    }

    /// Bytes of the smallest vertex in a line, to bound counts before allocating.
    fn vertex_bytes(self) -> usize {
        if self.compressed {
            // x, y and z as 4-byte differences; m stays a double.
            4 * (2 + usize::from(self.has_z)) + 8 * usize::from(self.has_m)
        } else {
            8 * self.doubles
        }
    }
}

impl<S: Walk> Reader<'_, S> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], BlobError> {
        let end = self.at.checked_add(N).ok_or(BlobError::Truncated)?;
        let slice = self.bytes.get(self.at..end).ok_or(BlobError::Truncated)?;
        self.at = end;
        slice.try_into().map_err(|_length| BlobError::Truncated)
    }

    fn u32(&mut self) -> Result<u32, BlobError> {
        let bytes = self.take::<4>()?;
        Ok(if self.little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn f32(&mut self) -> Result<f64, BlobError> {
        self.u32().map(|bits| f64::from(f32::from_bits(bits)))
    }

    fn f64(&mut self) -> Result<f64, BlobError> {
        let bytes = self.take::<8>()?;
        Ok(if self.little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// A count of things that take at least `bytes_each`.
    fn count(&mut self, bytes_each: usize) -> Result<usize, BlobError> {
        let count = self.u32()? as usize;
        let left = self.bytes.len() - self.at;
        if count
            .checked_mul(bytes_each)
            .is_none_or(|needed| needed > left)
        {
            return Err(BlobError::Truncated);
        }
        Ok(count)
    }

    fn geometry(&mut self) -> Result<(), BlobError> {
        let shape = Shape::of(self.u32()?)?;
        let parts = match shape.kind {
            1..=3 => return self.simple(shape),
            4 => Parts::Points,
            5 => Parts::Lines,
            6 => Parts::Areas,
            _ => Parts::Any,
        };
        let count = self.count(1 + 4 + 4)?;
        self.sink.collection(parts, count);
        (0..count).try_for_each(|_| self.entity(parts))
    }

    /// A part of a collection; one of another kind is an error.
    fn entity(&mut self, parts: Parts) -> Result<(), BlobError> {
        if self.take::<1>()? != [ENTITY] {
            return Err(BlobError::NotGeometry);
        }
        let class = self.u32()?;
        let shape = Shape::of(class)?;
        match (shape.kind, parts) {
            (4.., _) => Err(BlobError::UnknownClass(class)),
            (1, Parts::Points | Parts::Any)
            | (2, Parts::Lines | Parts::Any)
            | (3, Parts::Areas | Parts::Any) => self.simple(shape),
            _ => Err(BlobError::NotGeometry),
        }
    }

    fn simple(&mut self, shape: Shape) -> Result<(), BlobError> {
        match shape.kind {
            1 => {
                let at = self.vertex(shape)?;
                self.sink.point(at);
            }
            2 => {
                self.line(shape)?;
                self.sink.line(self.line);
            }
            _ => {
                let rings = self.count(4)?;
                self.sink.area(rings);
                for _ in 0..rings {
                    self.line(shape)?;
                    let first = self.line.first().copied();
                    if first != self.line.last().copied() {
                        self.line.extend(first);
                    }
                    self.sink.ring(self.line);
                }
            }
        }
        Ok(())
    }

    /// Reads a line into the room for it.
    fn line(&mut self, shape: Shape) -> Result<(), BlobError> {
        let count = self.count(shape.vertex_bytes())?;
        self.line.clear();
        self.line.reserve(count);
        for index in 0..count {
            let previous = self.line.last().copied();
            let coord = match previous {
                Some(previous) if shape.compressed && index + 1 < count => {
                    self.difference(shape, previous)?
                }
                _ => self.vertex(shape)?,
            };
            self.line.push(coord);
        }
        Ok(())
    }

    fn vertex(&mut self, shape: Shape) -> Result<Coord<f64>, BlobError> {
        let (x, y) = (self.f64()?, self.f64()?);
        for _ in 2..shape.doubles {
            self.take::<8>()?;
        }
        finite(x, y)
    }

    fn difference(&mut self, shape: Shape, from: Coord<f64>) -> Result<Coord<f64>, BlobError> {
        let (dx, dy) = (self.f32()?, self.f32()?);
        if shape.has_z {
            self.take::<4>()?;
        }
        if shape.has_m {
            self.take::<8>()?;
        }
        finite(from.x + dx, from.y + dy)
    }
}

fn finite(x: f64, y: f64) -> Result<Coord<f64>, BlobError> {
    if x.is_finite() && y.is_finite() {
        Ok(Coord { x, y })
    } else {
        Err(BlobError::NotFinite)
    }
}

/// A blob for `geometry` with `srid`, little-endian, two dimensions. The geometry must have at least
/// one coordinate and only finite ones, and a collection must not hold collections.
pub fn encode(geometry: &Geometry<f64>, srid: i32) -> Result<Vec<u8>, BlobError> {
    let mut min = Coord {
        x: f64::INFINITY,
        y: f64::INFINITY,
    };
    let mut max = Coord {
        x: f64::NEG_INFINITY,
        y: f64::NEG_INFINITY,
    };
    let mut count = 0;
    for coord in geometry.coords_iter() {
        finite(coord.x, coord.y)?;
        min = Coord {
            x: min.x.min(coord.x),
            y: min.y.min(coord.y),
        };
        max = Coord {
            x: max.x.max(coord.x),
            y: max.y.max(coord.y),
        };
        count += 1;
    }
    if count == 0 {
        return Err(BlobError::Unsupported);
    }
    let mut blob = Vec::with_capacity(HEADER + 16 + 20 * count);
    blob.extend([START, 1]);
    blob.extend(srid.to_le_bytes());
    for bound in [min.x, min.y, max.x, max.y] {
        blob.extend(bound.to_le_bytes());
    }
    blob.push(MBR_END);
    write_geometry(&mut blob, geometry)?;
    blob.push(END);
    Ok(blob)
}

fn write_geometry(blob: &mut Vec<u8>, geometry: &Geometry<f64>) -> Result<(), BlobError> {
    match geometry {
        Geometry::MultiPoint(points) => write_parts(
            blob,
            4,
            points.0.iter().map(|point| Geometry::Point(*point)),
        ),
        Geometry::MultiLineString(lines) => {
            write_count(blob, 5, lines.0.len());
            lines.iter().for_each(|line| {
                blob.push(ENTITY);
                write_line_entity(blob, line);
            });
            Ok(())
        }
        Geometry::MultiPolygon(areas) => {
            write_count(blob, 6, areas.0.len());
            areas.iter().for_each(|polygon| {
                blob.push(ENTITY);
                write_polygon(blob, polygon);
            });
            Ok(())
        }
        Geometry::GeometryCollection(parts) => write_parts(blob, 7, parts.0.iter().cloned()),
        simple => write_simple(blob, simple),
    }
}

fn write_count(blob: &mut Vec<u8>, class: u32, count: usize) {
    blob.extend(class.to_le_bytes());
    blob.extend((count as u32).to_le_bytes());
}

fn write_parts(
    blob: &mut Vec<u8>,
    class: u32,
    parts: impl ExactSizeIterator<Item = Geometry<f64>>,
) -> Result<(), BlobError> {
    write_count(blob, class, parts.len());
    for part in parts {
        blob.push(ENTITY);
        write_simple(blob, &part)?;
    }
    Ok(())
}

fn write_simple(blob: &mut Vec<u8>, geometry: &Geometry<f64>) -> Result<(), BlobError> {
    match geometry {
        Geometry::Point(point) => {
            blob.extend(1_u32.to_le_bytes());
            write_coord(blob, point.0);
        }
        Geometry::LineString(line) => write_line_entity(blob, line),
        Geometry::Polygon(polygon) => write_polygon(blob, polygon),
        _ => return Err(BlobError::Unsupported),
    }
    Ok(())
}

fn write_line_entity(blob: &mut Vec<u8>, line: &LineString<f64>) {
    blob.extend(2_u32.to_le_bytes());
    write_line(blob, line);
}

fn write_polygon(blob: &mut Vec<u8>, polygon: &Polygon<f64>) {
    write_count(blob, 3, 1 + polygon.interiors().len());
    write_line(blob, polygon.exterior());
    polygon
        .interiors()
        .iter()
        .for_each(|ring| write_line(blob, ring));
}

fn write_line(blob: &mut Vec<u8>, line: &LineString<f64>) {
    blob.extend((line.0.len() as u32).to_le_bytes());
    line.coords().for_each(|coord| write_coord(blob, *coord));
}

fn write_coord(blob: &mut Vec<u8>, coord: Coord<f64>) {
    blob.extend(coord.x.to_le_bytes());
    blob.extend(coord.y.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use geo::{GeometryCollection, Point, wkt};
    use proptest::prelude::*;

    use super::*;

    fn round_trip(geometry: impl Into<Geometry<f64>>) {
        let geometry = geometry.into();
        assert_eq!(
            decode(&encode(&geometry, 4490).unwrap()),
            Ok((geometry, 4490))
        );
    }

    #[test]
    fn every_kind_survives_a_round_trip() {
        round_trip(wkt!(POINT(102.7 25.0)));
        round_trip(wkt!(LINESTRING(102.7 25.0, 102.8 25.1)));
        round_trip(wkt!(POLYGON((0. 0., 9. 0., 9. 9., 0. 0.), (6. 2., 7. 2., 7. 3., 6. 2.))));
        round_trip(wkt!(MULTIPOINT(1. 2., 3. 4.)));
        round_trip(wkt!(MULTILINESTRING((1. 2., 3. 4.), (5. 6., 7. 8., 9. 9.))));
        round_trip(
            wkt!(MULTIPOLYGON(((0. 0., 9. 0., 9. 9., 0. 0.)), ((20. 0., 29. 0., 29. 9., 20. 0.)))),
        );
        round_trip(Geometry::GeometryCollection(GeometryCollection(vec![
            wkt!(POINT(1. 2.)).into(),
            wkt!(LINESTRING(1. 2., 3. 4.)).into(),
        ])));
    }

    #[test]
    fn what_has_no_place_or_no_number_is_refused() {
        assert_eq!(
            encode(&LineString::<f64>::empty().into(), 4490),
            Err(BlobError::Unsupported)
        );
        assert_eq!(
            encode(&Point::new(f64::NAN, 1.0).into(), 4490),
            Err(BlobError::NotFinite)
        );
    }

    #[test]
    fn a_count_beyond_the_blob_is_refused_before_it_allocates() {
        let mut blob = encode(&wkt!(LINESTRING(1. 2., 3. 4.)).into(), 4490).unwrap();
        blob[HEADER + 4..HEADER + 8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(decode(&blob), Err(BlobError::Truncated));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut blob in prop::collection::vec(any::<u8>(), 0..200), class in 0_u32..8) {
            decode(&blob).ok();
            if blob.len() > HEADER + 5 {
                let last = blob.len() - 1;
                (blob[0], blob[1], blob[HEADER - 1], blob[last]) = (START, 1, MBR_END, END);
                blob[HEADER..HEADER + 4].copy_from_slice(&class.to_le_bytes());
                decode(&blob).ok();
            }
        }
    }
}
