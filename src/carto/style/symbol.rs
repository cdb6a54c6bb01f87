//! How a feature looks: fills with hatches, lines with dashes, casing and arrows, point symbols.
//! Sizes are logical pixels at 96 dpi. Everything here is drawn by the map on the graphics card, by
//! the plain painter and by legends alike.

use crate::carto::color::Color;
use crate::domain::GeometryKind;

/// How a feature looks; each geometry uses the parts that apply to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Symbol {
    /// Interior of areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill: Option<Color>,
    /// Ruled over the interior of areas, so that colour alone never tells them apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hatch: Option<Hatch>,
    /// Boundary of areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outline: Option<Stroke>,
    /// Lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Stroke>,
    /// Points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<Marker>,
    /// Colours on dark paper where the lifted ones would be wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark: Option<DarkColors>,
}

/// Colours that replace those of a symbol on dark paper; `None` = the lifted one.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct DarkColors {
    /// Interior of areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill: Option<Color>,
    /// Boundary of areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outline: Option<Color>,
    /// Lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Color>,
}

/// A line of constant width.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// Its colour.
    pub color: Color,
    /// Width in pixels.
    pub width: f32,
    /// Drawn and blank lengths in pixels: one pair, or two for dash-dot. `None` = solid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dash: Option<Dash>,
    /// A second line beneath, which shows on both sides: an edge, or ticks where it is dashed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub casing: Option<Casing>,
    /// Pixels to the left of the line as it was drawn, negative to its right. Lines only.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset: f32,
    /// Heads that point along the line; rivers are digitised downstream. Lines only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrows: Option<Arrows>,
}

/// A line beneath a line.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Casing {
    /// Its colour.
    pub color: Color,
    /// Whole width in pixels.
    pub width: f32,
    /// As for [`Stroke::dash`]; short dashes of a wide casing are ticks across the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dash: Option<Dash>,
}

/// Heads along a line, in its colour.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Arrows {
    /// Length of a head in pixels.
    pub size: f32,
    /// How far apart they stand.
    #[serde(default)]
    pub gap: ArrowGap,
}

/// How far apart arrows stand: their places are part of the picture's level of detail, so that they
/// do not swim while the map is dragged, and lie within a factor of √2 of the length named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrowGap {
    /// About 40 pixels.
    Close,
    /// About 80 pixels.
    #[default]
    Medium,
    /// About 160 pixels.
    Wide,
}

impl ArrowGap {
    /// Every gap, closest first.
    pub const ALL: [Self; 3] = [Self::Close, Self::Medium, Self::Wide];

    /// Every how many of the closest places bears an arrow.
    pub const fn step(self) -> u8 {
        match self {
            Self::Close => 1,
            Self::Medium => 2,
            Self::Wide => 4,
        }
    }

    /// Middle of the range, in pixels.
    pub const fn pixels(self) -> f32 {
        40.0 * self.step() as f32
    }
}

/// Lengths in pixels: drawn, blank, drawn, blank.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(from = "DashFile", into = "DashFile")]
pub struct Dash(pub [f32; 4]);

#[derive(serde::Deserialize, serde::Serialize)]
#[serde(untagged)]
enum DashFile {
    Pair([f32; 2]),
    DashDot([f32; 4]),
}

impl From<DashFile> for Dash {
    fn from(file: DashFile) -> Self {
        match file {
            DashFile::Pair([on, off]) => Self([on, off, on, off]),
            DashFile::DashDot(lengths) => Self(lengths),
        }
    }
}

impl From<Dash> for DashFile {
    fn from(dash: Dash) -> Self {
        let [on, off, ..] = dash.0;
        if dash.is_pair() {
            Self::Pair([on, off])
        } else {
            Self::DashDot(dash.0)
        }
    }
}

impl Dash {
    /// Whether both dashes and both gaps are the same.
    pub fn is_pair(self) -> bool {
        let [on, off, second_on, second_off] = self.0;
        on == second_on && off == second_off
    }
}

/// Lines or dots over an area, fixed to the ground.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Hatch {
    /// Colour of lines or dots.
    pub color: Color,
    /// Width of lines, diameter of dots, in pixels.
    pub width: f32,
    /// From line to line in pixels.
    pub spacing: f32,
    /// Which way they run.
    pub pattern: HatchPattern,
}

/// Which way hatch lines run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HatchPattern {
    /// From lower left to upper right.
    Rising,
    /// From upper left to lower right.
    Falling,
    /// Both.
    Crossed,
    /// Level.
    Horizontal,
    /// Upright.
    Vertical,
    /// Level and upright.
    Grid,
    /// Dots, each row shifted by half a spacing.
    Dotted,
}

impl HatchPattern {
    /// Every pattern.
    pub const ALL: [Self; 7] = [
        Self::Rising,
        Self::Falling,
        Self::Crossed,
        Self::Horizontal,
        Self::Vertical,
        Self::Grid,
        Self::Dotted,
    ];

