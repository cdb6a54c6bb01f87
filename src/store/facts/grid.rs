//! The metric grid around a site, kept between checks: making one costs PROJ several milliseconds,
//! which is most of a check.

use std::sync::{Arc, Mutex, PoisonError};

use geo::{Coord, Rect};

use crate::geodesy::{CrsError, MetricGrid};

/// Grids cover cells of this size, aligned to whole multiples of it, so that the figures of a site
/// never depend on what was checked before.
const CELL_DEG: f64 = 0.5;

/// How far a grid reaches beyond its cell. Farther out coordinates are extrapolated; a degree further
/// on that is still within centimetres (see `geodesy::metric`).
const MARGIN_DEG: f64 = 0.25;

struct Kept {
    epsg: u32,
    cell: Coord<f64>,
    grid: Arc<MetricGrid>,
}

/// Cells kept, the last asked at the end: a city and its surroundings.
const MOST_KEPT: usize = 32;

static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

/// The grid of the projected CRS `epsg` for the cell in which `site` (EPSG:4490 degrees) lies.
pub(super) fn around(epsg: u32, site: Coord<f64>) -> Result<Arc<MetricGrid>, CrsError> {
    let cell = Coord {
        x: (site.x / CELL_DEG).floor() * CELL_DEG,
        y: (site.y / CELL_DEG).floor() * CELL_DEG,
    };
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let known = |own: &Kept| own.epsg == epsg && own.cell == cell;
    if let Some(place) = kept.iter().rposition(known) {
        let own = kept.remove(place);
        let grid = Arc::clone(&own.grid);
        kept.push(own);
        return Ok(grid);
    }
    let margin = Coord {
        x: MARGIN_DEG,
        y: MARGIN_DEG,
    };
    let side = Coord {
        x: CELL_DEG,
        y: CELL_DEG,
    };
    let bounds = Rect::new(cell - margin, cell + side + margin);
    let grid = Arc::new(MetricGrid::new(epsg, bounds)?);
    if kept.len() >= MOST_KEPT {
        kept.remove(0);
    }
    kept.push(Kept {
        epsg,
        cell,
        grid: Arc::clone(&grid),
    });
    Ok(grid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{STORAGE_EPSG, Transform};

    #[test]
    fn figures_do_not_depend_on_what_was_asked_before() {
        let site = Coord {
            x: 102.71,
            y: 25.01,
        };
        let fresh = around(4543, site).unwrap().project(site);
        around(4543, Coord { x: 103.6, y: 26.2 }).unwrap();
        let again = around(4543, site).unwrap().project(site);
        assert_eq!(fresh, again);
    }

    #[test]
    fn a_long_edge_beyond_the_grid_is_still_right_to_the_centimetre() {
        let grid = around(
            4543,
            Coord {
                x: 102.71,
                y: 25.01,
            },
        )
        .unwrap();
        let exact = Transform::between(STORAGE_EPSG, 4543).unwrap();
        let far = Coord { x: 101.9, y: 24.2 };
        let (x, y) = exact.convert(far.x, far.y).unwrap();
        let at = grid.project(far);
        assert!((at.x - x).hypot(at.y - y) < 0.01, "{at:?} is not {x} {y}");
    }
}
