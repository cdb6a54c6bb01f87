//! Names of features on a sheet. What is named where is decided by [`labels::place`]; here candidates
//! are gathered for a page and measured with the page's fonts.

use geo::Coord;

use crate::carto::display::build::MapSource;
use crate::carto::display::frame::MapFrame;
use crate::carto::display::{MM_PER_PX, Mm, MmBox};
use crate::carto::labels::{self, Candidate, PixelBox};
use crate::carto::scene::SceneLayer;
use crate::carto::sheet::pen::{Board, Type};
use crate::carto::style::{LabelStyle, Theme};
use crate::carto::typeface::Faces;

/// Candidates of one layer at most; the largest features come first.
const MAX_PER_LAYER: usize = 220;
/// An area or line is named when it is at least this share of its name's width.
const LEAST_SHARE: f32 = 0.55;
/// Free room around each name, in millimetres.
const AIR_MM: f32 = 0.7;
/// From the edge of the map.
const EDGE_MM: f32 = 1.0;
/// From a point's middle to its name.
const POINT_GAP_MM: f32 = 1.9;
const HALO_MM: f32 = 0.32;
/// Of the height of a text, how much lies above its baseline.
const ASCENT: f32 = 0.88;

/// A name in its place.
pub(super) struct PlacedName {
    text: Box<str>,
    /// Upper left corner.
    corner: Mm,
    style: LabelStyle,
}

/// A name on its way to a place.
struct Wanted {
    text: Box<str>,
    places: Vec<Mm>,
    style: LabelStyle,
}

/// Chooses names for the map of `source` in `frame`, beside what is `taken`.
pub(super) fn place(
    source: &MapSource<'_>,
    frame: &MapFrame,
    faces: &Faces,
    taken: &[MmBox],
) -> Vec<PlacedName> {
    let mut gathered = Gathered {
        frame,
        faces,
        taken,
        names: Vec::new(),
        candidates: Vec::new(),
    };
    // Top layer first, as on the screen: of two equal names the upper one's wins.
    for shown in source.shown.iter().rev() {
        let style = source
            .styles
            .layer(shown.layer)
            .and_then(|style| style.label);
        if let (Some(layer), Some(style)) = (source.scene.layer(shown.layer), style)
            && shown.opacity > 0.0
            && frame.denominator <= style.max_denominator
        {
            gathered.layer(layer, style);
        }
    }
    let Gathered {
        names, candidates, ..
    } = gathered;
    names
        .into_iter()
        .zip(labels::place(&candidates, taken))
        .filter_map(|(name, slot)| {
            Some(PlacedName {
                corner: *name.places.get(slot?)?,
                text: name.text,
                style: name.style,
            })
        })
        .collect()
}

/// Draws the names.
pub(super) fn draw(board: &mut Board<'_>, source: &MapSource<'_>, names: &[PlacedName]) {
    let halo = source.styles.canvas(Theme::Light).halo;
    for name in names {
        let size = name.style.size * MM_PER_PX;
        let at = [name.corner[0], name.corner[1] + size * ASCENT];
        let look = Type::new(size).in_color(name.style.color);
        board.run(at, &name.text, look, Some((halo, HALO_MM)));
    }
}

struct Gathered<'a> {
    frame: &'a MapFrame,
    faces: &'a Faces,
    taken: &'a [MmBox],
    names: Vec<Wanted>,
    candidates: Vec<Candidate>,
}

impl Gathered<'_> {
    fn layer(&mut self, layer: &SceneLayer, style: LabelStyle) {
        let size = style.size * MM_PER_PX;
        let mut found: Vec<(f32, usize)> = layer
            .in_box(self.frame.metric_bounds(0.0))
            .filter(|index| !layer.features[*index].name.is_empty())
            .map(|index| {
                let bounds = layer.feature_bounds(index);
                let extent = bounds.width().max(bounds.height()) / self.frame.m_per_mm;
                (extent as f32, index)
            })
            // The shortest names have two characters; smaller features cannot bear one.
            .filter(|(extent, _)| *extent == 0.0 || *extent >= size * 2.0 * LEAST_SHARE)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(MAX_PER_LAYER);
        for (extent, index) in found {
            self.feature(layer, (extent, index), style);
        }
    }

    fn feature(&mut self, layer: &SceneLayer, (extent, index): (f32, usize), style: LabelStyle) {
        let feature = &layer.features[index];
        let height = style.size * MM_PER_PX;
        let width = self.faces.width_em(&feature.name, false) * height;
        let is_point = feature.geometry.vertices() == 1;
        if !is_point && extent < width * LEAST_SHARE {
            return;
        }
        let Some(at) = self.anchor(layer, index) else {
            return;
        };
        let size = [width, height * 1.15];
        let mut places: Vec<Mm> = if is_point {
            beside(at, size)
        } else {
            around(at, size)
        };
        if !is_point
            && places
                .first()
                .is_some_and(|first| !self.shows(*first, size))
        {
            places.insert(0, self.slid(places[0], size));
        }
        places.retain(|place| self.shows(*place, size));
        if places.is_empty() {
            return;
        }
        self.candidates.push(Candidate {
            priority: style.priority,
            weight: extent,
            places: places.iter().map(|place| aired(*place, size)).collect(),
        });
        self.names.push(Wanted {
            text: feature.name.clone(),
            places,
            style,
        });
    }

    /// Where a name belongs: the feature's own place if it is in the frame, else that of its part inside.
    fn anchor(&self, layer: &SceneLayer, index: usize) -> Option<Mm> {
        let geometry = layer.features[index].geometry.unpack();
        let anchor: Coord<f64> = labels::anchor(&geometry)?;
        let at = self.frame.to_page(anchor);
        let [left, top, right, bottom] = self.frame.place;
        let inside = (left..=right).contains(&at[0]) && (top..=bottom).contains(&at[1]);
        inside.then_some(at)
    }

    fn shows(&self, place: Mm, size: [f32; 2]) -> bool {
        let [left, top, right, bottom] = self.frame.place;
        let own = aired(place, size);
        own[0] >= left + EDGE_MM
            && own[1] >= top + EDGE_MM
            && own[2] <= right - EDGE_MM
            && own[3] <= bottom - EDGE_MM
            && !self.taken.iter().any(|taken| labels::meet(*taken, own))
    }

    /// Moved just into the frame.
    fn slid(&self, place: Mm, size: [f32; 2]) -> Mm {
        let [left, top, right, bottom] = self.frame.place;
        let spare = EDGE_MM + AIR_MM + 0.01;
        [
            place[0].min(right - size[0] - spare).max(left + spare),
            place[1].min(bottom - size[1] - spare).max(top + spare),
        ]
    }
}

fn aired([x, y]: Mm, [width, height]: [f32; 2]) -> PixelBox {
    [
        x - AIR_MM,
        y - AIR_MM,
        x + width + AIR_MM,
        y + height + AIR_MM,
    ]
}

/// Right, left, above, below.
fn beside([x, y]: Mm, [width, height]: [f32; 2]) -> Vec<Mm> {
    let middle = y - height / 2.0;
    vec![
        [x + POINT_GAP_MM, middle],
        [x - POINT_GAP_MM - width, middle],
        [x - width / 2.0, y - POINT_GAP_MM - height],
        [x - width / 2.0, y + POINT_GAP_MM],
    ]
}

/// On the middle, or a little above or below it.
fn around([x, y]: Mm, [width, height]: [f32; 2]) -> Vec<Mm> {
    [0.0, -1.0, 1.0]
        .into_iter()
        .map(|step| [x - width / 2.0, y - height / 2.0 + step * height])
        .collect()
}
