//! What is wrong or doubtful in river lines, and where a search must notice it.

use std::collections::BTreeMap;

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::geodesy::metric::MetricPoint;
use crate::geodesy::network::walk::Direction;

/// Kinds of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IssueKind {
    /// The lower end of a line is near another line or lake, but too far to be joined.
    Gap,
    /// A line seems to be digitised upstream: lines meet head to head or tail to tail, or a branch
    /// leads nowhere.
    Reversed,
    /// A directed cycle.
    Loop,
    /// The lower end of a line meets nothing at all, or no line leaves a lake: the edge of the map, or
    /// a missing line.
    OpenEnd,
    /// One line flows into two.
    Bifurcation,
    /// Two lines run between the same ends on the same course.
    Duplicate,
    /// A line without length or without usable coordinates; left out.
    ZeroLength,
    /// A river without a name.
    Unnamed,
}

/// One trouble.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// What it is.
    pub kind: IssueKind,
    /// Codes of the rivers and lakes involved, sorted.
    pub codes: Vec<String>,
    /// Where, in metres of the project CRS.
    pub at: MetricPoint,
    /// Width of a gap in metres; `None` for other kinds.
    pub distance_m: Option<f64>,
}

/// Places where a search must notice an issue (by index).
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// At nodes, for searches in the direction; `None` for both.
    pub(super) nodes: BTreeMap<NodeIndex, Vec<(Option<Direction>, usize)>>,
    /// Anywhere on an edge, for both directions.
    pub(super) edges: BTreeMap<EdgeIndex, Vec<usize>>,
    /// On a line at these metres, for searches upstream: water may come in there.
    pub(super) inlets: BTreeMap<usize, Vec<(f64, usize)>>,
    /// In lakes, for searches in the direction that start there; `None` for both.
    pub(super) lakes: BTreeMap<usize, Vec<(Option<Direction>, usize)>>,
}

impl Doubts {
    /// After the issues were sorted: `order` lists the old numbers in the new order.
    pub(super) fn renumber(&mut self, order: &[usize]) {
        let mut new = vec![0; order.len()];
        for (position, old) in order.iter().enumerate() {
            new[*old] = position;
        }
        for (_, issue) in self.nodes.values_mut().flatten() {
            *issue = new[*issue];
        }
        for (_, issue) in self.inlets.values_mut().flatten() {
            *issue = new[*issue];
        }
        for issue in self.edges.values_mut().flatten() {
            *issue = new[*issue];
        }
        for (_, issue) in self.lakes.values_mut().flatten() {
            *issue = new[*issue];
        }
    }
}
