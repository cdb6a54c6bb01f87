//! From a click on the map to findings, evidence and highlight.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::{Layer, Outcome};
use shuijie::state::view::HighlightTarget;

use crate::support::Window;

/// In the first-grade protection zone of 云龙水库 in the sample.
const IN_GRADE_ONE: (f64, f64) = (102.4019, 25.8797);

fn checked(window: &mut Window) {
    window.until("the check is answered", |window| {
        let check = &window.app().state().check;
        check.running.is_none() && (check.answer.is_some() || check.failure.is_some())
    });
    assert_eq!(window.app().state().check.failure, None);
}

#[test]
fn a_click_in_a_first_grade_zone_is_prohibited_and_its_evidence_lights_up() {
    let mut window = Window::with_sample();
    window.click("排污口审查");
    window.click_map(IN_GRADE_ONE.0, IN_GRADE_ONE.1);
    checked(&mut window);

    let (_, report) = window.app().state().check.answer.as_ref().unwrap();
    assert_eq!(report.verdict, Outcome::Prohibit);
    assert!(window.shows("禁止"));
    assert!(window.shows("一级保护区禁设排污口"));
    assert!(window.shows("《水法》第34条"));

    let before = window.app().state().camera;
    let titles: Vec<_> = window
        .harness
        .query_all_by_label("一级保护区禁设排污口")
        .collect();
    titles[0].click();
    drop(titles);
    window.harness.run_steps(3);
    let highlights = &window.app().state().highlights;
    assert_eq!(highlights.len(), 1, "{highlights:?}");
    assert_eq!(highlights[0].layer, Layer::ProtectionZone);
    let HighlightTarget::Code(code) = &highlights[0].target else {
        panic!("evidence is named by its code: {highlights:?}");
    };
    assert!(window.shows(code), "the panel names what is highlighted");
    assert_ne!(window.app().state().camera, before, "the map went there");
}

#[test]
fn numbers_with_two_readings_are_asked_before_anything_is_checked() {
    let mut window = Window::with_sample();
    window.type_into("位置", "102.4236, 25.0211");
    assert!(window.shows("这组数有多种读法"));
    assert!(
        window
            .harness
            .get_by_label("开始审查")
            .accesskit_node()
            .is_disabled()
    );
    window.harness.get_by_label_contains("DD.MMSS").click();
    window.harness.run_steps(3);
    window.click("开始审查");
    checked(&mut window);
    let (request, _) = window.app().state().check.answer.as_ref().unwrap();
    let at = request.subject.position().unwrap();
    assert!((at.lon - (102.0 + 42.0 / 60.0 + 36.0 / 3600.0)).abs() < 1e-9);
}

#[test]
fn a_changed_site_marks_the_verdict_as_outdated() {
    let mut window = Window::with_sample();
    window.click("排污口审查");
    window.click_map(IN_GRADE_ONE.0, IN_GRADE_ONE.1);
    checked(&mut window);
    assert!(!window.shows("请重新审查"));
    window.harness.get_by_label("申请信息").click();
    window.harness.run_steps(8);
    window.type_into("排放量", "1200");
    assert!(window.shows("请重新审查"));
    window.click("开始审查");
    window.until("the new check is answered", |window| {
        window.app().state().check.is_current()
    });
    assert!(!window.shows("请重新审查"));
}

#[test]
fn a_well_without_purpose_is_not_checked_but_asked_for_it() {
    let mut window = Window::with_sample();
    window.click("取水井审查");
    window.click_map(IN_GRADE_ONE.0, IN_GRADE_ONE.1);
    window.harness.run_steps(3);
    assert!(window.app().state().check.answer.is_none());
    assert!(window.shows("请选择取水用途"));
}

