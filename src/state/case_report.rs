//! Writing the review document of a case: which case, where to, and that it is written.

use std::path::PathBuf;

use crate::domain::Label;
use crate::domain::case::CaseKey;
use crate::jobs::JobId;
use crate::services::result_file::Destination;
use crate::state::app_state::{AppState, Dialog};
use crate::state::command::{Effect, FilePurpose};
use crate::state::notice::Weight;
use crate::state::typed_path::to_known_ending;

const WRITTEN: Label = Label::new("已写入审查文件", "Review document written");

/// The document that is asked for or under way.
#[derive(Debug, Default)]
pub struct CaseReportState {
    /// The cases for which a file is being chosen, with the number of the question: the file dialog may
    /// stay open while another case is shown and asked for.
    asked: Vec<(u64, CaseKey)>,
    /// Number of the next question; never used twice, also not in another project.
    next: u64,
    /// The latest job.
    pub running: Option<JobId>,
    /// The file of the latest document, or why there is none; `None` until one was asked for.
    pub came_of_it: Option<Result<PathBuf, String>>,
}

impl CaseReportState {
    /// Whether question `asked` has no answer yet.
    pub(super) fn awaits(&self, asked: u64) -> bool {
        self.asked.iter().any(|(own, _)| *own == asked)
    }

    /// The project is left: its questions have no answer any more.
    pub(super) fn forget(&mut self) {
        *self = Self {
            next: self.next,
            ..Self::default()
        };
    }
}

impl AppState {
    /// Asks where the document of the case on show shall go.
    pub(super) fn ask_case_report(&mut self) -> Option<Effect> {
        let Some(Dialog::Cases(dialog)) = &self.dialog else {
            return None;
        };
        let key = dialog.case()?.case.summary.key.clone();
        let asked = self.case_report.next;
        self.case_report.next += 1;
        self.case_report.asked.push((asked, key));
        Some(Effect::ChooseFile(FilePurpose::SaveReport(asked)))
    }

    /// The file for question `asked` is chosen; without a known ending it becomes a PDF.
    pub(super) fn case_report_file(&mut self, asked: u64, to: Destination) -> Option<Effect> {
        let questions = &mut self.case_report.asked;
        let place = questions.iter().position(|(own, _)| *own == asked)?;
        let (_, key) = questions.swap_remove(place);
        if matches!(self.dialog, Some(Dialog::Path { .. })) {
            self.dialog = None;
        }
        let to = to_known_ending(to, &["pdf", "docx"], "pdf");
        Some(Effect::CaseReport { key, to })
    }

    /// As with audits, one file is written after the other; none stops the other.
    pub(super) fn case_report_started(&mut self, job: JobId) -> Option<Effect> {
        self.case_report.running = Some(job);
        self.case_report.came_of_it = None;
        None
    }

    /// Says so, in the register or, when that is closed, as a notice.
    pub(super) fn case_report_written(&mut self, path: PathBuf) {
        if !matches!(self.dialog, Some(Dialog::Cases(_))) {
            let text = format!("{} {}", WRITTEN.get(self.language()), path.display());
            self.notices.add(Weight::Done, text);
        }
        self.case_report.came_of_it = Some(Ok(path));
    }

    /// The same when nothing was written.
    pub(super) fn case_report_failed(&mut self, text: String) {
        if matches!(self.dialog, Some(Dialog::Cases(_))) {
            self.case_report.came_of_it = Some(Err(text));
        } else {
            self.notices.add(Weight::Failure, text);
        }
    }

    /// Shows the folder of the latest document.
    pub(super) fn open_report_folder(&self) -> Option<Effect> {
        let path = self.case_report.came_of_it.as_ref()?.as_ref().ok()?;
        let folder = path.parent()?;
        let named = !folder.as_os_str().is_empty();
        named.then(|| Effect::OpenFolder(folder.to_owned()))
    }
}
