//! Writes GPX: points as waypoints, lines as tracks, attributes as extensions that GDAL reads too.

use std::path::Path;

use geo::{Coord, Geometry};

use crate::domain::Feature;
use crate::exchange::export::{ExportError, Sheet, XmlText, push, write_file};

/// Writes the file.
pub(in crate::exchange) fn write(sheet: &Sheet<'_>, path: &Path) -> Result<(), ExportError> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"Shuijie\" xmlns=\"http://www.topografix.com/GPX/1/1\" xmlns:ogr=\"http://osgeo.org/gdal\">\n",
    );
    for (index, feature) in sheet.features.iter().enumerate() {
        sheet.step(index)?;
        match &feature.geometry {
            Some(Geometry::Point(point)) => {
                push!(text, "<wpt lat=\"{}\" lon=\"{}\">", point.y(), point.x());
                attributes(&mut text, sheet, feature);
                text += "</wpt>\n";
            }
            Some(Geometry::LineString(line)) => track(&mut text, sheet, feature, &[&line.0]),
            Some(Geometry::MultiLineString(lines)) => {
                let parts: Vec<&[Coord<f64>]> =
                    lines.iter().map(|line| line.0.as_slice()).collect();
                track(&mut text, sheet, feature, &parts);
            }
            // Layers of areas are refused before, features without a place are left out before.
            _ => {}
        }
    }
    text += "</gpx>\n";
    write_file(path, text.as_bytes())
}

fn track(text: &mut String, sheet: &Sheet<'_>, feature: &Feature, parts: &[&[Coord<f64>]]) {
    *text += "<trk>";
    attributes(text, sheet, feature);
    for part in parts {
        *text += "<trkseg>";
        for at in *part {
            push!(text, "<trkpt lat=\"{}\" lon=\"{}\"/>", at.y, at.x);
        }
        *text += "</trkseg>";
    }
    *text += "</trk>\n";
}

fn attributes(text: &mut String, sheet: &Sheet<'_>, feature: &Feature) {
    if !feature.name().is_empty() {
        push!(text, "<name>{}</name>", XmlText(feature.name()));
    }
    push!(
        text,
        "<extensions><ogr:code>{}</ogr:code>",
        XmlText(&feature.code)
    );
    for (field, value) in sheet.layer.fields().iter().zip(&feature.values) {
        if !value.is_null() && field.name != "name" {
            push!(
                text,
                "<ogr:{0}>{1}</ogr:{0}>",
                field.name,
                XmlText(&value.to_string())
            );
        }
    }
    *text += "</extensions>";
}
