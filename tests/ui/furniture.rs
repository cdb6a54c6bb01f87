//! Grids, overview, raster bases, the picture of the map.

use eframe::egui::{Key, Modifiers, Role, vec2};
use egui_kittest::kittest::Queryable as _;
use image::{Rgb, RgbImage};
use shuijie::state::furniture::BaseStatus;
use shuijie::state::{Command, FilePurpose};

use crate::support::Window;

#[test]
fn grids_are_switched_in_the_view_menu_and_by_key() {
    let mut window = Window::with_sample();
    let choose = |window: &mut Window, entry: &str| {
        window.click("视图");
        window.harness.get_by_label_contains(entry).click();
        window.harness.run_steps(3);
    };
    choose(&mut window, "经纬网");
    assert!(window.app().state().settings.furniture.graticule);
    choose(&mut window, "公里网");
    assert!(window.app().state().settings.furniture.plane_grid);
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::G);
    window.harness.run_steps(3);
    assert!(!window.app().state().settings.furniture.graticule);
}

#[test]
fn a_click_on_the_overview_moves_the_map() {
    let mut window = Window::with_sample();
    assert!(window.harness.query_by_label("鹰眼图").is_none());
    window.harness.key_press(Key::F11);
    window.harness.run_steps(3);
    let before = window.app().state().camera;
    let place = window.harness.get_by_label("鹰眼图").rect();
    let at = place.center() + vec2(30.0, -30.0);
    window.harness.hover_at(at);
    window.harness.step();
    window.harness.drag_at(at);
    window.harness.step();
    window.harness.drop_at(at);
    window.harness.run_steps(3);
    let after = window.app().state().camera;
    assert_eq!(before.m_per_px(), after.m_per_px());
    assert!(after.center().x > before.center().x && after.center().y > before.center().y);
}

#[test]
fn dragging_the_frame_of_the_overview_takes_the_map_along() {
    let mut window = Window::with_sample();
    window.send_scale(100_000.0);
    window.harness.key_press(Key::F11);
    window.harness.run_steps(3);
    let before = window.app().state().camera.center();
    let place = window.harness.get_by_label("鹰眼图").rect();
    let start = place.center();
    window.harness.hover_at(start);
    window.harness.step();
    window.harness.drag_at(start);
    window.harness.step();
    for step in 1..=4 {
        window
            .harness
            .hover_at(start + vec2(6.0, 0.0) * step as f32);
        window.harness.step();
    }
    window.harness.drop_at(start + vec2(24.0, 0.0));
    window.harness.run_steps(3);
    let after = window.app().state().camera.center();
    assert!(after.x > before.x + 1_000.0, "{before:?} {after:?}");
    assert!((after.y - before.y).abs() < 2_000.0);
}

/// A picture of 40 km around 滇池 beside the project.
fn picture(window: &Window, world: bool) -> std::path::PathBuf {
    let path = window.folder.path().join("地形图.png");
    RgbImage::from_pixel(400, 400, Rgb([230, 220, 200]))
        .save(&path)
        .unwrap();
    if world {
        std::fs::write(
            path.with_extension("pgw"),
            "100\n0\n0\n-100\n550000\n2780000\n",
        )
        .unwrap();
    }
    path
}

#[test]
fn a_picture_becomes_a_base_once_its_system_is_known_and_comes_back_with_the_project() {
    let mut window = Window::with_sample();
    let path = picture(&window, true);
    window
        .app()
        .send(Command::FileChosen(FilePurpose::Base, Some(path)));
    window.until("the system is asked for", |window| {
        window.shows("图片没有 .prj")
    });
    window
        .harness
        .get_by_role_and_label(Role::ComboBox, "底图坐标系")
        .click();
    window.harness.run_steps(3);
    window.click("项目投影 (EPSG:4543)");
    window.until("it is drawn", |window| {
        let layers = &window.app().state().bases.layers;
        matches!(layers[0].status, BaseStatus::Ready(_))
    });
    assert!(window.shows("地形图.png"));
    let project = window.app().state().project.as_ref().unwrap().path.clone();
    window.until("it is kept", |window| window.app().state().jobs.is_empty());
    window.app().send(Command::Open(project));
    window.until("it is being opened", |window| {
        window.app().state().opening.is_some()
    });
    window.until("it is there again", |window| {
        let state = window.app().state();
        let first = state.bases.layers.first();
        state.opening.is_none()
            && first.is_some_and(|base| {
                base.entry.path == "地形图.png" && matches!(base.status, BaseStatus::Ready(_))
            })
    });
    window
        .harness
        .get_by_role_and_label(Role::CheckBox, "地形图.png")
        .click();
    window.harness.run_steps(3);
    assert!(!window.app().state().bases.layers[0].entry.visible);
}

#[test]
fn a_base_that_cannot_be_drawn_says_why_and_can_be_removed() {
    let mut window = Window::with_sample();
    let path = picture(&window, false);
    window.app().send(Command::Dropped(vec![path]));
    window.until("the reason is shown", |window| {
        window.shows("图片没有 .prj") || window.shows("坐标定位文件")
    });
    window.click("移除底图 地形图.png");
    assert!(window.app().state().bases.layers.is_empty());
    let gone = window.folder.path().join("没有.mbtiles");
    window
        .app()
        .send(Command::FileChosen(FilePurpose::Base, Some(gone)));
    window.until("it is missing", |window| window.shows("文件不存在"));
    assert!(window.shows("重新指定…"));
}
