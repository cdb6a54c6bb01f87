//! The rules dialog: packs with their state, rules, explanation, switches.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use shuijie::domain::Outcome;
use shuijie::services::packs::PackState;
use shuijie::state::rules::RulesView;
use shuijie::state::{Action, Command, Dialog};

use crate::support::Window;

fn view(window: &Window) -> Option<&RulesView> {
    match &window.app().state().dialog {
        Some(Dialog::Rules(rules)) if rules.running.is_none() => rules.view.as_ref(),
        _ => None,
    }
}

fn open(window: &mut Window) {
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::R);
    window.until("the rules are listed", |window| view(window).is_some());
}

fn check(window: &mut Window) {
    window.click("排污口审查");
    window.click_map(102.68, 24.80);
    window.app().send(Command::Run(Action::RunCheck));
    window.until("the check is done", |window| {
        window.app().state().check.is_current()
    });
}

fn put(window: &Window, name: &str, text: &str) {
    let folder = window.folder.path().join("rules");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn packs_are_listed_with_place_and_state_and_a_rule_is_explained() {
    let mut window = Window::with_sample();
    open(&mut window);
    for part in [
        "昆明2014方案",
        "现行法规",
        "程序自带",
        "当日有效",
        "national.toml",
    ] {
        assert!(window.shows(part), "{part}");
    }
    window.type_into("查找规则", "难以更新");
    assert!(window.shows("GW-07"));
    assert!(!window.shows("OS-01 "));
    window.click("GW-07 难以更新的地下水");
    for part in ["核查什么", "依据：", "第27条"] {
        assert!(window.shows(part), "{part}");
    }
}

#[test]
fn a_pack_is_switched_off_and_the_earlier_answer_is_an_old_one() {
    let mut window = Window::with_sample();
    check(&mut window);
    let verdict = window
        .app()
        .state()
        .check
        .answer
        .as_ref()
        .unwrap()
        .1
        .verdict;
    assert_ne!(verdict, Outcome::Pass);
    open(&mut window);
    window
        .harness
        .get_by_role_and_label(Role::CheckBox, "昆明2014方案")
        .click();
    window.until("the pack is off", |window| {
        view(window).is_some_and(|view| view.packs[0].state == PackState::Off)
    });
    assert!(window.shows("本项目停用"));
    assert!(!window.app().state().check.is_current());
    window.click("关闭");
    check(&mut window);
    let report = &window.app().state().check.answer.as_ref().unwrap().1;
    assert_eq!(report.packs_off, ["kunming-2014"]);
    assert!(report.packs.iter().all(|pack| pack.id != "kunming-2014"));
}

#[test]
fn a_bad_pack_beside_the_project_is_shown_and_refuses_the_check() {
    let mut window = Window::with_sample();
    put(&window, "bad.toml", "[pack]\nid = \"county\"\ntitle = 1\n");
    window.click("排污口审查");
    // The click itself checks; asking again would take the refusal away until the second answer.
    window.click_map(102.68, 24.80);
    window.until("the check is refused", |window| {
        window.app().state().check.failure.is_some()
    });
    assert!(window.shows("bad.toml 第 3 行"));
    open(&mut window);
    assert!(window.shows("有误，核查会被拒绝"));
    put(&window, "bad.toml", "");
    window.click("重新读取");
    window.until("the empty pack is bad by its name", |window| {
        view(window).is_some_and(|view| view.packs.iter().any(|pack| pack.id == "bad.toml"))
    });
    std::fs::remove_file(window.folder.path().join("rules").join("bad.toml")).unwrap();
    window.click("重新读取");
    window.until("the pack is gone", |window| {
        view(window).is_some_and(|view| view.packs.len() == 2)
    });
    window.click("关闭");
    check(&mut window);
}

#[test]
fn without_a_project_packs_are_shown_and_cannot_be_switched() {
    use egui_kittest::kittest::NodeT as _;
    let mut window = Window::start_page();
    window.app().send(Command::Run(Action::Rules));
    window.until("the rules are listed", |window| view(window).is_some());
    let switch = window
        .harness
        .get_by_role_and_label(Role::CheckBox, "现行法规");
    assert!(switch.accesskit_node().is_disabled());
}
