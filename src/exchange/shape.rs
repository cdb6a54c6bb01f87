//! One geometry made ready: to EPSG:4490, turned the right way round, checked, repaired where asked. What
//! was changed is said, with its place.

use geo::{Coord, CoordsIter as _, Geometry, MapCoords as _, RemoveRepeatedPoints as _};

use crate::domain::Layer;
use crate::exchange::crs::Locator;
use crate::exchange::import::OnInvalid;
use crate::exchange::normalise::Misfit;
use crate::exchange::source::RawGeometry;
use crate::geodesy::{CrsError, validity};
use crate::store::NewFeature;

/// Issues that mean that the stored shape is not the file's.
const CHANGES: [&str; 6] = [
    "collection_reduced",
    "unclosed_ring",
    "swapped_axes",
    "duplicate_vertices",
    "repaired",
    "repaired_area_changed",
];

/// Whether an issue with this code means that the geometry was changed.
pub(super) fn is_change(code: &str) -> bool {
    CHANGES.contains(&code)
}

/// How geometries of one import are treated.
pub(super) struct Shaper {
    pub(super) layer: Layer,
    pub(super) on_invalid: OnInvalid,
}

/// A geometry made ready.
#[derive(Debug)]
pub(super) struct Shaped {
    /// EPSG:4490.
    pub(super) geometry: Geometry<f64>,
    pub(super) issues: Vec<ShapeIssue>,
    /// What it was before it was repaired; `None` when it was not.
    pub(super) original: Option<Geometry<f64>>,
}

/// Something about a shape.
#[derive(Debug)]
pub(super) struct ShapeIssue {
    pub(super) code: &'static str,
    pub(super) message: String,
    /// Where, EPSG:4490; `None` for the whole shape.
    pub(super) at: Option<Coord<f64>>,
}

impl ShapeIssue {
    fn new(code: &'static str, message: String, at: Option<Coord<f64>>) -> Self {
        Self { code, message, at }
    }
}

impl From<Misfit> for ShapeIssue {
    fn from((code, message): Misfit) -> Self {
        Self::new(code, message, None)
    }
}

impl Shaper {
    /// The geometry for the layer, or why there is none.
    pub(super) fn shape(&self, raw: &RawGeometry, locator: &Locator) -> Result<Shaped, ShapeIssue> {
        let geometry = match raw {
            RawGeometry::Null => return Err(("null_geometry", "没有几何".to_owned()).into()),
            RawGeometry::Bad(code, message) => return Err((*code, message.clone()).into()),
            RawGeometry::Some(geometry) => geometry,
        };
        if geometry.coords_count() == 0 {
            return Err(("empty_geometry", "几何为空".to_owned()).into());
        }
        let mut issues = Vec::new();
        let (geometry, turned) = place(geometry, locator)?;
        if turned {
            issues.push(ShapeIssue::new(
                "swapped_axes",
                "坐标先后与文件其他行相反(经纬度或东北坐标互换)，已互换".to_owned(),
                geometry.coords_iter().next(),
            ));
        }
        let (geometry, reduced) = self.reduce(geometry);
        issues.extend(reduced.map(ShapeIssue::from));
        in_china(&geometry)?;
        let geometry = without_duplicates(geometry, &mut issues);
        self.repair(geometry, issues)
    }

    fn repair(
        &self,
        geometry: Geometry<f64>,
        mut issues: Vec<ShapeIssue>,
    ) -> Result<Shaped, ShapeIssue> {
        let problems = validity::problems(&geometry);
        if problems.is_empty() {
            return Ok(Shaped {
                geometry,
                issues,
                original: None,
            });
        }
        let at = problems.iter().find_map(|problem| problem.at);
        let said = said(&problems);
        match self.on_invalid {
            OnInvalid::Keep => {
                issues.push(ShapeIssue::new(
                    "invalid_geometry",
                    format!("几何无效({said}),按原样导入"),
                    at,
                ));
                Ok(Shaped {
                    geometry,
                    issues,
                    original: None,
                })
            }
            OnInvalid::Reject => Err(ShapeIssue::new(
                "invalid_geometry",
                format!("几何无效({said})"),
                at,
            )),
            OnInvalid::Repair => {
                let repaired = validity::repair(&geometry).ok_or_else(|| {
                    ShapeIssue::new(
                        "invalid_geometry",
                        format!("几何无效({said})且无法修复"),
                        at,
                    )
                })?;
                let (before, after) = (repaired.area_before_km2, repaired.area_after_km2);
                // A boundary that moves is the reviewer's business, whichever way it moves.
                let moved = (after - before).abs() > 0.01 * before;
                let code = if moved {
                    "repaired_area_changed"
                } else {
                    "repaired"
                };
                let check = if moved { ",请核对边界" } else { "" };
                issues.push(ShapeIssue::new(
                    code,
                    format!(
                        "几何无效({said}),已修复，面积约 {before:.4} → {after:.4} km²{check}；原图形保留在日志中"
                    ),
                    at,
                ));
                Ok(Shaped {
                    geometry: repaired.geometry,
                    issues,
                    original: Some(geometry),
                })
            }
        }
    }

