//! Print maps: from a scene to a file, or to a preview. The window and the command line call the same.

use std::path::{Path, PathBuf};
use std::time::Instant;

use geo::Rect;

use crate::carto::display::MmBox;
use crate::carto::display::build::{MapSource, ShownLayer};
use crate::carto::display::frame::{MapFrame, View};
use crate::carto::fonts::NoChineseFont;
use crate::carto::paint::pdf::{PdfKind, PdfPage};
use crate::carto::paint::pdf_ground::Ground;
use crate::carto::paint::png::Picture;
use crate::carto::paint::{Document, Format, PaintError, pdf, png, svg};
use crate::carto::scene::Scene;
use crate::carto::sheet::{
    self, Sheet, SheetField, SheetOptions, SheetWarning, Template, TemplateError,
};
use crate::carto::style::StyleSheet;
use crate::carto::typeface::Faces;
use crate::domain::{Cancelled, Language, Layer, Progress};
use crate::geodesy::bounds::overlap;
use crate::services::placeholders::TokenError;
use crate::services::result_file::{Destination, ResultFileError};
use crate::services::result_set::ResultSet;
use crate::services::review_report::ReportError;
use crate::store::sources::LayerSources;
use crate::store::{Project, StoreError};

/// Vector lines deviate by at most this from the data: half the width of the finest line.
const VECTOR_TOLERANCE_MM: f64 = 0.05;
/// Lines of pixels deviate by at most this many of them.
const PIXEL_TOLERANCE: f64 = 0.1;
const MM_PER_INCH: f64 = 25.4;
/// Resolutions that can be asked for.
pub const DPI: std::ops::RangeInclusive<u32> = 36..=1200;
/// The height datum of maps in China, unless the user types another.
pub const HEIGHT_DATUM: &str = "1985国家高程基准";
/// Titles are not longer than this.
pub const LONGEST_TITLE: usize = 200;

/// A map to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct MapRequest {
    /// What part of the project.
    pub view: View,
    /// The visible layers, bottom to top.
    pub shown: Vec<ShownLayer>,
    /// The sheet.
    pub options: SheetOptions,
    /// Pixels per inch of a PNG.
    pub dpi: u32,
    /// A PDF is written as PDF/A-2b.
    pub archival: bool,
}

/// A map that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct MapReport {
    /// The file.
    pub path: PathBuf,
    /// The world file beside a PNG.
    pub world_file: Option<PathBuf>,
    /// The `n` of 1 : n.
    pub denominator: f64,
    /// Features on the map.
    pub features: usize,
    /// Size of the file in bytes.
    pub bytes: usize,
    /// What the user should know.
    pub warnings: Vec<SheetWarning>,
    /// Milliseconds of drawing, without writing.
    pub work_ms: f64,
}

