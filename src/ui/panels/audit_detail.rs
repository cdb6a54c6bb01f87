//! What the audit says of the selected feature: every finding with message, articles, evidence and
//! what is missing, as a check shows them.

use eframe::egui::{Label, RichText, Ui};

use crate::rules::OWN_PACK;
use crate::state::audit::AuditCommand;
use crate::state::audit_steps::layer_label;
use crate::state::{AppState, Command, CommandSender};
use crate::ui::panels::findings::{caution_ui, finding_card_ui};
use crate::ui::text;
use crate::ui::theme::{Palette, strong, weak};
use crate::ui::widgets::badge_ui;

/// Head and findings of the feature, or how to select one.
pub(super) fn audit_detail_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let audit = &state.audit;
    let Some(result) = audit.detail() else {
        let hint = RichText::new(text::AUDIT_DETAIL_EMPTY.get(language)).weak();
        ui.add(Label::new(hint).wrap());
        return;
    };
    if !audit.is_current() {
        caution_ui(ui, text::AUDIT_OUTDATED.get(language));
    }
    ui.horizontal_wrapped(|ui| {
        let color = Palette::of(ui).outcome(result.verdict);
        badge_ui(ui, color, result.verdict.label().get(language));
        ui.add(Label::new(strong(result.code.as_str()).size(16.0)).wrap());
    });
    if !result.name.is_empty() {
        ui.add(Label::new(result.name.as_str()).wrap());
    }
    let places = [
        Some(layer_label(result.layer, language).to_owned()),
        place(text::GROUP_COUNTY.get(language), result.county.as_deref()),
        place(text::GROUP_ZONE.get(language), result.zone.as_deref()),
    ];
    let places: Vec<String> = places.into_iter().flatten().collect();
    ui.add(Label::new(weak(places.join(" · "))).wrap());
    if let Some(report) = audit.report() {
        let line = format!("{}: {}", text::AS_OF.get(language), report.as_of);
        ui.label(weak(line));
    }
    ui.add_space(4.0);
    let findings = audit.detail_findings();
    if findings.is_empty() {
        ui.add(Label::new(text::AUDIT_DETAIL_PASS.get(language)).wrap());
    }
    for (index, finding) in findings.iter().enumerate() {
        ui.push_id((&result.layer, &result.code, index), |ui| {
            let pack = match finding.pack.as_str() {
                OWN_PACK => text::PROGRAM.get(language),
                pack => audit.pack_title(pack),
            };
            let selected = audit.finding == Some(index);
            if let Some(clicked) = finding_card_ui(ui, finding, pack, (selected, language)) {
                let show = AuditCommand::ShowEvidence(index, clicked.piece());
                commands.send(Command::Audit(show));
            }
        });
    }
}

fn place(label: &str, code: Option<&str>) -> Option<String> {
    code.map(|code| format!("{label} {code}"))
}
