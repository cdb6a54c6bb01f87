//! Decay rate at another temperature than 20 ℃.

use crate::domain::Label;
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};

const GUIDE: Source = Source::unverified("《全国水环境容量核定技术指南》");
const K20: Input = Input::new(
    "k20",
    Label::new("20 ℃ 时的降解系数 K20", "Decay rate at 20 ℃"),
    "1/d",
    Range::Between(0.0, 100.0),
);
const T: Input = Input::new(
    "t",
    Label::new("水温 T", "Water temperature T"),
    "℃",
    Range::Between(0.0, 40.0),
);
const THETA: Input = Input::new(
    "theta",
    Label::new("温度系数 θ", "Temperature factor θ"),
    "",
    Range::Between(1.0, 1.2),
)
.default(1.047, GUIDE);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "decay-temperature",
    version: 1,
    title: Label::new("降解系数的温度修正", "Decay rate by temperature"),
    applies: "把 20 ℃ 的降解系数换算到设计水温",
    formula: "K_T = K20·θ^(T − 20)，θ 缺省 1.047",
    source: GUIDE,
    inputs: &[K20, T, THETA],
    run,
};

fn run(entered: &Entered<'_>) -> Worked {
    let k = at_temperature(entered.get(&K20)?, entered.get(&THETA)?, entered.get(&T)?);
    Ok(Answer::default().with("K", "设计水温下的降解系数 K_T", "1/d", k))
}

/// In the unit of `k20`; `t` in ℃.
fn at_temperature(k20: f64, theta: f64, t: f64) -> f64 {
    k20 * theta.powf(t - 20.0)
}

#[cfg(test)]
mod tests {
    use super::at_temperature;

    #[test]
    fn at_twenty_degrees_nothing_changes_and_cold_water_decays_slower() {
        assert!((at_temperature(0.2, 1.047, 20.0) - 0.2).abs() < 1e-12);
        assert!(at_temperature(0.2, 1.047, 10.0) < 0.2);
        assert!((at_temperature(0.2, 1.047, 21.0) - 0.2094).abs() < 1e-12);
    }
}
