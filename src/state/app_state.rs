//! The whole state of the window and the only place where it changes. Knows no toolkit, no files,
//! no database: what must be done outside comes back as an [`Effect`].

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;

use geo::{Coord, Rect};

use crate::domain::{Language, Layer, LonLat};
use crate::geodesy::bounds::union;
use crate::jobs::{JobId, JobView};
use crate::services::result_file::Destination;
use crate::state::action::Action;
use crate::state::audit::AuditState;
use crate::state::calculator::CalculatorDialog;
use crate::state::camera::Camera;
use crate::state::case_report::CaseReportState;
use crate::state::cases::{CasesDialog, SaveCaseDialog};
use crate::state::check::{CheckState, Site, SubjectKind};
use crate::state::command::{Command, Effect, FilePurpose, Hit};
use crate::state::export::ExportDialog;
use crate::state::furniture::Bases;
use crate::state::import::ImportDialog;
use crate::state::import_log::ImportLog;
use crate::state::measure::MeasureKind;
use crate::state::notice::Notices;
use crate::state::palette::Palette;
use crate::state::print::PrintDialog;
use crate::state::project::OpenProject;
use crate::state::quality::QualityDialog;
use crate::state::rules::RulesDialog;
use crate::state::selection::{ExpressionForm, LocationForm, SelectDialog, Selection};
use crate::state::settings::{Settings, ThemeChoice};
use crate::state::style::StyleState;
use crate::state::tables::Tables;
use crate::state::tools::{BookmarksDialog, ToolsState};
use crate::state::view::{Highlight, LayerState};
use crate::state::whatif::WhatIfState;

/// What a click on the map means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Nothing; the map is only dragged.
    #[default]
    Pan,
    /// Which features are here?
    Identify,
    /// Is an outfall or a well allowed here?
    Check,
    /// A vertex of the line or area that is measured.
    Measure,
    /// Nothing; dragging draws a box to be shown.
    ZoomBox,
    /// Features under a click or in a box become the selection.
    Select,
    /// Features in a polygon become the selection.
    SelectPolygon,
}

/// What the right panel shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inspector {
    /// The check of a site.
    #[default]
    Check,
    /// The features at a clicked place.
    Identify,
    /// What the audit says of the selected feature.
    Audit,
}

/// What lies at the place clicked last.
#[derive(Debug, Default)]
pub struct IdentifyState {
    /// The place; `None` before the first click.
    pub at: Option<LonLat>,
    /// The features there.
    pub hits: Vec<Hit>,
    /// The one whose fields are shown.
    pub selected: usize,
    /// The question under way.
    pub running: Option<JobId>,
}

/// A dialog over the window.
#[derive(Debug)]
pub enum Dialog {
    /// Version and environment.
    About,
    /// A path to be typed, where the machine has no file dialog.
    Path {
        /// What for.
        purpose: FilePurpose,
        /// As typed.
        text: String,
        /// Why the path typed last could not be used.
        failure: Option<String>,
    },
    /// An import.
    Import(Box<ImportDialog>),
    /// The imports on file.
    ImportLog(Box<ImportLog>),
    /// Calculators.
    Calculator(Box<CalculatorDialog>),
    /// Rule packs and rules.
    Rules(Box<RulesDialog>),
    /// Water quality of the zones.
    Quality(Box<QualityDialog>),
    /// The case register.
    Cases(Box<CasesDialog>),
    /// Putting a check on file.
    SaveCase(Box<SaveCaseDialog>),
    /// The command palette.
    Palette(Box<Palette>),
    /// The bookmarks of the project.
    Bookmarks(Box<BookmarksDialog>),
    /// The list of shortcuts, with the word to look for.
    Shortcuts(String),
    /// Selecting by where features lie.
    SelectByLocation(Box<SelectDialog<LocationForm>>),
    /// Selecting by a condition on fields.
    SelectByExpression(Box<SelectDialog<ExpressionForm>>),
    /// Printing a map.
    Print(Box<PrintDialog>),
    /// Exporting a layer.
    Export(Box<ExportDialog>),
}

