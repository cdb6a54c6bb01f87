//! The proposed site in the user's hand, and the view shaded by verdict.

use eframe::egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use shuijie::domain::{LonLat, Outcome};

use shuijie::state::{Action, Command};

use crate::support::Window;

/// In the first-grade protection zone of 云龙水库 in the sample.
const IN_GRADE_ONE: (f64, f64) = (102.4019, 25.8797);
/// In no zone.
const OUTSIDE: (f64, f64) = (102.30, 25.95);

fn settled(window: &mut Window) {
    window.until("the site is checked", |window| {
        let state = window.app().state();
        state.check.running.is_none() && state.what_if.running.is_none() && state.check.is_current()
    });
}

fn verdict(window: &Window) -> Outcome {
    window
        .app()
        .state()
        .check
        .answer
        .as_ref()
        .unwrap()
        .1
        .verdict
}

fn position(window: &Window) -> LonLat {
    window.app().state().check.site.position().unwrap()
}

fn pos(window: &Window, (lon, lat): (f64, f64)) -> Pos2 {
    let state = window.app().state();
    let scene = &state.project.as_ref().unwrap().scene;
    let metric = scene.to_metric(LonLat::try_new(lon, lat).unwrap()).unwrap();
    let [x, y] = state.camera.to_screen(metric);
    window.app().map_rect().center() + vec2(x as f32, y as f32)
}

fn checked_in_grade_one() -> Window {
    let mut window = Window::with_sample();
    window.click("排污口审查");
    window.click_map(IN_GRADE_ONE.0, IN_GRADE_ONE.1);
    settled(&mut window);
    assert_eq!(verdict(&window), Outcome::Prohibit);
    window
}

/// Takes the pin and moves it half way, then to `to`, without letting go.
fn drag_pin(window: &mut Window, to: (f64, f64)) {
    let at = position(window);
    let from = pos(window, (at.lon, at.lat));
    let to = pos(window, to);
    window.harness.hover_at(from);
    window.harness.step();
    window.harness.drag_at(from);
    window.harness.step();
    for share in [0.2, 0.5, 0.8, 1.0] {
        window.harness.hover_at(from + (to - from) * share);
        window.harness.step();
    }
}

#[test]
fn dragging_the_pin_changes_the_verdict_before_it_is_let_go() {
    let mut window = checked_in_grade_one();
    let camera = window.app().state().camera;
    drag_pin(&mut window, OUTSIDE);
    window.until("the verdict follows", |window| {
        verdict(window) != Outcome::Prohibit && window.app().state().check.is_current()
    });
    let state = window.app().state();
    assert!(state.what_if.held, "still in the hand");
    assert_eq!(state.camera, camera, "the map stayed");
    let at = position(&window);
    assert!((at.lon - OUTSIDE.0).abs() < 0.01 && (at.lat - OUTSIDE.1).abs() < 0.01);
    let live = window.app().state().check.answer.clone();

    let to = pos(&window, OUTSIDE);
    window.harness.drop_at(to);
    window.harness.run_steps(2);
    assert!(!window.app().state().what_if.held);
    settled(&mut window);
    assert_eq!(
        window.app().state().check.answer,
        live,
        "the file says the same"
    );
    assert!(!window.shows("请重新审查"));
}

#[test]
fn escape_puts_a_dragged_pin_back() {
    let mut window = checked_in_grade_one();
    let before = position(&window);
    drag_pin(&mut window, OUTSIDE);
    assert_ne!(position(&window), before);
    window.harness.key_press(Key::Escape);
    window.harness.run_steps(3);
    assert_eq!(position(&window), before);
    // The button is still down: the pin is not in the hand any more.
    let elsewhere = pos(&window, (102.6, 25.6));
    window.harness.hover_at(elsewhere);
    window.harness.run_steps(2);
    window.harness.drop_at(elsewhere);
    window.harness.run_steps(2);
    assert_eq!(position(&window), before);
    settled(&mut window);
    assert_eq!(verdict(&window), Outcome::Prohibit);
}

