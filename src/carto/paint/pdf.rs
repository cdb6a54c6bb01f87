//! Vectors as PDF: text as text in an embedded subset of the font, transparency as PDF has it, each
//! point symbol once. Files stay small because every path is written in whole hundredths of a
//! millimetre from a corner of its own.

use std::sync::Arc;

use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder, ValidationError};
use krilla::error::KrillaError;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::graphic::Graphic;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document as PdfDocument, SerializeSettings};

use crate::carto::color::Color;
use crate::carto::display::{Display, Group, Item, Mm, Pen, Runs, SymbolArt, TextRun};
use crate::carto::paint::pdf_bind::{self, BoundSheet};
use crate::carto::paint::pdf_ground::Ground;
use crate::carto::paint::{Document, PaintError};
use crate::carto::typeface::{Face, Faces};
use crate::domain::Progress;

pub(super) const PT_PER_MM: f32 = 72.0 / 25.4;
/// Paths are written in this unit.
const UNITS_PER_MM: f32 = 100.0;
/// Page sizes and places of symbols are whole eighths of a point, which binary numbers hold exactly
/// and which therefore take few digits.
const PT_STEP: f32 = 0.125;
/// Items between two looks at whether to stop.
const STEP: usize = 4096;

/// How a document is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PdfKind {
    /// As PDF/A-2b, for archives: colours tied to a profile, every glyph embedded.
    pub archival: bool,
    /// Keywords in its properties.
    pub keywords: Vec<String>,
}

/// A page of a document.
#[derive(Clone, Debug)]
pub struct PdfPage<'a> {
    /// What is on it.
    pub display: &'a Display,
    /// Whether readers can switch its groups on and off, each by its label.
    pub layered: bool,
    /// What it is called among the bookmarks; `None` = not at all.
    pub bookmark: Option<String>,
    /// Where on the ground its map lies; `None` = it has no map, or none whose place can be told.
    pub ground: Option<Ground>,
}

impl<'a> PdfPage<'a> {
    /// A page of text.
    pub const fn plain(display: &'a Display) -> Self {
        Self {
            display,
            layered: false,
            bookmark: None,
            ground: None,
        }
    }

    /// A map sheet, whose groups can be switched.
    pub fn sheet(display: &'a Display, ground: Option<Ground>) -> Self {
        Self {
            layered: true,
            ground,
            ..Self::plain(display)
        }
    }
}

/// A PDF document that is written page by page, so that the displays of long series need not be held.
pub struct PdfBook<'a> {
    document: PdfDocument,
    faces: &'a Faces,
    fonts: [Font; 2],
    sheets: Vec<BoundSheet>,
}

impl<'a> PdfBook<'a> {
    /// An empty document.
    pub fn new(faces: &'a Faces, about: &Document, kind: &PdfKind) -> Result<Self, PaintError> {
        let failed = |what: &str| PaintError::Pdf(what.to_owned());
        let mut configuration = ConfigurationBuilder::new();
        if kind.archival {
            configuration = configuration.with_archival_validator(Archival::A2_B);
        }
        let mut document = PdfDocument::new_with(SerializeSettings {
            // Plain RGB keeps the file small and prints as it shows; archives get a profile all the same.
            no_device_cs: false,
            xmp_metadata: true,
            configuration: configuration
                .finish()
                .map_err(|error| PaintError::Pdf(format!("{error:?}")))?,
            ..SerializeSettings::default()
        });
        document.set_metadata(metadata(about).keywords(kind.keywords.clone()));
        let [Some(regular), Some(bold)] = [&faces.regular, &faces.bold].map(font) else {
            return Err(failed("the font cannot be embedded"));
        };
        Ok(Self {
            document,
            faces,
            fonts: [regular, bold],
            sheets: Vec::new(),
        })
    }

    /// Adds a page.
    pub fn add(&mut self, page: PdfPage<'_>, progress: &Progress) -> Result<(), PaintError> {
        let display = page.display;
        let [width, height] = display.size_mm.map(|side| stepped(side * PT_PER_MM));
        let settings = PageSettings::from_wh(width, height)
            .ok_or_else(|| PaintError::Pdf("the page has no size".to_owned()))?;
        // What can be switched is written as a leaf of its own; the leaves are bound together at the end.
        let drawn = display
            .groups
            .iter()
            .filter(|group| !group.items.is_empty());
        let layers: Vec<&Group> = drawn.filter(|_| page.layered).collect();
        let leaves: Vec<&[Group]> = if layers.is_empty() {
            vec![&display.groups]
        } else {
            layers.iter().copied().map(std::slice::from_ref).collect()
        };
        let mut graphics: Option<Vec<Option<Graphic>>> = None;
        for groups in leaves {
            let mut leaf = self.document.start_page_with(settings.clone());
            let mut surface = leaf.surface();
            let graphics = graphics.get_or_insert_with(|| {
                let symbols = display.symbols.iter();
                symbols.map(|art| graphic(&mut surface, art)).collect()
            });
            let mut painter = Painter {
                surface: &mut surface,
                graphics,
                fonts: &self.fonts,
                faces: self.faces,
            };
            for group in groups {
                painter.group(group, progress)?;
            }
            surface.finish();
            leaf.finish();
        }
        self.sheets.push(BoundSheet {
            layers: layers
                .into_iter()
                .map(|group| group.label.clone())
                .collect(),
            bookmark: page.bookmark,
            ground: page.ground,
        });
        Ok(())
    }

