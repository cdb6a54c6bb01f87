//! What the commands and answers of the print dialog do to the state. One preview is drawn at a time;
//! what changed meanwhile is drawn next.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::carto::display::build::ShownLayer;
use crate::carto::display::frame::View;
use crate::carto::paint::Format;
use crate::carto::sheet::{SheetSite, Template};
use crate::domain::{Label, Language};
use crate::geodesy::bounds::union;
use crate::jobs::JobId;
use crate::services::map::{crs_name, warning_text};
use crate::services::result_file::Destination;
use crate::state::app_state::{AppState, Dialog};
use crate::state::check::SubjectKind;
use crate::state::command::{Effect, FilePurpose, Purpose};
use crate::state::notice::Weight;
use crate::state::print::{
    PrintAnswer, PrintCommand, PrintDialog, PrintEffect, PrintForm, PrintJob,
};
use crate::state::print_series::{SeriesForm, SeriesJob, named, selected_items, undrawn_items};
use crate::state::typed_path::with_known_ending;

const WRITTEN: Label = Label::new("地图已导出", "Map exported");
const OUTFALL_SITE: Label = Label::new("拟设排污口", "Proposed outfall");
const WELL_SITE: Label = Label::new("拟建取水井", "Proposed well");

impl AppState {
    /// Opens the dialog on what the window shows, with the settings of the last map.
    pub(super) fn open_print(&mut self) -> Option<Effect> {
        let project = self.project.as_ref()?;
        let template = match Template::shipped() {
            Ok(template) => template,
            Err(error) => {
                self.notices.add(Weight::Failure, error.to_string());
                return None;
            }
        };
        let language = self.settings.language;
        let settings = self.settings.print.clone();
        let title = project.title();
        let file = format!("{title}.{}", settings.format.ending());
        let path = project.path.with_file_name(file);
        let label = match self.check.form.kind {
            SubjectKind::Outfall => OUTFALL_SITE,
            SubjectKind::Well => WELL_SITE,
        };
        let site = self.check.site.position().map(|position| SheetSite {
            position,
            label: label.get(language).to_owned(),
        });
        let mut shown: Vec<ShownLayer> = self
            .layers
            .iter()
            .filter(|layer| layer.visible)
            .map(|layer| ShownLayer {
                layer: layer.layer,
                opacity: layer.opacity,
            })
            .collect();
        shown.reverse();
        let mut dialog = PrintDialog {
            form: PrintForm {
                title,
                number: String::new(),
                notes: String::new(),
                approval: String::new(),
                scale: String::new(),
                center: self.camera.center(),
                with_site: site.is_some(),
                date: self.today.to_string(),
                series: SeriesForm::default(),
                path: path.display().to_string(),
                settings,
            },
            shown,
            site,
            items: selected_items(&project.scene, &self.selection),
            undrawn: undrawn_items(&project.scene, &self.selection),
            scene: Arc::clone(&project.scene),
            crs_name: crs_name(project.scene.metric_epsg, language),
            language,
            template,
            preview: None,
            previewing: None,
            confirmed: None,
            exporting: None,
            written: None,
            series_written: None,
            preview_failure: None,
            failure: None,
        };
        let view = self.camera.visible(self.map_size);
        let all = union(view, project.scene.bounds) == view;
        let view = if all { View::Full } else { View::Extent(view) };
        dialog.fit(&project.scene, view);
        self.dialog = Some(Dialog::Print(Box::new(dialog)));
        self.next_preview()
    }

    pub(super) fn print_command(&mut self, command: PrintCommand) -> Option<Effect> {
        let scene = self.project.as_ref().map(|project| &project.scene)?;
        let Some(Dialog::Print(dialog)) = &mut self.dialog else {
            return None;
        };
        match command {
            PrintCommand::Edit(form) => {
                let other_format = form.settings.format != dialog.form.settings.format;
                dialog.form = *form;
                if other_format {
                    dialog.form.fit_ending();
                } else if let Some(format) = Format::of(Path::new(dialog.form.path.trim())) {
                    dialog.form.settings.format = format;
                }
                dialog.form.fit_name();
                self.settings.print = dialog.form.settings.clone();
            }
            PrintCommand::FitAll => dialog.fit(scene, View::Full),
            PrintCommand::FitWindow => {
                let view = self.camera.visible(self.map_size);
                dialog.fit(scene, View::Extent(view));
            }
            PrintCommand::ChooseFile => return Some(Effect::ChooseFile(FilePurpose::SaveMap)),
            PrintCommand::Export => return self.export_map(),
            PrintCommand::OpenFolder => {
                let folder = dialog.written_file()?.parent()?.to_owned();
                return Some(Effect::OpenFolder(folder));
            }
        }
        self.next_preview()
    }

