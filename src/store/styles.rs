//! Styles in the project file: the project's own as settings, and for QGIS the table `layer_styles`
//! with the same looks. Texts only; what they mean is known above.

use rusqlite::{Connection, OptionalExtension as _};

use crate::domain::{Feature, Layer};
use crate::store::error::{Doing as _, StoreError};
use crate::store::journal::{Change, Operation, record};
use crate::store::project::Project;
use crate::store::table::quoted;

const DOING: &str = "保存样式";
/// Who our rows of `layer_styles` belong to; rows of anybody else are never touched.
pub const STYLE_OWNER: &str = "shuijie";
/// Key of a layer's style among the settings of the project.
const KEY: &str = "style.";
/// The columns that QGIS reads.
const COLUMNS: [&str; 12] = [
    "f_table_catalog",
    "f_table_schema",
    "f_table_name",
    "f_geometry_column",
    "stylename",
    "styleqml",
    "stylesld",
    "useasdefault",
    "description",
    "owner",
    "ui",
    "update_time",
];

/// One row of `layer_styles`.
#[derive(Clone, Debug, PartialEq)]
pub struct QgisStyle {
    /// The layer.
    pub layer: Layer,
    /// What QGIS lists it as.
    pub name: String,
    /// QGIS 3 style document.
    pub qml: String,
    /// The same as SLD 1.1.
    pub sld: String,
    /// Whether QGIS takes it when it opens the layer.
    pub default: bool,
    /// One sentence for people.
    pub description: String,
}

impl Project {
    /// The project's own styles as they were stored, by layer.
    pub fn own_styles(&self) -> Result<Vec<(Layer, String)>, StoreError> {
        let settings = self.settings()?;
        Ok(settings
            .into_iter()
            .filter_map(|(key, text)| Some((Layer::from_name(key.strip_prefix(KEY)?)?, text)))
            .collect())
    }

    /// Stores styles of the project's own, takes away those that are `None`, and brings `layer_styles`
    /// up to date with `qgis`. One transaction; the journal keeps each text before and after.
    pub fn save_styles(
        &mut self,
        own: &[(Layer, Option<String>)],
        qgis: &[QgisStyle],
        change: &Change,
    ) -> Result<(), StoreError> {
        let path = self.path().to_owned();
        let columns = self.geometry_columns(qgis);
        let mut write = || -> Result<(), StoreError> {
            let transaction = self.connection.transaction().doing(DOING)?;
            for (layer, text) in own {
                set_style(&transaction, *layer, text.as_deref(), change)?;
            }
            write_qgis(&transaction, &columns, &change.at)?;
            transaction.commit().doing(DOING)
        };
        write().map_err(|error| error.about(&path))
    }

    /// Styles with the table and the geometry column as this file spells them.
    fn geometry_columns<'a>(
        &self,
        styles: &'a [QgisStyle],
    ) -> Vec<(String, String, &'a QgisStyle)> {
        styles
            .iter()
            .filter_map(|style| {
                let table = self.table(style.layer)?;
                Some((table.name.clone(), table.geometry.clone()?, style))
            })
            .collect()
    }

    /// Hands every feature of `layer` to `visit`, by id, with no geometry and only `fields` read; the
    /// other values are `Null`.
    pub fn visit_values(
        &self,
        layer: Layer,
        fields: &[&str],
        visit: &mut dyn FnMut(Feature),
    ) -> Result<(), StoreError> {
        const DOING: &str = "读取字段";
        let Some(table) = self.table(layer) else {
            return Ok(());
        };
        let places: Vec<usize> = fields
            .iter()
            .filter_map(|name| layer.field_index(name))
            .filter(|index| table.columns[*index])
            .collect();
        let mut list = "rowid".to_owned();
        for place in &places {
            list.push_str(", ");
            list.push_str(&quoted(layer.fields()[*place].name));
        }
        let sql = format!("SELECT {list} FROM {} ORDER BY rowid", quoted(&table.name));
        let mut statement = self.connection.prepare_cached(&sql).doing(DOING)?;
        let mut rows = statement.query([]).doing(DOING)?;
        while let Some(row) = rows.next().doing(DOING)? {
            let mut values = vec![crate::domain::Value::Null; layer.fields().len()];
            for (column, place) in places.iter().enumerate() {
                values[*place] = crate::store::read::value(row, 1 + column)?;
            }
            visit(Feature {
                layer,
                id: row.get(0).doing(DOING)?,
                code: String::new(),
                geometry: None,
                values,
            });
        }
        Ok(())
    }
}

fn set_style(
    connection: &Connection,
    layer: Layer,
    text: Option<&str>,
    change: &Change,
) -> Result<(), StoreError> {
    let key = format!("{KEY}{}", layer.name());
    let before: Option<String> = connection
        .query_row(
            "SELECT value FROM project_setting WHERE key = ?1",
            [&key],
            |row| row.get(0),
        )
        .optional()
        .doing(DOING)?;
    if before.as_deref() == text {
        return Ok(());
    }
    match text {
        Some(text) => connection.execute(
            "INSERT INTO project_setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key.as_str(), text],
        ),
        None => connection.execute("DELETE FROM project_setting WHERE key = ?1", [&key]),
    }
    .doing(DOING)?;
    let after = serde_json::json!({ "key": key, "before": before, "after": text });
    record(
        connection,
        change,
        Operation::Setting,
        "project_setting",
        &after,
    )?;
    Ok(())
}

/// Replaces our rows. A table of that name that is not as QGIS makes it belongs to somebody else.
fn write_qgis(
    connection: &Connection,
    styles: &[(String, String, &QgisStyle)],
    at: &str,
) -> Result<(), StoreError> {
    if styles.is_empty() {
        return Ok(());
    }
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS layer_styles (
                 id INTEGER PRIMARY KEY AUTOINCREMENT,
                 f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
                 f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
                 useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT,
                 update_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP)",
        )
        .doing(DOING)?;
    let mut statement = connection
        .prepare("SELECT lower(name) FROM pragma_table_info('layer_styles')")
        .doing(DOING)?;
    let present: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .and_then(Iterator::collect)
        .doing(DOING)?;
    if COLUMNS
        .iter()
        .any(|name| !present.iter().any(|own| own == name))
    {
        tracing::warn!("layer_styles is not the table that QGIS makes; it is left as it is");
        return Ok(());
    }
    for (table, column, _) in styles {
        connection
            .execute(
                "DELETE FROM layer_styles
                 WHERE owner = ?1 AND f_table_name = ?2 AND f_geometry_column = ?3",
                [STYLE_OWNER, table, column],
            )
            .doing(DOING)?;
    }
    // QGIS looks for NULL as catalog and schema when it reads SpatiaLite, and for empty texts when GDAL
    // reads the file for it: each finds its own row.
    for schema in [None, Some("")] {
        for (table, column, style) in styles {
            let sld = schema.is_none().then_some(&style.sld);
            connection
                .prepare_cached(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,
                         f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,
                         owner, ui, update_time)
                     VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6,
                         ?7 AND NOT EXISTS (SELECT 1 FROM layer_styles WHERE f_table_name = ?2
                             AND f_geometry_column = ?3 AND useAsDefault AND owner IS NOT ?8),
                         ?9, ?8, NULL, ?10)",
                )
                .and_then(|mut insert| {
                    insert.execute(rusqlite::params![
                        schema,
                        table,
                        column,
                        style.name,
                        style.qml,
                        sld,
                        style.default,
                        STYLE_OWNER,
                        style.description,
                        at,
                    ])
                })
                .doing(DOING)?;
        }
    }
    Ok(())
}
