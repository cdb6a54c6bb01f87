//! Names on the map as plain data: which text stands where, at which angle, in which colour. One
//! placement serves the window and every print painter; whoever asks for it brings a [`Measure`],
//! so that the fonts of the painter decide how wide a text is.
//!
//! [`place`] goes through what is in view in the order of importance. Rivers and line zones are named
//! along their course, glyph by glyph ([`along`]), areas inside their widest part that is seen
//! ([`pole`]), points beside their symbol, with a leader where only a place farther off is free. What
//! was placed before for the same scale stays where it is ([`Ask::previous`]), so that names neither
//! jump nor flicker while the map is moved. Knows no window and no toolkit.

use geo::Coord;

use crate::carto::color::Color;
use crate::carto::style::Canvas;
use crate::domain::Layer;

pub mod along;
mod area;
mod boxes;
mod built;
mod place;
mod place_area;
mod place_line;
mod point;
pub mod pole;
mod shapes;
#[cfg(test)]
mod tests;
mod wrap;

pub use boxes::{Occupied, TurnedBox};
pub use place::{Ask, place};
pub use shapes::Shapes;

/// A box in pixels: left, top, right, bottom.
pub type PixelBox = [f32; 4];

/// Names keep this far from the edge of the view, in pixels.
pub const EDGE_PX: f32 = 3.0;
/// Text needs more light on dark paper than areas do.
const TEXT_LIFT: f32 = 2.2;

/// How wide texts are in the font of the painter.
pub trait Measure {
    /// Advance of `char` in pixels when the text is `size` pixels high.
    fn advance(&self, char: char, size: f32) -> f32;

    /// From line to line in pixels when the text is `size` pixels high.
    fn line_height(&self, size: f32) -> f32;

    /// Width of `text` in one line.
    fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|char| self.advance(char, size)).sum()
    }
}

/// What is seen, and how large. Pixels are logical ones of 1/96 inch, on paper too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Metric position in the middle.
    pub center: Coord<f64>,
    /// Metres per pixel.
    pub m_per_px: f64,
    /// Width and height in pixels.
    pub size_px: [f64; 2],
}

/// Names one place of one name: a long river has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelOf {
    /// The layer.
    pub layer: Layer,
    /// Primary key of the feature.
    pub id: i64,
    /// Part of a line of several parts; 0 else.
    pub part: u32,
    /// Which of the repeated names along a line; 0 is the middle one.
    pub repeat: i32,
}

/// A name that got a place. Pixels are relative to the anchor, y down.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Whose name.
    pub of: LabelOf,
    /// The name in one piece.
    pub name: Box<str>,
    /// Metric position to which everything else is relative.
    pub anchor: Coord<f64>,
    /// The text in pieces that are each drawn in one go.
    pub runs: Vec<TextRun>,
    /// A thin line from the symbol to the text; `None` when the text stands beside it.
    pub leader: Option<[[f32; 2]; 2]>,
    /// Text height in pixels.
    pub size: f32,
    /// Colour on a light ground; see [`ink`].
    pub color: Color,
    /// Which of its places it got, so that it asks for the same one again.
    pub way: u8,
    /// What it covers, with a little air.
    pub boxes: Vec<TurnedBox>,
}

/// A piece of text: a line, or one glyph of a text that follows a curve.
#[derive(Clone, Debug, PartialEq)]
pub struct TextRun {
    /// The text.
    pub text: Box<str>,
    /// Middle of the line box.
    pub middle: [f32; 2],
    /// Width as measured.
    pub width: f32,
    /// Clockwise turn around the middle in radians.
    pub angle: f32,
}

/// The names of a view.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// For what it was made.
    pub view: View,
    /// No two of them overlap.
    pub labels: Vec<Label>,
}

/// The colour of a name on the paper of `canvas`.
pub fn ink(color: Color, canvas: &Canvas) -> Color {
    color.mixed(Color::rgb(255, 255, 255), canvas.lift * TEXT_LIFT)
}

impl View {
    /// Metres that are seen, and this share of the view's size more on each side.
    pub fn reach(&self, spare: f64) -> geo::Rect<f64> {
        let half = self
            .size_px
            .map(|side| side.max(0.0) * self.m_per_px * (0.5 + spare));
        let half = Coord {
            x: half[0],
            y: half[1],
        };
        geo::Rect::new(self.center - half, self.center + half)
    }

    /// Pixels from the middle of the view, y down.
    pub fn to_px(&self, at: Coord<f64>) -> Coord<f64> {
        Coord {
            x: (at.x - self.center.x) / self.m_per_px,
            y: (self.center.y - at.y) / self.m_per_px,
        }
    }

    /// Metres of pixels from the middle of the view.
    pub fn to_map(&self, px: Coord<f64>) -> Coord<f64> {
        Coord {
            x: self.center.x + px.x * self.m_per_px,
            y: self.center.y - px.y * self.m_per_px,
        }
    }

    /// The `n` of its scale 1 : n.
    pub fn denominator(&self) -> f64 {
        self.m_per_px / (0.0254 / 96.0)
    }
}

impl Label {
    /// The upright box around everything but the leader, relative to the anchor.
    pub fn bounds(&self) -> PixelBox {
        self.boxes.iter().map(TurnedBox::bounds).fold(
            [
                f32::INFINITY,
                f32::INFINITY,
                f32::NEG_INFINITY,
                f32::NEG_INFINITY,
            ],
            |all, own| {
                [
                    all[0].min(own[0]),
                    all[1].min(own[1]),
                    all[2].max(own[2]),
                    all[3].max(own[3]),
                ]
            },
        )
    }
}
