//! Builds the network: ends are snapped, mouths split the lines they meet, lakes join what enters
//! them with what leaves them. What stays apart is listed.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, Geometry};
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::geodesy::chunk;
use crate::geodesy::metric::{MetricGrid, MetricPoint};
use crate::geodesy::network::issue::{Doubts, Issue, IssueKind};
use crate::geodesy::network::lakes::{Lake, Lakes};
use crate::geodesy::network::lines::{Hit, Lines, distance};
use crate::geodesy::network::{Edge, Node, River, RiverNetwork};

/// One river as it is registered: its lines run downstream.
#[derive(Clone, Copy, Debug)]
pub struct RiverLine<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its name; `None` or blank when not filled in.
    pub name: Option<&'a str>,
    /// Lines in EPSG:4490 degrees; `None` when it has none.
    pub geometry: Option<&'a Geometry<f64>>,
}

/// One lake or reservoir.
#[derive(Clone, Copy, Debug)]
pub struct LakeArea<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its name; `None` when not filled in.
    pub name: Option<&'a str>,
    /// Area in EPSG:4490 degrees; `None` when it has none.
    pub geometry: Option<&'a Geometry<f64>>,
}

/// How far apart lines may be.
#[derive(Clone, Copy, Debug)]
pub struct Tolerances {
    /// Ends, mouths and shores this near are joined, in metres.
    pub snap_m: f64,
    /// Lower ends this near to something, but farther than `snap_m`, are reported as gaps, in metres.
    pub gap_m: f64,
}

impl Default for Tolerances {
    /// 25 m: half a millimetre on a map of 1:50 000, the usual source of river lines. 200 m: how far
    /// an outfall may lie from its river.
    fn default() -> Self {
        Self {
            snap_m: 25.0,
            gap_m: 200.0,
        }
    }
}

/// Lines shorter than this are points, in metres.
const NO_LENGTH_M: f64 = 0.01;

