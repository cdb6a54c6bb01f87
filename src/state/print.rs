//! The dialog that prints a map: what the user chose, the preview on show, and what was written.

use std::path::PathBuf;
use std::sync::Arc;

use geo::Coord;

use crate::carto::display::MmBox;
use crate::carto::display::build::ShownLayer;
use crate::carto::display::frame::{MapFrame, View};
use crate::carto::paint::{Format, PdfLevel};
use crate::carto::scene::Scene;
use crate::carto::sheet::{self, Paper, SheetField, SheetOptions, SheetSite, Template, Ticks};
use crate::carto::style::StyleSheet;
use crate::domain::{Label, Language, Layer, parse_day};
use crate::jobs::JobId;
use crate::services::map::{self, DPI, HEIGHT_DATUM, LONGEST_TITLE};
use crate::services::result_file::Destination;
use crate::state::command::Effect;
use crate::state::print_series::{BAD_TOKEN, SeriesForm, SeriesItem, SeriesJob, SeriesReport};
use crate::state::typed_path::{of_other_ending, typed_path};

pub use crate::carto::paint::png::Picture;
pub use crate::services::map::{MapReport, MapRequest};

/// Resolutions that the dialog offers.
pub const DPI_CHOICES: [u32; 4] = [150, 200, 300, 600];

/// What is remembered from one map to the next.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct PrintSettings {
    /// Size of the paper.
    pub paper: Paper,
    /// Wider than high.
    pub landscape: bool,
    /// Kind of file.
    pub format: Format,
    /// Pixels per inch of a PNG.
    pub dpi: u32,
    /// What a PDF must hold out for.
    pub level: PdfLevel,
    /// What is marked along the edge.
    pub ticks: Ticks,
    /// Names of features.
    pub names: bool,
    /// The location map.
    pub inset: bool,
    /// Who draws.
    pub drafter: String,
    /// Who reviews.
    pub reviewer: String,
    /// The height datum.
    pub height_datum: String,
}

impl Default for PrintSettings {
    fn default() -> Self {
        Self {
            paper: Paper::A4,
            landscape: true,
            format: Format::Pdf,
            dpi: 300,
            level: PdfLevel::Usual,
            ticks: Ticks::Graticule,
            names: true,
            inset: true,
            drafter: String::new(),
            reviewer: String::new(),
            height_datum: HEIGHT_DATUM.to_owned(),
        }
    }
}

impl PrintSettings {
    /// Whether a file for archives is made.
    pub fn is_archival(&self) -> bool {
        self.format == Format::Pdf && self.level == PdfLevel::Archive
    }
}

/// Everything that can be typed or chosen in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintForm {
    /// What is remembered.
    pub settings: PrintSettings,
    /// Above the map.
    pub title: String,
    /// Number of the sheet.
    pub number: String,
    /// Remarks.
    pub notes: String,
    /// 审图号 as typed; empty = 内部使用.
    pub approval: String,
    /// The `n` of 1 : n as typed.
    pub scale: String,
    /// Centre of the map in metres of the project CRS.
    pub center: Coord<f64>,
    /// Whether the proposed site is marked.
    pub with_site: bool,
    /// Day of the map as typed: `YYYY-MM-DD`.
    pub date: String,
    /// Whether and how the selected features get a sheet each.
    pub series: SeriesForm,
    /// The file, as typed.
    pub path: String,
}

/// A preview as it came from the worker.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What it shows.
    pub request: MapRequest,
    /// The page.
    pub picture: Arc<Picture>,
    /// Where the map is on it.
    pub frame: MapFrame,
    /// What the user should know, as sentences.
    pub warnings: Vec<String>,
    /// Where the texts are that can be typed on the sheet.
    pub fields: Vec<(SheetField, MmBox)>,
}

