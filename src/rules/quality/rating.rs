//! What goes into the verdict of a year and what comes out of it.

use jiff::civil::Date;

use crate::rules::facts::plain_number;
use crate::rules::quality::class::Classed;
use crate::rules::quality::method::{Method, MethodBook};
use crate::rules::standard::{Standard, WaterKind};

/// One measured value.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Day of sampling.
    pub day: Date,
    /// Station; empty when the row names none.
    pub station: String,
    /// Item as stored; empty when the row names none.
    pub item: String,
    /// Value in the unit of the standard; `None` when the row has none.
    pub value: Option<f64>,
}

/// What the zone must meet.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Class `I` … `V`.
    pub class: &'a str,
    /// Which rows apply.
    pub water: WaterKind,
    /// Whether it is a drinking-water zone: judged monthly, table 2 too.
    pub drinking: bool,
}

/// What values are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The limits.
    pub standard: &'a Standard,
    /// The rules of the year.
    pub book: &'a MethodBook,
    /// Which items are judged.
    pub method: &'a Method,
}

/// An item over its limit.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Exceeded {
    /// Chinese name.
    pub item: String,
    /// Share of its values over the limit, 0 to 1.
    pub share: f64,
    /// The figure that is farthest beyond the limit; with the mean method the mean.
    pub worst: f64,
    /// The limit, as text.
    pub limit: String,
    /// By how much `worst` is beyond the limit (0.5 = half as much again); `None` for pH.
    pub excess: Option<f64>,
}

impl Exceeded {
    /// As findings say it: `氨氮 2(限值 ≤1.5)`.
    pub fn text(&self) -> String {
        format!(
            "{} {}(限值 {})",
            self.item,
            plain_number(self.worst),
            self.limit
        )
    }

    /// As the yearly form has it: `氨氮(50%)[4.2]`.
    pub fn form_text(&self) -> String {
        let percent = self.share * 100.0;
        format!("{}({percent:.0}%)[{}]", self.item, plain_number(self.worst))
    }
}

/// What a month or a year comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Meets the target.
    Pass,
    /// Fails it.
    Fail,
    /// The data cannot tell.
    Undecided,
    /// Dry too long to be assessed.
    Dry,
}

impl Verdict {
    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pass => "达标",
            Self::Fail => "不达标",
            Self::Undecided => "无法判定",
            Self::Dry => "干涸不评",
        }
    }
}

/// One month with samples.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct MonthRating {
    /// 1 to 12.
    pub month: i8,
    /// What it comes to.
    pub verdict: Verdict,
    /// Class of all its values together; `None` when none has a class.
    pub class: Option<String>,
    /// Items that decide the class.
    pub class_by: Vec<String>,
}

/// The verdict of one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// What the year comes to.
    pub verdict: Verdict,
    /// The method with its figures, as printed.
    pub method: String,
    /// The months that were judged.
    pub months: Vec<MonthRating>,
    /// Class of the yearly means; `None` when no item has a class.
    pub class: Option<Classed>,
    /// Items over their limit, the most frequent first.
    pub exceeded: Vec<Exceeded>,
    /// What keeps the data from telling.
    pub missing: Vec<String>,
}

impl Rating {
    /// How many months came to `verdict`.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.months
            .iter()
            .filter(|month| month.verdict == verdict)
            .count()
    }

    /// Something that keeps a pass from being certain, though never a failure.
    pub fn doubt(&mut self, missing: String) {
        self.missing.push(missing);
        if self.verdict == Verdict::Pass {
            self.verdict = Verdict::Undecided;
        }
    }
}
