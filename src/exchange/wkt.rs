//! Well-known text, read within bounds and written exactly. Knows geometry, no files.

use std::fmt::Write as _;

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};

/// Collections within collections.
const MAX_DEPTH: usize = 16;

/// Reads one geometry. Z and M are read over; `SRID=…;` before it is for [`srid`].
pub(super) fn read(text: &str) -> Result<Geometry<f64>, String> {
    let text = parted(text).1;
    let mut reader = Reader { rest: text };
    let geometry = reader.geometry(0)?;
    reader.skip();
    if reader.rest.is_empty() {
        Ok(geometry)
    } else {
        Err(reader.unexpected())
    }
}

/// What stands behind `SRID=` before the geometry; `None` where nothing does.
pub(super) fn srid(text: &str) -> Option<&str> {
    parted(text).0
}

fn parted(text: &str) -> (Option<&str>, &str) {
    let text = text.trim();
    let stated = text
        .get(..5)
        .filter(|start| start.eq_ignore_ascii_case("SRID="))
        .and_then(|_| text[5..].split_once(';'));
    match stated {
        Some((srid, rest)) => (Some(srid.trim()), rest),
        None => (None, text),
    }
}

/// Whether `text` starts like well-known text.
pub(super) fn looks_like(text: &str) -> bool {
    let word: String = text
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_ascii_uppercase();
    let known = [
        "POINT",
        "LINESTRING",
        "POLYGON",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "GEOMETRYCOLLECTION",
    ];
    known.contains(&word.as_str()) || word == "SRID"
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn unexpected(&self) -> String {
        let near: String = self.rest.chars().take(12).collect();
        if near.is_empty() {
            "WKT 不完整".to_owned()
        } else {
            format!("WKT 在「{near}」处有误")
        }
    }

    fn word(&mut self) -> String {
        self.skip();
        let end = self
            .rest
            .find(|character: char| !character.is_ascii_alphabetic())
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_ascii_uppercase()
    }

    fn take(&mut self, mark: char) -> bool {
        self.skip();
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// `item (, item)*` in brackets; `EMPTY` gives none.
    fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        if !self.take('(') {
            let before = self.rest;
            if self.word() == "EMPTY" {
                return Ok(Vec::new());
            }
            self.rest = before;
            return Err(self.unexpected());
        }
        let mut items = vec![item(self)?];
        while self.take(',') {
            items.push(item(self)?);
        }
        if self.take(')') {
            Ok(items)
        } else {
            Err(self.unexpected())
        }
    }

    fn coord(&mut self) -> Result<Coord<f64>, String> {
        let mut numbers = [0.0; 4];
        let mut count = 0;
        loop {
            self.skip();
            let end = self
                .rest
                .find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
                .unwrap_or(self.rest.len());
            if end == 0 {
                break;
            }
            let (number, rest) = self.rest.split_at(end);
            let value: f64 = number.parse().map_err(|_not_a_number| self.unexpected())?;
            if count == 4 || !value.is_finite() {
                return Err(self.unexpected());
            }
            numbers[count] = value;
            count += 1;
            self.rest = rest;
        }
        if count < 2 {
            return Err(self.unexpected());
        }
        Ok(Coord {
            x: numbers[0],
            y: numbers[1],
        })
    }

    fn line(&mut self) -> Result<LineString<f64>, String> {
        self.list(Self::coord).map(LineString)
    }

    fn polygon(&mut self) -> Result<Polygon<f64>, String> {
        let mut rings = self.list(Self::line)?.into_iter();
        let shell = rings.next().unwrap_or_else(LineString::empty);
        Ok(Polygon::new(shell, rings.collect()))
    }

    fn geometry(&mut self, depth: usize) -> Result<Geometry<f64>, String> {
        if depth > MAX_DEPTH {
            return Err(format!("WKT 嵌套超过 {MAX_DEPTH} 层"));
        }
        let start = self.rest;
        let mut kind = self.word();
        let dimensions = self.rest;
        if !matches!(self.word().as_str(), "Z" | "M" | "ZM") {
            self.rest = dimensions;
        }
        for suffix in ["ZM", "Z", "M"] {
            if let Some(bare) = kind.strip_suffix(suffix)
                && bare.ends_with(['T', 'G', 'N'])
            {
                kind = bare.to_owned();
                break;
            }
        }
        Ok(match kind.as_str() {
            "POINT" => match self.list(Self::coord)?.as_slice() {
                [coord] => Point(*coord).into(),
                [] => MultiPoint(Vec::new()).into(),
                _ => return Err(self.unexpected()),
            },
            "LINESTRING" => self.line()?.into(),
            "POLYGON" => self.polygon()?.into(),
            "MULTIPOINT" => MultiPoint(self.list(|reader| {
                if reader.take('(') {
                    let coord = reader.coord()?;
                    if reader.take(')') {
                        Ok(Point(coord))
                    } else {
                        Err(reader.unexpected())
                    }
                } else {
                    reader.coord().map(Point)
                }
            })?)
            .into(),
            "MULTILINESTRING" => MultiLineString(self.list(Self::line)?).into(),
            "MULTIPOLYGON" => MultiPolygon(self.list(Self::polygon)?).into(),
            "GEOMETRYCOLLECTION" => Geometry::GeometryCollection(GeometryCollection(
                self.list(|reader| reader.geometry(depth + 1))?,
            )),
            _ => {
                self.rest = start;
                return Err(self.unexpected());
            }
        })
    }
}

