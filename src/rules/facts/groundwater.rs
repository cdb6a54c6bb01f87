//! Facts about the groundwater around a well: areas, supply, county totals, levels.

use crate::domain::catalog::{AREA_KINDS, WELL_PURPOSES};
use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

pub(super) static PURPOSE: Fact = Fact {
    id: FactId::WellPurpose,
    name: "well.purpose",
    about: About::Wells,
    kind: FactKind::Choice(WELL_PURPOSES),
    doc: "取水用途。取自申请表；认不出的用途无法判定。",
    reads: &[],
    notes: &[],
};

pub(super) static VOLUME: Fact = Fact {
    id: FactId::WellVolume,
    name: "well.volume",
    about: About::Wells,
    kind: FactKind::Number { unit: "m³/a" },
    doc: "申请的年取水量。取自申请表；未填写则无法判定。",
    reads: &[],
    notes: &[],
};

pub(super) static AREA_KIND: Fact = Fact {
    id: FactId::GroundwaterAreaKind,
    name: "groundwater_area.kind",
    about: About::Wells,
    kind: FactKind::Choice(AREA_KINDS),
    doc: "覆盖井位的地下水管控区的类型(禁采区、限采区、超采区、难以更新区),当日有效者，边界视为区内，不分含水层。\
          图层为空，或所在区未填类型，则无法判定。",
    reads: &[Layer::GroundwaterArea],
    notes: &["aquifer", "approval_doc"],
};

pub(super) static SUPPLY_COVERS: Fact = Fact {
    id: FactId::SupplyAreaCovers,
    name: "supply_area.covers",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "井位是否在公共供水管网覆盖区内，边界视为区内。图层为空则无法判定。",
    reads: &[Layer::SupplyArea],
    notes: &["operator"],
};

pub(super) static REGION_RATIO: Fact = Fact {
    id: FactId::RegionGroundwaterRatio,
    name: "region.groundwater_ratio",
    about: About::Wells,
    kind: FactKind::Number { unit: "" },
    doc: "井位所在县级行政区的(已登记水井年取水量之和 + 申请水量)/ 地下水取用量控制指标。\
          已登记的取落在该县内、未封停未报废的；延续取水只加比原许可多出的水量；指标取不晚于核查年份的最近年度。没有指标、不在任何县内则无法判定;\
          申请水量未填、已登记水量有空值时只知道下限，下限未超即无法判定。",
    reads: &[Layer::AdminArea, Layer::Well, Layer::ControlTarget],
    notes: &["existing", "applied", "limit", "year", "wells", "headroom"],
};

pub(super) static LEVEL_BELOW_TARGET: Fact = Fact {
    id: FactId::GroundwaterLevelBelowTarget,
    name: "groundwater.level_below_target",
    about: About::Wells,
    kind: FactKind::Flag,
    doc: "地下水水位(高程)是否低于水位控制目标。已登记的水井看它自己的水位和目标，没有设目标的不判；申请看同一地下水管控区内\
          设有目标的水井，没有时看 2 公里内的；申请填了含水层的，只看同一含水层和未填含水层的水井。\
          一口都没有、设了目标而没有水位，则无法判定。",
    reads: &[Layer::Well, Layer::GroundwaterArea],
    notes: &["level", "target"],
};
