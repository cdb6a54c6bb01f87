//! Is the file sound? SQLite's and SpatiaLite's own answers.

use serde::Serialize;

use crate::domain::layer::Layer;
use crate::store::error::{Doing as _, StoreError};
use crate::store::project::Project;
use crate::store::table::quoted;

/// What the databases say of the file.
#[derive(Clone, Debug, Serialize)]
pub struct Health {
    /// `CheckSpatialMetaData()`: 3 is a current SpatiaLite database.
    pub spatial_metadata: i64,
    /// `integrity_check`: empty when all is well.
    pub integrity: Vec<String>,
    /// Layers whose R*-tree does not agree with their table.
    pub bad_indexes: Vec<String>,
    /// Triggers and views of unknown origin.
    pub foreign_objects: Vec<String>,
}

impl Health {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.spatial_metadata == 3
            && self.integrity.is_empty()
            && self.bad_indexes.is_empty()
            && self.foreign_objects.is_empty()
    }
}

impl Project {
    /// Checks the whole file; takes as long as reading it.
    pub fn health(&self) -> Result<Health, StoreError> {
        const DOING: &str = "检查项目文件";
        let spatial_metadata = self
            .connection
            .query_row("SELECT CheckSpatialMetaData()", [], |row| row.get(0))
            .doing(DOING)?;
        let mut statement = self
            .connection
            .prepare("PRAGMA integrity_check")
            .doing(DOING)?;
        let mut integrity: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .doing(DOING)?;
        integrity.retain(|line| line != "ok");
        let mut bad_indexes = Vec::new();
        for layer in Layer::spatial() {
            if let Some(table) = self.table(layer)
                && !self.index_agrees(layer)?
            {
                bad_indexes.push(table.name.clone());
            }
        }
        let foreign_objects = crate::store::connection::foreign_objects(&self.connection)?;
        Ok(Health {
            spatial_metadata,
            integrity,
            bad_indexes,
            foreign_objects,
        })
    }

    /// Whether every geometry has its box in the R*-tree and nothing else is there. SpatiaLite's
    /// `CheckSpatialIndex` wants to write, so a reading connection compares for itself: boxes are
    /// single precision, rounded outwards.
    fn index_agrees(&self, layer: Layer) -> Result<bool, StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(true);
        };
        let (Some(index), Some(column)) = (&table.index, &table.geometry) else {
            return Ok(false);
        };
        let (index, name, column) = (quoted(index), quoted(&table.name), quoted(column));
        let sql = format!(
            "SELECT (SELECT count(*) FROM {name} WHERE {column} IS NOT NULL) = (SELECT count(*) FROM {index})
                AND NOT EXISTS (SELECT 1 FROM {name} AS t LEFT JOIN {index} AS i ON i.pkid = t.rowid
                    WHERE t.{column} IS NOT NULL AND (i.pkid IS NULL
                        OR i.xmin > MbrMinX(t.{column}) OR i.xmax < MbrMaxX(t.{column})
                        OR i.ymin > MbrMinY(t.{column}) OR i.ymax < MbrMaxY(t.{column})
                        OR i.xmax - i.xmin > MbrMaxX(t.{column}) - MbrMinX(t.{column}) + 1e-4
                        OR i.ymax - i.ymin > MbrMaxY(t.{column}) - MbrMinY(t.{column}) + 1e-4))"
        );
        self.connection
            .query_row(&sql, [], |row| row.get(0))
            .doing("检查空间索引")
    }
}
