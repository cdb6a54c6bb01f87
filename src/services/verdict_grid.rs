//! A picture of the verdicts in view: the application checked at the centre of each cell of a raster,
//! coarse cells first. A screening, not a decision: between two centres anything may lie.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use geo::{Coord, Rect};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::domain::{LonLat, Outcome, Progress, Subject};
use crate::geodesy::MetricGrid;
use crate::services::whatif::{Sources, WhatIf, WhatIfError};

/// Sides of the blocks that are checked one after the other, in cells. Each is three times the next,
/// so that the centre of a block is the centre of its middle part and is checked only once.
const STEPS: [u32; 3] = [9, 3, 1];
/// Cells between two looks at whether to stop.
const BATCH: usize = 256;
/// Parts are handed out at most this often.
const PART_EVERY: Duration = Duration::from_millis(100);
/// Above this number of cells they are made larger.
const MOST_CELLS: f64 = 250_000.0;
/// A cell centre whose degrees lead back farther away than this, in metres, is too far out for the
/// plane of the project.
const ROUND_TRIP_M: f64 = 1e-3;

/// What is to be drawn: part of the metric plane, and how finely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridFrame {
    /// What to cover, in metres of the project CRS.
    pub bounds: Rect<f64>,
    /// Side of a cell in metres.
    pub cell_m: f64,
}

/// The verdict of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The strictest finding at the place that was checked.
    pub outcome: Outcome,
    /// Index into [`VerdictGrid::rules`]; `None` where no rule says anything.
    pub rule: Option<u16>,
    /// Side of the block that stands for this cell, in cells: 1 when its own centre was checked.
    pub step: u8,
}

/// A rule that decides cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRule {
    /// Rule id.
    pub rule: String,
    /// Title in Chinese.
    pub title: String,
}

/// The raster.
#[derive(Clone, Debug, PartialEq)]
pub struct VerdictGrid {
    /// Its north-western corner in metres of the project CRS, x east, y north.
    pub corner: Coord<f64>,
    /// Side of a cell in metres.
    pub cell_m: f64,
    /// Cells from west to east.
    pub columns: u32,
    /// Cells from north to south.
    pub rows: u32,
    /// Row by row from the north; `None` where nothing was checked yet.
    pub cells: Vec<Option<Cell>>,
    /// The rules that decide cells, in the order in which they were met.
    pub rules: Vec<GridRule>,
    /// The decision date.
    pub as_of: Date,
    /// Packs that were asked or switched off, and layers that were read.
    pub sources: Sources,
    /// Side of the largest block that still stands for its cells, in cells: 1 when every cell was
    /// checked; `None` before the first round is through.
    pub step: Option<u32>,
}

/// Beyond the plane of the project nothing can be checked; the program says so itself.
const BEYOND: (&str, &str) = ("DATA-01", "地点在数据范围之外");

impl VerdictGrid {
    fn empty(frame: GridFrame, what_if: &WhatIf) -> Result<Self, WhatIfError> {
        let (width, height) = (frame.bounds.width(), frame.bounds.height());
        let usable = |length: f64| length.is_finite() && length > 0.0;
        if !(usable(width) && usable(height) && usable(frame.cell_m)) {
            return Err(WhatIfError::NoArea);
        }
        let cell_m = frame.cell_m.max((width * height / MOST_CELLS).sqrt());
        let block_m = cell_m * f64::from(STEPS[0]);
        // On whole multiples of the block, so that a place is checked alike wherever the view ends.
        let west = (frame.bounds.min().x / block_m).floor();
        let east = (frame.bounds.max().x / block_m).ceil();
        let south = (frame.bounds.min().y / block_m).floor();
        let north = (frame.bounds.max().y / block_m).ceil();
        let blocks = |length: f64| (length.max(1.0) as u32) * STEPS[0];
        let (columns, rows) = (blocks(east - west), blocks(north - south));
        Ok(Self {
            corner: Coord {
                x: west * block_m,
                y: north * block_m,
            },
            cell_m,
            columns,
            rows,
            cells: vec![None; columns as usize * rows as usize],
            rules: Vec::new(),
            as_of: what_if.as_of(),
            sources: Sources::default(),
            step: None,
        })
    }

    /// What it covers, in metres of the project CRS.
    pub fn bounds(&self) -> Rect<f64> {
        let size = Coord {
            x: f64::from(self.columns) * self.cell_m,
            y: -f64::from(self.rows) * self.cell_m,
        };
        Rect::new(self.corner, self.corner + size)
    }

    /// The cell at a metric position; `None` outside and where nothing was checked yet.
    pub fn at(&self, metric: Coord<f64>) -> Option<Cell> {
        let column = ((metric.x - self.corner.x) / self.cell_m).floor();
        let row = ((self.corner.y - metric.y) / self.cell_m).floor();
        let inside = |index: f64, count: u32| (0.0..f64::from(count)).contains(&index);
        if !(inside(column, self.columns) && inside(row, self.rows)) {
            return None;
        }
        self.cells[row as usize * self.columns as usize + column as usize]
    }

