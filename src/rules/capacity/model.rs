//! What a calculator is, as data: its inputs with label, unit and allowed range, its formula and
//! where both come from.

use crate::domain::Label;
use crate::rules::capacity::run::{Entered, Worked};

/// Where a formula or a usual value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// As cited.
    pub document: &'static str,
    /// Whether somebody compared it with the printed text.
    pub verified: bool,
}

impl Source {
    /// The forms of GB/T 25173-2010 as recalled, not compared with the printed standard.
    pub const GB25173: Self = Self {
        document: "GB/T 25173-2010《水域纳污能力计算规程》",
        verified: false,
    };

    /// Compared with its text.
    pub const fn verified(document: &'static str) -> Self {
        Self {
            document,
            verified: true,
        }
    }

    /// Not compared with its text: printed with 依据待核.
    pub const fn unverified(document: &'static str) -> Self {
        Self {
            document,
            verified: false,
        }
    }
}

/// What an input may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Above zero.
    Positive,
    /// Zero or above.
    NotNegative,
    /// Between both, ends included.
    Between(f64, f64),
}

impl Range {
    /// Whether `value` is allowed; never for what is not finite.
    pub fn allows(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Self::Positive => value > 0.0,
                Self::NotNegative => value >= 0.0,
                Self::Between(low, high) => (low..=high).contains(&value),
            }
    }

    /// As a person reads it.
    pub fn text(self) -> String {
        match self {
            Self::Positive => "大于 0".to_owned(),
            Self::NotNegative => "不小于 0".to_owned(),
            Self::Between(low, high) => format!("{low}～{high}"),
        }
    }
}

/// One input of a model.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Name on the command line, letters of ASCII.
    pub symbol: &'static str,
    /// What a person reads.
    pub label: Label,
    /// Unit; empty for a number without one.
    pub unit: &'static str,
    /// What it may be.
    pub range: Range,
    /// Whether the model works without it.
    pub optional: bool,
    /// Taken when nothing is entered, and printed as such.
    pub default: Option<f64>,
    /// Usual values or how to find the value; empty when there is nothing to say.
    pub hint: &'static str,
    /// Where default and hint come from; `None` where the value is the project's own.
    pub source: Option<Source>,
}

impl Input {
    /// A required input with values from the project.
    pub const fn new(symbol: &'static str, label: Label, unit: &'static str, range: Range) -> Self {
        Self {
            symbol,
            label,
            unit,
            range,
            optional: false,
            default: None,
            hint: "",
            source: None,
        }
    }

    /// The model also works without it.
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// With a value that is taken when nothing is entered.
    pub const fn default(mut self, value: f64, source: Source) -> Self {
        self.default = Some(value);
        self.source = Some(source);
        self
    }

    /// With advice on usual values.
    pub const fn hint(mut self, hint: &'static str, source: Source) -> Self {
        self.hint = hint;
        self.source = Some(source);
        self
    }

    /// Whether it must be entered.
    pub const fn is_required(&self) -> bool {
        !self.optional && self.default.is_none()
    }
}

/// A calculator.
#[derive(Debug)]
pub struct Model {
    /// Stable id, as stored with results and typed on the command line.
    pub id: &'static str,
    /// Raised whenever formula or inputs change, so that a stored result can be told apart.
    pub version: u32,
    /// What a person reads.
    pub title: Label,
    /// When it applies.
    pub applies: &'static str,
    /// The formula with the symbols of the inputs.
    pub formula: &'static str,
    /// Where the formula comes from.
    pub source: Source,
    /// In the order of the form.
    pub inputs: &'static [Input],
    /// Works it out from inputs that are complete and within their ranges.
    pub(super) run: fn(&Entered<'_>) -> Worked,
}

impl Model {
    /// The input called `symbol`, without case.
    pub fn input(&self, symbol: &str) -> Option<&'static Input> {
        self.inputs
            .iter()
            .find(|input| input.symbol.eq_ignore_ascii_case(symbol))
    }
}

/// Inputs that several models share, each with one meaning and one unit.
pub(super) mod common {
    use super::{Input, Range, Source};
    use crate::domain::Label;

    const GUIDE: Source = Source::unverified("《全国水环境容量核定技术指南》");

    pub(in crate::rules::capacity) const CS: Input = Input::new(
        "cs",
        Label::new("水质目标浓度 Cs", "Target concentration Cs"),
        "mg/L",
        Range::NotNegative,
    )
    .hint(
        "水功能区水质目标对应的 GB 3838-2002 限值",
        Source::verified("GB 3838-2002"),
    );
    pub(in crate::rules::capacity) const C0: Input = Input::new(
        "c0",
        Label::new("来水浓度 C0", "Inflow concentration C0"),
        "mg/L",
        Range::NotNegative,
    )
    .hint("上一功能区的水质目标；实测更差时用实测值", GUIDE);
    pub(in crate::rules::capacity) const Q: Input = Input::new(
        "q",
        Label::new("设计流量 Q", "Design flow Q"),
        "m³/s",
        Range::Positive,
    )
    .hint(
        "90% 保证率最枯月平均流量，或近 10 年最枯月平均流量；饮用水源区 95%",
        Source::GB25173,
    );
    pub(in crate::rules::capacity) const QP: Input = Input::new(
        "qp",
        Label::new("废污水流量 Qp", "Waste flow Qp"),
        "m³/s",
        Range::NotNegative,
    );
    pub(in crate::rules::capacity) const K: Input = Input::new(
        "k",
        Label::new("综合降解系数 K", "Decay rate K"),
        "1/d",
        Range::Between(0.0, 100.0),
    )
    .hint(
        "20 ℃ 河流:COD Ⅱ～Ⅲ类 0.18～0.25、Ⅲ～Ⅳ类 0.10～0.18、Ⅴ类及以下 0.05～0.10；氨氮 0.15～0.20、0.10～0.15、0.05～0.10；湖库总磷约 0.01～0.03",
        GUIDE,
    );
    pub(in crate::rules::capacity) const U: Input = Input::new(
        "u",
        Label::new("设计流速 u", "Velocity u"),
        "m/s",
        Range::Positive,
    );
    pub(in crate::rules::capacity) const L: Input = Input::new(
        "l",
        Label::new("河段长度 L", "Reach length L"),
        "m",
        Range::Positive,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_never_allows_what_is_not_a_number() {
        for range in [
            Range::Positive,
            Range::NotNegative,
            Range::Between(0.0, 1.0),
        ] {
            assert!(!range.allows(f64::NAN) && !range.allows(f64::INFINITY));
            assert!(!range.allows(-0.1));
        }
        assert!(Range::NotNegative.allows(0.0) && !Range::Positive.allows(0.0));
    }
}
