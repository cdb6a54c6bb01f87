//! The graticule: meridians and parallels at round angles, as the curves that they are in the project's
//! plane.

use geo::{Coord, Rect};

use crate::carto::grid_lines::{GridKind, GridLine};
use crate::geodesy::{CrsError, STORAGE_EPSG, Transform};

/// Angles between lines in hundredths of a second: 0.01″ to 20°.
const STEPS: [i64; 24] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 1_500, 3_000, 6_000, 12_000, 30_000, 60_000,
    120_000, 180_000, 360_000, 720_000, 1_800_000, 3_600_000, 5_400_000, 7_200_000,
];
const PER_DEGREE: i64 = 360_000;
/// From parallel to parallel at least, in pixels.
const LEAST_PX: f64 = 110.0;
/// Metres of a degree of latitude, about.
const METRES_PER_DEGREE: f64 = 111_000.0;
/// A curve is within this part of a pixel of the true one.
const DEVIATION_PX: f64 = 0.2;
/// Halvings of a stretch between two vertices at most.
const MAX_DEPTH: u32 = 9;
/// Stretches to begin with.
const STRETCHES: i32 = 4;
/// Degrees of longitude and latitude that are tried at most, from the middle of the view.
const REACH_DEG: [f64; 2] = [50.0, 40.0];

/// The ways between the plane of a project and degrees. PROJ contexts belong to one thread.
pub struct Planes {
    to_metric: Transform,
    to_degrees: Transform,
}

impl Planes {
    /// For the projected CRS `epsg`.
    pub fn new(epsg: u32) -> Result<Self, CrsError> {
        Ok(Self {
            to_metric: Transform::between(STORAGE_EPSG, epsg)?,
            to_degrees: Transform::between(epsg, STORAGE_EPSG)?,
        })
    }

    fn metric(&self, lon: f64, lat: f64) -> Option<Coord<f64>> {
        let (x, y) = self.to_metric.convert(lon, lat).ok()?;
        Some(Coord { x, y })
    }
}

/// The step in hundredths of a second for pixels of `m_per_px` metres.
pub fn step_for(m_per_px: f64) -> i64 {
    let least = LEAST_PX * m_per_px / METRES_PER_DEGREE * PER_DEGREE as f64;
    let mut steps = STEPS.into_iter();
    steps
        .find(|step| *step as f64 >= least)
        .unwrap_or(STEPS[STEPS.len() - 1])
}

/// Meridians and parallels through `view` (metres); none where the plane has no degrees.
pub fn graticule(planes: &Planes, view: Rect<f64>, m_per_px: f64) -> Vec<GridLine> {
    let Some([lon, lat]) = degrees_of(planes, view) else {
        return Vec::new();
    };
    let step = step_for(m_per_px);
    let step_deg = step as f64 / PER_DEGREE as f64;
    let deviation = DEVIATION_PX * m_per_px;
    let mut lines = Vec::new();
    for number in numbers(lon, step_deg) {
        let value = (number * step) as f64 / PER_DEGREE as f64;
        let path = curve(lat, deviation, |at| planes.metric(value, at));
        lines.push(line(
            GridKind::Meridian,
            value,
            dms(number * step, step, ['E', 'W']),
            path,
        ));
    }
    for number in numbers(lat, step_deg) {
        let value = (number * step) as f64 / PER_DEGREE as f64;
        let path = curve(lon, deviation, |at| planes.metric(at, value));
        lines.push(line(
            GridKind::Parallel,
            value,
            dms(number * step, step, ['N', 'S']),
            path,
        ));
    }
    lines.retain(|line| line.path.len() > 1);
    lines
}

fn line(kind: GridKind, value: f64, label: String, path: Vec<Coord<f64>>) -> GridLine {
    GridLine {
        kind,
        value,
        label,
        path,
    }
}

/// Multiples of `step` from below `range` to above it.
fn numbers([low, high]: [f64; 2], step: f64) -> impl Iterator<Item = i64> {
    (low / step).floor() as i64..=(high / step).ceil() as i64
}

/// Longitudes and latitudes that the view reaches, from places all along its edge.
fn degrees_of(planes: &Planes, view: Rect<f64>) -> Option<[[f64; 2]; 2]> {
    const ALONG: i32 = 8;
    let place = |x: i32, y: i32| {
        let share = |step: i32| f64::from(step) / f64::from(ALONG);
        let at = view.min()
            + Coord {
                x: view.width() * share(x),
                y: view.height() * share(y),
            };
        planes.to_degrees.convert(at.x, at.y).ok()
    };
    let (middle_lon, middle_lat) = place(ALONG / 2, ALONG / 2)?;
    let mut lon = [middle_lon; 2];
    let mut lat = [middle_lat; 2];
    for (x, y) in (0..=ALONG).flat_map(|x| (0..=ALONG).map(move |y| (x, y))) {
        if let Some((own_lon, own_lat)) = place(x, y) {
            lon = [lon[0].min(own_lon), lon[1].max(own_lon)];
            lat = [lat[0].min(own_lat), lat[1].max(own_lat)];
        }
    }
    let limited = |[low, high]: [f64; 2], middle: f64, reach: f64, most: f64| {
        [
            low.max(middle - reach).max(-most),
            high.min(middle + reach).min(most),
        ]
    };
    Some([
        limited(lon, middle_lon, REACH_DEG[0], 180.0),
        limited(lat, middle_lat, REACH_DEG[1], 89.0),
    ])
}

