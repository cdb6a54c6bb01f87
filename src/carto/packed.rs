//! Geometry in little memory: whole millimetres, each vertex as the step from the one before. A tenth
//! of a pixel at the largest scale is more than that, and six bytes hold what took sixteen.

use std::sync::Arc;

use geo::{
    Coord, CoordsIter as _, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint,
    MultiPolygon, Point, Polygon, Rect,
};

use crate::geodesy::walk::{Parts, Walk};

const UNITS_PER_M: f64 = 1000.0;

const POINT: u8 = 0;
const LINE: u8 = 1;
const AREA: u8 = 2;
const POINTS: u8 = 3;
const LINES: u8 = 4;
const AREAS: u8 = 5;
const COLLECTION: u8 = 6;

/// Packs what is handed to it piece by piece, with every coordinate where `place` puts it, which must be
/// in metres. Its room is used again for the next geometry, so that packing leaves no holes in memory.
pub struct Packer<F> {
    writer: Writer<F>,
    /// A point of its own, which is kept exactly.
    point: Option<Coord<f64>>,
    in_collection: bool,
    /// Whether parts say what they are: a geometry alone, and in mixed collections.
    tagged: bool,
    vertices: u32,
}

impl<F: FnMut(Coord<f64>) -> Coord<f64>> Packer<F> {
    /// With nothing in it.
    pub fn new(place: F) -> Self {
        Self {
            writer: Writer::new(place),
            point: None,
            in_collection: false,
            tagged: true,
            vertices: 0,
        }
    }

    /// What was packed since the last call.
    pub fn take(&mut self) -> PackedGeometry {
        let packed = match self.point.take() {
            Some(at) => Packed::Point(at),
            None => Packed::Shape(Arc::new(Shape {
                bytes: self.writer.bytes.as_slice().into(),
                vertices: self.vertices,
                bounds: self.writer.bounds(),
            })),
        };
        self.writer.clear();
        self.in_collection = false;
        self.tagged = true;
        self.vertices = 0;
        PackedGeometry(packed)
    }

    fn tag(&mut self, tag: u8) {
        if self.tagged {
            self.writer.bytes.push(tag);
        }
    }

    fn run(&mut self, run: &[Coord<f64>]) {
        self.vertices = self.vertices.saturating_add(run.len() as u32);
        self.writer.run(run);
    }
}

impl<F: FnMut(Coord<f64>) -> Coord<f64>> Walk for Packer<F> {
    fn collection(&mut self, parts: Parts, count: usize) {
        let tag = match parts {
            Parts::Points => POINTS,
            Parts::Lines => LINES,
            Parts::Areas => AREAS,
            Parts::Any => COLLECTION,
        };
        self.writer.head(tag, count);
        self.in_collection = true;
        self.tagged = parts == Parts::Any;
    }

    fn point(&mut self, at: Coord<f64>) {
        if !self.in_collection {
            self.point = Some((self.writer.place)(at));
            return;
        }
        self.tag(POINT);
        self.vertices = self.vertices.saturating_add(1);
        self.writer.coord(at);
    }

    fn line(&mut self, line: &[Coord<f64>]) {
        self.tag(LINE);
        self.run(line);
    }

    fn area(&mut self, rings: usize) {
        self.tag(AREA);
        self.writer.number(rings.saturating_sub(1) as u64);
        if rings == 0 {
            self.run(&[]);
        }
    }

    fn ring(&mut self, ring: &[Coord<f64>]) {
        self.run(ring);
    }
}

/// A geometry of the metric plane, to the millimetre; single points are kept exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedGeometry(Packed);

#[derive(Clone, Debug, PartialEq)]
enum Packed {
    Point(Coord<f64>),
    // Shared with the layer in other categories, and apart, because most features are points and should
    // not pay for the rest.
    Shape(Arc<Shape>),
}

#[derive(Clone, Debug, PartialEq)]
struct Shape {
    bytes: Box<[u8]>,
    vertices: u32,
    bounds: Option<Rect<f64>>,
}

impl From<&Geometry<f64>> for PackedGeometry {
    fn from(geometry: &Geometry<f64>) -> Self {
        Self::placed(geometry, |coord| coord)
    }
}

impl From<Geometry<f64>> for PackedGeometry {
    fn from(geometry: Geometry<f64>) -> Self {
        Self::from(&geometry)
    }
}

impl PackedGeometry {
    /// Packs `geometry` with every coordinate where `place` puts it, which must be in metres.
    pub fn placed(
        geometry: &Geometry<f64>,
        mut place: impl FnMut(Coord<f64>) -> Coord<f64>,
    ) -> Self {
        if let Geometry::Point(at) = geometry {
            return Self(Packed::Point(place(at.0)));
        }
        let mut writer = Writer::new(place);
        writer.geometry(geometry);
        Self(Packed::Shape(Arc::new(Shape {
            vertices: u32::try_from(geometry.coords_count()).unwrap_or(u32::MAX),
            bounds: writer.bounds(),
            bytes: writer.bytes.into_boxed_slice(),
        })))
    }

    /// The geometry. Segments, boxes and triangles come back as lines and areas.
    pub fn unpack(&self) -> Geometry<f64> {
        match &self.0 {
            Packed::Point(at) => Point(*at).into(),
            Packed::Shape(shape) => Reader {
                bytes: shape.bytes.iter(),
                last: [0, 0],
            }
            .geometry(),
        }
    }

