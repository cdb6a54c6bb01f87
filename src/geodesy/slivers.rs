//! Narrow gaps and narrow overlaps between areas that should meet in one line: what two people digitise of
//! one boundary. Found along the boundaries, not by cutting areas with each other, so that a whole register
//! takes seconds. Nothing is changed here.

use std::collections::BTreeMap;

use geo::{Coord, Geometry, Line, LineString, Polygon};
use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use crate::domain::{Cancelled, Progress};
use crate::geodesy::area::{AreaIndex, Place};

/// Boundaries farther apart than this, metres, are no two drawings of one line.
pub const WIDEST_M: f64 = 10.0;
/// Less than this, metres, is rounding: there the two lines meet.
const LEAST_M: f64 = 0.02;
/// Less than this, square metres, nobody looks for.
const LEAST_M2: f64 = 1.0;
/// A strip is so many times longer than wide.
const LEAST_RATIO: f64 = 3.0;
/// Places of a line that are nearer to each other, metres, are one.
const SAME_M: f64 = 1e-4;

/// The strips between two areas that are of one kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sliver {
    /// Index of the area that comes first, and of the other.
    pub areas: (usize, usize),
    /// Whether both cover the strips; else no area does.
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
pub fn slivers(
    areas: &[Geometry<f64>],
    is_new: &(impl Fn(usize) -> bool + Sync),
    progress: &Progress,
) -> Result<Vec<Sliver>, Cancelled> {
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
    let strips: Vec<Vec<Strip>> = (0..areas.len())
        .into_par_iter()
        .map(|own| {
            let walk = Walk {
                own,
                tree: &tree,
                wanted: &|other| other != own && (is_new(own) || is_new(other)),
                progress,
            };
            let mut found = Vec::new();
            for ring in rings(&areas[own]) {
                found.extend(walk.strips(ring)?);
            }
            Ok(found)
        })
        .collect::<Result<_, Cancelled>>()?;
    let index = AreaIndex::new(areas.iter().enumerate());
    // Both areas see the strip between them; the one that sees more of it has the say.
    let mut found: BTreeMap<(usize, usize, bool), [Option<Seen>; 2]> = BTreeMap::new();
    for strip in strips.into_iter().flatten() {
        progress.check()?;
        let Some(is_overlap) = strip.is_overlap(&index) else {
            continue;
        };
        let areas = (strip.own.min(strip.other), strip.own.max(strip.other));
        found.entry((areas.0, areas.1, is_overlap)).or_default()
            [usize::from(strip.own > strip.other)]
        .get_or_insert_default()
        .add(strip);
    }
    Ok(found
        .into_iter()
        .filter_map(|((one, other, is_overlap), seen)| {
            let all = seen.into_iter().flatten();
            let most = all.max_by(|a, b| a.area_m2.total_cmp(&b.area_m2))?;
            most.sliver((one, other), is_overlap)
        })
        .collect())
}

/// The strips that one of two areas sees.
#[derive(Default)]
struct Seen {
    count: usize,
    area_m2: f64,
    largest: Option<Strip>,
}

impl Seen {
    fn add(&mut self, strip: Strip) {
        self.count += 1;
        self.area_m2 += strip.area_m2;
        let largest = self.largest.get_or_insert(strip);
        if strip.area_m2 > largest.area_m2 {
            *largest = strip;
        }
    }

