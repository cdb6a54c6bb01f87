//! Facts about the water function zone that receives the sewage.

use crate::domain::catalog::{LEVEL_ONE, LEVEL_TWO, WATER_CLASSES};
use crate::domain::field::Choice;
use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

/// Water-resource regions of the first level (水资源一级区).
const BASINS: &[Choice] = &[
    Choice::new("A", "松花江区", "Songhua"),
    Choice::new("B", "辽河区", "Liao"),
    Choice::new("C", "海河区", "Hai"),
    Choice::new("D", "黄河区", "Yellow River"),
    Choice::new("E", "淮河区", "Huai"),
    Choice::new("F", "长江区", "Yangtze").also(&["长江", "长江流域", "金沙江", "长江区(金沙江)"]),
    Choice::new("G", "东南诸河区", "Southeast"),
    Choice::new("H", "珠江区", "Pearl").also(&["珠江", "珠江流域", "南盘江"]),
    Choice::new("J", "西南诸河区", "Southwest").also(&["西南诸河", "红河", "红河流域", "元江"]),
    Choice::new("K", "西北诸河区", "Northwest"),
];

pub(super) const VERDICTS: &[Choice] = &[
    Choice::new("pass", "达标", "Meets its target"),
    Choice::new("fail", "不达标", "Fails its target"),
];

pub(super) static CODE: Fact = Fact {
    id: FactId::FunctionZoneCode,
    name: "function_zone.code",
    about: About::Outfalls,
    kind: FactKind::Text,
    doc: "受纳的水功能区。覆盖地点的湖库型功能区；河流型先按申请的水体名称、再按距离取 200 米以内最近的功能区\
          (与最近者相差 20 米以内的一并计入，因交界处难以分清)。填了水体名称而附近没有同名功能区的，不另猜，无法判定。",
    reads: &[Layer::FunctionZone],
    notes: &["water_body", "chainage"],
};

pub(super) static LEVEL1: Fact = Fact {
    id: FactId::FunctionZoneLevel1,
    name: "function_zone.level1",
    about: About::Outfalls,
    kind: FactKind::Choice(LEVEL_ONE),
    doc: "受纳水功能区的一级区类型。未填则无法判定。",
    reads: &[Layer::FunctionZone],
    notes: &["water_body", "chainage"],
};

pub(super) static LEVEL2: Fact = Fact {
    id: FactId::FunctionZoneLevel2,
    name: "function_zone.level2",
    about: About::Outfalls,
    kind: FactKind::Choice(LEVEL_TWO),
    doc: "受纳水功能区的二级区类型。只有开发利用区有二级区；开发利用区未填二级区，则无法判定。",
    reads: &[Layer::FunctionZone],
    notes: &["water_body", "chainage"],
};

pub(super) static TARGET_CLASS: Fact = Fact {
    id: FactId::FunctionZoneTargetClass,
    name: "function_zone.target_class",
    about: About::Outfalls,
    kind: FactKind::Choice(WATER_CLASSES),
    doc: "受纳水功能区的水质目标(GB 3838-2002 的类别)。未填则无法判定；排污控制区可以没有目标。",
    reads: &[Layer::FunctionZone],
    notes: &["water_body", "chainage"],
};

pub(super) static BASIN: Fact = Fact {
    id: FactId::FunctionZoneBasin,
    name: "function_zone.basin",
    about: About::Outfalls,
    kind: FactKind::Choice(BASINS),
    doc: "受纳水功能区所在的水资源一级区(F 长江区、H 珠江区、J 西南诸河区等)。未填或认不出则无法判定。",
    reads: &[Layer::FunctionZone],
    notes: &["water_body", "chainage"],
};

pub(super) static QUALITY_VERDICT: Fact = Fact {
    id: FactId::ZoneQualityVerdict,
    name: "zone.quality_verdict",
    about: About::Outfalls,
    kind: FactKind::Choice(VERDICTS),
    doc: "受纳水功能区最近一年是否达到水质目标：按 GB 3838-2002 表1 单因子评价，河流型用河流限值、面状的用湖库限值。\
          参评项目由项目设置 quality_method 决定(缺省 measured：评价全部实测项目，水温、总氮、粪大肠菌群除外，且至少应有\
          高锰酸盐指数或化学需氧量，和氨氮)。按月评价，当月全部测值达标该月才达标；一年监测 6 个月及以上用频次法\
          (达标月数不少于 80%)，不足 6 个月用年均值；饮用水源区一律按月评价，并评价表2。没有监测数据、没有水质目标、\
          缺测应测项目、有认不出的项目或空值而又不能断定不达标，或全年连续干涸 6 个月及以上，则无法判定。",
    reads: &[Layer::FunctionZone, Layer::QualitySample],
    notes: &["year", "target_class", "method", "exceeded"],
};

pub(super) static LOAD_RATIO: Fact = Fact {
    id: FactId::ZoneLoadRatio,
    name: "zone.load_ratio",
    about: About::Outfalls,
    kind: FactKind::Number { unit: "" },
    doc: "受纳水功能区每个项目的(已登记在用排污口负荷之和 + 申请负荷)/ 限制排污总量。已登记的取功能区编码相符的,\
          以及没填功能区编码而落在该区内(河流型为 200 米以内)的；已关停、拟建的不计，状态未填的按在用计。\
          限额取不晚于核查年份的最近水平年。申请负荷未填、已登记负荷有空值时只知道下限，下限未超即无法判定。",
    reads: &[Layer::FunctionZone, Layer::ZoneLimit, Layer::Outfall],
    notes: &[
        "item", "existing", "applied", "cut", "limit", "year", "outfalls", "headroom",
    ],
};

pub(super) static LIMIT_GAP: Fact = Fact {
    id: FactId::ZoneLimitGap,
    name: "zone.limit_gap",
    about: About::Outfalls,
    kind: FactKind::Text,
    doc: "受纳水功能区没有限制排污总量的项目：应有化学需氧量、氨氮(湖库加总磷、总氮),以及申请填写了负荷的项目。",
    reads: &[Layer::FunctionZone, Layer::ZoneLimit],
    notes: &["item"],
};
