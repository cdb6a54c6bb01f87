//! Is a geometry valid, why not, and what would make it so.

use geo::{
    Area as _, BoundingRect as _, Coord, CoordsIter as _, Geometry, LineString, MakeValid as _,
    MultiPolygon, Polygon, RemoveRepeatedPoints as _, Validation as _, unary_union,
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

/// One reason why a geometry is not valid.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// One phrase in Chinese.
    pub reason: String,
    /// Where, in the system of the geometry; `None` where no place shows it.
    pub at: Option<Coord<f64>>,
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

/// Every reason why `geometry` is not valid, with its place; empty when it is.
pub fn problems(geometry: &Geometry<f64>) -> Vec<Problem> {
    if geometry.coords_count() == 0 {
        return vec![Problem {
            reason: "几何为空".to_owned(),
            at: None,
        }];
    }
    if simple::is_certainly_valid(geometry) {
        return Vec::new();
    }
    let mut found: Vec<Problem> = Vec::new();
    for error in geometry.validation_errors() {
        let problem = invalid::problem(geometry, &error);
        if !found.contains(&problem) {
            found.push(problem);
        }
    }
    found
}

/// The first vertex that repeats the one before it; `None` when none does.
pub fn first_duplicate(geometry: &Geometry<f64>) -> Option<Coord<f64>> {
    let of_line = |line: &LineString<f64>| {
        line.0
            .windows(2)
            .find(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
    };
    let of_area = |area: &Polygon<f64>| {
        std::iter::once(area.exterior())
            .chain(area.interiors())
            .find_map(of_line)
    };
    match geometry {
        Geometry::LineString(line) => of_line(line),
        Geometry::MultiLineString(lines) => lines.0.iter().find_map(of_line),
        Geometry::Polygon(area) => of_area(area),
        Geometry::MultiPolygon(areas) => areas.0.iter().find_map(of_area),
        _ => None,
    }
}

/// A valid geometry of the same kind, or `None` when nothing of that kind is left. Each area is filled
/// by the even-odd rule, so that a bow tie becomes its two wings; what several parts cover is covered.
pub fn repair(geometry: &Geometry<f64>) -> Option<Repaired> {
    let mended: Geometry<f64> = match geometry {
        Geometry::Polygon(polygon) => repair_area(polygon)?.into(),
        Geometry::MultiPolygon(areas) => repair_parts(areas)?.into(),
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

/// One area mended. What several holes cut out is cut out: the even-odd rule would fill it again.
fn repair_area(area: &Polygon<f64>) -> Option<MultiPolygon<f64>> {
    let joined = with_joined_holes(area);
    joined.as_ref().unwrap_or(area).make_valid().ok()
}

/// The area with holes that overlap made one; `None` where none do.
fn with_joined_holes(area: &Polygon<f64>) -> Option<Polygon<f64>> {
    if area.interiors().len() < 2 {
        return None;
    }
    let holes: Vec<MultiPolygon<f64>> = area
        .interiors()
        .iter()
        .map(|ring| Polygon::new(ring.clone(), Vec::new()))
        .filter(|hole| hole.unsigned_area() > 0.0)
        .map(|hole| hole.make_valid().ok())
        .collect::<Option<_>>()?;
    let apart: f64 = holes.iter().map(MultiPolygon::unsigned_area).sum();
    let joined = unary_union(&holes);
    // Less by more than rounding.
    if joined.unsigned_area() >= apart * (1.0 - 1e-9) {
        return None;
    }
    let rings = joined.0.into_iter().flat_map(|hole| {
        let (shell, islands) = hole.into_inner();
        std::iter::once(shell).chain(islands)
    });
    Some(Polygon::new(area.exterior().clone(), rings.collect()))
}

/// Every part mended for itself, then joined where they overlap: the even-odd rule over all of them would
/// cut a hole where two parts lie over each other.
fn repair_parts(areas: &MultiPolygon<f64>) -> Option<MultiPolygon<f64>> {
    let parts: Vec<MultiPolygon<f64>> = areas
        .iter()
        .filter(|part| part.unsigned_area() > 0.0 || part.exterior().0.len() > 4)
        .map(repair_area)
        .collect::<Option<_>>()?;
    let beside: Geometry<f64> = MultiPolygon(
        parts
            .iter()
            .flat_map(|part| part.0.iter().cloned())
            .collect(),
    )
    .into();
    // Joining moves vertices by fractions of a millimetre, so parts that only lie beside each other stay.
    match beside {
        Geometry::MultiPolygon(whole) if problem(&whole.clone().into()).is_none() => Some(whole),
        _ => Some(unary_union(&parts)),
    }
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
    fn problems_say_what_is_wrong_and_where() {
        let said = |geometry: Geometry<f64>| {
            let found = problems(&geometry);
            assert_eq!(found.is_empty(), problem(&geometry).is_none(), "{found:?}");
            let first = found.into_iter().next().unwrap();
            (first.reason, first.at.map(|at| (at.x, at.y)))
        };
        let bad = |reason: &str, x, y| (reason.to_owned(), Some((x, y)));
        assert_eq!(
            said(wkt!(POLYGON((0. 0., 2. 2., 2. 0., 0. 2., 0. 0.))).into()),
            bad("外环自相交", 1.0, 1.0)
        );
        assert_eq!(
            said(wkt!(POLYGON((0. 0., 4. 0., 4. 4., 4. 9., 4. 4., 0. 4., 0. 0.))).into()),
            bad("外环有尖刺", 4.0, 9.0)
        );
        assert_eq!(
            said(
                wkt!(POLYGON((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.), (8. 8., 9. 8., 9. 9., 8. 8.)))
                    .into()
            ),
            bad("第 1 个内环不在外环之内", 8.0, 8.0)
        );
        assert_eq!(
            said(
                wkt!(MULTIPOLYGON(((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.)), ((9. 9., 8. 8., 9. 9.))))
                    .into()
            ),
            bad("第 2 部分外环不足 3 个不同的点", 9.0, 9.0)
        );
        assert_eq!(
            said(
                wkt!(MULTIPOLYGON(((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.)), ((2. 2., 6. 2., 6. 6., 2. 6., 2. 2.))))
                    .into()
            ),
            bad("第 1 与第 2 部分重叠", 2.0, 2.0)
        );
    }

    #[test]
    fn repeated_vertices_are_found() {
        let area: Geometry<f64> = wkt!(POLYGON((0. 0., 1. 0., 1. 0., 1. 1., 0. 0.))).into();
        assert_eq!(first_duplicate(&area), Some(Coord { x: 1.0, y: 0.0 }));
        assert_eq!(first_duplicate(&wkt!(POINT(1. 1.)).into()), None);
    }

    #[test]
    fn parts_that_overlap_become_one_without_a_hole() {
        use geo::Contains as _;
        let area: Geometry<f64> = wkt!(MULTIPOLYGON(
            ((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.)),
            ((2. 2., 6. 2., 6. 6., 2. 6., 2. 2.)),
            ((1. 1., 1.5 1., 1.5 1.5, 1. 1.5, 1. 1.)),
            ((8. 0., 9. 1., 9. 0., 8. 1., 8. 0.))
        ))
        .into();
        let repaired = repair(&area).unwrap();
        assert_eq!(problem(&repaired.geometry), None);
        assert!((repaired.geometry.unsigned_area() - 28.5).abs() < 1e-9);
        for at in [(3.0, 3.0), (1.2, 1.2), (0.5, 3.5), (5.0, 5.0), (8.9, 0.5)] {
            let at = geo::Point::from(at);
            assert!(repaired.geometry.contains(&at), "{at:?}");
        }
        assert!(!repaired.geometry.contains(&geo::Point::new(5.0, 1.0)));
    }

    #[test]
    fn what_overlapping_holes_cut_out_stays_out() {
        // GEOS 3.14 by its rule of structure: 72, 64, and 88 with the island between four holes.
        for (area, expected) in [
            (
                wkt!(POLYGON((0. 0., 10. 0., 10. 10., 0. 10., 0. 0.), (2. 2., 6. 2., 6. 6., 2. 6., 2. 2.), (4. 4., 8. 4., 8. 8., 4. 8., 4. 4.))),
                72.0,
            ),
            (
                wkt!(POLYGON((0. 0., 10. 0., 10. 10., 0. 10., 0. 0.), (2. 2., 8. 2., 8. 8., 2. 8., 2. 2.), (4. 4., 6. 4., 6. 6., 4. 6., 4. 4.))),
                64.0,
            ),
            (
                wkt!(POLYGON((0. 0., 10. 0., 10. 10., 0. 10., 0. 0.), (2. 2., 6. 2., 6. 3., 2. 3., 2. 2.), (2. 5., 6. 5., 6. 6., 2. 6., 2. 5.), (2. 2., 3. 2., 3. 6., 2. 6., 2. 2.), (5. 2., 6. 2., 6. 6., 5. 6., 5. 2.))),
                88.0,
            ),
        ] {
            let repaired = repair(&area.into()).unwrap();
            assert_eq!(problem(&repaired.geometry), None);
            let found = repaired.geometry.unsigned_area();
            assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
        }
    }

    #[test]
    fn a_part_without_area_is_left_out_and_parts_side_by_side_keep_their_vertices() {
        let area: Geometry<f64> = wkt!(MULTIPOLYGON(
            ((0.1 0.1, 4.3 0., 4. 4.7, 0. 4., 0.1 0.1)),
            ((9. 9., 8. 8., 9. 9.)),
            ((9. 9., 10. 9., 11. 9., 10. 9., 9. 9.))
        ))
        .into();
        let repaired = repair(&area).unwrap();
        let Geometry::MultiPolygon(parts) = &repaired.geometry else {
            panic!("the same kind");
        };
        assert_eq!(parts.0.len(), 1);
        let known = [(0.1, 0.1), (4.3, 0.0), (4.0, 4.7), (0.0, 4.0)].map(Coord::from);
        assert!(parts.coords_iter().all(|at| known.contains(&at)));
    }

    #[test]
    fn an_area_without_area_cannot_be_repaired() {
        assert_eq!(repair(&wkt!(POLYGON((0. 0., 1. 0., 0. 0.))).into()), None);
    }
}
