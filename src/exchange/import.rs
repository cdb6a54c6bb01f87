//! The import pipeline, the same for every format: read, decide CRS and mapping, then row by row
//! normalise, transform, check and repair, and store in one transaction.

use std::path::Path;

use geo::{Coord, CoordsIter as _, Geometry, MapCoords as _};
use rayon::prelude::*;

use crate::domain::{Layer, Progress, Value};
use crate::exchange::crs::{self, Decided};
use crate::exchange::error::ExchangeError;
use crate::exchange::mapping::{self, Target};
use crate::exchange::report::{CrsUsed, ImportReport, RowIssue};
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::exchange::{formats, normalise};
use crate::geodesy::{CrsError, Transform, validity};
use crate::store::{BulkInsert, Change, Inserted, NewFeature, Project};

/// Rows that are prepared at once: enough to keep all cores busy, few enough to cancel quickly.
const BATCH: usize = 4096;

/// What to do with an invalid geometry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnInvalid {
    /// Store what repairing gives; reject what cannot be repaired.
    #[default]
    Repair,
    /// Store it as it is, with an issue.
    Keep,
    /// Do not store the row.
    Reject,
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// `EPSG:n`, overriding what the file says.
    pub crs: Option<String>,
    /// Encoding name, overriding what the file says.
    pub encoding: Option<String>,
    /// Sheet, table or shapefile of a file that holds several.
    pub part: Option<String>,
    /// Column to field, overriding what the names say; an empty field leaves the column out.
    pub fields: Vec<(String, String)>,
    /// What to do with an invalid geometry.
    pub on_invalid: OnInvalid,
    /// Do everything but write.
    pub dry_run: bool,
}

/// Imports `path` into `layer`. One transaction: cancelled or failed, nothing has changed.
pub fn import(
    project: &mut Project,
    path: &Path,
    layer: Layer,
    options: &ImportOptions,
    change: &Change,
    progress: &Progress,
) -> Result<ImportReport, ExchangeError> {
    let source = formats::read(path, options.encoding.as_deref(), options.part.as_deref())?;
    // An empty file has no columns to name.
    let asked = if source.rows.is_empty() {
        &[]
    } else {
        options.fields.as_slice()
    };
    let targets = mapping::map(layer, &source.columns, asked)?;
    let spatial = layer.geometry().is_some();
    let sample = source.rows.iter().find_map(|row| match &row.geometry {
        RawGeometry::Some(geometry) => geometry.coords_iter().next(),
        RawGeometry::Null | RawGeometry::Bad(..) => None,
    });
    let decided = crs::decide(
        options.crs.as_deref(),
        &source.crs,
        sample.filter(|_| spatial),
    )?;
    let mut report = new_report(layer, &source, &targets, options, &decided, spatial);
    let preparation = Preparation {
        layer,
        columns: &source.columns,
        targets: &targets,
        on_invalid: options.on_invalid,
        code_base: project.count(layer)?,
    };
    if !targets.contains(&Some(Target::Code)) && !source.rows.is_empty() {
        let message = "文件没有编码列，已由关键字段或序号生成编码";
        report.issues.push(RowIssue::new(
            source.rows[0].row,
            "code",
            "code_generated",
            message,
        ));
    }
    let mut insert = project.bulk_insert(layer)?;
    let total = source.rows.len();
    for (batch, rows) in source.rows.chunks(BATCH).enumerate() {
        progress.step(batch * BATCH, total)?;
        let prepared: Result<Vec<_>, ExchangeError> = rows
            .par_iter()
            .map_init(
                || decided.transform(),
                |transform, row| {
                    let transform = transform.as_ref().map_err(|error| ExchangeError::BadCrs {
                        text: error.to_string(),
                    })?;
                    Ok(preparation.row(row, transform.as_ref()))
                },
            )
            .collect();
        for (row, prepared) in rows.iter().zip(prepared?) {
            store(&mut insert, row, prepared, &mut report)?;
        }
    }
    progress.step(total, total)?;
    if !options.dry_run {
        let origin = serde_json::json!({
            "file": path.file_name().map(|name| name.to_string_lossy()),
            "crs": report.crs, "encoding": report.encoding,
            "read": report.read, "rejected": report.rejected, "repaired": report.repaired,
        });
        insert.commit(change, &origin)?;
    }
    Ok(report)
}

