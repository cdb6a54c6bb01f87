//! Lake whose inflow equals its outflow: capacity as a mass in a stated period (湖库均匀混合，出入流平衡).

use crate::domain::Label;
use crate::rules::capacity::lake_mixed::V;
use crate::rules::capacity::model::common::{C0, CS};
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::{GRAMS_PER_TONNE, SECONDS_PER_DAY};

const T: Input = Input::new(
    "t",
    Label::new("计算时段 t", "Period t"),
    "d",
    Range::Positive,
);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "lake-mass",
    version: 1,
    title: Label::new("湖库均匀混合模型(出入流平衡)", "Lake, mixed, balanced flow"),
    applies: "入流等于出流、均匀混合的中小型湖库。算得的是一个时段的总量，不是速率，须写明时段",
    formula: "M = (Cs − C0)·V，时段平均 = M/t",
    source: Source::GB25173,
    inputs: &[CS, C0, V, T],
    run,
};

/// Grams that lift `v` m³ from `c0` to `cs` mg/L.
fn mass_g(cs: f64, c0: f64, v: f64) -> f64 {
    (cs - c0) * v
}

fn run(entered: &Entered<'_>) -> Worked {
    let mass = mass_g(entered.get(&CS)?, entered.get(&C0)?, entered.get(&V)?);
    let days = entered.get(&T)?;
    Ok(Answer::default()
        .with("M", "时段内的纳污能力", "t", mass / GRAMS_PER_TONNE)
        .with("m", "时段平均", "g/s", mass / (days * SECONDS_PER_DAY))
        .caution(
            true,
            "结果是所填时段内的总量，引用时须写明时段，不能直接当作年纳污能力",
        )
        .caution(
            mass < 0.0,
            "结果为负：来水已劣于水质目标，没有可利用的纳污能力",
        ))
}

#[cfg(test)]
mod tests {
    use super::mass_g;

    #[test]
    fn a_milligram_per_litre_is_a_gram_per_cubic_metre() {
        assert!((mass_g(1.0, 0.5, 2e6) - 1e6).abs() < 1e-6);
    }
}
