//! The rows of an attribute table. Only the rows in view are drawn; what is listed and in which order
//! was found out when it was asked for.

use eframe::egui::{
    Align, Align2, Atom, Button, Label, Layout, Modifiers, Response, RichText, Role, ScrollArea,
    Sense, TextEdit, TextStyle, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::domain::{Language, ValueRef};
use crate::state::table_layout::{ShownColumn, WIDTHS};
use crate::state::tables::{
    ColumnKind, LayerTable, Pick, QuickFilter, TableCommand, TableData, column_kind, column_label,
    column_unit,
};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::panels::audit_list::LIST_ROW;
use crate::ui::panels::table::TablePanel;
use crate::ui::table_text as text;
use crate::ui::theme::{Palette, strong};

const CELL_MARGIN: f32 = 5.0;
const FILTER_HEIGHT: f32 = 26.0;
/// A width that moved less than this did not change.
const SAME_WIDTH: f32 = 0.75;

/// The rows; scrolls to a line when that is wished. Whether a row was clicked.
pub(super) fn rows_ui(
    panel: &mut TablePanel,
    ui: &mut Ui,
    state: &AppState,
    (table, scroll_to): (&LayerTable, Option<usize>),
    commands: &CommandSender,
) -> bool {
    let Some(data) = &table.data else {
        return false;
    };
    let columns = state.shown_columns(table.layer);
    if panel.known != columns {
        // Changed from outside: the toolkit must take the widths anew.
        panel.known.clone_from(&columns);
        panel.turn += 1;
    }
    let mut clicked = false;
    let mut widths = Vec::with_capacity(columns.len());
    let salt = (table.layer.name(), panel.turn);
    ScrollArea::horizontal()
        .id_salt(salt)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            let mut builder = TableBuilder::new(ui)
                .id_salt(salt)
                .striped(true)
                .resizable(true)
                .sense(Sense::click())
                .auto_shrink([false, false])
                .min_scrolled_height(0.0)
                .animate_scrolling(false)
                .cell_layout(Layout::left_to_right(Align::Center));
            if let Some(line) = scroll_to {
                builder = builder.scroll_to_row(line, None);
            }
            for column in &columns {
                let width = Column::initial(column.width).range(WIDTHS).clip(true);
                builder = builder.column(width);
            }
            let height = if table.shows_filters {
                LIST_ROW + FILTER_HEIGHT
            } else {
                LIST_ROW
            };
            builder
                .header(height, |mut header| {
                    for column in &columns {
                        let (rect, _) = header.col(|ui| {
                            heading_ui(ui, (state, table), column, commands);
                        });
                        widths.push((column.column, rect.width()));
                    }
                })
                .body(|body| {
                    let selected = state.selection.of(table.layer);
                    body.rows(LIST_ROW, table.rows.len(), |mut row| {
                        let line = row.index();
                        let place = table.rows[line] as usize;
                        let id = data.ids().get(place).copied().unwrap_or_default();
                        let on = selected.binary_search(&id).is_ok();
                        row.set_selected(on);
                        let shown = Shown {
                            data,
                            line,
                            row: place,
                            on: on || table.cursor == Some(line) && table.only_selected,
                        };
                        cells_ui(&mut row, &shown, &columns, state.language());
                        let response = row.response();
                        clicked |= picked(&response, line, commands);
                        menu_ui(&response, &shown, &columns, state.language(), commands);
                    });
                });
        });
    keep_widths(panel, ui, &widths, commands);
    clicked
}

/// Widths that the user changed are remembered when the pointer lets go.
fn keep_widths(panel: &mut TablePanel, ui: &Ui, widths: &[(usize, f32)], commands: &CommandSender) {
    if ui.input(|input| input.pointer.any_down()) {
        return;
    }
    let changed: Vec<(usize, f32)> = panel
        .known
        .iter()
        .zip(widths)
        .filter(|(known, (_, width))| (known.width - width.round()).abs() > SAME_WIDTH)
        .map(|(_, changed)| (changed.0, changed.1.round()))
        .collect();
    if changed.is_empty() {
        return;
    }
    for (column, width) in &changed {
        for known in panel.known.iter_mut().filter(|own| own.column == *column) {
            known.width = *width;
        }
    }
    commands.send(Command::Table(TableCommand::Widths(changed)));
}