#[test]
fn keys_nudge_the_site_and_escape_puts_it_back() {
    let mut window = checked_in_grade_one();
    let (before, camera) = (position(&window), window.app().state().camera);
    for _ in 0..3 {
        window
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
        window.harness.run_steps(3);
    }
    let moved = position(&window);
    assert!(moved.lon > before.lon && (moved.lat - before.lat).abs() < 1e-3);
    assert_eq!(window.app().state().camera, camera, "the map stayed");
    settled(&mut window);
    window.harness.key_press(Key::Escape);
    window.harness.run_steps(3);
    assert_eq!(position(&window), before);
    settled(&mut window);
}

#[test]
fn dragging_beside_the_pin_moves_the_map() {
    let mut window = checked_in_grade_one();
    let (before, camera) = (position(&window), window.app().state().camera);
    let from = window.app().map_rect().center() + vec2(120.0, 120.0);
    window.harness.hover_at(from);
    window.harness.step();
    window.harness.drag_at(from);
    window.harness.step();
    window.harness.hover_at(from + vec2(40.0, 0.0));
    window.harness.step();
    window.harness.drop_at(from + vec2(40.0, 0.0));
    window.harness.run_steps(2);
    assert_eq!(position(&window), before);
    assert_ne!(window.app().state().camera, camera);
}

fn shaded(window: &mut Window) {
    window.until("the view is shaded", |window| {
        let state = window.app().state();
        let shade = state.what_if.shade.as_ref().unwrap();
        let done = state.shown_shade().is_some_and(|grid| grid.step == Some(1));
        let wanted = state.wanted_shade();
        done && shade.running.is_none()
            && shade.picture.as_ref().map(|(asked, _)| asked) == wanted.as_ref()
    });
}

#[test]
fn the_view_is_shaded_with_a_legend_and_follows_the_form_and_the_view() {
    let mut window = checked_in_grade_one();
    assert!(!window.shows("可设区域(筛查)"), "off by default");
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::T);
    window.harness.run_steps(2);
    assert!(window.shows("可设区域(筛查)"));
    shaded(&mut window);
    for part in [
        "禁止",
        "单元",
        "决定日期 2026-11-23",
        "规则包",
        "不是审批结论",
        "指针处",
    ] {
        assert!(window.shows(part), "{part}");
    }
    // The cell at the pin says what the check at the pin says.
    let state = window.app().state();
    let scene = &state.project.as_ref().unwrap().scene;
    let grid = state.shown_shade().unwrap();
    let metric = scene.to_metric(position(&window)).unwrap();
    assert_eq!(grid.at(metric).unwrap().outcome, Outcome::Prohibit);

    let at = pos(&window, IN_GRADE_ONE) + vec2(30.0, 0.0);
    window.harness.hover_at(at);
    window.harness.run_steps(3);
    assert!(
        !window.shows("移到图上查看"),
        "the cell under the pointer is named"
    );

    let before = window.app().state().shown_shade().unwrap().corner;
    window.app().send(Command::Run(Action::ZoomIn));
    window.harness.run_steps(4);
    shaded(&mut window);
    let after = window.app().state().shown_shade().unwrap().corner;
    assert_ne!(before, after, "the new view");

    window.click("关闭可设区域");
    assert!(window.app().state().what_if.shade.is_none());
    assert!(!window.shows("可设区域(筛查)"));
}

#[test]
fn a_well_without_purpose_is_not_shaded_but_says_why() {
    let mut window = Window::with_sample();
    window.click("取水井审查");
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::T);
    window.harness.run_steps(3);
    assert!(window.shows("无法试算"));
    assert!(window.app().state().shown_shade().is_none());
    assert!(window.harness.query_by_label("可设区域").is_some());
}
