//! What the map shows beside the data: which layers, how strongly, and what is emphasised.

use crate::carto::order::TOP_TO_BOTTOM;
use crate::domain::{Evidence, Layer};

/// One line of the layer list. The list runs from the top of the picture to its bottom.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LayerState {
    /// The layer.
    #[serde(with = "layer_name")]
    pub layer: Layer,
    /// Whether it is drawn, labelled and found by a click.
    pub visible: bool,
    /// 0 = invisible, 1 = as the style says.
    pub opacity: f32,
}

impl LayerState {
    /// Every layer with geometry, visible, in the order in which a map reads best: points over lines
    /// over areas, small areas over large ones.
    pub fn default_order() -> Vec<Self> {
        TOP_TO_BOTTOM
            .into_iter()
            .map(|layer| Self {
                layer,
                visible: true,
                opacity: 1.0,
            })
            .collect()
    }
}

/// A feature to be emphasised on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Its layer.
    pub layer: Layer,
    /// Which one.
    pub target: HighlightTarget,
}

/// How a highlighted feature is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HighlightTarget {
    /// Primary key in the project.
    Id(i64),
    /// Unique code within the layer, as evidence names it.
    Code(String),
}

impl Highlight {
    /// The feature with this primary key.
    pub const fn by_id(layer: Layer, id: i64) -> Self {
        Self {
            layer,
            target: HighlightTarget::Id(id),
        }
    }

    /// The feature that proves a finding; `None` when no layer has that name.
    pub fn of_evidence(evidence: &Evidence) -> Option<Self> {
        let layer = Layer::from_name(&evidence.layer)?;
        Some(Self::by_code(layer, evidence.code.clone()))
    }

    /// The feature with this code.
    pub fn by_code(layer: Layer, code: impl Into<String>) -> Self {
        Self {
            layer,
            target: HighlightTarget::Code(code.into()),
        }
    }
}

/// Layers are stored in settings under their canonical names.
mod layer_name {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::domain::Layer;

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde calls it with a reference"
    )]
    pub(super) fn serialize<S: Serializer>(
        layer: &Layer,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(layer.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Layer, D::Error> {
        let name = String::deserialize(deserializer)?;
        Layer::from_name(&name)
            .ok_or_else(|| D::Error::custom(format!("no layer is called {name:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_order_names_every_layer_with_geometry_once() {
        let mut listed: Vec<_> = LayerState::default_order()
            .iter()
            .map(|state| state.layer)
            .collect();
        listed.sort_unstable();
        assert_eq!(listed, Layer::spatial().collect::<Vec<_>>());
    }

    #[test]
    fn a_layer_state_survives_the_settings_file() {
        let state = LayerState {
            layer: Layer::SupplyArea,
            visible: false,
            opacity: 0.5,
        };
        let text = serde_json::to_string(&state).unwrap();
        assert!(text.contains("supply_area"), "{text}");
        assert_eq!(serde_json::from_str::<LayerState>(&text).unwrap(), state);
    }
}
