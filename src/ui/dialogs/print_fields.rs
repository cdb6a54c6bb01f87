//! The texts of a sheet, typed where they stand on it.

use eframe::egui::{
    Align2, CornerRadius, CursorIcon, FontId, Key, Modifiers, Rect, Role, Sense, Stroke,
    StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, vec2,
};

use crate::carto::sheet::SheetField;
use crate::domain::Language;
use crate::state::print::{PrintDialog, PrintForm};
use crate::ui::theme::Palette;

/// A field on the sheet is at least this large while it is typed in.
const LEAST: [f32; 2] = [190.0, 26.0];
/// Its text is of a size that can be read, whatever the size of the sheet.
const TEXT: std::ops::RangeInclusive<f32> = 12.0..=20.0;
/// Share of the field's height that is text.
const TEXT_SHARE: f32 = 0.7;

/// The field that is being typed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typing {
    field: SheetField,
    /// Whether it has the keyboard already.
    is_begun: bool,
}

const fn value(form: &mut PrintForm, field: SheetField) -> &mut String {
    match field {
        SheetField::Title => &mut form.title,
        SheetField::Number => &mut form.number,
        SheetField::Approval => &mut form.approval,
        SheetField::Notes => &mut form.notes,
        SheetField::Drafter => &mut form.settings.drafter,
        SheetField::Reviewer => &mut form.settings.reviewer,
        SheetField::Date => &mut form.date,
    }
}

/// Shows where the texts are on the page at `rect`, and the one that is typed.
pub(super) fn fields_ui(
    ui: &mut Ui,
    (rect, px_per_mm): (Rect, f32),
    dialog: &PrintDialog,
    (typing, form): (&mut Option<Typing>, &mut PrintForm),
    language: Language,
) {
    let Some(preview) = &dialog.preview else {
        return;
    };
    for (field, [left, top, right, bottom]) in preview.fields.iter().copied() {
        let place = Rect::from_min_max(
            rect.min + vec2(left, top) * px_per_mm,
            rect.min + vec2(right, bottom) * px_per_mm,
        );
        match typing {
            Some(now) if now.field == field => {
                if !typed_ui(ui, (place, rect), now, value(form, field), language) {
                    *typing = None;
                }
            }
            _ => {
                if is_clicked(ui, place, field, language) {
                    *typing = Some(Typing {
                        field,
                        is_begun: false,
                    });
                }
            }
        }
    }
}

/// The text being typed; whether it goes on.
fn typed_ui(
    ui: &mut Ui,
    (place, page): (Rect, Rect),
    typing: &mut Typing,
    text: &mut String,
    language: Language,
) -> bool {
    let size = place.size().max(LEAST.into());
    let mut around = Rect::from_center_size(place.center(), size);
    // Never beyond the page, where it would be cut.
    let inwards = vec2(
        (page.left() - around.left()).max(0.0) - (around.right() - page.right()).max(0.0),
        (page.top() - around.top()).max(0.0) - (around.bottom() - page.bottom()).max(0.0),
    );
    around = around.translate(inwards);
    let font = (place.height() * TEXT_SHARE).clamp(*TEXT.start(), *TEXT.end());
    let is_long = typing.field == SheetField::Notes;
    let edit = if is_long {
        TextEdit::multiline(text).desired_rows(2)
    } else {
        TextEdit::singleline(text)
    };
    let align = if typing.field == SheetField::Title {
        Align2::CENTER_CENTER
    } else {
        Align2::LEFT_CENTER
    };
    let edit = edit
        .align(align)
        .id(ui
            .scope_id()
            .with(("typed-on-sheet", typing.field.label().en)))
        .font(FontId::proportional(font))
        .margin(vec2(6.0, 3.0));
    // In a room of its own: the dialog must not grow with it.
    let mut room = ui.new_child(UiBuilder::new().max_rect(around));
    let response = room.add_sized(around.size(), edit);
    let name = on_sheet(typing.field, language);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, &name));
    if !typing.is_begun {
        response.request_focus();
        typing.is_begun = true;
        return true;
    }
    // Escape ends the typing, not the dialog.
    let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    !(escaped || response.lost_focus())
}

fn is_clicked(ui: &Ui, place: Rect, field: SheetField, language: Language) -> bool {
    let id = ui.scope_id().with(("on-sheet", field.label().en));
    let name = on_sheet(field, language);
    let response = ui.interact(place, id, Sense::click()).on_hover_text(&name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.ctx().set_cursor_icon(CursorIcon::Text);
        let accent = Palette::of(ui).accent;
        ui.painter().rect_stroke(
            place,
            CornerRadius::same(2),
            Stroke::new(1.0, accent),
            StrokeKind::Outside,
        );
    }
    response.clicked()
}

fn on_sheet(field: SheetField, language: Language) -> String {
    let label = field.label().get(language);
    match language {
        Language::Zh => format!("在图上修改{label}"),
        Language::En => format!("Edit on the sheet: {label}"),
    }
}
