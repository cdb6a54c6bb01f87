//! Writes GeoJSON: by RFC 7946 in degrees, with a `crs` member where the user asked for a system.

use std::io::Write as _;
use std::path::Path;

use geo::orient::{Direction, Orient as _};
use geo::{Coord, Geometry};

use crate::domain::Value;
use crate::exchange::export::{ExportError, Sheet, push, rings};

/// Writes the file. Coordinates are exact, shells run counter-clockwise.
pub(in crate::exchange) fn write(sheet: &Sheet<'_>, path: &Path) -> Result<(), ExportError> {
    let io = |source| ExportError::Io {
        source,
        path: path.to_owned(),
    };
    let json = |error: serde_json::Error| ExportError::Writer {
        format: "GeoJSON",
        reason: error.to_string(),
    };
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).map_err(io)?);
    let mut text = format!(
        "{{\"type\":\"FeatureCollection\",\"name\":\"{}\",",
        sheet.layer.name()
    );
    if sheet.is_crs_asked {
        push!(
            text,
            "\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"urn:ogc:def:crs:EPSG::{}\"}}}},",
            sheet.epsg
        );
    }
    text += "\"features\":[";
    for (index, feature) in sheet.features.iter().enumerate() {
        sheet.step(index)?;
        text += if index == 0 { "\n" } else { ",\n" };
        text += "{\"type\":\"Feature\",\"properties\":{\"";
        text += sheet.code_column();
        text += "\":";
        text += &serde_json::to_string(&feature.code).map_err(json)?;
        for (field, value) in sheet.layer.fields().iter().zip(&feature.values) {
            text += ",\"";
            text += sheet.column(field);
            text += "\":";
            text += &match value {
                Value::Null => "null".to_owned(),
                value => serde_json::to_string(value).map_err(json)?,
            };
        }
        text += "},\"geometry\":";
        match &feature.geometry {
            Some(geometry) => append(&mut text, geometry),
            None => text += "null",
        }
        text.push('}');
        file.write_all(text.as_bytes()).map_err(io)?;
        text.clear();
    }
    text += "\n]}\n";
    file.write_all(text.as_bytes()).map_err(io)?;
    file.flush().map_err(io)
}

fn append(text: &mut String, geometry: &Geometry<f64>) {
    let mut start = |kind: &str| {
        *text += "{\"type\":\"";
        *text += kind;
        *text += "\",\"coordinates\":";
    };
    match geometry {
        Geometry::Point(point) => {
            start("Point");
            position(text, point.0);
        }
        Geometry::MultiPoint(points) => {
            start("MultiPoint");
            list(text, points.0.iter(), |text, point| position(text, point.0));
        }
        Geometry::LineString(line) => {
            start("LineString");
            list(text, line.0.iter(), |text, at| position(text, *at));
        }
        Geometry::MultiLineString(lines) => {
            start("MultiLineString");
            list(text, lines.0.iter(), |text, line| {
                list(text, line.0.iter(), |text, at| position(text, *at));
            });
        }
        Geometry::Polygon(area) => {
            start("Polygon");
            polygon(text, area);
        }
        Geometry::MultiPolygon(areas) => {
            start("MultiPolygon");
            list(text, areas.0.iter(), polygon);
        }
        Geometry::GeometryCollection(parts) => {
            *text += "{\"type\":\"GeometryCollection\",\"geometries\":";
            list(text, parts.0.iter(), append);
        }
        Geometry::Line(line) => {
            start("LineString");
            list(text, [line.start, line.end].iter(), |text, at| {
                position(text, *at);
            });
        }
        Geometry::Rect(rect) => {
            start("Polygon");
            polygon(text, &rect.to_polygon());
        }
        Geometry::Triangle(triangle) => {
            start("Polygon");
            polygon(text, &triangle.to_polygon());
        }
    }
    text.push('}');
}

fn polygon(text: &mut String, area: &geo::Polygon<f64>) {
    let area = area.orient(Direction::Default);
    list(text, rings(&area), |text, ring| {
        list(text, ring.0.iter(), |text, at| position(text, *at));
    });
}

fn position(text: &mut String, at: Coord<f64>) {
    push!(text, "[{},{}]", at.x, at.y);
}

fn list<T>(
    text: &mut String,
    items: impl Iterator<Item = T>,
    mut item: impl FnMut(&mut String, T),
) {
    text.push('[');
    for (index, one) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        item(text, one);
    }
    text.push(']');
}
