//! Which stretches of a chunk's indices are in sight: near views hold little of a chunk, and corners of
//! what is out of sight cost as much as those of what is drawn.

use std::ops::Range;

/// Indices per block, about: small enough to leave out most of what is not seen, large enough that
/// looking at the blocks costs nothing beside drawing them.
const INDICES: usize = 384;

/// A box in local metres: west, south, east, north.
pub(super) type LocalBox = [f32; 4];

/// What a stretch of indices draws lies in `bounds`, apart from widths in pixels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    bounds: LocalBox,
    indices: Range<u32>,
}

/// Blocks of separate triangles whose corners are at `at`; `step` indices belong together.
pub(super) fn of_triangles(
    indices: &[u32],
    step: usize,
    at: impl Fn(u32) -> [f32; 2],
) -> Vec<Block> {
    let size = INDICES.next_multiple_of(step);
    let starts = (0_u32..).step_by(size);
    indices
        .chunks(size)
        .zip(starts)
        .map(|(part, start)| Block {
            bounds: part.iter().map(|index| at(*index)).fold(NOTHING, grown),
            indices: start..start + part.len() as u32,
        })
        .collect()
}

/// Blocks of strips with two indices per point. A block inside of a strip ends with the point with
/// which the next one begins.
pub(super) fn of_strips(indices: &[u32], end: u32, at: impl Fn(u32) -> [f32; 2]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < indices.len() {
        let length = strip_length(&indices[start..], end);
        let mut stop = start + length;
        if length < INDICES {
            // Short strips share a block.
            while stop + 1 < indices.len() && stop - start < INDICES {
                let next = strip_length(&indices[stop + 1..], end);
                if stop + 1 + next - start > 2 * INDICES {
                    break;
                }
                stop += 1 + next;
            }
            blocks.push(strip_block(indices, start..stop, end, &at));
        } else {
            let mut from = start;
            while from + 2 < stop || from == start {
                let to = (from + INDICES).min(stop - 2) + 2;
                blocks.push(strip_block(indices, from..to, end, &at));
                from = to - 2;
            }
        }
        start = stop + 1;
    }
    blocks
}

fn strip_length(indices: &[u32], end: u32) -> usize {
    indices
        .iter()
        .position(|index| *index == end)
        .unwrap_or(indices.len())
}

fn strip_block(
    indices: &[u32],
    range: Range<usize>,
    end: u32,
    at: &impl Fn(u32) -> [f32; 2],
) -> Block {
    let points = indices[range.clone()].iter().filter(|index| **index != end);
    Block {
        bounds: points.map(|index| at(*index)).fold(NOTHING, grown),
        indices: range.start as u32..range.end as u32,
    }
}

const NOTHING: LocalBox = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];

fn grown(bounds: LocalBox, [x, y]: [f32; 2]) -> LocalBox {
    [
        bounds[0].min(x),
        bounds[1].min(y),
        bounds[2].max(x),
        bounds[3].max(y),
    ]
}

/// The stretches of indices that may be seen in `view`; neighbours are one.
pub(super) fn seen(blocks: &[Block], view: LocalBox) -> impl Iterator<Item = Range<u32>> {
    let meets = move |block: &&Block| {
        let bounds = block.bounds;
        bounds[0] <= view[2] && view[0] <= bounds[2] && bounds[1] <= view[3] && view[1] <= bounds[3]
    };
    let mut rest = blocks.iter().filter(meets).peekable();
    std::iter::from_fn(move || {
        let mut range = rest.next()?.indices.clone();
        while let Some(next) = rest.next_if(|next| next.indices.start <= range.end + 1) {
            range.end = next.indices.end;
        }
        Some(range)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const END: u32 = u32::MAX;

    /// Strips along a zigzag from west to east, point `n` at x = n; two indices per point.
    fn strips(lengths: &[usize]) -> Vec<u32> {
        let mut indices = Vec::new();
        let mut point = 0;
        for length in lengths {
            if !indices.is_empty() {
                indices.push(END);
            }
            for _ in 0..*length {
                indices.extend([2 * point, 2 * point + 1]);
                point += 1;
            }
        }
        indices
    }

    fn at(index: u32) -> [f32; 2] {
        [(index / 2) as f32, (index / 2 % 7) as f32]
    }

    /// The segments that a stretch of a strip draws, by their first point.
    fn segments(indices: &[u32]) -> Vec<u32> {
        let pairs: Vec<&[u32]> = indices.split(|index| *index == END).collect();
        pairs
            .iter()
            .flat_map(|strip| strip.chunks(2).zip(strip.chunks(2).skip(1)))
            .map(|(from, _)| from[0] / 2)
            .collect()
    }

    proptest! {
        #[test]
        fn every_segment_in_sight_is_drawn_once(
            lengths in prop::collection::vec(2_usize..900, 1..12),
            from in 0_f32..3000.0,
            width in 1_f32..2000.0,
        ) {
            let indices = strips(&lengths);
            let blocks = of_strips(&indices, END, at);
            let view = [from, -1.0, from + width, 8.0];
            let mut drawn: Vec<u32> = seen(&blocks, view)
                .flat_map(|range| segments(&indices[range.start as usize..range.end as usize]))
                .collect();
            let all = segments(&indices);
            let count = drawn.len();
            drawn.sort_unstable();
            drawn.dedup();
            prop_assert_eq!(drawn.len(), count, "a segment is drawn twice");
            for segment in &all {
                let (start, end) = (*segment as f32, *segment as f32 + 1.0);
                if end >= from && start <= from + width {
                    prop_assert!(drawn.binary_search(segment).is_ok(), "{segment} is missing");
                }
            }
            // Most of what is out of sight is left out.
            let wanted = all.iter().filter(|start| {
                **start as f32 + 1.0 >= from && **start as f32 <= from + width
            }).count();
            prop_assert!(count <= wanted + 2 * INDICES);
        }

        #[test]
        fn every_triangle_in_sight_is_drawn_once(
            count in 1_usize..2000,
            from in 0_f32..2000.0,
            width in 1_f32..500.0,
        ) {
            let indices: Vec<u32> = (0..count as u32 * 3).collect();
            let place = |index: u32| [(index / 3) as f32 + 0.3 * (index % 3) as f32, 0.0];
            let blocks = of_triangles(&indices, 3, place);
            let drawn: Vec<u32> = seen(&blocks, [from, -1.0, from + width, 1.0]).flatten().collect();
            prop_assert!(drawn.is_sorted() && drawn.len().is_multiple_of(3));
            for triangle in 0..count as u32 {
                let (start, end) = (triangle as f32, triangle as f32 + 0.6);
                if end >= from && start <= from + width {
                    prop_assert!(drawn.binary_search(&(triangle * 3)).is_ok());
                }
            }
        }
    }

    #[test]
    fn what_is_wholly_in_sight_is_one_stretch() {
        let indices = strips(&[5, 900, 3, 2000]);
        let blocks = of_strips(&indices, END, at);
        let everything = [f32::MIN, f32::MIN, f32::MAX, f32::MAX];
        let mut all = seen(&blocks, everything);
        assert_eq!(all.next(), Some(0..indices.len() as u32));
        assert_eq!(all.next(), None);
    }
}
