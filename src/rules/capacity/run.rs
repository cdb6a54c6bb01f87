//! Running a model: texts to checked numbers, numbers to a result that says what it was made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rules::capacity::model::{Input, Model};

/// Why there is no result. Every sentence names the input.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CalcError {
    /// The model has no such input.
    #[error("模型 {model} 没有输入项「{symbol}」，可用：{known}")]
    UnknownInput {
        /// Id of the model.
        model: &'static str,
        /// As given.
        symbol: String,
        /// The model's inputs.
        known: String,
    },
    /// The input is given twice.
    #[error("输入项「{symbol}」给了两次，请只保留一个")]
    Repeated {
        /// As given.
        symbol: String,
    },
    /// A required input is missing.
    #[error("缺少「{label}」({symbol}，单位 {unit})，请填写")]
    Missing {
        /// Name of the input.
        label: &'static str,
        /// Symbol of the input.
        symbol: &'static str,
        /// Its unit.
        unit: &'static str,
    },
    /// The text is no number.
    #[error("「{label}」({symbol})应为数值，而不是「{text}」")]
    NotANumber {
        /// Name of the input.
        label: &'static str,
        /// Symbol of the input.
        symbol: &'static str,
        /// As given.
        text: String,
    },
    /// The number is not allowed.
    #[error("「{label}」({symbol})为 {value}，应{range}，请核对数值和单位({unit})")]
    OutOfRange {
        /// Name of the input.
        label: &'static str,
        /// Symbol of the input.
        symbol: &'static str,
        /// As given.
        value: f64,
        /// What is allowed.
        range: String,
        /// Its unit.
        unit: &'static str,
    },
    /// The inputs contradict each other or leave the model's domain.
    #[error("「{label}」({symbol})：{reason}")]
    Refused {
        /// Name of the input to change.
        label: &'static str,
        /// Symbol of the input to change.
        symbol: &'static str,
        /// Why, with the remedy.
        reason: String,
    },
    /// A result is beyond what numbers can hold.
    #[error("计算结果「{label}」不是有限的数值，请核对各输入项的数量级和单位")]
    NotFinite {
        /// Name of the result.
        label: String,
    },
}

/// One number with its name and unit, as entered or as a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Symbol in the formula.
    pub symbol: String,
    /// Chinese name.
    pub label: String,
    /// Unit; empty for a number without one.
    pub unit: String,
    /// The number.
    pub value: f64,
    /// Whether nobody entered it: the model's default was taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
}

/// A result with everything that it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calculation {
    /// Id of the model.
    pub model: String,
    /// Version of the model.
    pub version: u32,
    /// Title of the model.
    pub title: String,
    /// The formula.
    pub formula: String,
    /// Where the formula comes from.
    pub source: String,
    /// Whether the formula was compared with its source.
    pub verified: bool,
    /// The inputs, in the order of the model.
    pub inputs: Vec<Quantity>,
    /// The results, the main one first.
    pub results: Vec<Quantity>,
    /// What the reader must know of the result; empty when nothing.
    pub cautions: Vec<String>,
}

/// Checked inputs by symbol.
#[derive(Debug)]
pub struct Entered<'a> {
    model: &'a Model,
    values: BTreeMap<&'static str, f64>,
}

/// What a model's function answers.
pub(super) type Worked = Result<Answer, CalcError>;

/// Results and cautions of a model.
#[derive(Debug, Default)]
pub(super) struct Answer {
    results: Vec<Quantity>,
    cautions: Vec<String>,
}

impl Answer {
    pub(super) fn with(mut self, symbol: &str, label: &str, unit: &str, value: f64) -> Self {
        self.results.push(Quantity {
            symbol: symbol.to_owned(),
            label: label.to_owned(),
            unit: unit.to_owned(),
            value,
            default: false,
        });
        self
    }

    /// A capacity in g/s, in t/a too. Below zero it is said that there is none.
    pub(super) fn with_capacity(self, grams_per_second: f64) -> Self {
        let yearly = super::units::tonnes_per_year(grams_per_second);
        self.with("M", "纳污能力 M", "g/s", grams_per_second)
            .with("W", "纳污能力 W", "t/a", yearly)
            .caution(
                grams_per_second < 0.0,
                "结果为负：来水已劣于水质目标，没有可利用的纳污能力，需要削减的量即其绝对值",
            )
    }