    /// The file that the system's dialog gave. It has asked whether an older one may be replaced; of a
    /// name to which the ending is added here, it has not.
    pub(super) fn map_file_chosen(&mut self, path: PathBuf) {
        if let Some(Dialog::Print(dialog)) = &mut self.dialog {
            dialog.confirmed = None;
            let path = if let Some(format) = Format::of(&path) {
                dialog.form.settings.format = format;
                self.settings.print.format = format;
                dialog.confirmed = Some(path.clone());
                path
            } else {
                with_known_ending(path, &[], dialog.form.settings.format.ending())
            };
            dialog.form.path = named(&path, &dialog.form);
        }
    }

    fn export_map(&mut self) -> Option<Effect> {
        let project = self.project.as_ref()?;
        let (scene, styles) = (project.scene.clone(), project.look.styles.clone());
        let Some(Dialog::Print(dialog)) = &mut self.dialog else {
            return None;
        };
        if dialog.exporting.is_some() {
            return None;
        }
        let path = match dialog.form.file() {
            Ok(path) => path,
            Err(label) => {
                dialog.failure = Some(label.get(dialog.language).to_owned());
                return None;
            }
        };
        let request = dialog.request()?;
        dialog.written = None;
        dialog.series_written = None;
        let to = Destination {
            may_overwrite: dialog.confirmed.take().as_ref() == Some(&path),
            path,
        };
        if let Some(series) = dialog.series() {
            let job = SeriesJob {
                scene,
                styles,
                series,
                undrawn: dialog.undrawn.clone(),
                to,
            };
            return Some(Effect::Print(PrintEffect::Series(Box::new(job))));
        }
        let job = Box::new(PrintJob {
            scene,
            styles,
            request,
        });
        Some(Effect::Print(PrintEffect::Export(job, to)))
    }

    /// Asks for a preview unless one is on show or under way.
    fn next_preview(&self) -> Option<Effect> {
        let project = self.project.as_ref()?;
        let (scene, styles) = (project.scene.clone(), project.look.styles.clone());
        let Some(Dialog::Print(dialog)) = &self.dialog else {
            return None;
        };
        if dialog.previewing.is_some() || dialog.is_current() {
            return None;
        }
        let request = dialog.request()?;
        let job = Box::new(PrintJob {
            scene,
            styles,
            request,
        });
        Some(Effect::Print(PrintEffect::Preview(job)))
    }

    /// Notes the job of the dialog; one that nobody waits for is stopped.
    pub(super) fn print_started(&mut self, purpose: Purpose, job: JobId) -> Option<Effect> {
        let Some(Dialog::Print(dialog)) = &mut self.dialog else {
            return Some(Effect::Cancel(job));
        };
        let slot = if purpose == Purpose::ExportMap {
            dialog.failure = None;
            &mut dialog.exporting
        } else {
            &mut dialog.previewing
        };
        slot.replace(job).map(Effect::Cancel)
    }

    /// Frees the slot of `job` in the print dialog.
    pub(super) fn print_ended(&mut self, job: JobId) -> Option<Purpose> {
        let Some(Dialog::Print(dialog)) = &mut self.dialog else {
            return None;
        };
        if dialog.previewing == Some(job) {
            dialog.previewing = None;
            Some(Purpose::PreviewMap)
        } else if dialog.exporting == Some(job) {
            dialog.exporting = None;
            Some(Purpose::ExportMap)
        } else {
            None
        }
    }

    pub(super) fn print_answered(&mut self, answer: PrintAnswer) -> Option<Effect> {
        let language = self.settings.language;
        match answer {
            PrintAnswer::Previewed(preview) => {
                if let Some(Dialog::Print(dialog)) = &mut self.dialog {
                    dialog.preview_failure = None;
                    dialog.preview = Some(*preview);
                }
                self.next_preview()
            }
            PrintAnswer::Written(report) => {
                let mut text = format!("{}  {}", WRITTEN.get(language), report.path.display());
                for warning in &report.warnings {
                    text.push_str("  ");
                    text.push_str(&warning_text(warning, language));
                }
                self.notices.add(Weight::Done, text);
                if let Some(Dialog::Print(dialog)) = &mut self.dialog {
                    dialog.failure = None;
                    dialog.written = Some(report);
                }
                None
            }
            PrintAnswer::SeriesWritten(report) => {
                let (files, sheets) = (report.files.len(), report.sheets.len());
                let mut text = match language {
                    Language::Zh => format!("成套地图已导出  {sheets} 幅，{files} 个文件"),
                    Language::En => format!("Map series exported  {sheets} sheets, {files} files"),
                };
                let told = report.told(language);
                for told in &told {
                    text.push_str("  ");
                    text.push_str(told);
                }
                let weight = if told.is_empty() {
                    Weight::Done
                } else {
                    Weight::Warning
                };
                self.notices.add(weight, text);
                if let Some(Dialog::Print(dialog)) = &mut self.dialog {
                    dialog.failure = None;
                    dialog.series_written = Some(report);
                }
                None
            }
        }
    }
}

impl PrintDialog {
    /// A file that was written last.
    pub fn written_file(&self) -> Option<&Path> {
        let single = self.written.as_ref().map(|report| &report.path);
        let first = || self.series_written.as_ref()?.files.first();
        single.or_else(first).map(PathBuf::as_path)
    }
}
