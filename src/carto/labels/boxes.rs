//! Turned boxes, whether they meet, and a grid of those that are taken.

use std::collections::BTreeMap;

use crate::carto::labels::PixelBox;

/// A box turned around its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TurnedBox {
    /// Its middle in pixels, y down.
    pub middle: [f32; 2],
    /// Half of its width and height before it is turned.
    pub half: [f32; 2],
    /// Clockwise turn in radians.
    pub angle: f32,
}

impl TurnedBox {
    /// An upright box.
    pub fn upright([left, top, right, bottom]: PixelBox) -> Self {
        Self {
            middle: [f32::midpoint(left, right), f32::midpoint(top, bottom)],
            half: [(right - left) / 2.0, (bottom - top) / 2.0],
            angle: 0.0,
        }
    }

    /// The same box `by` pixels farther right and down.
    pub fn moved(&self, by: [f32; 2]) -> Self {
        Self {
            middle: [self.middle[0] + by[0], self.middle[1] + by[1]],
            ..*self
        }
    }

    /// The upright box around it.
    pub fn bounds(&self) -> PixelBox {
        let (sin, cos) = self.angle.sin_cos();
        let reach_x = self.half[0] * cos.abs() + self.half[1] * sin.abs();
        let reach_y = self.half[0] * sin.abs() + self.half[1] * cos.abs();
        let [x, y] = self.middle;
        [x - reach_x, y - reach_y, x + reach_x, y + reach_y]
    }

    /// Whether it shares more than an edge with `other`.
    pub fn meets(&self, other: &Self) -> bool {
        let apart = [
            other.middle[0] - self.middle[0],
            other.middle[1] - self.middle[1],
        ];
        let reach = self.half[0].hypot(self.half[1]) + other.half[0].hypot(other.half[1]);
        if apart[0] * apart[0] + apart[1] * apart[1] >= reach * reach {
            return false;
        }
        // Two boxes are apart when they are so along one of their four sides.
        [self.angle, other.angle].into_iter().all(|angle| {
            let (sin, cos) = angle.sin_cos();
            [[cos, sin], [-sin, cos]].into_iter().all(|axis| {
                let between = (apart[0] * axis[0] + apart[1] * axis[1]).abs();
                between < self.along(axis) + other.along(axis)
            })
        })
    }

    /// How far it reaches from its middle along `axis`.
    fn along(&self, axis: [f32; 2]) -> f32 {
        let (sin, cos) = self.angle.sin_cos();
        self.half[0] * (cos * axis[0] + sin * axis[1]).abs()
            + self.half[1] * (cos * axis[1] - sin * axis[0]).abs()
    }
}

/// Taken boxes in a coarse grid.
#[derive(Debug, Default)]
pub struct Occupied {
    boxes: Vec<TurnedBox>,
    cells: BTreeMap<(i32, i32), Vec<u32>>,
}

const CELL: f32 = 96.0;

impl Occupied {
    /// Takes the room of `taken`.
    pub fn insert(&mut self, taken: TurnedBox) {
        let index = self.boxes.len() as u32;
        for cell in cells(taken.bounds()) {
            self.cells.entry(cell).or_default().push(index);
        }
        self.boxes.push(taken);
    }

    /// Whether `wanted` meets nothing that is taken.
    pub fn is_free(&self, wanted: &TurnedBox) -> bool {
        cells(wanted.bounds()).all(|cell| {
            self.cells.get(&cell).is_none_or(|there| {
                there
                    .iter()
                    .all(|index| !self.boxes[*index as usize].meets(wanted))
            })
        })
    }
}

fn cells([left, top, right, bottom]: PixelBox) -> impl Iterator<Item = (i32, i32)> {
    let index = |value: f32| (value / CELL).floor() as i32;
    let columns = index(left)..=index(right);
    (index(top)..=index(bottom))
        .flat_map(move |row| columns.clone().map(move |column| (column, row)))
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_4;

    use super::*;

    #[test]
    fn boxes_that_share_an_edge_do_not_meet() {
        let left = TurnedBox::upright([0.0, 0.0, 10.0, 10.0]);
        let right = TurnedBox::upright([10.0, 0.0, 20.0, 10.0]);
        assert!(!left.meets(&right));
        assert!(left.meets(&right.moved([-0.5, 0.0])));
    }

    #[test]
    fn a_turned_box_fits_where_the_upright_box_around_it_would_not() {
        let turned = TurnedBox {
            middle: [0.0, 0.0],
            half: [20.0, 2.0],
            angle: FRAC_PI_4,
        };
        let corner = TurnedBox::upright([6.0, -14.0, 14.0, -6.0]);
        assert!(!turned.meets(&corner), "it runs the other way");
        assert!(turned.meets(&corner.moved([0.0, 20.0])));
        let mut taken = Occupied::default();
        taken.insert(turned);
        assert!(taken.is_free(&corner) && !taken.is_free(&corner.moved([0.0, 20.0])));
    }
}
