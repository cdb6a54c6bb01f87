//! Two-dimensional plume from an outfall at the bank (河流二维): Q of 150 m³/s and more, wide rivers.

use std::f64::consts::PI;

use crate::domain::Label;
use crate::rules::capacity::model::common::{C0, CS, K, U};
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked};
use crate::rules::capacity::units::{per_second, tonnes_per_year};

const M: Input = Input::new(
    "m",
    Label::new("入河负荷 m", "Load m"),
    "g/s",
    Range::NotNegative,
);
const H: Input = Input::new(
    "h",
    Label::new("平均水深 h", "Mean depth h"),
    "m",
    Range::Positive,
);
const EY: Input = Input::new(
    "ey",
    Label::new("横向扩散系数 Ey", "Transverse mixing Ey"),
    "m²/s",
    Range::Positive,
)
.hint(
    "无实测值时可用泰勒公式，见模型 mixing-length",
    Source::unverified("HJ 2.3-2018 附录E"),
);
const X: Input = Input::new(
    "x",
    Label::new("沿程距离 x", "Distance along x"),
    "m",
    Range::Positive,
);
const Y: Input = Input::new(
    "y",
    Label::new("距排污岸距离 y", "Distance from the bank y"),
    "m",
    Range::NotNegative,
);
const TARGET: Input = CS.optional();

/// The model.
pub(super) static MODEL: Model = Model {
    id: "plume",
    version: 1,
    title: Label::new(
        "河流二维模型(岸边排放)",
        "River, two-dimensional, bank outfall",
    ),
    applies: "横断面上混合不均匀的大型河段(Q ≥ 150 m³/s)，恒定岸边排放，不计对岸反射",
    formula: "C(x,y) = [C0 + m/(h·√(π·Ey·x·u))·exp(−u·y²/(4·Ey·x))]·exp(−K·x/u)，式中 K 以 1/s 计；\
              填 Cs 时由 C(x,y) = Cs 反算允许负荷",
    source: Source::GB25173,
    inputs: &[C0, M, H, EY, U, K, X, Y, TARGET],
    run,
};

/// The river at the point of control: metres, seconds, m²/s.
#[derive(Clone, Copy)]
struct River {
    h: f64,
    ey: f64,
    u: f64,
    k: f64,
    x: f64,
    y: f64,
}

impl River {
    /// mg/L that one g/s adds at the point, before decay.
    fn share(self) -> f64 {
        let Self { h, ey, u, x, y, .. } = self;
        (-u * y * y / (4.0 * ey * x)).exp() / (h * (PI * ey * x * u).sqrt())
    }

    fn decay(self) -> f64 {
        (-self.k * self.x / self.u).exp()
    }

    fn concentration_mg_l(self, c0: f64, m: f64) -> f64 {
        (c0 + m * self.share()) * self.decay()
    }

    fn allowed_g_s(self, cs: f64, c0: f64) -> f64 {
        (cs / self.decay() - c0) / self.share()
    }
}

fn run(entered: &Entered<'_>) -> Worked {
    let river = River {
        h: entered.get(&H)?,
        ey: entered.get(&EY)?,
        u: entered.get(&U)?,
        k: per_second(entered.get(&K)?),
        x: entered.get(&X)?,
        y: entered.get(&Y)?,
    };
    let c0 = entered.get(&C0)?;
    let at_point = river.concentration_mg_l(c0, entered.get(&M)?);
    let answer = Answer::default().with("C", "控制点浓度 C(x,y)", "mg/L", at_point);
    Ok(match entered.maybe(&TARGET) {
        Some(cs) => {
            let allowed = river.allowed_g_s(cs, c0);
            answer
                .with("M", "控制点达标的允许负荷", "g/s", allowed)
                .with("W", "控制点达标的允许负荷", "t/a", tonnes_per_year(allowed))
                .caution(at_point > cs, "控制点浓度超过水质目标")
                .caution(
                    allowed < 0.0,
                    "允许负荷为负：来水到控制点已劣于水质目标，没有可利用的纳污能力",
                )
        }
        None => answer,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_allowed_load_gives_exactly_the_target(
            cs in 1.0..40.0_f64, c0 in 0.0..1.0_f64, x in 10.0..5000.0_f64, y in 0.0..30.0_f64,
            k in 0.0..0.5_f64,
        ) {
            let river = River { h: 3.0, ey: 0.3, u: 0.8, k: k / 86_400.0, x, y };
            let allowed = river.allowed_g_s(cs, c0);
            prop_assume!(allowed.is_finite());
            prop_assert!((river.concentration_mg_l(c0, allowed) - cs).abs() < 1e-6 * cs);
            prop_assert!(river.allowed_g_s(cs + 1.0, c0) > allowed);
        }
    }

    #[test]
    fn the_far_bank_sees_less_than_the_near_one() {
        let near = River {
            h: 3.0,
            ey: 0.3,
            u: 0.8,
            k: 0.0,
            x: 500.0,
            y: 0.0,
        };
        let far = River { y: 60.0, ..near };
        assert!(near.concentration_mg_l(1.0, 50.0) > far.concentration_mg_l(1.0, 50.0));
        assert!((near.concentration_mg_l(1.0, 0.0) - 1.0).abs() < 1e-12);
    }
}