/// Why there is no map.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MapError {
    /// Nothing could be read on the map.
    #[error(transparent)]
    Font(#[from] NoChineseFont),
    /// The sheet's template is broken.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// No painter has this ending.
    #[error("不能识别的文件类型「{}」，文件名应以 .pdf、.png 或 .svg 结尾", path.display())]
    Ending {
        /// As given.
        path: PathBuf,
    },
    /// Only PDF has a form for archives.
    #[error("{} 不能按 PDF/A 输出，只有 .pdf 可以；请改用 .pdf，或不要求 PDF/A", path.display())]
    ArchivalKind {
        /// As given.
        path: PathBuf,
    },
    /// A scale that cannot be drawn.
    #[error("比例尺 1:{denominator} 不可用，分母应在 10 到 50000000 之间")]
    Scale {
        /// As given.
        denominator: f64,
    },
    /// A resolution that cannot be drawn.
    #[error("分辨率 {dpi} dpi 不可用，应在 {} 到 {} 之间", DPI.start(), DPI.end())]
    Resolution {
        /// As given.
        dpi: u32,
    },
    /// The title is a text, not a title.
    #[error("图名有 {length} 个字，最多 {LONGEST_TITLE} 个；较长的内容请写在说明中")]
    Title {
        /// In characters.
        length: usize,
    },
    /// The project has no features to draw.
    #[error("项目中没有可以绘制的要素，请先导入数据")]
    Empty,
    /// The map would show nothing of the project.
    #[error(
        "所选图层在该范围内没有要素；请核对范围、中心点(经度,纬度)和图层，或用 --full 打印全图"
    )]
    Outside,
    /// A series of nothing.
    #[error("没有要出图的要素或案卷，请选中要素，或核对 --codes、--where 和图层")]
    NoSheets,
    /// A series whose sheets would all go to one picture.
    #[error(
        "{} 只能放一幅图；成套输出时请用 .pdf，或在文件名中写 {{编码}} 或 {{序号}}，例如 图-{{编码}}.png",
        path.display()
    )]
    OneFileEach {
        /// As given.
        path: PathBuf,
    },
    /// A sheet of a series shows nothing.
    #[error("「{code}」的图幅内没有可以绘制的要素，没有写出任何文件；请核对所选图层和比例尺")]
    EmptySheet {
        /// Whose sheet.
        code: String,
    },
    /// A case that was named cannot be put on a map.
    #[error("案卷「{number}」没有可以换算到项目量算坐标系的位置，不能出图；请不要选它")]
    CaseWithoutPlace {
        /// Its number.
        number: String,
    },
    /// The cases could not be read.
    #[error(transparent)]
    Cases(Box<ReportError>),
    /// Something in braces that is no placeholder.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The picture could not be made.
    #[error("无法生成地图")]
    Paint(#[source] PaintError),
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] ResultFileError),
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<PaintError> for MapError {
    fn from(error: PaintError) -> Self {
        match error {
            PaintError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Paint(other),
        }
    }
}

/// What maps are drawn with; finding fonts takes a while, so keep it.
#[derive(Clone, Debug)]
pub struct MapTools {
    faces: Faces,
    template: Template,
}

impl MapTools {
    /// Finds the fonts and reads the template.
    pub fn load() -> Result<Self, MapError> {
        Ok(Self {
            faces: Faces::find()?,
            template: Template::shipped()?,
        })
    }

    /// Lengths of the sheets.
    pub const fn template(&self) -> &Template {
        &self.template
    }

    /// The faces of what is printed.
    pub const fn faces(&self) -> &Faces {
        &self.faces
    }
}

/// Refuses what cannot be drawn, before anything is loaded.
pub fn check_request(request: &MapRequest) -> Result<(), MapError> {
    if let View::Scale { denominator, .. } = request.view
        && !MapFrame::takes(denominator)
    {
        return Err(MapError::Scale { denominator });
    }
    if !DPI.contains(&request.dpi) {
        return Err(MapError::Resolution { dpi: request.dpi });
    }
    let length = request.options.title.chars().count();
    if length > LONGEST_TITLE {
        return Err(MapError::Title { length });
    }
    Ok(())
}

/// Draws the map and writes it to `to`, whole or not at all; a PNG with its world file beside it.
pub fn export(
    (scene, styles): (&Scene, &StyleSheet),
    tools: &MapTools,
    request: &MapRequest,
    to: &Destination,
    progress: &Progress,
) -> Result<MapReport, MapError> {
    let start = Instant::now();
    let path = to.path.as_path();
    let format = checked_format(path, request)?;
    check_request(request)?;
    let beside = (format == Format::Png).then(|| to.beside("pgw"));
    to.check()?;
    beside.as_ref().map_or(Ok(()), Destination::check)?;
    let tolerance_mm = tolerance_mm(format, request.dpi);
    if scene.layers.iter().all(|layer| layer.features.is_empty()) {
        return Err(MapError::Empty);
    }
    let sheet = composed((scene, styles), tools, request, tolerance_mm, progress)?;
    if sheet.features == 0 {
        return Err(MapError::Outside);
    }
    let (bytes, world) = painted((scene, &sheet), tools, (request, format), progress)?;
    let work_ms = start.elapsed().as_secs_f64() * 1e3;
    progress.step(1, 1)?;
    // A world file without its picture would only mislead.
    let mut files = ResultSet::default();
    let mut world_file = None;
    if let Some((text, beside)) = world.zip(beside) {
        files.add(&beside, text.as_bytes())?;
        world_file = Some(beside.path);
    }
    files.add(to, &bytes)?;
    files.commit()?;
    Ok(MapReport {
        path: path.to_owned(),
        world_file,
        denominator: sheet.frame.denominator,
        features: sheet.features,
        bytes: bytes.len(),
        warnings: sheet.warnings,
        work_ms,
    })
}

