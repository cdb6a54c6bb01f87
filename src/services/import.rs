//! Importing one file into a project.

use std::path::Path;

use crate::domain::{Layer, Progress};
use crate::exchange::{self, ExchangeError, ImportOptions, ImportReport};
use crate::services::clock::Clock;
use crate::store::{ImportRun, Project, StoreError};

/// Imports `file` into `layer`; the journal names the file.
pub fn import_file(
    project: &mut Project,
    file: &Path,
    layer: Layer,
    options: &ImportOptions,
    clock: Clock,
    progress: &Progress,
) -> Result<ImportReport, ExchangeError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    exchange::import(
        project,
        file,
        layer,
        options,
        &clock.change(format!("导入 {name}")),
        progress,
    )
}

/// Takes the last import into `layer` back as one step.
pub fn undo_import(
    project: &mut Project,
    layer: Layer,
    clock: Clock,
) -> Result<ImportRun, StoreError> {
    let change = clock.change(format!("撤销导入 {}", layer.label().zh));
    project.undo_import(layer, &change)
}
