//! What was measured: the figures beside the map, and what is drawn over it for them.

use eframe::egui::{
    Align, Align2, Area, Button, Checkbox, ComboBox, Context, Frame, Id, Label, Layout, Margin,
    Order, Rect, RichText, ScrollArea, Ui, vec2,
};

use crate::domain::{Language, LonLat};
use crate::map::{Sketch, SketchNext};
use crate::state::measure::{
    AreaUnit, LengthUnit, METHOD, MeasureCommand, MeasureKind, MeasureState, azimuth_text,
};
use crate::state::tools::ToolCommand;
use crate::state::{Action, AppState, Command, CommandSender, Dialog, Tool};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::theme::{SCROLL_MARGIN, strong, weak};
use crate::ui::tool_text as text;
use crate::ui::widgets::{heading_ui, segmented_ui};

const WIDTH: f32 = 268.0;
/// From the edge of the map, as its other furniture.
const INSET: f32 = 10.0;

/// What the map draws of the measurement and of the search; `hovered` is under the pointer.
pub fn sketch(state: &AppState, hovered: Option<LonLat>) -> Sketch {
    let measure = &state.tools.measure;
    let language = state.language();
    let import = match &state.dialog {
        Some(Dialog::Import(import)) => Some(import),
        _ => None,
    };
    let drawing = state.tool == Tool::Measure && !measure.finished;
    let next = hovered.filter(|_| drawing).map(|at| {
        let (at, snap) = state.measured_place(at);
        SketchNext {
            at,
            snapped: snap.map(|snap| snap.vertex),
            figures: live(measure, at, language),
        }
    });
    let figures = match &next {
        Some(next) if !measure.vertices.is_empty() => measure.with(next.at),
        _ => measure.figures.clone(),
    };
    Sketch {
        vertices: measure.vertices.clone(),
        closed: measure.kind == MeasureKind::Area,
        finished: measure.finished,
        lengths: figures
            .legs
            .iter()
            .map(|leg| measure.length_text(leg.length_m))
            .collect(),
        next,
        place: import
            .and_then(|import| import.place)
            .or(state.tools.search.place),
        preview: import
            .and_then(|import| import.summary.as_ref())
            .and_then(|summary| summary.preview.clone()),
    }
}

/// The figures beside the pointer: the segment in the hand, then what it would all come to.
fn live(measure: &MeasureState, at: LonLat, language: Language) -> Vec<String> {
    let figures = measure.with(at);
    let mut lines = Vec::new();
    let in_hand = measure.vertices.len().checked_sub(1);
    if let Some(leg) = in_hand.and_then(|place| figures.legs.get(place)) {
        let length = measure.length_text(leg.length_m);
        lines.push(format!("{length}  {}", azimuth_text(leg, language)));
    }
    if figures.legs.len() > 1 {
        for (name, value) in measure.results(&figures, language) {
            lines.push(format!("{name} {value}"));
        }
    }
    lines
}

/// The panel over the upper left of `map`, while something is measured.
pub fn measure_ui(context: &Context, state: &AppState, map: Rect, commands: &CommandSender) {
    if state.tool != Tool::Measure && state.tools.measure.vertices.is_empty() {
        return;
    }
    Area::new(Id::unique("measure"))
        // Under dialogs and lists, over the map.
        .order(Order::Background)
        .pivot(Align2::LEFT_TOP)
        .fixed_pos(map.left_top() + vec2(INSET, INSET))
        .constrain_to(map)
        .show(context, |ui| {
            Frame::popup(ui.style())
                .inner_margin(Margin::symmetric(10, 8))
                .show(ui, |ui| {
                    ui.set_width(WIDTH.min(map.width() - 4.0 * INSET));
                    ui.spacing_mut().item_spacing.y = 4.0;
                    title_ui(ui, state.language(), commands);
                    let height = (map.height() - 90.0).max(60.0);
                    ScrollArea::vertical()
                        .max_height(height)
                        .min_scrolled_height(height)
                        .show(ui, |ui| {
                            ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                            body_ui(ui, state, commands);
                        });
                });
        });
}

fn send(commands: &CommandSender, command: MeasureCommand) {
    commands.send(Command::Tools(ToolCommand::Measure(command)));
}

fn title_ui(ui: &mut Ui, language: Language, commands: &CommandSender) {
    ui.horizontal(|ui| {
        ui.label(strong(text::MEASURE.get(language)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = text::CLOSE_MEASURE.get(language);
            if icon_button_ui(ui, Icon::Close, close).clicked() {
                send(commands, MeasureCommand::Close);
            }
        });
    });
}

