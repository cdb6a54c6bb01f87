//! The dialog that exports a layer: what the user chose and what was written. Knows no files: whether
//! one is there already is found out by the job.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::{Label, Layer};
use crate::jobs::JobId;
use crate::state::typed_path::{of_other_ending, typed_path};

pub use crate::services::export::{ExportReport, Format};

/// Coordinate system of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportCrs {
    /// CGCS2000 longitude and latitude, EPSG:4490, as in the project file.
    Stored,
    /// Metres of the project's Gauss-Kruger zone.
    Metric,
    /// The EPSG code typed.
    Typed,
}

/// Encoding of a Shapefile or a CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8.
    Utf8,
    /// GBK, for old programs.
    Gbk,
    /// GB 18030, with every character.
    Gb18030,
}

impl TextEncoding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Utf8, Self::Gbk, Self::Gb18030];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gbk => "GBK",
            Self::Gb18030 => "GB18030",
        }
    }
}

/// Everything that can be typed or chosen in the dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportForm {
    /// The layer.
    pub layer: Layer,
    /// The format.
    pub format: Format,
    /// Only the selected features of the layer.
    pub selected_only: bool,
    /// Coordinate system; without effect where the format fixes it.
    pub crs: ExportCrs,
    /// EPSG code as typed.
    pub epsg: String,
    /// Encoding; without effect where the format fixes it.
    pub encoding: TextEncoding,
    /// Whether characters that the encoding lacks may become `?`.
    pub lossy: bool,
    /// Whether columns bear the Chinese labels.
    pub labels: bool,
    /// The file, as typed.
    pub path: String,
}

const NOT_AN_EPSG: Label = Label::new(
    "请填写 EPSG 代码，如 4544",
    "Type an EPSG code such as 4544",
);
const NO_PATH: Label = Label::new("请填写文件名", "Name a file");
const OTHER_ENDING: Label = Label::new(
    "文件名的结尾与格式不符，应以 .shp、.geojson、.xlsx、.csv、.gpkg、.kml、.gpx 或 .dxf 结尾",
    "The file name must end in .shp, .geojson, .xlsx, .csv, .gpkg, .kml, .gpx or .dxf",
);

impl ExportForm {
    /// The EPSG code typed: `4544` or `EPSG:4544`.
    pub fn typed_epsg(&self) -> Option<u32> {
        let text = self.epsg.trim().replace('：', ":");
        let digits = match text.split_once(':') {
            Some((name, digits)) if name.trim().eq_ignore_ascii_case("epsg") => digits.trim(),
            Some(_) => return None,
            None => &text,
        };
        digits.parse().ok().filter(|epsg| *epsg > 0)
    }

    /// Whether coordinates are chosen at all: a table has none, and some formats fix the system.
    pub fn takes_crs(&self) -> bool {
        self.layer.geometry().is_some() && !self.format.is_wgs84()
    }

    /// What must be mended before the export, other than the file name.
    pub fn problem(&self) -> Option<Label> {
        if let Some(reason) = self.format.unfit(self.layer) {
            return Some(reason);
        }
        let is_typed = self.takes_crs() && self.crs == ExportCrs::Typed;
        (is_typed && self.typed_epsg().is_none()).then_some(NOT_AN_EPSG)
    }

    /// The file to write, or what must be mended.
    pub fn file(&self) -> Result<PathBuf, Label> {
        let path = typed_path(&self.path).ok_or(NO_PATH)?;
        match Format::of(&path) {
            Ok(format) if format == self.format => Ok(path),
            _ => Err(OTHER_ENDING),
        }
    }

    /// Takes over `edited`, in which one thing was changed, and makes the rest fit it. `selected`:
    /// number of selected features of the edited layer.
    pub(super) fn edit(&mut self, edited: Self, selected: usize) {
        let old = std::mem::replace(self, edited);
        if self.layer != old.layer {
            self.rename(old.layer);
        }
        self.selected_only &= selected > 0;
        if self.format != old.format {
            self.fit_ending();
        } else if self.path != old.path
            && let Ok(format) = Format::of(Path::new(self.path.trim()))
        {
            self.format = format;
        }
        if self.layer != old.layer && self.format.unfit(self.layer).is_some() {
            self.format = if self.layer.geometry().is_some() {
                Format::Kml
            } else {
                Format::Xlsx
            };
            self.fit_ending();
        }
        // A drawing in degrees is of no use to anybody.
        match (
            self.crs,
            old.format == Format::Dxf,
            self.format == Format::Dxf,
        ) {
            (ExportCrs::Stored, false, true) => self.crs = ExportCrs::Metric,
            (ExportCrs::Metric, true, false) => self.crs = ExportCrs::Stored,
            _ => {}
        }
    }

    /// A file that is still named after the old layer is named after the new one.
    fn rename(&mut self, old: Layer) {
        let path = PathBuf::from(self.path.trim());
        if path
            .file_stem()
            .is_some_and(|stem| *stem == *old.label().zh)
        {
            let name = file_name(self.layer, self.format);
            self.path = path.with_file_name(name).display().to_string();
        }
    }

    /// Makes the file's ending that of the format.
    fn fit_ending(&mut self) {
        if let Some(path) = typed_path(&self.path)
            && Format::of(&path).is_ok_and(|format| format != self.format)
        {
            self.path = of_other_ending(&path, self.format.ending());
        }
    }
}

/// The name that is proposed for a file.
pub fn file_name(layer: Layer, format: Format) -> String {
    format!("{}.{}", layer.label().zh, format.ending())
}

/// The dialog.
#[derive(Debug)]
pub struct ExportDialog {
    /// What was chosen.
    pub form: ExportForm,
    /// A file of which the system's dialog has asked whether it may be replaced; `None` for names that
    /// were typed.
    pub confirmed: Option<PathBuf>,
    /// Name of the project's metric grid in the window's language.
    pub metric_crs: String,
    /// The export under way.
    pub running: Option<JobId>,
    /// What was written last.
    pub written: Option<ExportReport>,
    /// Why the last export failed.
    pub failure: Option<String>,
}

/// What the user does in the dialog, or to come to it.
#[derive(Debug)]
pub enum ExportCommand {
    /// Open the dialog for this layer.
    Open(Layer),
    /// Something was typed or chosen.
    Edit(Box<ExportForm>),
    /// Choose the file with the system's dialog.
    ChooseFile,
    /// Write the layer.
    Run,
    /// Show the folder of the file that was written.
    OpenFolder,
}

/// An export for the worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerExport {
    /// The layer.
    pub layer: Layer,
    /// The file.
    pub path: PathBuf,
    /// EPSG code of the coordinates; `None` for what is usual in the format.
    pub epsg: Option<u32>,
    /// Encoding; `None` where the format fixes it.
    pub encoding: Option<&'static str>,
    /// Whether characters that the encoding lacks may become `?`.
    pub lossy: bool,
    /// Whether an older file may be replaced.
    pub overwrite: bool,
    /// Whether columns bear the Chinese labels.
    pub labels: bool,
    /// Primary keys of the features; `None` for all.
    pub ids: Option<Arc<[i64]>>,
}
