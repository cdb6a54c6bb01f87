//! Importing one file into a project.

use std::path::Path;

use crate::domain::{Layer, Progress};
use crate::exchange::{self, ExchangeError, ImportOptions, ImportReport};
use crate::services::clock::Clock;
use crate::store::Project;

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
