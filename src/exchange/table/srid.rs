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

/// Listens to the rows while they are read: the first that says anything speaks for all.
pub(in crate::exchange) struct Statements {
    /// Column of the well-known text, whose rows may state their system.
    text: Option<usize>,
    /// Column that states it.
    system: Option<usize>,
    by_text: Option<String>,
    by_column: Option<String>,
    /// The first coordinate of a row that does not say otherwise than the first.
    at: Option<Coord<f64>>,
}

impl Statements {
    pub(in crate::exchange) fn new(place: &GeometryColumns, columns: &[String]) -> Self {
        let is_system = |column: &String| SYSTEM_NAMES.contains(&bare(column).as_str());
        let (text, is_placed) = match place {
            GeometryColumns::None => (None, false),
            GeometryColumns::Point(..) => (None, true),
            GeometryColumns::Wkt(texts) => (texts.first().copied(), true),
        };
        Self {
            text,
            system: columns.iter().position(is_system).filter(|_| is_placed),
            by_text: None,
            by_column: None,
            at: None,
        }
    }

    /// Takes the next row.
    pub(in crate::exchange) fn hear(&mut self, row: &SourceRow) {
        if let Some(at) = self.text {
            self.by_text = self.by_text.take().or_else(|| by_text(row, at));
        }
        let Some(at) = self.system else { return };
        let own = by_column(row, at);
        let is_other = matches!((&self.by_column, &own), (Some(first), Some(own)) if first != own);
        self.by_column = self.by_column.take().or(own);
        // What is no number yet is an angle with its marks.
        if let (None, false, RawGeometry::Some(geometry)) = (self.at, is_other, &row.geometry) {
            self.at = geometry.coords_iter().next();
        }
    }

    /// What they said; a row that says otherwise is refused: one table lies in one system.
    pub(in crate::exchange) fn end(self, columns: &[String]) -> (StatedCrs, Option<CommonSystem>) {
        if let (Some(first), Some(at)) = (self.by_text, self.text) {
            let stated = by_srid(&first);
            let statement = by_text as Statement;
            return (
                stated,
                Some(CommonSystem {
                    first,
                    at,
                    statement,
                }),
            );
        }
        let (Some(first), Some(at)) = (self.by_column, self.system) else {
            return (StatedCrs::Silent, None);
        };
        let mut head = Head::default();
        head.system(&columns[at], &first);
        let stated = head.stated(Some(self.at.unwrap_or_else(Coord::zero)));
        let statement = by_column as Statement;
        (
            stated,
            Some(CommonSystem {
                first,
                at,
                statement,
            }),
        )
    }
}

type Statement = fn(&SourceRow, usize) -> Option<String>;

/// What a table says of its system, and where.
#[derive(Debug)]
pub(in crate::exchange) struct CommonSystem {
    first: String,
    at: usize,
    statement: Statement,
}

impl CommonSystem {
    /// Marks a row that says otherwise.
    pub(in crate::exchange) fn mark(&self, row: &mut SourceRow) {
        let own = (self.statement)(row, self.at).filter(|own| *own != self.first);
        if let Some(own) = own {
            let first = &self.first;
            let message = format!("坐标系「{own}」与文件其他行的「{first}」不同，请分开导入");
            row.geometry = RawGeometry::Bad(OTHER_SYSTEM, message);
        }
    }
}

fn by_text(row: &SourceRow, at: usize) -> Option<String> {
    match row.values.get(at)? {
        RawValue::Text(text) => wkt::srid(text).map(|srid| format!("SRID={srid}")),
        RawValue::Null | RawValue::Flag(_) | RawValue::Number(_) => None,
    }
}

fn by_column(row: &SourceRow, at: usize) -> Option<String> {
    let text = match row.values.get(at)? {
        RawValue::Text(text) => text.trim().to_owned(),
        RawValue::Number(number) => number.to_string(),
        RawValue::Null | RawValue::Flag(_) => return None,
    };
    (!text.is_empty()).then_some(text)
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
