//! Tables without geometry: load limits, samples, control targets, permits.

use crate::domain::field::{Choice, Field, FieldKind};

pub(super) const ZONE_LIMIT: &[Field] = &[
    Field::new("zone_code", "水功能区编码", "Zone code", FieldKind::Text),
    Field::new(
        "item",
        "污染物",
        "Item",
        FieldKind::Choice(&[
            Choice::new("COD", "化学需氧量", "COD"),
            Choice::new("NH3N", "氨氮", "Ammonia nitrogen").also(&["NH3-N"]),
            Choice::new("TP", "总磷", "Total phosphorus"),
            Choice::new("TN", "总氮", "Total nitrogen"),
        ]),
    ),
    Field::new("year", "水平年", "Year", FieldKind::Integer),
    Field::new(
        "limit_t_a",
        "限制排污总量",
        "Load limit",
        FieldKind::Real { unit: "t/a" },
    ),
    Field::new(
        "approval_doc",
        "批复文号",
        "Approval document",
        FieldKind::Text,
    ),
];

pub(super) const QUALITY_SAMPLE: &[Field] = &[
    Field::new("zone_code", "水功能区编码", "Zone code", FieldKind::Text),
    Field::new("station_code", "断面编码", "Station code", FieldKind::Text),
    Field::new("sampled_on", "采样日期", "Sampled on", FieldKind::Date),
    // An item of GB 3838-2002 by its id (CODMn, NH3N, TP, …): the standard's table decides, not this list.
    Field::new("item", "项目", "Item", FieldKind::Text),
    Field::new("value", "测值", "Value", FieldKind::Real { unit: "mg/L" }),
];

pub(super) const CONTROL_TARGET: &[Field] = &[
    Field::new("area_code", "行政区代码", "Area code", FieldKind::Text),
    Field::new(
        "indicator",
        "指标",
        "Indicator",
        FieldKind::Choice(&[
            Choice::new("total_use_m3", "用水总量", "Total water use"),
            Choice::new("groundwater_use_m3", "地下水取用量", "Groundwater use")
                .also(&["地下水开采量"]),
            Choice::new(
                "zone_compliance_pct",
                "水功能区达标率",
                "Zone compliance rate",
            ),
            Choice::new(
                "source_compliance_pct",
                "水源地达标率",
                "Source compliance rate",
            ),
            // 1 while approvals that add load are suspended in the county, 0 while they are not.
            Choice::new("approval_suspended", "区域限批", "Approvals suspended").also(&["限批"]),
            // 1 while a supply emergency is declared in the county, 0 while none is.
            Choice::new("supply_emergency", "供水应急状态", "Supply emergency").also(&["供水应急"]),
        ]),
    ),
    Field::new("year", "年度", "Year", FieldKind::Integer),
    Field::new("value", "目标值", "Target", FieldKind::Real { unit: "" }),
    Field::new("unit", "单位", "Unit", FieldKind::Text),
];

pub(super) const PERMIT: &[Field] = &[
    Field::new("permit_no", "许可证号", "Permit number", FieldKind::Text),
    Field::new(
        "kind",
        "类型",
        "Kind",
        FieldKind::Choice(&[
            Choice::new("outfall", "入河排污口", "Outfall"),
            Choice::new(
                "surface_abstraction",
                "取地表水",
                "Surface water abstraction",
            )
            .also(&["地表水"]),
            Choice::new(
                "groundwater_abstraction",
                "取地下水",
                "Groundwater abstraction",
            )
            .also(&["地下水"]),
        ]),
    ),
    Field::new("holder", "持证人", "Holder", FieldKind::Text),
    Field::new(
        "admin_code",
        "行政区代码",
        "Administrative code",
        FieldKind::Text,
    ),
    Field::new("object_code", "对象编码", "Object code", FieldKind::Text),
    Field::new(
        "volume_m3a",
        "许可水量",
        "Permitted volume",
        FieldKind::Real { unit: "m³/a" },
    ),
    Field::new("issued_on", "发证日期", "Issued on", FieldKind::Date),
    Field::new("expires_on", "到期日期", "Expires on", FieldKind::Date),
    Field::new("approved_on", "批准日期", "Approved on", FieldKind::Date),
    Field::new(
        "started_on",
        "开工或投用日期",
        "Started on",
        FieldKind::Date,
    ),
    Field::new(
        "last_used_on",
        "最近取水日期",
        "Last used on",
        FieldKind::Date,
    ),
    Field::new(
        "plan_m3a",
        "年度计划水量",
        "Planned volume",
        FieldKind::Real { unit: "m³/a" },
    ),
    Field::new(
        "actual_m3a",
        "年度实际取水量",
        "Actual volume",
        FieldKind::Real { unit: "m³/a" },
    ),
];

/// What an environmental control unit's access list forbids: one row per unit and activity.
pub(super) const ACCESS_ITEM: &[Field] = &[
    Field::new("unit_code", "管控单元编码", "Unit code", FieldKind::Text),
    Field::new(
        "activity",
        "禁止活动",
        "Forbidden activity",
        FieldKind::Choice(&[
            Choice::new("any_outfall", "一切入河排污口", "Any outfall").also(&["排污口"]),
            Choice::new("industrial_outfall", "工业排污口", "Industrial outfall"),
            Choice::new("chemical", "化工项目", "Chemical project").also(&["化工"]),
            Choice::new("groundwater", "取用地下水", "Groundwater abstraction"),
            Choice::new("other", "其他(须人工核对)", "Other, to be read by a person"),
        ]),
    ),
    Field::new("clause", "条文", "Clause", FieldKind::Text),
    Field::new(
        "approval_doc",
        "公布文号",
        "Approval document",
        FieldKind::Text,
    ),
];