    pub(super) fn caution(mut self, holds: bool, text: &str) -> Self {
        if holds {
            self.cautions.push(text.to_owned());
        }
        self
    }
}

impl Entered<'_> {
    /// The value of a required input, or of one with a default.
    pub(super) fn get(&self, input: &Input) -> Result<f64, CalcError> {
        self.maybe(input).ok_or(CalcError::Missing {
            label: input.label.zh,
            symbol: input.symbol,
            unit: input.unit,
        })
    }

    /// The value of an optional input; `None` when it was not entered.
    pub(super) fn maybe(&self, input: &Input) -> Option<f64> {
        self.values.get(input.symbol).copied()
    }
}

/// The model refuses because of `input`.
pub(super) fn refuse<T>(input: &Input, reason: impl Into<String>) -> Result<T, CalcError> {
    Err(CalcError::Refused {
        label: input.label.zh,
        symbol: input.symbol,
        reason: reason.into(),
    })
}

/// Runs `model` on `given` pairs of symbol and text. A blank text counts as not entered.
pub fn calculate(
    model: &'static Model,
    given: &[(impl AsRef<str>, impl AsRef<str>)],
) -> Result<Calculation, CalcError> {
    let texts = by_symbol(model, given)?;
    let mut entered = Entered {
        model,
        values: BTreeMap::new(),
    };
    let mut inputs = Vec::new();
    for input in model.inputs {
        let typed = match texts.get(input.symbol) {
            Some(text) => Some(number(input, text)?),
            None => None,
        };
        let Some(value) = typed.or(input.default) else {
            if input.is_required() {
                entered.get(input)?;
            }
            continue;
        };
        entered.values.insert(input.symbol, value);
        inputs.push(Quantity {
            symbol: input.symbol.to_owned(),
            label: input.label.zh.to_owned(),
            unit: input.unit.to_owned(),
            value,
            default: typed.is_none(),
        });
    }
    let answer = (model.run)(&entered)?;
    if let Some(broken) = answer
        .results
        .iter()
        .find(|result| !result.value.is_finite())
    {
        return Err(CalcError::NotFinite {
            label: broken.label.clone(),
        });
    }
    Ok(Calculation {
        model: entered.model.id.to_owned(),
        version: model.version,
        title: model.title.zh.to_owned(),
        formula: model.formula.to_owned(),
        source: model.source.document.to_owned(),
        verified: model.source.verified,
        inputs,
        results: answer.results,
        cautions: answer.cautions,
    })
}

fn by_symbol<'a>(
    model: &Model,
    given: &'a [(impl AsRef<str>, impl AsRef<str>)],
) -> Result<BTreeMap<&'static str, &'a str>, CalcError> {
    let mut texts = BTreeMap::new();
    for (symbol, text) in given {
        let (symbol, text) = (symbol.as_ref().trim(), text.as_ref().trim());
        let Some(input) = model.input(symbol) else {
            let known: Vec<_> = model.inputs.iter().map(|input| input.symbol).collect();
            return Err(CalcError::UnknownInput {
                model: model.id,
                symbol: symbol.to_owned(),
                known: known.join("、"),
            });
        };
        if text.is_empty() {
            continue;
        }
        if texts.insert(input.symbol, text).is_some() {
            return Err(CalcError::Repeated {
                symbol: symbol.to_owned(),
            });
        }
    }
    Ok(texts)
}

fn number(input: &Input, text: &str) -> Result<f64, CalcError> {
    let value: f64 = match text.parse() {
        Ok(value) => value,
        Err(_no_number) => {
            return Err(CalcError::NotANumber {
                label: input.label.zh,
                symbol: input.symbol,
                text: text.to_owned(),
            });
        }
    };
    if input.range.allows(value) {
        Ok(value)
    } else {
        Err(CalcError::OutOfRange {
            label: input.label.zh,
            symbol: input.symbol,
            value,
            range: input.range.text(),
            unit: input.unit,
        })
    }
}