    /// The file.
    pub fn finish(self) -> Result<Vec<u8>, PaintError> {
        let leaves = self.document.finish().map_err(|error| refused(&error))?;
        pdf_bind::bind(leaves, &self.sheets)
    }
}

/// Writes pages as one PDF document.
pub fn write<'a>(
    pages: impl IntoIterator<Item = PdfPage<'a>>,
    faces: &Faces,
    (about, kind): (&Document, &PdfKind),
    progress: &Progress,
) -> Result<Vec<u8>, PaintError> {
    let mut book = PdfBook::new(faces, about, kind)?;
    for page in pages {
        book.add(page, progress)?;
    }
    book.finish()
}

/// Archives take no file with characters that no font draws, nor fonts that must not be embedded.
fn refused(error: &KrillaError) -> PaintError {
    let KrillaError::Validation(found) = error else {
        return PaintError::Pdf(error.to_string());
    };
    let mut texts: Vec<&str> = Vec::new();
    for (reason, _) in found {
        match reason {
            ValidationError::ContainsNotDefGlyph(_, _, text) if !texts.contains(&text.as_str()) => {
                texts.push(text);
            }
            ValidationError::ContainsNotDefGlyph(..) => {}
            ValidationError::RestrictedLicense(_) => return PaintError::FontLicence,
            _ => return PaintError::Pdf(format!("{reason:?}")),
        }
    }
    PaintError::NoGlyph {
        text: texts.join("、"),
    }
}

fn stepped(points: f32) -> f32 {
    (points / PT_STEP).round() * PT_STEP
}

fn font(face: &Face) -> Option<Font> {
    Font::new(Arc::clone(&face.bytes).into(), face.index)
}

fn metadata(about: &Document) -> Metadata {
    let date = about.date;
    let mut metadata = Metadata::new()
        .title(about.title.clone())
        .description(about.description.clone())
        .language("zh-CN".to_owned())
        .creator("Shuijie".to_owned())
        .producer("Shuijie".to_owned())
        .creation_date(
            DateTime::new(date.year().unsigned_abs())
                .month(date.month().unsigned_abs())
                .day(date.day().unsigned_abs())
                .hour(0)
                .minute(0)
                .second(0)
                .utc_offset_hour(8)
                .utc_offset_minute(0),
        );
    if !about.author.is_empty() {
        metadata = metadata.authors(vec![about.author.clone()]);
    }
    metadata
}

fn paint(color: Color) -> (krilla::paint::Paint, NormalizedF32) {
    let opacity = NormalizedF32::new(f32::from(color.a) / 255.0).unwrap_or(NormalizedF32::ONE);
    (rgb::Color::new(color.r, color.g, color.b).into(), opacity)
}

fn fill(color: Color, rule: FillRule) -> Fill {
    let (paint, opacity) = paint(color);
    Fill {
        paint,
        opacity,
        rule,
    }
}

/// A symbol as a form of its own, in points.
fn graphic(surface: &mut Surface<'_>, art: &SymbolArt) -> Option<Graphic> {
    let mut builder = surface.stream_builder();
    let mut own = builder.surface();
    for (outline, color) in &art.parts {
        let mut path = PathBuilder::new();
        for (index, corner) in outline.iter().enumerate() {
            // Thousandths of a point are finer than any printer.
            let [x, y] = corner.map(|part| (part * PT_PER_MM * 1000.0).round() / 1000.0);
            if index == 0 {
                path.move_to(x, y);
            } else {
                path.line_to(x, y);
            }
        }
        path.close();
        let path = path.finish()?;
        own.set_fill(Some(fill(*color, FillRule::EvenOdd)));
        own.draw_path(&path);
    }
    own.finish();
    Some(Graphic::new(builder.finish(), false))
}

struct Painter<'a, 'b> {
    surface: &'a mut Surface<'b>,
    graphics: &'a [Option<Graphic>],
    /// Regular and bold.
    fonts: &'a [Font; 2],
    faces: &'a Faces,
}

