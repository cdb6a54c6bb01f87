//! The decision: the user's word, then the file's, then the numbers; and how to get from there to
//! EPSG:4490 without crossing from one datum to another unasked.

use geo::Coord;

use crate::domain::LonLat;
use crate::exchange::crs::codes::{self, Datum};
use crate::exchange::crs::params::{Correction, DatumParams, Frame};
use crate::exchange::crs::way::{Locator, Step};
use crate::exchange::crs::wkt::{self, Meaning, Node};
use crate::exchange::crs::{StatedCrs, numbers, parse_epsg};
use crate::exchange::error::ExchangeError;
use crate::exchange::report::CrsUsed;
use crate::geodesy::shifted::Shift;
use crate::geodesy::{STORAGE_EPSG, Transform};

/// What the user says about coordinates.
#[derive(Clone, Copy, Default)]
pub(in crate::exchange) struct Wish<'a> {
    /// `EPSG:n`, overriding the file.
    pub(in crate::exchange) crs: Option<&'a str>,
    /// Parameters to CGCS2000.
    pub(in crate::exchange) params: Option<&'a DatumParams>,
    /// The map shift that the coordinates bear.
    pub(in crate::exchange) undo: Option<Shift>,
}

/// A decided CRS.
#[derive(Debug)]
pub(in crate::exchange) struct Decided {
    pub(in crate::exchange) used: CrsUsed,
    /// Whether most coordinates have latitude or northing first, and are turned round.
    pub(in crate::exchange) north_first: bool,
    /// Whether somebody said which stands first, so that no single row is turned either.
    is_order_stated: bool,
    steps: Vec<Step>,
}

/// A system and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct System {
    /// The code; `None` where it has none.
    epsg: Option<u32>,
    pub(super) name: String,
    /// What PROJ understands.
    pub(super) definition: String,
    /// Degrees of the same datum, as PROJ understands them; `None` where PROJ has to find out.
    degrees: Option<String>,
    /// `None` for systems that are not of China.
    pub(super) datum: Option<Datum>,
    how: String,
}

impl Decided {
    /// The way to EPSG:4490. One per thread.
    pub(in crate::exchange) fn locator(&self) -> Result<Locator, ExchangeError> {
        let locator = Locator::new(&self.steps, self.north_first)?;
        Ok(if self.is_order_stated {
            locator.not_turning()
        } else {
            locator
        })
    }
}

/// Decides about `coords`, the first of every row or of evenly chosen rows.
pub(in crate::exchange) fn decide(
    wish: Wish<'_>,
    stated: &StatedCrs,
    coords: &[Coord<f64>],
) -> Result<Decided, ExchangeError> {
    if let Some(params) = wish.params.filter(|params| params.source == Frame::Local) {
        return local(wish, params, stated);
    }
    let (system, by_numbers) = match (wish.crs, stated, wish.params.map(|params| params.source)) {
        (Some(text), ..) => (from_epsg(parse_epsg(text)?, "由用户指定"), None),
        (None, StatedCrs::Unreadable(text), _) => {
            return Err(ExchangeError::UnreadableCrs { text: text.clone() });
        }
        (None, StatedCrs::Epsg(epsg, how), _) => {
            let system = from_epsg(*epsg, how);
            understood(&system, &system.name)?;
            (system, None)
        }
        (None, StatedCrs::Wkt(wkt), _) => {
            let system = from_wkt(wkt)?;
            understood(&system, wkt)?;
            (system, None)
        }
        (None, _, Some(Frame::Code(epsg))) => (
            from_epsg(epsg, "文件未说明，由转换参数的 source 确定"),
            None,
        ),
        (None, StatedCrs::DegreesByFormat, _) if are_degrees(coords) => (
            from_epsg(
                Datum::Wgs84.geographic(),
                "文件未写 crs，按 GeoJSON 标准(RFC 7946)为经纬度",
            ),
            None,
        ),
        (None, StatedCrs::Silent | StatedCrs::DegreesByFormat, _) => {
            let (system, verdict) = silent(coords)?;
            (system, verdict)
        }
    };
    let north_first = by_numbers.is_some_and(|look| look.north_first)
        || (by_numbers.is_none() && stands_north_first(coords));
    let mut used = CrsUsed {
        epsg: system.epsg,
        how: system.how.clone(),
        datum_unresolved: None,
        residuals: Vec::new(),
    };
    if north_first {
        used.how
            .push_str("；坐标先北后东(纬度或北坐标在前)，已互换");
    }
    let mut steps = steps(&system, wish.params, &mut used)?;
    refuse_ballpark(&system, &mut steps, north_first, coords)?;
    undo(wish.undo, &mut steps, &mut used);
    let decided = Decided {
        used,
        north_first,
        is_order_stated: false,
        steps,
    };
    decided.locator()?;
    Ok(decided)
}

