//! A row as bytes and back, without any loss. The bytes never leave the program that wrote them.

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};

use crate::exchange::source::{RawGeometry, RawValue, SourceRow};

/// Codes of issues, which are static texts: a row holds their number.
pub(super) type Codes = Vec<&'static str>;

/// Puts a row behind `out`. `values` are columns by number with what stands there.
pub(super) fn encode<'v>(
    out: &mut Vec<u8>,
    row: &SourceRow,
    values: impl Iterator<Item = (usize, &'v RawValue)>,
    codes: &mut Codes,
) {
    number(out, row.row);
    let at = out.len();
    number(out, 0);
    let mut count = 0_u32;
    for (column, value) in values {
        if *value == RawValue::Null {
            continue;
        }
        count += 1;
        number(out, column as u32);
        match value {
            RawValue::Null => {}
            RawValue::Flag(flag) => out.push(u8::from(*flag)),
            RawValue::Number(value) => {
                out.push(2);
                out.extend(value.to_le_bytes());
            }
            RawValue::Text(value) => {
                out.push(3);
                text(out, value);
            }
        }
    }
    out[at..at + 4].copy_from_slice(&count.to_le_bytes());
    match &row.geometry {
        RawGeometry::Null => out.push(0),
        RawGeometry::Some(geometry) => {
            out.push(1);
            shape(out, geometry);
        }
        RawGeometry::Bad(code, message) => {
            out.push(2);
            code_of(out, code, codes);
            text(out, message);
        }
    }
    number(out, row.notes.len() as u32);
    for (code, column, message) in &row.notes {
        code_of(out, code, codes);
        text(out, column);
        text(out, message);
    }
}

fn number(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_le_bytes());
}

fn text(out: &mut Vec<u8>, value: &str) {
    number(out, value.len() as u32);
    out.extend(value.as_bytes());
}

fn code_of(out: &mut Vec<u8>, code: &'static str, codes: &mut Codes) {
    let index = codes.iter().position(|known| *known == code);
    let index = index.unwrap_or_else(|| {
        codes.push(code);
        codes.len() - 1
    });
    number(out, index as u32);
}

fn coords(out: &mut Vec<u8>, line: &[Coord<f64>]) {
    number(out, line.len() as u32);
    out.reserve(line.len() * 16);
    for at in line {
        out.extend(at.x.to_le_bytes());
        out.extend(at.y.to_le_bytes());
    }
}

fn rings(out: &mut Vec<u8>, area: &Polygon<f64>) {
    number(out, area.interiors().len() as u32);
    coords(out, &area.exterior().0);
    for ring in area.interiors() {
        coords(out, &ring.0);
    }
}

fn shape(out: &mut Vec<u8>, geometry: &Geometry<f64>) {
    match geometry {
        Geometry::Point(point) => {
            out.push(0);
            coords(out, &[point.0]);
        }
        Geometry::LineString(line) => {
            out.push(1);
            coords(out, &line.0);
        }
        Geometry::Line(line) => {
            out.push(1);
            coords(out, &[line.start, line.end]);
        }
        Geometry::Polygon(area) => {
            out.push(2);
            rings(out, area);
        }
        Geometry::Rect(rect) => {
            out.push(2);
            rings(out, &rect.to_polygon());
        }
        Geometry::Triangle(triangle) => {
            out.push(2);
            rings(out, &triangle.to_polygon());
        }
        Geometry::MultiPoint(points) => {
            out.push(3);
            let all: Vec<_> = points.0.iter().map(|point| point.0).collect();
            coords(out, &all);
        }
        Geometry::MultiLineString(lines) => {
            out.push(4);
            number(out, lines.0.len() as u32);
            for line in &lines.0 {
                coords(out, &line.0);
            }
        }
        Geometry::MultiPolygon(areas) => {
            out.push(5);
            number(out, areas.0.len() as u32);
            for area in &areas.0 {
                rings(out, area);
            }
        }
        Geometry::GeometryCollection(parts) => {
            out.push(6);
            number(out, parts.0.len() as u32);
            for part in &parts.0 {
                shape(out, part);
            }
        }
    }
}

/// The row behind `bytes`, its values parallel to `columns` columns: `order` says which of them the
/// number of a value means. `None` where the bytes are not what was written.
pub(super) fn decode(
    bytes: &[u8],
    columns: usize,
    order: Option<&[usize]>,
    codes: &Codes,
) -> Option<SourceRow> {
    let mut from = From(bytes);
    let row = from.number()?;
    let mut values = vec![RawValue::Null; columns];
    for _ in 0..from.number()? {
        let number = from.number()? as usize;
        let column = match order {
            Some(order) => *order.get(number)?,
            None => number,
        };
        let value = match from.byte()? {
            2 => RawValue::Number(from.real()?),
            3 => RawValue::Text(from.text()?),
            flag => RawValue::Flag(flag == 1),
        };
        *values.get_mut(column)? = value;
    }
    let geometry = match from.byte()? {
        0 => RawGeometry::Null,
        1 => RawGeometry::Some(from.shape()?),
        _ => RawGeometry::Bad(from.code(codes)?, from.text()?),
    };
    let mut notes = Vec::new();
    for _ in 0..from.number()? {
        notes.push((from.code(codes)?, from.text()?, from.text()?));
    }
    Some(SourceRow {
        row,
        values,
        geometry,
        notes,
    })
}

