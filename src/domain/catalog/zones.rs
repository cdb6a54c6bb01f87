//! Water function zones, drinking-water sources and their protection zones, special control areas.

use crate::domain::field::{Choice, Field, FieldKind};

/// Level-1 types of water function zones (GB/T 50594-2010).
pub const LEVEL_ONE: &[Choice] = &[
    Choice::new("protection", "保护区", "Protection zone"),
    Choice::new("reserve", "保留区", "Reserve zone"),
    Choice::new("development", "开发利用区", "Development zone"),
    Choice::new("buffer", "缓冲区", "Buffer zone"),
];

/// Level-2 types, only inside development zones (GB/T 50594-2010).
pub const LEVEL_TWO: &[Choice] = &[
    Choice::new("drinking", "饮用水源区", "Drinking-water zone")
        .also(&["饮用水水源区", "饮用水源"]),
    Choice::new("industry", "工业用水区", "Industrial zone").also(&["工业"]),
    Choice::new("agriculture", "农业用水区", "Agricultural zone").also(&["农业"]),
    Choice::new("fishery", "渔业用水区", "Fishery zone").also(&["渔业"]),
    Choice::new(
        "landscape",
        "景观娱乐用水区",
        "Landscape and recreation zone",
    )
    .also(&["景观用水区", "景观娱乐"]),
    Choice::new("transition", "过渡区", "Transition zone"),
    Choice::new("discharge_control", "排污控制区", "Discharge control zone"),
];

/// Water quality classes (GB 3838-2002), written in any of the usual ways.
pub const WATER_CLASSES: &[Choice] = &[
    Choice::new("I", "Ⅰ类", "Class I").also(&["Ⅰ", "1", "1类", "I类", "一类"]),
    Choice::new("II", "Ⅱ类", "Class II").also(&["Ⅱ", "2", "2类", "II类", "二类"]),
    Choice::new("III", "Ⅲ类", "Class III").also(&["Ⅲ", "3", "3类", "III类", "三类"]),
    Choice::new("IV", "Ⅳ类", "Class IV").also(&["Ⅳ", "4", "4类", "IV类", "四类"]),
    Choice::new("V", "Ⅴ类", "Class V").also(&["Ⅴ", "5", "5类", "V类", "五类"]),
];

/// Grades of source protection zones (水污染防治法 63, 生态环境法典 317).
pub const PROTECTION_GRADES: &[Choice] = &[
    Choice::new("1", "一级保护区", "First-grade").also(&["一级", "Ⅰ级", "I级", "1级"]),
    Choice::new("2", "二级保护区", "Second-grade").also(&["二级", "Ⅱ级", "II级", "2级"]),
    Choice::new("quasi", "准保护区", "Quasi-protection").also(&["准", "准级", "3"]),
];

pub(super) const FUNCTION_ZONE: &[Field] = &[
    Field::new(
        "level1",
        "一级区类型",
        "Level-1 type",
        FieldKind::Choice(LEVEL_ONE),
    )
    .also(&["一级功能区", "一级区"]),
    Field::new(
        "level2",
        "二级区类型",
        "Level-2 type",
        FieldKind::Choice(LEVEL_TWO),
    )
    .also(&["二级功能区", "二级区"]),
    Field::new("water_body", "所在水体", "Water body", FieldKind::Text).also(&[
        "河流",
        "河湖名称",
        "水体",
    ]),
    Field::new("basin", "流域", "Basin", FieldKind::Text).also(&["水资源一级区"]),
    Field::new(
        "target_class",
        "水质目标",
        "Quality target",
        FieldKind::Choice(WATER_CLASSES),
    ),
    Field::new(
        "dominant_function",
        "主导功能",
        "Dominant function",
        FieldKind::Text,
    ),
    Field::new(
        "function_order",
        "功能排序",
        "Function order",
        FieldKind::Text,
    ),
    Field::new(
        "start_section",
        "起始断面",
        "Start section",
        FieldKind::Text,
    ),
    Field::new("end_section", "终止断面", "End section", FieldKind::Text),
    Field::new(
        "length_km",
        "长度",
        "Length",
        FieldKind::Real { unit: "km" },
    ),
    Field::new("area_km2", "面积", "Area", FieldKind::Real { unit: "km²" }),
    Field::new("assessed", "是否考核", "Assessed", FieldKind::Flag),
    Field::new(
        "admin_code",
        "行政区代码",
        "Administrative code",
        FieldKind::Text,
    ),
    Field::new(
        "approval_doc",
        "批复文号",
        "Approval document",
        FieldKind::Text,
    ),
];

