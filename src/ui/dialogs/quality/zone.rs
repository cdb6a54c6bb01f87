//! What the year of one zone is made of: months, items over the limit, what is missing, the method.

use eframe::egui::{Label, RichText, Ui};

use crate::domain::Language;
use crate::rules::quality::{Exceeded, ZoneYear};
use crate::ui::dialogs::quality::{table, words};
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::badge_ui;

pub(super) fn zone_ui(ui: &mut Ui, zone: &ZoneYear, language: Language) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(strong(zone.name.as_str()).size(14.0));
        ui.label(weak(&zone.code));
        let word = words::verdict(zone.verdict).get(language);
        badge_ui(ui, table::color(palette, zone.verdict), word);
    });
    if let Some(class) = &zone.class {
        let mut line = class.clone();
        if !zone.class_by.is_empty() {
            line.push_str(&format!(" ({})", zone.class_by.join("、")));
        }
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
        ui.horizontal_wrapped(|ui| {
            for month in &zone.months {
                let word = words::verdict(month.verdict).get(language);
                let class = month.class.as_deref().unwrap_or("—");
                let text = format!("{} {class} {word}", month.month);
                badge_ui(ui, table::color(palette, month.verdict), &text)
                    .on_hover_text(month.class_by.join("、"));
            }
        });
    }
}

fn line_ui(ui: &mut Ui, what: &str, text: &str) {
    ui.add(Label::new(RichText::new(format!("{what}: {text}"))).wrap());
}
