//! Were the coordinates read off a shifted web map (GCJ-02, BD-09)? Outfalls and intakes lie by the water;
//! where a file's points come to lie there only once a shift is undone, that is said with the figures.
//! Nothing is undone but by the user's word.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;
use jiff::civil::Date;

use crate::domain::Layer;
use crate::exchange::report::RowIssue;
use crate::geodesy::shifted::Shift;
use crate::store::{Live, Project, shift_shares};

/// Points looked at: their share is true to some per cent, and a large file costs no more than a small.
pub(super) const MOST_POINTS: usize = 200;
/// A shift is suspected when so many points lie by the water once it is undone,
const LEAST_AFTER: f64 = 0.6;
/// and so many more than as they are.
const LEAST_GAIN: f64 = 0.3;

/// Registers of points that lie on the water.
const ON_WATER: [Layer; 2] = [Layer::Intake, Layer::Outfall];

/// The points of the squares of half a degree that have most of them: each square costs a projection of
/// its own, and a shift shows anywhere.
fn gathered(points: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
    const SIDE_DEG: f64 = 0.5;
    const MOST_SQUARES: usize = 4;
    let square = |at: &Coord<f64>| [at.x, at.y].map(|part| (part / SIDE_DEG).floor() as i32);
    let mut counts: BTreeMap<[i32; 2], usize> = BTreeMap::new();
    for at in &points {
        *counts.entry(square(at)).or_default() += 1;
    }
    let mut fullest: Vec<([i32; 2], usize)> = counts.into_iter().collect();
    fullest.sort_by_key(|(_, count)| Reverse(*count));
    fullest.truncate(MOST_SQUARES);
    let chosen: BTreeSet<[i32; 2]> = fullest.into_iter().map(|(square, _)| square).collect();
    points
        .into_iter()
        .filter(|at| chosen.contains(&square(at)))
        .collect()
}

/// The suspicion of a shift, with its evidence, or why it was not looked for; `None` where there is none or
/// nothing to judge by.
pub(super) fn suspect(
    project: &Project,
    layer: Layer,
    row: u32,
    points: &[Coord<f64>],
) -> Option<RowIssue> {
    if !ON_WATER.contains(&layer) {
        return None;
    }
    // Beyond China the formulas mean nothing.
    let points: Vec<Coord<f64>> = points
        .iter()
        .copied()
        .filter(|at| (73.0..136.0).contains(&at.x) && (3.0..54.0).contains(&at.y))
        .collect();
    let points = gathered(points);
    let register = Live::new(project, Date::constant(2000, 1, 1));
    let shares = match shift_shares(&register, &points) {
        Ok(shares) => shares?,
        // A water that cannot be read is no reason against this file.
        Err(error) => {
            let message = format!(
                "没有检查坐标是否带地图偏移，项目的水体无法读取({error})；请先用 verify 检查项目文件"
            );
            return Some(RowIssue::new(row, "geometry", "shift_unchecked", message));
        }
    };
    let share = |count: usize| count as f64 / shares.points as f64;
    let best = Shift::ALL
        .into_iter()
        .zip(shares.after)
        .max_by_key(|(_, after)| *after)
        .filter(|(_, after)| {
            share(*after) >= LEAST_AFTER && share(*after) - share(shares.before) >= LEAST_GAIN
        });
    best.map(|(shift, after)| {
        let message = format!(
            "疑似 {name} 偏移坐标：抽查 {} 个点，现在位于水体或岸边的有 {} 个，消除 {name} 偏移后有 {after} 个；未作改动，确认后用 --undo-shift {} 重新导入",
            shares.points,
            shares.before,
            shift.code(),
            name = shift.label(),
        );
        RowIssue::new(row, "geometry", "shift_suspected", message)
    })
}
