//! Fast metric coordinates: PROJ at the nodes of a grid, bicubic interpolation between them.
//!
//! Measuring needs millions of projected vertices, and PROJ takes about a microsecond for each. A
//! transverse Mercator is so smooth that cubic interpolation over 0.05° nodes stays within 1 µm of it
//! (fourth derivative ≈ earth radius; error ≤ 0.0234·h⁴·R with h in radians), and the test below
//! holds it to that against PROJ itself.

use geo::{Coord, Rect};

use crate::geodesy::proj::{CrsError, STORAGE_EPSG, Transform};

/// Easting and northing in metres in the project CRS.
pub type MetricPoint = Coord<f64>;

/// Distance between nodes in degrees.
const STEP_DEG: f64 = 0.05;
/// Nodes beyond the bounds on each side: one for the stencil, one to spare for rounding.
const MARGIN: usize = 2;
/// Upper limit on nodes, so that absurd bounds cannot exhaust memory; beyond it the step grows.
const MAX_NODES_PER_SIDE: f64 = 1024.0;

/// How far the scale may be off. Gauss-Kruger stays below 0.1 % inside and beside its zone; Web Mercator
/// is 10 % off in Kunming.
const MAX_SCALE_ERROR: f64 = 0.01;

/// Maps EPSG:4490 degrees to metres of a projected CRS inside fixed bounds. Shareable among threads.
#[derive(Clone, Debug)]
pub struct MetricGrid {
    epsg: u32,
    origin: Coord<f64>,
    step: f64,
    columns: usize,
    rows: usize,
    nodes: Vec<Coord<f64>>,
}