    fn sliver(&self, areas: (usize, usize), is_overlap: bool) -> Option<Sliver> {
        let largest = self.largest?;
        Some(Sliver {
            areas,
            is_overlap,
            count: self.count,
            area_m2: self.area_m2,
            width_m: largest.area_m2 / largest.length_m,
            at: largest.at,
        })
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

/// A stretch of the boundary of `own` along which that of `other` is near and nowhere meets it.
#[derive(Clone, Copy)]
struct Strip {
    own: usize,
    other: usize,
    area_m2: f64,
    length_m: f64,
    /// Halfway over where it is widest, which may be at its very end.
    at: Coord<f64>,
    /// A place well within it.
    middle: Coord<f64>,
}

impl Strip {
    /// Whether both areas cover it, or no area does; `None` where it is no matter of slivers: one of the two
    /// lies within the other, or a third one lies between them.
    fn is_overlap(&self, index: &AreaIndex) -> Option<bool> {
        let covering = index.covering(self.middle);
        let mut inside = covering
            .iter()
            .filter(|(_, place)| *place == Place::Inside)
            .map(|(area, _)| *area)
            .peekable();
        if inside.peek().is_none() {
            return Some(false);
        }
        let both = inside.filter(|area| *area == self.own || *area == self.other);
        (both.count() == 2).then_some(true)
    }
}

/// A stretch that goes on: places with the nearest points of the other boundary.
#[derive(Default)]
struct Stretch {
    pairs: Vec<(Coord<f64>, Coord<f64>)>,
    widest: f64,
    at: Coord<f64>,
    /// Whether it began where the ring does, so that the end of the ring may go on with it.
    is_first: bool,
}

impl Stretch {
    fn push(&mut self, at: Coord<f64>, distance: f64, point: Coord<f64>) {
        self.pairs.push((at, point));
        if distance >= self.widest {
            self.widest = distance;
            self.at = (at + point) / 2.0;
        }
    }

    /// The same, going on with `next`, which begins where this one ends.
    fn join(mut self, next: Self) -> Self {
        self.pairs.extend(next.pairs.into_iter().skip(1));
        if next.widest > self.widest {
            (self.widest, self.at) = (next.widest, next.at);
        }
        self
    }

    fn strip(&self, own: usize, other: usize, scale: [f64; 2]) -> Option<Strip> {
        if self.pairs.len() < 2 || self.widest < LEAST_M {
            return None;
        }
        let metric = |at: Coord<f64>| Coord {
            x: at.x * scale[0],
            y: at.y * scale[1],
        };
        let there = self.pairs.iter().map(|(own, _)| *own);
        let back = self.pairs.iter().rev().map(|(_, other)| *other);
        let area_m2 = area_m2(&there.chain(back).map(metric).collect::<Vec<_>>());
        let length_m: f64 = self
            .pairs
            .windows(2)
            .map(|pair| {
                let step = metric(pair[1].0) - metric(pair[0].0);
                step.x.hypot(step.y)
            })
            .sum();
        let cells = self
            .pairs
            .windows(2)
            .map(|pair| [pair[0].0, pair[1].0, pair[1].1, pair[0].1]);
        let [a, b, c, d] = cells.max_by(|one, other| {
            let area = |cell: &[Coord<f64>; 4]| self::area_m2(&cell.map(metric));
            area(one).total_cmp(&area(other))
        })?;
        let width_m = area_m2 / length_m;
        (area_m2 >= LEAST_M2 && width_m >= LEAST_M && length_m >= LEAST_RATIO * width_m).then_some(
            Strip {
                own,
                other,
                area_m2,
                length_m,
                at: self.at,
                middle: (a + b + c + d) / 4.0,
            },
        )
    }
}

/// Area of a ring in the plane, metres.
fn area_m2(corners: &[Coord<f64>]) -> f64 {
    // Relative to its first corner: products of metres from the equator would lose the square metres.
    let from = corners[0];
    let twice: f64 = corners
        .iter()
        .zip(corners.iter().cycle().skip(1))
        .map(|(a, b)| (*a - from, *b - from))
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum();
    twice.abs() / 2.0
}

/// A walk along the boundary of one area, with the others beside it.
struct Walk<'a, W> {
    own: usize,
    tree: &'a RTree<Side>,
    /// Which areas are looked at; not the own one.
    wanted: &'a W,
    progress: &'a Progress,
}

impl<W: Fn(usize) -> bool> Walk<'_, W> {
    fn strips(&self, ring: &LineString<f64>) -> Result<Vec<Strip>, Cancelled> {
        let Some(first) = ring.0.first() else {
            return Ok(Vec::new());
        };
        let scale = scale(first.y);
        let mut open: BTreeMap<usize, Stretch> = BTreeMap::new();
        // Those with which the ring begins, until its end is known.
        let mut heads: BTreeMap<usize, Stretch> = BTreeMap::new();
        let mut found = Vec::new();
        let mut close = |other: usize, stretch: Stretch| {
            if stretch.is_first {
                heads.insert(other, stretch);
            } else {
                found.extend(stretch.strip(self.own, other, scale));
            }
        };
        let mut is_first = true;
        let mut look = |at: Coord<f64>| {
            let near = self.near(at, scale);
            let ended: Vec<usize> = open
                .keys()
                .copied()
                .filter(|other| !near.contains_key(other))
                .collect();
            for other in ended {
                close(other, open.remove(&other).unwrap_or_default());
            }
            for (other, (distance, point)) in near {
                let stretch = open.entry(other).or_insert_with(|| Stretch {
                    is_first,
                    ..Stretch::default()
                });
                stretch.push(at, distance, point);
                if distance < LEAST_M {
                    // The lines meet: what comes is another strip, and may lie on the other side.
                    let mut next = Stretch::default();
                    next.push(at, distance, point);
                    close(other, std::mem::replace(stretch, next));
                }
            }
            is_first = false;
        };
        for side in ring.lines() {
            self.progress.check()?;
            look(side.start);
            self.stops(side, scale).into_iter().for_each(&mut look);
        }
        look(*ring.0.last().unwrap_or(first));
        for (other, stretch) in open {
            let whole = match heads.remove(&other) {
                Some(head) => stretch.join(head),
                None => stretch,
            };
            found.extend(whole.strip(self.own, other, scale));
        }
        let left = heads.into_iter();
        found.extend(left.filter_map(|(other, head)| head.strip(self.own, other, scale)));
        Ok(found)
    }

