//! What the tools' commands and answers do to the state.

use std::sync::Arc;

use geo::{Coord, Rect};

use crate::carto::scene::Scene;
use crate::carto::snap::{Snap, snap};
use crate::domain::{Bookmark, BookmarkEdit, Label, Language, Layer, LonLat};
use crate::geodesy::angle::{Axis, format_dms};
use crate::geodesy::typed::Form;
use crate::jobs::JobError;
use crate::services::search::SearchHit;
use crate::state::action::Action;
use crate::state::app_state::{AppState, Dialog, Tool};
use crate::state::command::Effect;
use crate::state::find::{Row, SearchCommand};
use crate::state::layout::{Layout, next_ui_scale, sane_ui_scale};
use crate::state::measure::{MeasureCommand, MeasureKind};
use crate::state::notice::Weight;
use crate::state::palette::{Palette, PaletteCommand, REMEMBERED};
use crate::state::tools::{
    BookmarkCommand, BookmarksDialog, FocusTarget, PlaceCommand, PlaceForm, Shared, ToolAnswer,
    ToolCommand, ToolEffect, ToolPurpose,
};
use crate::state::view::Highlight;

/// How near the pointer must be to a vertex or an edge to be drawn to it, in pixels.
const SNAP_PX: f64 = 10.0;
/// A click this near to a vertex is one on it.
const SAME_PLACE_PX: f64 = 5.0;
/// A found position is shown at this scale, unless the map is closer already.
const FOUND_SCALE: f64 = 10_000.0;
/// A found feature is shown no closer than this.
const CLOSEST_FEATURE: f64 = 2_000.0;
/// A box of less than this many metres is a click that slipped.
const LEAST_BOX_M: f64 = 1e-3;

const COPIED: Label = Label::new("已复制", "Copied");
const MEASURE_COPIED: Label = Label::new("量算结果已复制", "Measurement copied");
const FAR_AWAY: Label = Label::new(
    "该坐标离项目数据太远，无法在本图上显示",
    "This place is too far from the project's data to be shown on this map",
);
const NEW_BOOKMARK: Label = Label::new("书签", "Bookmark");
const LAYOUT_RESET: Label = Label::new("已恢复默认布局", "The usual layout is back");

impl AppState {
    pub(super) fn tool_command(&mut self, command: ToolCommand) -> Option<Effect> {
        match command {
            ToolCommand::Palette(command) => self.palette_command(command),
            ToolCommand::Search(command) => self.search_command(command),
            ToolCommand::Measure(command) => self.measure_command(command),
            ToolCommand::Bookmark(command) => self.bookmark_command(command),
            ToolCommand::Place(at, command) => self.place_command(at, command),
            ToolCommand::ZoomBox(area) => self.done(|state| state.zoom_to_box(area)),
            ToolCommand::ViewRests => self.done(|state| {
                if state.project.is_some() {
                    state.tools.history.note(state.camera);
                }
            }),
            ToolCommand::SetLayout(layout) => self.done(|state| {
                state.settings.layout = layout.sane();
            }),
            ToolCommand::SetUiScale(percent) => {
                self.done(|state| state.set_ui_scale(sane_ui_scale(percent)))
            }
            ToolCommand::SearchShortcuts(text) => self.done(|state| {
                if let Some(Dialog::Shortcuts(word)) = &mut state.dialog {
                    *word = text;
                }
            }),
            ToolCommand::CopyText(text) => Some(self.copy_text(text, COPIED)),
            ToolCommand::MakeIndex => self.make_index(),
            ToolCommand::ForgetIndex => {
                self.tools.search.forget_index();
                None
            }
        }
    }

    fn copy_text(&mut self, text: String, done: Label) -> Effect {
        self.notices.add(Weight::Done, done.get(self.language()));
        Effect::Copy(text)
    }

    // --- Palette

