//! The list of audited features. Only the rows in view are drawn; sorting, filtering and grouping were
//! done when they were asked for.

use eframe::egui::{
    Align, Align2, Atom, Button, FontFamily, FontId, Label, Layout, Modifiers, Rect, Response,
    RichText, Role, Sense, Ui, WidgetInfo, vec2,
};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::domain::{Language, Layer};
use crate::state::audit::{
    AuditColumn, AuditCommand, AuditReport, AuditResult, GroupKey, Grouping, Line, Pick,
};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::fonts::STRONG;
use crate::ui::icons::Icon;
use crate::ui::panels::audit::hint_ui;
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, strong};
use crate::ui::widgets::badge_ui;

/// Height of a row of the lists.
pub(super) const LIST_ROW: f32 = 24.0;

/// Width of a column in points.
const fn width(column: AuditColumn) -> f32 {
    match column {
        AuditColumn::Verdict => 96.0,
        AuditColumn::Layer => 104.0,
        AuditColumn::Code | AuditColumn::Zone => 150.0,
        AuditColumn::Name => 240.0,
        AuditColumn::County => 84.0,
        AuditColumn::Rule => 92.0,
        AuditColumn::Findings => 64.0,
    }
}

/// The table; scrolls to `scroll_to` when that is wished. Whether a row was clicked.
pub(super) fn results_ui(
    ui: &mut Ui,
    state: &AppState,
    scroll_to: Option<usize>,
    commands: &CommandSender,
) -> bool {
    let audit = &state.audit;
    let language = state.language();
    let Some(report) = audit.report() else {
        return false;
    };
    if audit.lines.is_empty() {
        hint_ui(ui, text::AUDIT_NO_MATCH.get(language));
        return false;
    }
    let mut clicked = false;
    let mut table = list_table(ui, "audit results", scroll_to);
    for column in AuditColumn::ALL {
        let size = if column == AuditColumn::Name {
            Column::remainder()
        } else {
            Column::initial(width(column))
        };
        table = table.column(size.at_least(48.0).clip(true));
    }
    table
        .header(LIST_ROW, |mut header| {
            for column in AuditColumn::ALL {
                header.col(|ui| heading_ui(ui, column, audit.sorting, language, commands));
            }
        })
        .body(|body| {
            body.rows(LIST_ROW, audit.lines.len(), |mut row| {
                let index = row.index();
                row.set_selected(audit.selected.contains(&index));
                match &audit.lines[index] {
                    Line::Group { key, count, open } => {
                        let title = group_title(state, report, key, *count);
                        group_ui(&mut row, (&title, *open));
                        if row.response().clicked() {
                            let toggle = AuditCommand::ToggleGroup(index);
                            commands.send(Command::Audit(toggle));
                        }
                    }
                    Line::Feature(feature) => {
                        if let Some(result) = report.results.get(*feature) {
                            feature_ui(&mut row, result, audit.selected.contains(&index), language);
                            clicked |= picked(&row.response(), index, commands);
                        }
                    }
                }
            });
        });
    clicked
}

/// A table whose rows are clicked and scroll under a fixed header.
pub(super) fn list_table<'a>(
    ui: &'a mut Ui,
    id: &str,
    scroll_to: Option<usize>,
) -> TableBuilder<'a> {
    ui.spacing_mut().item_spacing.y = 0.0;
    let table = TableBuilder::new(ui)
        .id_salt(id)
        .striped(true)
        .resizable(true)
        .sense(Sense::click())
        .auto_shrink([false, false])
        .min_scrolled_height(0.0)
        .animate_scrolling(false)
        .cell_layout(Layout::left_to_right(Align::Center));
    match scroll_to {
        Some(line) => table.scroll_to_row(line, None),
        None => table,
    }
}

/// Sends what a click on a row means; whether it was clicked.
pub(super) fn picked(row: &Response, line: usize, commands: &CommandSender) -> bool {
    if !row.clicked() {
        return false;
    }
    let modifiers: Modifiers = row.ctx.input(|input| input.modifiers);
    let pick = if modifiers.shift {
        Pick::Range
    } else if modifiers.command {
        Pick::Toggle
    } else {
        Pick::Only
    };
    commands.send(Command::Audit(AuditCommand::Pick(line, pick)));
    true
}

