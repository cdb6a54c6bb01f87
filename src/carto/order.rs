//! In which order layers lie on a map that nobody has arranged.

use crate::domain::Layer;

/// Every layer with geometry from the top of the picture to its bottom, in the order in which a map
/// reads best: points over lines over areas, small areas over large ones.
pub const TOP_TO_BOTTOM: [Layer; 14] = [
    Layer::Outfall,
    Layer::Intake,
    Layer::Well,
    Layer::DrinkingSource,
    Layer::MonitoringStation,
    Layer::BoundaryMarker,
    Layer::ProtectionZone,
    Layer::GroundwaterArea,
    Layer::SpecialArea,
    Layer::FunctionZone,
    Layer::River,
    Layer::SupplyArea,
    Layer::Lake,
    Layer::AdminArea,
];
