//! What if the site were there? Checks one application at very many places: while its site is
//! dragged, and for a picture of the verdicts in view (see [`crate::services::verdict_grid`]). Reads
//! the project once into memory; answers as [`crate::services::check`] would.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Coord;
use jiff::civil::Date;

use crate::domain::finding::{DataVersion, PackVersion};
use crate::domain::{Cancelled, CheckReport, Finding, Layer, LonLat, Outcome, Progress, Subject};
use crate::geodesy::{CrsError, MetricGrid};
use crate::rules::engine::{EngineError, Plan, Question, Said};
use crate::rules::{FactError, PackSet, SubjectKind};
use crate::store::{Project, ProjectFacts, Register as _, Snapshot, SnapshotError, StoreError};

/// A file that changes while it is read is read again this often.
const LOAD_TRIES: usize = 3;

/// Why nothing can be said of other places.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WhatIfError {
    /// The packs or the facts.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A fact could not be found out.
    #[error(transparent)]
    Fact(#[from] FactError),
    /// The registers could not be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The projected CRS.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another program keeps writing to the file.
    #[error("读取期间项目文件一直在改动，请等其他程序写完后重试")]
    Changing,
    /// The picture that was asked for has no size.
    #[error("试算范围或单元大小无效，请缩放地图后重试")]
    NoArea,
    /// The caller cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The registers of a project at one moment with the rule packs, for one decision date. Shareable
/// among threads.
#[derive(Debug)]
pub struct WhatIf {
    snapshot: Snapshot,
    packs: Arc<PackSet>,
    asked: Vec<String>,
    as_of: Date,
    data: BTreeMap<Layer, DataVersion>,
    mark: i64,
}

/// What a picture of verdicts rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The packs that were asked.
    pub packs: Vec<PackVersion>,
    /// Packs in force that the project has switched off.
    pub packs_off: Vec<String>,
    /// The layers that were read.
    pub data: Vec<DataVersion>,
}

/// The strictest thing that is said of one place.
#[derive(Debug)]
pub(super) struct Strictest<'a> {
    pub(super) outcome: Outcome,
    /// Rule id and title; `None` where no rule says anything.
    pub(super) rule: Option<(&'a str, &'a str)>,
}

impl WhatIf {
    /// Reads every register of `project`. `asked` are the ids of the packs to ask; empty for all in
    /// force on `as_of`.
    pub fn load(
        project: &Project,
        packs: Arc<PackSet>,
        (as_of, asked): (Date, Vec<String>),
        progress: &Progress,
    ) -> Result<Self, WhatIfError> {
        for _ in 0..LOAD_TRIES {
            let mark = project.change_mark()?;
            let snapshot = Snapshot::load(project, as_of, progress)?;
            let data = Layer::ALL
                .into_iter()
                .map(|layer| Ok((layer, project.data_version(layer)?)))
                .collect::<Result<_, StoreError>>()?;
            // Layers are read one after the other: a commit between two would mix two states.
            if project.change_mark()? == mark {
                return Ok(Self {
                    snapshot,
                    packs,
                    asked,
                    as_of,
                    data,
                    mark,
                });
            }
        }
        Err(WhatIfError::Changing)
    }

    /// Whether `project`, over the connection that this was loaded through, still holds what was read.
    pub fn is_current(&self, project: &Project) -> Result<bool, StoreError> {
        Ok(project.change_mark()? == self.mark)
    }

    /// The decision date.
    pub const fn as_of(&self) -> Date {
        self.as_of
    }

    /// Titles of the packs, by id.
    pub fn pack_titles(&self) -> BTreeMap<String, String> {
        self.packs
            .packs()
            .iter()
            .map(|pack| (pack.id.clone(), pack.title.clone()))
            .collect()
    }

    /// Checks `subject` where it says it is.
    pub fn check(&self, subject: Subject) -> Result<CheckReport, WhatIfError> {
        let plan = self.plan(&subject)?;
        let said = plan.ask(&mut ProjectFacts::new(&self.snapshot, &subject))?;
        Ok(CheckReport {
            subject,
            verdict: Outcome::strictest(said.iter().map(|said| said.outcome)),
            findings: said
                .into_iter()
                .map(|said| said.into_finding(self.as_of))
                .collect::<Vec<Finding>>(),
            packs: plan.packs(),
            packs_off: plan.off().to_vec(),
            data: self.data_of(&plan),
        })
    }

    /// Checks `subject` as if it were at `place`.
    pub fn check_at(&self, subject: &Subject, place: LonLat) -> Result<CheckReport, WhatIfError> {
        self.check(subject.moved_to(place))
    }

    /// The rules about `subject`.
    pub(super) fn plan(&self, subject: &Subject) -> Result<Plan<'_>, EngineError> {
        let question = Question {
            subject: SubjectKind::from(subject),
            as_of: self.as_of,
            packs: &self.asked,
            metric_epsg: self.snapshot.metric_epsg(),
        };
        Plan::new(&self.packs, question)
    }

    /// Versions of what `plan` reads and was asked.
    pub(super) fn sources(&self, plan: &Plan<'_>) -> Sources {
        Sources {
            packs: plan.packs(),
            packs_off: plan.off().to_vec(),
            data: self.data_of(plan),
        }
    }

    fn data_of(&self, plan: &Plan<'_>) -> Vec<DataVersion> {
        plan.layers()
            .into_iter()
            .filter_map(|layer| self.data.get(&layer).cloned())
            .collect()
    }

    /// The plane in which distances are measured.
    pub(super) fn grid(&self) -> Result<Arc<MetricGrid>, CrsError> {
        self.snapshot.grid(Coord::zero())
    }

    /// The strictest finding at `place`.
    pub(super) fn strictest<'a>(
        &self,
        plan: &Plan<'a>,
        subject: &Subject,
        place: LonLat,
    ) -> Result<Strictest<'a>, FactError> {
        let subject = subject.moved_to(place);
        let said: Vec<Said<'a>> = plan.ask(&mut ProjectFacts::new(&self.snapshot, &subject))?;
        Ok(Strictest {
            outcome: Outcome::strictest(said.iter().map(|said| said.outcome)),
            // Findings come strictest first.
            rule: said.first().map(|said| (said.rule(), said.speaker.title())),
        })
    }
}
