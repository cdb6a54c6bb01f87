//! One-dimensional, all load at the middle of the reach (河段中点概化).

use crate::domain::Label;
use crate::rules::capacity::model::common::{C0, CS, K, L, Q, U};
use crate::rules::capacity::model::{Model, Source};
use crate::rules::capacity::reach::{LARGE_RIVER, LARGE_RIVER_M3_S, decayed};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::per_second;

/// The model.
pub(super) static MODEL: Model = Model {
    id: "mid-reach",
    version: 1,
    title: Label::new(
        "河流一维模型(排污口概化在河段中点)",
        "River, load at mid-reach",
    ),
    applies: "排污口概化为河段中点一个集中点源，以河段末端达标控制",
    formula: "M = (Cs − C0·exp(−K·L/u))·Q·exp(K·L/(2u))，式中 K 以 1/s 计",
    source: Source::GB25173,
    inputs: &[CS, C0, Q, K, L, U],
    run,
};

/// Capacity in g/s. `k` in 1/s, `l` in m, `u` in m/s.
fn capacity_g_s((cs, c0): (f64, f64), q: f64, k: f64, l: f64, u: f64) -> f64 {
    (cs - decayed(c0, k, l, u)) * q * (k * l / (2.0 * u)).exp()
}

fn run(entered: &Entered<'_>) -> Worked {
    let concentrations = (entered.get(&CS)?, entered.get(&C0)?);
    let q = entered.get(&Q)?;
    let (l, u) = (entered.get(&L)?, entered.get(&U)?);
    let k = per_second(entered.get(&K)?);
    Ok(Answer::default()
        .with_capacity(capacity_g_s(concentrations, q, k, l, u))
        .caution(q >= LARGE_RIVER_M3_S, LARGE_RIVER))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_laxer_target_gives_more_and_no_decay_gives_the_plain_difference(
            cs in 0.0..50.0_f64, more in 0.001..10.0_f64, c0 in 0.0..50.0_f64, q in 0.01..140.0_f64,
            k in 0.0..1.0_f64, l in 1.0..1e5_f64, u in 0.05..3.0_f64,
        ) {
            let k = k / 86_400.0;
            prop_assert!(capacity_g_s((cs + more, c0), q, k, l, u) > capacity_g_s((cs, c0), q, k, l, u));
            let plain = (cs - c0) * q;
            prop_assert!((capacity_g_s((cs, c0), q, 0.0, l, u) - plain).abs() <= 1e-9 * plain.abs().max(1.0));
        }
    }
}
