//! A case and the same question asked again: old and new finding of every rule side by side, what
//! changed first.

use eframe::egui::{Align, Button, Color32, Label, Layout, Ui, vec2};

use crate::domain::case::{CaseComparison, ReviewCase, RuleChange, RuleComparison};
use crate::domain::{Finding, Language, Outcome};
use crate::services::cases::Listed;
use crate::state::cases::{CaseCommand, CaseForm, CasePage, CasesDialog};
use crate::state::{Command, CommandSender};
use crate::ui::case_text;
use crate::ui::dialogs::case_view::finding_card_ui;
use crate::ui::dialogs::cases::title;
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::{badge_ui, field_grid_ui, heading_ui, text_field_ui};

/// Width of the field of the date with its label.
const DATE_WIDTH: f32 = 300.0;

pub(super) fn rerun_ui(
    ui: &mut Ui,
    dialog: &CasesDialog,
    listed: &Listed<ReviewCase>,
    (commands, language): (&CommandSender, Language),
) {
    let send = |command| commands.send(Command::Cases(command));
    ui.horizontal(|ui| {
        if ui.button(case_text::BACK.get(language)).clicked() {
            send(CaseCommand::Turn(CasePage::Stored));
        }
        ui.label(strong(title(&listed.case.summary, language)).size(15.0));
    });
    let mut form = dialog.form.clone();
    ui.horizontal(|ui| {
        ui.allocate_ui(vec2(DATE_WIDTH, ui.spacing().interact_size.y), |ui| {
            field_grid_ui(ui, case_text::RERUN_AS_OF.get(language), |ui| {
                text_field_ui(ui, &mut form.as_of, "", "")
            });
        });
        let palette = Palette::of(ui);
        let run = strong(case_text::RUN.get(language)).color(palette.on_accent);
        let run = Button::new(run).fill(palette.accent);
        let idle = dialog.is_open() && dialog.running.is_none();
        if ui.add_enabled(idle, run).clicked() {
            send(CaseCommand::Rerun);
        }
        let done = dialog.rerun.is_some();
        let save = Button::new(case_text::SAVE_RERUN.get(language));
        if ui
            .add_enabled(done && idle, save)
            .on_hover_text(case_text::SAVE_RERUN_HINT.get(language))
            .clicked()
        {
            send(CaseCommand::SaveRerun);
        }
        let copy = Button::new(case_text::COPY_COMPARISON.get(language));
        if ui.add_enabled(done, copy).clicked() {
            send(CaseCommand::Copy);
        }
    });
    send_form(dialog, form, commands);
    ui.add_space(6.0);
    match &dialog.rerun {
        Some(rerun) => comparison_ui(ui, &rerun.comparison, language),
        None if dialog.running.is_none() => {
            ui.add(Label::new(weak(case_text::RERUN_EMPTY.get(language))).wrap());
        }
        None => {}
    }
}

fn send_form(dialog: &CasesDialog, form: CaseForm, commands: &CommandSender) {
    if form != dialog.form {
        commands.send(Command::Cases(CaseCommand::EditForm(Box::new(form))));
    }
}

fn comparison_ui(ui: &mut Ui, comparison: &CaseComparison, language: Language) {
    let (same, changed): (Vec<_>, Vec<_>) = comparison
        .rules
        .iter()
        .partition(|rule| rule.change == RuleChange::Same);
    halves_ui(
        ui,
        |ui| {
            let (verdict, day) = (comparison.old_verdict, comparison.old_as_of);
            verdict_ui(ui, case_text::OLD.get(language), (verdict, day), language);
        },
        |ui| {
            let (verdict, day) = (comparison.new_verdict, comparison.new_as_of);
            verdict_ui(ui, case_text::NEW.get(language), (verdict, day), language);
        },
    );
    if changed.is_empty() {
        let said = if comparison.identical {
            case_text::IDENTICAL
        } else {
            case_text::SAME_FINDINGS
        };
        ui.add(Label::new(said.get(language)).wrap());
    }
    for (index, rule) in changed.iter().enumerate() {
        ui.push_id((&rule.pack, &rule.rule, index), |ui| {
            rule_ui(ui, rule, language);
        });
    }
    if same.is_empty() {
        return;
    }
    ui.add_space(6.0);
    let count = format!("{}: {}", case_text::SAME.get(language), same.len());
    heading_ui(ui, &count);
    for finding in same.iter().filter_map(|rule| rule.new.as_ref()) {
        same_ui(ui, finding, language);
    }
}

fn verdict_ui(
    ui: &mut Ui,
    head: &str,
    (verdict, day): (Outcome, jiff::civil::Date),
    language: Language,
) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.label(strong(head));
        let color = palette.outcome(verdict);
        badge_ui(ui, color, verdict.label().get(language));
        ui.label(weak(day.to_string()));
    });
}

fn rule_ui(ui: &mut Ui, rule: &RuleComparison, language: Language) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        badge_ui(ui, color(ui, rule), rule.change.label().get(language));
        ui.label(strong(rule.rule.as_str()));
        ui.label(weak(rule.pack.as_str()));
    });
    halves_ui(
        ui,
        |ui| side_ui(ui, rule.old.as_ref(), language),
        |ui| side_ui(ui, rule.new.as_ref(), language),
    );
}

/// The colour of the stricter side, so that a change for the worse catches the eye.
fn color(ui: &Ui, rule: &RuleComparison) -> Color32 {
    let palette = Palette::of(ui);
    match rule.change {
        RuleChange::Same | RuleChange::Content => palette.accent,
        RuleChange::Outcome | RuleChange::New | RuleChange::Gone => {
            let sides = rule.old.iter().chain(&rule.new);
            palette.outcome(Outcome::strictest(sides.map(|finding| finding.outcome)))
        }
    }
}

fn side_ui(ui: &mut Ui, finding: Option<&Finding>, language: Language) {
    match finding {
        Some(finding) => finding_card_ui(ui, finding, language),
        None => {
            ui.label(weak(case_text::ABSENT.get(language)));
        }
    }
}

fn same_ui(ui: &mut Ui, finding: &Finding, language: Language) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        let color = palette.outcome(finding.outcome);
        badge_ui(ui, color, finding.outcome.label().get(language));
        ui.label(finding.rule.as_str());
        ui.add(Label::new(finding.title.as_str()).truncate())
            .on_hover_text(finding.message.as_str());
    });
}

/// Two columns of the same width, as high as the higher.
fn halves_ui(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    ui.horizontal_top(|ui| {
        for (index, show) in [
            Box::new(left) as Box<dyn FnOnce(&mut Ui) + '_>,
            Box::new(right),
        ]
        .into_iter()
        .enumerate()
        {
            ui.push_id(index, |ui| {
                ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(width);
                    show(ui);
                });
            });
        }
    });
}