    /// Number of vertices, the closing one of each ring included.
    pub fn vertices(&self) -> usize {
        match &self.0 {
            Packed::Point(_) => 1,
            Packed::Shape(shape) => shape.vertices as usize,
        }
    }

    /// The box around it, without unpacking; `None` when it has no vertex.
    pub fn bounds(&self) -> Option<Rect<f64>> {
        match &self.0 {
            Packed::Point(at) => Some(Rect::new(*at, *at)),
            Packed::Shape(shape) => shape.bounds,
        }
    }
}

struct Writer<F> {
    place: F,
    bytes: Vec<u8>,
    last: [i64; 2],
    low: [i64; 2],
    high: [i64; 2],
}

impl<F: FnMut(Coord<f64>) -> Coord<f64>> Writer<F> {
    const fn new(place: F) -> Self {
        Self {
            place,
            bytes: Vec::new(),
            last: [0, 0],
            low: [i64::MAX; 2],
            high: [i64::MIN; 2],
        }
    }

    /// Forgets everything but its room.
    fn clear(&mut self) {
        self.bytes.clear();
        self.last = [0, 0];
        self.low = [i64::MAX; 2];
        self.high = [i64::MIN; 2];
    }

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
        self.run(&line.0);
    }

    fn run(&mut self, run: &[Coord<f64>]) {
        // Steps between the vertices of a register take two to three bytes.
        self.bytes.reserve(6 * run.len());
        self.number(run.len() as u64);
        for coord in run {
            self.coord(*coord);
        }
    }

    fn coord(&mut self, coord: Coord<f64>) {
        let Coord { x, y } = (self.place)(coord);
        for (axis, value) in [x, y].into_iter().enumerate() {
            // To the nearest unit. The processors that the program is built for round by a call.
            let units = (value * UNITS_PER_M + 0.5_f64.copysign(value)) as i64;
            self.low[axis] = self.low[axis].min(units);
            self.high[axis] = self.high[axis].max(units);
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

    fn bounds(&self) -> Option<Rect<f64>> {
        let metres = |units: [i64; 2]| units.map(|units| units as f64 / UNITS_PER_M);
        (self.low[0] <= self.high[0]).then(|| Rect::new(metres(self.low), metres(self.high)))
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
    use geo::{BoundingRect as _, MapCoords as _, wkt};
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
            assert_eq!(packed.bounds(), packed.unpack().bounding_rect());
        }
    }

    /// Hands `geometry` over as a blob is read.
    fn hand(geometry: &Geometry<f64>, sink: &mut impl Walk) {
        fn simple(geometry: &Geometry<f64>, sink: &mut impl Walk) {
            match geometry {
                Geometry::Point(at) => sink.point(at.0),
                Geometry::LineString(line) => sink.line(&line.0),
                Geometry::Polygon(area) => {
                    let rings = std::iter::once(area.exterior()).chain(area.interiors());
                    sink.area(rings.clone().count());
                    rings.for_each(|ring| sink.ring(&ring.0));
                }
                _ => panic!("not simple"),
            }
        }
        let parts: (Parts, Vec<Geometry<f64>>) = match geometry {
            Geometry::MultiPoint(own) => (Parts::Points, own.iter().map(|p| (*p).into()).collect()),
            Geometry::MultiLineString(own) => {
                (Parts::Lines, own.iter().map(|l| l.clone().into()).collect())
            }
            Geometry::MultiPolygon(own) => {
                (Parts::Areas, own.iter().map(|a| a.clone().into()).collect())
            }
            Geometry::GeometryCollection(own) => (Parts::Any, own.0.clone()),
            alone => return simple(alone, sink),
        };
        sink.collection(parts.0, parts.1.len());
        parts.1.iter().for_each(|part| simple(part, sink));
    }

    #[test]
    fn what_is_handed_over_piece_by_piece_is_packed_like_the_whole() {
        let hole = wkt!(POLYGON((0. 0., 30. 0., 30. 30., 0. 0.), (4. 2., 8. 2., 8. 6., 4. 2.)));
        let shift = |Coord { x, y }| Coord {
            x: x + 500_000.0,
            y: y * 2.0,
        };
        let mut packer = Packer::new(shift);
        for geometry in [
            Geometry::from(wkt!(POINT(1.234_567_89 2.5))),
            wkt!(LINESTRING(0. 0., 10.0625 -0.5, 7. 7.)).into(),
            hole.clone().into(),
            wkt!(MULTIPOINT(1. 2., 3. 4.)).into(),
            wkt!(MULTILINESTRING((0. 0., 1. 1.), (5. 5., 6. -6.))).into(),
            MultiPolygon(vec![hole.clone(), hole.clone()]).into(),
            Geometry::GeometryCollection(GeometryCollection(vec![
                wkt!(POINT(1. 2.)).into(),
                hole.into(),
                wkt!(LINESTRING(3. 3., 4. 4.)).into(),
            ])),
            Polygon::new(LineString::empty(), Vec::new()).into(),
            Geometry::GeometryCollection(GeometryCollection::default()),
        ] {
            hand(&geometry, &mut packer);
            assert_eq!(packer.take(), PackedGeometry::placed(&geometry, shift));
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
