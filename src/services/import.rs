//! Importing one file into a project: trial, import, taking it back, what is on file about imports.

use std::path::Path;

use crate::domain::{Layer, Progress};
use crate::exchange::{
    self, EncodingPreview, ExchangeError, ImportOptions, ImportReport, Preview, Unnamed,
};
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

/// Everything but the writing, with the shapes and rows to look at.
pub fn try_file(
    project: &mut Project,
    file: &Path,
    layer: Layer,
    options: &ImportOptions,
    clock: Clock,
    progress: &Progress,
) -> Result<(ImportReport, Preview), ExchangeError> {
    let change = clock.change("试导入");
    exchange::trial(project, file, layer, options, &change, progress)
}

/// The beginning of `file` under each encoding that it could be in, the likeliest first.
pub fn encodings(file: &Path) -> Result<Vec<EncodingPreview>, ExchangeError> {
    exchange::encoding_previews(file)
}

/// The parts of `file` among which one can be chosen, and what it comes in as when none is.
pub fn parts(file: &Path) -> Result<(Vec<String>, Unnamed), ExchangeError> {
    exchange::parts(file)
}

/// Takes the import with the number `id` back as one step.
pub fn undo_import(project: &mut Project, id: i64, clock: Clock) -> Result<ImportRun, StoreError> {
    let file = project.import_run(id)?.file;
    let change = clock.change(format!("撤销导入 {file}"));
    project.undo_import(id, &change)
}
