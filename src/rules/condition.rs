//! Conditions over facts, and their evaluation. Typed: what a pack writes is checked against the
//! registry when it is loaded, so nothing can go wrong here.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::facts::FactId;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::rules::truth::Truth;

/// The facts that were asked so far.
pub type Answers = BTreeMap<FactId, Answer>;

/// A condition of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All hold.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// One fact compares.
    Test(Test),
}

/// One comparison of one fact: holds when any of its observations satisfies it.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The fact.
    pub fact: FactId,
    /// Only observations whose feature covers the site count (`covers = "site"`).
    pub covering: bool,
    /// How it is compared.
    pub comparison: Comparison,
}

/// How a value is compared. Codes are canonical, checked at load.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// One of these codes (`is`, `in`).
    OneOf(Vec<String>),
    /// This flag (`is = true`).
    Flag(bool),
    /// Greater than.
    Above(f64),
    /// Greater or equal.
    AtLeast(f64),
    /// Less than.
    Below(f64),
    /// Less or equal.
    AtMost(f64),
    /// There is any observation, or none.
    Present(bool),
}

/// The truth of a condition with the observations that decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict<'a> {
    /// Whether it holds.
    pub truth: Truth,
    /// What made it hold, in the order of the condition; empty unless it holds.
    pub proof: Vec<(FactId, &'a Observation)>,
    /// What left it open; empty unless it is unknown.
    pub open: Vec<(FactId, &'a Observation)>,
}

impl Condition {
    /// Evaluates against `answers`. A fact that was not asked counts as unknown.
    pub fn evaluate<'a>(&self, answers: &'a Answers) -> Verdict<'a> {
        match self {
            Self::All(parts) => combine(parts, answers, Truth::True, Truth::and),
            Self::Any(parts) => combine(parts, answers, Truth::False, Truth::or),
            Self::Not(part) => {
                let inner = part.evaluate(answers);
                Verdict {
                    truth: !inner.truth,
                    proof: Vec::new(),
                    open: inner.open,
                }
            }
            Self::Test(test) => test.evaluate(answers.get(&test.fact)),
        }
    }

    /// The facts that it asks.
    pub fn facts(&self) -> BTreeSet<FactId> {
        self.tests().map(|test| test.fact).collect()
    }

    /// Its tests in the order written.
    pub fn tests(&self) -> Box<dyn Iterator<Item = &Test> + '_> {
        match self {
            Self::All(parts) | Self::Any(parts) => Box::new(parts.iter().flat_map(Self::tests)),
            Self::Not(part) => part.tests(),
            Self::Test(test) => Box::new(std::iter::once(test)),
        }
    }
}

fn combine<'a>(
    parts: &[Condition],
    answers: &'a Answers,
    start: Truth,
    join: fn(Truth, Truth) -> Truth,
) -> Verdict<'a> {
    let mut whole = Verdict {
        truth: start,
        proof: Vec::new(),
        open: Vec::new(),
    };
    for part in parts {
        let verdict = part.evaluate(answers);
        whole.truth = join(whole.truth, verdict.truth);
        whole.proof.extend(verdict.proof);
        whole.open.extend(verdict.open);
    }
    if whole.truth != Truth::True {
        whole.proof.clear();
    }
    if whole.truth != Truth::Unknown {
        whole.open.clear();
    }
    whole
}

impl Test {
    fn evaluate<'a>(&self, answer: Option<&'a Answer>) -> Verdict<'a> {
        let Some(answer) = answer else {
            return Verdict {
                truth: Truth::Unknown,
                proof: Vec::new(),
                open: Vec::new(),
            };
        };
        let counted = answer
            .0
            .iter()
            .filter(|observation| !self.covering || observation.covers() != Some(false));
        let (mut proof, mut open) = (Vec::new(), Vec::new());
        for observation in counted {
            match self.comparison.holds(&observation.value) {
                Truth::True => proof.push((self.fact, observation)),
                Truth::Unknown => open.push((self.fact, observation)),
                Truth::False => {}
            }
        }
        let any = if !proof.is_empty() {
            Truth::True
        } else if open.is_empty() {
            Truth::False
        } else {
            Truth::Unknown
        };
        // `present = false` is the one comparison that asks for nothing to be there.
        let truth = match self.comparison {
            Comparison::Present(false) => !any,
            _ => any,
        };
        Verdict {
            truth,
            proof: if truth == Truth::True && any == Truth::True {
                proof
            } else {
                Vec::new()
            },
            open: if truth == Truth::Unknown {
                open
            } else {
                Vec::new()
            },
        }
    }
}

