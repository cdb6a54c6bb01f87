//! Narrow gaps and narrow overlaps between areas that should meet in one line: what two people digitise of
//! one boundary. Found along the boundaries, not by cutting areas with each other, so that a whole register
//! takes seconds. Nothing is changed here.

use std::collections::BTreeMap;

use geo::{Coord, CoordsIter as _, Geometry, Line, LineString, Polygon};
use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use crate::geodesy::area::{Place, PreparedArea};

/// Boundaries farther apart than this, metres, are no two drawings of one line.
pub const WIDEST_M: f64 = 10.0;
/// Less than this, metres, is rounding.
const LEAST_M: f64 = 0.02;
/// Less than this, square metres, nobody looks for.
const LEAST_M2: f64 = 1.0;
/// A strip is so many times longer than wide.
const LEAST_RATIO: f64 = 3.0;

/// The strips between two areas that are of one kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sliver {
    /// Index of the area that comes first, and of the other.
    pub areas: (usize, usize),
    /// Whether both cover the strips; else neither does.
    pub is_overlap: bool,
    /// How many strips there are.
    pub count: usize,
    /// Area of all of them together, m², roughly.
    pub area_m2: f64,
    /// Mean width of the largest, metres.
    pub width_m: f64,
    /// A place in the largest, EPSG:4490.
    pub at: Coord<f64>,
}

type Side = GeomWithData<rstar::primitives::Line<[f64; 2]>, usize>;

/// Metres per degree of longitude and of latitude around a latitude, on the ellipsoid.
fn scale(latitude: f64) -> [f64; 2] {
    let phi = latitude.to_radians();
    [
        111_412.88 * phi.cos() - 93.5 * (3.0 * phi).cos(),
        111_132.95 - 559.85 * (2.0 * phi).cos(),
    ]
}

/// The slivers between `areas` (EPSG:4490), sorted by area index. Pairs of which neither `is_new` are not
/// looked at.
pub fn slivers(areas: &[Geometry<f64>], is_new: &(impl Fn(usize) -> bool + Sync)) -> Vec<Sliver> {
    let sides: Vec<Side> = areas
        .iter()
        .enumerate()
        .flat_map(|(owner, area)| {
            rings(area).flat_map(move |ring| {
                ring.lines().map(move |side| {
                    let line = rstar::primitives::Line::new(
                        [side.start.x, side.start.y],
                        [side.end.x, side.end.y],
                    );
                    GeomWithData::new(line, owner)
                })
            })
        })
        .collect();
    let tree = RTree::bulk_load(sides);
    let mut strips: Vec<Strip> = (0..areas.len())
        .into_par_iter()
        .flat_map_iter(|own| {
            let wanted = |other: usize| is_new(own) || is_new(other);
            rings(&areas[own])
                .flat_map(|ring| strips(own, ring, &tree, &wanted))
                .collect::<Vec<_>>()
        })
        .collect();
    strips.sort_by_key(|strip| (strip.own, strip.other));
    let mut prepared: BTreeMap<usize, Option<PreparedArea>> = BTreeMap::new();
    let mut covers = |area: usize, at: Coord<f64>| {
        let area = prepared
            .entry(area)
            .or_insert_with(|| PreparedArea::new(&areas[area]));
        area.as_ref()
            .is_some_and(|area| area.locate(at) == Place::Inside)
    };
    // Both areas see the strip between them; the one that sees more of it has the say.
    let mut found: BTreeMap<(usize, usize, bool), [Option<Sliver>; 2]> = BTreeMap::new();
    for strip in strips {
        let is_overlap = match (covers(strip.own, strip.at), covers(strip.other, strip.at)) {
            (true, true) => true,
            (false, false) => false,
            // One lies within the other.
            _ => continue,
        };
        let areas = (strip.own.min(strip.other), strip.own.max(strip.other));
        let seen = &mut found.entry((areas.0, areas.1, is_overlap)).or_default()
            [usize::from(strip.own > strip.other)];
        let one = Sliver {
            areas,
            is_overlap,
            count: 1,
            area_m2: strip.area_m2,
            width_m: strip.area_m2 / strip.length_m,
            at: strip.at,
        };
        match seen {
            None => *seen = Some(one),
            Some(seen) => seen.add(&one, strip.area_m2),
        }
    }
    found
        .into_values()
        .filter_map(|seen| {
            let all = seen.into_iter().flatten();
            all.max_by(|a, b| a.area_m2.total_cmp(&b.area_m2))
        })
        .collect()
}

