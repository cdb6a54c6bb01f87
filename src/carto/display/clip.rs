//! Cutting rings and lines at a box. Rings stay rings: where they leave the box they run along its
//! edge, which a painter's clip hides; their area within the box is exact. Lines fall into pieces.

use geo::{Coord, Rect};

/// A piece of a line within the box.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its vertices.
    pub coords: Vec<Coord<f64>>,
    /// How far along the whole line it begins.
    pub along: f64,
}

/// The part of a ring inside `area`, after Sutherland and Hodgman: one ring without a closing vertex,
/// perhaps with edges that run forth and back along the box. Empty when nothing is inside. The ring
/// may have a closing vertex or not.
pub fn ring(ring: &[Coord<f64>], area: Rect<f64>) -> Vec<Coord<f64>> {
    let (min, max) = (area.min(), area.max());
    let mut from: Vec<Coord<f64>> = ring.to_vec();
    if from.len() > 1 && from.first() == from.last() {
        from.pop();
    }
    let mut into = Vec::with_capacity(from.len() + 8);
    // Signed distance to each side of the box, positive inside.
    let sides: [&dyn Fn(Coord<f64>) -> f64; 4] = [
        &|at| at.x - min.x,
        &|at| max.x - at.x,
        &|at| at.y - min.y,
        &|at| max.y - at.y,
    ];
    for side in sides {
        into.clear();
        let Some(mut before) = from.last().copied() else {
            return from;
        };
        let mut before_in = side(before);
        for at in from.iter().copied() {
            let at_in = side(at);
            if (at_in >= 0.0) != (before_in >= 0.0) {
                into.push(before + (at - before) * (before_in / (before_in - at_in)));
            }
            if at_in >= 0.0 {
                into.push(at);
            }
            (before, before_in) = (at, at_in);
        }
        std::mem::swap(&mut from, &mut into);
    }
    from
}

/// The pieces of a line inside `area`, in order. A closed line is given with its closing vertex.
pub fn line(coords: &[Coord<f64>], area: Rect<f64>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut along = 0.0;
    let mut open = false;
    for leg in coords.windows(2) {
        let (from, to) = (leg[0], leg[1]);
        let delta = to - from;
        let length = delta.x.hypot(delta.y);
        match inside(from, delta, area) {
            Some((enter, leave)) => {
                if !(open && enter == 0.0) {
                    pieces.push(Piece {
                        coords: vec![from + delta * enter],
                        along: along + length * enter,
                    });
                }
                if let Some(piece) = pieces.last_mut() {
                    piece.coords.push(from + delta * leave);
                }
                open = leave == 1.0;
            }
            None => open = false,
        }
        along += length;
    }
    pieces
}

