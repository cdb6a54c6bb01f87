//! The layers and tables of a project, under their canonical names.

use std::sync::LazyLock;

use crate::domain::catalog;
use crate::domain::field::Field;
use crate::domain::label::Label;

/// What kind of geometry a layer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GeometryKind {
    /// Points.
    Point,
    /// Lines, directed downstream where they are rivers.
    Line,
    /// Areas.
    Area,
    /// Lines or areas.
    LineOrArea,
}

/// A layer or table that a user can fill. The order is the order of the layer list: what a reviewer
/// asks about first comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// 水功能区.
    FunctionZone,
    /// 饮用水水源地.
    DrinkingSource,
    /// 水源保护区.
    ProtectionZone,
    /// 取水口.
    Intake,
    /// 入河排污口.
    Outfall,
    /// 取水井.
    Well,
    /// 地下水禁采/限采区.
    GroundwaterArea,
    /// 公共供水管网覆盖区.
    SupplyArea,
    /// 特殊管控区.
    SpecialArea,
    /// 界碑、界桩、标志.
    BoundaryMarker,
    /// 监测断面、站点.
    MonitoringStation,
    /// 河流.
    River,
    /// 湖库.
    Lake,
    /// 行政区.
    AdminArea,
    /// 限制排污总量, without geometry.
    ZoneLimit,
    /// 水质监测数据, without geometry.
    QualitySample,
    /// 控制指标, without geometry.
    ControlTarget,
    /// 许可证, without geometry.
    Permit,
    /// 环境管控单元准入清单, without geometry.
    AccessItem,
}

struct Definition {
    layer: Layer,
    name: &'static str,
    label: Label,
    geometry: Option<GeometryKind>,
    fields: Vec<Field>,
}

static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    Layer::ALL
        .into_iter()
        .map(|layer| {
            let (name, label, geometry, own) = catalog::definition(layer);
            let fields = catalog::COMMON.iter().chain(own).copied().collect();
            Definition {
                layer,
                name,
                label,
                geometry,
                fields,
            }
        })
        .collect()
});

impl Layer {
    /// Every layer and table.
    pub const ALL: [Self; 19] = [
        Self::FunctionZone,
        Self::DrinkingSource,
        Self::ProtectionZone,
        Self::Intake,
        Self::Outfall,
        Self::Well,
        Self::GroundwaterArea,
        Self::SupplyArea,
        Self::SpecialArea,
        Self::BoundaryMarker,
        Self::MonitoringStation,
        Self::River,
        Self::Lake,
        Self::AdminArea,
        Self::ZoneLimit,
        Self::QualitySample,
        Self::ControlTarget,
        Self::Permit,
        Self::AccessItem,
    ];

    /// The layers that have geometry.
    pub fn spatial() -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(|layer| layer.geometry().is_some())
    }

    fn definition(self) -> &'static Definition {
        let definition = &DEFINITIONS[self as usize];
        debug_assert_eq!(
            definition.layer, self,
            "Layer::ALL follows the order of the enum"
        );
        definition
    }

    /// Table name in the project file and on the command line.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// What a person reads.
    pub fn label(self) -> Label {
        self.definition().label
    }

    /// What it holds; `None` for tables without geometry.
    pub fn geometry(self) -> Option<GeometryKind> {
        self.definition().geometry
    }

    /// Its fields beside `id`, `code` and the geometry: first the common ones, then its own.
    pub fn fields(self) -> &'static [Field] {
        &self.definition().fields
    }

    /// Position of the field called `name` in [`Layer::fields`].
    pub fn field_index(self, name: &str) -> Option<usize> {
        self.fields().iter().position(|field| field.name == name)
    }

    /// The layer called `name`: canonical name or Chinese label.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|layer| layer.name() == name || layer.label().zh == name)
    }
}

impl<'de> serde::Deserialize<'de> for Layer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_name(&name)
            .ok_or_else(|| serde::de::Error::custom(format!("没有图层「{name}」")))
    }
}

impl serde::Serialize for Layer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Layer;

    #[test]
    fn every_layer_is_found_by_its_name_and_no_field_is_named_twice() {
        for layer in Layer::ALL {
            assert_eq!(Layer::from_name(layer.name()), Some(layer));
            let names: BTreeSet<_> = layer.fields().iter().map(|field| field.name).collect();
            assert_eq!(
                names.len(),
                layer.fields().len(),
                "{} names a field twice",
                layer.name()
            );
        }
    }
}
