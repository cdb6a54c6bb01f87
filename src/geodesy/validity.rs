//! Is a geometry valid, why not, and what would make it so.

use geo::{
    Area as _, BoundingRect as _, CoordsIter as _, Geometry, MakeValid as _,
    RemoveRepeatedPoints as _, Validation as _,
};

use crate::geodesy::{invalid, simple};

/// What repairing a geometry did.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// The valid geometry.
    pub geometry: Geometry<f64>,
    /// Area before, roughly, in km²; 0 for lines and for rings whose parts cancel out.
    pub area_before_km2: f64,
    /// Area after, roughly, in km².
    pub area_after_km2: f64,
}

/// Why `geometry` is not valid; `None` when it is.
pub fn problem(geometry: &Geometry<f64>) -> Option<String> {
    if geometry.coords_count() == 0 {
        return Some("几何为空".to_owned());
    }
    if simple::is_certainly_valid(geometry) {
        return None;
    }
    geometry
        .check_validation()
        .err()
        .map(|error| invalid::reason(&error))
}

/// A valid geometry of the same kind, or `None` when nothing of that kind is left. Areas are filled
/// by the even-odd rule, so that a bow tie becomes its two wings.
pub fn repair(geometry: &Geometry<f64>) -> Option<Repaired> {
    let mended: Geometry<f64> = match geometry {
        Geometry::Polygon(polygon) => polygon.make_valid().ok()?.into(),
        Geometry::MultiPolygon(areas) => areas.make_valid().ok()?.into(),
        other => other.remove_repeated_points(),
    };
    if problem(&mended).is_some() {
        return None;
    }
    let (area_before_km2, area_after_km2) = (rough_km2(geometry), rough_km2(&mended));
    Some(Repaired {
        geometry: mended,
        area_before_km2,
        area_after_km2,
    })
}

/// Area on a sphere cut flat at the geometry's own latitude: good enough to show what a repair moved.
fn rough_km2(geometry: &Geometry<f64>) -> f64 {
    const KM_PER_DEGREE: f64 = 111.2;
    let latitude = geometry
        .bounding_rect()
        .map_or(0.0, |bounds| bounds.center().y);
    geometry.unsigned_area() * KM_PER_DEGREE * KM_PER_DEGREE * latitude.to_radians().cos()
}

#[cfg(test)]
mod tests {
    use geo::wkt;

    use super::*;

    #[test]
    fn a_bow_tie_becomes_its_two_wings() {
        let tie: Geometry<f64> = wkt!(POLYGON((0. 0., 2. 2., 2. 0., 0. 2., 0. 0.))).into();
        assert!(problem(&tie).is_some());
        let repaired = repair(&tie).unwrap();
        assert_eq!(problem(&repaired.geometry), None);
        assert_eq!(repaired.geometry.unsigned_area(), 2.0);
    }

    #[test]
    fn an_area_without_area_cannot_be_repaired() {
        assert_eq!(repair(&wkt!(POLYGON((0. 0., 1. 0., 0. 0.))).into()), None);
    }
}
