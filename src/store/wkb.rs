//! Well-known binary and the GeoPackage header around it, read and written without the extension.
//! Bounded: counts are checked against the bytes that are left, nesting against a depth.

use geo::{
    BoundingRect as _, Coord, Geometry, GeometryCollection, LineString, MultiLineString,
    MultiPoint, MultiPolygon, Point, Polygon,
};

use crate::store::blob::BlobError;

/// Geometries within geometries.
const MAX_DEPTH: usize = 8;
/// Bytes of a GeoPackage header without a box.
const HEADER: usize = 8;
/// Sizes of the box by its indicator.
const BOXES: [usize; 5] = [0, 32, 48, 48, 64];

/// The geometry of a GeoPackage blob; `None` when it says that it is empty. Z and M are read over.
pub fn decode_geopackage(blob: &[u8]) -> Result<Option<Geometry<f64>>, BlobError> {
    let Some(header) = blob.get(..HEADER).filter(|head| head.starts_with(b"GP")) else {
        return Err(BlobError::NotGeometry);
    };
    let flags = header[3];
    let size = BOXES
        .get(usize::from(flags >> 1 & 7))
        .ok_or(BlobError::NotGeometry)?;
    if flags & 0x10 != 0 {
        return Ok(None);
    }
    let body = blob.get(HEADER + size..).ok_or(BlobError::Truncated)?;
    let mut reader = Reader { bytes: body };
    reader.geometry(0).map(Some)
}

struct Reader<'a> {
    bytes: &'a [u8],
}