impl Sliver {
    fn add(&mut self, other: &Self, area_m2: f64) {
        // The first is the largest so far: strips come with their own area only.
        if area_m2 > self.area_m2 / self.count as f64 {
            self.width_m = other.width_m;
            self.at = other.at;
        }
        self.count += 1;
        self.area_m2 += area_m2;
    }
}

fn rings(area: &Geometry<f64>) -> Box<dyn Iterator<Item = &LineString<f64>> + '_> {
    fn of(area: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
        std::iter::once(area.exterior()).chain(area.interiors())
    }
    match area {
        Geometry::Polygon(area) => Box::new(of(area)),
        Geometry::MultiPolygon(areas) => Box::new(areas.0.iter().flat_map(of)),
        _ => Box::new(std::iter::empty()),
    }
}

/// A stretch of the boundary of `own` along which that of `other` is near.
struct Strip {
    own: usize,
    other: usize,
    area_m2: f64,
    length_m: f64,
    /// Halfway over where it is widest.
    at: Coord<f64>,
}

/// A stretch that goes on: vertices with the nearest points of the other boundary.
#[derive(Default)]
struct Stretch {
    pairs: Vec<(Coord<f64>, Coord<f64>)>,
    widest: f64,
    at: Coord<f64>,
}

impl Stretch {
    fn strip(&self, own: usize, other: usize, scale: [f64; 2]) -> Option<Strip> {
        if self.pairs.len() < 2 || self.widest < LEAST_M {
            return None;
        }
        let metric = |at: Coord<f64>| Coord {
            x: at.x * scale[0],
            y: at.y * scale[1],
        };
        let there = self.pairs.iter().map(|(own, _)| metric(*own));
        let back = self.pairs.iter().rev().map(|(_, other)| metric(*other));
        let length_m: f64 = self
            .pairs
            .windows(2)
            .map(|pair| {
                let step = metric(pair[1].0) - metric(pair[0].0);
                step.x.hypot(step.y)
            })
            .sum();
        // Relative to its first corner: products of metres from the equator would lose the square metres.
        let from = metric(self.pairs[0].0);
        let corners: Vec<Coord<f64>> = there.chain(back).map(|at| at - from).collect();
        let twice: f64 = corners
            .iter()
            .zip(corners.iter().cycle().skip(1))
            .map(|(a, b)| a.x * b.y - b.x * a.y)
            .sum();
        let area_m2 = twice.abs() / 2.0;
        let width_m = area_m2 / length_m;
        (area_m2 >= LEAST_M2 && width_m >= LEAST_M && length_m >= LEAST_RATIO * width_m).then_some(
            Strip {
                own,
                other,
                area_m2,
                length_m,
                at: self.at,
            },
        )
    }
}

fn strips(
    own: usize,
    ring: &LineString<f64>,
    tree: &RTree<Side>,
    wanted: &impl Fn(usize) -> bool,
) -> Vec<Strip> {
    let Some(first) = ring.0.first() else {
        return Vec::new();
    };
    let scale = scale(first.y);
    let reach = [WIDEST_M / scale[0], WIDEST_M / scale[1]];
    let mut open: BTreeMap<usize, Stretch> = BTreeMap::new();
    let mut found = Vec::new();
    for at in ring.coords_iter() {
        let around = AABB::from_corners(
            [at.x - reach[0], at.y - reach[1]],
            [at.x + reach[0], at.y + reach[1]],
        );
        let mut near: BTreeMap<usize, (f64, Coord<f64>)> = BTreeMap::new();
        for side in tree.locate_in_envelope_intersecting(&around) {
            if side.data == own || !wanted(side.data) {
                continue;
            }
            let (distance, point) = nearest(at, side.geom(), scale);
            let best = near.entry(side.data).or_insert((f64::INFINITY, point));
            if distance < best.0 {
                *best = (distance, point);
            }
        }
        near.retain(|_, (distance, _)| *distance <= WIDEST_M);
        let ended: Vec<usize> = open
            .keys()
            .copied()
            .filter(|other| !near.contains_key(other))
            .collect();
        for other in ended {
            let stretch = open.remove(&other).unwrap_or_default();
            found.extend(stretch.strip(own, other, scale));
        }
        for (other, (distance, point)) in near {
            let stretch = open.entry(other).or_default();
            stretch.pairs.push((at, point));
            if distance >= stretch.widest {
                stretch.widest = distance;
                stretch.at = (at + point) / 2.0;
            }
        }
    }
    for (other, stretch) in open {
        found.extend(stretch.strip(own, other, scale));
    }
    found
}

