//! The case register: the list of what is on file, the case that is looked at, its re-run beside it,
//! the reviewer's opinion; and the small dialog that puts a check on file.

use std::cmp::{Ordering, Reverse};

use jiff::civil::Date;

use crate::domain::case::{
    CaseDetails, CaseKey, CaseStatus, CaseSummary, DEFAULT_VALID_DAYS, Opinion, ReviewCase,
};
use crate::domain::{CheckReport, Label, Language, Subject, parse_day};
use crate::jobs::JobId;
use crate::services::cases::{CaseRequest, Listed, Rerun};
use crate::state::check::CheckRequest;

/// The form of a check that is to be put on file, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveForm {
    /// Case number; empty takes the next free one.
    pub number: String,
    /// Who, what, by whom.
    pub details: CaseDetails,
    /// Days for which it is good.
    pub valid_days: String,
}

impl Default for SaveForm {
    fn default() -> Self {
        Self {
            number: String::new(),
            details: CaseDetails::default(),
            valid_days: DEFAULT_VALID_DAYS.to_string(),
        }
    }
}

const NOT_DAYS: Label = Label::new(
    "有效天数应为整数，如 90",
    "Valid days must be a whole number such as 90",
);

impl SaveForm {
    /// What is asked of the service, or what must be mended first.
    pub fn request(&self) -> Result<CaseRequest, Label> {
        let number = self.number.trim();
        Ok(CaseRequest {
            number: (!number.is_empty()).then(|| number.to_owned()),
            details: self.details.clone(),
            valid_days: self.valid_days.trim().parse().ok().ok_or(NOT_DAYS)?,
        })
    }
}

/// The dialog that puts a check on file.
#[derive(Debug)]
pub struct SaveCaseDialog {
    /// What was asked: what is stored is what was on show when the dialog was opened.
    pub request: CheckRequest,
    /// What was answered.
    pub report: CheckReport,
    /// As typed.
    pub form: SaveForm,
    /// The number that an empty field gets; `None` until the project was asked.
    pub proposed: Option<String>,
    /// The job under way.
    pub running: Option<JobId>,
    /// Whether the file is being written: nothing else is started until it is.
    pub writing: bool,
    /// Why the case could not be stored.
    pub failure: Option<String>,
}

impl SaveCaseDialog {
    pub(super) fn new(request: CheckRequest, report: CheckReport) -> Self {
        Self {
            request,
            report,
            form: SaveForm::default(),
            proposed: None,
            running: None,
            writing: false,
            failure: None,
        }
    }
}

/// What the register is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CaseColumn {
    /// When it was made.
    #[default]
    Date,
    /// Number, then revision.
    Number,
    /// Who applies.
    Applicant,
    /// Strictest first.
    Verdict,
    /// In the order of a case's life.
    Status,
}

impl CaseColumn {
    /// All, as the register offers them.
    pub const ALL: [Self; 5] = [
        Self::Date,
        Self::Number,
        Self::Applicant,
        Self::Verdict,
        Self::Status,
    ];

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::Date => Label::new("日期", "Date"),
            Self::Number => Label::new("案卷号", "Number"),
            Self::Applicant => Label::new("申请人", "Applicant"),
            Self::Verdict => Label::new("结论", "Verdict"),
            Self::Status => Label::new("状态", "Status"),
        }
    }

    /// The order that a first click gives. The latest case comes first.
    fn compare(self, a: &CaseSummary, b: &CaseSummary) -> Ordering {
        let by = match self {
            Self::Date => b.created_at.cmp(&a.created_at),
            Self::Number => Ordering::Equal,
            Self::Applicant => a.details.applicant.cmp(&b.details.applicant),
            Self::Verdict => Reverse(a.verdict).cmp(&Reverse(b.verdict)),
            Self::Status => place(a.status).cmp(&place(b.status)),
        };
        by.then_with(|| a.key.cmp(&b.key))
    }
}

fn place(status: CaseStatus) -> usize {
    CaseStatus::ALL
        .into_iter()
        .position(|one| one == status)
        .unwrap_or(CaseStatus::ALL.len())
}

/// What the right side of the register shows of the case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CasePage {
    /// What is on file.
    #[default]
    Stored,
    /// Asking again; the answers side by side, over the whole dialog.
    Rerun,
    /// The form of the opinion.
    Decide,
    /// The form of the withdrawal.
    Withdraw,
}