/// One row on show.
struct Shown<'a> {
    data: &'a TableData,
    line: usize,
    row: usize,
    on: bool,
}

fn heading_ui(
    ui: &mut Ui,
    (state, table): (&AppState, &LayerTable),
    column: &ShownColumn,
    commands: &CommandSender,
) {
    let language = state.language();
    let (layer, place) = (table.layer, column.column);
    let label = column_label(layer, place).get(language);
    let unit = column_unit(layer, place);
    let name = if unit.is_empty() {
        label.to_owned()
    } else {
        format!("{label} ({unit})")
    };
    let arrow = match table.sorting(place) {
        None => String::new(),
        Some((at, descending)) => {
            let arrow = if descending { "↓" } else { "↑" };
            let number = if table.sort.len() > 1 {
                (at + 1).to_string()
            } else {
                String::new()
            };
            format!(" {arrow}{number}")
        }
    };
    let palette = Palette::of(ui);
    let color = if arrow.is_empty() {
        palette.weak
    } else {
        palette.accent
    };
    ui.vertical(|ui| {
        ui.spacing_mut().button_padding.x = CELL_MARGIN;
        let title = strong(format!("{name}{arrow}")).size(12.0).color(color);
        let button = Button::new((title, Atom::grow()))
            .frame(false)
            .truncate()
            .min_size(vec2(ui.available_width(), LIST_ROW));
        let response = ui.add(button);
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &name));
        let response = response.on_hover_text(format!("{name}\n{}", text::SORT_HINT.get(language)));
        if response.clicked() {
            let also = ui.input(|input| input.modifiers.shift);
            commands.send(Command::Table(TableCommand::Sort(place, also)));
        }
        response.context_menu(|ui| heading_menu_ui(ui, state, table, place, commands));
        if table.shows_filters {
            filter_ui(ui, table, (place, &name), language, commands);
        }
    });
}

fn filter_ui(
    ui: &mut Ui,
    table: &LayerTable,
    (column, name): (usize, &str),
    language: Language,
    commands: &CommandSender,
) {
    let mut typed = table.filters.get(&column).cloned().unwrap_or_default();
    let problem = QuickFilter::parse(&typed, table.layer, column).err();
    let mut field = TextEdit::singleline(&mut typed)
        .id_salt(("filter", column))
        .desired_width(ui.available_width() - 8.0)
        .margin(vec2(4.0, 1.0));
    if problem.is_some() {
        field = field.text_color(ui.visuals().error_fg_color);
    }
    let response = ui.add(field);
    response.widget_info(|| {
        let label = format!("{}: {name}", text::APPLY.get(language));
        WidgetInfo::labeled(Role::TextInput, true, label)
    });
    let changed = response.changed();
    response.on_hover_text(match problem {
        Some(problem) => problem.to_string(),
        None => text::FILTER_ROW_HINT.get(language).to_owned(),
    });
    if changed {
        commands.send(Command::Table(TableCommand::Filter(column, typed)));
    }
}

fn heading_menu_ui(
    ui: &mut Ui,
    state: &AppState,
    table: &LayerTable,
    column: usize,
    commands: &CommandSender,
) {
    let language = state.language();
    let all = crate::state::table_layout::columns(&state.settings.tables, table.layer);
    let at = all.iter().position(|own| own.column == column).unwrap_or(0);
    for (label, command) in [
        (text::SORT, TableCommand::Sort(column, false)),
        (text::STATISTICS, TableCommand::Statistics(column)),
        (
            text::MOVE_LEFT,
            TableCommand::MoveColumn(column, at.saturating_sub(1)),
        ),
        (text::MOVE_RIGHT, TableCommand::MoveColumn(column, at + 1)),
        (text::HIDE_COLUMN, TableCommand::ShowColumn(column, false)),
    ] {
        if ui.button(label.get(language)).clicked() {
            commands.send(Command::Table(command));
            ui.close();
        }
    }
}

