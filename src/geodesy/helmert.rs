//! From one datum to another by parameters that somebody determined: four in the plane, seven in space,
//! or four fitted to control points. Pure arithmetic; where parameters come from is not its business.

use geo::Coord;

/// Similarity in the plane, metres: `E' = dx + a·E − b·N`, `N' = dy + b·E + a·N`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    shift: Coord<f64>,
    a: f64,
    b: f64,
}

/// A control point: where it is, and where it should come to lie.
pub type Pair = (Coord<f64>, Coord<f64>);

/// A plane fitted to control points.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The similarity.
    pub plane: Plane,
    /// How far each control point stays off, metres, in the order given.
    pub residuals_m: Vec<f64>,
}

/// Similarity in space, in the position vector convention.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seven {
    /// Shifts of the origin, metres.
    pub shift_m: [f64; 3],
    /// Rotations about the three axes, seconds of arc.
    pub rotation_s: [f64; 3],
    /// Change of scale, parts per million.
    pub scale_ppm: f64,
}

/// Half the long axis in metres, and the inverse of the flattening.
pub type Ellipsoid = (f64, f64);

fn seconds(angle: f64) -> f64 {
    (angle / 3600.0).to_radians()
}

impl Plane {
    /// Of shifts in metres, a rotation (counter-clockwise from east, seconds of arc) and a change of
    /// scale in parts per million.
    pub fn new(shift_m: Coord<f64>, rotation_s: f64, scale_ppm: f64) -> Self {
        let scale = 1.0 + scale_ppm * 1e-6;
        let angle = seconds(rotation_s);
        Self {
            shift: shift_m,
            a: scale * angle.cos(),
            b: scale * angle.sin(),
        }
    }

    /// Where `at` (easting, northing) comes to lie.
    pub fn apply(&self, at: Coord<f64>) -> Coord<f64> {
        Coord {
            x: self.shift.x + self.a * at.x - self.b * at.y,
            y: self.shift.y + self.b * at.x + self.a * at.y,
        }
    }

    /// Shift of the origin, metres.
    pub const fn shift_m(&self) -> Coord<f64> {
        self.shift
    }

    /// Rotation, seconds of arc.
    pub fn rotation_s(&self) -> f64 {
        self.b.atan2(self.a).to_degrees() * 3600.0
    }

    /// Change of scale, parts per million.
    pub fn scale_ppm(&self) -> f64 {
        (self.a.hypot(self.b) - 1.0) * 1e6
    }
}

impl Fit {
    /// The similarity that brings the first of each pair nearest to the second, by least squares. `None`
    /// for fewer than two places.
    pub fn new(pairs: &[Pair]) -> Option<Self> {
        let count = pairs.len() as f64;
        let centre = |side: fn(&Pair) -> Coord<f64>| {
            pairs
                .iter()
                .map(side)
                .fold(Coord::zero(), |sum, at| sum + at)
                / count
        };
        let (from, to) = (centre(|pair| pair.0), centre(|pair| pair.1));
        let (mut a, mut b, mut size) = (0.0, 0.0, 0.0);
        for (source, target) in pairs {
            let (p, q) = (*source - from, *target - to);
            a += p.x * q.x + p.y * q.y;
            b += p.x * q.y - p.y * q.x;
            size += p.x * p.x + p.y * p.y;
        }
        // All on one spot: they say nothing about turn and scale.
        if pairs.len() < 2 || !size.is_finite() || size < 1.0 {
            return None;
        }
        let (a, b) = (a / size, b / size);
        let plane = Plane {
            shift: Coord {
                x: to.x - a * from.x + b * from.y,
                y: to.y - b * from.x - a * from.y,
            },
            a,
            b,
        };
        let residuals_m = pairs
            .iter()
            .map(|(source, target)| {
                let off = plane.apply(*source) - *target;
                off.x.hypot(off.y)
            })
            .collect();
        Some(Self { plane, residuals_m })
    }

    /// Root mean square of the residuals, metres.
    pub fn rms_m(&self) -> f64 {
        let sum: f64 = self.residuals_m.iter().map(|off| off * off).sum();
        (sum / self.residuals_m.len() as f64).sqrt()
    }
}