impl Painter<'_, '_> {
    fn group(&mut self, group: &Group, progress: &Progress) -> Result<(), PaintError> {
        let clip = group.clip.and_then(|clip| {
            let [left, top, right, bottom] = clip.map(|side| side * PT_PER_MM);
            let mut path = PathBuilder::new();
            path.push_rect(Rect::from_ltrb(left, top, right, bottom)?);
            path.finish()
        });
        if let Some(clip) = &clip {
            self.surface.push_clip_path(clip, &FillRule::NonZero);
        }
        let mut stopped = Ok(());
        for (index, item) in group.items.iter().enumerate() {
            if index % STEP == 0 {
                stopped = progress.step(0, 0);
            }
            if stopped.is_err() {
                break;
            }
            self.item(item);
        }
        // A surface must be left as it was found, also by those who stop early.
        if clip.is_some() {
            self.surface.pop();
        }
        Ok(stopped?)
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Fill { path, color } => {
                self.surface.set_stroke(None);
                self.surface.set_fill(Some(fill(*color, FillRule::EvenOdd)));
                self.draw(path);
            }
            Item::Stroke { path, pen } => {
                self.surface.set_fill(None);
                self.surface.set_stroke(Some(stroke(pen)));
                self.draw(path);
            }
            Item::Marker { symbol, at } => self.marker(*symbol, *at),
            Item::Text(run) => self.text(run),
        }
    }

    fn draw(&mut self, runs: &Runs) {
        let Some(bounds) = runs.bounds() else { return };
        let corner = [bounds[0], bounds[1]].map(|side| stepped(side * PT_PER_MM));
        if let Some(path) = whole_units(runs, corner.map(|side| side / PT_PER_MM)) {
            let scale = PT_PER_MM / UNITS_PER_MM;
            let place = Transform::from_row(scale, 0.0, 0.0, scale, corner[0], corner[1]);
            self.surface.push_transform(&place);
            self.surface.draw_path(&path);
            self.surface.pop();
        }
    }

    fn marker(&mut self, symbol: u16, at: Mm) {
        if let Some(Some(graphic)) = self.graphics.get(usize::from(symbol)) {
            let [x, y] = at.map(|side| stepped(side * PT_PER_MM));
            let graphic = graphic.clone();
            self.surface
                .push_transform(&Transform::from_translate(x, y));
            self.surface.draw_graphic(graphic);
            self.surface.pop();
        }
    }

    fn text(&mut self, run: &TextRun) {
        let size = run.size_mm * PT_PER_MM;
        let glyphs: Vec<KrillaGlyph> = self
            .faces
            .face(run.bold)
            .set(&run.text)
            .into_iter()
            .map(|glyph| KrillaGlyph {
                glyph_id: GlyphId::new(glyph.glyph),
                text_range: glyph.bytes.0..glyph.bytes.1,
                x_advance: glyph.advance,
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            })
            .collect();
        if glyphs.is_empty() {
            return;
        }
        let font = self.fonts[usize::from(run.bold)].clone();
        let [x, y] = run.at.map(|side| side * PT_PER_MM);
        let start = Point::from_xy(x, y);
        if run.turn != 0.0 {
            let turn = Transform::from_rotate_at(run.turn, x, y);
            self.surface.push_transform(&turn);
        }
        if let Some((color, width_mm)) = run.halo {
            let (paint, opacity) = paint(color);
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(Stroke {
                paint,
                opacity,
                width: 2.0 * width_mm * PT_PER_MM,
                line_join: LineJoin::Round,
                ..Stroke::default()
            }));
            self.surface
                .draw_glyphs(start, &glyphs, font.clone(), &run.text, size, true);
        }
        self.surface.set_stroke(None);
        self.surface
            .set_fill(Some(fill(run.color, FillRule::NonZero)));
        self.surface
            .draw_glyphs(start, &glyphs, font, &run.text, size, false);
        if run.turn != 0.0 {
            self.surface.pop();
        }
    }
}

fn stroke(pen: &Pen) -> Stroke {
    let (paint, opacity) = paint(pen.color);
    Stroke {
        paint,
        opacity,
        width: pen.width_mm * UNITS_PER_MM,
        miter_limit: Pen::MITER_LIMIT,
        line_cap: if pen.round {
            LineCap::Round
        } else {
            LineCap::Butt
        },
        line_join: LineJoin::Miter,
        dash: pen.dash_mm.map(|lengths| StrokeDash {
            array: lengths.map(|length| length * UNITS_PER_MM).to_vec(),
            offset: pen.dash_start_mm * UNITS_PER_MM,
        }),
    }
}

/// The runs in whole units from `corner`, without corners that fall together.
fn whole_units(runs: &Runs, corner: Mm) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (run, closed) in runs.iter() {
        let mut last: Option<[f32; 2]> = None;
        for at in run {
            let units = [0, 1].map(|axis| ((at[axis] - corner[axis]) * UNITS_PER_MM).round());
            match last {
                None => path.move_to(units[0], units[1]),
                Some(last) if last == units => continue,
                Some(_) => path.line_to(units[0], units[1]),
            }
            last = Some(units);
        }
        if closed {
            path.close();
        }
    }
    path.finish()
}
