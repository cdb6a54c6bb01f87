//! The audit in the window: run, sort, filter, group, select, keep and compare.

use eframe::egui::{Key, Modifiers, OutputCommand, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use shuijie::domain::{Layer, Outcome};
use shuijie::state::audit::{
    AuditColumn, AuditCommand, AuditState, AuditTab, Grouping, Line, Pick,
};
use shuijie::state::view::HighlightTarget;
use shuijie::state::{Action, Command, Inspector};

use crate::support::Window;

fn audit(window: &Window) -> &AuditState {
    &window.app().state().audit
}

fn audited(window: &mut Window) {
    window.until("the audit is answered", |window| {
        let audit = audit(window);
        audit.running.is_none() && (audit.answer.is_some() || audit.failure.is_some())
    });
    assert_eq!(audit(window).failure, None);
}

fn run(window: &mut Window) {
    window.app().send(Command::Run(Action::RunAudit));
    window.until("the audit has begun", |window| {
        audit(window).running.is_some() || audit(window).answer.is_some()
    });
    audited(window);
}

fn send(window: &mut Window, command: AuditCommand) {
    window.app().send(Command::Audit(command));
    window.harness.run_steps(4);
}

/// The verdicts and codes as listed.
fn listed(window: &Window) -> Vec<(Outcome, String)> {
    let audit = audit(window);
    let results = &audit.report().unwrap().results;
    let features = audit.lines.iter().filter_map(|line| match line {
        Line::Feature(index) => Some(&results[*index]),
        Line::Group { .. } => None,
    });
    features
        .map(|result| (result.verdict, result.code.clone()))
        .collect()
}

#[test]
fn the_tool_button_audits_everything_and_lists_the_worst_first() {
    let mut window = Window::with_sample();
    let buttons: Vec<_> = window.harness.query_all_by_label("全面核查").collect();
    buttons[0].click();
    drop(buttons);
    window.harness.run_steps(2);
    audited(&mut window);
    let rows = listed(&window);
    assert!(rows.len() > 3);
    assert!(rows.is_sorted_by(|a, b| a.0 >= b.0), "{rows:?}");
    assert_eq!(rows.len(), audit(&window).report().unwrap().results.len());
    let first = rows[0].1.as_str();
    assert!(
        window
            .harness
            .query_by_role_and_label(Role::ListItem, first)
            .is_some(),
        "{first} is on show"
    );
    assert!(!window.shows("请重新核查"));
}

#[test]
fn a_click_on_a_row_selects_on_the_map_and_shows_every_finding() {
    let mut window = Window::with_sample();
    run(&mut window);
    let code = listed(&window)[0].1.clone();
    let before = window.app().state().camera;
    window
        .harness
        .get_by_role_and_label(Role::ListItem, &code)
        .click();
    window.harness.run_steps(4);
    let state = window.app().state();
    assert_eq!(state.inspector, Inspector::Audit);
    assert_eq!(state.highlights.len(), 1);
    assert_eq!(
        state.highlights[0].target,
        HighlightTarget::Code(code.clone())
    );
    assert_ne!(state.camera, before, "the map went there");
    let detail = state.audit.detail().unwrap();
    assert_eq!(detail.code, code);
    let (count, message) = (detail.findings.len(), detail.findings[0].message.clone());
    assert!(count > 0);
    assert!(window.shows(&message), "{message}");

    // Keys go on from there.
    window.harness.key_press(Key::ArrowDown);
    window.harness.run_steps(4);
    let second = listed(&window)[1].1.clone();
    assert_eq!(audit(&window).detail().unwrap().code, second);
    assert_eq!(audit(&window).cursor, Some(1));
    window
        .harness
        .key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    window.harness.run_steps(4);
    assert_eq!(audit(&window).selected.len(), 2);
    window.harness.key_press(Key::End);
    window.harness.run_steps(4);
    let last = audit(&window).lines.len() - 1;
    assert_eq!(audit(&window).cursor, Some(last));
    let code = listed(&window)[last].1.clone();
    assert!(
        window
            .harness
            .query_by_role_and_label(Role::ListItem, &code)
            .is_some(),
        "the list scrolled to {code}"
    );
}

#[test]
fn a_piece_of_evidence_lights_up_alone() {
    let mut window = Window::with_sample();
    run(&mut window);
    let results = &audit(&window).report().unwrap().results;
    let (line, finding) = audit(&window)
        .lines
        .iter()
        .enumerate()
        .find_map(|(line, shown)| {
            let Line::Feature(index) = shown else {
                return None;
            };
            let findings = &results[*index].findings;
            let found = findings.iter().position(|one| !one.evidence.is_empty())?;
            Some((line, found))
        })
        .unwrap();
    send(&mut window, AuditCommand::Pick(line, Pick::Only));
    let evidence = audit(&window).detail().unwrap().findings[finding].evidence[0].clone();
    send(&mut window, AuditCommand::ShowEvidence(finding, Some(0)));
    let highlights = &window.app().state().highlights;
    assert_eq!(highlights.len(), 1);
    assert_eq!(Some(highlights[0].layer), Layer::from_name(&evidence.layer));
}

#[test]
fn columns_sort_both_ways_and_the_filter_shortens_the_list() {
    let mut window = Window::with_sample();
    run(&mut window);
    let heading = AuditColumn::Code.label().zh;
    window.click(heading);
    let codes: Vec<String> = listed(&window).into_iter().map(|row| row.1).collect();
    assert!(codes.is_sorted(), "{codes:?}");
    window.click(&format!("{heading} ↑"));
    let turned: Vec<String> = listed(&window).into_iter().map(|row| row.1).collect();
    assert!(turned.is_sorted_by(|a, b| a >= b), "{turned:?}");

    let wanted = turned[0].clone();
    window.type_into("筛选编号、名称、分区", &wanted.to_lowercase());
    let rows = listed(&window);
    assert!(!rows.is_empty() && rows.iter().all(|row| row.1.contains(&wanted)));
    window.type_into("筛选编号、名称、分区", "没有这样的对象");
    assert!(window.shows("没有符合筛选条件的对象"));
    window.click("清除筛选");
    assert_eq!(listed(&window).len(), turned.len());

    let verdict = audit(&window).report().unwrap().verdict();
    let count = audit(&window).report().unwrap().counts[verdict.code()];
    window.click(&format!("{} {count}", verdict.label().zh));
    assert_eq!(listed(&window).len(), count);
}

#[test]
fn groups_open_and_close_and_count_their_features() {
    let mut window = Window::with_sample();
    run(&mut window);
    for grouping in [Grouping::Rule, Grouping::County, Grouping::Zone] {
        send(&mut window, AuditCommand::Group(grouping));
        let lines = &audit(&window).lines;
        let Line::Group { count, open, .. } = &lines[0] else {
            panic!("{grouping:?}: groups stand on top: {:?}", lines[0]);
        };
        assert!(!open, "{grouping:?}: all groups are closed at first");
        assert!(listed(&window).is_empty());
        let count = *count;
        send(&mut window, AuditCommand::ToggleGroup(0));
        assert_eq!(listed(&window).len(), count, "{grouping:?}");
        send(&mut window, AuditCommand::Pick(0, Pick::Only));
        send(&mut window, AuditCommand::Enter);
        assert!(listed(&window).is_empty(), "{grouping:?}: Enter closes it");
    }
}

#[test]
fn a_kept_audit_is_compared_with_the_next_one() {
    let mut window = Window::with_sample();
    run(&mut window);
    send(&mut window, AuditCommand::Tab(AuditTab::Changes));
    assert!(window.shows("还没有保留过核查"));
    assert!(!window.app().state().can(Action::CompareAudit));
    window.click("保留本次核查");
    window.until("the audit is kept", |window| {
        window.app().state().can(Action::CompareAudit)
    });
    window.click("与上次核查比较");
    window.until("the comparison is there", |window| {
        audit(window).changes().is_some()
    });
    assert_eq!(audit(&window).tab, AuditTab::Changes);
    assert!(window.shows("没有结论改变"));
}

#[test]
fn selected_rows_are_copied_for_a_spreadsheet() {
    let mut window = Window::with_sample();
    run(&mut window);
    send(&mut window, AuditCommand::Pick(0, Pick::Only));
    send(&mut window, AuditCommand::Pick(2, Pick::Range));
    window.harness.get_by_label("复制所选行").click();
    let mut copied = None;
    for _ in 0..6 {
        window.harness.step();
        for command in &window.harness.output().platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                copied = Some(text.clone());
            }
        }
    }
    let text = copied.unwrap();
    assert_eq!(text.lines().count(), 4, "a title and three rows: {text}");
    let columns = |line: &str| line.split('\t').count();
    assert!(
        text.lines()
            .all(|line| columns(line) == AuditColumn::ALL.len())
    );
}

