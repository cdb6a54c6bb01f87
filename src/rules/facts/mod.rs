//! The facts that packs may ask: one registry, one file per family. A fact has a name, a type and a
//! plain description; how it is found out is the business of whoever implements [`Facts`].

mod access;
mod groundwater;
mod marker;
mod outfall;
mod permit;
mod places;
mod record;
mod river;
mod well;
mod zone;

pub use record::REQUIRED;

use std::borrow::Cow;

use crate::domain::field::{Choice, FieldKind, find_choice};
use crate::domain::layer::Layer;
use crate::domain::subject::{OutfallAction, Subject, WellAction};
use crate::rules::observation::Answer;

/// What a rule or fact is about: an application, or what is in a register already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// A proposed sewage outfall.
    Outfall,
    /// A proposed groundwater well.
    Well,
    /// A registered feature or row of this layer, in an audit.
    Registered(Layer),
}

/// Before the layer's name in the name of a registered subject.
const REGISTERED: &str = "registered.";

impl SubjectKind {
    /// The kinds of application.
    pub const APPLICATIONS: [Self; 2] = [Self::Outfall, Self::Well];

    /// The name used in packs: `outfall`, `well`, `registered.LAYER`.
    pub fn code(self) -> Cow<'static, str> {
        match self {
            Self::Outfall => Cow::Borrowed("outfall"),
            Self::Well => Cow::Borrowed("well"),
            Self::Registered(layer) => Cow::Owned(format!("{REGISTERED}{}", layer.name())),
        }
    }

    /// Whether where it lies is asked of every check; areas and tables have no one place.
    pub const fn has_site(self) -> bool {
        matches!(
            self,
            Self::Outfall | Self::Well | Self::Registered(Layer::Outfall | Layer::Well)
        )
    }

    /// The kind with the name `code`.
    pub fn named(code: &str) -> Option<Self> {
        match code {
            "outfall" => Some(Self::Outfall),
            "well" => Some(Self::Well),
            _ => Layer::ALL
                .into_iter()
                .find(|layer| code.strip_prefix(REGISTERED) == Some(layer.name()))
                .map(Self::Registered),
        }
    }

    /// What a person reads.
    pub fn label(self) -> Cow<'static, str> {
        match self {
            Self::Outfall => Cow::Borrowed("入河排污口"),
            Self::Well => Cow::Borrowed("取水井"),
            Self::Registered(layer) => Cow::Owned(format!("已登记的{}", layer.label().zh)),
        }
    }
}

impl From<&Subject> for SubjectKind {
    fn from(subject: &Subject) -> Self {
        match subject {
            Subject::Outfall(outfall) if outfall.action == OutfallAction::Registered => {
                Self::Registered(Layer::Outfall)
            }
            Subject::Outfall(_) => Self::Outfall,
            Subject::Well(well) if well.action == WellAction::Registered => {
                Self::Registered(Layer::Well)
            }
            Subject::Well(_) => Self::Well,
            Subject::Record(record) => Self::Registered(record.layer),
        }
    }
}

