//! The search box of the tool bar and the list of what it found.

use eframe::egui::{
    Area, AtomExt as _, Button, CornerRadius, Frame, Id, Key, Margin, Modifiers, Order, Rect,
    Response, RichText, Role, ScrollArea, Stroke, TextEdit, TextWrapMode, Ui, WidgetInfo, vec2,
};

use crate::domain::{GeometryKind, Language};
use crate::geodesy::angle::{Axis, format_dms};
use crate::geodesy::typed::Reading;
use crate::services::findings_text::distance_text;
use crate::services::search::{SearchGroup, SearchHit};
use crate::state::find::SearchCommand;
use crate::state::tools::{FocusTarget, ToolCommand};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::panels::check_form::form_text;
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::tool_text as text;
use crate::ui::widgets::{heading_ui, problem_ui};

const LIST_WIDTH: f32 = 540.0;

/// The search box itself: whether its list is open, and the last wish for the keyboard.
#[derive(Debug, Default)]
pub struct SearchBox {
    open: bool,
    focused: u64,
    /// The row that was brought into view last.
    seen: Option<usize>,
}

impl SearchBox {
    /// The field, `width` wide, and its list while it is used.
    pub fn ui(&mut self, ui: &mut Ui, state: &AppState, width: f32, commands: &CommandSender) {
        let language = state.language();
        let search = &state.tools.search;
        let send = |command| commands.send(Command::Tools(ToolCommand::Search(command)));
        let id = Id::unique("search_field");
        let has_keys = ui.memory(|memory| memory.has_focus(id));
        if has_keys {
            // Before the field, which would take them for its own.
            ui.input_mut(|input| {
                for (key, rows) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
                    // The first one only opens the list.
                    if input.consume_key(Modifiers::NONE, key)
                        && std::mem::replace(&mut self.open, true)
                    {
                        send(SearchCommand::Step(rows));
                    }
                }
                if input.consume_key(Modifiers::NONE, Key::Enter) {
                    // What must be chosen stays on show until it is.
                    self.open = search.selected.is_none();
                    send(SearchCommand::Choose(None));
                }
            });
        }
        let mut typed = search.text.clone();
        let hint = RichText::new(text::SEARCH_HINT.get(language)).color(Palette::of(ui).weak);
        let field = ui.add_enabled(
            state.project.is_some(),
            TextEdit::singleline(&mut typed)
                .id(id)
                .hint_text(hint)
                .margin(vec2(8.0, 5.0))
                .desired_width(width),
        );
        field
            .widget_info(|| WidgetInfo::labeled(Role::TextInput, true, text::SEARCH.get(language)));
        if field.changed() {
            self.open = true;
            send(SearchCommand::Edit(typed.clone()));
        }
        if field.gained_focus() {
            self.open = true;
        }
        self.take_focus(state, &field);
        if !typed.is_empty() {
            clear_ui(ui, &field, language, &send);
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            self.open = false;
        }
        // Names are read when they are first wanted and not at every start: many a map is only looked at.
        let used = field.has_focus() || !typed.is_empty();
        if used
            && state
                .project
                .as_ref()
                .is_some_and(|project| search.wants_index(&project.scene))
        {
            commands.send(Command::Tools(ToolCommand::MakeIndex));
        }
        if self.open && !typed.trim().is_empty() {
            self.list_ui(ui, state, &field, commands);
        }
    }

    fn take_focus(&mut self, state: &AppState, field: &Response) {
        let (wish, target) = state.tools.focus;
        if wish != self.focused {
            self.focused = wish;
            if target == FocusTarget::Search {
                field.request_focus();
                self.open = true;
            }
        }
    }

    fn list_ui(&mut self, ui: &Ui, state: &AppState, field: &Response, commands: &CommandSender) {
        let window = ui.ctx().content_rect();
        let width = LIST_WIDTH.min(window.width() - 24.0);
        let left = (field.rect.right() - width).max(window.left() + 8.0);
        let top = field.rect.bottom() + 4.0;
        let shown = Area::new(Id::unique("search_list"))
            .order(Order::Foreground)
            .fixed_pos(eframe::egui::pos2(left, top))
            .constrain_to(window)
            .show(ui.ctx(), |ui| {
                Frame::popup(ui.style())
                    .inner_margin(Margin::same(8))
                    .show(ui, |ui| {
                        ui.set_width(width - 18.0);
                        let height = (window.bottom() - top - 40.0).clamp(80.0, 460.0);
                        ScrollArea::vertical()
                            .max_height(height)
                            .min_scrolled_height(height)
                            .show(ui, |ui| {
                                ui.spacing_mut().item_spacing.y = 2.0;
                                self.rows_ui(ui, state, commands);
                            });
                    });
            });
        let pressed = ui.input(|input| input.pointer.any_pressed());
        let pointer = ui.input(|input| input.pointer.interact_pos());
        let outside = |rect: Rect| pointer.is_some_and(|at| !rect.contains(at));
        if pressed && outside(shown.response.rect) && outside(field.rect) {
            self.open = false;
        }
    }

    fn rows_ui(&mut self, ui: &mut Ui, state: &AppState, commands: &CommandSender) {
        let language = state.language();
        let search = &state.tools.search;
        let choose = |row| {
            let command = SearchCommand::Choose(Some(row));
            commands.send(Command::Tools(ToolCommand::Search(command)));
        };
        let (mut row, mut chosen) = (0, false);
        let moved = self.seen != search.selected;
        self.seen = search.selected;
        let mut line = |ui: &mut Ui, title: &str, detail: &str| {
            let selected = search.selected == Some(row);
            let response = row_ui(ui, title, detail, selected);
            if selected && moved {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                choose(row);
                chosen = true;
            }
            row += 1;
        };
        if !search.readings.is_empty() {
            let many = search.readings.len() > 1;
            let title = if many {
                text::ASK_COORDINATES
            } else {
                text::COORDINATES
            };
            heading_ui(ui, title.get(language));
            for reading in &search.readings {
                line(ui, &degrees_text(reading), &how_text(reading, language));
            }
        }
        for group in &search.groups {
            group_head_ui(ui, group, language);
            for hit in &group.hits {
                line(ui, title_of(hit), &detail_text(hit, language));
            }
        }
        if chosen {
            self.open = false;
        }
        if let Some(problem) = &search.problem
            && search.rows() == 0
        {
            problem_ui(ui, &problem.text(language));
        } else if search.index.is_none() {
            ui.label(weak(text::SEARCH_INDEXING.get(language)));
        } else if search.rows() == 0 {
            let line = if search.answered {
                text::SEARCH_NOTHING
            } else {
                crate::ui::text::SEARCHING
            };
            ui.label(weak(line.get(language)));
        }
    }
}

