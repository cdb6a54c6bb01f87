//! Checks one proposed outfall or well against the rule packs: facts from the project, findings from
//! the engine, versions of everything that was used.

use jiff::civil::Date;

use crate::domain::finding::CheckReport;
use crate::domain::subject::Subject;
use crate::rules::engine::{self, EngineError, Question};
use crate::rules::facts::SubjectKind;
use crate::rules::pack::PackSet;
use crate::store::{Live, Project, ProjectFacts, StoreError};

/// What may be chosen for a check.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// The decision date: chooses editions, citations and features in force.
    pub as_of: Date,
    /// Ids of the packs to ask; empty for all in force.
    pub packs: Vec<String>,
}

/// Why a check could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The packs or the facts.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks `subject`. The same project, packs and options give the same report, byte for byte.
pub fn check(
    project: &Project,
    packs: &PackSet,
    subject: Subject,
    options: &CheckOptions,
) -> Result<CheckReport, CheckError> {
    let question = Question {
        subject: SubjectKind::from(&subject),
        as_of: options.as_of,
        packs: &options.packs,
        metric_epsg: project.metric_epsg(),
    };
    let register = Live::new(project, options.as_of);
    let mut facts = ProjectFacts::new(&register, &subject);
    let checked = engine::check(packs, &question, &mut facts)?;
    let data = checked
        .layers
        .into_iter()
        .map(|layer| project.data_version(layer))
        .collect::<Result<_, _>>()?;
    Ok(CheckReport {
        subject,
        verdict: checked.verdict,
        findings: checked.findings,
        packs: checked.packs,
        packs_off: checked.off,
        data,
    })
}