/// Which subjects a fact can be asked about.
#[derive(Clone, Copy, Debug)]
pub enum About {
    /// All that have a place.
    Any,
    /// Proposed and registered outfalls.
    Outfalls,
    /// Proposed and registered wells.
    Wells,
    /// Registered features of these layers only; of every layer when the list is empty.
    Registered(&'static [Layer]),
}

impl About {
    /// Whether `kind` is one of them.
    pub fn includes(self, kind: SubjectKind) -> bool {
        match (self, kind) {
            (Self::Any, _)
            | (Self::Outfalls, SubjectKind::Outfall)
            | (Self::Wells, SubjectKind::Well) => true,
            (Self::Outfalls, SubjectKind::Registered(layer)) => layer == Layer::Outfall,
            (Self::Wells, SubjectKind::Registered(layer)) => layer == Layer::Well,
            (Self::Registered(layers), SubjectKind::Registered(layer)) => {
                layers.is_empty() || layers.contains(&layer)
            }
            _ => false,
        }
    }
}

/// The facts, in the order of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactId {
    // The site.
    /// Whether the site lies where the project has data.
    SiteInCoverage,
    /// Distance to the edge of areas that are too near for the accuracy of the maps.
    SiteEdgeReview,
    // The outfall application.
    /// Kind of outfall setting.
    OutfallAction,
    /// Class of the outfall.
    OutfallClass,
    /// Whether the application adds load.
    OutfallAddsLoad,
    /// Industry of the project.
    OutfallIndustry,
    /// What receives the sewage.
    OutfallReceiver,
    // Areas around the site.
    /// Grade of source protection zones.
    ProtectionZoneGrade,
    /// Kind of the source that a protection zone protects.
    ProtectionZoneSourceKind,
    /// Kind of special control areas.
    SpecialAreaKind,
    /// Grade of nature reserves and national parks.
    NatureReserveGrade,
    /// Whether access lists are loaded.
    AccessListLoaded,
    /// What the access list of the control unit forbids.
    AccessListActivity,
    /// Whether approvals are suspended in the county.
    RegionApprovalSuspended,
    // The receiving function zone.
    /// Code of the receiving function zone.
    FunctionZoneCode,
    /// Level-1 type of the function zone.
    FunctionZoneLevel1,
    /// Level-2 type of the function zone.
    FunctionZoneLevel2,
    /// Quality target of the function zone.
    FunctionZoneTargetClass,
    /// Water-resource region of the function zone.
    FunctionZoneBasin,
    /// Whether the zone meets its quality target.
    ZoneQualityVerdict,
    /// Load against limit per item.
    ZoneLoadRatio,
    /// Items for which the zone has no limit.
    ZoneLimitGap,
    // The well and groundwater.
    /// What the well is for.
    WellPurpose,
    /// Applied volume.
    WellVolume,
    /// Kind of groundwater areas.
    GroundwaterAreaKind,
    /// Whether public supply covers the site.
    SupplyAreaCovers,
    /// Groundwater use against the control target of the county.
    RegionGroundwaterRatio,
    /// Whether the groundwater level lies below its target.
    GroundwaterLevelBelowTarget,
    /// What is done to the well.
    WellAction,
    /// Whether the application adds to what is taken.
    WellAddsUse,
    /// Next volume less the one before.
    WellVolumeChange,
    /// Whether the water-resource assessment is there.
    WellAssessment,
    /// Whether small use is claimed.
    WellSmallUse,
    /// Whether it is small use that needs no permit.
    WellExempt,
    /// Whether the well belongs to public supply works.
    WellPublicSupply,
    /// Role of a registered well.
    WellRole,
    /// Status of a registered well.
    WellStatus,
    /// Whether a registered well is metered.
    WellMetered,
    /// Whether a registered well is sealed.
    WellSealed,
    /// Whether the permit register has a registered well.
    WellListed,
    // The river network.
    /// Intakes without protection zones below the site.
    IntakeUnzonedDownstream,
    /// Intakes without protection zones just above the site.
    IntakeUnzonedUpstream,
    /// Intakes below the site.
    IntakeDownstream,
    /// Intakes within the mixing zone.
    IntakeInPlume,
    /// Other outfalls near along the river.
    OutfallNeighbour,
    /// Zones and sections that the mixing zone comes to.
    PlumeReaches,
    /// Special areas that the river enters below the site.
    SpecialAreaDownstream,
    /// Distance to rivers of the Yangtze region.
    ShoreDistance,
    // Permits and abstraction.
    /// Total use against the control target of the county.
    RegionTotalUseRatio,
    /// Whether a supply emergency is declared in the county.
    RegionEmergency,
    /// Load against the limits of the zone that receives the return water.
    ReturnZoneLoadRatio,
    /// Whether the zone that receives the return water meets its target.
    ReturnZoneQualityVerdict,
    /// Days until a permit expires.
    PermitDaysLeft,
    /// Years since a permit was last used.
    PermitUnusedYears,
    /// Years since an approval that was not followed by a start of works.
    PermitApprovalAge,
    /// Volume taken against the volume permitted.
    PermitUseRatio,
    /// Volume taken against the yearly plan.
    PermitPlanRatio,
    // Registers and data quality.
    /// Whether a point lies outside of the area of the registers.
    RecordOffArea,
    /// Share of a batch that lies on the water once a map shift is undone.
    RecordShiftShare,
    /// The county around a point that names another one.
    RecordCountyMismatch,
    /// The receiving zone of an outfall that names another one.
    OutfallZoneMismatch,
    /// Distance to the water that the row names.
    RecordWaterDistance,
    /// Another row that seems to be the same thing.
    RecordTwin,
    /// Gap to the next function zone along the river.
    ZoneGap,
    /// Overlap with the next function zone along the river.
    ZoneOverlap,
    /// Registered length or area against the geometry.
    ZoneSizeDeviation,
    /// Area of a level-1 zone outside of level 2.
    ProtectionOutside,
    /// Area shared with another zone of the same grade.
    ProtectionOverlap,
    /// Required fields that are blank.
    RecordMissingField,
    /// A permit without its object, or an object without its permit.
    RecordPermitMismatch,
    /// What is wrong with the geometry.
    RecordGeometryProblem,
    // Boundary markers.
    /// Kind of marker.
    MarkerKind,
    /// Distance of a marker to the boundary of its object.
    MarkerBoundaryDistance,
    /// The same beyond the stated accuracy.
    MarkerBeyondAccuracy,
    /// Largest gap between markers along a boundary.
    ObjectMarkerGap,
    /// Number of markers of an object.
    ObjectMarkers,
    /// Whether an object must be marked.
    ObjectMustBeMarked,
    /// Condition of a marker.
    MarkerCondition,
    /// Months since a marker was inspected.
    MarkerInspectionAge,
    /// When a marker was inspected.
    MarkerInspectedOn,
    /// Another marker with the same number.
    MarkerSameNumber,
    /// Grade of the zone when a marker shows another.
    MarkerGradeMismatch,
}

