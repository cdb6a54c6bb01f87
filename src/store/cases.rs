//! Review cases: checks on file. A case is one row per revision and one row per finding; every change
//! is one transaction with its journal row. What was asked and answered is never changed afterwards.

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::domain::case::{
    CaseDetails, CaseInputs, CaseKey, CaseStatus, CaseSummary, Decision, PackUsed, ReviewCase,
};
use crate::domain::finding::{DataVersion, Finding};
use crate::domain::layer::Layer;
use crate::domain::outcome::Outcome;
use crate::store::case_rows::{self, Stored, bad, columns, from_json, stored, summary_of, to_json};
use crate::store::error::{Doing as _, StoreError};
use crate::store::journal::{self, Change, Operation};
use crate::store::project::Project;

pub(super) const DOING: &str = "读写案卷";
const TABLE: &str = "review_case";

/// A check to be put on file.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCase {
    /// The user's own number; `None` takes the next free one of `serial`.
    pub number: Option<String>,
    /// The start of a number that the program gives, for example `PK-2026-`.
    pub serial: String,
    /// Who, what, by whom.
    pub details: CaseDetails,
    /// What was asked.
    pub inputs: CaseInputs,
    /// The packs that were asked.
    pub packs: Vec<PackUsed>,
    /// The layers that were read; saving fails when one of them moved on since.
    pub data: Vec<DataVersion>,
    /// The strictest finding.
    pub verdict: Outcome,
    /// In the order of the check.
    pub findings: Vec<Finding>,
    /// Days for which it is good.
    pub valid_days: u32,
    /// Version of the program that checked.
    pub program: String,
}

/// Makes the tables. A migration step: never changed once shipped.
pub(super) fn create(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS review_case (
                 id INTEGER PRIMARY KEY AUTOINCREMENT,
                 number TEXT NOT NULL, revision INTEGER NOT NULL,
                 previous INTEGER REFERENCES review_case (id),
                 kind TEXT NOT NULL, status TEXT NOT NULL,
                 applicant TEXT NOT NULL, project_name TEXT NOT NULL,
                 reviewer TEXT NOT NULL, note TEXT NOT NULL,
                 created_at TEXT NOT NULL, as_of TEXT NOT NULL, valid_days INTEGER NOT NULL,
                 inputs TEXT NOT NULL, packs TEXT NOT NULL, data TEXT NOT NULL,
                 verdict TEXT NOT NULL,
                 opinion TEXT, conditions TEXT, decided_on TEXT,
                 hash TEXT NOT NULL,
                 UNIQUE (number, revision));
             CREATE TABLE IF NOT EXISTS review_finding (
                 case_id INTEGER NOT NULL REFERENCES review_case (id),
                 position INTEGER NOT NULL,
                 rule TEXT NOT NULL, pack TEXT NOT NULL, outcome TEXT NOT NULL,
                 finding TEXT NOT NULL,
                 PRIMARY KEY (case_id, position)) WITHOUT ROWID;",
        )
        .doing("创建案卷表")
}

/// Adds the version of the program that checked; older cases have none. A migration step.
pub(super) fn remember_program(connection: &Connection) -> Result<(), StoreError> {
    if case_rows::has_program(connection)? {
        return Ok(());
    }
    connection
        .execute_batch("ALTER TABLE review_case ADD COLUMN program TEXT")
        .doing("补充案卷的程序版本")
}

/// The texts that a case is made of, as they are stored and hashed.
struct Texts {
    inputs: String,
    packs: String,
    data: String,
    findings: Vec<String>,
}

impl Texts {
    fn of(case: &NewCase) -> Result<Self, StoreError> {
        Ok(Self {
            inputs: to_json("申请内容", &case.inputs)?,
            packs: to_json("规则包版本", &case.packs)?,
            data: to_json("数据版本", &case.data)?,
            findings: case
                .findings
                .iter()
                .map(|finding| to_json("结论", finding))
                .collect::<Result<_, _>>()?,
        })
    }

