//! The status bar: where the pointer is, the scale, what runs, how it is drawn.

use eframe::egui::{
    Align, Atom, Button, Key, Label, Layout, ProgressBar, RichText, Role, Sense, TextEdit, Ui,
    Vec2, WidgetInfo, vec2,
};

use crate::domain::{Language, LonLat};
use crate::geodesy::angle::{Axis, format_dms};
use crate::state::palette::USUAL_SCALES;
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::icons::Icon;
use crate::ui::table_text;
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, weak};
use crate::ui::tool_text;
use crate::ui::widgets::{busy_ui, look_again};

/// Room from which on there is place for the renderer beside the coordinates.
const WITH_RENDERER: f32 = 1000.0;
/// Room for the name of a coordinate system.
const SYSTEM_WIDTH: f32 = 84.0;

/// What the status bar itself remembers: the scale while it is being typed.
#[derive(Debug, Default)]
pub struct StatusBar {
    typed_scale: Option<String>,
    /// Whether what was entered last is no scale; said until the next try.
    wrong_scale: bool,
}

impl StatusBar {
    /// One line along the bottom. `hovered` is under the pointer, `renderer` how the map is drawn.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        state: &AppState,
        (hovered, renderer): (Option<LonLat>, &str),
        commands: &CommandSender,
    ) {
        ui.horizontal(|ui| {
            ui.set_min_height(24.0);
            self.scale_ui(ui, state, commands);
            ui.separator();
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                // The pointer's coordinates need the room more.
                if ui.available_width() > WITH_RENDERER {
                    ui.label(weak(renderer))
                        .on_hover_text(text::RENDERER.get(state.language()));
                }
                jobs_ui(ui, state, commands);
                selected_ui(ui, state, commands);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    position_ui(ui, state, hovered);
                });
            });
        });
    }

    fn scale_ui(&mut self, ui: &mut Ui, state: &AppState, commands: &CommandSender) {
        let language = state.language();
        let label = ui.label(weak(text::SCALE.get(language)));
        ui.label("1 :");
        let shown = thousands(state.camera.scale_denominator().round() as u64);
        let mut value = self.typed_scale.clone().unwrap_or(shown);
        let response = ui
            .add_enabled(
                state.project.is_some(),
                TextEdit::singleline(&mut value)
                    .desired_width(76.0)
                    .margin(vec2(5.0, 2.0)),
            )
            .labelled_by(label.id)
            .on_hover_text(text::SCALE_HINT.get(language));
        if response.has_focus() {
            self.typed_scale = Some(value.clone());
            // The keyboard is back in the field: the next try begins.
            self.wrong_scale = false;
        }
        if response.lost_focus() {
            self.typed_scale = None;
            if ui.input(|input| input.key_pressed(Key::Enter)) {
                let denominator = scale(&value);
                self.wrong_scale = denominator.is_none();
                if let Some(denominator) = denominator {
                    commands.send(Command::SetScale(denominator));
                }
            }
        }
        scales_ui(ui, state, commands);
        if self.wrong_scale {
            let color = ui.visuals().error_fg_color;
            ui.label(
                RichText::new(text::WRONG_SCALE.get(language))
                    .small()
                    .color(color),
            );
        }
    }
}

/// The usual scales to choose from.
fn scales_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let label = tool_text::USUAL_SCALES.get(state.language());
    ui.add_enabled_ui(state.project.is_some(), |ui| {
        let picture = Atom::paint(Vec2::splat(10.0), |ui: &Ui, args| {
            let color = ui.visuals().text_color();
            Icon::Chevron { open: true }.paint(ui.painter(), args.rect, color);
        });
        let button = ui.menu_button(picture, |ui| {
            for scale in USUAL_SCALES {
                let name = format!("1 : {}", thousands(u64::from(scale)));
                if ui.button(name).clicked() {
                    commands.send(Command::SetScale(f64::from(scale)));
                    ui.close();
                }
            }
        });
        let enabled = ui.is_enabled();
        button
            .response
            .on_hover_text(label)
            .widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
    });
}

/// The `n` of a typed scale: `50000`, `50,000`, `1:50000`; `None` when it is none.
fn scale(text: &str) -> Option<f64> {
    let text = text.rsplit([':', '：']).next()?;
    let digits: String = text
        .chars()
        .filter(|char| !matches!(char, ',' | '，' | ' '))
        .collect();
    let denominator: f64 = digits.parse().ok()?;
    (denominator.is_finite() && denominator >= 1.0).then_some(denominator)
}

