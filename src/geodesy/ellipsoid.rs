//! Lengths and areas on the ellipsoid of CGCS2000, for figures that stand in registers.
//!
//! Edges are straight in longitude/latitude, as everywhere here. The closed formulas below cost a few
//! nanoseconds per vertex; the tests hold them to Karney's geodesics.

use geo::{Coord, Geometry, LineString, Polygon};

/// Semi-major axis of CGCS2000 in metres.
const AXIS_M: f64 = 6_378_137.0;
/// Flattening of CGCS2000.
const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// Squared first eccentricity.
const E2: f64 = FLATTENING * (2.0 - FLATTENING);
/// Longer steps are cut, so that the plane at the middle latitude stays true.
const LONGEST_STEP_DEG: f64 = 0.02;

/// Metres along the lines of `geometry` (EPSG:4490 degrees); 0 for points, the perimeter for areas.
pub fn length_m(geometry: &Geometry<f64>) -> f64 {
    let mut sum = 0.0;
    crate::geodesy::chunk::for_each_line(geometry, &mut |line| {
        sum += line
            .lines()
            .map(|leg| leg_m(leg.start, leg.end))
            .sum::<f64>();
    });
    sum
}

/// Square metres inside `geometry` (EPSG:4490 degrees); 0 for lines and points. Rings are taken as
/// they are: shells add and holes subtract, whatever their winding.
pub fn area_m2(geometry: &Geometry<f64>) -> f64 {
    match geometry {
        Geometry::Polygon(polygon) => polygon_m2(polygon),
        Geometry::MultiPolygon(areas) => areas.iter().map(polygon_m2).sum(),
        _ => 0.0,
    }
}

fn leg_m(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let span = (b.x - a.x).abs().max((b.y - a.y).abs());
    if !span.is_finite() {
        return f64::NAN;
    }
    let steps = (span / LONGEST_STEP_DEG).ceil().clamp(1.0, 20_000.0);
    let step = (b - a) / steps;
    (0..steps as usize)
        .map(|index| {
            let middle = (a.y + step.y * (index as f64 + 0.5)).to_radians();
            let w2 = 1.0 - E2 * middle.sin().powi(2);
            let across = AXIS_M / w2.sqrt() * middle.cos();
            let along = AXIS_M * (1.0 - E2) / (w2 * w2.sqrt());
            (across * step.x.to_radians()).hypot(along * step.y.to_radians())
        })
        .sum()
}

fn polygon_m2(polygon: &Polygon<f64>) -> f64 {
    let holes: f64 = polygon.interiors().iter().map(ring_m2).sum();
    (ring_m2(polygon.exterior()) - holes).max(0.0)
}

fn ring_m2(ring: &LineString<f64>) -> f64 {
    let Some(first) = ring.0.first() else {
        return 0.0;
    };
    // Latitudes from the ring's own, so that the strips below it do not drown its area in rounding.
    let base = zone_m2(first.y);
    let twice: f64 = ring
        .lines()
        .map(|leg| {
            let height = zone_m2(leg.start.y) - base + zone_m2(leg.end.y) - base;
            (leg.end.x - leg.start.x).to_radians() * height
        })
        .sum();
    (twice / 2.0).abs()
}

/// Area between the equator and a latitude (degrees), per radian of longitude.
fn zone_m2(latitude: f64) -> f64 {
    let e = E2.sqrt();
    let sine = latitude.to_radians().sin();
    let half_b2 = AXIS_M * AXIS_M * (1.0 - E2) / 2.0;
    half_b2 * (sine / (1.0 - E2 * sine * sine) + (e * sine).atanh() / e)
}

#[cfg(test)]
mod tests {
    use geo::{Geodesic, GeodesicArea as _, Length as _, wkt};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_leg_is_as_long_as_the_geodesic() {
        let meridian = wkt!(LINESTRING(102.5 25., 102.5 26.));
        let expected = Geodesic.length(&meridian);
        assert!((length_m(&meridian.into()) - expected).abs() < 0.01);
        assert_eq!(area_m2(&wkt!(LINESTRING(102.5 25., 102.5 26.)).into()), 0.0);
        assert!(length_m(&wkt!(LINESTRING(102.5 25., 102.5 26.)).into()) > 0.0);
    }

    proptest! {
        #[test]
        fn agrees_with_geodesics(
            points in prop::collection::vec((0_i32..400, 0_i32..400), 3..30),
        ) {
            let ring: LineString<f64> = points.iter()
                .map(|(x, y)| Coord { x: 102.5 + f64::from(*x) / 1e5, y: 25.0 + f64::from(*y) / 1e5 })
                .collect();
            let expected = Geodesic.length(&ring);
            prop_assert!((length_m(&ring.clone().into()) - expected).abs() <= expected * 1e-6);
            let polygon = Polygon::new(ring, vec![]);
            let expected = polygon.geodesic_area_signed().abs();
            // An edge straight in degrees bulges against the geodesic by 2 m² at most on 600 m.
            let bulge = 2.0 * points.len() as f64;
            prop_assert!((area_m2(&polygon.into()) - expected).abs() <= expected * 1e-6 + bulge);
        }
    }
}
