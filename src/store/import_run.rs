//! Imports on file: what came from where with which report, what it replaced, and taking the last one
//! back as one step.
//!
//! What an import overwrites or deletes goes into a table of its own beside the layer
//! (`import_before_LAYER`), with the very types of the layer's columns. Only the last import of a layer
//! can be taken back, so only its rows are kept.

use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::domain::layer::Layer;
use crate::store::datum;
use crate::store::error::{Doing as _, StoreError};
use crate::store::journal::{self, Change, Operation};
use crate::store::project::Project;
use crate::store::table::{LayerTable, quoted};

const DOING: &str = "登记导入";
const UNDOING: &str = "撤销导入";

/// How rows of a file go into a layer that has some already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportMode {
    /// Add them; a code that is there already is refused.
    #[default]
    Append,
    /// Change the feature with the same code, add the others. Blank cells change nothing.
    Update,
    /// Delete what is there, then add them.
    Replace,
}

impl ImportMode {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Append, Self::Update, Self::Replace];

    /// As stored and typed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Append => "append",
            Self::Update => "update",
            Self::Replace => "replace",
        }
    }
}

/// What is kept about an import beside its rows.
#[derive(Clone, Copy, Debug)]
pub struct RunHead<'a> {
    /// Name of the file, without its folder.
    pub file: &'a str,
    /// How rows went in.
    pub mode: ImportMode,
    /// The report as JSON.
    pub report: &'a str,
    /// The system of a datum that is unresolved; `None` for positions that are what they say.
    pub unresolved: Option<&'a str>,
}

/// An import on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// Its number in the project.
    pub id: i64,
    /// Time in UTC, RFC 3339.
    pub at: String,
    /// The user.
    pub who: String,
    /// Canonical name of the layer.
    pub layer: String,
    /// Name of the file.
    pub file: String,
    /// See [`ImportMode::code`].
    pub mode: String,
    /// When it was taken back; `None` while it stands.
    pub undone_at: Option<String>,
}

/// Version 7: imports on file.
pub(super) fn create_table(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS import_run (
                 id INTEGER PRIMARY KEY AUTOINCREMENT,
                 at TEXT NOT NULL, who TEXT NOT NULL, layer TEXT NOT NULL, file TEXT NOT NULL,
                 mode TEXT NOT NULL, report TEXT NOT NULL,
                 journal_id INTEGER NOT NULL, first_id INTEGER, last_id INTEGER,
                 changes INTEGER, has_before INTEGER NOT NULL, datum_before TEXT, undone_at TEXT);
             CREATE INDEX IF NOT EXISTS import_run_by_layer ON import_run (layer, id);",
        )
        .doing("创建导入登记表")
}

/// What a run did to its layer.
pub(super) struct Done {
    pub(super) journal_id: i64,
    pub(super) ids: Option<(i64, i64)>,
    pub(super) has_before: bool,
}

fn before_table(layer: Layer) -> String {
    format!("import_before_{}", layer.name())
}

/// What stands for the key in a table of what was there before.
const BEFORE_KEY: &str = "shuijie_before_row";

/// Every column of a table but the one that is its key: those that other programs added too.
fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut select = connection
        .prepare("SELECT name, upper(type) = 'INTEGER' AND pk = 1 FROM pragma_table_info(?1) ORDER BY cid")
        .doing(DOING)?;
    let all: Vec<(String, bool)> = select
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .doing(DOING)?;
    Ok(all
        .into_iter()
        .filter(|(_, is_key)| !is_key)
        .map(|(name, _)| name)
        .collect())
}

fn list(columns: &[String]) -> String {
    let quoted: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    quoted.join(", ")
}

/// Makes the empty table for what a run overwrites; the rows of the run before it are forgotten. Gives
/// the columns that are kept, as a list for SQL.
pub(super) fn make_before(
    connection: &Connection,
    table: &LayerTable,
) -> Result<String, StoreError> {
    forget_before(connection, table.layer)?;
    let columns = list(&columns(connection, &table.name)?);
    connection
        .execute_batch(&format!(
            "CREATE TABLE {} AS SELECT rowid AS {BEFORE_KEY}, {columns} FROM {} WHERE 0",
            quoted(&before_table(table.layer)),
            quoted(&table.name)
        ))
        .doing(DOING)?;
    Ok(columns)
}