    /// The rule that decides `cell`.
    pub fn rule(&self, cell: Cell) -> Option<&GridRule> {
        self.rules.get(usize::from(cell.rule?))
    }

    /// Metric position of the centre of a block.
    fn center(&self, step: u32, (column, row): (u32, u32)) -> Coord<f64> {
        let middle = |index: u32| (f64::from(index) + 0.5) * f64::from(step) * self.cell_m;
        Coord {
            x: self.corner.x + middle(column),
            y: self.corner.y - middle(row),
        }
    }

    /// Cells per outcome, strictest first, those without cells left out.
    pub fn counts(&self) -> Vec<(Outcome, usize)> {
        let mut counts = BTreeMap::new();
        for cell in self.cells.iter().flatten() {
            *counts.entry(cell.outcome).or_insert(0) += 1;
        }
        counts.into_iter().rev().collect()
    }

    fn index(&self, column: u32, row: u32) -> usize {
        row as usize * self.columns as usize + column as usize
    }

    fn fill(&mut self, step: u32, (column, row): (u32, u32), cell: Cell) {
        for y in row * step..(row + 1) * step {
            let start = self.index(column * step, y);
            self.cells[start..start + step as usize].fill(Some(cell));
        }
    }

    fn note(&mut self, rule: Option<(&str, &str)>) -> Option<u16> {
        let (id, title) = rule?;
        let known = self.rules.iter().position(|known| known.rule == id);
        let index = known.unwrap_or_else(|| {
            self.rules.push(GridRule {
                rule: id.to_owned(),
                title: title.to_owned(),
            });
            self.rules.len() - 1
        });
        u16::try_from(index).ok()
    }
}

impl WhatIf {
    /// Checks `subject` over `frame`, coarse blocks first; hands out what there is now and then.
    pub fn verdict_grid(
        &self,
        subject: &Subject,
        frame: GridFrame,
        progress: &Progress,
        mut part: impl FnMut(&VerdictGrid),
    ) -> Result<VerdictGrid, WhatIfError> {
        let plan = self.plan(subject)?;
        let mut grid = VerdictGrid::empty(frame, self)?;
        grid.sources = self.sources(&plan);
        let plane = self.grid()?;
        let total = grid.cells.len();
        let (mut done, mut told) = (0, Instant::now());
        for (round, step) in STEPS.into_iter().enumerate() {
            for batch in blocks(&grid, step, round > 0).chunks(BATCH) {
                progress.step(done, total)?;
                let found = batch
                    .par_iter()
                    .map(|block| match place(&plane, grid.center(step, *block)) {
                        Some(place) => {
                            let found = self.strictest(&plan, subject, place)?;
                            Ok((found.outcome, found.rule))
                        }
                        None => Ok((Outcome::Undecided, Some(BEYOND))),
                    })
                    .collect::<Result<Vec<_>, WhatIfError>>()?;
                for (block, (outcome, rule)) in batch.iter().zip(found) {
                    let rule = grid.note(rule);
                    let step_side = step as u8;
                    let cell = Cell {
                        outcome,
                        rule,
                        step: step_side,
                    };
                    grid.fill(step, *block, cell);
                }
                done += batch.len();
                if told.elapsed() >= PART_EVERY {
                    told = Instant::now();
                    part(&grid);
                }
            }
            // Whoever stopped it at the last batch wants no more either.
            progress.step(done, total)?;
            keep_middles(&mut grid, step);
            grid.step = Some(step);
            part(&grid);
        }
        progress.step(total, total)?;
        Ok(grid)
    }
}

/// The blocks of this size to check, row by row; `refined` leaves out those whose centre was that of
/// the block before.
fn blocks(grid: &VerdictGrid, step: u32, refined: bool) -> Vec<(u32, u32)> {
    (0..grid.rows / step)
        .flat_map(|row| (0..grid.columns / step).map(move |column| (column, row)))
        .filter(|(column, row)| !(refined && column % 3 == 1 && row % 3 == 1))
        .collect()
}

/// Middle blocks have the answer of the round before: it is their own.
fn keep_middles(grid: &mut VerdictGrid, step: u32) {
    for row in 0..grid.rows / step {
        for column in 0..grid.columns / step {
            let center = grid.index(column * step + step / 2, row * step + step / 2);
            if let Some(cell) = grid.cells[center] {
                let step_side = step as u8;
                let cell = Cell {
                    step: step_side,
                    ..cell
                };
                grid.fill(step, (column, row), cell);
            }
        }
    }
}

/// Degrees of a metric position; `None` where the plane does not reach.
fn place(plane: &MetricGrid, metric: Coord<f64>) -> Option<LonLat> {
    let degrees = plane.unproject(metric);
    let back = plane.project(degrees);
    let off = (back.x - metric.x).hypot(back.y - metric.y);
    // Not a number is not near either.
    if off.is_nan() || off > ROUND_TRIP_M {
        return None;
    }
    LonLat::try_new(degrees.x, degrees.y).ok()
}
