//! Groundwater: wells, prohibited and restricted areas, public supply areas.

use crate::domain::field::{Choice, Field, FieldKind};

/// Kinds of groundwater areas (国务院令第748号 27, 31–35).
pub const AREA_KINDS: &[Choice] = &[
    Choice::new("prohibited", "禁采区", "Prohibited area").also(&["地下水禁采区", "禁止开采区"]),
    Choice::new("restricted", "限采区", "Restricted area").also(&["地下水限采区", "限制开采区"]),
    Choice::new("overdraft", "超采区", "Overdraft area").also(&["地下水超采区"]),
    Choice::new("hard_to_renew", "难以更新区", "Hard-to-renew area").also(&["难以更新的地下水"]),
];

/// What groundwater is taken for.
pub const WELL_PURPOSES: &[Choice] = &[
    Choice::new("domestic", "生活", "Domestic").also(&["生活用水", "居民生活", "饮用"]),
    Choice::new("industry", "工业", "Industry").also(&["工业用水", "industrial"]),
    Choice::new("agriculture", "农业", "Agriculture").also(&["农业用水", "灌溉", "农灌"]),
    Choice::new("geothermal", "地热", "Geothermal").also(&["地热水", "温泉"]),
    Choice::new("monitoring", "监测", "Monitoring").also(&["勘探", "试验"]),
    Choice::new("emergency", "应急", "Emergency").also(&["应急取水", "抢险"]),
    Choice::new("dewatering", "疏干排水", "Dewatering").also(&["施工降水", "排水"]),
];

pub(super) const WELL: &[Field] = &[
    Field::new(
        "purpose",
        "用途",
        "Purpose",
        FieldKind::Choice(WELL_PURPOSES),
    )
    .also(&["取水用途"]),
    Field::new("aquifer", "含水层", "Aquifer", FieldKind::Text).also(&["取水层位"]),
    Field::new(
        "volume_m3a",
        "年取水量",
        "Yearly volume",
        FieldKind::Real { unit: "m³/a" },
    ),
    Field::new("permit_no", "许可证号", "Permit number", FieldKind::Text),
    Field::new(
        "permit_expires",
        "许可到期日",
        "Permit expires",
        FieldKind::Date,
    ),
    Field::new(
        "role",
        "井的作用",
        "Role",
        FieldKind::Choice(&[
            Choice::new("production", "取水井", "Production").also(&["取水"]),
            Choice::new("monitoring", "监测井", "Monitoring").also(&["监测"]),
            Choice::new("emergency_reserve", "应急备用井", "Emergency reserve")
                .also(&["应急备用", "备用"]),
            Choice::new("recharge", "回灌井", "Recharge").also(&["回灌"]),
        ]),
    ),
    Field::new(
        "status",
        "状态",
        "Status",
        FieldKind::Choice(&[
            Choice::new("active", "在用", "Active").also(&["正常"]),
            Choice::new("idle", "停用", "Idle"),
            Choice::new("sealed", "已封停", "Sealed").also(&["封停", "封填"]),
            Choice::new("scrapped", "报废", "Scrapped"),
        ]),
    ),
    Field::new("metered", "已计量", "Metered", FieldKind::Flag),
    Field::new(
        "level_m",
        "水位",
        "Water level",
        FieldKind::Real { unit: "m" },
    ),
    Field::new(
        "level_target_m",
        "水位控制目标",
        "Level target",
        FieldKind::Real { unit: "m" },
    ),
    Field::new("sealed_on", "封填日期", "Sealed on", FieldKind::Date).also(&["封停日期"]),
    Field::new("owner", "权属单位", "Owner", FieldKind::Text).also(&["取水单位", "取用水户"]),
    Field::new(
        "admin_code",
        "行政区代码",
        "Administrative code",
        FieldKind::Text,
    )
    .also(&["行政区", "区县", "县区", "所在区县", "county"]),
];

pub(super) const GROUNDWATER_AREA: &[Field] = &[
    Field::new("kind", "类型", "Kind", FieldKind::Choice(AREA_KINDS)).also(&["区域类型"]),
    Field::new("aquifer", "含水层", "Aquifer", FieldKind::Text),
    Field::new(
        "approval_doc",
        "公布文号",
        "Approval document",
        FieldKind::Text,
    ),
];

pub(super) const SUPPLY_AREA: &[Field] = &[Field::new(
    "operator",
    "供水单位",
    "Operator",
    FieldKind::Text,
)];
