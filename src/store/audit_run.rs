//! Audits that were kept, so that a later one can be compared with them. Of each run its head stays;
//! the verdicts are those of the last run only, because comparing needs no more and registers are long.

use rusqlite::OptionalExtension as _;

use crate::domain::outcome::Outcome;
use crate::store::error::{Doing as _, StoreError};
use crate::store::journal::{self, Change, Operation};
use crate::store::project::Project;

/// The table of the heads; also how the journal names what was kept.
const TABLE: &str = "audit_run";

/// The head of a kept audit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AuditRun {
    /// Counts the kept audits of the project, from 1.
    pub run: i64,
    /// When it was kept, in UTC, RFC 3339.
    pub at: String,
    /// Who kept it.
    pub who: String,
    /// The decision date, ISO 8601.
    pub as_of: String,
    /// Packs with their versions, sorted, separated by `; `.
    pub packs: String,
    /// Names of the layers that were audited, sorted.
    pub layers: Vec<String>,
    /// Number of features.
    pub features: u64,
}

/// What a kept audit said of one feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptVerdict {
    /// Layer name.
    pub layer: String,
    /// The feature's code.
    pub code: String,
    /// The feature's name; empty when it has none.
    pub name: String,
    /// The strictest finding.
    pub verdict: Outcome,
    /// The rules that spoke, as `pack/rule=outcome`, sorted, separated by spaces.
    pub rules: String,
}

/// What is to be kept of an audit, beside its verdicts.
#[derive(Clone, Debug)]
pub struct NewAuditRun {
    /// The decision date, ISO 8601.
    pub as_of: String,
    /// Packs with their versions, sorted, separated by `; `.
    pub packs: String,
    /// Names of the layers that were audited, sorted.
    pub layers: Vec<String>,
}

impl Project {
    /// The head of the audit kept last; `None` when there is none.
    pub fn kept_audit(&self) -> Result<Option<AuditRun>, StoreError> {
        const DOING: &str = "读取上次核查";
        // A file that was never opened for writing by this version has no such table.
        let exists: bool = self
            .connection
            .query_row(
                "SELECT count(*) = 2 FROM sqlite_master
                 WHERE type = 'table' AND name IN ('audit_run', 'audit_verdict')",
                [],
                |row| row.get(0),
            )
            .doing(DOING)?;
        if !exists {
            return Ok(None);
        }
        self.connection
            .query_row(
                "SELECT id, at, who, as_of, packs, layers, features FROM audit_run
                 ORDER BY id DESC LIMIT 1",
                [],
                |row| {
                    let layers: String = row.get(5)?;
                    Ok(AuditRun {
                        run: row.get(0)?,
                        at: row.get(1)?,
                        who: row.get(2)?,
                        as_of: row.get(3)?,
                        packs: row.get(4)?,
                        layers: layers.split_whitespace().map(str::to_owned).collect(),
                        features: row.get::<_, i64>(6)?.unsigned_abs(),
                    })
                },
            )
            .optional()
            .doing(DOING)
    }

    /// The verdicts of `run`, sorted by layer, then code. Fails when a verdict is no outcome: such a
    /// row was not written by this program, and guessing would make a false change of it.
    pub fn kept_verdicts(&self, run: &AuditRun) -> Result<Vec<KeptVerdict>, StoreError> {
        const DOING: &str = "读取上次核查的结论";
        self.connection
            .prepare(
                "SELECT layer, code, name, verdict, rules FROM audit_verdict
                 WHERE run_id = ?1 ORDER BY layer, code",
            )
            .and_then(|mut select| {
                select
                    .query_map([run.run], |row| {
                        let verdict: String = row.get(3)?;
                        Ok(KeptVerdict {
                            layer: row.get(0)?,
                            code: row.get(1)?,
                            name: row.get(2)?,
                            verdict: outcome(&verdict).ok_or_else(|| {
                                rusqlite::Error::FromSqlConversionFailure(
                                    3,
                                    rusqlite::types::Type::Text,
                                    format!("“{verdict}”不是核查结论").into(),
                                )
                            })?,
                            rules: row.get(4)?,
                        })
                    })?
                    .collect()
            })
            .doing(DOING)
    }

    /// Keeps an audit in one transaction with its journal row; the verdicts kept before go.
    pub fn keep_audit(
        &mut self,
        run: &NewAuditRun,
        verdicts: &[KeptVerdict],
        change: &Change,
    ) -> Result<AuditRun, StoreError> {
        const DOING: &str = "保留核查结论";
        let path = self.path().to_owned();
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .doing(DOING)
            .map_err(|error| error.about(&path))?;
        transaction
            .execute("DELETE FROM audit_verdict", [])
            .doing(DOING)?;
        transaction
            .execute(
                "INSERT INTO audit_run (at, who, as_of, packs, layers, features)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    &change.at,
                    &change.who,
                    &run.as_of,
                    &run.packs,
                    run.layers.join(" "),
                    i64::try_from(verdicts.len()).unwrap_or(i64::MAX),
                ),
            )
            .doing(DOING)?;
        let id = transaction.last_insert_rowid();
        {
            let mut insert = transaction
                .prepare(
                    "INSERT INTO audit_verdict (run_id, layer, code, name, verdict, rules)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )
                .doing(DOING)?;
            for kept in verdicts {
                insert
                    .execute((
                        id,
                        &kept.layer,
                        &kept.code,
                        &kept.name,
                        kept.verdict.code(),
                        &kept.rules,
                    ))
                    .doing(DOING)?;
            }
        }
        let after = serde_json::json!({
            "run": id, "features": verdicts.len(), "as_of": run.as_of,
            "packs": run.packs, "layers": run.layers,
        });
        journal::record(&transaction, change, Operation::KeepAudit, TABLE, &after)?;
        transaction.commit().doing(DOING)?;
        Ok(AuditRun {
            run: id,
            at: change.at.clone(),
            who: change.who.clone(),
            as_of: run.as_of.clone(),
            packs: run.packs.clone(),
            layers: run.layers.clone(),
            features: verdicts.len() as u64,
        })
    }
}

fn outcome(code: &str) -> Option<Outcome> {
    Outcome::STRICTEST_FIRST
        .into_iter()
        .find(|outcome| outcome.code() == code)
}
