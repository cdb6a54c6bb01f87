//! Rule packs and rules: packs with their place, state and switch on the left, each with its rules; on the
//! right what the chosen rule checks, what not, and on what ground.

use eframe::egui::{
    Align, Atom, Button, CornerRadius, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke,
    TextEdit, Ui, WidgetInfo, vec2,
};

use crate::domain::{Language, Outcome};
use crate::rules::explain::RuleLine;
use crate::services::packs::{PackLine, PackState};
use crate::state::rules::{RuleRow, RulesDialog, RulesView};
use crate::state::{AppState, Command, CommandSender};
use crate::ui::text;
use crate::ui::theme::{Palette, SCROLL_MARGIN, strong, weak};
use crate::ui::widgets::{badge_ui, busy_ui, problem_ui};

/// The dialog is as large as the window allows, up to this.
const LARGEST: [f32; 2] = [1180.0, 760.0];
/// Room around the dialog.
const AROUND: [f32; 2] = [80.0, 110.0];
const LEFT_SHARE: f32 = 0.52;

pub(super) fn rules_ui(
    ui: &mut Ui,
    state: &AppState,
    rules: &RulesDialog,
    commands: &CommandSender,
) {
    let language = state.language();
    let window = ui.ctx().content_rect().size();
    let size = vec2(
        (window.x - AROUND[0]).min(LARGEST[0]),
        (window.y - AROUND[1]).min(LARGEST[1]),
    );
    ui.set_width(size.x);
    head_ui(ui, rules, commands, language);
    ui.add_space(6.0);
    if let Some(failure) = &rules.failure {
        problem_ui(ui, failure);
    }
    let buttons = ui.spacing().interact_size.y + 14.0;
    let body = vec2(
        size.x,
        (size.y - ui.min_rect().height() - buttons).max(120.0),
    );
    let Some(view) = &rules.view else {
        ui.allocate_ui(body, |ui| {
            ui.set_min_size(body);
            if rules.running.is_some() {
                busy_ui(ui);
            }
        });
        close_ui(ui, commands, language);
        return;
    };
    ui.allocate_ui_with_layout(body, Layout::left_to_right(Align::Min), |ui| {
        ui.set_min_height(body.y);
        let left = body.x * LEFT_SHARE;
        column_ui(ui, "rule-packs", vec2(left, body.y), |ui| {
            packs_ui(ui, state, (rules, view), commands);
        });
        ui.separator();
        let right = ui.available_width();
        // Each rule begins at its top.
        let id = format!("explained {:?}", rules.selected);
        column_ui(ui, &id, vec2(right, body.y), |ui| match rules.explained() {
            Some(row) => explanation_ui(ui, row, language),
            None => {
                ui.add(Label::new(RichText::new(text::RULES_HINT.get(language)).weak()).wrap());
            }
        });
    });
    close_ui(ui, commands, language);
}

fn column_ui(ui: &mut Ui, id: &str, size: eframe::egui::Vec2, show: impl FnOnce(&mut Ui)) {
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

/// Title, day, search, folder, reload.
fn head_ui(ui: &mut Ui, rules: &RulesDialog, commands: &CommandSender, language: Language) {
    ui.horizontal(|ui| {
        ui.label(strong(text::RULES.get(language)).size(16.0));
        if let Some(view) = &rules.view {
            let day = format!("{}: {}", text::AS_OF.get(language), view.as_of);
            ui.label(weak(day));
        }
        if rules.running.is_some() && rules.view.is_some() {
            busy_ui(ui);
        }
    });
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let mut word = rules.search.clone();
        let label = text::SEARCH_RULES.get(language);
        let hint = RichText::new(label).color(Palette::of(ui).weak);
        let field = ui.add(
            TextEdit::singleline(&mut word)
                .hint_text(hint)
                .margin(vec2(6.0, 4.0))
                .desired_width(300.0),
        );
        field.widget_info(|| WidgetInfo::labeled(eframe::egui::Role::TextInput, true, label));
        if field.changed() {
            commands.send(Command::SearchRules(word));
        }
        let folder = rules.view.as_ref().and_then(|view| view.folder.as_ref());
        let button = Button::new(text::OPEN_RULES_FOLDER.get(language));
        let button = ui.add_enabled(folder.is_some(), button);
        let button = match folder {
            Some(folder) => button.on_hover_text(folder.display().to_string()),
            None => button,
        };
        if button.clicked() {
            commands.send(Command::OpenRulesFolder);
        }
        if ui
            .button(text::RELOAD.get(language))
            .on_hover_text(text::RELOAD_HINT.get(language))
            .clicked()
        {
            commands.send(Command::ReloadRules);
        }
    });
}

fn packs_ui(
    ui: &mut Ui,
    state: &AppState,
    (rules, view): (&RulesDialog, &RulesView),
    commands: &CommandSender,
) {
    let language = state.language();
    let mut found = false;
    for (index, pack) in view.packs.iter().enumerate() {
        // The rules of a pack stand under the file that they come from.
        let own = match pack.state {
            PackState::Replaced | PackState::Bad => Vec::new(),
            _ => rules.rules_of(&pack.id),
        };
        if !rules.search.trim().is_empty() && own.is_empty() {
            continue;
        }
        found = true;
        ui.push_id(index, |ui| {
            pack_ui(ui, state, pack, commands);
            for row in own {
                let selected = rules
                    .selected
                    .as_ref()
                    .is_some_and(|(pack, rule)| *pack == row.line.pack && *rule == row.line.rule);
                rule_ui(ui, &row.line, (selected, language), commands);
            }
            ui.add_space(10.0);
        });
    }
    if !found {
        ui.label(RichText::new(text::NO_RULE_MATCH.get(language)).weak());
    }
}