/// The type of a fact's value, which decides what comparisons a pack may make.
#[derive(Clone, Copy, Debug)]
pub enum FactKind {
    /// One of a closed list of codes.
    Choice(&'static [Choice]),
    /// One of the choices of a layer's field.
    Field(Layer, &'static str),
    /// A number in this unit; the unit may be empty.
    Number {
        /// Unit as printed.
        unit: &'static str,
    },
    /// Free text, only tested for presence.
    Text,
    /// Yes or no.
    Flag,
}

/// One fact of the registry.
#[derive(Debug)]
pub struct Fact {
    /// Identity.
    pub id: FactId,
    /// Name used in packs, `family.property`.
    pub name: &'static str,
    /// What it can be asked about.
    pub about: About,
    /// Type of its values.
    pub kind: FactKind,
    /// What it says, how it is found out and when it is unknown, in Chinese, for `rules explain`.
    pub doc: &'static str,
    /// Layers that are read to answer it.
    pub reads: &'static [Layer],
    /// Placeholders that its observations fill beside the common ones.
    pub notes: &'static [&'static str],
}

impl FactId {
    /// Its entry in the registry.
    pub fn fact(self) -> &'static Fact {
        let fact = FACTS[self as usize];
        debug_assert_eq!(fact.id, self, "FACTS follows the order of FactId");
        fact
    }
}

/// Every fact, in the order of [`FactId`].
pub static FACTS: &[&Fact] = &[
    // The site.
    &places::IN_COVERAGE,
    &places::EDGE_REVIEW,
    // The outfall application.
    &outfall::ACTION,
    &outfall::CLASS,
    &outfall::ADDS_LOAD,
    &outfall::INDUSTRY,
    &outfall::RECEIVER,
    // Areas around the site.
    &places::PROTECTION_GRADE,
    &places::PROTECTION_SOURCE_KIND,
    &places::SPECIAL_KIND,
    &places::RESERVE_GRADE,
    &access::LOADED,
    &access::ACTIVITY,
    &access::SUSPENDED,
    // The receiving function zone.
    &zone::CODE,
    &zone::LEVEL1,
    &zone::LEVEL2,
    &zone::TARGET_CLASS,
    &zone::BASIN,
    &zone::QUALITY_VERDICT,
    &zone::LOAD_RATIO,
    &zone::LIMIT_GAP,
    // The well and groundwater.
    &groundwater::PURPOSE,
    &groundwater::VOLUME,
    &groundwater::AREA_KIND,
    &groundwater::SUPPLY_COVERS,
    &groundwater::REGION_RATIO,
    &groundwater::LEVEL_BELOW_TARGET,
    &well::ACTION,
    &well::ADDS_USE,
    &well::VOLUME_CHANGE,
    &well::ASSESSMENT,
    &well::SMALL_USE,
    &well::EXEMPT,
    &well::PUBLIC_SUPPLY,
    &well::ROLE,
    &well::STATUS,
    &well::METERED,
    &well::SEALED,
    &well::LISTED,
    // The river network.
    &river::UNZONED_DOWNSTREAM,
    &river::UNZONED_UPSTREAM,
    &river::INTAKE_DOWNSTREAM,
    &river::INTAKE_IN_PLUME,
    &river::NEIGHBOUR,
    &river::PLUME_REACHES,
    &river::SPECIAL_DOWNSTREAM,
    &river::SHORE_DISTANCE,
    // Permits and abstraction.
    &permit::TOTAL_USE_RATIO,
    &permit::EMERGENCY,
    &permit::RETURN_LOAD_RATIO,
    &permit::RETURN_QUALITY,
    &permit::DAYS_LEFT,
    &permit::UNUSED_YEARS,
    &permit::APPROVAL_AGE,
    &permit::USE_RATIO,
    &permit::PLAN_RATIO,
    // Registers and data quality.
    &record::OFF_AREA,
    &record::SHIFT_SHARE,
    &record::COUNTY_MISMATCH,
    &record::ZONE_MISMATCH,
    &record::WATER_DISTANCE,
    &record::TWIN,
    &record::ZONE_GAP,
    &record::ZONE_OVERLAP,
    &record::SIZE_DEVIATION,
    &record::OUTSIDE_LEVEL2,
    &record::SAME_GRADE_OVERLAP,
    &record::MISSING_FIELD,
    &record::PERMIT_MISMATCH,
    &record::GEOMETRY_PROBLEM,
    // Boundary markers.
    &marker::KIND,
    &marker::BOUNDARY_DISTANCE,
    &marker::BEYOND_ACCURACY,
    &marker::GAP,
    &marker::COUNT,
    &marker::MUST_BE_MARKED,
    &marker::CONDITION,
    &marker::INSPECTION_AGE,
    &marker::INSPECTED_ON,
    &marker::SAME_NUMBER,
    &marker::GRADE_MISMATCH,
];

