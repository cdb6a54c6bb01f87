//! The import pipeline, the same for every format: read all rows and put them by, decide CRS and mapping,
//! then some rows at a time normalise, transform, check and repair, and store in one transaction.

use std::collections::BTreeMap;
use std::path::Path;

use geo::{Coord, CoordsIter as _};
use rayon::prelude::*;

use crate::domain::{Layer, Progress};
use crate::exchange::angles::{self, AngleForm};
use crate::exchange::crs::{self, DatumParams, Decided, StatedCrs, Wish};
use crate::exchange::error::ExchangeError;
use crate::exchange::mapping::{self, Mapping, Target};
use crate::exchange::prepare::Preparation;
use crate::exchange::preview::Preview;
use crate::exchange::report::{CrsUsed, EncodingUsed, ImportReport, RowIssue};
use crate::exchange::seams::Seams;
use crate::exchange::shape::Shaper;
use crate::exchange::source::{RawGeometry, Source};
use crate::exchange::storing::{Codes, Storing};
use crate::exchange::watchdog::{self, PATIENCE};
use crate::exchange::{formats, prepare, shift};
use crate::geodesy::shifted::Shift;
use crate::store::{BulkInsert, Change, ImportMode, Project, RunHead};

/// Coordinates that the decision about the CRS rests on, at most.
const MOST_SAMPLES: usize = 5000;

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
    /// Sheet, table, shapefile, folder or drawing layer of a file that holds several.
    pub part: Option<String>,
    /// Column to field, overriding what the names say; an empty field leaves the column out.
    pub fields: Vec<(String, String)>,
    /// What to do with an invalid geometry.
    pub on_invalid: OnInvalid,
    /// How bare degrees of a table are written; `None` asks where both are possible.
    pub angles: Option<AngleForm>,
    /// Parameters that lead from an old datum or a local grid to CGCS2000.
    pub datum: Option<DatumParams>,
    /// The map shift that the coordinates bear, by the user's word.
    pub undo_shift: Option<Shift>,
    /// How rows go into a layer that has some already.
    pub mode: ImportMode,
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
    run(project, path, (layer, options), (change, progress), None)
}

/// As [`import`] without writing, and what a person looks at before he lets it be written.
pub fn preview(
    project: &mut Project,
    path: &Path,
    layer: Layer,
    options: &ImportOptions,
    change: &Change,
    progress: &Progress,
) -> Result<(ImportReport, Preview), ExchangeError> {
    let options = ImportOptions {
        dry_run: true,
        ..options.clone()
    };
    let mut preview = Preview::default();
    let report = run(
        project,
        path,
        (layer, &options),
        (change, progress),
        Some(&mut preview),
    )?;
    Ok((report, preview))
}

fn run(
    project: &mut Project,
    path: &Path,
    (layer, options): (Layer, &ImportOptions),
    (change, progress): (&Change, &Progress),
    mut preview: Option<&mut Preview>,
) -> Result<ImportReport, ExchangeError> {
    let spatial = layer.geometry().is_some();
    let (source, decided) = understand(path, options, spatial, progress)?;
    // An empty file has no columns to name.
    let asked = if source.rows.is_empty() {
        &[]
    } else {
        options.fields.as_slice()
    };
    let Mapping { targets, guessed } =
        mapping::map(layer, &source.columns, asked, &source.place_columns())?;
    let mut report = new_report(layer, &source, &targets, options, &decided, spatial);
    report.note(file_issues(
        &source,
        &targets,
        (layer, options.mode),
        &decided,
        spatial,
    ));
    report.note(guesses(layer, &source, &targets, &guessed));
    if spatial && options.undo_shift.is_none() {
        let points = points(&source, &decided, progress)?;
        report.note(shift::suspect(project, layer, first_row(&source), &points));
    }
    let is_replaced = options.mode == ImportMode::Replace;
    let seams = Seams::new(project, layer, is_replaced, progress)?;
    let preparation = Preparation {
        columns: &source.columns,
        targets: &targets,
        shaper: Shaper {
            layer,
            on_invalid: options.on_invalid,
        },
        code_base: if is_replaced {
            0
        } else {
            project.count(layer)?
        },
        updates: options.mode == ImportMode::Update,
        shows: preview.is_some() || seams.is_wanted(),
    };
    if let Some(preview) = &mut preview {
        preview.table(&source.columns);
    }
    let mut insert = project.bulk_insert(layer)?;
    if is_replaced {
        report.replaced = insert.clear()?;
    }
    let mut storing = Storing {
        insert: &mut insert,
        change,
        mode: options.mode,
        spatial,
        report: &mut report,
        seams,
        layer,
        codes: Codes {
            source: &source,
            column: targets.iter().position(|own| *own == Some(Target::Code)),
            borne: None,
            spare: preparation.code_base + u64::from(source.rows.last().unwrap_or(0)),
        },
        progress,
    };
    store_all(
        &source,
        &decided,
        &preparation,
        &mut storing,
        progress,
        preview,
    )?;
    let seams = std::mem::take(&mut storing.seams);
    report.note(seams.issues(options.mode == ImportMode::Update, progress)?);
    report.close();
    let steps = source.rows.len() * 2;
    progress.step(steps, steps)?;
    if !options.dry_run {
        report.run = commit(insert, path, options, change, &report)?;
    }
    Ok(report)
}

