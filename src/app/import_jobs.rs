//! The jobs of the import window: trial, import, taking back, what is on file. What is written is written
//! over a connection of its own; the session's own only reads.

use std::path::Path;
use std::sync::Arc;

use crate::app::session::{Session, failed};
use crate::carto::style::StyleSheet;
use crate::domain::{Layer, LonLat, Progress};
use crate::exchange::{
    AngleForm, DatumParams, ImportOptions, ImportReport, OnInvalid, Preview, Unnamed,
};
use crate::jobs::JobError;
use crate::services::Clock;
use crate::services::import::{encodings, import_file, parts, try_file, undo_import};
use crate::state::Answer;
use crate::state::import::{
    Angles, EncodingSample, ImportIssue, ImportParts, ImportPreview, ImportRequest, ImportSummary,
    ImportWay, InvalidShape, UnnamedPart,
};
use crate::state::import_log::{ImportAnswer, ImportEffect, ImportEntry};
use crate::state::project::OpenProject;
use crate::state::typed_path::typed_path;
use crate::store::{Access, ImportMode, Project};

impl Session {
    /// Imports, or tries to.
    pub(super) fn import(
        &mut self,
        request: ImportRequest,
        dry_run: bool,
        (styles, clock): (&Arc<StyleSheet>, Clock),
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let path = self.project()?.path().to_owned();
        let options = options(&request, dry_run)?;
        let layer = request
            .layer
            .ok_or_else(|| JobError::Failed("请选择图层".to_owned()))?;
        let mut writing = Project::open(&path, Access::ReadWrite).map_err(failed)?;
        let file = request.path.clone();
        if dry_run {
            let (report, preview) =
                try_file(&mut writing, &file, layer, &options, clock, progress).map_err(failed)?;
            let mut summary = summary(request, report);
            summary.preview = Some(Arc::new(shapes(preview)));
            // What cannot be previewed was read all the same.
            summary.encodings = encodings(&file).map(samples).unwrap_or_default();
            return Ok(Answer::Imported {
                summary,
                project: None,
            });
        }
        let report =
            import_file(&mut writing, &file, layer, &options, clock, progress).map_err(failed)?;
        drop(writing);
        let project = self.read_again(&path, styles)?;
        Ok(Answer::Imported {
            summary: summary(request, report),
            project: Some(project),
        })
    }

    /// The project after something was written to it. Whoever cancels now comes too late: what the window
    /// shows must be what is in the file.
    fn read_again(
        &mut self,
        path: &Path,
        styles: &Arc<StyleSheet>,
    ) -> Result<OpenProject, JobError> {
        match Self::read(path, styles, &Progress::silent()) {
            Ok((fresh, shown)) => {
                self.project = Some(fresh);
                Ok(shown)
            }
            Err(error) => Err(JobError::Failed(format!(
                "数据已写入项目，但重新读取失败，请关闭后重新打开项目：{error}"
            ))),
        }
    }

    /// Does what `effect` says with the imports on file.
    pub(super) fn importing(
        &mut self,
        effect: ImportEffect,
        (styles, clock): (&Arc<StyleSheet>, Clock),
    ) -> Result<Answer, JobError> {
        let answer = match effect {
            ImportEffect::List => ImportAnswer::Listed(entries(self.project()?)?),
            ImportEffect::Report(id) => {
                let report = self.project()?.import_report(id).map_err(failed)?;
                let report = report.ok_or_else(|| JobError::Failed("没有这次导入".to_owned()))?;
                ImportAnswer::Report(id, readable(&report))
            }
            ImportEffect::Undo(id) => {
                let path = self.project()?.path().to_owned();
                let mut writing = Project::open(&path, Access::ReadWrite).map_err(failed)?;
                let run = undo_import(&mut writing, id, clock).map_err(failed)?;
                drop(writing);
                let project = self.read_again(&path, styles)?;
                let left = entries(self.project()?)?;
                ImportAnswer::Undone(run.file, left, Box::new(project))
            }
        };
        Ok(Answer::Importing(answer))
    }
}

/// What the file at `path` holds several of; `None` where there is nothing to choose, or where it cannot be
/// read, which the trial says.
pub(super) fn import_parts(path: &Path) -> Option<ImportParts> {
    let (names, unnamed) = parts(path)
        .inspect_err(|error| tracing::debug!(%error, "parts of a file"))
        .ok()?;
    let unnamed = match unnamed {
        Unnamed::Whole => UnnamedPart::Whole,
        Unnamed::Found => UnnamedPart::Found,
        Unnamed::Refused => UnnamedPart::Refused,
    };
    (names.len() > 1).then_some(ImportParts { names, unnamed })
}

