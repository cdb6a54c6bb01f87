//! The location map: the whole project in thin lines, with a red frame where the map lies.

use crate::carto::color::Color;
use crate::carto::display::build::{MapSource, ShownLayer, build};
use crate::carto::display::frame::{MapFrame, View};
use crate::carto::display::{Group, Item, MmBox, Pen};
use crate::carto::sheet::pen::WHITE;
use crate::domain::{Cancelled, Layer, Progress};

/// What gives a place its look, bottom to top.
const LAYERS: [Layer; 3] = [Layer::AdminArea, Layer::Lake, Layer::River];
const LINE_MM: f32 = 0.1;
const FRAME_MM: f32 = 0.35;
const FRAME_RED: Color = Color::rgb(0xD7, 0x19, 0x1C);
/// Lines deviate by no more than this; the map is small.
const TOLERANCE_MM: f64 = 0.12;
/// A frame that reaches beyond the location map stays this far inside of its edge.
const EDGE_MM: f32 = 0.6;
/// A frame smaller than this is drawn as large as this, so that it is seen.
const SMALLEST_MM: f32 = 1.6;

/// The location map in `place`.
pub(super) fn draw(
    source: &MapSource<'_>,
    map: &MapFrame,
    place: MmBox,
    progress: &Progress,
) -> Result<Group, Cancelled> {
    let shown = LAYERS.map(|layer| ShownLayer {
        layer,
        opacity: 1.0,
    });
    let frame = MapFrame::new(source.scene, place, View::Full);
    let own = MapSource {
        shown: &shown,
        ..*source
    };
    let content = build(&own, &frame, TOLERANCE_MM, progress)?;
    let mut items = vec![Item::filled_box(place, WHITE)];
    for group in content.groups {
        items.extend(group.items.into_iter().map(thin));
    }
    let bounds = map.metric_bounds(0.0);
    let [low, high] = [bounds.min(), bounds.max()].map(|corner| frame.to_page(corner));
    let grown = |a: f32, b: f32| {
        let spare = (SMALLEST_MM - (b - a)).max(0.0) / 2.0;
        (a - spare, b + spare)
    };
    let (left, right) = grown(low[0], high[0]);
    let (top, bottom) = grown(high[1], low[1]);
    let pen = Pen::solid(FRAME_RED, FRAME_MM);
    let inside = [
        left.max(place[0] + EDGE_MM),
        top.max(place[1] + EDGE_MM),
        right.min(place[2] - EDGE_MM),
        bottom.min(place[3] - EDGE_MM),
    ];
    if inside[0] < inside[2] && inside[1] < inside[3] {
        items.push(Item::boxed(inside, pen));
    }
    Ok(Group {
        id: "location".to_owned(),
        label: "位置示意图".to_owned(),
        clip: Some(place),
        items,
    })
}

fn thin(item: Item) -> Item {
    match item {
        Item::Stroke { path, pen } => Item::Stroke {
            path,
            pen: Pen {
                width_mm: LINE_MM,
                dash_mm: None,
                ..pen
            },
        },
        other => other,
    }
}