    /// The only part of a collection that fits the layer, with a note of what was left out.
    fn reduce(&self, geometry: Geometry<f64>) -> (Geometry<f64>, Option<Misfit>) {
        let Geometry::GeometryCollection(parts) = geometry else {
            return (geometry, None);
        };
        let fits = |part: &Geometry<f64>| {
            NewFeature::new(self.layer, String::new(), Some(part.clone()), Vec::new()).is_ok()
        };
        let count = parts.0.len();
        let mut fitting = parts.0.iter().filter(|part| fits(part));
        match (fitting.next().cloned(), fitting.next()) {
            (Some(part), None) => {
                let message = format!("几何集合有 {count} 部分，只导入适合该图层的 1 部分");
                (part, Some(("collection_reduced", message)))
            }
            _ => (Geometry::GeometryCollection(parts), None),
        }
    }
}

/// Every reason with its place, the first three in full.
fn said(problems: &[validity::Problem]) -> String {
    const SHOWN: usize = 3;
    let mut parts: Vec<String> = problems
        .iter()
        .take(SHOWN)
        .map(|problem| match problem.at {
            Some(at) => format!("{}，在 {:.6},{:.6}", problem.reason, at.x, at.y),
            None => problem.reason.clone(),
        })
        .collect();
    if problems.len() > SHOWN {
        parts.push(format!("等共 {} 处", problems.len()));
    }
    parts.join("；")
}

/// To EPSG:4490. A shape that lies nowhere near this way round, but in Yunnan the other way, is turned.
fn place(geometry: &Geometry<f64>, locator: &Locator) -> Result<(Geometry<f64>, bool), ShapeIssue> {
    let locate = |turned: bool| geometry.try_map_coords(|at| locator.locate(at, turned));
    let first = geometry.coords_iter().next().unwrap_or_default();
    let is_home = |turned: bool| locator.locate(first, turned).is_ok_and(in_yunnan);
    if locator.is_idle() && in_yunnan(first) {
        return Ok((geometry.clone(), false));
    }
    if locator.may_turn()
        && !is_home(false)
        && is_home(true)
        && let Ok(other) = locate(true)
        && other.coords_iter().all(in_yunnan)
    {
        return Ok((other, true));
    }
    locate(false)
        .map(|straight| (straight, false))
        .map_err(|error: CrsError| ShapeIssue::new("outside_crs", error.to_string(), None))
}

/// Yunnan with a margin, EPSG:4490 degrees.
fn in_yunnan(at: Coord<f64>) -> bool {
    (97.0..=107.0).contains(&at.x) && (20.5..=30.0).contains(&at.y)
}

/// Vertices that repeat the one before them say nothing and trip other programs.
fn without_duplicates(geometry: Geometry<f64>, issues: &mut Vec<ShapeIssue>) -> Geometry<f64> {
    let Some(at) = validity::first_duplicate(&geometry) else {
        return geometry;
    };
    let slim = geometry.remove_repeated_points();
    let gone = geometry.coords_count() - slim.coords_count();
    issues.push(ShapeIssue::new(
        "duplicate_vertices",
        format!("有 {gone} 个顶点与前一个重复，已去除"),
        Some(at),
    ));
    slim
}

/// Registers of Kunming lie in China; what does not has a wrong CRS, swapped axes or a typing error.
fn in_china(geometry: &Geometry<f64>) -> Result<(), ShapeIssue> {
    let within = |lon: f64, lat: f64| (70.0..=140.0).contains(&lon) && (3.0..=55.0).contains(&lat);
    match geometry
        .coords_iter()
        .find(|coord| !within(coord.x, coord.y))
    {
        None => Ok(()),
        Some(coord) => {
            let hint = if within(coord.y, coord.x) {
                ",疑似经纬度互换"
            } else {
                ""
            };
            Err((
                "outside_crs",
                format!("坐标 {},{} 不在中国范围内{hint}", coord.x, coord.y),
            )
                .into())
        }
    }
}