    /// SHA-256 of one JSON document of all texts. No times, no number, no names.
    fn hash(&self) -> String {
        let document = format!(
            r#"{{"inputs":{},"packs":{},"data":{},"findings":[{}]}}"#,
            self.inputs,
            self.packs,
            self.data,
            self.findings.join(",")
        );
        format!("{:x}", Sha256::digest(document))
    }
}

impl NewCase {
    /// The hash under which it will be stored.
    pub fn hash(&self) -> Result<String, StoreError> {
        Ok(Texts::of(self)?.hash())
    }
}

impl Project {
    /// Puts a check on file, as a new case or as the next revision of `previous`. Refuses when a layer
    /// changed since the check.
    pub fn save_case(
        &mut self,
        case: &NewCase,
        previous: Option<&CaseKey>,
        change: &Change,
    ) -> Result<CaseSummary, StoreError> {
        let texts = Texts::of(case)?;
        let transaction = self.start_writing()?;
        self.refuse_moved_data(&case.data)?;
        let old = previous
            .map(|key| open_case(&transaction, key, "重新核查存档"))
            .transpose()?;
        let key = match previous {
            Some(previous) => CaseKey {
                number: previous.number.clone(),
                revision: previous.revision.saturating_add(1),
            },
            None => CaseKey {
                number: number(&transaction, case)?,
                revision: 1,
            },
        };
        if let Some((id, status)) = old {
            set_status(&transaction, id, CaseStatus::Superseded)?;
            journal::record_row(
                &transaction,
                change,
                Operation::CaseSuperseded,
                (TABLE, id),
                Some(&json!({ "status": status.code() })),
                Some(&json!({ "status": CaseStatus::Superseded.code(), "by": &key })),
            )?;
        }
        let id = insert(
            &transaction,
            case,
            &texts,
            &key,
            old.map(|(id, _)| id),
            change,
        )?;
        journal::record_row(
            &transaction,
            change,
            Operation::CaseSaved,
            (TABLE, id),
            None,
            Some(&json!({
                "number": key.number, "revision": key.revision, "details": case.details,
                "verdict": case.verdict, "valid_days": case.valid_days, "hash": texts.hash(),
                "program": case.program,
            })),
        )?;
        let saved = summary_of(&transaction, &key)?;
        self.finish(transaction)?;
        Ok(saved)
    }

    /// Every revision of every case, by number and revision; none in a file that has no cases yet.
    pub fn cases(&self) -> Result<Vec<CaseSummary>, StoreError> {
        if !has_table(&self.connection)? {
            return Ok(Vec::new());
        }
        let columns = columns(&self.connection)?;
        let sql = format!("SELECT {columns} FROM review_case ORDER BY number, revision");
        let mut select = self.connection.prepare(&sql).doing(DOING)?;
        let rows: Vec<Stored> = select
            .query_map([], stored)
            .and_then(Iterator::collect)
            .doing(DOING)?;
        rows.into_iter().map(Stored::summary).collect()
    }

    /// The number that the next case with this start would get, as far as is known now.
    pub fn next_case_number(&self, serial: &str) -> Result<String, StoreError> {
        if has_table(&self.connection)? {
            next_number(&self.connection, serial)
        } else {
            Ok(format!("{serial}0001"))
        }
    }