#[test]
fn further_conditions_are_folded_away_and_reach_the_check() {
    let mut window = Window::with_sample();
    window.type_into("位置", "东经103度15分36秒 北纬25度51分0秒");
    assert!(!window.shows("混合区长度"));
    window.click("更多条件");
    window.harness.run_steps(12);
    window.type_into("混合区长度", "800");
    window.type_into("削减 氨氮", "1.5");
    window.harness.key_press(eframe::egui::Key::Enter);
    checked(&mut window);
    let (request, _) = window.app().state().check.answer.as_ref().unwrap();
    let shuijie::domain::Subject::Outfall(outfall) = &request.subject else {
        panic!("an outfall was asked for");
    };
    assert_eq!(outfall.mixing_length_m, Some(800.0));
    assert_eq!(outfall.cuts_t_a.get("NH3N"), Some(&1.5));
}

#[test]
fn a_renewal_asks_for_the_old_volume_and_a_wrong_one_opens_the_fold() {
    let mut window = Window::with_sample();
    window.click("取水井审查");
    window.type_into("位置", "东经103度15分36秒 北纬25度51分0秒");
    window.click("更多条件");
    window.harness.run_steps(12);
    assert!(!window.shows("原许可水量"));
    window.click("延续取水");
    window.harness.run_steps(3);
    window.type_into("原许可水量", "many");
    window.type_into("退水水功能区", "无");
    window.click("更多条件");
    window.harness.run_steps(12);
    assert!(!window.shows("原许可水量"));
    window.click("开始审查");
    window.harness.run_steps(12);
    assert!(window.app().state().check.answer.is_none());
    assert!(window.shows("原许可水量"));
    assert!(window.shows("应为不小于 0 的数值"));
}

#[test]
fn findings_are_copied_as_text_with_their_articles() {
    let mut window = Window::with_sample();
    window.click("排污口审查");
    window.click_map(IN_GRADE_ONE.0, IN_GRADE_ONE.1);
    checked(&mut window);
    window.harness.get_by_label("复制审查结果").click();
    let mut copied = None;
    for _ in 0..6 {
        window.harness.step();
        let commands = &window.harness.output().platform_output.commands;
        for command in commands {
            if let eframe::egui::OutputCommand::CopyText(text) = command {
                copied = Some(text.clone());
            }
        }
    }
    let text = copied.expect("something was copied");
    for part in ["审查结论", "禁止", "《水法》第34条", "依据"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn enter_in_a_field_of_the_application_runs_the_check() {
    let mut window = Window::with_sample();
    window.type_into("位置", "东经102度42分36秒 北纬25度2分11秒");
    window.type_into("排放量", "1200");
    assert!(window.app().state().check.asked.is_none());
    window.harness.key_press(eframe::egui::Key::Enter);
    checked(&mut window);
    let (request, _) = window.app().state().check.answer.as_ref().unwrap();
    let shuijie::domain::Subject::Outfall(outfall) = &request.subject else {
        panic!("an outfall was asked for");
    };
    assert_eq!(outfall.flow_m3d, Some(1200.0));
}

#[test]
fn a_turned_order_is_said() {
    let mut window = Window::with_sample();
    window.type_into("位置", "25.04°, 102.71°");
    assert!(window.shows("纬度在前"));
}

#[test]
fn a_water_is_chosen_from_a_list_that_a_word_shortens() {
    let mut window = Window::with_sample();
    window.click("选择…");
    window.harness.run_steps(3);
    window.type_into("输入文字筛选", "盘龙");
    window.harness.key_press(eframe::egui::Key::Enter);
    window.harness.run_steps(4);
    let water = &window.app().state().check.form.water_body;
    assert!(water.contains("盘龙"), "{water}");
}

#[test]
fn the_answer_says_its_sources_in_words() {
    let mut window = Window::with_sample();
    window.click("排污口审查");
    window.click_map(IN_GRADE_ONE.0, IN_GRADE_ONE.1);
    checked(&mut window);
    assert!(window.shows("个要素，数据版本"));
    assert!(window.shows("版次"));
    assert!(!window.shows("in Chinese, because the law is"));
    window.click("English");
    assert!(window.shows("in Chinese, because the law is"));
}
