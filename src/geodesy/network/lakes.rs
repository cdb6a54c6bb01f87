//! The lakes of the network: which one holds or adjoins a place, and where lines enter and leave.

use geo::{Geometry, MapCoords as _};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geodesy::area::{self, PreparedArea};
use crate::geodesy::chunk::{self, Chunk};
use crate::geodesy::metric::MetricPoint;
use crate::geodesy::network::lines::Lines;

/// Halvings of a segment that crosses a shore: to the micrometre for any segment below a kilometre.
const HALVINGS: usize = 30;

/// One lake or reservoir.
#[derive(Debug)]
pub(super) struct Lake {
    pub(super) code: String,
    pub(super) name: Option<String>,
    area: PreparedArea,
    /// Corners of its box: tested first, because most vertices of a line are far from any lake.
    bounds: (MetricPoint, MetricPoint),
    shore: Vec<MetricPoint>,
    chunks: Vec<Chunk>,
}

/// Where a line runs through a lake, in metres along the line; `None` where it starts or ends inside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passage {
    pub(super) line: usize,
    pub(super) entry_m: Option<f64>,
    pub(super) exit_m: Option<f64>,
}

/// All lakes.
#[derive(Debug, Default)]
pub(super) struct Lakes {
    lakes: Vec<Lake>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl Lake {
    /// `None` when the geometry is no area. `project` gives metres.
    pub(super) fn new(
        code: &str,
        name: Option<&str>,
        geometry: &Geometry<f64>,
        project: impl Fn(MetricPoint) -> MetricPoint + Copy,
    ) -> Option<Self> {
        let metric = geometry.map_coords(project);
        let area = PreparedArea::new(&metric)?;
        let bounds = area.bounds()?;
        let (mut shore, mut chunks) = (Vec::new(), Vec::new());
        chunk::for_each_line(&metric, &mut |line| {
            chunk::push_line(line.coords().copied(), &mut shore, &mut chunks);
        });
        Some(Self {
            code: code.to_owned(),
            name: name.map(str::to_owned),
            area,
            bounds,
            shore,
            chunks,
        })
    }

    /// A corner of its box.
    pub(super) const fn corner(&self) -> MetricPoint {
        self.bounds.0
    }

    fn covers(&self, point: MetricPoint) -> bool {
        let (min, max) = self.bounds;
        (min.x..=max.x).contains(&point.x)
            && (min.y..=max.y).contains(&point.y)
            && self.area.locate(point) != area::Place::Outside
    }

    /// Metres from `point` to the lake; zero inside.
    fn distance_m(&self, point: MetricPoint) -> f64 {
        if self.covers(point) {
            return 0.0;
        }
        let mut best = f64::INFINITY;
        for chunk in &self.chunks {
            if chunk.box_distance_2(point) < best {
                best = best.min(chunk.distance_2(&self.shore, point));
            }
        }
        best.sqrt()
    }
}

impl Lakes {
    pub(super) fn new(lakes: Vec<Lake>) -> Self {
        let boxes = lakes
            .iter()
            .enumerate()
            .map(|(index, lake)| {
                let (min, max) = lake.bounds;
                let corners = Rectangle::from_corners([min.x, min.y], [max.x, max.y]);
                GeomWithData::new(corners, index)
            })
            .collect();
        Self {
            tree: RTree::bulk_load(boxes),
            lakes,
        }
    }

    pub(super) fn get(&self, lake: usize) -> &Lake {
        &self.lakes[lake]
    }

    pub(super) const fn len(&self) -> usize {
        self.lakes.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.lakes.is_empty()
    }

    /// The lakes within `tolerance_m` of `point` with their distance, zero inside; nearest first.
    pub(super) fn near(&self, point: MetricPoint, tolerance_m: f64) -> Vec<(usize, f64)> {
        let window = AABB::from_corners(
            [point.x - tolerance_m, point.y - tolerance_m],
            [point.x + tolerance_m, point.y + tolerance_m],
        );
        let mut found: Vec<(usize, f64)> = self
            .tree
            .locate_in_envelope_intersecting(&window)
            .map(|entry| (entry.data, self.lakes[entry.data].distance_m(point)))
            .filter(|(_, distance_m)| *distance_m <= tolerance_m)
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    }

    /// The lines that run through a lake: first entry and last exit of each, so that a line along a
    /// shore, in and out again, makes no circle.
    pub(super) fn passages(&self, lake: usize, lines: &Lines) -> Vec<Passage> {
        let own = &self.lakes[lake];
        let (min, max) = own.bounds;
        let mut passages = Vec::new();
        for line in lines.crossing(min, max) {
            let (mut entry_m, mut exit_m) = (None, None);
            let mut previous: Option<(f64, bool)> = None;
            let (mut starts_inside, mut touched) = (false, false);
            for (at, along_m) in lines.vertices(line) {
                let inside = own.covers(at);
                touched |= inside;
                match previous {
                    None => starts_inside = inside,
                    Some((before_m, was)) if was != inside => {
                        let shore_m = own.shore_crossing(lines, line, before_m, along_m, was);
                        if inside {
                            entry_m = entry_m.or(Some(shore_m));
                            exit_m = None;
                        } else {
                            exit_m = Some(shore_m);
                        }
                    }
                    Some(_) => {}
                }
                previous = Some((along_m, inside));
            }
            if touched {
                passages.push(Passage {
                    line,
                    entry_m: entry_m.filter(|_| !starts_inside),
                    exit_m,
                });
            }
        }
        passages
    }
}

impl Lake {
    /// Where between two metres of a line the shore lies.
    fn shore_crossing(
        &self,
        lines: &Lines,
        line: usize,
        from_m: f64,
        to_m: f64,
        starts_inside: bool,
    ) -> f64 {
        let (mut low, mut high) = (from_m, to_m);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if self.covers(lines.point_at(line, middle)) == starts_inside {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}
