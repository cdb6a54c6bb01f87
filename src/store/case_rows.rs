//! How a review case is read from its row.

use rusqlite::{Connection, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::case::{
    CaseDetails, CaseKey, CaseStatus, CaseSummary, Decision, Opinion, PackUsed,
};
use crate::domain::outcome::Outcome;
use crate::store::cases::DOING;
use crate::store::error::{Doing as _, StoreError};

/// The columns of every version of the table.
const COLUMNS: &str = "id, number, revision, status, applicant, project_name, reviewer, note, \
     created_at, valid_days, inputs, packs, data, verdict, opinion, conditions, decided_on, hash";

/// Whether the table holds the version of the program; files of older versions are read as they are.
pub(super) fn has_program(connection: &Connection) -> Result<bool, StoreError> {
    connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM pragma_table_info('review_case') WHERE name = 'program')",
            [],
            |row| row.get(0),
        )
        .doing(DOING)
}

/// What [`stored`] reads, as a list for `SELECT`.
pub(super) fn columns(connection: &Connection) -> Result<String, StoreError> {
    let program = if has_program(connection)? {
        "program"
    } else {
        "NULL"
    };
    Ok(format!("{COLUMNS}, {program}"))
}

/// One row as it is stored.
pub(super) struct Stored {
    pub(super) id: i64,
    key: CaseKey,
    status: String,
    details: CaseDetails,
    created_at: String,
    valid_days: u32,
    pub(super) inputs: String,
    pub(super) packs: String,
    pub(super) data: String,
    verdict: String,
    opinion: Option<String>,
    conditions: Option<String>,
    decided_on: Option<String>,
    hash: String,
    program: Option<String>,
}

pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        key: CaseKey {
            number: row.get(1)?,
            revision: row.get(2)?,
        },
        status: row.get(3)?,
        details: CaseDetails {
            applicant: row.get(4)?,
            project_name: row.get(5)?,
            reviewer: row.get(6)?,
            note: row.get(7)?,
        },
        created_at: row.get(8)?,
        valid_days: row.get(9)?,
        inputs: row.get(10)?,
        packs: row.get(11)?,
        data: row.get(12)?,
        verdict: row.get(13)?,
        opinion: row.get(14)?,
        conditions: row.get(15)?,
        decided_on: row.get(16)?,
        hash: row.get(17)?,
        program: row.get(18)?,
    })
}

impl Stored {
    pub(super) fn summary(self) -> Result<CaseSummary, StoreError> {
        let number = &self.key.number;
        let decision = match self.opinion {
            None => None,
            Some(opinion) => Some(Decision {
                opinion: Opinion::ALL
                    .into_iter()
                    .find(|known| known.code() == opinion)
                    .ok_or_else(|| bad(number, "意见"))?,
                conditions: self.conditions.unwrap_or_default(),
                decided_on: self
                    .decided_on
                    .and_then(|day| day.parse().ok())
                    .ok_or_else(|| bad(number, "意见日期"))?,
            }),
        };
        Ok(CaseSummary {
            status: CaseStatus::from_code(&self.status).ok_or_else(|| bad(number, "状态"))?,
            verdict: Outcome::STRICTEST_FIRST
                .into_iter()
                .find(|outcome| outcome.code() == self.verdict)
                .ok_or_else(|| bad(number, "结论"))?,
            inputs: from_json(number, "申请内容", &self.inputs)?,
            packs: from_json::<Vec<PackUsed>>(number, "规则包版本", &self.packs)?,
            data: from_json(number, "数据版本", &self.data)?,
            decision,
            details: self.details,
            created_at: self.created_at,
            valid_days: self.valid_days,
            hash: self.hash,
            program: self.program,
            key: self.key,
        })
    }
}

/// One case without its findings.
pub(super) fn summary_of(
    connection: &Connection,
    key: &CaseKey,
) -> Result<CaseSummary, StoreError> {
    connection
        .query_row(
            &format!(
                "SELECT {} FROM review_case WHERE number = ?1 AND revision = ?2",
                columns(connection)?
            ),
            (&key.number, key.revision),
            stored,
        )
        .doing(DOING)?
        .summary()
}

pub(super) fn to_json(what: &'static str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Json { what, source })
}

pub(super) fn from_json<T: DeserializeOwned>(
    number: &str,
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::BadCase {
        number: number.to_owned(),
        what,
        source: Some(source),
    })
}

pub(super) fn bad(number: &str, what: &'static str) -> StoreError {
    StoreError::BadCase {
        number: number.to_owned(),
        what,
        source: None,
    }
}
