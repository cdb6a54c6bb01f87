//! Short messages in the lower left corner of the map, away from forms and buttons. Our own and not a toast crate's, because they must wrap
//! long causes, stay while they matter and be read by screen readers.

use std::collections::BTreeMap;

use eframe::egui::{
    Align2, Area, Button, Context, CornerRadius, Frame, Id, Label, Margin, Order, Rect, Stroke,
    Vec2, vec2,
};

use crate::state::notice::{Notice, Weight};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::text;
use crate::ui::theme::Palette;

const WIDTH: f32 = 400.0;
/// From the lower left corner: above the scale bar of the map.
const OFFSET: Vec2 = vec2(14.0, -48.0);

/// When each notice was first shown, in seconds of the window's clock.
#[derive(Debug, Default)]
pub struct NoticeBoard {
    since: BTreeMap<u64, f64>,
}

impl NoticeBoard {
    /// Draws all notices over `place` and closes those whose time is over.
    pub fn ui(&mut self, ctx: &Context, place: Rect, state: &AppState, commands: &CommandSender) {
        let notices = state.notices.list();
        self.since
            .retain(|id, _| notices.iter().any(|notice| notice.id == *id));
        if notices.is_empty() {
            return;
        }
        let now = ctx.time();
        Area::new(Id::unique("notices"))
            .order(Order::Foreground)
            .pivot(Align2::LEFT_BOTTOM)
            .fixed_pos(place.left_bottom() + OFFSET)
            .show(ctx, |ui| {
                let width = WIDTH.min(place.width() - 2.0 * OFFSET.x);
                ui.set_width(width);
                for notice in notices {
                    let since = *self.since.entry(notice.id).or_insert(now);
                    if let Some(stay_s) = stay_s(notice) {
                        let left_s = since + stay_s - now;
                        if left_s <= 0.0 {
                            commands.send(Command::CloseNotice(notice.id));
                        }
                        ctx.request_repaint_after_secs(left_s.max(0.05) as f32);
                    }
                    if notice_ui(ui, state, notice, commands) {
                        commands.send(Command::CloseNotice(notice.id));
                    }
                }
                let all = text::CLOSE_ALL.get(state.language());
                if notices.len() > 1 && ui.add(Button::new(all)).clicked() {
                    commands.send(Command::CloseNotices);
                }
            });
    }
}

/// Seconds that a notice stays; `None` until it is closed.
const fn stay_s(notice: &Notice) -> Option<f64> {
    if notice.action.is_some() {
        // It must be read and decided upon.
        return Some(30.0);
    }
    match notice.weight {
        Weight::Done => Some(3.0),
        Weight::Warning => Some(8.0),
        Weight::Failure => None,
    }
}

/// One notice; returns whether it is to be closed.
fn notice_ui(
    ui: &mut eframe::egui::Ui,
    state: &AppState,
    notice: &Notice,
    commands: &CommandSender,
) -> bool {
    let close = text::CLOSE.get(state.language());
    let palette = Palette::of(ui);
    let color = palette.weight(notice.weight);
    Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, color))
        .shadow(ui.visuals().popup_shadow)
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let closed = ui.horizontal_top(|ui| {
                let text_width = ui.available_width() - 32.0;
                ui.vertical(|ui| {
                    ui.set_width(text_width);
                    ui.add(Label::new(notice.text.as_str()).wrap());
                });
                icon_button_ui(ui, Icon::Close, close).clicked()
            });
            let Some(action) = notice.action else {
                return closed.inner;
            };
            let button = Button::new(action.text().get(state.language()));
            let taken = ui.add_enabled(state.can(action), button).clicked();
            if taken {
                commands.run(action);
            }
            closed.inner || taken
        })
        .inner
}
