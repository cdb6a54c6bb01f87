//! The dialog of the calculators: which model, what was entered, what came out. A result belongs to
//! what stands in the form; every change works it out anew.

use std::collections::BTreeMap;

use crate::domain::Label;
use crate::jobs::JobId;
use crate::rules::capacity::{self, CalcError, Calculation, Input, Model};
use crate::state::app_state::{AppState, Dialog};
use crate::state::command::Effect;
use crate::state::notice::Weight;

const COPIED: Label = Label::new("计算结果已复制", "Calculation copied");

/// What changed in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum CalculatorEdit {
    /// The model with this id was chosen.
    Model(&'static str),
    /// The input with this symbol was typed.
    Input(&'static str, String),
    /// What the calculation is for was typed.
    Note(String),
}

/// What came out.
#[derive(Debug)]
pub enum Outcome {
    /// Required inputs are still blank.
    Waiting(Vec<&'static Input>),
    /// A result.
    Done(Box<Calculation>),
    /// What is wrong with the inputs.
    Refused(CalcError),
}

/// The dialog.
#[derive(Debug)]
pub struct CalculatorDialog {
    /// The model on show.
    pub model: &'static Model,
    /// As typed, by symbol.
    pub texts: BTreeMap<&'static str, String>,
    /// What came out of it.
    pub outcome: Outcome,
    /// What it is for, as typed.
    pub note: String,
    /// Saving under way.
    pub running: Option<JobId>,
    /// Number under which the result on show is stored; `None` while it is not.
    pub saved: Option<i64>,
    /// Why it could not be stored.
    pub failure: Option<String>,
}

impl Default for CalculatorDialog {
    fn default() -> Self {
        Self::new(capacity::ALL[0])
    }
}

impl CalculatorDialog {
    fn new(model: &'static Model) -> Self {
        let mut dialog = Self {
            model,
            texts: BTreeMap::new(),
            outcome: Outcome::Waiting(Vec::new()),
            note: String::new(),
            running: None,
            saved: None,
            failure: None,
        };
        dialog.work();
        dialog
    }

    /// The result on show.
    pub fn calculation(&self) -> Option<&Calculation> {
        match &self.outcome {
            Outcome::Done(calculation) => Some(calculation),
            Outcome::Waiting(_) | Outcome::Refused(_) => None,
        }
    }

    fn change(&mut self, edit: CalculatorEdit) {
        match edit {
            CalculatorEdit::Model(id) => {
                // The same letter means other things in other models.
                if let Some(model) = capacity::find(id)
                    && model.id != self.model.id
                {
                    *self = Self::new(model);
                }
            }
            CalculatorEdit::Input(symbol, text) => {
                self.texts.insert(symbol, text);
                self.work();
            }
            CalculatorEdit::Note(note) => {
                self.note = note;
                self.saved = None;
            }
        }
    }

    fn work(&mut self) {
        self.saved = None;
        self.failure = None;
        let blank = |input: &&Input| {
            self.texts
                .get(input.symbol)
                .is_none_or(|text| text.trim().is_empty())
        };
        let inputs = self.model.inputs.iter();
        let waiting: Vec<_> = inputs
            .filter(|input| input.is_required())
            .filter(blank)
            .collect();
        let given: Vec<_> = self.texts.iter().collect();
        self.outcome = match capacity::calculate(self.model, &given) {
            Ok(calculation) => Outcome::Done(Box::new(calculation)),
            // What is typed wrongly is said at once; what is not typed yet is no mistake.
            Err(CalcError::Missing { .. }) if !waiting.is_empty() => Outcome::Waiting(waiting),
            Err(error) => Outcome::Refused(error),
        };
    }
}

impl AppState {
    pub(super) fn edit_calculator(&mut self, edit: CalculatorEdit) {
        if let Some(Dialog::Calculator(dialog)) = &mut self.dialog {
            dialog.change(edit);
        }
    }

    pub(super) fn copy_calculation(&mut self) -> Option<Effect> {
        let Some(Dialog::Calculator(dialog)) = &self.dialog else {
            return None;
        };
        let text = dialog.calculation()?.text();
        self.notices.add(Weight::Done, COPIED.get(self.language()));
        Some(Effect::Copy(text))
    }

    pub(super) fn save_calculation(&mut self) -> Option<Effect> {
        self.project.as_ref()?;
        let Some(Dialog::Calculator(dialog)) = &self.dialog else {
            return None;
        };
        if dialog.running.is_some() || dialog.saved.is_some() {
            return None;
        }
        Some(Effect::SaveCalculation {
            calculation: Box::new(dialog.calculation()?.clone()),
            note: dialog.note.clone(),
        })
    }

    /// Number `id` belongs to `calculation`; the form may have changed since.
    pub(super) fn calculation_saved(&mut self, id: i64, calculation: &Calculation) {
        if let Some(Dialog::Calculator(dialog)) = &mut self.dialog
            && dialog.calculation() == Some(calculation)
        {
            dialog.saved = Some(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&'static str, &str)]) -> CalculatorDialog {
        let mut dialog = CalculatorDialog::default();
        dialog.change(CalculatorEdit::Model("ratio"));
        for (symbol, text) in pairs {
            dialog.change(CalculatorEdit::Input(symbol, (*text).to_owned()));
        }
        dialog
    }

    #[test]
    fn blanks_are_waited_for_and_mistakes_are_said() {
        let dialog = typed(&[("existing", "10")]);
        let Outcome::Waiting(waiting) = &dialog.outcome else {
            panic!("{:?}", dialog.outcome);
        };
        assert_eq!(waiting.len(), 3);
        let wrong = typed(&[("existing", "ten")]);
        assert!(matches!(wrong.outcome, Outcome::Refused(_)));
    }

    #[test]
    fn a_result_follows_the_form_and_forgets_that_it_was_stored() {
        let mut dialog = typed(&[
            ("existing", "10"),
            ("new", "2"),
            ("cut", "0"),
            ("limit", "10"),
        ]);
        assert_eq!(dialog.calculation().unwrap().results[0].value, 1.2);
        dialog.saved = Some(1);
        dialog.change(CalculatorEdit::Input("new", "0".to_owned()));
        assert_eq!(dialog.calculation().unwrap().results[0].value, 1.0);
        assert_eq!(dialog.saved, None);
        dialog.change(CalculatorEdit::Model("mix"));
        assert!(dialog.texts.is_empty() && dialog.calculation().is_none());
    }
}
