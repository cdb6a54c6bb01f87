//! Facts about the rows of the registers themselves: where they say they are, what they repeat, what
//! they leave out. Each is asked about one registered row.

use crate::domain::field::Choice;
use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

/// Registers of points.
const POINTS: &[Layer] = &[
    Layer::DrinkingSource,
    Layer::Intake,
    Layer::Outfall,
    Layer::Well,
    Layer::BoundaryMarker,
    Layer::MonitoringStation,
];

/// Registers of points that lie on the water.
const ON_WATER: &[Layer] = &[Layer::Intake, Layer::Outfall];

/// Registers whose rows carry a permit number, and say in which county they are.
const PERMITTED: &[Layer] = &[Layer::Intake, Layer::Outfall, Layer::Well];

/// Permits and what they are for.
const PERMITS: &[Layer] = &[Layer::Intake, Layer::Outfall, Layer::Well, Layer::Permit];

/// Registers that may repeat a thing under another code.
const REPEATABLE: &[Layer] = &[
    Layer::DrinkingSource,
    Layer::Intake,
    Layer::Outfall,
    Layer::Well,
];

/// Layers that have geometry.
const SPATIAL: &[Layer] = &[
    Layer::FunctionZone,
    Layer::DrinkingSource,
    Layer::ProtectionZone,
    Layer::Intake,
    Layer::Outfall,
    Layer::Well,
    Layer::GroundwaterArea,
    Layer::SupplyArea,
    Layer::SpecialArea,
    Layer::BoundaryMarker,
    Layer::MonitoringStation,
    Layer::River,
    Layer::Lake,
    Layer::AdminArea,
];

/// Layers with fields that must be filled: those of [`REQUIRED`].
const WITH_REQUIRED: &[Layer] = &[
    Layer::FunctionZone,
    Layer::DrinkingSource,
    Layer::ProtectionZone,
    Layer::Intake,
    Layer::Outfall,
    Layer::Well,
    Layer::GroundwaterArea,
    Layer::SpecialArea,
    Layer::BoundaryMarker,
    Layer::MonitoringStation,
    Layer::River,
    Layer::Lake,
    Layer::AdminArea,
    Layer::ZoneLimit,
    Layer::ControlTarget,
    Layer::Permit,
    Layer::AccessItem,
];

/// What must be filled, layer by layer: without it a rule cannot decide, or nobody can tell what the
/// row is. Quality samples are left out: the yearly verdict names what it could not use.
pub const REQUIRED: &[(Layer, &[&str])] = &[
    (
        Layer::FunctionZone,
        &["name", "level1", "water_body", "target_class"],
    ),
    (Layer::DrinkingSource, &["name", "kind", "level", "status"]),
    (
        Layer::ProtectionZone,
        &["source_code", "grade", "approval_doc"],
    ),
    (Layer::Intake, &["name", "water_body", "volume_m3a"]),
    (
        Layer::Outfall,
        &[
            "name",
            "class",
            "water_body",
            "discharger",
            "status",
            "admin_code",
            "has_sign",
        ],
    ),
    (
        Layer::Well,
        &[
            "purpose",
            "volume_m3a",
            "role",
            "status",
            "owner",
            "admin_code",
        ],
    ),
    (Layer::GroundwaterArea, &["kind", "approval_doc"]),
    (Layer::SpecialArea, &["kind", "approval_doc"]),
    (
        Layer::BoundaryMarker,
        &["kind", "object_layer", "object_code"],
    ),
    (Layer::MonitoringStation, &["kind"]),
    (Layer::River, &["name"]),
    (Layer::Lake, &["name", "kind"]),
    (Layer::AdminArea, &["name", "level"]),
    (
        Layer::ZoneLimit,
        &["zone_code", "item", "year", "limit_t_a"],
    ),
    (
        Layer::ControlTarget,
        &["area_code", "indicator", "year", "value"],
    ),
    (
        Layer::Permit,
        &["permit_no", "kind", "holder", "object_code", "issued_on"],
    ),
    (Layer::AccessItem, &["unit_code", "activity"]),
];

const PLACES: &[Choice] = &[
    Choice::new("swapped", "经纬度颠倒", "Axes swapped"),
    Choice::new("outside", "在范围之外", "Outside"),
];

