//! Corners of lines that have a width: which way a corner moves when the line is widened or shifted
//! to a side. One rule for screen and paper.

/// Longest miter, in half widths: sharper corners are cut.
pub const LIMIT: f32 = 2.5;

/// Unit vector to the left of the way from `a` to `b`, y up; `None` when they coincide.
pub fn side(a: [f32; 2], b: [f32; 2]) -> Option<[f32; 2]> {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx.hypot(dy);
    (length > 0.0).then(|| [-dy / length, dx / length])
}

/// The directions in which a corner's sides move by one unit of width: one for both, or at a corner
/// sharper than [`LIMIT`] one for each, so that neither side loses its width.
pub fn corner_normals(
    incoming: Option<[f32; 2]>,
    outgoing: Option<[f32; 2]>,
) -> ([f32; 2], Option<[f32; 2]>) {
    let (Some(a), Some(b)) = (incoming.or(outgoing), outgoing.or(incoming)) else {
        return ([0.0, 0.0], None);
    };
    let sum = [a[0] + b[0], a[1] + b[1]];
    let length_2 = sum[0] * sum[0] + sum[1] * sum[1];
    // |sum|² = 2 + 2·cos; the miter is 2·sum / |sum|².
    if length_2 < 4.0 / (LIMIT * LIMIT) {
        return (a, Some(b));
    }
    ([2.0 * sum[0] / length_2, 2.0 * sum[1] / length_2], None)
}

/// The corners of a run as places and directions: a sharp one comes twice, with the direction of
/// either side. A closed run comes back to its first corner.
pub fn run(points: &[[f32; 2]], closed: bool) -> Vec<(usize, [f32; 2])> {
    let count = points.len();
    let mut corners = Vec::with_capacity(count + 1);
    for at in 0..count {
        let (before, after) = if closed {
            (Some((at + count - 1) % count), Some((at + 1) % count))
        } else {
            (at.checked_sub(1), (at + 1 < count).then_some(at + 1))
        };
        let incoming = before.and_then(|before| side(points[before], points[at]));
        let outgoing = after.and_then(|after| side(points[at], points[after]));
        let (first, second) = corner_normals(incoming, outgoing);
        corners.push((at, first));
        corners.extend(second.map(|second| (at, second)));
    }
    if closed {
        // It begins with the way out of the first corner and ends with all of that corner.
        let split = corners.len() > 1 && corners[1].0 == 0;
        let first = corners[0];
        if split {
            corners.remove(0);
            corners.push(first);
        }
        corners.push(corners[0]);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_keep_the_width_and_sharp_ones_are_split() {
        let (right_angle, second) =
            corner_normals(side([0.0, 0.0], [1.0, 0.0]), side([1.0, 0.0], [1.0, 1.0]));
        assert!((right_angle[0] + 1.0).abs() < 1e-6 && (right_angle[1] - 1.0).abs() < 1e-6);
        assert_eq!(second, None);
        let hairpin = corner_normals(side([0.0, 0.0], [1.0, 0.0]), side([1.0, 0.0], [0.0, 0.0]));
        assert_eq!(hairpin, ([0.0, 1.0], Some([0.0, -1.0])));
    }

    #[test]
    fn a_shifted_square_keeps_its_sides_parallel() {
        let square = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]];
        let shifted: Vec<[f32; 2]> = run(&square, true)
            .into_iter()
            .map(|(at, normal)| [square[at][0] + normal[0], square[at][1] + normal[1]])
            .collect();
        assert_eq!(
            shifted,
            [[1.0, 1.0], [9.0, 1.0], [9.0, 9.0], [1.0, 9.0], [1.0, 1.0]]
        );
    }

    #[test]
    fn a_closed_run_ends_as_it_began() {
        // Sharp at its first and its second corner.
        let needle = [[0.0, 0.0], [100.0, 1.0], [50.0, 3.0]];
        let corners = run(&needle, true);
        assert_eq!(corners.first(), corners.last());
        let places: Vec<usize> = corners.iter().map(|(at, _)| *at).collect();
        assert_eq!(places, [0, 1, 1, 2, 0, 0]);
    }
}
