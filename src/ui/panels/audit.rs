//! The audit panel along the bottom: what to audit, filters, the list of results, the list of changes.

use eframe::egui::{
    Align, Button, ComboBox, Event, EventFilter, Id, Key, Label, Layout, Modifiers, ProgressBar,
    Rect, RichText, Role, Sense, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::domain::{Language, Outcome};
use crate::state::audit::{AuditCommand, AuditFilter, AuditReport, AuditTab, Grouping};
use crate::state::audit_steps::layer_label;
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::icons::{Icon, icon_button_ui};
use crate::ui::panels::audit_changes::changes_ui;
use crate::ui::panels::audit_list::results_ui;
use crate::ui::panels::findings::{caution_ui, failure_ui};
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::{badge_ui, focus_ring_ui};

/// Lines that a page key moves by.
const PAGE: isize = 10;

/// What the panel itself remembers.
#[derive(Debug, Default)]
pub struct AuditPanel {
    /// The count of wishes to scroll that was fulfilled last.
    scrolled: u64,
}

impl AuditPanel {
    /// Fills its panel.
    pub fn ui(&mut self, ui: &mut Ui, state: &AppState, commands: &CommandSender) {
        let language = state.language();
        // A panel shrinks to what is in it, and a hint is small.
        ui.set_min_size(ui.available_size());
        head_ui(ui, state, commands);
        let audit = &state.audit;
        if let Some(failure) = &audit.failure {
            failure_ui(ui, failure, language);
            return;
        }
        let Some(report) = audit.report() else {
            let hint = if audit.running.is_some() {
                text::AUDITING
            } else {
                text::AUDIT_EMPTY
            };
            hint_ui(ui, hint.get(language));
            return;
        };
        if !audit.is_current() && audit.running.is_none() {
            caution_ui(ui, text::AUDIT_OUTDATED.get(language));
        }
        if report.layers.is_empty() {
            hint_ui(ui, text::AUDIT_NO_RULES.get(language));
            return;
        }
        if report.results.is_empty() && audit.tab == AuditTab::Results {
            hint_ui(ui, text::AUDIT_NOTHING.get(language));
            return;
        }
        if audit.tab == AuditTab::Results || audit.changes().is_some() {
            filter_ui(ui, state, report, commands);
        }
        if audit.tab == AuditTab::Results && report.verdict() == Outcome::Pass {
            let color = Palette::of(ui).outcome(Outcome::Pass);
            badge_ui(ui, color, text::AUDIT_ALL_PASS.get(language));
        }
        let body = ui.available_rect_before_wrap();
        let scroll_to = (self.scrolled != audit.scroll)
            .then_some(audit.cursor)
            .flatten();
        self.scrolled = audit.scroll;
        let clicked = match audit.tab {
            AuditTab::Results => results_ui(ui, state, scroll_to, commands),
            AuditTab::Changes => changes_ui(ui, state, scroll_to, commands),
        };
        keys_ui(ui, (body, clicked), commands);
    }
}

pub(super) fn hint_ui(ui: &mut Ui, hint: &str) {
    ui.add_space(6.0);
    ui.add(Label::new(RichText::new(hint).weak()).wrap());
}

/// Keys move through the list while it has the keyboard, which a click on a row gives it.
fn keys_ui(ui: &mut Ui, (body, clicked): (Rect, bool), commands: &CommandSender) {
    let id = Id::unique("audit list");
    let list = ui.interact(body, id, Sense::focusable_noninteractive());
    if clicked {
        list.request_focus();
    }
    focus_ring_ui(ui, &list);
    if !list.has_focus() {
        return;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let far = isize::MAX / 2;
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, PAGE),
        (Key::PageUp, -PAGE),
        (Key::End, far),
        (Key::Home, -far),
    ];
    let send = |command| commands.send(Command::Audit(command));
    for (key, by) in steps {
        for (modifiers, range) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
            if ui.input_mut(|input| input.consume_key(modifiers, key)) {
                send(AuditCommand::Step(by, range));
            }
        }
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
        send(AuditCommand::Enter);
    }
    if ui.input(|input| {
        input
            .events
            .iter()
            .any(|event| matches!(event, Event::Copy))
    }) {
        send(AuditCommand::Copy);
    }
}

