//! Facts from the access lists (准入清单) of control units and from suspensions of approvals (区域限批).

use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

pub(super) static LOADED: Fact = Fact {
    id: FactId::AccessListLoaded,
    name: "access_list.loaded",
    about: About::Any,
    kind: FactKind::Flag,
    doc: "项目是否载有环境管控单元的准入清单(access_item)。没有载入不等于没有清单。",
    reads: &[Layer::AccessItem],
    notes: &[],
};

pub(super) static ACTIVITY: Fact = Fact {
    id: FactId::AccessListActivity,
    name: "access_list.activity",
    about: About::Any,
    kind: FactKind::Field(Layer::AccessItem, "activity"),
    doc: "覆盖地点的环境管控单元(特殊管控区图层中类型为“环境管控单元”的)的准入清单所禁止的活动，当日有效者。\
          清单没有载入时为“没有”(另见 access_list.loaded)；单元没有编码相符的清单、清单未填禁止活动，则无法判定。",
    reads: &[Layer::SpecialArea, Layer::AccessItem],
    notes: &["clause", "approval_doc"],
};

pub(super) static SUSPENDED: Fact = Fact {
    id: FactId::RegionApprovalSuspended,
    name: "region.approval_suspended",
    about: About::Any,
    kind: FactKind::Flag,
    doc: "地点所在县级行政区是否处于区域限批：取控制指标(control_target)中“区域限批”在核查年份的数值，大于 0 为是，0 为否;\
          没有当年的登记、不在任何县内则无法判定。",
    reads: &[Layer::AdminArea, Layer::ControlTarget],
    notes: &["year"],
};
