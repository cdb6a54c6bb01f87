//! The application: drains jobs and commands, draws panels and map, remembers settings.

use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::Receiver;
use eframe::egui::{
    self, CentralPanel, Context, Frame, Margin, Panel, Pos2, Rect, Ui, ViewportCommand,
};

use crate::app::capture::Capture;
use crate::app::crash;
use crate::app::early::Early;
use crate::app::effects::Effects;
use crate::app::keyboard::{Keyboard, Pane};
use crate::app::memory::MemoryWatch;
use crate::app::select_hand::select_tool;
use crate::app::settings_file::SettingsFile;
use crate::app::tools::{PanelSizes, ToolWatch};
use crate::app::tour::Tour;
use crate::app::whatif::ShadeWatch;
use crate::carto::style::StyleSheet;
use crate::domain::LonLat;
use crate::domain::sentence;
use crate::map::{Hand, MapCanvas, MapInput, MapOutput, SelectedInput, Shading, SiteMove};
use crate::services::Clock;
use crate::state::notice::Weight;
use crate::state::project::Whereabouts;
use crate::state::tables::TableCommand;
use crate::state::tools::ToolCommand;
use crate::state::{Action, AppState, Command, CommandSender, Effect, Settings, Tool};
use crate::ui::dialogs::{Environment, PrintPreview, dialog_ui};
use crate::ui::fonts::SystemFonts;
use crate::ui::notices::NoticeBoard;
use crate::ui::panels::audit::AuditPanel;
use crate::ui::panels::check_form::CheckPanel;
use crate::ui::panels::dock::{dock_ui, has_dock};
use crate::ui::panels::empty_map::empty_map_ui;
use crate::ui::panels::inspector::inspector_ui;
use crate::ui::panels::layers::LayersPanel;
use crate::ui::panels::map_menu::MapMenu;
use crate::ui::panels::measure::{measure_ui, sketch};
use crate::ui::panels::search::SearchBox;
use crate::ui::panels::select_bar::select_bar_ui;
use crate::ui::panels::start::start_page_ui;
use crate::ui::panels::status::StatusBar;
use crate::ui::panels::style::style_panel_ui;
use crate::ui::panels::table::TablePanel;
use crate::ui::panels::top::{menu_bar_ui, tool_bar_ui};
use crate::ui::panels::whatif::{shade_legend_ui, site_verdict_ui};
use crate::ui::text;
use crate::ui::theme::{self, PANEL_MARGIN, Palette, STYLE_WIDTH, outcome_color};

/// What the window begins with.
#[derive(Debug)]
pub struct Start {
    /// The project to open at once.
    pub project: Option<PathBuf>,
    /// Whether to open the sample instead of the start page.
    pub sample: bool,
    /// A flight of the camera to play and measure.
    pub tour: Option<Tour>,
    /// Where settings are kept.
    pub settings: SettingsFile,
    /// What day it is.
    pub clock: Clock,
    /// How the window is drawn, in words.
    pub renderer: String,
    /// The user's folder of rule packs; `None` on a machine without a home.
    pub rules_folder: Option<PathBuf>,
    /// What texts are written in.
    pub fonts: SystemFonts,
    /// The project, where it is being read already.
    pub early: Option<Early>,
}

/// The window.
pub struct ShuijieApp {
    pub(super) state: AppState,
    effects: Effects,
    pub(super) commands: CommandSender,
    queue: Receiver<Command>,
    map: MapCanvas,
    map_rect: Rect,
    shade: ShadeWatch,
    capture: Capture,
    layers: LayersPanel,
    check: CheckPanel,
    audit: AuditPanel,
    tables: TablePanel,
    status: StatusBar,
    search: SearchBox,
    map_menu: MapMenu,
    keyboard: Keyboard,
    watch: ToolWatch,
    memory: MemoryWatch,
    sizes: PanelSizes,
    notices: NoticeBoard,
    environment: Environment,
    print_preview: PrintPreview,
    settings_file: SettingsFile,
    saved: Settings,
    title: String,
    /// Whether a menu or list was open at the end of the last frame: it has the Escape key.
    pub(super) popup_open: bool,
    tour: Option<Tour>,
    tour_error: Option<String>,
}

