//! Where the map lies on the page and how large. The scale is true at the frame's centre: a millimetre
//! there is what the scale says on the ellipsoid, not on the projected plane.

use geo::{Coord, Rect};

use crate::carto::display::{Mm, MmBox};
use crate::carto::scene::Scene;
use crate::geodesy::ellipsoid::length_m;

/// Half of the baseline over which the plane is compared with the ellipsoid, in metres.
const PROBE_M: f64 = 500.0;
/// Smallest and largest scale denominators that a page may have.
const DENOMINATORS: std::ops::RangeInclusive<f64> = 10.0..=50_000_000.0;

/// The map's window on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapFrame {
    /// On the page.
    pub place: MmBox,
    /// Metric position (project CRS) at its centre.
    pub center: Coord<f64>,
    /// The `n` of 1 : n, true at the centre.
    pub denominator: f64,
    /// Metres of the projected plane per millimetre of page.
    pub m_per_mm: f64,
}

/// What part of the world a page shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum View {
    /// All data with a little room around.
    Full,
    /// All of a box in metres of the project CRS.
    Extent(Rect<f64>),
    /// 1 : `denominator` around a metric position.
    Scale {
        /// The `n` of 1 : n.
        denominator: f64,
        /// Centre in metres of the project CRS.
        center: Coord<f64>,
    },
}

impl MapFrame {
    /// The frame at `place` that shows `view` of `scene`.
    pub fn new(scene: &Scene, place: MmBox, view: View) -> Self {
        const ROOM: f64 = 1.04;
        let (width, height) = (
            f64::from(place[2] - place[0]),
            f64::from(place[3] - place[1]),
        );
        let fit = |bounds: Rect<f64>, room: f64| {
            let m_per_mm = (bounds.width() / width).max(bounds.height() / height) * room;
            let factor = plane_factor(scene, bounds.center());
            // A single point has no extent: 1 : 5 000 around it.
            let denominator = if m_per_mm > 0.0 {
                m_per_mm * 1000.0 / factor
            } else {
                5_000.0
            };
            (bounds.center(), denominator)
        };
        let (center, denominator) = match view {
            View::Full => {
                let (center, denominator) = fit(scene.bounds, ROOM);
                (center, round_up(denominator))
            }
            View::Extent(bounds) => fit(bounds, 1.0),
            View::Scale {
                denominator,
                center,
            } => (center, denominator),
        };
        let denominator = denominator.clamp(*DENOMINATORS.start(), *DENOMINATORS.end());
        Self {
            place,
            center,
            denominator,
            m_per_mm: denominator / 1000.0 * plane_factor(scene, center),
        }
    }

    /// Whether 1 : `denominator` can be drawn.
    pub fn takes(denominator: f64) -> bool {
        DENOMINATORS.contains(&denominator)
    }

    /// Where a metric position is on the page.
    pub fn to_page(&self, at: Coord<f64>) -> Mm {
        let [x, y] = self.to_page_exact(at);
        [x as f32, y as f32]
    }

    /// The same in double precision.
    pub fn to_page_exact(&self, at: Coord<f64>) -> [f64; 2] {
        let middle = self.middle();
        [
            middle[0] + (at.x - self.center.x) / self.m_per_mm,
            middle[1] - (at.y - self.center.y) / self.m_per_mm,
        ]
    }

    /// The metric position of a place on the page.
    pub fn to_metric(&self, [x, y]: [f64; 2]) -> Coord<f64> {
        let middle = self.middle();
        Coord {
            x: self.center.x + (x - middle[0]) * self.m_per_mm,
            y: self.center.y - (y - middle[1]) * self.m_per_mm,
        }
    }

    /// What the frame shows, grown by `margin_mm` on each side, in metres.
    pub fn metric_bounds(&self, margin_mm: f64) -> Rect<f64> {
        let [left, top, right, bottom] = self.place.map(f64::from);
        Rect::new(
            self.to_metric([left - margin_mm, bottom + margin_mm]),
            self.to_metric([right + margin_mm, top - margin_mm]),
        )
    }

    /// Greatest deviation of the scale within the frame from that at its centre, as a share; `None`
    /// where the frame reaches beyond what can be converted.
    pub fn distortion(&self, scene: &Scene) -> Option<f64> {
        let here = checked_factor(scene, self.center)?;
        let [left, top, right, bottom] = self.place.map(f64::from);
        let [x, y] = self.middle();
        let mut worst = 0.0_f64;
        for at in [
            [left, top],
            [right, top],
            [left, bottom],
            [right, bottom],
            [left, y],
            [right, y],
            [x, top],
            [x, bottom],
        ] {
            let factor = checked_factor(scene, self.to_metric(at))?;
            worst = worst.max((factor / here - 1.0).abs());
        }
        Some(worst)
    }

