//! Batches that were read off a shifted map: a whole delivery that lies on the water only once the
//! shift of GCJ-02 or BD-09 is undone. One point can be anywhere; ten cannot.

use std::sync::Arc;

use geo::Coord;

use crate::domain::layer::Layer;
use crate::geodesy::bounds;
use crate::geodesy::shifted::Shift;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::record::filled;
use crate::store::facts::register::Register;
use crate::store::facts::site::in_force;
use crate::store::facts::water::{WATERS, water_distance_m};
use crate::store::facts::zones::SNAP_TOLERANCE_M;
use crate::store::facts::{ProjectFacts, ReadError};

/// Fewer points tell nothing.
const LEAST_POINTS: usize = 10;
/// Of larger batches evenly spaced points are looked at: their share is true to two per cent.
const MOST_POINTS: usize = 2000;

/// One batch of one register.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Points that were looked at.
    points: usize,
    /// Of these, per shift, how many come to lie by the water, nearer than they were.
    nearer: [usize; Shift::ALL.len()],
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn shift_share(&self) -> Result<Answer, ReadError> {
        let own = match self.own_point() {
            Ok((own, _)) => own,
            Err(answer) => return Ok(answer),
        };
        let Some(source) = filled(&own, "source") else {
            return Ok(Answer::absent());
        };
        if let Some(missing) = self.no_water()? {
            return Ok(Answer::missing(missing));
        }
        let key = own.text("source").unwrap_or(source);
        let batch = self.batch(own.layer, key)?;
        if batch.points < LEAST_POINTS {
            return Ok(Answer::absent());
        }
        Ok(Shift::ALL
            .into_iter()
            .zip(batch.nearer)
            .filter(|(_, nearer)| *nearer > 0)
            .map(|(shift, nearer)| {
                let share = nearer as f64 / batch.points as f64;
                Observation::new(FactValue::Number((share * 1e3).round() / 1e3))
                    .with_note("datum", shift.label())
                    .with_note("batch", source)
                    .with_note("points", batch.points.to_string())
                    .with_note("nearer", nearer.to_string())
            })
            .collect())
    }

    fn batch(&self, layer: Layer, source: &str) -> Result<Arc<Batch>, ReadError> {
        let find = || {
            let points: Vec<Coord<f64>> = self
                .register
                .rows_where(layer, "source", source)?
                .iter()
                .filter(|row| in_force(row, self.as_of))
                .filter_map(|row| row.point())
                // Beyond China the formulas mean nothing.
                .filter(|at| (73.0..136.0).contains(&at.x) && (3.0..54.0).contains(&at.y))
                .collect();
            let step = points.len().div_ceil(MOST_POINTS).max(1);
            let mut batch = Batch::default();
            if points.len() < LEAST_POINTS {
                return Ok(batch);
            }
            for at in points.into_iter().step_by(step) {
                batch.points += 1;
                let before = bank_distance_m(self.register, at)?;
                for (shift, nearer) in Shift::ALL.into_iter().zip(&mut batch.nearer) {
                    let after = bank_distance_m(self.register, shift.undo(at))?;
                    let better =
                        after.is_some_and(|after| before.is_none_or(|before| after < before));
                    *nearer += usize::from(better);
                }
            }
            Ok(batch)
        };
        self.register
            .shared()
            .batches
            .get((layer, source.to_owned()), find)
    }
}

/// How a file's points lie to the project's own waters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShiftShares {
    /// Points that were looked at.
    pub points: usize,
    /// Of these, how many lie on a water or by its bank as they are.
    pub before: usize,
    /// The same once each shift is undone, in the order of [`Shift::ALL`].
    pub after: [usize; Shift::ALL.len()],
}

/// How `points` (EPSG:4490 degrees) lie to the waters of the register. `None` for too few points, and
/// where the register has no water.
pub fn shift_shares<R: Register>(
    register: &R,
    points: &[Coord<f64>],
) -> Result<Option<ShiftShares>, ReadError> {
    let mut dry = true;
    for layer in WATERS {
        dry &= register.is_empty(layer)?;
    }
    if dry || points.len() < LEAST_POINTS {
        return Ok(None);
    }
    let mut shares = ShiftShares::default();
    for at in points {
        shares.points += 1;
        shares.before += usize::from(bank_distance_m(register, *at)?.is_some());
        for (shift, after) in Shift::ALL.into_iter().zip(&mut shares.after) {
            *after += usize::from(bank_distance_m(register, shift.undo(*at))?.is_some());
        }
    }
    Ok(Some(shares))
}

/// Metres to the nearest water; `None` when there is none as near as a mouth must be.
fn bank_distance_m<R: Register>(register: &R, at: Coord<f64>) -> Result<Option<f64>, ReadError> {
    let grid = register.grid(at)?;
    let mut best: Option<f64> = None;
    for layer in WATERS {
        for item in register.near(layer, bounds::around(at, SNAP_TOLERANCE_M))? {
            let metres =
                water_distance_m(&item, &grid, at).filter(|metres| *metres <= SNAP_TOLERANCE_M);
            best = match (best, metres) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
    }
    Ok(best)
}
