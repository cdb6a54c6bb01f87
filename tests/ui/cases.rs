//! The case register in the window: saving, staleness, comparing, deciding, withdrawing.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::case::{CaseStatus, Opinion, RuleChange};
use shuijie::state::cases::{CaseCommand, CasesDialog};
use shuijie::state::{Command, Dialog, FilePurpose};

use crate::support::Window;

/// In the first-grade protection zone of 云龙水库 in the sample.
const IN_GRADE_ONE: (f64, f64) = (102.4019, 25.8797);

fn register(window: &Window) -> Option<&CasesDialog> {
    match &window.app().state().dialog {
        Some(Dialog::Cases(dialog)) if dialog.running.is_none() && !dialog.writing => Some(dialog),
        _ => None,
    }
}

fn check(window: &mut Window) {
    window.click("排污口审查");
    window.click_map(IN_GRADE_ONE.0, IN_GRADE_ONE.1);
    window.until("the check is done", |window| {
        window.app().state().check.is_current()
    });
}

fn open_save(window: &mut Window) {
    window.click("存为案卷…");
    window.until("a number is proposed", |window| {
        matches!(&window.app().state().dialog, Some(Dialog::SaveCase(save)) if save.proposed.is_some())
    });
}

fn save(window: &mut Window, applicant: &str) {
    open_save(window);
    window.type_into("申请人", applicant);
    window.type_into("项目名称", "污水厂尾水排放口");
    window.click("存档");
    window.until("the case is saved", |window| {
        window.app().state().dialog.is_none()
    });
}

fn open_register(window: &mut Window) {
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::D);
    window.until("the register is read", |window| {
        register(window).is_some_and(|dialog| dialog.cases.is_some())
    });
}

fn select(window: &mut Window, title: &str) {
    window.click(title);
    window.until("the case is read", |window| {
        register(window).is_some_and(|dialog| dialog.case().is_some())
    });
}

fn status(window: &Window) -> CaseStatus {
    let case = register(window).unwrap().case().unwrap();
    case.case.summary.status
}

/// A change by another program.
#[expect(
    clippy::disallowed_methods,
    reason = "another program opens the file in its own way"
)]
fn change_a_layer(window: &Window) {
    let path = &window.app().state().project.as_ref().unwrap().path;
    let other = rusqlite::Connection::open(path).unwrap();
    let changed = other
        .execute("UPDATE quality_sample SET remark = '复测'", [])
        .unwrap();
    assert!(changed > 0);
}

#[test]
fn an_empty_register_says_how_a_case_comes_about() {
    let mut window = Window::with_sample();
    open_register(&mut window);
    assert!(window.shows("还没有案卷"));
    window.click("关闭");
    assert!(window.app().state().dialog.is_none());
}

#[test]
fn a_check_becomes_a_case_with_all_that_it_was_made_from() {
    let mut window = Window::with_sample();
    check(&mut window);
    save(&mut window, "滇池水务");
    assert!(window.shows("已存为案卷 PK-2026-0001"));
    open_register(&mut window);
    for part in ["待定", "禁止", "滇池水务"] {
        assert!(window.shows(part), "{part}");
    }
    select(&mut window, "PK-2026-0001 第 1 次");
    for part in [
        "污水厂尾水排放口",
        "2027-02-21",
        "一级保护区禁设排污口",
        "《水法》第34条",
        "kunming-2014",
        "个要素，数据版本",
        "EPSG:",
        "尚未出具",
    ] {
        assert!(window.shows(part), "{part}");
    }
    assert!(!window.shows("已过时"));
    window.type_into("查找案卷", "别的厂");
    assert!(window.shows("没有匹配的案卷"));
}

#[test]
fn a_number_that_is_taken_is_refused_and_can_be_mended() {
    let mut window = Window::with_sample();
    check(&mut window);
    save(&mut window, "甲");
    open_save(&mut window);
    window.type_into("案卷号", "PK-2026-0001");
    window.click("存档");
    window.until("the number is refused", |window| {
        matches!(&window.app().state().dialog, Some(Dialog::SaveCase(save)) if save.failure.is_some())
    });
    assert!(window.shows("PK-2026-0001"));
    window.type_into("案卷号", "-甲");
    window.click("存档");
    window.until("the case is saved", |window| {
        window.app().state().dialog.is_none()
    });
    assert!(window.shows("已存为案卷 PK-2026-0001-甲"));
}

#[test]
fn a_check_that_a_change_has_overtaken_is_not_put_on_file() {
    let mut window = Window::with_sample();
    check(&mut window);
    open_save(&mut window);
    change_a_layer(&window);
    window.click("存档");
    window.until("saving is refused", |window| {
        matches!(&window.app().state().dialog, Some(Dialog::SaveCase(save)) if save.failure.is_some())
    });
    window.click("取消");
    open_register(&mut window);
    assert!(window.shows("还没有案卷"));
}