impl ShuijieApp {
    /// Sets fonts and theme and starts the worker; opening a project happens in the background.
    pub fn new(
        creation: &eframe::CreationContext<'_>,
        start: Start,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let context = &creation.egui_ctx;
        start.fonts.install(context);
        theme::install(context);
        let styles = Arc::new(StyleSheet::shipped()?);
        let (commands, queue) = CommandSender::channel();
        let (settings, settings_error) = start.settings.load();
        let settings = settings.sane();
        theme::choose(context, settings.theme);
        theme::scale(context, settings.ui_scale);
        let mut effects = Effects::start(
            context,
            styles,
            (start.clock, start.rules_folder),
            commands.clone(),
        )?;
        effects.expect(start.early);
        effects.look_for(settings.recent.clone());
        if let Some(error) = settings_error {
            commands.send(Command::Notify(Weight::Warning, sentence(&error)));
        }
        match (start.project, start.sample) {
            (Some(path), _) => commands.send(Command::Open(path)),
            (None, true) => commands.run(Action::OpenSample),
            (None, false) => {}
        }
        let mut map = MapCanvas::new(creation);
        map.set_measuring(start.tour.is_some());
        let environment = Environment {
            renderer: start.renderer,
            font: start.fonts.family,
            settings_file: start
                .settings
                .path()
                .map(|path| path.display().to_string())
                .unwrap_or_default(),
        };
        Ok(Self {
            state: AppState::new(settings.clone(), start.clock.today()),
            effects,
            commands,
            queue,
            map,
            map_rect: Rect::NOTHING,
            shade: ShadeWatch::default(),
            capture: Capture::default(),
            layers: LayersPanel::default(),
            check: CheckPanel::default(),
            audit: AuditPanel::default(),
            tables: TablePanel::default(),
            status: StatusBar::default(),
            search: SearchBox::default(),
            map_menu: MapMenu::default(),
            keyboard: Keyboard::default(),
            watch: ToolWatch::default(),
            memory: MemoryWatch::default(),
            sizes: PanelSizes::default(),
            notices: NoticeBoard::default(),
            environment,
            print_preview: PrintPreview::default(),
            settings_file: start.settings,
            saved: settings,
            title: String::new(),
            popup_open: false,
            tour: start.tour,
            tour_error: None,
        })
    }

    /// The state, for tests.
    pub const fn state(&self) -> &AppState {
        &self.state
    }

    /// Queues a command as a panel would, for tests.
    pub fn send(&self, command: Command) {
        self.commands.send(command);
    }

    /// Where the map was drawn last, for tests.
    pub const fn map_rect(&self) -> Rect {
        self.map_rect
    }

    /// Why the tour stopped early, if it did.
    pub fn tour_error(&self) -> Option<&str> {
        self.tour_error.as_deref()
    }

    /// Applies everything that is queued, and what comes of it.
    fn drain(&mut self) {
        for (job, result) in self.effects.finished() {
            self.apply(Command::Finished(job, result));
        }
        while let Ok(command) = self.queue.try_recv() {
            self.apply(command);
        }
        if let Some(target) = self.effects.wanted_picture() {
            self.capture.want(target);
        }
        self.state.jobs = self.effects.running();
    }

    fn apply(&mut self, command: Command) {
        crash::remember(&command);
        let mut next = Some(command);
        while let Some(command) = next.take() {
            next = match self.state.apply(command) {
                Some(Effect::CloseProject) => {
                    self.effects.look_for(self.state.settings.recent.clone());
                    self.effects.run(Effect::CloseProject, None)
                }
                Some(effect) => {
                    let shown = self.state.project.as_ref();
                    let shown = shown.map(|project| project.path.as_path());
                    self.effects.run(effect, shown)
                }
                None => None,
            };
        }
    }

