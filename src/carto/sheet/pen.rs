//! Putting texts and lines on the page: the small things that every block of a sheet needs.

use crate::carto::color::Color;
use crate::carto::display::{Group, Item, Mm, MmBox, Pen, TextRun};
use crate::carto::typeface::Faces;

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Left,
    Middle,
    Right,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size_mm: f32,
    pub(super) bold: bool,
    pub(super) color: Color,
}

/// Almost black: what is printed around the map.
pub(super) const INK: Color = Color::rgb(0x1E, 0x24, 0x2B);
/// Ticks, crosses and secondary text.
pub(super) const GREY: Color = Color::rgb(0x5B, 0x65, 0x70);
/// Under the map and the furniture on it.
pub(super) const WHITE: Color = Color::rgb(255, 255, 255);
/// From the top of the em to the baseline.
const ASCENT_EM: f32 = 0.86;

impl Type {
    pub(super) const fn new(size_mm: f32) -> Self {
        Self {
            size_mm,
            bold: false,
            color: INK,
        }
    }

    pub(super) const fn bold(size_mm: f32) -> Self {
        Self {
            bold: true,
            ..Self::new(size_mm)
        }
    }

    pub(super) const fn in_color(self, color: Color) -> Self {
        Self { color, ..self }
    }
}

/// Puts things into a group.
pub(super) struct Board<'a> {
    pub(super) faces: &'a Faces,
    pub(super) group: Group,
}

impl<'a> Board<'a> {
    pub(super) fn new(faces: &'a Faces, id: &str, label: &str, clip: Option<MmBox>) -> Self {
        Self {
            faces,
            group: Group {
                id: id.to_owned(),
                label: label.to_owned(),
                clip,
                items: Vec::new(),
            },
        }
    }

    pub(super) fn width(&self, text: &str, look: Type) -> f32 {
        self.faces.width_em(text, look.bold) * look.size_mm
    }

    /// A text whose baseline passes through `at`; its width.
    pub(super) fn text(&mut self, at: Mm, hold: Hold, text: &str, look: Type) -> f32 {
        let width = self.width(text, look);
        let left = match hold {
            Hold::Left => at[0],
            Hold::Middle => at[0] - width / 2.0,
            Hold::Right => at[0] - width,
        };
        self.run([left, at[1]], text, look, None);
        width
    }

    /// A text whose line begins at the height `at`.
    pub(super) fn line_at(&mut self, at: Mm, hold: Hold, text: &str, look: Type) {
        self.text([at[0], at[1] + look.size_mm * ASCENT_EM], hold, text, look);
    }

    /// A text centred on `at` that runs upwards.
    pub(super) fn upwards(&mut self, at: Mm, text: &str, look: Type) {
        let width = self.width(text, look);
        self.group.items.push(Item::Text(TextRun {
            text: text.to_owned(),
            at: [at[0], at[1] + width / 2.0],
            size_mm: look.size_mm,
            bold: look.bold,
            color: look.color,
            halo: None,
            turn: -90.0,
        }));
    }

    pub(super) fn run(&mut self, at: Mm, text: &str, look: Type, halo: Option<(Color, f32)>) {
        self.turned((at, 0.0), text, look, halo);
    }

    /// A text turned clockwise by these degrees around the left end of its baseline.
    pub(super) fn turned(
        &mut self,
        (at, turn): (Mm, f32),
        text: &str,
        look: Type,
        halo: Option<(Color, f32)>,
    ) {
        if text.is_empty() {
            return;
        }
        self.group.items.push(Item::Text(TextRun {
            text: text.to_owned(),
            at,
            size_mm: look.size_mm,
            bold: look.bold,
            color: look.color,
            halo,
            turn,
        }));
    }

    pub(super) fn line(&mut self, from: Mm, to: Mm, color: Color, width_mm: f32) {
        self.push(Item::line(from, to, Pen::solid(color, width_mm)));
    }

    pub(super) fn push(&mut self, item: Item) {
        self.group.items.push(item);
    }

    pub(super) fn finish(self) -> Group {
        self.group
    }
}
