//! What the registers lie in: rivers, lakes, administrative areas.

use crate::domain::field::{Choice, Field, FieldKind};

pub(super) const RIVER: &[Field] = &[
    Field::new("basin", "流域", "Basin", FieldKind::Text).also(&["水资源一级区"]),
    Field::new("order", "河流等级", "Order", FieldKind::Integer).also(&["级别"]),
];

pub(super) const LAKE: &[Field] = &[Field::new(
    "kind",
    "类型",
    "Kind",
    FieldKind::Choice(&[
        Choice::new("lake", "湖泊", "Lake"),
        Choice::new("reservoir", "水库", "Reservoir"),
    ]),
)];

pub(super) const ADMIN_AREA: &[Field] = &[Field::new(
    "level",
    "级别",
    "Level",
    FieldKind::Choice(&[
        Choice::new("province", "省", "Province").also(&["省级"]),
        Choice::new("city", "市", "City").also(&["市级", "地级"]),
        Choice::new("county", "县", "County").also(&["县级", "区", "区县", "district"]),
        Choice::new("town", "乡镇", "Town").also(&["乡", "镇", "街道"]),
    ]),
)];
