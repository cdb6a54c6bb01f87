//! Runs of consecutive segments with their bounding box: the grain at which areas and boundaries are
//! searched. Small enough that a box rejects most of a ring, large enough that boxes cost little.

use geo::{Coord, CoordsIter as _, Geometry, LineString};

use crate::geodesy::bounds::corners;

/// Segments per chunk. 16 was the fastest of 8, 16, 32 and 64 for zones of 50 to 2 000 vertices.
const SEGMENTS: usize = 16;

/// Segments `first..last` of a coordinate list: segment `i` joins coordinates `i` and `i + 1`.
#[derive(Clone, Copy, Debug)]
pub struct Chunk {
    /// First segment.
    pub first: u32,
    /// One past the last segment; also the index of the last coordinate.
    pub last: u32,
    /// Lower corner of the box.
    pub min: Coord<f64>,
    /// Upper corner of the box.
    pub max: Coord<f64>,
}

impl Chunk {
    /// Squared distance from `point` to the box; zero inside.
    pub fn box_distance_2(&self, point: Coord<f64>) -> f64 {
        let dx = (self.min.x - point.x).max(point.x - self.max.x).max(0.0);
        let dy = (self.min.y - point.y).max(point.y - self.max.y).max(0.0);
        dx * dx + dy * dy
    }

    /// Squared distance from `point` to the nearest segment.
    pub fn distance_2(&self, coords: &[Coord<f64>], point: Coord<f64>) -> f64 {
        coords[self.first as usize..=self.last as usize]
            .windows(2)
            .map(|segment| segment_distance_2(segment[0], segment[1], point))
            .fold(f64::INFINITY, f64::min)
    }
}

/// Appends the coordinates of one line or ring and its chunks. A line of one coordinate becomes one
/// segment of zero length, so that points can be searched in the same way.
pub(super) fn push_line(
    line: impl Iterator<Item = Coord<f64>>,
    coords: &mut Vec<Coord<f64>>,
    chunks: &mut Vec<Chunk>,
) {
    let start = coords.len();
    coords.extend(line);
    if coords.len() == start {
        return;
    }
    if coords.len() == start + 1 {
        coords.push(coords[start]);
    }
    let end = coords.len() - 1;
    let mut first = start;
    while first < end {
        let last = (first + SEGMENTS).min(end);
        let (min, max) = corners(&coords[first..=last]);
        chunks.push(Chunk {
            first: index(first),
            last: index(last),
            min,
            max,
        });
        first = last;
    }
}

/// Every line of a geometry: the rings of areas, lines, and points as lines of one coordinate.
pub(super) fn for_each_line(geometry: &Geometry<f64>, visit: &mut impl FnMut(&LineString<f64>)) {
    match geometry {
        Geometry::Polygon(polygon) => {
            visit(polygon.exterior());
            polygon.interiors().iter().for_each(visit);
        }
        Geometry::MultiPolygon(areas) => {
            for polygon in areas {
                visit(polygon.exterior());
                polygon.interiors().iter().for_each(&mut *visit);
            }
        }
        Geometry::LineString(line) => visit(line),
        Geometry::MultiLineString(lines) => lines.iter().for_each(visit),
        Geometry::GeometryCollection(parts) => {
            parts.iter().for_each(|part| for_each_line(part, visit));
        }
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Line(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => {
            geometry
                .coords_iter()
                .for_each(|coord| visit(&LineString(vec![coord])));
        }
    }
}

/// Squared distance from `point` to the segment `a`–`b`.
pub fn segment_distance_2(a: Coord<f64>, b: Coord<f64>, point: Coord<f64>) -> f64 {
    let along = b - a;
    let length_2 = along.x * along.x + along.y * along.y;
    let t = if length_2 > 0.0 {
        (((point.x - a.x) * along.x + (point.y - a.y) * along.y) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (dx, dy) = (a.x + along.x * t - point.x, a.y + along.y * t - point.y);
    dx * dx + dy * dy
}

/// Coordinate lists stay far below 2³² entries: the blob reader bounds them by the file's bytes.
fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
