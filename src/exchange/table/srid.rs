//! The system that well-known text in a table states with every shape: `SRID=4490;POINT (…)`.

use crate::exchange::crs::StatedCrs;
use crate::exchange::source::{RawGeometry, RawValue, SourceRow};
use crate::exchange::table::GeometryColumns;
use crate::exchange::wkt;

/// What the texts say, the first as an example for all. A row that says otherwise is refused: one file
/// lies in one system.
pub(in crate::exchange) fn stated(place: &GeometryColumns, rows: &mut [SourceRow]) -> StatedCrs {
    let GeometryColumns::Wkt(columns) = place else {
        return StatedCrs::Silent;
    };
    let mut first: Option<String> = None;
    for row in rows {
        let Some(RawValue::Text(text)) = columns.first().and_then(|at| row.values.get(*at)) else {
            continue;
        };
        let Some(srid) = wkt::srid(text) else {
            continue;
        };
        match &first {
            None => first = Some(srid.to_owned()),
            Some(first) if first != srid => {
                let message = format!("SRID={srid} 与文件其他行的 SRID={first} 不同，请分开导入");
                row.geometry = RawGeometry::Bad("other_srid", message);
            }
            Some(_) => {}
        }
    }
    // PostGIS and SpatiaLite write these for a system that nobody stated.
    let Some(srid) = first.filter(|srid| !matches!(srid.as_str(), "0" | "-1")) else {
        return StatedCrs::Silent;
    };
    match srid.parse() {
        Ok(epsg) => StatedCrs::Epsg(epsg, "由 WKT 的 SRID 确定"),
        Err(_) => StatedCrs::Unreadable(format!("SRID={srid}")),
    }
}
