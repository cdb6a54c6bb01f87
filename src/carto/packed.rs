//! Geometry in little memory: whole millimetres, each vertex as the step from the one before. A tenth
//! of a pixel at the largest scale is more than that, and six bytes hold what took sixteen.

use std::sync::Arc;

use geo::{
    Coord, CoordsIter as _, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint,
    MultiPolygon, Point, Polygon,
};

const UNITS_PER_M: f64 = 1000.0;

const POINT: u8 = 0;
const LINE: u8 = 1;
const AREA: u8 = 2;
const POINTS: u8 = 3;
const LINES: u8 = 4;
const AREAS: u8 = 5;
const COLLECTION: u8 = 6;

/// A geometry of the metric plane, to the millimetre; single points are kept exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedGeometry(Packed);

#[derive(Clone, Debug, PartialEq)]
enum Packed {
    Point(Coord<f64>),
    /// Shared, so that a picture of some features costs no second copy.
    Shape {
        bytes: Arc<[u8]>,
        vertices: u32,
    },
}

impl From<&Geometry<f64>> for PackedGeometry {
    fn from(geometry: &Geometry<f64>) -> Self {
        if let Geometry::Point(at) = geometry {
            return Self(Packed::Point(at.0));
        }
        let mut writer = Writer::default();
        writer.geometry(geometry);
        Self(Packed::Shape {
            bytes: writer.bytes.into(),
            vertices: u32::try_from(geometry.coords_count()).unwrap_or(u32::MAX),
        })
    }
}

impl From<Geometry<f64>> for PackedGeometry {
    fn from(geometry: Geometry<f64>) -> Self {
        Self::from(&geometry)
    }
}

impl PackedGeometry {
    /// The geometry. Segments, boxes and triangles come back as lines and areas.
    pub fn unpack(&self) -> Geometry<f64> {
        match &self.0 {
            Packed::Point(at) => Point(*at).into(),
            Packed::Shape { bytes, .. } => Reader {
                bytes: bytes.iter(),
                last: [0, 0],
            }
            .geometry(),
        }
    }

    /// Number of vertices, the closing one of each ring included.
    pub const fn vertices(&self) -> usize {
        match &self.0 {
            Packed::Point(_) => 1,
            Packed::Shape { vertices, .. } => *vertices as usize,
        }
    }
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    last: [i64; 2],
}

impl Writer {
    fn geometry(&mut self, geometry: &Geometry<f64>) {
        match geometry {
            Geometry::Point(at) => {
                self.bytes.push(POINT);
                self.coord(at.0);
            }
            Geometry::LineString(line) => self.tagged_line(line),
            Geometry::Line(line) => self.tagged_line(&LineString(vec![line.start, line.end])),
            Geometry::Polygon(area) => self.tagged_area(area),
            Geometry::Rect(rect) => self.tagged_area(&rect.to_polygon()),
            Geometry::Triangle(triangle) => self.tagged_area(&triangle.to_polygon()),
            Geometry::MultiPoint(points) => {
                self.head(POINTS, points.0.len());
                points.iter().for_each(|at| self.coord(at.0));
            }
            Geometry::MultiLineString(lines) => {
                self.head(LINES, lines.0.len());
                lines.iter().for_each(|line| self.line(line));
            }
            Geometry::MultiPolygon(areas) => {
                self.head(AREAS, areas.0.len());
                areas.iter().for_each(|area| self.area(area));
            }
            Geometry::GeometryCollection(parts) => {
                self.head(COLLECTION, parts.0.len());
                parts.iter().for_each(|part| self.geometry(part));
            }
        }
    }

    fn tagged_line(&mut self, line: &LineString<f64>) {
        self.bytes.push(LINE);
        self.line(line);
    }

    fn tagged_area(&mut self, area: &Polygon<f64>) {
        self.bytes.push(AREA);
        self.area(area);
    }

    fn area(&mut self, area: &Polygon<f64>) {
        self.number(area.interiors().len() as u64);
        self.line(area.exterior());
        area.interiors().iter().for_each(|ring| self.line(ring));
    }

    fn line(&mut self, line: &LineString<f64>) {
        self.number(line.0.len() as u64);
        line.coords().for_each(|coord| self.coord(*coord));
    }

    fn coord(&mut self, coord: Coord<f64>) {
        for (axis, value) in [coord.x, coord.y].into_iter().enumerate() {
            let units = (value * UNITS_PER_M).round() as i64;
            let step = units.wrapping_sub(self.last[axis]);
            self.last[axis] = units;
            // The sign goes last, so that small steps either way are small numbers.
            self.number(((step << 1) ^ (step >> 63)).cast_unsigned());
        }
    }

