//! Conditions on the fields of a layer, as people type them: `状态 = '在用' 且 流量 > 100`. Close to the
//! conditions of SQL, with its three-valued logic; read, typed and evaluated here, so that nothing a
//! user types ever becomes part of a query. Knows fields and values, no database and no window.
//!
//! Crates were looked at: `sqlparser` reads SQL but knows neither Chinese words nor types nor the place
//! of an error in the words of a user; `evalexpr` and `cel` have another syntax and no unknown values.

mod error;
mod eval;
mod lexer;
mod names;
mod parser;
#[cfg(test)]
mod tests;
mod tree;
mod typing;

pub use error::ExpressionError;
pub use names::{FUNCTIONS, column_name, written};

use crate::domain::{Layer, ValueRef};
use tree::Tree;

/// Longest expression in characters.
pub const MAX_CHARS: usize = 10_000;
/// Deepest nesting of parentheses, calls and negations.
pub const MAX_DEPTH: usize = 64;

/// A condition on the rows of one layer.
#[derive(Clone, Debug)]
pub struct Expression {
    tree: Tree,
    needs_geometry: bool,
}

/// Where an expression finds its values. Column 0 is the code, column `n` field `n - 1` of
/// [`Layer::fields`].
pub trait Row {
    /// The stored value.
    fn value(&self, column: usize) -> ValueRef<'_>;
    /// Metres on the ellipsoid; `None` without geometry.
    fn length_m(&self) -> Option<f64>;
    /// Square metres on the ellipsoid; `None` without geometry.
    fn area_m2(&self) -> Option<f64>;
}

impl Expression {
    /// Reads a condition on the rows of `layer`.
    pub fn parse(text: &str, layer: Layer) -> Result<Self, ExpressionError> {
        let (tree, needs_geometry) = parser::parse(text, layer)?;
        Ok(Self {
            tree,
            needs_geometry,
        })
    }

    /// Whether the row meets the condition; `None` when that is not known.
    pub fn holds(&self, row: &dyn Row) -> Option<bool> {
        eval::truth(&self.tree, row)
    }

    /// Whether lengths or areas of the geometry are asked for.
    pub const fn needs_geometry(&self) -> bool {
        self.needs_geometry
    }
}
