//! Point symbols as small pictures, drawn once for each of sixteen places within a pixel and then only
//! copied: a page may have a hundred thousand of them.

use std::sync::OnceLock;

use tiny_skia::{FillRule, Paint, PathBuilder, Pixmap, Transform};

use crate::carto::color::Color;
use crate::carto::display::{Mm, SymbolArt};

/// Places per pixel on each axis.
const PHASES: usize = 4;
/// The same for whole and negative numbers.
const PHASES_I32: i32 = 4;

/// Every symbol of a page, drawn when first used.
pub(super) struct Stamps<'a> {
    symbols: &'a [SymbolArt],
    px_per_mm: f32,
    drawn: Vec<OnceLock<Option<Stamp>>>,
}

struct Stamp {
    pixels: Pixmap,
    /// From the pixel of the centre to the stamp's upper left corner.
    corner: i32,
}

impl<'a> Stamps<'a> {
    pub(super) fn new(symbols: &'a [SymbolArt], px_per_mm: f32) -> Self {
        let mut drawn = Vec::new();
        drawn.resize_with(symbols.len() * PHASES * PHASES, OnceLock::new);
        Self {
            symbols,
            px_per_mm,
            drawn,
        }
    }

    /// Draws a symbol with its centre at a place in pixels of `target`.
    pub(super) fn draw(&self, target: &mut Pixmap, symbol: u16, [x, y]: Mm) {
        let quarter = |value: f32| (value * PHASES as f32).round() as i32;
        let (qx, qy) = (quarter(x), quarter(y));
        let phase = [qx, qy].map(|quarters| quarters.rem_euclid(PHASES_I32));
        let slot = (usize::from(symbol) * PHASES + phase[1] as usize) * PHASES + phase[0] as usize;
        let Some(cell) = self.drawn.get(slot) else {
            return;
        };
        let stamp = cell.get_or_init(|| {
            let art = self.symbols.get(usize::from(symbol))?;
            let shift = phase.map(|part| part as f32 / PHASES as f32);
            draw(art, self.px_per_mm, shift)
        });
        if let Some(stamp) = stamp {
            let corner = [qx, qy]
                .map(|quarters| quarters.div_euclid(PHASES_I32))
                .map(|whole| whole - stamp.corner);
            blend(target, &stamp.pixels, corner);
        }
    }
}

fn draw(art: &SymbolArt, px_per_mm: f32, shift: [f32; 2]) -> Option<Stamp> {
    let reach = (art.reach_mm * px_per_mm).ceil() as i32 + 1;
    let side = (2 * reach + 2) as u32;
    let mut pixels = Pixmap::new(side, side)?;
    let origin = shift.map(|part| part + reach as f32);
    for (outline, color) in &art.parts {
        let mut path = PathBuilder::new();
        for (index, [x, y]) in outline.iter().enumerate() {
            let (x, y) = (origin[0] + x * px_per_mm, origin[1] + y * px_per_mm);
            if index == 0 {
                path.move_to(x, y);
            } else {
                path.line_to(x, y);
            }
        }
        path.close();
        if let Some(path) = path.finish() {
            let paint = paint(*color);
            pixels.fill_path(
                &path,
                &paint,
                FillRule::EvenOdd,
                Transform::identity(),
                None,
            );
        }
    }
    Some(Stamp {
        pixels,
        corner: reach,
    })
}

pub(super) fn paint(color: Color) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    paint.set_color_rgba8(color.r, color.g, color.b, color.a);
    paint
}

/// Lays `stamp` over `target`, its upper left corner at `corner`.
fn blend(target: &mut Pixmap, stamp: &Pixmap, corner: [i32; 2]) {
    let (width, height) = (target.width().cast_signed(), target.height().cast_signed());
    let side = stamp.width().cast_signed();
    let (left, right) = (corner[0].max(0), (corner[0] + side).min(width));
    let (top, bottom) = (corner[1].max(0), (corner[1] + side).min(height));
    if left >= right {
        return;
    }
    let source = stamp.data();
    let into = target.data_mut();
    for y in top..bottom {
        let from = (((y - corner[1]) * side + left - corner[0]) * 4) as usize;
        let to = ((y * width + left) * 4) as usize;
        let bytes = ((right - left) * 4) as usize;
        let (from, to) = (&source[from..from + bytes], &mut into[to..to + bytes]);
        for (from, to) in from.chunks_exact(4).zip(to.chunks_exact_mut(4)) {
            match from[3] {
                0 => {}
                255 => to.copy_from_slice(from),
                alpha => {
                    let rest = 255 - u32::from(alpha);
                    for (to, from) in to.iter_mut().zip(from) {
                        // Rounded division by 255.
                        let product = u32::from(*to) * rest + 128;
                        *to = from.saturating_add(((product + (product >> 8)) >> 8) as u8);
                    }
                }
            }
        }
    }
}