    fn palette_command(&mut self, command: PaletteCommand) -> Option<Effect> {
        let Some(Dialog::Palette(palette)) = &mut self.dialog else {
            return None;
        };
        match command {
            PaletteCommand::Edit(text) => palette.edit(text),
            PaletteCommand::Step(by) => palette.step(by),
            PaletteCommand::Run(row) => {
                let entry = palette.row(row.unwrap_or(palette.selected))?;
                if entry.off.is_some() {
                    // The palette stays: the reason stands beside the entry.
                    return None;
                }
                let item = entry.item.clone();
                self.dialog = None;
                let known = &mut self.settings.recent_commands;
                let key = item.key();
                known.retain(|other| *other != key);
                known.insert(0, key);
                known.truncate(REMEMBERED);
                return self.run_item(item);
            }
        }
        None
    }

    pub(super) fn open_palette(&mut self) {
        self.dialog = Some(Dialog::Palette(Box::new(Palette::open(self))));
    }

    // --- Search

    fn make_index(&mut self) -> Option<Effect> {
        let scene = Arc::clone(&self.project.as_ref()?.scene);
        let search = &mut self.tools.search;
        if !search.wants_index(&scene) {
            return None;
        }
        search.scene = Some(Arc::clone(&scene));
        search.index = None;
        Some(Effect::Tools(ToolEffect::Index(Shared(scene))))
    }

    fn search_command(&mut self, command: SearchCommand) -> Option<Effect> {
        let search = &mut self.tools.search;
        match command {
            SearchCommand::Edit(text) => {
                search.edit(text);
                self.ask_search()
            }
            SearchCommand::Step(by) => {
                search.step(by);
                None
            }
            SearchCommand::Choose(row) => {
                let row = row.or(search.selected)?;
                search.selected = Some(row);
                match search.row(row)? {
                    Row::Place(reading) => {
                        let at = reading.position;
                        self.show_place(at);
                    }
                    Row::Feature(hit) => {
                        let hit = hit.clone();
                        self.show_found(&hit);
                    }
                }
                None
            }
            SearchCommand::Clear => {
                search.clear();
                None
            }
        }
    }

    /// Asks for the features that the text means, as soon as there is an index.
    fn ask_search(&self) -> Option<Effect> {
        let search = &self.tools.search;
        if search.text.trim().is_empty() {
            return search.running.map(Effect::Cancel);
        }
        let index = search.index.clone()?;
        Some(Effect::Tools(ToolEffect::Find {
            index: Shared(index),
            text: search.text.clone(),
            from: self.camera.center(),
        }))
    }

    fn show_place(&mut self, at: LonLat) {
        let Some(metric) = self.metric(at) else {
            self.notices
                .add(Weight::Warning, FAR_AWAY.get(self.language()));
            return;
        };
        self.tools.history.note(self.camera);
        self.tools.search.place = Some(at);
        self.camera.set_center(metric);
        if self.camera.scale_denominator() > FOUND_SCALE {
            self.camera.set_scale_denominator(FOUND_SCALE);
        }
    }

    fn show_found(&mut self, hit: &SearchHit) {
        self.tools.history.note(self.camera);
        self.tools.search.place = None;
        for entry in &mut self.layers {
            // A found feature on a hidden layer could not be seen.
            entry.visible |= entry.layer == hit.layer;
        }
        self.highlight(vec![Highlight::by_id(hit.layer, hit.id)]);
        self.camera.fit(hit.bounds, self.map_size);
        if self.camera.scale_denominator() < CLOSEST_FEATURE {
            self.camera.set_scale_denominator(CLOSEST_FEATURE);
        }
    }

    // --- Measuring

    pub(super) fn take_measure_tool(&mut self, kind: MeasureKind) {
        self.tool = Tool::Measure;
        self.tools.measure.begin(kind);
    }

    fn measure_command(&mut self, command: MeasureCommand) -> Option<Effect> {
        let measure = &mut self.tools.measure;
        match command {
            MeasureCommand::RemoveLast => measure.remove_last(),
            MeasureCommand::Finish => measure.finish(),
            MeasureCommand::Clear => measure.clear(),
            MeasureCommand::Close => {
                measure.clear();
                self.tool = Tool::Pan;
            }
            MeasureCommand::Snap(snap) => measure.snap = snap,
            MeasureCommand::Length(unit) => measure.length_unit = unit,
            MeasureCommand::Area(unit) => measure.area_unit = unit,
            MeasureCommand::Copy => {
                if measure.figures.legs.is_empty() {
                    return None;
                }
                let text = measure.text(self.settings.language);
                return Some(self.copy_text(text, MEASURE_COPIED));
            }
        }
        None
    }

