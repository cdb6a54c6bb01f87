//! Pixels: the page drawn in bands side by side, without a graphics card, then written as PNG with its
//! resolution, and the world file that puts it on the ground.

use rayon::prelude::*;
use tiny_skia::{
    FillRule, LineCap, LineJoin, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use crate::carto::color::Color;
use crate::carto::display::frame::MapFrame;
use crate::carto::display::{Display, Group, Item, Mm, MmBox, Pen, Runs, TextRun};
use crate::carto::paint::stamp::{Stamps, paint};
use crate::carto::paint::{Document, PaintError};
use crate::carto::typeface::Faces;
use crate::domain::Progress;

/// Pictures above this many pixels are refused: A2 at 600 dpi has 139 million.
const MAX_PIXELS: u64 = 160_000_000;
/// Rows of a band: enough of them for every core, few enough to lose little at their seams.
const BAND_ROWS: usize = 256;
const MM_PER_INCH: f32 = 25.4;
/// Pixels that are repacked in one go.
const CHUNK: usize = 1 << 16;

/// An opaque picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Red, green, blue and opaque alpha of each pixel, row after row.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Picture({}×{})", self.width, self.height)
    }
}

/// Draws a page at `dpi` on white paper.
pub fn draw(
    display: &Display,
    faces: &Faces,
    dpi: f32,
    progress: &Progress,
) -> Result<Picture, PaintError> {
    let px_per_mm = dpi / MM_PER_INCH;
    let [width, height] = display
        .size_mm
        .map(|side| (side * px_per_mm).round() as u32);
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width == 0 || height == 0 {
        return Err(PaintError::TooLarge {
            width,
            height,
            limit: (MAX_PIXELS / 1_000_000) as u32,
        });
    }
    let stamps = Stamps::new(&display.symbols, px_per_mm);
    let boxes: Vec<Vec<Option<MmBox>>> = display
        .groups
        .par_iter()
        .map(|group| {
            let bounds = |item: &Item| item.bounds(&display.symbols);
            group.items.par_iter().map(bounds).collect()
        })
        .collect();
    let mut rgba = vec![255; width as usize * height as usize * 4];
    let row_bytes = width as usize * 4;
    rgba.par_chunks_mut(row_bytes * BAND_ROWS)
        .enumerate()
        .map(|(index, rows)| {
            // Every band may stop; none reports, for they are of very different weight.
            progress.step(0, 0)?;
            let band = Band {
                display,
                boxes: &boxes,
                stamps: &stamps,
                faces,
                px_per_mm,
                width,
                top: (index as u32 * BAND_ROWS as u32).cast_signed(),
                rows: (rows.len() / row_bytes) as u32,
            };
            band.draw(rows);
            Ok(())
        })
        .collect::<Result<(), PaintError>>()?;
    Ok(Picture {
        width,
        height,
        rgba,
    })
}

/// The picture as a PNG file.
pub fn encode(picture: &Picture, dpi: f32, about: &Document) -> Result<Vec<u8>, PaintError> {
    const METRES_PER_INCH: f32 = 0.0254;
    let mut rgb = vec![0; picture.rgba.len() / 4 * 3];
    rgb.par_chunks_mut(3 * CHUNK)
        .zip(picture.rgba.par_chunks(4 * CHUNK))
        .for_each(|(rgb, rgba)| {
            for (to, from) in rgb.chunks_exact_mut(3).zip(rgba.chunks_exact(4)) {
                to.copy_from_slice(&from[..3]);
            }
        });
    let mut bytes = Vec::with_capacity(rgb.len() / 8);
    let mut encoder = png::Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let per_metre = (dpi / METRES_PER_INCH).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    encoder.set_source_srgb(png::SrgbRenderingIntent::RelativeColorimetric);
    for (keyword, text) in [("Title", &about.title), ("Description", &about.description)] {
        if !text.is_empty() {
            encoder.add_itxt_chunk(keyword.to_owned(), text.clone())?;
        }
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(bytes)
}

/// The world file: metres of the project CRS per pixel and the position of the first pixel's centre.
pub fn world_file(frame: &MapFrame, dpi: f32) -> String {
    let mm_per_px = f64::from(MM_PER_INCH / dpi);
    let m_per_px = frame.m_per_mm * mm_per_px;
    let first = frame.to_metric([mm_per_px / 2.0, mm_per_px / 2.0]);
    format!(
        "{m_per_px:.10}\n0.0\n0.0\n{:.10}\n{:.6}\n{:.6}\n",
        -m_per_px, first.x, first.y
    )
}

/// Some rows of the page.
struct Band<'a> {
    display: &'a Display,
    boxes: &'a [Vec<Option<MmBox>>],
    stamps: &'a Stamps<'a>,
    faces: &'a Faces,
    px_per_mm: f32,
    width: u32,
    top: i32,
    rows: u32,
}

