//! A path to be typed, where the machine has no file dialog.

use eframe::egui::{Button, Key, Label, TextEdit, Ui, vec2};

use crate::state::{AppState, Command, CommandSender, FilePurpose};
use crate::ui::case_text;
use crate::ui::export_text;
use crate::ui::furniture_text;
use crate::ui::print_text;
use crate::ui::style_text;
use crate::ui::text;
use crate::ui::theme::{strong, weak};
use crate::ui::widgets::{busy_ui, problem_ui};

#[cfg(windows)]
const MAP_EXAMPLE: &str = r"D:\水资源\地图.pdf";
#[cfg(not(windows))]
const MAP_EXAMPLE: &str = "/home/user/地图.pdf";
#[cfg(windows)]
const PROJECT_EXAMPLE: &str = r"D:\水资源\昆明.sqlite";
#[cfg(not(windows))]
const PROJECT_EXAMPLE: &str = "/home/user/昆明.sqlite";
#[cfg(windows)]
const DATA_EXAMPLE: &str = r"D:\水资源\排污口.geojson";
#[cfg(not(windows))]
const DATA_EXAMPLE: &str = "/home/user/排污口.geojson";

#[cfg(windows)]
const TABLE_EXAMPLE: &str = r"D:\水资源\全面核查.xlsx";
#[cfg(not(windows))]
const TABLE_EXAMPLE: &str = "/home/user/全面核查.xlsx";

#[cfg(windows)]
const STYLE_EXAMPLE: &str = r"D:\水资源\取水井样式.toml";
#[cfg(not(windows))]
const STYLE_EXAMPLE: &str = "/home/user/取水井样式.toml";
#[cfg(windows)]
const BASE_EXAMPLE: &str = r"D:\水资源\影像.mbtiles";
#[cfg(not(windows))]
const BASE_EXAMPLE: &str = "/home/user/影像.mbtiles";
#[cfg(windows)]
const PICTURE_EXAMPLE: &str = r"D:\水资源\地图.png";
#[cfg(not(windows))]
const PICTURE_EXAMPLE: &str = "/home/user/地图.png";
#[cfg(windows)]
const REPORT_EXAMPLE: &str = r"D:\水资源\审查文件.pdf";
#[cfg(not(windows))]
const REPORT_EXAMPLE: &str = "/home/user/审查文件.pdf";

/// The dialog for a path of this purpose, as typed so far, with what was wrong with it.
pub(super) fn path_ui(
    ui: &mut Ui,
    state: &AppState,
    (purpose, typed, failure): (FilePurpose, &str, Option<&str>),
    commands: &CommandSender,
) {
    let language = state.language();
    ui.set_width(520.0);
    let (title, example) = match purpose {
        FilePurpose::Open => (text::OPEN_TITLE, PROJECT_EXAMPLE),
        FilePurpose::Create => (text::CREATE_TITLE, PROJECT_EXAMPLE),
        FilePurpose::Import => (text::IMPORT, DATA_EXAMPLE),
        FilePurpose::SaveAudit => (text::AUDIT_EXPORT, TABLE_EXAMPLE),
        FilePurpose::OpenStyle => (style_text::FROM_FILE, STYLE_EXAMPLE),
        FilePurpose::SaveStyle => (style_text::TO_FILE, STYLE_EXAMPLE),
        FilePurpose::Base => (furniture_text::CHOOSE, BASE_EXAMPLE),
        FilePurpose::SavePicture => (furniture_text::SAVE_PICTURE, PICTURE_EXAMPLE),
        FilePurpose::SaveBackup(_) => (text::BACKUP_TITLE, PROJECT_EXAMPLE),
        FilePurpose::SaveReport(_) => (case_text::EXPORT_TITLE, REPORT_EXAMPLE),
        FilePurpose::SaveLayer(..) => (export_text::TITLE, DATA_EXAMPLE),
        FilePurpose::SaveMap => (print_text::TITLE, MAP_EXAMPLE),
    };
    ui.label(strong(title.get(language)).size(16.0));
    ui.add_space(6.0);
    let hint = ui.add(Label::new(text::PATH_HINT.get(language)).wrap());
    ui.add_space(6.0);
    let mut path = typed.to_owned();
    let response = ui
        .add(
            TextEdit::singleline(&mut path)
                .margin(vec2(6.0, 4.0))
                .desired_width(f32::INFINITY),
        )
        .labelled_by(hint.id);
    if response.changed() {
        commands.send(Command::EditPath(path.clone()));
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let line = format!("{} {example}", text::EXAMPLE.get(language));
    ui.add(Label::new(weak(line)).wrap());
    if let Some(failure) = failure {
        problem_ui(ui, failure);
    }
    let opening = state.opening.is_some();
    if opening {
        ui.horizontal(|ui| {
            busy_ui(ui);
            ui.label(text::OPENING.get(language));
        });
    }
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        let ready = !path.trim().is_empty() && !opening;
        let ok = ui.add_enabled(ready, Button::new(text::OK.get(language)));
        if ok.clicked() || (entered && ready) {
            commands.send(Command::AcceptPath);
        }
        if ui.button(text::CANCEL.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
    });
    if !response.has_focus() && typed.is_empty() {
        response.request_focus();
    }
}