#[test]
fn a_stale_case_is_run_again_compared_saved_decided_and_withdrawn() {
    let mut window = Window::with_sample();
    check(&mut window);
    save(&mut window, "甲");
    change_a_layer(&window);
    open_register(&mut window);
    assert!(window.shows("已过时"));
    select(&mut window, "PK-2026-0001 第 1 次");
    assert!(window.shows("在核查后有改动"));

    window.click("重新核查…");
    window.click("重新核查并对比");
    window.until("the answers are compared", |window| {
        register(window).is_some_and(|dialog| dialog.rerun.is_some())
    });
    assert!(window.shows("每条规则的结论都不变"));
    assert!(window.shows("不变的规则"));
    window.click("存为新一次核查");
    window.until("the re-run is stored", |window| {
        register(window).is_some_and(|dialog| {
            dialog
                .case()
                .is_some_and(|case| case.case.summary.key.revision == 2)
        })
    });
    assert!(window.shows("已重新核查"), "the first one is closed");

    window.click("记录意见…");
    window.click("同意");
    window.click("记录意见");
    window.until("consent against the verdict is refused", |window| {
        register(window).is_some_and(|dialog| dialog.failure.is_some())
    });
    assert!(window.shows("同意时须写明理由或条件"));
    window.click("不同意");
    window.type_into("审查人", "李工");
    window.click("记录意见");
    window.until("the opinion is recorded", |window| {
        register(window).is_some_and(|dialog| dialog.case().is_some())
            && status(window) == CaseStatus::Decided
    });
    let case = &register(&window).unwrap().case().unwrap().case.summary;
    assert_eq!(case.decision.as_ref().unwrap().opinion, Opinion::Refuse);
    assert_eq!(case.details.reviewer, "李工");

    window.click("撤回…");
    window.click("撤回案卷");
    window.until("a reason is asked for", |window| {
        register(window).is_some_and(|dialog| dialog.failure.is_some())
    });
    assert!(window.shows("撤回案卷须写明原因"));
    let area = window
        .harness
        .get_by_role_and_label(Role::MultilineTextInput, "撤回原因");
    area.focus();
    area.type_text("申请人撤件");
    window.harness.run_steps(3);
    window.click("撤回案卷");
    window.until("the case is withdrawn", |window| {
        register(window).is_some_and(|dialog| dialog.case().is_some())
            && status(window) == CaseStatus::Withdrawn
    });
    let rerun = window.harness.get_by_label("重新核查…");
    assert!(rerun.accesskit_node().is_disabled());
}

#[test]
fn on_another_day_the_changed_basis_stands_side_by_side() {
    let mut window = Window::with_sample();
    check(&mut window);
    save(&mut window, "甲");
    open_register(&mut window);
    select(&mut window, "PK-2026-0001 第 1 次");
    window.click("重新核查…");
    let mut form = register(&window).unwrap().form.clone();
    form.as_of = "2026-06-01".to_owned();
    let edit = CaseCommand::EditForm(Box::new(form));
    window.app().send(Command::Cases(edit));
    window.harness.run_steps(3);
    window.click("重新核查并对比");
    window.until("the answers are compared", |window| {
        register(window).is_some_and(|dialog| dialog.rerun.is_some())
    });
    let comparison = &register(&window)
        .unwrap()
        .rerun
        .as_ref()
        .unwrap()
        .comparison;
    let changed = comparison
        .rules
        .iter()
        .find(|rule| rule.change != RuleChange::Same)
        .expect("another edition of the law speaks");
    let word = changed.change.label().zh;
    for part in [word, &changed.rule, "2026-06-01", "2026-11-23"] {
        assert!(window.shows(part), "{part}");
    }
    window.click("返回案卷");
    assert!(window.shows("存档的结论"));
}

#[test]
fn a_case_is_found_again_on_the_map() {
    let mut window = Window::with_sample();
    check(&mut window);
    save(&mut window, "甲");
    window.app().send(Command::EditCoordinates(String::new()));
    window.harness.run_steps(3);
    open_register(&mut window);
    select(&mut window, "PK-2026-0001 第 1 次");
    window.click("在地图上显示");
    let state = window.app().state();
    assert!(state.dialog.is_none());
    let at = state.check.site.position().unwrap();
    assert!((at.lon - IN_GRADE_ONE.0).abs() < 1e-3 && (at.lat - IN_GRADE_ONE.1).abs() < 1e-3);
    assert!(!state.highlights.is_empty(), "the evidence lights up");
}

#[test]
fn the_review_document_is_written_from_the_case_on_show() {
    let mut window = Window::with_sample();
    check(&mut window);
    save(&mut window, "滇池水务");
    open_register(&mut window);
    select(&mut window, "PK-2026-0001 第 1 次");
    // What the button sends, and the answer of the system's file dialog, before there can be one.
    let answer = |window: &Window, question, file| {
        assert!(window.shows("导出审查文件…"));
        let chosen = Command::FileChosen(FilePurpose::SaveReport(question), Some(file));
        window.app().send(Command::Cases(CaseCommand::Export));
        window.app().send(chosen);
    };
    for (question, name) in (0..).zip(["审查.pdf", "审查.docx"]) {
        let file = window.folder.path().join(name);
        answer(&window, question, file.clone());
        window.until("the document is written", |window| {
            window.shows(&format!("已写入 {name}"))
        });
        assert!(window.shows("打开所在文件夹"));
        assert!(std::fs::metadata(&file).unwrap().len() > 10_000);
    }
    let nowhere = window.folder.path().join("没有").join("x.pdf");
    answer(&window, 2, nowhere);
    window.until("it is said that there is no such folder", |window| {
        window.shows("无法写入")
    });
}
