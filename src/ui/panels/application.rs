//! The fields of an application, each with what is wrong with it below. Knows no site and no answer.

use std::collections::BTreeMap;

use eframe::egui::{CollapsingHeader, ComboBox, Key, Response, Ui};

use crate::domain::catalog::{INDUSTRIES, LOAD_ITEMS, OUTFALL_CLASSES, RECEIVERS, WELL_PURPOSES};
use crate::domain::{Assessment, Choice, Label as Words, Language, OutfallAction, WellAction};
use crate::state::check::{CheckForm, FormField};
use crate::ui::text;
use crate::ui::theme::strong;
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
        self.further_ui(ui, |fields, ui| fields.further_outfall_ui(ui, form));
    }

    fn further_outfall_ui(&mut self, ui: &mut Ui, form: &mut CheckForm) {
        let language = self.language;
        field_grid_ui(ui, text::RECEIVER.get(language), |ui| {
            choice_ui(ui, "receiver", &mut form.receiver, RECEIVERS, language)
        });
        field_grid_ui(ui, text::INDUSTRY.get(language), |ui| {
            choice_ui(ui, "industry", &mut form.industry, INDUSTRIES, language)
        });
        let length = ("m", Some(FormField::MixingLength));
        self.line_ui(ui, text::MIXING_LENGTH, &mut form.mixing_length, length);
        heading_ui(ui, text::CUTS.get(language));
        for (index, ((_, item), cut)) in LOAD_ITEMS.iter().zip(&mut form.cuts).enumerate() {
            let label = format!("{} {}", text::CUT.get(language), item.get(language));
            self.named_line_ui(ui, &label, cut, ("t/a", Some(FormField::Cut(index))));
        }
    }

    /// What most applications leave out, folded away until it is wanted or wrong.
    fn further_ui(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Self, &mut Ui)) {
        let wrong = self.problems.keys().any(|field| field.is_further());
        CollapsingHeader::new(strong(text::FURTHER.get(self.language)).size(12.0))
            .id_salt("further")
            .open(wrong.then_some(true))
            .show(ui, |ui| content(self, ui));
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
        self.further_ui(ui, |fields, ui| fields.further_well_ui(ui, form));
    }

    fn further_well_ui(&mut self, ui: &mut Ui, form: &mut CheckForm) {
        let language = self.language;
        field_grid_ui(ui, text::WELL_ACTION.get(language), |ui| {
            let choices = WellAction::ALL.map(|action| (action, action.label().get(language)));
            let response = ui.response();
            if let Some(action) = segmented_ui(ui, form.well_action, &choices) {
                form.well_action = action;
            }
            response
        });
        if form.well_action == WellAction::Renew {
            let volume = ("m³/a", Some(FormField::PreviousVolume));
            self.line_ui(ui, text::PREVIOUS_VOLUME, &mut form.previous_volume, volume);
        }
        field_grid_ui(ui, text::ASSESSMENT.get(language), |ui| {
            let choices = Assessment::ALL.map(|stated| (stated, stated.label()));
            option_ui(ui, "assessment", &mut form.assessment, &choices, language)
        });
        let answers = [(true, text::YES), (false, text::NO)];
        field_grid_ui(ui, text::SMALL_USE.get(language), |ui| {
            option_ui(ui, "small_use", &mut form.small_use, &answers, language)
                .on_hover_text(text::SMALL_USE_HINT.get(language))
        });
        field_grid_ui(ui, text::PUBLIC_SUPPLY.get(language), |ui| {
            option_ui(
                ui,
                "public_supply",
                &mut form.public_supply,
                &answers,
                language,
            )
        });
        let response = field_grid_ui(ui, text::RETURN_ZONE.get(language), |ui| {
            let hint = text::RETURN_ZONE_HINT.get(language);
            text_field_ui(ui, &mut form.return_zone, hint, "")
        });
        self.note_enter(ui, &response);
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
        unit_and_field: (&str, Option<FormField>),
    ) {
        self.named_line_ui(ui, label.get(self.language), value, unit_and_field);
    }

    fn named_line_ui(
        &mut self,
        ui: &mut Ui,
        label: &str,
        value: &mut String,
        (unit, field): (&str, Option<FormField>),
    ) {
        let response = field_grid_ui(ui, label, |ui| {
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

/// A closed list of catalog codes with "not stated" on top.
fn choice_ui(
    ui: &mut Ui,
    id: &str,
    chosen: &mut Option<&'static str>,
    choices: &'static [Choice],
    language: Language,
) -> Response {
    let labels: Vec<_> = choices
        .iter()
        .map(|choice| (choice.code, choice.label))
        .collect();
    option_ui(ui, id, chosen, &labels, language)
}

/// A closed list with "not stated" on top.
fn option_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    id: &str,
    chosen: &mut Option<T>,
    choices: &[(T, Words)],
    language: Language,
) -> Response {
    let label = choices
        .iter()
        .find(|(choice, _)| *chosen == Some(*choice))
        .map_or(text::NOT_STATED, |(_, label)| *label);
    ComboBox::from_id_salt(id)
        .width(ui.available_width())
        .truncate()
        .selected_text(label.get(language))
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, text::NOT_STATED.get(language));
            for choice in choices {
                ui.selectable_value(chosen, Some(choice.0), choice.1.get(language));
            }
        })
        .response
}