fn undo(shift: Option<Shift>, steps: &mut Vec<Step>, used: &mut CrsUsed) {
    if let Some(shift) = shift {
        steps.push(Step::Undo(shift));
        used.how = format!("{}；按用户要求消除 {} 偏移", used.how, shift.label());
    }
}

/// A city's own grid, brought in by the user's parameters.
fn local(
    wish: Wish<'_>,
    params: &DatumParams,
    stated: &StatedCrs,
) -> Result<Decided, ExchangeError> {
    let other = match (wish.crs, stated) {
        (Some(text), _) => Some(text.to_owned()),
        (None, StatedCrs::Epsg(epsg, _)) => Some(format!("EPSG:{epsg}")),
        (None, StatedCrs::Wkt(wkt)) => {
            let node = Node::read(wkt);
            (node.meaning() != Meaning::Local).then(|| node.name().to_owned())
        }
        // A name of nobody's but the city's is what the parameters are for.
        (None, StatedCrs::Unreadable(text)) => wkt::datum_of(text).map(|_| text.clone()),
        (None, StatedCrs::Silent | StatedCrs::DegreesByFormat) => None,
    };
    if let Some(other) = other {
        return Err(ExchangeError::DatumParamsUnfit {
            of: "地方坐标系".to_owned(),
            file: other,
        });
    }
    let Correction::Plane(plane, target) = params.correction else {
        return Err(ExchangeError::DatumParamsUnfit {
            of: "地方坐标系".to_owned(),
            file: "七参数".to_owned(),
        });
    };
    let mut steps = vec![
        Step::Plane(plane),
        Step::Proj {
            from: format!("EPSG:{target}"),
            to: format!("EPSG:{STORAGE_EPSG}"),
        },
    ];
    let order = if params.north_first {
        "；坐标先北后东(参数文件的 axes)，已互换"
    } else {
        ""
    };
    let mut used = CrsUsed {
        epsg: None,
        how: format!("地方坐标系，{}{order}", params.how),
        datum_unresolved: None,
        residuals: params.residuals.clone(),
    };
    undo(wish.undo, &mut steps, &mut used);
    let decided = Decided {
        used,
        north_first: params.north_first,
        is_order_stated: true,
        steps,
    };
    decided.locator()?;
    Ok(decided)
}

/// Refuses what the file says, `text`, where PROJ does not know such a system.
fn understood(system: &System, text: &str) -> Result<(), ExchangeError> {
    const SHOWN: usize = 120;
    let stored = format!("EPSG:{STORAGE_EPSG}");
    let target = system.degrees.as_deref().unwrap_or(&stored);
    Transform::from_definitions(&system.definition, target)
        .map(drop)
        .map_err(|error| {
            tracing::debug!(%error, text, "stated system");
            ExchangeError::UnreadableCrs {
                text: text.chars().take(SHOWN).collect(),
            }
        })
}

