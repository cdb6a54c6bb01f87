//! The applications that are checked: one proposed outfall, one proposed well.

use std::collections::BTreeMap;

use crate::domain::label::Label;
use crate::domain::layer::Layer;
use crate::domain::position::LonLat;

/// What is checked.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// A proposed sewage outfall into a river or lake.
    Outfall(OutfallApplication),
    /// A proposed groundwater well.
    Well(WellApplication),
    /// A row of another register, in an audit.
    Record(Record),
}

impl Subject {
    /// Where it is; `None` for rows without a point.
    pub const fn position(&self) -> Option<LonLat> {
        match self {
            Self::Outfall(outfall) => Some(outfall.position),
            Self::Well(well) => Some(well.position),
            Self::Record(record) => record.position,
        }
    }

    /// The same application at another place.
    #[must_use]
    pub fn moved_to(&self, place: LonLat) -> Self {
        let mut moved = self.clone();
        match &mut moved {
            Self::Outfall(outfall) => outfall.position = place,
            Self::Well(well) => well.position = place,
            Self::Record(record) => record.position = Some(place),
        }
        moved
    }

    /// The name in JSON and in packs: `outfall`, `well` or `record`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Outfall(_) => "outfall",
            Self::Well(_) => "well",
            Self::Record(_) => "record",
        }
    }
}

/// What is done to the outfall; the three kinds of 设置.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum OutfallAction {
    /// 新设.
    #[default]
    New,
    /// 改设: position or way of discharge changes.
    Relocate,
    /// 扩大: discharge capacity rises.
    Expand,
    /// 已登记: nothing is applied for; an audit looks at what is in the register.
    Registered,
}

impl OutfallAction {
    /// What can be applied for, in the order of the form.
    pub const ALL: [Self; 3] = [Self::New, Self::Relocate, Self::Expand];

    /// The name used on the command line and in packs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Relocate => "relocate",
            Self::Expand => "expand",
            Self::Registered => "registered",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::New => Label::new("新设", "New"),
            Self::Relocate => Label::new("改设", "Relocate"),
            Self::Expand => Label::new("扩大", "Expand"),
            Self::Registered => Label::new("已登记", "Registered"),
        }
    }
}

/// What is done to a well.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum WellAction {
    /// 新增取水.
    #[default]
    New,
    /// 延续取水: an existing permit goes on.
    Renew,
    /// 已登记: nothing is applied for; an audit looks at what is in the register.
    Registered,
}

impl WellAction {
    /// What can be applied for, in the order of the form.
    pub const ALL: [Self; 2] = [Self::New, Self::Renew];

    /// The name used on the command line and in packs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Renew => "renew",
            Self::Registered => "registered",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::New => Label::new("新增取水", "New abstraction"),
            Self::Renew => Label::new("延续取水", "Renewal"),
            Self::Registered => Label::new("已登记", "Registered"),
        }
    }
}

/// Whether the water-resource assessment (水资源论证) is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assessment {
    /// A full report (论证报告书).
    Report,
    /// The short form for small takers (论证报告表).
    Card,
    /// None.
    None,
}

impl Assessment {
    /// All, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Report, Self::Card, Self::None];

    /// The name used on the command line and in packs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Card => "card",
            Self::None => "none",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::Report => Label::new("论证报告书", "Full report"),
            Self::Card => Label::new("论证报告表", "Report card"),
            Self::None => Label::new("没有论证", "None"),
        }
    }
}

/// A proposed outfall. Fields that are `None` were not stated: rules that need them are undecided.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// Load cut elsewhere in the same zone to make room, in tonnes per year by item code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cuts_t_a: BTreeMap<String, f64>,
    /// Code of what receives the sewage (see [`crate::domain::catalog::RECEIVERS`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver: Option<String>,
    /// Code of the industry (see [`crate::domain::catalog::INDUSTRIES`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// Length of the mixing zone in metres, as the assessment report gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixing_length_m: Option<f64>,
}