    /// A case with its findings; the latest revision when none is named.
    pub fn case(&self, number: &str, revision: Option<u32>) -> Result<ReviewCase, StoreError> {
        let missing = || StoreError::NoCase {
            number: number.to_owned(),
        };
        if !has_table(&self.connection)? {
            return Err(missing());
        }
        let columns = columns(&self.connection)?;
        let sql = format!(
            "SELECT {columns} FROM review_case WHERE number = ?1 AND (?2 IS NULL OR revision = ?2)
             ORDER BY revision DESC LIMIT 1"
        );
        let stored = self
            .connection
            .query_row(&sql, (number, revision), stored)
            .optional()
            .doing(DOING)?
            .ok_or_else(missing)?;
        let mut select = self
            .connection
            .prepare("SELECT finding FROM review_finding WHERE case_id = ?1 ORDER BY position")
            .doing(DOING)?;
        let texts = Texts {
            inputs: stored.inputs.clone(),
            packs: stored.packs.clone(),
            data: stored.data.clone(),
            findings: select
                .query_map([stored.id], |row| row.get(0))
                .and_then(Iterator::collect)
                .doing(DOING)?,
        };
        let findings: Vec<Finding> = texts
            .findings
            .iter()
            .map(|text| from_json(number, "结论", text))
            .collect::<Result<_, _>>()?;
        let summary = stored.summary()?;
        let verdict = Outcome::strictest(findings.iter().map(|finding| finding.outcome));
        Ok(ReviewCase {
            intact: texts.hash() == summary.hash && verdict == summary.verdict,
            summary,
            findings,
        })
    }

    /// Records the reviewer's opinion; an earlier one stays in the journal. `reviewer` replaces the
    /// name on file unless it is empty.
    pub fn decide_case(
        &mut self,
        key: &CaseKey,
        decision: &Decision,
        reviewer: &str,
        change: &Change,
    ) -> Result<CaseSummary, StoreError> {
        let transaction = self.start_writing()?;
        let (id, _) = open_case(&transaction, key, "记录意见")?;
        let before = summary_of(&transaction, key)?;
        transaction
            .execute(
                "UPDATE review_case SET status = ?2, opinion = ?3, conditions = ?4, decided_on = ?5,
                     reviewer = CASE WHEN ?6 = '' THEN reviewer ELSE ?6 END WHERE id = ?1",
                (
                    id,
                    CaseStatus::Decided.code(),
                    decision.opinion.code(),
                    &decision.conditions,
                    decision.decided_on.to_string(),
                    reviewer,
                ),
            )
            .doing(DOING)?;
        let after = summary_of(&transaction, key)?;
        let said = |case: &CaseSummary| json!({ "status": case.status, "decision": case.decision, "reviewer": case.details.reviewer });
        journal::record_row(
            &transaction,
            change,
            Operation::CaseDecided,
            (TABLE, id),
            Some(&said(&before)),
            Some(&said(&after)),
        )?;
        self.finish(transaction)?;
        Ok(after)
    }

    /// Takes a case back; it stays in the register. The reason is the journal's `why`.
    pub fn withdraw_case(
        &mut self,
        key: &CaseKey,
        change: &Change,
    ) -> Result<CaseSummary, StoreError> {
        let transaction = self.start_writing()?;
        let (id, status) = open_case(&transaction, key, "撤回")?;
        set_status(&transaction, id, CaseStatus::Withdrawn)?;
        journal::record_row(
            &transaction,
            change,
            Operation::CaseWithdrawn,
            (TABLE, id),
            Some(&json!({ "status": status.code() })),
            Some(&json!({ "status": CaseStatus::Withdrawn.code() })),
        )?;
        let after = summary_of(&transaction, key)?;
        self.finish(transaction)?;
        Ok(after)
    }

    /// Takes the write lock at once, so that two savers wait for each other.
    fn start_writing(&self) -> Result<Transaction<'_>, StoreError> {
        Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .doing(DOING)
            .map_err(|error| error.about(self.path()))
    }

    fn finish(&self, transaction: Transaction<'_>) -> Result<(), StoreError> {
        transaction
            .commit()
            .doing(DOING)
            .map_err(|error| error.about(self.path()))
    }

    fn refuse_moved_data(&self, data: &[DataVersion]) -> Result<(), StoreError> {
        for used in data {
            let moved = || StoreError::DataMoved {
                layer: used.layer.clone(),
            };
            let layer = Layer::from_name(&used.layer).ok_or_else(moved)?;
            if self.data_version(layer)? != *used {
                return Err(moved());
            }
        }
        Ok(())
    }
}

