//! Puts a point onto the network: by the name of its water first, then by distance.

use petgraph::graph::EdgeIndex;

use crate::geodesy::metric::MetricPoint;
use crate::geodesy::network::{Edge, RiverNetwork};

/// Waters this little farther than the nearest count as well, in metres: the maps do not tell which of
/// them it is.
const TIE_M: f64 = 20.0;

/// Where in the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// On a stretch of a river.
    River {
        /// The stretch; opaque.
        edge: EdgeIndex,
        /// Metres from the start of the line, which is not always the source of the river.
        along_m: f64,
    },
    /// In or at a lake, by its number in the list that the network was built from, without the lakes
    /// that have no area; opaque.
    Lake(usize),
}

/// A point on the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub place: Place,
    /// The snapped point in metres of the project CRS.
    pub at: MetricPoint,
    /// Metres from the point asked for to the snapped one; for a lake to its shore, zero inside.
    pub offset_m: f64,
    /// Code of the river or lake.
    pub code: String,
    /// Its name; `None` when not filled in.
    pub name: Option<String>,
    /// Metres from the source of the river down to it, over the parts of that register entry that are
    /// joined end to end; `None` for lakes.
    pub chainage_m: Option<f64>,
}

/// What was found around a point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Located {
    /// The places it may be at: the nearest, and those as good as equally near. With a name only
    /// waters that bear it.
    pub spots: Vec<Spot>,
    /// Names of the waters within reach when none of them bears the stated name, sorted; a water
    /// without a name is in it under its code.
    pub others: Vec<String>,
}

/// Whether two names mean the same water: equal but for spaces and an addition in brackets.
fn same_water(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        let text = text.split(['(', '\u{ff08}']).next().unwrap_or_default();
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    plain(a) == plain(b)
}

impl RiverNetwork {
    /// Where `point` (metres) is on the network, looking no farther than `tolerance_m`. A stated `name`
    /// that no water within reach bears is said in [`Located::others`], never replaced.
    pub fn locate(&self, point: MetricPoint, name: Option<&str>, tolerance_m: f64) -> Located {
        let mut spots = self.around(point, tolerance_m);
        if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
            let bears =
                |spot: &Spot| (spot.name.as_deref()).is_some_and(|own| same_water(own, name));
            if !spots.iter().any(bears) {
                let mut others: Vec<String> = spots
                    .into_iter()
                    .map(|spot| spot.name.unwrap_or(spot.code))
                    .collect();
                others.sort();
                others.dedup();
                return Located {
                    spots: Vec::new(),
                    others,
                };
            }
            spots.retain(bears);
        }
        let limit = spots.first().map_or(0.0, |spot| spot.offset_m + TIE_M);
        spots.retain(|spot| spot.offset_m <= limit);
        Located {
            spots,
            others: Vec::new(),
        }
    }

    /// One spot per line and lake within reach, nearest first.
    fn around(&self, point: MetricPoint, tolerance_m: f64) -> Vec<Spot> {
        let rivers = self
            .lines
            .near(point, tolerance_m)
            .into_iter()
            .filter_map(|hit| {
                let river = &self.rivers[self.lines.get(hit.line).river];
                Some(Spot {
                    place: Place::River {
                        edge: self.edge_at(hit.line, hit.along_m)?,
                        along_m: hit.along_m,
                    },
                    at: hit.at,
                    offset_m: hit.distance_m,
                    code: river.code.clone(),
                    name: river.name.clone(),
                    chainage_m: Some(self.base_m[hit.line] + hit.along_m),
                })
            });
        let lakes = self
            .lakes
            .near(point, tolerance_m)
            .into_iter()
            .map(|(index, offset_m)| {
                let lake = self.lakes.get(index);
                Spot {
                    place: Place::Lake(index),
                    at: point,
                    offset_m,
                    code: lake.code.clone(),
                    name: lake.name.clone(),
                    chainage_m: None,
                }
            });
        let mut spots: Vec<Spot> = rivers.chain(lakes).collect();
        spots.sort_by(|a, b| {
            a.offset_m
                .total_cmp(&b.offset_m)
                .then_with(|| a.code.cmp(&b.code))
        });
        spots
    }

    /// The edge of a line that holds the place `along_m` down it.
    fn edge_at(&self, line: usize, along_m: f64) -> Option<EdgeIndex> {
        let edges = &self.line_edges[line];
        let index = edges.partition_point(|edge| match self.graph[*edge] {
            Edge::Reach { to_m, .. } => to_m < along_m,
            Edge::Lake { .. } => false,
        });
        edges.get(index).or_else(|| edges.last()).copied()
    }
}
