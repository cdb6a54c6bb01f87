//! One case of the register: what is on file, what can be done with it, the forms of opinion and
//! withdrawal.

use eframe::egui::{
    Align, Button, CornerRadius, Frame, Label, Layout, Margin, Response, RichText, Stroke,
    TextEdit, Ui, vec2,
};

use crate::domain::case::{CaseSummary, Opinion, ReviewCase};
use crate::domain::{Finding, Language, Layer};
use crate::services::cases::Listed;
use crate::services::findings_text::evidence_line;
use crate::state::cases::{CaseCommand, CaseForm, CasePage, CasesDialog, kind};
use crate::state::{Command, CommandSender};
use crate::ui::dialogs::case_inputs::input_lines;
use crate::ui::dialogs::cases::{badges_ui, reasons, title};
use crate::ui::panels::findings::{basis_ui, missing_ui};
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::{
    badge_ui, field_grid_ui, heading_ui, problem_ui, segmented_ui, text_field_ui,
};
use crate::ui::{case_text, text};

const LABEL_WIDTH: f32 = 130.0;

type Context<'a> = (&'a CommandSender, Language);

pub(super) fn case_ui(
    ui: &mut Ui,
    dialog: &CasesDialog,
    listed: &Listed<ReviewCase>,
    context: Context<'_>,
) {
    head_ui(ui, dialog, listed, context);
    match dialog.page {
        CasePage::Decide => decide_ui(ui, dialog, context),
        CasePage::Withdraw => withdraw_ui(ui, dialog, context),
        CasePage::Stored | CasePage::Rerun => stored_ui(ui, listed, context.1),
    }
}

/// Number, badges, reasons of staleness, and what can be done.
fn head_ui(
    ui: &mut Ui,
    dialog: &CasesDialog,
    listed: &Listed<ReviewCase>,
    (commands, language): Context<'_>,
) {
    let case = &listed.case.summary;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let row = Listed {
                case: case.clone(),
                valid_until: listed.valid_until,
                stale: listed.stale.clone(),
            };
            badges_ui(ui, &row, language);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(strong(title(case, language)).size(15.0)).truncate());
            });
        });
    });
    if !listed.stale.is_empty() {
        let palette = Palette::of(ui);
        let color = ui.visuals().warn_fg_color;
        Frame::new()
            .fill(palette.soft(color))
            .stroke(Stroke::new(1.0, color))
            .corner_radius(CornerRadius::same(5))
            .inner_margin(Margin::symmetric(10, 6))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                let because = case_text::STALE_BECAUSE.get(language);
                let words = format!("{because}\n{}", reasons(&listed.stale));
                ui.add(Label::new(words).wrap());
            });
    }
    let send = |command| commands.send(Command::Cases(command));
    ui.horizontal_wrapped(|ui| {
        let show = ui.button(case_text::SHOW_ON_MAP.get(language));
        if show
            .on_hover_text(case_text::SHOW_ON_MAP_HINT.get(language))
            .clicked()
        {
            send(CaseCommand::ShowOnMap);
        }
        for (label, page) in [
            (case_text::RERUN, CasePage::Rerun),
            (case_text::DECIDE, CasePage::Decide),
            (case_text::WITHDRAW, CasePage::Withdraw),
        ] {
            let button = Button::new(label.get(language)).selected(dialog.page == page);
            let mut button = ui
                .add_enabled(dialog.is_open(), button)
                .on_disabled_hover_text(case_text::CLOSED.get(language));
            if page == CasePage::Rerun {
                button = button.on_hover_text(case_text::RERUN_HINT.get(language));
            }
            if button.clicked() {
                send(CaseCommand::Turn(page));
            }
        }
        if ui.button(case_text::COPY.get(language)).clicked() {
            send(CaseCommand::Copy);
        }
        let export = ui.button(case_text::EXPORT.get(language));
        if export
            .on_hover_text(case_text::EXPORT_HINT.get(language))
            .clicked()
        {
            send(CaseCommand::Export);
        }
    });
    ui.add_space(4.0);
}

fn stored_ui(ui: &mut Ui, listed: &Listed<ReviewCase>, language: Language) {
    let case = &listed.case.summary;
    heading_ui(ui, case_text::OPINION.get(language));
    opinion_ui(ui, case, language);
    heading_ui(ui, case_text::FILED.get(language));
    let until = listed.valid_until.map_or_else(
        || case_text::NO_DATE.get(language).to_owned(),
        |day| day.to_string(),
    );
    let details = &case.details;
    for (label, value) in [
        (case_text::KIND, kind(&case.inputs.subject).get(language)),
        (case_text::APPLICANT, &details.applicant),
        (case_text::PROJECT_NAME, &details.project_name),
        (case_text::REVIEWER, &details.reviewer),
        (case_text::NOTE, &details.note),
        (case_text::STATUS, case.status.label().get(language)),
        (case_text::SAVED_AT, &case.created_at),
        (case_text::VALID_UNTIL, &until),
        (case_text::HASH, &case.hash),
    ] {
        if !value.is_empty() {
            line_ui(ui, label.get(language), value);
        }
    }
    heading_ui(ui, case_text::INPUTS.get(language));
    for (label, value) in input_lines(&case.inputs, language) {
        line_ui(ui, &label, &value);
    }
    heading_ui(ui, case_text::FINDINGS.get(language));
    if listed.case.findings.is_empty() {
        ui.label(weak(case_text::NO_FINDINGS.get(language)));
    }
    for (index, finding) in listed.case.findings.iter().enumerate() {
        ui.push_id((&finding.pack, &finding.rule, index), |ui| {
            finding_card_ui(ui, finding, language);
        });
    }
    sources_ui(ui, case, language);
}

