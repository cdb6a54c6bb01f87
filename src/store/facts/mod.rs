//! Facts about one application, found out from the project: the [`Facts`] that the rules are asked
//! with. One file per family. Reads through R*-tree boxes around the site only, and keeps what several
//! facts share for the length of one check.

mod grid;
mod groundwater;
mod load;
mod outfall;
mod places;
mod quality;
mod site;
mod zones;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use geo::Coord;
use jiff::civil::Date;

use crate::domain::layer::Layer;
use crate::domain::subject::{OutfallApplication, Subject, WellApplication};
use crate::geodesy::{CrsError, MetricGrid};
use crate::rules::facts::{FactError, FactId, Facts};
use crate::rules::observation::Answer;
use crate::rules::standard::StandardError;
use crate::store::error::StoreError;
use crate::store::facts::site::Placed;
use crate::store::facts::zones::Receiving;
use crate::store::project::Project;

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
}

/// Facts about `subject` from `project` as of a day. Made for one check.
#[derive(Debug)]
pub struct ProjectFacts<'a> {
    project: &'a Project,
    subject: &'a Subject,
    as_of: Date,
    site: Coord<f64>,
    covering: BTreeMap<Layer, Rc<[Placed]>>,
    receiving: Option<Rc<Receiving>>,
}

impl<'a> ProjectFacts<'a> {
    /// Nothing is read yet.
    pub fn new(project: &'a Project, subject: &'a Subject, as_of: Date) -> Self {
        let position = subject.position();
        Self {
            project,
            subject,
            as_of,
            site: Coord {
                x: position.lon,
                y: position.lat,
            },
            covering: BTreeMap::new(),
            receiving: None,
        }
    }

    fn grid(&self) -> Result<Arc<MetricGrid>, ReadError> {
        Ok(grid::around(self.project.metric_epsg(), self.site)?)
    }

    const fn outfall(&self) -> Option<&'a OutfallApplication> {
        match self.subject {
            Subject::Outfall(outfall) => Some(outfall),
            Subject::Well(_) => None,
        }
    }

    const fn well(&self) -> Option<&'a WellApplication> {
        match self.subject {
            Subject::Well(well) => Some(well),
            Subject::Outfall(_) => None,
        }
    }

    fn read(&mut self, fact: FactId) -> Result<Answer, ReadError> {
        match fact {
            FactId::SiteInCoverage => self.in_coverage(),
            FactId::OutfallAction => Ok(self.outfall_action()),
            FactId::OutfallClass => Ok(self.outfall_class()),
            FactId::OutfallAddsLoad => Ok(self.outfall_adds_load()),
            FactId::ProtectionZoneGrade => self.protection_zone_grade(),
            FactId::ProtectionZoneSourceKind => self.protection_zone_source_kind(),
            FactId::SpecialAreaKind => self.special_area_kind(),
            FactId::NatureReserveGrade => self.nature_reserve_grade(),
            FactId::FunctionZoneCode => self.function_zone_code(),
            FactId::FunctionZoneLevel1 => self.function_zone_level1(),
            FactId::FunctionZoneLevel2 => self.function_zone_level2(),
            FactId::FunctionZoneTargetClass => self.function_zone_target_class(),
            FactId::FunctionZoneBasin => self.function_zone_basin(),
            FactId::ZoneQualityVerdict => self.zone_quality_verdict(),
            FactId::ZoneLoadRatio => self.zone_load_ratio(),
            FactId::ZoneLimitGap => self.zone_limit_gap(),
            FactId::WellPurpose => Ok(self.well_purpose()),
            FactId::WellVolume => Ok(self.well_volume()),
            FactId::GroundwaterAreaKind => self.groundwater_area_kind(),
            FactId::SupplyAreaCovers => self.supply_area_covers(),
            FactId::RegionGroundwaterRatio => self.region_groundwater_ratio(),
        }
    }
}

impl Facts for ProjectFacts<'_> {
    fn answer(&mut self, fact: FactId) -> Result<Answer, FactError> {
        self.read(fact).map_err(|source| FactError {
            fact: fact.fact().name,
            source: Box::new(source),
        })
    }
}