/// The geometry as text, every coordinate exact.
pub(super) fn write(geometry: &Geometry<f64>) -> String {
    let mut text = String::new();
    append(&mut text, geometry);
    text
}

fn append(text: &mut String, geometry: &Geometry<f64>) {
    match geometry {
        Geometry::Point(point) => {
            text.push_str("POINT ");
            coords(text, &[point.0]);
        }
        Geometry::MultiPoint(points) => {
            text.push_str("MULTIPOINT ");
            list(text, &points.0, |text, point| coords(text, &[point.0]));
        }
        Geometry::LineString(line) => {
            text.push_str("LINESTRING ");
            coords(text, &line.0);
        }
        Geometry::MultiLineString(lines) => {
            text.push_str("MULTILINESTRING ");
            list(text, &lines.0, |text, line| coords(text, &line.0));
        }
        Geometry::Polygon(polygon) => {
            text.push_str("POLYGON ");
            rings(text, polygon);
        }
        Geometry::MultiPolygon(areas) => {
            text.push_str("MULTIPOLYGON ");
            list(text, &areas.0, rings);
        }
        Geometry::GeometryCollection(parts) => {
            text.push_str("GEOMETRYCOLLECTION ");
            list(text, &parts.0, append);
        }
        Geometry::Line(line) => append(text, &LineString(vec![line.start, line.end]).into()),
        Geometry::Rect(rect) => append(text, &rect.to_polygon().into()),
        Geometry::Triangle(triangle) => append(text, &triangle.to_polygon().into()),
    }
}

fn rings(text: &mut String, polygon: &Polygon<f64>) {
    let all: Vec<&LineString<f64>> = std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .filter(|ring| !ring.0.is_empty())
        .collect();
    list(text, &all, |text, ring| coords(text, &ring.0));
}

fn coords(text: &mut String, all: &[Coord<f64>]) {
    list(text, all, |text, coord| {
        // Writing into a text cannot fail.
        write!(text, "{} {}", coord.x, coord.y).unwrap_or_default();
    });
}

fn list<T>(text: &mut String, items: &[T], mut item: impl FnMut(&mut String, &T)) {
    if items.is_empty() {
        text.push_str("EMPTY");
        return;
    }
    for (index, one) in items.iter().enumerate() {
        text.push(if index == 0 { '(' } else { ',' });
        item(text, one);
    }
    text.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_as_it_was_written() {
        for text in [
            "POINT (102.7 25.1)",
            "MULTIPOINT ((1 2),(3 4))",
            "LINESTRING (1 2,3 4.000000000000001)",
            "MULTILINESTRING ((1 2,3 4),(5 6,7 8))",
            "POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
            "MULTIPOLYGON (((0 0,4 0,4 4,0 0)),((9 9,10 9,10 10,9 9)))",
            "GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (1 2,3 4))",
        ] {
            assert_eq!(write(&read(text).unwrap()), text);
        }
        for (odd, plain) in [
            ("SRID=4490;pointz(1 2 3)", "POINT (1 2)"),
            ("MULTIPOINT Z (1 2 3, 4 5 6)", "MULTIPOINT ((1 2),(4 5))"),
            ("LineString M(1 2 3,4 5 6)", "LINESTRING (1 2,4 5)"),
        ] {
            assert_eq!(write(&read(odd).unwrap()), plain);
        }
    }

    #[test]
    fn broken_and_endless_text_is_refused_without_harm() {
        let deep = "GEOMETRYCOLLECTION(".repeat(100_000);
        for text in [
            "",
            "POINT",
            "POINT (1)",
            "POINT (1 x)",
            "POLYGON ((0 0,1 1",
            "CIRCLE (1 2)",
            "POINT (1 2) x",
            deep.as_str(),
        ] {
            assert!(read(text).is_err());
        }
    }
}