/// The format that `path` asks for.
pub(super) fn checked_format(path: &Path, request: &MapRequest) -> Result<Format, MapError> {
    let path = || path.to_owned();
    match Format::of(&path()) {
        None => Err(MapError::Ending { path: path() }),
        Some(format) if request.archival && format != Format::Pdf => {
            Err(MapError::ArchivalKind { path: path() })
        }
        Some(format) => Ok(format),
    }
}

/// How far lines may deviate from the data, in millimetres of paper.
pub(super) fn tolerance_mm(format: Format, dpi: u32) -> f64 {
    match format {
        Format::Png => (PIXEL_TOLERANCE * MM_PER_INCH / f64::from(dpi)).min(VECTOR_TOLERANCE_MM),
        Format::Pdf | Format::Svg => VECTOR_TOLERANCE_MM,
    }
}

/// The bytes of a sheet's file, and the text of its world file.
pub(super) fn painted(
    (scene, sheet): (&Scene, &Sheet),
    tools: &MapTools,
    (request, format): (&MapRequest, Format),
    progress: &Progress,
) -> Result<(Vec<u8>, Option<String>), MapError> {
    let about = document(request, sheet);
    let display = &sheet.display;
    match format {
        Format::Pdf => {
            let ground = Ground::under(scene, &sheet.frame, &about.title);
            let page = PdfPage::sheet(display, ground);
            let kind = PdfKind {
                archival: request.archival,
                ..PdfKind::default()
            };
            let bytes = pdf::write([page], &tools.faces, (&about, &kind), progress)?;
            Ok((bytes, None))
        }
        Format::Svg => {
            let text = svg::write(display, tools.faces.family, &about, progress)?;
            Ok((text.into_bytes(), None))
        }
        Format::Png => {
            let dpi = request.dpi as f32;
            let picture = png::draw(display, &tools.faces, dpi, progress)?;
            let world = png::world_file(&sheet.frame, dpi);
            Ok((png::encode(&picture, dpi, &about)?, Some(world)))
        }
    }
}

/// A page as it will be.
#[derive(Debug)]
pub struct PagePreview {
    /// The whole page.
    pub picture: Picture,
    /// Where the map is on it.
    pub frame: MapFrame,
    /// What the user should know.
    pub warnings: Vec<SheetWarning>,
    /// Where the texts are that the user types.
    pub fields: Vec<(SheetField, MmBox)>,
}

/// A preview of the whole page, `width_px` wide.
pub fn preview(
    (scene, styles): (&Scene, &StyleSheet),
    tools: &MapTools,
    request: &MapRequest,
    width_px: u32,
    progress: &Progress,
) -> Result<PagePreview, MapError> {
    check_request(request)?;
    let [width_mm, _] = request.options.paper.size_mm(request.options.landscape);
    let dpi = width_px as f32 / width_mm * MM_PER_INCH as f32;
    let tolerance_mm = PIXEL_TOLERANCE * 3.0 * MM_PER_INCH / f64::from(dpi);
    let sheet = composed((scene, styles), tools, request, tolerance_mm, progress)?;
    let picture = png::draw(&sheet.display, &tools.faces, dpi, progress)?;
    Ok(PagePreview {
        picture,
        frame: sheet.frame,
        warnings: sheet.warnings,
        fields: sheet.fields,
    })
}