/// Prepares the rows on all cores, some at a time, and stores them in order.
fn store_all(
    source: &Source,
    decided: &Decided,
    preparation: &Preparation<'_>,
    storing: &mut Storing<'_, '_>,
    progress: &Progress,
    mut preview: Option<&mut Preview>,
) -> Result<(), ExchangeError> {
    let total = source.rows.len();
    source.rows.batches(source.columns.len(), |before, rows| {
        // The first half was the reading.
        progress.step(total + before, total * 2)?;
        if let Some(preview) = preview.as_mut().filter(|preview| preview.wants_rows()) {
            for row in rows {
                preview.row(&source.row(*row)?);
            }
        }
        let prepared: Result<Vec<_>, ExchangeError> = rows
            .par_iter()
            .map_init(
                || decided.locator(),
                |locator, row| {
                    let locator = locator.as_ref().map_err(|error| ExchangeError::BadCrs {
                        text: error.to_string(),
                    })?;
                    let row = source.row(*row)?;
                    Ok((row.row, preparation.row(&row, locator)))
                },
            )
            .collect();
        for (row, mut prepared) in prepared? {
            let shown = prepared.shown.take();
            if let (Some(preview), Some(shown)) = (&mut preview, &shown) {
                preview.shape(row, shown);
            }
            storing.store(row, prepared, shown)?;
        }
        Ok::<_, ExchangeError>(())
    })
}

/// The file, read, and where its coordinates are.
pub(super) fn understand(
    path: &Path,
    options: &ImportOptions,
    spatial: bool,
    progress: &Progress,
) -> Result<(Source, Decided), ExchangeError> {
    let (encoding, part) = (options.encoding.clone(), options.part.clone());
    let file = path.to_owned();
    let mut source = watchdog::guarded(path, (progress, PATIENCE), move |watch| {
        formats::read(&file, encoding.as_deref(), part.as_deref(), watch)
    })?;
    let angles = if spatial {
        angles::settle(&mut source, options.angles, progress)?
    } else {
        None
    };
    let mut decided = decide(&source, options, spatial, progress)?;
    if let Some(how) = angles {
        decided.used.how = format!("{how}；{}", decided.used.how);
    }
    Ok((source, decided))
}

fn commit(
    insert: BulkInsert<'_>,
    path: &Path,
    options: &ImportOptions,
    change: &Change,
    report: &ImportReport,
) -> Result<Option<i64>, ExchangeError> {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let origin = serde_json::json!({
        "file": file, "mode": options.mode.code(),
        "crs": report.crs, "encoding": report.encoding,
        "read": report.read, "updated": report.updated, "replaced": report.replaced,
        "rejected": report.rejected, "repaired": report.repaired,
    });
    let head = RunHead {
        file: &file,
        mode: options.mode,
        report: &report.kept()?,
        unresolved: report.crs.datum_unresolved.as_deref(),
    };
    Ok(insert.commit_run(change, &origin, &head)?)
}

/// The first coordinate of every row, or of evenly chosen rows: what the decision about the CRS rests on.
fn decide(
    source: &Source,
    options: &ImportOptions,
    spatial: bool,
    progress: &Progress,
) -> Result<Decided, ExchangeError> {
    let coords = if spatial {
        firsts(source, MOST_SAMPLES, progress)?
    } else {
        Vec::new()
    };
    let wish = Wish {
        crs: options.crs.as_deref(),
        params: options.datum.as_ref().filter(|_| spatial),
        undo: options.undo_shift,
    };
    // Where nothing has a place, nothing hangs on what the file says of places.
    let stated = if spatial {
        &source.crs
    } else {
        &StatedCrs::Silent
    };
    crs::decide(wish, stated, &coords)
}

