//! The list of categories with their numbers, and the buttons that arrange it.

use eframe::egui::{Align, Atom, Button, Layout, ScrollArea, Ui, vec2};

use crate::carto::style::{LayerStyle, Renderer};
use crate::state::style::{StyleCommand, StyleEditor};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::style_text as words;
use crate::ui::text::thousands;
use crate::ui::theme::{SCROLL_MARGIN, weak};
use crate::ui::widgets::{heading_ui, swatch_ui};

const LIST_HEIGHT: f32 = 230.0;
const ROW: f32 = 22.0;

/// Whether `draft` changed.
pub(super) fn classes_ui(
    ui: &mut Ui,
    state: &AppState,
    (editor, draft): (&StyleEditor, &mut LayerStyle),
    commands: &CommandSender,
) -> bool {
    let language = state.language();
    heading_ui(ui, words::CATEGORIES.get(language));
    let Some(project) = &state.project else {
        return false;
    };
    let layer = project.scene.layer(editor.layer);
    // While features are being sorted the numbers are those of the style on the map.
    let shown = project.look.styles.layer(editor.layer);
    let current = shown.is_some_and(|shown| shown.sorts_like(draft));
    let gap = ui.spacing().item_spacing.y;
    let padding = ui.spacing().button_padding.y;
    let height = ui.spacing().interact_size.y;
    ui.spacing_mut().item_spacing.y = 1.0;
    ui.spacing_mut().button_padding.y = 1.0;
    ui.spacing_mut().interact_size.y = ROW;
    ScrollArea::vertical()
        .id_salt("classes")
        .max_height(LIST_HEIGHT)
        .auto_shrink([false, true])
        .show_rows(ui, ROW + 1.0, draft.categories.len(), |ui, rows| {
            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
            for index in rows {
                let count = layer
                    .filter(|_| current)
                    .and_then(|layer| layer.category_counts.get(index));
                class_ui(ui, state, (draft, index, count.copied()), commands);
            }
        });
    ui.spacing_mut().item_spacing.y = gap;
    ui.spacing_mut().button_padding.y = padding;
    ui.spacing_mut().interact_size.y = height;
    ui.add_space(4.0);
    let undrawn = layer.filter(|_| current).map_or(0, |layer| layer.undrawn);
    if undrawn > 0 {
        ui.horizontal(|ui| {
            ui.add_space(30.0);
            let line = format!(
                "{} {}",
                words::UNDRAWN.get(language),
                thousands(undrawn as u64)
            );
            ui.label(weak(line));
        });
    }
    buttons_ui(ui, state, (editor.selected, draft), commands)
}

fn class_ui(
    ui: &mut Ui,
    state: &AppState,
    (draft, index, count): (&LayerStyle, usize, Option<usize>),
    commands: &CommandSender,
) {
    let editor_at = state.style.editor.as_ref().map(|editor| editor.selected);
    let language = state.language();
    let category = &draft.categories[index];
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), ROW),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_height(ROW);
            if let (Some(kind), Some(project)) = (draft.layer.geometry(), &state.project) {
                swatch_ui(ui, &category.symbol, kind, &project.look.styles);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let text = count.map_or_else(|| "…".to_owned(), |count| thousands(count as u64));
                ui.label(weak(text));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let text = (category.label(language), Atom::grow());
                    let row = Button::selectable(editor_at == Some(index), text)
                        .truncate()
                        .min_size(vec2(ui.available_width(), ROW));
                    if ui.add(row).clicked() {
                        commands.send(Command::Style(StyleCommand::Select(index)));
                    }
                });
            });
        },
    );
}

fn buttons_ui(
    ui: &mut Ui,
    state: &AppState,
    (at, draft): (usize, &mut LayerStyle),
    commands: &CommandSender,
) -> bool {
    if matches!(draft.renderer, Renderer::Single) {
        return false;
    }
    let language = state.language();
    let mut select = None;
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let mut button = |label: crate::domain::Label, enabled| {
            ui.add_enabled(enabled, Button::new(label.get(language)).small())
                .clicked()
        };
        if button(words::ADD, draft.can_add()) {
            select = Some(draft.add(at));
        }
        if button(words::REMOVE, draft.can_remove(at)) {
            draft.remove(at);
            select = Some(at.saturating_sub(1));
        }
        if button(words::UP, draft.can_move(at, false)) {
            select = Some(draft.shift(at, false));
        }
        if button(words::DOWN, draft.can_move(at, true)) {
            select = Some(draft.shift(at, true));
        }
        if button(words::MERGE, draft.can_merge(at)) {
            draft.merge(at);
            select = Some(at);
        }
    });
    if matches!(draft.renderer, Renderer::Rules) {
        let mut rest = draft.draws_rest();
        if ui
            .checkbox(&mut rest, words::DRAW_REST.get(language))
            .changed()
        {
            draft.set_draws_rest(rest);
            changed = true;
        }
    }
    if let Some(index) = select {
        let last = draft.categories.len().saturating_sub(1);
        let edit = StyleCommand::Edit(Box::new(draft.clone()));
        commands.send(Command::Style(edit));
        commands.send(Command::Style(StyleCommand::Select(index.min(last))));
    }
    changed
}