/// Everything that the window shows. Only [`AppState::apply`] changes it, except that the map moves
/// [`AppState::camera`] under the user's hand.
#[derive(Debug)]
pub struct AppState {
    /// What is remembered between runs.
    pub settings: Settings,
    /// The open project; `None` shows the start page.
    pub project: Option<OpenProject>,
    /// Opening under way.
    pub opening: Option<JobId>,
    /// Where the map looks.
    pub camera: Camera,
    /// Size of the map in logical pixels.
    pub map_size: [f64; 2],
    /// Whether the view must still be fitted to the project, once the map's size is known.
    pub(super) fit_pending: bool,
    /// The layer list, top first.
    pub layers: Vec<LayerState>,
    /// Rasters beneath the layers.
    pub bases: Bases,
    /// What a click means.
    pub tool: Tool,
    /// What the right panel shows.
    pub inspector: Inspector,
    /// The check.
    pub check: CheckState,
    /// The dragged site and the shaded view.
    pub what_if: WhatIfState,
    /// The audit of everything registered.
    pub audit: AuditState,
    /// Backups under way.
    pub backups: Vec<JobId>,
    /// The review document that is asked for or under way.
    pub case_report: CaseReportState,
    /// The style editor.
    pub style: StyleState,
    /// The identify tool.
    pub identify: IdentifyState,
    /// Search, measuring, view history.
    pub tools: ToolsState,
    /// Features drawn with a bright edge.
    pub highlights: Vec<Highlight>,
    /// The selected features.
    pub selection: Selection,
    /// The attribute tables.
    pub tables: Tables,
    /// The dialog on show.
    pub dialog: Option<Dialog>,
    /// Dropped files that come after the one in the import window.
    pub(super) waiting: VecDeque<PathBuf>,
    /// The quality dialog as it was closed last, so that one zone after the other can be looked at.
    pub(super) kept_quality: Option<Box<QualityDialog>>,
    /// Recent projects without a file, as far as the window has looked.
    pub missing: BTreeSet<PathBuf>,
    /// Version of SpatiaLite, or why it is not there; `None` until somebody asked.
    pub spatialite: Option<String>,
    /// Short messages.
    pub notices: Notices,
    /// Jobs under way, copied from the worker once per frame.
    pub jobs: Vec<JobView>,
    pub(super) today: jiff::civil::Date,
}

impl AppState {
    /// The start page.
    pub fn new(settings: Settings, today: jiff::civil::Date) -> Self {
        let layers = settings.layer_list();
        let layout = settings.layout;
        let mut audit = AuditState::new(today);
        audit.shown = layout.audit_shown;
        Self {
            settings,
            project: None,
            opening: None,
            camera: Camera::new(Coord { x: 0.0, y: 0.0 }, 100.0),
            map_size: [0.0, 0.0],
            fit_pending: false,
            layers,
            bases: Bases::default(),
            tool: Tool::default(),
            inspector: layout.tab.into(),
            check: CheckState::new(today),
            what_if: WhatIfState::default(),
            backups: Vec::new(),
            case_report: CaseReportState::default(),
            audit,
            style: StyleState::default(),
            identify: IdentifyState::default(),
            tools: ToolsState::default(),
            highlights: Vec::new(),
            selection: Selection::default(),
            tables: Tables::default(),
            dialog: None,
            waiting: VecDeque::new(),
            kept_quality: None,
            missing: BTreeSet::new(),
            spatialite: None,
            notices: Notices::default(),
            jobs: Vec::new(),
            today,
        }
    }

    /// The language of all texts.
    pub const fn language(&self) -> Language {
        self.settings.language
    }

