//! Writes a series: sheet after sheet is composed and painted, and only when the last one is, the files appear.

use std::path::PathBuf;
use std::time::Instant;

use crate::carto::paint::pdf::{PdfBook, PdfKind, PdfPage};
use crate::carto::paint::pdf_ground::Ground;
use crate::carto::paint::{Document, Format};
use crate::carto::scene::Scene;
use crate::carto::sheet::{Sheet, SheetWarning};
use crate::carto::style::StyleSheet;
use crate::domain::Progress;
use crate::services::map::{self, MapError, MapRequest, MapTools};
use crate::services::map_series::items::series_title;
use crate::services::map_series::{Series, SeriesItem};
use crate::services::placeholders::{self, is_split};
use crate::services::result_file::Destination;
use crate::services::result_set::ResultSet;

/// A sheet that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesSheet {
    /// Code of the feature, number of the case.
    pub code: String,
    /// What it is called; empty = nothing.
    pub name: String,
    /// Its own file; `None` = it is a page of the one file.
    pub file: Option<PathBuf>,
    /// The `n` of 1 : n.
    pub denominator: f64,
    /// Features on it.
    pub features: usize,
    /// What the user should know.
    pub warnings: Vec<SheetWarning>,
    /// That its case cannot be relied on; `None` while it can, and for what is no case.
    pub doubt: Option<String>,
}

/// A series that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesReport {
    /// The files, without world files.
    pub files: Vec<PathBuf>,
    /// The sheets, in their order.
    pub sheets: Vec<SeriesSheet>,
    /// Size of all files in bytes.
    pub bytes: usize,
    /// Milliseconds of drawing, without renaming.
    pub work_ms: f64,
    /// Codes of what was asked for and has no sheet.
    pub left_out: Vec<String>,
}

/// What is being written.
struct Writer<'a> {
    scene: &'a Scene,
    tools: &'a MapTools,
    format: Format,
    /// One PDF of all sheets; `None` = a file each.
    book: Option<PdfBook<'a>>,
    files: ResultSet,
    report: SeriesReport,
}

/// Draws every sheet of `series` and writes them to `to`: one PDF with bookmarks, or a file each where its name
/// has a placeholder. All or nothing. Progress counts sheets.
pub fn export(
    (scene, styles): (&Scene, &StyleSheet),
    tools: &MapTools,
    series: &Series,
    to: &Destination,
    progress: &Progress,
) -> Result<SeriesReport, MapError> {
    let start = Instant::now();
    let format = map::checked_format(&to.path, &series.shared)?;
    let total = series.items.len();
    if total == 0 {
        return Err(MapError::NoSheets);
    }
    let split = is_split(&to.path)?;
    if format != Format::Pdf && !split {
        return Err(MapError::OneFileEach {
            path: to.path.clone(),
        });
    }
    let requests = requests(series, (scene, tools))?;
    let places = if split {
        places(series, to, format)?
    } else {
        to.check()?;
        Vec::new()
    };
    let mut writer = Writer {
        scene,
        tools,
        format,
        book: if split {
            None
        } else {
            Some(PdfBook::new(tools.faces(), &about(series), &kind(series))?)
        },
        files: ResultSet::default(),
        report: SeriesReport {
            files: Vec::new(),
            sheets: Vec::with_capacity(total),
            bytes: 0,
            work_ms: 0.0,
            left_out: series.left_out.clone(),
        },
    };
    let quiet = progress.quiet();
    for (index, (item, request)) in series.items.iter().zip(&requests).enumerate() {
        progress.step(index, total)?;
        let tolerance_mm = map::tolerance_mm(format, request.dpi);
        let sheet = map::composed((scene, styles), tools, request, tolerance_mm, &quiet)?;
        if sheet.features == 0 {
            return Err(MapError::EmptySheet {
                code: item.code.clone(),
            });
        }
        let file = places.get(index);
        writer.add((request, &sheet), item.bookmark(), file, &quiet)?;
        writer.report.sheets.push(SeriesSheet {
            code: item.code.clone(),
            name: item.name.clone(),
            file: file.map(|file| file.path.clone()),
            denominator: sheet.frame.denominator,
            features: sheet.features,
            warnings: sheet.warnings,
            doubt: item.said.as_ref().and_then(|said| said.doubt.clone()),
        });
    }
    writer.finish(to, start, (progress, total))
}

impl Writer<'_> {
    fn add(
        &mut self,
        (request, sheet): (&MapRequest, &Sheet),
        bookmark: String,
        file: Option<&Destination>,
        progress: &Progress,
    ) -> Result<(), MapError> {
        if let (Some(book), None) = (&mut self.book, file) {
            let title = request.options.title.trim();
            let page = PdfPage {
                bookmark: Some(bookmark),
                ..PdfPage::sheet(
                    &sheet.display,
                    Ground::under(self.scene, &sheet.frame, title),
                )
            };
            return Ok(book.add(page, progress)?);
        }
        let Some(file) = file else { return Ok(()) };
        let drawn = (self.scene, sheet);
        let (bytes, world) = map::painted(drawn, self.tools, (request, self.format), progress)?;
        if let Some(world) = world {
            self.files.add(&file.beside("pgw"), world.as_bytes())?;
        }
        self.put(file, &bytes)
    }

    fn put(&mut self, file: &Destination, bytes: &[u8]) -> Result<(), MapError> {
        self.files.add(file, bytes)?;
        self.report.bytes += bytes.len();
        self.report.files.push(file.path.clone());
        Ok(())
    }

    fn finish(
        mut self,
        to: &Destination,
        start: Instant,
        (progress, total): (&Progress, usize),
    ) -> Result<SeriesReport, MapError> {
        if let Some(book) = self.book.take() {
            let bytes = book.finish()?;
            self.put(to, &bytes)?;
        }
        self.report.work_ms = start.elapsed().as_secs_f64() * 1e3;
        progress.step(total, total)?;
        self.files.commit()?;
        Ok(self.report)
    }
}

/// What every sheet asks of the map; refused before the first is drawn.
fn requests(
    series: &Series,
    (scene, tools): (&Scene, &MapTools),
) -> Result<Vec<MapRequest>, MapError> {
    let sheets = 0..series.items.len();
    let requests: Vec<MapRequest> = sheets
        .filter_map(|index| series.request(index, scene, tools.template()))
        .collect::<Result<_, _>>()?;
    requests.iter().try_for_each(map::check_request)?;
    Ok(requests)
}

/// The file of each sheet, which may be written.
fn places(series: &Series, to: &Destination, format: Format) -> Result<Vec<Destination>, MapError> {
    let items: Vec<_> = series.items.iter().map(SeriesItem::named).collect();
    let places = placeholders::files(&to.path, &items)?.into_iter();
    let places: Vec<Destination> = places
        .map(|path| Destination {
            path,
            may_overwrite: to.may_overwrite,
        })
        .collect();
    for place in &places {
        place.check()?;
        if format == Format::Png {
            place.beside("pgw").check()?;
        }
    }
    Ok(places)
}

fn kind(series: &Series) -> PdfKind {
    PdfKind {
        archival: series.shared.archival,
        ..PdfKind::default()
    }
}

fn about(series: &Series) -> Document {
    let options = &series.shared.options;
    Document {
        title: series_title(series, options.language),
        description: options.crs_name.clone(),
        author: options.drafter.trim().to_owned(),
        date: options.date,
    }
}