/// The dialog.
#[derive(Debug)]
pub struct PrintDialog {
    /// What was chosen.
    pub form: PrintForm,
    /// The visible layers, bottom to top.
    pub shown: Vec<ShownLayer>,
    /// The proposed site, where there is one.
    pub site: Option<SheetSite>,
    /// The selected features, as sheets.
    pub items: Vec<SeriesItem>,
    /// The selected features that have no shape, layer by layer.
    pub undrawn: Vec<(Layer, Vec<i64>)>,
    /// The features, as they were when the dialog was opened.
    pub scene: Arc<Scene>,
    /// Name of the project's CRS.
    pub crs_name: String,
    /// Language of the sheet.
    pub language: Language,
    /// Lengths of the sheet.
    pub template: Template,
    /// The preview on show.
    pub preview: Option<Preview>,
    /// The preview under way.
    pub previewing: Option<JobId>,
    /// A file of which the system's dialog has asked whether it may be replaced; `None` for names that
    /// were typed.
    pub confirmed: Option<PathBuf>,
    /// The export under way.
    pub exporting: Option<JobId>,
    /// What was written last.
    pub written: Option<MapReport>,
    /// The series that was written last.
    pub series_written: Option<SeriesReport>,
    /// Why the last preview failed.
    pub preview_failure: Option<String>,
    /// Why the last export failed.
    pub failure: Option<String>,
}

const NOT_A_SCALE: Label = Label::new(
    "比例尺应为分母，如 50000 或 1:50000",
    "The scale must be a denominator such as 50000 or 1:50000",
);
const TITLE_TOO_LONG: Label = Label::new(
    "图名过长，请把多出的内容写在说明中",
    "The title is too long; put the rest into the notes",
);
const NOT_A_RESOLUTION: Label = Label::new(
    "分辨率应在 36 到 1200 之间",
    "The resolution must be between 36 and 1200",
);
const NOT_A_DAY: Label = Label::new(
    "日期应写作 YYYY-MM-DD 的真实日期",
    "The date must be a real day, YYYY-MM-DD",
);
const NO_PATH: Label = Label::new("请填写文件名", "Name a file");
const UNKNOWN_ENDING: Label = Label::new(
    "文件名应以 .pdf、.png 或 .svg 结尾",
    "The file name must end in .pdf, .png or .svg",
);

impl PrintForm {
    /// The scale's denominator; `None` unless it can be drawn.
    pub fn denominator(&self) -> Option<f64> {
        let text = self.scale.trim().replace('：', ":");
        let number = text.rsplit(':').next()?;
        let digits: String = number
            .chars()
            .filter(|char| !matches!(char, ' ' | ',' | '，'))
            .collect();
        digits
            .parse()
            .ok()
            .filter(|denominator| MapFrame::takes(*denominator))
    }

    /// What must be mended before a preview.
    pub fn problem(&self) -> Option<Label> {
        if self.denominator().is_none() && !(self.series.on && self.series.fit) {
            Some(NOT_A_SCALE)
        } else if !self.has_good_tokens() {
            Some(BAD_TOKEN)
        } else if parse_day(&self.date).is_none() {
            Some(NOT_A_DAY)
        } else if self.title.chars().count() > LONGEST_TITLE {
            Some(TITLE_TOO_LONG)
        } else if DPI.contains(&self.settings.dpi) {
            None
        } else {
            Some(NOT_A_RESOLUTION)
        }
    }

    /// The file to write, or what must be mended.
    pub fn file(&self) -> Result<PathBuf, Label> {
        let path = typed_path(&self.path).ok_or(NO_PATH)?;
        match Format::of(&path) {
            Some(_) => Ok(path),
            None => Err(UNKNOWN_ENDING),
        }
    }

    /// Makes the file's ending that of the format.
    pub fn fit_ending(&mut self) {
        if let Some(path) = typed_path(&self.path)
            && Format::of(&path).is_some_and(|format| format != self.settings.format)
        {
            self.path = of_other_ending(&path, self.settings.format.ending());
        }
    }
}