#[test]
fn another_date_marks_the_answer_as_outdated_and_it_cannot_be_kept() {
    let mut window = Window::with_sample();
    run(&mut window);
    assert!(window.app().state().can(Action::KeepAudit));
    send(&mut window, AuditCommand::EditDate("2026-08-01".to_owned()));
    assert!(window.shows("请重新核查"));
    assert!(!window.app().state().can(Action::KeepAudit));
    let keep: Vec<_> = window.harness.query_all_by_label("保留本次核查").collect();
    assert!(
        keep.iter()
            .all(|button| button.accesskit_node().is_disabled())
    );
    drop(keep);
    send(&mut window, AuditCommand::EditDate("昨天".to_owned()));
    window.app().send(Command::Run(Action::RunAudit));
    window.harness.run_steps(4);
    assert!(audit(&window).running.is_none());
    assert!(window.shows("决定日期无法识别"));
}

#[test]
fn an_empty_project_says_what_to_do() {
    let mut window = Window::start_page();
    let path = window.folder.path().join("空.sqlite");
    window.app().send(Command::Create(path));
    window.until("the project is open", |window| {
        window.app().state().project.is_some()
    });
    run(&mut window);
    assert!(window.shows("没有可核查的登记对象"));
}

#[test]
fn the_shortcut_with_shift_is_not_taken_for_the_one_without() {
    let mut window = Window::with_sample();
    window.click("排污口审查");
    window.type_into("位置", "东经103度15分36秒 北纬25度51分0秒");
    window
        .harness
        .key_press_modifiers(Modifiers::SHIFT, Key::F5);
    audited(&mut window);
    assert!(window.app().state().check.answer.is_none());
}
