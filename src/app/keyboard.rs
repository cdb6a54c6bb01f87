//! The keyboard of the window: shortcuts, the keys of measuring, the way from pane to pane and to the
//! menus, and the ring around what has the keys.

use eframe::egui::{
    self, Context, CornerRadius, Id, Key, Modifiers, PointerButton, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, vec2,
};

use crate::app::select_hand::read_select_keys;
use crate::domain::{Label, Language};
use crate::state::measure::MeasureCommand;
use crate::state::tools::{FocusTarget, ToolCommand};
use crate::state::{Action, AppState, Command, CommandSender, Tool};
use crate::ui::theme::Palette;
use crate::ui::tool_text;
use crate::ui::widgets::shortcut_of;

/// A part of the window that the keyboard is brought to as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pane {
    Tools,
    Layers,
    Inspector,
    Audit,
    Status,
}

impl Pane {
    const fn label(self) -> Label {
        match self {
            Self::Tools => tool_text::PANE_TOOLS,
            Self::Layers => tool_text::PANE_LAYERS,
            Self::Inspector => tool_text::PANE_INSPECTOR,
            Self::Audit => tool_text::PANE_AUDIT,
            Self::Status => tool_text::PANE_STATUS,
        }
    }
}

/// What the keyboard has met.
#[derive(Default)]
pub(super) struct Keyboard {
    /// The wish that was granted last.
    granted: u64,
    menu: Option<Id>,
    map: Option<Id>,
    /// The panes of this frame by the widgets that stand for them, and the map among them.
    panes: Vec<Id>,
    /// The pane that got the keyboard last.
    pane: Option<Id>,
    /// Whether the keyboard was used after the pointer: then the ring shows where it is.
    by_keys: bool,
    /// Whether Alt went down and nothing else was pressed since.
    alt_alone: bool,
    /// Whether Alt was down in the last frame.
    alt_down: bool,
}

impl Keyboard {
    /// Reads shortcuts, except while a dialog or a menu has the keys.
    pub(super) fn read(
        &mut self,
        context: &Context,
        state: &AppState,
        popup_open: bool,
        commands: &CommandSender,
    ) {
        self.note_hand(context, commands);
        if state.dialog.is_some() {
            return;
        }
        let typing = context.egui_wants_keyboard_input() || popup_open;
        // The map may have the keys: it is where the site was moved. Fields keep their Escape.
        let in_field = context.text_edit_focused() || popup_open;
        let pressed = |key| context.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if !in_field && state.can_put_back() && pressed(Key::Escape) {
            commands.send(Command::PutSiteBack);
        }
        if !in_field && state.tool == Tool::Measure {
            self.read_measure(context, state, commands);
        }
        if !in_field {
            read_select_keys(context, state, commands);
        }
        read_shortcuts(context, typing, commands);
        if !typing && !state.notices.list().is_empty() && pressed(Key::Escape) {
            commands.send(Command::CloseNotices);
        }
    }

