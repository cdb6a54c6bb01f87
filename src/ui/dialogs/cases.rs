//! The case register: the list with search and order on the left, the chosen case on the right; a
//! re-run takes the whole width, because it stands in two columns.

use eframe::egui::{
    Align, Atom, Button, Label, Layout, RichText, ScrollArea, TextEdit, Ui, Vec2, WidgetInfo, vec2,
};

use crate::domain::Language;
use crate::domain::case::{CaseSummary, Stale};
use crate::services::cases::Listed;
use crate::state::cases::{CaseColumn, CaseCommand, CasePage, CasesDialog, kind};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::dialogs::{case_export, case_rerun, case_view};
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{badge_ui, busy_ui, problem_ui};
use crate::ui::{case_text, text};

/// The dialog is as large as the window allows, up to this.
const LARGEST: [f32; 2] = [1240.0, 800.0];
/// Room around the dialog.
const AROUND: [f32; 2] = [80.0, 110.0];
const LEFT_SHARE: f32 = 0.44;
/// One case of the list: number with badges, names below.
const ROW_HEIGHT: f32 = 50.0;

pub(super) fn cases_ui(
    ui: &mut Ui,
    state: &AppState,
    dialog: &CasesDialog,
    commands: &CommandSender,
) {
    let language = state.language();
    let window = ui.ctx().content_rect().size();
    let size = vec2(
        (window.x - AROUND[0]).min(LARGEST[0]),
        (window.y - AROUND[1]).min(LARGEST[1]),
    );
    ui.set_width(size.x);
    head_ui(ui, dialog, commands, language);
    // The forms say it beside their buttons.
    let in_form = matches!(dialog.page, CasePage::Decide | CasePage::Withdraw);
    if let (false, Some(failure)) = (in_form, &dialog.failure) {
        problem_ui(ui, failure);
    }
    ui.add_space(6.0);
    let buttons = ui.spacing().interact_size.y + 14.0;
    let body = vec2(
        size.x,
        (size.y - ui.min_rect().height() - buttons).max(120.0),
    );
    match (&dialog.cases, dialog.case()) {
        (Some(_), Some(case)) if dialog.page == CasePage::Rerun => {
            column_ui(ui, "case-rerun", body, |ui| {
                case_rerun::rerun_ui(ui, dialog, case, (commands, language));
            });
        }
        (Some(cases), _) if cases.is_empty() => {
            column_ui(ui, "no-cases", body, |ui| {
                let hint = RichText::new(case_text::EMPTY.get(language)).weak();
                ui.add(Label::new(hint).wrap());
            });
        }
        (Some(cases), _) => {
            ui.allocate_ui_with_layout(body, Layout::left_to_right(Align::Min), |ui| {
                ui.set_min_height(body.y);
                let left = vec2(body.x * LEFT_SHARE, body.y);
                list_ui(ui, left, (dialog, cases), commands, language);
                ui.separator();
                let right = vec2(ui.available_width(), body.y);
                // Each case begins at its top.
                let id = format!("case {:?} {:?}", dialog.selected, dialog.page);
                column_ui(ui, &id, right, |ui| {
                    right_ui(ui, dialog, commands, language);
                });
            });
        }
        (None, _) => {
            column_ui(ui, "cases-wait", body, |ui| {
                if dialog.running.is_some() {
                    busy_ui(ui);
                }
            });
        }
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button(text::CLOSE.get(language)).clicked() {
            commands.send(Command::CloseDialog);
        }
        case_export::export_ui(ui, state, commands);
    });
}

fn right_ui(ui: &mut Ui, dialog: &CasesDialog, commands: &CommandSender, language: Language) {
    match dialog.case() {
        Some(case) => case_view::case_ui(ui, dialog, case, (commands, language)),
        None if dialog.selected.is_some() && dialog.running.is_some() => {
            busy_ui(ui);
        }
        None => {
            let hint = RichText::new(case_text::HINT.get(language)).weak();
            ui.add(Label::new(hint).wrap());
        }
    }
}

fn column_ui(ui: &mut Ui, id: &str, size: Vec2, show: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ScrollArea::vertical()
            .id_salt(id)
            .max_height(size.y)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                show(ui);
            });
    });
}

