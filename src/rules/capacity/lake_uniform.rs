//! Lake whose capacity is what it decays at the target concentration (湖库降解).

use crate::domain::Label;
use crate::rules::capacity::lake_mixed::V;
use crate::rules::capacity::model::common::{CS, K};
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::per_second;

const B: Input = Input::new(
    "b",
    Label::new("不均匀系数 b", "Uneven factor b"),
    "",
    Range::Between(1e-6, 1.0),
)
.default(1.0, Source::unverified("不折减；取值应有依据"));

/// The model.
pub(super) static MODEL: Model = Model {
    id: "lake-decay",
    version: 1,
    title: Label::new("湖库降解模型", "Lake, decay at the target"),
    applies: "以全湖降解量作为纳污能力的湖库",
    formula: "W = 31.536·K·V·Cs·b，式中 K 以 1/s 计",
    source: Source::unverified("在用程序中的算式，与 GB/T 25173-2010 原文未核对"),
    inputs: &[CS, V, K, B],
    run,
};

/// Grams per second that decay in `v` m³ at `cs` mg/L, `k` in 1/s.
fn decayed_g_s(cs: f64, v: f64, k: f64) -> f64 {
    k * v * cs
}

fn run(entered: &Entered<'_>) -> Worked {
    let k = per_second(entered.get(&K)?);
    let decayed = decayed_g_s(entered.get(&CS)?, entered.get(&V)?, k);
    Ok(Answer::default().with_capacity(decayed * entered.get(&B)?))
}

#[cfg(test)]
mod tests {
    use super::decayed_g_s;

    #[test]
    fn nothing_decays_without_a_rate() {
        assert!(decayed_g_s(1.0, 1e8, 0.0).abs() < 1e-12);
        assert!((decayed_g_s(2.0, 1e6, 1e-6) - 2.0).abs() < 1e-12);
    }
}
