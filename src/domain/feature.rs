//! One feature of a layer.

use crate::domain::layer::Layer;
use crate::domain::value::Value;

/// A row of a layer: identity, geometry in EPSG:4490 (x = longitude) and attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// The layer it belongs to.
    pub layer: Layer,
    /// Primary key; 0 before it is stored.
    pub id: i64,
    /// Unique within the layer.
    pub code: String,
    /// `None` for tables without geometry and for rows whose geometry is missing.
    pub geometry: Option<geo::Geometry<f64>>,
    /// One value per entry of [`Layer::fields`], in that order.
    pub values: Vec<Value>,
}

impl Feature {
    /// The value of the field called `name`; `Null` when the layer has no such field.
    pub fn value(&self, name: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.layer
            .field_index(name)
            .and_then(|index| self.values.get(index))
            .unwrap_or(&NULL)
    }

    /// The text of the field called `name`, if it is known.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.value(name).as_text()
    }

    /// The code in the choice field called `name`, if it is one of its choices. Other programs may have
    /// written anything: what is not a known code says nothing, and must never read as "something else".
    pub fn known_choice(&self, name: &str) -> Option<&'static str> {
        let field = &self.layer.fields()[self.layer.field_index(name)?];
        field.choice(self.text(name)?).map(|choice| choice.code)
    }

    /// The number of the field called `name`, if it is known.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.value(name).as_f64()
    }

    /// The feature's name; empty when it has none.
    pub fn name(&self) -> &str {
        self.text("name").unwrap_or_default()
    }
}
