//! The river lines in metric coordinates, with the way along them and an index over their chunks.

use geo::Coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geodesy::chunk::{self, Chunk};
use crate::geodesy::metric::MetricPoint;

/// A chunk's box with its line and its place in the list of chunks.
type ChunkBox = GeomWithData<Rectangle<[f64; 2]>, (u32, u32)>;

/// One line: coordinates `first..=last`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Index of its river.
    pub(super) river: usize,
    first: usize,
    last: usize,
    /// Metres.
    pub(super) length_m: f64,
}

/// The place on a line that is nearest to a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) line: usize,
    /// Metres from the start of the line.
    pub(super) along_m: f64,
    pub(super) at: MetricPoint,
    pub(super) distance_m: f64,
}

/// All lines.
#[derive(Debug, Default)]
pub(super) struct Lines {
    coords: Vec<Coord<f64>>,
    /// Metres from the start of its line, per coordinate.
    along: Vec<f64>,
    chunks: Vec<Chunk>,
    all: Vec<Line>,
    tree: RTree<ChunkBox>,
}

impl Lines {
    /// From lines with at least two coordinates and a length, each with its river.
    pub(super) fn new(all: Vec<(usize, Vec<Coord<f64>>)>) -> Self {
        let count = all.iter().map(|(_, line)| line.len()).sum();
        let mut own = Self {
            coords: Vec::with_capacity(count),
            along: Vec::with_capacity(count),
            ..Self::default()
        };
        let mut boxes = Vec::new();
        for (river, line) in all {
            let (first, first_chunk) = (own.coords.len(), own.chunks.len());
            chunk::push_line(line.into_iter(), &mut own.coords, &mut own.chunks);
            let mut length_m = 0.0;
            own.along.push(0.0);
            for pair in own.coords[first..].windows(2) {
                length_m += distance(pair[0], pair[1]);
                own.along.push(length_m);
            }
            for (slot, chunk) in own.chunks.iter().enumerate().skip(first_chunk) {
                let corners =
                    Rectangle::from_corners([chunk.min.x, chunk.min.y], [chunk.max.x, chunk.max.y]);
                boxes.push(GeomWithData::new(
                    corners,
                    (own.all.len() as u32, slot as u32),
                ));
            }
            own.all.push(Line {
                river,
                first,
                last: own.coords.len() - 1,
                length_m,
            });
        }
        own.tree = RTree::bulk_load(boxes);
        own
    }

    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, line: usize) -> Line {
        self.all[line]
    }

    /// The first coordinate of a line.
    pub(super) fn start(&self, line: usize) -> MetricPoint {
        self.coords[self.all[line].first]
    }

    /// The last coordinate of a line.
    pub(super) fn end(&self, line: usize) -> MetricPoint {
        self.coords[self.all[line].last]
    }

    /// The nearest place on each line within `tolerance_m` of `point`, by line.
    pub(super) fn near(&self, point: MetricPoint, tolerance_m: f64) -> Vec<Hit> {
        let window = AABB::from_corners(
            [point.x - tolerance_m, point.y - tolerance_m],
            [point.x + tolerance_m, point.y + tolerance_m],
        );
        let limit = tolerance_m * tolerance_m;
        let mut hits: Vec<Hit> = Vec::new();
        for entry in self.tree.locate_in_envelope_intersecting(&window) {
            let (line, chunk) = (entry.data.0 as usize, self.chunks[entry.data.1 as usize]);
            if chunk.box_distance_2(point) > limit {
                continue;
            }
            for index in chunk.first as usize..chunk.last as usize {
                let (a, b) = (self.coords[index], self.coords[index + 1]);
                let at = nearest_on(a, b, point);
                let distance_m = distance(at, point);
                if distance_m <= tolerance_m {
                    hits.push(Hit {
                        line,
                        along_m: self.along[index] + distance(a, at),
                        at,
                        distance_m,
                    });
                }
            }
        }
        hits.sort_by(|a, b| {
            (a.line.cmp(&b.line))
                .then(a.distance_m.total_cmp(&b.distance_m))
                .then(a.along_m.total_cmp(&b.along_m))
        });
        hits.dedup_by_key(|hit| hit.line);
        hits
    }

    /// The lines with a chunk that meets the box, sorted.
    pub(super) fn crossing(&self, min: MetricPoint, max: MetricPoint) -> Vec<usize> {
        let window = AABB::from_corners([min.x, min.y], [max.x, max.y]);
        let mut lines: Vec<usize> = self
            .tree
            .locate_in_envelope_intersecting(&window)
            .map(|entry| entry.data.0 as usize)
            .collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// The vertices of a line with their metres.
    pub(super) fn vertices(&self, line: usize) -> impl Iterator<Item = (Coord<f64>, f64)> {
        let Line { first, last, .. } = self.all[line];
        self.coords[first..=last]
            .iter()
            .copied()
            .zip(self.along[first..=last].iter().copied())
    }

    /// The place `along_m` metres down a line, clamped to it.
    pub(super) fn point_at(&self, line: usize, along_m: f64) -> MetricPoint {
        let Line { first, last, .. } = self.all[line];
        let after = self.along[first..=last].partition_point(|at| *at < along_m) + first;
        if after == first {
            return self.coords[first];
        }
        if after > last {
            return self.coords[last];
        }
        let (a, b) = (self.coords[after - 1], self.coords[after]);
        let (from, to) = (self.along[after - 1], self.along[after]);
        let share = if to > from {
            (along_m - from) / (to - from)
        } else {
            0.0
        };
        a + (b - a) * share
    }

    /// Metres `from_m..to_m` of a line as coordinates.
    pub(super) fn piece(&self, line: usize, from_m: f64, to_m: f64) -> Vec<MetricPoint> {
        let mut piece = vec![self.point_at(line, from_m)];
        let Line { first, last, .. } = self.all[line];
        let along = &self.along[first..=last];
        let inner = along.partition_point(|at| *at <= from_m)..along.len();
        piece.extend(
            inner
                .take_while(|index| along[*index] < to_m)
                .map(|index| self.coords[first + index]),
        );
        piece.push(self.point_at(line, to_m));
        piece
    }
}

/// Metres between two places.
pub(super) fn distance(a: MetricPoint, b: MetricPoint) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// The place on the segment `a`–`b` that is nearest to `point`.
fn nearest_on(a: Coord<f64>, b: Coord<f64>, point: Coord<f64>) -> Coord<f64> {
    let along = b - a;
    let length_2 = along.x * along.x + along.y * along.y;
    if length_2 <= 0.0 {
        return a;
    }
    let t = ((point.x - a.x) * along.x + (point.y - a.y) * along.y) / length_2;
    a + along * t.clamp(0.0, 1.0)
}