fn options(request: &ImportRequest, dry_run: bool) -> Result<ImportOptions, JobError> {
    let datum = typed_path(&request.params)
        .map(|path| DatumParams::read(&path).map_err(failed))
        .transpose()?;
    Ok(ImportOptions {
        part: request.part.clone(),
        crs: request.epsg.map(|epsg| format!("EPSG:{epsg}")),
        encoding: request.encoding.map(str::to_owned),
        fields: request.fields.clone(),
        on_invalid: match request.invalid {
            InvalidShape::Repair => OnInvalid::Repair,
            InvalidShape::Keep => OnInvalid::Keep,
            InvalidShape::Refuse => OnInvalid::Reject,
        },
        angles: request.angles.map(|angles| match angles {
            Angles::Decimal => AngleForm::Decimal,
            Angles::Dotted => AngleForm::Dotted,
        }),
        datum,
        undo_shift: request.shift,
        mode: match request.way {
            ImportWay::Append => ImportMode::Append,
            ImportWay::Update => ImportMode::Update,
            ImportWay::Replace => ImportMode::Replace,
        },
        dry_run,
    })
}

/// The imports on file; of each layer the last one that stands can be taken back.
fn entries(project: &Project) -> Result<Vec<ImportEntry>, JobError> {
    let mut seen: Vec<String> = Vec::new();
    let runs = project.import_runs().map_err(failed)?;
    Ok(runs
        .into_iter()
        .map(|run| {
            let last = !seen.contains(&run.layer);
            if last {
                seen.push(run.layer.clone());
            }
            ImportEntry {
                id: run.id,
                at: run.at,
                who: run.who,
                layer: Layer::from_name(&run.layer),
                file: run.file,
                can_undo: last && run.undone_at.is_none(),
                undone_at: run.undone_at,
            }
        })
        .collect())
}

/// A kept report as text, a line per issue.
fn readable(report: &str) -> String {
    let Ok(report) = serde_json::from_str::<serde_json::Value>(report) else {
        return report.to_owned();
    };
    let number = |key: &str| report[key].as_u64().unwrap_or(0);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = vec![
        format!(
            "{} 读取 {} 导入 {} 修复 {} 拒收 {}",
            text(&report["layer"]),
            number("read"),
            number("imported"),
            number("repaired"),
            number("rejected")
        ),
        text(&report["crs"]["how"]),
        format!(
            "{} {}",
            text(&report["encoding"]["name"]),
            text(&report["encoding"]["how"])
        ),
    ];
    let issues = report["issues"].as_array().map(Vec::as_slice);
    lines.extend(issues.unwrap_or_default().iter().map(|issue| {
        format!(
            "第 {} 行\t{}\t{}",
            issue["row"].as_u64().unwrap_or(0),
            text(&issue["column"]),
            text(&issue["message"])
        )
    }));
    lines.join("\n")
}

fn place([lon, lat]: [f64; 2]) -> Option<LonLat> {
    LonLat::try_new(lon, lat).ok()
}

fn shapes(preview: Preview) -> ImportPreview {
    let shape = |lines: Vec<Vec<[f64; 2]>>| {
        lines
            .into_iter()
            .map(|line| line.into_iter().filter_map(place).collect())
            .collect()
    };
    ImportPreview {
        shapes: preview
            .shapes
            .into_iter()
            .map(|shown| shape(shown.lines))
            .collect(),
        left_out: preview.left_out,
        columns: preview.columns,
        rows: preview.rows,
    }
}

fn samples(previews: Vec<crate::exchange::EncodingPreview>) -> Vec<EncodingSample> {
    previews
        .into_iter()
        .map(|preview| EncodingSample {
            name: preview.name,
            failures: preview.failures,
            rows: preview.rows,
        })
        .collect()
}

fn summary(request: ImportRequest, report: ImportReport) -> ImportSummary {
    let crs = match report.crs.epsg {
        Some(epsg) => format!("EPSG:{epsg} ({})", report.crs.how),
        None => report.crs.how,
    };
    let residuals = report
        .crs
        .residuals
        .iter()
        .map(|one| format!("{} {:.3} m", one.point, one.residual_m))
        .collect::<Vec<_>>()
        .join("、");
    let crs = if residuals.is_empty() {
        crs
    } else {
        format!("{crs}；残差 {residuals}")
    };
    let taken = report
        .mapped
        .into_iter()
        .map(|(column, field)| (column, Some(field)));
    let left = report.unmapped.into_iter().map(|column| (column, None));
    ImportSummary {
        request,
        dry_run: report.dry_run,
        run: report.run,
        read: report.read,
        imported: report.imported,
        rejected: report.rejected,
        repaired: report.repaired,
        crs,
        encoding: format!("{} ({})", report.encoding.name, report.encoding.how),
        columns: taken.chain(left).collect(),
        issues: report
            .issues
            .into_iter()
            .map(|issue| ImportIssue {
                row: issue.row,
                column: issue.column,
                message: issue.message,
                at: issue.at.and_then(place),
            })
            .collect(),
        unresolved: report.crs.datum_unresolved,
        preview: None,
        encodings: Vec::new(),
    }
}
