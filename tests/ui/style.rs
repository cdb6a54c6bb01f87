//! The style editor as a user meets it: opened from the layer list, shown on the map at once, applied
//! or taken back.

use eframe::egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::carto::style::{LayerStyle, Renderer, Shape, StyleSheet};
use shuijie::domain::Layer;
use shuijie::services::styles::sheet_of;
use shuijie::state::Command;
use shuijie::state::style::{StyleCommand, StyleEditor};
use shuijie::store::{Access, Project};

use crate::support::Window;

/// The style that the map shows for wells.
fn shown(window: &Window) -> LayerStyle {
    let project = window.app().state().project.as_ref().unwrap();
    project.look.styles.layer(Layer::Well).unwrap().clone()
}

fn shipped() -> LayerStyle {
    let sheet = StyleSheet::shipped().unwrap();
    sheet.layer(Layer::Well).unwrap().clone()
}

fn editor(window: &Window) -> &StyleEditor {
    window.app().state().style.editor.as_ref().unwrap()
}

/// The style that the project file holds for wells.
fn stored(window: &Window) -> LayerStyle {
    let path = &window.app().state().project.as_ref().unwrap().path;
    let project = Project::open(path, Access::ReadOnly).unwrap();
    let sheet = sheet_of(&project, &StyleSheet::shipped().unwrap()).unwrap();
    sheet.sheet.layer(Layer::Well).unwrap().clone()
}

fn settled(window: &mut Window) {
    window.until("the features are sorted", |window| {
        let editor = &window.app().state().style.editor;
        editor
            .as_ref()
            .is_none_or(|editor| editor.running.is_none())
    });
}

fn with_editor() -> Window {
    let mut window = Window::with_sample();
    window.click("样式: 取水井");
    assert!(window.shows("样式 · 取水井"));
    window
}

fn is_graduated(style: &LayerStyle) -> bool {
    matches!(style.renderer, Renderer::Graduated { .. })
}

#[test]
fn another_renderer_shows_on_the_map_and_cancelling_takes_it_back() {
    let mut window = with_editor();
    window.click("分级");
    settled(&mut window);
    assert!(is_graduated(&shown(&window)));
    let scene = &window.app().state().project.as_ref().unwrap().scene;
    let counts = &scene.layer(Layer::Well).unwrap().category_counts;
    assert_eq!(counts.len(), shown(&window).categories.len());
    assert_eq!(
        stored(&window),
        shipped(),
        "nothing is stored before it is applied"
    );
    window.click("取消");
    assert_eq!(shown(&window), shipped());
    assert!(window.app().state().style.editor.is_none());
    let scene = &window.app().state().project.as_ref().unwrap().scene;
    let counts = &scene.layer(Layer::Well).unwrap().category_counts;
    assert_eq!(counts.len(), shipped().categories.len());
}

#[test]
fn applying_writes_the_style_and_the_default_brings_the_old_one_back() {
    let mut window = with_editor();
    window.click("单一符号");
    settled(&mut window);
    window.click("应用");
    window.until("the style is stored", |window| !editor(window).is_changed());
    assert_eq!(stored(&window).renderer, Renderer::Single);
    assert!(window.shows("样式已保存到项目"));
    window.click("恢复默认");
    settled(&mut window);
    assert_eq!(shown(&window), shipped());
    window.click("应用");
    window.until("the style is stored", |window| !editor(window).is_changed());
    assert_eq!(stored(&window), shipped());
    assert!(
        window
            .app()
            .state()
            .project
            .as_ref()
            .unwrap()
            .look
            .own
            .is_empty()
    );
}

#[test]
fn a_colour_typed_as_digits_shows_without_sorting_anything() {
    let mut window = with_editor();
    let before = window.app().state().project.as_ref().unwrap().scene.clone();
    let label = "填充 颜色 #RRGGBBAA";
    let field = window.harness.get_by_role_and_label(Role::TextInput, label);
    field.focus();
    window.harness.run_steps(2);
    window
        .harness
        .key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::A);
    window.harness.run_steps(2);
    window
        .harness
        .get_by_role_and_label(Role::TextInput, label)
        .type_text("#112233");
    window.harness.run_steps(4);
    let fill = shown(&window).symbol(0).marker.unwrap().fill;
    assert_eq!(fill.to_string(), "#112233");
    let now = &window.app().state().project.as_ref().unwrap().scene;
    assert!(std::sync::Arc::ptr_eq(&before, now), "no feature moved");
}

#[test]
fn classes_are_arranged_by_their_buttons() {
    let mut window = with_editor();
    let count = shipped().categories.len();
    window.click("与下一类合并");
    settled(&mut window);
    assert_eq!(shown(&window).categories.len(), count - 1);
    window.click("下移");
    settled(&mut window);
    assert_eq!(editor(&window).selected, 1);
    window.click("删除");
    settled(&mut window);
    assert_eq!(shown(&window).categories.len(), count - 2);
    window.click("添加");
    assert!(window.shows("类别还没有取值"), "it takes nothing yet");
    assert_eq!(shown(&window).categories.len(), count - 2);
    let apply = window.harness.get_by_label("应用");
    assert!(apply.accesskit_node().is_disabled());
}

#[test]
fn a_style_is_copied_to_a_layer_that_it_fits_and_refused_by_others() {
    let mut window = Window::with_sample();
    let style = |command| Command::Style(command);
    window.app().send(style(StyleCommand::Copy(Layer::Intake)));
    window
        .app()
        .send(style(StyleCommand::Paste(Layer::DrinkingSource)));
    window.harness.run_steps(3);
    settled(&mut window);
    let project = window.app().state().project.as_ref().unwrap();
    let pasted = project.look.styles.layer(Layer::DrinkingSource).unwrap();
    assert_eq!(pasted.symbol(0).marker.unwrap().shape, Shape::Triangle);
    assert_eq!(pasted.renderer, Renderer::Single);
    window.click("取消");
    window.app().send(style(StyleCommand::Paste(Layer::Lake)));
    window.harness.run_steps(3);
    assert!(window.shows("样式不能用于该图层"));
    assert!(window.app().state().style.editor.is_none());
}

#[test]
fn rules_say_what_they_leave_out() {
    let mut window = with_editor();
    window.click("规则");
    settled(&mut window);
    assert_eq!(shown(&window).renderer, Renderer::Rules);
    window.click("绘制其余要素");
    settled(&mut window);
    window.click("删除");
    settled(&mut window);
    let scene = &window.app().state().project.as_ref().unwrap().scene;
    let undrawn = scene.layer(Layer::Well).unwrap().undrawn;
    assert!(undrawn > 0);
    assert!(window.shows(&format!("未绘制 {undrawn}")));
}

#[test]
fn the_legend_lists_what_is_in_view_and_all_on_request() {
    let mut window = Window::with_sample();
    assert!(window.shows("保护区"));
    // A place far from every zone.
    window.app().send(Command::SetScale(500.0));
    window.harness.run_steps(4);
    assert!(!window.shows("排污控制区"));
    window.click("列出全部");
    assert!(window.shows("排污控制区"));
}

#[test]
fn the_editor_is_reached_with_the_keyboard() {
    let mut window = Window::with_sample();
    window.harness.get_by_label("样式: 河流").focus();
    window.harness.run_steps(2);
    window.harness.key_press(Key::Enter);
    window.harness.run_steps(3);
    assert!(window.shows("样式 · 河流"));
}
