//! Figures of a line or an area that somebody draws: on the ellipsoid of CGCS2000, edges straight in
//! longitude/latitude as everywhere here, so that a drawn copy measures as the stored feature does.

use geo::{Bearing as _, Coord, Geodesic, Intersects as _, Line, LineString, Polygon};

use crate::domain::LonLat;
use crate::geodesy::ellipsoid;

/// From one vertex to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// Metres on the ellipsoid.
    pub length_m: f64,
    /// Geodesic azimuth at its start, degrees clockwise from true north, 0 to 360.
    pub azimuth_deg: f64,
}

/// An area that was drawn; its last vertex is joined to its first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaFigures {
    /// Square metres on the ellipsoid; `None` when edges cross and there is no one area.
    pub area_m2: Option<f64>,
    /// Metres on the ellipsoid, with the closing edge.
    pub perimeter_m: f64,
}

/// The legs of the line through `vertices`, in order.
pub fn legs(vertices: &[LonLat]) -> Vec<Leg> {
    vertices
        .windows(2)
        .map(|pair| {
            let (from, to) = (pair[0].to_point(), pair[1].to_point());
            let line = LineString::from(vec![from, to]);
            Leg {
                length_m: ellipsoid::length_m(&line.into()),
                azimuth_deg: Geodesic.bearing(from, to).rem_euclid(360.0),
            }
        })
        .collect()
}

/// Metres along all legs.
pub fn total_m(legs: &[Leg]) -> f64 {
    legs.iter().map(|leg| leg.length_m).sum()
}

/// The area within `vertices`; `None` for less than three.
pub fn area(vertices: &[LonLat]) -> Option<AreaFigures> {
    if vertices.len() < 3 {
        return None;
    }
    let ring: LineString<f64> = vertices
        .iter()
        .chain(vertices.first())
        .map(|at| Coord {
            x: at.lon,
            y: at.lat,
        })
        .collect();
    let crosses = crosses_itself(&ring);
    let perimeter_m = ellipsoid::length_m(&ring.clone().into());
    let polygon = Polygon::new(ring, Vec::new());
    Some(AreaFigures {
        area_m2: (!crosses).then(|| ellipsoid::area_m2(&polygon.into())),
        perimeter_m,
    })
}

/// Whether two edges that are not neighbours meet. A drawn ring is short: every pair is looked at.
fn crosses_itself(ring: &LineString<f64>) -> bool {
    let edges: Vec<Line<f64>> = ring.lines().collect();
    let last = edges.len().saturating_sub(1);
    edges.iter().enumerate().any(|(index, edge)| {
        edges
            .iter()
            .enumerate()
            .skip(index + 2)
            .filter(|(other, _)| !(index == 0 && *other == last))
            .any(|(_, other)| edge.intersects(other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::try_new(lon, lat).unwrap()
    }

    /// Length and azimuth by the inverse solution of PROJ and `GeographicLib` on GRS 80 (pyproj 3.7.2,
    /// `Geod(ellps="GRS80").inv`): a place about 10 km from Kunming in each direction.
    #[test]
    fn lengths_and_azimuths_are_those_of_geographiclib() {
        let from = at(102.71, 25.04);
        let known = [
            (at(102.78, 25.10), 9_698.142_583, 46.723_549),
            (at(102.64, 25.10), 9_698.142_583, 313.276_451),
            (at(102.71, 24.95), 9_969.553_063, 180.0),
            (at(102.60, 25.04), 11_100.911_819, 270.023_279),
        ];
        for (to, length_m, azimuth_deg) in known {
            let leg = legs(&[from, to])[0];
            assert!((leg.length_m - length_m).abs() < 0.001, "{}", leg.length_m);
            assert!(
                (leg.azimuth_deg - azimuth_deg).abs() < 1e-5,
                "{}",
                leg.azimuth_deg
            );
        }
        let both = legs(&[from, known[0].0, known[1].0]);
        assert_eq!(total_m(&both), both[0].length_m + both[1].length_m);
    }

    #[test]
    fn an_area_is_that_of_geographiclib_and_its_edge_is_closed() {
        let corners = [
            at(102.70, 25.00),
            at(102.72, 25.00),
            at(102.72, 25.02),
            at(102.70, 25.02),
        ];
        let figures = area(&corners).unwrap();
        // pyproj 3.7.2, `Geod(ellps="GRS80").polygon_area_perimeter`.
        let (expected, around) = (4_472_657.048, 8_468.598_059);
        let area_m2 = figures.area_m2.unwrap();
        // An edge straight in degrees bulges against the geodesic by a square metre or two.
        assert!((area_m2 - expected).abs() < 3.0, "{area_m2}");
        assert!(
            (figures.perimeter_m - around).abs() < 0.001,
            "{}",
            figures.perimeter_m
        );
    }

    #[test]
    fn an_area_whose_edges_cross_has_no_figure() {
        let bow = [
            at(102.70, 25.00),
            at(102.72, 25.02),
            at(102.72, 25.00),
            at(102.70, 25.02),
        ];
        assert_eq!(area(&bow).unwrap().area_m2, None);
        assert!(area(&bow[..2]).is_none());
        assert!(area(&bow[..3]).unwrap().area_m2.is_some());
    }
}