/// What the numbers say where nobody else does.
fn silent(coords: &[Coord<f64>]) -> Result<(System, Option<numbers::Look>), ExchangeError> {
    let Some(&Coord { x, y }) = coords.first() else {
        return Ok((from_epsg(STORAGE_EPSG, "没有坐标"), None));
    };
    let verdict = numbers::verdict(coords).ok_or(ExchangeError::UndecidedCrs { x, y })?;
    let [epsg] = verdict.look.systems else {
        let candidates: Vec<String> = verdict
            .look
            .systems
            .iter()
            .map(|epsg| format!("EPSG:{epsg}"))
            .collect();
        return Err(ExchangeError::AmbiguousCrs {
            x,
            y,
            candidates: candidates.join(" 或 "),
        });
    };
    let how = format!(
        "文件未说明，按坐标数值判断({} 个坐标中 {} 个符合)",
        verdict.total, verdict.agreeing
    );
    Ok((from_epsg(*epsg, &how), Some(verdict.look)))
}

/// Degrees as the format promises: most of them lie on the globe, this way round or the other.
fn are_degrees(coords: &[Coord<f64>]) -> bool {
    let on_globe = |at: &&Coord<f64>| {
        LonLat::try_new(at.x, at.y).is_ok() || LonLat::try_new(at.y, at.x).is_ok()
    };
    coords.iter().filter(on_globe).count() * 2 >= coords.len()
}

/// Whether most of the coordinates that look like Kunming do so the other way round.
fn stands_north_first(coords: &[Coord<f64>]) -> bool {
    numbers::verdict(coords).is_some_and(|verdict| {
        let turned = coords
            .iter()
            .filter_map(|at| numbers::look(*at))
            .filter(|look| look.north_first)
            .count();
        verdict.look.north_first && turned * 2 > coords.len()
    })
}

/// What the user or a `.prj` says; `None` when neither says anything.
pub(super) fn stated_system(
    asked: Option<u32>,
    prj: Option<&str>,
) -> Result<Option<System>, ExchangeError> {
    let system = match (asked, prj) {
        (Some(epsg), _) => from_epsg(epsg, "由用户指定"),
        (None, Some(wkt)) => from_wkt(wkt)?,
        (None, None) => return Ok(None),
    };
    // A code that PROJ does not know is said at once.
    let target = system
        .degrees
        .clone()
        .unwrap_or_else(|| format!("EPSG:{STORAGE_EPSG}"));
    Transform::from_definitions(&system.definition, &target)?;
    Ok(Some(system))
}

fn from_epsg(epsg: u32, how: &str) -> System {
    let epsg = codes::current(epsg);
    let datum = codes::known(epsg).map(|(datum, _)| datum);
    // Heights are not kept, so three-dimensional degrees are degrees.
    let flat = if matches!(epsg, 4480 | 4979) {
        datum.map_or(epsg, Datum::geographic)
    } else {
        epsg
    };
    let how = if datum == Some(Datum::Wgs84) {
        format!("{how};WGS 84 与 CGCS2000 视为一致(相差厘米至分米级)")
    } else {
        how.to_owned()
    };
    System {
        epsg: Some(epsg),
        name: format!("EPSG:{epsg}"),
        definition: format!("EPSG:{flat}"),
        degrees: datum.map(|datum| format!("EPSG:{}", datum.geographic())),
        datum,
        how,
    }
}

fn from_wkt(wkt: &str) -> Result<System, ExchangeError> {
    let node = Node::read(wkt);
    let name = node.name().to_owned();
    match node.meaning() {
        Meaning::Local => Err(ExchangeError::LocalCrs { name }),
        Meaning::Code(epsg) => Ok(System {
            name: name.clone(),
            ..from_epsg(epsg, &format!("由 .prj 的定义「{name}」确定"))
        }),
        Meaning::Plane {
            datum,
            plane,
            degrees,
        } => Ok(System {
            epsg: None,
            how: format!(
                "由 .prj 的定义「{name}」确定({} 的自定义高斯投影)",
                datum.name()
            ),
            name,
            definition: plane,
            degrees: Some(degrees),
            datum: Some(datum),
        }),
        Meaning::Other => Ok(System {
            epsg: None,
            how: format!("由 .prj 的定义「{name}」确定"),
            name,
            definition: wkt.to_owned(),
            degrees: None,
            datum: None,
        }),
    }
}

