//! Attribute tables and selection in the window: open, sort, filter, pick, copy, count, and the way
//! between rows and map.

use eframe::egui::{Key, Modifiers, OutputCommand, Role};
use egui_kittest::kittest::Queryable as _;
use shuijie::domain::{Layer, LonLat};
use shuijie::state::selection::{
    ExpressionForm, LocationForm, MeetingChoice, ReferenceChoice, SelectCommand, SelectMode,
};
use shuijie::state::tables::{LayerTable, TableCommand, column_of};
use shuijie::state::{Action, Command};

use crate::support::Window;

fn table(window: &Window) -> &LayerTable {
    window.app().state().tables.front().unwrap()
}

fn send(window: &mut Window, command: TableCommand) {
    window.app().send(Command::Table(command));
    window.harness.run_steps(2);
    listed(window);
}

fn listed(window: &mut Window) {
    window.until("the rows are listed", |window| {
        let state = window.app().state();
        state.tables.listing().is_none() && state.table_due().is_none()
    });
}

fn opened(layer: Layer) -> Window {
    let mut window = Window::with_sample();
    window.app().send(Command::Table(TableCommand::Open(layer)));
    window.harness.run_steps(2);
    window.until("the table is read", |window| table(window).data.is_some());
    listed(&mut window);
    window
}

fn codes(window: &Window) -> Vec<String> {
    let table = table(window);
    let data = table.data.as_ref().unwrap();
    let kind = shuijie::state::tables::column_kind(table.layer, 0);
    table
        .rows
        .iter()
        .map(|row| kind.shown(data.value(*row as usize, 0), shuijie::domain::Language::Zh))
        .collect()
}

fn click_row(window: &mut Window, code: &str) {
    window
        .harness
        .get_by_role_and_label(Role::Row, code)
        .click();
    window.harness.run_steps(3);
}

#[test]
fn the_tool_button_opens_a_table_with_every_row_and_labels_for_codes() {
    let mut window = Window::with_sample();
    window.click("属性表");
    window.until("the table is read", |window| {
        window
            .app()
            .state()
            .tables
            .front()
            .is_some_and(|table| table.data.is_some())
    });
    let state = window.app().state();
    let layer = table(&window).layer;
    assert_eq!(
        table(&window).rows.len() as u64,
        state.project.as_ref().unwrap().count(layer)
    );
    let first = codes(&window)[0].clone();
    assert!(
        window
            .harness
            .query_by_role_and_label(Role::Row, &first)
            .is_some()
    );
    assert!(window.shows("排污口类型: 雨洪排口") || window.shows("排污口类型: 城镇污水处理厂"));
    window.click("属性表");
    assert!(window.app().state().tables.front.is_none());
}

#[test]
fn a_title_sorts_up_then_down_then_not_and_shift_adds_a_key() {
    let mut window = opened(Layer::FunctionZone);
    let before = codes(&window);
    let click = |window: &mut Window, title: &str, modifiers: Modifiers| {
        let node = window
            .harness
            .get_by_role_and_label(Role::ColumnHeader, title);
        node.click_modifiers(modifiers);
        window.harness.run_steps(3);
        listed(window);
    };
    click(&mut window, "名称", Modifiers::NONE);
    let up = codes(&window);
    assert_ne!(up, before);
    click(&mut window, "名称", Modifiers::NONE);
    let down = codes(&window);
    assert_eq!(
        down.iter().rev().collect::<Vec<_>>(),
        up.iter().collect::<Vec<_>>()
    );
    click(&mut window, "一级区类型", Modifiers::SHIFT);
    assert_eq!(table(&window).sort.len(), 2);
    click(&mut window, "名称", Modifiers::NONE);
    assert!(table(&window).sort.is_empty());
    assert_eq!(codes(&window), before);
}