/// A part of the band: pixels from its upper left corner, and its size.
#[derive(Clone, Copy, PartialEq)]
struct Part {
    left: i32,
    top: i32,
    width: u32,
    height: u32,
}

impl Band<'_> {
    fn draw(&self, rows: &mut [u8]) {
        let groups: Vec<(&Group, &Vec<Option<MmBox>>)> =
            self.display.groups.iter().zip(self.boxes).collect();
        // Neighbouring groups with the same clip share a pixmap of just that place.
        for same in groups.chunk_by(|a, b| a.0.clip == b.0.clip) {
            let Some(part) = same.first().and_then(|(group, _)| self.part(group.clip)) else {
                continue;
            };
            let Some(mut pixels) = Pixmap::new(part.width, part.height) else {
                continue;
            };
            copy(rows, self.width, part, &mut pixels, Direction::Out);
            for (group, boxes) in same {
                self.group(group, boxes, part, &mut pixels);
            }
            copy(rows, self.width, part, &mut pixels, Direction::Back);
        }
    }

    /// Where a clip is in this band; `None` when it is not.
    fn part(&self, clip: Option<MmBox>) -> Option<Part> {
        let (mut left, mut top) = (0, 0);
        let (mut right, mut bottom) = (self.width.cast_signed(), self.rows.cast_signed());
        if let Some(clip) = clip {
            let [clip_left, clip_top, clip_right, clip_bottom] =
                clip.map(|side| side * self.px_per_mm);
            left = left.max(clip_left.round() as i32);
            top = top.max(clip_top.round() as i32 - self.top);
            right = right.min(clip_right.round() as i32);
            bottom = bottom.min(clip_bottom.round() as i32 - self.top);
        }
        (left < right && top < bottom).then(|| Part {
            left,
            top,
            width: (right - left) as u32,
            height: (bottom - top) as u32,
        })
    }

    fn group(&self, group: &Group, boxes: &[Option<MmBox>], part: Part, pixels: &mut Pixmap) {
        let [left, top] = [part.left as f32, (part.top + self.top) as f32];
        let view = [
            left / self.px_per_mm,
            top / self.px_per_mm,
            (left + part.width as f32) / self.px_per_mm,
            (top + part.height as f32) / self.px_per_mm,
        ];
        let mut place = Place {
            pixels,
            px_per_mm: self.px_per_mm,
            shift: [-left, -top],
        };
        for (item, bounds) in group.items.iter().zip(boxes) {
            if !bounds.is_some_and(|bounds| meets(bounds, view)) {
                continue;
            }
            match item {
                Item::Fill { path, color } => place.fill(path, *color),
                Item::Stroke { path, pen } => place.stroke(path, pen),
                Item::Marker { symbol, at } => {
                    let at = place.at(*at);
                    self.stamps.draw(place.pixels, *symbol, at);
                }
                Item::Text(run) => place.text(run, self.faces),
            }
        }
    }
}

fn meets(a: MmBox, b: MmBox) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Out,
    Back,
}

/// Copies a part of the band's rows to a pixmap or back.
fn copy(rows: &mut [u8], width: u32, part: Part, pixels: &mut Pixmap, direction: Direction) {
    let bytes = part.width as usize * 4;
    for (row, own) in pixels.data_mut().chunks_exact_mut(bytes).enumerate() {
        let start = ((part.top as usize + row) * width as usize + part.left as usize) * 4;
        let shared = &mut rows[start..start + bytes];
        match direction {
            Direction::Out => own.copy_from_slice(shared),
            Direction::Back => shared.copy_from_slice(own),
        }
    }
}

