//! The jobs of the style editor. Sorting reads over the session's own connection; what is stored goes
//! over a connection of its own.

use std::sync::Arc;

use crate::app::session::{Session, failed};
use crate::carto::style::StyleSheet;
use crate::jobs::JobError;
use crate::services::{Clock, styles};
use crate::state::Answer;
use crate::state::style::{StyleAnswer, StyleEffect};

impl Session {
    /// Does what `effect` says; `shipped` is the sheet that ships with the program.
    pub(super) fn styles(
        &self,
        effect: StyleEffect,
        shipped: &StyleSheet,
        clock: Clock,
    ) -> Result<Answer, JobError> {
        let answer = match effect {
            StyleEffect::Sort(layer, style) => {
                let sorted = styles::sort(self.project()?, &layer.0, &style).map_err(failed)?;
                StyleAnswer::Sorted(Arc::new(sorted), style)
            }
            StyleEffect::Make {
                layer,
                style,
                recipe,
                ramp,
            } => {
                let project = self.project()?;
                let made = styles::remake(project, &style, &recipe, &ramp).map_err(failed)?;
                let sorted = styles::sort(project, &layer.0, &made).map_err(failed)?;
                StyleAnswer::Made(Arc::new(sorted), Box::new(made))
            }
            StyleEffect::Store(style) => {
                let path = self.project()?.path();
                styles::store_in_file(path, &style, shipped, clock).map_err(failed)?;
                StyleAnswer::Stored(style)
            }
            StyleEffect::Write(to, style) => {
                StyleAnswer::Written(styles::write_file(&to, &style).map_err(failed)?)
            }
            StyleEffect::Read(path) => {
                StyleAnswer::Read(Box::new(styles::read_file(&path).map_err(failed)?))
            }
        };
        Ok(Answer::Styles(answer))
    }
}
