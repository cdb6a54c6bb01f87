//! Which CRS coordinates are in, and the way from there to EPSG:4490. Never a silent guess: every
//! decision carries its reason, and datums without published transforms are refused.

use geo::Coord;

use crate::domain::LonLat;
use crate::exchange::error::ExchangeError;
use crate::exchange::report::CrsUsed;
use crate::geodesy::{STORAGE_EPSG, Transform};

/// What a file says about its CRS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StatedCrs {
    /// Nothing.
    Silent,
    /// Nothing, but the format has a rule: degrees on WGS 84 (GeoJSON, RFC 7946).
    DegreesByFormat,
    /// An EPSG code, and where it stands.
    Epsg(u32, &'static str),
    /// WKT of a `.prj`.
    Wkt(String),
}

/// EPSG:4326 and its three-dimensional and CRS84 twins: equal to CGCS2000 within decimetres.
const WGS84: u32 = 4326;

/// A decided CRS.
pub(super) struct Decided {
    pub(super) used: CrsUsed,
    /// `None` when coordinates need no change.
    definition: Option<String>,
}

impl Decided {
    /// The transform to EPSG:4490; `None` when coordinates are in it already. One per thread.
    pub(super) fn transform(&self) -> Result<Option<Transform>, ExchangeError> {
        self.definition
            .as_deref()
            .map(|from| Transform::from_definitions(from, &format!("EPSG:{STORAGE_EPSG}")))
            .transpose()
            .map_err(ExchangeError::from)
    }
}

/// Decides: the user's word, then the file's, then the numbers of `sample`.
pub(super) fn decide(
    asked: Option<&str>,
    stated: &StatedCrs,
    sample: Option<Coord<f64>>,
) -> Result<Decided, ExchangeError> {
    if let Some(text) = asked {
        return from_epsg(parse_epsg(text)?, "由用户指定");
    }
    match stated {
        StatedCrs::Epsg(epsg, how) => from_epsg(*epsg, how),
        StatedCrs::Wkt(wkt) => from_wkt(wkt),
        StatedCrs::DegreesByFormat
            if sample.is_none_or(|at| LonLat::try_new(at.x, at.y).is_ok()) =>
        {
            from_epsg(WGS84, "文件未写 crs，按 GeoJSON 标准(RFC 7946)为经纬度")
        }
        StatedCrs::Silent | StatedCrs::DegreesByFormat => match sample {
            None => from_epsg(STORAGE_EPSG, "没有坐标"),
            Some(coord) => {
                let epsg = by_numbers(coord).ok_or(ExchangeError::UndecidedCrs {
                    x: coord.x,
                    y: coord.y,
                })?;
                from_epsg(epsg, "文件未说明，按坐标数值判断")
            }
        },
    }
}

/// What PROJ is to take for the system of a picture: the user's code, then the `.prj` beside it. `None`
/// when neither says anything. Datums without a published transform are refused.
pub fn definition(asked: Option<u32>, prj: Option<&str>) -> Result<Option<String>, ExchangeError> {
    let decided = match (asked, prj) {
        (Some(epsg), _) => from_epsg(epsg, "由用户指定")?,
        (None, Some(wkt)) => from_wkt(wkt)?,
        (None, None) => return Ok(None),
    };
    let stored = || format!("EPSG:{STORAGE_EPSG}");
    Ok(Some(decided.definition.unwrap_or_else(stored)))
}

/// The code of `EPSG:4490`, `epsg:4490` or `4490`.
pub fn parse_epsg(text: &str) -> Result<u32, ExchangeError> {
    let text = text.trim();
    let digits = text
        .get(..5)
        .filter(|start| start.eq_ignore_ascii_case("EPSG:"))
        .map_or(text, |_| &text[5..]);
    digits
        .parse()
        .map_err(|_not_a_number| ExchangeError::BadCrs {
            text: text.to_owned(),
        })
}

fn from_epsg(epsg: u32, how: &str) -> Result<Decided, ExchangeError> {
    if is_old_datum(epsg) {
        return Err(ExchangeError::DatumUnresolved {
            name: format!("EPSG:{epsg}"),
        });
    }
    let same = epsg == STORAGE_EPSG || epsg == WGS84 || epsg == 4979 || epsg == 4480;
    let how = if epsg == WGS84 {
        format!("{how};WGS 84 与 CGCS2000 视为一致(相差厘米至分米级)")
    } else {
        how.to_owned()
    };
    let definition = (!same).then(|| format!("EPSG:{epsg}"));
    let decided = Decided {
        used: CrsUsed {
            epsg: Some(epsg),
            how,
        },
        definition,
    };
    decided.transform()?;
    Ok(decided)
}

/// Beijing 1954, Xi'an 1980 and New Beijing: EPSG areas of geographic and Gauss-Kruger codes. Their
/// coordinates have no published transform to CGCS2000.
pub fn is_old_datum(epsg: u32) -> bool {
    matches!(epsg, 4214 | 4555 | 4610 | 2327..=2390 | 2401..=2442 | 4568..=4589 | 4652..=4655 | 4766..=4800
        | 21413..=21423 | 21453..=21463 | 21473..=21483)
}

