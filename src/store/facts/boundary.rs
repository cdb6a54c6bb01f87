//! The boundary of an object and the markers along it: the largest stretch without one, and whether
//! there are any.

use std::sync::Arc;

use geo::{Geometry, LineString};

use crate::domain::layer::Layer;
use crate::geodesy::MetricPoint;
use crate::geodesy::ruler::Ruler;
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::record::millimetres;
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{empty_layer, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// A marker on a ring: metres from the ring's start, and its code.
type Stand = (f64, String);

/// The largest stretch between two neighbours.
#[derive(Debug)]
struct Gap {
    metres: f64,
    from: String,
    to: String,
    perimeter_m: f64,
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn marker_gap(&self) -> Result<Answer, ReadError> {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let polygons = match &own.geometry {
            Some(Geometry::Polygon(polygon)) => std::slice::from_ref(polygon),
            Some(Geometry::MultiPolygon(areas)) => areas.0.as_slice(),
            Some(_) => return Ok(Answer::absent()),
            None => {
                return Ok(Answer::missing(format!(
                    "{}“{}”没有几何，量不出标志的间距",
                    own.layer.label().zh,
                    own.code
                )));
            }
        };
        let mut markers = self.standing(&own)?;
        markers.retain(|marker| {
            !matches!(marker.known_choice("kind"), Some("warning_sign" | "notice"))
        });
        let reach = own
            .geometry
            .as_ref()
            .and_then(geo::BoundingRect::bounding_rect);
        let (Some(reach), false) = (reach, markers.is_empty() || !in_force(&own, self.as_of))
        else {
            return Ok(Answer::absent());
        };
        let grid = match self.grid_at(reach.center()) {
            Ok(grid) => grid,
            Err(answer) => return Ok(answer),
        };
        let ruler = |ring: &LineString<f64>| Ruler::new(ring.coords().map(|at| grid.project(*at)));
        let outer: Vec<Ruler> = polygons
            .iter()
            .filter_map(|part| ruler(part.exterior()))
            .collect();
        // A ring zone's hole is the boundary of the zone inside, which has its own markers.
        let inner: Vec<Ruler> = polygons
            .iter()
            .flat_map(geo::Polygon::interiors)
            .filter_map(ruler)
            .collect();
        let mut stands: Vec<Vec<Stand>> = vec![Vec::new(); outer.len()];
        for marker in &markers {
            let at = marker.point().map(|at| grid.project(at));
            if let Some((ring, along_m)) = at.and_then(|at| stand(&outer, &inner, at)) {
                stands[ring].push((along_m, marker.code.clone()));
            }
        }
        let count: usize = stands.iter().map(Vec::len).sum();
        if count == 0 {
            return Ok(Answer::absent());
        }
        let largest = outer
            .iter()
            .zip(stands)
            .map(|(ring, stands)| gap(ring, stands))
            .max_by(|a, b| a.metres.total_cmp(&b.metres));
        Ok(largest.map_or_else(Answer::absent, |gap| {
            Answer(vec![
                Observation::new(FactValue::Number(millimetres(gap.metres)))
                    .with_note("from", gap.from)
                    .with_note("to", gap.to)
                    .with_note("markers", count.to_string())
                    .with_note(
                        "perimeter",
                        format!("{} m", plain_number(gap.perimeter_m.round())),
                    ),
            ])
        }))
    }

    pub(super) fn marker_count(&self) -> Result<Answer, ReadError> {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        if self.register.is_empty(Layer::BoundaryMarker)? {
            return Ok(Answer::missing(empty_layer(Layer::BoundaryMarker)));
        }
        let count = self.standing(&own)?.len();
        Ok(Answer::stated(FactValue::Number(count as f64)))
    }

    pub(super) fn must_be_marked(&self) -> Answer {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return answer,
        };
        if !in_force(&own, self.as_of) {
            return Answer::stated(FactValue::Flag(false));
        }
        let (field, must) = match own.layer {
            Layer::FunctionZone => ("assessed", own.value("assessed").as_flag()),
            _ => (
                "grade",
                own.known_choice("grade")
                    .map(|grade| matches!(grade, "1" | "2")),
            ),
        };
        let placed = Self::own_placed(own);
        match must {
            Some(must) => Answer::stated(FactValue::Flag(must)),
            None => Answer(vec![placed.unfilled(field)]),
        }
    }

    /// The markers of an object that are not registered as missing.
    fn standing(&self, object: &Item) -> Result<Vec<Arc<Item>>, ReadError> {
        let mut markers = self.markers_of(object.layer.name(), &object.code)?;
        markers.retain(|marker| marker.known_choice("condition") != Some("missing"));
        Ok(markers)
    }
}

/// On which outer ring a marker stands, and where; `None` when a hole is nearer.
fn stand(outer: &[Ruler], inner: &[Ruler], at: MetricPoint) -> Option<(usize, f64)> {
    let (ring, mark) = outer
        .iter()
        .map(|ring| ring.mark(at))
        .enumerate()
        .min_by(|a, b| a.1.off_m.total_cmp(&b.1.off_m))?;
    let of_a_hole = inner.iter().any(|hole| hole.mark(at).off_m < mark.off_m);
    (mark.off_m.is_finite() && !of_a_hole).then_some((ring, mark.along_m))
}

/// The largest gap of one ring; the whole ring when less than two markers stand on it.
fn gap(ring: &Ruler, mut stands: Vec<Stand>) -> Gap {
    let perimeter_m = ring.length_m();
    stands.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let code = |stand: Option<&Stand>| stand.map_or_else(|| "(无标志)".to_owned(), |s| s.1.clone());
    let (first, last) = (stands.first(), stands.last());
    // Over the start of the ring, from the last marker to the first.
    let over = first
        .zip(last)
        .map_or(0.0, |(first, last)| last.0 - first.0);
    let mut largest = Gap {
        metres: perimeter_m - over,
        from: code(last),
        to: code(first),
        perimeter_m,
    };
    for pair in stands.windows(2) {
        let metres = pair[1].0 - pair[0].0;
        if metres > largest.metres {
            largest = Gap {
                metres,
                from: pair[0].1.clone(),
                to: pair[1].1.clone(),
                perimeter_m,
            };
        }
    }
    largest
}
