//! What the project file says of a whole layer without reading it: whether it is empty, whether its
//! index is whole, how far it reaches. Counts and R*-trees only.

use geo::Coord;

use crate::domain::layer::Layer;
use crate::store::error::{Doing as _, StoreError};
use crate::store::project::Project;
use crate::store::table::quoted;

/// Where features may lie, EPSG:4490 degrees: China. What is elsewhere has swapped or foreign coordinates.
const CHINA: [f64; 4] = [70.0, 140.0, 3.0, 55.0];

impl Project {
    /// Whether any feature lies outside China: its coordinates are swapped or of another system, and it
    /// covers nothing where it should. Asks the R*-tree for one feature on each side.
    pub(super) fn has_strays(&self, layer: Layer) -> Result<bool, StoreError> {
        let Some(index) = self.table(layer).and_then(|table| table.index.as_deref()) else {
            return Ok(false);
        };
        let index = quoted(index);
        self.connection
            .prepare_cached(&format!(
                "SELECT EXISTS (SELECT 1 FROM {index} WHERE xmin < ?1)
                     OR EXISTS (SELECT 1 FROM {index} WHERE xmax > ?2)
                     OR EXISTS (SELECT 1 FROM {index} WHERE ymin < ?3)
                     OR EXISTS (SELECT 1 FROM {index} WHERE ymax > ?4)"
            ))
            .and_then(|mut statement| statement.query_row(CHINA, |row| row.get(0)))
            .doing("查看数据范围")
    }

    /// Whether the layer has no feature; also when the file has no table for it.
    pub fn is_empty(&self, layer: Layer) -> Result<bool, StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(true);
        };
        self.connection
            .prepare_cached(&format!(
                "SELECT NOT EXISTS (SELECT 1 FROM {})",
                quoted(&table.name)
            ))
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .doing("查看图层是否有要素")
    }

    /// How many features the R*-tree does not hold: without geometry, or with an index that is stale.
    /// Counts rows only, so that it costs next to nothing.
    pub(super) fn unplaced(&self, layer: Layer) -> Result<u64, StoreError> {
        const DOING: &str = "核对空间索引";
        let Some(table) = self.table(layer) else {
            return Ok(0);
        };
        let (Some(index), Some(geometry)) = (&table.index, &table.geometry) else {
            return Ok(0);
        };
        let name = quoted(&table.name);
        let count = |sql: &str| -> Result<u64, StoreError> {
            self.connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
                .doing(DOING)
        };
        let rows = count(&format!("SELECT count(*) FROM {name}"))?;
        let indexed = count(&format!(
            "SELECT count(*) FROM {}",
            quoted(&format!("{index}_rowid"))
        ))?;
        if indexed == rows {
            return Ok(0);
        }
        // Some programs index a missing geometry nowhere, some leave stale entries: look closely.
        let placed = count(&format!(
            "SELECT count(*) FROM {name} AS t JOIN {} AS i ON i.rowid = t.rowid WHERE t.{} IS NOT NULL",
            quoted(&format!("{index}_rowid")),
            quoted(geometry)
        ))?;
        Ok(rows - placed.min(rows))
    }

    /// Whether `at` lies in the box around all features of all layers; `None` for an empty project.
    /// Asks the R*-trees for one feature on each side instead of reading every box.
    pub(super) fn extent_covers(&self, at: Coord<f64>) -> Result<Option<bool>, StoreError> {
        let (mut any, mut sides) = (false, [false; 4]);
        for layer in Layer::spatial() {
            if self.is_empty(layer)? {
                continue;
            }
            any = true;
            let Some(index) = self.table(layer).and_then(|table| table.index.as_deref()) else {
                // Without an index every box has to be read anyway.
                let Some(extent) = self.layer_extent(layer)? else {
                    continue;
                };
                sides[0] |= extent.min().x <= at.x;
                sides[1] |= extent.max().x >= at.x;
                sides[2] |= extent.min().y <= at.y;
                sides[3] |= extent.max().y >= at.y;
                continue;
            };
            let index = quoted(index);
            let found: [bool; 4] = self
                .connection
                .prepare_cached(&format!(
                    "SELECT EXISTS (SELECT 1 FROM {index} WHERE xmin <= ?1),
                            EXISTS (SELECT 1 FROM {index} WHERE xmax >= ?1),
                            EXISTS (SELECT 1 FROM {index} WHERE ymin <= ?2),
                            EXISTS (SELECT 1 FROM {index} WHERE ymax >= ?2)"
                ))
                .and_then(|mut statement| {
                    statement.query_row([at.x, at.y], |row| {
                        Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
                    })
                })
                .doing("查看数据范围")?;
            for (side, found) in sides.iter_mut().zip(found) {
                *side |= found;
            }
        }
        Ok(any.then(|| sides.into_iter().all(|side| side)))
    }
}
