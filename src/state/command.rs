//! What can happen to the state, and what the window must then do. Both are plain data, so that
//! tests drive the program with a list of commands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::case::CaseKey;
use crate::domain::{CheckReport, Feature, Layer, LonLat};
use crate::jobs::{JobError, JobId};
use crate::rules::capacity::Calculation;
use crate::services::export::{ExportReport, Format};
use crate::services::result_file::Destination;
use crate::state::action::Action;
use crate::state::audit::{AuditChanges, AuditCommand, AuditReport, AuditRun, Audited};
use crate::state::calculator::CalculatorEdit;
use crate::state::cases::{CaseAnswer, CaseCommand, CaseEffect};
use crate::state::check::{CheckForm, CheckRequest};
use crate::state::export::{ExportCommand, LayerExport};
use crate::state::furniture::{FurnitureCommand, FurnitureEffect};
use crate::state::import::{ImportParts, ImportRequest, ImportSummary};
use crate::state::import_log::{ImportAnswer, ImportCommand, ImportEffect};
use crate::state::notice::Weight;
use crate::state::print::{PrintAnswer, PrintCommand, PrintEffect};
use crate::state::project::OpenProject;
use crate::state::quality::{QualityEdit, QualityRequest, QualityView};
use crate::state::rules::RulesView;
use crate::state::selection::SelectCommand;
use crate::state::style::{StyleAnswer, StyleCommand, StyleEffect};
use crate::state::tables::{TableAnswer, TableCommand, TableEffect, TableJob};
use crate::state::tools::{ToolAnswer, ToolCommand, ToolEffect, ToolPurpose};
use crate::state::whatif::{ShadeRequest, VerdictGrid};

/// One feature at a clicked place.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The feature with all its fields.
    pub feature: Feature,
    /// Metres in the project's Gauss-Kruger zone: to the boundary of an area, else to the feature.
    pub distance_m: f64,
    /// Whether the click was in the area or on its edge; `false` for points and lines.
    pub inside: bool,
}

/// What a file dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilePurpose {
    /// An existing project.
    Open,
    /// A new project.
    Create,
    /// A data file.
    Import,
    /// Where the audit is written to.
    SaveAudit,
    /// A style file to be read into the editor.
    OpenStyle,
    /// Where the style of the editor is written to.
    SaveStyle,
    /// A raster base.
    Base,
    /// Where the project is copied to, on this day.
    SaveBackup(Date),
    /// Where the picture of the map is written to.
    SavePicture,
    /// Where a map is written to.
    SaveMap,
    /// Where the review document of a case is written to; which question it answers.
    SaveReport(u64),
    /// Where a layer is written to.
    SaveLayer(Layer, Format),
}