impl Fact {
    /// The fact called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        FACTS.iter().copied().find(|fact| fact.name == name)
    }

    /// Whether a rule about all of `subjects` may ask it.
    pub fn is_about(&self, subjects: &[SubjectKind]) -> bool {
        subjects.iter().all(|subject| self.about.includes(*subject))
    }

    /// The layers that are read to answer it about `subject`: edges of groundwater areas concern wells only.
    pub fn reads_about(&self, subject: SubjectKind) -> impl Iterator<Item = Layer> {
        let is_apart = self.id == FactId::SiteEdgeReview && !About::Wells.includes(subject);
        self.reads.iter().copied().filter(move |layer| {
            !(is_apart && matches!(layer, Layer::GroundwaterArea | Layer::SupplyArea))
        })
    }

    /// The closed list of its values; `None` when it has none.
    pub fn choices(&self) -> Option<&'static [Choice]> {
        match self.kind {
            FactKind::Choice(choices) => Some(choices),
            FactKind::Field(layer, name) => {
                let field = &layer.fields()[layer.field_index(name)?];
                match field.kind {
                    FieldKind::Choice(choices) => Some(choices),
                    _ => None,
                }
            }
            FactKind::Number { .. } | FactKind::Text | FactKind::Flag => None,
        }
    }

    /// The Chinese label of one of its codes.
    pub fn choice_label(&self, code: &str) -> Option<&'static str> {
        find_choice(self.choices()?, code).map(|choice| choice.label.zh)
    }

    /// A number with its unit, at most three decimals.
    pub fn number_text(&self, number: f64) -> String {
        let text = plain_number(number);
        match self.kind {
            FactKind::Number { unit } if !unit.is_empty() => format!("{text} {unit}"),
            _ => text,
        }
    }
}

/// A number with at most three decimals and no trailing zeros.
pub fn plain_number(number: f64) -> String {
    if number == f64::INFINITY {
        return "∞".to_owned();
    }
    let text = format!("{number:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// Why a fact could not be found out at all: broken data or file, not missing data.
#[derive(Debug, thiserror::Error)]
#[error("查询事实 {fact} 时出错")]
pub struct FactError {
    /// Name of the fact.
    pub fact: &'static str,
    /// The cause, from the layer that answers.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Finds out facts about one subject at one site. `&mut` so that an implementation may keep what
/// several facts share; the engine asks each fact at most once per check.
pub trait Facts {
    /// All observations of `fact`.
    fn answer(&mut self, fact: FactId) -> Result<Answer, FactError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_follows_the_enum_and_names_are_unique() {
        for (index, fact) in FACTS.iter().enumerate() {
            assert_eq!(fact.id as usize, index, "{}", fact.name);
            assert_eq!(Fact::named(fact.name).map(|found| found.id), Some(fact.id));
            assert!(!fact.doc.is_empty(), "{}", fact.name);
        }
    }

    #[test]
    fn every_choice_of_a_field_exists() {
        for fact in FACTS {
            if matches!(fact.kind, FactKind::Choice(_) | FactKind::Field(..)) {
                assert!(fact.choices().is_some_and(|choices| !choices.is_empty()));
            }
        }
    }

    #[test]
    fn numbers_are_printed_without_noise() {
        assert_eq!(plain_number(1.0), "1");
        assert_eq!(plain_number(0.123_456), "0.123");
        assert_eq!(plain_number(-0.000_01), "0");
        assert_eq!(plain_number(1200.0), "1200");
    }
}
