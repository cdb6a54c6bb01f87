//! What the checks of one run share: figures about a zone or county that do not depend on the site.
//! Made for one decision date and one state of the file.

use crate::store::facts::groundwater::CountyUse;
use crate::store::facts::load::{Limits, Loads};
use crate::store::facts::quality::ZoneQuality;
use crate::store::facts::register::Memo;
use crate::store::facts::river::Rivers;
use crate::store::facts::total_use::{OtherPermits, TotalUse};

/// Kept answers, by primary key of the zone or county.
#[derive(Debug, Default)]
pub struct Shared {
    /// Load limits of function zones.
    pub(super) limits: Memo<i64, Limits>,
    /// Registered loads of function zones.
    pub(super) loads: Memo<i64, Loads>,
    /// Quality verdicts of function zones.
    pub(super) quality: Memo<i64, ZoneQuality>,
    /// Groundwater use of counties.
    pub(super) county_use: Memo<i64, CountyUse>,
    // The river network.
    /// The network of all rivers and lakes.
    pub(super) rivers: Memo<(), Rivers>,
    // Permits and abstraction.
    /// Permitted abstraction of counties.
    pub(super) total_use: Memo<i64, TotalUse>,
    /// Permits of no county.
    pub(super) other_permits: Memo<(), OtherPermits>,
    // Registers and data quality.
    // Boundary markers.
}
