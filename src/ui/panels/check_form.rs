//! The check panel: what is proposed and where, then the findings.

use std::collections::BTreeMap;

use eframe::egui::{
    Button, CollapsingHeader, CornerRadius, Frame, Key, Label, Margin, RichText, Stroke, TextEdit,
    Ui, vec2,
};

use crate::domain::{Language, Layer, LonLat};
use crate::geodesy::angle::{Axis, format_dms};
use crate::geodesy::typed::{Form, Reading};
use crate::state::check::{Site, SubjectKind};
use crate::state::project::OpenProject;
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::panels::application::FormFields;
use crate::ui::panels::findings::findings_ui;
use crate::ui::text;
use crate::ui::theme::{GROUP_GAP, Palette, strong, weak};
use crate::ui::widgets::{NameList, heading_ui, problem_ui, segmented_ui};

/// What the check panel itself remembers.
#[derive(Debug)]
pub struct CheckPanel {
    form_open: bool,
    /// Names of the waters of the open project, to choose from; renewed with the project.
    waters: Option<(std::path::PathBuf, NameList)>,
    had_answer: bool,
}

impl Default for CheckPanel {
    fn default() -> Self {
        Self {
            form_open: true,
            waters: None,
            had_answer: false,
        }
    }
}

impl CheckPanel {
    /// Form and findings, one below the other.
    pub fn ui(&mut self, ui: &mut Ui, state: &AppState, commands: &CommandSender) {
        let Some(project) = &state.project else {
            return;
        };
        self.renew(state, project);
        let language = state.language();
        let kinds = [
            (SubjectKind::Outfall, text::OUTFALL.get(language)),
            (SubjectKind::Well, text::WELL.get(language)),
        ];
        match segmented_ui(ui, state.check.form.kind, &kinds) {
            Some(SubjectKind::Outfall) => commands.run(Action::OutfallTool),
            Some(SubjectKind::Well) => commands.run(Action::WellTool),
            None => {}
        }
        ui.add_space(4.0);
        site_ui(ui, state, project, commands);
        ui.add_space(GROUP_GAP / 2.0);
        self.application_ui(ui, state, commands);
        ui.add_space(GROUP_GAP / 2.0);
        run_button_ui(ui, state, commands);
        ui.add_space(GROUP_GAP / 2.0);
        findings_ui(ui, state, commands);
    }

    fn renew(&mut self, state: &AppState, project: &OpenProject) {
        if self
            .waters
            .as_ref()
            .is_none_or(|(path, _)| *path != project.path)
        {
            self.waters = Some((project.path.clone(), waters_of(project)));
        }
        // With an answer there, the findings need the room; the user may open the form again.
        let has_answer = state.check.answer.is_some();
        if has_answer != self.had_answer {
            self.had_answer = has_answer;
            self.form_open = !has_answer;
        }
        if state.check.show_problems {
            self.form_open = true;
        }
    }

    fn application_ui(&mut self, ui: &mut Ui, state: &AppState, commands: &CommandSender) {
        let language = state.language();
        let problems = if state.check.show_problems {
            state.check.problems()
        } else {
            BTreeMap::new()
        };
        let title = strong(text::APPLICATION.get(language)).size(12.0);
        let mut entered = false;
        let header = CollapsingHeader::new(title)
            .id_salt("application")
            .open(Some(self.form_open))
            .show(ui, |ui| {
                let mut form = state.check.form.clone();
                let waters = self.waters.as_mut().map(|(_, waters)| waters);
                let mut fields = FormFields::new(&problems, language);
                match form.kind {
                    SubjectKind::Outfall => fields.outfall_ui(ui, &mut form, waters),
                    SubjectKind::Well => fields.well_ui(ui, &mut form),
                }
                fields.date_ui(ui, &mut form);
                entered = fields.entered();
                if form != state.check.form {
                    commands.send(Command::EditForm(Box::new(form)));
                }
            });
        if entered {
            commands.run(Action::RunCheck);
        }
        if header.header_response.clicked() {
            self.form_open = !self.form_open;
        }
    }
}

fn waters_of(project: &OpenProject) -> NameList {
    let names = [Layer::River, Layer::Lake]
        .into_iter()
        .filter_map(|layer| project.scene.layer(layer))
        .flat_map(|layer| &layer.features)
        .map(|feature| feature.name.to_string());
    NameList::new(names)
}

