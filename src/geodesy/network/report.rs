//! Lists what the builder could not join or does not trust, and marks where searches must notice it.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::geodesy::metric::MetricPoint;
use crate::geodesy::network::Edge;
use crate::geodesy::network::build::{Builder, Joined, is_start};
use crate::geodesy::network::issue::{Issue, IssueKind};
use crate::geodesy::network::lines::distance;
use crate::geodesy::network::walk::Direction;

impl Builder {
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
    pub(super) fn report_ends(&mut self, joined: &Joined, line_edges: &[Vec<EdgeIndex>]) {
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
    pub(super) fn report_closed_lakes(&mut self, joined: &Joined) {
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
    pub(super) fn report_loops(&mut self) {
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
