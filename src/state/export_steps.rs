//! What the commands and answers of the dialog that exports a layer do to the state.

use std::path::PathBuf;

use crate::domain::{Label, Layer};
use crate::geodesy::STORAGE_EPSG;
use crate::services::map::crs_name;
use crate::state::app_state::{AppState, Dialog};
use crate::state::command::{Effect, FilePurpose};
use crate::state::export::{
    ExportCommand, ExportCrs, ExportDialog, ExportForm, ExportReport, Format, LayerExport,
    TextEncoding, file_name,
};
use crate::state::notice::Weight;
use crate::state::typed_path::with_known_ending;

const EXPORTED: Label = Label::new("图层已导出", "Layer exported");
const NOTHING_SELECTED: Label = Label::new(
    "所选要素已不再选中，没有导出",
    "The features are no longer selected; nothing was exported",
);

impl AppState {
    /// Opens the dialog for `layer`, or for the one that the user works with.
    pub(super) fn open_export(&mut self, layer: Option<Layer>) {
        let Some(project) = &self.project else { return };
        let layer = layer.unwrap_or_else(|| self.layer_at_work());
        let format = if layer.geometry().is_some() {
            Format::Shapefile
        } else {
            Format::Xlsx
        };
        let path = project.path.with_file_name(file_name(layer, format));
        self.dialog = Some(Dialog::Export(Box::new(ExportDialog {
            form: ExportForm {
                layer,
                format,
                selected_only: false,
                crs: ExportCrs::Stored,
                epsg: String::new(),
                encoding: TextEncoding::Utf8,
                lossy: false,
                labels: false,
                path: path.display().to_string(),
            },
            confirmed: None,
            metric_crs: crs_name(project.scene.metric_epsg, self.settings.language),
            running: None,
            written: None,
            failure: None,
        })));
    }

    /// The layer of the table in front, of the selection, of the feature that was identified; else the
    /// topmost visible one with features.
    fn layer_at_work(&self) -> Layer {
        let identified = self.identify.hits.get(self.identify.selected);
        let has_features = |layer| {
            let project = self.project.as_ref();
            project.is_some_and(|project| project.count(layer) > 0)
        };
        self.tables
            .front
            .or_else(|| self.selection.parts().keys().next().copied())
            .or_else(|| identified.map(|hit| hit.feature.layer))
            .or_else(|| {
                let mut layers = self.layers.iter();
                layers
                    .find(|entry| entry.visible && has_features(entry.layer))
                    .map(|entry| entry.layer)
            })
            .unwrap_or(Layer::FunctionZone)
    }

    pub(super) fn export_command(&mut self, command: ExportCommand) -> Option<Effect> {
        if let ExportCommand::Open(layer) = command {
            self.open_export(Some(layer));
            return None;
        }
        let Some(Dialog::Export(dialog)) = &mut self.dialog else {
            return None;
        };
        match command {
            ExportCommand::Open(_) => None,
            ExportCommand::Edit(form) => {
                let selected = self.selection.of(form.layer).len();
                dialog.form.edit(*form, selected);
                dialog.failure = None;
                dialog.written = None;
                None
            }
            ExportCommand::ChooseFile => {
                let form = &dialog.form;
                let purpose = FilePurpose::SaveLayer(form.layer, form.format);
                Some(Effect::ChooseFile(purpose))
            }
            ExportCommand::Run => self.export_layer(),
            ExportCommand::OpenFolder => {
                let folder = dialog.written.as_ref()?.files.first()?.parent()?.to_owned();
                Some(Effect::OpenFolder(folder))
            }
        }
    }

    /// The file that the system's dialog gave. It has asked whether an older one may be replaced; of a
    /// name to which the ending is added here, it has not.
    pub(super) fn layer_file_chosen(&mut self, path: PathBuf) {
        let Some(Dialog::Export(dialog)) = &mut self.dialog else {
            return;
        };
        dialog.failure = None;
        dialog.written = None;
        let mut edited = dialog.form.clone();
        if Format::of(&path).is_ok() {
            edited.path = path.display().to_string();
            dialog.confirmed = Some(path);
        } else {
            let path = with_known_ending(path, &[], edited.format.ending());
            edited.path = path.display().to_string();
            dialog.confirmed = None;
        }
        let selected = self.selection.of(edited.layer).len();
        dialog.form.edit(edited, selected);
    }

    fn export_layer(&mut self) -> Option<Effect> {
        let language = self.settings.language;
        let metric_epsg = self.project.as_ref()?.scene.metric_epsg;
        let Some(Dialog::Export(dialog)) = &mut self.dialog else {
            return None;
        };
        let form = &dialog.form;
        if dialog.running.is_some() || form.problem().is_some() {
            return None;
        }
        let path = match form.file() {
            Ok(path) => path,
            Err(label) => {
                dialog.failure = Some(label.get(language).to_owned());
                return None;
            }
        };
        let epsg = match form.crs {
            _ if !form.takes_crs() => None,
            // Named only where another would be taken without it.
            ExportCrs::Stored => (form.format == Format::Dxf).then_some(STORAGE_EPSG),
            ExportCrs::Metric => Some(metric_epsg),
            ExportCrs::Typed => Some(form.typed_epsg()?),
        };
        let ids = form.selected_only.then(|| self.selection.ids(form.layer));
        if ids.as_ref().is_some_and(|ids| ids.is_empty()) {
            // The whole layer is not what was asked for.
            dialog.failure = Some(NOTHING_SELECTED.get(language).to_owned());
            dialog.form.selected_only = false;
            return None;
        }
        let export = LayerExport {
            layer: form.layer,
            epsg,
            encoding: form.format.takes_encoding().then(|| form.encoding.name()),
            lossy: form.lossy && form.encoding != TextEncoding::Utf8,
            overwrite: dialog.confirmed.as_ref() == Some(&path),
            labels: form.labels && form.format.takes_labels(),
            ids,
            path,
        };
        // What was asked once is asked again for the next export to the same name.
        dialog.confirmed = None;
        dialog.failure = None;
        dialog.written = None;
        Some(Effect::ExportLayer(Box::new(export)))
    }

    pub(super) fn layer_exported(&mut self, report: ExportReport) {
        let path = report.files.first().map(|path| path.display().to_string());
        let text = format!(
            "{}  {}",
            EXPORTED.get(self.settings.language),
            path.unwrap_or_default()
        );
        self.notices.add(Weight::Done, text);
        if let Some(Dialog::Export(dialog)) = &mut self.dialog {
            dialog.failure = None;
            dialog.written = Some(report);
        }
    }
}
