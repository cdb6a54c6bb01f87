//! Facts that stand in the application for a well or in the register of wells.

use crate::domain::field::Choice;
use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

const ACTIONS: &[Choice] = &[
    Choice::new("new", "新增取水", "New abstraction"),
    Choice::new("renew", "延续取水", "Renewal"),
    Choice::new("registered", "已登记", "Registered"),
];

const ASSESSMENTS: &[Choice] = &[
    Choice::new("report", "论证报告书", "Full report"),
    Choice::new("card", "论证报告表", "Report card"),
    Choice::new("none", "没有论证", "None"),
];

/// The register's statuses, and one for a row that states none. Such a well counts as in use: a ban must
/// not rest on whether somebody filled in a field.
const STATUSES: &[Choice] = &[
    Choice::new("active", "在用", "Active"),
    Choice::new("idle", "停用", "Idle"),
    Choice::new("sealed", "已封停", "Sealed"),
    Choice::new("scrapped", "报废", "Scrapped"),
    Choice::new(
        "unstated",
        "未填(按在用计)",
        "Not stated, counted as active",
    ),
];

pub(super) static ACTION: Fact = Fact {
    id: FactId::WellAction,
    name: "well.action",
    about: About::Wells,
    kind: FactKind::Choice(ACTIONS),
    doc: "申请事项：新增取水、延续取水(原许可到期)，取自申请表；核查登记在册的水井时为“已登记”。",
    reads: &[],
    notes: &[],
};

pub(super) static ADDS_USE: Fact = Fact {
    id: FactId::WellAddsUse,
    name: "well.adds_use",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "是否增加取水：新增取水即为增加；延续取水看申请水量是否大于原许可水量，有一个未填则无法判定；已登记的不增加。",
    reads: &[],
    notes: &[],
};

pub(super) static VOLUME_CHANGE: Fact = Fact {
    id: FactId::WellVolumeChange,
    name: "well.volume_change",
    about: About::Wells,
    kind: FactKind::Number { unit: "m³/a" },
    doc: "水量变化：延续取水为申请水量减原许可水量，有一个未填则无法判定；已登记的水井为按发证日期最近两份取水许可的水量之差，\
          不足两份的没有，未填水量或发证日期的无法判定；新增取水没有。",
    reads: &[Layer::Permit],
    notes: &["previous", "next"],
};

pub(super) static ASSESSMENT: Fact = Fact {
    id: FactId::WellAssessment,
    name: "well.assessment",
    about: About::Wells,
    kind: FactKind::Choice(ASSESSMENTS),
    doc: "水资源论证：报告书、报告表、没有。取自申请表，未填写则无法判定；已登记的水井没有这一项。",
    reads: &[],
    notes: &[],
};

pub(super) static SMALL_USE: Fact = Fact {
    id: FactId::WellSmallUse,
    name: "well.small_use",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "申请是否称为家庭生活、零星散养畜禽饮用等少量取水。取自申请表；没有填写就是没有这样称。是否真的免证另见 well.exempt。",
    reads: &[],
    notes: &[],
};

pub(super) static EXEMPT: Fact = Fact {
    id: FactId::WellExempt,
    name: "well.exempt",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "是否免办取水许可的少量取水：申请称为少量取水，且水量不超过限额：生活每户每月 30 立方米(每年 360),散养畜禽(用途填农业)\
          每月 60 立方米(每年 720)(云南省人民政府令第154号4条)。水量未填、限额内而未说明是否少量取水的无法判定。\
          已登记的水井，只把用途为生活、年取水量不超过 360 立方米的看作少量取水。",
    reads: &[],
    notes: &[],
};

pub(super) static PUBLIC_SUPPLY: Fact = Fact {
    id: FactId::WellPublicSupply,
    name: "well.public_supply",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "是否公共供水工程的水井。取自申请表；用途不是生活的为否，未填写则无法判定。水井台账没有这一项，生活用途的无法判定。",
    reads: &[],
    notes: &[],
};

pub(super) static ROLE: Fact = Fact {
    id: FactId::WellRole,
    name: "well.role",
    about: About::Wells,
    kind: FactKind::Field(Layer::Well, "role"),
    doc: "已登记水井的作用(取水、监测、应急备用、回灌)。未填或认不出则无法判定；申请没有这一项。",
    reads: &[Layer::Well],
    notes: &[],
};

pub(super) static STATUS: Fact = Fact {
    id: FactId::WellStatus,
    name: "well.status",
    about: About::Wells,
    kind: FactKind::Choice(STATUSES),
    doc: "已登记水井的状态(在用、停用、已封停、报废)。未填的为 unstated，按在用计；认不出则无法判定；申请没有这一项。",
    reads: &[Layer::Well],
    notes: &[],
};

pub(super) static METERED: Fact = Fact {
    id: FactId::WellMetered,
    name: "well.metered",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "已登记水井是否已安装计量设施。未填则无法判定；申请没有这一项。",
    reads: &[Layer::Well],
    notes: &[],
};

pub(super) static SEALED: Fact = Fact {
    id: FactId::WellSealed,
    name: "well.sealed",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "已登记水井是否已封停、封填：状态为已封停，或填有不晚于核查日期的封填日期；封填日期读不出则无法判定。申请没有这一项。",
    reads: &[Layer::Well],
    notes: &["sealed_on"],
};

pub(super) static LISTED: Fact = Fact {
    id: FactId::WellListed,
    name: "well.listed",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "已登记水井在许可证台账(permit)中是否有取地下水的许可：按对象编码或许可证号查，当日未失效者。\
          许可证台账没有数据则无法判定；申请没有这一项。",
    reads: &[Layer::Well, Layer::Permit],
    notes: &[],
};

#[cfg(test)]
mod tests {
    use super::{ACTIONS, ASSESSMENTS};
    use crate::domain::subject::{Assessment, WellAction};

    #[test]
    fn actions_and_assessments_are_those_of_the_application() {
        let mut actions = WellAction::ALL
            .map(|action| (action.code(), action.label()))
            .to_vec();
        let registered = WellAction::Registered;
        actions.push((registered.code(), registered.label()));
        let named: Vec<_> = ACTIONS.iter().map(|c| (c.code, c.label)).collect();
        assert_eq!(named, actions);
        let assessments = Assessment::ALL.map(|stated| (stated.code(), stated.label()));
        let named: Vec<_> = ASSESSMENTS.iter().map(|c| (c.code, c.label)).collect();
        assert_eq!(named, assessments);
    }
}
