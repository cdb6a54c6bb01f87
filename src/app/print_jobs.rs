//! The jobs of the print dialog. They draw the window's own scene in its own styles; the project is only
//! asked where its data come from.

use std::sync::Arc;

use crate::app::session::{Session, failed};
use crate::domain::Progress;
use crate::jobs::JobError;
use crate::services::map::{self, MapError, MapTools, warning_text};
use crate::services::map_series;
use crate::state::Answer;
use crate::state::print::{Preview, PrintAnswer, PrintEffect, PrintJob};
use crate::state::print_series::SeriesJob;

/// Width of a preview of an upright page in pixels: sharp at the largest size of the dialog.
const PREVIEW_PX: u32 = 900;
const PREVIEW_WIDE_PX: u32 = 1300;

impl Session {
    pub(super) fn print(
        &mut self,
        effect: PrintEffect,
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let answer = match effect {
            PrintEffect::Preview(job) => self.preview_map(*job, progress)?,
            PrintEffect::Export(job, to) => {
                let PrintJob {
                    scene,
                    styles,
                    mut request,
                } = *job;
                request.options.sources = self.map_sources(&request)?;
                let tools = loaded(&mut self.map_tools)?;
                map::export((&scene, &styles), tools, &request, &to, progress)
                    .map(PrintAnswer::Written)
                    .map_err(stopped_or_failed)?
            }
            PrintEffect::Series(job) => self.map_series(*job, progress)?,
        };
        Ok(Answer::Print(answer))
    }

    fn map_series(&mut self, job: SeriesJob, progress: &Progress) -> Result<PrintAnswer, JobError> {
        let SeriesJob {
            scene,
            styles,
            mut series,
            undrawn,
            to,
        } = job;
        series.shared.options.sources = self.map_sources(&series.shared)?;
        for (layer, ids) in &undrawn {
            let project = self.project()?;
            let codes = map_series::without_shape(project, &scene, (*layer, Some(ids.as_slice())));
            series.left_out.extend(codes.map_err(failed)?);
        }
        let tools = loaded(&mut self.map_tools)?;
        map_series::export((&scene, &styles), tools, &series, &to, progress)
            .map(PrintAnswer::SeriesWritten)
            .map_err(stopped_or_failed)
    }

    fn preview_map(&mut self, job: PrintJob, progress: &Progress) -> Result<PrintAnswer, JobError> {
        let PrintJob {
            scene,
            styles,
            request,
        } = job;
        let mut drawn = request.clone();
        drawn.options.sources = self.map_sources(&request)?;
        let width = if request.options.landscape {
            PREVIEW_WIDE_PX
        } else {
            PREVIEW_PX
        };
        let language = request.options.language;
        let tools = loaded(&mut self.map_tools)?;
        let shown = map::preview((&scene, &styles), tools, &drawn, width, progress)
            .map_err(stopped_or_failed)?;
        Ok(PrintAnswer::Previewed(Box::new(Preview {
            request,
            picture: Arc::new(shown.picture),
            frame: shown.frame,
            fields: shown.fields,
            warnings: shown
                .warnings
                .iter()
                .map(|warning| warning_text(warning, language))
                .collect(),
        })))
    }

    fn map_sources(&self, request: &map::MapRequest) -> Result<Vec<String>, JobError> {
        let mut layers: Vec<_> = request.shown.iter().map(|shown| shown.layer).collect();
        layers.reverse();
        map::source_lines(self.project()?, &layers).map_err(failed)
    }
}

/// The fonts of maps and documents, read when the first is drawn.
pub(super) fn loaded(tools: &mut Option<MapTools>) -> Result<&MapTools, JobError> {
    match tools {
        Some(tools) => Ok(tools),
        none => Ok(none.insert(MapTools::load().map_err(failed)?)),
    }
}

fn stopped_or_failed(error: MapError) -> JobError {
    match error {
        MapError::Cancelled(_) => JobError::Cancelled,
        other => failed(other),
    }
}
