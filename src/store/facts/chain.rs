//! Function zones along one river: each as a stretch of chainage on the river's line, in the order of
//! the water, with gaps and overlaps between neighbours.

use std::sync::Arc;

use geo::{BoundingRect as _, Coord, Geometry, LineString};

use crate::domain::finding::{Evidence, Relation};
use crate::domain::layer::Layer;
use crate::geodesy::ruler::Ruler;
use crate::geodesy::{MetricGrid, bounds};
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::record::millimetres;
use crate::store::facts::register::{Item, Register};
use crate::store::facts::water::water_names;
use crate::store::facts::zones::SNAP_TOLERANCE_M;
use crate::store::facts::{ProjectFacts, ReadError};

/// Parts of one river whose ends are this near are one line.
const JOINT_M: f64 = 5.0;
/// Differences below this are rounding of coordinates.
const NOISE_M: f64 = 0.01;

/// One function zone on its river.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    id: i64,
    code: String,
    name: String,
    /// Metres from the start of the river's line; `from_m <= to_m`.
    from_m: f64,
    to_m: f64,
    /// A development zone of level 1 that other zones divide: no neighbour of anybody.
    divided: bool,
}

/// The zones of one water.
#[derive(Debug)]
pub(super) enum Chain {
    /// Less than two zones are drawn as lines.
    Alone,
    /// Why they cannot be put in order.
    Unknown(String),
    /// By chainage; zones that do not follow the line by id with the reason.
    Ordered {
        stretches: Vec<Stretch>,
        astray: Vec<(i64, String)>,
    },
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn zone_gap(&self) -> Result<Answer, ReadError> {
        self.beside(|first, second| second.from_m - first.to_m)
    }

    pub(super) fn zone_overlap(&self) -> Result<Answer, ReadError> {
        self.beside(|first, second| first.to_m.min(second.to_m) - second.from_m)
    }

    /// One observation per neighbour for which `metres` (of the upper and the lower) is above noise.
    fn beside(&self, metres: impl Fn(&Stretch, &Stretch) -> f64) -> Result<Answer, ReadError> {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        if matches!(
            own.geometry,
            Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_))
        ) {
            return Ok(Answer::absent());
        }
        if own.geometry.is_none() {
            return Ok(Answer::missing(format!(
                "水功能区“{}”没有几何，无法核对与相邻功能区的衔接",
                own.code
            )));
        }
        let mut observations = Vec::new();
        for water in water_names(&own) {
            let chain = self.chain(&water)?;
            let (stretches, astray) = match chain.as_ref() {
                Chain::Alone => continue,
                Chain::Unknown(missing) => {
                    observations.push(Observation::unknown(missing.clone()));
                    continue;
                }
                Chain::Ordered { stretches, astray } => (stretches, astray),
            };
            if let Some((_, missing)) = astray.iter().find(|(id, _)| *id == own.id) {
                observations.push(Observation::unknown(missing.clone()));
            }
            let Some(place) = stretches.iter().position(|stretch| stretch.id == own.id) else {
                continue;
            };
            let stretch = &stretches[place];
            let upper = place.checked_sub(1).and_then(|index| stretches.get(index));
            let lower = stretches.get(place + 1);
            let both = [
                upper.map(|other| (other, metres(other, stretch), "起点", Relation::Upstream)),
                lower.map(|other| (other, metres(stretch, other), "终点", Relation::Downstream)),
            ];
            for (other, metres, side, relation) in both.into_iter().flatten() {
                if metres <= NOISE_M {
                    continue;
                }
                observations.push(
                    Observation::new(FactValue::Number(millimetres(metres)))
                        .with_evidence(Evidence {
                            layer: Layer::FunctionZone.name().to_owned(),
                            code: other.code.clone(),
                            name: other.name.clone(),
                            relation,
                            distance_m: None,
                        })
                        .with_note("water_body", water.as_str())
                        .with_note("side", side),
                );
            }
        }
        Ok(Answer(observations))
    }

    fn chain(&self, water: &str) -> Result<Arc<Chain>, ReadError> {
        self.register
            .shared()
            .chains
            .get(water.to_owned(), || self.find_chain(water))
    }

    fn find_chain(&self, water: &str) -> Result<Chain, ReadError> {
        let waters = self.waters()?;
        let items = waters.get(water).map(Vec::as_slice).unwrap_or_default();
        let zones: Vec<_> = items
            .iter()
            .filter(|item| item.layer == Layer::FunctionZone)
            .filter_map(|item| Some((item, lines_of(item)?)))
            .collect();
        if zones.len() < 2 {
            return Ok(Chain::Alone);
        }
        let rivers: Vec<_> = items
            .iter()
            .filter(|item| item.layer == Layer::River)
            .filter_map(|item| lines_of(item))
            .flatten()
            .collect();
        let reach = items
            .iter()
            .filter_map(|item| item.geometry.as_ref()?.bounding_rect())
            .reduce(bounds::union);
        let (Some(reach), false) = (reach, rivers.is_empty()) else {
            return Ok(Chain::Unknown(format!(
                "河流图层没有名称为“{water}”的线，无法沿河核对功能区的衔接"
            )));
        };
        let Ok(grid) = self.grid_at(reach.center()) else {
            return Ok(Chain::Unknown(format!(
                "“{water}”上有图形在投影坐标系能用的范围之外，无法沿河核对功能区的衔接"
            )));
        };
        let Some(ruler) = joined(&rivers, &grid) else {
            return Ok(Chain::Unknown(format!(
                "河流“{water}”的各段线首尾接不成一条，无法沿河核对功能区的衔接"
            )));
        };
        let (mut stretches, mut astray) = (Vec::new(), Vec::new());
        for (zone, lines) in zones {
            match stretch(zone, &lines, &grid, &ruler) {
                Ok(stretch) => stretches.push(stretch),
                Err(reason) => astray.push((zone.id, reason)),
            }
        }
        let within: Vec<f64> = stretches
            .iter()
            .filter(|stretch| !stretch.divided)
            .map(|stretch| f64::midpoint(stretch.from_m, stretch.to_m))
            .collect();
        stretches.retain(|stretch| {
            !stretch.divided
                || !within
                    .iter()
                    .any(|at| (stretch.from_m..=stretch.to_m).contains(at))
        });
        stretches.sort_by(|a, b| {
            a.from_m
                .total_cmp(&b.from_m)
                .then(a.to_m.total_cmp(&b.to_m))
                .then(a.id.cmp(&b.id))
        });
        Ok(Chain::Ordered { stretches, astray })
    }
}

