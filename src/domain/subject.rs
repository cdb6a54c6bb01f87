//! The applications that are checked: one proposed outfall, one proposed well.

use std::collections::BTreeMap;

use crate::domain::label::Label;
use crate::domain::position::LonLat;

/// What is checked.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// A proposed sewage outfall into a river or lake.
    Outfall(OutfallApplication),
    /// A proposed groundwater well.
    Well(WellApplication),
}

impl Subject {
    /// Where it is.
    pub const fn position(&self) -> LonLat {
        match self {
            Self::Outfall(outfall) => outfall.position,
            Self::Well(well) => well.position,
        }
    }

    /// The name used in packs: `outfall` or `well`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Outfall(_) => "outfall",
            Self::Well(_) => "well",
        }
    }
}

/// What is done to the outfall; the three kinds of 设置.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutfallAction {
    /// 新设.
    #[default]
    New,
    /// 改设: position or way of discharge changes.
    Relocate,
    /// 扩大: discharge capacity rises.
    Expand,
}

impl OutfallAction {
    /// All actions in the order of the form.
    pub const ALL: [Self; 3] = [Self::New, Self::Relocate, Self::Expand];

    /// The name used on the command line and in packs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Relocate => "relocate",
            Self::Expand => "expand",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::New => Label::new("新设", "New"),
            Self::Relocate => Label::new("改设", "Relocate"),
            Self::Expand => Label::new("扩大", "Expand"),
        }
    }
}

/// A proposed outfall. Fields that are `None` were not stated: rules that need them are undecided.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct OutfallApplication {
    /// The mouth.
    pub position: LonLat,
    /// New, relocated or expanded.
    pub action: OutfallAction,
    /// Code of the outfall class (see [`crate::domain::catalog::OUTFALL_CLASSES`]).
    pub class: Option<String>,
    /// Name of the receiving water.
    pub water_body: Option<String>,
    /// Design discharge in cubic metres per day.
    pub flow_m3d: Option<f64>,
    /// New load in tonnes per year by item code (see [`crate::domain::catalog::LOAD_ITEMS`]).
    pub loads_t_a: BTreeMap<String, f64>,
}

/// A proposed well. Fields that are `None` were not stated.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct WellApplication {
    /// The well head.
    pub position: LonLat,
    /// Code of the purpose (see [`crate::domain::catalog::WELL_PURPOSES`]).
    pub purpose: String,
    /// Applied volume in cubic metres per year.
    pub volume_m3a: Option<f64>,
    /// Aquifer.
    pub aquifer: Option<String>,
}
