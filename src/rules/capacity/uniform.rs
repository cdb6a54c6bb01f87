//! One-dimensional, load spread evenly along the reach (排污口均匀分布).

use crate::domain::Label;
use crate::rules::capacity::model::common::{C0, CS, K, L, Q, U};
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::reach::{LARGE_RIVER, LARGE_RIVER_M3_S, decayed};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::{grams_per_second, per_second, tonnes_per_year};

const B: Input = Input::new(
    "b",
    Label::new("不均匀系数 b", "Uneven factor b"),
    "",
    Range::Between(1e-6, 1.0),
)
.default(1.0, Source::unverified("不折减；取值应有依据"));

/// The model.
pub(super) static MODEL: Model = Model {
    id: "uniform",
    version: 1,
    title: Label::new("河流一维模型(排污口均匀分布)", "River, uniform load"),
    applies: "排污口多而分散、沿河段均匀分布，以河段末端达标控制",
    formula: "W = 31.536·b·(Cs − C0·exp(−K·L/u))·(Q·K·L/u)/(1 − exp(−K·L/u))，式中 K 以 1/s 计",
    source: Source::unverified("在用程序中的算式，与 GB/T 25173-2010 原文未核对"),
    inputs: &[CS, C0, Q, K, L, U, B],
    run,
};

/// `x / (1 − e⁻ˣ)`, which tends to 1 as `x` tends to 0.
fn spread(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { x / -(-x).exp_m1() }
}

/// Capacity in t/a. `k` in 1/s, `l` in m, `u` in m/s; without the uneven factor.
fn capacity_t_a((cs, c0): (f64, f64), q: f64, k: f64, l: f64, u: f64) -> f64 {
    tonnes_per_year((cs - decayed(c0, k, l, u)) * q * spread(k * l / u))
}

fn run(entered: &Entered<'_>) -> Worked {
    let concentrations = (entered.get(&CS)?, entered.get(&C0)?);
    let q = entered.get(&Q)?;
    let (l, u) = (entered.get(&L)?, entered.get(&U)?);
    let k = per_second(entered.get(&K)?);
    let yearly = capacity_t_a(concentrations, q, k, l, u) * entered.get(&B)?;
    Ok(Answer::default()
        .with_capacity(grams_per_second(yearly))
        .caution(q >= LARGE_RIVER_M3_S, LARGE_RIVER))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_gram_per_second_of_difference_is_31_536_tonnes() {
        assert!((capacity_t_a((2.0, 1.0), 1.0, 0.0, 1.0, 1.0) - 31.536).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn the_limit_without_decay_is_reached_smoothly_and_more_target_is_more(
            cs in 0.0..50.0_f64, more in 0.001..10.0_f64, c0 in 0.0..50.0_f64, l in 1.0..1e5_f64,
        ) {
            let free = capacity_t_a((cs, c0), 3.0, 0.0, l, 0.5);
            let nearly = capacity_t_a((cs, c0), 3.0, 1e-15, l, 0.5);
            prop_assert!((free - nearly).abs() <= 1e-6 * free.abs().max(1.0));
            let k = 0.2 / 86_400.0;
            prop_assert!(capacity_t_a((cs + more, c0), 3.0, k, l, 0.5) > capacity_t_a((cs, c0), 3.0, k, l, 0.5));
        }
    }
}
