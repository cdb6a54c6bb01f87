//! The yearly form: one line per zone, sorted by any column, visible lines only.

use eframe::egui::{
    Align, Button, Color32, Label, Layout, Rect, Role, ScrollArea, Sense, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use crate::domain::{Language, Outcome};
use crate::rules::quality::{Verdict, ZoneYear};
use crate::services::quality::QualityReport;
use crate::services::quality_text::percent;
use crate::state::quality::{QualityColumn, QualityDialog, QualityEdit};
use crate::state::{Command, CommandSender};
use crate::ui::dialogs::quality::words;
use crate::ui::theme::{Palette, ROW_HEIGHT, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{badge_ui, focus_ring_ui};

/// Room on the left of each cell.
const PADDING: f32 = 6.0;
/// A badge is lower than a line, so that those of two lines do not touch.
const BADGE_HEIGHT: f32 = 18.0;
/// Shares of the width, parallel to [`QualityColumn::ALL`].
const WIDTHS: [f32; 8] = [0.21, 0.17, 0.06, 0.095, 0.095, 0.095, 0.095, 0.18];

pub(super) fn table_ui(
    ui: &mut Ui,
    (dialog, report): (&QualityDialog, &QualityReport),
    commands: &CommandSender,
    language: Language,
) {
    let width = ui.available_width() - SCROLL_MARGIN;
    head_ui(ui, dialog, width, commands, language);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("quality-table")
        .auto_shrink([false, false])
        .show_rows(ui, ROW_HEIGHT, dialog.order.len(), |ui, rows| {
            for place in rows {
                let zone = dialog
                    .order
                    .get(place)
                    .and_then(|index| report.zones.get(*index));
                if let Some(zone) = zone {
                    let selected = dialog.selected.as_ref() == Some(&zone.code);
                    ui.push_id(&zone.code, |ui| {
                        row_ui(ui, zone, (width, selected), commands, language);
                    });
                }
            }
        });
}

fn head_ui(
    ui: &mut Ui,
    dialog: &QualityDialog,
    width: f32,
    commands: &CommandSender,
    language: Language,
) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW_HEIGHT), Sense::hover());
    for (column, cell) in cells(rect) {
        // The words of head and cells begin at the same place.
        let cell = Rect::from_min_max(pos2(cell.left() - PADDING, cell.top()), cell.max);
        in_cell(ui, cell, |ui| {
            ui.spacing_mut().button_padding.x = PADDING;
            let mut label = words::column(column).get(language).to_owned();
            let sorted = dialog.sort.filter(|(by, _)| *by == column);
            if let Some((_, down)) = sorted {
                label.push_str(if down { " ↓" } else { " ↑" });
            }
            let button = Button::selectable(sorted.is_some(), strong(label)).truncate();
            if ui.add(button).clicked() {
                commands.send(Command::EditQuality(QualityEdit::Sort(column)));
            }
        });
    }
    let line = ui.visuals().widgets.noninteractive.bg_stroke;
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
}

fn row_ui(
    ui: &mut Ui,
    zone: &ZoneYear,
    (width, selected): (f32, bool),
    commands: &CommandSender,
    language: Language,
) {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW_HEIGHT), Sense::click());
    let name = if zone.name.is_empty() {
        zone.code.as_str()
    } else {
        zone.name.as_str()
    };
    response.widget_info(|| {
        let label = format!("{} {name}", zone.code);
        WidgetInfo::selected(Role::Button, true, selected, label)
    });
    if selected {
        ui.painter().rect_filled(rect, 3.0, palette.accent_soft);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 3.0, palette.raised);
    }
    focus_ring_ui(ui, &response);
    let unstated = || words::NOT_STATED.get(language).to_owned();
    for (column, cell) in cells(rect) {
        in_cell(ui, cell, |ui| match column {
            QualityColumn::Name => cell_ui(ui, name),
            QualityColumn::Kind => cell_ui(ui, &zone.kind_text().unwrap_or_else(unstated)),
            QualityColumn::Target => {
                cell_ui(ui, &zone.target.clone().unwrap_or_else(unstated));
            }
            QualityColumn::Evaluated => cell_ui(ui, &zone.evaluated.to_string()),
            QualityColumn::Passing => {
                cell_ui(ui, &zone.passing.to_string());
                if zone.open > 0 {
                    let word = words::verdict(Verdict::Undecided).get(language);
                    ui.add(Label::new(weak(format!("({word} {})", zone.open))).truncate());
                }
            }
            QualityColumn::Share => {
                let share = zone.share.map_or_else(|| "—".to_owned(), percent);
                cell_ui(ui, &share);
            }
            QualityColumn::Verdict => {
                let word = words::verdict(zone.verdict).get(language);
                badge_ui(ui, color(palette, zone.verdict), word);
            }
            QualityColumn::Exceeded => cell_ui(ui, &zone.exceeded_text()),
        });
    }
    if response.clicked() {
        let edit = QualityEdit::Select(zone.code.clone());
        commands.send(Command::EditQuality(edit));
    }
}

/// Colour of a verdict; its word is always beside it.
pub(super) const fn color(palette: &Palette, verdict: Verdict) -> Color32 {
    match verdict {
        Verdict::Pass => palette.outcome(Outcome::Pass),
        Verdict::Fail => palette.outcome(Outcome::Prohibit),
        Verdict::Undecided => palette.outcome(Outcome::Undecided),
        Verdict::Dry => palette.weak,
    }
}

fn cell_ui(ui: &mut Ui, text: &str) {
    ui.add(Label::new(text).truncate().selectable(false));
}

fn cells(row: Rect) -> impl Iterator<Item = (QualityColumn, Rect)> {
    let mut left = row.left();
    QualityColumn::ALL
        .into_iter()
        .zip(WIDTHS)
        .map(move |(column, share)| {
            let right = left + share * row.width();
            let cell =
                Rect::from_min_max(pos2(left + PADDING, row.top()), pos2(right, row.bottom()));
            left = right;
            (column, cell)
        })
}

fn in_cell(ui: &mut Ui, cell: Rect, show: impl FnOnce(&mut Ui)) {
    let builder = UiBuilder::new()
        .max_rect(cell)
        .layout(Layout::left_to_right(Align::Center));
    let mut inner = ui.new_child(builder);
    inner.spacing_mut().item_spacing.x = 4.0;
    inner.spacing_mut().interact_size.y = BADGE_HEIGHT;
    show(&mut inner);
}
