//! Which state a layer is in. Three triggers per layer count every row that is added, changed or
//! deleted, whichever program does it, so that a check on file can tell that its data moved on.
//!
//! Seen: changes by this program (journal), by QGIS, ogr2ogr, `sqlite3` and anything else that writes
//! rows through SQLite. Not seen: a program that drops the triggers, writes, and makes the very same
//! triggers again (as our own bulk import does, which leaves a journal row instead), and one that sets
//! the counter back. A table that was rebuilt without its triggers has another version from then on,
//! in which only the number of rows and the largest key tell of further changes.

use rusqlite::{Connection, OptionalExtension as _};

use crate::domain::finding::DataVersion;
use crate::domain::layer::Layer;
use crate::store::error::{Doing as _, StoreError};
use crate::store::project::Project;
use crate::store::table::quoted;

const DOING: &str = "登记图层改动";
/// Triggers of a layer that is watched: one per event.
const TRIGGERS: i64 = 3;
const EVENTS: [&str; TRIGGERS as usize] = ["insert", "update", "delete"];

fn trigger_name(event: &str, layer: &str) -> String {
    format!("shuijie_{event}_{layer}")
}

fn trigger_sql(event: &str, table: &str) -> String {
    let layer = table.to_ascii_lowercase();
    format!(
        "CREATE TRIGGER {} AFTER {event} ON {} BEGIN UPDATE layer_change SET changes = changes + 1 WHERE layer = '{layer}'; END",
        trigger_name(event, &layer),
        quoted(table)
    )
}

/// Whether a trigger is one of ours, to the letter.
pub(super) fn is_watching(name: &str, table: &str, sql: &str) -> bool {
    let layer = table.to_ascii_lowercase();
    Layer::from_name(&layer).is_some()
        && EVENTS
            .into_iter()
            .any(|event| trigger_name(event, &layer) == name && trigger_sql(event, table) == sql)
}

/// Sets up counter and triggers of every layer that has none, inside the caller's transaction.
pub(super) fn watch(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS layer_change (
                 layer TEXT PRIMARY KEY NOT NULL, changes INTEGER NOT NULL)",
        )
        .doing(DOING)?;
    for layer in Layer::ALL {
        let table: Option<String> = connection
            .query_row(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND lower(name) = ?1",
                [layer.name()],
                |row| row.get(0),
            )
            .optional()
            .doing(DOING)?;
        let Some(table) = table else { continue };
        connection
            .execute(
                "INSERT OR IGNORE INTO layer_change (layer, changes) VALUES (?1, 0)",
                [layer.name()],
            )
            .doing(DOING)?;
        for event in EVENTS {
            let exists: bool = connection
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = ?1)",
                    [trigger_name(event, layer.name())],
                    |row| row.get(0),
                )
                .doing(DOING)?;
            if !exists {
                connection
                    .execute_batch(&trigger_sql(event, &table))
                    .doing(DOING)?;
            }
        }
    }
    Ok(())
}

impl Project {
    /// Which state of the layer this is: `JOURNAL.CHANGES.KEY`, its last journal entry, the number of
    /// rows written by whatever program (`-` where nothing counts them: a foreign copy, an older
    /// file), and the largest key that it ever had rows under. Holds no times: the same history gives
    /// the same version.
    pub fn data_version(&self, layer: Layer) -> Result<DataVersion, StoreError> {
        let journal = self.number("SELECT max(id) FROM journal WHERE layer = ?1", layer.name())?;
        let table = self.table(layer).map(|table| table.name.as_str());
        let watched = table
            .map(|table| {
                self.number(
                    "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1
                     AND name LIKE 'shuijie\\_%' ESCAPE '\\'",
                    table,
                )
            })
            .transpose()?
            .flatten()
            == Some(TRIGGERS);
        let changes = if watched {
            self.number(
                "SELECT changes FROM layer_change WHERE layer = ?1",
                layer.name(),
            )?
        } else {
            None
        };
        let key = match table {
            Some(table) => self
                .connection
                .query_row(
                    &format!("SELECT max(rowid) FROM {}", quoted(table)),
                    [],
                    |row| row.get::<_, Option<i64>>(0),
                )
                .doing(DOING)?,
            None => None,
        };
        let changes = changes.map_or_else(|| "-".to_owned(), |changes| changes.to_string());
        Ok(DataVersion {
            layer: layer.name().to_owned(),
            features: self.count(layer)?,
            version: format!("{}.{changes}.{}", journal.unwrap_or(0), key.unwrap_or(0)),
        })
    }

    /// The one number that `sql` gives; `None` when there is none, or no such table: a copy made by
    /// another program may lack our own.
    fn number(&self, sql: &str, parameter: &str) -> Result<Option<i64>, StoreError> {
        let missing = |error: &rusqlite::Error| {
            matches!(error, rusqlite::Error::SqliteFailure(failure, _)
                if failure.code == rusqlite::ErrorCode::Unknown)
        };
        match self.connection.prepare_cached(sql) {
            Ok(mut select) => select
                .query_row([parameter], |row| row.get::<_, Option<i64>>(0))
                .optional()
                .map(Option::flatten)
                .doing(DOING),
            Err(error) if missing(&error) => Ok(None),
            Err(error) => Err(error).doing(DOING),
        }
    }
}