    /// Enter, Backspace and Escape belong to what is drawn while something is; Enter only where no
    /// button has the keyboard, which it would press.
    fn read_measure(&self, context: &Context, state: &AppState, commands: &CommandSender) {
        if state.tools.measure.vertices.is_empty() {
            return;
        }
        let focused = context.memory(egui::Memory::focused);
        let on_map = focused.is_none() || focused == self.map;
        for (key, command) in [
            (Key::Enter, MeasureCommand::Finish),
            (Key::Backspace, MeasureCommand::RemoveLast),
            (Key::Escape, MeasureCommand::Clear),
        ] {
            if on_map && context.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                commands.send(Command::Tools(ToolCommand::Measure(command)));
            }
        }
    }

    /// Mouse buttons 4 and 5; Alt by itself, which goes to the menus as everywhere; and whether keys
    /// or pointer were used last.
    fn note_hand(&mut self, context: &Context, commands: &CommandSender) {
        context.input(|input| {
            if input.pointer.button_pressed(PointerButton::Extra1) {
                commands.run(Action::ViewBack);
            }
            if input.pointer.button_pressed(PointerButton::Extra2) {
                commands.run(Action::ViewForward);
            }
            if input.pointer.any_pressed() {
                self.by_keys = false;
            }
            let keys = input
                .events
                .iter()
                .any(|event| matches!(event, egui::Event::Key { pressed: true, .. }));
            let walks = [Key::Tab, Key::F6, Key::F10].map(|key| input.key_pressed(key));
            self.by_keys |= walks.contains(&true);
            let other =
                keys || input.pointer.any_down() || input.smooth_scroll_delta() != egui::Vec2::ZERO;
            let only_alt =
                input.modifiers.alt && !input.modifiers.command && !input.modifiers.shift;
            if only_alt && !other && !self.alt_down {
                self.alt_alone = true;
            } else if other || input.modifiers.command || input.modifiers.shift || !input.focused {
                self.alt_alone = false;
            }
            if !input.modifiers.alt && self.alt_alone {
                self.alt_alone = false;
                self.by_keys = true;
                commands.run(Action::FocusMenu);
            }
            self.alt_down = input.modifiers.alt;
        });
    }

    /// The first menu.
    pub(super) fn menu_is(&mut self, menu: Id) {
        self.menu = Some(menu);
        self.panes.clear();
    }

    /// The map.
    pub(super) fn map_is(&mut self, map: Id) {
        self.map = Some(map);
        self.panes.push(map);
    }

    /// Stands for a pane of the window, so that the keyboard can be brought to it; Tab goes on from
    /// there.
    pub(super) fn pane_ui(&mut self, ui: &mut Ui, pane: Pane, language: Language) {
        let label = pane.label().get(language);
        let top = ui.max_rect().left_top();
        let rect = egui::Rect::from_min_size(top, vec2(ui.available_width(), 2.0));
        let id = Id::unique(("pane", pane as u8));
        let response = ui.interact(rect, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Pane, true, label));
        self.panes.push(id);
    }

    /// After everything was drawn: brings the keyboard where it is wanted, and shows where it is.
    pub(super) fn after(&mut self, context: &Context, state: &AppState) {
        let (wish, target) = state.tools.focus;
        if wish != self.granted {
            self.granted = wish;
            match target {
                FocusTarget::Search | FocusTarget::MapMenu => {}
                FocusTarget::Menu => {
                    if let Some(menu) = self.menu {
                        context.memory_mut(|memory| memory.request_focus(menu));
                    }
                }
                FocusTarget::NextPane => self.next_pane(context),
            }
        }
        self.ring_ui(context);
    }

    fn next_pane(&mut self, context: &Context) {
        if self.panes.is_empty() {
            return;
        }
        let place = self
            .pane
            .and_then(|pane| self.panes.iter().position(|other| *other == pane));
        let next = place.map_or(0, |place| (place + 1) % self.panes.len());
        let pane = self.panes[next];
        self.pane = Some(pane);
        context.memory_mut(|memory| memory.request_focus(pane));
    }

    /// A ring around what has the keyboard, whatever it looks like by itself.
    fn ring_ui(&self, context: &Context) {
        if !self.by_keys {
            return;
        }
        let focused = context.memory(egui::Memory::focused);
        let Some(response) = focused.and_then(|id| context.read_response(id)) else {
            return;
        };
        let color = Palette::of_context(context).accent;
        let rect = if Some(response.id) == self.map {
            response.rect.shrink(2.0)
        } else {
            response.rect.expand(2.0)
        };
        let painter = context.layer_painter(egui::LayerId::new(
            egui::Order::Tooltip,
            Id::unique("focus_ring"),
        ));
        let clip = context.content_rect();
        painter.with_clip_rect(clip).rect_stroke(
            rect.intersect(clip.shrink(1.0)),
            CornerRadius::same(5),
            Stroke::new(2.0, color),
            StrokeKind::Middle,
        );
    }
}

fn read_shortcuts(context: &Context, typing: bool, commands: &CommandSender) {
    // Shift+F5 also counts as F5 for whoever asks first, so those with Shift ask first.
    let mut shortcuts: Vec<_> = Action::ALL
        .into_iter()
        .filter_map(|action| Some((action, shortcut_of(action)?)))
        .collect();
    shortcuts.sort_by_key(|(_, keys)| !keys.modifiers.shift);
    for (action, keys) in shortcuts {
        if keys.logical_key == Key::Escape && typing {
            continue;
        }
        if context.input_mut(|input| input.consume_shortcut(&keys)) {
            egui::Popup::close_all(context);
            commands.run(action);
        }
    }
    // The plus of most keyboards stands above the equals sign: without Shift it is the map's.
    let equals = egui::KeyboardShortcut::new(Modifiers::COMMAND, Key::Equals);
    if context.input_mut(|input| input.consume_shortcut(&equals)) {
        commands.run(Action::ZoomIn);
    }
}