pub(super) fn forget_before(connection: &Connection, layer: Layer) -> Result<(), StoreError> {
    connection
        .execute_batch(&format!(
            "DROP TABLE IF EXISTS {}",
            quoted(&before_table(layer))
        ))
        .doing(DOING)
}

/// Keeps rows as they are: all, or one.
pub(super) fn keep_before(
    connection: &Connection,
    table: &LayerTable,
    columns: &str,
    id: Option<i64>,
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO {} ({BEFORE_KEY}, {columns}) SELECT rowid, {columns} FROM {} WHERE ?1 IS NULL OR rowid = ?1",
        quoted(&before_table(table.layer)),
        quoted(&table.name)
    );
    // `OR` keeps the key from being used, so one row has a statement of its own.
    let sql = if id.is_some() {
        sql.replace("?1 IS NULL OR rowid = ?1", "rowid = ?1")
    } else {
        sql
    };
    connection
        .prepare_cached(&sql)
        .and_then(|mut keep| keep.execute([id]))
        .doing(DOING)?;
    Ok(())
}

/// Puts a run on file inside the caller's transaction.
pub(super) fn record(
    connection: &Connection,
    change: &Change,
    table: &LayerTable,
    head: &RunHead<'_>,
    done: &Done,
) -> Result<i64, StoreError> {
    let layer = table.layer;
    let standing = match (head.unresolved, head.mode) {
        (Some(system), _) => datum::mark(connection, layer, Some(system))?,
        (None, ImportMode::Replace) => datum::mark(connection, layer, None)?,
        (None, ImportMode::Append | ImportMode::Update) => datum::get(connection, layer)?,
    };
    let (first, last) = done.ids.unzip();
    connection
        .execute(
            "INSERT INTO import_run (at, who, layer, file, mode, report, journal_id, first_id, last_id,
                 changes, has_before, datum_before) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            rusqlite::params![
                change.at,
                change.who,
                layer.name(),
                head.file,
                head.mode.code(),
                head.report,
                done.journal_id,
                first,
                last,
                counter(connection, layer)?,
                done.has_before,
                standing,
            ],
        )
        .doing(DOING)?;
    Ok(connection.last_insert_rowid())
}

/// How many rows other ways than bulk imports have written; `None` where nothing counts.
fn counter(connection: &Connection, layer: Layer) -> Result<Option<i64>, StoreError> {
    connection
        .query_row(
            "SELECT changes FROM layer_change WHERE layer = ?1",
            [layer.name()],
            |row| row.get(0),
        )
        .optional()
        .doing(DOING)
}

fn run(row: &Row<'_>) -> rusqlite::Result<ImportRun> {
    Ok(ImportRun {
        id: row.get(0)?,
        at: row.get(1)?,
        who: row.get(2)?,
        layer: row.get(3)?,
        file: row.get(4)?,
        mode: row.get(5)?,
        undone_at: row.get(6)?,
    })
}

const RUN: &str = "SELECT id, at, who, layer, file, mode, undone_at FROM import_run";