/// A cross at the end of the field that empties it.
fn clear_ui(ui: &mut Ui, field: &Response, language: Language, send: &impl Fn(SearchCommand)) {
    let side = 20.0;
    let place = Rect::from_center_size(
        eframe::egui::pos2(field.rect.right() - 14.0, field.rect.center().y),
        vec2(side, side),
    );
    let builder = eframe::egui::UiBuilder::new().max_rect(place);
    ui.scope_builder(builder, |ui| {
        if icon_button_ui(ui, Icon::Close, text::SEARCH_CLEAR.get(language)).clicked() {
            send(SearchCommand::Clear);
            field.request_focus();
        }
    });
}

fn group_head_ui(ui: &mut Ui, group: &SearchGroup, language: Language) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        heading_ui(ui, group.layer.label().get(language));
        if group.total > group.hits.len() {
            let more = format!("{} {}", group.total, text::MORE_HITS.get(language));
            ui.label(weak(more));
        }
    });
}

fn row_ui(ui: &mut Ui, title: &str, detail: &str, selected: bool) -> Response {
    let palette = Palette::of(ui);
    let width = ui.available_width();
    let fill = if selected {
        palette.accent_soft
    } else {
        palette.raised
    };
    ui.add(
        Button::new((
            strong(title).atom_shrink(false),
            RichText::new(detail)
                .size(11.5)
                .color(palette.weak)
                .atom_shrink(true),
        ))
        .fill(fill)
        .stroke(Stroke::NONE)
        .corner_radius(CornerRadius::same(4))
        .wrap_mode(TextWrapMode::Truncate)
        .min_size(vec2(width, 26.0)),
    )
}

fn degrees_text(reading: &Reading) -> String {
    format!(
        "{} {}",
        format_dms(reading.position.lon, Axis::Longitude),
        format_dms(reading.position.lat, Axis::Latitude)
    )
}

fn how_text(reading: &Reading, language: Language) -> String {
    form_text(reading.form, reading.north_first, language)
}

fn title_of(hit: &SearchHit) -> &str {
    if hit.name.is_empty() {
        &hit.code
    } else {
        &hit.name
    }
}

/// Code, distance from the middle of the view, and the size of what has one.
fn detail_text(hit: &SearchHit, language: Language) -> String {
    let away = if hit.distance_m < 1.0 {
        text::IN_VIEW_CENTER.get(language).to_owned()
    } else {
        let distance = distance_text(hit.distance_m, language);
        match language {
            Language::Zh => format!("{} {distance}", text::FROM_CENTER.zh),
            Language::En => format!("{distance} {}", text::FROM_CENTER.en),
        }
    };
    let mut parts = Vec::new();
    if !hit.name.is_empty() {
        parts.push(hit.code.clone());
    }
    parts.push(away);
    if hit.layer.geometry() != Some(GeometryKind::Point) {
        let (width, height) = (hit.bounds.width() / 1000.0, hit.bounds.height() / 1000.0);
        parts.push(format!("{width:.1} × {height:.1} km"));
    }
    parts.join(" · ")
}
