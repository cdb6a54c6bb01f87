//! The bookmarks of the project: go to, add, rename, put in order, delete.

use eframe::egui::{
    Align, Button, Key, Label, Layout, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::domain::{Bookmark, Language};
use crate::geodesy::angle::{Axis, format_dms};
use crate::state::tools::{BookmarkCommand, BookmarksDialog, ToolCommand};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::text::thousands;
use crate::ui::theme::{SCROLL_MARGIN, strong, weak};
use crate::ui::tool_text as text;
use crate::ui::widgets::{heading_ui, problem_ui};

const WIDTH: f32 = 520.0;

pub(super) fn bookmarks_ui(
    ui: &mut Ui,
    state: &AppState,
    dialog: &BookmarksDialog,
    commands: &CommandSender,
) {
    let language = state.language();
    let window = ui.ctx().content_rect().size();
    ui.set_width(WIDTH.min(window.x - 80.0));
    ui.label(strong(text::BOOKMARKS.get(language)).size(16.0));
    ui.add_space(6.0);
    match state.project.as_ref().map(|project| &project.bookmarks) {
        Some(Err(problem)) => {
            problem_ui(ui, problem);
        }
        Some(Ok(list)) if list.is_empty() => {
            ui.label(RichText::new(text::NO_BOOKMARKS.get(language)).weak());
        }
        Some(Ok(list)) => {
            ScrollArea::vertical()
                .max_height((window.y - 300.0).clamp(90.0, 340.0))
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                    for (place, bookmark) in list.iter().enumerate() {
                        ui.push_id(&bookmark.name, |ui| {
                            let last = place + 1 == list.len();
                            row_ui(ui, dialog, (bookmark, place, last), (language, commands));
                        });
                    }
                });
        }
        None => {}
    }
    ui.add_space(8.0);
    new_ui(ui, dialog, language, commands);
    if let Some(failure) = &dialog.failure {
        problem_ui(ui, failure);
    }
    ui.add_space(8.0);
    if ui.add(Button::new(text::CLOSE.get(language))).clicked() {
        commands.send(Command::CloseDialog);
    }
}

fn send(commands: &CommandSender, command: BookmarkCommand) {
    commands.send(Command::Tools(ToolCommand::Bookmark(command)));
}

fn row_ui(
    ui: &mut Ui,
    dialog: &BookmarksDialog,
    (bookmark, place, last): (&Bookmark, usize, bool),
    (language, commands): (Language, &CommandSender),
) {
    let name = &bookmark.name;
    if let Some((from, to)) = &dialog.renaming
        && from == name
    {
        rename_ui(ui, to, language, commands);
        return;
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let named = |label: crate::domain::Label| format!("{} {name}", label.get(language));
            if icon_button_ui(ui, Icon::Close, &named(text::DELETE)).clicked() {
                send(commands, BookmarkCommand::Delete(name.clone()));
            }
            let rename = ui.add(Button::new(text::RENAME.get(language)).small());
            rename.widget_info(|| WidgetInfo::labeled(Role::Button, true, named(text::RENAME)));
            if rename.clicked() {
                send(commands, BookmarkCommand::BeginRename(name.clone()));
            }
            ui.add_enabled_ui(!last, |ui| {
                if icon_button_ui(ui, Icon::Chevron { open: true }, &named(text::DOWN)).clicked() {
                    send(commands, BookmarkCommand::Move(name.clone(), place + 1));
                }
            });
            ui.add_enabled_ui(place > 0, |ui| {
                if icon_button_ui(ui, Icon::Up, &named(text::UP)).clicked() {
                    let to = place.saturating_sub(1);
                    send(commands, BookmarkCommand::Move(name.clone(), to));
                }
            });
            ui.label(weak(scale_text(bookmark.scale)));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
                let button = Button::new((name.as_str(), "")).truncate().min_size(size);
                let go = ui.add(button).on_hover_text(named(text::GO_TO));
                go.widget_info(|| WidgetInfo::labeled(Role::Button, true, named(text::GO_TO)));
                if go.clicked() {
                    send(commands, BookmarkCommand::GoTo(name.clone()));
                }
            });
        });
    });
}

fn rename_ui(ui: &mut Ui, to: &str, language: Language, commands: &CommandSender) {
    ui.horizontal(|ui| {
        let mut typed = to.to_owned();
        let label = text::NEW_NAME.get(language);
        let width = (ui.available_width() - 130.0).max(80.0);
        let field = ui.add(
            TextEdit::singleline(&mut typed)
                .margin(vec2(6.0, 4.0))
                .desired_width(width),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
        if field.changed() {
            send(commands, BookmarkCommand::EditRename(typed));
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if ui.add(Button::new(text::RENAME.get(language))).clicked() || entered {
            send(commands, BookmarkCommand::Rename);
        }
        let cancel = crate::ui::text::CANCEL.get(language);
        if ui.add(Button::new(cancel)).clicked() {
            send(commands, BookmarkCommand::CancelRename);
        }
    });
}

/// Name and place of a new one.
fn new_ui(ui: &mut Ui, dialog: &BookmarksDialog, language: Language, commands: &CommandSender) {
    let heading = heading_ui(ui, text::BOOKMARK_NAME.get(language));
    ui.horizontal(|ui| {
        let mut name = dialog.name.clone();
        let width = (ui.available_width() - 80.0).max(80.0);
        let field = ui
            .add(
                TextEdit::singleline(&mut name)
                    .margin(vec2(6.0, 4.0))
                    .desired_width(width),
            )
            .labelled_by(heading.id);
        if field.changed() {
            send(commands, BookmarkCommand::EditName(name.clone()));
        }
        let ready = !name.trim().is_empty() && dialog.center.is_some();
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let add = ui.add_enabled(ready, Button::new(text::ADD.get(language)));
        if add.clicked() || entered && ready {
            send(commands, BookmarkCommand::Add);
        }
    });
    if let Some(at) = dialog.center {
        let place = format!(
            "{} {} {} · {}",
            text::WILL_ADD.get(language),
            format_dms(at.lon, Axis::Longitude),
            format_dms(at.lat, Axis::Latitude),
            scale_text(dialog.scale)
        );
        ui.add(Label::new(weak(place)).wrap());
    }
}

fn scale_text(scale: f64) -> String {
    format!("1 : {}", thousands(scale.round() as u64))
}
