//! Facts about one application or one registered feature: the [`Facts`] that the rules are asked
//! with. One file per family. They read through a [`Register`]: the project file for one check, a
//! [`Snapshot`] in memory for very many; what the checks of a run share is kept in [`Shared`].

mod access;
mod batch;
mod boundary;
mod chain;
mod datum;
mod extent;
mod grid;
mod groundwater;
mod level;
mod live;
mod load;
mod marker;
mod nesting;
mod outfall;
mod permit;
mod places;
mod quality;
mod record;
mod register;
mod return_zone;
mod river;
mod river_reach;
mod shared;
mod site;
mod snapshot;
mod total_use;
mod twins;
mod water;
mod well;
mod zones;

pub use batch::{ShiftShares, shift_shares};
pub use live::Live;
pub use register::{Item, Memo, Register};
pub use shared::Shared;
pub use site::in_force;
pub use snapshot::{Snapshot, SnapshotError};

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use geo::Coord;
use jiff::civil::Date;

use crate::domain::layer::Layer;
use crate::domain::subject::{OutfallApplication, Subject, WellApplication};
use crate::geodesy::{CrsError, MetricGrid};
use crate::rules::facts::{About, FactError, FactId, Facts};
use crate::rules::observation::{Answer, Observation};
use crate::rules::quality::MethodError;
use crate::rules::standard::StandardError;
use crate::store::error::StoreError;
use crate::store::facts::site::Around;
use crate::store::facts::zones::Receiving;

/// Why a fact could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The projected CRS.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The water-quality standard.
    #[error(transparent)]
    Standard(#[from] StandardError),
    /// The methods of evaluation.
    #[error(transparent)]
    Method(#[from] MethodError),
}

/// Facts about one subject. Made for one check.
#[derive(Debug)]
pub struct ProjectFacts<'a, R: Register> {
    register: &'a R,
    subject: &'a Subject,
    /// The registered feature that is checked; `None` for an application.
    own: Option<Arc<Item>>,
    as_of: Date,
    /// EPSG:4490 degrees; meaningless when `placed` is false.
    site: Coord<f64>,
    placed: bool,
    around: BTreeMap<Layer, Rc<Around>>,
    receiving: Option<Rc<Receiving>>,
}

impl<'a, R: Register> ProjectFacts<'a, R> {
    /// About an application. Nothing is read yet.
    pub fn new(register: &'a R, subject: &'a Subject) -> Self {
        let position = subject.position();
        Self {
            register,
            subject,
            own: None,
            as_of: register.as_of(),
            site: position.map_or_else(Coord::zero, |at| Coord {
                x: at.lon,
                y: at.lat,
            }),
            placed: position.is_some(),
            around: BTreeMap::new(),
            receiving: None,
        }
    }

    /// About the registered feature `own`, of which `subject` is the description.
    pub fn registered(register: &'a R, subject: &'a Subject, own: Arc<Item>) -> Self {
        Self {
            own: Some(own),
            ..Self::new(register, subject)
        }
    }

    /// Code of the county that covers the site; of several the first; `None` where there is none.
    pub fn county(&mut self) -> Result<Option<String>, FactError> {
        if !self.placed {
            return Ok(None);
        }
        let areas = self.around(Layer::AdminArea).map_err(|source| FactError {
            fact: FactId::SiteInCoverage.fact().name,
            source: Box::new(source),
        })?;
        Ok(areas
            .covering
            .iter()
            .find(|area| area.feature.known_choice("level") == Some("county"))
            .map(|area| area.feature.code.clone()))
    }

    /// Codes of the zones that the registered feature belongs to, joined with `、`: the receiving
    /// function zones of an outfall, the groundwater areas that cover a well, the object of a marker.
    /// `None` where there is none or the layer belongs to no zone.
    pub fn zone(&mut self) -> Result<Option<String>, FactError> {
        let read = |source| FactError {
            fact: FactId::FunctionZoneCode.fact().name,
            source: Box::new(source),
        };
        let layer = self.own.as_ref().map(|own| own.layer);
        let mut codes: Vec<String> = match layer {
            Some(Layer::Outfall) if self.placed => {
                let receiving = self.receiving().map_err(read)?;
                let zones = receiving.zones.iter();
                zones.map(|zone| zone.feature.code.clone()).collect()
            }
            Some(Layer::Well) if self.placed => {
                let areas = self.around(Layer::GroundwaterArea).map_err(read)?;
                let covering = areas.covering.iter();
                covering.map(|area| area.feature.code.clone()).collect()
            }
            Some(Layer::BoundaryMarker) => {
                let own = self.own.as_ref().and_then(|own| own.text("object_code"));
                own.map(str::to_owned).into_iter().collect()
            }
            _ => Vec::new(),
        };
        codes.sort_unstable();
        codes.dedup();
        Ok((!codes.is_empty()).then(|| codes.join("、")))
    }

