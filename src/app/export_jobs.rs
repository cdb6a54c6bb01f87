//! The job that exports a layer, and the system's dialog for its file.

use std::path::{Path, PathBuf};

use crate::app::session::{Session, failed};
use crate::domain::{Layer, Progress};
use crate::exchange::{ExportError, ExportOptions};
use crate::jobs::JobError;
use crate::services::Clock;
use crate::services::export::{Format, export_file};
use crate::state::Answer;
use crate::state::export::{LayerExport, file_name};

impl Session {
    pub(super) fn export_layer(
        &mut self,
        export: LayerExport,
        clock: Clock,
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let options = ExportOptions {
            crs: export.epsg.map(|epsg| format!("EPSG:{epsg}")),
            encoding: export.encoding.map(str::to_owned),
            is_lossy: export.lossy,
            // The system's dialog asked about a file that was there; where none was, it asked nothing.
            may_overwrite: export.overwrite && export.path.exists(),
            has_labels: export.labels,
            ids: export.ids.map(|ids| ids.to_vec()),
        };
        let project = self.project()?;
        export_file(
            project,
            export.layer,
            &export.path,
            &options,
            clock,
            progress,
        )
        .map(|report| Answer::LayerExported(Box::new(report)))
        .map_err(|error| in_the_window(error, &export.path))
    }
}

/// Where the remedy is an option of the command line, the window names its own.
fn in_the_window(error: ExportError, asked: &Path) -> JobError {
    match error {
        ExportError::Cancelled(_) => JobError::Cancelled,
        ExportError::AlreadyExists { path } if path != asked => JobError::Failed(format!(
            "导出还要写入 {0}，而同名文件已存在，没有覆盖。请换一个文件名，或先移走 {0}",
            path.display()
        )),
        ExportError::AlreadyExists { path } => JobError::Failed(format!(
            "文件已存在，没有覆盖：{}。请换一个文件名；确要替换时，点“浏览…”选中它并确认",
            path.display()
        )),
        ExportError::LossyText {
            code,
            field,
            character,
            encoding,
        } => JobError::Failed(format!(
            "编码「{code}」的{field}含有 {encoding} 没有的字符「{character}」，为避免丢字没有导出；请改用 UTF-8 或 GB18030，或勾选“缺字以 ? 代替”"
        )),
        other => failed(other),
    }
}

/// Asks for the file; the system's dialog also asks before a file is replaced.
pub(super) fn ask_layer_file(
    dialog: rfd::FileDialog,
    layer: Layer,
    format: Format,
) -> Option<PathBuf> {
    dialog
        .add_filter(format.name(), &[format.ending()])
        .set_file_name(file_name(layer, format))
        .save_file()
}