/// Everything that changes the state.
#[derive(Debug)]
pub enum Command {
    /// A menu entry, a tool button or a shortcut.
    Run(Action),
    /// Open the project at this path.
    Open(PathBuf),
    /// Create a project at this path and open it.
    Create(PathBuf),
    /// Take this path off the recent projects.
    Forget(PathBuf),
    /// Files were dropped on the window.
    Dropped(Vec<PathBuf>),
    /// A file dialog was closed; `None` when nothing was chosen.
    FileChosen(FilePurpose, Option<PathBuf>),
    /// No file dialog is to be had on this machine: ask for the path in the window.
    AskPath(FilePurpose),
    /// The path dialog's text changed.
    EditPath(String),
    /// The path dialog's button.
    AcceptPath,
    /// Close the dialog on show.
    CloseDialog,
    /// The map has this size in logical pixels.
    MapResized([f64; 2]),
    /// The map was clicked.
    MapClicked(LonLat),
    /// The site was dragged to here.
    DragSite(LonLat),
    /// The site was let go.
    DropSite,
    /// Move the site by this many pixels of the view, right and down.
    NudgeSite([f64; 2]),
    /// Put the site back to where it was before it was dragged or nudged.
    PutSiteBack,
    /// The view rests, or the form changed: shade it by verdict, if that is on.
    ShadeView,
    /// What there is of a shaded view so far.
    Shaded(Box<ShadeRequest>, Arc<VerdictGrid>),
    /// Show or hide a layer.
    ShowLayer(Layer, bool),
    /// Show this layer and hide the others; with `None`, show all.
    ShowOnly(Option<Layer>),
    /// See-throughness of a layer, 0 to 1.
    SetOpacity(Layer, f32),
    /// Put a layer at this place of the list, 0 = top.
    MoveLayer(Layer, usize),
    /// Show the extent of a layer.
    ZoomToLayer(Layer),
    /// Show the map at 1 : this.
    SetScale(f64),
    /// Highlight the identified feature at this index.
    SelectHit(usize),
    /// Show the identified feature at this index in the whole view.
    ZoomToHit(usize),
    /// The check form changed.
    EditForm(Box<CheckForm>),
    /// The coordinates of the site changed.
    EditCoordinates(String),
    /// The reading at this index is what the user meant.
    ChooseReading(usize),
    /// Highlight and show the evidence of the finding at this index; with a second index, only that
    /// piece of evidence.
    ShowEvidence(usize, Option<usize>),
    /// Something in the audit panel.
    Audit(AuditCommand),
    /// Something about styles.
    Style(StyleCommand),
    /// Something about the selected features.
    Select(SelectCommand),
    /// Something in the attribute tables.
    Table(TableCommand),
    /// The import dialog's choices changed.
    EditImport(ImportRequest),
    /// The file of the import dialog cannot be read, and why.
    ImportFileLost(PathBuf, String),
    /// What the file of the import dialog holds several of.
    ImportPartsFound(PathBuf, ImportParts),
    /// Put the report of the import on the clipboard.
    CopyImport,
    /// Something in the import window or among the imports on file.
    Importing(ImportCommand),
    /// Try the import without writing.
    TryImport,
    /// Import.
    RunImport,
    /// The word to look for rules with changed.
    SearchRules(String),
    /// Explain this rule.
    ExplainRule {
        /// Its pack.
        pack: String,
        /// Its id.
        rule: String,
    },
    /// Switch a pack of the project on or off.
    SwitchPack {
        /// The pack, or the file's name where the id cannot be read.
        id: String,
        /// On or off.
        on: bool,
    },
    /// Read the packs again.
    ReloadRules,
    /// Show the user's folder of packs in the system's file manager.
    OpenRulesFolder,
    /// Something was chosen in the quality dialog.
    EditQuality(QualityEdit),
    /// Make the method on show the project's.
    SetQualityMethod,
    /// Put the quality of the zones on the clipboard.
    CopyQuality,
    /// Something in the case register or in the dialog that saves a case.
    Cases(CaseCommand),
    /// Something over or under the layers of the map.
    Furniture(FurnitureCommand),
    /// Something with palette, search, measuring, views, bookmarks or layout.
    Tools(ToolCommand),
    /// Something in the print dialog.
    Print(PrintCommand),
    /// Something in the dialog that exports a layer.
    Export(ExportCommand),
    /// The calculator dialog changed.
    EditCalculator(CalculatorEdit),
    /// Put the result of the calculator on the clipboard.
    CopyCalculation,
    /// Store the result of the calculator in the project.
    SaveCalculation,
    /// Stop a job.
    Cancel(JobId),
    /// These recent projects have no file any more.
    RecentMissing(BTreeSet<PathBuf>),
    /// Close a notice.
    CloseNotice(u64),
    /// Close all notices.
    CloseNotices,
    /// Show a notice.
    Notify(Weight, String),
    /// A job was queued for an effect.
    Started(Purpose, JobId),
    /// A job answered.
    Finished(JobId, Result<Box<Answer>, JobError>),
}

