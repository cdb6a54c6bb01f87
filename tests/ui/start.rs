//! The start page, languages, and files that are no projects.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::Language;
use shuijie::state::notice::Weight;
use shuijie::state::{Command, Dialog, FilePurpose};

use crate::support::{Window, settings_folder};

#[test]
fn the_start_page_offers_a_project_and_the_sample_in_both_languages() {
    let mut window = Window::start_page();
    for label in ["打开项目…", "新建项目…", "打开示例项目"] {
        assert!(window.shows(label), "{label}");
    }
    window.click("English");
    assert_eq!(window.app().state().language(), Language::En);
    for label in ["Open project…", "New project…", "Open sample project"] {
        assert!(window.shows(label), "{label}");
    }
}

#[test]
fn a_recent_project_that_is_gone_is_shown_as_such_and_can_be_removed() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings_folder(folder.path());
    std::fs::create_dir_all(&settings).unwrap();
    std::fs::write(
        settings.join("settings.json"),
        r#"{"recent":["/nowhere/gone.sqlite"]}"#,
    )
    .unwrap();
    let mut window = Window::new(folder, None);
    window.until("the file was looked for", |window| {
        window.shows("文件不存在")
    });
    window.click("从列表移除");
    assert!(window.app().state().settings.recent.is_empty());
    let saved = std::fs::read_to_string(settings.join("settings.json")).unwrap();
    assert!(!saved.contains("gone.sqlite"), "{saved}");
}

#[test]
fn a_text_file_is_no_project_and_one_sentence_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.sqlite");
    std::fs::write(&path, "these are notes, not a database").unwrap();
    let mut window = Window::new(folder, Some(path));
    window.until("the failure shows", |window| {
        !window.app().state().notices.list().is_empty()
    });
    assert!(window.shows("不是水界项目文件"));
    assert!(window.shows("打开项目…"), "the start page is still there");
    window.click("关闭");
    assert!(window.app().state().notices.list().is_empty());
}

#[test]
fn a_broken_settings_file_is_told_and_the_window_opens() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings_folder(folder.path());
    std::fs::create_dir_all(&settings).unwrap();
    std::fs::write(settings.join("settings.json"), "{").unwrap();
    let mut window = Window::new(folder, None);
    window.harness.run_steps(3);
    assert!(window.shows("设置文件已损坏"));
    assert!(window.shows("打开项目…"));
}

#[test]
fn while_nothing_is_open_the_menu_greys_what_needs_a_project() {
    let mut window = Window::start_page();
    window.click("文件");
    let disabled = |label: &str| {
        window
            .harness
            .get_by_label_contains(label)
            .accesskit_node()
            .is_disabled()
    };
    assert!(disabled("导入数据…"));
    assert!(disabled("关闭项目"));
    assert!(!disabled("退出"));
}

#[test]
fn a_wrong_path_is_said_in_the_dialog_and_stays_to_be_mended() {
    let mut window = Window::start_page();
    let ask = Command::AskPath(FilePurpose::Open);
    window.harness.state_mut().send(ask);
    window.harness.run_steps(4);
    assert!(window.shows("例如"));
    let typed = "/nowhere/gone.sqlite".to_owned();
    window.harness.state_mut().send(Command::EditPath(typed));
    window.harness.state_mut().send(Command::AcceptPath);
    let failure = |window: &Window| match &window.app().state().dialog {
        Some(Dialog::Path { failure, text, .. }) => {
            failure.clone().map(|failure| (failure, text.clone()))
        }
        _ => None,
    };
    window.until("the dialog says why", |window| failure(window).is_some());
    let (reason, text) = failure(&window).unwrap();
    assert!(window.shows(&reason));
    assert_eq!(text, "/nowhere/gone.sqlite");
    assert!(window.app().state().notices.list().is_empty());
}

#[test]
fn notices_are_few_and_escape_closes_them() {
    let mut window = Window::start_page();
    for number in 0..5 {
        let text = format!("message {number}");
        let notice = Command::Notify(Weight::Failure, text);
        window.harness.state_mut().send(notice);
    }
    window.harness.run_steps(4);
    assert!(!window.shows("message 1") && window.shows("message 2"));
    assert!(window.shows("全部关闭"));
    window.harness.key_press(eframe::egui::Key::Escape);
    window.harness.run_steps(3);
    assert!(window.app().state().notices.list().is_empty());
}
