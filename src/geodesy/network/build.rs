//! Builds the network: ends are snapped, mouths split the lines they meet, lakes join what enters
//! them with what leaves them. What stays apart is listed.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, Geometry};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::EdgeRef as _;
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::geodesy::chunk;
use crate::geodesy::metric::{MetricGrid, MetricPoint};
use crate::geodesy::network::issue::{Doubts, Issue, IssueKind};
use crate::geodesy::network::lakes::{Lake, Lakes};
use crate::geodesy::network::lines::{Hit, Lines, distance};
use crate::geodesy::network::walk::Direction;
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
struct Ends {
    /// The group of each end: the smallest end in it.
    group: Vec<usize>,
    members: BTreeMap<usize, Vec<usize>>,
}

const fn is_start(end: usize) -> bool {
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

struct Builder {
    lines: Lines,
    lakes: Lakes,
    rivers: Vec<River>,
    tolerances: Tolerances,
    ends: Ends,
    graph: DiGraph<Node, Edge>,
    issues: Vec<Issue>,
    doubts: Doubts,
}

/// Where lines are cut, and what node each group of ends became.
struct Joined {
    nodes: BTreeMap<usize, NodeIndex>,
    /// Metres and node per line.
    cuts: Vec<Vec<(f64, NodeIndex)>>,
    /// Groups that split a line.
    on_line: BTreeSet<usize>,
    inflows: Vec<Vec<NodeIndex>>,
    outflows: Vec<Vec<NodeIndex>>,
    /// Groups that lie in or at a lake.
    at_lake: BTreeSet<usize>,
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

    fn touches(&self, line: usize, group: usize) -> bool {
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

    fn code(&self, line: usize) -> String {
        self.rivers[self.lines.get(line).river].code.clone()
    }

    fn report(
        &mut self,
        kind: IssueKind,
        mut codes: Vec<String>,
        at: MetricPoint,
        distance_m: Option<f64>,
    ) -> usize {
        codes.sort();
        codes.dedup();
        self.issues.push(Issue {
            kind,
            codes,
            at,
            distance_m,
        });
        self.issues.len() - 1
    }

    /// Duplicates, forks, lines head to head, and lower ends that meet nothing.
    fn report_ends(&mut self, joined: &Joined, line_edges: &[Vec<EdgeIndex>]) {
        let doubles = self.report_duplicates();
        let groups: Vec<(usize, Vec<usize>)> = (self.ends.members.iter())
            .map(|(group, members)| {
                let single = members.iter().filter(|end| !doubles.contains(&(*end / 2)));
                (*group, single.copied().collect())
            })
            .collect();
        for (group, members) in groups {
            let (starts, stops): (Vec<usize>, Vec<usize>) =
                members.iter().partition(|end| is_start(**end));
            let node = joined.nodes[&group];
            let at = self.graph[node].at;
            let codes = members.iter().map(|end| self.code(end / 2)).collect();
            let (on_line, at_lake) = (
                joined.on_line.contains(&group),
                joined.at_lake.contains(&group),
            );
            let head_to_head = stops.len() > 1 && starts.is_empty() && !on_line && !at_lake;
            let tail_to_tail = starts.len() > 1 && stops.is_empty() && !on_line && !at_lake;
            if head_to_head || tail_to_tail {
                let issue = self.report(IssueKind::Reversed, codes, at, None);
                self.doubt_node(node, None, issue);
                for end in &members {
                    self.doubt_line(end / 2, line_edges, issue);
                }
            } else if (starts.len() > 1 && !stops.is_empty()) || (!starts.is_empty() && on_line) {
                self.report(IssueKind::Bifurcation, codes, at, None);
            }
            if !stops.is_empty() && starts.is_empty() && !on_line && !at_lake {
                self.report_lower_end(group, &stops, joined);
                for end in stops {
                    // A branch that leads nowhere may be a tributary drawn upstream.
                    let start = self.ends.group[end - 1];
                    if joined.on_line.contains(&start) {
                        let line_codes = vec![self.code(end / 2)];
                        let issue = self.report(IssueKind::Reversed, line_codes, at, None);
                        self.doubt_node(joined.nodes[&start], Some(Direction::Upstream), issue);
                        self.doubt_line(end / 2, line_edges, issue);
                    }
                }
            }
        }
    }

    /// Says what the lower end of a line nearly meets, or that it meets nothing.
    fn report_lower_end(&mut self, group: usize, stops: &[usize], joined: &Joined) {
        let node = joined.nodes[&group];
        let at = self.graph[node].at;
        let mut codes: Vec<String> = stops.iter().map(|end| self.code(end / 2)).collect();
        let near = self.lines.near(at, self.tolerances.gap_m);
        let other = near
            .into_iter()
            .filter(|hit| !self.touches(hit.line, group))
            .min_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
        let lake = self.lakes.near(at, self.tolerances.gap_m).first().copied();
        let issue = match (other, lake) {
            (Some(hit), lake) if lake.is_none_or(|(_, lake_m)| hit.distance_m <= lake_m) => {
                codes.push(self.code(hit.line));
                let issue = self.report(IssueKind::Gap, codes, at, Some(hit.distance_m));
                let inlets = self.doubts.inlets.entry(hit.line).or_default();
                inlets.push((hit.along_m, issue));
                issue
            }
            (_, Some((lake, lake_m))) => {
                codes.push(self.lakes.get(lake).code.clone());
                let issue = self.report(IssueKind::Gap, codes, at, Some(lake_m));
                self.doubt_lake(lake, Some(Direction::Upstream), joined, issue);
                issue
            }
            _ => self.report(IssueKind::OpenEnd, codes, at, None),
        };
        self.doubt_node(node, Some(Direction::Downstream), issue);
    }

    /// Lakes that no line leaves: where their water goes is not known.
    fn report_closed_lakes(&mut self, joined: &Joined) {
        for lake in 0..self.lakes.len() {
            if !joined.outflows[lake].is_empty() {
                continue;
            }
            let codes = vec![self.lakes.get(lake).code.clone()];
            let inflows = &joined.inflows[lake];
            let isolated = inflows.is_empty();
            let at = inflows.first().map(|node| self.graph[*node].at);
            let at = at.unwrap_or_else(|| self.lakes.get(lake).corner());
            let issue = self.report(IssueKind::OpenEnd, codes, at, None);
            let direction = (!isolated).then_some(Direction::Downstream);
            self.doubt_lake(lake, direction, joined, issue);
        }
    }

    /// Searches that start in the lake, come into it or leave it in the direction notice the issue.
    fn doubt_lake(
        &mut self,
        lake: usize,
        direction: Option<Direction>,
        joined: &Joined,
        issue: usize,
    ) {
        let doubts = self.doubts.lakes.entry(lake).or_default();
        doubts.push((direction, issue));
        let doors = [
            (Direction::Downstream, &joined.inflows[lake]),
            (Direction::Upstream, &joined.outflows[lake]),
        ];
        for (way, nodes) in doors {
            if direction.is_none_or(|direction| direction == way) {
                for node in nodes {
                    self.doubt_node(*node, Some(way), issue);
                }
            }
        }
    }

    fn doubt_node(&mut self, node: NodeIndex, direction: Option<Direction>, issue: usize) {
        let doubts = self.doubts.nodes.entry(node).or_default();
        doubts.push((direction, issue));
    }

    fn doubt_line(&mut self, line: usize, line_edges: &[Vec<EdgeIndex>], issue: usize) {
        for edge in &line_edges[line] {
            self.doubts.edges.entry(*edge).or_default().push(issue);
        }
    }

    /// Lines between the same two places on the same course; the later of each pair.
    fn report_duplicates(&mut self) -> BTreeSet<usize> {
        let mut courses: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for line in 0..self.lines.len() {
            let (a, b) = (self.ends.group[2 * line], self.ends.group[2 * line + 1]);
            courses.entry((a.min(b), a.max(b))).or_default().push(line);
        }
        let mut doubles = BTreeSet::new();
        for lines in courses.into_values().filter(|lines| lines.len() > 1) {
            for (index, line) in lines.iter().enumerate() {
                let middle =
                    |line: usize| (self.lines).point_at(line, self.lines.get(line).length_m / 2.0);
                let twin = lines[..index].iter().copied().find(|other| {
                    distance(middle(*line), middle(*other)) <= self.tolerances.snap_m
                });
                if let Some(twin) = twin {
                    let at = middle(*line);
                    let codes = vec![self.code(*line), self.code(twin)];
                    self.report(IssueKind::Duplicate, codes, at, None);
                    doubles.insert(*line);
                }
            }
        }
        doubles
    }

    /// Directed cycles: every search that touches one says so.
    fn report_loops(&mut self) {
        let mut components: Vec<Vec<NodeIndex>> = tarjan_scc(&self.graph);
        for component in &mut components {
            component.sort_unstable();
        }
        components.sort_unstable();
        for component in components {
            let within: BTreeSet<NodeIndex> = component.iter().copied().collect();
            let edges: Vec<EdgeIndex> = component
                .iter()
                .flat_map(|node| self.graph.edges(*node))
                .filter(|edge| within.contains(&edge.target()))
                // A line shorter than the tolerance, with both ends at one place, is no circle.
                .filter(|edge| {
                    component.len() > 1 || edge.weight().length_m() > 4.0 * self.tolerances.snap_m
                })
                .map(|edge| edge.id())
                .collect();
            let (Some(first), false) = (component.first(), edges.is_empty()) else {
                continue;
            };
            let codes = edges
                .iter()
                .map(|edge| match self.graph[*edge] {
                    Edge::Reach { line, .. } => self.code(line),
                    Edge::Lake { lake, .. } => self.lakes.get(lake).code.clone(),
                })
                .collect();
            let issue = self.report(IssueKind::Loop, codes, self.graph[*first].at, None);
            for node in component {
                self.doubt_node(node, None, issue);
            }
            for edge in edges {
                self.doubts.edges.entry(edge).or_default().push(issue);
            }
        }
    }
}
