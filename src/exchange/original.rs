//! A geometry as GeoJSON, for the journal: what a shape was before it was repaired.

use geo::{Coord, Geometry, LineString, Polygon};
use serde_json::{Value, json};

fn point(at: Coord<f64>) -> Value {
    json!([at.x, at.y])
}

fn line(line: &LineString<f64>) -> Value {
    line.0.iter().copied().map(point).collect()
}

fn area(area: &Polygon<f64>) -> Value {
    std::iter::once(area.exterior())
        .chain(area.interiors())
        .map(line)
        .collect()
}

/// `geometry` as a GeoJSON geometry. Collections become what they hold.
pub(super) fn json(geometry: &Geometry<f64>) -> Value {
    let shape =
        |kind: &str, coordinates: Value| json!({ "type": kind, "coordinates": coordinates });
    match geometry {
        Geometry::Point(at) => shape("Point", point(at.0)),
        Geometry::MultiPoint(points) => shape(
            "MultiPoint",
            points.0.iter().map(|at| point(at.0)).collect(),
        ),
        Geometry::Line(side) => shape("LineString", json!([point(side.start), point(side.end)])),
        Geometry::LineString(one) => shape("LineString", line(one)),
        Geometry::MultiLineString(lines) => {
            shape("MultiLineString", lines.0.iter().map(line).collect())
        }
        Geometry::Polygon(one) => shape("Polygon", area(one)),
        Geometry::MultiPolygon(areas) => shape("MultiPolygon", areas.0.iter().map(area).collect()),
        Geometry::Rect(one) => shape("Polygon", area(&one.to_polygon())),
        Geometry::Triangle(one) => shape("Polygon", area(&one.to_polygon())),
        Geometry::GeometryCollection(parts) => json!({
            "type": "GeometryCollection",
            "geometries": parts.0.iter().map(json).collect::<Vec<_>>(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use geo::wkt;

    use super::*;

    #[test]
    fn what_the_journal_keeps_is_geojson() {
        let tie: Geometry<f64> = wkt!(POLYGON((0. 0., 2. 2., 2. 0., 0. 2., 0. 0.))).into();
        let text = json(&tie).to_string();
        assert_eq!(
            text,
            r#"{"coordinates":[[[0.0,0.0],[2.0,2.0],[2.0,0.0],[0.0,2.0],[0.0,0.0]]],"type":"Polygon"}"#
        );
        assert!(text.parse::<geojson::GeoJson>().is_ok());
    }
}