    fn head(&mut self, tag: u8, count: usize) {
        self.bytes.push(tag);
        self.number(count as u64);
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

struct Reader<'a> {
    bytes: std::slice::Iter<'a, u8>,
    last: [i64; 2],
}

impl Reader<'_> {
    fn geometry(&mut self) -> Geometry<f64> {
        match self.bytes.next().copied().unwrap_or(COLLECTION) {
            POINT => Point(self.coord()).into(),
            LINE => self.line().into(),
            AREA => self.area().into(),
            POINTS => MultiPoint(self.parts(|own| Point(own.coord()))).into(),
            LINES => MultiLineString(self.parts(Self::line)).into(),
            AREAS => MultiPolygon(self.parts(Self::area)).into(),
            _ => Geometry::GeometryCollection(GeometryCollection(self.parts(Self::geometry))),
        }
    }

    fn parts<T>(&mut self, part: impl Fn(&mut Self) -> T) -> Vec<T> {
        let count = self.number();
        (0..count).map(|_| part(self)).collect()
    }

    fn area(&mut self) -> Polygon<f64> {
        let holes = self.number();
        let shell = self.line();
        Polygon::new(shell, (0..holes).map(|_| self.line()).collect())
    }

    fn line(&mut self) -> LineString<f64> {
        LineString(self.parts(Self::coord))
    }

    fn coord(&mut self) -> Coord<f64> {
        let [x, y] = [0, 1].map(|axis| {
            let number = self.number();
            let step = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
            self.last[axis] = self.last[axis].wrapping_add(step);
            self.last[axis] as f64 / UNITS_PER_M
        });
        Coord { x, y }
    }

    fn number(&mut self) -> u64 {
        let mut number = 0;
        for (shift, byte) in (0..64).step_by(7).zip(self.bytes.by_ref()) {
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use geo::{MapCoords as _, wkt};
    use proptest::prelude::*;

    use super::*;

    fn rounded(geometry: &Geometry<f64>) -> Geometry<f64> {
        geometry.map_coords(|at| Coord {
            x: (at.x * 1000.0).round() / 1000.0,
            y: (at.y * 1000.0).round() / 1000.0,
        })
    }

    #[test]
    fn every_kind_of_geometry_comes_back() {
        let far = |geometry: Geometry<f64>| {
            geometry.map_coords(|at| {
                at + Coord {
                    x: 35_578_954.25,
                    y: 2_782_124.5,
                }
            })
        };
        let hole = wkt!(POLYGON((0. 0., 30. 0., 30. 30., 0. 0.), (4. 2., 8. 2., 8. 6., 4. 2.)));
        for geometry in [
            Geometry::from(wkt!(LINESTRING(0. 0., 10.0625 -0.5, 7. 7.))),
            hole.clone().into(),
            wkt!(MULTIPOINT(1. 2., 3. 4.)).into(),
            wkt!(MULTILINESTRING((0. 0., 1. 1.), (5. 5., 6. -6.))).into(),
            MultiPolygon(vec![hole.clone(), hole.clone()]).into(),
            Geometry::GeometryCollection(GeometryCollection(vec![
                wkt!(POINT(1. 2.)).into(),
                hole.into(),
            ])),
            Geometry::GeometryCollection(GeometryCollection::default()),
        ]
        .map(far)
        {
            let packed = PackedGeometry::from(&geometry);
            assert_eq!(packed.unpack(), rounded(&geometry));
            assert_eq!(packed.vertices(), geometry.coords_count());
        }
    }

    #[test]
    fn a_point_stays_exact() {
        let point: Geometry<f64> = Point::new(35_578_954.123_456_7, 2_782_124.765_432_1).into();
        assert_eq!(PackedGeometry::from(&point).unpack(), point);
    }

    proptest! {
        #[test]
        fn no_vertex_moves_more_than_half_a_millimetre(
            coords in prop::collection::vec((-4.0e7_f64..4.0e7, -1.0e7_f64..1.0e7), 0..40),
        ) {
            let line = LineString::from(coords);
            let Geometry::LineString(back) = PackedGeometry::from(Geometry::from(line.clone())).unpack() else {
                panic!("a line came back as something else");
            };
            prop_assert_eq!(back.0.len(), line.0.len());
            for (a, b) in back.coords().zip(line.coords()) {
                prop_assert!((a.x - b.x).abs() < 0.000_51 && (a.y - b.y).abs() < 0.000_51);
            }
        }
    }
}