/// Stores one prepared row and counts it.
fn store(
    insert: &mut BulkInsert<'_>,
    row: &SourceRow,
    prepared: Prepared,
    report: &mut ImportReport,
) -> Result<(), ExchangeError> {
    report.issues.extend(prepared.issues);
    let Some(feature) = prepared.feature else {
        report.rejected += 1;
        return Ok(());
    };
    match insert.insert(&feature)? {
        Inserted::Yes => {
            report.imported += 1;
            report.repaired += u64::from(prepared.repaired);
        }
        Inserted::DuplicateCode => {
            let message = format!("编码「{}」在图层中已存在，该行未导入", feature.code());
            report
                .issues
                .push(RowIssue::new(row.row, "code", "duplicate_code", message));
            report.rejected += 1;
        }
    }
    Ok(())
}

fn new_report(
    layer: Layer,
    source: &Source,
    targets: &[Option<Target>],
    options: &ImportOptions,
    decided: &Decided,
    spatial: bool,
) -> ImportReport {
    let pairs = || source.columns.iter().zip(targets);
    ImportReport {
        layer: layer.name().to_owned(),
        read: source.rows.len() as u64,
        imported: 0,
        rejected: 0,
        repaired: 0,
        issues: Vec::new(),
        crs: if spatial {
            decided.used.clone()
        } else {
            CrsUsed {
                epsg: None,
                how: "该表没有几何".to_owned(),
            }
        },
        encoding: source.encoding.clone(),
        mapped: pairs()
            .filter_map(|(column, target)| {
                Some((column.clone(), (*target)?.name(layer).to_owned()))
            })
            .collect(),
        unmapped: pairs()
            .filter(|(column, target)| {
                target.is_none() && !source.geometry_columns.contains(column)
            })
            .map(|(column, _)| column.clone())
            .collect(),
        dry_run: options.dry_run,
    }
}

/// What every row needs to know.
struct Preparation<'a> {
    layer: Layer,
    columns: &'a [String],
    targets: &'a [Option<Target>],
    on_invalid: OnInvalid,
    /// Features that are there already, so that generated codes go on counting.
    code_base: u64,
}

/// A row made ready; without `feature` it is rejected and `issues` say why.
struct Prepared {
    feature: Option<NewFeature>,
    repaired: bool,
    issues: Vec<RowIssue>,
}

