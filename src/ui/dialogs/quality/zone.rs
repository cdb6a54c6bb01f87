//! What the year of one zone is made of: months, items over the limit, what is missing, the method.

use eframe::egui::{Label, RichText, Ui};

use crate::domain::Language;
use crate::rules::quality::{Exceeded, MonthRating, ZoneYear};
use crate::ui::dialogs::quality::{table, words};
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::badge_ui;

/// As many fit beside the rates in a small window, in English too.
const MONTHS_IN_LINE: usize = 3;

pub(super) fn zone_ui(ui: &mut Ui, zone: &ZoneYear, language: Language) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(strong(zone.name.as_str()).size(14.0));
        ui.label(weak(&zone.code));
        let word = words::verdict(zone.verdict).get(language);
        badge_ui(ui, table::color(palette, zone.verdict), word);
    });
    if let Some(class) = &zone.class {
        let line = if zone.class_by.is_empty() {
            class.clone()
        } else {
            format!("{class} ({})", zone.class_by.join("、"))
        };
        line_ui(ui, words::CLASS.get(language), &line);
    }
    if !zone.stations.is_empty() {
        line_ui(ui, words::STATIONS.get(language), &zone.stations.join("、"));
    }
    let exceeded: Vec<_> = zone.exceeded.iter().map(Exceeded::text).collect();
    if !exceeded.is_empty() {
        let head = words::column(crate::state::quality::QualityColumn::Exceeded);
        line_ui(ui, head.get(language), &exceeded.join("、"));
    }
    for missing in &zone.missing {
        line_ui(ui, words::MISSING.get(language), missing);
    }
    line_ui(ui, words::BY.get(language), &zone.method);
    if !zone.months.is_empty() {
        ui.label(weak(words::MONTHS.get(language)));
        // Badges do not wrap by themselves: they would make the dialog wider than the window.
        for months in zone.months.chunks(MONTHS_IN_LINE) {
            ui.horizontal(|ui| {
                ui.spacing_mut().interact_size.y = 18.0;
                for month in months {
                    month_ui(ui, month, language);
                }
            });
        }
    }
}

fn month_ui(ui: &mut Ui, month: &MonthRating, language: Language) {
    let word = words::verdict(month.verdict).get(language);
    let class = month.class.as_deref().unwrap_or("—");
    let text = match language {
        Language::Zh => format!("{}月 {class} {word}", month.month),
        Language::En => format!("{}: {class} {word}", month.month),
    };
    let color = table::color(Palette::of(ui), month.verdict);
    let badge = badge_ui(ui, color, &text);
    if !month.class_by.is_empty() {
        badge.on_hover_text(month.class_by.join("、"));
    }
}

fn line_ui(ui: &mut Ui, what: &str, text: &str) {
    ui.add(Label::new(RichText::new(format!("{what}: {text}"))).wrap());
}
