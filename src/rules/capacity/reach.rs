//! One-dimensional decay along a reach (河流一维): Q below 150 m³/s, mixed across.

use crate::domain::Label;
use crate::rules::capacity::mix;
use crate::rules::capacity::model::common::{C0, CS, K, Q, QP, U};
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::per_second;

/// From this flow on a river counts as large (m³/s) and the two-dimensional model is due.
pub(super) const LARGE_RIVER_M3_S: f64 = 150.0;
/// What to say then.
pub(super) const LARGE_RIVER: &str = "流量不小于 150 m³/s，属大型河段，应改用河流二维模型";

const X: Input = Input::new(
    "x",
    Label::new("沿程距离 x", "Distance x"),
    "m",
    Range::NotNegative,
);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "reach",
    version: 1,
    title: Label::new("河流一维模型", "River, one-dimensional"),
    applies: "横断面上很快混合均匀的中小型河段(Q < 150 m³/s)",
    formula: "Cx = C0·exp(−K·x/u)；M = (Cs − Cx)·(Q + Qp)，式中 K 以 1/s 计",
    source: Source::GB25173,
    inputs: &[CS, C0, Q, QP, K, X, U],
    run,
};

/// Concentration after `x_m` at `u_m_s`, from `c0` by `k_per_s`; in the unit of `c0`.
pub(super) fn decayed(c0: f64, k_per_s: f64, x_m: f64, u_m_s: f64) -> f64 {
    c0 * (-k_per_s * x_m / u_m_s).exp()
}

fn run(entered: &Entered<'_>) -> Worked {
    let (cs, c0) = (entered.get(&CS)?, entered.get(&C0)?);
    let (q, qp) = (entered.get(&Q)?, entered.get(&QP)?);
    let k = per_second(entered.get(&K)?);
    let cx = decayed(c0, k, entered.get(&X)?, entered.get(&U)?);
    Ok(Answer::default()
        .with_capacity(mix::capacity_g_s(cs, cx, q, qp))
        .with("Cx", "断面来水浓度 Cx", "mg/L", cx)
        .caution(q >= LARGE_RIVER_M3_S, LARGE_RIVER))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_half_life_halves_the_concentration() {
        let k = std::f64::consts::LN_2 / 86_400.0;
        assert!((decayed(8.0, k, 86_400.0 * 0.5, 0.5) - 4.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn decay_never_adds_and_without_rate_changes_nothing(
            c0 in 0.0..100.0_f64, k in 0.0..1.0_f64, x in 0.0..1e5_f64, u in 0.01..5.0_f64,
        ) {
            prop_assert!(decayed(c0, k / 86_400.0, x, u) <= c0);
            prop_assert_eq!(decayed(c0, 0.0, x, u), c0);
        }
    }
}