/// The reviewer's opinion and the reason of a withdrawal, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseForm {
    /// `None` until one is chosen: nothing is consented to by default.
    pub opinion: Option<Opinion>,
    /// Conditions or reason.
    pub conditions: String,
    /// Who says so; empty keeps the name on file.
    pub reviewer: String,
    /// Why the case is taken back.
    pub why: String,
    /// Decision date of the re-run, as typed.
    pub as_of: String,
}

/// The register.
#[derive(Debug, Default)]
pub struct CasesDialog {
    /// Every revision of every case; `None` until they were read.
    pub cases: Option<Vec<Listed<CaseSummary>>>,
    /// Indices of the cases on show, in the order of the list.
    pub order: Vec<usize>,
    /// The word that cases are looked for with.
    pub search: String,
    /// What the list is sorted by, and whether the other way round.
    pub sort: (CaseColumn, bool),
    /// The case that is looked at.
    pub selected: Option<CaseKey>,
    /// The same with its findings; `None` until they were read.
    pub shown: Option<Box<Listed<ReviewCase>>>,
    /// What is shown of it.
    pub page: CasePage,
    /// Its re-run; `None` until it was asked for.
    pub rerun: Option<Box<Rerun>>,
    /// What is typed about it.
    pub form: CaseForm,
    /// The job under way.
    pub running: Option<JobId>,
    /// Whether the file is being written: nothing else is started until it is.
    pub writing: bool,
    /// Why something could not be done.
    pub failure: Option<String>,
}

impl CasesDialog {
    /// The case with its findings, if it is the selected one.
    pub fn case(&self) -> Option<&Listed<ReviewCase>> {
        self.shown
            .as_deref()
            .filter(|shown| Some(&shown.case.summary.key) == self.selected.as_ref())
    }

    /// The cases on show that are good for something, in the order of the list.
    pub fn good_ones(&self) -> Vec<CaseKey> {
        let open = [CaseStatus::Draft, CaseStatus::Decided];
        let cases = self.cases.as_deref().unwrap_or_default();
        let shown = self.order.iter().filter_map(|index| cases.get(*index));
        shown
            .filter(|listed| open.contains(&listed.case.status))
            .map(|listed| listed.case.key.clone())
            .collect()
    }

    /// Whether something can still be said about the case, and nothing is being stored.
    pub fn is_open(&self) -> bool {
        !self.writing
            && self.case().is_some_and(|shown| {
                matches!(
                    shown.case.summary.status,
                    CaseStatus::Draft | CaseStatus::Decided
                )
            })
    }

    /// The decision date of a re-run; `None` when the text is no date.
    pub fn as_of(&self) -> Option<Date> {
        parse_day(self.form.as_of.trim())
    }

    /// Puts the rows that have the searched word into their order.
    pub(super) fn arrange(&mut self) {
        let cases = self.cases.as_deref().unwrap_or_default();
        let word = self.search.trim().to_lowercase();
        let mut order: Vec<usize> = (0..cases.len())
            .filter(|index| {
                cases
                    .get(*index)
                    .is_some_and(|row| word.is_empty() || has(&row.case, &word))
            })
            .collect();
        let (column, turned) = self.sort;
        order.sort_by(|a, b| match (cases.get(*a), cases.get(*b)) {
            (Some(a), Some(b)) => {
                let by = column.compare(&a.case, &b.case);
                if turned { by.reverse() } else { by }
            }
            _ => Ordering::Equal,
        });
        self.order = order;
    }

    /// Shows what was read of the selected case. The list does not look at findings, so only now is
    /// seen whether they were tampered with.
    pub(super) fn show(&mut self, case: Box<Listed<ReviewCase>>) {
        let summary = &case.case.summary;
        if self.selected.as_ref() != Some(&summary.key) {
            return;
        }
        let row = self
            .cases
            .iter_mut()
            .flatten()
            .find(|row| row.case.key == summary.key);
        if let Some(row) = row {
            row.stale.clone_from(&case.stale);
            row.case.clone_from(summary);
        }
        self.shown = Some(case);
    }