impl Preparation<'_> {
    fn row(&self, row: &SourceRow, transform: Option<&Transform>) -> Prepared {
        let mut issues: Vec<RowIssue> = row
            .notes
            .iter()
            .map(|(code, column, message)| RowIssue::new(row.row, column, code, message))
            .collect();
        let mut code = None;
        let mut values = vec![Value::Null; self.layer.fields().len()];
        for ((column, target), raw) in self.columns.iter().zip(self.targets).zip(&row.values) {
            match target {
                None => {}
                Some(Target::Code) => code = code_text(raw),
                Some(Target::Field(index)) => {
                    match normalise::value(&self.layer.fields()[*index], raw) {
                        Ok(value) => values[*index] = value,
                        Err((issue, message)) => {
                            issues.push(RowIssue::new(row.row, column, issue, message));
                        }
                    }
                }
            }
        }
        let code = code.unwrap_or_else(|| {
            let code = self.generated_code(row, &values);
            if self.targets.contains(&Some(Target::Code)) {
                issues.push(RowIssue::new(
                    row.row,
                    "code",
                    "missing_code",
                    format!("缺少编码，已生成「{code}」"),
                ));
            }
            code
        });
        let mut repaired = row.notes.iter().any(|(code, ..)| *code == "unclosed_ring");
        let geometry = if self.layer.geometry().is_some() {
            match self.geometry(&row.geometry, transform) {
                Ok(checked) => {
                    repaired |= checked.repaired;
                    if let Some((issue, message)) = checked.issue {
                        issues.push(RowIssue::new(row.row, "geometry", issue, message));
                    }
                    Some(checked.geometry)
                }
                Err((issue, message)) => {
                    issues.push(RowIssue::new(
                        row.row,
                        "geometry",
                        issue,
                        format!("{message}，该行未导入"),
                    ));
                    return Prepared {
                        feature: None,
                        repaired: false,
                        issues,
                    };
                }
            }
        } else {
            None
        };
        match NewFeature::new(self.layer, code, geometry, values) {
            Ok(feature) => Prepared {
                feature: Some(feature),
                repaired,
                issues,
            },
            Err(unfit) => {
                issues.push(RowIssue::new(
                    row.row,
                    "geometry",
                    "wrong_geometry_kind",
                    format!("{unfit}，该行未导入"),
                ));
                Prepared {
                    feature: None,
                    repaired: false,
                    issues,
                }
            }
        }
    }

    /// Tables without geometry are known by their keys; features are counted.
    fn generated_code(&self, row: &SourceRow, values: &[Value]) -> String {
        let keys: &[&str] = match self.layer {
            Layer::ZoneLimit => &["zone_code", "item", "year"],
            Layer::QualitySample => &["zone_code", "station_code", "sampled_on", "item"],
            Layer::ControlTarget => &["area_code", "indicator", "year"],
            Layer::Permit => &["permit_no"],
            _ => &[],
        };
        let parts: Vec<String> = keys
            .iter()
            .filter_map(|key| self.layer.field_index(key))
            .map(|index| values[index].to_string())
            .filter(|text| !text.is_empty())
            .collect();
        if parts.is_empty() {
            format!(
                "{}-{}",
                self.layer.name(),
                self.code_base + u64::from(row.row)
            )
        } else {
            parts.join("-")
        }
    }

    fn geometry(
        &self,
        raw: &RawGeometry,
        transform: Option<&Transform>,
    ) -> Result<Checked, normalise::Misfit> {
        let geometry = match raw {
            RawGeometry::Null => return Err(("null_geometry", "没有几何".to_owned())),
            RawGeometry::Bad(code, message) => return Err((code, message.clone())),
            RawGeometry::Some(geometry) => geometry,
        };
        if geometry.coords_count() == 0 {
            return Err(("empty_geometry", "几何为空".to_owned()));
        }
        let geometry = match transform {
            Some(transform) => geometry
                .try_map_coords(|coord| {
                    let (x, y) = transform.convert(coord.x, coord.y)?;
                    Ok::<_, CrsError>(Coord { x, y })
                })
                .map_err(|error| ("outside_crs", error.to_string()))?,
            None => geometry.clone(),
        };
        let (geometry, reduced) = self.reduce(geometry);
        in_china(&geometry)?;
        let Some(problem) = validity::problem(&geometry) else {
            return Ok(Checked {
                geometry,
                repaired: reduced.is_some(),
                issue: reduced,
            });
        };
        match self.on_invalid {
            OnInvalid::Keep => {
                let issue = (
                    "invalid_geometry",
                    format!("几何无效({problem}),按原样导入"),
                );
                Ok(Checked {
                    geometry,
                    repaired: false,
                    issue: Some(issue),
                })
            }
            OnInvalid::Reject => Err(("invalid_geometry", format!("几何无效({problem})"))),
            OnInvalid::Repair => {
                let repaired = validity::repair(&geometry).ok_or_else(|| {
                    ("invalid_geometry", format!("几何无效({problem})且无法修复"))
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
                let message = format!(
                    "几何无效({problem}),已修复，面积约 {before:.4} → {after:.4} km²{check}"
                );
                Ok(Checked {
                    geometry: repaired.geometry,
                    repaired: true,
                    issue: Some((code, message)),
                })
            }
        }
    }

    /// The only part of a collection that fits the layer, with a note of what was left out.
    fn reduce(&self, geometry: Geometry<f64>) -> (Geometry<f64>, Option<normalise::Misfit>) {
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

struct Checked {
    geometry: Geometry<f64>,
    repaired: bool,
    issue: Option<normalise::Misfit>,
}

fn code_text(raw: &RawValue) -> Option<String> {
    match raw {
        RawValue::Null => None,
        RawValue::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        RawValue::Number(number) => Some(number.to_string()),
        RawValue::Flag(flag) => Some(i32::from(*flag).to_string()),
    }
}

/// Registers of Kunming lie in China; what does not has a wrong CRS, swapped axes or a typing error.
fn in_china(geometry: &Geometry<f64>) -> Result<(), normalise::Misfit> {
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
            ))
        }
    }
}
