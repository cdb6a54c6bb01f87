//! How a layer is stored in this very file. Our own files follow the catalog; copies made by QGIS or
//! ogr2ogr may name the key and the geometry differently, so both are looked up, never assumed.

use rusqlite::{Connection, OptionalExtension as _};

use crate::domain::layer::Layer;
use crate::geodesy::STORAGE_EPSG;
use crate::store::error::{Doing as _, StoreError};

/// Systems whose degrees are ours: CGCS2000, and WGS 84, which is the same within decimetres.
pub(super) const OWN_SRIDS: [i64; 2] = [STORAGE_EPSG as i64, 4326];

/// The names under which a layer is stored.
#[derive(Clone, Debug)]
pub(super) struct LayerTable {
    pub(super) layer: Layer,
    /// Table name as the file spells it.
    pub(super) name: String,
    /// Geometry column; `None` for tables without geometry.
    pub(super) geometry: Option<String>,
    /// Table of the R*-tree; `None` when the layer has no spatial index.
    pub(super) index: Option<String>,
    /// Which of the layer's fields have a column, parallel to [`Layer::fields`].
    pub(super) columns: Vec<bool>,
}

impl LayerTable {
    /// The tables of all layers that the file has.
    pub(super) fn discover_all(connection: &Connection) -> Result<Vec<Self>, StoreError> {
        let mut tables = Vec::new();
        for layer in Layer::ALL {
            if let Some(table) = Self::discover(connection, layer)? {
                tables.push(table);
            }
        }
        Ok(tables)
    }

    fn discover(connection: &Connection, layer: Layer) -> Result<Option<Self>, StoreError> {
        const DOING: &str = "查找图层";
        let name: Option<String> = connection
            .query_row(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND lower(name) = ?1",
                [layer.name()],
                |row| row.get(0),
            )
            .optional()
            .doing(DOING)?;
        let Some(name) = name else { return Ok(None) };
        let mut statement = connection
            .prepare_cached("SELECT lower(name) FROM pragma_table_info(?1)")
            .doing(DOING)?;
        let present: Vec<String> = statement
            .query_map([&name], |row| row.get(0))
            .and_then(Iterator::collect)
            .doing(DOING)?;
        if !present.iter().any(|column| column == "code") {
            return Ok(None);
        }
        let mut table = Self {
            layer,
            geometry: None,
            index: None,
            columns: layer
                .fields()
                .iter()
                .map(|field| present.iter().any(|name| name == field.name))
                .collect(),
            name,
        };
        if layer.geometry().is_some() {
            let found: Option<(String, bool, i64)> = connection
                .query_row(
                    "SELECT f_geometry_column, spatial_index_enabled = 1, srid FROM geometry_columns
                     WHERE lower(f_table_name) = ?1",
                    [layer.name()],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()
                .doing(DOING)?;
            let Some((column, indexed, srid)) = found else {
                return Ok(None);
            };
            if !OWN_SRIDS.contains(&srid) {
                return Err(StoreError::WrongCrs {
                    layer: layer.name(),
                    srid,
                });
            }
            let indexed =
                indexed && has_index(connection, &format!("idx_{}_{column}", table.name))?;
            table.index = indexed.then(|| format!("idx_{}_{column}", table.name));
            table.geometry = Some(column);
        }
        Ok(Some(table))
    }

    /// The columns to select: key, code, geometry (or NULL), then one per field; NULL for a field that
    /// has no column or that `wanted` does not name.
    pub(super) fn select_list(&self, wanted: Option<&[&str]>) -> String {
        let mut list = format!("t.rowid, t.\"code\", {}", self.geometry_expression());
        for (field, present) in self.layer.fields().iter().zip(&self.columns) {
            list.push_str(", ");
            if *present && wanted.is_none_or(|names| names.contains(&field.name)) {
                list.push_str("t.\"");
                list.push_str(field.name);
                list.push('"');
            } else {
                list.push_str("NULL");
            }
        }
        list
    }

    /// The columns to select where no geometry is wanted: key, code, then one per field.
    pub(super) fn value_list(&self) -> String {
        let mut list = "t.rowid, t.\"code\"".to_owned();
        for (field, present) in self.layer.fields().iter().zip(&self.columns) {
            list.push_str(", ");
            if *present {
                list.push_str("t.");
                list.push_str(&quoted(field.name));
            } else {
                list.push_str("NULL");
            }
        }
        list
    }

    /// The geometry column, quoted, or `NULL`.
    pub(super) fn geometry_expression(&self) -> String {
        self.geometry.as_ref().map_or_else(
            || "NULL".to_owned(),
            |column| format!("t.{}", quoted(column)),
        )
    }
}

/// Whether the R*-tree that the metadata promise is there: another program may have dropped it.
fn has_index(connection: &Connection, name: &str) -> Result<bool, StoreError> {
    connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?1))",
            [name],
            |row| row.get(0),
        )
        .doing("查找空间索引")
}

/// A name as an SQL identifier. Names come from the file, so quotes inside are doubled.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
