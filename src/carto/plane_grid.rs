//! The kilometre grid: lines of equal easting and northing of the project's Gauss-Kruger plane, and what
//! its eastings mean.

use geo::{Coord, Rect};

use crate::carto::grid_lines::{GridKind, GridLine};
use crate::domain::Language;

/// From line to line at least, in pixels.
const LEAST_PX: f64 = 90.0;
/// Eastings of zones with a number carry it in front of the metres.
const PER_ZONE: f64 = 1_000_000.0;

/// A Gauss-Kruger zone of CGCS2000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Degrees of longitude that it covers: 3 or 6.
    pub width_deg: u32,
    /// Its central meridian in degrees east.
    pub meridian_deg: u32,
    /// Its number.
    pub number: u32,
    /// Whether eastings carry the number: 34 578 954 instead of 578 954.
    pub prefixed: bool,
}

impl Zone {
    /// The zone that the EPSG code names; `None` for other systems.
    pub const fn of(epsg: u32) -> Option<Self> {
        let (width_deg, number, prefixed) = match epsg {
            4491..=4501 => (6, epsg - 4491 + 13, true),
            4502..=4512 => (6, epsg - 4502 + 13, false),
            4513..=4533 => (3, epsg - 4513 + 25, true),
            4534..=4554 => (3, epsg - 4534 + 25, false),
            _ => return None,
        };
        let meridian_deg = if width_deg == 3 {
            number * 3
        } else {
            number * 6 - 3
        };
        Some(Self {
            width_deg,
            meridian_deg,
            number,
            prefixed,
        })
    }
}

/// What the figures of the grid mean, in one line for the map.
pub fn meaning(epsg: u32, language: Language) -> String {
    let Some(zone) = Zone::of(epsg) else {
        return match language {
            Language::Zh => format!("公里网 EPSG:{epsg} (单位 km)"),
            Language::En => format!("Grid of EPSG:{epsg} in km"),
        };
    };
    let Zone {
        width_deg,
        meridian_deg,
        number,
        prefixed,
    } = zone;
    match (language, prefixed) {
        (Language::Zh, true) => {
            format!(
                "公里网 CGCS2000 {width_deg}°带 {meridian_deg}°E，东坐标含带号 {number} (单位 km)"
            )
        }
        (Language::Zh, false) => {
            format!("公里网 CGCS2000 {width_deg}°带 {meridian_deg}°E，东坐标不含带号 (单位 km)")
        }
        (Language::En, true) => {
            format!(
                "Grid CGCS2000 {width_deg}° zone {meridian_deg}°E, eastings with zone number {number}, km"
            )
        }
        (Language::En, false) => {
            format!(
                "Grid CGCS2000 {width_deg}° zone {meridian_deg}°E, eastings without zone number, km"
            )
        }
    }
}

/// The step in metres for pixels of `m_per_px` metres: 1, 2 or 5 times a power of ten.
pub fn step_for(m_per_px: f64) -> f64 {
    let least = LEAST_PX * m_per_px;
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least)
        .unwrap_or(power * 10.0)
}

/// Lines of equal easting and northing through `view` (metres of the CRS `epsg`).
pub fn plane_grid(epsg: u32, view: Rect<f64>, m_per_px: f64) -> Vec<GridLine> {
    let step = step_for(m_per_px);
    let prefixed = Zone::of(epsg).is_some_and(|zone| zone.prefixed);
    let (low, high) = (view.min(), view.max());
    let numbers = |low: f64, high: f64| (low / step).ceil() as i64..=(high / step).floor() as i64;
    let eastings = numbers(low.x, high.x).map(|number| {
        let x = number as f64 * step;
        GridLine {
            kind: GridKind::Easting,
            value: x,
            label: easting_label(x, step, prefixed),
            path: vec![Coord { x, y: low.y }, Coord { x, y: high.y }],
        }
    });
    let northings = numbers(low.y, high.y).map(|number| {
        let y = number as f64 * step;
        GridLine {
            kind: GridKind::Northing,
            value: y,
            label: kilometres(y, step),
            path: vec![Coord { x: low.x, y }, Coord { x: high.x, y }],
        }
    });
    eastings.chain(northings).collect()
}

/// `578.95`, and with a zone number `34 578.95`.
fn easting_label(x: f64, step: f64, prefixed: bool) -> String {
    if !prefixed {
        return kilometres(x, step);
    }
    let zone = (x / PER_ZONE).floor();
    format!("{zone} {}", kilometres(x - zone * PER_ZONE, step))
}

/// Kilometres with as many decimals as the step needs.
fn kilometres(metres: f64, step: f64) -> String {
    let decimals = (3.0 - step.log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{:.decimals$}", metres / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epsg_codes_name_zones_with_and_without_number() {
        let zone = |epsg| {
            Zone::of(epsg).map(|zone| {
                (
                    zone.width_deg,
                    zone.meridian_deg,
                    zone.number,
                    zone.prefixed,
                )
            })
        };
        assert_eq!(zone(4543), Some((3, 102, 34, false)));
        assert_eq!(zone(4522), Some((3, 102, 34, true)));
        assert_eq!(zone(4507), Some((6, 105, 18, false)));
        assert_eq!(zone(4496), Some((6, 105, 18, true)));
        assert_eq!(zone(32648), None);
        assert!(meaning(4543, Language::Zh).contains("不含带号"));
        assert!(meaning(4522, Language::Zh).contains("含带号 34"));
    }

    #[test]
    fn central_meridians_are_those_of_proj() {
        for epsg in [
            4491, 4501, 4502, 4507, 4512, 4513, 4522, 4533, 4534, 4543, 4554,
        ] {
            let zone = Zone::of(epsg).unwrap();
            let transform = crate::geodesy::Transform::between(4490, epsg).unwrap();
            let (x, _) = transform
                .convert(f64::from(zone.meridian_deg), 25.0)
                .unwrap();
            let number = if zone.prefixed {
                f64::from(zone.number)
            } else {
                0.0
            };
            assert!(
                (x - number * PER_ZONE - 500_000.0).abs() < 1e-3,
                "{epsg}: {x}"
            );
        }
    }

    #[test]
    fn labels_are_kilometres_as_fine_as_the_step() {
        let view = Rect::new((578_900.0, 2_782_100.0), (579_050.0, 2_782_150.0));
        let lines = plane_grid(4543, view, 0.1323);
        let labels: Vec<&str> = lines.iter().map(|line| line.label.as_str()).collect();
        assert_eq!(labels[0], "578.90");
        assert!(labels.contains(&"2782.12"));
        let wide = Rect::new((0.0, 2_000_000.0), (900_000.0, 3_000_000.0));
        let lines = plane_grid(4543, wide, 794.0);
        assert_eq!(lines[1].label, "100");
        let prefixed = Rect::new((34_578_000.0, 0.0), (34_580_000.0, 1.0));
        assert_eq!(plane_grid(4522, prefixed, 10.0)[0].label, "34 578");
    }
}
