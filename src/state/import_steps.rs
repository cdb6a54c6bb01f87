//! Steps of [`AppState::apply`] for the import window and the imports on file.

use std::path::Path;

use geo::{Coord, Rect};

use crate::domain::{Label, Layer, LonLat};
use crate::state::app_state::{AppState, Dialog};
use crate::state::command::Effect;
use crate::state::import::{ImportDialog, ImportParts};
use crate::state::import_log::{
    ImportAnswer, ImportCommand, ImportEffect, ImportLog, ImportTemplate,
};
use crate::state::notice::Weight;

const UNDONE: Label = Label::new("已撤销导入", "Import taken back");
const COPIED: Label = Label::new("报告已复制", "Report copied");
const KEPT: Label = Label::new("已存为模板", "Kept as a template");
/// Half of what is seen around the place of an issue, metres.
const AROUND_ISSUE_M: f64 = 400.0;
/// What the import window covers of the map, logical pixels.
const COVERED_PX: f64 = 480.0;
/// Templates that are remembered.
const MOST_TEMPLATES: usize = 40;

impl AppState {
    pub(super) fn open_import_log(&mut self) -> Effect {
        self.dialog = Some(Dialog::ImportLog(Box::default()));
        Effect::Importing(ImportEffect::List)
    }

    pub(super) fn import_command(&mut self, command: ImportCommand) -> Option<Effect> {
        match command {
            ImportCommand::ShowIssue(index) => {
                let import = self.import_dialog()?;
                let at = import.summary.as_ref()?.issues.get(index)?.at?;
                import.place = Some(at);
                self.look_at(&[at], AROUND_ISSUE_M);
                None
            }
            ImportCommand::ShowAll => {
                self.import_dialog()?.place = None;
                self.look_at_import();
                None
            }
            ImportCommand::Page(page) => {
                self.import_dialog()?.page = page;
                None
            }
            ImportCommand::KeepTemplate => {
                self.keep_template();
                None
            }
            ImportCommand::UseTemplate(index) => {
                self.use_template(index);
                None
            }
            ImportCommand::ForgetTemplate(index) => {
                if index < self.settings.import_templates.len() {
                    self.settings.import_templates.remove(index);
                }
                None
            }
            ImportCommand::Undo(id) => Some(Effect::Importing(ImportEffect::Undo(id))),
            ImportCommand::ShowReport(id) => Some(Effect::Importing(ImportEffect::Report(id))),
            ImportCommand::CopyReport => {
                let Some(Dialog::ImportLog(log)) = &self.dialog else {
                    return None;
                };
                let text = log.report.as_ref()?.1.clone();
                self.notices.add(Weight::Done, COPIED.get(self.language()));
                Some(Effect::Copy(text))
            }
        }
    }

    /// Names of parts are offered to the window that asked for them.
    pub(super) fn import_parts_found(&mut self, path: &Path, parts: ImportParts) {
        if let Some(import) = self.import_dialog()
            && import.request.path == path
        {
            import.parts = parts;
        }
    }

    fn import_dialog(&mut self) -> Option<&mut ImportDialog> {
        match &mut self.dialog {
            Some(Dialog::Import(import)) => Some(import),
            _ => None,
        }
    }

    fn import_log(&mut self) -> Option<&mut ImportLog> {
        match &mut self.dialog {
            Some(Dialog::ImportLog(log)) => Some(log),
            _ => None,
        }
    }

    /// The map shows what the trial would import, left of the window.
    pub(super) fn look_at_import(&mut self) {
        let places: Vec<LonLat> = match &self.dialog {
            Some(Dialog::Import(import)) => import
                .summary
                .iter()
                .filter_map(|summary| summary.preview.as_ref())
                .flat_map(|preview| &preview.shapes)
                .flatten()
                .flatten()
                .copied()
                .collect(),
            _ => Vec::new(),
        };
        self.look_at(&places, AROUND_ISSUE_M);
    }

    fn look_at(&mut self, places: &[LonLat], around_m: f64) {
        let Some(project) = &self.project else { return };
        let mut corners: Option<Rect<f64>> = None;
        for at in places.iter().filter_map(|at| project.scene.to_metric(*at)) {
            corners = Some(match corners {
                None => Rect::new(at, at),
                Some(area) => Rect::new(
                    Coord {
                        x: area.min().x.min(at.x),
                        y: area.min().y.min(at.y),
                    },
                    Coord {
                        x: area.max().x.max(at.x),
                        y: area.max().y.max(at.y),
                    },
                ),
            });
        }
        let Some(area) = corners else { return };
        let spread = Coord {
            x: around_m,
            y: around_m,
        };
        let (min, max) = (area.min() - spread, area.max() + spread);
        // The window covers the right of the map: what is wanted comes to lie beside it.
        let free = (self.map_size[0] - COVERED_PX)
            .max(self.map_size[0] / 3.0)
            .max(1.0);
        let right = max.x + (max.x - min.x) * (self.map_size[0] - free) / free;
        self.tools.history.note(self.camera);
        let seen = Rect::new(min, Coord { x: right, y: max.y });
        self.camera.fit(seen, self.map_size);
    }

    fn keep_template(&mut self) {
        let language = self.language();
        let Some(Dialog::Import(import)) = &self.dialog else {
            return;
        };
        let (Some(layer), Some(summary)) = (import.request.layer, &import.summary) else {
            return;
        };
        let name = import
            .request
            .path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let fields = summary.columns.iter().map(|(column, field)| {
            let chosen = import.request.assigned(column).map(str::to_owned);
            (
                column.clone(),
                chosen.or_else(|| field.clone()).unwrap_or_default(),
            )
        });
        let template = ImportTemplate {
            name,
            layer: layer.name().to_owned(),
            fields: fields.collect(),
        };
        let kept = &mut self.settings.import_templates;
        kept.retain(|other| (&other.name, &other.layer) != (&template.name, &template.layer));
        kept.insert(0, template);
        kept.truncate(MOST_TEMPLATES);
        self.notices.add(Weight::Done, KEPT.get(language));
    }

    /// Columns that the file does not have are left out of it.
    fn use_template(&mut self, index: usize) {
        let Some(template) = self.settings.import_templates.get(index).cloned() else {
            return;
        };
        let Some(import) = self.import_dialog() else {
            return;
        };
        let Some(summary) = &import.summary else {
            return;
        };
        if import.request.layer.map(Layer::name) != Some(template.layer.as_str()) {
            return;
        }
        let fields = template
            .fields
            .into_iter()
            .filter(|(column, _)| summary.columns.iter().any(|(own, _)| own == column))
            .collect();
        import.request.fields = fields;
    }

    pub(super) fn import_answered(&mut self, answer: ImportAnswer, waited: bool) -> Option<Effect> {
        match answer {
            ImportAnswer::Listed(entries) => {
                if let Some(log) = self.import_log().filter(|_| waited) {
                    log.entries = Some(entries);
                }
                None
            }
            ImportAnswer::Report(id, text) => {
                if let Some(log) = self.import_log().filter(|_| waited) {
                    log.report = Some((id, text));
                }
                None
            }
            ImportAnswer::Undone(file, entries, project) => {
                self.replace_scene(*project);
                let text = format!("{}: {file}", UNDONE.get(self.language()));
                self.notices.add(Weight::Done, text);
                match &mut self.dialog {
                    Some(Dialog::ImportLog(log)) => {
                        log.entries = Some(entries);
                        log.report = None;
                    }
                    Some(Dialog::Import(import)) => import.summary = None,
                    _ => {}
                }
                self.restyle_after_reading()
            }
        }
    }
}