    pub(super) fn measure_click(&mut self, at: LonLat) {
        let at = self.measured_place(at).0;
        let measure = &self.tools.measure;
        // A second click on the last vertex ends the drawing, and so does one on the first corner of
        // an area: a double click, however slow, and whatever the hand shook.
        let ends = match (measure.kind, measure.vertices.as_slice()) {
            _ if measure.finished => false,
            (MeasureKind::Area, [first, _, .., last]) => {
                self.is_beside(at, *last) || self.is_beside(at, *first)
            }
            (_, [.., last]) => self.is_beside(at, *last),
            _ => false,
        };
        if ends {
            self.tools.measure.finish();
        } else {
            self.tools.measure.add(at);
        }
    }

    /// Whether both are one place to the hand.
    fn is_beside(&self, a: LonLat, b: LonLat) -> bool {
        let (Some(a), Some(b)) = (self.metric(a), self.metric(b)) else {
            return a == b;
        };
        (a.x - b.x).hypot(a.y - b.y) <= SAME_PLACE_PX * self.camera.m_per_px()
    }

    /// Where a vertex would be put for a pointer at `at`: on a vertex or an edge nearby, if that is
    /// on; and what drew it there.
    pub fn measured_place(&self, at: LonLat) -> (LonLat, Option<Snap>) {
        let snapped = || {
            let scene = &self.project.as_ref()?.scene;
            let layers = self.visible();
            let reach_m = SNAP_PX * self.camera.m_per_px();
            let snap = snap(scene, layers, scene.to_metric(at)?, reach_m)?;
            Some((scene.to_lon_lat(snap.at)?, Some(snap)))
        };
        let wanted = self.tools.measure.snap.then(snapped).flatten();
        wanted.unwrap_or((at, None))
    }