    /// Whether `action` can be started now; buttons and menu entries are grey otherwise.
    pub fn can(&self, action: Action) -> bool {
        if let Some(can) = self.can_tool(action) {
            return can;
        }
        let open = self.project.is_some();
        match action {
            Action::OpenProject
            | Action::NewProject
            | Action::OpenSample
            | Action::SwitchLanguage
            | Action::SwitchTheme
            | Action::Calculators
            | Action::Rules
            | Action::About
            | Action::Quit => true,
            Action::ImportFile
            | Action::ImportLog
            | Action::CloseProject
            | Action::Quality
            | Action::PanTool
            | Action::IdentifyTool
            | Action::OutfallTool
            | Action::WellTool
            | Action::Cases
            | Action::ShadeView
            | Action::ExportMap
            | Action::ExportLayer
            | Action::BackupProject
            | Action::ZoomAll
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::ToggleLayers
            | Action::ToggleInspector
            | Action::RunAudit
            | Action::ToggleGraticule
            | Action::TogglePlaneGrid
            | Action::ToggleOverview
            | Action::AddBase
            | Action::CopyMap
            | Action::SaveMap
            | Action::ToggleAudit
            | Action::ToggleTables
            | Action::SelectTool
            | Action::SelectPolygonTool
            | Action::SelectByLocation
            | Action::SelectByExpression => open,
            Action::OpenLocalCopy => self.wants_local_copy(),
            Action::ClearSelection => open && !self.selection.is_empty(),
            Action::RunCheck => open && self.check.site.position().is_some(),
            Action::CompareAudit => self
                .project
                .as_ref()
                .is_some_and(|project| project.kept_audit.is_some()),
            // What is kept must be about the data as they are.
            Action::KeepAudit => open && self.audit.is_current() && self.audit.saving.is_none(),
            Action::ExportAudit => open && self.audit.answer.is_some(),
            Action::CopyFindings => open && self.check.answer.is_some(),
            // Only what answers the form and the site as they are on show.
            Action::SaveCase => open && self.check.is_current(),
            // Asked in every frame, so without looking for the features themselves.
            Action::ZoomSelection => {
                open && (!self.selection.is_empty()
                    || !self.highlights.is_empty()
                    || self.check.site.position().is_some())
            }
            Action::ClearResults => {
                open && (!self.highlights.is_empty()
                    || self.check.answer.is_some()
                    || !self.check.coordinates.is_empty()
                    || self.identify.at.is_some()
                    || !self.tools.measure.vertices.is_empty()
                    || self.tools.search.place.is_some())
            }
            // Those of the tools are answered above.
            _ => false,
        }
    }

    /// Whether `action` is the tool, panel or theme now in use.
    pub fn is_on(&self, action: Action) -> bool {
        match action {
            Action::PanTool => self.tool == Tool::Pan,
            Action::IdentifyTool => self.tool == Tool::Identify,
            Action::OutfallTool => {
                self.tool == Tool::Check && self.check.form.kind == SubjectKind::Outfall
            }
            Action::WellTool => {
                self.tool == Tool::Check && self.check.form.kind == SubjectKind::Well
            }
            Action::ZoomBox => self.tool == Tool::ZoomBox,
            Action::MeasureLength => {
                self.tool == Tool::Measure && self.tools.measure.kind == MeasureKind::Length
            }
            Action::MeasureArea => {
                self.tool == Tool::Measure && self.tools.measure.kind == MeasureKind::Area
            }
            Action::ShadeView => self.what_if.shade.is_some(),
            Action::ToggleLayers => self.settings.show_layers,
            Action::ToggleInspector => self.settings.show_inspector,
            Action::ToggleAudit => self.audit.shown && self.tables.front.is_none(),
            Action::ToggleGraticule => self.settings.furniture.graticule,
            Action::TogglePlaneGrid => self.settings.furniture.plane_grid,
            Action::ToggleOverview => self.settings.furniture.overview,
            Action::SelectTool => self.tool == Tool::Select,
            Action::SelectPolygonTool => self.tool == Tool::SelectPolygon,
            Action::ToggleTables => self.tables.front.is_some(),
            Action::SwitchTheme => self.settings.theme == ThemeChoice::Dark,
            _ => false,
        }
    }

    /// Changes the state; the only place that does.
    pub fn apply(&mut self, command: Command) -> Option<Effect> {
        let effect = self.change(command).or_else(|| self.open_waiting());
        self.settle_check();
        self.settle_tables();
        if let Some(Effect::Table(effect)) = &effect {
            self.note_table_effect(effect);
        }
        effect
    }

    /// The map must claim no evidence, and the panel no failure, for a site that was not checked.
    fn settle_check(&mut self) {
        self.check.drop_old_failure();
        if self.check.marked && !self.answer_follows() {
            self.highlight(Vec::new());
            self.check.selected = None;
        }
    }

