//! The rates: by number, by river length and by lake area side by side, never mixed; undecided and dry
//! zones in columns of their own.

use eframe::egui::{Grid, Label, Ui};

use crate::domain::Language;
use crate::rules::quality::{Group, Rate};
use crate::services::quality::QualityReport;
use crate::services::quality_text::{figure, percent};
use crate::ui::dialogs::quality::words;
use crate::ui::theme::{strong, weak};
use crate::ui::widgets::heading_ui;

pub(super) fn rates_ui(ui: &mut Ui, report: &QualityReport, language: Language) {
    heading_ui(ui, words::RATES.get(language));
    Grid::new("quality-rates")
        .striped(true)
        .num_columns(words::RATE_HEADS.len())
        .spacing([12.0, 4.0])
        .min_row_height(20.0)
        .show(ui, |ui| {
            for head in words::RATE_HEADS {
                ui.label(weak(head.get(language)))
                    .on_hover_text(words::AT_MOST_HINT.get(language));
            }
            ui.end_row();
            let all = words::ALL.get(language).to_owned();
            group_ui(ui, &all, &report.rates.all, language);
            // One group is no division.
            for (what, groups) in [
                (words::BASIN, &report.rates.by_basin),
                (words::COUNTY, &report.rates.by_county),
            ] {
                if groups.iter().all(|group| group.name.is_empty()) {
                    continue;
                }
                for group in groups {
                    let name = report.counties.get(&group.name).unwrap_or(&group.name);
                    let name = if name.is_empty() {
                        words::NOT_STATED.get(language)
                    } else {
                        name.as_str()
                    };
                    let name = format!("{} {name}", what.get(language));
                    group_ui(ui, &name, group, language);
                }
            }
        });
    left_out_ui(ui, report, language);
}

fn group_ui(ui: &mut Ui, name: &str, group: &Group, language: Language) {
    let mut name = Some(name);
    for (measure, rate) in [
        (words::BY_COUNT, &group.by_count),
        (words::BY_LENGTH, &group.by_length_km),
        (words::BY_AREA, &group.by_area_km2),
    ] {
        if rate.total > 0.0 || !rate.unmeasured.is_empty() {
            ui.label(name.take().unwrap_or_default());
            ui.label(measure.get(language));
            rate_ui(ui, rate, language);
            ui.end_row();
        }
    }
}

fn rate_ui(ui: &mut Ui, rate: &Rate, language: Language) {
    let share = |share: Option<f64>| share.map_or_else(|| "—".to_owned(), percent);
    ui.label(strong(share(rate.rate)));
    let most = if rate.undecided > 0.0 {
        share(rate.rate_at_most)
    } else {
        String::new()
    };
    ui.label(most);
    for value in [
        rate.passing,
        rate.failing,
        rate.undecided,
        rate.dry,
        rate.total,
    ] {
        ui.label(figure(value));
    }
    if rate.unmeasured.is_empty() {
        ui.label("");
    } else {
        let hint = format!(
            "{}: {}",
            words::UNMEASURED_HINT.get(language),
            rate.unmeasured.join("、")
        );
        ui.label(rate.unmeasured.len().to_string())
            .on_hover_text(hint);
    }
}

/// Zones and samples that the table does not have, or has with a doubt.
pub(super) fn left_out_ui(ui: &mut Ui, report: &QualityReport, language: Language) {
    ui.add_space(4.0);
    for (what, codes) in [
        (words::NOT_ASSESSED, &report.not_assessed),
        (words::WITHOUT_TARGET, &report.without_target),
        (words::ASSESSED_UNKNOWN, &report.assessed_unknown),
        (words::STRAY, &report.stray_samples),
    ] {
        if !codes.is_empty() {
            let line = format!("{}: {}", what.get(language), codes.len());
            ui.add(Label::new(weak(line)).wrap())
                .on_hover_text(codes.join("、"));
        }
    }
}
