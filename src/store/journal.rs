//! The journal: every change with who, when and why. It is the audit trail and the source of undo.

use rusqlite::Connection;

use crate::store::error::{Doing as _, StoreError};

/// What kind of change a journal row records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Features added by an import; `after` holds the file, the count and the range of ids.
    Import,
    /// An imported shape was repaired; `before` holds it as the file had it.
    Repaired,
    /// An import was taken back as a whole; `after` holds its number.
    ImportUndone,
    /// Verdicts of an audit kept for a later comparison; `after` holds the head of the run.
    KeepAudit,
    /// A check put on file as a case.
    CaseSaved,
    /// A reviewer's opinion on a case.
    CaseDecided,
    /// A case taken back.
    CaseWithdrawn,
    /// A case whose place a later revision took.
    CaseSuperseded,
    /// A calculation was stored; `after` holds its number and model.
    Calculation,
    /// A setting of the project; `after` holds its key and its value before and after.
    Setting,
}

impl Operation {
    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Repaired => "repaired",
            Self::ImportUndone => "import_undone",
            Self::KeepAudit => "keep_audit",
            Self::CaseSaved => "case_saved",
            Self::CaseDecided => "case_decided",
            Self::CaseWithdrawn => "case_withdrawn",
            Self::CaseSuperseded => "case_superseded",
            Self::Calculation => "calculation",
            Self::Setting => "setting",
        }
    }
}

/// Who changes something, when and why. Times are given by the caller, so that tests can fix them.
#[derive(Clone, Debug)]
pub struct Change {
    /// Time in UTC, RFC 3339.
    pub at: String,
    /// The user.
    pub who: String,
    /// The reason, as one phrase.
    pub why: String,
}

/// Writes one row inside the caller's transaction.
pub(super) fn record(
    connection: &Connection,
    change: &Change,
    operation: Operation,
    layer: &str,
    after: &serde_json::Value,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO journal (at, who, why, operation, layer, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .and_then(|mut insert| {
            insert.insert((&change.at, &change.who, &change.why, operation.code(), layer, after.to_string()))
        })
        .doing("写入日志")
}

/// Writes what one row was and became, inside the caller's transaction.
pub(super) fn record_row(
    connection: &Connection,
    change: &Change,
    operation: Operation,
    (table, id): (&str, i64),
    before: Option<&serde_json::Value>,
    after: Option<&serde_json::Value>,
) -> Result<(), StoreError> {
    let text = |value: Option<&serde_json::Value>| value.map(ToString::to_string);
    connection
        .prepare_cached(
            "INSERT INTO journal (at, who, why, operation, layer, feature_id, before, after)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .and_then(|mut insert| {
            insert.execute((
                &change.at,
                &change.who,
                &change.why,
                operation.code(),
                table,
                id,
                text(before),
                text(after),
            ))
        })
        .doing("写入日志")?;
    Ok(())
}