/// The shares of a segment between which it is inside, after Liang and Barsky; `None` when it never is.
fn inside(from: Coord<f64>, delta: Coord<f64>, area: Rect<f64>) -> Option<(f64, f64)> {
    let (min, max) = (area.min(), area.max());
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (speed, room) in [
        (-delta.x, from.x - min.x),
        (delta.x, max.x - from.x),
        (-delta.y, from.y - min.y),
        (delta.y, max.y - from.y),
    ] {
        if speed == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if speed < 0.0 {
            enter = enter.max(room / speed);
        } else {
            leave = leave.min(room / speed);
        }
    }
    (enter <= leave).then_some((enter, leave))
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, BooleanOps as _, Contains as _, LineString, Point, Polygon};
    use proptest::prelude::*;

    use super::*;

    fn window() -> Rect<f64> {
        Rect::new((0.0, 0.0), (100.0, 80.0))
    }

    /// A star-shaped ring around `center`, so that it never crosses itself.
    fn star(center: (f64, f64), radii: &[f64]) -> LineString<f64> {
        let mut ring: Vec<Coord<f64>> = radii
            .iter()
            .enumerate()
            .map(|(index, radius)| {
                let angle = std::f64::consts::TAU * index as f64 / radii.len() as f64;
                Coord {
                    x: center.0 + radius * angle.cos(),
                    y: center.1 + radius * angle.sin(),
                }
            })
            .collect();
        ring.push(ring[0]);
        LineString(ring)
    }

    fn area_of(ring: &[Coord<f64>]) -> f64 {
        Polygon::new(LineString(ring.to_vec()), Vec::new()).unsigned_area()
    }

    proptest! {
        #[test]
        fn the_area_inside_is_that_of_the_exact_intersection(
            center in (-40.0_f64..140.0, -40.0_f64..120.0),
            radii in prop::collection::vec(12.0_f64..120.0, 5..40),
            share in 0.1_f64..0.9,
        ) {
            let shell = star(center, &radii);
            let inner: Vec<f64> = radii.iter().map(|radius| radius * share).collect();
            let hole = star(center, &inner);
            let polygon = Polygon::new(shell.clone(), vec![hole.clone()]);
            let exact = polygon.intersection(&window().to_polygon()).unsigned_area();
            let clipped = area_of(&ring(&shell.0, window())) - area_of(&ring(&hole.0, window()));
            prop_assert!((clipped - exact).abs() < 1e-3 + exact * 1e-6, "{clipped} {exact}");
        }

        #[test]
        fn what_a_ring_covers_in_the_box_is_covered_after_cutting(
            center in (-40.0_f64..140.0, -40.0_f64..120.0),
            radii in prop::collection::vec(12.0_f64..120.0, 5..40),
            probe in (1.0_f64..99.0, 1.0_f64..79.0),
        ) {
            let shell = star(center, &radii);
            let before = Polygon::new(shell.clone(), Vec::new());
            let after = Polygon::new(LineString(ring(&shell.0, window())), Vec::new());
            let probe = Point::new(probe.0, probe.1);
            // On the very edge both answers are right.
            prop_assume!(!near_edge(&shell, probe));
            prop_assert_eq!(before.contains(&probe), after.contains(&probe));
        }

        #[test]
        fn pieces_have_the_length_of_the_line_inside(
            vertices in prop::collection::vec((-50.0_f64..150.0, -50.0_f64..130.0), 2..30),
        ) {
            let coords: Vec<Coord<f64>> = vertices.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect();
            let lines = geo::MultiLineString(vec![LineString(coords.clone())]);
            let exact = window().to_polygon().clip(&lines, false);
            let length = |coords: &[Coord<f64>]| -> f64 {
                coords.windows(2).map(|leg| (leg[1].x - leg[0].x).hypot(leg[1].y - leg[0].y)).sum()
            };
            let wanted: f64 = exact.iter().map(|line| length(&line.0)).sum();
            let pieces = line(&coords, window());
            let found: f64 = pieces.iter().map(|piece| length(&piece.coords)).sum();
            prop_assert!((found - wanted).abs() < 1e-3 + wanted * 1e-6, "{found} {wanted}");
        }
    }

    fn near_edge(ring: &LineString<f64>, at: Point<f64>) -> bool {
        ring.lines()
            .any(|leg| crate::geodesy::chunk::segment_distance_2(leg.start, leg.end, at.0) < 1e-12)
    }

    #[test]
    fn a_piece_knows_where_along_the_line_it_begins() {
        let coords =
            [(-30.0, 10.0), (50.0, 10.0), (50.0, 200.0), (60.0, 20.0)].map(|(x, y)| Coord { x, y });
        let pieces = line(&coords, window());
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0].along, 30.0);
        assert_eq!(pieces[0].coords.len(), 3);
        assert!(pieces[1].along > 30.0 + 50.0 + 70.0);
        assert!(line(&coords, Rect::new((900.0, 900.0), (950.0, 950.0))).is_empty());
    }

    #[test]
    fn a_ring_around_the_box_becomes_the_box() {
        let around = star((50.0, 40.0), &[900.0; 12]);
        assert!((area_of(&ring(&around.0, window())) - 8_000.0).abs() < 1e-9);
        assert!(ring(&star((900.0, 900.0), &[10.0; 9]).0, window()).is_empty());
    }
}
