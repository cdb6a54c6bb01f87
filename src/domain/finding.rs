//! What a check reports: findings with their basis and the features that prove them.

use crate::domain::outcome::Outcome;
use crate::domain::subject::Subject;

/// One legal or technical basis of a finding.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Basis {
    /// Law, rule or standard, as cited in Chinese.
    pub document: String,
    /// Article or clause; empty when the document is cited as a whole.
    pub article: String,
    /// Whether the text was read. `false` is shown as 依据待核.
    pub verified: bool,
}

/// How a feature lies to the site.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The site is in the interior of the feature.
    Inside,
    /// The site is exactly on the feature's boundary; counts as inside.
    Edge,
    /// The feature lies within the distance that the rule looks at.
    Within,
    /// The feature lies upstream of the site.
    Upstream,
    /// The feature lies downstream of the site.
    Downstream,
}

impl Relation {
    /// The name used in JSON and CSV.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Edge => "edge",
            Self::Within => "within",
            Self::Upstream => "upstream",
            Self::Downstream => "downstream",
        }
    }
}

/// A feature that proves a finding.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Evidence {
    /// Layer name, for example `protection_zone`.
    pub layer: String,
    /// The feature's code.
    pub code: String,
    /// The feature's name; empty when it has none.
    pub name: String,
    /// How it lies to the site.
    pub relation: Relation,
    /// Metres in the project's Gauss-Kruger zone: to the nearest boundary for areas, to the feature
    /// otherwise, along the river for upstream and downstream. `None` where distance says nothing.
    pub distance_m: Option<f64>,
}

/// What one rule says about the subject.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// Rule id, for example `OS-01`.
    pub rule: String,
    /// Pack id that the rule came from.
    pub pack: String,
    /// Rule title in Chinese.
    pub title: String,
    /// What it means for the application.
    pub outcome: Outcome,
    /// The articles in force on the decision date.
    pub basis: Vec<Basis>,
    /// One sentence for this very site, in Chinese, with its figures.
    pub message: String,
    /// The features that prove it.
    pub evidence: Vec<Evidence>,
    /// What is missing when the outcome is `Undecided`.
    pub missing: Vec<String>,
}

/// Which edition of a rule pack was used.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PackVersion {
    /// Pack id.
    pub id: String,
    /// Edition and content version. For a pack that is not the program's own also what tells its text
    /// from any other, because its version is only what its author wrote.
    pub version: String,
    /// `user` or `project`: where the pack was found; `None` for one that ships with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Its file: beside the project as seen from there, else the whole path. `None` as for `origin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// Which state of a layer was used.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DataVersion {
    /// Layer name.
    pub layer: String,
    /// Number of features.
    pub features: u64,
    /// Changes whenever the layer changes.
    pub version: String,
}

/// The whole answer of one check. Serialises to the JSON of the command-line contract.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct CheckReport {
    /// What was checked.
    pub subject: Subject,
    /// The strictest finding.
    pub verdict: Outcome,
    /// Sorted by outcome (strictest first), then rule id, then pack.
    pub findings: Vec<Finding>,
    /// The packs that were asked.
    pub packs: Vec<PackVersion>,
    /// Ids of the packs that the project has switched off, sorted; left out of the JSON when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packs_off: Vec<String>,
    /// The layers that were read.
    pub data: Vec<DataVersion>,
}
