//! What is marked along the map's edge: longitude and latitude, or kilometres of the plane, each with its
//! number, and crosses where two of them meet inside the map.

use geo::Coord;

use crate::carto::display::Mm;
use crate::carto::display::frame::MapFrame;
use crate::carto::scene::Scene;
use crate::carto::sheet::Ticks;
use crate::domain::LonLat;
use crate::geodesy::{STORAGE_EPSG, Transform};

/// Marks stand at least this far apart, in millimetres.
const APART_MM: f64 = 32.0;
/// Halvings when looking for a place on an edge: enough for a thousandth of a millimetre.
const HALVINGS: usize = 30;
/// Nice distances between meridians and parallels, in seconds of arc.
const STEPS_SEC: [f64; 20] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0,
    10_800.0, 18_000.0, 36_000.0, 54_000.0, 72_000.0, 108_000.0,
];

/// A side of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

/// A mark on a side.
#[derive(Clone, Debug)]
pub(super) struct Tick {
    pub(super) side: Side,
    /// On the map's edge.
    pub(super) at: Mm,
    pub(super) label: String,
}

/// The marks and crosses of a map.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) ticks: Vec<Tick>,
    pub(super) crosses: Vec<Mm>,
}

/// The marks of `kind`; no graticule where the frame reaches beyond what the CRS can convert.
pub(super) fn marks(scene: &Scene, frame: &MapFrame, kind: Ticks) -> Marks {
    match kind {
        Ticks::None => Marks::default(),
        Ticks::Grid => grid(frame),
        Ticks::Graticule => graticule(scene.metric_epsg, frame).unwrap_or_default(),
    }
}

fn grid(frame: &MapFrame) -> Marks {
    let bounds = frame.metric_bounds(0.0);
    let wanted = APART_MM * frame.m_per_mm;
    let power = 10_f64.powf(wanted.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= wanted)
        .unwrap_or(wanted);
    let label = |metres: f64| {
        let digits = if step >= 1000.0 {
            0
        } else {
            (3.0 - step.log10().floor()).clamp(0.0, 3.0) as usize
        };
        format!("{:.digits$}", metres / 1000.0)
    };
    let [left, top, right, bottom] = frame.place;
    let mut marks = Marks::default();
    let columns = multiples(bounds.min().x, bounds.max().x, step);
    let rows = multiples(bounds.min().y, bounds.max().y, step);
    for x in &columns {
        let at = frame.to_page(Coord {
            x: *x,
            y: frame.center.y,
        })[0];
        for (side, y) in [(Side::Top, top), (Side::Bottom, bottom)] {
            marks.ticks.push(Tick {
                side,
                at: [at, y],
                label: label(*x),
            });
        }
    }
    for y in &rows {
        let at = frame.to_page(Coord {
            x: frame.center.x,
            y: *y,
        })[1];
        for (side, x) in [(Side::Left, left), (Side::Right, right)] {
            marks.ticks.push(Tick {
                side,
                at: [x, at],
                label: label(*y),
            });
        }
    }
    for x in &columns {
        for y in &rows {
            marks.crosses.push(frame.to_page(Coord { x: *x, y: *y }));
        }
    }
    marks
}

fn graticule(epsg: u32, frame: &MapFrame) -> Option<Marks> {
    // A page may show far more than the data, for which alone the scene's grid was made.
    let to_degrees = Transform::between(epsg, STORAGE_EPSG).ok()?;
    let to_plane = Transform::between(STORAGE_EPSG, epsg).ok()?;
    let [left, top, right, bottom] = frame.place.map(f64::from);
    let at = |x: f64, y: f64| {
        let at = frame.to_metric([x, y]);
        let (lon, lat) = to_degrees.convert(at.x, at.y).ok()?;
        LonLat::try_new(lon, lat).ok()
    };
    let corners = [
        at(left, top)?,
        at(right, top)?,
        at(left, bottom)?,
        at(right, bottom)?,
    ];
    let range = |axis: fn(&LonLat) -> f64| {
        let values = corners.iter().map(axis);
        let low = values.clone().fold(f64::INFINITY, f64::min);
        (low, values.fold(f64::NEG_INFINITY, f64::max))
    };
    let (lon, lat) = (
        range(|position| position.lon),
        range(|position| position.lat),
    );
    // One step for both: meridians and parallels of a map belong together.
    let per_mm = ((lon.1 - lon.0) / (right - left)).max((lat.1 - lat.0) / (bottom - top));
    let wanted = per_mm * APART_MM * 3600.0;
    let step = STEPS_SEC.into_iter().find(|step| *step >= wanted)?;
    let multiples_deg = |(low, high): (f64, f64)| multiples(low, high, step / 3600.0);
    let mut marks = Marks::default();
    for value in multiples_deg(lon) {
        for (side, y) in [(Side::Top, top), (Side::Bottom, bottom)] {
            let along = |share: f64| at(left + (right - left) * share, y).map(|here| here.lon);
            if let Some(share) = crossing(along, value) {
                marks.ticks.push(Tick {
                    side,
                    at: [(left + (right - left) * share) as f32, y as f32],
                    label: angle(value, step),
                });
            }
        }
    }
    for value in multiples_deg(lat) {
        for (side, x) in [(Side::Left, left), (Side::Right, right)] {
            let along = |share: f64| at(x, top + (bottom - top) * share).map(|here| here.lat);
            if let Some(share) = crossing(along, value) {
                marks.ticks.push(Tick {
                    side,
                    at: [x as f32, (top + (bottom - top) * share) as f32],
                    label: angle(value, step),
                });
            }
        }
    }
    for lon in multiples_deg(lon) {
        for lat in multiples_deg(lat) {
            let at = to_plane.convert(lon, lat).ok();
            let at = at.map(|(x, y)| frame.to_page_exact(Coord { x, y }));
            if let Some([x, y]) = at
                && (left..=right).contains(&x)
                && (top..=bottom).contains(&y)
            {
                marks.crosses.push([x as f32, y as f32]);
            }
        }
    }
    Some(marks)
}

