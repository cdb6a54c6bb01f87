//! Facts about areas that cover the site. A point exactly on an edge counts as covered.

use crate::domain::catalog::PROTECTION_GRADES;
use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

pub(super) static IN_COVERAGE: Fact = Fact {
    id: FactId::SiteInCoverage,
    name: "site.in_coverage",
    about: About::Any,
    kind: FactKind::Flag,
    doc: "地点是否在项目数据覆盖的范围内：有行政区图层时看是否落在行政区内，没有时看是否在全部图层的外接范围内。\
          项目没有任何要素则无法判定。每次核查都会问这一条。",
    reads: &[Layer::AdminArea],
    notes: &[],
};

pub(super) static EDGE_REVIEW: Fact = Fact {
    id: FactId::SiteEdgeReview,
    name: "site.edge_review",
    about: About::Any,
    kind: FactKind::Number { unit: "m" },
    doc: "地点到保护区、特殊管控区、地下水管控区、公共供水区边界的距离，只列小于图层精度(默认 20 米，项目设置 edge_tolerance_m)的：\
          图上分不清地点在区内还是区外。每次核查都会问这一条，有则“需论证”(边界复核)。",
    reads: &[
        Layer::ProtectionZone,
        Layer::SpecialArea,
        Layer::GroundwaterArea,
        Layer::SupplyArea,
    ],
    notes: &["tolerance"],
};

pub(super) static PROTECTION_GRADE: Fact = Fact {
    id: FactId::ProtectionZoneGrade,
    name: "protection_zone.grade",
    about: About::Any,
    kind: FactKind::Choice(PROTECTION_GRADES),
    doc: "覆盖地点的饮用水水源保护区的级别(1 一级、2 二级、quasi 准保护区),当日有效者，边界视为区内。\
          图层为空，或所在保护区未填级别，则无法判定。",
    reads: &[Layer::ProtectionZone],
    notes: &["approval_doc"],
};

pub(super) static PROTECTION_SOURCE_KIND: Fact = Fact {
    id: FactId::ProtectionZoneSourceKind,
    name: "protection_zone.source_kind",
    about: About::Wells,
    kind: FactKind::Field(Layer::DrinkingSource, "kind"),
    doc: "覆盖地点的保护区所保护的水源类型(河流、湖库、地下水),按水源地编码在水源地图层查得；查不到则无法判定。",
    reads: &[Layer::ProtectionZone, Layer::DrinkingSource],
    notes: &[],
};

pub(super) static SPECIAL_KIND: Fact = Fact {
    id: FactId::SpecialAreaKind,
    name: "special_area.kind",
    about: About::Any,
    kind: FactKind::Field(Layer::SpecialArea, "kind"),
    doc: "覆盖地点的特殊管控区的类型，当日有效者。图层为空，或所在区未填类型，则无法判定。",
    reads: &[Layer::SpecialArea],
    notes: &["approval_doc"],
};

pub(super) static RESERVE_GRADE: Fact = Fact {
    id: FactId::NatureReserveGrade,
    name: "nature_reserve.grade",
    about: About::Any,
    kind: FactKind::Field(Layer::SpecialArea, "grade"),
    doc: "覆盖地点的自然保护区或国家公园的分区(core 核心保护区、general 一般控制区)。\
          旧图的核心区、缓冲区应录为核心保护区，实验区录为一般控制区。未填分区则无法判定。",
    reads: &[Layer::SpecialArea],
    notes: &["approval_doc"],
};
