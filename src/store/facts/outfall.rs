//! Facts that the application itself states.

use crate::domain::catalog::{OUTFALL_CLASSES, WELL_PURPOSES};
use crate::domain::field::{Choice, find_choice};
use crate::domain::subject::OutfallAction;
use crate::rules::observation::{Answer, FactValue};
use crate::store::facts::ProjectFacts;

/// The code that `text` means, or an unknown value that says what could not be recognised.
fn stated(what: &str, text: Option<&str>, choices: &'static [Choice]) -> Answer {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Answer::missing(format!("申请未填写{what}"));
    };
    match find_choice(choices, text) {
        Some(choice) => Answer::stated(FactValue::Text(choice.code.to_owned())),
        None => Answer::missing(format!("申请填写的{what}“{text}”认不出")),
    }
}

impl ProjectFacts<'_> {
    pub(super) fn outfall_action(&self) -> Answer {
        self.outfall().map_or_else(Answer::absent, |outfall| {
            Answer::stated(FactValue::Text(outfall.action.code().to_owned()))
        })
    }

    pub(super) fn outfall_class(&self) -> Answer {
        self.outfall().map_or_else(Answer::absent, |outfall| {
            stated("排污口类型", outfall.class.as_deref(), OUTFALL_CLASSES)
        })
    }

    pub(super) fn outfall_adds_load(&self) -> Answer {
        let Some(outfall) = self.outfall() else {
            return Answer::absent();
        };
        match outfall.action {
            OutfallAction::New | OutfallAction::Expand => Answer::stated(FactValue::Flag(true)),
            OutfallAction::Relocate if outfall.loads_t_a.is_empty() => {
                Answer::missing("改设的申请未填写新增负荷")
            }
            OutfallAction::Relocate => Answer::stated(FactValue::Flag(
                outfall.loads_t_a.values().any(|load| *load > 0.0),
            )),
        }
    }

    pub(super) fn well_purpose(&self) -> Answer {
        self.well().map_or_else(Answer::absent, |well| {
            stated("取水用途", Some(&well.purpose), WELL_PURPOSES)
        })
    }

    pub(super) fn well_volume(&self) -> Answer {
        self.well().map_or_else(Answer::absent, |well| {
            well.volume_m3a.map_or_else(
                || Answer::missing("申请未填写年取水量"),
                |volume| Answer::stated(FactValue::Number(volume)),
            )
        })
    }
}