/// The point of `side` that is nearest to `at`, and how many metres it is away.
fn nearest(
    at: Coord<f64>,
    side: &rstar::primitives::Line<[f64; 2]>,
    scale: [f64; 2],
) -> (f64, Coord<f64>) {
    let metric = |[x, y]: [f64; 2]| Coord {
        x: (x - at.x) * scale[0],
        y: (y - at.y) * scale[1],
    };
    let side = Line::new(metric(side.from), metric(side.to));
    let step = side.delta();
    let length_2 = step.x * step.x + step.y * step.y;
    let share = if length_2 > 0.0 {
        (-(side.start.x * step.x + side.start.y * step.y) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let point = side.start + step * share;
    let there = Coord {
        x: at.x + point.x / scale[0],
        y: at.y + point.y / scale[1],
    };
    (point.x.hypot(point.y), there)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square kilometre or so, its left side at `lon`, with `bulge` metres more in the middle of the left.
    fn square(lon: f64, bulge: f64) -> Geometry<f64> {
        let left = lon - bulge / scale(25.0)[0];
        let ring = [
            (lon, 25.0),
            (lon + 0.01, 25.0),
            (lon + 0.01, 25.005),
            (lon + 0.01, 25.01),
            (lon, 25.01),
            (left, 25.005),
            (lon, 25.0),
        ];
        Polygon::new(LineString::from(ring.to_vec()), Vec::new()).into()
    }

    fn found(areas: &[Geometry<f64>]) -> Vec<Sliver> {
        slivers(areas, &|_| true)
    }

    #[test]
    fn neighbours_that_share_a_line_or_lie_apart_have_none() {
        assert_eq!(found(&[square(102.0, 0.0), square(102.01, 0.0)]), []);
        assert_eq!(found(&[square(102.0, 0.0), square(102.02, 0.0)]), []);
        // The same place twice is no matter of slivers.
        assert_eq!(found(&[square(102.0, 0.0), square(102.0, 0.0)]), []);
    }

    #[test]
    fn a_gap_and_an_overlap_are_found_with_place_area_and_width() {
        // A triangle 1108 m long and 6 m wide in the middle.
        let area = 0.5 * 6.0 * 0.01 * scale(25.0)[1];
        for (bulge, is_overlap) in [(6.0, true), (-6.0, false)] {
            let [one] = found(&[square(102.0, 0.0), square(102.01, bulge)])[..] else {
                panic!("one sliver");
            };
            assert_eq!(
                (one.areas, one.is_overlap, one.count),
                ((0, 1), is_overlap, 1)
            );
            assert!((one.area_m2 - area).abs() < 0.01 * area, "{one:?}");
            assert!((one.width_m - 3.0).abs() < 0.1, "{one:?}");
            assert!((one.at.x - 102.01).abs() < 1e-4 && (one.at.y - 25.005).abs() < 1e-6);
        }
        // Wider is another matter.
        assert_eq!(found(&[square(102.0, 0.0), square(102.01, 40.0)]).len(), 0);
    }

    #[test]
    fn an_area_close_within_another_is_none_and_old_pairs_are_not_looked_at() {
        let inner = Polygon::new(
            LineString::from(vec![
                (102.000_03, 25.000_03),
                (102.009_97, 25.000_03),
                (102.009_97, 25.009_97),
                (102.000_03, 25.009_97),
                (102.000_03, 25.000_03),
            ]),
            Vec::new(),
        );
        assert_eq!(found(&[square(102.0, 0.0), inner.into()]), []);
        let three = [square(102.0, 0.0), square(102.01, 6.0), square(102.02, 6.0)];
        let new = slivers(&three, &|index| index == 2);
        assert_eq!(new.len(), 1);
        assert_eq!(new[0].areas, (1, 2));
    }
}