pub(super) const DRINKING_SOURCE: &[Field] = &[
    Field::new(
        "kind",
        "水源类型",
        "Source kind",
        FieldKind::Choice(&[
            Choice::new("river", "河流型", "River").also(&["河流"]),
            Choice::new("lake", "湖库型", "Lake or reservoir").also(&[
                "湖库",
                "湖泊",
                "水库",
                "湖泊型",
                "水库型",
            ]),
            Choice::new("groundwater", "地下水型", "Groundwater").also(&["地下水"]),
        ]),
    ),
    Field::new(
        "level",
        "级别",
        "Level",
        FieldKind::Choice(&[
            Choice::new("national", "国家级", "National").also(&["国家"]),
            Choice::new("provincial", "省级", "Provincial").also(&["省"]),
            Choice::new("municipal", "市级", "Municipal").also(&["市"]),
            Choice::new("county", "县级", "County").also(&["县"]),
            Choice::new("township", "乡镇级", "Township").also(&["乡", "乡级", "镇"]),
            Choice::new("village", "村级", "Village").also(&["村"]),
        ]),
    ),
    Field::new(
        "status",
        "状态",
        "Status",
        FieldKind::Choice(&[
            Choice::new("in_use", "在用", "In use"),
            Choice::new("backup", "备用", "Backup"),
            Choice::new("planned", "规划", "Planned"),
            Choice::new("cancelled", "撤销", "Cancelled").also(&["停用"]),
        ]),
    ),
    Field::new(
        "population",
        "供水人口",
        "Population served",
        FieldKind::Integer,
    ),
    Field::new(
        "design_m3d",
        "设计供水量",
        "Design supply",
        FieldKind::Real { unit: "m³/d" },
    ),
    Field::new(
        "target_class",
        "水质目标",
        "Quality target",
        FieldKind::Choice(WATER_CLASSES),
    ),
];

pub(super) const PROTECTION_ZONE: &[Field] = &[
    Field::new("source_code", "水源地编码", "Source code", FieldKind::Text).also(&["水源地代码"]),
    Field::new(
        "grade",
        "级别",
        "Grade",
        FieldKind::Choice(PROTECTION_GRADES),
    )
    .also(&["保护区级别"]),
    Field::new(
        "approval_doc",
        "批复文号",
        "Approval document",
        FieldKind::Text,
    ),
];

pub(super) const SPECIAL_AREA: &[Field] = &[
    Field::new(
        "kind",
        "类型",
        "Kind",
        FieldKind::Choice(&[
            Choice::new("nature_reserve", "自然保护区", "Nature reserve"),
            Choice::new("national_park", "国家公园", "National park"),
            Choice::new("scenic", "风景名胜区", "Scenic area"),
            Choice::new("fishery", "重要渔业水体", "Protected fishery water")
                .also(&["水产种质资源保护区"]),
            Choice::new("wetland", "重要湿地", "Wetland").also(&["湿地"]),
            Choice::new("lake_core", "湖泊生态保护核心区", "Lake core area")
                .also(&["生态保护核心区"]),
            Choice::new("lake_buffer", "湖泊生态保护缓冲区", "Lake buffer area")
                .also(&["生态保护缓冲区"]),
            Choice::new(
                "lake_green",
                "湖泊绿色发展区",
                "Lake green-development area",
            )
            .also(&["绿色发展区"]),
            Choice::new("river_core", "河流保护核心区", "River core area"),
            Choice::new("karst_spring", "岩溶泉域", "Karst spring area").also(&["泉域"]),
            Choice::new("red_line", "生态保护红线", "Ecological red line"),
            Choice::new(
                "groundwater_pollution_control",
                "地下水污染防治重点区",
                "Groundwater pollution control area",
            ),
            Choice::new("river_management", "河道管理范围", "River management area")
                .also(&["河道管理区"]),
            Choice::new("dyke", "堤防保护范围", "Dyke protection area").also(&["堤防"]),
            Choice::new("control_unit", "环境管控单元", "Environmental control unit")
                .also(&["管控单元"]),
        ]),
    ),
    Field::new(
        "grade",
        "分区",
        "Grade",
        FieldKind::Choice(&[
            Choice::new("core", "核心保护区", "Core").also(&["核心区"]),
            Choice::new("general", "一般控制区", "General control"),
            Choice::new("outer", "外围区", "Outer"),
        ]),
    ),
    Field::new(
        "approval_doc",
        "批复文号",
        "Approval document",
        FieldKind::Text,
    ),
];