    /// Directions of the ruled lines, counter-clockwise from level in degrees; none for dots.
    pub const fn angles(self) -> &'static [f32] {
        match self {
            Self::Rising => &[45.0],
            Self::Falling => &[135.0],
            Self::Crossed => &[45.0, 135.0],
            Self::Horizontal => &[0.0],
            Self::Vertical => &[90.0],
            Self::Grid => &[0.0, 90.0],
            Self::Dotted => &[],
        }
    }
}

/// A point symbol.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// Its outline.
    pub shape: Shape,
    /// Width and height in pixels.
    pub size: f32,
    /// Inside.
    pub fill: Color,
    /// Rim, outside of the inside.
    pub rim: Color,
    /// Width of the rim in pixels; small symbols have a thinner one.
    #[serde(default = "Marker::default_rim_width")]
    pub rim_width: f32,
    /// Turned clockwise by this many degrees.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub angle: f32,
}

impl Marker {
    const fn default_rim_width() -> f32 {
        1.2
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_zero(value: &f32) -> bool {
    *value == 0.0
}

/// Outlines of point symbols, told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Round.
    Circle,
    /// Round with a dot: a well seen from above.
    Ring,
    /// Point up.
    Triangle,
    /// Point down: water leaving a pipe.
    TriangleDown,
    /// Upright square.
    Square,
    /// Square on its corner.
    Diamond,
    /// Plus sign.
    Cross,
    /// Water drop.
    Drop,
    /// Level above, roof-shaped below.
    Shield,
    /// Half a disc, level above.
    Bowl,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 10] = [
        Self::Circle,
        Self::Ring,
        Self::Triangle,
        Self::TriangleDown,
        Self::Square,
        Self::Diamond,
        Self::Cross,
        Self::Drop,
        Self::Shield,
        Self::Bowl,
    ];

    /// Corners in half sizes, y down; round ones as polygons.
    pub fn corners(self) -> Vec<[f32; 2]> {
        match self {
            Self::Circle | Self::Ring => (0..ROUND_CORNERS)
                .map(|corner| {
                    let turn = std::f32::consts::TAU * corner as f32 / ROUND_CORNERS as f32;
                    [0.92 * turn.cos(), 0.92 * turn.sin()]
                })
                .collect(),
            Self::Triangle => vec![[0.0, -0.95], [0.85, 0.75], [-0.85, 0.75]],
            Self::TriangleDown => vec![[0.0, 0.95], [-0.85, -0.75], [0.85, -0.75]],
            Self::Square => vec![[-0.82, -0.82], [0.82, -0.82], [0.82, 0.82], [-0.82, 0.82]],
            Self::Diamond => vec![[0.0, -1.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]],
            Self::Cross => vec![
                [-0.36, -1.0],
                [0.36, -1.0],
                [0.36, -0.36],
                [1.0, -0.36],
                [1.0, 0.36],
                [0.36, 0.36],
                [0.36, 1.0],
                [-0.36, 1.0],
                [-0.36, 0.36],
                [-1.0, 0.36],
                [-1.0, -0.36],
                [-0.36, -0.36],
            ],
            Self::Drop => vec![
                [0.0, -1.0],
                [0.45, -0.12],
                [0.64, 0.2],
                [0.6, 0.6],
                [0.33, 0.9],
                [0.0, 0.98],
                [-0.33, 0.9],
                [-0.6, 0.6],
                [-0.64, 0.2],
                [-0.45, -0.12],
            ],
            Self::Shield => vec![
                [-0.8, -0.8],
                [0.8, -0.8],
                [0.8, 0.2],
                [0.0, 1.0],
                [-0.8, 0.2],
            ],
            Self::Bowl => (0..=BOWL_CORNERS)
                .map(|corner| {
                    let turn = std::f32::consts::PI * corner as f32 / BOWL_CORNERS as f32;
                    [turn.cos(), turn.sin() - 0.35]
                })
                .collect(),
        }
    }
}

/// Corners of a round symbol.
const ROUND_CORNERS: usize = 20;
/// Corners of the round side of a bowl.
const BOWL_CORNERS: usize = 12;

impl Symbol {
    /// What draws nothing.
    pub const NOTHING: Self = Self {
        fill: None,
        hatch: None,
        outline: None,
        line: None,
        marker: None,
        dark: None,
    };

    /// Whether it draws every geometry that a layer of `kind` may hold.
    pub fn draws(&self, kind: GeometryKind) -> bool {
        let area = self.fill.is_some() || self.hatch.is_some() || self.outline.is_some();
        match kind {
            GeometryKind::Point => self.marker.is_some(),
            GeometryKind::Line => self.line.is_some(),
            GeometryKind::Area => area,
            GeometryKind::LineOrArea => area && self.line.is_some(),
        }
    }

    /// Its strokes, outline first.
    pub fn strokes(&self) -> impl Iterator<Item = &Stroke> {
        self.outline.iter().chain(&self.line)
    }
}