/// Tabs, decision date, buttons, progress.
fn head_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let audit = &state.audit;
    ui.horizontal(|ui| {
        ui.label(strong(text::AUDIT_TAB.get(language)));
        tab_ui(
            ui,
            state,
            (AuditTab::Results, text::AUDIT_RESULTS.get(language)),
            commands,
        );
        let changes = audit.changes().map_or(0, |changes| changes.changes.len());
        let title = match changes {
            0 => text::AUDIT_CHANGES.get(language).to_owned(),
            some => format!(
                "{} {}",
                text::AUDIT_CHANGES.get(language),
                thousands(some as u64)
            ),
        };
        tab_ui(ui, state, (AuditTab::Changes, &title), commands);
        ui.separator();
        let label = ui.label(weak(text::AS_OF.get(language)));
        let mut date = audit.as_of.clone();
        let field = ui
            .add(
                TextEdit::singleline(&mut date)
                    .desired_width(86.0)
                    .margin(vec2(5.0, 2.0)),
            )
            .labelled_by(label.id)
            .on_hover_text(text::AS_OF_HINT.get(language));
        if field.changed() {
            commands.send(Command::Audit(AuditCommand::EditDate(date)));
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            commands.run(Action::RunAudit);
        }
        if let Some(job) = audit.running {
            let share = state.jobs.iter().find(|view| view.id == job);
            let share = share.and_then(|view| view.share).unwrap_or(0.0);
            ui.add(
                ProgressBar::new(share)
                    .desired_width(120.0)
                    .desired_height(12.0),
            );
            if ui.button(text::CANCEL.get(language)).clicked() {
                commands.send(Command::Cancel(job));
            }
        } else {
            action_ui(ui, state, Action::RunAudit, commands);
        }
        for action in [Action::KeepAudit, Action::CompareAudit, Action::ExportAudit] {
            action_ui(ui, state, action, commands);
        }
        let copy = Button::new(text::COPY_ROWS.get(language));
        if ui.add_enabled(!audit.selected.is_empty(), copy).clicked() {
            commands.send(Command::Audit(AuditCommand::Copy));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button_ui(ui, Icon::Close, text::CLOSE.get(language)).clicked() {
                commands.run(Action::ToggleAudit);
            }
        });
    });
}

fn tab_ui(ui: &mut Ui, state: &AppState, (tab, title): (AuditTab, &str), commands: &CommandSender) {
    if ui.selectable_label(state.audit.tab == tab, title).clicked() {
        commands.send(Command::Audit(AuditCommand::Tab(tab)));
    }
}

fn action_ui(ui: &mut Ui, state: &AppState, action: Action, commands: &CommandSender) {
    let button = Button::new(action.text().get(state.language()));
    let tip = action.tooltip().get(state.language());
    let response = ui.add_enabled(state.can(action), button);
    if response
        .on_hover_text(tip)
        .on_disabled_hover_text(tip)
        .clicked()
    {
        commands.run(action);
    }
}