fn firsts(
    source: &Source,
    most: usize,
    progress: &Progress,
) -> Result<Vec<Coord<f64>>, ExchangeError> {
    let step = source.rows.len().div_ceil(most).max(1);
    let coords = |step: usize| {
        let mut coords = Vec::new();
        source.each(step, progress, |row| match &row.geometry {
            RawGeometry::Some(geometry) if coords.len() < most => {
                coords.extend(geometry.coords_iter().next());
            }
            RawGeometry::Some(_) | RawGeometry::Null | RawGeometry::Bad(..) => {}
        })?;
        Ok::<_, ExchangeError>(coords)
    };
    let chosen = coords(step)?;
    if chosen.is_empty() && step > 1 {
        return coords(1);
    }
    Ok(chosen)
}

/// Points of evenly chosen rows in EPSG:4490, for the test of a map shift.
fn points(
    source: &Source,
    decided: &Decided,
    progress: &Progress,
) -> Result<Vec<Coord<f64>>, ExchangeError> {
    let locator = decided.locator()?;
    Ok(firsts(source, shift::MOST_POINTS, progress)?
        .into_iter()
        .filter_map(|at| locator.locate(at, false).ok())
        .collect())
}

fn first_row(source: &Source) -> u32 {
    source.rows.first().unwrap_or(1)
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
    let placed = source.place_columns();
    ImportReport {
        layer: layer.name().to_owned(),
        read: source.rows.len() as u64,
        imported: 0,
        updated: 0,
        replaced: 0,
        rejected: 0,
        repaired: 0,
        issues: Vec::new(),
        counts: BTreeMap::new(),
        crs: if spatial {
            decided.used.clone()
        } else {
            CrsUsed {
                epsg: None,
                how: "该表没有几何".to_owned(),
                datum_unresolved: None,
                residuals: Vec::new(),
            }
        },
        encoding: encoding_used(source),
        mapped: pairs()
            .filter_map(|(column, target)| {
                Some((column.clone(), (*target)?.name(layer).to_owned()))
            })
            .collect(),
        unmapped: pairs()
            .filter(|(column, target)| target.is_none() && !placed.contains(column))
            .map(|(column, _)| column.clone())
            .collect(),
        dry_run: options.dry_run,
        run: None,
    }
}

/// The encoding, and how many rows it did not fit.
fn encoding_used(source: &Source) -> EncodingUsed {
    let mut used = source.encoding.clone();
    let broken = source.rows.undecodable();
    if broken > 0 {
        used.how = format!("{}；有 {broken} 行文字无法完全解码，见各行", used.how);
    }
    used
}

/// Columns that went where they did only because their names are alike.
fn guesses(
    layer: Layer,
    source: &Source,
    targets: &[Option<Target>],
    guessed: &[usize],
) -> Vec<RowIssue> {
    let row = first_row(source);
    guessed
        .iter()
        .filter_map(|index| Some((&source.columns[*index], targets[*index]?)))
        .map(|(column, target)| {
            let message = format!(
                "列名「{column}」与字段「{}」相近，已对应；请核对，不对可另行指定(命令行用 --field)",
                target.label(layer)
            );
            RowIssue::new(row, column, "column_guessed", message)
        })
        .collect()
}

/// What is to be said of the file as a whole, at its first row.
fn file_issues(
    source: &Source,
    targets: &[Option<Target>],
    (layer, mode): (Layer, ImportMode),
    decided: &Decided,
    spatial: bool,
) -> Vec<RowIssue> {
    let row = first_row(source);
    let mut issues = Vec::new();
    // Updating, a row without a code says so itself.
    let counts = mode != ImportMode::Update || !prepare::key_fields(layer).is_empty();
    if counts && !targets.contains(&Some(Target::Code)) && !source.rows.is_empty() {
        let message = "文件没有编码列，已由关键字段或序号生成编码";
        issues.push(RowIssue::new(row, "code", "code_generated", message));
    }
    if !spatial {
        return issues;
    }
    if decided.north_first {
        let message = "文件的坐标先北后东(纬度或北坐标在前)，已全部互换";
        issues.push(RowIssue::new(row, "geometry", "swapped_axes", message));
    }
    if let Some(system) = &decided.used.datum_unresolved {
        let message = format!(
            "{system} 没有到 CGCS2000 的转换参数，位置可能偏移数十至一百多米：图层标记为基准待定，凡依据该图层位置的规则一律无法判定；请用 --datum-params 给出四参数、七参数或控制点后重新导入"
        );
        issues.push(RowIssue::new(row, "geometry", "datum_unresolved", message));
    }
    issues
}
