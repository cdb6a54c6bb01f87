//! Load against the limit of a zone (限制排污总量核算).

use crate::domain::Label;
use crate::rules::capacity::model::{Input, Model, Range, Source};
use crate::rules::capacity::run::{Answer, Entered, Worked, refuse};

/// From this share of the limit on a zone is close to it.
const NEAR: f64 = 0.9;
const SCHEME: Source = Source::verified("昆明市实施方案第二十二条；水法第三十二条");

const fn load(symbol: &'static str, zh: &'static str, en: &'static str) -> Input {
    Input::new(symbol, Label::new(zh, en), "t/a", Range::NotNegative)
}

const EXISTING: Input = load("existing", "现有负荷 W现", "Existing load");
const NEW: Input = load("new", "新增负荷 W新", "New load");
const CUT: Input = load("cut", "削减量 W削", "Cut");
const LIMIT: Input = Input::new(
    "limit",
    Label::new("限制排污总量 W限", "Limit"),
    "t/a",
    Range::Positive,
);

/// The model.
pub(super) static MODEL: Model = Model {
    id: "ratio",
    version: 1,
    title: Label::new("总量核算(占用比 R 与余量)", "Load ratio and headroom"),
    applies: "逐项污染物核算；限额为 0 的功能区不需要算，任何新增都超限",
    formula: "R = (W现 + W新 − W削)/W限；余量 = W限 − W现；实施后余量 = W限 − (W现 + W新 − W削)",
    source: SCHEME,
    inputs: &[EXISTING, NEW, CUT, LIMIT],
    run,
};

fn run(entered: &Entered<'_>) -> Worked {
    let (existing, new) = (entered.get(&EXISTING)?, entered.get(&NEW)?);
    let (cut, limit) = (entered.get(&CUT)?, entered.get(&LIMIT)?);
    if cut > existing {
        return refuse(
            &CUT,
            "削减量大于现有负荷，只能削减已有的，不能抵扣新增；请核对",
        );
    }
    let total = existing - cut + new;
    let ratio = total / limit;
    Ok(Answer::default()
        .with("R", "占用比 R", "", ratio)
        .with("headroom", "余量 W限 − W现", "t/a", limit - existing)
        .with("after", "实施后余量", "t/a", limit - total)
        .caution(ratio > 1.0, "R > 1：超过限制排污总量")
        .caution(
            ratio > NEAR && ratio <= 1.0,
            "0.9 < R ≤ 1：接近限制排污总量",
        ))
}
