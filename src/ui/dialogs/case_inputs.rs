//! What a case was asked, as lines of label and value. What was not stated is left out.

use std::collections::BTreeMap;

use crate::domain::case::CaseInputs;
use crate::domain::catalog::{INDUSTRIES, LOAD_ITEMS, OUTFALL_CLASSES, RECEIVERS, WELL_PURPOSES};
use crate::domain::{Choice, Language, OutfallApplication, Subject, WellApplication};
use crate::geodesy::angle::{Axis, format_dms};
use crate::ui::{case_text, text};

/// Units as in the check form.
const DAILY: &str = "m³/d";
const YEARLY: &str = "m³/a";
const LOAD: &str = "t/a";

type Lines = Vec<(String, String)>;

/// The lines, in the order of the check form.
pub(super) fn input_lines(inputs: &CaseInputs, language: Language) -> Lines {
    let mut lines = Lines::new();
    if let Some(at) = inputs.subject.position() {
        let value = format!(
            "{} {} ({:.7}, {:.7})",
            format_dms(at.lon, Axis::Longitude),
            format_dms(at.lat, Axis::Latitude),
            at.lon,
            at.lat
        );
        lines.push((case_text::POSITION.get(language).to_owned(), value));
    }
    match &inputs.subject {
        Subject::Outfall(outfall) => outfall_lines(&mut lines, outfall, language),
        Subject::Well(well) => well_lines(&mut lines, well, language),
        // Records are audited, not put on file.
        Subject::Record(_) => {}
    }
    let day = text::AS_OF.get(language).to_owned();
    lines.push((day, inputs.as_of.to_string()));
    let plane = case_text::MEASURED.get(language).to_owned();
    lines.push((plane, format!("EPSG:{}", inputs.metric_epsg)));
    if !inputs.packs_off.is_empty() {
        let off = text::PACKS_OFF.get(language).to_owned();
        lines.push((off, inputs.packs_off.join(text::LIST_COMMA.get(language))));
    }
    lines
}

fn outfall_lines(lines: &mut Lines, outfall: &OutfallApplication, language: Language) {
    let mut add = |label: crate::domain::Label, value: Option<String>| {
        if let Some(value) = value {
            lines.push((label.get(language).to_owned(), value));
        }
    };
    let action = outfall.action.label().get(language).to_owned();
    add(text::ACTION, Some(action));
    add(
        text::CLASS,
        named(OUTFALL_CLASSES, outfall.class.as_deref(), language),
    );
    add(text::WATER_BODY, outfall.water_body.clone());
    add(text::FLOW, amount(outfall.flow_m3d, DAILY));
    add(text::LOADS, loads(&outfall.loads_t_a, language));
    add(
        text::RECEIVER,
        named(RECEIVERS, outfall.receiver.as_deref(), language),
    );
    add(
        text::INDUSTRY,
        named(INDUSTRIES, outfall.industry.as_deref(), language),
    );
    add(text::MIXING_LENGTH, amount(outfall.mixing_length_m, "m"));
    add(text::CUTS, loads(&outfall.cuts_t_a, language));
}

fn well_lines(lines: &mut Lines, well: &WellApplication, language: Language) {
    let mut add = |label: crate::domain::Label, value: Option<String>| {
        if let Some(value) = value {
            lines.push((label.get(language).to_owned(), value));
        }
    };
    let yes_no = |value: Option<bool>| {
        value.map(|yes| {
            let word = if yes { text::YES } else { text::NO };
            word.get(language).to_owned()
        })
    };
    add(
        text::PURPOSE,
        named(WELL_PURPOSES, well.purpose.as_deref(), language),
    );
    add(text::VOLUME, amount(well.volume_m3a, YEARLY));
    add(text::AQUIFER, well.aquifer.clone());
    let action = well.action.label().get(language).to_owned();
    add(text::WELL_ACTION, Some(action));
    add(
        text::PREVIOUS_VOLUME,
        amount(well.previous_volume_m3a, YEARLY),
    );
    add(
        text::ASSESSMENT,
        well.assessment
            .map(|one| one.label().get(language).to_owned()),
    );
    add(text::SMALL_USE, yes_no(well.small_use));
    add(text::PUBLIC_SUPPLY, yes_no(well.public_supply));
    add(text::RETURN_ZONE, well.return_zone.clone());
}

/// A code that the catalogue does not know is shown as it is.
fn named(choices: &[Choice], code: Option<&str>, language: Language) -> Option<String> {
    let code = code?;
    let known = choices.iter().find(|choice| choice.code == code);
    Some(
        known
            .map_or(code, |choice| choice.label.get(language))
            .to_owned(),
    )
}

fn amount(value: Option<f64>, unit: &str) -> Option<String> {
    value.map(|value| format!("{value} {unit}"))
}

fn loads(amounts: &BTreeMap<String, f64>, language: Language) -> Option<String> {
    let parts: Vec<String> = amounts
        .iter()
        .map(|(code, amount)| {
            let item = LOAD_ITEMS.iter().find(|(item, _)| item == code);
            let item = item.map_or(code.as_str(), |(_, label)| label.get(language));
            format!("{item} {amount} {LOAD}")
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(text::LIST_COMMA.get(language)))
}