fn from_wkt(wkt: &str) -> Result<Decided, ExchangeError> {
    let name = wkt.split('"').nth(1).unwrap_or_default().to_owned();
    let key: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let whole = wkt.to_ascii_lowercase();
    if [
        "xian",
        "xi'an",
        "beijing",
        "krasovsky",
        "iag_1975",
        "iag 1975",
    ]
    .iter()
    .any(|old| whole.contains(old))
    {
        return Err(ExchangeError::DatumUnresolved { name });
    }
    let start = whole.trim_start();
    if ["local_cs", "engcrs", "engineeringcrs", "cs["]
        .iter()
        .any(|kind| start.starts_with(kind))
    {
        return Err(ExchangeError::LocalCrs { name });
    }
    if let Some(epsg) = epsg_of_name(&key) {
        return from_epsg(epsg, &format!("由 .prj 的名称「{name}」确定"));
    }
    let used = CrsUsed {
        epsg: None,
        how: format!("由 .prj 的定义「{name}」确定"),
    };
    let decided = Decided {
        used,
        definition: Some(wkt.to_owned()),
    };
    decided.transform()?;
    Ok(decided)
}

/// The code of a CRS name as ESRI and EPSG write it, letters and digits only.
fn epsg_of_name(key: &str) -> Option<u32> {
    match key {
        "gcschinageodeticcoordinatesystem2000"
        | "chinageodeticcoordinatesystem2000"
        | "gcscgcs2000"
        | "cgcs2000" => {
            return Some(STORAGE_EPSG);
        }
        "gcswgs1984" | "wgs84" | "wgs1984" => return Some(WGS84),
        "wgs1984webmercatorauxiliarysphere" | "wgs84pseudomercator" => return Some(3857),
        _ => {}
    }
    let number = |prefixes: &[&str]| -> Option<u32> {
        prefixes
            .iter()
            .find_map(|prefix| key.strip_prefix(prefix))?
            .trim_end_matches('e')
            .parse()
            .ok()
    };
    // 3-degree zones: 25 to 45 by number, 75E to 135E by meridian; 6-degree: 13 to 23, 75E to 135E.
    if let Some(meridian) = number(&["cgcs20003degreegkcm", "cgcs20003degreegausskrugercm"]) {
        return (75..=135)
            .contains(&meridian)
            .then(|| 4534 + (meridian - 75) / 3);
    }
    if let Some(zone) = number(&["cgcs20003degreegkzone", "cgcs20003degreegausskrugerzone"]) {
        return (25..=45).contains(&zone).then(|| 4513 + zone - 25);
    }
    if let Some(meridian) = number(&["cgcs2000gkcm", "cgcs2000gausskrugercm"]) {
        return (75..=135)
            .contains(&meridian)
            .then(|| 4502 + (meridian - 75) / 6);
    }
    let zone = number(&["cgcs2000gkzone", "cgcs2000gausskrugerzone"])?;
    (13..=23).contains(&zone).then(|| 4491 + zone - 13)
}

/// What the numbers of a coordinate (x, y) say, for data around Kunming (102E and 105E meridians).
/// Swapped axes are not turned round here: that is for the user to say.
fn by_numbers(coord: Coord<f64>) -> Option<u32> {
    let (x, y) = (coord.x, coord.y);
    let northing = (2_600_000.0..3_000_000.0).contains(&y);
    if (70.0..140.0).contains(&x) && (15.0..56.0).contains(&y) {
        Some(STORAGE_EPSG)
    } else if northing && (480_000.0..700_000.0).contains(&x) {
        Some(4543)
    } else if northing && (34_480_000.0..34_700_000.0).contains(&x) {
        Some(4522)
    } else if northing && (35_200_000.0..35_380_000.0).contains(&x) {
        Some(4523)
    } else if northing && (18_200_000.0..18_380_000.0).contains(&x) {
        Some(4496)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn esri_and_epsg_names_give_the_right_gauss_kruger_zone() {
        for (name, epsg) in [
            ("CGCS2000_3_Degree_GK_CM_102E", 4543),
            ("CGCS2000 / 3-degree Gauss-Kruger CM 102E", 4543),
            ("CGCS2000_3_Degree_GK_Zone_34", 4522),
            ("CGCS2000_GK_CM_105E", 4507),
            ("CGCS2000 / Gauss-Kruger zone 18", 4496),
            ("GCS_China_Geodetic_Coordinate_System_2000", 4490),
        ] {
            let decided = from_wkt(&format!("PROJCS[\"{name}\",")).unwrap();
            assert_eq!(decided.used.epsg, Some(epsg), "{name}");
        }
    }

    #[test]
    fn old_datums_are_refused_and_numbers_decide_only_when_they_can() {
        let refused = |result: Result<Decided, ExchangeError>| {
            matches!(result, Err(ExchangeError::DatumUnresolved { .. }))
        };
        assert!(refused(from_epsg(2379, "")));
        assert!(refused(from_wkt(
            "PROJCS[\"Xian_1980_3_Degree_GK_CM_102E\""
        )));
        let by = |x, y| {
            decide(None, &StatedCrs::Silent, Some(Coord { x, y })).map(|decided| decided.used.epsg)
        };
        assert_eq!(by(102.7, 25.0).unwrap(), Some(4490));
        assert_eq!(by(578_954.0, 2_782_124.0).unwrap(), Some(4543));
        assert_eq!(by(34_578_954.0, 2_782_124.0).unwrap(), Some(4522));
        assert!(by(2_782_124.0, 578_954.0).is_err());
        assert!(by(25.0, 102.7).is_err());
    }
}
