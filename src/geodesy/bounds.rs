//! Boxes: around two, around a position, and whether they meet.

use geo::{Coord, Rect};

/// One degree of latitude in metres, at its smallest (the equator), so that boxes never fall short.
const METRES_PER_DEGREE: f64 = 110_500.0;

/// The smallest box around two.
pub fn union(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    Rect::new(
        Coord {
            x: a.min().x.min(b.min().x),
            y: a.min().y.min(b.min().y),
        },
        Coord {
            x: a.max().x.max(b.max().x),
            y: a.max().y.max(b.max().y),
        },
    )
}

/// Whether two boxes share a point.
pub fn overlap(a: Rect<f64>, b: Rect<f64>) -> bool {
    a.min().x <= b.max().x
        && b.min().x <= a.max().x
        && a.min().y <= b.max().y
        && b.min().y <= a.max().y
}

/// The box in degrees around `at` (EPSG:4490 degrees) that reaches at least `metres` in every direction.
pub fn around(at: Coord<f64>, metres: f64) -> Rect<f64> {
    let dy = metres / METRES_PER_DEGREE;
    let dx = dy / at.y.to_radians().cos().max(0.01);
    Rect::new((at.x - dx, at.y - dy), (at.x + dx, at.y + dy))
}

/// Lower and upper corner of the box around `coords`; infinities the wrong way round for none.
pub fn corners(coords: &[Coord<f64>]) -> (Coord<f64>, Coord<f64>) {
    let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
    coords.iter().fold(
        (Coord { x: high, y: high }, Coord { x: low, y: low }),
        |(min, max), coord| {
            (
                Coord {
                    x: min.x.min(coord.x),
                    y: min.y.min(coord.y),
                },
                Coord {
                    x: max.x.max(coord.x),
                    y: max.y.max(coord.y),
                },
            )
        },
    )
}
