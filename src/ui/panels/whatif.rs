//! What if the site were elsewhere: the verdict at the pin, and the legend of the shaded view.

use eframe::egui::{
    Align, Align2, Area, Button, Context, CornerRadius, FontId, Frame, Grid, Id, Label, Layout,
    Margin, Order, Pos2, ProgressBar, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2,
};

use crate::domain::{Language, LonLat, Outcome};
use crate::map::paint_shade_swatch;
use crate::state::whatif::{Shade, VerdictGrid};
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, strong, weak};

const WIDTH: f32 = 258.0;
/// From the edge of the map, as its other furniture.
const INSET: f32 = 10.0;
/// From the middle of the pin to the lower edge of its verdict.
const ABOVE_PIN: f32 = 23.0;

/// The verdict above the pin at `pin`, in words and colour; faded while it is a frame behind.
pub fn site_verdict_ui(ui: &Ui, state: &AppState, map: Rect, pin: Pos2) {
    if !state.answer_follows() {
        return;
    }
    let Some((_, report)) = &state.check.answer else {
        return;
    };
    let language = state.language();
    let palette = Palette::of(ui);
    let color = palette.outcome(report.verdict);
    let font = FontId::new(
        14.0,
        eframe::egui::FontFamily::Name(crate::ui::fonts::STRONG.into()),
    );
    let painter = ui.painter_at(map);
    let word = painter.layout_no_wrap(report.verdict.label().get(language).to_owned(), font, color);
    let size = word.size() + vec2(16.0, 8.0);
    let place = Rect::from_min_size(pos2(pin.x - size.x / 2.0, pin.y - ABOVE_PIN - size.y), size);
    painter.rect(
        place,
        CornerRadius::same(4),
        palette.soft(color),
        Stroke::new(1.2, color),
        StrokeKind::Inside,
    );
    painter.galley(place.min + vec2(8.0, 4.0), word, color);
    if state.what_if.held {
        let hint = text::PIN_ESCAPE.get(language);
        let at = pin + vec2(0.0, 40.0);
        let font = FontId::proportional(11.5);
        let hint = painter.layout_no_wrap(hint.to_owned(), font, palette.weak);
        let ground = Align2::CENTER_TOP.anchor_size(at, hint.size());
        painter.rect_filled(
            ground.expand2(vec2(5.0, 2.0)),
            CornerRadius::same(3),
            palette.raised.gamma_multiply(0.85),
        );
        painter.galley(ground.min, hint, palette.weak);
    }
}

/// The legend of the shaded view, at the lower right of `map`; `hovered` is under the pointer.
pub fn shade_legend_ui(
    context: &Context,
    state: &AppState,
    (map, hovered): (Rect, Option<LonLat>),
    commands: &CommandSender,
) {
    let Some(shade) = &state.what_if.shade else {
        return;
    };
    Area::new(Id::unique("shade_legend"))
        // Under dialogs and lists, over the map.
        .order(Order::Background)
        .pivot(Align2::RIGHT_BOTTOM)
        .fixed_pos(map.right_bottom() - vec2(INSET, INSET))
        .constrain_to(map)
        .show(context, |ui| {
            Frame::popup(ui.style())
                .inner_margin(Margin::symmetric(10, 8))
                .show(ui, |ui| {
                    ui.set_width(WIDTH);
                    ui.spacing_mut().item_spacing.y = 4.0;
                    ui.spacing_mut().interact_size.y = 18.0;
                    title_ui(ui, state.language(), commands);
                    body_ui(ui, state, (shade, hovered), commands);
                });
        });
}

fn title_ui(ui: &mut Ui, language: Language, commands: &CommandSender) {
    ui.horizontal(|ui| {
        ui.label(strong(text::SHADE_TITLE.get(language)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button_ui(ui, Icon::Close, text::SHADE_OFF.get(language)).clicked() {
                commands.run(Action::ShadeView);
            }
        });
    });
}

fn body_ui(
    ui: &mut Ui,
    state: &AppState,
    (shade, hovered): (&Shade, Option<LonLat>),
    commands: &CommandSender,
) {
    let language = state.language();
    let Some(wanted) = state.wanted_shade() else {
        let color = ui.visuals().warn_fg_color;
        let line = RichText::new(text::SHADE_FORM.get(language)).color(color);
        ui.add(Label::new(line).wrap());
        return;
    };
    if let Some(failure) = &shade.failure {
        let color = ui.visuals().error_fg_color;
        ui.add(Label::new(RichText::new(failure).color(color)).wrap());
        return;
    }
    let Some(grid) = state.shown_shade() else {
        ui.label(weak(if shade.stopped {
            text::SHADE_STOPPED.get(language)
        } else {
            text::SHADE_WAIT.get(language)
        }));
        progress_ui(ui, state, shade, commands);
        return;
    };
    counts_ui(ui, grid, language);
    here_ui(ui, state, grid, hovered);
    ui.separator();
    facts_ui(ui, state, grid);
    let of_this_view = shade
        .picture
        .as_ref()
        .is_some_and(|(request, _)| *request == wanted);
    if shade.stopped {
        let color = ui.visuals().warn_fg_color;
        let line = RichText::new(text::SHADE_STOPPED.get(language)).color(color);
        ui.add(Label::new(line.size(12.0)).wrap());
    } else if !of_this_view {
        ui.label(weak(text::SHADE_OLD_VIEW.get(language)));
    }
    progress_ui(ui, state, shade, commands);
    ui.add(Label::new(weak(text::SHADE_HINT.get(language))).wrap());
}