/// The sheet as vectors, for a document that it becomes a page of.
pub fn sheet(
    drawn: (&Scene, &StyleSheet),
    tools: &MapTools,
    request: &MapRequest,
    progress: &Progress,
) -> Result<Sheet, MapError> {
    check_request(request)?;
    Ok(composed(
        drawn,
        tools,
        request,
        VECTOR_TOLERANCE_MM,
        progress,
    )?)
}

/// The sheet of `request`, which was checked.
pub(super) fn composed(
    (scene, styles): (&Scene, &StyleSheet),
    tools: &MapTools,
    request: &MapRequest,
    tolerance_mm: f64,
    progress: &Progress,
) -> Result<Sheet, Cancelled> {
    let source = MapSource {
        scene,
        styles,
        shown: &request.shown,
        language: request.options.language,
    };
    sheet::compose(
        &source,
        &request.options,
        (&tools.template, &tools.faces),
        (request.view, tolerance_mm),
        progress,
    )
}

fn document(request: &MapRequest, sheet: &Sheet) -> Document {
    let options = &request.options;
    Document {
        title: options.title.trim().to_owned(),
        description: format!("1:{:.0}  {}", sheet.frame.denominator, options.crs_name),
        author: options.drafter.trim().to_owned(),
        date: options.date,
    }
}

/// The next round denominator, for a scale that people type.
pub fn round_scale(denominator: f64) -> f64 {
    crate::carto::display::frame::round_up(denominator)
}

/// Whether a box in metres of the project CRS meets any data.
pub fn meets_data(scene: &Scene, bounds: Rect<f64>) -> bool {
    scene
        .layers
        .iter()
        .filter_map(|layer| layer.bounds)
        .any(|own| overlap(own, bounds))
}

/// Where the data of the shown layers come from, one line per source with its layers and the day of
/// its last change.
pub fn source_lines(project: &Project, layers: &[Layer]) -> Result<Vec<String>, StoreError> {
    let mut all = Vec::new();
    for layer in layers {
        if project.count(*layer)? > 0 {
            all.push(project.sources(*layer)?);
        }
    }
    Ok(source_text(&all))
}

fn source_text(all: &[LayerSources]) -> Vec<String> {
    const UNNAMED: &str = "来源未注明";
    let mut names: Vec<&str> = Vec::new();
    for sources in all {
        let own: Vec<&str> = if sources.names.is_empty() {
            vec![UNNAMED]
        } else {
            sources.names.iter().map(String::as_str).collect()
        };
        names.extend(
            own.into_iter()
                .filter(|name| !names.contains(name))
                .collect::<Vec<_>>(),
        );
    }
    names
        .into_iter()
        .map(|name| {
            let own = all.iter().filter(|sources| {
                sources.names.iter().any(|own| own == name)
                    || (sources.names.is_empty() && name == UNNAMED)
            });
            let layers: Vec<&str> = own
                .clone()
                .map(|sources| sources.layer.label().zh)
                .collect();
            let changed = own.filter_map(|sources| sources.changed.as_deref()).max();
            let listed = if layers.len() > 3 {
                format!("{}等 {} 个图层", layers[..2].join("、"), layers.len())
            } else {
                layers.join("、")
            };
            let day = changed
                .map(|day| format!("，{day} 入库"))
                .unwrap_or_default();
            format!("{name}（{listed}{day}）")
        })
        .collect()
}

/// What people call a projected CRS, with its EPSG code.
pub fn crs_name(epsg: u32, language: Language) -> String {
    // CGCS2000: 6° zones and central meridians, then 3° zones and central meridians.
    let meridian = match epsg {
        4491..=4501 => Some((epsg - 4491) * 6 + 75),
        4502..=4512 => Some((epsg - 4502) * 6 + 75),
        4513..=4533 => Some((epsg - 4513) * 3 + 75),
        4534..=4554 => Some((epsg - 4534) * 3 + 75),
        _ => None,
    };
    let width = if (4491..=4512).contains(&epsg) { 6 } else { 3 };
    match (meridian, language) {
        (Some(meridian), Language::Zh) => format!(
            "2000国家大地坐标系，高斯-克吕格 {width}°带，中央经线 {meridian}°E（EPSG:{epsg}）"
        ),
        (Some(meridian), Language::En) => {
            format!("CGCS2000 / {width}-degree Gauss-Kruger, CM {meridian}°E (EPSG:{epsg})")
        }
        (None, language) => match (crate::geodesy::epsg_name(epsg), language) {
            (Some(name), Language::Zh) => format!("{name}（EPSG:{epsg}）"),
            (Some(name), Language::En) => format!("{name} (EPSG:{epsg})"),
            (None, _) => format!("EPSG:{epsg}"),
        },
    }
}