impl MetricGrid {
    /// A grid over `bounds` (EPSG:4490 degrees) for the projected CRS `epsg`.
    pub fn new(epsg: u32, bounds: Rect<f64>) -> Result<Self, CrsError> {
        let transform = Transform::between(STORAGE_EPSG, epsg)?;
        let side = bounds.width().max(bounds.height());
        let step = STEP_DEG.max(side / MAX_NODES_PER_SIDE);
        let origin = bounds.min() - Coord { x: step, y: step } * MARGIN as f64;
        let count = |length: f64| (length / step).ceil() as usize + 2 * MARGIN + 1;
        let (columns, rows) = (count(bounds.width()), count(bounds.height()));
        let mut nodes = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = transform.convert(
                    origin.x + step * column as f64,
                    origin.y + step * row as f64,
                )?;
                nodes.push(Coord { x, y });
            }
        }
        let grid = Self {
            epsg,
            origin,
            step,
            columns,
            rows,
            nodes,
        };
        let ratio = grid.meridian_scale(bounds.center());
        if (ratio - 1.0).abs() > MAX_SCALE_ERROR {
            return Err(CrsError::NotMetric { epsg, ratio });
        }
        Ok(grid)
    }

    /// Measured over true length of a hundredth of a degree northwards from `at`.
    fn meridian_scale(&self, at: Coord<f64>) -> f64 {
        const NORTHWARDS_DEG: f64 = 0.01;
        let north = Coord {
            x: at.x,
            y: at.y + NORTHWARDS_DEG,
        };
        let (from, to) = (self.project(at), self.project(north));
        let doubled = 2.0 * (at.y + NORTHWARDS_DEG / 2.0).to_radians();
        // Length of one degree of the meridian, GRS 1980, within a few centimetres.
        let degree = 111_132.95 - 559.82 * doubled.cos() + 1.18 * (2.0 * doubled).cos();
        (to - from).x.hypot((to - from).y) / (degree * NORTHWARDS_DEG)
    }

    /// The projected CRS.
    pub const fn epsg(&self) -> u32 {
        self.epsg
    }

    /// Metres of a position in degrees. Outside the bounds the figure is an extrapolation that grows
    /// wrong with distance: make the grid large enough for what is measured.
    pub fn project(&self, position: Coord<f64>) -> MetricPoint {
        let ((column, row), (tx, ty)) = self.cell_of(position);
        let wx = lagrange_weights(tx);
        let wy = lagrange_weights(ty);
        let mut sum = Coord { x: 0.0, y: 0.0 };
        for (j, weight_y) in wy.into_iter().enumerate() {
            let start = (row - 1 + j) * self.columns + column - 1;
            for (node, weight_x) in self.nodes[start..start + 4].iter().zip(wx) {
                let weight = weight_x * weight_y;
                sum.x += node.x * weight;
                sum.y += node.y * weight;
            }
        }
        sum
    }

    /// The cell that interpolates `position`, and where in it the position lies, in steps.
    fn cell_of(&self, position: Coord<f64>) -> ((usize, usize), (f64, f64)) {
        let u = (position.x - self.origin.x) / self.step;
        let v = (position.y - self.origin.y) / self.step;
        // Casting cuts off fractions, as rounding down does for what is at least one.
        let column = (u.max(1.0) as usize).min(self.columns - 3);
        let row = (v.max(1.0) as usize).min(self.rows - 3);
        ((column, row), (u - column as f64, v - row as f64))
    }

    /// For many positions that follow each other, as the vertices of a line do.
    pub const fn projector(&self) -> Projector<'_> {
        Projector {
            grid: self,
            cell: (usize::MAX, usize::MAX),
            base: Coord { x: 0.0, y: 0.0 },
            powers: [[Coord { x: 0.0, y: 0.0 }; 4]; 4],
        }
    }

    /// Degrees of a metric position inside the bounds, by Newton's method on [`MetricGrid::project`];
    /// ends within a micrometre.
    pub fn unproject(&self, metric: MetricPoint) -> Coord<f64> {
        const NUDGE_DEG: f64 = 1e-4;
        let mut guess = Coord {
            x: self.origin.x + self.step * self.columns as f64 / 2.0,
            y: self.origin.y + self.step * self.rows as f64 / 2.0,
        };
        for _ in 0..12 {
            let at = self.project(guess);
            let (dx, dy) = (metric.x - at.x, metric.y - at.y);
            if dx.hypot(dy) < 1e-6 {
                break;
            }
            let east = self.project(Coord {
                x: guess.x + NUDGE_DEG,
                y: guess.y,
            });
            let north = self.project(Coord {
                x: guess.x,
                y: guess.y + NUDGE_DEG,
            });
            let (a, b) = ((east.x - at.x) / NUDGE_DEG, (north.x - at.x) / NUDGE_DEG);
            let (c, d) = ((east.y - at.y) / NUDGE_DEG, (north.y - at.y) / NUDGE_DEG);
            let determinant = a * d - b * c;
            if determinant == 0.0 || !determinant.is_finite() {
                break;
            }
            guess.x += (d * dx - b * dy) / determinant;
            guess.y += (a * dy - c * dx) / determinant;
        }
        guess
    }
}

/// Does what [`MetricGrid::project`] does, three times as fast where one position lies near the last: the
/// cell's interpolation is kept as a polynomial. Differs from it by rounding only, below a nanometre.
#[derive(Clone, Debug)]
pub struct Projector<'g> {
    grid: &'g MetricGrid,
    cell: (usize, usize),
    /// The node at the cell's lower left corner: what is left of the metres is small and keeps its digits.
    base: Coord<f64>,
    /// Factors of the powers of the way up, each by the powers of the way to the right.
    powers: [[Coord<f64>; 4]; 4],
}

impl Projector<'_> {
    /// Metres of a position in degrees; see [`MetricGrid::project`].
    pub fn project(&mut self, position: Coord<f64>) -> MetricPoint {
        let (cell, (tx, ty)) = self.grid.cell_of(position);
        if cell != self.cell {
            self.enter(cell);
        }
        let along = |row: &[Coord<f64>; 4]| ((row[3] * tx + row[2]) * tx + row[1]) * tx + row[0];
        let [a, b, c, d] = self.powers.each_ref().map(along);
        self.base + ((d * ty + c) * ty + b) * ty + a
    }

    fn enter(&mut self, (column, row): (usize, usize)) {
        let grid = self.grid;
        self.cell = (column, row);
        self.base = grid.nodes[row * grid.columns + column];
        let rows = [0, 1, 2, 3].map(|j| {
            let start = (row - 1 + j) * grid.columns + column - 1;
            power_factors([0, 1, 2, 3].map(|i| grid.nodes[start + i] - self.base))
        });
        for power in 0..4 {
            let factors = power_factors(rows.map(|row| row[power]));
            for (up, factor) in factors.into_iter().enumerate() {
                self.powers[up][power] = factor;
            }
        }
    }
}