fn cells_ui(
    row: &mut TableRow<'_, '_>,
    shown: &Shown<'_>,
    columns: &[ShownColumn],
    language: Language,
) {
    let layer = shown.data.layer();
    for (place, own) in columns.iter().enumerate() {
        let kind = column_kind(layer, own.column);
        let value = shown.data.value(shown.row, own.column);
        let cell = kind.shown(value, language);
        let (_, response) = row.col(|ui| cell_ui(ui, &cell, kind));
        response.widget_info(|| {
            if place == 0 {
                WidgetInfo::selected(Role::Row, true, shown.on, &cell)
            } else {
                let label = column_label(layer, own.column).get(language);
                WidgetInfo::labeled(Role::Cell, true, format!("{label}: {cell}"))
            }
        });
    }
}

/// A cell's text, cut where the column ends; figures from the right.
fn cell_ui(ui: &mut Ui, text: &str, kind: ColumnKind) {
    if text.is_empty() {
        return;
    }
    let rect = ui.max_rect().shrink2(vec2(CELL_MARGIN, 0.0));
    let galley = WidgetText::from(text).into_galley(
        ui,
        Some(TextWrapMode::Truncate),
        rect.width(),
        TextStyle::Body,
    );
    let anchor = if kind.is_number() {
        Align2::RIGHT_CENTER
    } else {
        Align2::LEFT_CENTER
    };
    let at = pos2(
        if kind.is_number() {
            rect.right()
        } else {
            rect.left()
        },
        rect.center().y,
    );
    let place = anchor.anchor_size(at, galley.size());
    let elided = galley.elided;
    let color = Palette::of(ui).text;
    ui.painter().galley(place.min, galley, color);
    if elided && ui.rect_contains_pointer(ui.max_rect()) {
        let area = ui.interact(ui.max_rect(), ui.scope_id().with("whole"), Sense::hover());
        area.on_hover_ui(|ui| {
            ui.add(Label::new(RichText::new(text)).wrap());
        });
    }
}

/// Sends what a click on a row means; whether it was clicked.
fn picked(row: &Response, line: usize, commands: &CommandSender) -> bool {
    let send = |command| commands.send(Command::Table(command));
    if row.double_clicked() {
        send(TableCommand::Zoom(Some(line)));
        return true;
    }
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
    send(TableCommand::Pick(line, pick));
    true
}

fn menu_ui(
    row: &Response,
    shown: &Shown<'_>,
    columns: &[ShownColumn],
    language: Language,
    commands: &CommandSender,
) {
    row.context_menu(|ui| {
        let line = shown.line;
        let on_map = shown.data.layer().geometry().is_some();
        for (label, usable, command) in [
            (text::ZOOM, on_map, TableCommand::Zoom(Some(line))),
            (text::SELECT_ROW, true, TableCommand::Pick(line, Pick::Only)),
            (
                text::TOGGLE_ROW,
                true,
                TableCommand::Pick(line, Pick::Toggle),
            ),
            (text::IDENTIFY, true, TableCommand::Identify(line)),
            (text::COPY, true, TableCommand::Copy),
        ] {
            let button = Button::new(label.get(language));
            if ui.add_enabled(usable, button).clicked() {
                commands.send(Command::Table(command));
                ui.close();
            }
        }
        ui.menu_button(text::COPY_CELL.get(language), |ui| {
            for own in columns {
                let value = shown.data.value(shown.row, own.column);
                if value == ValueRef::Null {
                    continue;
                }
                let layer = shown.data.layer();
                let cell = column_kind(layer, own.column).shown(value, language);
                let label = column_label(layer, own.column).get(language);
                let button = Button::new(format!("{label}: {cell}")).truncate();
                if ui.add(button).clicked() {
                    commands.send(Command::Table(TableCommand::CopyText(cell)));
                    ui.close();
                }
            }
        });
    });
}
