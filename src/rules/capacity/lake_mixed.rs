//! Evenly mixed lake or reservoir over time (湖库均匀混合).

use crate::domain::Label;
use crate::rules::capacity::model::common::{C0, K};
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::{SECONDS_PER_DAY, per_second};

const M: Input = Input::new(
    "m",
    Label::new("入湖负荷 m", "Load m"),
    "g/s",
    Range::NotNegative,
);
const QL: Input = Input::new(
    "ql",
    Label::new("湖库出流量 QL", "Outflow QL"),
    "m³/s",
    Range::NotNegative,
);
/// Volume of a lake.
pub(super) const V: Input = Input::new(
    "v",
    Label::new("设计库容 V", "Volume V"),
    "m³",
    Range::Positive,
)
.hint(
    "近 10 年最枯月平均水位或 90% 保证率最枯月平均水位相应的蓄水量；水库用死库容",
    Source::GB25173,
);
const CH: Input = Input::new(
    "ch",
    Label::new("湖库现状浓度 Ch", "Present concentration Ch"),
    "mg/L",
    Range::NotNegative,
);
const T: Input = Input::new("t", Label::new("时间 t", "Time t"), "d", Range::NotNegative);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "lake-mixed",
    version: 1,
    title: Label::new(
        "湖库均匀混合模型(浓度过程)",
        "Lake, mixed, concentration in time",
    ),
    applies: "污染物均匀混合的中小型湖库",
    formula: "Kh = QL/V + K；C(t) = (m + C0·QL)/(Kh·V) + [Ch − (m + C0·QL)/(Kh·V)]·exp(−Kh·t)，\
              式中 K 以 1/s、t 以 s 计；Kh = 0 时 C(t) = Ch + m·t/V",
    source: Source::GB25173,
    inputs: &[M, C0, QL, V, K, CH, T],
    run,
};

/// Concentration in mg/L after `t_s` seconds. `supply` = m + C0·QL in g/s, `v` in m³, `kh` in 1/s.
fn concentration_mg_l(supply: f64, v: f64, kh: f64, ch: f64, t_s: f64) -> f64 {
    // (1 − e⁻ᵏᵗ)/k tends to t as k tends to 0.
    let span = if kh == 0.0 {
        t_s
    } else {
        -(-kh * t_s).exp_m1() / kh
    };
    ch * (-kh * t_s).exp() + supply / v * span
}

fn run(entered: &Entered<'_>) -> Worked {
    let (v, ql) = (entered.get(&V)?, entered.get(&QL)?);
    let kh = ql / v + per_second(entered.get(&K)?);
    let supply = entered.get(&M)? + entered.get(&C0)? * ql;
    let t_s = entered.get(&T)? * SECONDS_PER_DAY;
    let answer = Answer::default().with(
        "C",
        "t 时的浓度 C(t)",
        "mg/L",
        concentration_mg_l(supply, v, kh, entered.get(&CH)?, t_s),
    );
    Ok(if kh > 0.0 {
        answer.with("Ce", "平衡浓度", "mg/L", supply / (kh * v))
    } else {
        answer.caution(true, "没有出流也没有降解，浓度持续上升，没有平衡浓度")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_at_the_present_and_ends_at_the_balance() {
        let (supply, v, kh) = (10.0, 1e7, 1e-6);
        assert!((concentration_mg_l(supply, v, kh, 3.0, 0.0) - 3.0).abs() < 1e-12);
        let balance = supply / (kh * v);
        assert!((concentration_mg_l(supply, v, kh, 3.0, 1e9) - balance).abs() < 1e-9);
    }

    #[test]
    fn without_outflow_and_decay_it_rises_by_what_comes_in() {
        let free = concentration_mg_l(10.0, 1e6, 0.0, 1.0, 86_400.0);
        assert!((free - 1.864).abs() < 1e-12);
        assert!((concentration_mg_l(10.0, 1e6, 1e-14, 1.0, 86_400.0) - free).abs() < 1e-6);
    }
}