impl Seven {
    /// `at` (degrees on `from`) as degrees on `to`, at the height of the ellipsoid.
    pub fn apply(&self, at: Coord<f64>, from: Ellipsoid, to: Ellipsoid) -> Coord<f64> {
        let [x, y, z] = geocentric(at, from);
        let [rx, ry, rz] = self.rotation_s.map(seconds);
        let scale = 1.0 + self.scale_ppm * 1e-6;
        let [dx, dy, dz] = self.shift_m;
        geodetic(
            [
                dx + scale * (x - rz * y + ry * z),
                dy + scale * (rz * x + y - rx * z),
                dz + scale * (-ry * x + rx * y + z),
            ],
            to,
        )
    }
}

fn eccentricity_2((_, inverse): Ellipsoid) -> f64 {
    let flattening = 1.0 / inverse;
    flattening * (2.0 - flattening)
}

fn geocentric(at: Coord<f64>, ellipsoid: Ellipsoid) -> [f64; 3] {
    let (lon, lat) = (at.x.to_radians(), at.y.to_radians());
    let e2 = eccentricity_2(ellipsoid);
    let normal = ellipsoid.0 / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    [
        normal * lat.cos() * lon.cos(),
        normal * lat.cos() * lon.sin(),
        normal * (1.0 - e2) * lat.sin(),
    ]
}

fn geodetic([x, y, z]: [f64; 3], ellipsoid: Ellipsoid) -> Coord<f64> {
    let e2 = eccentricity_2(ellipsoid);
    let across = x.hypot(y);
    let mut lat = z.atan2(across * (1.0 - e2));
    // Converges by three digits a step near the surface.
    for _ in 0..8 {
        let normal = ellipsoid.0 / (1.0 - e2 * lat.sin().powi(2)).sqrt();
        lat = (z + e2 * normal * lat.sin()).atan2(across);
    }
    Coord {
        x: y.atan2(x).to_degrees(),
        y: lat.to_degrees(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_finds_the_parameters_that_made_the_points_and_names_the_one_that_is_off() {
        let made = Plane::new(Coord { x: 96.3, y: -41.7 }, 1.25, -3.4);
        let places = [
            Coord {
                x: 560_000.0,
                y: 2_760_000.0,
            },
            Coord {
                x: 600_000.0,
                y: 2_790_000.0,
            },
            Coord {
                x: 575_000.0,
                y: 2_840_000.0,
            },
            Coord {
                x: 530_000.0,
                y: 2_800_000.0,
            },
        ];
        let mut pairs: Vec<_> = places.map(|at| (at, made.apply(at))).to_vec();
        let fit = Fit::new(&pairs).unwrap();
        assert!(fit.rms_m() < 1e-6, "{fit:?}");
        assert!((fit.plane.rotation_s() - 1.25).abs() < 1e-6);
        assert!((fit.plane.scale_ppm() + 3.4).abs() < 1e-6);
        pairs[2].1.x += 0.5;
        let fit = Fit::new(&pairs).unwrap();
        let worst = (0..4).max_by(|a, b| fit.residuals_m[*a].total_cmp(&fit.residuals_m[*b]));
        assert_eq!(worst, Some(2));
        assert_eq!(Fit::new(&pairs[..1]), None);
        assert_eq!(Fit::new(&[pairs[0], pairs[0]]), None);
    }

    #[test]
    fn seven_parameters_agree_with_proj() {
        let seven = Seven {
            shift_m: [15.8, -154.4, -82.3],
            rotation_s: [0.35, -0.21, 1.1],
            scale_ppm: -2.7,
        };
        let proj = proj::Proj::new(
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +a=6378245 +rf=298.3 \
             +step +proj=helmert +x=15.8 +y=-154.4 +z=-82.3 +rx=0.35 +ry=-0.21 +rz=1.1 +s=-2.7 +convention=position_vector \
             +step +inv +proj=cart +a=6378137 +rf=298.257222101 +step +proj=unitconvert +xy_in=rad +xy_out=deg",
        )
        .unwrap();
        for (lon, lat) in [(102.2, 24.4), (102.783, 25.143), (103.6, 26.5)] {
            let (x, y): (f64, f64) = proj.convert((lon, lat)).unwrap();
            let own = seven.apply(
                Coord { x: lon, y: lat },
                (6_378_245.0, 298.3),
                (6_378_137.0, 298.257_222_101),
            );
            assert!(
                (own.x - x).abs() < 1e-9 && (own.y - y).abs() < 1e-9,
                "{own:?} {x} {y}"
            );
        }
    }
}
