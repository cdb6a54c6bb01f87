//! Writes KML: one placemark per feature, attributes as extended data with their Chinese labels.

use std::fmt::Write as _;
use std::path::Path;

use geo::{Coord, Geometry};

use crate::exchange::export::{ExportError, Sheet, XmlText, push, rings, write_file};

/// Writes the file.
pub(in crate::exchange) fn write(sheet: &Sheet<'_>, path: &Path) -> Result<(), ExportError> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>\n",
    );
    body(sheet, &mut text)?;
    text += "</Document></kml>\n";
    write_file(path, text.as_bytes())
}

fn body(sheet: &Sheet<'_>, text: &mut String) -> Result<(), ExportError> {
    push!(text, "<name>{}</name>\n", XmlText(sheet.layer.label().zh));
    for (index, feature) in sheet.features.iter().enumerate() {
        sheet.step(index)?;
        *text += "<Placemark>";
        if !feature.name().is_empty() {
            push!(text, "<name>{}</name>", XmlText(feature.name()));
        }
        *text += "<ExtendedData>";
        datum(text, "code", "编码", &feature.code);
        for (field, value) in sheet.layer.fields().iter().zip(&feature.values) {
            if !value.is_null() && field.name != "name" {
                datum(text, field.name, field.label.zh, &value.to_string());
            }
        }
        *text += "</ExtendedData>";
        if let Some(geometry) = &feature.geometry {
            append(text, geometry);
        }
        *text += "</Placemark>\n";
    }
    Ok(())
}

fn datum(text: &mut String, name: &str, label: &str, value: &str) {
    push!(
        text,
        "<Data name=\"{}\"><displayName>{}</displayName><value>{}</value></Data>",
        XmlText(name),
        XmlText(label),
        XmlText(value)
    );
}

fn append(text: &mut String, geometry: &Geometry<f64>) {
    let many = |text: &mut String, parts: Vec<Geometry<f64>>| {
        if let [part] = parts.as_slice() {
            append(text, part);
            return;
        }
        *text += "<MultiGeometry>";
        for part in &parts {
            append(text, part);
        }
        *text += "</MultiGeometry>";
    };
    match geometry {
        Geometry::Point(point) => {
            *text += "<Point>";
            coordinates(text, &[point.0]);
            *text += "</Point>";
        }
        Geometry::LineString(line) => {
            *text += "<LineString>";
            coordinates(text, &line.0);
            *text += "</LineString>";
        }
        Geometry::Polygon(area) => {
            *text += "<Polygon>";
            for (index, ring) in rings(area).enumerate() {
                let side = if index == 0 { "outer" } else { "inner" };
                push!(text, "<{side}BoundaryIs><LinearRing>");
                coordinates(text, &ring.0);
                push!(text, "</LinearRing></{side}BoundaryIs>");
            }
            *text += "</Polygon>";
        }
        Geometry::MultiPoint(points) => {
            many(text, points.iter().map(|part| (*part).into()).collect());
        }
        Geometry::MultiLineString(lines) => {
            many(text, lines.iter().map(|part| part.clone().into()).collect());
        }
        Geometry::MultiPolygon(areas) => {
            many(text, areas.iter().map(|part| part.clone().into()).collect());
        }
        Geometry::GeometryCollection(parts) => many(text, parts.0.clone()),
        Geometry::Line(line) => append(text, &geo::LineString(vec![line.start, line.end]).into()),
        Geometry::Rect(rect) => append(text, &rect.to_polygon().into()),
        Geometry::Triangle(triangle) => append(text, &triangle.to_polygon().into()),
    }
}

fn coordinates(text: &mut String, all: &[Coord<f64>]) {
    *text += "<coordinates>";
    for (index, at) in all.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        // Writing into a text cannot fail.
        write!(text, "{space}{},{}", at.x, at.y).unwrap_or_default();
    }
    *text += "</coordinates>";
}
