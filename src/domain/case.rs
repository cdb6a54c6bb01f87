//! Review cases: a check that was put on file, with everything it was made from, and what the
//! reviewer said about it.

use jiff::civil::Date;

use crate::domain::finding::{DataVersion, Finding};
use crate::domain::label::Label;
use crate::domain::outcome::Outcome;
use crate::domain::subject::Subject;

/// Days for which a case is good unless its maker says otherwise.
pub const DEFAULT_VALID_DAYS: u32 = 90;

/// Which stored check: a case has one row per revision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct CaseKey {
    /// Case number, for example `PK-2026-0001`.
    pub number: String,
    /// 1 for the first check, one more for every stored re-run.
    pub revision: u32,
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// 待定: checked, no opinion yet.
    Draft,
    /// 已出意见.
    Decided,
    /// 已撤回: kept, no longer good for anything.
    Withdrawn,
    /// 已重新核查: a later revision of the same number took its place.
    Superseded,
}

impl CaseStatus {
    /// All, in the order of a case's life.
    pub const ALL: [Self; 4] = [
        Self::Draft,
        Self::Decided,
        Self::Withdrawn,
        Self::Superseded,
    ];

    /// As stored and as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::Draft => Label::new("待定", "Draft"),
            Self::Decided => Label::new("已出意见", "Decided"),
            Self::Withdrawn => Label::new("已撤回", "Withdrawn"),
            Self::Superseded => Label::new("已重新核查", "Superseded"),
        }
    }

    /// The status stored as `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// What the reviewer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// 同意.
    Agree,
    /// 有条件同意: the conditions are stated.
    Conditional,
    /// 不同意.
    Refuse,
    /// 补充材料: the applicant must hand in more.
    Supplement,
}

impl Opinion {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [
        Self::Agree,
        Self::Conditional,
        Self::Refuse,
        Self::Supplement,
    ];

    /// As stored, as in JSON and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Conditional => "conditional",
            Self::Refuse => "refuse",
            Self::Supplement => "supplement",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::Agree => Label::new("同意", "Agree"),
            Self::Conditional => Label::new("有条件同意", "Agree with conditions"),
            Self::Refuse => Label::new("不同意", "Refuse"),
            Self::Supplement => Label::new("补充材料", "More material needed"),
        }
    }

    /// The opinion whose code or Chinese label is `text`.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|opinion| opinion.code() == text || opinion.label().zh == text)
    }
}

/// What a check was asked: enough to ask it again.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseInputs {
    /// The application.
    pub subject: Subject,
    /// The date that chose editions, citations and features in force.
    pub as_of: Date,
    /// Ids of the packs that were asked for; empty for all in force.
    pub packs: Vec<String>,
    /// Ids of the packs that the project had switched off, sorted.
    pub packs_off: Vec<String>,
    /// EPSG code of the projected CRS in which was measured.
    pub metric_epsg: u32,
}

/// Which text of a pack was used.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PackUsed {
    /// Pack id.
    pub id: String,
    /// Content version and edition, as in [`crate::domain::PackVersion`].
    pub version: String,
    /// SHA-256 of the pack's text, lower-case hex.
    pub sha256: String,
}

/// What the maker of a case says about it. Empty texts mean that nothing was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct CaseDetails {
    /// Who applies.
    pub applicant: String,
    /// What is to be built.
    pub project_name: String,
    /// Who reviews.
    pub reviewer: String,
    /// Anything else.
    pub note: String,
}

/// The reviewer's opinion on a case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Decision {
    /// What is said.
    pub opinion: Opinion,
    /// Under which conditions; never empty when the opinion is conditional.
    pub conditions: String,
    /// The day of the opinion.
    pub decided_on: Date,
}

/// A case without its findings, as the register lists it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct CaseSummary {
    /// Number and revision.
    #[serde(flatten)]
    pub key: CaseKey,
    /// How far it has come.
    pub status: CaseStatus,
    /// Who applies, for what, and who reviews.
    #[serde(flatten)]
    pub details: CaseDetails,
    /// The strictest finding.
    pub verdict: Outcome,
    /// What was asked.
    pub inputs: CaseInputs,
    /// The packs that were asked.
    pub packs: Vec<PackUsed>,
    /// The layers that were read.
    pub data: Vec<DataVersion>,
    /// When it was made: UTC, RFC 3339.
    pub created_at: String,
    /// Days from that day for which it is good.
    pub valid_days: u32,
    /// `None` while there is no opinion.
    pub decision: Option<Decision>,
    /// SHA-256 of inputs, packs, data versions and findings; no times in it.
    pub hash: String,
    /// Version of the program that checked; `None` for cases from before it was kept.
    pub program: Option<String>,
}

