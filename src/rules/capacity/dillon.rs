//! Phosphorus or nitrogen of a eutrophic lake (狄龙模型).

use crate::domain::Label;
use crate::rules::capacity::model::common::CS;
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked, refuse};
use crate::rules::capacity::units::grams_per_second;

const H: Input = Input::new(
    "h",
    Label::new("湖库平均水深 h", "Mean depth h"),
    "m",
    Range::Positive,
);
const BETA: Input = Input::new(
    "beta",
    Label::new("水力冲刷系数 β", "Flushing rate β"),
    "1/a",
    Range::Positive,
)
.hint("年出湖水量/湖库容积", Source::GB25173);
const AREA: Input = Input::new(
    "a",
    Label::new("湖库水面面积 A", "Surface A"),
    "km²",
    Range::Positive,
);
const WIN: Input = Input::new(
    "win",
    Label::new("年入湖量 W入", "Yearly inflow of the nutrient"),
    "t/a",
    Range::Positive,
);
const WOUT: Input = Input::new(
    "wout",
    Label::new("年出湖量 W出", "Yearly outflow of the nutrient"),
    "t/a",
    Range::Positive,
);
const LP: Input = Input::new(
    "lp",
    Label::new("现状单位面积负荷 Lp", "Present areal load Lp"),
    "g/(m²·a)",
    Range::NotNegative,
)
.optional();

/// The model.
pub(super) static MODEL: Model = Model {
    id: "dillon",
    version: 1,
    title: Label::new(
        "狄龙模型(湖库总磷、总氮)",
        "Dillon, lake phosphorus and nitrogen",
    ),
    applies: "富营养化湖库的总磷、总氮",
    formula: "Rp = 1 − W出/W入；P = Lp·(1 − Rp)/(β·h)；Ls = Cs·β·h/(1 − Rp)；M = Ls·A",
    source: Source::GB25173,
    inputs: &[CS, H, BETA, AREA, WIN, WOUT, LP],
    run,
};

/// Areal load in g/(m²·a) at which the lake holds `cs` mg/L; `passing` = 1 − Rp.
fn areal_load(cs: f64, beta: f64, h: f64, passing: f64) -> f64 {
    cs * beta * h / passing
}

fn run(entered: &Entered<'_>) -> Worked {
    let (win, wout) = (entered.get(&WIN)?, entered.get(&WOUT)?);
    if wout > win {
        return refuse(
            &WOUT,
            "出湖量大于入湖量，湖库在净释放，滞留系数为负，不能用狄龙模型；请核对数据",
        );
    }
    let passing = wout / win;
    let (beta, h) = (entered.get(&BETA)?, entered.get(&H)?);
    let load = areal_load(entered.get(&CS)?, beta, h, passing);
    // g/(m²·a) over km² is t/a.
    let yearly = load * entered.get(&AREA)?;
    let answer = Answer::default()
        .with_capacity(grams_per_second(yearly))
        .with("Ls", "单位面积允许负荷 Ls", "g/(m²·a)", load)
        .with("Rp", "滞留系数 Rp", "", 1.0 - passing);
    Ok(match entered.maybe(&LP) {
        Some(lp) => answer.with("P", "现状负荷下的浓度 P", "mg/L", lp * passing / (beta * h)),
        None => answer,
    })
}

#[cfg(test)]
mod tests {
    use super::areal_load;

    #[test]
    fn the_allowed_load_brings_back_the_target() {
        let (cs, beta, h, passing) = (0.05, 0.8, 5.0, 0.6);
        let load = areal_load(cs, beta, h, passing);
        assert!((load * passing / (beta * h) - cs).abs() < 1e-12);
        assert!(areal_load(cs + 0.01, beta, h, passing) > load);
    }
}
