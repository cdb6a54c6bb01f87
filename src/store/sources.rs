//! Where the data of a layer come from and when they were last changed, for maps and reports.

use crate::domain::layer::Layer;
use crate::store::error::{Doing as _, StoreError};
use crate::store::project::Project;
use crate::store::table::quoted;

/// More different sources than this are not told apart.
const MAX_SOURCES: usize = 12;

/// The sources of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSources {
    /// The layer.
    pub layer: Layer,
    /// What its features give as their source, most features first; empty where none gives any.
    pub names: Vec<String>,
    /// Day of the layer's last journalled change, `YYYY-MM-DD`; `None` when there is none.
    pub changed: Option<String>,
}

impl Project {
    /// The sources of `layer`.
    pub fn sources(&self, layer: Layer) -> Result<LayerSources, StoreError> {
        const DOING: &str = "读取资料来源";
        let changed: Option<String> = self
            .connection
            .query_row(
                "SELECT substr(max(at), 1, 10) FROM journal WHERE layer = ?1",
                [layer.name()],
                |row| row.get(0),
            )
            // A copy made by another program has no journal.
            .unwrap_or_default();
        let mut names = Vec::new();
        let has_source = |table: &&crate::store::table::LayerTable| {
            let column = layer.field_index("source");
            column.is_some_and(|column| table.columns.get(column) == Some(&true))
        };
        if let Some(table) = self.table(layer).filter(has_source) {
            let mut statement = self
                .connection
                .prepare(&format!(
                    "SELECT trim(source) FROM {} WHERE trim(source) <> ''
                     GROUP BY trim(source) ORDER BY count(*) DESC, trim(source) LIMIT {MAX_SOURCES}",
                    quoted(&table.name)
                ))
                .doing(DOING)?;
            names = statement
                .query_map([], |row| row.get(0))
                .and_then(Iterator::collect)
                .doing(DOING)?;
        }
        Ok(LayerSources {
            layer,
            names,
            changed,
        })
    }
}
