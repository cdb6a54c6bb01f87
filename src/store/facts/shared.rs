//! What the checks of one run share: figures about a zone or county that do not depend on the site.
//! Made for one decision date and one state of the file.

use crate::domain::layer::Layer;
use crate::store::datum::UnresolvedDatums;
use crate::store::facts::batch::Batch;
use crate::store::facts::chain::Chain;
use crate::store::facts::groundwater::CountyUse;
use crate::store::facts::load::{Limits, Loads};
use crate::store::facts::marker::Numbers;
use crate::store::facts::quality::ZoneQuality;
use crate::store::facts::register::Memo;
use crate::store::facts::river::Rivers;
use crate::store::facts::total_use::{OtherPermits, TotalUse};
use crate::store::facts::twins::SameName;
use crate::store::facts::water::ByName;

/// Kept answers, by primary key of the zone or county.
#[derive(Debug, Default)]
pub struct Shared {
    /// Layers whose datum is unresolved.
    pub(super) unresolved: Memo<(), UnresolvedDatums>,
    /// Load limits of function zones.
    pub(super) limits: Memo<i64, Limits>,
    /// Registered loads of function zones.
    pub(super) loads: Memo<i64, Loads>,
    /// Quality verdicts of function zones.
    pub(super) quality: Memo<i64, ZoneQuality>,
    /// Groundwater use of counties.
    pub(super) county_use: Memo<i64, CountyUse>,
    // The river network.
    /// The network of all rivers and lakes (`None`), or of those within a box (its corners, bit by bit).
    pub(super) rivers: Memo<Option<[u64; 4]>, Rivers>,
    // Permits and abstraction.
    /// Permitted abstraction of counties.
    pub(super) total_use: Memo<i64, TotalUse>,
    /// Permits of no county.
    pub(super) other_permits: Memo<(), OtherPermits>,
    // Registers and data quality.
    /// Batches of points, by register and source.
    pub(super) batches: Memo<(Layer, String), Batch>,
    /// Every water by name.
    pub(super) waters: Memo<(), ByName>,
    /// Rows that bear one name, by register and name.
    pub(super) same_names: Memo<(Layer, String), SameName>,
    /// Function zones along one water, by its plain name.
    pub(super) chains: Memo<String, Chain>,
    /// What is wrong with a geometry, by layer and primary key; `None` for nothing.
    pub(super) problems: Memo<(Layer, i64), Option<String>>,
    // Boundary markers.
    /// Engraved numbers of the markers of one object, by layer and code.
    pub(super) marker_numbers: Memo<(String, String), Numbers>,
}
