//! Distances to boundaries in metres: to the nearest of a layer and to a given feature's own.

use geo::{Coord, Geometry};
use rayon::prelude::*;
use rstar::{
    RTree,
    primitives::{GeomWithData, Rectangle},
};

use crate::geodesy::chunk::{self, Chunk};
use crate::geodesy::metric::{MetricGrid, MetricPoint};

/// The box of a chunk with its owner and its place in the list of chunks.
type ChunkBox = GeomWithData<Rectangle<[f64; 2]>, (u32, u32)>;

/// The boundaries of one layer in metric coordinates: rings of areas, lines, and points themselves.
#[derive(Debug)]
pub struct BoundaryIndex {
    coords: Vec<Coord<f64>>,
    chunks: Vec<Chunk>,
    /// Where the chunks of each owner start; one more entry than owners.
    starts: Vec<usize>,
    tree: RTree<ChunkBox>,
}

impl BoundaryIndex {
    /// Projects every vertex with `grid`. Owners are numbered in the order given; an owner without
    /// geometry keeps its number and is never found.
    pub fn new(grid: &MetricGrid, geometries: &[Option<&Geometry<f64>>]) -> Self {
        let parts: Vec<_> = geometries
            .par_iter()
            .map(|geometry| {
                let (mut coords, mut chunks) = (Vec::new(), Vec::new());
                if let Some(geometry) = geometry {
                    let mut projector = grid.projector();
                    chunk::for_each_line(geometry, &mut |line| {
                        chunk::push_line(
                            line.coords().map(|coord| projector.project(*coord)),
                            &mut coords,
                            &mut chunks,
                        );
                    });
                }
                (coords, chunks)
            })
            .collect();
        let mut index = Self {
            coords: Vec::with_capacity(parts.iter().map(|(coords, _)| coords.len()).sum()),
            chunks: Vec::with_capacity(parts.iter().map(|(_, chunks)| chunks.len()).sum()),
            starts: Vec::with_capacity(parts.len() + 1),
            tree: RTree::new(),
        };
        let mut boxes = Vec::with_capacity(index.chunks.capacity());
        for (owner, (coords, chunks)) in (0_u32..).zip(parts) {
            let shift = index.coords.len() as u32;
            index.starts.push(index.chunks.len());
            index.coords.extend(coords);
            for chunk in chunks {
                let chunk = Chunk {
                    first: chunk.first + shift,
                    last: chunk.last + shift,
                    ..chunk
                };
                let corners =
                    Rectangle::from_corners([chunk.min.x, chunk.min.y], [chunk.max.x, chunk.max.y]);
                boxes.push(GeomWithData::new(
                    corners,
                    (owner, index.chunks.len() as u32),
                ));
                index.chunks.push(chunk);
            }
        }
        index.starts.push(index.chunks.len());
        index.tree = RTree::bulk_load(boxes);
        index
    }

    /// The owner whose boundary is nearest to `point`, and the distance in metres. Of several at the
    /// same distance the first owner, unless one of them is `preferred`. `None` when the layer is empty.
    pub fn nearest(&self, point: MetricPoint, preferred: Option<usize>) -> Option<(usize, f64)> {
        let mut best: Option<(f64, bool, usize)> = None;
        for (entry, box_2) in self
            .tree
            .nearest_neighbor_iter_with_distance_2(&[point.x, point.y])
        {
            if best.is_some_and(|(distance_2, ..)| box_2 > distance_2) {
                break;
            }
            let (owner, slot) = (entry.data.0 as usize, entry.data.1 as usize);
            let candidate = (
                self.chunks[slot].distance_2(&self.coords, point),
                Some(owner) != preferred,
                owner,
            );
            if best.is_none_or(|best| candidate < best) {
                best = Some(candidate);
            }
        }
        best.map(|(distance_2, _, owner)| (owner, distance_2.sqrt()))
    }

    /// Metres from `point` to the boundary of `owner`; `None` when it has no geometry.
    pub fn distance(&self, owner: usize, point: MetricPoint) -> Option<f64> {
        let chunks = self
            .chunks
            .get(*self.starts.get(owner)?..*self.starts.get(owner + 1)?)?;
        nearest_chunk(chunks, &self.coords, point)
    }
}

/// The boundary of one geometry in metric coordinates, ready for many distances.
#[derive(Debug)]
pub struct PreparedBoundary {
    coords: Vec<MetricPoint>,
    chunks: Vec<Chunk>,
}