fn body_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let measure = &state.tools.measure;
    let kinds = [
        (MeasureKind::Length, text::LENGTH.get(language)),
        (MeasureKind::Area, text::AREA.get(language)),
    ];
    match segmented_ui(ui, measure.kind, &kinds) {
        Some(MeasureKind::Length) => commands.run(Action::MeasureLength),
        Some(MeasureKind::Area) => commands.run(Action::MeasureArea),
        None => {}
    }
    let results = measure.results(&measure.figures, language);
    if results.is_empty() {
        ui.add(Label::new(weak(text::MEASURE_HINT.get(language))).wrap());
    }
    for (name, value) in results {
        ui.horizontal(|ui| {
            ui.label(weak(name));
            ui.label(strong(value).size(16.0));
        });
    }
    segments_ui(ui, measure, language);
    units_ui(ui, measure, language, commands);
    let mut snap = measure.snap;
    let label = RichText::new(text::SNAP.get(language)).size(12.0);
    if ui.add(Checkbox::new(&mut snap, label)).changed() {
        send(commands, MeasureCommand::Snap(snap));
    }
    ui.horizontal_wrapped(|ui| {
        let any = !measure.vertices.is_empty();
        for (label, enabled, command) in [
            (
                text::COPY_RESULT,
                !measure.figures.legs.is_empty(),
                MeasureCommand::Copy,
            ),
            (
                text::FINISH,
                any && !measure.finished,
                MeasureCommand::Finish,
            ),
            (text::REMOVE_LAST, any, MeasureCommand::RemoveLast),
            (text::CLEAR, any, MeasureCommand::Clear),
        ] {
            let button = Button::new(label.get(language)).small();
            if ui.add_enabled(enabled, button).clicked() {
                send(commands, command);
            }
        }
    });
    ui.add(Label::new(weak(METHOD.get(language))).wrap());
}

fn segments_ui(ui: &mut Ui, measure: &MeasureState, language: Language) {
    if measure.figures.legs.is_empty() {
        return;
    }
    heading_ui(ui, text::SEGMENTS.get(language));
    ScrollArea::vertical()
        .id_salt("segments")
        .max_height(130.0)
        .show_rows(ui, 16.0, measure.figures.legs.len(), |ui, rows| {
            ui.spacing_mut().interact_size.y = 16.0;
            for row in rows {
                let line = measure.leg_text(row + 1, &measure.figures.legs[row], language);
                ui.label(RichText::new(line).size(12.0));
            }
        });
}

fn units_ui(ui: &mut Ui, measure: &MeasureState, language: Language, commands: &CommandSender) {
    let auto = text::UNIT_AUTO.get(language);
    ui.horizontal(|ui| {
        let lengths = [
            (LengthUnit::Auto, auto),
            (LengthUnit::Metre, "m"),
            (LengthUnit::Kilometre, "km"),
        ];
        let chosen = unit_ui(
            ui,
            text::LENGTH_UNIT.get(language),
            measure.length_unit,
            &lengths,
        );
        if let Some(unit) = chosen {
            send(commands, MeasureCommand::Length(unit));
        }
        if measure.kind == MeasureKind::Area {
            let areas = [
                (AreaUnit::Auto, auto),
                (AreaUnit::SquareMetre, "m²"),
                (AreaUnit::Hectare, text::HECTARE.get(language)),
                (AreaUnit::SquareKilometre, "km²"),
            ];
            let chosen = unit_ui(ui, text::AREA_UNIT.get(language), measure.area_unit, &areas);
            if let Some(unit) = chosen {
                send(commands, MeasureCommand::Area(unit));
            }
        }
    });
}

fn unit_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    current: T,
    choices: &[(T, &str)],
) -> Option<T> {
    let shown = choices.iter().find(|(unit, _)| *unit == current);
    let name = ui.label(weak(label));
    let mut chosen = None;
    ComboBox::from_id_salt(label)
        .width(52.0)
        .selected_text(shown.map_or("", |(_, text)| text))
        .show_ui(ui, |ui| {
            for (unit, text) in choices {
                if ui.selectable_label(*unit == current, *text).clicked() {
                    chosen = Some(*unit);
                }
            }
        })
        .response
        .labelled_by(name.id);
    chosen
}