#[test]
fn a_condition_filters_and_a_wrong_one_says_where_and_what_is_near() {
    let mut window = opened(Layer::FunctionZone);
    let all = table(&window).rows.len();
    window.type_into("筛选条件", "长渡 > 10");
    assert!(window.shows("第 1 个字符处"));
    assert!(window.shows("长度 (length_km)"));
    send(
        &mut window,
        TableCommand::Expression("长度 > 10 且 一级区类型 = '开发利用区'".to_owned()),
    );
    window.click("筛选");
    listed(&mut window);
    let some = table(&window).rows.len();
    assert!(some > 0 && some < all, "{some} of {all}");
    assert!(window.shows(&format!("{some} / {all} 行")));
    window.click("清除筛选");
    listed(&mut window);
    assert_eq!(table(&window).rows.len(), all);

    window.click("列筛选");
    let column = column_of(Layer::FunctionZone, "length_km").unwrap();
    send(&mut window, TableCommand::Filter(column, ">10".to_owned()));
    let long = table(&window).rows.len();
    assert!(long >= some && long < all);
    send(
        &mut window,
        TableCommand::Filter(column, ">1000000".to_owned()),
    );
    assert!(window.shows("没有符合筛选的行"));
}

#[test]
fn a_row_selects_on_the_map_and_keys_go_on_from_there() {
    let mut window = opened(Layer::Outfall);
    let code = codes(&window)[1].clone();
    let camera = window.app().state().camera;
    click_row(&mut window, &code);
    let state = window.app().state();
    let id = table(&window).id_at(1).unwrap();
    assert_eq!(state.selection.of(Layer::Outfall), [id]);
    assert_eq!(state.selection.flash.unwrap().id, id);
    assert_eq!(state.camera, camera, "a click does not move the map");
    assert!(state.highlights.is_empty(), "the evidence is another thing");
    assert!(window.shows("已选 1"));
    window
        .harness
        .key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    window.harness.run_steps(3);
    assert_eq!(window.app().state().selection.count(), 2);
    window.harness.key_press(Key::Enter);
    window.harness.run_steps(3);
    assert_ne!(window.app().state().camera, camera, "Enter goes there");
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.harness.run_steps(3);
    let all = table(&window).rows.len();
    assert_eq!(window.app().state().selection.count(), all);
    window.app().send(Command::Run(Action::ClearSelection));
    window.harness.run_steps(3);
    assert!(window.app().state().selection.is_empty());
}

#[test]
fn selected_rows_are_copied_with_titles() {
    let mut window = opened(Layer::Outfall);
    let code = codes(&window)[0].clone();
    click_row(&mut window, &code);
    window
        .harness
        .key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    window.harness.run_steps(3);
    window.harness.get_by_label("复制所选行").click();
    let mut copied = None;
    window.harness.step();
    let start = std::time::Instant::now();
    while copied.is_none() && start.elapsed().as_secs() < 30 {
        window.harness.step();
        for command in &window.harness.output().platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                copied = Some(text.clone());
            }
        }
    }
    let text = copied.unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("编号\t名称\t排污口类型\t"), "{text}");
    assert!(lines[1].starts_with(&format!("{code}\t")), "{text}");
}

#[test]
fn a_click_on_the_map_scrolls_the_table_to_the_feature() {
    let mut window = opened(Layer::Outfall);
    window.app().send(Command::Run(Action::SelectTool));
    window.app().send(Command::Select(SelectCommand::Target(
        shuijie::state::selection::SelectTarget::Only(Layer::Outfall),
    )));
    window.harness.run_steps(3);
    let last = codes(&window).last().unwrap().clone();
    assert!(
        window
            .harness
            .query_by_role_and_label(Role::Row, &last)
            .is_none()
    );
    let at = {
        let state = window.app().state();
        let scene = &state.project.as_ref().unwrap().scene;
        let layer = scene.layer(Layer::Outfall).unwrap();
        let feature = layer.by_code(&last).unwrap();
        let place = layer
            .features
            .iter()
            .position(|own| own.id == feature.id)
            .unwrap();
        scene
            .to_lon_lat(layer.feature_bounds(place).center())
            .unwrap()
    };
    zoom_to(&mut window, at);
    window.click_map(at.lon, at.lat);
    window.harness.run_steps(4);
    let state = window.app().state();
    assert_eq!(state.selection.count(), 1);
    assert_eq!(
        table(&window).cursor,
        table(&window).rows.len().checked_sub(1)
    );
    assert!(
        window
            .harness
            .query_by_role_and_label(Role::Row, &last)
            .is_some()
    );

    // Escape lets it go.
    window.harness.key_press(Key::Escape);
    window.harness.run_steps(3);
    assert!(window.app().state().selection.is_empty());
}

