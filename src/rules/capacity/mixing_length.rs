//! How far below an outfall the plume has spread over the whole width (混合过程段长度).

use crate::domain::Label;
use crate::rules::capacity::model::common::U;
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, CalcError, Entered, Worked, refuse};

/// Acceleration of gravity, m/s².
const GRAVITY: f64 = 9.81;
/// Width over depth up to which Taylor's formula holds.
const TAYLOR_MAX: f64 = 100.0;
const HJ23: Source = Source::unverified("HJ 2.3-2018 附录E");

const B: Input = Input::new(
    "b",
    Label::new("平均河宽 B", "Mean width B"),
    "m",
    Range::Positive,
);
const OFFSET: Input = Input::new(
    "a",
    Label::new("排放口距岸边距离 a", "Offset from the bank a"),
    "m",
    Range::NotNegative,
)
.hint("自较近一岸量起，不大于 B/2", HJ23);
const H: Input = Input::new(
    "h",
    Label::new("平均水深 h", "Mean depth h"),
    "m",
    Range::Positive,
)
.optional();
const SLOPE: Input = Input::new(
    "i",
    Label::new("水力坡降 I", "Slope I"),
    "",
    Range::Between(1e-7, 0.5),
)
.optional();
const EY: Input = Input::new(
    "ey",
    Label::new("横向扩散系数 Ey", "Transverse mixing Ey"),
    "m²/s",
    Range::Positive,
)
.optional()
.hint("有实测值时填写；不填则由 h 和 I 用泰勒公式计算", HJ23);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "mixing-length",
    version: 1,
    title: Label::new("混合过程段长度", "Mixing length"),
    applies: "判断污染带是否到达下游取水口、考核断面或下一功能区。泰勒公式只用于 B/h ≤ 100",
    formula: "Lm = {0.11 + 0.7·[0.5 − a/B − 1.1·(0.5 − a/B)²]^½}·u·B²/Ey；\
              Ey = (0.058·h + 0.0065·B)·√(g·h·I)",
    source: HJ23,
    inputs: &[B, OFFSET, U, H, SLOPE, EY],
    run,
};

/// Taylor's transverse mixing, m²/s. Metres; `i` without unit.
pub(super) fn taylor_m2_s(h: f64, b: f64, i: f64) -> f64 {
    (0.058 * h + 0.0065 * b) * (GRAVITY * h * i).sqrt()
}

/// Mixing length, m; `a` at most half of `b`.
fn length_m(b: f64, a: f64, u: f64, ey: f64) -> f64 {
    let off_middle = 0.5 - a / b;
    // Zero at the middle, but for rounding.
    let root = (off_middle - 1.1 * off_middle * off_middle).max(0.0).sqrt();
    (0.11 + 0.7 * root) * u * b * b / ey
}

fn transverse(entered: &Entered<'_>, b: f64) -> Result<f64, CalcError> {
    if let Some(ey) = entered.maybe(&EY) {
        return Ok(ey);
    }
    let (h, i) = (entered.get(&H)?, entered.get(&SLOPE)?);
    if b / h > TAYLOR_MAX {
        return refuse(
            &EY,
            format!(
                "B/h = {:.0}，大于 100，泰勒公式不适用，请填写实测的横向扩散系数",
                b / h
            ),
        );
    }
    Ok(taylor_m2_s(h, b, i))
}

fn run(entered: &Entered<'_>) -> Worked {
    let (b, a) = (entered.get(&B)?, entered.get(&OFFSET)?);
    if a > b / 2.0 {
        return refuse(&OFFSET, "大于河宽的一半，请从较近的一岸量起");
    }
    let ey = transverse(entered, b)?;
    Ok(Answer::default()
        .with(
            "Lm",
            "混合过程段长度 Lm",
            "m",
            length_m(b, a, entered.get(&U)?, ey),
        )
        .with("Ey", "横向扩散系数 Ey", "m²/s", ey))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::capacity::run::calculate;

    #[test]
    fn a_bank_outfall_mixes_later_than_one_in_the_middle() {
        let (bank, middle) = (
            length_m(50.0, 0.0, 0.5, 0.1),
            length_m(50.0, 25.0, 0.5, 0.1),
        );
        assert!(bank > middle);
        assert!((middle - 0.11 * 0.5 * 2500.0 / 0.1).abs() < 1e-9);
    }

    #[test]
    fn a_shallow_wide_river_is_refused_with_the_remedy() {
        let given = [
            ("b", "300"),
            ("a", "0"),
            ("u", "0.5"),
            ("h", "2"),
            ("i", "0.001"),
        ];
        let error = calculate(&MODEL, &given).unwrap_err().to_string();
        assert!(
            error.contains("泰勒公式不适用") && error.contains("(ey)"),
            "{error}"
        );
        let measured = [("b", "300"), ("a", "0"), ("u", "0.5"), ("ey", "0.6")];
        assert!(calculate(&MODEL, &measured).is_ok());
    }
}