impl Project {
    fn has_import_runs(&self) -> Result<bool, StoreError> {
        self.connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'import_run')",
                [],
                |row| row.get(0),
            )
            .doing("读取导入登记")
    }

    /// Every import on file, the last first.
    pub fn import_runs(&self) -> Result<Vec<ImportRun>, StoreError> {
        if !self.has_import_runs()? {
            return Ok(Vec::new());
        }
        self.connection
            .prepare(&format!("{RUN} ORDER BY id DESC"))
            .and_then(|mut select| select.query_map([], run)?.collect())
            .doing("读取导入登记")
    }

    /// The report of an import as JSON; `None` when there is no such import.
    pub fn import_report(&self, id: i64) -> Result<Option<String>, StoreError> {
        if !self.has_import_runs()? {
            return Ok(None);
        }
        self.connection
            .query_row("SELECT report FROM import_run WHERE id = ?1", [id], |row| {
                row.get(0)
            })
            .optional()
            .doing("读取导入报告")
    }

    /// The import with the number `id`.
    pub fn import_run(&self, id: i64) -> Result<ImportRun, StoreError> {
        let missing = || StoreError::NoSuchImport { id };
        if !self.has_import_runs()? {
            return Err(missing());
        }
        self.connection
            .query_row(&format!("{RUN} WHERE id = ?1"), [id], run)
            .optional()
            .doing("读取导入登记")?
            .ok_or_else(missing)
    }

    /// Takes the import with the number `id` back as a whole: what it added goes, what it changed or
    /// deleted comes back. Refused when it is not the last one of its layer, and when the layer was
    /// changed since.
    pub fn undo_import(&mut self, id: i64, change: &Change) -> Result<ImportRun, StoreError> {
        let asked = self.import_run(id)?;
        let layer = Layer::from_name(&asked.layer).ok_or(StoreError::NoSuchImport { id })?;
        let table = self.table(layer).cloned().ok_or(StoreError::NoTable {
            layer: layer.name(),
        })?;
        let nothing = || StoreError::NothingToUndo {
            layer: layer.name(),
        };
        let path = self.path().to_owned();
        let mut undo = || -> Result<ImportRun, StoreError> {
            let transaction = self
                .connection
                .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
                .doing(UNDOING)?;
            let last = transaction
                .query_row(
                    &format!("{RUN} WHERE layer = ?1 ORDER BY id DESC LIMIT 1"),
                    [layer.name()],
                    run,
                )
                .optional()
                .doing(UNDOING)?
                .ok_or_else(nothing)?;
            if last.id != id {
                return Err(StoreError::ImportedSince {
                    file: asked.file.clone(),
                    later: last.file,
                });
            }
            if last.undone_at.is_some() {
                return Err(nothing());
            }
            take_back(&transaction, &table, last.id)?;
            let after = serde_json::json!({ "run": last.id, "file": last.file });
            journal::record(
                &transaction,
                change,
                Operation::ImportUndone,
                layer.name(),
                &after,
            )?;
            transaction
                .execute(
                    "UPDATE import_run SET undone_at = ?2 WHERE id = ?1",
                    (last.id, &change.at),
                )
                .doing(UNDOING)?;
            transaction.commit().doing(UNDOING)?;
            Ok(ImportRun {
                undone_at: Some(change.at.clone()),
                ..last
            })
        };
        undo().map_err(|error| error.about(&path))
    }
}

fn take_back(connection: &Connection, table: &LayerTable, id: i64) -> Result<(), StoreError> {
    type Kept = (
        i64,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        bool,
        Option<String>,
    );
    let layer = table.layer;
    let (journal_id, first, last, changes, has_before, datum_before): Kept = connection
        .query_row(
            "SELECT journal_id, first_id, last_id, changes, has_before, datum_before FROM import_run WHERE id = ?1",
            [id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
        )
        .doing(UNDOING)?;
    let newest: Option<i64> = connection
        .query_row(
            "SELECT max(id) FROM journal WHERE layer = ?1",
            [layer.name()],
            |row| row.get(0),
        )
        .doing(UNDOING)?;
    let name = quoted(&table.name);
    let largest: Option<i64> = connection
        .query_row(&format!("SELECT max(rowid) FROM {name}"), [], |row| {
            row.get(0)
        })
        .doing(UNDOING)?;
    let grown = last.is_some_and(|last| largest.is_some_and(|largest| largest > last));
    if newest != Some(journal_id) || counter(connection, layer)? != changes || grown {
        return Err(StoreError::ChangedSince {
            layer: layer.name(),
        });
    }
    if let (Some(first), Some(last)) = (first, last) {
        connection
            .execute(
                &format!("DELETE FROM {name} WHERE rowid BETWEEN ?1 AND ?2"),
                (first, last),
            )
            .doing(UNDOING)?;
    }
    if has_before {
        // The key comes first; earlier versions of the program kept fewer columns and called it otherwise.
        let mut kept = columns(connection, &before_table(layer))?.into_iter();
        let key = quoted(&kept.next().unwrap_or_else(|| BEFORE_KEY.to_owned()));
        let present = columns(connection, &table.name)?;
        let kept: Vec<String> = kept.filter(|name| present.contains(name)).collect();
        let (before, columns) = (quoted(&before_table(layer)), list(&kept));
        connection
            .execute_batch(&format!(
                "DELETE FROM {name} WHERE rowid IN (SELECT {key} FROM {before});
                 INSERT INTO {name} (rowid, {columns}) SELECT {key}, {columns} FROM {before};"
            ))
            .doing(UNDOING)?;
    }
    forget_before(connection, layer)?;
    datum::mark(connection, layer, datum_before.as_deref())?;
    Ok(())
}
