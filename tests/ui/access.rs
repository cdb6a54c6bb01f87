//! Everything that can be operated has a name for screen readers, and the keyboard reaches it.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::Language;
use shuijie::state::tools::ToolCommand;
use shuijie::state::{Action, Command, Dialog};

use crate::support::Window;

/// Roles that a person operates.
const OPERATED: [Role; 14] = [
    Role::Button,
    Role::CheckBox,
    Role::RadioButton,
    Role::ComboBox,
    Role::Slider,
    Role::SpinButton,
    Role::TextInput,
    Role::MultilineTextInput,
    Role::Link,
    Role::MenuItem,
    Role::Switch,
    Role::Tab,
    Role::Canvas,
    Role::ColorWell,
];

/// What can be operated and has no name, with where it is.
fn nameless(window: &Window) -> Vec<String> {
    let mut found = Vec::new();
    let mut operated = 0;
    for node in window.harness.root().children_recursive() {
        let access = node.accesskit_node();
        if !OPERATED.contains(&access.role()) {
            continue;
        }
        operated += 1;
        let label = access.label().unwrap_or_default();
        let spoken = label.chars().any(char::is_alphanumeric);
        // A button that shows only a mark must say in words what it does.
        if !spoken {
            let around = node
                .parent()
                .and_then(|parent| parent.accesskit_node().label());
            found.push(format!("{:?} {label:?} in {around:?}", access.role()));
        }
    }
    assert!(operated > 5, "the window is drawn");
    found
}

fn check(window: &mut Window, place: &str) {
    window.harness.run_steps(4);
    let found = nameless(window);
    let language = window.app().state().language();
    assert!(found.is_empty(), "{place} in {language:?}: {found:#?}");
}

/// Opens what `action` opens, checks it, closes it.
fn check_dialog(window: &mut Window, action: Action) {
    window.app().send(Command::Run(action));
    window.until("the dialog is open", |window| {
        window.app().state().dialog.is_some()
    });
    window.until("nothing runs", |window| {
        window.app().state().jobs.is_empty()
    });
    check(window, &format!("{action:?}"));
    window.app().send(Command::CloseDialog);
    window.harness.run_steps(3);
}

fn everything(language: Language) {
    let mut window = Window::start_page();
    if language == Language::En {
        window.app().send(Command::Run(Action::SwitchLanguage));
    }
    check(&mut window, "start page");
    let mut window = Window::with_sample();
    if language == Language::En {
        window.app().send(Command::Run(Action::SwitchLanguage));
    }
    check(&mut window, "map");
    for action in [
        Action::IdentifyTool,
        Action::WellTool,
        Action::MeasureLength,
        Action::MeasureArea,
        Action::ToggleAudit,
        Action::ShadeView,
    ] {
        window.app().send(Command::Run(action));
        check(&mut window, &format!("{action:?}"));
    }
    for action in [
        Action::Palette,
        Action::Bookmarks,
        Action::Shortcuts,
        Action::About,
        Action::Calculators,
        Action::Quality,
        Action::Rules,
        Action::Cases,
        Action::ExportLayer,
    ] {
        check_dialog(&mut window, action);
    }
    window
        .app()
        .send(Command::AskPath(shuijie::state::FilePurpose::Open));
    check(&mut window, "path dialog");
    window.app().send(Command::CloseDialog);
    let file = window.folder.path().join("排污口.geojson");
    std::fs::write(&file, r#"{"type":"FeatureCollection","features":[]}"#).unwrap();
    let purpose = shuijie::state::FilePurpose::Import;
    window.app().send(Command::FileChosen(purpose, Some(file)));
    check(&mut window, "import dialog");
    window.app().send(Command::CloseDialog);
    // A check with its findings, and the dialog that puts it on file.
    window.app().send(Command::Run(Action::OutfallTool));
    window.harness.run_steps(3);
    window.click_map(102.68, 24.80);
    window.until("the check is there", |window| {
        window.app().state().check.answer.is_some()
    });
    check(&mut window, "findings");
    check_dialog(&mut window, Action::SaveCase);
}

#[test]
fn everything_has_a_name_in_chinese() {
    everything(Language::Zh);
}

#[test]
fn everything_has_a_name_in_english() {
    everything(Language::En);
}

#[test]
fn tab_walks_through_the_whole_window_and_comes_round() {
    let mut window = Window::with_sample();
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..200 {
        window.harness.key_press(Key::Tab);
        window.harness.run_steps(2);
        let focused = window
            .harness
            .root()
            .children_recursive()
            .find(|node| node.accesskit_node().is_focused())
            .map(|node| node.accesskit_node().label().unwrap_or_default());
        seen.extend(focused);
    }
    for name in [
        "文件",
        "识别",
        "量距离",
        "查找",
        "取水井",
        "地图",
        "开始审查",
        "比例尺",
    ] {
        // The run button is grey before there is a site: the field above it stands for it.
        let name = if name == "开始审查" {
            "位置"
        } else {
            name
        };
        assert!(seen.iter().any(|label| label == name), "{name} in {seen:?}");
    }
    assert!(
        seen.iter().filter(|label| *label == "文件").count() > 1,
        "it comes round"
    );
}

#[test]
fn keys_go_from_pane_to_pane_and_to_the_menus() {
    let mut window = Window::with_sample();
    let focused = |window: &Window| {
        let root = window.harness.root();
        root.children_recursive()
            .find(|node| node.accesskit_node().is_focused())
            .and_then(|node| node.accesskit_node().label())
            .unwrap_or_default()
    };
    let mut panes = Vec::new();
    for _ in 0..5 {
        window
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::F6);
        window.harness.run_steps(4);
        panes.push(focused(&window));
    }
    assert_eq!(
        panes,
        ["工具栏", "状态栏", "图层窗格", "审查与识别窗格", "地图"]
    );
    window.harness.key_press(Key::F10);
    window.harness.run_steps(4);
    assert_eq!(focused(&window), "文件");
    window.harness.key_press(Key::Enter);
    window.harness.run_steps(4);
    assert!(window.shows("打开项目…"), "the menu is open");
}

