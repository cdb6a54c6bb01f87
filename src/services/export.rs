//! Exporting one layer of a project into a file.

use std::path::Path;

use crate::domain::{Layer, Progress};
use crate::exchange::export::{self, ExportError, ExportOptions};
use crate::services::clock::Clock;
use crate::store::Project;

pub use crate::exchange::export::{ExportReport, Format};

/// Writes `layer` to `file`, in the format of its ending.
pub fn export_file(
    project: &Project,
    layer: Layer,
    file: &Path,
    options: &ExportOptions,
    clock: Clock,
    progress: &Progress,
) -> Result<ExportReport, ExportError> {
    export::export(project, layer, file, options, clock.now(), progress)
}
