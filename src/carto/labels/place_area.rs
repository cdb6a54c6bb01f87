//! Places of names inside areas.

use geo::Coord;

use crate::carto::labels::area::{Block, part_in};
use crate::carto::labels::built::{AIR, block_box};
use crate::carto::labels::place::{LEAST_SHARE, Placing, Wanted};
use crate::carto::labels::pole::{self, Pole, Rings};
use crate::carto::labels::{EDGE_PX, TurnedBox};

impl<'a> Placing<'a> {
    pub(super) fn area(&mut self, wanted: &Wanted<'a>, rings: &Rings, pole: Option<Pole>) {
        let of = wanted.of(0, 0);
        if self.kept.contains(&of) {
            return;
        }
        let Some(pole) = pole else { return };
        let (view, style) = (self.ask.view, wanted.style);
        let name: &str = &wanted.feature().name;
        let room = (pole.radius / view.m_per_px) as f32;
        let block = Block::fitting(name, room, style.size, self.measure);
        if wanted.extent < block.size[0] * LEAST_SHARE {
            return;
        }
        let mut anchors = Vec::new();
        // Where it stood at the scale before, while that place shows.
        if let Some(before) = self.before.get(&of)
            && !self.same_scale
            && is_inside(before.anchor, rings)
        {
            anchors.push(before.anchor);
        }
        anchors.push(pole.at);
        let corner = [-block.size[0] / 2.0, -block.size[1] / 2.0];
        let shown = anchors
            .iter()
            .any(|at| self.shows(block_box(&block, corner, self.px(*at))));
        if !shown {
            // The name stands in the part that is seen, wholly within the view.
            let half = [0, 1].map(|axis| {
                view.size_px[axis] / 2.0 - f64::from(block.size[axis] / 2.0 + EDGE_PX + AIR) - 1.0
            });
            let spare = [self.half.x, self.half.y];
            let part = part_in(rings, &view, half).or_else(|| part_in(rings, &view, spare));
            anchors.splice(.., part.map(|part| part.at));
        }
        for anchor in anchors {
            if self.area_at(wanted, (anchor, name), &block, rings) {
                return;
            }
        }
    }

    /// Tries the places around one anchor that still lie in the area.
    fn area_at(
        &mut self,
        wanted: &Wanted<'a>,
        (anchor, name): (Coord<f64>, &str),
        block: &Block,
        rings: &Rings,
    ) -> bool {
        let [width, height] = block.size.map(f64::from);
        let steps = [
            (0.0, 0.0),
            (0.0, -1.2),
            (0.0, 1.2),
            (-0.6, 0.0),
            (0.6, 0.0),
            (0.0, -2.4),
            (0.0, 2.4),
        ];
        let corner = [-block.size[0] / 2.0, -block.size[1] / 2.0];
        let mut hidden = None;
        for (x, y) in steps {
            let shift = Coord {
                x: x * width,
                y: y * height,
            };
            let at = anchor
                + Coord {
                    x: shift.x,
                    y: -shift.y,
                } * self.ask.view.m_per_px;
            // The cheap question first: most places are taken.
            let place = TurnedBox::upright(block_box(block, corner, self.px(at)));
            if !self.taken.is_free(&place) || (x, y) != (0.0, 0.0) && !is_inside(at, rings) {
                continue;
            }
            if self.shows(block_box(block, corner, self.px(at))) {
                let of = (wanted.of(0, 0), at, name);
                if self.first_free(of, block, &[corner], wanted.style) {
                    return true;
                }
            } else {
                hidden.get_or_insert(at);
            }
        }
        hidden.is_some_and(|at| {
            let of = (wanted.of(0, 0), at, name);
            self.first_free(of, block, &[corner], wanted.style)
        })
    }
}

fn is_inside(at: Coord<f64>, rings: &Rings) -> bool {
    pole::signed_distance(at, rings) > 0.0
}
