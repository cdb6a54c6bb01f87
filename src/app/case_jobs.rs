//! The jobs of the case register: each effect of the window is one call of the service. What is
//! written is written over a connection of its own; the session's own only reads.

use std::path::PathBuf;

use crate::app::session::{Session, failed};
use crate::jobs::JobError;
use crate::services::Clock;
use crate::services::cases;
use crate::services::check::CheckOptions;
use crate::state::Answer;
use crate::state::cases::{CaseAnswer, CaseDone, CaseEffect};
use crate::store::{Access, Project};

impl Session {
    /// Does what `effect` says with the open project; `user` is the user's folder of rule packs.
    pub(super) fn cases(
        &mut self,
        effect: CaseEffect,
        user: Option<PathBuf>,
        clock: Clock,
    ) -> Result<Answer, JobError> {
        let answer = if effect.writes() {
            self.write_case(effect, user, clock)
        } else {
            self.read_cases(effect, user, clock)
        };
        answer.map(Answer::Cases)
    }

    fn read_cases(
        &mut self,
        effect: CaseEffect,
        user: Option<PathBuf>,
        clock: Clock,
    ) -> Result<CaseAnswer, JobError> {
        if let CaseEffect::Propose(subject) = effect {
            return cases::proposed_number(self.project()?, &subject, clock)
                .map(CaseAnswer::Proposed)
                .map_err(failed);
        }
        let (project, packs) = self.packs(user)?;
        match effect {
            CaseEffect::Load(key) => {
                cases::load(project, packs, &key.number, Some(key.revision), clock)
                    .map(|case| CaseAnswer::Loaded(Box::new(case)))
            }
            CaseEffect::Rerun(key, day) => cases::refuse_overtaken(project, &key)
                .and_then(|()| cases::rerun(project, packs, &key.number, Some(day), clock))
                .map(|rerun| CaseAnswer::Compared(Box::new(rerun))),
            CaseEffect::List(key) => cases::list(project, packs, clock).and_then(|listed| {
                let case = key
                    .map(|key| cases::load(project, packs, &key.number, Some(key.revision), clock))
                    .transpose()?;
                Ok(CaseAnswer::Listed(listed, case.map(Box::new)))
            }),
            CaseEffect::Propose(_)
            | CaseEffect::Save { .. }
            | CaseEffect::SaveRerun(_)
            | CaseEffect::Decide { .. }
            | CaseEffect::Withdraw(..) => return Err(JobError::Cancelled),
        }
        .map_err(failed)
    }

    fn write_case(
        &mut self,
        effect: CaseEffect,
        user: Option<PathBuf>,
        clock: Clock,
    ) -> Result<CaseAnswer, JobError> {
        let path = self.project()?.path().to_owned();
        let mut writing = Project::open(&path, Access::ReadWrite).map_err(failed)?;
        let (done, case) = match effect {
            CaseEffect::Save {
                request,
                report,
                case,
            } => {
                let (_, packs) = self.packs(user)?;
                let options = CheckOptions {
                    as_of: request.as_of,
                    packs: Vec::new(),
                };
                let saved = cases::save(&mut writing, packs, &report, &options, &case, clock);
                (CaseDone::Saved, saved)
            }
            CaseEffect::SaveRerun(rerun) => (
                CaseDone::Rerun,
                cases::save_rerun(&mut writing, &rerun, clock),
            ),
            CaseEffect::Decide {
                key,
                opinion,
                conditions,
                reviewer,
            } => {
                let decided = cases::refuse_overtaken(&writing, &key).and_then(|()| {
                    let number = &key.number;
                    cases::decide(&mut writing, number, opinion, &conditions, &reviewer, clock)
                });
                (CaseDone::Decided, decided)
            }
            CaseEffect::Withdraw(key, why) => {
                let withdrawn = cases::refuse_overtaken(&writing, &key)
                    .and_then(|()| cases::withdraw(&mut writing, &key.number, &why, clock));
                (CaseDone::Withdrawn, withdrawn)
            }
            CaseEffect::Propose(_)
            | CaseEffect::List(_)
            | CaseEffect::Load(_)
            | CaseEffect::Rerun(..) => return Err(JobError::Cancelled),
        };
        let case = case.map_err(failed)?;
        drop(writing);
        // An older file has just got tables that the reading connection does not know.
        if let Ok(fresh) = Project::open(&path, Access::ReadOnly) {
            self.project = Some(fresh);
        }
        Ok(CaseAnswer::Done(done, case.key))
    }
}
