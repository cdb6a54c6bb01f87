//! The page as it will be, and the hand that moves the map in it. Until the next preview arrives, the
//! old one is moved and stretched to where the map goes.

use std::sync::Arc;

use eframe::egui::{
    Color32, ColorImage, CornerRadius, CursorIcon, EventFilter, Key, Rect, Response, Role, Sense,
    Stroke, StrokeKind, TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use geo::Coord;

use crate::state::print::{Picture, Preview, PrintDialog, PrintForm};
use crate::ui::dialogs::print_fields::{Typing, fields_ui};
use crate::ui::print_text;
use crate::ui::theme::Palette;

/// An arrow key moves the map by this much of the page, in millimetres.
const NUDGE_MM: f32 = 5.0;
const ARROWS: [(Key, Vec2); 4] = [
    (Key::ArrowLeft, Vec2::new(1.0, 0.0)),
    (Key::ArrowRight, Vec2::new(-1.0, 0.0)),
    (Key::ArrowUp, Vec2::new(0.0, 1.0)),
    (Key::ArrowDown, Vec2::new(0.0, -1.0)),
];

/// What the window keeps of the preview between frames.
#[derive(Default)]
pub struct PrintPreview {
    texture: Option<(Arc<Picture>, TextureHandle)>,
    typing: Option<Typing>,
}

impl PrintPreview {
    /// Forgets the picture; called while no dialog shows it.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Shows the preview in the middle of `place`, with the texts that are typed on it; how far the map was
    /// moved, in metres.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        dialog: &PrintDialog,
        place: Rect,
        form: &mut PrintForm,
    ) -> Option<Coord<f64>> {
        let settings = &dialog.form.settings;
        let page = Vec2::from(settings.paper.size_mm(settings.landscape));
        let px_per_mm = (place.width() / page.x).min(place.height() / page.y);
        let rect = Rect::from_center_size(place.center(), page * px_per_mm);
        let response = ui.interact(rect, ui.scope_id().with("preview"), Sense::click_and_drag());
        let name = print_text::PREVIEW.get(dialog.language);
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, name));
        let palette = Palette::of(ui);
        ui.painter()
            .rect_filled(rect, CornerRadius::ZERO, Color32::WHITE);
        if let Some(preview) = &dialog.preview {
            let texture = self.texture(ui, preview);
            paint(ui, (rect, px_per_mm), (dialog, preview), texture);
        }
        let edge = if response.has_focus() {
            palette.accent
        } else {
            palette.line
        };
        ui.painter().rect_stroke(
            rect,
            CornerRadius::ZERO,
            Stroke::new(1.0, edge),
            StrokeKind::Outside,
        );
        let typed = (&mut self.typing, form);
        fields_ui(ui, (rect, px_per_mm), dialog, typed, dialog.language);
        let moved = moved_px(ui, &response, px_per_mm)?;
        let frame = &dialog.preview.as_ref()?.frame;
        let factor = dialog.form.denominator()? / frame.denominator;
        let m_per_px = frame.m_per_mm * factor / f64::from(px_per_mm);
        Some(Coord {
            x: -f64::from(moved.x) * m_per_px,
            y: f64::from(moved.y) * m_per_px,
        })
    }

    fn texture(&mut self, ui: &Ui, preview: &Preview) -> &TextureHandle {
        let known = self
            .texture
            .take()
            .filter(|(picture, _)| Arc::ptr_eq(picture, &preview.picture));
        let (_, texture) = self.texture.insert(known.unwrap_or_else(|| {
            let picture = &preview.picture;
            let size = [picture.width as usize, picture.height as usize];
            let image = ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
            let texture = ui
                .ctx()
                .load_texture("print-preview", image, TextureOptions::LINEAR);
            (Arc::clone(picture), texture)
        }));
        texture
    }
}

/// Draws the page, with the map where it is now wanted.
fn paint(
    ui: &Ui,
    (rect, px_per_mm): (Rect, f32),
    (dialog, preview): (&PrintDialog, &Preview),
    texture: &TextureHandle,
) {
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter()
        .image(texture.id(), rect, whole, Color32::WHITE);
    let options = &preview.request.options;
    let same_page = options.paper == dialog.form.settings.paper
        && options.landscape == dialog.form.settings.landscape;
    if dialog.form.series.on {
        return;
    }
    let (Some(wanted), true) = (dialog.form.denominator(), same_page) else {
        return;
    };
    let frame = &preview.frame;
    let offset = frame.center - dialog.form.center;
    if offset.x == 0.0 && offset.y == 0.0 && wanted == frame.denominator {
        return;
    }
    let [left, top, right, bottom] = frame.place;
    let map = Rect::from_min_max(
        rect.min + vec2(left, top) * px_per_mm,
        rect.min + vec2(right, bottom) * px_per_mm,
    );
    let stretch = frame.denominator / wanted;
    let px_per_m = f64::from(px_per_mm) / frame.m_per_mm * stretch;
    let shift = vec2((offset.x * px_per_m) as f32, (-offset.y * px_per_m) as f32);
    let moved = Rect::from_center_size(map.center() + shift, map.size() * stretch as f32);
    let share = |at: eframe::egui::Pos2| {
        let at = (at - rect.min) / rect.size();
        pos2(at.x, at.y)
    };
    let painter = ui.painter().with_clip_rect(map.intersect(ui.clip_rect()));
    painter.rect_filled(map, CornerRadius::ZERO, Color32::WHITE);
    let part = Rect::from_min_max(share(map.min), share(map.max));
    painter.image(texture.id(), moved, part, Color32::WHITE);
}

/// How far hand or keys moved the map, in pixels.
fn moved_px(ui: &Ui, response: &Response, px_per_mm: f32) -> Option<Vec2> {
    if response.hovered() || response.dragged() {
        let icon = if response.dragged() {
            CursorIcon::Grabbing
        } else {
            CursorIcon::Grab
        };
        ui.ctx().set_cursor_icon(icon);
    }
    if response.clicked() {
        response.request_focus();
    }
    let mut moved = if response.dragged() {
        response.drag_delta()
    } else {
        Vec2::ZERO
    };
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        for (key, way) in ARROWS {
            if ui.input(|input| input.key_pressed(key)) {
                moved += way * NUDGE_MM * px_per_mm;
            }
        }
    }
    (moved != Vec2::ZERO).then_some(moved)
}