impl Comparison {
    /// Whether one value satisfies it. `Present` only asks whether there is a known value.
    fn holds(&self, value: &FactValue) -> Truth {
        match (self, value) {
            (_, FactValue::Unknown) => Truth::Unknown,
            (Self::Present(_), _) => Truth::True,
            (Self::OneOf(codes), FactValue::Text(code)) => codes.contains(code).into(),
            (Self::Flag(wanted), FactValue::Flag(flag)) => (wanted == flag).into(),
            (Self::Above(limit), FactValue::Number(number)) => (number > limit).into(),
            (Self::AtLeast(limit), FactValue::Number(number)) => (number >= limit).into(),
            (Self::Below(limit), FactValue::Number(number)) => (number < limit).into(),
            (Self::AtMost(limit), FactValue::Number(number)) => (number <= limit).into(),
            (Self::Above(limit), FactValue::AtLeast(low)) if low > limit => Truth::True,
            (Self::AtLeast(limit), FactValue::AtLeast(low)) if low >= limit => Truth::True,
            (Self::Below(limit), FactValue::AtLeast(low)) if low >= limit => Truth::False,
            (Self::AtMost(limit), FactValue::AtLeast(low)) if low > limit => Truth::False,
            // An open lower bound, or a value of another type than the registry says: not decided.
            _ => Truth::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(fact: FactId, comparison: Comparison) -> Condition {
        Condition::Test(Test {
            fact,
            covering: false,
            comparison,
        })
    }

    fn answers(fact: FactId, answer: Answer) -> Answers {
        Answers::from([(fact, answer)])
    }

    #[test]
    fn an_unknown_grade_beside_a_known_one_leaves_the_other_grades_open() {
        let grade = FactId::ProtectionZoneGrade;
        let known = Observation::new(FactValue::Text("2".into()));
        let answers = answers(grade, Answer(vec![known, Observation::unknown("级别未填")]));
        let is = |code: &str| test(grade, Comparison::OneOf(vec![code.into()]));
        assert_eq!(is("2").evaluate(&answers).truth, Truth::True);
        let open = is("1").evaluate(&answers);
        assert_eq!(open.truth, Truth::Unknown);
        assert_eq!(open.open[0].1.missing, ["级别未填"]);
        let not = Condition::Not(Box::new(is("1")));
        assert_eq!(not.evaluate(&answers).truth, Truth::Unknown);
    }

    #[test]
    fn a_false_part_decides_whatever_is_missing() {
        let mut answers = answers(FactId::ProtectionZoneGrade, Answer::missing("没有数据"));
        answers.insert(
            FactId::OutfallAction,
            Answer::stated(FactValue::Text("new".into())),
        );
        let all = Condition::All(vec![
            test(
                FactId::OutfallAction,
                Comparison::OneOf(vec!["expand".into()]),
            ),
            test(
                FactId::ProtectionZoneGrade,
                Comparison::OneOf(vec!["1".into()]),
            ),
        ]);
        let verdict = all.evaluate(&answers);
        assert_eq!(verdict.truth, Truth::False);
        assert!(verdict.open.is_empty());
    }

    #[test]
    fn a_lower_bound_decides_only_above_the_limit() {
        let fact = FactId::ZoneLoadRatio;
        let over = answers(fact, Answer::stated(FactValue::AtLeast(1.2)));
        let open = answers(fact, Answer::stated(FactValue::AtLeast(0.4)));
        let above = test(fact, Comparison::Above(1.0));
        assert_eq!(above.evaluate(&over).truth, Truth::True);
        assert_eq!(above.evaluate(&open).truth, Truth::Unknown);
        let at_most = test(fact, Comparison::AtMost(1.0));
        assert_eq!(at_most.evaluate(&over).truth, Truth::False);
        assert_eq!(at_most.evaluate(&open).truth, Truth::Unknown);
    }

    #[test]
    fn nothing_there_is_decided_and_not_asked_is_not() {
        let fact = FactId::FunctionZoneCode;
        let none = test(fact, Comparison::Present(false));
        assert_eq!(
            none.evaluate(&answers(fact, Answer::absent())).truth,
            Truth::True
        );
        assert_eq!(none.evaluate(&Answers::new()).truth, Truth::Unknown);
        let missing = answers(fact, Answer::missing("没有数据"));
        assert_eq!(none.evaluate(&missing).truth, Truth::Unknown);
    }
}
