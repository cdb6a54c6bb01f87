//! Facts about boundary markers and about the objects that they mark.

use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

const MARKERS: &[Layer] = &[Layer::BoundaryMarker];

/// What a marker may belong to.
const OBJECTS: &[Layer] = &[
    Layer::FunctionZone,
    Layer::ProtectionZone,
    Layer::GroundwaterArea,
    Layer::SpecialArea,
    Layer::Lake,
    Layer::River,
];

/// Objects with a boundary along which markers stand.
const BOUNDED: &[Layer] = &[
    Layer::FunctionZone,
    Layer::ProtectionZone,
    Layer::GroundwaterArea,
    Layer::SpecialArea,
    Layer::Lake,
];

/// Objects that must be marked.
const MUST: &[Layer] = &[Layer::FunctionZone, Layer::ProtectionZone];

pub(super) static KIND: Fact = Fact {
    id: FactId::MarkerKind,
    name: "marker.kind",
    about: About::Registered(MARKERS),
    kind: FactKind::Field(Layer::BoundaryMarker, "kind"),
    doc: "标志的类型(界碑、界桩、界标、警示牌、宣传牌)。没填则无法判定。",
    reads: MARKERS,
    notes: &[],
};

pub(super) static BOUNDARY_DISTANCE: Fact = Fact {
    id: FactId::MarkerBoundaryDistance,
    name: "marker.boundary_distance",
    about: About::Registered(MARKERS),
    kind: FactKind::Number { unit: "m" },
    doc: "标志到所属对象边界(线状的到线)的距离，项目平面坐标。没填所属图层或对象编码、找不到对象、对象没有几何、标志没有点位，则无法判定。",
    reads: OBJECTS,
    notes: &["accuracy"],
};

pub(super) static BEYOND_ACCURACY: Fact = Fact {
    id: FactId::MarkerBeyondAccuracy,
    name: "marker.beyond_accuracy",
    about: About::Registered(MARKERS),
    kind: FactKind::Number { unit: "m" },
    doc: "marker.boundary_distance 减去登记的测量精度；没有登记精度的为“没有”。",
    reads: OBJECTS,
    notes: &["accuracy"],
};

pub(super) static GAP: Fact = Fact {
    id: FactId::ObjectMarkerGap,
    name: "object.marker_gap",
    about: About::Registered(BOUNDED),
    kind: FactKind::Number { unit: "m" },
    doc: "面状对象外边界上相邻两个标志之间沿边界的最大间距，项目平面坐标。计界碑、界桩、界标和没填类型的标志，登记为缺失的不计；\
          只有一个标志的为整圈的长度。一个标志也没有的为“没有”(另见 object.markers),线状对象为“没有”。",
    reads: &[Layer::BoundaryMarker],
    notes: &["from", "to", "markers", "perimeter"],
};

pub(super) static COUNT: Fact = Fact {
    id: FactId::ObjectMarkers,
    name: "object.markers",
    about: About::Registered(BOUNDED),
    kind: FactKind::Number { unit: "个" },
    doc: "为该对象登记的标志的数目，登记为缺失的不计。标志图层为空则无法判定。",
    reads: MARKERS,
    notes: &[],
};

pub(super) static MUST_BE_MARKED: Fact = Fact {
    id: FactId::ObjectMustBeMarked,
    name: "object.must_be_marked",
    about: About::Registered(MUST),
    kind: FactKind::Flag,
    doc: "该对象是否须立碑设标：考核的水功能区、饮用水水源一级和二级保护区为是，不考核的功能区、准保护区为否。没填是否考核、没填级别则无法判定。",
    reads: MUST,
    notes: &[],
};

pub(super) static CONDITION: Fact = Fact {
    id: FactId::MarkerCondition,
    name: "marker.condition",
    about: About::Registered(MARKERS),
    kind: FactKind::Field(Layer::BoundaryMarker, "condition"),
    doc: "标志的完好状况。没填则无法判定。",
    reads: MARKERS,
    notes: &[],
};

pub(super) static INSPECTION_AGE: Fact = Fact {
    id: FactId::MarkerInspectionAge,
    name: "marker.inspection_age",
    about: About::Registered(MARKERS),
    kind: FactKind::Number { unit: "个月" },
    doc: "最近巡查日期到核查日期的月数。没有巡查记录的为“没有”(另见 marker.inspected_on);日期认不出、晚于核查日期，则无法判定。",
    reads: MARKERS,
    notes: &[],
};

pub(super) static INSPECTED_ON: Fact = Fact {
    id: FactId::MarkerInspectedOn,
    name: "marker.inspected_on",
    about: About::Registered(MARKERS),
    kind: FactKind::Text,
    doc: "最近巡查日期，照登记的写法；没有巡查记录的为“没有”。",
    reads: MARKERS,
    notes: &[],
};

pub(super) static SAME_NUMBER: Fact = Fact {
    id: FactId::MarkerSameNumber,
    name: "marker.same_number",
    about: About::Registered(MARKERS),
    kind: FactKind::Text,
    doc: "同一对象上碑面编号相同的另一个标志。各对象的桩号各自从头编起，所以不同对象的同号不算；没刻编号的为“没有”。",
    reads: MARKERS,
    notes: &["number"],
};

pub(super) static GRADE_MISMATCH: Fact = Fact {
    id: FactId::MarkerGradeMismatch,
    name: "marker.grade_mismatch",
    about: About::Registered(MARKERS),
    kind: FactKind::Text,
    doc: "所属水源保护区的级别，当标志所示的级别与它不同时。标志没写级别、对象不是保护区、找不到对象(见 marker.boundary_distance)的为“没有”；\
          保护区没填级别则无法判定。",
    reads: &[Layer::ProtectionZone],
    notes: &["shown"],
};
