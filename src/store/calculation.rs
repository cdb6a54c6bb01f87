//! Stored calculations: which model in which version made which result from which inputs, when, by
//! whom and what for. Rows are only ever added: a calculation that a decision rests on must not change.

use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::rules::capacity::Calculation;
use crate::store::error::{Doing as _, StoreError};
use crate::store::journal::{self, Change, Operation};
use crate::store::project::Project;

const TABLE: &str = "calculation";

/// A calculation as stored.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct StoredCalculation {
    /// Number within the project.
    pub id: i64,
    /// Time in UTC, RFC 3339.
    pub at: String,
    /// The user.
    pub who: String,
    /// What it is for; empty when nobody said.
    pub note: String,
    /// Model, inputs with units, results.
    pub calculation: Calculation,
}

/// The table of this module.
pub(super) fn create_table(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS calculation (
                 id INTEGER PRIMARY KEY AUTOINCREMENT,
                 at TEXT NOT NULL, who TEXT NOT NULL, note TEXT NOT NULL,
                 model TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL)",
        )
        .doing("创建计算记录表")
}

impl Project {
    /// Stores `calculation` with the head and the reason of `change`; its number.
    pub fn save_calculation(
        &mut self,
        calculation: &Calculation,
        change: &Change,
    ) -> Result<i64, StoreError> {
        const DOING: &str = "保存计算";
        let document = serde_json::to_string(calculation).map_err(|source| StoreError::Sql {
            doing: DOING,
            source: rusqlite::Error::ToSqlConversionFailure(Box::new(source)),
        })?;
        let transaction = self.connection.transaction().doing(DOING)?;
        transaction
            .execute(
                "INSERT INTO calculation (at, who, note, model, version, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    &change.at,
                    &change.who,
                    &change.why,
                    &calculation.model,
                    calculation.version,
                    &document,
                ),
            )
            .doing(DOING)?;
        let id = transaction.last_insert_rowid();
        let after = serde_json::json!({ "id": id, "model": calculation.model, "version": calculation.version });
        journal::record(&transaction, change, Operation::Calculation, TABLE, &after)?;
        transaction.commit().doing(DOING)?;
        Ok(id)
    }

    /// Every stored calculation, oldest first; empty for a file without the table.
    pub fn calculations(&self) -> Result<Vec<StoredCalculation>, StoreError> {
        const DOING: &str = "读取计算记录";
        let there: Option<i64> = self
            .connection
            .query_row(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1",
                [TABLE],
                |row| row.get(0),
            )
            .optional()
            .doing(DOING)?;
        if there.is_none() {
            return Ok(Vec::new());
        }
        self.connection
            .prepare("SELECT id, at, who, note, document FROM calculation ORDER BY id")
            .and_then(|mut select| select.query_map([], stored)?.collect())
            .doing(DOING)
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredCalculation> {
    const DOCUMENT: usize = 4;
    let document: String = row.get(DOCUMENT)?;
    let calculation = serde_json::from_str(&document).map_err(|source| {
        rusqlite::Error::FromSqlConversionFailure(
            DOCUMENT,
            rusqlite::types::Type::Text,
            Box::new(source),
        )
    })?;
    Ok(StoredCalculation {
        id: row.get(0)?,
        at: row.get(1)?,
        who: row.get(2)?,
        note: row.get(3)?,
        calculation,
    })
}