/// Byte order and numbers per coordinate.
#[derive(Clone, Copy)]
struct Shape {
    is_little: bool,
    doubles: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], BlobError> {
        let (head, rest) = self.bytes.split_first_chunk().ok_or(BlobError::Truncated)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn u32(&mut self, is_little: bool) -> Result<u32, BlobError> {
        let bytes = self.take::<4>()?;
        Ok(if is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn f64(&mut self, is_little: bool) -> Result<f64, BlobError> {
        let bytes = self.take::<8>()?;
        Ok(if is_little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// A count of things of at least `size` bytes each.
    fn count(&mut self, shape: Shape, size: usize) -> Result<usize, BlobError> {
        let count = self.u32(shape.is_little)? as usize;
        if count.saturating_mul(size) > self.bytes.len() {
            return Err(BlobError::Truncated);
        }
        Ok(count)
    }

    /// A coordinate; a point without one is all NaN.
    fn coord(&mut self, shape: Shape) -> Result<Option<Coord<f64>>, BlobError> {
        let x = self.f64(shape.is_little)?;
        let y = self.f64(shape.is_little)?;
        for _ in 2..shape.doubles {
            self.f64(shape.is_little)?;
        }
        if x.is_finite() && y.is_finite() {
            Ok(Some(Coord { x, y }))
        } else if x.is_nan() && y.is_nan() {
            Ok(None)
        } else {
            Err(BlobError::NotFinite)
        }
    }

    fn line(&mut self, shape: Shape) -> Result<LineString<f64>, BlobError> {
        let count = self.count(shape, 8 * shape.doubles)?;
        (0..count)
            .map(|_| self.coord(shape)?.ok_or(BlobError::NotFinite))
            .collect::<Result<Vec<_>, _>>()
            .map(LineString)
    }

    fn polygon(&mut self, shape: Shape) -> Result<Polygon<f64>, BlobError> {
        let count = self.count(shape, 4)?;
        let mut rings = Vec::with_capacity(count);
        for _ in 0..count {
            rings.push(self.line(shape)?);
        }
        let mut rings = rings.into_iter();
        let shell = rings.next().unwrap_or_else(LineString::empty);
        Ok(Polygon::new(shell, rings.collect()))
    }

    fn geometry(&mut self, depth: usize) -> Result<Geometry<f64>, BlobError> {
        if depth > MAX_DEPTH {
            return Err(BlobError::Unsupported);
        }
        let is_little = self.take::<1>()?[0] == 1;
        let class = self.u32(is_little)?;
        let (thousands, kind) = (class % 100_000 / 1000, class & 0xFF);
        // ISO adds thousands, PostGIS sets high bits.
        let has_z = thousands % 2 == 1 && class < 4000 || class & 0x8000_0000 != 0;
        let has_m = matches!(thousands, 2 | 3) && class < 4000 || class & 0x4000_0000 != 0;
        let kind = if class < 4000 { class % 1000 } else { kind };
        if class >= 4000 && class & 0x2000_0000 != 0 {
            self.u32(is_little)?;
        }
        let shape = Shape {
            is_little,
            doubles: 2 + usize::from(has_z) + usize::from(has_m),
        };
        Ok(match kind {
            1 => match self.coord(shape)? {
                Some(coord) => Point(coord).into(),
                None => MultiPoint(Vec::new()).into(),
            },
            2 => self.line(shape)?.into(),
            3 => self.polygon(shape)?.into(),
            4..=7 => {
                let count = self.count(shape, 9)?;
                let mut parts = Vec::with_capacity(count);
                for _ in 0..count {
                    parts.push(self.geometry(depth + 1)?);
                }
                many(kind, parts)?
            }
            _ => return Err(BlobError::UnknownClass(class)),
        })
    }
}

fn many(kind: u32, parts: Vec<Geometry<f64>>) -> Result<Geometry<f64>, BlobError> {
    let parts = parts.into_iter();
    let wrong = |_| BlobError::NotGeometry;
    Ok(match kind {
        4 => MultiPoint(
            parts
                .map(Point::try_from)
                .collect::<Result<_, _>>()
                .map_err(wrong)?,
        )
        .into(),
        5 => MultiLineString(
            parts
                .map(LineString::try_from)
                .collect::<Result<_, _>>()
                .map_err(wrong)?,
        )
        .into(),
        6 => MultiPolygon(
            parts
                .map(Polygon::try_from)
                .collect::<Result<_, _>>()
                .map_err(wrong)?,
        )
        .into(),
        _ => Geometry::GeometryCollection(GeometryCollection(parts.collect())),
    })
}

/// A GeoPackage blob with its box, little-endian, two dimensions.
pub fn encode_geopackage(geometry: &Geometry<f64>, srs: i32) -> Vec<u8> {
    let rect = geometry.bounding_rect();
    let mut blob = Vec::new();
    blob.extend(b"GP\0");
    blob.push(if rect.is_some() { 0b11 } else { 0b1_0001 });
    blob.extend(srs.to_le_bytes());
    if let Some(rect) = rect {
        for bound in [rect.min().x, rect.max().x, rect.min().y, rect.max().y] {
            blob.extend(bound.to_le_bytes());
        }
    }
    write(&mut blob, geometry);
    blob
}

fn write(blob: &mut Vec<u8>, geometry: &Geometry<f64>) {
    match geometry {
        Geometry::Point(point) => {
            start(blob, 1, None);
            coord(blob, point.0);
        }
        Geometry::LineString(line) => {
            start(blob, 2, None);
            coords(blob, line);
        }
        Geometry::Polygon(area) => {
            let is_empty = area.exterior().0.is_empty();
            start(
                blob,
                3,
                Some(if is_empty {
                    0
                } else {
                    1 + area.interiors().len()
                }),
            );
            if !is_empty {
                coords(blob, area.exterior());
                area.interiors().iter().for_each(|ring| coords(blob, ring));
            }
        }
        Geometry::MultiPoint(points) => {
            start(blob, 4, Some(points.0.len()));
            points
                .0
                .iter()
                .for_each(|point| write(blob, &Geometry::Point(*point)));
        }
        Geometry::MultiLineString(lines) => {
            start(blob, 5, Some(lines.0.len()));
            lines
                .0
                .iter()
                .for_each(|line| write(blob, &line.clone().into()));
        }
        Geometry::MultiPolygon(areas) => {
            start(blob, 6, Some(areas.0.len()));
            areas
                .0
                .iter()
                .for_each(|area| write(blob, &area.clone().into()));
        }
        Geometry::GeometryCollection(parts) => {
            start(blob, 7, Some(parts.0.len()));
            parts.0.iter().for_each(|part| write(blob, part));
        }
        Geometry::Line(line) => write(blob, &LineString(vec![line.start, line.end]).into()),
        Geometry::Rect(rect) => write(blob, &rect.to_polygon().into()),
        Geometry::Triangle(triangle) => write(blob, &triangle.to_polygon().into()),
    }
}

fn start(blob: &mut Vec<u8>, class: u32, count: Option<usize>) {
    blob.push(1);
    blob.extend(class.to_le_bytes());
    if let Some(count) = count {
        blob.extend((count as u32).to_le_bytes());
    }
}

fn coord(blob: &mut Vec<u8>, coord: Coord<f64>) {
    blob.extend(coord.x.to_le_bytes());
    blob.extend(coord.y.to_le_bytes());
}

fn coords(blob: &mut Vec<u8>, line: &LineString<f64>) {
    blob.extend((line.0.len() as u32).to_le_bytes());
    line.0.iter().for_each(|at| coord(blob, *at));
}

#[cfg(test)]
mod tests {
    use geo::wkt;

    use super::*;

    fn samples() -> Vec<Geometry<f64>> {
        let point: Geometry<f64> = wkt!(POINT(102.7 25.1)).into();
        let area: Geometry<f64> =
            wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 0.),(1. 1.,2. 1.,2. 2.,1. 1.))).into();
        vec![
            point.clone(),
            wkt!(MULTIPOINT(1. 2.,3. 4.)).into(),
            wkt!(MULTILINESTRING((1. 2.,3. 4.),(5. 6.,7. 8.))).into(),
            area.clone(),
            Geometry::GeometryCollection(GeometryCollection(vec![point, area])),
        ]
    }

    #[test]
    fn what_is_written_reads_back_equal() {
        for geometry in samples() {
            let blob = encode_geopackage(&geometry, 4490);
            assert_eq!(decode_geopackage(&blob).unwrap(), Some(geometry));
        }
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_refused_or_read_without_harm() {
        for geometry in samples() {
            let blob = encode_geopackage(&geometry, 4490);
            for end in 0..blob.len() {
                assert!(decode_geopackage(&blob[..end]).is_err());
                let mut broken = blob.clone();
                broken[end] ^= 0xFF;
                drop(decode_geopackage(&broken));
            }
        }
        let nested = [1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(50_000);
        let blob = [b"GP\0\x01\0\0\0\0".as_slice(), &nested].concat();
        assert!(decode_geopackage(&blob).is_err());
    }
}
