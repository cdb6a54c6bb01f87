//! Places of names along rivers and line zones.

use geo::Coord;

use crate::carto::labels::along::{Glyphs, Path, Stretch};
use crate::carto::labels::area::Block;
use crate::carto::labels::built::{GLYPH_HEIGHT, curved_label, shifted};
use crate::carto::labels::place::{LEAST_SHARE, Placing, Wanted};
use crate::carto::labels::wrap::is_wide;
use crate::carto::labels::{Label, LabelOf};
use crate::carto::style::StyleSheet;

/// Along a line its name comes again after this many pixels.
const REPEAT_PX: f64 = 520.0;
/// The same name of another piece of the same river keeps this far, in pixels.
const SAME_NAME_PX: f32 = 240.0;
/// Steps along a line in search of a place, in text heights.
const STEP: f64 = 1.5;
/// Chinese text along a line is set a little apart, in text heights.
const SPREAD: f32 = 0.14;
/// Room between a line and the text above it, in pixels.
const ABOVE_LINE: f64 = 1.5;

impl<'a> Placing<'a> {
    pub(super) fn line(&mut self, wanted: &Wanted<'a>, part: u32, line: &[Coord<f64>]) {
        let view = &self.ask.view;
        let Some(path) = Path::new(line.iter().map(|at| view.to_px(*at)).collect()) else {
            return;
        };
        let stretches = path.within(self.half);
        if stretches.is_empty() {
            return;
        }
        let name: &str = &wanted.feature().name;
        let advances = self.advances(name, wanted.style.size);
        let glyphs = Glyphs {
            advances: &advances,
            size: wanted.style.size,
        };
        let length = glyphs.length();
        if path.length() < length {
            if path.length() >= length * f64::from(LEAST_SHARE) {
                self.beside_short_line(wanted, part, &path);
            }
            return;
        }
        let (middle, most) = (path.length() / 2.0, path.length() - length / 2.0);
        let last = (middle / REPEAT_PX) as i32;
        for repeat in -last..=last {
            let slot = middle + f64::from(repeat) * REPEAT_PX;
            let low = (slot - REPEAT_PX / 2.0).max(length / 2.0);
            let high = (slot + REPEAT_PX / 2.0).min(most);
            let in_reach = stretches
                .iter()
                .any(|stretch| stretch[0] <= high && stretch[1] >= low);
            let of = wanted.of(part, repeat);
            if low <= high && in_reach && !self.kept.contains(&of) {
                let slot = slot.clamp(low, high);
                self.along(wanted, of, &path, glyphs, [low, slot, high]);
            }
        }
    }

    /// One name along `path`, as near to the middle of the three ways as it can stand.
    fn along(
        &mut self,
        wanted: &Wanted<'a>,
        of: LabelOf,
        path: &Path,
        glyphs: Glyphs<'_>,
        [low, slot, high]: [f64; 3],
    ) {
        let view = self.ask.view;
        let size = f64::from(glyphs.size);
        let name: &str = &wanted.feature().name;
        let before = self.before.get(&of).map(|label| (label.anchor, label.way));
        let start = before.map_or(slot, |(anchor, _)| {
            path.nearest(view.to_px(anchor)).clamp(low, high)
        });
        let lift = size * f64::from(GLYPH_HEIGHT) / 2.0
            + ABOVE_LINE
            + f64::from(line_width(self.ask.styles, wanted)) / 2.0;
        let mut lifts = [(0_u8, lift), (1, -lift), (2, 0.0)];
        if let Some((_, way)) = before {
            lifts.sort_by_key(|(number, _)| *number != way);
        }
        let mut hidden: Option<(Label, [f32; 2])> = None;
        for way in outwards(start, low, high, size * STEP) {
            let at = path.at(way);
            if at.x.abs() > self.half.x
                || at.y.abs() > self.half.y
                || self.is_near_same(of, name, at)
            {
                continue;
            }
            let Some(stretch) = Stretch::new(path, way, glyphs) else {
                continue;
            };
            for (number, lift) in lifts {
                let Some(runs) = stretch.set(glyphs, lift) else {
                    continue;
                };
                let label =
                    curved_label((of, view.to_map(at), name), runs, at, number, wanted.style);
                let at = [at.x as f32, at.y as f32];
                if !label
                    .boxes
                    .iter()
                    .all(|own| self.taken.is_free(&own.moved(at)))
                {
                    continue;
                }
                if self.shows(shifted(label.bounds(), at)) {
                    self.take(label, at);
                    return;
                }
                hidden.get_or_insert((label, at));
            }
        }
        if let Some((label, at)) = hidden {
            self.take(label, at);
        }
    }

    /// The name of a line that is too short to bear it stands level above, below or on its middle.
    fn beside_short_line(&mut self, wanted: &Wanted<'a>, part: u32, path: &Path) {
        let of = wanted.of(part, 0);
        let name: &str = &wanted.feature().name;
        let at = path.at(path.length() / 2.0);
        if self.kept.contains(&of) || self.is_near_same(of, name, at) {
            return;
        }
        let anchor = self.ask.view.to_map(at);
        let block = Block::new(name, 1, wanted.style.size, self.measure);
        let [width, height] = block.size;
        let tops = [-height - 4.0, 4.0, -height / 2.0];
        self.first_free(
            (of, anchor, name),
            &block,
            &tops.map(|top| [-width / 2.0, top]),
            wanted.style,
        );
    }

    /// Whether the same name stands near on another piece of the same river.
    fn is_near_same(&self, of: LabelOf, name: &str, at: Coord<f64>) -> bool {
        self.texts
            .get(&of.layer)
            .and_then(|texts| texts.get(name))
            .is_some_and(|places| {
                places
                    .iter()
                    .any(|[x, y]| (x - at.x as f32).hypot(y - at.y as f32) < SAME_NAME_PX)
            })
    }

    /// Each glyph with its advance.
    fn advances(&self, name: &str, size: f32) -> Vec<(char, f32)> {
        let spread = |char: char| if is_wide(char) { SPREAD * size } else { 0.0 };
        let advance = |char| self.measure.advance(char, size) + spread(char);
        name.chars().map(|char| (char, advance(char))).collect()
    }
}

/// Width in pixels of the line that is named.
fn line_width(styles: &StyleSheet, wanted: &Wanted<'_>) -> f32 {
    styles
        .layer(wanted.layer.layer)
        .and_then(|style| {
            let category = usize::from(wanted.feature().category);
            style.symbol(category).line
        })
        .map_or(1.0, |line| line.width)
}

/// `start`, then places alternately before and after it, ever farther off, from `low` to `high`.
fn outwards(start: f64, low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let most = ((high - low) / step).ceil().clamp(0.0, 64.0) as i32;
    std::iter::once(start)
        .chain((1..=most).flat_map(move |count| {
            let off = f64::from(count) * step;
            [start - off, start + off]
        }))
        .filter(move |way| (low..=high).contains(way))
}
