//! Point symbols as outlines: the shapes that the map's shader draws by distance, for paper. Sizes
//! follow the same rules, so that screen and paper agree.

use crate::carto::color::Color;
use crate::carto::display::{MM_PER_PX, Mm, SymbolArt};
use crate::carto::style::{Marker, Shape};

/// Point symbols shrink at scales smaller than 1 : this, so that they do not hide the map.
const FULL_SIZE_DENOMINATOR: f64 = 150_000.0;
const SHRINK_EXPONENT: f64 = 0.3;
const SMALLEST: f64 = 0.5;
/// Corners of a full circle.
const ROUND_CORNERS: usize = 48;
/// Radius of the dot in a ring, in half sizes.
const DOT: f32 = 0.3;
/// Longest corner of a rim in rim widths.
const RIM_MITER: f32 = 3.0;

/// Size of point symbols at 1 : `denominator`, as a share of their full size.
pub fn marker_scale(denominator: f64) -> f32 {
    (FULL_SIZE_DENOMINATOR / denominator)
        .powf(SHRINK_EXPONENT)
        .clamp(SMALLEST, 1.0) as f32
}

/// The symbol of `marker` at a share of its full size.
pub fn art(marker: &Marker, scale: f32) -> SymbolArt {
    let half_px = marker.size / 2.0 * scale;
    let rim_px = (half_px * 0.25).max(0.5).min(marker.rim_width);
    let (sin, cos) = marker.angle.to_radians().sin_cos();
    let inside: Vec<Mm> = outline(marker.shape)
        .into_iter()
        .map(|[x, y]| [x * cos - y * sin, x * sin + y * cos])
        .map(|corner| corner.map(|part| part * half_px * MM_PER_PX))
        .collect();
    let rim = grown(&inside, rim_px * MM_PER_PX);
    let reach_mm = rim
        .iter()
        .map(|[x, y]| x.abs().max(y.abs()))
        .fold(0.0, f32::max);
    let mut parts: Vec<(Vec<Mm>, Color)> = vec![(rim, marker.rim), (inside, marker.fill)];
    if marker.shape == Shape::Ring {
        parts.push((circle([0.0, 0.0], DOT * half_px * MM_PER_PX), marker.rim));
    }
    SymbolArt { parts, reach_mm }
}

/// The outline of a shape in half sizes, y down: round ones smoother than a window needs them.
fn outline(shape: Shape) -> Vec<Mm> {
    match shape {
        Shape::Circle | Shape::Ring => circle([0.0, 0.0], 0.92),
        Shape::Drop => drop_outline(),
        Shape::Bowl => arc([0.0, -0.35], 1.0, [0.0, 180.0]),
        angular => angular.corners(),
    }
}

/// A tip whose sides touch a circle.
fn drop_outline() -> Vec<Mm> {
    const CENTER: f32 = 0.32;
    const RADIUS: f32 = 0.66;
    // From the tip at -1 the sides touch where the radius is square to them.
    let touch = (RADIUS / (1.0 + CENTER)).acos().to_degrees();
    let mut corners = vec![[0.0, -1.0]];
    corners.extend(arc([0.0, CENTER], RADIUS, [-90.0 + touch, 270.0 - touch]));
    corners
}

fn circle(center: Mm, radius: f32) -> Vec<Mm> {
    let mut corners = arc(center, radius, [0.0, 360.0]);
    corners.pop();
    corners
}

/// From one angle to another in degrees, clockwise on the page from the right.
fn arc([x, y]: Mm, radius: f32, [from, to]: [f32; 2]) -> Vec<Mm> {
    let count = ((to - from) / 360.0 * ROUND_CORNERS as f32).ceil().max(2.0) as usize;
    (0..=count)
        .map(|step| {
            let angle = (from + (to - from) * step as f32 / count as f32).to_radians();
            [x + radius * angle.cos(), y + radius * angle.sin()]
        })
        .collect()
}

/// The outline pushed outwards by `by`, with mitred corners.
fn grown(outline: &[Mm], by: f32) -> Vec<Mm> {
    let count = outline.len();
    let doubled: f32 = (0..count)
        .map(|at| {
            let ([ax, ay], [bx, by]) = (outline[at], outline[(at + 1) % count]);
            ax * by - bx * ay
        })
        .sum();
    let outwards = doubled.signum();
    let normal = |from: Mm, to: Mm| {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = dx.hypot(dy).max(f32::MIN_POSITIVE);
        [dy / length * outwards, -dx / length * outwards]
    };
    (0..count)
        .map(|at| {
            let here = outline[at];
            let a = normal(outline[(at + count - 1) % count], here);
            let b = normal(here, outline[(at + 1) % count]);
            let cos = a[0] * b[0] + a[1] * b[1];
            let reach = (by / (1.0 + cos).max(2.0 / (RIM_MITER * RIM_MITER))).min(by * RIM_MITER);
            [
                here[0] + (a[0] + b[0]) * reach,
                here[1] + (a[1] + b[1]) * reach,
            ]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rim_lies_the_same_distance_outside_everywhere() {
        let square = vec![[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]];
        for outline in [square.clone(), square.into_iter().rev().collect()] {
            for [x, y] in grown(&outline, 0.25) {
                assert!((x.abs() - 1.25).abs() < 1e-5 && (y.abs() - 1.25).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn symbols_shrink_on_small_scales_down_to_half() {
        assert_eq!(marker_scale(50_000.0), 1.0);
        assert_eq!(marker_scale(1e9), 0.5);
        let middle = marker_scale(600_000.0);
        assert!(middle > 0.5 && middle < 1.0);
    }

    #[test]
    fn every_shape_has_a_rim_and_stays_near_its_size() {
        for shape in [
            Shape::Circle,
            Shape::Ring,
            Shape::Triangle,
            Shape::TriangleDown,
            Shape::Square,
            Shape::Diamond,
            Shape::Cross,
            Shape::Drop,
            Shape::Shield,
            Shape::Bowl,
        ] {
            let marker = Marker {
                shape,
                size: 10.0,
                fill: Color::rgb(1, 2, 3),
                rim: Color::rgb(9, 9, 9),
                rim_width: 1.0,
                angle: 0.0,
            };
            let art = art(&marker, 1.0);
            assert!(art.parts.len() >= 2);
            let half_mm = 5.0 * MM_PER_PX;
            assert!(
                art.reach_mm > half_mm * 0.8 && art.reach_mm < half_mm * 1.7,
                "{shape:?}"
            );
        }
    }
}
