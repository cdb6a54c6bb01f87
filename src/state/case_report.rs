//! Writing the review document of a case: which case, where to, and that it is written.

use std::path::PathBuf;

use crate::domain::case::CaseKey;
use crate::domain::{Label, Language};
use crate::jobs::JobId;
use crate::services::placeholders;
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
    asked: Vec<(u64, Vec<CaseKey>)>,
    /// Number of the next question; never used twice, also not in another project.
    next: u64,
    /// The latest job.
    pub running: Option<JobId>,
    /// The files of the latest documents, or why there are none; `None` until some were asked for.
    pub came_of_it: Option<Result<Vec<PathBuf>, String>>,
}

/// The file that was written, or how many.
pub fn written_text(paths: &[PathBuf], language: Language) -> String {
    match (paths, language) {
        ([one], _) => one.display().to_string(),
        (all, Language::Zh) => format!("{} 个文件", all.len()),
        (all, Language::En) => format!("{} files", all.len()),
    }
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
        Some(self.ask_report_file(vec![key]))
    }

    /// Asks where the documents of the cases on show shall go.
    pub(super) fn ask_case_reports(&mut self) -> Option<Effect> {
        let Some(Dialog::Cases(dialog)) = &self.dialog else {
            return None;
        };
        let keys = dialog.good_ones();
        (!keys.is_empty()).then(|| self.ask_report_file(keys))
    }

    fn ask_report_file(&mut self, keys: Vec<CaseKey>) -> Effect {
        let asked = self.case_report.next;
        self.case_report.next += 1;
        self.case_report.asked.push((asked, keys));
        Effect::ChooseFile(FilePurpose::SaveReport(asked))
    }

    /// The file for question `asked` is chosen; without a known ending it becomes a PDF.
    pub(super) fn case_report_file(&mut self, asked: u64, to: Destination) -> Option<Effect> {
        let questions = &mut self.case_report.asked;
        let place = questions.iter().position(|(own, _)| *own == asked)?;
        let (_, mut keys) = questions.swap_remove(place);
        if matches!(self.dialog, Some(Dialog::Path { .. })) {
            self.dialog = None;
        }
        let to = to_known_ending(to, &["pdf", "docx"], "pdf");
        if keys.len() == 1 {
            let key = keys.pop()?;
            return Some(Effect::CaseReport { key, to });
        }
        // The system's dialog asked about a file that is not among those to be written.
        let path = if placeholders::is_split(&to.path) == Ok(true) {
            to.path
        } else {
            placeholders::marked(&to.path)
        };
        let to = Destination::unasked(path);
        Some(Effect::CaseReports { keys, to })
    }

    /// As with audits, one file is written after the other; none stops the other.
    pub(super) fn case_report_started(&mut self, job: JobId) -> Option<Effect> {
        self.case_report.running = Some(job);
        self.case_report.came_of_it = None;
        None
    }

    /// Says so, in the register or, when that is closed, as a notice.
    pub(super) fn case_report_written(&mut self, paths: Vec<PathBuf>) {
        if !matches!(self.dialog, Some(Dialog::Cases(_))) {
            let what = written_text(&paths, self.language());
            let text = format!("{} {what}", WRITTEN.get(self.language()));
            self.notices.add(Weight::Done, text);
        }
        self.case_report.came_of_it = Some(Ok(paths));
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
        let paths = self.case_report.came_of_it.as_ref()?.as_ref().ok()?;
        let folder = paths.first()?.parent()?;
        let named = !folder.as_os_str().is_empty();
        named.then(|| Effect::OpenFolder(folder.to_owned()))
    }
}
