//! The quality dialog: years, methods, the form, the map, the clipboard.

use eframe::egui::{Key, Modifiers};
use shuijie::domain::Layer;
use shuijie::services::quality::QualityReport;
use shuijie::state::quality::{QualityDialog, QualityEdit};
use shuijie::state::view::Highlight;
use shuijie::state::{Action, Command, Dialog};
use shuijie::store::{Access, Project};

use crate::support::Window;

fn dialog(window: &Window) -> Option<&QualityDialog> {
    match &window.app().state().dialog {
        Some(Dialog::Quality(dialog)) => Some(dialog),
        _ => None,
    }
}

fn report(window: &Window) -> Option<&QualityReport> {
    dialog(window)
        .filter(|dialog| dialog.running.is_none())?
        .report()
}

fn open(window: &mut Window) {
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::U);
    window.until("the zones are rated", |window| {
        dialog(window).is_some_and(|dialog| dialog.running.is_none() && dialog.view.is_some())
    });
}

#[test]
fn the_form_is_shown_with_verdicts_method_and_rates_kept_apart() {
    let mut window = Window::with_sample();
    open(&mut window);
    let report = report(&window).unwrap().clone();
    for part in [
        "年评价次数",
        "年达标次数",
        "年度达标率",
        "主要超标项目",
        "按个数(个)",
        "按河长(km)",
        "干涸不评",
        "程序缺省",
    ] {
        assert!(window.shows(part), "{part}");
    }
    assert!(window.shows(&report.method_text) && window.shows(&report.method_source));
    for zone in &report.zones[..4] {
        let word = zone.verdict.label();
        assert!(window.shows(word), "{} {word}", zone.code);
    }
    let count = &report.rates.all.by_count;
    let sum = count.passing + count.failing + count.undecided + count.dry;
    assert_eq!(sum, report.zones.len() as f64);
    window.click("复制表格");
    assert!(window.shows("水质评价表已复制"));
}

#[test]
fn the_worst_verdicts_come_first_and_unknown_shares_stay_last_both_ways() {
    let mut window = Window::with_sample();
    open(&mut window);
    let shares = |window: &Window| -> Vec<Option<f64>> {
        let dialog = dialog(window).unwrap();
        let zones = &dialog.report().unwrap().zones;
        dialog
            .order
            .iter()
            .map(|index| zones[*index].share)
            .collect()
    };
    window.click("年度达标率");
    let up = shares(&window);
    let known = up.iter().flatten().count();
    assert!(known > 1, "the sample has rated zones");
    assert!(up[..known].is_sorted() && up[known..].iter().all(Option::is_none));
    window.click("年度达标率 ↑");
    let down = shares(&window);
    assert!(down[..known].iter().rev().is_sorted());
    assert!(down[known..].iter().all(Option::is_none));
}

#[test]
fn a_chosen_zone_is_marked_and_seen_on_the_map_and_the_dialog_comes_back_to_it() {
    let mut window = Window::with_sample();
    open(&mut window);
    let zone = report(&window).unwrap().zones[0].clone();
    let before = window.app().state().selection_bounds();
    assert!(before.is_none());
    window.click(&format!("{} {}", zone.code, zone.name));
    assert_eq!(dialog(&window).unwrap().selected.as_ref(), Some(&zone.code));
    window.click("在地图上查看");
    assert!(dialog(&window).is_none());
    let state = window.app().state();
    let marked = state.selection_bounds().unwrap();
    let view = state.camera.visible(state.map_size);
    assert!(view.min().x <= marked.min().x && marked.max().x <= view.max().x);
    assert_eq!(
        state.highlights,
        [Highlight::by_code(Layer::FunctionZone, zone.code.clone())]
    );
    open(&mut window);
    assert_eq!(dialog(&window).unwrap().selected.as_ref(), Some(&zone.code));
}

#[test]
fn a_method_set_for_the_project_is_journalled_and_makes_the_earlier_answer_an_old_one() {
    let mut window = Window::with_sample();
    window.click("排污口审查");
    window.click_map(102.68, 24.80);
    window.app().send(Command::Run(Action::RunCheck));
    window.until("the check is done", |window| {
        window.app().state().check.is_current()
    });
    open(&mut window);
    let edit = QualityEdit::Method("two".to_owned());
    window.app().send(Command::EditQuality(edit));
    window.until("the other method has rated", |window| {
        report(window).is_some_and(|report| report.method == "two")
    });
    assert!(window.shows("仅供查看，本项目未采用"));
    assert!(
        window.app().state().check.is_current(),
        "looking changes nothing"
    );
    window.click("设为本项目的方法");
    window.until("the method is the project's", |window| {
        report(window).is_some_and(|report| report.method_chosen_by == "项目设置")
    });
    assert!(!window.app().state().check.is_current());
    assert!(window.shows("本项目的方法"));
    let path = window.app().state().project.as_ref().unwrap().path.clone();
    let project = Project::open(&path, Access::ReadOnly).unwrap();
    assert_eq!(
        project.setting("quality_method").unwrap().as_deref(),
        Some("two")
    );
}

#[test]
fn without_samples_the_dialog_says_what_to_import() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("空.sqlite");
    drop(Project::create(&path).unwrap());
    let mut window = Window::new(folder, Some(path));
    window.until("the project is open", |window| {
        window.app().state().project.is_some()
    });
    open(&mut window);
    assert!(report(&window).is_none());
    assert!(window.shows("没有水质监测数据") && window.shows("导入图层"));
}
