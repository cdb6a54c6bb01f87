//! The job of the review documents: one call of the service over the session's own connection.

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
use crate::services::review_report::{
    self, ReportError, ReportRequest, ReportSource, ReportWritten,
};
use crate::services::styles::sheet_of;
use crate::state::Answer;

impl Session {
    /// Writes the documents of `keys`, all or none.
    pub(super) fn case_reports(
        &mut self,
        asked: (Vec<CaseKey>, Destination),
        with: (&StyleSheet, Option<PathBuf>, Clock),
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let written = self.documents(asked, with, progress)?.into_iter();
        let paths = written.map(|written| written.path).collect();
        Ok(Answer::CaseReportsWritten(paths))
    }

    fn documents(
        &mut self,
        (keys, to): (Vec<CaseKey>, Destination),
        (shipped, user, clock): (&StyleSheet, Option<PathBuf>, Clock),
        progress: &Progress,
    ) -> Result<Vec<ReportWritten>, JobError> {
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
            write(source, (&styles, tools), (&keys, &to), progress)
        });
        self.map_tools = tools;
        answer
    }
}

fn write(
    source: ReportSource<'_>,
    drawn: (&StyleSheet, &MapTools),
    (keys, to): (&[CaseKey], &Destination),
    progress: &Progress,
) -> Result<Vec<ReportWritten>, JobError> {
    let cases: Vec<(String, Option<u32>)> = keys
        .iter()
        .map(|key| (key.number.clone(), Some(key.revision)))
        .collect();
    let shared = ReportRequest {
        number: String::new(),
        revision: None,
        date: None,
        map: true,
        archival: false,
    };
    review_report::write_all(source, drawn, (&cases, &shared), to, progress).map_err(|error| {
        match error {
            ReportError::Cancelled(_) => JobError::Cancelled,
            other => failed(other),
        }
    })
}
