//! Where names go: candidates in order of importance, each at the first of its places that is free.
//! Pure geometry; whoever calls it measures the texts.

use std::collections::BTreeMap;

use geo::{Centroid as _, Contains as _, Coord, Geometry, InteriorPoint as _, LineString};

/// A box in pixels: left, top, right, bottom.
pub type PixelBox = [f32; 4];

/// A name that wants a place.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Higher ones are placed first.
    pub priority: u8,
    /// Of two with the same priority the larger is placed first; the size of its feature in pixels.
    pub weight: f32,
    /// Boxes where it may stand, the best one first.
    pub places: Vec<PixelBox>,
}

/// For each candidate the index of the place that it got, or `None` when all were taken. Candidates
/// earlier in the list win where priority and weight are equal, so that the result is stable.
pub fn place(candidates: &[Candidate], taken: &[PixelBox]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&candidates[*a], &candidates[*b]);
        b.priority
            .cmp(&a.priority)
            .then(b.weight.total_cmp(&a.weight))
    });
    let mut occupied = Occupied::default();
    for place in taken {
        occupied.insert(*place);
    }
    let mut result = vec![None; candidates.len()];
    for index in order {
        let places = &candidates[index].places;
        if let Some(slot) = places.iter().position(|place| occupied.is_free(*place)) {
            occupied.insert(places[slot]);
            result[index] = Some(slot);
        }
    }
    result
}

/// Taken boxes in a coarse grid.
#[derive(Default)]
struct Occupied {
    cells: BTreeMap<(i32, i32), Vec<PixelBox>>,
}

const CELL: f32 = 96.0;

impl Occupied {
    fn insert(&mut self, place: PixelBox) {
        for cell in cells(place) {
            self.cells.entry(cell).or_default().push(place);
        }
    }

    fn is_free(&self, place: PixelBox) -> bool {
        cells(place).all(|cell| {
            self.cells
                .get(&cell)
                .is_none_or(|boxes| boxes.iter().all(|other| !meet(*other, place)))
        })
    }
}

fn cells([left, top, right, bottom]: PixelBox) -> impl Iterator<Item = (i32, i32)> {
    let index = |value: f32| (value / CELL).floor() as i32;
    let columns = index(left)..=index(right);
    (index(top)..=index(bottom))
        .flat_map(move |row| columns.clone().map(move |column| (column, row)))
}

/// Whether two boxes share more than an edge.
pub fn meet(a: PixelBox, b: PixelBox) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// The position to which a name belongs: inside an area, halfway along a line, at a point.
pub fn anchor(geometry: &Geometry<f64>) -> Option<Coord<f64>> {
    match geometry {
        Geometry::LineString(line) => midway(line),
        Geometry::MultiLineString(lines) => lines
            .iter()
            .max_by(|a, b| length(a).total_cmp(&length(b)))
            .and_then(midway),
        // The centroid looks best where it lies inside; a crescent needs some other point.
        _ => geometry
            .centroid()
            .filter(|centroid| geometry.contains(centroid))
            .or_else(|| geometry.interior_point())
            .map(Into::into),
    }
}

/// The position halfway along a line.
fn midway(line: &LineString<f64>) -> Option<Coord<f64>> {
    let mut rest = length(line) / 2.0;
    for segment in line.lines() {
        let delta = segment.delta();
        let step = delta.x.hypot(delta.y);
        if step >= rest && step > 0.0 {
            return Some(segment.start + delta * (rest / step));
        }
        rest -= step;
    }
    line.0.first().copied()
}

fn length(line: &LineString<f64>) -> f64 {
    line.lines()
        .map(|segment| segment.delta().x.hypot(segment.delta().y))
        .sum()
}

#[cfg(test)]
mod tests {
    use geo::wkt;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_two_names_overlap(
            boxes in prop::collection::vec((0.0_f32..800.0, 0.0_f32..600.0, 10.0_f32..120.0, 0_u8..4), 1..120),
        ) {
            let candidates: Vec<Candidate> = boxes.iter().map(|(x, y, width, priority)| Candidate {
                priority: *priority,
                weight: *width,
                places: [0.0, 14.0, -14.0].map(|shift| [*x, y + shift, x + width, y + shift + 12.0]).to_vec(),
            }).collect();
            let reserved = [0.0, 0.0, 100.0, 50.0];
            let chosen = place(&candidates, &[reserved]);
            let placed: Vec<PixelBox> = candidates.iter().zip(&chosen)
                .filter_map(|(candidate, slot)| Some(candidate.places[(*slot)?]))
                .chain([reserved])
                .collect();
            for (index, a) in placed.iter().enumerate() {
                for b in &placed[index + 1..] {
                    prop_assert!(!meet(*a, *b), "{:?} {:?}", a, b);
                }
            }
        }
    }

    #[test]
    fn the_more_important_name_wins_and_the_other_takes_its_second_place() {
        let here = [0.0, 0.0, 50.0, 10.0];
        let below = [0.0, 20.0, 50.0, 30.0];
        let minor = Candidate {
            priority: 1,
            weight: 9.0,
            places: vec![here, below],
        };
        let major = Candidate {
            priority: 2,
            weight: 1.0,
            places: vec![here],
        };
        assert_eq!(place(&[minor.clone(), major], &[]), [Some(1), Some(0)]);
        assert_eq!(place(&[minor], &[here, below]), [None]);
    }

    #[test]
    fn names_belong_inside_areas_and_halfway_along_lines() {
        let horseshoe = wkt!(POLYGON((0. 0., 30. 0., 30. 30., 20. 30., 20. 10., 10. 10., 10. 30., 0. 30., 0. 0.)));
        let at = anchor(&horseshoe.clone().into()).unwrap();
        assert!(horseshoe.contains(&at));
        let line = wkt!(LINESTRING(0. 0., 10. 0., 10. 30.));
        assert_eq!(anchor(&line.into()), Some(Coord { x: 10.0, y: 10.0 }));
    }
}