    /// The nearest point of each other boundary that is near `at`, and how many metres it is away.
    fn near(&self, at: Coord<f64>, scale: [f64; 2]) -> BTreeMap<usize, (f64, Coord<f64>)> {
        let mut near: BTreeMap<usize, (f64, Coord<f64>)> = BTreeMap::new();
        for side in self.around(at, at, scale) {
            let (distance, point) = nearest(at, side.geom(), scale);
            if distance > WIDEST_M {
                continue;
            }
            let best = near.entry(side.data).or_insert((distance, point));
            if distance < best.0 {
                *best = (distance, point);
            }
        }
        near
    }

    /// The places of `side` besides its ends where the other boundaries have to be looked at: opposite their
    /// corners, and where they cross it. Between two of them all lines are straight. Where a corner lies beside
    /// an end, the end may lie on the other boundary and the rest of the side not: a strip as wide everywhere.
    fn stops(&self, side: Line<f64>, scale: [f64; 2]) -> Vec<Coord<f64>> {
        let metric = |[x, y]: [f64; 2]| Coord {
            x: (x - side.start.x) * scale[0],
            y: (y - side.start.y) * scale[1],
        };
        let cross = |a: Coord<f64>, b: Coord<f64>| a.x * b.y - a.y * b.x;
        let step = metric([side.end.x, side.end.y]);
        let length = step.x.hypot(step.y);
        let margin = SAME_M / length;
        if margin > 0.5 || !margin.is_finite() {
            return Vec::new();
        }
        let mut shares = Vec::new();
        let (reach, mut beside_end) = (WIDEST_M / length, false);
        for other in self.around(side.start, side.end, scale) {
            let from = metric(other.geom().from);
            let along = metric(other.geom().to) - from;
            let off = cross(step, from).abs() / length;
            if off <= WIDEST_M {
                let share = (from.x * step.x + from.y * step.y) / (length * length);
                beside_end |=
                    off >= LEAST_M && (share.abs() <= reach || (share - 1.0).abs() <= reach);
                shares.push(share);
            }
            let turn = cross(step, along);
            // Of parallel lines the quotients are no numbers, or far off.
            if (0.0..=1.0).contains(&(cross(from, step) / turn)) {
                shares.push(cross(from, along) / turn);
            }
        }
        if beside_end {
            let inwards = reach.min(0.25);
            shares.extend([inwards, 1.0 - inwards]);
        }
        shares.retain(|share| (margin..1.0 - margin).contains(share));
        shares.sort_by(f64::total_cmp);
        shares.dedup_by(|later, share| *later - *share < margin);
        shares
            .into_iter()
            .map(|share| side.start + side.delta() * share)
            .collect()
    }

