//! Velocity from flow by the relation of a gauging station (流速–流量关系).

use crate::domain::Label;
use crate::rules::capacity::model::common::Q;
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};

const A: Input = Input::new("a", Label::new("系数 a", "Factor a"), "", Range::Positive);
const BETA: Input = Input::new(
    "beta",
    Label::new("指数 β", "Exponent β"),
    "",
    Range::Between(0.0, 2.0),
);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "velocity",
    version: 1,
    title: Label::new("设计流速", "Design velocity"),
    applies: "由断面实测资料率定 a、β 后，求设计流量下的流速；系数须按 m³/s 和 m/s 率定",
    formula: "u = a·Q^β",
    source: Source::unverified("在用程序中的算式"),
    inputs: &[A, Q, BETA],
    run,
};

fn run(entered: &Entered<'_>) -> Worked {
    let u = entered.get(&A)? * entered.get(&Q)?.powf(entered.get(&BETA)?);
    Ok(Answer::default().with("u", "设计流速 u", "m/s", u))
}
