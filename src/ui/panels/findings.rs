//! The answer of a check: the verdict, then every finding by severity with its articles, message,
//! evidence and what is missing. Clicking shows the evidence on the map.

use eframe::egui::{
    Align, Button, CornerRadius, FontSelection, Frame, Label, Link, Margin, RichText, Sense,
    Stroke, Ui, text::LayoutJob, vec2,
};

use crate::domain::{CheckReport, Evidence, Finding, Language, Outcome};
use crate::rules::OWN_PACK;
use crate::services::findings_text::{citation, evidence_line, finding_text};
use crate::state::{Action, AppState, Command, CommandSender};
use crate::ui::text;
use crate::ui::theme::{GROUP_GAP, Palette, strong, weak};
use crate::ui::tool_text;
use crate::ui::widgets::{badge_ui, copy_entry_ui, heading_ui};

/// Verdict and findings, or what to do to get them.
pub fn findings_ui(ui: &mut Ui, state: &AppState, commands: &CommandSender) {
    let language = state.language();
    let check = &state.check;
    if let Some(failure) = &check.failure {
        failure_ui(ui, failure, language);
        return;
    }
    let Some((request, report)) = &check.answer else {
        if check.running.is_none() {
            let hint = RichText::new(text::CHECK_EMPTY.get(language)).weak();
            ui.add(Label::new(hint).wrap());
        }
        return;
    };
    let follows = state.answer_follows();
    if !follows {
        caution_ui(ui, text::OUTDATED.get(language));
    }
    ui.scope(|ui| {
        if !follows {
            ui.set_opacity(0.55);
        }
        verdict_ui(ui, report, language);
        if language == Language::En {
            ui.add(Label::new(weak(text::CHINESE_RULES.get(language))).wrap());
        }
        ui.horizontal(|ui| {
            ui.label(weak(format!(
                "{}: {}",
                text::AS_OF.get(language),
                request.as_of
            )));
            for action in [Action::CopyFindings, Action::SaveCase] {
                let button = Button::new(action.text().get(language)).small();
                if ui
                    .add_enabled(state.can(action), button)
                    .on_hover_text(action.tooltip().get(language))
                    .clicked()
                {
                    commands.run(action);
                }
            }
        });
        for (index, finding) in report.findings.iter().enumerate() {
            ui.push_id((&finding.pack, &finding.rule, index), |ui| {
                let selected = check.selected == Some(index);
                let pack = match finding.pack.as_str() {
                    OWN_PACK => text::PROGRAM.get(language),
                    pack => check.pack_title(pack),
                };
                let clicked = finding_card_ui(ui, finding, pack, (selected, language));
                if let Some(clicked) = clicked {
                    commands.send(Command::ShowEvidence(index, clicked.piece()));
                }
            });
        }
        sources_ui(ui, state, report, language);
    });
}

/// Why there is no answer.
pub(super) fn failure_ui(ui: &mut Ui, failure: &str, language: Language) {
    let palette = Palette::of(ui);
    let color = ui.visuals().error_fg_color;
    card(palette, Some(color), palette.soft(color)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(strong(text::CHECK_FAILED.get(language)).color(color));
        ui.add(Label::new(failure).wrap());
    });
}

/// A sentence that must be seen before what follows is read.
pub(super) fn caution_ui(ui: &mut Ui, sentence: &str) {
    let palette = Palette::of(ui);
    let color = ui.visuals().warn_fg_color;
    card(palette, Some(color), palette.soft(color)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(Label::new(sentence).wrap());
    });
}

pub(super) fn card(
    palette: &Palette,
    edge: Option<eframe::egui::Color32>,
    fill: eframe::egui::Color32,
) -> Frame {
    Frame::new()
        .fill(fill)
        .stroke(Stroke::new(1.0, edge.unwrap_or(palette.line)))
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::symmetric(10, 8))
}