/// A case with its findings.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ReviewCase {
    /// Everything else.
    #[serde(flatten)]
    pub summary: CaseSummary,
    /// In the order of the check: strictest first, then rule id, then pack.
    pub findings: Vec<Finding>,
    /// Whether what is stored still has the hash that was stored with it.
    pub intact: bool,
}

/// Why a case should be checked again.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Stale {
    /// Its days are over.
    Expired {
        /// The last day on which it was good.
        valid_until: Date,
    },
    /// A layer that it used is another today.
    DataChanged {
        /// Layer name.
        layer: String,
    },
    /// A pack has another version or edition today.
    PackChanged {
        /// Pack id.
        pack: String,
        /// What the case used.
        used: String,
        /// What would be used today.
        now: String,
    },
    /// A pack's text changed although its version did not.
    PackTextChanged {
        /// Pack id.
        pack: String,
    },
    /// A pack is no longer there.
    PackGone {
        /// Pack id.
        pack: String,
    },
    /// A pack applies today that the case did not ask, though it asked all that were in force.
    PackNew {
        /// Pack id.
        pack: String,
    },
    /// DQ-12: another basis is in force on the day of the decision than the one that was used.
    BasisChanged {
        /// Rule id.
        rule: String,
        /// Pack id.
        pack: String,
        /// The day of the decision, or today while there is none.
        on: Date,
    },
    /// The project measures in another projected CRS today.
    MetricCrsChanged {
        /// EPSG code used.
        used: u32,
        /// EPSG code today.
        now: u32,
    },
    /// Another version of the program checked it.
    ProgramChanged {
        /// The version that checked.
        used: String,
        /// The version that runs.
        now: String,
    },
    /// What is stored does not match its own hash: the row was changed outside the program.
    Tampered,
}

impl Stale {
    /// The reason as one clause.
    pub fn text(&self) -> String {
        let label = |name: &str| {
            crate::domain::Layer::from_name(name)
                .map_or_else(|| name.to_owned(), |layer| layer.label().zh.to_owned())
        };
        match self {
            Self::Expired { valid_until } => format!("有效期至 {valid_until}，已过期"),
            Self::DataChanged { layer } => format!("图层{}在核查后有改动", label(layer)),
            Self::PackChanged { pack, used, now } => {
                format!("规则包 {pack} 核查时为 {used}，现为 {now}")
            }
            Self::PackTextChanged { pack } => format!("规则包 {pack} 的内容在核查后有改动"),
            Self::PackGone { pack } => format!("规则包 {pack} 现已不在或不适用"),
            Self::PackNew { pack } => format!("规则包 {pack} 现已适用，核查时未用"),
            Self::BasisChanged { rule, pack, on } => {
                format!("规则 {rule}({pack})在 {on} 适用的依据与核查时不同")
            }
            Self::MetricCrsChanged { used, now } => {
                format!("量算坐标系核查时为 EPSG:{used}，现为 EPSG:{now}")
            }
            Self::ProgramChanged { used, now } => {
                format!("核查所用程序版本为 {used}，现为 {now}")
            }
            Self::Tampered => "存档内容与其校验值不符，可能被其他程序改动".to_owned(),
        }
    }
}

/// What became of one rule's finding in a re-run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleChange {
    /// The very same.
    Same,
    /// Another outcome.
    Outcome,
    /// The same outcome, another message, basis or evidence.
    Content,
    /// Only in the new answer.
    New,
    /// Only in the old one.
    Gone,
}

impl RuleChange {
    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::Same => Label::new("不变", "Same"),
            Self::Outcome => Label::new("结论改变", "Outcome changed"),
            Self::Content => Label::new("内容改变", "Content changed"),
            Self::New => Label::new("新增", "New"),
            Self::Gone => Label::new("不再出现", "Gone"),
        }
    }
}

/// Old and new finding of one rule, side by side.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct RuleComparison {
    /// Rule id.
    pub rule: String,
    /// Pack id.
    pub pack: String,
    /// What became of it.
    pub change: RuleChange,
    /// `None` when it is new.
    pub old: Option<Finding>,
    /// `None` when it is gone.
    pub new: Option<Finding>,
}

/// A stored case and the same question asked again.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct CaseComparison {
    /// The stored case.
    #[serde(flatten)]
    pub key: CaseKey,
    /// Decision date of the stored case.
    pub old_as_of: Date,
    /// Decision date of the re-run.
    pub new_as_of: Date,
    /// Stored verdict.
    pub old_verdict: Outcome,
    /// Verdict of the re-run.
    pub new_verdict: Outcome,
    /// Whether inputs, packs, data and findings are the same to the byte.
    pub identical: bool,
    /// Sorted by rule id, then pack.
    pub rules: Vec<RuleComparison>,
}
