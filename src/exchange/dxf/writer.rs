//! Writes DXF of the oldest kind that every program opens (AC1009): points and polylines on a layer named
//! after ours, attributes as extended data. All in ASCII: other characters as `\U+XXXX`.

use std::path::Path;

use geo::{Coord, Geometry, Polygon};

use crate::domain::Feature;
use crate::exchange::export::{ExportError, Sheet, push, rings, write_file};

/// Bytes of one group of extended data that are used; programs allow 255.
const MAX_GROUP: usize = 200;

/// Writes the file.
pub(in crate::exchange) fn write(sheet: &Sheet<'_>, path: &Path) -> Result<(), ExportError> {
    let mut drawing = Drawing {
        text: String::new(),
        layer: sheet.layer.name(),
    };
    drawing.head();
    for (index, feature) in sheet.features.iter().enumerate() {
        sheet.step(index)?;
        let attributes = attributes(sheet, feature, index + 1);
        if let Some(geometry) = &feature.geometry {
            drawing.draw(geometry, &attributes);
        }
    }
    drawing.group(0, "ENDSEC");
    drawing.group(0, "EOF");
    write_file(path, drawing.text.as_bytes())
}

/// Extended data of a feature: its number, which joins its parts again, and its values.
fn attributes(sheet: &Sheet<'_>, feature: &Feature, number: usize) -> Vec<String> {
    let mut groups = vec![format!("#={number}")];
    add(&mut groups, "code", &feature.code);
    for (field, value) in sheet.layer.fields().iter().zip(&feature.values) {
        if !value.is_null() {
            add(&mut groups, field.name, &value.to_string());
        }
    }
    groups
}

/// A value too long for one group goes on in the next under the same name.
fn add(groups: &mut Vec<String>, name: &str, value: &str) {
    let mut group = format!("{name}=");
    for character in value.chars() {
        let escaped = match character {
            ' '..='~' => character.to_string(),
            _ if u32::from(character) <= 0xFFFF => format!("\\U+{:04X}", u32::from(character)),
            // Four digits is all there is.
            _ => "?".to_owned(),
        };
        if group.len() + escaped.len() > MAX_GROUP {
            groups.push(std::mem::replace(&mut group, format!("{name}=")));
        }
        group += &escaped;
    }
    groups.push(group);
}

struct Drawing {
    text: String,
    layer: &'static str,
}

impl Drawing {
    fn group(&mut self, code: i32, value: &str) {
        push!(self.text, "{code:>3}\n{value}\n");
    }

    fn number(&mut self, code: i32, value: f64) {
        self.group(code, &value.to_string());
    }

    fn head(&mut self) {
        let layer = self.layer;
        for (code, value) in [
            (0, "SECTION"),
            (2, "HEADER"),
            (9, "$ACADVER"),
            (1, "AC1009"),
            (0, "ENDSEC"),
            (0, "SECTION"),
            (2, "TABLES"),
            (0, "TABLE"),
            (2, "LAYER"),
            (70, "1"),
            (0, "LAYER"),
            (2, layer),
            (70, "0"),
            (62, "7"),
            (6, "CONTINUOUS"),
            (0, "ENDTAB"),
            (0, "TABLE"),
            (2, "APPID"),
            (70, "1"),
            (0, "APPID"),
            (2, "SHUIJIE"),
            (70, "0"),
            (0, "ENDTAB"),
            (0, "ENDSEC"),
            (0, "SECTION"),
            (2, "ENTITIES"),
        ] {
            self.group(code, value);
        }
    }

    fn start(&mut self, kind: &str) {
        let layer = self.layer;
        self.group(0, kind);
        self.group(8, layer);
    }

    fn extend(&mut self, attributes: &[String]) {
        self.group(1001, "SHUIJIE");
        for attribute in attributes {
            self.group(1000, attribute);
        }
    }

    fn draw(&mut self, geometry: &Geometry<f64>, attributes: &[String]) {
        match geometry {
            Geometry::Point(point) => {
                self.start("POINT");
                self.number(10, point.x());
                self.number(20, point.y());
                self.extend(attributes);
            }
            Geometry::MultiPoint(points) => {
                points
                    .0
                    .iter()
                    .for_each(|point| self.draw(&Geometry::Point(*point), attributes));
            }
            Geometry::LineString(line) => self.polyline(&line.0, false, attributes),
            Geometry::MultiLineString(lines) => {
                lines
                    .iter()
                    .for_each(|line| self.polyline(&line.0, false, attributes));
            }
            Geometry::Polygon(area) => self.area(area, attributes),
            Geometry::MultiPolygon(areas) => {
                areas.iter().for_each(|area| self.area(area, attributes));
            }
            Geometry::GeometryCollection(parts) => {
                parts.0.iter().for_each(|part| self.draw(part, attributes));
            }
            Geometry::Line(line) => self.polyline(&[line.start, line.end], false, attributes),
            Geometry::Rect(rect) => self.area(&rect.to_polygon(), attributes),
            Geometry::Triangle(triangle) => self.area(&triangle.to_polygon(), attributes),
        }
    }

    fn area(&mut self, area: &Polygon<f64>, attributes: &[String]) {
        for ring in rings(area) {
            // The mark says that it is closed; the first vertex is not said again.
            let open = &ring.0[..ring.0.len() - 1];
            self.polyline(open, true, attributes);
        }
    }

    fn polyline(&mut self, vertices: &[Coord<f64>], is_closed: bool, attributes: &[String]) {
        self.start("POLYLINE");
        self.group(66, "1");
        for code in [10, 20, 30] {
            self.group(code, "0.0");
        }
        self.group(70, if is_closed { "1" } else { "0" });
        self.extend(attributes);
        for vertex in vertices {
            self.start("VERTEX");
            self.number(10, vertex.x);
            self.number(20, vertex.y);
        }
        self.start("SEQEND");
    }
}
