//! An attribute table in the lower panel: filters and buttons above, rows below, figures or one row in
//! full on the right.

use eframe::egui::{
    Align, Button, Event, EventFilter, Id, Key, Layout, Modifiers, Panel, Rect, RichText,
    ScrollArea, Sense, TextEdit, Ui, vec2,
};

use crate::map::mode_of;
use crate::state::selection::SelectCommand;
use crate::state::table_layout::{ShownColumn, columns};
use crate::state::tables::{LayerTable, Side, TableCommand, column_label};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::panels::audit::hint_ui;
use crate::ui::panels::findings::failure_ui;
use crate::ui::panels::table_rows::rows_ui;
use crate::ui::panels::table_side::side_ui;
use crate::ui::table_text as text;
use crate::ui::text::thousands;
use crate::ui::theme::{Palette, SCROLL_MARGIN, weak};
use crate::ui::widgets::{focus_ring_ui, problem_ui};

/// Lines that a page key moves by.
const PAGE: isize = 10;
const SIDE_WIDTH: f32 = 250.0;

/// What the panel itself remembers.
#[derive(Debug, Default)]
pub struct TablePanel {
    /// The count of wishes to scroll that was fulfilled last, of the table in front.
    scrolled: (usize, u64),
    /// Columns as the toolkit has them; a change from outside makes it forget its widths.
    pub(super) known: Vec<ShownColumn>,
    /// Counts up whenever the toolkit must forget its widths.
    pub(super) turn: u64,
}

impl TablePanel {
    /// Fills its part of the panel.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        state: &AppState,
        table: &LayerTable,
        commands: &CommandSender,
    ) {
        let language = state.language();
        head_ui(ui, state, table, commands);
        if let Some(problem) = table.problem() {
            problem_ui(ui, &problem.text(language));
        }
        if let Some(failure) = &table.failure {
            failure_ui(ui, failure, language);
            return;
        }
        if table.data.is_none() {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(text::READING.get(language));
            });
            return;
        }
        if let Some(side) = state.tables.side {
            Panel::right("table side")
                .frame(eframe::egui::Frame::NONE)
                .default_size(SIDE_WIDTH)
                .size_range(200.0..=460.0)
                .show(ui, |ui| {
                    ScrollArea::vertical()
                        .auto_shrink([false, false])
                        .show(ui, |ui| {
                            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                            side_ui(ui, state, (table, side), commands);
                        });
                });
        }
        if table.data.as_ref().is_some_and(|data| data.is_empty()) {
            hint_ui(ui, text::EMPTY.get(language));
            return;
        }
        let body = ui.available_rect_before_wrap();
        let wish = (table.layer as usize, table.scroll);
        let scroll_to = (self.scrolled != wish).then_some(table.cursor).flatten();
        self.scrolled = wish;
        let clicked = rows_ui(self, ui, state, (table, scroll_to), commands);
        if table.rows.is_empty() {
            let hint = if table.only_selected && state.selection.of(table.layer).is_empty() {
                text::NO_SELECTED
            } else {
                text::NO_MATCH
            };
            // Over the empty body: what is added below it would push the panel's edge up.
            let place = Rect::from_center_size(body.center(), vec2(body.width() * 0.8, 40.0));
            let hint = RichText::new(hint.get(language)).weak();
            ui.put(place, eframe::egui::Label::new(hint).wrap());
        }
        keys_ui(ui, (body, clicked), commands);
    }
}

/// Filters and buttons.
fn head_ui(ui: &mut Ui, state: &AppState, table: &LayerTable, commands: &CommandSender) {
    let language = state.language();
    let send = |command| commands.send(Command::Table(command));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        condition_ui(ui, state, table, commands);
        ui.separator();
        for (on, label, hint, command) in [
            (
                table.only_selected,
                text::ONLY_SELECTED,
                text::ONLY_SELECTED,
                TableCommand::OnlySelected(!table.only_selected),
            ),
            (
                table.only_in_view,
                text::ONLY_IN_VIEW,
                text::ONLY_IN_VIEW,
                TableCommand::OnlyInView(!table.only_in_view),
            ),
            (
                table.shows_filters,
                text::FILTER_ROW,
                text::FILTER_ROW_HINT,
                TableCommand::ShowFilters(!table.shows_filters),
            ),
        ] {
            let usable = label != text::ONLY_IN_VIEW || table.layer.geometry().is_some();
            let button = Button::selectable(on, label.get(language));
            if ui
                .add_enabled(usable, button)
                .on_hover_text(hint.get(language))
                .clicked()
            {
                send(command);
            }
        }
        if table.is_filtered() && ui.button(text::CLEAR_FILTERS.get(language)).clicked() {
            send(TableCommand::ClearFilters);
        }
        ui.separator();
        count_ui(ui, state, table);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button_ui(ui, Icon::Close, crate::ui::text::CLOSE.get(language)).clicked() {
                send(TableCommand::Close(table.layer));
            }
            buttons_ui(ui, state, table, commands);
        });
    });
}

