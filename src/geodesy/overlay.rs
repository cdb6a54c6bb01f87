//! How much of one area lies outside of others, and how much two areas share, in square metres.
//!
//! Only for valid areas: see [`crate::geodesy::validity`].

use geo::{BooleanOps as _, BoundingRect as _, Geometry, MultiPolygon, Polygon};

use crate::geodesy::{bounds, ellipsoid};

/// Square metres of `inner` outside of `outers` taken together, each with its holes filled. `None` when
/// one of them is no area. Filling is what a zone drawn as a ring around the next one means.
pub fn outside_m2(inner: &Geometry<f64>, outers: &[&Geometry<f64>]) -> Option<f64> {
    let mut rest = parts(inner)?;
    for outer in outers {
        let filled: Vec<Polygon<f64>> = parts(outer)?
            .into_iter()
            .map(|part| Polygon::new(part.into_inner().0, Vec::new()))
            .collect();
        for part in filled {
            rest = rest.difference(&MultiPolygon(vec![part]));
        }
    }
    Some(ellipsoid::area_m2(&rest.into()))
}

/// Square metres that both areas cover; `None` when one of them is no area.
pub fn shared_m2(a: &Geometry<f64>, b: &Geometry<f64>) -> Option<f64> {
    let (one, other) = (parts(a)?, parts(b)?);
    let (Some(box_a), Some(box_b)) = (one.bounding_rect(), other.bounding_rect()) else {
        return Some(0.0);
    };
    if !bounds::overlap(box_a, box_b) {
        return Some(0.0);
    }
    Some(ellipsoid::area_m2(&one.intersection(&other).into()))
}

fn parts(geometry: &Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        Geometry::Polygon(polygon) => Some(MultiPolygon(vec![polygon.clone()])),
        Geometry::MultiPolygon(areas) => Some(areas.clone()),
        _ => None,
    }
}
