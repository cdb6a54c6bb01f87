//! A search along the river: how far up or down places are, within a limit, and whether the search
//! met something that makes its answer doubtful.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::geodesy::metric::MetricPoint;
use crate::geodesy::network::issue::Issue;
use crate::geodesy::network::lines::distance;
use crate::geodesy::network::{Edge, Place, RiverNetwork, Spot};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// With the water.
    Downstream,
    /// Against it.
    Upstream,
}

impl Direction {
    const fn graph(self) -> petgraph::Direction {
        match self {
            Self::Downstream => petgraph::Direction::Outgoing,
            Self::Upstream => petgraph::Direction::Incoming,
        }
    }
}

/// How far a place is along the river.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Metres.
    pub distance_m: f64,
    /// Whether part of it is the straight line through a lake.
    pub through_lake: bool,
}

/// A stretch that the search went over.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Metres along the river from the start of the search to the first coordinate.
    pub from_m: f64,
    /// Coordinates in metres, in the direction of the search.
    pub line: Vec<MetricPoint>,
    /// Name of its river; `None` when it has none, and in lakes.
    pub river: Option<String>,
    /// Whether it is the straight line through a lake.
    pub through_lake: bool,
}

/// A metre figure that can be ordered; always finite.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Metres(f64);

impl Eq for Metres {}

impl PartialOrd for Metres {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Metres {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The result of one search.
#[derive(Debug)]
pub struct Walk<'n> {
    network: &'n RiverNetwork,
    direction: Direction,
    max_m: f64,
    starts: Vec<Spot>,
    reached: BTreeMap<NodeIndex, Reach>,
    doubts: BTreeSet<usize>,
}

impl RiverNetwork {
    /// Everything within `max_m` up or down the river from any of `starts`.
    pub fn walk(&self, starts: &[Spot], direction: Direction, max_m: f64) -> Walk<'_> {
        let mut walk = Walk {
            network: self,
            direction,
            max_m,
            starts: starts.to_vec(),
            reached: BTreeMap::new(),
            doubts: BTreeSet::new(),
        };
        walk.search();
        walk
    }
}