/// The steps from `system` to degrees of CGCS2000.
fn steps(
    system: &System,
    params: Option<&DatumParams>,
    used: &mut CrsUsed,
) -> Result<Vec<Step>, ExchangeError> {
    let proj = |from: &str, to: &str| {
        (from != to).then(|| Step::Proj {
            from: from.to_owned(),
            to: to.to_owned(),
        })
    };
    let stored = format!("EPSG:{STORAGE_EPSG}");
    let degrees = system.degrees.as_deref().unwrap_or(&stored);
    let old = system.datum.filter(|datum| datum.is_old());
    let Some(params) = params else {
        if let Some(datum) = old {
            used.datum_unresolved = Some(format!("{}({})", datum.name(), system.name));
            used.how = format!(
                "{}；{} 到 CGCS2000 没有公开的转换参数，坐标只换算为经纬度、未作基准转换，位置可能偏移数十至一百多米，图层标记为基准待定",
                used.how,
                datum.name()
            );
        }
        return Ok(proj(&system.definition, degrees).into_iter().collect());
    };
    let (Some(datum), Frame::Code(source)) = (old.filter(|_| params.datum() == old), params.source)
    else {
        return Err(ExchangeError::DatumParamsUnfit {
            of: params.datum().map_or("地方坐标系", Datum::name).to_owned(),
            file: system.name.clone(),
        });
    };
    used.how = format!("{}；{}", used.how, params.how);
    used.residuals.clone_from(&params.residuals);
    Ok(match params.correction {
        Correction::Seven(seven) => proj(&system.definition, degrees)
            .into_iter()
            .chain([Step::Seven(
                seven,
                datum.ellipsoid(),
                Datum::Cgcs2000.ellipsoid(),
            )])
            .collect(),
        Correction::Plane(plane, target) => {
            let source = format!("EPSG:{source}");
            let code = format!("EPSG:{}", datum.geographic());
            // Through degrees, whose numbers are the same whichever way the datum is written.
            let to_plane = if system.definition == source {
                Vec::new()
            } else {
                proj(&system.definition, degrees)
                    .into_iter()
                    .chain(proj(&code, &source))
                    .collect()
            };
            to_plane
                .into_iter()
                .chain([Step::Plane(plane)])
                .chain(proj(&format!("EPSG:{target}"), &stored))
                .collect()
        }
    })
}

/// For systems that are not of China PROJ decides, and it must not change the datum by a guess. WGS 84
/// counts as CGCS2000, so a way that ends there is as good.
fn refuse_ballpark(
    system: &System,
    steps: &mut Vec<Step>,
    north_first: bool,
    coords: &[Coord<f64>],
) -> Result<(), ExchangeError> {
    if system.degrees.is_some() || coords.is_empty() {
        return Ok(());
    }
    let crosses = |transform: &Transform, at: &Coord<f64>| {
        let (x, y) = if north_first {
            (at.y, at.x)
        } else {
            (at.x, at.y)
        };
        // What it did is known once it has done it; what it cannot do it says row by row.
        transform.convert(x, y).is_ok() && transform.crosses_datums()
    };
    for target in [STORAGE_EPSG, Datum::Wgs84.geographic()] {
        let to = format!("EPSG:{target}");
        let transform = Transform::from_definitions(&system.definition, &to)?;
        // PROJ chooses its way anew for every place.
        if coords.iter().any(|at| crosses(&transform, at)) {
            continue;
        }
        *steps = vec![Step::Watched {
            from: system.definition.clone(),
            to,
        }];
        return Ok(());
    }
    Err(ExchangeError::DatumUnresolved {
        name: system.name.clone(),
    })
}

#[cfg(test)]
mod tests;
