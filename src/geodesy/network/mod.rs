//! The directed river network: river lines digitised downstream, joined at their ends, at the mouths
//! of tributaries and through lakes. Answers what lies how far up or down the river. What cannot be
//! joined is listed as an [`Issue`], never bridged. Knows geometry in metres, no layers and no files.

mod build;
mod issue;
mod lakes;
mod lines;
mod locate;
mod report;
mod walk;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod trials;

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

pub use build::{LakeArea, RiverLine, Tolerances};
pub use issue::{Issue, IssueKind};
pub use locate::{Located, Place, Spot};
pub use walk::{Direction, Piece, Reach, Walk};

use crate::geodesy::metric::MetricPoint;
use crate::geodesy::network::issue::Doubts;
use crate::geodesy::network::lakes::Lakes;
use crate::geodesy::network::lines::Lines;

/// Where lines meet.
#[derive(Clone, Copy, Debug)]
struct Node {
    at: MetricPoint,
}

/// A stretch between two nodes, directed downstream.
#[derive(Clone, Copy, Debug)]
enum Edge {
    /// Metres `from_m..to_m` of a line. The jumps are the metres between the ends of the line and the
    /// nodes that they were snapped to; they count, so that no river distance is below the straight one.
    Reach {
        line: usize,
        from_m: f64,
        to_m: f64,
        jump_from_m: f64,
        jump_to_m: f64,
    },
    /// Straight through a lake.
    Lake { lake: usize, length_m: f64 },
}

impl Edge {
    const fn length_m(&self) -> f64 {
        match *self {
            Self::Reach {
                from_m,
                to_m,
                jump_from_m,
                jump_to_m,
                ..
            } => jump_from_m + (to_m - from_m) + jump_to_m,
            Self::Lake { length_m, .. } => length_m,
        }
    }
}

/// Names of one river.
#[derive(Clone, Debug)]
struct River {
    code: String,
    name: Option<String>,
}

/// The network. Immutable once built, shareable among threads.
#[derive(Debug)]
pub struct RiverNetwork {
    rivers: Vec<River>,
    lines: Lines,
    lakes: Lakes,
    graph: DiGraph<Node, Edge>,
    /// The edges of each line, from its source down.
    line_edges: Vec<Vec<EdgeIndex>>,
    /// Chainage of the start of each line.
    base_m: Vec<f64>,
    /// Nodes where water enters each lake.
    inflows: Vec<Vec<NodeIndex>>,
    /// Nodes where water leaves each lake.
    outflows: Vec<Vec<NodeIndex>>,
    issues: Vec<Issue>,
    doubts: Doubts,
}

impl RiverNetwork {
    /// What is wrong or doubtful in the lines, sorted by kind, code and place.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Whether there is neither a river line nor a lake in it.
    pub fn is_empty(&self) -> bool {
        self.lines.len() == 0 && self.lakes.is_empty()
    }
}