impl RiverNetwork {
    /// Builds the network in the projected CRS of `grid`, which must reach over all of it.
    pub fn build(
        grid: &MetricGrid,
        rivers: &[RiverLine<'_>],
        lakes: &[LakeArea<'_>],
        tolerances: Tolerances,
    ) -> Self {
        Self::build_with(|at| grid.project(at), rivers, lakes, tolerances)
    }

    /// As [`RiverNetwork::build`], with any projection.
    pub(super) fn build_with(
        project: impl Fn(Coord<f64>) -> MetricPoint + Copy + Sync,
        rivers: &[RiverLine<'_>],
        lakes: &[LakeArea<'_>],
        tolerances: Tolerances,
    ) -> Self {
        let mut issues = Vec::new();
        let lines = read_lines(project, rivers, &mut issues);
        let lakes: Vec<Lake> = lakes
            .par_iter()
            .filter_map(|lake| Lake::new(lake.code, lake.name, lake.geometry?, project))
            .collect();
        let rivers: Vec<River> = rivers
            .iter()
            .map(|river| River {
                code: river.code.to_owned(),
                name: river
                    .name
                    .filter(|name| !name.trim().is_empty())
                    .map(str::to_owned),
            })
            .collect();
        let builder = Builder {
            ends: Ends::join(&lines, tolerances.snap_m),
            lakes: Lakes::new(lakes),
            lines,
            rivers,
            tolerances,
            graph: DiGraph::new(),
            issues,
            doubts: Doubts::default(),
        };
        builder.finish()
    }
}

/// Every usable line with its river, and issues for those without length or name.
fn read_lines(
    project: impl Fn(Coord<f64>) -> MetricPoint + Copy + Sync,
    rivers: &[RiverLine<'_>],
    issues: &mut Vec<Issue>,
) -> Lines {
    let read: Vec<Vec<Vec<MetricPoint>>> = rivers
        .par_iter()
        .map(|river| {
            let mut parts = Vec::new();
            if let Some(geometry) = river.geometry {
                chunk::for_each_line(geometry, &mut |line| {
                    parts.push(line.coords().map(|at| project(*at)).collect());
                });
            }
            parts
        })
        .collect();
    let mut lines = Vec::new();
    for (index, (parts, river)) in read.into_iter().zip(rivers).enumerate() {
        let issue = |kind, at| Issue {
            kind,
            codes: vec![river.code.to_owned()],
            at,
            distance_m: None,
        };
        let place = parts.iter().flatten().copied().next();
        let mut usable = 0;
        for mut part in parts {
            part.retain(|at| at.x.is_finite() && at.y.is_finite());
            let length: f64 = part.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
            if length < NO_LENGTH_M {
                let at = part.first().copied().unwrap_or_else(Coord::zero);
                issues.push(issue(IssueKind::ZeroLength, at));
            } else {
                usable += 1;
                lines.push((index, part));
            }
        }
        if place.is_none() {
            issues.push(issue(IssueKind::ZeroLength, Coord::zero()));
        }
        if usable > 0 && river.name.is_none_or(|name| name.trim().is_empty()) {
            issues.push(issue(IssueKind::Unnamed, place.unwrap_or_else(Coord::zero)));
        }
    }
    Lines::new(lines)
}

/// Ends of lines (`2 * line` the start, `2 * line + 1` the end) in groups that are one place.
pub(super) struct Ends {
    /// The group of each end: the smallest end in it.
    pub(super) group: Vec<usize>,
    pub(super) members: BTreeMap<usize, Vec<usize>>,
}

pub(super) const fn is_start(end: usize) -> bool {
    end.is_multiple_of(2)
}

impl Ends {
    fn join(lines: &Lines, snap_m: f64) -> Self {
        let points: Vec<GeomWithData<[f64; 2], usize>> = (0..2 * lines.len())
            .map(|end| {
                let at = end_point(lines, end);
                GeomWithData::new([at.x, at.y], end)
            })
            .collect();
        let mut union = UnionFind::new(points.len());
        let tree = RTree::bulk_load(points.clone());
        for point in &points {
            for other in tree.locate_within_distance(*point.geom(), snap_m * snap_m) {
                // The two ends of a short line stay apart unless others join them.
                if other.data / 2 != point.data / 2 {
                    union.union(point.data, other.data);
                }
            }
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut smallest: BTreeMap<usize, usize> = BTreeMap::new();
        let group: Vec<usize> = (0..points.len())
            .map(|end| *smallest.entry(union.find(end)).or_insert(end))
            .collect();
        for (end, group) in group.iter().enumerate() {
            members.entry(*group).or_default().push(end);
        }
        Self { group, members }
    }
}

fn end_point(lines: &Lines, end: usize) -> MetricPoint {
    if is_start(end) {
        lines.start(end / 2)
    } else {
        lines.end(end / 2)
    }
}

pub(super) struct Builder {
    pub(super) lines: Lines,
    pub(super) lakes: Lakes,
    pub(super) rivers: Vec<River>,
    pub(super) tolerances: Tolerances,
    pub(super) ends: Ends,
    pub(super) graph: DiGraph<Node, Edge>,
    pub(super) issues: Vec<Issue>,
    pub(super) doubts: Doubts,
}

/// Where lines are cut, and what node each group of ends became.
pub(super) struct Joined {
    pub(super) nodes: BTreeMap<usize, NodeIndex>,
    /// Metres and node per line.
    pub(super) cuts: Vec<Vec<(f64, NodeIndex)>>,
    /// Groups that split a line.
    pub(super) on_line: BTreeSet<usize>,
    pub(super) inflows: Vec<Vec<NodeIndex>>,
    pub(super) outflows: Vec<Vec<NodeIndex>>,
    /// Groups that lie in or at a lake.
    pub(super) at_lake: BTreeSet<usize>,
}

impl Builder {
    fn finish(mut self) -> RiverNetwork {
        let joined = self.join();
        let line_edges = self.connect(&joined);
        self.through_lakes(&joined);
        let base_m = self.chainages();
        self.report_ends(&joined, &line_edges);
        self.report_closed_lakes(&joined);
        self.report_loops();
        let mut order: Vec<usize> = (0..self.issues.len()).collect();
        order.sort_by(|a, b| {
            let (a, b) = (&self.issues[*a], &self.issues[*b]);
            (a.kind, &a.codes)
                .cmp(&(b.kind, &b.codes))
                .then(a.at.x.total_cmp(&b.at.x))
                .then(a.at.y.total_cmp(&b.at.y))
        });
        self.doubts.renumber(&order);
        let issues = order
            .into_iter()
            .map(|index| self.issues[index].clone())
            .collect();
        RiverNetwork {
            rivers: self.rivers,
            lines: self.lines,
            lakes: self.lakes,
            graph: self.graph,
            line_edges,
            base_m,
            inflows: joined.inflows,
            outflows: joined.outflows,
            issues,
            doubts: self.doubts,
        }
    }

    /// Nodes for groups of ends, for mouths on lines, and for shores.
    fn join(&mut self) -> Joined {
        let mut joined = Joined {
            nodes: BTreeMap::new(),
            cuts: vec![Vec::new(); self.lines.len()],
            on_line: BTreeSet::new(),
            inflows: vec![Vec::new(); self.lakes.len()],
            outflows: vec![Vec::new(); self.lakes.len()],
            at_lake: BTreeSet::new(),
        };
        for (group, members) in &self.ends.members {
            let starts = members.iter().any(|end| is_start(*end));
            let stops = members.iter().any(|end| !is_start(*end));
            let mut at = end_point(&self.lines, *group);
            // Lines that go on there need no other line.
            let cut = if starts && stops {
                None
            } else {
                self.line_beside(members)
            };
            if let Some(hit) = cut {
                at = hit.at;
            }
            let node = self.graph.add_node(Node { at });
            joined.nodes.insert(*group, node);
            if let Some(hit) = cut {
                joined.cuts[hit.line].push((hit.along_m, node));
                joined.on_line.insert(*group);
            } else if starts != stops
                && let Some((lake, _)) = self.lakes.near(at, self.tolerances.snap_m).first()
            {
                joined.at_lake.insert(*group);
                if starts {
                    joined.outflows[*lake].push(node);
                } else {
                    joined.inflows[*lake].push(node);
                }
            }
        }
        let passages: Vec<_> = (0..self.lakes.len())
            .into_par_iter()
            .map(|lake| self.lakes.passages(lake, &self.lines))
            .collect();
        for (lake, passages) in passages.into_iter().enumerate() {
            for passage in passages {
                let sides = [
                    (passage.entry_m, &mut joined.inflows[lake]),
                    (passage.exit_m, &mut joined.outflows[lake]),
                ];
                for (along_m, nodes) in sides {
                    let Some(along_m) = along_m else { continue };
                    let at = self.lines.point_at(passage.line, along_m);
                    let node = self.graph.add_node(Node { at });
                    joined.cuts[passage.line].push((along_m, node));
                    nodes.push(node);
                }
            }
        }
        joined
    }

    /// The nearest line that passes one of these ends and ends at none of them.
    fn line_beside(&self, members: &[usize]) -> Option<Hit> {
        let group = self.ends.group[members[0]];
        let mut best: Option<Hit> = None;
        for end in members {
            let at = end_point(&self.lines, *end);
            for hit in self.lines.near(at, self.tolerances.snap_m) {
                if self.touches(hit.line, group) {
                    continue;
                }
                if best.is_none_or(|best| hit.distance_m < best.distance_m) {
                    best = Some(hit);
                }
            }
        }
        best
    }

    pub(super) fn touches(&self, line: usize, group: usize) -> bool {
        self.ends.group[2 * line] == group || self.ends.group[2 * line + 1] == group
    }

    /// Edges between the cuts of every line.
    fn connect(&mut self, joined: &Joined) -> Vec<Vec<EdgeIndex>> {
        let mut line_edges = Vec::with_capacity(self.lines.len());
        for (line, cuts) in joined.cuts.iter().enumerate() {
            let length_m = self.lines.get(line).length_m;
            let mut stops = cuts.clone();
            stops.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            stops.insert(0, (0.0, joined.nodes[&self.ends.group[2 * line]]));
            stops.push((length_m, joined.nodes[&self.ends.group[2 * line + 1]]));
            let mut edges = Vec::with_capacity(stops.len() - 1);
            for pair in stops.windows(2) {
                let ((from_m, from), (to_m, to)) = (pair[0], pair[1]);
                let jump = |along_m: f64, node: NodeIndex| {
                    distance(self.lines.point_at(line, along_m), self.graph[node].at)
                };
                let edge = Edge::Reach {
                    line,
                    from_m,
                    to_m,
                    jump_from_m: jump(from_m, from),
                    jump_to_m: jump(to_m, to),
                };
                edges.push(self.graph.add_edge(from, to, edge));
            }
            line_edges.push(edges);
        }
        line_edges
    }

    fn through_lakes(&mut self, joined: &Joined) {
        for (lake, (inflows, outflows)) in joined.inflows.iter().zip(&joined.outflows).enumerate() {
            for from in inflows {
                for to in outflows.iter().filter(|to| *to != from) {
                    let length_m = distance(self.graph[*from].at, self.graph[*to].at);
                    self.graph
                        .add_edge(*from, *to, Edge::Lake { lake, length_m });
                }
            }
        }
    }

    /// Chainage of the start of each line: the length of the parts of the same river above it, joined
    /// end to end; of several the longest.
    fn chainages(&self) -> Vec<f64> {
        let mut base: Vec<Option<f64>> = vec![None; self.lines.len()];
        for line in 0..self.lines.len() {
            let mut chain = vec![line];
            let mut seen = BTreeSet::from([line]);
            while let Some(last) = chain.last().copied() {
                let above: Vec<usize> = self.ends.members[&self.ends.group[2 * last]]
                    .iter()
                    .filter(|end| !is_start(**end))
                    .map(|end| end / 2)
                    .filter(|above| self.same_river(*above, last))
                    .collect();
                // A line that is in the chain already closes a circle: it counts from zero.
                if let Some(open) = above
                    .iter()
                    .find(|above| base[**above].is_none() && seen.insert(**above))
                {
                    chain.push(*open);
                    continue;
                }
                let longest = above
                    .iter()
                    .filter_map(|above| Some(base[*above]? + self.lines.get(*above).length_m))
                    .fold(0.0, f64::max);
                base[last] = Some(base[last].unwrap_or(longest));
                chain.pop();
            }
        }
        base.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// Of one register entry; entries of the same name may be different rivers.
    fn same_river(&self, a: usize, b: usize) -> bool {
        self.lines.get(a).river == self.lines.get(b).river
    }

    pub(super) fn code(&self, line: usize) -> String {
        self.rivers[self.lines.get(line).river].code.clone()
    }
}
