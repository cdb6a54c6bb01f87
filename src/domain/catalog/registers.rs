//! Registers of points on the water: intakes, outfalls, markers, stations.

use crate::domain::catalog::zones::{PROTECTION_GRADES, WATER_CLASSES};
use crate::domain::field::{Choice, Field, FieldKind};
use crate::domain::label::Label;

/// Pollutants for which loads and limits are kept: item code and label.
pub const LOAD_ITEMS: &[(&str, Label)] = &[
    ("COD", Label::new("化学需氧量", "COD")),
    ("NH3N", Label::new("氨氮", "Ammonia nitrogen")),
    ("TP", Label::new("总磷", "Total phosphorus")),
    ("TN", Label::new("总氮", "Total nitrogen")),
];

/// Outfall classes after HJ 1312-2023, with the spellings of the outfall census.
pub const OUTFALL_CLASSES: &[Choice] = &[
    Choice::new("industrial", "工矿企业排污口", "Industrial and mining").also(&[
        "工业",
        "工业排污口",
        "工业企业",
        "矿山",
        "尾矿库",
        "企业",
    ]),
    Choice::new(
        "park_wwtp",
        "园区污水处理厂排污口",
        "Industrial park sewage works",
    )
    .also(&[
        "园区污水处理厂",
        "工业及其他各类园区污水处理厂排污口",
        "工业园区",
    ]),
    Choice::new(
        "urban_wwtp",
        "城镇污水处理厂排污口",
        "Municipal sewage works",
    )
    .also(&["城镇污水处理厂", "污水处理厂"]),
    Choice::new(
        "rural_sewage",
        "农村污水处理设施排污口",
        "Rural sewage works",
    )
    .also(&["农村污水处理设施", "农村生活污水"]),
    Choice::new("domestic", "生活污水散排口", "Domestic sewage").also(&[
        "生活",
        "生活污水",
        "城镇生活污水散排",
        "农村生活污水散排",
    ]),
    Choice::new("mixed", "混合废污水排口", "Mixed sewage").also(&["混合", "混合废污水"]),
    Choice::new("stormwater", "雨洪排口", "Stormwater").also(&[
        "雨洪",
        "城镇雨洪",
        "园区雨洪排口",
        "工矿企业雨洪排口",
    ]),
    Choice::new("agricultural", "农业排口", "Agricultural").also(&["农业"]),
    Choice::new("livestock", "规模化畜禽养殖排口", "Livestock")
        .also(&["规模化畜禽养殖", "畜禽养殖"]),
    Choice::new("aquaculture", "规模化水产养殖排口", "Aquaculture")
        .also(&["规模化水产养殖", "水产养殖"]),
    Choice::new("irrigation", "大中型灌区排口", "Irrigation return").also(&["大中型灌区", "灌区"]),
    Choice::new("port", "港口码头排口", "Port").also(&["港口码头"]),
    Choice::new("other", "其他排口", "Other").also(&["其他"]),
];

pub(super) const INTAKE: &[Field] = &[
    Field::new("source_code", "水源地编码", "Source code", FieldKind::Text),
    Field::new("water_body", "所在水体", "Water body", FieldKind::Text),
    Field::new("permit_no", "许可证号", "Permit number", FieldKind::Text),
    Field::new(
        "volume_m3a",
        "年取水量",
        "Yearly volume",
        FieldKind::Real { unit: "m³/a" },
    ),
    Field::new(
        "admin_code",
        "行政区代码",
        "Administrative code",
        FieldKind::Text,
    )
    .also(&["行政区", "区县", "县区", "所在区县", "county"]),
];

pub(super) const OUTFALL: &[Field] = &[
    Field::new(
        "class",
        "排污口类型",
        "Class",
        FieldKind::Choice(OUTFALL_CLASSES),
    )
    .also(&["类型", "污水分类"]),
    Field::new("water_body", "受纳水体", "Receiving water", FieldKind::Text)
        .also(&["排入水体", "水体名称"]),
    Field::new("zone_code", "水功能区编码", "Zone code", FieldKind::Text),
    Field::new("discharger", "排污单位", "Discharger", FieldKind::Text).also(&["责任主体", "单位"]),
    Field::new(
        "flow_m3d",
        "排放量",
        "Discharge",
        FieldKind::Real { unit: "m³/d" },
    )
    .also(&["日排放量"]),
    Field::new(
        "load_cod_t_a",
        "化学需氧量排放量",
        "COD load",
        FieldKind::Real { unit: "t/a" },
    ),
    Field::new(
        "load_nh3n_t_a",
        "氨氮排放量",
        "Ammonia nitrogen load",
        FieldKind::Real { unit: "t/a" },
    ),
    Field::new(
        "load_tp_t_a",
        "总磷排放量",
        "Total phosphorus load",
        FieldKind::Real { unit: "t/a" },
    ),
    Field::new(
        "load_tn_t_a",
        "总氮排放量",
        "Total nitrogen load",
        FieldKind::Real { unit: "t/a" },
    ),
    Field::new(
        "status",
        "状态",
        "Status",
        FieldKind::Choice(&[
            Choice::new("active", "在用", "Active").also(&["正常"]),
            Choice::new("planned", "拟建", "Planned"),
            Choice::new("closed", "已关停", "Closed").also(&["关停", "取缔", "封堵"]),
        ]),
    ),
    Field::new(
        "approval_no",
        "批准文号",
        "Approval number",
        FieldKind::Text,
    ),
    Field::new("approved_on", "批准日期", "Approved on", FieldKind::Date),
    Field::new("has_sign", "有标志牌", "Has sign", FieldKind::Flag),
    Field::new(
        "inspected_on",
        "最近检查日期",
        "Inspected on",
        FieldKind::Date,
    ),
    Field::new(
        "admin_code",
        "行政区代码",
        "Administrative code",
        FieldKind::Text,
    )
    .also(&["行政区", "区县", "县区", "所在区县", "county"]),
];