    fn grid(&self) -> Result<Arc<MetricGrid>, ReadError> {
        Ok(self.register.grid(self.site)?)
    }

    const fn outfall(&self) -> Option<&'a OutfallApplication> {
        match self.subject {
            Subject::Outfall(outfall) => Some(outfall),
            Subject::Well(_) | Subject::Record(_) => None,
        }
    }

    const fn well(&self) -> Option<&'a WellApplication> {
        match self.subject {
            Subject::Well(well) => Some(well),
            Subject::Outfall(_) | Subject::Record(_) => None,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one table, best read in one piece")]
    fn read(&mut self, fact: FactId) -> Result<Answer, ReadError> {
        let by_row = matches!(fact.fact().about, About::Registered(_)) || stands_in_the_row(fact);
        if !self.placed && !by_row {
            return Ok(Answer::missing("该记录没有点位，无法判断它在哪里"));
        }
        let unresolved = self.unresolved(fact)?;
        if !unresolved.is_empty() {
            return Ok(unresolved.into_iter().map(Observation::unknown).collect());
        }
        match fact {
            // The site.
            FactId::SiteInCoverage => self.in_coverage(),
            FactId::SiteEdgeReview => self.edge_review(),
            // The outfall application.
            FactId::OutfallAction => Ok(self.outfall_action()),
            FactId::OutfallClass => Ok(self.outfall_class()),
            FactId::OutfallAddsLoad => Ok(self.outfall_adds_load()),
            FactId::OutfallIndustry => Ok(self.outfall_industry()),
            FactId::OutfallReceiver => self.outfall_receiver(),
            // Areas around the site.
            FactId::ProtectionZoneGrade => self.protection_zone_grade(),
            FactId::ProtectionZoneSourceKind => self.protection_zone_source_kind(),
            FactId::SpecialAreaKind => self.special_area_kind(),
            FactId::NatureReserveGrade => self.nature_reserve_grade(),
            FactId::AccessListLoaded => self.access_list_loaded(),
            FactId::AccessListActivity => self.access_list_activity(),
            FactId::RegionApprovalSuspended => self.region_approval_suspended(),
            // The receiving function zone.
            FactId::FunctionZoneCode => self.function_zone_code(),
            FactId::FunctionZoneLevel1 => self.function_zone_level1(),
            FactId::FunctionZoneLevel2 => self.function_zone_level2(),
            FactId::FunctionZoneTargetClass => self.function_zone_target_class(),
            FactId::FunctionZoneBasin => self.function_zone_basin(),
            FactId::ZoneQualityVerdict => self.zone_quality_verdict(),
            FactId::ZoneLoadRatio => self.zone_load_ratio(),
            FactId::ZoneLimitGap => self.zone_limit_gap(),
            // The well and groundwater.
            FactId::WellPurpose => Ok(self.well_purpose()),
            FactId::WellVolume => Ok(self.well_volume()),
            FactId::GroundwaterAreaKind => self.groundwater_area_kind(),
            FactId::SupplyAreaCovers => self.supply_area_covers(),
            FactId::RegionGroundwaterRatio => self.region_groundwater_ratio(),
            FactId::GroundwaterLevelBelowTarget => self.level_below_target(),
            FactId::WellAction => Ok(self.well_action()),
            FactId::WellAddsUse => Ok(self.well_adds_use()),
            FactId::WellVolumeChange => self.well_volume_change(),
            FactId::WellAssessment => Ok(self.well_assessment()),
            FactId::WellSmallUse => Ok(self.well_small_use()),
            FactId::WellExempt => Ok(self.well_exempt()),
            FactId::WellPublicSupply => Ok(self.well_public_supply()),
            FactId::WellRole => Ok(self.well_coded("role")),
            FactId::WellStatus => Ok(self.well_status()),
            FactId::WellMetered => Ok(self.well_metered()),
            FactId::WellSealed => Ok(self.well_sealed()),
            FactId::WellListed => self.well_listed(),
            // The river network.
            FactId::IntakeUnzonedDownstream => self.intake_unzoned_downstream(),
            FactId::IntakeUnzonedUpstream => self.intake_unzoned_upstream(),
            FactId::IntakeDownstream => self.intake_downstream(),
            FactId::IntakeInPlume => self.intake_in_plume(),
            FactId::OutfallNeighbour => self.outfall_neighbour(),
            FactId::PlumeReaches => self.plume_reaches(),
            FactId::SpecialAreaDownstream => self.special_area_downstream(),
            FactId::ShoreDistance => self.shore_distance(),
            // Permits and abstraction.
            FactId::RegionTotalUseRatio => self.region_total_use_ratio(),
            FactId::RegionEmergency => self.region_emergency(),
            FactId::ReturnZoneLoadRatio => self.return_zone_load_ratio(),
            FactId::ReturnZoneQualityVerdict => self.return_zone_quality_verdict(),
            FactId::PermitDaysLeft => self.permit_days_left(),
            FactId::PermitUnusedYears => self.permit_unused_years(),
            FactId::PermitApprovalAge => self.permit_approval_age(),
            FactId::PermitUseRatio => self.permit_use_ratio(),
            FactId::PermitPlanRatio => self.permit_plan_ratio(),
            // Registers and data quality.
            FactId::RecordOffArea => self.off_area(),
            FactId::RecordShiftShare => self.shift_share(),
            FactId::RecordCountyMismatch => self.county_mismatch(),
            FactId::OutfallZoneMismatch => self.zone_mismatch(),
            FactId::RecordWaterDistance => self.water_distance(),
            FactId::RecordTwin => self.twin(),
            FactId::ZoneGap => self.zone_gap(),
            FactId::ZoneOverlap => self.zone_overlap(),
            FactId::ZoneSizeDeviation => Ok(self.size_deviation()),
            FactId::ProtectionOutside => self.outside_level2(),
            FactId::ProtectionOverlap => self.same_grade_overlap(),
            FactId::RecordMissingField => Ok(self.missing_field()),
            FactId::RecordPermitMismatch => self.permit_mismatch(),
            FactId::RecordGeometryProblem => self.geometry_problem(),
            // Boundary markers.
            FactId::MarkerKind => Ok(self.marker_kind()),
            FactId::MarkerBoundaryDistance => self.boundary_distance(),
            FactId::MarkerBeyondAccuracy => self.beyond_accuracy(),
            FactId::ObjectMarkerGap => self.marker_gap(),
            FactId::ObjectMarkers => self.marker_count(),
            FactId::ObjectMustBeMarked => Ok(self.must_be_marked()),
            FactId::MarkerCondition => Ok(self.marker_condition()),
            FactId::MarkerInspectionAge => Ok(self.inspection_age()),
            FactId::MarkerInspectedOn => Ok(self.inspected_on()),
            FactId::MarkerSameNumber => self.same_number(),
            FactId::MarkerGradeMismatch => self.grade_mismatch(),
        }
    }
}

/// Facts about a well that its row answers, wherever it is.
const fn stands_in_the_row(fact: FactId) -> bool {
    matches!(
        fact,
        FactId::WellAction
            | FactId::WellAddsUse
            | FactId::WellVolumeChange
            | FactId::WellPurpose
            | FactId::WellExempt
            | FactId::WellPublicSupply
            | FactId::WellRole
            | FactId::WellStatus
            | FactId::WellMetered
            | FactId::WellSealed
            | FactId::WellListed
            | FactId::GroundwaterLevelBelowTarget
    )
}

impl<R: Register> Facts for ProjectFacts<'_, R> {
    fn answer(&mut self, fact: FactId) -> Result<Answer, FactError> {
        self.read(fact).map_err(|source| FactError {
            fact: fact.fact().name,
            source: Box::new(source),
        })
    }
}