    pub(super) fn select(&mut self, key: CaseKey) {
        self.selected = Some(key);
        self.shown = None;
        self.rerun = None;
        self.page = CasePage::Stored;
        self.form = CaseForm::default();
        self.failure = None;
    }
}

/// Whether any text that the list shows has `word`, which is in lower case.
fn has(case: &CaseSummary, word: &str) -> bool {
    let kind = kind(&case.inputs.subject);
    let (verdict, status) = (case.verdict.label(), case.status.label());
    let opinion = case
        .decision
        .as_ref()
        .map(|decision| decision.opinion.label());
    [
        case.key.number.as_str(),
        &case.details.applicant,
        &case.details.project_name,
        &case.details.reviewer,
        &case.details.note,
        kind.get(Language::Zh),
        kind.get(Language::En),
        verdict.zh,
        verdict.en,
        status.zh,
        status.en,
        opinion.map_or("", |label| label.zh),
        &case.created_at,
    ]
    .iter()
    .any(|text| text.to_lowercase().contains(word))
}

/// What was applied for.
pub const fn kind(subject: &Subject) -> Label {
    match subject {
        Subject::Outfall(_) => Label::new("入河排污口", "Outfall"),
        Subject::Well(_) => Label::new("取水井", "Well"),
        Subject::Record(_) => Label::new("登记对象", "Registered feature"),
    }
}

/// What the user does in the two dialogs.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseCommand {
    /// The form of the case to be stored changed.
    EditSave(Box<SaveForm>),
    /// Put the check on file.
    Save,
    /// Read the register again.
    Reload,
    /// The word to look for changed.
    Search(String),
    /// Sort by this column; a second time, the other way round.
    Sort(CaseColumn),
    /// Look at this case.
    Select(CaseKey),
    /// Show this of the case.
    Turn(CasePage),
    /// What is typed about the case changed.
    EditForm(Box<CaseForm>),
    /// Move the map to the case's site.
    ShowOnMap,
    /// Put the case, or the comparison on show, on the clipboard.
    Copy,
    /// Write the review document of the case to a file that is asked for.
    Export,
    /// Write the review documents of all cases on show that are good for something.
    ExportAll,
    /// Show the folder of the document that was written.
    OpenFolder,
    /// Ask the question of the case again.
    Rerun,
    /// Store the re-run as the next revision.
    SaveRerun,
    /// Record the opinion.
    Decide,
    /// Take the case back.
    Withdraw,
}

/// What the worker must do.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseEffect {
    /// Which number would the next case of this kind get?
    Propose(Box<Subject>),
    /// Put a check on file.
    Save {
        /// What was asked.
        request: Box<CheckRequest>,
        /// What was answered.
        report: Box<CheckReport>,
        /// Number, names, days.
        case: CaseRequest,
    },
    /// Read the register and, with a key, that case.
    List(Option<CaseKey>),
    /// Read one case.
    Load(CaseKey),
    /// Ask again, as of a day.
    Rerun(CaseKey, Date),
    /// Store a re-run.
    SaveRerun(Box<Rerun>),
    /// Record an opinion.
    Decide {
        /// The case as the user saw it.
        key: CaseKey,
        /// What is said.
        opinion: Opinion,
        /// Conditions or reason.
        conditions: String,
        /// Who says so; empty keeps the name on file.
        reviewer: String,
    },
    /// Take a case back, and why.
    Withdraw(CaseKey, String),
}

impl CaseEffect {
    /// Whether it changes the file.
    pub const fn writes(&self) -> bool {
        matches!(
            self,
            Self::Save { .. } | Self::SaveRerun(_) | Self::Decide { .. } | Self::Withdraw(..)
        )
    }
}

/// What was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseDone {
    /// A check became a case.
    Saved,
    /// A re-run became a revision.
    Rerun,
    /// An opinion.
    Decided,
    /// A withdrawal.
    Withdrawn,
}

/// What the worker answers.
#[derive(Debug)]
pub enum CaseAnswer {
    /// The next number.
    Proposed(String),
    /// The register and, if it was asked for, one case.
    Listed(Vec<Listed<CaseSummary>>, Option<Box<Listed<ReviewCase>>>),
    /// One case.
    Loaded(Box<Listed<ReviewCase>>),
    /// Old and new answer.
    Compared(Box<Rerun>),
    /// The file was changed; the case is this now.
    Done(CaseDone, CaseKey),
}