/// What a job is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opening, creating or building a project.
    Open,
    /// [`Effect::Identify`].
    Identify,
    /// [`Effect::Check`].
    Check,
    /// [`Effect::TrySite`].
    Try,
    /// [`Effect::Shade`].
    Shade,
    /// [`Effect::Import`].
    Import,
    /// [`Effect::Audit`].
    Audit,
    /// [`Effect::KeepAudit`] and [`Effect::ExportAudit`].
    SaveAudit,
    /// [`Effect::ListRules`] and [`Effect::SwitchPack`].
    Rules,
    /// [`Effect::RateQuality`] and [`Effect::SetQualityMethod`].
    Quality,
    /// [`Effect::Cases`].
    Cases,
    /// [`Effect::CaseReport`].
    CaseReport,
    /// [`Effect::Backup`].
    Backup,
    /// [`Effect::Styles`].
    Styles,
    /// [`Effect::Tools`].
    Tools(ToolPurpose),
    /// [`Effect::Table`].
    Table(TableJob),
    /// The preview of [`Effect::Print`].
    PreviewMap,
    /// The file of [`Effect::Print`].
    ExportMap,
    /// [`Effect::ExportLayer`].
    ExportLayer,
    /// [`Effect::SaveCalculation`].
    Calculation,
    /// [`Effect::Describe`].
    Describe,
}

/// What a job answers.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "answers travel boxed")]
pub enum Answer {
    /// A project is open.
    Opened(OpenProject),
    /// What lies at the clicked place.
    Identified {
        /// The click.
        at: LonLat,
        /// Nearest and topmost first.
        hits: Vec<Hit>,
    },
    /// A check is done.
    Checked {
        /// What was asked.
        request: Box<CheckRequest>,
        /// The findings.
        report: Box<CheckReport>,
        /// Titles of the packs by id.
        pack_titles: BTreeMap<String, String>,
    },
    /// An audit is done.
    Audited(Audited),
    /// The verdicts of an audit are kept.
    AuditKept(AuditRun),
    /// The audit is written to this file.
    AuditWritten(PathBuf),
    /// An import, or its trial, is done.
    Imported {
        /// What it did.
        summary: ImportSummary,
        /// The project as it is now; `None` after a trial.
        project: Option<OpenProject>,
    },
    /// About imports on file.
    Importing(ImportAnswer),
    /// The view is shaded.
    Shaded(Box<ShadeRequest>, Arc<VerdictGrid>),
    /// A calculation is stored.
    CalculationSaved {
        /// Its number within the project.
        id: i64,
        /// What was stored.
        calculation: Box<Calculation>,
    },
    /// The packs and their rules.
    RulesListed(RulesView),
    /// The quality of the zones.
    QualityRated(Box<QualityView>),
    /// Review cases.
    Cases(CaseAnswer),
    /// The review documents of one or several cases are written to these files.
    CaseReportsWritten(Vec<PathBuf>),
    /// The project is copied to this file.
    BackedUp(PathBuf),
    /// Styles.
    Styles(StyleAnswer),
    /// The bases are in the project.
    BasesKept,
    /// Search index, search, bookmarks.
    Tools(ToolAnswer),
    /// Tables and selections.
    Table(TableAnswer),
    /// A map.
    Print(PrintAnswer),
    /// A layer is written.
    LayerExported(Box<ExportReport>),
    /// The version of SpatiaLite on this machine, or why there is none.
    Described(String),
}