/// What is left to be decoded.
struct From<'a>(&'a [u8]);

impl From<'_> {
    fn take<const SIZE: usize>(&mut self) -> Option<[u8; SIZE]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn real(&mut self) -> Option<f64> {
        self.take().map(f64::from_le_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let size = self.number()? as usize;
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        std::str::from_utf8(taken).ok().map(str::to_owned)
    }

    fn code(&mut self, codes: &Codes) -> Option<&'static str> {
        codes.get(self.number()? as usize).copied()
    }

    fn coords(&mut self) -> Option<Vec<Coord<f64>>> {
        let size = (self.number()? as usize).checked_mul(16)?;
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        let (pairs, _) = taken.as_chunks::<8>();
        let reals = pairs.iter().map(|bytes| f64::from_le_bytes(*bytes));
        let (even, odd) = (reals.clone().step_by(2), reals.skip(1).step_by(2));
        Some(even.zip(odd).map(|(x, y)| Coord { x, y }).collect())
    }

    fn rings(&mut self) -> Option<Polygon<f64>> {
        let holes = self.number()?;
        let shell = LineString(self.coords()?);
        let mut interiors = Vec::new();
        for _ in 0..holes {
            interiors.push(LineString(self.coords()?));
        }
        Some(Polygon::new(shell, interiors))
    }

    fn shape(&mut self) -> Option<Geometry<f64>> {
        Some(match self.byte()? {
            0 => Point(*self.coords()?.first()?).into(),
            1 => LineString(self.coords()?).into(),
            2 => self.rings()?.into(),
            3 => MultiPoint(self.coords()?.into_iter().map(Point).collect()).into(),
            4 => {
                let mut lines = Vec::new();
                for _ in 0..self.number()? {
                    lines.push(LineString(self.coords()?));
                }
                MultiLineString(lines).into()
            }
            5 => {
                let mut areas = Vec::new();
                for _ in 0..self.number()? {
                    areas.push(self.rings()?);
                }
                MultiPolygon(areas).into()
            }
            _ => {
                let mut parts = Vec::new();
                for _ in 0..self.number()? {
                    parts.push(self.shape()?);
                }
                Geometry::GeometryCollection(GeometryCollection(parts))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use geo::wkt;

    use super::*;

    fn there_and_back(row: &SourceRow) -> (Vec<u8>, SourceRow) {
        let (mut bytes, mut codes) = (Vec::new(), Codes::new());
        encode(&mut bytes, row, row.values.iter().enumerate(), &mut codes);
        let back = decode(&bytes, row.values.len(), None, &codes).unwrap();
        (bytes, back)
    }

    #[test]
    fn every_kind_of_row_comes_back_as_it_was() {
        let area = wkt!(POLYGON((0. 0., 2. 0., 2. 2., 0. 0.), (1. 0.5, 1.5 0.5, 1.5 1., 1. 0.5)));
        let line = wkt!(LINESTRING(0.1 -0., 1e300 5e-324));
        let shapes: Vec<Geometry<f64>> = vec![
            wkt!(POINT(102.7 25.)).into(),
            line.clone().into(),
            area.clone().into(),
            wkt!(MULTIPOINT(1. 2., 3. 4.)).into(),
            MultiLineString(vec![line, LineString(Vec::new())]).into(),
            MultiPolygon(vec![
                area.clone(),
                Polygon::new(LineString(Vec::new()), Vec::new()),
            ])
            .into(),
        ];
        let nested = Geometry::GeometryCollection(GeometryCollection(vec![
            Geometry::GeometryCollection(GeometryCollection(shapes.clone())),
            area.into(),
        ]));
        let geometries = shapes
            .into_iter()
            .chain([nested])
            .map(RawGeometry::Some)
            .chain([
                RawGeometry::Null,
                RawGeometry::Bad("bad_wkt", "坏".to_owned()),
            ]);
        for geometry in geometries {
            let row = SourceRow {
                row: 7,
                values: vec![
                    RawValue::Text("滇池\u{0}".to_owned()),
                    RawValue::Null,
                    RawValue::Flag(true),
                    RawValue::Flag(false),
                    RawValue::Number(f64::NEG_INFINITY),
                    RawValue::Text(String::new()),
                ],
                geometry,
                notes: vec![
                    ("a", "列".to_owned(), "说明".to_owned()),
                    ("b", String::new(), String::new()),
                ],
            };
            let (_, back) = there_and_back(&row);
            assert_eq!(format!("{row:?}"), format!("{back:?}"));
        }
    }

    #[test]
    fn bytes_that_were_cut_are_no_row() {
        let row = SourceRow {
            row: 1,
            values: vec![RawValue::Text("甲".to_owned())],
            geometry: RawGeometry::Some(wkt!(LINESTRING(0. 0., 1. 1.)).into()),
            notes: vec![("a", "b".to_owned(), "c".to_owned())],
        };
        let (bytes, _) = there_and_back(&row);
        for end in 0..bytes.len() {
            assert!(
                decode(&bytes[..end], 1, None, &vec!["a"]).is_none(),
                "{end}"
            );
        }
    }
}
