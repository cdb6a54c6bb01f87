//! Which CRS coordinates are in, and the way from there to EPSG:4490. Never a silent guess: every
//! decision carries its reason. Datums without published transforms lead there by the user's own
//! parameters, or stay unresolved and are marked so.

pub mod codes;
mod decide;
mod numbers;
mod params;
mod stated;
mod way;
mod wkt;

pub(super) use decide::{Decided, Wish, decide};
pub use params::DatumParams;
pub(super) use stated::Head;
pub(super) use way::Locator;

use crate::exchange::error::ExchangeError;

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
    /// Something that is not understood, as it stands: never taken for nothing.
    Unreadable(String),
}

/// What PROJ is to take for the system of a picture: the user's code, then the `.prj` beside it. `None`
/// when neither says anything. Datums without a published transform are refused.
pub fn definition(asked: Option<u32>, prj: Option<&str>) -> Result<Option<String>, ExchangeError> {
    let Some(system) = decide::stated_system(asked, prj)? else {
        return Ok(None);
    };
    match system.datum {
        Some(datum) if datum.is_old() => Err(ExchangeError::DatumUnresolved { name: system.name }),
        _ => Ok(Some(system.definition)),
    }
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

/// Whether a code is on Beijing 1954, Xi'an 1980 or New Beijing, whose coordinates have no published
/// transform to CGCS2000.
pub fn is_old_datum(epsg: u32) -> bool {
    codes::known(epsg).is_some_and(|(datum, _)| datum.is_old())
}