    fn middle(&self) -> [f64; 2] {
        let [left, top, right, bottom] = self.place.map(f64::from);
        [f64::midpoint(left, right), f64::midpoint(top, bottom)]
    }
}

/// Metres of the plane per metre of the ellipsoid at a metric position; 1 beyond what the scene can
/// convert.
fn plane_factor(scene: &Scene, at: Coord<f64>) -> f64 {
    checked_factor(scene, at).unwrap_or(1.0)
}

fn checked_factor(scene: &Scene, at: Coord<f64>) -> Option<f64> {
    let mut sum = 0.0;
    // A Gauss-Kruger plane is conformal; both directions are measured all the same.
    for step in [Coord { x: PROBE_M, y: 0.0 }, Coord { x: 0.0, y: PROBE_M }] {
        let ends = [at - step, at + step].map(|end| {
            let position = scene.to_lon_lat(end)?;
            Some(Coord {
                x: position.lon,
                y: position.lat,
            })
        });
        let [Some(from), Some(to)] = ends else {
            return None;
        };
        let line = geo::LineString(vec![from, to]);
        sum += 2.0 * PROBE_M / length_m(&line.into());
    }
    Some(sum / 2.0)
}

/// Digits that scales are rounded to: close enough to each other to fill the page.
const ROUND: [f64; 22] = [
    1.0, 1.1, 1.2, 1.25, 1.3, 1.4, 1.5, 1.6, 1.75, 2.0, 2.2, 2.5, 2.75, 3.0, 3.5, 4.0, 4.5, 5.0,
    6.0, 7.0, 8.0, 9.0,
];

/// The next round denominator: people compare maps by 1 : 250 000, not by 1 : 237 418.
pub fn round_up(denominator: f64) -> f64 {
    let power = 10_f64.powf(denominator.log10().floor());
    ROUND
        .into_iter()
        .map(|digits| digits * power)
        .find(|round| *round >= denominator * 0.999)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LonLat;

    const PLACE: MmBox = [10.0, 20.0, 190.0, 240.0];

    /// A scene without features over the box of the given corners.
    pub(crate) fn bare(low: (f64, f64), high: (f64, f64)) -> Scene {
        let (grid, bounds) = Scene::grid(4543, Some(Rect::new(low, high))).unwrap();
        Scene::new(grid, bounds, Vec::new())
    }

    #[test]
    fn ten_kilometres_on_the_ellipsoid_are_what_the_scale_says() {
        for lat in [21.5, 25.0, 28.9] {
            let scene = bare((100.5, lat - 1.0), (104.0, lat + 1.0));
            // Away from the central meridian, where plane and ellipsoid differ most.
            let center = scene
                .to_metric(LonLat::try_new(103.4, lat).unwrap())
                .unwrap();
            for denominator in [50_000.0, 100_000.0, 500_000.0] {
                let frame = MapFrame::new(
                    &scene,
                    PLACE,
                    View::Scale {
                        denominator,
                        center,
                    },
                );
                let from = scene.to_lon_lat(center).unwrap();
                // East by about ten kilometres, measured on the ellipsoid.
                let to = LonLat::try_new(from.lon + 0.0994, from.lat).unwrap();
                let leg = geo::LineString(vec![
                    Coord {
                        x: from.lon,
                        y: from.lat,
                    },
                    Coord {
                        x: to.lon,
                        y: to.lat,
                    },
                ]);
                let true_m = length_m(&leg.into());
                let [a, b] = [from, to].map(|at| frame.to_page_exact(scene.to_metric(at).unwrap()));
                let page_mm = (b[0] - a[0]).hypot(b[1] - a[1]);
                let wanted_mm = true_m * 1000.0 / denominator;
                assert!(
                    (page_mm / wanted_mm - 1.0).abs() < 1e-3,
                    "{lat} {denominator}"
                );
            }
        }
    }

    #[test]
    fn the_plane_itself_would_be_off_there() {
        let scene = bare((100.5, 20.0), (105.5, 22.0));
        let far = scene
            .to_metric(LonLat::try_new(105.0, 21.0).unwrap())
            .unwrap();
        assert!(plane_factor(&scene, far) > 1.001);
    }

    #[test]
    fn page_and_plane_undo_each_other() {
        let scene = bare((102.0, 24.5), (103.5, 26.0));
        let frame = MapFrame::new(&scene, PLACE, View::Full);
        let [x, y] = frame.to_page_exact(frame.to_metric([33.0, 77.5]));
        assert!((x - 33.0).abs() < 1e-6 && (y - 77.5).abs() < 1e-6);
        assert!(frame.metric_bounds(0.0).width() > scene.bounds.width());
    }

    #[test]
    fn the_full_extent_is_shown_at_a_round_scale() {
        assert_eq!(round_up(237_418.0), 250_000.0);
        assert_eq!(round_up(91_000.0), 100_000.0);
        assert_eq!(round_up(100_000.0), 100_000.0);
    }
}