/// Text, verdicts with their counts, layer, rule, grouping, and how much is listed.
fn filter_ui(ui: &mut Ui, state: &AppState, report: &AuditReport, commands: &CommandSender) {
    let language = state.language();
    let audit = &state.audit;
    let mut filter = audit.filter.clone();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let hint = text::AUDIT_FILTER.get(language);
        let weak_color = Palette::of(ui).weak;
        let field = ui.add(
            TextEdit::singleline(&mut filter.text)
                .hint_text(RichText::new(hint).color(weak_color))
                .desired_width(150.0)
                .margin(vec2(5.0, 2.0)),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, hint));
        verdicts_ui(ui, report, &mut filter, language);
        layer_ui(ui, report, &mut filter, language);
        if audit.tab == AuditTab::Results {
            rule_ui(ui, report, &mut filter, language);
            grouping_ui(ui, audit.grouping, language, commands);
        }
        let (count, any) = match audit.tab {
            AuditTab::Results => (audit.listed, filter != AuditFilter::default()),
            AuditTab::Changes => (audit.change_lines.len(), filter != AuditFilter::default()),
        };
        if any && ui.button(text::CLEAR_FILTER.get(language)).clicked() {
            filter = AuditFilter::default();
        }
        let listed = format!("{} {}", thousands(count as u64), text::LISTED.get(language));
        ui.label(weak(listed));
    });
    if filter != audit.filter {
        commands.send(Command::Audit(AuditCommand::Filter(filter)));
    }
}

/// One button per verdict that occurs; the one that is on filters.
fn verdicts_ui(ui: &mut Ui, report: &AuditReport, filter: &mut AuditFilter, language: Language) {
    for outcome in Outcome::STRICTEST_FIRST {
        let Some(count) = report.counts.get(outcome.code()) else {
            continue;
        };
        let on = filter.verdict == Some(outcome);
        let color = Palette::of(ui).outcome(outcome);
        let label = format!(
            "{} {}",
            outcome.label().get(language),
            thousands(*count as u64)
        );
        let text = RichText::clone(&strong(label)).color(color);
        if ui.add(Button::selectable(on, text)).clicked() {
            filter.verdict = (!on).then_some(outcome);
        }
    }
}

fn layer_ui(ui: &mut Ui, report: &AuditReport, filter: &mut AuditFilter, language: Language) {
    let any = text::ANY.get(language);
    let title = text::AUDIT_LAYER.get(language);
    let shown = filter
        .layer
        .as_deref()
        .map_or(any, |layer| layer_label(layer, language));
    ComboBox::from_id_salt("audit layer")
        .selected_text(format!("{title}: {shown}"))
        .width(118.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut filter.layer, None, any);
            for &layer in &report.layers {
                let label = layer_label(layer, language);
                ui.selectable_value(&mut filter.layer, Some(layer.to_owned()), label);
            }
        });
}

fn rule_ui(ui: &mut Ui, report: &AuditReport, filter: &mut AuditFilter, language: Language) {
    let any = text::ANY.get(language);
    let title = text::AUDIT_RULE.get(language);
    let chosen = filter.rule.and_then(|rule| report.rules.get(rule));
    let shown = chosen.map_or(any, |rule| rule.rule.as_str());
    ComboBox::from_id_salt("audit rule")
        .selected_text(format!("{title}: {shown}"))
        .width(112.0)
        .show_ui(ui, |ui| {
            ui.set_min_width(280.0);
            ui.selectable_value(&mut filter.rule, None, any);
            for (index, rule) in report.rules.iter().enumerate() {
                let label = format!("{} {}", rule.rule, rule.title);
                ui.push_id(index, |ui| {
                    ui.selectable_value(&mut filter.rule, Some(index), label);
                });
            }
        });
}

fn grouping_ui(ui: &mut Ui, now: Grouping, language: Language, commands: &CommandSender) {
    let label = |grouping: Grouping| {
        let text = match grouping {
            Grouping::None => text::GROUP_NONE,
            Grouping::Rule => text::GROUP_RULE,
            Grouping::County => text::GROUP_COUNTY,
            Grouping::Zone => text::GROUP_ZONE,
        };
        text.get(language)
    };
    let mut chosen = now;
    ComboBox::from_id_salt("audit grouping")
        .selected_text(format!("{}: {}", text::GROUP_BY.get(language), label(now)))
        .width(118.0)
        .show_ui(ui, |ui| {
            for grouping in Grouping::ALL {
                ui.selectable_value(&mut chosen, grouping, label(grouping));
            }
        });
    if chosen != now {
        commands.send(Command::Audit(AuditCommand::Group(chosen)));
    }
}