pub(super) static OFF_AREA: Fact = Fact {
    id: FactId::RecordOffArea,
    name: "record.off_area",
    about: About::Registered(POINTS),
    kind: FactKind::Choice(PLACES),
    doc: "点位不在全部行政区(admin_area)之内；没有行政区图层时，不在昆明市外接范围(东经 102.17—103.67，北纬 24.38—26.56)内。\
          把经度、纬度对调后落在范围内的为“经纬度颠倒”。在范围内为“没有”；没有点位则无法判定。",
    reads: &[Layer::AdminArea],
    notes: &["position", "area"],
};

pub(super) static SHIFT_SHARE: Fact = Fact {
    id: FactId::RecordShiftShare,
    name: "record.shift_share",
    about: About::Registered(ON_WATER),
    kind: FactKind::Number { unit: "" },
    doc: "同一数据来源(source)的一批点中，按 GCJ-02 或 BD-09 公式逆推后落到 200 米以内的水体旁而且比原来更近的点所占的比例(0—1),\
          两种坐标各一。水体指河流、湖库、水功能区。每批至少 10 个点才判，超过 2000 个点的等距抽取；没填来源的不成批，为“没有”。",
    reads: &[Layer::River, Layer::Lake, Layer::FunctionZone],
    notes: &["datum", "batch", "points", "nearer"],
};

pub(super) static COUNTY_MISMATCH: Fact = Fact {
    id: FactId::RecordCountyMismatch,
    name: "record.county_mismatch",
    about: About::Registered(PERMITTED),
    kind: FactKind::Text,
    doc: "点位实际所在的县，当它与登记的行政区(admin_code，写代码或名称)不符时。登记的县的边界在 50 米以内的不算。\
          没填的(见 record.missing_field)、不在任何县内的(见 record.off_area)为“没有”；没有行政区图层、没有点位则无法判定。",
    reads: &[Layer::AdminArea],
    notes: &["declared"],
};

pub(super) static ZONE_MISMATCH: Fact = Fact {
    id: FactId::OutfallZoneMismatch,
    name: "outfall.zone_mismatch",
    about: About::Registered(&[Layer::Outfall]),
    kind: FactKind::Text,
    doc: "按位置和受纳水体算出的受纳水功能区(见 function_zone.code),当登记的水功能区编码不在其中时；200 米以内没有水功能区的写“无”。\
          登记没填编码的为“没有”；受纳水体对不上而算不出的，无法判定。",
    reads: &[Layer::FunctionZone],
    notes: &["declared"],
};

pub(super) static WATER_DISTANCE: Fact = Fact {
    id: FactId::RecordWaterDistance,
    name: "record.water_distance",
    about: About::Registered(ON_WATER),
    kind: FactKind::Number { unit: "m" },
    doc: "点位到登记的水体(water_body)的距离：同名的河流、湖库，以及所在水体同名的水功能区中最近者；在湖库内为 0。\
          名称不计空格和括号内的补充。没填水体的为“没有”；名称不在任何图层、没有点位则无法判定。",
    reads: &[Layer::River, Layer::Lake, Layer::FunctionZone],
    notes: &["water_body"],
};

pub(super) static TWIN: Fact = Fact {
    id: FactId::RecordTwin,
    name: "record.twin",
    about: About::Registered(REPEATABLE),
    kind: FactKind::Text,
    doc: "同一图层中疑似重复的另一条：名称相同，或相距不超过 20 米而且单位(排污单位、权属单位)相同。两条都在有效期内的才算。",
    reads: REPEATABLE,
    notes: &["why"],
};

pub(super) static ZONE_GAP: Fact = Fact {
    id: FactId::ZoneGap,
    name: "function_zone.gap",
    about: About::Registered(&[Layer::FunctionZone]),
    kind: FactKind::Number { unit: "m" },
    doc: "河流型水功能区与同一条河上相邻功能区之间的空隙，沿河流图层中同名河线量的里程。线的方向不计。\
          含有二级区的开发利用区(一级区)不参与。河线缺失、接不成一条、功能区端点离河线 200 米以上的，无法判定；同一条河只有一个功能区的为“没有”。",
    reads: &[Layer::FunctionZone, Layer::River],
    notes: &["water_body", "side"],
};

pub(super) static ZONE_OVERLAP: Fact = Fact {
    id: FactId::ZoneOverlap,
    name: "function_zone.overlap",
    about: About::Registered(&[Layer::FunctionZone]),
    kind: FactKind::Number { unit: "m" },
    doc: "河流型水功能区与同一条河上相邻功能区重叠的里程，量法同 function_zone.gap。",
    reads: &[Layer::FunctionZone, Layer::River],
    notes: &["water_body", "side"],
};