/// Degrees, degrees-minutes-seconds and Gauss-Kruger metres of the pointer.
fn position_ui(ui: &mut Ui, state: &AppState, hovered: Option<LonLat>) {
    let language = state.language();
    let Some(project) = &state.project else {
        return;
    };
    let Some((at, metric)) = hovered.and_then(|at| Some((at, project.scene.to_metric(at)?))) else {
        ui.label(weak(text::NO_POSITION.get(language)));
        return;
    };
    let zh = language == Language::Zh;
    let degrees = format!("{:.6}°, {:.6}°", at.lon, at.lat);
    let dms = format!(
        "{} {}",
        format_dms(at.lon, Axis::Longitude),
        format_dms(at.lat, Axis::Latitude)
    );
    let grid = if zh {
        format!("东 {:.1}  北 {:.1}", metric.x, metric.y)
    } else {
        format!("E {:.1}  N {:.1}", metric.x, metric.y)
    };
    let epsg = format!("EPSG:{}", project.scene.metric_epsg);
    let color = Palette::of(ui).text;
    ui.spacing_mut().item_spacing.x = 6.0;
    for (figures, width, system) in [
        (degrees, 158.0, "CGCS2000"),
        (dms, 204.0, ""),
        (grid, 176.0, epsg.as_str()),
    ] {
        // What does not fit whole is left out, never drawn over something else.
        let with_system = if system.is_empty() { 0.0 } else { SYSTEM_WIDTH };
        if ui.available_width() < width + with_system {
            return;
        }
        // Fixed widths, so that nothing jumps while the pointer moves.
        ui.allocate_ui_with_layout(
            vec2(width, 20.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(width);
                ui.add(Label::new(RichText::new(figures).size(12.0).color(color)).truncate());
            },
        );
        if !system.is_empty() {
            ui.label(weak(system));
            ui.separator();
        }
    }
}

/// How many features are selected; a click takes the map there.
fn selected_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    if state.selection.is_empty() {
        return;
    }
    let language = state.language();
    let count = thousands(state.selection.count() as u64);
    let label = format!("{} {count}", table_text::SELECTED.get(language));
    let mut tip = Action::ZoomSelection.text().get(language).to_owned();
    for (layer, ids) in state.selection.parts() {
        let own = thousands(ids.len() as u64);
        tip = format!("{tip}\n{} {own}", layer.label().get(language));
    }
    if ui
        .add(Button::new(label).small().frame(false))
        .on_hover_text(tip)
        .clicked()
    {
        commands.run(Action::ZoomSelection);
    }
    ui.separator();
}

/// The oldest job with its progress and a cancel button, and how many wait behind it.
fn jobs_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    // The shading tells its progress in its own legend.
    let shading = state.what_if.shade.as_ref().and_then(|shade| shade.running);
    let mut jobs = state.jobs.iter().filter(|job| Some(job.id) != shading);
    let Some(job) = jobs.next() else {
        ui.allocate_exact_size(vec2(0.0, 0.0), Sense::hover());
        return;
    };
    if ui
        .add(Button::new(text::CANCEL.get(language)).small())
        .clicked()
    {
        commands.send(Command::Cancel(job.id));
    }
    match job.share {
        Some(share) => {
            ui.add(
                ProgressBar::new(share)
                    .desired_width(110.0)
                    .desired_height(12.0),
            );
            look_again(ui);
        }
        None => {
            busy_ui(ui);
        }
    }
    let waiting = match jobs.count() {
        0 => String::new(),
        more => format!(" (+{more})"),
    };
    ui.label(format!("{}{waiting}", job.label.get(language)));
    ui.separator();
}

#[cfg(test)]
mod tests {
    use super::scale;

    #[test]
    fn a_scale_is_read_as_people_write_it() {
        assert_eq!(scale("50000"), Some(50_000.0));
        assert_eq!(scale("1:50,000"), Some(50_000.0));
        assert_eq!(scale("1：5 000"), Some(5_000.0));
        for nonsense in ["", "abc", "-5", "0", "1:"] {
            assert_eq!(scale(nonsense), None, "{nonsense}");
        }
    }
}