/// The condition with what can be done with it.
fn condition_ui(ui: &mut Ui, state: &AppState, table: &LayerTable, commands: &CommandSender) {
    let language = state.language();
    let send = |command| commands.send(Command::Table(command));
    let color = Palette::of(ui).weak;
    let mut typed = table.typed.clone();
    let field = ui.add(
        TextEdit::singleline(&mut typed)
            .hint_text(RichText::new(text::CONDITION_HINT.get(language)).color(color))
            .desired_width((ui.available_width() * 0.26).clamp(150.0, 420.0))
            .margin(vec2(5.0, 2.0)),
    );
    field.widget_info(|| {
        let label = text::CONDITION.get(language);
        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::TextInput, true, label)
    });
    let field = field.on_hover_text(text::EXPRESSION_HINT.get(language));
    if field.changed() {
        send(TableCommand::Expression(typed));
    }
    let usable = !table.typed.trim().is_empty() && table.problem().is_none();
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        send(TableCommand::ApplyExpression);
    }
    let apply = ui.add_enabled(usable, Button::new(text::APPLY.get(language)));
    if apply
        .on_hover_text(text::APPLY_HINT.get(language))
        .clicked()
    {
        send(TableCommand::ApplyExpression);
    }
    let select = ui.add_enabled(usable, Button::new(text::SELECT_ROWS.get(language)));
    if select
        .on_hover_text(text::SELECT_HINT.get(language))
        .clicked()
    {
        let mode = mode_of(ui.input(|input| input.modifiers));
        send(TableCommand::SelectExpression(mode));
    }
}

/// How much is listed and selected.
fn count_ui(ui: &mut Ui, state: &AppState, table: &LayerTable) {
    let language = state.language();
    let all = table.data.as_ref().map_or(0, |data| data.len());
    let listed = table.rows.len();
    let rows = text::ROWS.get(language);
    let mut line = if listed == all {
        format!("{} {rows}", thousands(all as u64))
    } else {
        format!(
            "{} / {} {rows}",
            thousands(listed as u64),
            thousands(all as u64)
        )
    };
    let selected = state.selection.of(table.layer).len();
    if selected > 0 {
        let label = text::SELECTED.get(language);
        line = format!("{line} · {label} {}", thousands(selected as u64));
    }
    ui.label(weak(line));
}

/// What is done with rows and columns; from the right.
fn buttons_ui(ui: &mut Ui, state: &AppState, table: &LayerTable, commands: &CommandSender) {
    let language = state.language();
    let send = |command| commands.send(Command::Table(command));
    for (side, label) in [
        (Side::Detail, text::DETAIL),
        (Side::Statistics, text::STATISTICS),
    ] {
        let on = state.tables.side == Some(side);
        if ui
            .add(Button::selectable(on, label.get(language)))
            .clicked()
        {
            send(TableCommand::Side((!on).then_some(side)));
        }
    }
    ui.menu_button(text::COLUMNS.get(language), |ui| {
        columns_ui(ui, state, table, commands);
    });
    ui.menu_button(text::SELECTION.get(language), |ui| {
        for (label, command) in [
            (text::SELECT_ALL, SelectCommand::All(table.layer)),
            (text::INVERT, SelectCommand::Invert(table.layer)),
            (text::SELECT_NONE, SelectCommand::Nothing(table.layer)),
        ] {
            if ui.button(label.get(language)).clicked() {
                commands.send(Command::Select(command));
                ui.close();
            }
        }
        ui.separator();
        if ui.button(text::RELOAD.get(language)).clicked() {
            send(TableCommand::Reload);
            ui.close();
        }
    });
    let any = table.cursor.is_some() || !state.selection.of(table.layer).is_empty();
    let copy = ui.add_enabled(any, Button::new(text::COPY.get(language)));
    if copy.on_hover_text(text::COPY_HINT.get(language)).clicked() {
        send(TableCommand::Copy);
    }
}

/// Which columns are on show, in their order.
fn columns_ui(ui: &mut Ui, state: &AppState, table: &LayerTable, commands: &CommandSender) {
    let language = state.language();
    let send = |command| commands.send(Command::Table(command));
    ui.set_min_width(220.0);
    if ui.button(text::RESET_COLUMNS.get(language)).clicked() {
        send(TableCommand::ResetColumns);
    }
    ui.separator();
    ScrollArea::vertical().max_height(380.0).show(ui, |ui| {
        let all = columns(&state.settings.tables, table.layer);
        for (place, own) in all.iter().enumerate() {
            ui.horizontal(|ui| {
                let name = column_label(table.layer, own.column).get(language);
                let mut shown = own.shown;
                if ui.checkbox(&mut shown, name).changed() {
                    send(TableCommand::ShowColumn(own.column, shown));
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.add_space(SCROLL_MARGIN);
                    for (arrow, to, usable) in [
                        ("↓", place + 1, place + 1 < all.len()),
                        ("↑", place.saturating_sub(1), place > 0),
                    ] {
                        let button = Button::new(arrow).small().frame(false);
                        let button = ui.add_enabled(usable, button);
                        if button.clicked() {
                            send(TableCommand::MoveColumn(own.column, to));
                        }
                    }
                });
            });
        }
    });
}

/// Keys move through the rows while they have the keyboard, which a click on a row gives them.
fn keys_ui(ui: &mut Ui, (body, clicked): (Rect, bool), commands: &CommandSender) {
    let id = Id::unique("attribute table");
    let list = ui.interact(body, id, Sense::focusable_noninteractive());
    if clicked {
        list.request_focus();
    }
    focus_ring_ui(ui, &list);
    if !list.has_focus() {
        return;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let far = isize::MAX / 2;
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, PAGE),
        (Key::PageUp, -PAGE),
        (Key::End, far),
        (Key::Home, -far),
    ];
    let send = |command| commands.send(Command::Table(command));
    for (key, by) in steps {
        for (modifiers, range) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
            if ui.input_mut(|input| input.consume_key(modifiers, key)) {
                send(TableCommand::Step(by, range));
            }
        }
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
        send(TableCommand::PickAll);
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
        send(TableCommand::Zoom(None));
    }
    if ui.input(|input| {
        input
            .events
            .iter()
            .any(|event| matches!(event, Event::Copy))
    }) {
        send(TableCommand::Copy);
    }
}