/// Hatch, word, cells and share of each outcome.
fn counts_ui(ui: &mut Ui, grid: &VerdictGrid, language: Language) {
    let counts = grid.counts();
    let checked: usize = counts.iter().map(|(_, count)| count).sum();
    let palette = Palette::of(ui);
    Grid::new("shade_counts")
        .num_columns(4)
        .spacing(vec2(8.0, 3.0))
        .show(ui, |ui| {
            for (outcome, count) in counts {
                let color = palette.outcome(outcome);
                swatch_ui(ui, outcome, color);
                ui.label(strong(outcome.label().get(language)).color(color));
                right_ui(ui, 76.0, &thousands(count as u64));
                let share = count as f64 / checked.max(1) as f64 * 100.0;
                right_ui(ui, 52.0, &percent(share));
                ui.end_row();
            }
        });
}

/// Never `0.0 %` for what is there, nor `100.0 %` for what is not all.
fn percent(share: f64) -> String {
    match share {
        share if share > 0.0 && share < 0.1 => "< 0.1 %".to_owned(),
        share if share < 100.0 && share > 99.9 => "> 99.9 %".to_owned(),
        share => format!("{share:.1} %"),
    }
}

fn right_ui(ui: &mut Ui, width: f32, figures: &str) {
    let layout = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(vec2(width, 16.0), layout, |ui| {
        ui.set_min_width(width);
        ui.label(RichText::new(figures).size(12.0));
    });
}

fn swatch_ui(ui: &mut Ui, outcome: Outcome, color: eframe::egui::Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(26.0, 16.0), Sense::hover());
    paint_shade_swatch(ui.painter(), rect, outcome, color);
}

/// Verdict and strictest rule of the cell under the pointer. Always there, so that nothing jumps.
fn here_ui(ui: &mut Ui, state: &AppState, grid: &VerdictGrid, hovered: Option<LonLat>) {
    let language = state.language();
    let cell = hovered.and_then(|at| {
        let metric = state.project.as_ref()?.scene.to_metric(at)?;
        grid.at(metric)
    });
    let here = text::SHADE_HERE.get(language);
    let line = match cell {
        None => RichText::new(format!("{here}: {}", text::SHADE_NOWHERE.get(language)))
            .color(Palette::of(ui).weak),
        Some(cell) => {
            let word = cell.outcome.label().get(language);
            let rule = grid.rule(cell).map_or_else(
                || text::SHADE_NO_RULE.get(language).to_owned(),
                |rule| format!("{} {}", rule.rule, rule.title),
            );
            RichText::new(format!("{here}: {word} · {rule}"))
                .color(Palette::of(ui).outcome(cell.outcome))
        }
    };
    ui.add(Label::new(line.size(12.0)).truncate());
}

/// Cell size, decision date and packs.
fn facts_ui(ui: &mut Ui, state: &AppState, grid: &VerdictGrid) {
    let language = state.language();
    let mut cell = format!("{} {}", text::SHADE_CELL.get(language), metres(grid.cell_m));
    if let Some(step) = grid.step.filter(|step| *step > 1) {
        let block = metres(grid.cell_m * f64::from(step));
        cell = format!("{cell} ({} {block})", text::SHADE_BLOCK.get(language));
    }
    let date = format!("{} {}", text::AS_OF.get(language), grid.as_of);
    ui.label(weak(format!("{cell} · {date}")));
    let packs: Vec<String> = grid
        .sources
        .packs
        .iter()
        .map(|pack| format!("{} {}", state.check.pack_title(&pack.id), pack.version))
        .collect();
    let line = format!("{}: {}", text::PACKS.get(language), packs.join("、"));
    ui.add(Label::new(weak(line)).truncate())
        .on_hover_text(packs.join("\n"));
    let off = &grid.sources.packs_off;
    if !off.is_empty() {
        let color = ui.visuals().warn_fg_color;
        let line = format!("{}: {}", text::PACKS_OFF.get(language), off.join("、"));
        ui.add(Label::new(RichText::new(&line).size(11.5).color(color)).truncate())
            .on_hover_text(line);
    }
}

/// A length that is read at a glance; figures beyond what a screen shows would be noise.
fn metres(length: f64) -> String {
    match length {
        length if length >= 100.0 => format!("{length:.0} m"),
        length if length >= 1.0 => format!("{length:.1} m"),
        length => format!("{length:.2} m"),
    }
}

fn progress_ui(ui: &mut Ui, state: &AppState, shade: &Shade, commands: &CommandSender) {
    let Some(job) = shade.running else { return };
    let language = state.language();
    let share = state
        .jobs
        .iter()
        .find(|running| running.id == job)
        .and_then(|running| running.share);
    ui.horizontal(|ui| {
        ui.label(weak(text::SHADE_RUNNING.get(language)));
        ui.add(
            ProgressBar::new(share.unwrap_or(0.0))
                .desired_width(110.0)
                .desired_height(10.0),
        );
        let cancel = Button::new(text::CANCEL.get(language)).small();
        if ui.add(cancel).clicked() {
            commands.send(Command::Cancel(job));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_never_says_none_or_all_of_what_is_some() {
        assert_eq!(percent(0.01), "< 0.1 %");
        assert_eq!(percent(99.99), "> 99.9 %");
        assert_eq!(percent(100.0), "100.0 %");
        assert_eq!(percent(0.0), "0.0 %");
        assert_eq!(percent(12.34), "12.3 %");
    }
}
