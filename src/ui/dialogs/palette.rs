//! The command palette: a field, and below it what fits.

use eframe::egui::{
    Align, Align2, Area, Button, Context, CornerRadius, Frame, Id, Key, Label, Layout, Margin,
    Modal, Modifiers, Order, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::domain::Language;
use crate::state::palette::{Entry, Palette, PaletteCommand};
use crate::state::tools::ToolCommand;
use crate::state::{AppState, Command, CommandSender};
use crate::ui::theme::{self, weak};
use crate::ui::tool_text as text;
use crate::ui::widgets::keys_text;

const WIDTH: f32 = 600.0;
const ROW: f32 = 30.0;
/// From the top of the window.
const TOP: f32 = 64.0;

/// Over everything, near the top, as palettes are; Escape and a click beside it close it.
pub(super) fn palette_ui(
    context: &Context,
    state: &AppState,
    palette: &Palette,
    commands: &CommandSender,
) {
    let window = context.content_rect();
    let top = TOP.min(window.height() * 0.1);
    let area = Area::new(Id::unique("palette"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, vec2(0.0, top));
    let frame = Frame::popup(&context.global_style()).inner_margin(Margin::same(10));
    let modal = Modal::new(Id::unique("palette"))
        .area(area)
        .frame(frame)
        .show(context, |ui| {
            ui.set_width(WIDTH.min(window.width() - 60.0));
            let rows = (window.height() - top - 130.0).clamp(2.0 * ROW, 12.0 * ROW);
            body_ui(ui, palette, (state.language(), rows), commands);
        });
    if modal.should_close() {
        commands.send(Command::CloseDialog);
    }
}

fn body_ui(
    ui: &mut Ui,
    palette: &Palette,
    (language, height): (Language, f32),
    commands: &CommandSender,
) {
    let send = |command| commands.send(Command::Tools(ToolCommand::Palette(command)));
    // Before the field, which would take the arrows for its own.
    let moved = read_keys(ui);
    match moved {
        Some(Moved::By(rows)) => send(PaletteCommand::Step(rows)),
        Some(Moved::Enter) => send(PaletteCommand::Run(None)),
        None => {}
    }
    let label = text::PALETTE.get(language);
    let mut word = palette.text.clone();
    let hint = RichText::new(text::PALETTE_HINT.get(language)).color(theme::Palette::of(ui).weak);
    let field = ui.add(
        TextEdit::singleline(&mut word)
            .id(Id::unique("palette_field"))
            .hint_text(hint)
            .margin(vec2(8.0, 6.0))
            .desired_width(f32::INFINITY),
    );
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
    if field.changed() {
        send(PaletteCommand::Edit(word));
    }
    if !field.has_focus() {
        field.request_focus();
    }
    ui.add_space(4.0);
    if palette.rows() == 0 {
        ui.label(RichText::new(text::NO_COMMAND.get(language)).weak());
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, palette.rows(), |ui, rows| {
            for row in rows {
                if let Some(entry) = palette.row(row) {
                    let marks = (row == palette.selected, palette.is_recent(row));
                    if row_ui(ui, entry, marks, language) {
                        send(PaletteCommand::Run(Some(row)));
                    }
                }
            }
            keep_in_view(ui, palette, moved.is_some());
        });
    ui.add_space(4.0);
    ui.label(weak(text::PALETTE_KEYS.get(language)));
}

#[derive(Clone, Copy)]
enum Moved {
    By(isize),
    Enter,
}

fn read_keys(ui: &Ui) -> Option<Moved> {
    const PAGE: isize = 8;
    ui.input_mut(|input| {
        for (key, rows) in [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, PAGE),
            (Key::PageUp, -PAGE),
        ] {
            if input.consume_key(Modifiers::NONE, key) {
                return Some(Moved::By(rows));
            }
        }
        let enter = input.consume_key(Modifiers::NONE, Key::Enter);
        enter.then_some(Moved::Enter)
    })
}

/// Brings the chosen row into view after a key; the wheel may leave it.
fn keep_in_view(ui: &mut Ui, palette: &Palette, moved: bool) {
    let id = Id::unique("palette_seen");
    let seen: Option<(usize, String)> = ui.data(|data| data.get_temp(id));
    let now = (palette.selected, palette.text.clone());
    if !moved && seen.as_ref() == Some(&now) {
        return;
    }
    ui.data_mut(|data| data.insert_temp(id, now));
    let top = ui.max_rect().top() + palette.selected as f32 * (ROW + 1.0);
    let row = eframe::egui::Rect::from_min_size(
        eframe::egui::pos2(ui.max_rect().left(), top),
        vec2(10.0, ROW),
    );
    ui.scroll_to_rect(row, None);
}

/// One entry; whether it was clicked.
fn row_ui(
    ui: &mut Ui,
    entry: &Entry,
    (selected, recent): (bool, bool),
    language: Language,
) -> bool {
    let palette = theme::Palette::of(ui);
    let off = entry.off;
    let size = vec2(ui.available_width(), ROW);
    let fill = if selected {
        palette.accent_soft
    } else {
        palette.raised
    };
    let button = Button::new("")
        .fill(fill)
        .stroke(eframe::egui::Stroke::NONE)
        .corner_radius(CornerRadius::same(4))
        .min_size(size);
    let response = ui.add_sized(size, button);
    let name = match off {
        Some(reason) => format!("{} ({})", entry.title, reason.get(language)),
        None => entry.title.clone(),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, off.is_none(), selected, &name));
    let color = if off.is_some() {
        palette.weak
    } else {
        palette.text
    };
    let inner = response.rect.shrink2(vec2(10.0, 0.0));
    let builder = eframe::egui::UiBuilder::new()
        .max_rect(inner)
        .layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        // The row itself is what is clicked.
        let label = |ui: &mut Ui, text: RichText| {
            ui.add(Label::new(text).selectable(false));
        };
        if !entry.shortcut.is_empty() {
            let keys = keys_text(ui.ctx(), entry.shortcut);
            label(ui, weak(keys));
        }
        if recent && off.is_none() {
            label(ui, weak(text::RECENT_MARK.get(language)));
        }
        if let Some(reason) = off {
            label(ui, weak(reason.get(language)));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let title = RichText::new(entry.title.as_str()).color(color);
            ui.add(Label::new(title).truncate().selectable(false));
        });
    });
    response.clicked()
}