pub(super) const BOUNDARY_MARKER: &[Field] = &[
    Field::new(
        "kind",
        "类型",
        "Kind",
        FieldKind::Choice(&[
            Choice::new("stele", "界碑", "Boundary stele"),
            Choice::new("stake", "界桩", "Boundary stake"),
            Choice::new("boundary_sign", "界标", "Boundary sign"),
            Choice::new("warning_sign", "警示牌", "Warning sign").also(&["交通警示牌"]),
            Choice::new("notice", "宣传牌", "Notice board"),
        ]),
    ),
    Field::new(
        "object_layer",
        "所属图层",
        "Object layer",
        FieldKind::Choice(&[
            Choice::new("function_zone", "水功能区", "Water function zone")
                .also(&["function_zones"]),
            Choice::new("protection_zone", "水源保护区", "Source protection zone").also(&[
                "dw_zones",
                "protection_zones",
                "饮用水水源保护区",
            ]),
            Choice::new("groundwater_area", "地下水禁采/限采区", "Groundwater area").also(&[
                "gw_zones",
                "groundwater_areas",
                "地下水禁采区",
                "地下水限采区",
            ]),
            Choice::new("special_area", "特殊管控区", "Special control area"),
            Choice::new("lake", "湖库", "Lake"),
            Choice::new("river", "河流", "River"),
        ]),
    ),
    Field::new(
        "object_code",
        "所属对象编码",
        "Object code",
        FieldKind::Text,
    ),
    Field::new(
        "condition",
        "完好状况",
        "Condition",
        FieldKind::Choice(&[
            Choice::new("good", "完好", "Good"),
            Choice::new("damaged", "损坏", "Damaged"),
            Choice::new("missing", "缺失", "Missing"),
            Choice::new("moved", "移位", "Moved"),
            Choice::new("obscured", "遮挡", "Obscured"),
        ]),
    ),
    Field::new(
        "accuracy_m",
        "测量精度",
        "Accuracy",
        FieldKind::Real { unit: "m" },
    ),
    Field::new("erected_on", "设立日期", "Erected on", FieldKind::Date),
    Field::new(
        "inspected_on",
        "最近巡查日期",
        "Inspected on",
        FieldKind::Date,
    ),
    Field::new(
        "engraved_no",
        "碑面编号",
        "Engraved number",
        FieldKind::Text,
    )
    .also(&["刻字编号", "桩号"]),
    Field::new(
        "object_grade",
        "所示级别",
        "Grade shown",
        FieldKind::Choice(PROTECTION_GRADES),
    )
    .also(&["保护区级别"]),
];

pub(super) const MONITORING_STATION: &[Field] = &[
    Field::new(
        "kind",
        "类型",
        "Kind",
        FieldKind::Choice(&[
            Choice::new("section", "监测断面", "Monitoring section").also(&["断面"]),
            Choice::new("assessed_section", "考核断面", "Assessed section")
                .also(&["国控断面", "省控断面"]),
            Choice::new("lake_point", "湖库点位", "Lake point"),
            Choice::new(
                "groundwater_well",
                "地下水监测井",
                "Groundwater monitoring well",
            )
            .also(&["监测井"]),
        ]),
    ),
    Field::new("zone_code", "水功能区编码", "Zone code", FieldKind::Text),
    Field::new(
        "target_class",
        "水质目标",
        "Quality target",
        FieldKind::Choice(WATER_CLASSES),
    ),
];

/// What receives the sewage.
pub const RECEIVERS: &[Choice] = &[
    Choice::new("river", "河流", "River").also(&["江河", "溪流"]),
    Choice::new("lake", "湖库", "Lake or reservoir").also(&["湖泊", "水库"]),
    Choice::new("canal", "运河、渠道(非灌溉)", "Canal").also(&["运河"]),
    Choice::new("irrigation_channel", "农田灌溉渠道", "Irrigation channel")
        .also(&["灌溉渠道", "灌渠"]),
];

/// Kinds of industry that a rule names.
pub const INDUSTRIES: &[Choice] = &[
    Choice::new("chemical", "化工", "Chemical").also(&["化工项目", "化工园区"]),
    Choice::new("tailings", "尾矿库", "Tailings pond").also(&["尾矿"]),
    Choice::new("medical", "医疗", "Medical").also(&["医疗机构", "医院"]),
    Choice::new(
        "heavy_polluter",
        "对水体污染严重的其他项目",
        "Other heavy polluter",
    )
    .also(&["污染严重"]),
    Choice::new("other", "其他", "Other"),
];