fn opinion_ui(ui: &mut Ui, case: &CaseSummary, language: Language) {
    let Some(decision) = &case.decision else {
        ui.label(weak(case_text::NO_OPINION.get(language)));
        return;
    };
    let said = format!(
        "{} ({})",
        decision.opinion.label().get(language),
        decision.decided_on
    );
    ui.label(strong(said));
    if !decision.conditions.is_empty() {
        let label = case_text::CONDITIONS.get(language);
        line_ui(ui, label, &decision.conditions);
    }
}

/// Packs with the text that was used, and layers with their state.
fn sources_ui(ui: &mut Ui, case: &CaseSummary, language: Language) {
    heading_ui(ui, case_text::PACKS_USED.get(language));
    for pack in &case.packs {
        // Twelve digits tell texts apart; the whole is in the copied text and in the file.
        let sha = pack.sha256.get(..12).unwrap_or(&pack.sha256);
        let line = format!("{} {} (SHA-256 {sha}…)", pack.id, pack.version);
        ui.add(Label::new(weak(line)).wrap());
    }
    heading_ui(ui, case_text::DATA_USED.get(language));
    for data in &case.data {
        let layer = Layer::from_name(&data.layer)
            .map_or(data.layer.as_str(), |layer| layer.label().get(language));
        let line = text::data_line(layer, data.features, &data.version, language);
        ui.add(Label::new(weak(line)).wrap());
    }
}

fn line_ui(ui: &mut Ui, label: &str, value: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        let size = vec2(LABEL_WIDTH, 16.0);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
            ui.set_min_width(LABEL_WIDTH);
            ui.add(Label::new(weak(label)).truncate());
        });
        ui.add(Label::new(value).wrap().selectable(true));
    });
}

/// A stored finding, to be read: nothing in it can be clicked, for the features may be others today.
pub(super) fn finding_card_ui(ui: &mut Ui, finding: &Finding, language: Language) {
    let palette = Palette::of(ui);
    let color = palette.outcome(finding.outcome);
    let frame = Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.spacing_mut().interact_size.y = 16.0;
            ui.horizontal_top(|ui| {
                badge_ui(ui, color, finding.outcome.label().get(language));
                ui.add(Label::new(strong(finding.title.as_str())).wrap());
            });
            ui.add(Label::new(finding.message.as_str()).wrap());
            for evidence in &finding.evidence {
                let line = RichText::new(evidence_line(evidence, language)).size(12.0);
                ui.add(Label::new(line).wrap());
            }
            missing_ui(ui, finding, language);
            basis_ui(ui, finding, language);
            ui.add(Label::new(weak(format!("{} · {}", finding.rule, finding.pack))).wrap());
        });
    let rect = frame.response.rect;
    let bar = eframe::egui::Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
    ui.painter().rect_filled(bar, CornerRadius::same(2), color);
}

fn decide_ui(ui: &mut Ui, dialog: &CasesDialog, (commands, language): Context<'_>) {
    let mut form = dialog.form.clone();
    heading_ui(ui, case_text::OPINION.get(language));
    let choices: Vec<(Option<Opinion>, &str)> = Opinion::ALL
        .into_iter()
        .map(|opinion| (Some(opinion), opinion.label().get(language)))
        .collect();
    if let Some(clicked) = segmented_ui(ui, form.opinion, &choices) {
        form.opinion = clicked;
    }
    area_ui(
        ui,
        case_text::CONDITIONS.get(language),
        &mut form.conditions,
    );
    field_grid_ui(ui, case_text::REVIEWER.get(language), |ui| {
        text_field_ui(ui, &mut form.reviewer, "", "")
    });
    let record = (case_text::RECORD.get(language), CaseCommand::Decide);
    form_end_ui(ui, dialog, (form, record), (commands, language));
}

fn withdraw_ui(ui: &mut Ui, dialog: &CasesDialog, (commands, language): Context<'_>) {
    let mut form = dialog.form.clone();
    area_ui(ui, case_text::WHY.get(language), &mut form.why);
    let take_back = (case_text::TAKE_BACK.get(language), CaseCommand::Withdraw);
    form_end_ui(ui, dialog, (form, take_back), (commands, language));
}

/// A label above some lines of text.
fn area_ui(ui: &mut Ui, label: &str, value: &mut String) -> Response {
    let name = heading_ui(ui, label);
    let area = TextEdit::multiline(value)
        .desired_rows(4)
        .margin(vec2(6.0, 4.0))
        .desired_width(f32::INFINITY);
    ui.add(area).labelled_by(name.id)
}

/// Sends what was typed; the button that does it, and the one that does not.
fn form_end_ui(
    ui: &mut Ui,
    dialog: &CasesDialog,
    (form, (label, command)): (CaseForm, (&str, CaseCommand)),
    (commands, language): Context<'_>,
) {
    let send = |command| commands.send(Command::Cases(command));
    if form != dialog.form {
        send(CaseCommand::EditForm(Box::new(form)));
    }
    if let Some(failure) = &dialog.failure {
        problem_ui(ui, failure);
    }
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let palette = Palette::of(ui);
        let button = Button::new(strong(label).color(palette.on_accent)).fill(palette.accent);
        if ui.add_enabled(dialog.is_open(), button).clicked() {
            send(command);
        }
        if ui.button(text::CANCEL.get(language)).clicked() {
            send(CaseCommand::Turn(CasePage::Stored));
        }
    });
}
