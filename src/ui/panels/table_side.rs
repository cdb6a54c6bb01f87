//! Beside the rows of a table: figures about a column, or every field of one row.

use eframe::egui::{Button, ComboBox, Grid, Label, RichText, Ui};

use crate::domain::{Language, ValueRef};
use crate::state::table_layout::columns;
use crate::state::tables::{
    ColumnStatistics, LayerTable, Side, TableCommand, column_kind, column_label, column_unit,
};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::table_text as text;
use crate::ui::text::thousands;
use crate::ui::theme::{Palette, weak};
use crate::ui::widgets::heading_ui;

pub(super) fn side_ui(
    ui: &mut Ui,
    state: &AppState,
    (table, side): (&LayerTable, Side),
    commands: &CommandSender,
) {
    ui.add_space(2.0);
    match side {
        Side::Statistics => statistics_ui(ui, state, table, commands),
        Side::Detail => detail_ui(ui, state, table),
    }
}

fn statistics_ui(ui: &mut Ui, state: &AppState, table: &LayerTable, commands: &CommandSender) {
    let language = state.language();
    let name = |column| column_label(table.layer, column).get(language);
    let mut chosen = table.statistics_column;
    ComboBox::from_id_salt("statistics column")
        .selected_text(format!(
            "{}: {}",
            text::STATISTICS.get(language),
            name(chosen)
        ))
        .width(ui.available_width() - 8.0)
        .show_ui(ui, |ui| {
            for own in columns(&state.settings.tables, table.layer) {
                ui.selectable_value(&mut chosen, own.column, name(own.column));
            }
        });
    if chosen != table.statistics_column {
        commands.send(Command::Table(TableCommand::Statistics(chosen)));
    }
    let figures = table.statistics.as_ref();
    let Some(figures) = figures.filter(|own| own.column == table.statistics_column) else {
        ui.spinner();
        return;
    };
    ui.label(weak(format!(
        "{} · {} {}",
        text::ABOUT_LISTED.get(language),
        thousands(figures.rows as u64),
        text::ROWS.get(language)
    )));
    figures_ui(ui, table, figures, language);
    ui.add_space(6.0);
    heading_ui(ui, text::FREQUENT.get(language));
    Grid::new("frequent")
        .num_columns(2)
        .spacing([10.0, 3.0])
        .show(ui, |ui| {
            for (value, count) in &figures.frequent {
                ui.add(Label::new(value).truncate());
                ui.label(weak(thousands(*count as u64)));
                ui.end_row();
            }
        });
}

fn figures_ui(ui: &mut Ui, table: &LayerTable, figures: &ColumnStatistics, language: Language) {
    let whole = |number: usize| thousands(number as u64);
    let mut lines = vec![
        (text::COUNT, whole(figures.rows - figures.unknown)),
        (text::UNKNOWN, whole(figures.unknown)),
        (text::DISTINCT, whole(figures.distinct)),
    ];
    if let Some(numbers) = &figures.numbers {
        let kind = column_kind(table.layer, figures.column);
        let unit = column_unit(table.layer, figures.column);
        let shown =
            |number: f64| format!("{} {unit}", kind.shown(ValueRef::Real(number), language));
        lines.extend([
            (text::MINIMUM, shown(numbers.min)),
            (text::MAXIMUM, shown(numbers.max)),
            (text::MEAN, shown(numbers.mean)),
            (text::MEDIAN, shown(numbers.median)),
            (text::SUM, shown(numbers.sum)),
        ]);
    }
    if let Some((first, last)) = &figures.span {
        lines.push((text::MINIMUM, first.clone()));
        lines.push((text::MAXIMUM, last.clone()));
    }
    let color = Palette::of(ui).weak;
    Grid::new("figures")
        .num_columns(2)
        .spacing([12.0, 3.0])
        .show(ui, |ui| {
            for (label, figure) in lines {
                ui.label(RichText::new(label.get(language)).color(color));
                ui.add(Label::new(figure).truncate().selectable(true));
                ui.end_row();
            }
        });
}

fn detail_ui(ui: &mut Ui, state: &AppState, table: &LayerTable) {
    let language = state.language();
    let row = table.cursor.and_then(|line| table.rows.get(line));
    let (Some(row), Some(data)) = (row, &table.data) else {
        ui.add(Label::new(RichText::new(text::NO_ROW.get(language)).weak()).wrap());
        return;
    };
    let color = Palette::of(ui).weak;
    let width = ui.available_width();
    Grid::new("detail")
        .num_columns(2)
        .spacing([10.0, 4.0])
        .max_col_width(width * 0.62)
        .show(ui, |ui| {
            for own in columns(&state.settings.tables, table.layer) {
                let value = data.value(*row as usize, own.column);
                if column_label(table.layer, own.column).zh.starts_with("图形")
                    && value == ValueRef::Null
                {
                    continue;
                }
                let label = column_label(table.layer, own.column).get(language);
                ui.add(Label::new(RichText::new(label).color(color)).truncate());
                if value == ValueRef::Null {
                    ui.label(weak(crate::ui::text::UNKNOWN_VALUE.get(language)));
                } else {
                    let unit = column_unit(table.layer, own.column);
                    let shown = column_kind(table.layer, own.column).shown(value, language);
                    let whole = if unit.is_empty() {
                        shown
                    } else {
                        format!("{shown} {unit}")
                    };
                    ui.add(Label::new(whole).wrap().selectable(true));
                }
                ui.end_row();
            }
        });
}

/// A menu entry that opens the table of a layer.
pub(super) fn open_table_ui(
    ui: &mut Ui,
    state: &AppState,
    layer: crate::domain::Layer,
    commands: &CommandSender,
) {
    if ui
        .add(Button::new(text::OPEN_TABLE.get(state.language())))
        .clicked()
    {
        commands.send(Command::Table(TableCommand::Open(layer)));
        ui.close();
    }
}
