//! The display list: a page as paths, symbols and text runs in millimetres, ready for any painter.
//! Made from the exact geometry, clipped to the map's frame and simplified to what paper can show.
//! Knows no file format and no window.

use std::sync::Arc;

use crate::carto::color::Color;

pub mod build;
pub mod clip;
pub mod frame;
pub mod hatch;
mod hidden;
pub mod symbols;

/// A place on the page in millimetres from its upper left corner, y down.
pub type Mm = [f32; 2];

/// A box on the page in millimetres: left, top, right, bottom.
pub type MmBox = [f32; 4];

/// Millimetres of one style pixel: styles are made for 96 dpi.
pub const MM_PER_PX: f32 = 25.4 / 96.0;

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Display {
    /// Width and height in millimetres.
    pub size_mm: Mm,
    /// Each point symbol once; markers name them by index.
    pub symbols: Vec<SymbolArt>,
    /// Bottom to top.
    pub groups: Vec<Group>,
}

/// What belongs together: a layer of the map, the legend, the frame.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Short name for files: `river`, `legend`.
    pub id: String,
    /// Name for people.
    pub label: String,
    /// Nothing shows outside of this box; `None` = the page.
    pub clip: Option<MmBox>,
    /// Bottom to top.
    pub items: Vec<Item>,
}

/// One thing that is drawn.
#[derive(Clone, Debug)]
pub enum Item {
    /// The inside of closed runs, by the even-odd rule, so that holes stay free.
    Fill {
        /// Closed runs.
        path: Arc<Runs>,
        /// Colour with its alpha.
        color: Color,
    },
    /// Lines along the runs.
    Stroke {
        /// Open and closed runs.
        path: Arc<Runs>,
        /// How they are drawn.
        pen: Pen,
    },
    /// A point symbol.
    Marker {
        /// Index into [`Display::symbols`].
        symbol: u16,
        /// Where its centre is.
        at: Mm,
    },
    /// A text in one line.
    Text(TextRun),
}

/// Runs of straight segments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Runs {
    /// The corners of all runs, one run after the other.
    pub corners: Vec<Mm>,
    /// Where each run ends in `corners`, and whether its last corner joins its first.
    pub ends: Vec<(u32, bool)>,
}

/// How a line is drawn: miter joins up to [`Pen::MITER_LIMIT`], then bevelled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Colour with its alpha.
    pub color: Color,
    /// Width in millimetres.
    pub width_mm: f32,
    /// Drawn and blank lengths in millimetres; `None` = solid.
    pub dash_mm: Option<[f32; 4]>,
    /// How far into the dashes each run begins, in millimetres.
    pub dash_start_mm: f32,
    /// Round caps instead of butt ones: a closed run of one corner is then a dot.
    pub round: bool,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextRun {
    /// The text.
    pub text: String,
    /// Left end of the baseline.
    pub at: Mm,
    /// Height of the em in millimetres.
    pub size_mm: f32,
    /// The bold face instead of the regular one.
    pub bold: bool,
    /// Colour.
    pub color: Color,
    /// Colour and width of a rim that keeps the text readable on the map.
    pub halo: Option<(Color, f32)>,
    /// Clockwise turn around `at` in degrees; 0 = to the right, -90 = upwards.
    pub turn: f32,
}

/// A point symbol: filled outlines, each over the one before, in millimetres from its centre.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SymbolArt {
    /// Outline and colour, bottom to top.
    pub parts: Vec<(Vec<Mm>, Color)>,
    /// Farthest extent from the centre in millimetres.
    pub reach_mm: f32,
}

impl Runs {
    /// One run through `corners`.
    pub fn one(corners: Vec<Mm>, closed: bool) -> Self {
        let end = corners.len() as u32;
        Self {
            corners,
            ends: vec![(end, closed)],
        }
    }

