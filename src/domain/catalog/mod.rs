//! The fields of every layer, with Chinese labels and the spellings that imported files use.
//! One file per group of layers; `docs` of a value's source stand beside it.

mod groundwater;
mod registers;
mod surroundings;
mod tables;
mod zones;

pub use groundwater::{AREA_KINDS, WELL_PURPOSES};
pub use registers::{INDUSTRIES, LOAD_ITEMS, OUTFALL_CLASSES, RECEIVERS};
pub use zones::{LEVEL_ONE, LEVEL_TWO, PROTECTION_GRADES, WATER_CLASSES};

use crate::domain::field::{Field, FieldKind};
use crate::domain::label::Label;
use crate::domain::layer::{GeometryKind, Layer};

/// Column names under which imported files carry the unique code of a feature.
pub const CODE_ALIASES: &[&str] = &[
    "code",
    "编号",
    "编码",
    "代码",
    "序号编码",
    "标识码",
    "adcode",
    "zone_id",
    "bm",
    "bh",
    "dm",
    "objectcode",
];

/// The fields that every layer has beside `id` and `code`.
pub const COMMON: &[Field] = &[
    Field::new("name", "名称", "Name", FieldKind::Text).also(&["mc", "名字", "xmmc"]),
    Field::new("remark", "备注", "Remark", FieldKind::Text).also(&["bz", "note", "notes"]),
    Field::new("source", "数据来源", "Source", FieldKind::Text).also(&["来源", "sjly"]),
    Field::new("valid_from", "生效日期", "Valid from", FieldKind::Date),
    Field::new("valid_to", "失效日期", "Valid to", FieldKind::Date),
];

/// Name, label, geometry and own fields of `layer`.
#[expect(clippy::too_many_lines, reason = "one table, best read in one piece")]
pub(super) fn definition(
    layer: Layer,
) -> (&'static str, Label, Option<GeometryKind>, &'static [Field]) {
    use GeometryKind::{Area, Line, LineOrArea, Point};
    let label = Label::new;
    match layer {
        Layer::FunctionZone => (
            "function_zone",
            label("水功能区", "Water function zones"),
            Some(LineOrArea),
            zones::FUNCTION_ZONE,
        ),
        Layer::DrinkingSource => (
            "drinking_source",
            label("饮用水水源地", "Drinking-water sources"),
            Some(Point),
            zones::DRINKING_SOURCE,
        ),
        Layer::ProtectionZone => (
            "protection_zone",
            label("水源保护区", "Source protection zones"),
            Some(Area),
            zones::PROTECTION_ZONE,
        ),
        Layer::Intake => (
            "intake",
            label("取水口", "Intakes"),
            Some(Point),
            registers::INTAKE,
        ),
        Layer::Outfall => (
            "outfall",
            label("入河排污口", "Sewage outfalls"),
            Some(Point),
            registers::OUTFALL,
        ),
        Layer::Well => (
            "well",
            label("取水井", "Wells"),
            Some(Point),
            groundwater::WELL,
        ),
        Layer::GroundwaterArea => (
            "groundwater_area",
            label("地下水禁采/限采区", "Groundwater areas"),
            Some(Area),
            groundwater::GROUNDWATER_AREA,
        ),
        Layer::SupplyArea => (
            "supply_area",
            label("公共供水管网覆盖区", "Public supply areas"),
            Some(Area),
            groundwater::SUPPLY_AREA,
        ),
        Layer::SpecialArea => (
            "special_area",
            label("特殊管控区", "Special control areas"),
            Some(Area),
            zones::SPECIAL_AREA,
        ),
        Layer::BoundaryMarker => (
            "boundary_marker",
            label("界碑、界桩、标志", "Boundary markers"),
            Some(Point),
            registers::BOUNDARY_MARKER,
        ),
        Layer::MonitoringStation => (
            "monitoring_station",
            label("监测断面、站点", "Monitoring stations"),
            Some(Point),
            registers::MONITORING_STATION,
        ),
        Layer::River => (
            "river",
            label("河流", "Rivers"),
            Some(Line),
            surroundings::RIVER,
        ),
        Layer::Lake => (
            "lake",
            label("湖库", "Lakes and reservoirs"),
            Some(Area),
            surroundings::LAKE,
        ),
        Layer::AdminArea => (
            "admin_area",
            label("行政区", "Administrative areas"),
            Some(Area),
            surroundings::ADMIN_AREA,
        ),
        Layer::ZoneLimit => (
            "zone_limit",
            label("限制排污总量", "Load limits"),
            None,
            tables::ZONE_LIMIT,
        ),
        Layer::QualitySample => (
            "quality_sample",
            label("水质监测数据", "Water quality samples"),
            None,
            tables::QUALITY_SAMPLE,
        ),
        Layer::ControlTarget => (
            "control_target",
            label("控制指标", "Control targets"),
            None,
            tables::CONTROL_TARGET,
        ),
        Layer::Permit => ("permit", label("许可证", "Permits"), None, tables::PERMIT),
        Layer::AccessItem => (
            "access_item",
            label("准入清单", "Access lists"),
            None,
            tables::ACCESS_ITEM,
        ),
    }
}
