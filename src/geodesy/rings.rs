//! Areas from loose rings, whatever their winding and order.

use geo::{Area as _, LineString, MultiPolygon, Polygon};

use crate::geodesy::area::{Place, PreparedArea};

/// Areas from `rings`: a ring inside an odd number of others is a hole of the smallest one around it.
/// Winding is ignored, because files in circulation disagree about it.
pub fn assemble(rings: Vec<LineString<f64>>) -> MultiPolygon<f64> {
    let mut shells: Vec<Polygon<f64>> = rings
        .into_iter()
        .filter(|ring| !ring.0.is_empty())
        .map(|ring| Polygon::new(ring, Vec::new()))
        .collect();
    if shells.len() < 2 {
        return MultiPolygon(shells);
    }
    shells.sort_by(|a, b| b.unsigned_area().total_cmp(&a.unsigned_area()));
    let prepared: Vec<_> = shells
        .iter()
        .filter_map(|shell| PreparedArea::new(&shell.clone().into()))
        .collect();
    // Rings that contain each ring, largest first; only larger rings can.
    let around: Vec<Vec<usize>> = shells
        .iter()
        .enumerate()
        .map(|(inner, shell)| {
            (0..inner)
                .filter(|outer| contains(&prepared[*outer], shell.exterior()))
                .collect()
        })
        .collect();
    let mut areas: Vec<(usize, Polygon<f64>)> = Vec::new();
    for (index, shell) in shells.into_iter().enumerate() {
        if around[index].len().is_multiple_of(2) {
            areas.push((index, shell));
        } else if let Some((_, area)) = around[index]
            .last()
            .and_then(|outer| areas.iter_mut().find(|(owner, _)| owner == outer))
        {
            area.interiors_push(shell.into_inner().0);
        }
    }
    MultiPolygon(areas.into_iter().map(|(_, area)| area).collect())
}

/// Whether `ring` lies in `area`, judged by its first vertex that is not on the edge.
fn contains(area: &PreparedArea, ring: &LineString<f64>) -> bool {
    ring.coords()
        .map(|vertex| area.locate(*vertex))
        .find(|place| *place != Place::Edge)
        == Some(Place::Inside)
}

#[cfg(test)]
mod tests {
    use geo::wkt;

    use super::*;

    #[test]
    fn holes_and_islands_are_told_by_nesting_not_by_winding() {
        let square = |from: f64, to: f64| {
            wkt!(LINESTRING(0. 0., 1. 0., 1. 1., 0. 1., 0. 0.))
                .0
                .into_iter()
                .map(|c| geo::coord! { x: from + c.x * (to - from), y: from + c.y * (to - from) })
                .collect::<LineString<f64>>()
        };
        let areas = assemble(vec![
            square(4.0, 6.0),
            square(0.0, 10.0),
            square(2.0, 8.0),
            square(20.0, 22.0),
        ]);
        assert_eq!(areas.0.len(), 3);
        assert_eq!(areas.unsigned_area(), 100.0 - 36.0 + 4.0 + 4.0);
    }
}