pub(super) static SIZE_DEVIATION: Fact = Fact {
    id: FactId::ZoneSizeDeviation,
    name: "function_zone.size_deviation",
    about: About::Registered(&[Layer::FunctionZone]),
    kind: FactKind::Number { unit: "%" },
    doc: "登记的长度(线)或面积(面)与几何的差，占几何的百分比。几何按 CGCS2000 椭球面量算。没填长度、面积的为“没有”；几何无效、没有几何则无法判定。",
    reads: &[Layer::FunctionZone],
    notes: &["what", "stated", "measured"],
};

pub(super) static OUTSIDE_LEVEL2: Fact = Fact {
    id: FactId::ProtectionOutside,
    name: "protection_zone.outside_level2",
    about: About::Registered(&[Layer::ProtectionZone]),
    kind: FactKind::Number { unit: "m²" },
    doc: "一级保护区伸出同一水源地二级保护区的面积。二级区画成环、以一级区为孔的，孔算在二级区内。水源地没有二级区的为“没有”；\
          没填级别或水源地编码、几何无效则无法判定。",
    reads: &[Layer::ProtectionZone],
    notes: &["level2"],
};

pub(super) static SAME_GRADE_OVERLAP: Fact = Fact {
    id: FactId::ProtectionOverlap,
    name: "protection_zone.same_grade_overlap",
    about: About::Registered(&[Layer::ProtectionZone]),
    kind: FactKind::Number { unit: "m²" },
    doc: "与另一个同级保护区重叠的面积，不论是否同一水源地。没填级别、几何无效则无法判定。",
    reads: &[Layer::ProtectionZone],
    notes: &[],
};

pub(super) static MISSING_FIELD: Fact = Fact {
    id: FactId::RecordMissingField,
    name: "record.missing_field",
    about: About::Registered(WITH_REQUIRED),
    kind: FactKind::Text,
    doc: "必填而没填、或填的不是可用值的字段。水功能区：名称、一级区类型(开发利用区还有二级区类型)、所在水体、水质目标(排污控制区除外);\
          水源地：名称、类型、级别、状态；保护区：水源地编码、级别、批复文号；取水口：名称、所在水体、年取水量；\
          排污口：名称、类型、受纳水体、排污单位、状态、行政区、标志牌(登记为没有的也列出；已关停、拟建的不查标志牌);水井：用途、年取水量、作用、状态、权属单位、行政区；\
          地下水区、特殊管控区：类型、文号；标志：类型、所属图层、对象编码；监测站点：类型；河流、湖库、行政区：名称(湖库类型、行政区级别);\
          限制排污总量、控制指标、许可证、准入清单：表中各主要栏。",
    reads: WITH_REQUIRED,
    notes: &[],
};

pub(super) static PERMIT_MISMATCH: Fact = Fact {
    id: FactId::RecordPermitMismatch,
    name: "record.permit_mismatch",
    about: About::Registered(PERMITS),
    kind: FactKind::Text,
    doc: "账证不符的证号，两个方向。许可证：既没有编码等于其对象编码的排污口、取水口或水井(按许可证类型；没填类型的三个都找),也没有填写这个证号的；\
          证号和对象编码都没填则无法判定。排污口(批准文号)、取水口、水井：填写的证号在许可证表里没有；没填的为“没有”，许可证表是空的则无法判定。",
    reads: PERMITS,
    notes: &["why"],
};

pub(super) static GEOMETRY_PROBLEM: Fact = Fact {
    id: FactId::RecordGeometryProblem,
    name: "record.geometry_problem",
    about: About::Registered(SPATIAL),
    kind: FactKind::Text,
    doc: "几何的毛病：没有几何、环自相交、坐标不是有限的数值、超出经纬度范围等。",
    reads: SPATIAL,
    notes: &[],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_required_field_exists_and_every_such_layer_is_asked_about() {
        for (layer, fields) in REQUIRED {
            for field in *fields {
                assert!(layer.field_index(field).is_some(), "{layer:?} {field}");
            }
        }
        let layers: Vec<_> = REQUIRED.iter().map(|(layer, _)| *layer).collect();
        assert_eq!(layers, WITH_REQUIRED);
        assert_eq!(SPATIAL, Layer::spatial().collect::<Vec<_>>());
    }
}
