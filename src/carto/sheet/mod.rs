//! A map sheet: the map in its neat line with everything that a map for a permit file must carry. The
//! same composition serves paper, file and the preview on the screen.

use jiff::civil::Date;

use crate::carto::display::build::MapSource;
use crate::carto::display::frame::{MapFrame, View};
use crate::carto::display::{Display, MmBox};
use crate::carto::typeface::Faces;
use crate::domain::{Cancelled, Label, Language, LonLat, Progress};

mod compose;
mod focus;
mod foot;
mod furniture;
mod inset;
mod legend;
mod names;
mod pen;
mod template;
mod ticks;

pub use focus::SheetFocus;
pub use template::{Template, TemplateError};

/// Sizes of paper, ISO 216.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 297 × 420 mm.
    A3,
    /// 420 × 594 mm.
    A2,
}

impl Paper {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::A4, Self::A3, Self::A2];

    /// As people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A3 => "A3",
            Self::A2 => "A2",
        }
    }

    /// Width and height in millimetres.
    pub const fn size_mm(self, landscape: bool) -> [f32; 2] {
        let [short, long] = match self {
            Self::A4 => [210.0, 297.0],
            Self::A3 => [297.0, 420.0],
            Self::A2 => [420.0, 594.0],
        };
        if landscape {
            [long, short]
        } else {
            [short, long]
        }
    }
}

/// What is marked along the map's edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ticks {
    /// Longitude and latitude.
    #[default]
    Graticule,
    /// Kilometres of the project's Gauss-Kruger zone.
    Grid,
    /// Nothing.
    None,
}

/// The proposed site.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetSite {
    /// Where it is.
    pub position: LonLat,
    /// What it is: 拟设排污口.
    pub label: String,
}

/// What the user decides about a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetOptions {
    /// Size of the paper.
    pub paper: Paper,
    /// Wider than high.
    pub landscape: bool,
    /// Above the map.
    pub title: String,
    /// Number of the sheet, 图号; empty = none.
    pub number: String,
    /// Along the edge.
    pub ticks: Ticks,
    /// Names of features.
    pub names: bool,
    /// The location map.
    pub inset: bool,
    /// Free remarks at the foot; empty = none.
    pub notes: String,
    /// Where the data come from, with dates; one line each.
    pub sources: Vec<String>,
    /// 1985国家高程基准, as typed.
    pub height_datum: String,
    /// Name of the plane's CRS.
    pub crs_name: String,
    /// Who drew it; empty = a line to sign on.
    pub drafter: String,
    /// Who reviewed it; empty = a line to sign on.
    pub reviewer: String,
    /// Day of the map.
    pub date: Date,
    /// 审图号 exactly as typed; empty = 内部使用.
    pub approval: String,
    /// The proposed site.
    pub site: Option<SheetSite>,
    /// The feature that the sheet is about.
    pub focus: Option<SheetFocus>,
    /// Language of the sheet.
    pub language: Language,
}

/// Something that the user should know about a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetWarning {
    /// A text that the user typed was too long and ends in `…`.
    TextCut(SheetField),
    /// The sources of the data found no room on the left of the foot and are not all listed.
    SourcesCut,
    /// So many entries of the legend found no room.
    LegendCut(usize),
    /// The site lies outside of the frame.
    SiteOutside,
    /// The feature that the sheet is about reaches beyond the frame.
    FocusCut,
}

/// A text of a sheet that the user types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetField {
    /// 图名.
    Title,
    /// 图号.
    Number,
    /// 审图号.
    Approval,
    /// 说明.
    Notes,
    /// 制图.
    Drafter,
    /// 审核.
    Reviewer,
    /// 日期.
    Date,
}

impl SheetField {
    /// What the field is called.
    pub const fn label(self) -> Label {
        match self {
            Self::Title => Label::new("图名", "Title"),
            Self::Number => Label::new("图号", "Sheet number"),
            Self::Approval => Label::new("审图号", "Map approval"),
            Self::Notes => Label::new("说明", "Notes"),
            Self::Drafter => Label::new("制图", "Drawn by"),
            Self::Reviewer => Label::new("审核", "Reviewed by"),
            Self::Date => Label::new("日期", "Date"),
        }
    }
}

/// A composed sheet.
#[derive(Debug)]
pub struct Sheet {
    /// What to paint.
    pub display: Display,
    /// Where the map is on it.
    pub frame: MapFrame,
    /// Features of the map.
    pub features: usize,
    /// What the user should know.
    pub warnings: Vec<SheetWarning>,
    /// Where the texts are that the user types, in millimetres of the page, whether they are filled in or not.
    pub fields: Vec<(SheetField, MmBox)>,
}

/// Where the map goes on a page with these options.
pub fn map_place(options: &SheetOptions, template: &Template) -> MmBox {
    compose::Layout::new(options, template).map
}

/// Composes a sheet; lines of the map deviate by at most `tolerance_mm`.
pub fn compose(
    source: &MapSource<'_>,
    options: &SheetOptions,
    (template, faces): (&Template, &Faces),
    (view, tolerance_mm): (View, f64),
    progress: &Progress,
) -> Result<Sheet, Cancelled> {
    compose::compose(
        source,
        options,
        (template, faces),
        (view, tolerance_mm),
        progress,
    )
}
