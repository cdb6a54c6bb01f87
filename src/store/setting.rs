//! Writing the settings of a project: the value and its journal row in one transaction.

use rusqlite::OptionalExtension as _;

use crate::store::error::{Doing as _, StoreError};
use crate::store::journal::{Change, Operation, record};
use crate::store::project::Project;

const DOING: &str = "写入项目设置";

impl Project {
    /// Sets `key` to `value`, or takes it away; the journal keeps what it was before.
    pub fn set_setting(
        &mut self,
        key: &str,
        value: Option<&str>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let path = self.path().to_owned();
        let mut write = || -> Result<(), StoreError> {
            let transaction = self.connection.transaction().doing(DOING)?;
            let before: Option<String> = transaction
                .query_row(
                    "SELECT value FROM project_setting WHERE key = ?1",
                    [key],
                    |row| row.get(0),
                )
                .optional()
                .doing(DOING)?;
            match value {
                Some(value) => transaction.execute(
                    "INSERT INTO project_setting (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    [key, value],
                ),
                None => transaction.execute("DELETE FROM project_setting WHERE key = ?1", [key]),
            }
            .doing(DOING)?;
            let after = serde_json::json!({ "key": key, "before": before, "after": value });
            record(
                &transaction,
                change,
                Operation::Setting,
                "project_setting",
                &after,
            )?;
            transaction.commit().doing(DOING)
        };
        write().map_err(|error| error.about(&path))
    }
}
