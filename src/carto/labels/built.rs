//! Labels out of texts and places, and what they cover.

use geo::Coord;

use crate::carto::labels::area::Block;
use crate::carto::labels::point::Way;
use crate::carto::labels::{Label, LabelOf, PixelBox, TextRun, TurnedBox};
use crate::carto::style::LabelStyle;

/// Free pixels around each name, and around each glyph of one that follows a line.
pub(super) const AIR: f32 = 2.5;
const GLYPH_AIR: f32 = 1.0;
/// Height of a glyph over its text height.
pub(super) const GLYPH_HEIGHT: f32 = 1.12;

/// A box `by` pixels farther right and down.
pub(super) fn shifted(own: PixelBox, by: [f32; 2]) -> PixelBox {
    [
        own[0] + by[0],
        own[1] + by[1],
        own[2] + by[0],
        own[3] + by[1],
    ]
}

/// What a block covers with its upper left `corner` from `at`.
pub(super) fn block_box(block: &Block, corner: [f32; 2], at: [f32; 2]) -> PixelBox {
    let [left, top] = [at[0] + corner[0], at[1] + corner[1]];
    [
        left - AIR,
        top - AIR,
        left + block.size[0] + AIR,
        top + block.size[1] + AIR,
    ]
}

pub(super) fn block_label(
    (of, anchor, name): (LabelOf, Coord<f64>, &str),
    block: &Block,
    way: Way,
    number: u8,
    style: LabelStyle,
) -> Label {
    let height = block.size[1] / block.lines.len().max(1) as f32;
    let [left, top] = way.corner;
    let runs = (0_u8..)
        .zip(&block.lines)
        .map(|(row, (line, width))| TextRun {
            text: line.as_str().into(),
            middle: [
                left + (block.size[0] - width) * way.align + width / 2.0,
                top + height * (f32::from(row) + 0.5),
            ],
            width: *width,
            angle: 0.0,
        })
        .collect();
    Label {
        of,
        name: name.into(),
        anchor,
        runs,
        leader: way.leader,
        size: style.size,
        color: style.color,
        way: number,
        boxes: vec![TurnedBox::upright(block_box(block, way.corner, [0.0; 2]))],
    }
}

pub(super) fn curved_label(
    (of, anchor, name): (LabelOf, Coord<f64>, &str),
    mut runs: Vec<TextRun>,
    at: Coord<f64>,
    number: u8,
    style: LabelStyle,
) -> Label {
    for run in &mut runs {
        run.middle = [run.middle[0] - at.x as f32, run.middle[1] - at.y as f32];
    }
    let boxes = runs
        .iter()
        .map(|run| TurnedBox {
            middle: run.middle,
            half: [
                run.width / 2.0 + GLYPH_AIR,
                style.size * GLYPH_HEIGHT / 2.0 + GLYPH_AIR,
            ],
            angle: run.angle,
        })
        .collect();
    Label {
        of,
        name: name.into(),
        anchor,
        runs,
        leader: None,
        size: style.size,
        color: style.color,
        way: number,
        boxes,
    }
}