fn zoom_to(window: &mut Window, at: LonLat) {
    let id = {
        let table = table(window);
        let line = table.rows.len() - 1;
        table.id_at(line).map(|_| line)
    };
    window.app().send(Command::Table(TableCommand::Zoom(id)));
    window.app().send(Command::Run(Action::ClearSelection));
    window.harness.run_steps(4);
    let scene = &window.app().state().project.as_ref().unwrap().scene;
    assert!(scene.to_metric(at).is_some());
}

#[test]
fn only_selected_and_only_in_view_narrow_the_list() {
    let mut window = opened(Layer::Outfall);
    let all = table(&window).rows.len();
    window.click("仅所选");
    listed(&mut window);
    assert!(window.shows("没有选中的要素"));
    window.click("仅所选");
    listed(&mut window);
    assert_eq!(table(&window).rows.len(), all);
    window.click("仅视图内");
    listed(&mut window);
    let wide = table(&window).rows.len();
    for _ in 0..4 {
        window.app().send(Command::Run(Action::ZoomIn));
    }
    window.harness.run_steps(3);
    listed(&mut window);
    let near = table(&window).rows.len();
    assert!(near < wide && wide <= all, "{near} {wide} {all}");
}

#[test]
fn figures_and_detail_stand_beside_the_rows() {
    let mut window = opened(Layer::FunctionZone);
    let column = column_of(Layer::FunctionZone, "length_km").unwrap();
    send(&mut window, TableCommand::Statistics(column));
    window.until("figures are there", |window| {
        table(window).statistics.is_some()
    });
    assert!(window.shows("平均值"));
    assert!(window.shows("中位数"));
    window.click("详情");
    assert!(window.shows("点选一行"));
    let code = codes(&window)[0].clone();
    click_row(&mut window, &code);
    assert!(window.shows("主导功能") || window.shows("流域"));
}

#[test]
fn the_dialogs_select_by_condition_and_by_place() {
    let mut window = Window::with_sample();
    window.app().send(Command::Run(Action::SelectByExpression));
    window.harness.run_steps(3);
    let edit = |text: &str| {
        Command::Select(SelectCommand::EditExpression(Box::new(ExpressionForm {
            layer: Layer::Outfall,
            text: text.to_owned(),
            mode: SelectMode::New,
        })))
    };
    window.app().send(edit("日排量 > 1"));
    window.harness.run_steps(3);
    assert!(window.shows("没有字段"));
    window.app().send(edit("排放量 >= 10000"));
    window.harness.run_steps(3);
    run_dialog(&mut window);
    let many = window.app().state().selection.count();
    assert!(many > 0);
    assert!(window.shows(&format!("找到要素 {many}")));
    window.app().send(Command::CloseDialog);
    window.app().send(Command::Run(Action::SelectByLocation));
    window
        .app()
        .send(Command::Select(SelectCommand::EditLocation(Box::new(
            LocationForm {
                layer: Layer::FunctionZone,
                meeting: MeetingChoice::Within,
                metres: "500".to_owned(),
                reference: ReferenceChoice::Selected,
                mode: SelectMode::New,
            },
        ))));
    window.harness.run_steps(3);
    run_dialog(&mut window);
    let state = window.app().state();
    assert!(!state.selection.of(Layer::FunctionZone).is_empty());
    assert_eq!(
        state.selection.of(Layer::Outfall).len(),
        many,
        "the other layer keeps its own"
    );
}

fn run_dialog(window: &mut Window) {
    window
        .harness
        .get_all_by_role_and_label(Role::Button, "选择")
        .last()
        .unwrap()
        .click();
    window.harness.run_steps(2);
    window.until("the search ends", |window| {
        let state = window.app().state();
        state.selection.running.is_none() && window.shows("找到要素")
    });
}
