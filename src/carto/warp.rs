//! A raster in one system laid on the plane of another: the positions of a net of its places, so close
//! that what lies between is off by less than a part of its pixel.

use geo::{Coord, Rect};

/// Cells along a side at most.
const MAX_CELLS: usize = 64;

/// The metric positions of a net over a raster. Row by row from the upper left.
#[derive(Clone, Debug, PartialEq)]
pub struct WarpMesh {
    /// Metric position of local (0, 0).
    pub origin: Coord<f64>,
    /// Metres from the origin; `cells + 1` in a row, as many rows.
    pub points: Vec<[f32; 2]>,
    /// Cells along each side.
    pub cells: usize,
}

/// Lays a raster on the plane: `place` gives the metric position of a share of its width and height
/// (from the upper left), `tolerance_m` how far positions between the net may be off. `None` when some
/// of it cannot be placed.
pub fn warp(place: impl Fn(f64, f64) -> Option<Coord<f64>>, tolerance_m: f64) -> Option<WarpMesh> {
    let mut cells = 1;
    loop {
        let net = net(&place, cells)?;
        if cells >= MAX_CELLS || deviation(&place, &net, cells)? <= tolerance_m {
            let origin = net[net.len() / 2];
            return Some(WarpMesh {
                points: net
                    .iter()
                    .map(|at| {
                        let at = *at - origin;
                        [at.x as f32, at.y as f32]
                    })
                    .collect(),
                origin,
                cells,
            });
        }
        cells *= 2;
    }
}

fn net(place: &impl Fn(f64, f64) -> Option<Coord<f64>>, cells: usize) -> Option<Vec<Coord<f64>>> {
    let share = |step: usize| step as f64 / cells as f64;
    (0..=cells)
        .flat_map(|row| (0..=cells).map(move |column| (column, row)))
        .map(|(column, row)| place(share(column), share(row)))
        .collect()
}

/// Greatest deviation at the middles of the sides and diagonals of the cells.
fn deviation(
    place: &impl Fn(f64, f64) -> Option<Coord<f64>>,
    net: &[Coord<f64>],
    cells: usize,
) -> Option<f64> {
    let mut worst: f64 = 0.0;
    for row in 0..cells {
        for column in 0..cells {
            let corner = |x: usize, y: usize| net[(row + y) * (cells + 1) + column + x];
            for (a, b, x, y) in [
                (corner(1, 0), corner(0, 1), 0.5, 0.5),
                (corner(0, 0), corner(1, 0), 0.5, 0.0),
                (corner(0, 0), corner(0, 1), 0.0, 0.5),
            ] {
                let at = |step: usize, part: f64| (step as f64 + part) / cells as f64;
                let (exact, between) = (place(at(column, x), at(row, y))?, (a + b) / 2.0);
                worst = worst.max((exact.x - between.x).hypot(exact.y - between.y));
            }
        }
    }
    Some(worst)
}

impl WarpMesh {
    /// The box around it in metres.
    pub fn bounds(&self) -> Rect<f64> {
        let start = (self.origin, self.origin);
        let (low, high) = self.points.iter().fold(start, |(low, high), [x, y]| {
            let at = self.origin
                + Coord {
                    x: f64::from(*x),
                    y: f64::from(*y),
                };
            (
                Coord {
                    x: low.x.min(at.x),
                    y: low.y.min(at.y),
                },
                Coord {
                    x: high.x.max(at.x),
                    y: high.y.max(at.y),
                },
            )
        });
        Rect::new(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Transform;

    #[test]
    fn a_web_mercator_tile_lies_right_within_a_pixel_at_every_zoom() {
        let to_plane = Transform::between(3857, 4543).unwrap();
        let whole = 20_037_508.342_789_244;
        for zoom in [5_i32, 8, 11, 14, 18] {
            let side = 2.0 * whole / 2_f64.powi(zoom);
            // The tile that holds Kunming, 102.71°E 25.04°N.
            let (x, y) = Transform::between(4326, 3857)
                .unwrap()
                .convert(102.71, 25.04)
                .unwrap();
            let (left, top) = ((x / side).floor() * side, (y / side).ceil() * side);
            let pixel_m = side / 256.0;
            let place = |u: f64, v: f64| {
                let (x, y) = to_plane.convert(left + u * side, top - v * side).ok()?;
                Some(Coord { x, y })
            };
            let mesh = warp(place, pixel_m * 0.3).unwrap();
            for step in 0..400 {
                let (u, v) = (f64::from(step % 20) / 19.5, f64::from(step / 20) / 19.5);
                let exact = place(u, v).unwrap();
                let cells = mesh.cells as f64;
                let (column, row) = ((u * cells).floor(), (v * cells).floor());
                let (u, v) = (u * cells - column, v * cells - row);
                let at = |x: usize, y: usize| {
                    let index = (row as usize + y) * (mesh.cells + 1) + column as usize + x;
                    let [x, y] = mesh.points[index].map(f64::from);
                    mesh.origin + Coord { x, y }
                };
                // The triangles that the painters draw.
                let drawn = if u + v <= 1.0 {
                    at(0, 0) + (at(1, 0) - at(0, 0)) * u + (at(0, 1) - at(0, 0)) * v
                } else {
                    at(1, 1) + (at(0, 1) - at(1, 1)) * (1.0 - u) + (at(1, 0) - at(1, 1)) * (1.0 - v)
                };
                let off = (drawn.x - exact.x).hypot(drawn.y - exact.y);
                assert!(
                    off < pixel_m * 0.6,
                    "zoom {zoom}: {off} m, a pixel is {pixel_m} m"
                );
            }
        }
    }
}
