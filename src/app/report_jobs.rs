//! The job of the review document: one call of the service over the session's own connection.

use std::path::PathBuf;

use crate::app::print_jobs::loaded;
use crate::app::session::{Session, failed, opened};
use crate::carto::style::StyleSheet;
use crate::domain::Progress;
use crate::domain::case::CaseKey;
use crate::jobs::JobError;
use crate::services::review_report::{self, ReportError, ReportRequest};
use crate::state::Answer;

impl Session {
    /// Writes the document of `key` to `path`.
    pub(super) fn case_report(
        &mut self,
        (key, path): (CaseKey, PathBuf),
        styles: &StyleSheet,
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let tools = loaded(&mut self.map_tools)?;
        let project = opened(self.project.as_ref())?;
        let request = ReportRequest {
            number: key.number,
            revision: Some(key.revision),
            date: None,
            map: true,
        };
        review_report::write(project, (styles, tools), &request, &path, progress)
            .map(|written| Answer::CaseReportWritten(written.path))
            .map_err(|error| match error {
                ReportError::Cancelled(_) => JobError::Cancelled,
                other => failed(other),
            })
    }
}
