//! Zero-dimensional mixing (零维): a well-mixed short reach, or a small lake.

use crate::domain::Label;
use crate::rules::capacity::model::common::{C0, CS, Q, QP};
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};

const CP: Input = Input::new(
    "cp",
    Label::new("废污水浓度 Cp", "Waste concentration Cp"),
    "mg/L",
    Range::NotNegative,
)
.optional();

/// The model.
pub(super) static MODEL: Model = Model {
    id: "mix",
    version: 1,
    title: Label::new("河流零维模型", "River, zero-dimensional"),
    applies: "污染物在河段内均匀混合的小型河段，或可视为均匀混合的小型水域",
    formula: "C = (Cp·Qp + C0·Q)/(Qp + Q)；M = (Cs − C0)·(Q + Qp)",
    source: Source::GB25173,
    inputs: &[CS, C0, Q, QP, CP],
    run,
};

/// Concentration after mixing, mg/L. Flows in m³/s, concentrations in mg/L.
pub(super) fn mixed_mg_l((cp, qp): (f64, f64), (c0, q): (f64, f64)) -> f64 {
    (cp * qp + c0 * q) / (qp + q)
}

/// Capacity in g/s: what lifts the inflow to the target in both flows.
pub(super) fn capacity_g_s(cs: f64, c0: f64, q: f64, qp: f64) -> f64 {
    (cs - c0) * (q + qp)
}

fn run(entered: &Entered<'_>) -> Worked {
    let (cs, c0) = (entered.get(&CS)?, entered.get(&C0)?);
    let (q, qp) = (entered.get(&Q)?, entered.get(&QP)?);
    let answer = Answer::default().with_capacity(capacity_g_s(cs, c0, q, qp));
    Ok(match entered.maybe(&CP) {
        Some(cp) => {
            let mixed = mixed_mg_l((cp, qp), (c0, q));
            answer
                .with("C", "混合后浓度 C", "mg/L", mixed)
                .caution(mixed > cs, "混合后浓度超过水质目标")
        }
        None => answer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_flows_mix_to_the_middle() {
        assert!((mixed_mg_l((30.0, 2.0), (10.0, 2.0)) - 20.0).abs() < 1e-12);
        assert!((capacity_g_s(20.0, 15.0, 9.0, 1.0) - 50.0).abs() < 1e-12);
    }
}