fn has_table(connection: &Connection) -> Result<bool, StoreError> {
    connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'review_case')",
            [],
            |row| row.get(0),
        )
        .doing(DOING)
}

/// The user's own number if it is free, else the next of the year.
fn number(connection: &Connection, case: &NewCase) -> Result<String, StoreError> {
    if let Some(number) = &case.number {
        let taken: bool = connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM review_case WHERE number = ?1)",
                [number],
                |row| row.get(0),
            )
            .doing(DOING)?;
        return if taken {
            Err(StoreError::CaseNumberTaken {
                number: number.clone(),
            })
        } else {
            Ok(number.clone())
        };
    }
    next_number(connection, &case.serial)
}

/// The number after the last that the program gave with this start.
fn next_number(connection: &Connection, serial: &str) -> Result<String, StoreError> {
    let mut select = connection
        .prepare("SELECT number FROM review_case WHERE substr(number, 1, length(?1)) = ?1")
        .doing(DOING)?;
    let numbers: Vec<String> = select
        .query_map([serial], |row| row.get(0))
        .and_then(Iterator::collect)
        .doing(DOING)?;
    // Numbers that a user typed may go on after the digits; they do not count.
    let last = numbers
        .iter()
        .filter_map(|number| number.strip_prefix(serial)?.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    Ok(format!("{serial}{:04}", u64::from(last) + 1))
}

/// Id and status of a case that can still be changed.
fn open_case(
    connection: &Connection,
    key: &CaseKey,
    doing: &'static str,
) -> Result<(i64, CaseStatus), StoreError> {
    let found: Option<(i64, String)> = connection
        .query_row(
            "SELECT id, status FROM review_case WHERE number = ?1 AND revision = ?2",
            (&key.number, key.revision),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()
        .doing(DOING)?;
    let (id, status) = found.ok_or_else(|| StoreError::NoCase {
        number: key.number.clone(),
    })?;
    let status = CaseStatus::from_code(&status).ok_or_else(|| bad(&key.number, "状态"))?;
    match status {
        CaseStatus::Draft | CaseStatus::Decided => Ok((id, status)),
        CaseStatus::Withdrawn | CaseStatus::Superseded => Err(StoreError::CaseClosed {
            number: key.number.clone(),
            status: status.label().zh,
            doing,
        }),
    }
}

fn set_status(connection: &Connection, id: i64, status: CaseStatus) -> Result<(), StoreError> {
    connection
        .execute(
            "UPDATE review_case SET status = ?2 WHERE id = ?1",
            (id, status.code()),
        )
        .doing(DOING)?;
    Ok(())
}

fn insert(
    connection: &Connection,
    case: &NewCase,
    texts: &Texts,
    key: &CaseKey,
    previous: Option<i64>,
    change: &Change,
) -> Result<i64, StoreError> {
    let details = &case.details;
    connection
        .execute(
            "INSERT INTO review_case (number, revision, previous, kind, status, applicant,
                 project_name, reviewer, note, created_at, as_of, valid_days, inputs, packs, data,
                 verdict, hash, program)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            rusqlite::params![
                key.number,
                key.revision,
                previous,
                case.inputs.subject.kind(),
                CaseStatus::Draft.code(),
                details.applicant,
                details.project_name,
                details.reviewer,
                details.note,
                change.at,
                case.inputs.as_of.to_string(),
                case.valid_days,
                texts.inputs,
                texts.packs,
                texts.data,
                case.verdict.code(),
                texts.hash(),
                case.program,
            ],
        )
        .doing(DOING)?;
    let id = connection.last_insert_rowid();
    let mut insert = connection
        .prepare(
            "INSERT INTO review_finding (case_id, position, rule, pack, outcome, finding)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .doing(DOING)?;
    for (position, (finding, text)) in (1_i64..).zip(case.findings.iter().zip(&texts.findings)) {
        insert
            .execute((
                id,
                position,
                &finding.rule,
                &finding.pack,
                finding.outcome.code(),
                text,
            ))
            .doing(DOING)?;
    }
    Ok(id)
}
