//! What a rule answers, and what a check as a whole answers.

use crate::domain::label::Label;

/// The outcome of one rule or of a whole check, ordered from mildest to strictest, so that the
/// verdict is the maximum. `Undecided` lies above `Pass` and `Notice`: missing data never passes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 通过: no rule objects and every rule could be decided.
    Pass,
    /// 提示: something the reviewer must know or do, no objection by itself.
    Notice,
    /// 无法判定: data that a rule needs is missing.
    Undecided,
    /// 需论证: allowed only on the strength of an assessment.
    Assess,
    /// 限制: strictly controlled; exceptions are in the law.
    Restrict,
    /// 禁止.
    Prohibit,
}

impl Outcome {
    /// All outcomes, strictest first, as findings are listed.
    pub const STRICTEST_FIRST: [Self; 6] = [
        Self::Prohibit,
        Self::Restrict,
        Self::Assess,
        Self::Undecided,
        Self::Notice,
        Self::Pass,
    ];

    /// The name used in packs, JSON and the project file.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Notice => "notice",
            Self::Undecided => "undecided",
            Self::Assess => "assess",
            Self::Restrict => "restrict",
            Self::Prohibit => "prohibit",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::Pass => Label::new("通过", "Pass"),
            Self::Notice => Label::new("提示", "Notice"),
            Self::Undecided => Label::new("无法判定", "Undecided"),
            Self::Assess => Label::new("需论证", "Assessment needed"),
            Self::Restrict => Label::new("限制", "Restricted"),
            Self::Prohibit => Label::new("禁止", "Prohibited"),
        }
    }

    /// The strictest of several; `Pass` when there are none.
    pub fn strictest(outcomes: impl IntoIterator<Item = Self>) -> Self {
        outcomes.into_iter().max().unwrap_or(Self::Pass)
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn missing_data_never_turns_into_pass() {
        assert_eq!(
            Outcome::strictest([Outcome::Pass, Outcome::Undecided, Outcome::Notice]),
            Outcome::Undecided
        );
    }

    #[test]
    fn the_listing_order_is_the_severity_order() {
        assert!(Outcome::STRICTEST_FIRST.is_sorted_by(|a, b| a > b));
    }
}
