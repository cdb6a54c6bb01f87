//! What changed since the audit that was kept: which features have another verdict and why.

use eframe::egui::{Label, Role, Ui, WidgetInfo};
use egui_extras::Column;

use crate::domain::{Language, Outcome};
use crate::services::audit_table::{change_label, said_text};
use crate::state::audit::{AuditChanges, ChangeKind};
use crate::state::audit_steps::{CHANGE_TITLES, layer_label};
use crate::state::{Action, AppState, CommandSender};
use crate::ui::panels::audit::hint_ui;
use crate::ui::panels::audit_list::{LIST_ROW, cell_ui, list_table, picked};
use crate::ui::text::{self, thousands};
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::badge_ui;

const WIDTHS: [f32; 8] = [96.0, 104.0, 150.0, 180.0, 92.0, 92.0, 190.0, 190.0];

/// Head and list of the changes, or why there are none. Whether a row was clicked.
pub(super) fn changes_ui(
    ui: &mut Ui,
    state: &AppState,
    scroll_to: Option<usize>,
    commands: &CommandSender,
) -> bool {
    let language = state.language();
    let audit = &state.audit;
    let Some(changes) = audit.changes() else {
        let kept = state.can(Action::CompareAudit);
        let hint = if kept {
            text::NOT_COMPARED
        } else {
            text::NOTHING_KEPT
        };
        hint_ui(ui, hint.get(language));
        return false;
    };
    summary_ui(ui, changes, language);
    if changes.changes.is_empty() {
        hint_ui(ui, text::NOTHING_CHANGED.get(language));
        return false;
    }
    if audit.change_lines.is_empty() {
        hint_ui(ui, text::AUDIT_NO_MATCH.get(language));
        return false;
    }
    let mut clicked = false;
    let mut table = list_table(ui, "audit changes", scroll_to);
    for width in WIDTHS {
        table = table.column(Column::initial(width).at_least(48.0).clip(true));
    }
    table
        .header(LIST_ROW, |mut header| {
            for title in CHANGE_TITLES {
                header.col(|ui| {
                    let color = Palette::of(ui).weak;
                    ui.label(strong(title.get(language)).size(12.0).color(color));
                });
            }
        })
        .body(|body| {
            body.rows(LIST_ROW, audit.change_lines.len(), |mut row| {
                let line = row.index();
                let on = audit.selected.contains(&line);
                row.set_selected(on);
                let Some(change) = changes.changes.get(audit.change_lines[line]) else {
                    return;
                };
                let mut cell = |fill: &dyn Fn(&mut Ui)| row.col(|ui| fill(ui)).1;
                cell(&|ui| cell_ui(ui, change_label(change.kind).get(language)));
                cell(&|ui| cell_ui(ui, layer_label(&change.layer, language)));
                let code = cell(&|ui| cell_ui(ui, &change.code));
                code.widget_info(|| WidgetInfo::selected(Role::ListItem, true, on, &change.code));
                cell(&|ui| cell_ui(ui, &change.name));
                cell(&|ui| verdict_ui(ui, change.before, language));
                cell(&|ui| verdict_ui(ui, change.after, language));
                cell(&|ui| cell_ui(ui, &said_text(&change.came, language)));
                cell(&|ui| cell_ui(ui, &said_text(&change.went, language)));
                clicked |= picked(&row.response(), line, commands);
            });
        });
    clicked
}

/// With which audit it was compared, what makes the two different questions, how many changes of
/// which kind.
fn summary_ui(ui: &mut Ui, changes: &AuditChanges, language: Language) {
    let kept = &changes.kept;
    let counts: Vec<String> = ChangeKind::ALL
        .into_iter()
        .map(|kind| {
            let count = thousands(changes.count(kind) as u64);
            format!("{} {count}", change_label(kind).get(language))
        })
        .collect();
    let line = format!(
        "{} {} ({}) · {} {} · {}",
        text::COMPARED_WITH.get(language),
        kept.at,
        kept.who,
        text::AS_OF.get(language),
        kept.as_of,
        counts.join(" · ")
    );
    ui.add(Label::new(weak(line)).wrap());
    let color = ui.visuals().warn_fg_color;
    for note in &changes.notes {
        ui.add(Label::new(weak(note.as_str()).color(color)).wrap());
    }
}

fn verdict_ui(ui: &mut Ui, verdict: Option<Outcome>, language: Language) {
    match verdict {
        Some(verdict) => {
            let color = Palette::of(ui).outcome(verdict);
            badge_ui(ui, color, verdict.label().get(language));
        }
        None => {
            ui.label(weak(text::NONE.get(language)));
        }
    }
}