    /// The sides of other areas that come near the box with the corners `a` and `b`.
    fn around(&self, a: Coord<f64>, b: Coord<f64>, scale: [f64; 2]) -> impl Iterator<Item = &Side> {
        let reach = [WIDEST_M / scale[0], WIDEST_M / scale[1]];
        let around = AABB::from_corners(
            [a.x.min(b.x) - reach[0], a.y.min(b.y) - reach[1]],
            [a.x.max(b.x) + reach[0], a.y.max(b.y) + reach[1]],
        );
        self.tree
            .locate_in_envelope_intersecting(&around)
            .filter(|side| (self.wanted)(side.data))
    }
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
        slivers(areas, &|_| true, &Progress::silent()).unwrap()
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
        let new = slivers(&three, &|index| index == 2, &Progress::silent()).unwrap();
        assert_eq!(new.len(), 1);
        assert_eq!(new[0].areas, (1, 2));
    }

    /// Two areas that meet along the meridian of 102.0: the left one bounded by it, the right one by `line`,
    /// metres to the east (negative: west) and to the north of 102.0, 25.0.
    fn beside(line: &[(f64, f64)]) -> [Geometry<f64>; 2] {
        let [east, north] = scale(25.0);
        let at = |(x, y): (f64, f64)| Coord {
            x: 102.0 + x / east,
            y: 25.0 + y / north,
        };
        let (first, last) = (line[0], line[line.len() - 1]);
        let left = [
            (0.0, first.1),
            (0.0, last.1),
            (-900.0, last.1),
            (-900.0, first.1),
        ];
        let right = [(900.0, last.1), (900.0, first.1)];
        let area = |line: Vec<(f64, f64)>| {
            Polygon::new(line.into_iter().map(at).collect(), Vec::new()).into()
        };
        [
            area(left.to_vec()),
            area(line.iter().copied().chain(right).collect()),
        ]
    }

    /// A gap or (negative) an overlap of `length` x `width` metres that begins `from` metres up the line.
    fn notch(from: f64, length: f64, width: f64) -> [(f64, f64); 4] {
        let to = from + length;
        [(0.0, from), (width, from), (width, to), (0.0, to)]
    }

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 0.03 * expected
    }

    #[test]
    fn one_gap_in_a_long_line_that_is_shared_is_found() {
        let mut line = vec![(0.0, 0.0)];
        line.extend((1..100).map(|step| (0.0, f64::from(step) * 100.0)));
        line.extend(notch(9_920.0, 50.0, 4.0));
        line.extend((100..=200).map(|step| (0.0, f64::from(step) * 100.0)));
        let [one] = found(&beside(&line))[..] else {
            panic!("{:?}", found(&beside(&line)));
        };
        assert!(!one.is_overlap && one.count == 1, "{one:?}");
        assert!(near(one.area_m2, 200.0), "{one:?}");
        assert!((3.0..4.1).contains(&one.width_m), "{one:?}");
        let north = (one.at.y - 25.0) * scale(25.0)[1];
        assert!((9_919.0..9_971.0).contains(&north), "{north}");
    }

    #[test]
    fn lines_that_cross_again_and_again_have_gaps_and_overlaps() {
        // Straight on the one side, from 3 m left of it to 3 m right of it every 100 m on the other.
        let line: Vec<(f64, f64)> = (0..=20)
            .map(|step| {
                (
                    if step % 2 == 0 { 3.0 } else { -3.0 },
                    f64::from(step) * 100.0,
                )
            })
            .collect();
        let found = found(&beside(&line));
        let [gaps, overlaps] = &found[..] else {
            panic!("{found:?}");
        };
        assert!(!gaps.is_overlap && overlaps.is_overlap, "{found:?}");
        // Triangles of 100 m x 3 m, half as long at both ends.
        assert_eq!((gaps.count, overlaps.count), (11, 10));
        assert!(near(gaps.area_m2, 1500.0), "{gaps:?}");
        assert!(near(overlaps.area_m2, 1500.0), "{overlaps:?}");
        assert!((gaps.width_m - 1.5).abs() < 0.05, "{gaps:?}");
    }

    #[test]
    fn ten_gaps_are_ten_and_the_largest_is_named() {
        let mut line = vec![(0.0, 0.0)];
        // 100, 10 and 60 m², then seven of 40 m²: the mean falls below what comes later.
        let lengths = [50.0, 10.0, 30.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0];
        for (index, length) in (1..).zip(lengths) {
            let width = if index == 2 { 1.0 } else { 2.0 };
            line.extend(notch(f64::from(index) * 200.0, length, width));
        }
        line.push((0.0, 3000.0));
        let [one] = found(&beside(&line))[..] else {
            panic!("{:?}", found(&beside(&line)));
        };
        assert_eq!((one.is_overlap, one.count), (false, 10));
        assert!(near(one.area_m2, 450.0), "{one:?}");
        let north = (one.at.y - 25.0) * scale(25.0)[1];
        assert!((199.0..251.0).contains(&north), "{north}");
    }

    #[test]
    fn a_gap_over_the_corner_where_a_ring_begins_is_one() {
        // The right area begins within the gap.
        let [left, right] = beside(&[(0.0, 0.0), (4.0, 400.0), (0.0, 800.0)]);
        let Geometry::Polygon(right) = right else {
            panic!("an area");
        };
        let mut ring = right.exterior().0.clone();
        ring.pop();
        ring.rotate_left(1);
        let right = Polygon::new(LineString(ring), Vec::new()).into();
        let [one] = found(&[left, right])[..] else {
            panic!("one sliver");
        };
        assert_eq!((one.is_overlap, one.count), (false, 1));
        assert!(near(one.area_m2, 1600.0), "{one:?}");
    }

    #[test]
    fn corners_of_one_line_only_are_not_measured_across_the_whole_side() {
        // The right line stays on the left one but for its last 50 m of 5 km: 4 m off at the end.
        let line = [(0.0, 0.0), (0.0, 4_950.0), (4.0, 5_000.0)];
        let [one] = found(&beside(&line))[..] else {
            panic!("one sliver");
        };
        assert!(near(one.area_m2, 100.0), "{one:?}");
        assert!((one.width_m - 2.0).abs() < 0.1, "{one:?}");
    }

    #[test]
    fn straight_sides_that_overlap_evenly_are_found() {
        let rectangle = |west: f64, east: f64| -> Geometry<f64> {
            let ring = [
                (west, 25.0),
                (east, 25.0),
                (east, 25.01),
                (west, 25.01),
                (west, 25.0),
            ];
            Polygon::new(LineString::from(ring.to_vec()), Vec::new()).into()
        };
        for width in [5.0, -5.0] {
            let west = 102.01 - width / scale(25.0)[0];
            let areas = [rectangle(102.0, 102.01), rectangle(west, 102.02)];
            let [one] = found(&areas)[..] else {
                panic!("one sliver of {width} m");
            };
            let area = 5.0 * 0.01 * scale(25.0)[1];
            assert_eq!(one.is_overlap, width > 0.0);
            assert!((one.area_m2 / area - 1.0).abs() < 0.02, "{one:?}");
            assert!((4.8..=5.05).contains(&one.width_m), "{one:?}");
        }
    }

    #[test]
    fn a_narrow_area_between_two_others_is_no_gap() {
        let [left, right] = beside(&[(6.0, 0.0), (6.0, 800.0)]);
        assert_eq!(found(&[left.clone(), right.clone()]).len(), 1);
        let [east, north] = scale(25.0);
        let (to, top) = (102.0 + 6.0 / east, 25.0 + 800.0 / north);
        let river = [(102.0, 25.0), (to, 25.0), (to, top), (102.0, top)];
        let river = Polygon::new(LineString::from(river.to_vec()), Vec::new()).into();
        assert_eq!(found(&[left, right, river]), []);
    }

    #[test]
    fn who_cancels_is_heard() {
        let progress = Progress::silent();
        progress.cancel();
        let areas = [square(102.0, 0.0), square(102.01, 6.0)];
        assert_eq!(slivers(&areas, &|_| true, &progress), Err(Cancelled));
    }
}