/// Switch, title, where it is from, in what state it is, and what is wrong with it.
fn pack_ui(ui: &mut Ui, state: &AppState, pack: &PackLine, commands: &CommandSender) {
    let language = state.language();
    let palette = Palette::of(ui);
    Frame::new()
        .fill(palette.raised)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(5))
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.horizontal_wrapped(|ui| {
                switch_ui(ui, state, pack, commands);
                badge_ui(ui, palette.accent, pack.origin_label().get(language));
                let (color, word) = state_word(palette, pack.state);
                badge_ui(ui, color, word.get(language));
                if !pack.version.is_empty() {
                    ui.label(weak(format!(
                        "{} {}",
                        text::PACK_VERSION.get(language),
                        pack.version
                    )));
                }
            });
            if pack.state != PackState::Bad {
                let rules = match language {
                    Language::Zh => format!("{}，共 {} 条规则", pack.detail, pack.rules),
                    Language::En => format!("{} ({} rules)", pack.detail, pack.rules),
                };
                ui.add(Label::new(weak(rules)).wrap());
            }
            ui.add(Label::new(weak(format!("{} · {}", pack.id, pack.file))).wrap());
            for problem in &pack.problems {
                problem_ui(ui, problem);
            }
        });
}

fn switch_ui(ui: &mut Ui, state: &AppState, pack: &PackLine, commands: &CommandSender) {
    let language = state.language();
    let title = if pack.title.is_empty() {
        &pack.id
    } else {
        &pack.title
    };
    if pack.state == PackState::Replaced {
        ui.label(strong(title.as_str()));
        return;
    }
    let mut on = pack.state != PackState::Off;
    let open = state.project.is_some();
    let hint = if open {
        text::SWITCH_HINT
    } else {
        text::SWITCH_NEEDS_PROJECT
    };
    let button = ui
        .add_enabled(
            open,
            eframe::egui::Checkbox::new(&mut on, strong(title.as_str())),
        )
        .on_hover_text(hint.get(language))
        .on_disabled_hover_text(hint.get(language));
    if button.clicked() {
        commands.send(Command::SwitchPack {
            id: pack.id.clone(),
            on,
        });
    }
}

fn state_word(
    palette: &Palette,
    state: PackState,
) -> (eframe::egui::Color32, crate::domain::Label) {
    let outcome = |outcome| palette.outcome(outcome);
    match state {
        PackState::InForce => (outcome(Outcome::Pass), text::PACK_IN_FORCE),
        PackState::NotYet => (outcome(Outcome::Notice), text::PACK_NOT_YET),
        PackState::NoLonger => (outcome(Outcome::Notice), text::PACK_NO_LONGER),
        PackState::Bad => (outcome(Outcome::Prohibit), text::PACK_BAD),
        PackState::Replaced => (palette.weak, text::PACK_REPLACED),
        PackState::Off => (outcome(Outcome::Restrict), text::PACK_OFF),
    }
}

/// Id and title to click; outcomes and marks behind them.
fn rule_ui(
    ui: &mut Ui,
    line: &RuleLine,
    (selected, language): (bool, Language),
    commands: &CommandSender,
) {
    let palette = Palette::of(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for code in line.outcomes.iter().rev() {
                let known = Outcome::STRICTEST_FIRST
                    .into_iter()
                    .find(|outcome| outcome.code() == *code);
                if let Some(outcome) = known {
                    let word = outcome.label().get(language);
                    badge_ui(ui, palette.outcome(outcome), word);
                }
            }
            if line.unverified {
                badge_ui(
                    ui,
                    ui.visuals().warn_fg_color,
                    text::UNVERIFIED.get(language),
                )
                .on_hover_text(text::UNVERIFIED_HINT.get(language));
            }
            if !line.in_force {
                badge_ui(ui, palette.weak, text::RULE_NOT_IN_FORCE.get(language));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let label = format!("{} {}", line.rule, line.title);
                let mut words = RichText::new(&label);
                if !line.in_force {
                    words = words.color(palette.weak);
                }
                // What grows behind the words holds them on the left.
                let row = Button::selectable(selected, (words, Atom::grow()))
                    .truncate()
                    .min_size(vec2(ui.available_width(), 0.0));
                if ui.add(row).on_hover_text(&line.subject).clicked() {
                    commands.send(Command::ExplainRule {
                        pack: line.pack.clone(),
                        rule: line.rule.clone(),
                    });
                }
            });
        });
    });
}

/// What `rules explain` prints.
fn explanation_ui(ui: &mut Ui, row: &RuleRow, language: Language) {
    if language == Language::En {
        ui.add(Label::new(weak(text::CHINESE_RULES.get(language))).wrap());
    }
    for (number, line) in row.explanation.lines().enumerate() {
        let words = line.trim_start();
        let depth = (line.len() - words.len()) as f32;
        ui.horizontal_top(|ui| {
            ui.add_space(depth * 5.0);
            let words = if number == 0 {
                strong(words).size(14.0)
            } else {
                RichText::new(words)
            };
            ui.add(Label::new(words).wrap());
        });
    }
}

fn close_ui(ui: &mut Ui, commands: &CommandSender, language: Language) {
    ui.add_space(8.0);
    if ui.button(text::CLOSE.get(language)).clicked() {
        commands.send(Command::CloseDialog);
    }
}