    fn visible(&self) -> impl Iterator<Item = Layer> + '_ {
        self.layers
            .iter()
            .filter(|entry| entry.visible)
            .map(|entry| entry.layer)
    }

    // --- Views

    fn zoom_to_box(&mut self, area: Rect<f64>) {
        if area.width().max(area.height()) > LEAST_BOX_M {
            self.tools.history.note(self.camera);
            self.camera.fit_exactly(area, self.map_size);
        }
    }

    pub(super) fn view_back(&mut self) {
        if let Some(camera) = self.tools.history.back(self.camera) {
            self.camera = camera;
        }
    }

    pub(super) fn view_forward(&mut self) {
        if let Some(camera) = self.tools.history.forward(self.camera) {
            self.camera = camera;
        }
    }

    /// Panels that had to make room in the larger size get their own sizes back in the smaller one.
    fn set_ui_scale(&mut self, percent: u16) {
        self.settings.ui_scale = percent;
        self.tools.layout_round += 1;
    }

    pub(super) fn reset_layout(&mut self) -> Effect {
        self.settings.layout = Layout::default();
        self.settings.show_layers = true;
        self.settings.show_inspector = true;
        self.audit.shown = false;
        self.tools.layout_round += 1;
        self.notices
            .add(Weight::Done, LAYOUT_RESET.get(self.language()));
        Effect::Tools(ToolEffect::ResetWindow)
    }

    // --- Places

    fn metric(&self, at: LonLat) -> Option<Coord<f64>> {
        let scene: &Arc<Scene> = &self.project.as_ref()?.scene;
        scene.to_metric(at)
    }

    fn place_command(&mut self, at: LonLat, command: PlaceCommand) -> Option<Effect> {
        let metric = self.metric(at)?;
        match command {
            PlaceCommand::Identify => {
                self.tool = Tool::Identify;
                return self.map_clicked(at);
            }
            PlaceCommand::Check(kind) => {
                self.take_check_tool(kind);
                return self.map_clicked(at);
            }
            PlaceCommand::MeasureFrom => {
                self.take_measure_tool(MeasureKind::Length);
                self.tools.measure.clear();
                self.measure_click(at);
            }
            PlaceCommand::Copy(form) => {
                let text = self.place_text(at, form)?;
                return Some(self.copy_text(text, COPIED));
            }
            PlaceCommand::Bookmark => {
                let scale = self.camera.scale_denominator();
                self.open_bookmarks(Some(at), scale);
            }
            PlaceCommand::ZoomHere => {
                self.tools.history.note(self.camera);
                self.camera.set_center(metric);
                self.camera.zoom_at([0.0, 0.0], 2.0);
            }
            PlaceCommand::CenterHere => {
                self.tools.history.note(self.camera);
                self.camera.set_center(metric);
            }
        }
        None
    }

    /// Coordinates of `at` with the name of their system; `None` where the project has no metres.
    pub fn place_text(&self, at: LonLat, form: PlaceForm) -> Option<String> {
        let language = self.language();
        Some(match form {
            PlaceForm::Decimal => {
                format!("{:.7}, {:.7} (CGCS2000, EPSG:4490)", at.lon, at.lat)
            }
            PlaceForm::Dms => format!(
                "{} {} (CGCS2000, EPSG:4490)",
                format_dms(at.lon, Axis::Longitude),
                format_dms(at.lat, Axis::Latitude)
            ),
            PlaceForm::Grid => {
                let metric = self.metric(at)?;
                let epsg = self.project.as_ref()?.scene.metric_epsg;
                let system = Form::Projected { epsg }.text(language);
                let (east, north) = match language {
                    Language::Zh => ("东", "北"),
                    Language::En => ("E", "N"),
                };
                format!("{east} {:.2}, {north} {:.2} ({system})", metric.x, metric.y)
            }
        })
    }

    // --- Bookmarks

    /// The dialog, offering to keep `center`; without it, the middle of the view.
    pub(super) fn open_bookmarks(&mut self, center: Option<LonLat>, scale: f64) {
        let Some(project) = &self.project else { return };
        let center = center.or_else(|| project.scene.to_lon_lat(self.camera.center()));
        let list = project.bookmarks.as_deref().unwrap_or_default();
        let taken = |name: &str| list.iter().any(|bookmark| bookmark.name == name);
        let word = NEW_BOOKMARK.get(self.language());
        let name = (1..=list.len() + 1)
            .map(|number| format!("{word} {number}"))
            .find(|name| !taken(name))
            .unwrap_or_default();
        self.dialog = Some(Dialog::Bookmarks(Box::new(BookmarksDialog {
            name,
            center,
            scale,
            renaming: None,
            failure: None,
        })));
    }

    fn bookmark_command(&mut self, command: BookmarkCommand) -> Option<Effect> {
        if let BookmarkCommand::GoTo(name) = command {
            self.go_to_bookmark(&name);
            return None;
        }
        let Some(Dialog::Bookmarks(dialog)) = &mut self.dialog else {
            return None;
        };
        dialog.failure = None;
        let edit = match command {
            BookmarkCommand::EditName(name) => {
                dialog.name = name;
                return None;
            }
            BookmarkCommand::BeginRename(name) => {
                dialog.renaming = Some((name.clone(), name));
                return None;
            }
            BookmarkCommand::EditRename(text) => {
                if let Some((_, to)) = &mut dialog.renaming {
                    *to = text;
                }
                return None;
            }
            BookmarkCommand::CancelRename | BookmarkCommand::GoTo(_) => {
                dialog.renaming = None;
                return None;
            }
            BookmarkCommand::Add => BookmarkEdit::Add(Bookmark {
                name: dialog.name.clone(),
                center: dialog.center?,
                scale: dialog.scale,
            }),
            BookmarkCommand::Rename => {
                let (from, to) = dialog.renaming.clone()?;
                BookmarkEdit::Rename { from, to }
            }
            BookmarkCommand::Delete(name) => BookmarkEdit::Delete(name),
            BookmarkCommand::Move(name, to) => BookmarkEdit::Move(name, to),
        };
        Some(Effect::Tools(ToolEffect::Bookmark(edit)))
    }

    fn go_to_bookmark(&mut self, name: &str) {
        let list = self.project.as_ref().map(|project| &project.bookmarks);
        let Some(Ok(list)) = list else { return };
        let Some(bookmark) = list.iter().find(|bookmark| bookmark.name == name).cloned() else {
            return;
        };
        let Some(center) = self.metric(bookmark.center) else {
            self.notices
                .add(Weight::Warning, FAR_AWAY.get(self.language()));
            return;
        };
        self.tools.history.note(self.camera);
        self.camera.set_center(center);
        self.camera.set_scale_denominator(bookmark.scale);
        if matches!(self.dialog, Some(Dialog::Bookmarks(_))) {
            self.dialog = None;
        }
    }

    // --- Answers

    pub(super) fn tool_answered(&mut self, answer: ToolAnswer) -> Option<Effect> {
        match answer {
            ToolAnswer::Indexed(index) => {
                self.tools.search.index = Some(index);
                // What was typed meanwhile.
                self.ask_search()
            }
            ToolAnswer::Found { text, groups } => {
                self.tools.search.found(&text, groups);
                None
            }
            ToolAnswer::Bookmarks(list) => {
                if let Some(project) = &mut self.project {
                    project.bookmarks = Ok(list);
                }
                if let Some(Dialog::Bookmarks(dialog)) = &self.dialog {
                    let (center, scale) = (dialog.center, dialog.scale);
                    self.open_bookmarks(center, scale);
                }
                None
            }
        }
    }

    pub(super) fn tool_failed(&mut self, purpose: ToolPurpose, error: &JobError) {
        match (purpose, &mut self.dialog) {
            (ToolPurpose::Bookmark, Some(Dialog::Bookmarks(dialog))) => {
                dialog.failure = Some(error.to_string());
            }
            _ => self.notices.add(Weight::Failure, error.to_string()),
        }
    }

    /// Whether the tools can do `action` now; `None` when it is none of theirs.
    pub(super) fn can_tool(&self, action: Action) -> Option<bool> {
        let open = self.project.is_some();
        let scale = self.settings.ui_scale;
        Some(match action {
            Action::Palette
            | Action::Shortcuts
            | Action::FocusMenu
            | Action::NextPane
            | Action::ResetLayout => true,
            Action::UiLarger => next_ui_scale(scale, true) != scale,
            Action::UiSmaller => next_ui_scale(scale, false) != scale,
            Action::UiUsual => scale != 100,
            Action::Search
            | Action::MeasureLength
            | Action::MeasureArea
            | Action::MapMenu
            | Action::ZoomBox
            | Action::AddBookmark
            | Action::Bookmarks => open,
            Action::ViewBack => open && self.tools.history.can_go_back(self.camera),
            Action::ViewForward => open && self.tools.history.can_go_forward(self.camera),
            _ => return None,
        })
    }

    /// Starts an action of the tools.
    pub(super) fn run_tool(&mut self, action: Action) -> Option<Effect> {
        let scale = self.settings.ui_scale;
        match action {
            Action::Palette => self.open_palette(),
            Action::Search => self.tools.want_focus(FocusTarget::Search),
            Action::MapMenu => self.tools.want_focus(FocusTarget::MapMenu),
            Action::FocusMenu => self.tools.want_focus(FocusTarget::Menu),
            Action::NextPane => self.tools.want_focus(FocusTarget::NextPane),
            Action::MeasureLength => self.take_measure_tool(MeasureKind::Length),
            Action::MeasureArea => self.take_measure_tool(MeasureKind::Area),
            Action::ZoomBox => self.tool = Tool::ZoomBox,
            Action::ViewBack => self.view_back(),
            Action::ViewForward => self.view_forward(),
            Action::AddBookmark | Action::Bookmarks => {
                let scale = self.camera.scale_denominator();
                self.open_bookmarks(None, scale);
            }
            Action::UiLarger => self.set_ui_scale(next_ui_scale(scale, true)),
            Action::UiSmaller => self.set_ui_scale(next_ui_scale(scale, false)),
            Action::UiUsual => self.set_ui_scale(100),
            Action::ResetLayout => return Some(self.reset_layout()),
            Action::Shortcuts => self.dialog = Some(Dialog::Shortcuts(String::new())),
            _ => {}
        }
        None
    }
}