/// Pixels that are being drawn on.
struct Place<'a> {
    pixels: &'a mut Pixmap,
    px_per_mm: f32,
    shift: [f32; 2],
}

impl Place<'_> {
    fn at(&self, [x, y]: Mm) -> [f32; 2] {
        [
            x * self.px_per_mm + self.shift[0],
            y * self.px_per_mm + self.shift[1],
        ]
    }

    fn path(&self, runs: &Runs) -> Option<Path> {
        let mut path = PathBuilder::with_capacity(
            runs.corners.len() + runs.ends.len(),
            runs.corners.len() + runs.ends.len(),
        );
        for (run, closed) in runs.iter() {
            for (index, corner) in run.iter().enumerate() {
                let [x, y] = self.at(*corner);
                if index == 0 {
                    path.move_to(x, y);
                } else {
                    path.line_to(x, y);
                }
            }
            if closed {
                path.close();
            }
        }
        path.finish()
    }

    fn fill(&mut self, runs: &Runs, color: Color) {
        if let Some(path) = self.path(runs) {
            self.pixels.fill_path(
                &path,
                &paint(color),
                FillRule::EvenOdd,
                Transform::identity(),
                None,
            );
        }
    }

    fn stroke(&mut self, runs: &Runs, pen: &Pen) {
        let Some(path) = self.path(runs) else { return };
        let stroke = Stroke {
            width: pen.width_mm * self.px_per_mm,
            miter_limit: Pen::MITER_LIMIT,
            line_cap: if pen.round {
                LineCap::Round
            } else {
                LineCap::Butt
            },
            line_join: LineJoin::Miter,
            dash: pen.dash_mm.and_then(|lengths| {
                StrokeDash::new(
                    lengths.map(|length| length * self.px_per_mm).to_vec(),
                    pen.dash_start_mm * self.px_per_mm,
                )
            }),
        };
        self.pixels.stroke_path(
            &path,
            &paint(pen.color),
            &stroke,
            Transform::identity(),
            None,
        );
    }

    fn text(&mut self, run: &TextRun, faces: &Faces) {
        let face = faces.face(run.bold);
        let mut outline = Outline {
            path: PathBuilder::new(),
            origin: [0.0, 0.0],
            size: run.size_mm * self.px_per_mm,
            turn: run.turn.to_radians().sin_cos(),
        };
        let [x, y] = self.at(run.at);
        for glyph in face.set(&run.text) {
            let step = glyph.x * outline.size;
            let (sin, cos) = outline.turn;
            outline.origin = [x + step * cos, y + step * sin];
            face.draw(glyph.glyph, &mut outline);
        }
        let Some(path) = outline.path.finish() else {
            return;
        };
        if let Some((color, width_mm)) = run.halo {
            let stroke = Stroke {
                width: 2.0 * width_mm * self.px_per_mm,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            self.pixels
                .stroke_path(&path, &paint(color), &stroke, Transform::identity(), None);
        }
        self.pixels.fill_path(
            &path,
            &paint(run.color),
            FillRule::Winding,
            Transform::identity(),
            None,
        );
    }
}

/// Turns a glyph at a size of 1, y up, into pixels.
struct Outline {
    path: PathBuilder,
    origin: [f32; 2],
    size: f32,
    /// Sine and cosine of the clockwise turn.
    turn: (f32, f32),
}

impl Outline {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        let (sin, cos) = self.turn;
        (
            self.origin[0] + (x * cos + y * sin) * self.size,
            self.origin[1] + (x * sin - y * cos) * self.size,
        )
    }
}

impl skrifa::outline::OutlinePen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let ((cx, cy), (x, y)) = (self.at(cx, cy), self.at(x, y));
        self.path.quad_to(cx, cy, x, y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let ((ax, ay), (bx, by), (x, y)) = (self.at(ax, ay), self.at(bx, by), self.at(x, y));
        self.path.cubic_to(ax, ay, bx, by, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
