//! The menu of a place on the map: by the right button, or by Shift+F10 for the middle of the view.

use eframe::egui::{Button, Id, Popup, Response, SetOpenCommand, Ui};

use crate::domain::LonLat;
use crate::geodesy::angle::{Axis, format_dms};
use crate::state::check::SubjectKind;
use crate::state::tools::{FocusTarget, PlaceCommand, PlaceForm, ToolCommand};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::theme::weak;
use crate::ui::tool_text as text;

/// The place that the open menu is about.
#[derive(Debug, Default)]
pub struct MapMenu {
    at: Option<LonLat>,
    /// Whether it was opened by keys: then it stands in the middle of the map.
    by_key: bool,
    /// The wish of the keyboard that was granted last.
    granted: u64,
}

impl MapMenu {
    /// Shows the menu of `map` while it is open; `asked` is where the right button was pressed.
    pub fn ui(
        &mut self,
        map: &Response,
        (state, asked): (&AppState, Option<LonLat>),
        commands: &CommandSender,
    ) {
        let mut popup = Popup::context_menu(map).id(Id::unique("map_menu"));
        if asked.is_some() {
            self.at = asked;
            self.by_key = false;
        }
        let (wish, target) = state.tools.focus;
        let opened = wish != self.granted && target == FocusTarget::MapMenu;
        self.granted = wish;
        if opened {
            let scene = state.project.as_ref().map(|project| &project.scene);
            self.at = scene.and_then(|scene| scene.to_lon_lat(state.camera.center()));
            self.by_key = true;
            popup = popup.open_memory(Some(SetOpenCommand::Bool(true)));
        }
        if self.by_key {
            popup = popup.at_position(map.rect.center());
        }
        let Some(at) = self.at else { return };
        popup.show(|ui| menu_ui(ui, state, (at, opened), commands));
    }
}

fn menu_ui(ui: &mut Ui, state: &AppState, (at, first): (LonLat, bool), commands: &CommandSender) {
    let language = state.language();
    ui.label(weak(format!(
        "{} {}",
        format_dms(at.lon, Axis::Longitude),
        format_dms(at.lat, Axis::Latitude)
    )));
    ui.separator();
    let mut top = first;
    let mut entry = |ui: &mut Ui, label: crate::domain::Label, command: PlaceCommand| {
        let response = ui.add(Button::new(label.get(language)));
        if std::mem::take(&mut top) {
            response.request_focus();
        }
        if response.clicked() {
            commands.send(Command::Tools(ToolCommand::Place(at, command)));
            ui.close();
        }
    };
    entry(ui, text::IDENTIFY_HERE, PlaceCommand::Identify);
    entry(
        ui,
        text::OUTFALL_HERE,
        PlaceCommand::Check(SubjectKind::Outfall),
    );
    entry(ui, text::WELL_HERE, PlaceCommand::Check(SubjectKind::Well));
    entry(ui, text::MEASURE_HERE, PlaceCommand::MeasureFrom);
    ui.separator();
    ui.menu_button(text::COPY_COORDINATES.get(language), |ui| {
        for form in PlaceForm::ALL {
            let Some(written) = state.place_text(at, form) else {
                continue;
            };
            let name = text::place_form(form).get(language);
            let button = Button::new(name).shortcut_text(written);
            if ui.add(button).clicked() {
                let command = PlaceCommand::Copy(form);
                commands.send(Command::Tools(ToolCommand::Place(at, command)));
                ui.close();
            }
        }
    });
    entry(ui, text::BOOKMARK_HERE, PlaceCommand::Bookmark);
    ui.separator();
    entry(ui, text::ZOOM_IN_HERE, PlaceCommand::ZoomHere);
    entry(ui, text::CENTER_HERE, PlaceCommand::CenterHere);
}
