//! The fields of an application, each with what is wrong with it below. Knows no site and no answer.

use std::collections::BTreeMap;

use eframe::egui::{ComboBox, Key, Response, Ui};

use crate::domain::catalog::{LOAD_ITEMS, OUTFALL_CLASSES, WELL_PURPOSES};
use crate::domain::{Choice, Label as Words, Language, OutfallAction};
use crate::state::check::{CheckForm, FormField};
use crate::ui::text;
use crate::ui::widgets::{
    NameList, field_grid_ui, field_problem_ui, heading_ui, segmented_ui, text_field_ui,
};

/// Draws fields in one language and remembers whether Enter was pressed in one of them.
pub(super) struct FormFields<'a> {
    problems: &'a BTreeMap<FormField, Words>,
    language: Language,
    entered: bool,
}

impl<'a> FormFields<'a> {
    /// Fields with `problems` below those that have one.
    pub(super) const fn new(problems: &'a BTreeMap<FormField, Words>, language: Language) -> Self {
        Self {
            problems,
            language,
            entered: false,
        }
    }

    /// Whether Enter was pressed in a field drawn so far.
    pub(super) const fn entered(&self) -> bool {
        self.entered
    }

    pub(super) fn outfall_ui(
        &mut self,
        ui: &mut Ui,
        form: &mut CheckForm,
        waters: Option<&mut NameList>,
    ) {
        let language = self.language;
        field_grid_ui(ui, text::ACTION.get(language), |ui| {
            let choices = OutfallAction::ALL.map(|action| (action, action.label().get(language)));
            let response = ui.response();
            if let Some(action) = segmented_ui(ui, form.action, &choices) {
                form.action = action;
            }
            response
        });
        field_grid_ui(ui, text::CLASS.get(language), |ui| {
            choice_ui(ui, "class", &mut form.class, OUTFALL_CLASSES, language)
        });
        let hint = text::NOT_STATED.get(language);
        let response = field_grid_ui(ui, text::WATER_BODY.get(language), |ui| match waters {
            Some(waters) => waters.field_ui(ui, &mut form.water_body, hint, language),
            None => text_field_ui(ui, &mut form.water_body, hint, ""),
        });
        self.note_enter(ui, &response);
        self.line_ui(
            ui,
            text::FLOW,
            &mut form.flow,
            ("m³/d", Some(FormField::Flow)),
        );
        heading_ui(ui, text::LOADS.get(language));
        for (index, ((_, item), load)) in LOAD_ITEMS.iter().zip(&mut form.loads).enumerate() {
            self.line_ui(ui, *item, load, ("t/a", Some(FormField::Load(index))));
        }
    }

    pub(super) fn well_ui(&mut self, ui: &mut Ui, form: &mut CheckForm) {
        let language = self.language;
        field_grid_ui(ui, text::PURPOSE.get(language), |ui| {
            choice_ui(ui, "purpose", &mut form.purpose, WELL_PURPOSES, language)
        });
        self.problem_ui(ui, FormField::Purpose);
        let volume = ("m³/a", Some(FormField::Volume));
        self.line_ui(ui, text::VOLUME, &mut form.volume, volume);
        self.line_ui(ui, text::AQUIFER, &mut form.aquifer, ("", None));
    }

    pub(super) fn date_ui(&mut self, ui: &mut Ui, form: &mut CheckForm) {
        let response = field_grid_ui(ui, text::AS_OF.get(self.language), |ui| {
            text_field_ui(ui, &mut form.as_of, "YYYY-MM-DD", "")
                .on_hover_text(text::AS_OF_HINT.get(self.language))
        });
        self.note_enter(ui, &response);
        self.problem_ui(ui, FormField::AsOf);
    }

    fn line_ui(
        &mut self,
        ui: &mut Ui,
        label: Words,
        value: &mut String,
        (unit, field): (&str, Option<FormField>),
    ) {
        let response = field_grid_ui(ui, label.get(self.language), |ui| {
            text_field_ui(ui, value, text::NOT_STATED.get(self.language), unit)
        });
        self.note_enter(ui, &response);
        if let Some(field) = field {
            self.problem_ui(ui, field);
        }
    }

    fn problem_ui(&self, ui: &mut Ui, field: FormField) {
        if let Some(problem) = self.problems.get(&field) {
            field_problem_ui(ui, problem.get(self.language));
        }
    }

    fn note_enter(&mut self, ui: &Ui, response: &Response) {
        self.entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    }
}

/// A closed list with "not stated" on top.
fn choice_ui(
    ui: &mut Ui,
    id: &str,
    chosen: &mut Option<&'static str>,
    choices: &'static [Choice],
    language: Language,
) -> Response {
    let label = chosen
        .and_then(|code| choices.iter().find(|choice| choice.code == code))
        .map_or(text::NOT_STATED, |choice| choice.label);
    ComboBox::from_id_salt(id)
        .width(ui.available_width())
        .truncate()
        .selected_text(label.get(language))
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, text::NOT_STATED.get(language));
            for choice in choices {
                ui.selectable_value(chosen, Some(choice.code), choice.label.get(language));
            }
        })
        .response
}
