//! A text field with a list of known names beside it, which a word typed on top makes shorter.

use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{
    Button, Key, Label, PopupCloseBehavior, Response, RichText, Role, ScrollArea, TextEdit,
    TextStyle, Ui, WidgetInfo, WidgetText, vec2,
};

use crate::domain::Language;
use crate::ui::text;
use crate::ui::theme::Palette;

const LIST_WIDTH: f32 = 240.0;

/// Names to choose from and the word that filters them.
#[derive(Debug, Default)]
pub struct NameList {
    names: Vec<String>,
    filter: String,
    open: bool,
}

impl NameList {
    /// Sorts `names` and leaves out empty and repeated ones.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        Self {
            names,
            ..Self::default()
        }
    }

    /// The field for `value`; any text is taken, the list only helps.
    pub fn field_ui(
        &mut self,
        ui: &mut Ui,
        value: &mut String,
        hint: &str,
        language: Language,
    ) -> Response {
        let color = Palette::of(ui).weak;
        let choose = text::CHOOSE.get(language);
        let wide = WidgetText::from(choose)
            .into_galley(ui, None, f32::INFINITY, TextStyle::Button)
            .size()
            .x;
        let button_width = wide + 2.0 * ui.spacing().button_padding.x;
        let width = ui.available_width() - button_width - ui.spacing().item_spacing.x;
        let response = ui.add(
            TextEdit::singleline(value)
                .hint_text(RichText::new(hint).color(color))
                .margin(vec2(6.0, 4.0))
                .desired_width(width),
        );
        ui.add_enabled_ui(!self.names.is_empty(), |ui| {
            let size = vec2(ui.available_width(), response.rect.height());
            let button = Button::new(choose).min_size(size);
            let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            let (_, shown) = MenuButton::from_button(button)
                .config(config)
                .ui(ui, |ui| self.list_ui(ui, value, language));
            self.open = shown.is_some();
        });
        response
    }

    fn list_ui(&mut self, ui: &mut Ui, value: &mut String, language: Language) {
        ui.set_width(LIST_WIDTH);
        if !self.open {
            self.filter.clear();
        }
        let color = Palette::of(ui).weak;
        let filter = ui.add(
            TextEdit::singleline(&mut self.filter)
                .hint_text(RichText::new(text::FILTER.get(language)).color(color))
                .desired_width(f32::INFINITY),
        );
        filter.widget_info(|| {
            let label = text::FILTER.get(language);
            WidgetInfo::labeled(Role::TextInput, true, label)
        });
        if !self.open {
            filter.request_focus();
        }
        let entered = filter.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let word = self.filter.trim();
        let mut fitting = self
            .names
            .iter()
            .filter(|name| name.contains(word))
            .peekable();
        if fitting.peek().is_none() {
            ui.add(Label::new(
                RichText::new(text::NO_MATCH.get(language)).weak(),
            ));
        }
        let mut chosen = None;
        if entered {
            chosen = fitting.peek().copied();
        }
        ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
            for name in fitting {
                let row = Button::selectable(name == value, name).truncate();
                if ui
                    .add(row.min_size(vec2(ui.available_width(), 0.0)))
                    .clicked()
                {
                    chosen = Some(name);
                }
            }
        });
        if let Some(name) = chosen {
            name.clone_into(value);
            ui.close();
        }
    }
}