impl Walk<'_> {
    /// How far the search went, in metres.
    pub const fn max_m(&self) -> f64 {
        self.max_m
    }

    /// How far `target` is; `None` when it does not lie that way within the limit.
    pub fn reach(&self, target: &Spot) -> Option<Reach> {
        let direct = self
            .starts
            .iter()
            .filter_map(|start| self.on_same_stretch(start, target));
        let through_nodes = self
            .entries(target)
            .into_iter()
            .filter_map(|(node, reach)| {
                let before = self.reached.get(&node)?;
                Some(Reach {
                    distance_m: before.distance_m + reach.distance_m,
                    through_lake: before.through_lake || reach.through_lake,
                })
            });
        direct
            .chain(through_nodes)
            .filter(|reach| reach.distance_m <= self.max_m)
            .min_by(|a, b| a.distance_m.total_cmp(&b.distance_m))
    }

    /// What makes it possible that the search missed something; empty when it is complete.
    pub fn doubts(&self) -> impl Iterator<Item = &Issue> {
        self.doubts.iter().map(|index| &self.network.issues[*index])
    }

    /// What the search went over, nearest first.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for start in &self.starts {
            if let Place::River { edge, along_m } = start.place {
                let (before_m, after_m) = self.parts(edge, along_m);
                let to_m = (after_m - before_m).min(self.max_m);
                pieces.extend(self.piece(edge, along_m, to_m, 0.0));
            }
        }
        for (node, reach) in &self.reached {
            for edge in self.edges(*node) {
                let left_m = self.max_m - reach.distance_m;
                match self.network.graph[edge] {
                    Edge::Reach {
                        from_m,
                        to_m,
                        jump_from_m,
                        jump_to_m,
                        ..
                    } => {
                        let (first_m, jump_m) = match self.direction {
                            Direction::Downstream => (from_m, jump_from_m),
                            Direction::Upstream => (to_m, jump_to_m),
                        };
                        let length_m = (to_m - from_m).min(left_m - jump_m);
                        let start_m = reach.distance_m + jump_m;
                        pieces.extend(self.piece(edge, first_m, length_m, start_m));
                    }
                    Edge::Lake { length_m, .. } => {
                        let ends = self.network.graph.edge_endpoints(edge);
                        let Some((a, b)) = ends else { continue };
                        let (a, b) = match self.direction {
                            Direction::Downstream => (a, b),
                            Direction::Upstream => (b, a),
                        };
                        let (a, b) = (self.network.graph[a].at, self.network.graph[b].at);
                        let share = if length_m > left_m {
                            left_m / length_m
                        } else {
                            1.0
                        };
                        pieces.push(Piece {
                            from_m: reach.distance_m,
                            line: vec![a, a + (b - a) * share],
                            river: None,
                            through_lake: true,
                        });
                    }
                }
            }
        }
        pieces.sort_by(|a, b| a.from_m.total_cmp(&b.from_m));
        pieces
    }

    fn edges(&self, node: NodeIndex) -> impl Iterator<Item = EdgeIndex> {
        self.network
            .graph
            .edges_directed(node, self.direction.graph())
            .map(|edge| edge.id())
    }

    /// The piece of `edge` that starts at the metre `along_m` of its line and is `length_m` long.
    fn piece(&self, edge: EdgeIndex, along_m: f64, length_m: f64, from_m: f64) -> Option<Piece> {
        let Edge::Reach { line, .. } = self.network.graph[edge] else {
            return None;
        };
        if length_m < 0.0 {
            return None;
        }
        let lines = &self.network.lines;
        let coords = match self.direction {
            Direction::Downstream => lines.piece(line, along_m, along_m + length_m),
            Direction::Upstream => {
                let mut coords = lines.piece(line, along_m - length_m, along_m);
                coords.reverse();
                coords
            }
        };
        Some(Piece {
            from_m,
            line: coords,
            river: self.network.rivers[lines.get(line).river].name.clone(),
            through_lake: false,
        })
    }

    /// Metres from the side where a search enters `edge` to `along_m`, and to its other side; jumps
    /// left out.
    fn parts(&self, edge: EdgeIndex, along_m: f64) -> (f64, f64) {
        match (self.network.graph[edge], self.direction) {
            (Edge::Reach { from_m, to_m, .. }, Direction::Downstream) => {
                (along_m - from_m, to_m - from_m)
            }
            (Edge::Reach { from_m, to_m, .. }, Direction::Upstream) => {
                (to_m - along_m, to_m - from_m)
            }
            (Edge::Lake { .. }, _) => (0.0, 0.0),
        }
    }

    fn on_same_stretch(&self, start: &Spot, target: &Spot) -> Option<Reach> {
        match (start.place, target.place) {
            (
                Place::River { edge, along_m },
                Place::River {
                    edge: other,
                    along_m: target_m,
                },
            ) if edge == other => {
                let distance_m = self.parts(edge, target_m).0 - self.parts(edge, along_m).0;
                (distance_m >= 0.0).then_some(Reach {
                    distance_m,
                    through_lake: false,
                })
            }
            // In a lake there is no up and down: what lies in the same one counts both ways.
            (Place::Lake(lake), Place::Lake(other)) if lake == other => Some(Reach {
                distance_m: distance(start.at, target.at),
                through_lake: true,
            }),
            _ => None,
        }
    }

    /// The nodes from which a search comes to `target`, each with the way from there.
    fn entries(&self, target: &Spot) -> Vec<(NodeIndex, Reach)> {
        match target.place {
            Place::River { edge, along_m } => {
                let Some((from, to)) = self.network.graph.edge_endpoints(edge) else {
                    return Vec::new();
                };
                let node = match self.direction {
                    Direction::Downstream => from,
                    Direction::Upstream => to,
                };
                let reach = Reach {
                    distance_m: self.parts(edge, along_m).0 + self.jumps(edge).0,
                    through_lake: false,
                };
                vec![(node, reach)]
            }
            Place::Lake(lake) => {
                let nodes = match self.direction {
                    Direction::Downstream => &self.network.inflows[lake],
                    Direction::Upstream => &self.network.outflows[lake],
                };
                nodes
                    .iter()
                    .map(|node| (*node, self.straight(*node, target)))
                    .collect()
            }
        }
    }

    fn straight(&self, node: NodeIndex, spot: &Spot) -> Reach {
        Reach {
            distance_m: distance(self.network.graph[node].at, spot.at),
            through_lake: true,
        }
    }

    /// The jumps at the side where a search enters an edge and at the other side.
    fn jumps(&self, edge: EdgeIndex) -> (f64, f64) {
        match (self.network.graph[edge], self.direction) {
            (
                Edge::Reach {
                    jump_from_m,
                    jump_to_m,
                    ..
                },
                Direction::Downstream,
            ) => (jump_from_m, jump_to_m),
            (
                Edge::Reach {
                    jump_from_m,
                    jump_to_m,
                    ..
                },
                Direction::Upstream,
            ) => (jump_to_m, jump_from_m),
            (Edge::Lake { .. }, _) => (0.0, 0.0),
        }
    }

    /// The nodes that a search comes to first from `start`.
    fn exits(&mut self, start: &Spot) -> Vec<(NodeIndex, Reach)> {
        match start.place {
            Place::River { edge, along_m } => {
                let (before_m, whole_m) = self.parts(edge, along_m);
                self.doubt_edge(edge, 0.0, before_m, whole_m);
                let Some((from, to)) = self.network.graph.edge_endpoints(edge) else {
                    return Vec::new();
                };
                let node = match self.direction {
                    Direction::Downstream => to,
                    Direction::Upstream => from,
                };
                let reach = Reach {
                    distance_m: whole_m - before_m + self.jumps(edge).1,
                    through_lake: false,
                };
                vec![(node, reach)]
            }
            Place::Lake(lake) => {
                self.doubt_lake(lake);
                let nodes = match self.direction {
                    Direction::Downstream => &self.network.outflows[lake],
                    Direction::Upstream => &self.network.inflows[lake],
                };
                nodes
                    .iter()
                    .map(|node| (*node, self.straight(*node, start)))
                    .collect()
            }
        }
    }

    /// Dijkstra's, no farther than the limit.
    fn search(&mut self) {
        let mut queue = BinaryHeap::new();
        for start in self.starts.clone() {
            for (node, reach) in self.exits(&start) {
                queue.push(Reverse((
                    Metres(reach.distance_m),
                    node,
                    reach.through_lake,
                )));
            }
        }
        while let Some(Reverse((Metres(distance_m), node, through_lake))) = queue.pop() {
            if distance_m > self.max_m || self.reached.contains_key(&node) {
                continue;
            }
            self.reached.insert(
                node,
                Reach {
                    distance_m,
                    through_lake,
                },
            );
            self.doubt_node(node);
            let edges: Vec<EdgeIndex> = self.edges(node).collect();
            for edge in edges {
                let weight = self.network.graph[edge];
                self.doubt_edge(edge, distance_m, 0.0, self.parts(edge, 0.0).1);
                let Some((from, to)) = self.network.graph.edge_endpoints(edge) else {
                    continue;
                };
                let next = match self.direction {
                    Direction::Downstream => to,
                    Direction::Upstream => from,
                };
                let through_lake = through_lake || matches!(weight, Edge::Lake { .. });
                let far = Metres(distance_m + weight.length_m());
                queue.push(Reverse((far, next, through_lake)));
            }
        }
    }

    fn doubt_node(&mut self, node: NodeIndex) {
        let doubts = self.network.doubts.nodes.get(&node);
        for (direction, issue) in doubts.into_iter().flatten() {
            if direction.is_none_or(|direction| direction == self.direction) {
                self.doubts.insert(*issue);
            }
        }
    }

    /// Doubts about `edge`, of which the search goes over the metres `first_m..last_m`, counted from the
    /// side where it enters, after it has come `before_m` metres.
    fn doubt_edge(&mut self, edge: EdgeIndex, before_m: f64, first_m: f64, last_m: f64) {
        let doubts = &self.network.doubts;
        self.doubts
            .extend(doubts.edges.get(&edge).into_iter().flatten());
        match self.network.graph[edge] {
            Edge::Reach { line, .. } if self.direction == Direction::Upstream => {
                for (along_m, issue) in doubts.inlets.get(&line).into_iter().flatten() {
                    let at_m = self.parts(edge, *along_m).0;
                    let within = (first_m..=last_m).contains(&at_m);
                    if within && before_m + at_m - first_m <= self.max_m {
                        self.doubts.insert(*issue);
                    }
                }
            }
            Edge::Reach { .. } | Edge::Lake { .. } => {}
        }
    }

    fn doubt_lake(&mut self, lake: usize) {
        let doubts = self.network.doubts.lakes.get(&lake);
        for (direction, issue) in doubts.into_iter().flatten() {
            if direction.is_none_or(|direction| direction == self.direction) {
                self.doubts.insert(*issue);
            }
        }
    }
}