impl PrintDialog {
    /// What is asked of the service; `None` while something must be mended.
    pub fn request(&self) -> Option<MapRequest> {
        if self.form.problem().is_some() {
            return None;
        }
        if self.form.series.on && !self.items.is_empty() {
            return self.series_request();
        }
        Some(MapRequest {
            view: View::Scale {
                denominator: self.form.denominator()?,
                center: self.form.center,
            },
            shown: self.shown.clone(),
            options: self.options(),
            dpi: self.form.settings.dpi,
            archival: self.form.settings.is_archival(),
        })
    }

    /// The sheet as chosen.
    pub fn options(&self) -> SheetOptions {
        let form = &self.form;
        SheetOptions {
            paper: form.settings.paper,
            landscape: form.settings.landscape,
            title: form.title.clone(),
            number: form.number.clone(),
            ticks: form.settings.ticks,
            names: form.settings.names,
            inset: form.settings.inset,
            notes: form.notes.clone(),
            // Read from the project by the worker.
            sources: Vec::new(),
            height_datum: form.settings.height_datum.clone(),
            crs_name: self.crs_name.clone(),
            drafter: form.settings.drafter.clone(),
            reviewer: form.settings.reviewer.clone(),
            date: parse_day(&self.form.date).unwrap_or_default(),
            approval: form.approval.clone(),
            site: self.site.clone().filter(|_| form.with_site),
            focus: None,
            language: self.language,
        }
    }

    /// Where the map goes on the page as chosen, in millimetres.
    pub fn map_place(&self) -> MmBox {
        sheet::map_place(&self.options(), &self.template)
    }

    /// Shows all of `view` at a round scale.
    pub fn fit(&mut self, scene: &Scene, view: View) {
        let frame = MapFrame::new(scene, self.map_place(), view);
        self.form.center = frame.center;
        self.form.scale = format!("{:.0}", map::round_scale(frame.denominator));
    }

    /// What is still under way for the dialog is stopped.
    pub(super) fn close(&self) -> Option<Effect> {
        match (self.exporting, self.previewing) {
            (Some(export), Some(preview)) => Some(Effect::CancelBoth([export, preview])),
            (one, other) => one.or(other).map(Effect::Cancel),
        }
    }

    /// Whether the preview shows what is chosen.
    pub fn is_current(&self) -> bool {
        let wanted = self.request();
        self.preview.as_ref().map(|preview| &preview.request) == wanted.as_ref()
    }
}

/// What the user does in the dialog.
#[derive(Debug)]
pub enum PrintCommand {
    /// Something was typed or chosen.
    Edit(Box<PrintForm>),
    /// Show all data.
    FitAll,
    /// Show what the window shows.
    FitWindow,
    /// Choose the file with the system's dialog.
    ChooseFile,
    /// Write the map.
    Export,
    /// Show the folder of the file that was written.
    OpenFolder,
}

/// A map for the worker.
#[derive(Clone, Debug)]
pub struct PrintJob {
    /// The features, as the window has them.
    pub scene: Arc<Scene>,
    /// How the window shows them.
    pub styles: Arc<StyleSheet>,
    /// What to draw.
    pub request: MapRequest,
}

impl PartialEq for PrintJob {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.scene, &other.scene)
            && Arc::ptr_eq(&self.styles, &other.styles)
            && self.request == other.request
    }
}

/// What the window must do for the dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum PrintEffect {
    /// Draw a preview.
    Preview(Box<PrintJob>),
    /// Write the map.
    Export(Box<PrintJob>, Destination),
    /// Write the series.
    Series(Box<SeriesJob>),
}

/// What comes back.
#[derive(Debug)]
pub enum PrintAnswer {
    /// A preview.
    Previewed(Box<Preview>),
    /// A map was written.
    Written(MapReport),
    /// A series was written.
    SeriesWritten(SeriesReport),
}