#[test]
fn escape_closes_every_dialog() {
    let mut window = Window::with_sample();
    for action in [
        Action::Palette,
        Action::Bookmarks,
        Action::Shortcuts,
        Action::About,
        Action::Calculators,
        Action::Rules,
    ] {
        window.app().send(Command::Run(action));
        window.harness.run_steps(4);
        assert!(window.app().state().dialog.is_some(), "{action:?}");
        window.harness.key_press(Key::Escape);
        window.harness.run_steps(4);
        assert!(window.app().state().dialog.is_none(), "{action:?}");
    }
}

/// At twice its size in a window of 1280 x 800 every dialog stays within the window.
#[test]
fn every_dialog_fits_a_window_of_twice_the_size() {
    let mut window = Window::with_sample();
    window
        .app()
        .send(Command::Tools(ToolCommand::SetUiScale(200)));
    window.harness.run_steps(6);
    let zoom = window.harness.ctx.zoom_factor();
    assert!((zoom - 2.0).abs() < 1e-3);
    for action in [
        Action::Palette,
        Action::Bookmarks,
        Action::Shortcuts,
        Action::About,
        Action::Calculators,
        Action::Quality,
        Action::Rules,
        Action::Cases,
    ] {
        window.app().send(Command::Run(action));
        window.until("nothing runs", |window| {
            window.app().state().jobs.is_empty()
        });
        window.harness.run_steps(4);
        assert!(
            matches!(&window.app().state().dialog, Some(dialog) if !matches!(dialog, Dialog::Path { .. }))
        );
        let screen = window.harness.ctx.content_rect();
        let dialog = window
            .harness
            .ctx
            .memory(eframe::egui::Memory::top_modal_layer);
        let area = dialog.and_then(|layer| {
            window
                .harness
                .ctx
                .memory(|memory| memory.area_rect(layer.id))
        });
        let area = area.expect("the dialog is a modal area");
        assert!(
            screen.expand(1.0).contains_rect(area),
            "{action:?} {area:?} in {screen:?}"
        );
        window.app().send(Command::CloseDialog);
        window.harness.run_steps(3);
    }
}

/// In a window of 1280 x 800, in either language: what can be clicked lies within the window, and the tools
/// beside each other.
#[test]
fn nothing_is_cut_off_or_covered_in_either_language() {
    let mut window = Window::with_sample();
    for language in [Language::Zh, Language::En] {
        for action in [Action::OutfallTool, Action::WellTool, Action::IdentifyTool] {
            window.app().send(Command::Run(action));
            window.harness.run_steps(4);
            let screen = window.harness.ctx.content_rect();
            let search = if language == Language::Zh {
                "查找"
            } else {
                "Find"
            };
            let search = window
                .harness
                .get_by_role_and_label(Role::TextInput, search)
                .rect();
            assert!(
                search.width() >= 140.0,
                "the search box is {} wide in {language:?}",
                search.width()
            );
            let mut tools = Vec::new();
            for node in window.harness.root().children_recursive() {
                let control = node.accesskit_node();
                let clickable = matches!(
                    control.role(),
                    Role::Button | Role::TextInput | Role::ComboBox | Role::CheckBox
                );
                if !clickable {
                    continue;
                }
                let (rect, name) = (node.rect(), control.label().unwrap_or_default());
                assert!(
                    rect.right() <= screen.right() + 0.5,
                    "{name} ends at {} in {language:?} with {action:?}",
                    rect.right()
                );
                if rect.y_range().contains(search.center().y) {
                    tools.push((rect, name));
                }
            }
            tools.sort_by(|a, b| a.0.left().total_cmp(&b.0.left()));
            for pair in tools.windows(2) {
                assert!(
                    pair[0].0.right() <= pair[1].0.left() + 0.5,
                    "{} and {} lie on each other in {language:?}",
                    pair[0].1,
                    pair[1].1
                );
            }
            assert!(tools.len() > 10, "the tool bar is found");
        }
        window.app().send(Command::Run(Action::SwitchLanguage));
    }
}
