//! Large lake that does not mix: the load spreads radially from the outfall (湖库非均匀混合).

use std::f64::consts::TAU;

use crate::domain::Label;
use crate::rules::capacity::model::common::{C0, CS, K};
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::per_second;

const QP: Input = Input::new(
    "qp",
    Label::new("废污水流量 Qp", "Waste flow Qp"),
    "m³/s",
    Range::Positive,
);
const PHI: Input = Input::new(
    "phi",
    Label::new("扩散角 Φ", "Spread angle Φ"),
    "rad",
    Range::Between(1e-6, TAU),
)
.hint("平直岸边 3.1416，湖库中心 6.2832", Source::GB25173);
const H: Input = Input::new(
    "h",
    Label::new("扩散区平均水深 h", "Mean depth h"),
    "m",
    Range::Positive,
);
const R: Input = Input::new(
    "r",
    Label::new("距排污口距离 r", "Distance from the outfall r"),
    "m",
    Range::NotNegative,
);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "lake-unmixed",
    version: 1,
    title: Label::new("湖库非均匀混合模型", "Lake, not mixed"),
    applies: "水域大、排污口附近浓度不均匀的大中型湖库，在距排污口 r 处控制达标",
    formula: "M = (Cs − C0)·exp(K·Φ·h·r²/(2·Qp))·Qp，式中 K 以 1/s 计",
    source: Source::GB25173,
    inputs: &[CS, C0, QP, K, PHI, H, R],
    run,
};

/// Capacity in g/s; `spread` = Φ·h·r² in m³, `k` in 1/s.
fn capacity_g_s((cs, c0): (f64, f64), qp: f64, k: f64, spread: f64) -> f64 {
    (cs - c0) * (k * spread / (2.0 * qp)).exp() * qp
}

fn run(entered: &Entered<'_>) -> Worked {
    let r = entered.get(&R)?;
    let spread = entered.get(&PHI)? * entered.get(&H)? * r * r;
    let concentrations = (entered.get(&CS)?, entered.get(&C0)?);
    let k = per_second(entered.get(&K)?);
    Ok(Answer::default().with_capacity(capacity_g_s(concentrations, entered.get(&QP)?, k, spread)))
}

#[cfg(test)]
mod tests {
    use super::capacity_g_s;

    #[test]
    fn at_the_outfall_or_without_decay_nothing_is_gained() {
        let plain = 5.0 * 0.3;
        assert!((capacity_g_s((20.0, 15.0), 0.3, 0.0, 1e6) - plain).abs() < 1e-12);
        assert!((capacity_g_s((20.0, 15.0), 0.3, 1e-6, 0.0) - plain).abs() < 1e-12);
        assert!(capacity_g_s((20.0, 15.0), 0.3, 1e-6, 1e6) > plain);
    }
}