    /// The outline of a box.
    pub fn of_box([left, top, right, bottom]: MmBox) -> Self {
        Self::one(
            vec![[left, top], [right, top], [right, bottom], [left, bottom]],
            true,
        )
    }

    /// Adds a run.
    pub fn push(&mut self, corners: impl IntoIterator<Item = Mm>, closed: bool) {
        self.corners.extend(corners);
        self.ends.push((self.corners.len() as u32, closed));
    }

    /// The runs with whether they are closed.
    pub fn iter(&self) -> impl Iterator<Item = (&[Mm], bool)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end as usize));
        self.ends
            .iter()
            .zip(starts)
            .map(|((end, closed), start)| (&self.corners[start..*end as usize], *closed))
    }

    /// The box around all corners; `None` without any.
    pub fn bounds(&self) -> Option<MmBox> {
        let first = *self.corners.first()?;
        let mut bounds = [first[0], first[1], first[0], first[1]];
        for [x, y] in &self.corners {
            bounds = [
                bounds[0].min(*x),
                bounds[1].min(*y),
                bounds[2].max(*x),
                bounds[3].max(*y),
            ];
        }
        Some(bounds)
    }
}

impl Pen {
    /// Longest miter in half widths, as on the screen.
    pub const MITER_LIMIT: f32 = crate::carto::miter::LIMIT;

    /// A solid line.
    pub const fn solid(color: Color, width_mm: f32) -> Self {
        Self {
            color,
            width_mm,
            dash_mm: None,
            dash_start_mm: 0.0,
            round: false,
        }
    }
}

impl Item {
    /// A filled box.
    pub fn filled_box(bounds: MmBox, color: Color) -> Self {
        Self::Fill {
            path: Arc::new(Runs::of_box(bounds)),
            color,
        }
    }

    /// The edge of a box.
    pub fn boxed(bounds: MmBox, pen: Pen) -> Self {
        Self::Stroke {
            path: Arc::new(Runs::of_box(bounds)),
            pen,
        }
    }

    /// A straight line.
    pub fn line(from: Mm, to: Mm, pen: Pen) -> Self {
        Self::Stroke {
            path: Arc::new(Runs::one(vec![from, to], false)),
            pen,
        }
    }

    /// A box that holds everything that is drawn; `None` when nothing is. Texts are taken generously,
    /// for their width is the business of fonts.
    pub fn bounds(&self, symbols: &[SymbolArt]) -> Option<MmBox> {
        let grown = |bounds: MmBox, by: f32| {
            [
                bounds[0] - by,
                bounds[1] - by,
                bounds[2] + by,
                bounds[3] + by,
            ]
        };
        match self {
            Self::Fill { path, .. } => path.bounds(),
            Self::Stroke { path, pen } => {
                let reach = pen.width_mm / 2.0 * Pen::MITER_LIMIT;
                path.bounds().map(|bounds| grown(bounds, reach))
            }
            Self::Marker { symbol, at } => {
                let reach = symbols.get(usize::from(*symbol))?.reach_mm;
                Some([at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach])
            }
            Self::Text(run) => {
                let width = run.text.chars().count() as f32 * run.size_mm * 1.2;
                let [x, y] = run.at;
                // The corners of the upright text, turned with it.
                let (sin, cos) = run.turn.to_radians().sin_cos();
                let (left, right) = (-run.size_mm, width + run.size_mm);
                let (top, bottom) = (-1.5 * run.size_mm, run.size_mm);
                let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
                let turned =
                    corners.map(|(dx, dy)| [x + dx * cos - dy * sin, y + dx * sin + dy * cos]);
                let most = |axis: usize| {
                    turned
                        .map(|at| at[axis])
                        .into_iter()
                        .fold(f32::MIN, f32::max)
                };
                let least = |axis: usize| {
                    turned
                        .map(|at| at[axis])
                        .into_iter()
                        .fold(f32::MAX, f32::min)
                };
                Some([least(0), least(1), most(0), most(1)])
            }
        }
    }
}
