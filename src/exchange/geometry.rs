//! Geometries put together from the pieces that files hold. Knows no format.

use geo::{Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon};

use crate::geodesy::rings::assemble;

/// Parts of one kind as one geometry of many.
pub(super) fn gather(parts: Vec<Geometry<f64>>) -> Geometry<f64> {
    let (mut points, mut lines, mut areas) = (Vec::new(), Vec::new(), Vec::new());
    for part in &parts {
        match part {
            Geometry::Point(point) => points.push(*point),
            Geometry::LineString(line) => lines.push(line.clone()),
            Geometry::Polygon(area) => areas.push(area.clone()),
            _ => {}
        }
    }
    let all = parts.len();
    if points.len() == all {
        MultiPoint(points).into()
    } else if lines.len() == all {
        MultiLineString(lines).into()
    } else if areas.len() == all {
        MultiPolygon(areas).into()
    } else {
        Geometry::GeometryCollection(GeometryCollection(parts))
    }
}

/// Parts of which closed ones are rings: shells and holes are told by nesting.
pub(super) fn from_rings(mut parts: Vec<Geometry<f64>>) -> Geometry<f64> {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let rings: Vec<LineString<f64>> = parts
        .iter()
        .filter_map(|part| match part {
            Geometry::Polygon(area) => Some(area.exterior().clone()),
            _ => None,
        })
        .collect();
    if rings.len() < parts.len() {
        return gather(parts);
    }
    let mut areas = assemble(rings);
    match areas.0.pop() {
        Some(area) if areas.0.is_empty() => area.into(),
        last => {
            areas.0.extend(last);
            areas.into()
        }
    }
}