/// What the window must do because of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Open a project file.
    Open(PathBuf),
    /// Create a project file and open it.
    Create(PathBuf),
    /// Open the sample project, building it first where it is missing.
    OpenSample,
    /// Let go of the project file.
    CloseProject,
    /// Show a file dialog.
    ChooseFile(FilePurpose),
    /// Find what lies at a place.
    Identify {
        /// The place.
        at: LonLat,
        /// How far from the place points and lines are still meant, in metres.
        tolerance_m: f64,
        /// The layers to look in, topmost first.
        layers: Vec<Layer>,
    },
    /// Check a site.
    Check(CheckRequest),
    /// Check a site of the project at this path that is being moved: fast, from memory.
    TrySite(PathBuf, CheckRequest),
    /// Check the application all over the view of the project at this path.
    Shade(PathBuf, ShadeRequest),
    /// Audit everything registered, with the law in force on this day.
    Audit(Date),
    /// Keep the verdicts in the project.
    KeepAudit(Arc<AuditReport>),
    /// Write an audit to a file, in the format that its ending says.
    ExportAudit {
        /// The audit.
        report: Arc<AuditReport>,
        /// What changed, where it was compared.
        changes: Option<Arc<AuditChanges>>,
        /// The file.
        to: Destination,
    },
    /// Look whether a data file is there, before the user chooses anything.
    LookForFile(PathBuf),
    /// Something about imports on file.
    Importing(ImportEffect),
    /// Import a file, or try it.
    Import {
        /// What and how.
        request: ImportRequest,
        /// Write nothing.
        dry_run: bool,
    },
    /// Store a calculation in the project.
    SaveCalculation {
        /// The result with its inputs.
        calculation: Box<Calculation>,
        /// What it is for.
        note: String,
    },
    /// Read the packs and their rules, as they stand on this day.
    ListRules(Date),
    /// Switch a pack on or off in the project, then read the packs.
    SwitchPack {
        /// The pack, or the file's name where the id cannot be read.
        id: String,
        /// On or off.
        on: bool,
        /// The day for the states.
        as_of: Date,
    },
    /// Rate the zones.
    RateQuality(QualityRequest),
    /// Make the method of this request the project's, then rate the zones.
    SetQualityMethod(QualityRequest),
    /// Read or change review cases.
    Cases(CaseEffect),
    /// Write the review document of a case, in the format that the ending says.
    CaseReport {
        /// The case.
        key: CaseKey,
        /// The file.
        to: Destination,
    },
    /// Write the review documents of several cases to files whose names are made from this one.
    CaseReports {
        /// The cases.
        keys: Vec<CaseKey>,
        /// The name, with a placeholder.
        to: Destination,
    },
    /// Sort features by a style, store, read or write it.
    Styles(StyleEffect),
    /// Something over or under the layers of the map.
    Furniture(FurnitureEffect),
    /// Search, change bookmarks, reset the window.
    Tools(ToolEffect),
    /// Read, list and search tables.
    Table(TableEffect),
    /// Draw or write a map.
    Print(PrintEffect),
    /// Write a layer.
    ExportLayer(Box<LayerExport>),
    /// Show a folder in the system's file manager, making it first where it is missing.
    OpenFolder(PathBuf),
    /// Find out what this machine has.
    Describe,
    /// Look which recent projects still have their file.
    LookForRecent,
    /// Copy the project to this file.
    Backup(PathBuf),
    /// Copy the project, which is the one with this path, to this machine and open the copy.
    OpenLocalCopy(PathBuf),
    /// Stop a job.
    Cancel(JobId),
    /// Stop two jobs.
    CancelBoth([JobId; 2]),
    /// Put a text on the clipboard.
    Copy(String),
    /// End the program.
    Quit,
}

/// Queues commands from panels and threads; the window applies them once per frame.
#[derive(Clone, Debug)]
pub struct CommandSender(crossbeam_channel::Sender<Command>);

impl CommandSender {
    /// The sending and the receiving end.
    pub fn channel() -> (Self, crossbeam_channel::Receiver<Command>) {
        let (sender, receiver) = crossbeam_channel::unbounded();
        (Self(sender), receiver)
    }

    /// Queues `command`; without effect once the window is gone.
    pub fn send(&self, command: Command) {
        self.0.send(command).unwrap_or_default();
    }

    /// Queues the start of `action`.
    pub fn run(&self, action: Action) {
        self.send(Command::Run(action));
    }
}