/// A curve over `range`, with as many vertices as it takes to come within `deviation` of it.
fn curve(
    [low, high]: [f64; 2],
    deviation: f64,
    at: impl Fn(f64) -> Option<Coord<f64>>,
) -> Vec<Coord<f64>> {
    let mut path = Vec::new();
    let mut before: Option<(f64, Coord<f64>)> = None;
    for stretch in 0..=STRETCHES {
        let value = low + (high - low) * f64::from(stretch) / f64::from(STRETCHES);
        let Some(place) = at(value) else {
            // Beyond where the plane is defined, a line ends.
            before = None;
            continue;
        };
        if let Some(from) = before {
            refine(from, (value, place), (deviation, MAX_DEPTH), &at, &mut path);
        } else {
            path.clear();
        }
        path.push(place);
        before = Some((value, place));
    }
    path
}

/// Adds the vertices between two places.
fn refine(
    from: (f64, Coord<f64>),
    to: (f64, Coord<f64>),
    (deviation, depth): (f64, u32),
    at: &impl Fn(f64) -> Option<Coord<f64>>,
    path: &mut Vec<Coord<f64>>,
) {
    let value = f64::midpoint(from.0, to.0);
    let Some(middle) = at(value).filter(|_| depth > 0) else {
        return;
    };
    let chord = (from.1 + to.1) / 2.0;
    if (middle.x - chord.x).hypot(middle.y - chord.y) <= deviation {
        return;
    }
    let next = (deviation, depth - 1);
    refine(from, (value, middle), next, at, path);
    path.push(middle);
    refine((value, middle), to, next, at, path);
}

/// An angle in hundredths of a second, as precise as a grid with this step needs it.
pub fn dms(hundredths: i64, step: i64, letters: [char; 2]) -> String {
    let letter = letters[usize::from(hundredths < 0)];
    let whole = hundredths.unsigned_abs();
    let degrees = whole / 360_000;
    let (minutes, rest) = (whole % 360_000 / 6_000, whole % 6_000);
    let (seconds, part) = (rest / 100, rest % 100);
    if step % PER_DEGREE == 0 {
        format!("{degrees}°{letter}")
    } else if step % 6_000 == 0 {
        format!("{degrees}°{minutes:02}′{letter}")
    } else if step % 100 == 0 {
        format!("{degrees}°{minutes:02}′{seconds:02}″{letter}")
    } else if step % 10 == 0 {
        format!("{degrees}°{minutes:02}′{seconds:02}.{}″{letter}", part / 10)
    } else {
        format!("{degrees}°{minutes:02}′{seconds:02}.{part:02}″{letter}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planes() -> Planes {
        Planes::new(4543).unwrap()
    }

    fn view(half: f64) -> Rect<f64> {
        Rect::new(
            (578_954.0 - half, 2_782_124.0 - half),
            (578_954.0 + half, 2_782_124.0 + half),
        )
    }

    #[test]
    fn every_vertex_lies_where_proj_puts_it_and_the_curve_between_within_a_pixel() {
        let planes = planes();
        let exact = Transform::between(4490, 4543).unwrap();
        for (half, m_per_px) in [(40.0, 0.1), (60_000.0, 100.0), (500_000.0, 800.0)] {
            let lines = graticule(&planes, view(half), m_per_px);
            assert!(lines.len() >= 4, "{}", lines.len());
            for line in &lines {
                let mut before = None;
                for place in &line.path {
                    let (lon, lat) = planes.to_degrees.convert(place.x, place.y).unwrap();
                    let own = if line.kind == GridKind::Meridian {
                        lon
                    } else {
                        lat
                    };
                    assert!((own - line.value).abs() < 1e-9, "{own} {line:?}");
                    if let Some((lon_before, lat_before, from)) = before {
                        let (x, y) = exact
                            .convert(
                                f64::midpoint(lon, lon_before),
                                f64::midpoint(lat, lat_before),
                            )
                            .unwrap();
                        let chord: Coord<f64> = (*place + from) / 2.0;
                        assert!((x - chord.x).hypot(y - chord.y) < 0.5 * m_per_px);
                    }
                    before = Some((lon, lat, *place));
                }
            }
        }
    }

    #[test]
    fn the_meridian_102_is_straight_and_others_lean() {
        let lines = graticule(
            &planes(),
            Rect::new((400_000.0, 2_700_000.0), (700_000.0, 2_900_000.0)),
            300.0,
        );
        let spread = |value: f64| {
            let line = lines
                .iter()
                .find(|line| line.kind == GridKind::Meridian && (line.value - value).abs() < 1e-9)
                .unwrap();
            line.path
                .iter()
                .map(|at| at.x)
                .fold(f64::NEG_INFINITY, f64::max)
                - line
                    .path
                    .iter()
                    .map(|at| at.x)
                    .fold(f64::INFINITY, f64::min)
        };
        assert!(
            spread(102.0) < 1e-6,
            "the central meridian is easting 500 000"
        );
        assert!(spread(103.0) > 500.0);
    }

    #[test]
    fn steps_are_round_and_labels_no_more_precise_than_they_must_be() {
        for (m_per_px, step, label) in [
            (0.1323, 50, "102°43′00.5″E"),
            (1.0, 500, "102°43′05″E"),
            (20.0, 12_000, "102°44′E"),
            (800.0, 360_000, "103°E"),
        ] {
            assert_eq!(step_for(m_per_px), step, "{m_per_px}");
            let first = (102 * 360_000 + 43 * 6_000) / step * step + step;
            assert_eq!(dms(first, step, ['E', 'W']), label);
        }
        assert_eq!(dms(-360_000, 360_000, ['N', 'S']), "1°S");
    }
}