/// The multiples of `step` from `low` to `high`.
fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(|number| number as f64 * step).collect()
}

/// Where between 0 and 1 a value that grows or falls all the way is met; `None` where it is not.
fn crossing(value_at: impl Fn(f64) -> Option<f64>, value: f64) -> Option<f64> {
    let (mut low, mut high) = (0.0, 1.0);
    let (first, last) = (value_at(low)?, value_at(high)?);
    let rising = last > first;
    if value < first.min(last) || value > first.max(last) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if (value_at(middle)? < value) == rising {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// Degrees, with minutes and seconds as far as the step needs them.
fn angle(degrees: f64, step_sec: f64) -> String {
    let seconds = (degrees.abs() * 3600.0).round() as u64;
    let (whole, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let sign = if degrees < 0.0 { "-" } else { "" };
    if step_sec >= 3600.0 {
        format!("{sign}{whole}°")
    } else if step_sec >= 60.0 {
        format!("{sign}{whole}°{minutes:02}′")
    } else {
        format!("{sign}{whole}°{minutes:02}′{rest:02}″")
    }
}

#[cfg(test)]
mod tests {
    use geo::Rect;

    use super::*;
    use crate::carto::display::frame::View;

    fn frame(denominator: f64) -> (Scene, MapFrame) {
        let (grid, bounds) =
            Scene::grid(4543, Some(Rect::new((102.0, 24.5), (103.5, 26.0)))).unwrap();
        let scene = Scene::new(grid, bounds, Vec::new());
        let center = scene.bounds.center();
        let view = View::Scale {
            denominator,
            center,
        };
        let frame = MapFrame::new(&scene, [10.0, 20.0, 190.0, 240.0], view);
        (scene, frame)
    }

    #[test]
    fn every_tick_is_where_its_number_says() {
        let (scene, frame) = frame(200_000.0);
        let marks = marks(&scene, &frame, Ticks::Graticule);
        assert!(marks.ticks.len() >= 12, "{}", marks.ticks.len());
        for tick in marks.ticks {
            let at = scene
                .to_lon_lat(frame.to_metric(tick.at.map(f64::from)))
                .unwrap();
            let value = match tick.side {
                Side::Top | Side::Bottom => at.lon,
                Side::Left | Side::Right => at.lat,
            };
            let mut parts = tick.label.split(['°', '′']);
            let mut number = || parts.next().unwrap().parse::<f64>().unwrap();
            let read = number() + number() / 60.0;
            assert!((read - value).abs() < 1e-5, "{} {value}", tick.label);
        }
    }

    #[test]
    fn grid_lines_stand_on_round_kilometres_at_every_scale() {
        for denominator in [1_000.0, 25_000.0, 250_000.0, 2_000_000.0] {
            let (scene, frame) = frame(denominator);
            let marks = marks(&scene, &frame, Ticks::Grid);
            assert!(marks.ticks.len() >= 8, "{denominator}");
            for tick in marks.ticks {
                let at = frame.to_metric(tick.at.map(f64::from));
                let km = match tick.side {
                    Side::Top | Side::Bottom => at.x,
                    Side::Left | Side::Right => at.y,
                } / 1000.0;
                let read: f64 = tick.label.parse().unwrap();
                assert!((read - km).abs() < 1e-4 * denominator / 1000.0 * 0.001 + 5e-4);
            }
        }
    }

    #[test]
    fn angles_show_what_the_step_needs() {
        assert_eq!(angle(102.5, 1800.0), "102°30′");
        assert_eq!(angle(102.0, 3600.0), "102°");
        assert_eq!(angle(25.004_166_666, 15.0), "25°00′15″");
    }
}
