//! Which dialog waits for which job: the answer belongs to the one that is open.

use crate::jobs::JobId;
use crate::state::{Dialog, Purpose};

impl Dialog {
    /// Where the dialog keeps the job that it waits for, with an old failure forgotten; `None` when
    /// `purpose` is not its own.
    pub(super) fn waits_for(&mut self, purpose: Purpose) -> Option<&mut Option<JobId>> {
        let (failure, running) = match (purpose, self) {
            (Purpose::Import, Self::Import(import)) => (&mut import.failure, &mut import.running),
            (Purpose::Import, Self::ImportLog(log)) => (&mut log.failure, &mut log.running),
            (Purpose::Rules, Self::Rules(rules)) => (&mut rules.failure, &mut rules.running),
            (Purpose::Quality, Self::Quality(own)) => (&mut own.failure, &mut own.running),
            (Purpose::Cases, Self::Cases(cases)) => (&mut cases.failure, &mut cases.running),
            (Purpose::Cases, Self::SaveCase(save)) => (&mut save.failure, &mut save.running),
            (Purpose::Calculation, Self::Calculator(own)) => (&mut own.failure, &mut own.running),
            (Purpose::ExportLayer, Self::Export(own)) => (&mut own.failure, &mut own.running),
            _ => return None,
        };
        *failure = None;
        Some(running)
    }
}