/// A warning as a sentence.
pub fn warning_text(warning: &SheetWarning, language: Language) -> String {
    match (warning, language) {
        (SheetWarning::TextCut(field), Language::Zh) => {
            format!("{}过长，已截短", field.label().zh)
        }
        (SheetWarning::TextCut(field), Language::En) => {
            format!("{} was too long and is cut", field.label().en)
        }
        (SheetWarning::SourcesCut, Language::Zh) => {
            "资料来源放不下，没有全部列出；可换大一号纸张".to_owned()
        }
        (SheetWarning::SourcesCut, Language::En) => {
            "The sources of the data are not all listed; take larger paper".to_owned()
        }
        (SheetWarning::LegendCut(count), Language::Zh) => {
            format!("图例放不下，有 {count} 项未列出；可换大一号纸张或隐藏部分图层")
        }
        (SheetWarning::LegendCut(count), Language::En) => {
            format!("{count} legend entries found no room; take larger paper or hide layers")
        }
        (SheetWarning::SiteOutside, Language::Zh) => "拟设位置不在图幅范围内".to_owned(),
        (SheetWarning::SiteOutside, Language::En) => "The site lies outside of the map".to_owned(),
        (SheetWarning::FocusCut, Language::Zh) => {
            "要素超出图幅，没有画全；请换小一些的比例尺或大一号纸张".to_owned()
        }
        (SheetWarning::FocusCut, Language::En) => {
            "The feature reaches beyond the map; take a smaller scale or larger paper".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_named_by_their_central_meridian() {
        assert!(crs_name(4543, Language::Zh).contains("3°带，中央经线 102°E"));
        assert!(crs_name(4522, Language::Zh).contains("3°带，中央经线 102°E"));
        assert!(crs_name(4496, Language::En).contains("6-degree Gauss-Kruger, CM 105°E"));
        assert_eq!(
            crs_name(32648, Language::Zh),
            "WGS 84 / UTM zone 48N（EPSG:32648）"
        );
        assert_eq!(crs_name(99_999, Language::Zh), "EPSG:99999");
    }

    #[test]
    fn the_zones_of_cgcs2000_are_those_of_the_register() {
        for epsg in 4491..=4554 {
            let name = crate::geodesy::epsg_name(epsg).unwrap();
            let said = crs_name(epsg, Language::En);
            assert!(name.starts_with("CGCS2000 / "), "{epsg}: {name}");
            assert_eq!(
                name.contains("3-degree"),
                said.contains("3-degree"),
                "{epsg}: {name}"
            );
            if let Some((_, meridian)) = name.split_once(" CM ") {
                let meridian = meridian.trim_end_matches('E');
                assert!(said.contains(&format!("CM {meridian}°E")), "{epsg}: {name}");
            }
        }
    }

    #[test]
    fn sources_are_told_once_with_their_layers_and_last_day() {
        let sources = |layer, names: &[&str], changed: Option<&str>| LayerSources {
            layer,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            changed: changed.map(str::to_owned),
        };
        let lines = source_text(&[
            sources(Layer::Lake, &["水务局"], Some("2025-03-01")),
            sources(Layer::River, &["水务局", "测绘院"], Some("2025-04-01")),
            sources(Layer::Well, &[], None),
        ]);
        assert_eq!(
            lines,
            [
                "水务局（湖库、河流，2025-04-01 入库）",
                "测绘院（河流，2025-04-01 入库）",
                "来源未注明（取水井）",
            ]
        );
    }
}
