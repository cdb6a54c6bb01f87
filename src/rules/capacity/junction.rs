//! Flow and concentration below a tributary junction (支流汇入).

use crate::domain::Label;
use crate::rules::capacity::mix::mixed_mg_l;
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};

const Q1: Input = Input::new(
    "q1",
    Label::new("干流流量 Q1", "Main flow Q1"),
    "m³/s",
    Range::Positive,
);
const C1: Input = Input::new(
    "c1",
    Label::new("干流浓度 C1", "Main concentration C1"),
    "mg/L",
    Range::NotNegative,
);
const Q2: Input = Input::new(
    "q2",
    Label::new("支流流量 Q2", "Tributary flow Q2"),
    "m³/s",
    Range::NotNegative,
);
const C2: Input = Input::new(
    "c2",
    Label::new("支流浓度 C2", "Tributary concentration C2"),
    "mg/L",
    Range::NotNegative,
);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "junction",
    version: 1,
    title: Label::new("支流汇入混合", "Tributary junction"),
    applies: "支流汇入后的流量和浓度，作为下一河段的来水",
    formula: "Qmix = Q1 + Q2；Cmix = (Q1·C1 + Q2·C2)/(Q1 + Q2)",
    source: Source::verified("质量守恒"),
    inputs: &[Q1, C1, Q2, C2],
    run,
};

fn run(entered: &Entered<'_>) -> Worked {
    let (q1, q2) = (entered.get(&Q1)?, entered.get(&Q2)?);
    let (c1, c2) = (entered.get(&C1)?, entered.get(&C2)?);
    Ok(Answer::default()
        .with("Qmix", "汇合后流量 Qmix", "m³/s", q1 + q2)
        .with(
            "Cmix",
            "汇合后浓度 Cmix",
            "mg/L",
            mixed_mg_l((c2, q2), (c1, q1)),
        ))
}
