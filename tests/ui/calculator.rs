//! The calculators: choosing, entering, refusing, storing.

use eframe::egui::{Key, Modifiers};
use shuijie::services::calculate;
use shuijie::state::Dialog;
use shuijie::store::{Access, Project};

use crate::support::Window;

fn open(window: &mut Window) {
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.until("the calculators are open", |window| {
        matches!(window.app().state().dialog, Some(Dialog::Calculator(_)))
    });
}

fn fill_ratio(window: &mut Window) {
    window.click("总量核算(占用比 R 与余量)");
    for (label, value) in [
        ("现有负荷 W现", "10"),
        ("新增负荷 W新", "3"),
        ("削减量 W削", "0"),
        ("限制排污总量 W限", "12"),
    ] {
        window.type_into(label, value);
    }
}

#[test]
fn a_result_shows_unit_source_and_caution_and_is_stored_with_its_purpose() {
    let mut window = Window::with_sample();
    open(&mut window);
    assert!(window.shows("依据待核"), "the formula was not compared");
    assert!(window.shows("还需填写"));
    fill_ratio(&mut window);
    assert!(window.shows("占用比 R = 1.08333"));
    assert!(window.shows("超过限制排污总量"));
    window.type_into("用途", "某厂排污口");
    window.click("存入项目");
    window.until("the calculation is stored", |window| {
        matches!(&window.app().state().dialog, Some(Dialog::Calculator(dialog)) if dialog.saved.is_some())
    });
    assert!(window.shows("已存入，编号 1"));
    let path = window.app().state().project.as_ref().unwrap().path.clone();
    let stored = calculate::saved(&Project::open(&path, Access::ReadOnly).unwrap()).unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(
        (
            stored[0].note.as_str(),
            stored[0].calculation.model.as_str()
        ),
        ("某厂排污口", "ratio")
    );
    assert_eq!(stored[0].calculation.inputs[3].value, 12.0);
    assert_eq!(stored[0].calculation.inputs[3].unit, "t/a");
}

#[test]
fn a_wrong_input_is_named_and_gives_no_result() {
    let mut window = Window::with_sample();
    open(&mut window);
    window.click("总量核算(占用比 R 与余量)");
    window.type_into("现有负荷 W现", "-1");
    assert!(window.shows("「现有负荷 W现」(existing)为 -1"));
    assert!(!window.shows("占用比 R ="));
}

#[test]
fn without_a_project_it_calculates_and_stores_nothing() {
    let mut window = Window::start_page();
    open(&mut window);
    fill_ratio(&mut window);
    assert!(window.shows("占用比 R = 1.08333"));
    window.click("存入项目");
    let Some(Dialog::Calculator(dialog)) = &window.app().state().dialog else {
        panic!("the dialog is open");
    };
    assert_eq!((dialog.saved, dialog.running), (None, None));
}
