//! The way of one coordinate to EPSG:4490: projections by PROJ, corrections by parameters, a map shift
//! undone. Made once per thread, because PROJ contexts belong to one.

use geo::Coord;

use crate::exchange::error::ExchangeError;
use crate::geodesy::helmert::{Ellipsoid, Plane, Seven};
use crate::geodesy::shifted::Shift;
use crate::geodesy::{CrsError, Transform};

/// One step, as planned.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// PROJ, between two definitions of one datum.
    Proj { from: String, to: String },
    /// PROJ, between systems that are not of one known datum: refused wherever it would change the datum.
    Watched { from: String, to: String },
    /// Parameters in the plane.
    Plane(Plane),
    /// Parameters in space, degrees to degrees.
    Seven(Seven, Ellipsoid, Ellipsoid),
    /// A map shift undone, degrees to degrees.
    Undo(Shift),
}

enum Ready {
    Proj(Transform),
    Watched(Transform),
    Plane(Plane),
    Seven(Seven, Ellipsoid, Ellipsoid),
    Undo(Shift),
}

/// Brings coordinates to EPSG:4490.
pub(in crate::exchange) struct Locator {
    north_first: bool,
    may_turn: bool,
    steps: Vec<Ready>,
}

impl Locator {
    pub(super) fn new(steps: &[Step], north_first: bool) -> Result<Self, ExchangeError> {
        let steps = steps
            .iter()
            .map(|step| {
                Ok(match step {
                    Step::Proj { from, to } => Ready::Proj(Transform::from_definitions(from, to)?),
                    Step::Watched { from, to } => {
                        Ready::Watched(Transform::from_definitions(from, to)?)
                    }
                    Step::Plane(plane) => Ready::Plane(*plane),
                    Step::Seven(seven, from, to) => Ready::Seven(*seven, *from, *to),
                    Step::Undo(shift) => Ready::Undo(*shift),
                })
            })
            .collect::<Result<_, CrsError>>()?;
        Ok(Self {
            north_first,
            may_turn: true,
            steps,
        })
    }

    /// The same where somebody said which coordinate stands first: no single row is turned either.
    pub(super) fn not_turning(self) -> Self {
        Self {
            may_turn: false,
            ..self
        }
    }

    /// Whether a single row may be taken the other way round than decided.
    pub(in crate::exchange) const fn may_turn(&self) -> bool {
        self.may_turn
    }

    /// Whether coordinates are in EPSG:4490 as they are.
    pub(in crate::exchange) fn is_idle(&self) -> bool {
        self.steps.is_empty() && !self.north_first
    }

    /// `at`, as the file has it, in EPSG:4490. `turned` takes it the other way round than decided.
    pub(in crate::exchange) fn locate(
        &self,
        at: Coord<f64>,
        turned: bool,
    ) -> Result<Coord<f64>, CrsError> {
        let start = if self.north_first == turned {
            at
        } else {
            Coord { x: at.y, y: at.x }
        };
        self.steps.iter().try_fold(start, |at, step| {
            Ok(match step {
                Ready::Proj(transform) => {
                    let (x, y) = transform.convert(at.x, at.y)?;
                    Coord { x, y }
                }
                Ready::Watched(transform) => {
                    let (x, y) = transform.convert(at.x, at.y)?;
                    if transform.crosses_datums() {
                        return Err(CrsError::ChangesDatum { x: at.x, y: at.y });
                    }
                    Coord { x, y }
                }
                Ready::Plane(plane) => plane.apply(at),
                Ready::Seven(seven, from, to) => seven.apply(at, *from, *to),
                Ready::Undo(shift) => shift.undo(at),
            })
        })
    }
}