fn site_ui(ui: &mut Ui, state: &AppState, project: &OpenProject, commands: &CommandSender) {
    let language = state.language();
    let heading = heading_ui(ui, text::SITE.get(language));
    let mut coordinates = state.check.coordinates.clone();
    let color = Palette::of(ui).weak;
    let response = ui
        .add(
            TextEdit::singleline(&mut coordinates)
                .id_salt("coordinates")
                .hint_text(RichText::new(text::SITE_HINT.get(language)).color(color))
                .margin(vec2(7.0, 5.0))
                .desired_width(f32::INFINITY),
        )
        .labelled_by(heading.id)
        .on_hover_text(text::SITE_FORMS.get(language));
    if response.changed() {
        commands.send(Command::EditCoordinates(coordinates));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        commands.run(Action::RunCheck);
    }
    match &state.check.site {
        Site::None => {
            if state.check.show_problems {
                problem_ui(ui, text::SITE_NEEDED.get(language));
            }
        }
        Site::At {
            position,
            form,
            north_first,
        } => {
            let mut line = degrees_text(*position);
            if let Some(form) = form {
                let how = form_text(*form, *north_first, language);
                line = format!("{}: {line} · {how}", text::READ_AS.get(language));
            }
            ui.add(Label::new(weak(line)).wrap());
            if form.is_some() {
                ui.add(Label::new(weak(text::DATUM_NOTE.get(language))).wrap());
            }
            outside_ui(ui, project, *position, language);
        }
        Site::Ask(readings) => ask_ui(ui, readings, commands, language),
        Site::Wrong(error) => {
            problem_ui(ui, &error.text(language));
        }
    }
}

/// How a text was understood, and that the order was turned where it was.
pub(super) fn form_text(form: Form, north_first: bool, language: Language) -> String {
    let how = form.text(language);
    let order = match form {
        _ if !north_first => return how,
        Form::Projected { .. } => text::NORTH_FIRST,
        _ => text::LATITUDE_FIRST,
    };
    format!("{how} · {}", order.get(language))
}

fn degrees_text(at: LonLat) -> String {
    format!(
        "{} {}",
        format_dms(at.lon, Axis::Longitude),
        format_dms(at.lat, Axis::Latitude)
    )
}

fn outside_ui(ui: &mut Ui, project: &OpenProject, position: LonLat, language: Language) {
    let bounds = project.scene.bounds;
    let inside = project.scene.to_metric(position).is_some_and(|at| {
        (bounds.min().x..=bounds.max().x).contains(&at.x)
            && (bounds.min().y..=bounds.max().y).contains(&at.y)
    });
    if !inside {
        problem_ui(ui, text::OUTSIDE.get(language));
    }
}

/// The readings of an ambiguous text as buttons.
fn ask_ui(ui: &mut Ui, readings: &[Reading], commands: &CommandSender, language: Language) {
    let palette = Palette::of(ui);
    Frame::new()
        .fill(palette.soft(ui.visuals().warn_fg_color))
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::same(8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(text::ASK_READING.get(language));
            for (index, reading) in readings.iter().enumerate() {
                let how = form_text(reading.form, reading.north_first, language);
                let label = format!("{how}\n{}", degrees_text(reading.position));
                let button = Button::new(label).min_size(vec2(ui.available_width(), 40.0));
                if ui.add(button).clicked() {
                    commands.send(Command::ChooseReading(index));
                }
            }
        });
}

fn run_button_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let palette = Palette::of(ui);
    let language = state.language();
    let running = state.check.running.is_some();
    let action = Action::RunCheck;
    let label = if running {
        text::CHECKING
    } else {
        action.text()
    };
    let button = Button::new(strong(label.get(language)).color(palette.on_accent))
        .fill(palette.accent)
        .stroke(Stroke::NONE);
    let size = vec2(ui.available_width(), 32.0);
    let response = ui
        .add_enabled_ui(state.can(action) && !running, |ui| {
            ui.add_sized(size, button)
        })
        .inner
        .on_hover_text(action.tooltip().get(language))
        .on_disabled_hover_text(text::SITE_HINT.get(language));
    if response.clicked() {
        commands.run(action);
    }
}
