//! Facts that an outfall application states.

use crate::domain::catalog::OUTFALL_CLASSES;
use crate::domain::field::Choice;
use crate::rules::facts::{Fact, FactId, FactKind, SubjectKind};

const ACTIONS: &[Choice] = &[
    Choice::new("new", "新设", "New"),
    Choice::new("relocate", "改设", "Relocate"),
    Choice::new("expand", "扩大", "Expand"),
];

pub(super) static ACTION: Fact = Fact {
    id: FactId::OutfallAction,
    name: "outfall.action",
    subject: Some(SubjectKind::Outfall),
    kind: FactKind::Choice(ACTIONS),
    doc: "申请的设置方式：新设、改设(位置或排放方式重大改变)、扩大(排污能力提高)。取自申请表。",
    reads: &[],
    notes: &[],
};

pub(super) static CLASS: Fact = Fact {
    id: FactId::OutfallClass,
    name: "outfall.class",
    subject: Some(SubjectKind::Outfall),
    kind: FactKind::Choice(OUTFALL_CLASSES),
    doc: "排污口类型(HJ 1312-2023)。取自申请表；未填写则无法判定。",
    reads: &[],
    notes: &[],
};

pub(super) static ADDS_LOAD: Fact = Fact {
    id: FactId::OutfallAddsLoad,
    name: "outfall.adds_load",
    subject: Some(SubjectKind::Outfall),
    kind: FactKind::Flag,
    doc: "是否增加排污量：新设、扩大即为增加；改设看申请的新增负荷，大于零为增加，未填写则无法判定。",
    reads: &[],
    notes: &[],
};

#[cfg(test)]
mod tests {
    use super::ACTIONS;
    use crate::domain::subject::OutfallAction;

    #[test]
    fn actions_are_those_of_the_application() {
        let stated = OutfallAction::ALL.map(|action| (action.code(), action.label()));
        let named: Vec<_> = ACTIONS.iter().map(|c| (c.code, c.label)).collect();
        assert_eq!(named, stated);
    }
}
