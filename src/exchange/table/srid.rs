//! The system that the rows of a table state: with every shape (`SRID=4490;POINT (…)`), or in a column of
//! its own beside coordinates.

use geo::{Coord, CoordsIter as _};

use crate::exchange::crs::{Head, StatedCrs};
use crate::exchange::source::{RawGeometry, RawValue, SourceRow};
use crate::exchange::table::GeometryColumns;
use crate::exchange::table::columns::bare;
use crate::exchange::wkt;

/// Names of a column that states the system.
const SYSTEM_NAMES: [&str; 9] = [
    "坐标系",
    "坐标系统",
    "坐标系名称",
    "坐标系类型",
    "平面坐标系",
    "空间参考",
    "crs",
    "srid",
    "epsg",
];
/// Code of a row that lies in another system than the first; what is read later must leave it.
pub(in crate::exchange) const OTHER_SYSTEM: &str = "other_crs";

/// What the rows say, the first that says anything for all. A row that says otherwise is refused: one
/// table lies in one system.
pub(in crate::exchange) fn stated(
    place: &GeometryColumns,
    columns: &[String],
    rows: &mut [SourceRow],
) -> StatedCrs {
    if let GeometryColumns::Wkt(texts) = place {
        let text = |row: &SourceRow| match texts.first().and_then(|at| row.values.get(*at))? {
            RawValue::Text(text) => wkt::srid(text).map(|srid| format!("SRID={srid}")),
            _ => None,
        };
        if let Some(srid) = common(rows, text) {
            return by_srid(&srid);
        }
    }
    let is_system = |column: &String| SYSTEM_NAMES.contains(&bare(column).as_str());
    match (place, columns.iter().position(is_system)) {
        (GeometryColumns::None, _) | (_, None) => StatedCrs::Silent,
        (_, Some(at)) => by_column(&columns[at], at, rows),
    }
}

/// The first statement; rows with another are marked.
fn common(
    rows: &mut [SourceRow],
    statement: impl Fn(&SourceRow) -> Option<String>,
) -> Option<String> {
    let mut first: Option<String> = None;
    for row in rows {
        let Some(own) = statement(row) else { continue };
        match &first {
            None => first = Some(own),
            Some(first) if *first != own => {
                let message = format!("坐标系「{own}」与文件其他行的「{first}」不同，请分开导入");
                row.geometry = RawGeometry::Bad(OTHER_SYSTEM, message);
            }
            Some(_) => {}
        }
    }
    first
}

fn by_srid(text: &str) -> StatedCrs {
    match text.trim_start_matches("SRID=").parse::<i64>() {
        // PostGIS and SpatiaLite write these for a system that nobody stated.
        Ok(0 | -1) => StatedCrs::Silent,
        Ok(code) if code > 0 => u32::try_from(code).map_or_else(
            |_too_large| StatedCrs::Unreadable(text.to_owned()),
            |epsg| StatedCrs::Epsg(epsg, "由 WKT 的 SRID 确定"),
        ),
        _ => StatedCrs::Unreadable(text.to_owned()),
    }
}

fn by_column(name: &str, at: usize, rows: &mut [SourceRow]) -> StatedCrs {
    let text = |row: &SourceRow| {
        let text = match row.values.get(at)? {
            RawValue::Text(text) => text.trim().to_owned(),
            RawValue::Number(number) => number.to_string(),
            RawValue::Null | RawValue::Flag(_) => return None,
        };
        (!text.is_empty()).then_some(text)
    };
    let Some(system) = common(rows, text) else {
        return StatedCrs::Silent;
    };
    // What is no number yet is an angle with its marks.
    let first = rows.iter().find_map(|row| match &row.geometry {
        RawGeometry::Some(geometry) => geometry.coords_iter().next(),
        RawGeometry::Null | RawGeometry::Bad(..) => None,
    });
    let mut head = Head::default();
    head.system(name, &system);
    head.stated(Some(first.unwrap_or_else(Coord::zero)))
}
