//! Where the name of a point symbol may stand: close around it, or farther off with a leader.

/// From a point symbol to its name in pixels.
const GAP: f32 = 7.0;
/// From the symbol to a name with a leader, in text heights.
const FAR: [f32; 2] = [2.2, 3.6];
/// A leader begins this far from the middle of the symbol, in pixels.
const LEADER_START: f32 = 5.0;

/// Number of places without a leader.
pub(super) const CLOSE: usize = 8;

/// A place of a name: its upper left corner from the symbol, which side of its lines is level with the
/// others, and the leader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Way {
    pub(super) corner: [f32; 2],
    /// 0 = left, 0.5 = middle, 1 = right.
    pub(super) align: f32,
    pub(super) leader: Option<[[f32; 2]; 2]>,
}

/// The places of a name of `size` pixels, the best one first: right, left, above, below, the four
/// corners, then the same farther off.
pub(super) fn ways(size: [f32; 2], text_size: f32) -> Vec<Way> {
    const SIDES: [[f32; 2]; CLOSE] = [
        [1.0, 0.0],
        [-1.0, 0.0],
        [0.0, -1.0],
        [0.0, 1.0],
        [1.0, -1.0],
        [1.0, 1.0],
        [-1.0, -1.0],
        [-1.0, 1.0],
    ];
    let way = |side: [f32; 2], gap: f32| {
        // Corners are as far from the symbol as sides.
        let gap = if side[0] != 0.0 && side[1] != 0.0 {
            gap * std::f32::consts::FRAC_1_SQRT_2
        } else {
            gap
        };
        let corner = [0, 1].map(|axis| match side[axis] {
            step if step > 0.0 => gap,
            step if step < 0.0 => -gap - size[axis],
            _ => -size[axis] / 2.0,
        });
        Way {
            corner,
            align: (1.0 - side[0]) / 2.0,
            leader: None,
        }
    };
    let close = SIDES.map(|side| way(side, GAP));
    let far = FAR.into_iter().flat_map(|far| {
        SIDES.map(|side| {
            let way = way(side, far * text_size);
            // To the nearest place of the name's box.
            let to =
                [0, 1].map(|axis| 0.0_f32.clamp(way.corner[axis], way.corner[axis] + size[axis]));
            let length = to[0].hypot(to[1]).max(1.0);
            let from = to.map(|part| part / length * LEADER_START);
            Way {
                leader: Some([from, to]),
                ..way
            }
        })
    });
    close.into_iter().chain(far).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_covers_the_symbol_and_leaders_end_at_the_name() {
        let size = [60.0, 14.0];
        let ways = ways(size, 11.0);
        assert_eq!(ways.len(), CLOSE * 3);
        for (index, way) in ways.iter().enumerate() {
            let [left, top] = way.corner;
            let covers = left < 4.0 && left + size[0] > -4.0 && top < 4.0 && top + size[1] > -4.0;
            assert!(!covers, "{way:?}");
            assert_eq!(way.leader.is_some(), index >= CLOSE);
            if let Some([from, to]) = way.leader {
                assert!((left..=left + size[0]).contains(&to[0]));
                assert!((top..=top + size[1]).contains(&to[1]));
                assert!(from[0].hypot(from[1]) < to[0].hypot(to[1]));
            }
        }
    }
}