fn lines_of(item: &Item) -> Option<Vec<&LineString<f64>>> {
    let lines: Vec<_> = match item.geometry.as_ref()? {
        Geometry::LineString(line) => vec![line],
        Geometry::MultiLineString(lines) => lines.iter().collect(),
        _ => return None,
    };
    let drawn: Vec<_> = lines.into_iter().filter(|line| line.0.len() > 1).collect();
    (!drawn.is_empty()).then_some(drawn)
}

/// Where the zone starts and ends on the river; the error says why that cannot be told.
fn stretch(
    zone: &Item,
    lines: &[&LineString<f64>],
    grid: &MetricGrid,
    ruler: &Ruler,
) -> Result<Stretch, String> {
    let ends = [
        lines.first().and_then(|line| line.0.first()),
        lines.last().and_then(|line| line.0.last()),
    ];
    let mut along = [0.0; 2];
    for (along, end) in along.iter_mut().zip(ends) {
        let mark = end.map(|end| ruler.mark(grid.project(*end)));
        match mark {
            Some(mark) if mark.off_m <= SNAP_TOLERANCE_M => *along = mark.along_m,
            _ => {
                return Err(format!(
                    "水功能区“{}”的端点离河流图层的河线超过 {SNAP_TOLERANCE_M} 米，无法沿河核对衔接",
                    zone.code
                ));
            }
        }
    }
    Ok(Stretch {
        id: zone.id,
        code: zone.code.clone(),
        name: zone.name().to_owned(),
        from_m: along[0].min(along[1]),
        to_m: along[0].max(along[1]),
        divided: zone.known_choice("level1") == Some("development")
            && zone.known_choice("level2").is_none(),
    })
}

/// One line from the parts of a river, whatever their order and direction; `None` when they do not
/// form one. The first part keeps its direction.
fn joined(parts: &[&LineString<f64>], grid: &MetricGrid) -> Option<Ruler> {
    let mut rest: Vec<Vec<Coord<f64>>> = parts
        .iter()
        .map(|line| line.coords().map(|at| grid.project(*at)).collect())
        .collect();
    let mut whole = rest.remove(0);
    while !rest.is_empty() {
        let (head, tail) = (*whole.first()?, *whole.last()?);
        let near = |a: Coord<f64>, b: Coord<f64>| (a.x - b.x).hypot(a.y - b.y) <= JOINT_M;
        let next = rest.iter().position(|part| {
            [part.first(), part.last()]
                .into_iter()
                .flatten()
                .any(|end| near(*end, head) || near(*end, tail))
        })?;
        let mut part = rest.remove(next);
        let (first, last) = (*part.first()?, *part.last()?);
        if near(first, tail) {
            whole.append(&mut part);
        } else if near(last, tail) {
            part.reverse();
            whole.append(&mut part);
        } else {
            if near(first, head) {
                part.reverse();
            }
            part.append(&mut whole);
            whole = part;
        }
    }
    Ruler::new(whole)
}
