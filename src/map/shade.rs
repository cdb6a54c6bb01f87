//! The view shaded by verdict: see-through colours with a hatch of its own for each outcome, so that
//! it is never colour alone. The texture is kept until the raster changes; the raster lies on the map
//! and moves with it.

use std::sync::Arc;

use eframe::egui;
use egui::{
    Color32, ColorImage, Mesh, Painter, Pos2, Rect, TextureHandle, TextureOptions, pos2, vec2,
};

use crate::domain::Outcome;
use crate::map::overlay::to_pos;
use crate::state::camera::Camera;
use crate::state::whatif::VerdictGrid;

/// How strongly the ground of a cell covers the map, and the lines of its hatch.
const GROUND: f32 = 0.26;
const LINE: f32 = 0.62;
/// Texels along the side of a cell, where the graphics card takes as many.
const TEXELS: usize = 4;
/// Hatches repeat after this many texels.
const PERIOD: usize = 16;

/// What is drawn, and in which colours.
#[derive(Clone, Copy)]
pub struct Shading<'a> {
    /// The raster.
    pub grid: &'a Arc<VerdictGrid>,
    /// The theme's colour of an outcome.
    pub colors: fn(Outcome, bool) -> Color32,
}

/// The raster as it was last drawn.
#[derive(Default)]
pub(super) struct ShadePainter {
    drawn: Option<(Arc<VerdictGrid>, bool)>,
    texture: Option<TextureHandle>,
}

impl ShadePainter {
    /// Draws `shading` into `rect`; lets go of everything when there is none.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        camera: &Camera,
        shading: Option<&Shading<'_>>,
        dark: bool,
    ) {
        let Some(shading) = shading else {
            *self = Self::default();
            return;
        };
        let same = self
            .drawn
            .as_ref()
            .is_some_and(|(grid, was_dark)| Arc::ptr_eq(grid, shading.grid) && *was_dark == dark);
        if !same {
            self.renew(painter.ctx(), shading, dark);
        }
        let Some(texture) = &self.texture else { return };
        let bounds = shading.grid.bounds();
        let place = Rect::from_two_pos(
            to_pos(rect, camera, bounds.min()),
            to_pos(rect, camera, bounds.max()),
        );
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        painter.image(texture.id(), place, whole, Color32::WHITE);
    }

    fn renew(&mut self, context: &egui::Context, shading: &Shading<'_>, dark: bool) {
        let most = context.input(|input| input.max_texture_side);
        let options = TextureOptions::NEAREST;
        self.drawn = Some((Arc::clone(shading.grid), dark));
        let Some(image) = image(shading, dark, most) else {
            self.texture = None;
            return;
        };
        match &mut self.texture {
            Some(texture) => texture.set(image, options),
            None => self.texture = Some(context.load_texture("verdicts", image, options)),
        }
    }
}

/// One texel of an outcome's hatch: the lines of the strictest are the densest, of what passes there
/// are none.
fn is_line(outcome: Outcome, x: usize, y: usize) -> bool {
    let (x, y) = (x % PERIOD, y % PERIOD);
    let rising = (x + y).is_multiple_of(8);
    let falling = (x + PERIOD - y).is_multiple_of(8);
    match outcome {
        Outcome::Prohibit => rising || falling,
        Outcome::Restrict => rising,
        Outcome::Assess => y.is_multiple_of(8),
        Outcome::Undecided => x % 8 < 2 && y % 8 < 2,
        Outcome::Notice => x == 8 && y == 8,
        Outcome::Pass => false,
    }
}

/// Ground and line of each outcome, in the order of [`Outcome::STRICTEST_FIRST`].
fn inks(shading: &Shading<'_>, dark: bool) -> [[Color32; 2]; 6] {
    Outcome::STRICTEST_FIRST.map(|outcome| {
        let color = (shading.colors)(outcome, dark);
        [color.gamma_multiply(GROUND), color.gamma_multiply(LINE)]
    })
}

fn rank(outcome: Outcome) -> usize {
    let mut order = Outcome::STRICTEST_FIRST.iter();
    order.position(|own| *own == outcome).unwrap_or_default()
}

/// The raster as a picture; `None` when no graphics card could hold it.
fn image(shading: &Shading<'_>, dark: bool, most: usize) -> Option<ColorImage> {
    let grid = shading.grid;
    let (columns, rows) = (grid.columns as usize, grid.rows as usize);
    let texels = (most / columns.max(rows).max(1)).min(TEXELS);
    if texels == 0 {
        return None;
    }
    let inks = inks(shading, dark);
    // Hatches keep their size on the screen when there are fewer texels to a cell.
    let scale = TEXELS / texels;
    let (width, height) = (columns * texels, rows * texels);
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        let line = &grid.cells[y / texels * columns..][..columns];
        for x in 0..width {
            pixels.push(match line[x / texels] {
                Some(cell) => {
                    let on_line = is_line(cell.outcome, x * scale, y * scale);
                    inks[rank(cell.outcome)][usize::from(on_line)]
                }
                None => Color32::TRANSPARENT,
            });
        }
    }
    Some(ColorImage::new([width, height], pixels))
}

/// The hatch of `outcome` for a legend.
pub fn paint_shade_swatch(painter: &Painter, rect: Rect, outcome: Outcome, color: Color32) {
    painter.rect_filled(rect, 0.0, color.gamma_multiply(GROUND));
    let mut mesh = Mesh::default();
    for y in 0..rect.height() as usize {
        for x in 0..rect.width() as usize {
            if is_line(outcome, x, y) {
                let at = rect.min + vec2(x as f32, y as f32);
                let texel = Rect::from_min_size(at, vec2(1.0, 1.0));
                mesh.add_colored_rect(texel, color.gamma_multiply(LINE));
            }
        }
    }
    painter.add(mesh);
    painter.rect_stroke(
        rect,
        0.0,
        egui::Stroke::new(1.0, color),
        egui::StrokeKind::Inside,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_outcomes_have_the_same_hatch() {
        let hatch = |outcome| -> Vec<bool> {
            (0..PERIOD * PERIOD)
                .map(|at| is_line(outcome, at % PERIOD, at / PERIOD))
                .collect()
        };
        for (index, one) in Outcome::STRICTEST_FIRST.into_iter().enumerate() {
            for other in &Outcome::STRICTEST_FIRST[index + 1..] {
                assert_ne!(hatch(one), hatch(*other), "{one:?} {other:?}");
            }
        }
    }
}
