//! GCJ-02 and BD-09: the shifted coordinates of Chinese web maps, after their public formulas.
//!
//! A register filled in from such a map is off by 354–405 m (GCJ-02) or 846–912 m (BD-09) around
//! Kunming. Only used to notice that: nothing is ever shifted back silently. Crates were looked at:
//! `coordtransform` carries a border mask under the `ODbL`, `gcj02` is kept no longer.

use std::f64::consts::PI;

use geo::Coord;

/// A shifted coordinate system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shift {
    /// 国测局坐标 (火星坐标), of 高德 and 腾讯.
    Gcj02,
    /// 百度坐标: GCJ-02 with a second shift.
    Bd09,
}

/// Krasovsky ellipsoid, as the formula has it.
const AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;
/// Steps of the inverse; each takes three digits or more off the error.
const STEPS: usize = 6;

impl Shift {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Gcj02, Self::Bd09];

    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Gcj02 => "GCJ-02",
            Self::Bd09 => "BD-09",
        }
    }

    /// As typed: `gcj02`, `bd09`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// Where the map shows `at` (WGS 84 or CGCS2000 degrees).
    pub fn apply(self, at: Coord<f64>) -> Coord<f64> {
        match self {
            Self::Gcj02 => gcj02(at),
            Self::Bd09 => bd09(gcj02(at)),
        }
    }

    /// What the map shows at `shown`; within a millimetre. Meaningless outside China.
    pub fn undo(self, shown: Coord<f64>) -> Coord<f64> {
        let mut at = shown;
        for _ in 0..STEPS {
            let there = self.apply(at);
            at = at + shown - there;
        }
        at
    }
}

fn gcj02(at: Coord<f64>) -> Coord<f64> {
    let (x, y) = (at.x - 105.0, at.y - 35.0);
    let wave = |t: f64, a: f64, b: f64| (a * (t * PI).sin() + b * (t * PI / 3.0).sin()) * 2.0 / 3.0;
    let common = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common
        + wave(y, 20.0, 40.0)
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common
        + wave(x, 20.0, 40.0)
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let latitude = at.y.to_radians();
    let magic = 1.0 - ECCENTRICITY_2 * latitude.sin().powi(2);
    let root = magic.sqrt();
    let meridian = AXIS_M * (1.0 - ECCENTRICITY_2) / (magic * root);
    Coord {
        x: at.x + (east / (AXIS_M / root * latitude.cos())).to_degrees(),
        y: at.y + (north / meridian).to_degrees(),
    }
}

fn bd09(at: Coord<f64>) -> Coord<f64> {
    let turn = PI * 3000.0 / 180.0;
    let radius = at.x.hypot(at.y) + 0.000_02 * (at.y * turn).sin();
    let angle = at.y.atan2(at.x) + 0.000_003 * (at.x * turn).cos();
    Coord {
        x: radius * angle.cos() + 0.0065,
        y: radius * angle.sin() + 0.006,
    }
}

#[cfg(test)]
mod tests {
    use geo::{Distance as _, Geodesic, Point};
    use proptest::prelude::*;

    use super::*;

    fn shifted_by(shift: Shift, at: Coord<f64>) -> (Coord<f64>, f64) {
        let shown = shift.apply(at);
        (shown - at, Geodesic.distance(Point(at), Point(shown)))
    }

    #[test]
    fn the_capital_is_where_published_examples_say() {
        // 天安门: 116.404, 39.915 in WGS 84.
        let at = Coord {
            x: 116.404,
            y: 39.915,
        };
        let gcj = Shift::Gcj02.apply(at);
        assert!((gcj.x - 116.410_244_499).abs() < 1e-8 && (gcj.y - 39.916_404_281).abs() < 1e-8);
        let bd = Shift::Bd09.apply(at);
        assert!((bd.x - 116.416_627_244).abs() < 1e-8 && (bd.y - 39.922_699_552).abs() < 1e-8);
    }

    /// Computed apart from this program: town, then by how many degrees east and north each map is off.
    /// All lie in the ranges of domain facts 8.2 or within a tenth of them.
    const TOWNS: [([f64; 2], [f64; 4]); 5] = [
        ([102.71, 25.04], [0.001_44, -0.002_98, 0.007_85, 0.003_30]),
        ([102.48, 24.92], [0.001_46, -0.002_90, 0.007_87, 0.003_40]),
        ([103.03, 25.34], [0.001_77, -0.002_85, 0.008_35, 0.002_90]),
        ([103.18, 26.08], [0.001_89, -0.003_23, 0.008_37, 0.002_95]),
        ([102.783, 25.143], [0.001_49, -0.002_96, 0.008_06, 0.002_74]),
    ];

    #[test]
    fn around_kunming_the_shift_is_as_computed_elsewhere() {
        for ([x, y], [gcj_x, gcj_y, bd_x, bd_y]) in TOWNS {
            let at = Coord { x, y };
            let near = |a: f64, b: f64| (a - b).abs() < 6e-6;
            let (by, metres) = shifted_by(Shift::Gcj02, at);
            assert!(near(by.x, gcj_x) && near(by.y, gcj_y), "{at:?} {by:?}");
            assert!((350.0..410.0).contains(&metres), "{metres}");
            let (by, metres) = shifted_by(Shift::Bd09, at);
            assert!(near(by.x, bd_x) && near(by.y, bd_y), "{at:?} {by:?}");
            assert!((860.0..905.0).contains(&metres), "{metres}");
        }
    }

    proptest! {
        #[test]
        fn undo_undoes_apply(x in 102.0_f64..104.0, y in 24.0_f64..27.0) {
            let at = Coord { x, y };
            for shift in Shift::ALL {
                let back = shift.undo(shift.apply(at));
                prop_assert!((back.x - x).abs() < 1e-9 && (back.y - y).abs() < 1e-9, "{shift:?} {back:?}");
            }
        }
    }
}