impl OutfallApplication {
    /// A new outfall at `position` of which nothing else is stated.
    pub const fn at(position: LonLat) -> Self {
        Self {
            position,
            action: OutfallAction::New,
            class: None,
            water_body: None,
            flow_m3d: None,
            loads_t_a: BTreeMap::new(),
            cuts_t_a: BTreeMap::new(),
            receiver: None,
            industry: None,
            mixing_length_m: None,
        }
    }
}

/// A proposed well. Fields that are `None` were not stated.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WellApplication {
    /// The well head.
    pub position: LonLat,
    /// Code of the purpose (see [`crate::domain::catalog::WELL_PURPOSES`]); `None` only in a register.
    pub purpose: Option<String>,
    /// Applied volume in cubic metres per year.
    pub volume_m3a: Option<f64>,
    /// Aquifer.
    pub aquifer: Option<String>,
    /// New abstraction or renewal.
    pub action: WellAction,
    /// Volume of the permit that is renewed, in cubic metres per year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_volume_m3a: Option<f64>,
    /// Whether the water-resource assessment is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Assessment>,
    /// Whether it is small household or animal use, which needs no permit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small_use: Option<bool>,
    /// Whether the well belongs to the public supply works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_supply: Option<bool>,
    /// Code of the function zone that receives the return water.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_zone: Option<String>,
}

impl WellApplication {
    /// A new well at `position` for `purpose`, of which nothing else is stated.
    pub const fn at(position: LonLat, purpose: String) -> Self {
        Self {
            position,
            purpose: Some(purpose),
            volume_m3a: None,
            aquifer: None,
            action: WellAction::New,
            previous_volume_m3a: None,
            assessment: None,
            small_use: None,
            public_supply: None,
            return_zone: None,
        }
    }
}

/// A row of a register that is neither an outfall nor a well: a marker, a zone, a permit.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The layer.
    pub layer: Layer,
    /// The row's code.
    pub code: String,
    /// Where it is, for points; a corner or `None` has no use for rules about areas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<LonLat>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(subject: &Subject) {
        let text = serde_json::to_string(subject).unwrap();
        assert_eq!(&serde_json::from_str::<Subject>(&text).unwrap(), subject);
    }

    #[test]
    fn an_application_is_rebuilt_to_the_last_digit_from_its_json() {
        let at = |lon, lat| LonLat::try_new(lon, lat).unwrap();
        let mut outfall =
            OutfallApplication::at(at(102.712_345_678_901_23, 25.040_000_000_000_003));
        round_trip(&Subject::Outfall(outfall.clone()));
        outfall.action = OutfallAction::Expand;
        outfall.class = Some("urban_wwtp".to_owned());
        outfall.flow_m3d = Some(0.1 + 0.2);
        outfall.loads_t_a.insert("COD".to_owned(), 1.0 / 3.0);
        outfall.cuts_t_a.insert("COD".to_owned(), 5e-324);
        outfall.receiver = Some("river".to_owned());
        outfall.mixing_length_m = Some(500.0);
        round_trip(&Subject::Outfall(outfall));
        let mut well = WellApplication::at(at(102.7, 25.0), "industry".to_owned());
        round_trip(&Subject::Well(well.clone()));
        well.action = WellAction::Renew;
        well.assessment = Some(Assessment::Card);
        well.small_use = Some(false);
        round_trip(&Subject::Well(well));
        round_trip(&Subject::Record(Record {
            layer: Layer::Permit,
            code: "P-1".to_owned(),
            position: None,
        }));
    }

    #[test]
    fn a_field_of_a_later_version_and_a_place_beyond_the_globe_are_refused() {
        for text in [
            r#"{"kind":"outfall","position":{"lon":1.0,"lat":2.0},"action":"new","loads_t_a":{},"depth_m":3}"#,
            r#"{"kind":"outfall","position":{"lon":1.0,"lat":200.0},"action":"new","loads_t_a":{}}"#,
            r#"{"kind":"dam","position":{"lon":1.0,"lat":2.0}}"#,
        ] {
            assert!(serde_json::from_str::<Subject>(text).is_err(), "{text}");
        }
    }
}
