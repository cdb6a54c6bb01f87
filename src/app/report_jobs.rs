//! The job of the review document: one call of the service over the session's own connection.

use std::path::PathBuf;

use crate::app::print_jobs::loaded;
use crate::app::session::{Session, failed};
use crate::carto::style::StyleSheet;
use crate::domain::Progress;
use crate::domain::case::CaseKey;
use crate::jobs::JobError;
use crate::services::Clock;
use crate::services::map::MapTools;
use crate::services::result_file::Destination;
use crate::services::review_report::{self, ReportError, ReportRequest, ReportSource};
use crate::services::styles::sheet_of;
use crate::state::Answer;

impl Session {
    /// Writes the document of `key`.
    pub(super) fn case_report(
        &mut self,
        (key, to): (CaseKey, Destination),
        (shipped, user, clock): (&StyleSheet, Option<PathBuf>, Clock),
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        // Taken out meanwhile: the packs are read anew in the same session.
        let mut tools = self.map_tools.take();
        let answer = loaded(&mut tools).and_then(|tools| {
            let (project, packs) = self.packs(user)?;
            let styles = sheet_of(project, shipped).map_err(failed)?.sheet;
            let source = ReportSource {
                project,
                packs,
                clock,
            };
            write(source, (&styles, tools), (key, &to), progress)
        });
        self.map_tools = tools;
        answer
    }
}

fn write(
    source: ReportSource<'_>,
    drawn: (&StyleSheet, &MapTools),
    (key, to): (CaseKey, &Destination),
    progress: &Progress,
) -> Result<Answer, JobError> {
    let request = ReportRequest {
        number: key.number,
        revision: Some(key.revision),
        date: None,
        map: true,
        archival: false,
    };
    review_report::write(source, drawn, &request, to, progress)
        .map(|written| Answer::CaseReportWritten(written.path))
        .map_err(|error| match error {
            ReportError::Cancelled(_) => JobError::Cancelled,
            other => failed(other),
        })
}