/// The strictest outcome in words and colour, and how many findings there are of each.
fn verdict_ui(ui: &mut Ui, report: &CheckReport, language: Language) {
    let palette = Palette::of(ui);
    let color = palette.outcome(report.verdict);
    card(palette, Some(color), palette.soft(color)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(RichText::new(text::VERDICT.get(language)).color(color));
            ui.label(
                strong(report.verdict.label().get(language))
                    .size(22.0)
                    .color(color),
            );
        });
        let counts: Vec<String> = Outcome::STRICTEST_FIRST
            .into_iter()
            .filter_map(|outcome| {
                let count = report
                    .findings
                    .iter()
                    .filter(|finding| finding.outcome == outcome)
                    .count();
                (count > 0).then(|| format!("{} {count}", outcome.label().get(language)))
            })
            .collect();
        ui.add(Label::new(RichText::new(counts.join(" · ")).size(12.0)).wrap());
    });
}

/// What was clicked on the card of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CardClick {
    /// The title: all its evidence is meant.
    Title,
    /// The evidence at this index.
    Evidence(usize),
}

impl CardClick {
    /// The piece of evidence; `None` for all.
    pub(super) const fn piece(self) -> Option<usize> {
        match self {
            Self::Title => None,
            Self::Evidence(piece) => Some(piece),
        }
    }
}

/// One finding; `pack` is the title of its pack. `None` when nothing was clicked.
pub(super) fn finding_card_ui(
    ui: &mut Ui,
    finding: &Finding,
    pack: &str,
    (selected, language): (bool, Language),
) -> Option<CardClick> {
    let mut clicked = None;
    let palette = Palette::of(ui);
    let color = palette.outcome(finding.outcome);
    let edge = selected.then_some(palette.accent);
    let frame = card(palette, edge, palette.raised).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        // Cards are read, not operated: lines stand closer than the rows of forms.
        ui.spacing_mut().interact_size.y = 16.0;
        ui.horizontal_top(|ui| {
            badge_ui(ui, color, finding.outcome.label().get(language));
            let title = ui
                .add(
                    Label::new(strong(finding.title.as_str()))
                        .wrap()
                        .sense(Sense::click()),
                )
                .on_hover_text(text::SHOW_ON_MAP.get(language))
                .on_hover_cursor(eframe::egui::CursorIcon::PointingHand);
            if title.clicked() {
                clicked = Some(CardClick::Title);
            }
            title.context_menu(|ui| {
                if ui.button(tool_text::SHOW_EVIDENCE.get(language)).clicked() {
                    clicked = Some(CardClick::Title);
                    ui.close();
                }
                copy_entry_ui(ui, tool_text::COPY_FINDING.get(language), || {
                    finding_text(finding, language)
                });
            });
        });
        ui.add(Label::new(finding.message.as_str()).wrap());
        for (piece, evidence) in finding.evidence.iter().enumerate() {
            if evidence_ui(ui, evidence, language) {
                clicked = Some(CardClick::Evidence(piece));
            }
        }
        missing_ui(ui, finding, language);
        basis_ui(ui, finding, language);
        ui.add(Label::new(weak(format!("{} · {pack}", finding.rule))).wrap());
    });
    let bar = eframe::egui::Rect::from_min_size(
        frame.response.rect.min,
        vec2(3.0, frame.response.rect.height()),
    );
    ui.painter().rect_filled(bar, CornerRadius::same(2), color);
    clicked
}

/// A line that shows the feature on the map; whether it was clicked.
fn evidence_ui(ui: &mut Ui, evidence: &Evidence, language: Language) -> bool {
    let line = evidence_line(evidence, language);
    let link = ui
        .scope(|ui| {
            ui.style_mut().wrap_mode = Some(eframe::egui::TextWrapMode::Wrap);
            ui.add(Link::new(RichText::new(line).size(12.0)))
        })
        .inner
        .on_hover_text(text::SHOW_ON_MAP.get(language));
    let mut shown = link.clicked();
    link.context_menu(|ui| {
        if ui.button(tool_text::SHOW_EVIDENCE.get(language)).clicked() {
            shown = true;
            ui.close();
        }
        copy_entry_ui(ui, tool_text::COPY_LINE.get(language), || {
            evidence_line(evidence, language)
        });
        copy_entry_ui(ui, tool_text::COPY_CODE.get(language), || {
            evidence.code.clone()
        });
    });
    shown
}

