//! Facts about what lies up and down the river, measured along the river network.

use crate::domain::field::Choice;
use crate::domain::layer::Layer;
use crate::rules::facts::{About, Fact, FactId, FactKind};

/// What the mixing zone of an outfall comes to.
const REACHED: &[Choice] = &[
    Choice::new("section", "考核断面", "Assessed section"),
    Choice::new("zone", "下游水功能区", "Next function zone"),
    Choice::new(
        "protected_zone",
        "下游的保护区或饮用水源区",
        "Protected function zone downstream",
    ),
];

const METRES: FactKind = FactKind::Number { unit: "m" };
const INTAKE_READS: &[Layer] = &[Layer::Intake, Layer::River, Layer::Lake];
const UNZONED_READS: &[Layer] = &[
    Layer::Intake,
    Layer::River,
    Layer::Lake,
    Layer::ProtectionZone,
];

pub(super) static UNZONED_DOWNSTREAM: Fact = Fact {
    id: FactId::IntakeUnzonedDownstream,
    name: "intake.unzoned_downstream",
    about: About::Outfalls,
    kind: METRES,
    doc: "下游 3000 米(沿河)内没有划定水源保护区的取水口，各自的沿河距离。按水源地编码(source_code)和位置都查不到保护区的算没有划定。\
          沿河距离在河网上量算，穿过湖库的一段按直线。直线距离已超出的不用河网；在范围内而地点或取水口落不到河网上、\
          河网断开或方向可疑的，无法判定。取水口图层为空也无法判定。",
    reads: UNZONED_READS,
    notes: &["along"],
};

pub(super) static UNZONED_UPSTREAM: Fact = Fact {
    id: FactId::IntakeUnzonedUpstream,
    name: "intake.unzoned_upstream",
    about: About::Outfalls,
    kind: METRES,
    doc: "上游 100 米(沿河)内没有划定水源保护区的取水口，各自的沿河距离。量算和无法判定的情形同 intake.unzoned_downstream。",
    reads: UNZONED_READS,
    notes: &["along"],
};

pub(super) static INTAKE_DOWNSTREAM: Fact = Fact {
    id: FactId::IntakeDownstream,
    name: "intake.downstream",
    about: About::Outfalls,
    kind: METRES,
    doc: "下游 3000 米(沿河)内的取水口，各自的沿河距离，不论是否划定水源保护区。量算和无法判定的情形同 intake.unzoned_downstream。",
    reads: INTAKE_READS,
    notes: &["along"],
};

pub(super) static INTAKE_IN_PLUME: Fact = Fact {
    id: FactId::IntakeInPlume,
    name: "intake.in_plume",
    about: About::Outfalls,
    kind: METRES,
    doc: "下游混合区长度(沿河)内的取水口，各自的沿河距离。混合区长度取自申请(mixing_length_m)，未填按 1000 米，并在结论里说明。\
          量算和无法判定的情形同 intake.unzoned_downstream。",
    reads: INTAKE_READS,
    notes: &["along", "plume"],
};

pub(super) static NEIGHBOUR: Fact = Fact {
    id: FactId::OutfallNeighbour,
    name: "outfall.neighbour",
    about: About::Outfalls,
    kind: METRES,
    doc: "上下游 500 米(沿河)内其他已登记的排污口，各自的沿河距离。登记为空的视为没有。量算和无法判定的情形同 intake.unzoned_downstream。",
    reads: &[Layer::Outfall, Layer::River, Layer::Lake],
    notes: &["along"],
};

pub(super) static PLUME_REACHES: Fact = Fact {
    id: FactId::PlumeReaches,
    name: "plume.reaches",
    about: About::Outfalls,
    kind: FactKind::Choice(REACHED),
    doc: "混合区(长度取自申请，未填按 1000 米)沿河向下到达的其他水功能区、考核断面。一级区为保护区、二级区为饮用水源区的单列。\
          地点落不到河网上，或范围内河网断开、方向可疑，而直线范围内有这些要素的，无法判定。",
    reads: &[
        Layer::FunctionZone,
        Layer::MonitoringStation,
        Layer::River,
        Layer::Lake,
    ],
    notes: &["along", "plume"],
};

pub(super) static SPECIAL_DOWNSTREAM: Fact = Fact {
    id: FactId::SpecialAreaDownstream,
    name: "special_area.downstream",
    about: About::Outfalls,
    kind: FactKind::Field(Layer::SpecialArea, "kind"),
    doc: "地点在区外，而河水在下游 1000 米(沿河)内流入的特殊管控区，按类型。地点落不到河网上，或范围内河网断开、方向可疑，\
          而直线范围内有特殊管控区的，无法判定。",
    reads: &[Layer::SpecialArea, Layer::River, Layer::Lake],
    notes: &["along"],
};

pub(super) static SHORE_DISTANCE: Fact = Fact {
    id: FactId::ShoreDistance,
    name: "shore.distance",
    about: About::Outfalls,
    kind: METRES,
    doc: "到长江流域(水资源一级区 F)河流的直线距离，只列 3000 米内的。河流图层画的是中线，中线比 1000、3000 米略远(200 米内)的，\
          岸线可能已在范围内，无法判定；河流未填流域的无法判定；河流图层为空的无法判定。",
    reads: &[Layer::River],
    notes: &[],
};