/// Title, count, search, order, reload.
fn head_ui(ui: &mut Ui, dialog: &CasesDialog, commands: &CommandSender, language: Language) {
    let send = |command| commands.send(Command::Cases(command));
    ui.horizontal(|ui| {
        ui.label(strong(case_text::CASES.get(language)).size(16.0));
        if let Some(cases) = &dialog.cases {
            let count = if dialog.order.len() == cases.len() {
                cases.len().to_string()
            } else {
                format!("{} / {}", dialog.order.len(), cases.len())
            };
            let line = format!("{count} {}", case_text::COUNT.get(language));
            ui.label(weak(line));
        }
        if dialog.running.is_some() {
            busy_ui(ui);
        }
    });
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let mut word = dialog.search.clone();
        let label = case_text::SEARCH.get(language);
        let hint = RichText::new(label).color(Palette::of(ui).weak);
        let field = ui.add(
            TextEdit::singleline(&mut word)
                .hint_text(hint)
                .margin(vec2(6.0, 4.0))
                .desired_width(260.0),
        );
        field.widget_info(|| WidgetInfo::labeled(eframe::egui::Role::TextInput, true, label));
        if field.changed() {
            send(CaseCommand::Search(word));
        }
        ui.label(weak(case_text::SORT.get(language)));
        for column in CaseColumn::ALL {
            let (now, turned) = dialog.sort;
            let on = now == column;
            let mut name = column.label().get(language).to_owned();
            if on {
                name.push_str(if turned { " ▲" } else { " ▼" });
            }
            let button = Button::selectable(on, name);
            if ui.add(button).clicked() {
                send(CaseCommand::Sort(column));
            }
        }
        let reload = Button::new(case_text::RELOAD.get(language));
        if ui.add_enabled(!dialog.writing, reload).clicked() {
            send(CaseCommand::Reload);
        }
        let good = dialog.good_ones().len();
        let batch = format!("{} ({good})", case_text::EXPORT_ALL.get(language));
        if good > 1
            && ui
                .button(batch)
                .on_hover_text(case_text::EXPORT_ALL_HINT.get(language))
                .clicked()
        {
            send(CaseCommand::ExportAll);
        }
    });
}

/// Only the rows in view are laid out: a register grows for years.
fn list_ui(
    ui: &mut Ui,
    size: Vec2,
    (dialog, cases): (&CasesDialog, &[Listed<CaseSummary>]),
    commands: &CommandSender,
    language: Language,
) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        if dialog.order.is_empty() {
            ui.label(weak(case_text::NO_MATCH.get(language)));
            return;
        }
        ScrollArea::vertical()
            .id_salt("cases")
            .max_height(size.y)
            .auto_shrink([false, false])
            .show_rows(ui, ROW_HEIGHT, dialog.order.len(), |ui, rows| {
                ui.set_max_width(ui.available_width() - SCROLL_MARGIN);
                let shown = dialog.order.get(rows).unwrap_or_default();
                for row in shown.iter().filter_map(|index| cases.get(*index)) {
                    let selected = dialog.selected.as_ref() == Some(&row.case.key);
                    ui.push_id((&row.case.key.number, row.case.key.revision), |ui| {
                        row_ui(ui, row, selected, (commands, language));
                    });
                }
            });
    });
}

fn row_ui(
    ui: &mut Ui,
    row: &Listed<CaseSummary>,
    selected: bool,
    (commands, language): (&CommandSender, Language),
) {
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.y = 2.0;
        let case = &row.case;
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                badges_ui(ui, row, language);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let words = title(case, language);
                    // What grows behind the words holds them on the left.
                    let button = Button::selectable(selected, (strong(words), Atom::grow()))
                        .truncate()
                        .min_size(vec2(ui.available_width(), 0.0));
                    if ui.add(button).clicked() {
                        let key = case.key.clone();
                        commands.send(Command::Cases(CaseCommand::Select(key)));
                    }
                });
            });
        });
        let date = case.created_at.get(..10).unwrap_or(&case.created_at);
        let parts = [
            date,
            kind(&case.inputs.subject).get(language),
            &case.details.applicant,
            &case.details.project_name,
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        // The line below is no row of a form: the height of a row is fixed.
        ui.spacing_mut().interact_size.y = 16.0;
        ui.horizontal(|ui| {
            ui.add_space(6.0);
            ui.add(Label::new(weak(parts.join(" · "))).truncate());
        });
    });
}

/// Number, and which check of it.
pub(super) fn title(case: &CaseSummary, language: Language) -> String {
    let (number, revision) = (&case.key.number, case.key.revision);
    let word = case_text::REVISION.get(language);
    match language {
        Language::Zh => format!("{number} 第 {revision} {word}"),
        Language::En => format!("{number} {word} {revision}"),
    }
}

/// Stale, status and verdict, for a line that runs from the right.
pub(super) fn badges_ui(ui: &mut Ui, row: &Listed<CaseSummary>, language: Language) {
    let palette = Palette::of(ui);
    let case = &row.case;
    if !row.stale.is_empty() {
        let color = ui.visuals().warn_fg_color;
        badge_ui(ui, color, case_text::STALE.get(language)).on_hover_text(reasons(&row.stale));
    }
    let status = case.status.label().get(language);
    match &case.decision {
        Some(decision) => {
            badge_ui(ui, palette.accent, status)
                .on_hover_text(decision.opinion.label().get(language));
        }
        None => {
            badge_ui(ui, palette.weak, status);
        }
    }
    badge_ui(
        ui,
        palette.outcome(case.verdict),
        case.verdict.label().get(language),
    );
}

/// One reason per line.
pub(super) fn reasons(stale: &[Stale]) -> String {
    let lines: Vec<String> = stale.iter().map(Stale::text).collect();
    lines.join("\n")
}