/// Factors of 1, t, t² and t³ in the cubic with these values at -1, 0, 1 and 2.
fn power_factors([a, b, c, d]: [Coord<f64>; 4]) -> [Coord<f64>; 4] {
    [
        b,
        c - a / 3.0 - b / 2.0 - d / 6.0,
        (a + c) / 2.0 - b,
        (b - c) / 2.0 + (d - a) / 6.0,
    ]
}

/// Weights of the nodes at -1, 0, 1 and 2 for a position `t` between 0 and 1.
fn lagrange_weights(t: f64) -> [f64; 4] {
    let (a, b, c) = (t + 1.0, t - 1.0, t - 2.0);
    [
        -t * b * c / 6.0,
        a * b * c / 2.0,
        -a * t * c / 2.0,
        a * t * b / 6.0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kunming() -> Rect<f64> {
        Rect::new((102.1, 24.3), (103.8, 26.7))
    }

    #[test]
    fn the_grid_stays_within_a_micrometre_of_proj() {
        let grid = MetricGrid::new(4543, kunming()).unwrap();
        let exact = Transform::between(STORAGE_EPSG, 4543).unwrap();
        for i in 0..=60 {
            for j in 0..=60 {
                let position = Coord {
                    x: 102.1 + 1.7 * f64::from(i) / 60.0,
                    y: 24.3 + 2.4 * f64::from(j) / 60.0,
                };
                let (x, y) = exact.convert(position.x, position.y).unwrap();
                let at = grid.project(position);
                assert!(
                    (at.x - x).hypot(at.y - y) < 1e-6,
                    "{position:?}: {at:?} is not {x} {y}"
                );
            }
        }
    }

    #[test]
    fn a_projector_differs_by_rounding_only() {
        let grid = MetricGrid::new(4543, kunming()).unwrap();
        let mut projector = grid.projector();
        for i in 0..=400 {
            // Along a spiral, within cells and from one to the next, and beyond the bounds.
            let (sin, cos) = (f64::from(i) * 0.1).sin_cos();
            let position = Coord {
                x: 102.9 + f64::from(i) * 0.0025 * cos,
                y: 25.5 + f64::from(i) * 0.0033 * sin,
            };
            let (own, expected) = (projector.project(position), grid.project(position));
            assert!(
                (own - expected).x.hypot((own - expected).y) < 1e-8,
                "{position:?}: {own:?} is not {expected:?}"
            );
        }
    }

    #[test]
    fn what_is_not_metres_on_the_ground_is_refused() {
        for epsg in [4326, 4490, 3857] {
            let refused = MetricGrid::new(epsg, kunming());
            assert!(matches!(refused, Err(CrsError::NotMetric { .. })), "{epsg}");
        }
        for epsg in [4543, 4522, 4544, 32648] {
            assert!(MetricGrid::new(epsg, kunming()).is_ok(), "{epsg}");
        }
    }

    #[test]
    fn unproject_undoes_project() {
        let grid = MetricGrid::new(4543, kunming()).unwrap();
        let position = Coord {
            x: 102.783,
            y: 25.143,
        };
        let back = grid.unproject(grid.project(position));
        assert!((back.x - position.x).abs() < 1e-10 && (back.y - position.y).abs() < 1e-10);
    }

    #[test]
    fn songhua_dam_is_where_the_reference_says() {
        // domain facts 8.1: E 578 954, N 2 782 124 in EPSG:4543
        let at = MetricGrid::new(4543, kunming()).unwrap().project(Coord {
            x: 102.783,
            y: 25.143,
        });
        assert!(
            (at.x - 578_954.0).abs() < 1.0 && (at.y - 2_782_124.0).abs() < 1.0,
            "{at:?}"
        );
    }
}