impl PreparedBoundary {
    /// Projects every vertex with `grid`.
    pub fn new(grid: &MetricGrid, geometry: &Geometry<f64>) -> Self {
        let (mut coords, mut chunks) = (Vec::new(), Vec::new());
        let mut projector = grid.projector();
        chunk::for_each_line(geometry, &mut |line| {
            chunk::push_line(
                line.coords().map(|coord| projector.project(*coord)),
                &mut coords,
                &mut chunks,
            );
        });
        Self { coords, chunks }
    }

    /// Metres from `point` to the boundary; `None` when there is none.
    pub fn distance(&self, point: MetricPoint) -> Option<f64> {
        nearest_chunk(&self.chunks, &self.coords, point)
    }
}

fn nearest_chunk(chunks: &[Chunk], coords: &[MetricPoint], point: MetricPoint) -> Option<f64> {
    // The chunk whose box is nearest nearly always holds the nearest place: measured first, it spares
    // the segments of almost all others.
    let first = (chunks.iter())
        .map(|chunk| chunk.box_distance_2(point))
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(&b.1))?
        .0;
    let mut best = chunks[first].distance_2(coords, point);
    for (index, chunk) in chunks.iter().enumerate() {
        if index != first && chunk.box_distance_2(point) < best {
            best = best.min(chunk.distance_2(coords, point));
        }
    }
    best.is_finite().then(|| best.sqrt())
}

/// Metres from `position` (EPSG:4490 degrees) to the boundary of `geometry`; `None` when it is empty.
pub fn boundary_distance_m(
    grid: &MetricGrid,
    geometry: &Geometry<f64>,
    position: Coord<f64>,
) -> Option<f64> {
    PreparedBoundary::new(grid, geometry).distance(grid.project(position))
}

#[cfg(test)]
mod tests {
    use geo::{Distance as _, Euclidean, Rect, wkt};
    use proptest::prelude::*;

    use super::*;

    fn grid() -> MetricGrid {
        MetricGrid::new(4543, Rect::new((102.0, 24.0), (104.0, 27.0))).unwrap()
    }

    #[test]
    fn ties_go_to_the_preferred_owner_and_else_to_the_first() {
        let left: Geometry<f64> =
            wkt!(POLYGON((102.5 25., 102.6 25., 102.6 25.1, 102.5 25.1, 102.5 25.))).into();
        let right: Geometry<f64> =
            wkt!(POLYGON((102.6 25., 102.7 25., 102.7 25.1, 102.6 25.1, 102.6 25.))).into();
        let grid = grid();
        let index = BoundaryIndex::new(&grid, &[None, Some(&left), Some(&right)]);
        let on_shared_edge = grid.project(Coord { x: 102.6, y: 25.0 });
        assert_eq!(index.nearest(on_shared_edge, None).unwrap().0, 1);
        assert_eq!(index.nearest(on_shared_edge, Some(2)).unwrap().0, 2);
        assert_eq!(index.distance(0, on_shared_edge), None);
    }

    proptest! {
        #[test]
        fn agrees_with_a_plain_search(
            lines in prop::collection::vec(prop::collection::vec((0_u32..2000, 0_u32..3000), 2..60), 1..12),
            (x, y) in (0_u32..2000, 0_u32..3000),
        ) {
            let grid = grid();
            let at = |(x, y): (u32, u32)| Coord { x: 102.0 + f64::from(x) / 1000.0, y: 24.0 + f64::from(y) / 1000.0 };
            let geometries: Vec<Geometry<f64>> =
                lines.iter().map(|line| geo::LineString(line.iter().map(|c| at(*c)).collect()).into()).collect();
            let index = BoundaryIndex::new(&grid, &geometries.iter().map(Some).collect::<Vec<_>>());
            let point = grid.project(at((x, y)));
            let plain: Vec<f64> = geometries.iter().map(|geometry| {
                let Geometry::LineString(line) = geometry else { unreachable!() };
                let line: geo::LineString<f64> = line.coords().map(|c| grid.project(*c)).collect();
                Euclidean.distance(&line, &geo::Point(point))
            }).collect();
            let (owner, distance) = index.nearest(point, None).unwrap();
            let expected = plain.iter().copied().fold(f64::INFINITY, f64::min);
            prop_assert!((distance - expected).abs() < 1e-6, "{} is not {}", distance, expected);
            prop_assert!((index.distance(owner, point).unwrap() - expected).abs() < 1e-6);
        }
    }
}