fn heading_ui(
    ui: &mut Ui,
    column: AuditColumn,
    (by, descending): (AuditColumn, bool),
    language: Language,
    commands: &CommandSender,
) {
    let label = column.label().get(language);
    let arrow = match (by == column, descending) {
        (false, _) => "",
        (true, false) => " ↑",
        (true, true) => " ↓",
    };
    let color = Palette::of(ui).weak;
    let title = RichText::clone(&strong(format!("{label}{arrow}")).size(12.0)).color(color);
    let button = Button::new((title, Atom::grow()))
        .frame(false)
        .truncate()
        .min_size(vec2(ui.available_width(), LIST_ROW));
    if ui.add(button).clicked() {
        commands.send(Command::Audit(AuditCommand::Sort(column)));
    }
}

/// A cell's text, cut where the column ends; the whole is in the tooltip.
pub(super) fn cell_ui(ui: &mut Ui, text: &str) {
    ui.add(Label::new(text).truncate().selectable(false));
}

fn feature_ui(row: &mut TableRow<'_, '_>, result: &AuditResult, on: bool, language: Language) {
    for column in AuditColumn::ALL {
        let (_, cell) = row.col(|ui| match column {
            AuditColumn::Verdict => {
                ui.add_space(2.0);
                let color = Palette::of(ui).outcome(result.verdict);
                badge_ui(ui, color, result.verdict.label().get(language));
            }
            _ => cell_ui(ui, &column.text(result, language)),
        });
        if column == AuditColumn::Code {
            cell.widget_info(|| WidgetInfo::selected(Role::ListItem, true, on, &result.code));
        }
    }
}

/// The head of a group. Cells paint their ground when they are added, so the title, which reaches over
/// all of them, is painted with the last one.
fn group_ui(row: &mut TableRow<'_, '_>, (title, open): (&str, bool)) {
    let mut start = Rect::NOTHING;
    for (index, _) in AuditColumn::ALL.into_iter().enumerate() {
        let (rect, cell) = row.col(|ui| {
            if index + 1 == AuditColumn::ALL.len() {
                group_title_ui(ui, start, (title, open));
            }
        });
        if index == 0 {
            start = rect;
            cell.widget_info(|| WidgetInfo::selected(Role::Button, true, open, title));
        }
    }
}

fn group_title_ui(ui: &Ui, start: Rect, (title, open): (&str, bool)) {
    let palette = Palette::of(ui);
    let row = Rect::from_min_max(start.min, ui.max_rect().max);
    let painter = ui.painter();
    let painter = painter.with_clip_rect(Rect::from_x_y_ranges(
        row.x_range(),
        painter.clip_rect().y_range(),
    ));
    let icon = Rect::from_center_size(row.left_center() + vec2(10.0, 0.0), vec2(11.0, 11.0));
    Icon::Chevron { open }.paint(&painter, icon, palette.weak);
    painter.text(
        row.left_center() + vec2(22.0, 0.0),
        Align2::LEFT_CENTER,
        title,
        FontId::new(13.0, FontFamily::Name(STRONG.into())),
        palette.text,
    );
}

fn group_title(state: &AppState, report: &AuditReport, key: &GroupKey, count: usize) -> String {
    let language = state.language();
    let title = match key {
        GroupKey::Rule(index) => report
            .rules
            .get(*index)
            .map_or_else(String::new, |rule| format!("{} {}", rule.rule, rule.title)),
        GroupKey::Place(code) => match place_name(state, code) {
            Some(name) => format!("{name} {code}"),
            None => code.clone(),
        },
        GroupKey::Nothing => match state.audit.grouping {
            Grouping::County => text::NO_COUNTY.get(language).to_owned(),
            Grouping::Zone => text::NO_ZONE.get(language).to_owned(),
            Grouping::Rule | Grouping::None => text::NO_FINDINGS.get(language).to_owned(),
        },
    };
    format!("{title} ({})", thousands(count as u64))
}

/// The name of the county or zone with this code; `None` where it has none.
fn place_name<'a>(state: &'a AppState, code: &str) -> Option<&'a str> {
    let scene = &state.project.as_ref()?.scene;
    let layers: &[Layer] = match state.audit.grouping {
        Grouping::County => &[Layer::AdminArea],
        _ => &[
            Layer::FunctionZone,
            Layer::GroundwaterArea,
            Layer::ProtectionZone,
        ],
    };
    layers
        .iter()
        .find_map(|layer| scene.layer(*layer)?.by_code(code))
        .map(|feature| &*feature.name)
        .filter(|name| !name.is_empty())
}
