//! Identify, layers, keys.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::{Language, Layer};
use shuijie::state::{Inspector, Tool};

use crate::support::Window;

#[test]
fn identify_shows_every_field_in_chinese() {
    let mut window = Window::with_sample();
    window.click("识别");
    // In the southern part of 滇池.
    window.click_map(102.68, 24.80);
    window.until("something was found", |window| {
        !window.app().state().identify.hits.is_empty()
    });
    assert_eq!(window.app().state().inspector, Inspector::Identify);
    let hit = &window.app().state().identify.hits[0];
    for field in hit.feature.layer.fields() {
        assert!(window.shows(field.label.zh), "{}", field.label.zh);
    }
    assert_eq!(window.app().state().highlights.len(), 1);
}

#[test]
fn a_layer_is_hidden_by_its_box() {
    let mut window = Window::with_sample();
    window
        .harness
        .get_by_role_and_label(Role::CheckBox, "监测断面、站点")
        .click();
    window.harness.run_steps(3);
    let entry = window
        .app()
        .state()
        .layers
        .iter()
        .find(|entry| entry.layer == Layer::MonitoringStation);
    assert!(!entry.unwrap().visible);
}

#[test]
fn the_legend_names_the_categories_that_are_there() {
    let window = Window::with_sample();
    for category in ["保护区", "饮用水源区", "排污控制区", "一级保护区"] {
        assert!(window.shows(category), "{category}");
    }
}

#[test]
fn keys_choose_tools_and_switch_the_language() {
    let mut window = Window::with_sample();
    window.harness.key_press(Key::F3);
    window.harness.run_steps(3);
    assert_eq!(window.app().state().tool, Tool::Identify);
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::L);
    window.harness.run_steps(3);
    assert_eq!(window.app().state().language(), Language::En);
    assert!(window.shows("Layers"));
    assert!(window.shows("Water function zones"));
}

#[test]
fn zooming_to_a_selection_is_grey_until_there_is_one() {
    let mut window = Window::with_sample();
    let disabled = |window: &Window| {
        window
            .harness
            .get_by_label("缩放至所选")
            .accesskit_node()
            .is_disabled()
    };
    assert!(disabled(&window));
    window.click("排污口审查");
    window.click_map(102.68, 24.80);
    window.harness.run_steps(3);
    assert!(!disabled(&window));
}

#[test]
fn a_typed_scale_is_taken() {
    let mut window = Window::with_sample();
    let field = window
        .harness
        .get_by_role_and_label(Role::TextInput, "比例尺");
    field.focus();
    window.harness.run_steps(2);
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.harness.run_steps(2);
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "比例尺")
        .type_text("50000");
    window.harness.run_steps(2);
    window.harness.key_press(Key::Enter);
    window.harness.run_steps(3);
    let scale = window.app().state().camera.scale_denominator();
    assert!((scale - 50_000.0).abs() < 1.0, "{scale}");
}

#[test]
fn escape_closes_a_menu_and_leaves_the_results_alone() {
    let mut window = Window::with_sample();
    window.click("识别");
    window.click_map(102.68, 24.80);
    window.until("something was found", |window| {
        !window.app().state().identify.hits.is_empty()
    });
    window.click("视图");
    assert!(window.shows("审查与识别面板"));
    window.harness.key_press(Key::Escape);
    window.harness.run_steps(4);
    assert!(!window.shows("审查与识别面板"), "the menu is closed");
    assert!(!window.app().state().identify.hits.is_empty());
}

#[test]
fn a_layer_dragged_by_its_handle_changes_its_place() {
    let mut window = Window::with_sample();
    let row = |window: &Window, name: &str| {
        window
            .harness
            .get_by_role_and_label(Role::CheckBox, name)
            .rect()
            .center()
    };
    let handle = eframe::egui::vec2(-22.0, 0.0);
    let (from, to) = (row(&window, "取水井"), row(&window, "入河排污口"));
    window.harness.hover_at(from + handle);
    window.harness.step();
    window.harness.drag_at(from + handle);
    window.harness.run_steps(2);
    for share in [0.3, 0.7, 1.0] {
        window.harness.hover_at((from + handle).lerp(to, share));
        window.harness.run_steps(2);
    }
    window.harness.drop_at(to);
    window.harness.run_steps(3);
    assert_eq!(window.app().state().layers[0].layer, Layer::Well);
}

#[test]
fn the_sample_is_marked_as_not_official() {
    let mut window = Window::with_sample();
    assert!(window.shows("示例数据·非官方"));
    assert!(window.shows("昆明示意"), "the project is named");
    window.click("English");
    assert!(window.shows("not official"));
}

#[test]
fn a_scale_that_is_none_gets_a_reason() {
    let mut window = Window::with_sample();
    let before = window.app().state().camera;
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "比例尺")
        .focus();
    window.harness.run_steps(2);
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "比例尺")
        .type_text("abc");
    window.harness.run_steps(2);
    window.harness.key_press(Key::Enter);
    window.harness.run_steps(3);
    assert!(window.shows("比例尺分母应为"));
    assert_eq!(window.app().state().camera, before);
}
