//! Names of features on a sheet. What is named where is decided by [`labels::place`], as on the screen;
//! here it is asked for a page, measured with the page's fonts, and put on paper.

use crate::carto::display::build::MapSource;
use crate::carto::display::frame::MapFrame;
use crate::carto::display::{MM_PER_PX, Mm, MmBox};
use crate::carto::labels::{self, Ask, Label, Measure, PixelBox, Shapes, View};
use crate::carto::sheet::pen::{Board, Type};
use crate::carto::style::Theme;
use crate::carto::typeface::Faces;
use crate::domain::Layer;

const HALO_MM: f32 = 0.32;
const LEADER_MM: f32 = 0.18;
/// From the middle of a line box to the baseline, in heights of the text.
const BELOW_MIDDLE: f32 = 0.36;
const LINE_HEIGHT: f32 = 1.2;

/// The page's fonts; pixels are those of 96 dpi, on paper too.
struct PageFonts<'a>(&'a Faces);

impl Measure for PageFonts<'_> {
    fn advance(&self, char: char, size: f32) -> f32 {
        self.0.width_em(char.encode_utf8(&mut [0; 4]), false) * size
    }

    fn line_height(&self, size: f32) -> f32 {
        size * LINE_HEIGHT
    }
}

/// Chooses names for the map of `source` in `frame`, beside what is `taken`.
pub(super) fn place(
    source: &MapSource<'_>,
    frame: &MapFrame,
    faces: &Faces,
    taken: &[MmBox],
) -> Vec<Label> {
    let [left, top, right, bottom] = frame.place;
    let middle = [f32::midpoint(left, right), f32::midpoint(top, bottom)];
    let size_px = [right - left, bottom - top].map(|side| f64::from(side / MM_PER_PX));
    let to_px = |[a, b, c, d]: MmBox| -> PixelBox {
        let px = |side: f32, middle: f32| (side - middle) / MM_PER_PX;
        [
            px(a, middle[0]),
            px(b, middle[1]),
            px(c, middle[0]),
            px(d, middle[1]),
        ]
    };
    let reserved: Vec<PixelBox> = taken.iter().copied().map(to_px).collect();
    // Top layer first, as on the screen: of two equal names the upper one's wins.
    let shown = source
        .shown
        .iter()
        .rev()
        .filter(|shown| shown.opacity > 0.0);
    let layers: Vec<Layer> = shown.map(|shown| shown.layer).collect();
    let ask = Ask {
        scene: source.scene,
        styles: source.styles,
        layers: &layers,
        view: View {
            center: frame.center,
            m_per_px: frame.m_per_mm * f64::from(MM_PER_PX),
            size_px,
        },
        reserved: &reserved,
        previous: None,
    };
    let mut placed = labels::place(&ask, &PageFonts(faces), &mut Shapes::default()).labels;
    // Screens keep names in store beyond their edge; a page has none to show later.
    let half = size_px.map(|side| side as f32 / 2.0 - labels::EDGE_PX);
    placed.retain(|label| {
        let at = ask.view.to_px(label.anchor);
        let [left, top, right, bottom] = label.bounds();
        let (x, y) = (at.x as f32, at.y as f32);
        x + left >= -half[0] && x + right <= half[0] && y + top >= -half[1] && y + bottom <= half[1]
    });
    placed
}

/// Draws the names.
pub(super) fn draw(
    board: &mut Board<'_>,
    (source, frame): (&MapSource<'_>, &MapFrame),
    names: &[Label],
) {
    let halo = source.styles.canvas(Theme::Light).halo;
    for name in names {
        let anchor = frame.to_page(name.anchor);
        let on_page =
            |[x, y]: [f32; 2]| -> Mm { [anchor[0] + x * MM_PER_PX, anchor[1] + y * MM_PER_PX] };
        if let Some([from, to]) = name.leader {
            board.line(on_page(from), on_page(to), name.color, LEADER_MM);
        }
        let size = name.size * MM_PER_PX;
        let look = Type::new(size).in_color(name.color);
        for run in &name.runs {
            // From the middle of the line box to the left end of the baseline, turned with the text.
            let (sin, cos) = run.angle.sin_cos();
            let (dx, dy) = (-run.width / 2.0, name.size * BELOW_MIDDLE);
            let [x, y] = run.middle;
            let start = on_page([x + dx * cos - dy * sin, y + dx * sin + dy * cos]);
            board.turned(
                (start, run.angle.to_degrees()),
                &run.text,
                look,
                Some((halo, HALO_MM)),
            );
        }
    }
}
