//! Yearly load of a discharge (申请负荷).

use crate::domain::Label;
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::grams_per_second;

/// Tonnes of 10⁴ t (= 10⁴ m³) of water at 1 mg/L.
const TONNES_PER_WAN_T_MG_L: f64 = 0.01;

const Q: Input = Input::new(
    "q",
    Label::new("年排放量 Q", "Yearly discharge Q"),
    "万t/a",
    Range::NotNegative,
)
.hint(
    "许可按最不利情形：设计规模",
    Source::unverified("审查惯例，取大不取小"),
);
const C: Input = Input::new(
    "c",
    Label::new("排放浓度 C", "Concentration C"),
    "mg/L",
    Range::NotNegative,
)
.hint(
    "许可按最不利情形：允许排放浓度",
    Source::unverified("审查惯例，取大不取小"),
);
const ENTRY: Input = Input::new(
    "entry",
    Label::new("入河系数", "Entry ratio"),
    "",
    Range::Between(1e-6, 1.0),
)
.default(1.0, Source::unverified("不折减；按距离取 0.8～1.0"));

/// The model.
pub(super) static MODEL: Model = Model {
    id: "load",
    version: 1,
    title: Label::new("排放负荷", "Load of a discharge"),
    applies: "由排放量和浓度求年负荷",
    formula: "W = Q·C·0.01·入河系数",
    source: Source::verified("单位换算：1 万t × 1 mg/L = 0.01 t"),
    inputs: &[Q, C, ENTRY],
    run,
};

fn load_t_a(wan_t_a: f64, mg_l: f64) -> f64 {
    wan_t_a * mg_l * TONNES_PER_WAN_T_MG_L
}

fn run(entered: &Entered<'_>) -> Worked {
    let load = load_t_a(entered.get(&Q)?, entered.get(&C)?) * entered.get(&ENTRY)?;
    Ok(Answer::default().with("W", "年负荷 W", "t/a", load).with(
        "w",
        "平均负荷",
        "g/s",
        grams_per_second(load),
    ))
}

#[cfg(test)]
mod tests {
    use super::load_t_a;

    #[test]
    fn ten_thousand_tonnes_at_a_hundred_milligrams_are_one_tonne() {
        assert!((load_t_a(1.0, 100.0) - 1.0).abs() < 1e-12);
        assert!((load_t_a(365.0, 50.0) - 182.5).abs() < 1e-9);
    }
}