    fn read_dropped_files(&self, context: &Context) {
        let dropped: Vec<PathBuf> = context.input(|input| {
            input
                .raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if !dropped.is_empty() {
            self.commands.send(Command::Dropped(dropped));
        }
    }

    fn save_settings(&mut self) {
        if self.saved == self.state.settings {
            return;
        }
        self.saved = self.state.settings.clone();
        if let Err(error) = self.settings_file.save(&self.saved) {
            self.commands
                .send(Command::Notify(Weight::Warning, sentence(&error)));
        }
    }

    fn set_title(&mut self, context: &Context) {
        let app = text::APP.get(self.state.language());
        let title = match &self.state.project {
            Some(project) => {
                let read_only = match project.whereabouts {
                    Whereabouts::ReadOnly => text::READ_ONLY.get(self.state.language()),
                    Whereabouts::Here | Whereabouts::Network => "",
                };
                format!("{}{read_only} - {app}", project.title())
            }
            None => app.to_owned(),
        };
        if title != self.title {
            context.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn panels_ui(&mut self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        // The window is cleared in the colour of the panels: filling them once more would cost a good
        // part of a frame where there is no graphics card.
        let bar = |margin: Margin| Frame::new().inner_margin(margin);
        let menu = Panel::top("menu")
            .frame(bar(Margin::symmetric(PANEL_MARGIN, 3)))
            .show(ui, |ui| menu_bar_ui(ui, &self.state, &self.commands))
            .inner;
        self.keyboard.menu_is(menu);
        if self.state.project.is_none() {
            CentralPanel::default()
                .frame(Frame::new().fill(palette.window))
                .show(ui, |ui| start_page_ui(ui, &self.state, &self.commands));
            return;
        }
        let language = self.state.language();
        Panel::top("tools")
            .frame(bar(Margin::symmetric(PANEL_MARGIN, 4)))
            .show(ui, |ui| {
                self.keyboard.pane_ui(ui, Pane::Tools, language);
                tool_bar_ui(ui, &self.state, &mut self.search, &self.commands);
            });
        let hovered = self.hovered(ui.ctx());
        Panel::bottom("status")
            .frame(bar(Margin::symmetric(PANEL_MARGIN, 2)))
            .show(ui, |ui| {
                self.keyboard.pane_ui(ui, Pane::Status, language);
                let renderer = self.environment.renderer.as_str();
                self.status
                    .ui(ui, &self.state, (hovered, renderer), &self.commands);
            });
        self.side_panels_ui(ui, bar);
        CentralPanel::default()
            .frame(Frame::NONE)
            .show(ui, |ui| self.map_ui(ui));
    }

    /// Audit, layers, inspector: as large as they were left, and never so large that no map is left.
    fn side_panels_ui(&mut self, ui: &mut Ui, bar: impl Fn(Margin) -> Frame) {
        let layout = self.state.settings.layout;
        let language = self.state.language();
        // Sizes that egui keeps belong to one round.
        let round = self.state.tools.layout_round;
        let window = ui.available_width();
        self.sizes = PanelSizes::default();
        if has_dock(&self.state) {
            // As wide as the window: its rows are long. The map stays the larger part.
            let most = (ui.available_height() * 0.7).max(120.0);
            let shown = Panel::bottom(("audit", round))
                .frame(bar(Margin::symmetric(PANEL_MARGIN, 6)))
                .default_size(layout.audit_height)
                .size_range(most.min(160.0)..=most)
                .resizable(true)
                .show(ui, |ui| {
                    self.keyboard.pane_ui(ui, Pane::Audit, language);
                    let panels = (&mut self.audit, &mut self.tables);
                    dock_ui(ui, &self.state, panels, &self.commands);
                });
            self.sizes.audit = Some([shown.response.rect.height(), most]);
        }
        if self.state.settings.show_layers {
            let most = (window * 0.33).clamp(150.0, 420.0);
            let shown = Panel::left(("layers", round))
                .frame(bar(Margin::same(PANEL_MARGIN)))
                .default_size(layout.layers_width)
                .size_range(most.min(200.0)..=most)
                .show(ui, |ui| {
                    self.keyboard.pane_ui(ui, Pane::Layers, language);
                    within_ui(ui, |ui| self.layers.ui(ui, &self.state, &self.commands));
                });
            self.sizes.layers = Some([shown.response.rect.width(), most]);
        }
        if self.state.style.editor.is_some() {
            let most = (window * 0.44).clamp(200.0, 560.0);
            Panel::right("style")
                .frame(bar(Margin::same(PANEL_MARGIN)))
                .default_size(STYLE_WIDTH)
                .size_range(most.min(360.0)..=most)
                .show(ui, |ui| {
                    self.keyboard.pane_ui(ui, Pane::Inspector, language);
                    style_panel_ui(ui, &self.state, &self.commands);
                });
        } else if self.state.settings.show_inspector {
            let most = (window * 0.44).clamp(200.0, 560.0);
            let shown = Panel::right(("inspector", round))
                .frame(bar(Margin::same(PANEL_MARGIN)))
                .default_size(layout.inspector_width)
                .size_range(most.min(320.0)..=most)
                .show(ui, |ui| {
                    self.keyboard.pane_ui(ui, Pane::Inspector, language);
                    within_ui(ui, |ui| {
                        inspector_ui(ui, &self.state, &mut self.check, &self.commands);
                    });
                });
            self.sizes.inspector = Some([shown.response.rect.width(), most]);
        }
    }

    fn map_ui(&mut self, ui: &mut Ui) {
        let sketch = sketch(&self.state, self.hovered(ui.ctx()));
        let state = &mut self.state;
        let Some(project) = &state.project else {
            return;
        };
        if let Some(tour) = &self.tour
            && let Err(error) = tour.aim(&mut state.camera, &project.scene)
        {
            self.tour_error = Some(sentence(&error));
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        }
        let shading = state.shown_shade().map(Arc::clone);
        let output = self.map.show(
            ui,
            MapInput {
                scene: &project.scene,
                styles: &project.look.styles,
                camera: &mut state.camera,
                layers: &state.layers,
                bases: &state.bases.layers,
                furniture: state.settings.furniture,
                highlights: &state.highlights,
                selected: SelectedInput {
                    parts: state.selection.parts(),
                    revision: state.selection.revision,
                    flash: state.selection.flash,
                },
                select_tool: select_tool(state.tool),
                outline: &state.selection.sketch,
                site: state.check.site.position(),
                shading: shading.as_ref().map(|grid| Shading {
                    grid,
                    colors: outcome_color,
                }),
                sketch: &sketch,
                hand: match state.tool {
                    Tool::Measure => Hand::Draws,
                    Tool::ZoomBox => Hand::Boxes,
                    Tool::Pan
                    | Tool::Identify
                    | Tool::Check
                    | Tool::Select
                    | Tool::SelectPolygon => Hand::Free,
                },
                language: state.settings.language,
                interactive: state.dialog.is_none() && self.tour.is_none(),
            },
        );
        self.map_rect = output.response.rect;
        self.site_ui(ui, &output);
        self.select_ui(ui, &output);
        let size = self.map_rect.size();
        let size = [f64::from(size.x), f64::from(size.y)];
        if size != self.state.map_size {
            self.commands.send(Command::MapResized(size));
            ui.ctx().request_repaint();
        }
        if let Some(at) = output.clicked {
            self.commands.send(Command::MapClicked(at));
            ui.ctx().request_repaint();
        }
        self.tools_on_map(ui, &output);
        self.play_tour(ui.ctx(), output.work_ms, output.complete);
        let place = (output.inner, self.hovered(ui.ctx()));
        shade_legend_ui(ui.ctx(), &self.state, place, &self.commands);
        select_bar_ui(ui.ctx(), &self.state, self.map_rect, &self.commands);
        empty_map_ui(ui.ctx(), &self.state, self.map_rect, &self.commands);
        measure_ui(ui.ctx(), &self.state, self.map_rect, &self.commands);
    }

    /// What the tools make of the hand on the map.
    fn tools_on_map(&mut self, ui: &Ui, output: &MapOutput) {
        let send = |command| {
            self.commands.send(Command::Tools(command));
            ui.ctx().request_repaint();
        };
        if let Some(area) = output.boxed {
            send(ToolCommand::ZoomBox(area));
        }
        self.keyboard.map_is(output.response.id);
        let asked = (&self.state, output.menu_at);
        self.map_menu.ui(&output.response, asked, &self.commands);
    }

    /// The verdict at the site, and what the hand does to it.
    fn site_ui(&self, ui: &Ui, output: &MapOutput) {
        if self.state.tool != Tool::Pan && !output.site_at_hand {
            let response = output.response.clone();
            response.on_hover_cursor(egui::CursorIcon::Crosshair);
        }
        if let Some(pin) = output.site_pos {
            site_verdict_ui(ui, &self.state, self.map_rect, pin);
        }
        if let Some(moved) = output.site_move {
            self.commands.send(match moved {
                SiteMove::Drag(to) => Command::DragSite(to),
                SiteMove::Drop => Command::DropSite,
                SiteMove::Nudge(offset) => Command::NudgeSite(offset),
            });
            ui.ctx().request_repaint();
        }
    }

    fn play_tour(&mut self, context: &Context, work_ms: f64, complete: bool) {
        let Some(tour) = &mut self.tour else {
            return;
        };
        tour.record(work_ms, complete);
        context.request_repaint();
        if tour.finished() {
            if let Err(error) = tour.write() {
                self.tour_error = Some(sentence(&error));
            }
            self.tour = None;
            context.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// What lies under the pointer now; asked before the map is drawn, so that the status bar does
    /// not lag behind.
    fn hovered(&self, context: &Context) -> Option<LonLat> {
        let pointer: Pos2 = context.pointer_hover_pos()?;
        let project = self.state.project.as_ref()?;
        if !self.map_rect.contains(pointer) || self.popup_open || self.state.dialog.is_some() {
            return None;
        }
        let offset = pointer - self.map_rect.center();
        let metric = self
            .state
            .camera
            .to_map([f64::from(offset.x), f64::from(offset.y)]);
        project.scene.to_lon_lat(metric)
    }
}

impl eframe::App for ShuijieApp {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        self.keyboard
            .read(context, &self.state, self.popup_open, &self.commands);
        self.read_dropped_files(context);
        self.drain();
        self.shade.look(context, &self.state, &self.commands);
        self.layers.look(&self.state);
        self.watch
            .look(context, (&self.state, self.sizes), &self.commands);
        self.memory
            .look(self.watch.map_rests() && self.state.jobs.is_empty());
        if self.state.table_due().is_some() {
            self.apply(Command::Table(TableCommand::Refresh));
            self.state.jobs = self.effects.running();
        }
        theme::choose(context, self.state.settings.theme);
        theme::scale(context, self.state.settings.ui_scale);
        self.set_title(context);
        self.save_settings();
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.panels_ui(ui);
        let kept = (&self.environment, &mut self.print_preview);
        dialog_ui(ui.ctx(), &self.state, kept, &self.commands);
        let place = match &self.state.project {
            Some(_) if self.map_rect.is_positive() => self.map_rect,
            _ => ui.ctx().content_rect(),
        };
        if !self.capture.is_under_way() {
            self.notices
                .ui(ui.ctx(), place, &self.state, &self.commands);
        }
        drop_hint_ui(ui.ctx(), &self.state);
        let language = self.state.language();
        self.capture
            .look(ui.ctx(), self.map_rect, language, &self.commands);
        self.keyboard.after(ui.ctx(), &self.state);
        self.popup_open = ui.ctx().any_popup_open();
        // What was clicked in this frame shows in the next one, which must therefore come.
        if !self.queue.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

/// Fills a panel without making it larger: what is a little too wide for it would otherwise widen it
/// in every frame, and the wider size would be remembered.
fn within_ui(ui: &mut Ui, fill: impl FnOnce(&mut Ui)) {
    let room = ui.available_rect_before_wrap();
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(room));
    fill(&mut inner);
    ui.advance_cursor_after_rect(room);
}

/// While a file is dragged over the window: that it can be dropped.
fn drop_hint_ui(context: &Context, state: &AppState) {
    if context.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    egui::Area::new(egui::Id::unique("drop"))
        .order(egui::Order::Foreground)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .show(context, |ui| {
            Frame::popup(ui.style())
                .inner_margin(Margin::same(24))
                .show(ui, |ui| {
                    ui.label(theme::strong(text::DROP_HERE.get(state.language())).size(18.0));
                });
        });
}
