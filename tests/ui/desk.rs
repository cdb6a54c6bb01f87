//! Palette, search, measuring, views, bookmarks, menus of the map, layout and interface size.

use eframe::egui::{Key, Modifiers, PointerButton, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::{Language, Layer};
use shuijie::state::tools::ToolCommand;
use shuijie::state::{Action, Command, Dialog, Tool};

use crate::support::Window;

fn keys(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.harness.run_steps(3);
}

/// Waits until names can be searched.
fn indexed(window: &mut Window) {
    window.until("names are indexed", |window| {
        window.app().state().tools.search.index.is_some()
    });
}

fn search(window: &mut Window, text: &str) {
    keys(window, Modifiers::COMMAND, Key::F);
    indexed(window);
    window.type_into("查找", text);
    window.until("the search has answered", |window| {
        window.app().state().tools.search.answered
    });
}

#[test]
fn the_palette_runs_what_a_few_letters_find() {
    let mut window = Window::with_sample();
    keys(&mut window, Modifiers::COMMAND, Key::P);
    assert!(matches!(
        window.app().state().dialog,
        Some(Dialog::Palette(_))
    ));
    window.type_into("命令面板", "qxqxqx");
    assert!(window.shows("没有符合的命令"));
    keys(&mut window, Modifiers::COMMAND, Key::A);
    window.type_into("命令面板", "sb");
    keys(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.app().state().dialog.is_none());
    assert_eq!(window.app().state().tool, Tool::Identify);
    // What was run stands first.
    keys(&mut window, Modifiers::COMMAND, Key::P);
    keys(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.app().state().dialog.is_none());
    assert_eq!(
        window.app().state().settings.recent_commands[0],
        "action:IdentifyTool"
    );
}

#[test]
fn the_palette_walks_by_arrows_and_shows_why_something_is_grey() {
    let mut window = Window::with_sample();
    keys(&mut window, Modifiers::COMMAND, Key::P);
    window.type_into("命令面板", "图层 湖库");
    keys(&mut window, Modifiers::NONE, Key::ArrowDown);
    let chosen = |window: &Window| match &window.app().state().dialog {
        Some(Dialog::Palette(palette)) => palette.row(palette.selected).unwrap().title.clone(),
        _ => String::new(),
    };
    let second = chosen(&window);
    assert!(second.contains("湖库"), "{second}");
    keys(&mut window, Modifiers::NONE, Key::Escape);
    keys(&mut window, Modifiers::COMMAND, Key::P);
    window.type_into("命令面板", "导出核查");
    assert!(window.shows("需要先全面核查"));
    keys(&mut window, Modifiers::NONE, Key::Enter);
    assert!(
        window.app().state().dialog.is_some(),
        "grey entries do nothing"
    );
}

#[test]
fn pinyin_initials_find_a_lake_and_enter_shows_it() {
    let mut window = Window::with_sample();
    let before = window.app().state().camera;
    search(&mut window, "dc");
    assert!(window.shows("滇池"));
    keys(&mut window, Modifiers::NONE, Key::Enter);
    let state = window.app().state();
    assert_eq!(state.highlights.len(), 1);
    assert_eq!(state.highlights[0].layer, Layer::Lake);
    assert!(state.camera.scale_denominator() < before.scale_denominator());
    // And back, and forward.
    let lake = state.camera;
    keys(&mut window, Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(window.app().state().camera, before);
    keys(&mut window, Modifiers::ALT, Key::ArrowRight);
    assert_eq!(window.app().state().camera, lake);
}

#[test]
fn the_mouse_has_buttons_for_back_and_forward() {
    let mut window = Window::with_sample();
    window.until("the view rests", |window| {
        !window.app().state().can(Action::ViewBack)
    });
    let before = window.app().state().camera;
    window.app().send(Command::SetScale(20_000.0));
    window.harness.run_steps(40);
    let pos = window.app().map_rect().center();
    for button in [PointerButton::Extra1, PointerButton::Extra2] {
        for pressed in [true, false] {
            window.harness.event(eframe::egui::Event::PointerButton {
                pos,
                button,
                pressed,
                modifiers: Modifiers::NONE,
            });
            window.harness.run_steps(3);
        }
        let scale = window.app().state().camera.scale_denominator();
        let expected = match button {
            PointerButton::Extra1 => before.scale_denominator(),
            _ => 20_000.0,
        };
        assert!((scale - expected).abs() < 1.0, "{button:?} {scale}");
    }
}

#[test]
fn coordinates_go_to_their_place_and_unclear_ones_are_asked() {
    let mut window = Window::with_sample();
    search(&mut window, "102.4236, 25.0224");
    assert!(window.shows("该坐标有几种理解，请选择"));
    keys(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().state().tools.search.place, None);
    keys(&mut window, Modifiers::NONE, Key::ArrowDown);
    keys(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.app().state().tools.search.place.is_some());
}

#[test]
fn a_line_is_measured_by_clicks_and_its_figures_are_shown() {
    let mut window = Window::with_sample();
    keys(&mut window, Modifiers::COMMAND, Key::M);
    window.app().send(Command::Tools(ToolCommand::Measure(
        shuijie::state::measure::MeasureCommand::Snap(false),
    )));
    window.click_map(102.9, 25.3);
    window.click_map(103.1, 25.3);
    let measure = &window.app().state().tools.measure;
    assert_eq!(measure.vertices.len(), 2);
    // A click is good to a pixel of some hundred metres here; PROJ: 20 137.6 m for the exact places.
    let pixel = window.app().state().camera.m_per_px();
    assert!((measure.figures.total_m - 20_137.6).abs() < 2.0 * pixel);
    let total = measure.length_text(measure.figures.total_m);
    assert!(window.shows(&total), "{total}");
    assert!(window.shows("CGCS2000 椭球"));
    keys(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.app().state().tools.measure.finished);
    keys(&mut window, Modifiers::NONE, Key::Backspace);
    assert_eq!(window.app().state().tools.measure.vertices.len(), 1);
    keys(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.app().state().tools.measure.vertices.is_empty());
}

#[test]
fn a_double_click_ends_an_area_and_does_not_zoom() {
    let mut window = Window::with_sample();
    keys(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    let camera = window.app().state().camera;
    window.click_map(102.9, 25.3);
    window.click_map(103.1, 25.3);
    let pos = window.app().map_rect().center() + eframe::egui::vec2(120.0, 90.0);
    window.harness.hover_at(pos);
    window.harness.step();
    for pressed in [true, false, true, false] {
        window.harness.event(eframe::egui::Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    window.harness.run_steps(4);
    let state = window.app().state();
    assert!(
        state.tools.measure.finished,
        "{:?}",
        state.tools.measure.vertices
    );
    assert_eq!(state.tools.measure.vertices.len(), 3);
    assert_eq!(state.camera, camera);
    assert!(window.shows("面积") && window.shows("周长"));
}

#[test]
fn a_bookmark_survives_closing_and_opening_the_project() {
    let mut window = Window::with_sample();
    window.app().send(Command::SetScale(50_000.0));
    window.harness.run_steps(3);
    keys(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    let field = window
        .harness
        .get_by_role_and_label(Role::TextInput, "新书签名称");
    field.focus();
    window.harness.run_steps(2);
    keys(&mut window, Modifiers::COMMAND, Key::A);
    window.type_into("新书签名称", "松华坝");
    window.click("添加");
    window.until("it is stored", |window| window.shows("转到 松华坝"));
    let path = window.app().state().project.as_ref().unwrap().path.clone();
    let center = window.app().state().camera.center();
    window.app().send(Command::CloseDialog);
    window.app().send(Command::Run(Action::CloseProject));
    window.harness.run_steps(4);
    window.app().send(Command::Open(path));
    window.until("it is open again", |window| {
        window.app().state().project.is_some()
    });
    keys(&mut window, Modifiers::COMMAND, Key::B);
    window.click("转到 松华坝");
    let camera = window.app().state().camera;
    assert!((camera.scale_denominator() - 50_000.0).abs() < 1.0);
    assert!((camera.center().x - center.x).abs() < 0.1);
    // A name is taken once.
    keys(&mut window, Modifiers::COMMAND, Key::B);
    keys(&mut window, Modifiers::COMMAND, Key::A);
    window.harness.run_steps(2);
    window.click("删除 松华坝");
    window.until("it is gone", |window| window.shows("项目里还没有书签"));
}

#[test]
fn the_menu_of_the_map_is_about_the_place_under_the_pointer() {
    let mut window = Window::with_sample();
    let pos = window.app().map_rect().center() + eframe::egui::vec2(40.0, 60.0);
    window.harness.hover_at(pos);
    window.harness.step();
    for pressed in [true, false] {
        window.harness.event(eframe::egui::Event::PointerButton {
            pos,
            button: PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        window.harness.run_steps(3);
    }
    window.click("从此处量距离");
    let state = window.app().state();
    assert_eq!(state.tool, Tool::Measure);
    let at = state.tools.measure.vertices[0];
    let metric = state.project.as_ref().unwrap().scene.to_metric(at).unwrap();
    let [x, y] = state.camera.to_screen(metric);
    assert!(
        (x - 40.0).abs() < 12.0 && (y - 60.0).abs() < 12.0,
        "{x} {y}"
    );
}

#[test]
fn the_menu_of_the_map_opens_by_keys_too() {
    let mut window = Window::with_sample();
    window.harness.get_by_label("地图").focus();
    window.harness.run_steps(2);
    keys(&mut window, Modifiers::SHIFT, Key::F10);
    window.click("在此审查排污口");
    window.until("the check is there", |window| {
        window.app().state().check.answer.is_some()
    });
    let state = window.app().state();
    let site = state.check.site.position().unwrap();
    let scene = &state.project.as_ref().unwrap().scene;
    let middle = scene.to_lon_lat(state.camera.center()).unwrap();
    assert!((site.lon - middle.lon).abs() < 1e-6 && (site.lat - middle.lat).abs() < 1e-6);
}

#[test]
fn panels_are_as_they_were_left_when_the_program_starts_again() {
    let mut window = Window::with_sample();
    let edge = window.app().map_rect().left();
    let y = window.app().map_rect().center().y;
    let from = eframe::egui::pos2(edge - 2.0, y);
    window.harness.hover_at(from);
    window.harness.step();
    window.harness.drag_at(from);
    window.harness.run_steps(2);
    window
        .harness
        .hover_at(from + eframe::egui::vec2(60.0, 0.0));
    window.harness.run_steps(2);
    window.harness.drop_at(from + eframe::egui::vec2(60.0, 0.0));
    window.harness.run_steps(4);
    window.app().send(Command::Run(Action::ToggleInspector));
    window.app().send(Command::Run(Action::UiLarger));
    window.harness.run_steps(4);
    let left = window.app().map_rect().left();
    assert!((left - edge - 60.0).abs() < 3.0, "{left} {edge}");
    let layout = window.app().state().settings.layout;
    let path = window.app().state().project.as_ref().unwrap().path.clone();
    let folder = std::mem::replace(&mut window.folder, tempfile::tempdir().unwrap());
    drop(window);
    let mut window = Window::new(folder, Some(path));
    window.until("the project is open", |window| {
        window.app().state().project.is_some() && window.app().state().map_size[0] > 1.0
    });
    let state = window.app().state();
    assert_eq!(state.settings.layout, layout);
    assert_eq!(state.settings.ui_scale, 110);
    assert!(!state.settings.show_inspector);
    assert!((window.app().map_rect().left() - left).abs() < 2.0);
    window.app().send(Command::Run(Action::ResetLayout));
    window.harness.run_steps(4);
    assert!(window.app().state().settings.show_inspector);
    assert!((window.app().map_rect().left() - edge).abs() < 2.0);
}

#[test]
fn panels_keep_their_width_whatever_is_in_them() {
    let mut window = Window::with_sample();
    window.app().send(Command::Run(Action::SwitchLanguage));
    window.harness.run_steps(4);
    let (map, layout) = (
        window.app().map_rect(),
        window.app().state().settings.layout,
    );
    window.harness.run_steps(60);
    assert_eq!(window.app().map_rect(), map);
    assert_eq!(window.app().state().settings.layout, layout);
}

#[test]
fn at_twice_the_size_the_window_still_works() {
    let mut window = Window::with_sample();
    for _ in 0..6 {
        keys(
            &mut window,
            Modifiers::COMMAND | Modifiers::SHIFT,
            Key::Plus,
        );
    }
    window.harness.run_steps(4);
    assert_eq!(window.app().state().settings.ui_scale, 200);
    let map = window.app().map_rect();
    assert!(map.width() > 100.0 && map.height() > 150.0, "{map:?}");
    search(&mut window, "yangzonghai");
    keys(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().state().highlights.len(), 1);
}

#[test]
fn the_list_of_shortcuts_can_be_searched_and_is_that_of_the_actions() {
    let mut window = Window::with_sample();
    keys(&mut window, Modifiers::NONE, Key::F1);
    assert!(matches!(
        window.app().state().dialog,
        Some(Dialog::Shortcuts(_))
    ));
    window.type_into("查找命令或按键", "量面积");
    assert!(window.shows("量面积"));
    let names = |window: &Window, name: &str| window.harness.query_all_by_label(name).count();
    assert_eq!(names(&window, "全面核查"), 1, "only in the tool bar");
    assert_eq!(window.app().state().language(), Language::Zh);
}

#[test]
fn a_box_drawn_with_the_tool_fills_the_view() {
    let mut window = Window::with_sample();
    window.app().send(Command::Run(Action::ZoomBox));
    window.harness.run_steps(2);
    let middle = window.app().map_rect().center();
    let before = window.app().state().camera.m_per_px();
    let (from, to) = (
        middle - eframe::egui::vec2(60.0, 60.0),
        middle + eframe::egui::vec2(60.0, 60.0),
    );
    window.harness.hover_at(from);
    window.harness.step();
    window.harness.drag_at(from);
    window.harness.run_steps(2);
    window.harness.hover_at(to);
    window.harness.run_steps(2);
    window.harness.drop_at(to);
    window.harness.run_steps(3);
    let state = window.app().state();
    let wanted = before * 120.0 / state.map_size[0].min(state.map_size[1]);
    assert!((state.camera.m_per_px() / wanted - 1.0).abs() < 0.02);
}

#[test]
fn a_layer_is_hidden_from_its_menu() {
    let mut window = Window::with_sample();
    let row = window
        .harness
        .get_by_role_and_label(Role::CheckBox, "取水井")
        .rect()
        .center();
    let pos = row + eframe::egui::vec2(80.0, 0.0);
    window.harness.hover_at(pos);
    window.harness.step();
    for pressed in [true, false] {
        window.harness.event(eframe::egui::Event::PointerButton {
            pos,
            button: PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        window.harness.run_steps(3);
    }
    window.click("隐藏此图层");
    let layers = &window.app().state().layers;
    let wells = layers.iter().find(|entry| entry.layer == Layer::Well);
    assert!(!wells.unwrap().visible);
    assert!(
        !window
            .harness
            .get_by_role_and_label(Role::CheckBox, "取水井")
            .accesskit_node()
            .is_disabled()
    );
}
