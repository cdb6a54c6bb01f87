//! Facts that an outfall application states.

use crate::domain::catalog::{INDUSTRIES, OUTFALL_CLASSES, RECEIVERS};
use crate::domain::field::Choice;
use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

const ACTIONS: &[Choice] = &[
    Choice::new("new", "新设", "New"),
    Choice::new("relocate", "改设", "Relocate"),
    Choice::new("expand", "扩大", "Expand"),
    Choice::new("registered", "已登记", "Registered"),
];

pub(super) static ACTION: Fact = Fact {
    id: FactId::OutfallAction,
    name: "outfall.action",
    about: About::Outfalls,
    kind: FactKind::Choice(ACTIONS),
    doc: "申请的设置方式：新设、改设(位置或排放方式重大改变)、扩大(排污能力提高)，取自申请表；核查登记在册的排污口时为“已登记”。",
    reads: &[],
    notes: &[],
};

pub(super) static CLASS: Fact = Fact {
    id: FactId::OutfallClass,
    name: "outfall.class",
    about: About::Outfalls,
    kind: FactKind::Choice(OUTFALL_CLASSES),
    doc: "排污口类型(HJ 1312-2023)。取自申请表；未填写则无法判定。",
    reads: &[],
    notes: &[],
};

pub(super) static ADDS_LOAD: Fact = Fact {
    id: FactId::OutfallAddsLoad,
    name: "outfall.adds_load",
    about: About::Outfalls,
    kind: FactKind::Flag,
    doc: "是否增加排污量：新设、扩大即为增加；改设看申请的新增负荷，大于零为增加，未填写则无法判定。",
    reads: &[],
    notes: &[],
};

pub(super) static INDUSTRY: Fact = Fact {
    id: FactId::OutfallIndustry,
    name: "outfall.industry",
    about: About::Outfalls,
    kind: FactKind::Choice(INDUSTRIES),
    doc: "项目所属行业(化工、尾矿库、医疗、对水体污染严重的其他项目、其他)。取自申请表；\
          类型为工矿企业、园区污水处理厂而未填行业的无法判定，其他类型未填按“其他”。",
    reads: &[],
    notes: &[],
};

pub(super) static RECEIVER: Fact = Fact {
    id: FactId::OutfallReceiver,
    name: "outfall.receiver",
    about: About::Outfalls,
    kind: FactKind::Choice(RECEIVERS),
    doc: "受纳水体的类型(河流、湖库、渠道、农田灌溉渠道)。取自申请表；未填时，200 米以内有水功能区或河流、湖库的，\
          按它的类型；都没有则无法判定。",
    reads: &[Layer::FunctionZone, Layer::River, Layer::Lake],
    notes: &[],
};

#[cfg(test)]
mod tests {
    use super::ACTIONS;
    use crate::domain::subject::OutfallAction;

    #[test]
    fn actions_are_those_of_the_application() {
        let mut stated = OutfallAction::ALL
            .map(|action| (action.code(), action.label()))
            .to_vec();
        let registered = OutfallAction::Registered;
        stated.push((registered.code(), registered.label()));
        let named: Vec<_> = ACTIONS.iter().map(|c| (c.code, c.label)).collect();
        assert_eq!(named, stated);
    }
}
