//! Facts about abstraction permits, the county's total use, and the zone that receives return water.

use crate::domain::layer::Layer;
use crate::rules::facts::zone::VERDICTS;
use crate::rules::facts::{About, Fact, FactId, FactKind};

const PERMIT: About = About::Registered(&[Layer::Permit]);

pub(super) static TOTAL_USE_RATIO: Fact = Fact {
    id: FactId::RegionTotalUseRatio,
    name: "region.total_use_ratio",
    about: About::Wells,
    kind: FactKind::Number { unit: "" },
    doc: "井位所在县级行政区的(取水许可水量之和 + 申请水量)/ 用水总量控制指标。许可取许可证台账中行政区代码为该县(代码或名称)、\
          当日有效的取地表水和取地下水许可；市级、省级代码的许可不属于哪一个县，另列不计；延续取水只加比原许可多出的水量;\
          指标取不晚于核查年份的最近年度。没有指标、许可证台账为空、不在任何县内则无法判定；许可水量、行政区代码有空值或认不出、\
          申请水量未填时只知道下限，下限未超即无法判定。",
    reads: &[Layer::AdminArea, Layer::Permit, Layer::ControlTarget],
    notes: &[
        "existing",
        "applied",
        "limit",
        "year",
        "permits",
        "headroom",
        "elsewhere",
    ],
};

pub(super) static EMERGENCY: Fact = Fact {
    id: FactId::RegionEmergency,
    name: "region.emergency",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "井位所在县级行政区是否处于供水应急状态：取控制指标(control_target)中“供水应急状态”在核查年份的数值，大于 0 为是，0 为否;\
          没有当年的登记、不在任何县内则无法判定。",
    reads: &[Layer::AdminArea, Layer::ControlTarget],
    notes: &["year"],
};

pub(super) static RETURN_LOAD_RATIO: Fact = Fact {
    id: FactId::ReturnZoneLoadRatio,
    name: "return_zone.load_ratio",
    about: About::Wells,
    kind: FactKind::Number { unit: "" },
    doc: "申请填写的退水水功能区，每个项目的已登记在用排污口负荷之和 / 限制排污总量(算法同 zone.load_ratio，不含退水本身)。\
          未填退水水功能区、编码不在图层中、没有限额则无法判定；填“无”(或 none)表示没有退水。",
    reads: &[Layer::FunctionZone, Layer::ZoneLimit, Layer::Outfall],
    notes: &["item", "existing", "limit", "year", "outfalls", "headroom"],
};

pub(super) static RETURN_QUALITY: Fact = Fact {
    id: FactId::ReturnZoneQualityVerdict,
    name: "return_zone.quality_verdict",
    about: About::Wells,
    kind: FactKind::Choice(VERDICTS),
    doc: "申请填写的退水水功能区最近一年是否达到水质目标(评价方法同 zone.quality_verdict)。\
          未填退水水功能区、编码不在图层中、没有监测数据则无法判定；填“无”(或 none)表示没有退水。",
    reads: &[Layer::FunctionZone, Layer::QualitySample],
    notes: &["year", "target_class", "method", "exceeded"],
};

pub(super) static DAYS_LEFT: Fact = Fact {
    id: FactId::PermitDaysLeft,
    name: "permit.days_left",
    about: PERMIT,
    kind: FactKind::Number { unit: "天" },
    doc: "取水许可从核查日期到到期日期的天数，到期当日为 0，过期为负。入河排污口的许可、已注销的、\
          同一对象另有更晚发证的许可的不判；类型、到期日期未填或读不出则无法判定。",
    reads: &[Layer::Permit],
    notes: &["expires_on", "holder", "object_code"],
};

pub(super) static UNUSED_YEARS: Fact = Fact {
    id: FactId::PermitUnusedYears,
    name: "permit.unused_years",
    about: PERMIT,
    kind: FactKind::Number { unit: "年" },
    doc: "取水许可从最近取水日期到核查日期的年数(按历年，满一年为 1)。不判的同 permit.days_left，还没有投用的也不判；\
          最近取水日期未填而年度实际取水量也未填、日期读不出则无法判定。",
    reads: &[Layer::Permit],
    notes: &["last_used_on", "holder", "object_code"],
};

pub(super) static APPROVAL_AGE: Fact = Fact {
    id: FactId::PermitApprovalAge,
    name: "permit.approval_age",
    about: PERMIT,
    kind: FactKind::Number { unit: "年" },
    doc: "取水申请从批准日期到核查日期的年数，只算没有开工也没有发证的：填有开工或投用日期、发证日期、最近取水日期的不判，\
          不判的还有 permit.days_left 所列的；批准日期未填或读不出则无法判定。",
    reads: &[Layer::Permit],
    notes: &["approved_on", "holder", "object_code"],
};

/// Also asked of what takes the water: intakes and wells.
const TAKING: About = About::Registered(&[Layer::Permit, Layer::Intake, Layer::Well]);

pub(super) static USE_RATIO: Fact = Fact {
    id: FactId::PermitUseRatio,
    name: "permit.use_ratio",
    about: TAKING,
    kind: FactKind::Number { unit: "" },
    doc: "取水量 / 许可水量。许可证为年度实际取水量，不判的同 permit.days_left；取水口、水井为台账的年取水量，\
          与按对象编码或许可证号查得的当日有效许可中最近发证的相比，查不到的、已封停报废的不判。有一个水量未填则无法判定。",
    reads: &[Layer::Permit, Layer::Intake, Layer::Well],
    notes: &["actual", "permitted", "permit_no"],
};

pub(super) static PLAN_RATIO: Fact = Fact {
    id: FactId::PermitPlanRatio,
    name: "permit.plan_ratio",
    about: TAKING,
    kind: FactKind::Number { unit: "" },
    doc: "取水许可的年度实际取水量 / 年度计划水量。不判的同 permit.days_left，取水口、水井也不判；有一个水量未填则无法判定。",
    reads: &[Layer::Permit],
    notes: &["actual", "plan"],
};