    /// Emphasises `features` and nothing else.
    pub(super) fn highlight(&mut self, features: Vec<Highlight>) {
        self.highlights = features;
        self.check.marked = false;
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one list of commands, best read in one piece"
    )]
    fn change(&mut self, command: Command) -> Option<Effect> {
        match command {
            Command::Run(action) => self.run(action),
            Command::Open(path) => Some(Effect::Open(path)),
            Command::Create(path) => Some(Effect::Create(path)),
            Command::Forget(path) => self.done(|state| state.settings.forget(&path)),
            Command::Dropped(paths) => self.dropped(&paths),
            Command::FileChosen(purpose, path) => {
                path.and_then(|path| self.chosen(purpose, Destination::confirmed(path)))
            }
            Command::AskPath(purpose) => self.done(|state| state.ask_path(purpose)),
            Command::EditPath(text) => self.done(|state| state.edit_path(text)),
            Command::AcceptPath => self.accept_path(),
            Command::CloseDialog => self.close_dialog(),
            Command::MapResized(size) => self.done(|state| state.map_resized(size)),
            Command::MapClicked(at) => self.map_clicked(at),
            Command::DragSite(to) => self.drag_site(to),
            Command::DropSite => self.drop_site(),
            Command::NudgeSite(offset) => self.nudge_site(offset),
            Command::PutSiteBack => self.put_site_back(),
            Command::ShadeView => self.shade_view(),
            Command::Shaded(request, grid) => self.done(|state| state.shaded(*request, grid)),
            Command::ShowLayer(layer, visible) => {
                self.done(|state| state.edit_layer(layer, |entry| entry.visible = visible))
            }
            Command::ShowOnly(only) => self.done(|state| state.show_only(only)),
            Command::SetOpacity(layer, opacity) => self.done(|state| {
                state.edit_layer(layer, |entry| entry.opacity = opacity.clamp(0.0, 1.0));
            }),
            Command::MoveLayer(layer, to) => self.done(|state| state.move_layer(layer, to)),
            Command::ZoomToLayer(layer) => self.done(|state| state.zoom_to_layer(layer)),
            Command::SetScale(denominator) => {
                self.done(|state| state.camera.set_scale_denominator(denominator))
            }
            Command::SelectHit(index) => self.done(|state| state.select_hit(index)),
            Command::ZoomToHit(index) => self.done(|state| {
                state.select_hit(index);
                state.zoom_to_selection();
            }),
            Command::EditForm(form) => self.done(|state| state.check.form = *form),
            Command::EditCoordinates(text) => self.done(|state| state.edit_coordinates(text)),
            Command::ChooseReading(index) => self.choose_reading(index),
            Command::ShowEvidence(finding, piece) => {
                self.done(|state| state.show_evidence(finding, piece))
            }
            Command::Audit(command) => self.audit_command(command),
            Command::Style(command) => self.style_command(command),
            Command::Select(command) => self.select_command(command),
            Command::Table(command) => self.table_command(command),
            Command::EditImport(request) => self.done(|state| state.edit_import(request)),
            Command::ImportFileLost(path, reason) => {
                self.done(|state| state.import_file_lost(&path, reason))
            }
            Command::ImportPartsFound(path, parts) => {
                self.done(|state| state.import_parts_found(&path, parts))
            }
            Command::Importing(command) => self.import_command(command),
            Command::CopyImport => self.copy_import(),
            Command::TryImport => self.import(true),
            Command::RunImport => self.import(false),
            Command::SearchRules(word) => {
                self.done(|state| state.edit_rules(|rules| rules.search = word))
            }
            Command::ExplainRule { pack, rule } => {
                self.done(|state| state.edit_rules(|rules| rules.selected = Some((pack, rule))))
            }
            Command::SwitchPack { id, on } => self.switch_pack(id, on),
            Command::EditQuality(edit) => self.edit_quality(edit),
            Command::SetQualityMethod => self.set_quality_method(),
            Command::CopyQuality => self.copy_quality(),
            Command::EditCalculator(edit) => self.done(|state| state.edit_calculator(edit)),
            Command::CopyCalculation => self.copy_calculation(),
            Command::SaveCalculation => self.save_calculation(),
            Command::ReloadRules => self.reload_rules(),
            Command::Cases(command) => self.case_command(command),
            Command::Furniture(command) => self.furniture_command(command),
            Command::Print(command) => self.print_command(command),
            Command::Export(command) => self.export_command(command),
            Command::OpenRulesFolder => self.open_rules_folder(),
            Command::Tools(command) => self.tool_command(command),
            Command::Cancel(job) => Some(Effect::Cancel(job)),
            Command::RecentMissing(missing) => self.done(|state| state.missing = missing),
            Command::CloseNotice(id) => self.done(|state| state.notices.close(id)),
            Command::CloseNotices => self.done(|state| state.notices.close_all()),
            Command::Notify(weight, text) => self.done(|state| state.notices.add(weight, text)),
            Command::Started(purpose, job) => self.started(purpose, job),
            Command::Finished(job, result) => self.finished(job, result),
        }
    }

    pub(super) fn done(&mut self, change: impl FnOnce(&mut Self)) -> Option<Effect> {
        change(self);
        None
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one list of actions, best read in one piece"
    )]
    fn run(&mut self, action: Action) -> Option<Effect> {
        if !self.can(action) {
            if action == Action::RunCheck && self.project.is_some() {
                // Asked for with the keyboard: the form says what is missing.
                self.check.show_problems = true;
            }
            return None;
        }
        match action {
            Action::OpenProject => Some(Effect::ChooseFile(FilePurpose::Open)),
            Action::NewProject => Some(Effect::ChooseFile(FilePurpose::Create)),
            Action::OpenSample => Some(Effect::OpenSample),
            Action::ImportLog => Some(self.open_import_log()),
            Action::ImportFile => Some(Effect::ChooseFile(FilePurpose::Import)),
            Action::CloseProject => Some(self.close_project()),
            Action::Quit => Some(Effect::Quit),
            Action::PanTool => self.done(|state| state.tool = Tool::Pan),
            Action::IdentifyTool => self.done(|state| {
                state.tool = Tool::Identify;
                state.show_inspector(Inspector::Identify);
            }),
            Action::OutfallTool => self.done(|state| state.take_check_tool(SubjectKind::Outfall)),
            Action::WellTool => self.done(|state| state.take_check_tool(SubjectKind::Well)),
            Action::RunCheck => self.run_check(),
            Action::ShadeView => self.toggle_shade(),
            Action::RunAudit => self.run_audit(false),
            Action::CompareAudit => self.run_audit(true),
            Action::KeepAudit => self.keep_audit(),
            Action::ExportAudit => self.ask_audit_file(),
            Action::ToggleAudit => self.done(|state| {
                // Behind a table it comes to the front first.
                let behind = state.tables.front.take().is_some();
                state.audit.shown = behind || !state.audit.shown;
            }),
            Action::ToggleTables => self.done(Self::toggle_tables),
            Action::SelectTool => self.done(|state| state.take_select_tool(Tool::Select)),
            Action::SelectPolygonTool => {
                self.done(|state| state.take_select_tool(Tool::SelectPolygon))
            }
            Action::SelectByLocation => self.done(Self::open_select_by_location),
            Action::SelectByExpression => self.done(Self::open_select_by_expression),
            Action::ClearSelection => self.done(|state| state.selection.clear()),
            Action::CopyFindings => self.copy_findings(),
            Action::ClearResults => self.done(Self::clear_results),
            Action::ZoomAll => self.done(Self::zoom_to_all),
            Action::ZoomSelection => self.done(Self::zoom_to_selection),
            Action::ZoomIn => self.done(|state| state.camera.zoom_at([0.0, 0.0], 2.0)),
            Action::ZoomOut => self.done(|state| state.camera.zoom_at([0.0, 0.0], 0.5)),
            Action::ToggleLayers => {
                self.done(|state| state.settings.show_layers = !state.settings.show_layers)
            }
            Action::ToggleInspector => {
                self.done(|state| state.settings.show_inspector = !state.settings.show_inspector)
            }
            Action::SwitchLanguage => self.done(|state| {
                state.settings.language = match state.settings.language {
                    Language::Zh => Language::En,
                    Language::En => Language::Zh,
                };
            }),
            Action::SwitchTheme => self.done(|state| {
                state.settings.theme = match state.settings.theme {
                    ThemeChoice::Light => ThemeChoice::Dark,
                    ThemeChoice::Dark => ThemeChoice::Light,
                };
            }),
            Action::Calculators => self.done(|state| {
                state.dialog = Some(Dialog::Calculator(Box::default()));
            }),
            Action::Quality => Some(self.open_quality()),
            Action::Rules => Some(self.open_rules()),
            Action::SaveCase => self.open_save_case(),
            Action::Cases => Some(self.open_cases()),
            Action::ToggleGraticule
            | Action::TogglePlaneGrid
            | Action::ToggleOverview
            | Action::AddBase
            | Action::CopyMap
            | Action::SaveMap => self.run_furniture(action),
            Action::ExportMap => self.open_print(),
            Action::ExportLayer => self.done(|state| state.open_export(None)),
            Action::BackupProject => Some(Effect::ChooseFile(FilePurpose::SaveBackup(self.today))),
            Action::OpenLocalCopy => self.open_local_copy(),
            Action::About => {
                self.dialog = Some(Dialog::About);
                Some(Effect::Describe)
            }
            action => self.run_tool(action),
        }
    }

    pub(super) fn take_check_tool(&mut self, kind: SubjectKind) {
        self.tool = Tool::Check;
        self.check.form.kind = kind;
        self.show_inspector(Inspector::Check);
    }

    pub(super) fn show_inspector(&mut self, what: Inspector) {
        self.inspector = what;
        self.settings.show_inspector = true;
    }

    fn map_resized(&mut self, size: [f64; 2]) {
        self.map_size = size;
        if self.fit_pending && size[0] > 1.0 && size[1] > 1.0 {
            self.zoom_to_all();
        }
    }

    pub(super) fn zoom_to_all(&mut self) {
        if let Some(project) = &self.project {
            self.camera.fit(project.scene.bounds, self.map_size);
            self.fit_pending = self.map_size[0] <= 1.0;
        }
    }

    fn zoom_to_layer(&mut self, layer: Layer) {
        let bounds = self
            .project
            .as_ref()
            .and_then(|project| project.scene.layer(layer)?.bounds);
        if let Some(bounds) = bounds {
            self.camera.fit(bounds, self.map_size);
        }
    }

    pub(super) fn zoom_to_selection(&mut self) {
        if let Some(bounds) = self.selection_bounds() {
            self.camera.fit(bounds, self.map_size);
        }
    }

    /// Box in metres of the selected features; of the highlighted ones and the site when none is
    /// selected; `None` when there is nothing.
    pub fn selection_bounds(&self) -> Option<Rect<f64>> {
        if let Some(selected) = self.selected_bounds() {
            return Some(selected);
        }
        let scene = &self.project.as_ref()?.scene;
        let site = self
            .check
            .site
            .position()
            .and_then(|position| scene.to_metric(position))
            .map(|at| Rect::new(at, at));
        self.highlight_bounds()
            .into_iter()
            .chain(site)
            .reduce(union)
    }

    fn edit_layer(&mut self, layer: Layer, edit: impl FnOnce(&mut LayerState)) {
        if let Some(entry) = self.layers.iter_mut().find(|entry| entry.layer == layer) {
            edit(entry);
        }
        self.settings.layers.clone_from(&self.layers);
    }

    fn show_only(&mut self, only: Option<Layer>) {
        for entry in &mut self.layers {
            entry.visible = only.is_none_or(|layer| layer == entry.layer);
        }
        self.settings.layers.clone_from(&self.layers);
    }

    fn move_layer(&mut self, layer: Layer, to: usize) {
        if let Some(from) = self.layers.iter().position(|entry| entry.layer == layer) {
            let entry = self.layers.remove(from);
            self.layers.insert(to.min(self.layers.len()), entry);
        }
        self.settings.layers.clone_from(&self.layers);
    }

    fn select_hit(&mut self, index: usize) {
        if let Some(hit) = self.identify.hits.get(index) {
            self.identify.selected = index;
            let feature = Highlight::by_id(hit.feature.layer, hit.feature.id);
            self.highlight(vec![feature]);
        }
    }

    fn edit_coordinates(&mut self, text: String) {
        self.check.site = Site::typed(&text);
        self.check.coordinates = text;
        self.look_at_site();
    }

    /// Moves the map only when the site would not be seen.
    pub(super) fn look_at_site(&mut self) {
        let at = self.check.site.position().and_then(|position| {
            let scene = &self.project.as_ref()?.scene;
            scene.to_metric(position)
        });
        let Some(at) = at else { return };
        let view = self.camera.visible(self.map_size);
        let seen = (view.min().x..=view.max().x).contains(&at.x)
            && (view.min().y..=view.max().y).contains(&at.y);
        if !seen {
            self.camera.set_center(at);
        }
    }
}