/// What the rule needs and did not get, unless the message says it already.
pub fn missing_ui(ui: &mut Ui, finding: &Finding, language: Language) {
    let color = Palette::of(ui).outcome(Outcome::Undecided);
    for missing in &finding.missing {
        // Most messages say it already.
        if finding.message.contains(missing.as_str()) {
            continue;
        }
        let line = format!("{}: {missing}", text::MISSING.get(language));
        ui.add(Label::new(RichText::new(line).size(12.0).color(color)).wrap());
    }
}

/// The articles, each with the mark of what nobody has verified.
pub fn basis_ui(ui: &mut Ui, finding: &Finding, language: Language) {
    let palette = Palette::of(ui);
    for basis in &finding.basis {
        let mut line = LayoutJob::default();
        let cited = citation(&basis.document, &basis.article, language);
        let mut add = |text: RichText| {
            text.append_to(&mut line, ui.style(), FontSelection::Default, Align::Center);
        };
        add(RichText::new(cited).size(12.0).color(palette.weak));
        if !basis.verified {
            let color = ui.visuals().warn_fg_color;
            // Kept in one piece, so that the mark never breaks over two lines.
            let mark = format!(" {} ", text::UNVERIFIED.get(language)).replace(' ', "\u{a0}");
            add(RichText::new("  "));
            add(strong(mark)
                .size(11.5)
                .color(color)
                .background_color(palette.soft(color)));
        }
        let response = ui.add(Label::new(line).wrap());
        if !basis.verified {
            response.on_hover_text(text::UNVERIFIED_HINT.get(language));
        }
    }
}

/// Title, edition of the law and version of the pack, from `version/edition`.
fn pack_line(title: &str, version: &str, language: Language) -> String {
    let (version, edition) = version.split_once('/').unwrap_or((version, ""));
    let version_word = text::PACK_VERSION.get(language);
    let comma = match language {
        Language::Zh => "，",
        Language::En => ", ",
    };
    let mut line = title.to_owned();
    if !edition.is_empty() {
        let edition_word = text::EDITION.get(language);
        line = format!("{line}{comma}{edition_word} {edition}");
    }
    format!("{line}{comma}{version_word} {version}")
}

/// Where every figure comes from: plane of measurement, packs, data versions.
fn sources_ui(ui: &mut Ui, state: &AppState, report: &CheckReport, language: Language) {
    ui.add_space(GROUP_GAP / 2.0);
    if let Some(project) = &state.project {
        let epsg = project.scene.metric_epsg;
        let line = format!("{} EPSG:{epsg}", text::MEASURED.get(language));
        ui.add(Label::new(weak(line)).wrap());
    }
    let packs: Vec<String> = report
        .packs
        .iter()
        .map(|pack| {
            let line = pack_line(state.check.pack_title(&pack.id), &pack.version, language);
            // Not the program's own: where it came from.
            match &pack.file {
                Some(file) => format!("{line} ({file})"),
                None => line,
            }
        })
        .collect();
    if !packs.is_empty() {
        heading_ui(ui, text::PACKS.get(language));
        ui.add(Label::new(weak(packs.join("\n"))).wrap());
    }
    if !report.packs_off.is_empty() {
        heading_ui(ui, text::PACKS_OFF.get(language));
        let color = Palette::of(ui).outcome(Outcome::Restrict);
        let names = RichText::new(report.packs_off.join("\n")).small();
        ui.add(Label::new(names.color(color)).wrap());
    }
    let data: Vec<String> = report
        .data
        .iter()
        .map(|data| {
            let layer = crate::domain::Layer::from_name(&data.layer)
                .map_or(data.layer.as_str(), |layer| layer.label().get(language));
            text::data_line(layer, data.features, &data.version, language)
        })
        .collect();
    if !data.is_empty() {
        heading_ui(ui, text::DATA.get(language));
        ui.add(Label::new(weak(data.join("\n"))).wrap());
    }
}
